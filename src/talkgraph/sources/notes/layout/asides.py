"""Files that lie beside notes of talks and are of the note-taker's own affairs: "Packing list".

Their names say so, or the folders that they lie in; one that has anything of a talk is none.
"""

from typing import Final

from talkgraph.sources.notes.event.dates import day_of
from talkgraph.sources.notes.event.places import folded
from talkgraph.sources.notes.layout.pages import Page
from talkgraph.words import word_set

# English, French, German, Spanish, Italian, Portuguese, Dutch, Polish, the Scandinavian languages.
_AFFAIRS: Final = word_set(
    "packing expenses expense receipts receipt reimbursement travel trip flights flight hotel"
    " hotels itinerary logistics shopping groceries sponsors sponsor swag hallway qa contacts"
    " todo todos visa luggage restaurants"
    " bagages depenses frais voyage valise courses"
    " packliste reisekosten spesen reise reiseplan gepack einkaufsliste abrechnung sponsoren"
    " equipaje gastos viaje maleta vuelos compras patrocinadores"
    " bagaglio bagagli spese viaggio valigia voli"
    " bagagem despesas viagem mala voos"
    " paklijst reiskosten onkosten reis boodschappen"
    " pakowanie wydatki podroz bagaz zakupy"
    " packlista packning utgifter resa reseutlagg pakkeliste rejse udgifter reiseutgifter"
)
_BESIDE: Final = word_set(
    "list lists liste lista lijst track conversations chats notes note my and the de du des di da"
    " del questions costs cost report plan planning tips info"
)
_QUESTIONS: Final = frozenset({"q a", "q and a"})
_PRIVATE: Final = word_set(
    "people persons contacts daily dailies journal journals diary personen kontakte tagebuch"
    " personnes contatti persone diario pessoas contactos contatos dagboek dagbok dagbog"
)
_SIGNS: Final = frozenset(
    {
        *("speaker of the file", "front matter of a talk", "speaker", "likely speaker", "anchor"),
        *("posts", "programme", "linked", "numbered"),
    }
)


def why_aside(page: Page) -> str:
    """Say why a file is no talk's, but of its writer's own affairs ("" where it may be one)."""
    if has_talk(page):
        return ""
    event = page.place.event
    known = set(folded(event.name).split()) if event else set()
    if _are_affairs(page.words, known) or (
        page.clues.dated and _are_affairs(page.title or "", known)
    ):
        return f"its name, {page.words!r}, is no talk's"
    folder = next((f for f in page.folders[-1:] if set(folded(f).split()) & _PRIVATE), None)
    if folder is not None:
        return f"it lies in the folder {folder}, and nothing of a talk is in it"
    title = page.title
    dated = title is None or page.is_named_by_file(title) or day_of(title) is not None
    if page.clues.dated and title is not None and dated and len(page.marks.headings) <= 1:
        return "its only heading is a date, and nothing of a talk is in it"
    return ""


def has_talk(page: Page) -> bool:
    """Tell whether anything in a file says that it is of talks: a speaker, an anchor, a thread."""
    return page.clues.talk or not _SIGNS.isdisjoint(page.levels.signs)


def _are_affairs(name: str, known: set[str]) -> bool:
    """Tell whether a name has no other words than those of affairs, one at least.

    `known` are the words of the event's name, which may stand beside.
    """
    if folded(name) in _QUESTIONS:
        return True
    words = [w for w in folded(name).split() if not w.isdigit() and w not in known]
    rest = [word for word in words if word not in _BESIDE]
    return bool(rest) and all(word in _AFFAIRS for word in rest)
