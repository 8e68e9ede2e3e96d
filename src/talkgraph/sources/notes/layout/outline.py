"""The outline of a source: the lines that act as headings, and what each of them is.

Besides Markdown's headings, lines in bold type, items of a list, quoted blocks, rows of a table and
labelled lines ("Talk: Ropes That Hold") may introduce talks. In which form and at which level they
do, `levels` decides; what each heading then is, `roles`.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise, takewhile
from typing import Final

from markdown_it.token import Token

from talkgraph.model import SessionKind, Span
from talkgraph.sources.notes.event.contents import (
    Contents,
    TitleIndex,
    anchor_key,
    columns_of,
    title_keys,
)
from talkgraph.sources.notes.event.dates import find_dates
from talkgraph.sources.notes.event.labels import Label, label_of, labelled, lines_as_block
from talkgraph.sources.notes.layout.titles import cleaned, is_day, saying, title_text, ways
from talkgraph.sources.notes.layout.words.headings import is_bare_session, is_part, session_words
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import (
    CURLY_ANCHOR,
    Piece,
    PieceKind,
    block_pieces,
    cells_of,
    lines_of,
    text_of,
    title_and_anchor,
)
from talkgraph.sources.notes.markdown.kept import kept
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.called import field_of
from talkgraph.sources.notes.speakers.lines import says_who, speaker_line
from talkgraph.sources.notes.speakers.persons import may_be_person

_CLOCK: Final = re.compile(
    r"^(?:[^\w\s\[\](){}<>\"'“”«»#@&.,:;!?/|*+–—-]{1,9}\s*)?"
    r"(?:[(\[]?(?:\d{1,2}[:h]\d{2}(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?)"
    r"(?:\s*(?:[-–—]|to)\s*\d{1,2}(?:[:h]\d{2})?(?:\s?[ap]\.?m\.?)?)?"
    r"(?:[)\]]\s*[-–—|:]*|\s*[-–—|]+|:)\s+"
    r"|\d{1,2}[:h]\d[05](?:\s?[ap]m)?\s+(?=[^\W\d_]|[\[\"“]))",
    re.IGNORECASE,
)
"""The time at the beginning of a heading, with the symbol or emoji that may stand before it."""

_LONGEST_BOLD: Final = 160
_COLON_OF_TITLE: Final = r"(?:\s+title)?\s*:{1,2}\s*(?=\S)"
_TITLE_LABEL: Final = re.compile(
    rf"(?:talk|title|session|presentation|vortrag|titel|titre)(?:\s*#?\d{{1,3}})?{_COLON_OF_TITLE}",
    re.I,
)
_TITLE_BELOW: Final = re.compile(
    r"(?:talk|title|session|presentation|topic|subject|vortrag|vortragstitel|titel|thema|titre|sujet"
    r"|conférence|charla|título|tema|palestra|titolo|onderwerp|lezing|ämne)"
    rf"{_COLON_OF_TITLE}",
    re.I,
)
"""Below a heading that is a name, more words announce the title than where they begin a talk."""
_BESIDE_BOLD: Final = re.compile(r"[-–—:|,.()\[]|by\b", re.I)
_FEWEST_LINES: Final = 2
_ITEMS_TO_A_NAME: Final = 1.7
"""At most so many items are there to each that names somebody, in a list of talks."""
_FEW_NAMED: Final = 2
_BEHIND_DATE: Final = re.compile(r"\s*(?:[:|]|\s[–—-]+)\s+(?=\S)")
_BOX: Final = re.compile(r"^\s*\[[ xX]\]\s+")


class Form(StrEnum):
    """What acts as a heading."""

    HEADING = "heading"
    BOLD = "bold line"
    ITEM = "list item"
    QUOTE = "quoted block"
    ROW = "table row"
    LABEL = "labelled line"
    FILE = "file"


LEVELS: Final = {Form.BOLD: 7, Form.ITEM: 8, Form.QUOTE: 9, Form.ROW: 10, Form.LABEL: 11}
"""Below Markdown's six levels; what is no heading of Markdown stands deeper than all that are."""


