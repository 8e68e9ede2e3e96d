"""Lines of notes as the parts of the reader take them: parsed, without a file."""

from talkgraph.sources.notes.event.contents import Contents, read_contents
from talkgraph.sources.notes.layout.evidence import Clues
from talkgraph.sources.notes.layout.levels import Levels, Looks, read_levels
from talkgraph.sources.notes.layout.outline import Form, Marks, headings_of
from talkgraph.sources.notes.layout.titles import Habit
from talkgraph.sources.notes.markdown.blocks import Document, parse
from talkgraph.sources.notes.markdown.inline import Piece, block_pieces, title_and_anchor
from talkgraph.sources.notes.markdown.source import Source, decode

NO_CLUES = Clues()


def source_of(text: str, name: str = "notes.md") -> Source:
    """Return the source that a text is."""
    source = decode(text.encode(), name).source
    assert source is not None
    return source


def pieces_of(text: str) -> tuple[tuple[Piece, ...], Source]:
    """Return the pieces of a text that is one paragraph."""
    source = source_of(text)
    [block] = parse(source, after=0).blocks
    return block_pieces(block), source


def parsed(text: str) -> tuple[Source, Document, Contents]:
    """Return a text's source, its blocks, and its table of contents."""
    source = source_of(text)
    document = parse(source, after=0)
    headings = [block for block in document.blocks if block.kind == "heading"]
    titles = [title_and_anchor(block_pieces(block))[0] for block in headings]
    return source, document, read_contents(document.blocks, titles)


def marks_of(text: str, form: Form) -> Marks:
    """Return what acts as a heading in a text."""
    source, document, contents = parsed(text)
    return headings_of(document.blocks, contents, source, form)


def levels_of(text: str, clues: Clues = NO_CLUES) -> tuple[Levels, Marks, Habit, Source]:
    """Return how a text is read, with what acts as headings in it."""
    source, document, contents = parsed(text)
    looks = Looks(blocks=document.blocks, contents=contents, source=source)
    return *read_levels(looks, clues), source
