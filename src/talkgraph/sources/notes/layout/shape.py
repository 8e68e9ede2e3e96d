"""The outline of a placed file: its headings with their roles, or the whole file as one talk."""

import re
from dataclasses import replace
from typing import Final

from talkgraph.model import Span
from talkgraph.sources.notes.event.labels import is_link_line
from talkgraph.sources.notes.layout.folders import FileRole, Placement
from talkgraph.sources.notes.layout.outline import Form, Heading, Outline, Role, Section
from talkgraph.sources.notes.layout.pages import Page
from talkgraph.sources.notes.layout.roles import outline
from talkgraph.sources.notes.layout.words.headings import is_container, is_part
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import Piece, PieceKind, block_pieces, text_of

_NO_LEVEL: Final = 99
_LONGEST_TITLE: Final = 120
_NUMBER: Final = re.compile(r"^\d{1,2}\s*[-–—.:)]\s*")


def shape_of(place: Placement) -> Outline:
    """Return the outline of a file, by what it was taken for."""
    page, levels = place.page, place.page.levels
    if (
        place.role is FileRole.INDEX
        or place.aside
        or (place.role is FileRole.EVENT and levels.level is None)
    ):
        levels = replace(levels, level=_NO_LEVEL)
    shape = outline(levels, page.marks, place.habit, page.source)
    return _whole(place, shape) if place.role is FileRole.TALK else shape


def _whole(place: Placement, shape: Outline) -> Outline:
    """Put everything of a file under the talk that it is."""
    blocks = list(shape.preamble)
    heading: Heading | None = None
    for section in shape.sections:
        if section.role is Role.SECTION and heading is None:
            heading = section.heading
        elif section.heading is not None:
            blocks.append(section.heading.block)
        blocks += section.blocks
    if heading is not None and place.page.is_named_by_file(heading.title):
        heading, blocks = _instead(heading, blocks)
    talk = heading or _titled(place)
    return Outline(
        preamble=(),
        sections=(Section(role=Role.SECTION, heading=talk, blocks=tuple(blocks)),),
    )


def _instead(title: Heading, blocks: list[Block]) -> tuple[Heading | None, list[Block]]:
    """Find the title below a heading that only repeats the file's name.

    It is a first line that stands alone before all headings, or else the only topmost heading.
    The heading itself is kept as a line without words.
    """
    kept = replace(title.block, kind="hr", tokens=())
    for n, block in enumerate(blocks):
        if block.kind == "heading":
            break
        if block.kind == "paragraph" and _may_be_title(block):
            return _headed(block), [kept, *blocks[:n], *blocks[n + 1 :]]
    headings = [block for block in blocks if block.kind == "heading" and _is_titled(block)]
    top = min((block.level for block in headings), default=0)
    topmost = [block for block in headings if block.level == top]
    if len(topmost) == 1:
        return _headed(topmost[0]), [kept, *(b for b in blocks if b is not topmost[0])]
    return None, [kept, *blocks]


def _may_be_title(block: Block) -> bool:
    """Tell whether a paragraph is one line of words, and no link alone."""
    pieces = block_pieces(block)
    text = text_of(pieces)
    if any(p.kind is PieceKind.BREAK for p in pieces) or is_link_line(pieces):
        return False
    return 0 < len(text) <= _LONGEST_TITLE and not text.endswith((":", "."))


def _is_titled(block: Block) -> bool:
    """Tell whether a heading says more than that it holds talks, or is a part of one."""
    title = text_of(block_pieces(block))
    title = _NUMBER.sub("", title)
    return not (is_container(title) or is_part(title))


def _headed(block: Block) -> Heading:
    pieces = block_pieces(block)
    return Heading(block=block, title=text_of(pieces), pieces=pieces)


def _titled(place: Placement) -> Heading:
    """Make a heading of the front matter's title, or else of the file's name."""
    page = place.page
    value = page.front.values.get("title") or page.labelled.get("title")
    title = value.text if value else place.title
    span = value.span if value else _first_line(page)
    block = Block(kind="title", span=span, tokens=())
    piece = Piece(kind=PieceKind.TEXT, text=title, line=span.first)
    return Heading(block=block, title=title, form=Form.FILE, pieces=(piece,))


def _first_line(page: Page) -> Span:
    """Return the first line with words: a talk that no line names derives from there."""
    source = page.source
    first = min((n for n in source.content_lines() if n > page.front.last), default=1)
    return source.span(first, first)
