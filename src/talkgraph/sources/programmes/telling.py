"""How all programmes are told: titles without marks, and names that are somebody's."""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from talkgraph.model import TalkStatus
from talkgraph.words import fold, one_line, word_set

if TYPE_CHECKING:
    from nicknames import NickNamer

# ── cancelled talks ──────────────────────────────────────────────────────────────────────────────

_WORD: Final = (
    r"(?:(?:the\s+)?(?:talk|session|event|workshop|vortrag|veranstaltung|conf[eé]rence)\s+(?:is\s+"
    r"|was\s+|has\s+been\s+|ist\s+|wurde\s+)?)?"
    r"(?:cancell?ed|abgesagt|entf[aä]llt|f[aä]llt\s+aus|ausgefallen|annul[eé]{1,2}e?|annulée?"
    r"|cancelad[oa]|annullat[oa]|geannuleerd|afgelast|zrušeno|odwołan[eya]|отмен(?:ено|[её]н|ена)"
    r"|inställt|avlyst|aflyst|peruttu|withdrawn|キャンセル|中止|已取消)"
)
_MORE: Final = r"(?:\s*[:,;!/–—-].{0,80}?|\s+(?:due|because|by|wegen|aufgrund)\b.{0,80}?)?\s*"
_BRACKETED: Final = rf"(?:\[\s*{_WORD}{_MORE}\]|\(\s*{_WORD}{_MORE}\)|\*+\s*{_WORD}\s*\*+)"
_FIRST: Final = re.compile(
    rf"[^\w\s(\[*]*\s*(?:{_BRACKETED}\s*[:–—-]?|{_WORD}\s*(?::|!+|\s[-–—|/](?=\s)))\s*",
    re.IGNORECASE,
)
_CAPITALS: Final = re.compile(rf"[^\w\s(\[*]*\s*(?P<mark>{_WORD})\s*[-–—|/]?\s+", re.I)
_LAST: Final = re.compile(rf"\s*[:–—-]?\s*{_BRACKETED}$", re.IGNORECASE)
_LAST_CAPITALS: Final = re.compile(
    rf"\s+[-–—|/:]\s*(?P<mark>{_WORD})$|:\s+(?P<same>{_WORD})$", re.I
)
_ALONE: Final = re.compile(rf"\W*{_WORD}\W*", re.IGNORECASE)
_LONGEST_TITLE: Final = 2_000


def title_and_status(text: str) -> tuple[str, TalkStatus | None]:
    """Return a title without the mark that it was cancelled, and what the mark says.

    A mark is in brackets, in capitals or set off by a colon or a dash, and stands at the beginning
    or, in brackets or in capitals, at the very end: words of the title itself are none.

    >>> title_and_status("[CANCELED] On  Lamps")
    ('On Lamps', <TalkStatus.CANCELLED: 'cancelled'>)
    >>> title_and_status("On Ropes (TALK REPLACES CANCELLED TALK)")
    ('On Ropes (TALK REPLACES CANCELLED TALK)', None)
    >>> title_and_status("Cancelled Flights: A History")
    ('Cancelled Flights: A History', None)
    """
    title = one_line(text)
    if len(title) > _LONGEST_TITLE:
        return title, None
    if _ALONE.fullmatch(title):
        return title, TalkStatus.CANCELLED
    rest = _without_mark(title)
    return (rest, TalkStatus.CANCELLED) if rest else (title, None)


def _without_mark(title: str) -> str | None:
    first = _FIRST.match(title)
    if first:
        return title[first.end() :]
    first = _CAPITALS.match(title)
    if first and first["mark"].isupper() and not title[first.end() :].isupper():
        return title[first.end() :]
    last = _LAST.search(title)
    if last:
        return title[: last.start()]
    last = _LAST_CAPITALS.search(title)
    mark = (last["mark"] or last["same"]) if last else ""
    if last and mark.isupper() and not title[: last.start()].isupper():
        return title[: last.start()]
    return None


# ── who is a person ──────────────────────────────────────────────────────────────────────────────

_NOBODY: Final = word_set(
    "na nn null none nil unknown unbekannt inconnu anonymous anonym anonyme anonimo tba tbd tbc "
    "pending various several multiple many everyone everybody all alle tous todos tutti you "
    "yourself audience attendees community panel panelist panelists panellists moderator "
    "moderators host hosts participants teilnehmer participantes speaker speakers presenter "
    "presenters sprecher referenten ponentes relatori orateurs intervenant intervenants guest "
    "guests staff team teams crew orga orgateam organizer organizers organiser organisers "
    "organisation organization organisatoren organisateurs organizadores organizzatori committee "
    "volunteers helpers admin verschiedene diverse divers varios vari diversi diversos meerdere "
    "rozni others nobody niemand equipe equipo squadra sponsor sponsors"
)
_PLACEHOLDER: Final = re.compile(
    r"(?:(?:the|a|an|our|your|all|some|more|special|keynote|guest|mystery|lightning|various|several"
    r"|multiple|many|different|diverse|verschiedene|divers|plusieurs|varios|vari|diversi|diversos"
    r"|weitere|conference|conf|event|local|organi[sz]ing|programme?|talk|session|workshop|track)\s+)+"
    r"(?P<rest>\w+)(?:\s+talks?)?"
    r"|(?:.{0,40}\s)?to\s+be\s+(?:announced|confirmed|determined|defined|decided)"
    r"|(?:no|kein|keine|sin|pas\s+de)\s+(?:speakers?|one|name|host|presenter|sprecher|ponente)"
    r"|wird\s+noch\s+.{0,40}|(?:and\s+|et\s+)(?:others|al|more)"
)
_GROUPS: Final = word_set(
    "organizers organisers organisatoren organisateurs organizadores speakers committee volunteers "
    "organizer-team orga-team orgateam staff team crew teams maintainers contributors attendees "
    "panelists panellists moderators admins"
)
_SURNAMES_TOO: Final = word_set("staff crew")
_LONGEST_NAME: Final = 200


def is_person(name: str) -> bool:
    """Tell a person's name from who merely stands for one ("FOSDEM Staff", "Various speakers").

    Handles and given names alone are persons', and so is whatever has no form of another.

    >>> [is_person(name) for name in ("Ana Ode", "l33t", "TBA", "N.N.", "HarbourConf Staff")]
    [True, True, False, False, False]
    """
    text = fold(one_line(name))
    bare = " ".join(re.findall(r"[^\W_]+", text))
    if not bare or len(text) > _LONGEST_NAME:
        return False
    initials = all(len(word) == 1 for word in bare.split())
    if (bare.replace(" ", "") if initials else bare) in _NOBODY or bare.isdigit():
        return False
    match = _PLACEHOLDER.fullmatch(bare)
    if match and (match["rest"] is None or match["rest"] in _NOBODY):
        return False
    *first, last = text.strip(" .").split()
    return last not in _GROUPS or _has_surname(first, last)


def _has_surname(first: list[str], last: str) -> bool:
    """Tell whether a word for a group is the surname of one whose given name is known."""
    if last not in _SURNAMES_TOO or len(first) != 1:
        return False
    return bool(_namer().canonicals_of(first[0]) or _namer().nicknames_of(first[0]))


@cache
def _namer() -> "NickNamer":
    from nicknames import NickNamer

    return NickNamer()
