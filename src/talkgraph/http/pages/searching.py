"""What stands beside the answers of a search: what was understood, how to undo it, what is near."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final
from urllib.parse import quote, unquote, urlencode

from fastapi import Request

from talkgraph.errors import InputError, NotFound
from talkgraph.http.pages.addresses import SOURCE, encoded, page_of
from talkgraph.http.problems import Problem, problem_of
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.hits import Understood
from talkgraph.knowledge.reconcile.index import Asked, reconciler
from talkgraph.knowledge.reconcile.suggestions import suggestions
from talkgraph.model import Search
from talkgraph.model.queries import Correction, Mention, MentionKind
from talkgraph.words import folded_words

_SHOWN_AS = {
    MentionKind.PHRASE: "as a phrase",
    MentionKind.TIME: "time",
    MentionKind.KIND: "only",
}
_NARROWING: Final = ("event", "speaker", "topic")
_NAMED: Final = (MentionKind.PERSON, MentionKind.EVENT, MentionKind.TOPIC)
_LASTING: Final = ("q", "sort", "view")  # what a search has, however it is narrowed or read
_QUOTATION_MARKS: Final = ('"', "“", "”", "„", "«", "»")
_ADDRESSED: Final = ("talk", "speaker", "event", "theme", "topic")
_WORD: Final = re.compile(r"\w+")
_LONGEST_WORDS: Final = 100
_LONGEST_NAME: Final = 120
_SURE_ENOUGH: Final = 0.5
_NEAR: Final = 6
_NEAR_ENOUGH: Final = 55.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """Something that was understood: its kind in words, its name, and the search without it.

    `undo` says what following the address does, `control` the same in a word or a sign. `typed` is
    what was typed for a name that is spelt otherwise.
    """

    kind: str
    name: str
    typed: str = ""
    address: str
    control: str
    undo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What was made of the words of a search, and the addresses of the same search otherwise.

    `literal` is exactly what was typed, `read` with its names read again; `weak` has what hardly
    answers, too. `doubt` is how sure it is of an answer, 0 to 1, where that is not sure enough to
    be passed over. `anew` has neither filters nor words taken as they are; it is empty where there
    are none.
    """

    chips: tuple[Chip, ...]
    dropped: tuple[str, ...]
    replaced: tuple[Correction, ...]
    added: tuple[Correction, ...]
    literal: str
    read: str
    by_talk: str
    by_passage: str
    best: str
    newest: str
    weak: str
    doubt: float | None
    anew: str


def understanding(request: Request, wanted: Search, understood: Understood) -> Understanding:
    """Return what was made of the words of a search that a request asks for."""
    sure = understood.sure
    return Understanding(
        chips=(*_chips(request, wanted, understood), *_plain(request, wanted)),
        dropped=tuple(mention.label for mention in understood.dropped),
        replaced=understood.replaced,
        added=understood.added,
        literal=_changed(request, "literal", "true"),
        read=_changed(request, "literal"),
        by_talk=_changed(request, "view"),
        by_passage=_changed(request, "view", "passages"),
        best=_changed(request, "sort"),
        newest=_changed(request, "sort", "date"),
        weak=_changed(request, "weak", "true"),
        doubt=sure if sure is not None and sure < _SURE_ENOUGH else None,
        anew=_anew(request) if wanted.narrowed or wanted.plain or wanted.exact else "",
    )


def _chips(request: Request, wanted: Search, understood: Understood) -> Iterator[Chip]:
    for mention in understood.mentions:
        is_asked = wanted.exact and mention.kind is MentionKind.PHRASE
        plain = _changed(request, "plain", *wanted.plain, mention.text)
        yield Chip(
            kind=_SHOWN_AS.get(mention.kind, mention.kind.value),
            name=mention.label,
            typed=_otherwise_typed(mention),
            address=_changed(request, "exact") if is_asked else plain,
            control="×",
            undo=f"Search for “{mention.text}” as words like any other",
        )


def _plain(request: Request, wanted: Search) -> Iterator[Chip]:
    for words in wanted.plain:
        others = (each for each in wanted.plain if each != words)
        control = f"read as {_what(words)}"
        yield Chip(
            kind="words",
            name=words,
            address=_changed(request, "plain", *others),
            control=control,
            undo=f"{control.capitalize()} again: “{words}”",
        )


def _what(words: str) -> str:
    """Say what words that are taken as they are would be read as."""
    if words[:1] in _QUOTATION_MARKS:
        return "a phrase"
    return "a time" if any(letter.isdigit() for letter in words) else "a name"


def _otherwise_typed(mention: Mention) -> str:
    """Return what was typed for a name, if that is no part of it but a slip or another name."""
    if mention.kind not in _NAMED:
        return ""
    name = "".join(folded_words(mention.label))
    return "" if all(word in name for word in folded_words(mention.text)) else mention.text


