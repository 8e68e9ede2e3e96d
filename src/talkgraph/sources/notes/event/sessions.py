"""Parts of the programme that are not talks: which they are, their rooms, and what they list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from talkgraph.model import SessionItem, SessionKind, Speaker
from talkgraph.sources.notes.event.body import Body, BodyReader
from talkgraph.sources.notes.event.links import is_material
from talkgraph.sources.notes.layout.outline import Heading
from talkgraph.sources.notes.layout.words.headings import is_bare_session, session_words
from talkgraph.sources.notes.layout.words.headings import is_programme as programme_words
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import Piece, PieceKind, block_pieces, text_of
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.lines import speaker_line

_WORKSHOP: Final = re.compile(r"\bworkshops?\b", re.I)
_ROOM: Final = re.compile(r"\((?P<room>[^()]{2,80})\)")
_ROOM_LABEL: Final = re.compile(r"(?:room|location|where|place)\s*:\s*(?P<room>.{2,80})", re.I)
_COLON: Final = re.compile(r":\s+")
_HOLLOW: Final = re.compile(r"\s*[(\[][\s|,;/]*[)\]]")
_QUOTED: Final = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_ONLY_DASH: Final = re.compile(r"(?:(?!\s[-–—]).)+\s(?:-{1,2}|–|—)")
_DASH: Final = re.compile(r"\s+(?:-{1,2}|–|—)\s+")


@dataclass(slots=True, kw_only=True)
class SessionBody:
    """What came of reading a session's body."""

    body: Body
    items: list[SessionItem] = field(default_factory=list)
    location: str | None = None


def session_kind(heading: Heading) -> SessionKind | None:
    """Return which session a heading is by its words, or `None` where the words leave it open.

    An anchor or an entry in the table of contents makes a talk of "Workshop: ...", but a heading
    of no other words ("Ignites", "Open Spaces") is a session all the same.
    """
    kind = session_words(heading.title)
    if kind is not None and is_bare_session(heading.title):
        return kind
    return None if heading.anchor or heading.listed else kind


def other_kind(heading: Heading) -> SessionKind:
    """Return which session a heading is that nothing makes a talk."""
    return SessionKind.WORKSHOP if _WORKSHOP.search(heading.title) else SessionKind.OTHER


def is_programme(heading: Heading) -> bool:
    """Tell whether the words are those of a programme point such as "Lunch"."""
    return not (heading.anchor or heading.listed) and programme_words(heading.title)


def read_session(
    heading: Heading, kind: SessionKind, blocks: Sequence[Block], source: Source
) -> SessionBody:
    """Read what stands below a session's heading."""
    reader = BodyReader(source=source, sure_only=True)
    reader.heading_links(heading.pieces, heading.span)
    result = SessionBody(body=reader.body)
    rest: list[Block] = []
    for place, block in enumerate(blocks):
        room = _room(block) if place == 0 else None
        if room:
            result.location = room
            reader.body.own.update(block.span.lines)
        elif block.is_list and _lists_items(block, kind, source, first=not result.items):
            for item in block.children:
                rest += _take_item(item, result, source)
        elif block.kind == "heading" and kind is SessionKind.IGNITES and _is_item(block, source):
            _add_item(block, result, source)
        else:
            rest.append(block)
    if result.location is None and kind is SessionKind.OPEN_SPACE:
        match = _ROOM.search(heading.title)
        result.location = match["room"].strip() if match else None
    reader.read(rest)
    return result


def _room(block: Block) -> str | None:
    if block.kind != "paragraph":
        return None
    pieces = block_pieces(block)
    text = text_of(pieces)
    match = _ROOM.fullmatch(text) or _ROOM_LABEL.fullmatch(text)
    return match["room"].strip() if match else None


def _lists_items(block: Block, kind: SessionKind, source: Source, *, first: bool) -> bool:
    split = [_is_item(item.children[0], source) for item in block.children if item.children]
    if kind is SessionKind.IGNITES:
        return any(split) or first
    return bool(split) and all(split)