class Role(StrEnum):
    """What a heading is."""

    TITLE = "title"
    DAY = "day"
    CONTAINER = "container"
    SECTION = "talk"
    EVENT_PART = "event-part"
    INNER = "inner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What acts as a heading, with the blocks below it, up to the next heading.

    `anchor` is as written, stripped; `listed` is true where the table of contents names it;
    `over_contents` where nothing but that table is below it. `block` is what it was before;
    `date` is the date that it began with, where it is that of a talk;
    `under` is the smaller heading that stands directly below it, which `follows` it; `parts` is
    true where the next heading is a smaller one that names a part of a talk ("Questions").
    """

    block: Block
    title: str
    anchor: str | None = None
    listed: bool = False
    below: tuple[Block, ...] = ()
    over_contents: bool = False
    form: Form = Form.HEADING
    pieces: tuple[Piece, ...] = ()
    under: tuple[Piece, ...] = ()
    follows: bool = False
    parts: bool = False
    date: dt.date | None = None

    @property
    def span(self) -> Span:
        """The lines of the heading itself."""
        return self.block.span

    @property
    def level(self) -> int:
        """1 for the topmost."""
        return LEVELS.get(self.form, self.block.level)

    @property
    def label(self) -> Label | None:
        """What the heading announces, if it is a label."""
        return None if self.anchor or self.listed else label_of(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading that counts and all blocks up to the next heading that counts.

    `kind` is what a container above it makes of it ("Workshops"). The blocks that follow a list of
    talks belong to no heading: `heading` is `None` and the role is that of a part of the event.
    """

    role: Role
    heading: Heading | None
    blocks: tuple[Block, ...]
    kind: SessionKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The blocks before the first heading that counts, and the sections."""

    preamble: tuple[Block, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The blocks before the first heading, and each heading with the blocks below it.

    `None` in place of a heading is the end of a list of talks: what follows belongs to no item.
    """

    before: tuple[Block, ...]
    groups: tuple[tuple[Heading | None, tuple[Block, ...]], ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings alone, in order."""
        return tuple(heading for heading, _ in self.groups if heading is not None)


# ── what may act as a heading ────────────────────────────────────────────────────────────────────


def headings_of(
    blocks: Sequence[Block], contents: Contents, source: Source, form: Form = Form.HEADING
) -> Marks:
    """Return what acts as a heading: Markdown's headings, and those of one other form."""
    before: list[Block] = []
    groups: list[tuple[Heading | None, list[Block]]] = []
    for mark, block in _marked(blocks, contents, form, source):
        if mark is not None:
            groups.append((mark, []))
        elif block is None:
            groups.append((None, []))
        else:
            (groups[-1][1] if groups else before).append(block)
    waiting = _loose_anchor(before)
    targets = contents.targets
    found: list[Heading | None] = []
    for heading, below in groups:
        if heading is not None:
            anchor = heading.anchor or waiting
            heading = replace(
                heading,
                anchor=anchor,
                listed=heading.listed or _is_listed(heading.title, anchor, targets),
                below=(*heading.below, *below),
                over_contents=bool(below) and all(_is_contents(b, contents) for b in below),
            )
        waiting = _loose_anchor(below)
        found.append(heading)
    undated = _without_dates([h for h in found if h is not None], source)
    listed = _listed_by_title(undated, contents)
    again = iter(_with_followers(listed))
    return Marks(
        before=tuple(before),
        groups=tuple(
            (None if heading is None else next(again), tuple(below))
            for heading, (_, below) in zip(found, groups, strict=True)
        ),
    )


def _without_dates(headings: Sequence[Heading], source: Source) -> list[Heading]:
    """Take the dates off headings of talks on several days: "2016-02-18: Ropes - Ana Reed".

    They are taken for such where two or more have a date, and most of these name speakers.
    """
    cut = [_cut_date(heading) for heading in headings]
    dated = [each for each in cut if each is not None]
    speaking = sum(bool(ways(cleaned(each.pieces), source)) for each in dated)
    if len({each.date for each in dated}) <= 1 or speaking * 2 < len(dated):
        return list(headings)
    return [each or heading for each, heading in zip(cut, headings, strict=True)]


def _cut_date(heading: Heading) -> Heading | None:
    """Return a heading without the date that it begins with, or `None` where it has none."""
    found = find_dates(heading.title) if heading.form is Form.HEADING else None
    joint = _BEHIND_DATE.match(heading.title, found.stop) if found and not found.at else None
    first = heading.pieces[0] if heading.pieces else None
    if found is None or joint is None or first is None or not found.one_day:
        return None
    head, rest = heading.title[: joint.end()], heading.title[joint.end() :]
    if not first.text.startswith(head) or is_day(rest) or session_words(rest) is not None:
        return None
    pieces = (saying(first, first.text[len(head) :]), *heading.pieces[1:])
    return replace(heading, title=rest, pieces=pieces, date=found.start)


def _marked(
    blocks: Sequence[Block], contents: Contents, form: Form, source: Source
) -> Iterator[tuple[Heading | None, Block | None]]:
    """Yield headings and blocks in order; a pair of `None` is the end of a list of talks."""
    closed = False
    blocks = list(blocks)
    for n, block in enumerate(blocks):
        if block.kind == "heading":
            mark, blocks[n + 1 : n + 2] = _headed(block, blocks[n + 1 : n + 2], source)
            closed = session_words(mark.title) is not None and is_bare_session(mark.title)
            yield mark, None
            continue
        if contents.programme and block.kind == "table" and block.span.first in contents.frame:
            yield from ((mark, None) for mark in _rows_alone(block, contents, source))
            if contents.rows:
                yield None, None
            yield from ((None, row) for row in _rows_left(block, contents, source))
            continue
        marks = _FORMS[form](block, source) if form in _FORMS and not closed else None
        if marks and form is Form.LABEL and n and _is_below_title(block, blocks[:n]):
            marks = None
        if not marks or block.span.first in contents.lines:
            yield None, block
            continue
        for mark in marks:
            yield mark, None
        if form in {Form.ITEM, Form.ROW}:
            yield None, None
        if form is Form.ROW:
            yield None, _header_of(block, marks)


def _heading(block: Block) -> Heading:
    """Return one of Markdown's headings by itself."""
    title, anchor, pieces = _said_by(block)
    return Heading(block=block, title=title, anchor=anchor, pieces=pieces)


@kept
def _said_by(block: Block) -> tuple[str, str | None, tuple[Piece, ...]]:
    """Return the title that one of Markdown's headings gives, its anchor and its pieces."""
    title, anchor = title_and_anchor(block_pieces(block))
    return _CLOCK.sub("", title) or title, anchor, _titled(block_pieces(block))


def _is_below_title(block: Block, before: Sequence[Block]) -> bool:
    """Tell whether a title that no label or quotation mark shows stands below that of a talk."""
    head = before[-1]
    if head.kind != "heading" or len(before) == 1:
        return False
    line = text_of(next(iter(lines_of(block_pieces(block))), ()))
    if _TITLE_LABEL.match(line) or title_text(block_pieces(block)[:1]) != line:
        return False
    above = text_of(block_pieces(head))
    return not (is_day(above) or session_words(above) is not None)


def _headed(block: Block, behind: list[Block], source: Source) -> tuple[Heading, list[Block]]:
    """Return a heading, and the block behind it without what of it is the heading's."""
    named = _named_by_speaker(block, behind[0], source) if behind else None
    return named or (_heading(block), behind)


def _named_by_speaker(
    head: Block, below: Block, source: Source
) -> tuple[Heading, list[Block]] | None:
    """Read a heading that is a name, with the title in a labelled line directly below it.

    Return it as the heading of the talk, with what is left of the block below.
    """
    if below.kind != "paragraph":
        return None
    lines = lines_of(block_pieces(below))
    if not lines or not _TITLE_BELOW.match(text_of(lines[0])) or label_of(text_of(lines[0])):
        return None
    anchor = title_and_anchor(block_pieces(head))[1]
    names = _titled(block_pieces(head))
    who = speaker_line(names, source)
    if who is None or who.others or not who.speakers:
        return None
    if not all(may_be_person(s.name) for s in who.speakers):
        return None
    title = _behind_label(lines[0], _TITLE_BELOW)
    joint = Piece(kind=PieceKind.TEXT, text=" by ", line=head.span.first)
    span = source.span(head.span.first, lines[0][-1].line)
    mark = Heading(
        block=replace(head, span=span),
        title=text_of(title),
        anchor=anchor,
        pieces=(*title, joint, *names),
    )
    rest = lines[1:]
    return mark, [lines_as_block(below, rest, source)] if rest else []


def is_timed(heading: Heading) -> bool:
    """Tell whether a heading of the source's own begins with the time of what it names."""
    return _CLOCK.match(text_of(block_pieces(heading.block))) is not None


def _titled(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return a heading's pieces without the anchor at its end and the time at its beginning."""
    kept = list(pieces)
    if kept and kept[-1].kind is PieceKind.TEXT:
        kept[-1] = saying(kept[-1], CURLY_ANCHOR.sub("", kept[-1].text))
    first = next((n for n, p in enumerate(kept) if p.kind is not PieceKind.ANCHOR), None)
    if first is not None and kept[first].kind is PieceKind.TEXT:
        text = _CLOCK.sub("", kept[first].text.lstrip())
        kept[first] = saying(kept[first], text)
    shown = tuple(p for p in kept if p.text or p.url)
    return shown if text_of(shown) else pieces


def _bold(block: Block, source: Source) -> list[Heading] | None:
    """Take a bold line for a heading: a paragraph, or the first line of one."""
    if block.kind != "paragraph":
        return None
    pieces, *more = lines_of(block_pieces(block)) or ((),)
    text = text_of(pieces)
    shown = [p for p in pieces if p.kind in {PieceKind.TEXT, PieceKind.LINK} and p.text.strip()]
    words = list(takewhile(lambda p: p.bold, shown))
    rest = text_of(shown[len(words) :])
    if not words or (rest and not _BESIDE_BOLD.match(rest)):
        return None
    if more and more[0][0].bold:
        return None
    if len(text) > _LONGEST_BOLD or text.endswith((":", ";", ",")) or label_of(text):
        return None
    if says_who(words):
        return None
    plain = _titled(tuple(replace(p, bold=False) for p in pieces))
    names = _behind_full_stop(rest, shown[len(words) :], source)
    if names:
        plain = (*plain[: len(plain) - len(shown) + len(words)], *names)
    below = (lines_as_block(block, more, source),) if more else ()
    line = replace(block, span=source.span(pieces[0].line, pieces[-1].line)) if more else block
    return [Heading(block=line, title=text_of(plain), form=Form.BOLD, pieces=plain, below=below)]


def _behind_full_stop(rest: str, pieces: Sequence[Piece], source: Source) -> tuple[Piece, ...]:
    """Return the names that follow a bold title as in a list of papers: "**Ropes**. Ana Reed"."""
    if not rest.startswith(". "):
        return ()
    first = replace(pieces[0], text=pieces[0].text.lstrip(". "))
    line = speaker_line((first, *pieces[1:]), source)
    by = replace(first, text=" by ")
    return (by, first, *pieces[1:]) if line is not None and line.speakers else ()


def _items(block: Block, source: Source) -> list[Heading] | None:
    """Take the items of a list for headings, each with what is nested in it below."""
    if not block.is_list:
        return None
    marks: list[Heading] = []
    for item in block.children:
        first = item.children[0] if item.children else None
        if first is None or first.kind != "paragraph":
            return None
        span = replace(first.span, first=item.span.first)
        pieces = _titled(_unchecked(block_pieces(first)))
        marks.append(
            Heading(
                block=replace(first, span=span),
                title=text_of(pieces),
                form=Form.ITEM,
                pieces=pieces,
                below=item.children[1:],
            )
        )
    named = [mark for mark in marks if _names_person(mark, source)]
    noted = len(named) > _FEW_NAMED and sum(bool(mark.below) for mark in named) * 2 > len(named)
    count = len(marks)
    if noted:  # what has nothing below it is "lunch", or no talk's
        count = sum(bool(mark.below) or mark in named for mark in marks)
    return marks if len(marks) > 1 and _ITEMS_TO_A_NAME * len(named) >= count else None


def _unchecked(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return the pieces of an item without the box of a list of things to do."""
    if not pieces or pieces[0].kind is not PieceKind.TEXT:
        return pieces
    return (replace(pieces[0], text=_BOX.sub("", pieces[0].text)), *pieces[1:])


def _names_person(mark: Heading, source: Source) -> bool:
    """Tell whether an item is a title beside the name of a person, and no sentence."""
    if len(mark.title) > _LONGEST_BOLD:
        return False
    found = ways(cleaned(mark.pieces), source)
    return any(not s.name.startswith("@") for way in found for s in way.speakers)


def _labelled(block: Block, source: Source) -> list[Heading] | None:
    """Take lines such as "Talk: Ropes That Hold" for headings, with what follows each below it.

    So is a line with nothing but a title, if the next one says who speaks ("Speaker: Ana Reed").
    """
    if block.kind != "paragraph":
        return None
    lines = lines_of(block_pieces(block))
    starts = [n for n, line in enumerate(lines) if _is_label_of_talk(line, lines[n + 1 : n + 2])]
    if not starts or starts[0] != 0:
        return None
    marks: list[Heading] = []
    for start, stop in pairwise([*starts, len(lines)]):
        rest = lines[start + 1 : stop]
        below = (lines_as_block(block, rest, source),) if rest else ()
        pieces = _behind_label(lines[start])
        span = source.span(lines[start][0].line, lines[start][-1].line)
        marks.append(
            Heading(
                block=replace(block, span=span, kind="title", tokens=()),
                title=text_of(pieces),
                form=Form.LABEL,
                pieces=pieces,
                below=below,
            )
        )
    return marks


def _is_label_of_talk(line: Sequence[Piece], behind: Sequence[Sequence[Piece]]) -> bool:
    text = text_of(line)
    if _TITLE_LABEL.match(text):
        return True
    if not behind or len(text) > _LONGEST_BOLD or text.endswith((".", ":", ";", ",")):
        return False
    found = labelled(behind[0])
    told = found is not None and found.label is Label.SPEAKERS and bool(found.rest)
    return told and bool(text) and field_of(text) is None and labelled(line) is None


def _behind_label(
    line: Sequence[Piece], pattern: re.Pattern[str] = _TITLE_LABEL
) -> tuple[Piece, ...]:
    """Return the pieces of a line without its label, which may be bold."""
    kept = [replace(piece, bold=False) for piece in line]
    label = pattern.match(text_of(line))
    left = len(label[0].replace(" ", "")) if label else 0
    while kept and left:
        bare = kept[0].text.replace(" ", "")
        if len(bare) > left:
            text = kept[0].text.lstrip()
            while left:
                left -= not text[0].isspace()
                text = text[1:]
            kept[0] = replace(kept[0], text=text.lstrip())
        else:
            left -= len(bare)
            kept.pop(0)
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    return tuple(kept)


def _quoted(block: Block, source: Source) -> list[Heading] | None:
    """Take a quoted block for a heading: a title, some words on the talk, and who gives it."""
    only = block.children[0] if block.kind == "blockquote" and len(block.children) == 1 else None
    if only is None or only.kind != "paragraph":
        return None
    lines = lines_of(block_pieces(only))
    if len(lines) < _FEWEST_LINES:
        return None
    who = speaker_line(lines[-1], source)
    title = text_of(lines[0])
    if who is None or not (who.speakers and who.sure) or len(title) > _LONGEST_BOLD:
        return None
    if title.endswith((".", ":", "!")) or says_who(lines[0]):
        return None
    joint = Piece(kind=PieceKind.TEXT, text=" by ", line=lines[-1][0].line)
    below = (lines_as_block(only, lines[1:-1], source),) if lines[1:-1] else ()
    return [
        Heading(
            block=block,
            title=title,
            form=Form.QUOTE,
            pieces=(*lines[0], joint, *lines[-1]),
            below=below,
        )
    ]


def _rows(block: Block, source: Source) -> list[Heading] | None:
    """Take the rows of a table of talks for headings: one column has titles, one may have names."""
    if block.kind != "table":
        return None
    rows = cells_of(block)
    title, names = columns_of(rows)
    if title is None or len(rows) <= 1:
        return None
    marks: list[Heading] = []
    for row in rows[1:]:
        if len(row) <= title or not text_of(row[title]):
            continue
        line = row[title][0].line
        pieces = list(row[title])
        if names is not None and len(row) > names and text_of(row[names]):
            pieces += [Piece(kind=PieceKind.TEXT, text=" by ", line=line), *row[names]]
        for n, cell in enumerate(row):
            if n not in {title, names}:
                for link in (p for p in cell if p.kind is PieceKind.LINK):
                    opening = Piece(kind=PieceKind.TEXT, text=" (", line=line)
                    pieces += [opening, replace(link, text="link"), replace(opening, text=")")]
        span = source.span(line, line)
        marks.append(
            Heading(
                block=replace(block, span=span, kind="row", tokens=()),
                title=text_of(row[title]),
                form=Form.ROW,
                pieces=tuple(pieces),
            )
        )
    return marks or None


def _rows_alone(table: Block, contents: Contents, source: Source) -> list[Heading]:
    """Return the rows of a programme that stand for talks without a heading of their own."""
    marks = _rows(table, source) or []
    return [replace(m, listed=True) for m in marks if m.span.first in contents.rows]


def _rows_left(table: Block, contents: Contents, source: Source) -> Iterator[Block]:
    """Yield the rows of a programme that name no talk, such as lunch, each by itself."""
    row: list[Token] = []
    for token in table.tokens:
        row = [token] if token.type == "tr_open" else [*row, token]
        line = row[0].map[0] + 1 if row[0].map else table.span.first
        if token.type == "tr_close" and line not in contents.lines | contents.frame:
            yield replace(table, span=source.span(line, line), tokens=tuple(row))


def _header_of(table: Block, marks: Sequence[Heading]) -> Block:
    """Return the lines of a table above its first talk, which hold nothing to read."""
    first = min(mark.span.first for mark in marks)
    span = replace(table.span, last=max(table.span.first, first - 1))
    return replace(table, kind="hr", span=span, tokens=())


_FORMS: Final = {
    Form.BOLD: _bold,
    Form.ITEM: _items,
    Form.QUOTE: _quoted,
    Form.ROW: _rows,
    Form.LABEL: _labelled,
}


def _with_followers(headings: Sequence[Heading]) -> Iterator[Heading]:
    """Tell each heading of the smaller one directly below it, and that one that it follows.

    Below a day stands a talk, not who gives it.
    """
    before: Heading | None = None
    for n, heading in enumerate(headings):
        behind = headings[n + 1] if n + 1 < len(headings) else None
        smaller = behind is not None and behind.level > heading.level
        bare = smaller and not heading.below and not is_day(heading.title)
        under = behind.pieces if bare and behind is not None else ()
        yield replace(
            heading,
            under=under,
            follows=before is not None and bool(before.under),
            parts=smaller and behind is not None and is_part(behind.title),
        )
        before = replace(heading, under=under)


def _listed_by_title(headings: Sequence[Heading], contents: Contents) -> tuple[Heading, ...]:
    """Mark as listed what an entry without a valid anchor calls by its title."""
    if not contents.entries:
        return tuple(headings)
    known = {anchor_key(h.anchor) for h in headings if h.anchor}
    known |= {key for h in headings for key in title_keys(h.title)}
    loose = [e for e in contents.entries if not e.target or anchor_key(e.target) not in known]
    titles = TitleIndex(["" if h.listed else h.title for h in headings])
    means = {place for entry in loose for place in titles.named_by(entry)}
    return tuple(replace(h, listed=h.listed or n in means) for n, h in enumerate(headings))


def _loose_anchor(below: Sequence[Block]) -> str | None:
    """Return the anchor that stands alone just above a heading and so belongs to it."""
    if not below or below[-1].kind not in {"paragraph", "html_block"}:
        return None
    pieces = [p for p in block_pieces(below[-1]) if p.text.strip() or p.url]
    if len(pieces) == 1 and pieces[0].kind is PieceKind.ANCHOR:
        return pieces[0].text.strip() or None
    return None


def _is_contents(block: Block, contents: Contents) -> bool:
    return block.is_list and block.span.first in contents.lines


def _is_listed(title: str, anchor: str | None, targets: frozenset[str]) -> bool:
    if anchor and anchor_key(anchor) in targets:
        return True
    return bool(title and targets) and not targets.isdisjoint(title_keys(title))
