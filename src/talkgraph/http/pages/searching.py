"""What the page of a search shows beside its answers: what was understood, and how to undo it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from talkgraph.knowledge.hits import Understood
from talkgraph.model import Search
from talkgraph.model.queries import Correction, MentionKind

_SHOWN_AS = {
    MentionKind.PHRASE: "as a phrase",
    MentionKind.TIME: "time",
    MentionKind.KIND: "only",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """Something that was understood: its kind in words, its name, and the search without it.

    `undo` says what following the address does.
    """

    kind: str
    name: str
    address: str
    undo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What was made of the words of a search, and the addresses of the same search otherwise.

    `literal` is exactly what was typed, `read` with its names read again; `weak` has what hardly
    answers, too.
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


def understanding(request: Request, wanted: Search, understood: Understood) -> Understanding:
    """Return what was made of the words of a search that a request asks for."""
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
    )


def _chips(request: Request, wanted: Search, understood: Understood) -> Iterator[Chip]:
    for mention in understood.mentions:
        is_asked = wanted.exact and mention.kind is MentionKind.PHRASE
        plain = _changed(request, "plain", *wanted.plain, mention.text)
        yield Chip(
            kind=_SHOWN_AS.get(mention.kind, mention.kind.value),
            name=mention.label,
            address=_changed(request, "exact") if is_asked else plain,
            undo=f"Search for “{mention.text}” as words like any other",
        )


def _plain(request: Request, wanted: Search) -> Iterator[Chip]:
    for words in wanted.plain:
        others = (each for each in wanted.plain if each != words)
        yield Chip(
            kind="words",
            name=words,
            address=_changed(request, "plain", *others),
            undo=f"Read “{words}” as the name of something again",
        )


def _changed(request: Request, name: str, *values: str) -> str:
    """Return the address of the same search with other values of one parameter."""
    items = request.query_params.multi_items()
    kept = [(key, value) for key, value in items if key not in (name, "page") and value]
    return f"{request.url.path}?{urlencode([*kept, *((name, value) for value in values)])}"