def _is_item(block: Block, source: Source) -> bool:
    return bool(_item_of(block_pieces(block), source)[1])


def _take_item(item: Block, result: SessionBody, source: Source) -> list[Block]:
    """Add a list item to the session; what hangs below it is left to be read as notes."""
    if not item.children or item.children[0].kind not in {"paragraph", "heading"}:
        return list(item.children)
    _add_item(item.children[0], result, source, first=item.span.first)
    return list(item.children[1:])


def _add_item(block: Block, result: SessionBody, source: Source, first: int | None = None) -> None:
    pieces = block_pieces(block)
    title, speakers, others = _item_of(pieces, source)
    span = source.span(first or block.span.first, block.span.last)
    result.items.append(
        SessionItem(
            title=title or source.markdown(span).strip(),
            position=len(result.items) + 1,
            span=span,
            speakers=tuple(replace(s, span=span) for s in speakers),
        )
    )
    result.body.own.update(span.lines)
    reader = BodyReader(source=source, body=result.body)
    for piece in others:
        reader.link(piece, span)


def _item_of(
    pieces: Sequence[Piece], source: Source
) -> tuple[str, tuple[Speaker, ...], tuple[Piece, ...]]:
    """Split `Speaker - Title` (or `Speaker: Title`), or the reverse if only the last is a name."""
    others = tuple(p for p in pieces if p.url and is_material(p))
    kept = tuple(p for p in pieces if p not in others)
    if others and _ONLY_DASH.fullmatch(text_of(kept)):
        others, kept = (), tuple(pieces)
    for joint in (_DASH, _COLON):
        cuts = [
            (n, match)
            for n, piece in enumerate(kept)
            if piece.kind is PieceKind.TEXT
            for match in joint.finditer(f" {piece.text} ")
        ]
        if not cuts:
            continue
        for cut, swapped in ((cuts[0], False), (cuts[-1], True)):
            left, right = _cut(kept, *cut)
            names, title = (right, left) if swapped else (left, right)
            line = speaker_line(names, source) if names else None
            if line and line.speakers and text_of(title):
                found = (*others, *line.others, *_links(title))
                return _unquoted(_unbracketed(title)), line.speakers, found
    return _in_brackets(kept, source, others)


def _in_brackets(
    pieces: Sequence[Piece], source: Source, others: tuple[Piece, ...]
) -> tuple[str, tuple[Speaker, ...], tuple[Piece, ...]]:
    """Read `Title (Speaker)`; without a name in the brackets all of it is the title."""
    title = _unbracketed(pieces)
    before, _, inside = title.removesuffix(")").rpartition("(")
    if title.endswith(")") and before.strip() and pieces:
        opening = max((n for n, p in enumerate(pieces) if "(" in p.text), default=0)
        names = [p for p in pieces[opening:] if p.url]
        text = Piece(kind=PieceKind.TEXT, text=inside, line=pieces[0].line)
        line = speaker_line(names or (text,), source)
        if line and line.speakers:
            kept = tuple(p for p in pieces if p not in names)
            return _unquoted(before.strip()), line.speakers, (*others, *_links(kept))
    return title, (), (*others, *_links(pieces))


def _unquoted(title: str) -> str:
    match = _QUOTED.fullmatch(title)
    return match[1] if match else title


def _unbracketed(pieces: Sequence[Piece]) -> str:
    """Return the words without the brackets that held nothing but links to material."""
    return _HOLLOW.sub("", text_of(pieces)).strip()


def _links(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(p for p in pieces if p.url and not p.url.startswith("#"))


def _cut(
    pieces: Sequence[Piece], at: int, match: re.Match[str]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    piece = pieces[at]
    padded = f" {piece.text} "
    before = replace(
        piece, text=padded[: match.start()].strip(" ") if at == 0 else padded[: match.start()]
    )
    after = replace(piece, text=padded[match.end() :].rstrip(" "))
    left = (*pieces[:at], *([before] if before.text.strip() else []))
    right = (*([after] if after.text.strip() else []), *pieces[at + 1 :])
    return left, right