def _anew(request: Request) -> str:
    """Return the address of the same search without what it is narrowed to, read as at first."""
    items = request.query_params.multi_items()
    return f"{request.url.path}?{urlencode([(k, v) for k, v in items if k in _LASTING and v])}"


def _changed(request: Request, name: str, *values: str) -> str:
    """Return the address of the same search with other values of one parameter."""
    items = request.query_params.multi_items()
    kept = [(key, value) for key, value in items if key not in (name, "page") and value]
    return f"{request.url.path}?{urlencode([*kept, *((name, value) for value in values)])}"


Instead = tuple[tuple[str, str], ...]
"""Names near to one that is nobody's, each with the address of what is asked with it."""


# ── what may have been meant ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Something whose name comes near one that nobody has: what it is, its page, a line on it."""

    kind: str
    name: str
    page: str
    about: str


def near(kb: KnowledgeBase, name: str) -> tuple[Near, ...]:
    """Return what may have been meant by a name or by words that found nothing.

    It is what is suggested while one types, or else what has a name of like letters.
    """
    words = name[:_LONGEST_NAME]
    meant = tuple(
        Near(kind=each.kind.value, name=each.name, page=_page(kb, each.iri), about=each.about)
        for each in suggestions(kb).of(words, _NEAR)
    )
    return meant or tuple(
        Near(
            kind=each.thing.kind.name.casefold(),
            name=each.thing.name,
            page=_page(kb, each.thing.iri),
            about=each.thing.description,
        )
        for each in reconciler(kb).find(Asked(name=words, limit=_NEAR))
        if each.score >= _NEAR_ENOUGH
    )


def instead(request: Request, error: InputError) -> Instead:
    """Return what a page that is narrowed to a name that is nobody's may be narrowed to."""
    if not isinstance(error, NotFound):
        return ()
    given = request.query_params
    for field in _NARROWING:
        if (given.get(field) or "").strip() == error.name:
            return tuple((name, _changed(request, field, name)) for name in error.suggestions)
    return ()


def known_at(kb: KnowledgeBase, kind: str, address: str) -> str:
    """Return the IRI of what has an address; raises `Problem` (404) with the pages near it."""
    try:
        return kb.at(kind, address)
    except NotFound as error:
        problem = problem_of(error)
        problem.members["near"] = [_led_to(kb, kind, name) for name in error.suggestions]
        raise problem from error


def _led_to(kb: KnowledgeBase, kind: str, name: str) -> dict[str, str]:
    """Return what a name that is near to one that is nobody's is shown as, and where it leads."""
    of: dict[str, Callable[[str], str]] = {
        "talk": lambda address: kb.at("talk", address),
        "speaker": lambda called: kb.names.person(kb.find_speaker(called).slug),
        "event": {event.name: event.iri for event in kb.events()}.__getitem__,
        "theme": lambda called: kb.theme(called).iri,
        "topic": lambda called: kb.topic(called).iri,
    }
    try:
        iri = of[kind](name)
    except (InputError, KeyError):  # several have it
        return {"name": name, "page": f"/search?{urlencode({'q': name})}"}
    if kind == "talk":
        record = kb.records[iri]
        name = f"{record.title} ({record.event_name})"
    return {"name": name, "page": _page(kb, iri)}


def near_path(kb: KnowledgeBase, path: str) -> list[dict[str, str]]:
    """Return the pages near a path that leads nowhere: of its address, or of its last words.

    The address is that of a kind of things, which may be called by its plural.
    """
    first, _, address = unquote(path).strip("/").partition("/")
    kind = first.casefold().removesuffix("s")
    if address and kind in _ADDRESSED:
        try:
            page = _page(kb, kb.at(kind, address))
        except NotFound as error:
            if error.suggestions:
                return [_led_to(kb, kind, name) for name in error.suggestions]
        else:
            return [{"name": page, "page": page}]
    meant = near(kb, words_at_end(path))
    return [{"name": f"{each.name} ({each.kind})", "page": each.page} for each in meant]


def words_at_end(path: str) -> str:
    """Return the words at the end of a path, which somebody may have meant.

    >>> words_at_end("/speakr/grace-hopper")
    'grace hopper'
    """
    return " ".join(_WORD.findall(unquote(path.rstrip("/").rpartition("/")[2])))[:_LONGEST_WORDS]


def no_such_source(name: str, kept: Iterable[str]) -> Problem:
    """Return the problem with the name of a file that there is not, with those near it."""
    found = get_close_matches(name, tuple(kept), n=_NEAR // 2)
    return Problem(
        404,
        f"there is no file {name!r} among the notes.",
        suggestions=found,
        near=[{"name": each, "page": f"{SOURCE}{encoded(quote(each))}"} for each in found],
    )


def _page(kb: KnowledgeBase, iri: str) -> str:
    return page_of(kb, iri) or "/"
