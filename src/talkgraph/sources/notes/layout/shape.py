"""The outline of a placed file: its headings with their roles, or the whole file as one talk."""

from dataclasses import replace
from typing import Final

from talkgraph.model import Span
from talkgraph.sources.notes.layout.folders import FileRole, Placement
from talkgraph.sources.notes.layout.outline import Form, Heading, Outline, Role, Section
from talkgraph.sources.notes.layout.pages import Page
from talkgraph.sources.notes.layout.roles import outline
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import Piece, PieceKind

_NO_LEVEL: Final = 99


def shape_of(place: Placement) -> Outline:
    """Return the outline of a file, by what it was taken for."""
    page, levels = place.page, place.page.levels
    if place.role is FileRole.INDEX or (place.role is FileRole.EVENT and levels.level is None):
        levels = replace(levels, level=_NO_LEVEL)
    shape = outline(levels, page.marks, place.habit, page.contents, page.source)
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
    talk = heading or _titled(place)
    return Outline(
        preamble=(),
        sections=(Section(role=Role.SECTION, heading=talk, blocks=tuple(blocks)),),
    )


def _titled(place: Placement) -> Heading:
    """Make a heading of the front matter's title, or else of the file's name."""
    page = place.page
    value = page.front.values.get("title")
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
