"""How headings are written here: what is plain in some tells how to read the others."""

from collections.abc import Sequence
from typing import Final

from talkgraph.sources.notes.layout.outline import Heading
from talkgraph.sources.notes.layout.titles import Habit, cleaned, is_numbered, ways
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import Piece, block_pieces, lines_of, text_of
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.lines import speaker_line
from talkgraph.sources.notes.speakers.persons import is_company, is_position, may_be_person

_FEW: Final = 2
_ANY_NUMBERING: Final = Habit(numbered=2)


def habit_of(headings: Sequence[Heading], before: Sequence[Block], source: Source) -> Habit:
    """Count what headings and the lines below them plainly say.

    `before` are the blocks that stand before the first heading.
    """
    habit = Habit()
    for heading in headings:
        habit.headings += 1
        habit.numbered += is_numbered(text_of(heading.pieces))
        found = ways(cleaned(heading.pieces, _ANY_NUMBERING), source)
        decided = [w for w in found if w.sure] or [w for w in found if not w.trusted]
        if len({(w.joint, w.order) for w in decided}) == 1:
            habit.orders[decided[0].joint, decided[0].order] += 1
        habit.under += names_somebody(heading.under, source)
        _count_below(heading.below, habit, source)
    _count_below(before, habit, source)
    return habit


def _count_below(below: Sequence[Block], habit: Habit, source: Source) -> None:
    block = next(iter(below[:1]), None)
    pieces = first_line(block) if block is not None else None
    line = speaker_line(pieces, source) if pieces else None
    if block is None or pieces is None or line is None or not line.speakers:
        return
    habit.items += block.is_list
    text = text_of(pieces)
    _, comma, rest = text.partition(", ")
    if not comma or not may_be_person(line.speakers[0].name):
        return
    if " and " in rest or " & " in rest:
        habit.persons += may_be_person(rest.split(" and ")[0].split(" & ")[0])
    elif is_company(rest) or is_position(rest) or not may_be_person(rest.split(" (")[0]):
        habit.employed += 1


def speaker_below(below: Sequence[Block], source: Source) -> bool | None:
    """Tell whether the first lines below a heading name speakers: surely, likely, or not at all."""
    for block in below[:_FEW]:
        pieces = first_line(block)
        if pieces is None:
            continue
        line = speaker_line(pieces, source)
        if line is None or not line.speakers:
            return None
        return line.sure
    return None


def names_somebody(pieces: Sequence[Piece], source: Source) -> bool:
    """Tell whether the words of a heading are those of a line of speakers."""
    line = speaker_line(pieces, source) if pieces else None
    return line is not None and bool(line.speakers)


def first_line(block: Block) -> tuple[Piece, ...] | None:
    """Return the first line of a paragraph, a heading or a list's first item."""
    if block.is_list:
        item = block.children[0] if block.children else None
        block = item.children[0] if item and item.children else block
    if block.kind not in {"paragraph", "heading"}:
        return None
    lines = lines_of(block_pieces(block))
    return lines[0] if lines else None
