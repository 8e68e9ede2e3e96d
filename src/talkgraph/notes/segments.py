"""A paragraph cut where its lines are labels, and lines that hold nothing but links."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markdown_it.token import Token

from talkgraph.model import Span
from talkgraph.notes.blocks import Block
from talkgraph.notes.inline import Piece, PieceKind, block_pieces, lines_of, text_of
from talkgraph.notes.labels import Label, label_of, labelled
from talkgraph.notes.source import Source

_JOINERS: Final = re.compile(
    r"(?:[\s|/&,;·•+:*()\[\]\-–—.!]|\b(?:and|or|also|here|part|\d+)\b)*", re.IGNORECASE
)
_MOST_CUTS: Final = 4
_BRACKETS: Final = re.compile(r"\([^()]{0,60}\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Some lines of a paragraph: under `label`, if they begin with one, and what they hold."""

    label: Label | None
    pieces: tuple[Piece, ...]
    span: Span
    tokens: tuple[Token, ...]


def segments(block: Block, source: Source, passed: Collection[int]) -> tuple[Segment, ...]:
    """Cut a paragraph before each line that begins with a label; lines in `passed` fall out."""
    lines = lines_of(block_pieces(block))
    starts = [line[0].line for line in lines]
    cuts: list[tuple[int, Label | None, list[tuple[Piece, ...]]]] = []
    after_gap = True
    for line, start in zip(lines, starts, strict=True):
        if start in passed:
            after_gap = True
            continue
        found = labelled(line)
        if found:
            cuts.append((start, found.label, [found.rest] if found.rest else []))
        elif after_gap:
            cuts.append((start, None, [line]))
        else:
            cuts[-1][2].append(line)
        after_gap = False
    if not lines:
        return (_whole_block(block),)
    ends = _ends(block, starts, [cut[0] for cut in cuts], passed)
    whole = len(cuts) == 1 and cuts[0][0] == block.span.first and ends == [block.span.last]
    return tuple(
        Segment(
            label=label,
            pieces=_joined(held),
            span=source.span(start, end),
            tokens=_tokens(block, held, whole=whole and label is None),
        )
        for (start, label, held), end in zip(cuts, ends, strict=True)
    )


def cuts(segment: Segment, block: Block, source: Source) -> Iterator[tuple[Segment, Segment]]:
    """Yield a segment cut in two at each of its first line breaks, the longest head first."""
    lines = lines_of(segment.pieces)
    for count in range(min(len(lines) - 1, _MOST_CUTS), 0, -1):
        start = lines[count][0].line
        halves = ((lines[:count], segment.span.first, start - 1), (lines[count:], start, None))
        head, rest = (
            Segment(
                label=None,
                pieces=_joined(held),
                span=source.span(first, last or segment.span.last),
                tokens=_tokens(block, held, whole=False),
            )
            for held, first, last in halves
        )
        yield head, rest


def _whole_block(block: Block) -> Segment:
    return Segment(label=None, pieces=(), span=block.span, tokens=block.tokens)


def _ends(
    block: Block, starts: Sequence[int], firsts: Sequence[int], passed: Collection[int]
) -> list[int]:
    """Return the last line of each cut: the one before the next cut or the next line passed."""
    stops = sorted({*firsts, *(line for line in starts if line in passed)})
    return [next((s - 1 for s in stops if s > first), block.span.last) for first in firsts]


def _joined(lines: Sequence[Sequence[Piece]]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for line in lines:
        if joined:
            joined.append(Piece(kind=PieceKind.BREAK, text="\n", line=line[0].line - 1))
        joined += line
    return tuple(joined)


def _tokens(block: Block, lines: Sequence[Sequence[Piece]], *, whole: bool) -> tuple[Token, ...]:
    """Return a paragraph's tokens with only the inline children of these lines."""
    inline = block.inline
    if whole or inline is None or not lines:
        return block.tokens
    children = list(inline.children or ())
    first = lines[0][0].first_token
    last = _line_end(children, lines[-1][-1].first_token)
    kept = children[first:last]
    start = lines[0][0].line - 1
    if lines[0][0].kind is PieceKind.TEXT and kept and kept[0].type == "text":
        kept[0] = replace(kept[0], content=lines[0][0].text)
    stop = lines[-1][-1].line
    part = replace(
        inline, children=kept, map=[start, stop], content="".join(t.content for t in kept)
    )
    return tuple(part if token is inline else token for token in block.tokens)


def _line_end(children: Sequence[Token], at: int) -> int:
    while at < len(children) and children[at].type not in {"softbreak", "hardbreak"}:
        at += 1
    return at


def is_link_line(pieces: Sequence[Piece]) -> bool:
    """Tell whether pieces are links and images with nothing but joiners and brackets between."""
    links = [p for p in pieces if p.kind in {PieceKind.LINK, PieceKind.IMAGE}]
    words = "".join(p.text if p.kind is PieceKind.TEXT else " " for p in pieces)
    return bool(links) and _JOINERS.fullmatch(_BRACKETS.sub(" ", words)) is not None


def has_label(block: Block, label: Label) -> bool:
    """Tell whether a heading, or a line of a paragraph, is this label."""
    if block.kind == "heading":
        return label_of(text_of(block_pieces(block))) is label
    if block.kind != "paragraph":
        return False
    found = (labelled(line) for line in lines_of(block_pieces(block)))
    return any(one is not None and one.label is label for one in found)
