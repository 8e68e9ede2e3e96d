"""The table of contents: which entries it has, and which headings they mean."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

from rapidfuzz import fuzz

from talkgraph.model import Span
from talkgraph.model.names import slug
from talkgraph.sources.notes.event.dates import day_of
from talkgraph.sources.notes.event.labels import Label, has_label
from talkgraph.sources.notes.event.places import folded
from talkgraph.sources.notes.layout.words.headings import is_container
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import (
    Piece,
    PieceKind,
    block_pieces,
    cells_of,
    lines_of,
    text_of,
)

DASHES: Final = (" — ", " – ", " ― ", " -- ", " - ")
_AFTER_NAMES: Final = (":", "—", "–", "-")
_LONGEST_TITLE: Final = 40
_FEWEST_WORDS: Final = 4
_SAME_TITLE: Final = 90
_FEWEST_HEADED: Final = 2
_CLOCK: Final = re.compile(r"^\d{1,2}[:.h]\d{2}(?:\s*[-–—]\s*\d{1,2}[:.h]\d{2})?[\s:–—-]+")
_BEFORE_NAMES: Final = re.compile(r"\s+[-–—|]{1,3}\s+|\s+\(|,?\s+by\s+")
_TITLE_COLUMN: Final = re.compile(r"\b(?:talk|title|session|presentation|topic|subject|name of)")
_NAME_COLUMN: Final = re.compile(r"\b(?:speaker|presenter|who|by|author|name)s?\b")


# ── the table of contents ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry: its text, the anchor it names (stripped, `None` without one) and its line.

    `of_part` is true where it is nested in the entry of a talk.
    """

    text: str
    target: str | None
    span: Span
    of_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The entries of a source and their lines; `frame` are the other lines of tables of them.

    `rows` are the lines of a programme, a table that names the talks by their titles, whose talks
    have no heading: there the row is all that is told of the talk. `programme` tells of such a
    table.
    """

    entries: tuple[Entry, ...]
    lines: frozenset[int]
    frame: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()
    programme: bool = False

    @property
    def targets(self) -> frozenset[str]:
        """The anchors named, as `anchor_key` gives them."""
        return frozenset(anchor_key(e.target) for e in self.entries if e.target)


def anchor_key(anchor: str) -> str:
    """Return what two anchors have in common if they are the same: case and blanks do not count.

    >>> anchor_key("Reed%20"), anchor_key(" reed")
    ('reed', 'reed')
    """
    return "-".join(unquote(anchor).casefold().split())


def title_keys(title: str) -> frozenset[str]:
    """Return the anchors that web sites make of a heading's text by themselves."""
    kept = "".join(c for c in title.casefold() if c.isalnum() or c in " -_")
    return frozenset({slug(title), kept.strip().replace(" ", "-")})


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles as `folded` gives them, and those of several words with their words in order.

    The latter match a title whose speakers stand on its other side.
    """

    whole: frozenset[str]
    sorted_words: frozenset[str]

    def begins(self, text: str) -> bool:
        """Tell whether a text is one of the titles, or is one before its first name of many."""
        return any(folded(part) in self.whole for part in (text, text.rpartition(DASHES[0])[0]))

    def ends(self, text: str) -> bool:
        """Tell whether a text ends with one of the titles, or has exactly the words of one."""
        words = folded(text).split()
        if len(words) >= _FEWEST_WORDS and " ".join(sorted(words)) in self.sorted_words:
            return True
        words = words[-_LONGEST_TITLE:]
        return any(" ".join(words[n:]) in self.whole for n in range(len(words)))


def titles_of(titles: Iterable[str]) -> Titles:
    """Fold titles."""
    whole = frozenset(folded(title) for title in titles if folded(title))
    return Titles(whole, frozenset(" ".join(sorted(title.split())) for title in whole))


def read_contents(blocks: Sequence[Block], titles: Sequence[str] = ()) -> Contents:
    """Find the lists and tables whose entries lead to anchors, and read their entries.

    In such a list an entry without a link counts too if it names one of the `titles`.
    """
    known = titles_of(titles)
    entries: list[Entry] = []
    lines: set[int] = set()
    frame: set[int] = set()
    rows: set[int] = set()
    programme = False
    for place, block in enumerate(blocks):
        of_rows = _programme(block, known) if block.kind == "table" else None
        if of_rows is not None:
            programme = True
            entries += of_rows
            lines.update(e.span.first for e in of_rows)
            frame.update(range(block.span.first, _first_row(block)))
            rows.update(e.span.first for e in of_rows if not known.begins(e.text))
            continue
        of_items = _listed_talks(block, known) if block.is_list else None
        if of_items is not None:
            entries += of_items
            lines.update(e.span.first for e in of_items)
            continue
        kept, parts = _linked(blocks, place, known)
        if not kept:
            continue
        entries += kept
        lines.update(n for e in kept for n in e.span.lines)
        if block.kind == "table":
            frame.update(block.span.lines)
        frame.update(n for e in parts for n in e.span.lines)
    return Contents(
        entries=tuple(entries),
        lines=frozenset(lines),
        frame=frozenset(frame - lines),
        rows=frozenset(rows),
        programme=programme,
    )


def _linked(blocks: Sequence[Block], place: int, known: Titles) -> tuple[list[Entry], list[Entry]]:
    """Read the entries of a block that lead to anchors, and those that name parts of talks.

    There are none where most of what the block says is no entry.
    """
    block = blocks[place]
    none: tuple[list[Entry], list[Entry]] = ([], [])
    if not (block.is_list or block.kind in {"table", "paragraph"}):
        return none
    linkless = not block.may_hold_links
    if linkless and (block.kind == "paragraph" or not _is_announced(blocks, place)):
        return none
    found, parts = _split(_entries(block))
    linked = [entry for entry in found if entry.target]
    if block.kind == "paragraph" and len(linked) < len(found):
        return none
    evidence = linked
    if not linked and _is_announced(blocks, place):
        evidence = [entry for entry in found if known.ends(entry.text)]
    if not evidence or 2 * len(evidence) < len(found):
        return none
    return [e for e in found if e.target or known.ends(e.text)], parts


def columns_of(table: Sequence[Sequence[Sequence[Piece]]]) -> tuple[int | None, int | None]:
    """Return which columns of a table have titles of talks and who speaks, by its first row."""
    header = [text_of(cell).casefold() for cell in table[0]] if table else []
    title = next((n for n, text in enumerate(header) if _TITLE_COLUMN.search(text)), None)
    others = ((n, text) for n, text in enumerate(header) if n != title)
    return title, next((n for n, text in others if _NAME_COLUMN.search(text)), None)


def _listed_talks(block: Block, known: Titles) -> list[Entry] | None:
    """Read a list of talks, each named by the title of a heading and by who speaks behind it.

    What has nothing behind it, such as lunch, may stand among them.
    """
    found: list[Entry] = []
    for item in block.children:
        first = item.children[0] if len(item.children) == 1 else None
        if first is None or first.kind != "paragraph" or first.span.first != first.span.last:
            return None
        whole = _CLOCK.sub("", text_of(block_pieces(first)))
        cuts = [(whole[: m.start()], whole[m.end() :]) for m in _BEFORE_NAMES.finditer(whole)]
        named = next(((t, who) for t, who in cuts if folded(t) in known.whole), None)
        if named is not None:
            text = f"{named[0]}{DASHES[0]}{named[1].rstrip(')')}"
            found.append(Entry(text=text, target=None, span=first.span))
        elif cuts:
            return None
    return found if len(found) >= _FEWEST_HEADED else None


def _first_row(table: Block) -> int:
    """Return the line of the row below the header."""
    rows = (t.map[0] + 1 for t in table.tokens if t.type == "tr_open" and t.map)
    return sorted(rows)[1]


def _programme(table: Block, known: Titles) -> list[Entry] | None:
    """Read a table of talks whose titles are those of headings, and of talks that have none.

    A row without a heading has to name who speaks: else it may be lunch.
    """
    cells = cells_of(table)
    title, names = columns_of(cells)
    if title is None:
        return None
    found: list[Entry] = []
    headed = 0
    for row in cells[1:]:
        text = text_of(row[title]) if len(row) > title else ""
        who = text_of(row[names]) if names is not None and len(row) > names else ""
        same = known.begins(text)
        if text and (same or who):
            line = row[title][0].line
            span = Span(source=table.span.source, first=line, last=line)
            shown = f"{text}{DASHES[0]}{who}" if who else text
            found.append(Entry(text=shown, target=None, span=span))
            headed += same
    return found if headed and (headed >= _FEWEST_HEADED or 2 * headed >= len(found)) else None


def _is_announced(blocks: Sequence[Block], place: int) -> bool:
    return place > 0 and has_label(blocks[place - 1], Label.CONTENTS)


def _split(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Part the entries from those that only name parts of the talk that an entry above names."""
    found: list[Entry] = []
    parts: list[Entry] = []
    for entry in entries:
        (parts if entry.of_part else found).append(entry)
    return found, parts


def _entries(block: Block, *, of_part: bool = False) -> Iterable[Entry]:
    if not block.is_list:
        for leaf in block.leaves():
            for entry in _of_leaf(leaf):
                yield replace(entry, of_part=of_part)
        return
    for item in block.children:
        inside = of_part
        for child in item.children:
            for entry in _entries(child, of_part=inside):
                yield entry
                names_talk = entry.target and not (day_of(entry.text) or is_container(entry.text))
                inside = inside or (bool(names_talk) and not child.is_list)


def _of_leaf(leaf: Block) -> Iterable[Entry]:
    for line in _rows(leaf):
        links = [p for p in line if p.kind is PieceKind.LINK and p.url.startswith("#")]
        first = line[0].line
        span = Span(source=leaf.span.source, first=first, last=first)
        if len(links) > 1:
            yield from (Entry(text=p.text, target=p.url[1:], span=span) for p in links)
        elif (text := text_of(line)) or links:
            target = links[0].url[1:] if links else None
            yield Entry(text=text, target=target, span=span)


def _rows(leaf: Block) -> Iterable[tuple[Piece, ...]]:
    """Cut a leaf into lines; the cells of a table's row are one line, with dashes between."""
    if leaf.kind != "table":
        return lines_of(block_pieces(leaf))
    rows: dict[int, list[Piece]] = {}
    for piece in block_pieces(leaf):
        row = rows.setdefault(piece.line, [])
        if row:
            row.append(Piece(kind=PieceKind.TEXT, text=" — ", line=piece.line))
        row.append(piece)
    return [tuple(row) for row in rows.values()][1:]


def speakers_in(entry: Entry, title: str) -> str:
    """Return the part of an entry that names the speakers, knowing the talk's title ("" if none).

    The part that is not the title is the speakers'; if neither is, it is what stands before the
    first dash.
    """
    for dash in DASHES:
        left, found, right = entry.text.partition(dash)
        if not found:
            continue
        before, _, after = entry.text.rpartition(dash)
        whole = _likeness(entry.text, title)
        if whole >= max(_SAME_TITLE, _likeness(right, title), _likeness(before, title)):
            return ""
        if _alike(before, title) and not _alike(right, title):
            return after.strip()
        return left.strip()
    if title.startswith(entry.text) and title[len(entry.text) :].lstrip()[:1] in _AFTER_NAMES:
        return entry.text
    if title and entry.text.endswith(title):
        return entry.text.removesuffix(title).strip(" :|-–—")
    return ""


def entry_title(entry: Entry) -> str:
    """Return what an entry calls the talk: what stands after the first dash, or all of it."""
    for dash in DASHES:
        _, found, right = entry.text.partition(dash)
        if found:
            return right.strip()
    return entry.text


class TitleIndex:
    """Titles by their folded words, so that an entry finds what it names without trying each."""

    def __init__(self, titles: Sequence[str]) -> None:
        """Fold the titles; their places in the sequence are what `named_by` gives."""
        self._whole: dict[str, list[int]] = {}
        self._sorted: dict[str, list[int]] = {}
        for place, title in enumerate(titles):
            words = folded(title).split()
            if words:
                self._whole.setdefault(" ".join(words), []).append(place)
            if len(words) >= _FEWEST_WORDS:
                self._sorted.setdefault(" ".join(sorted(words)), []).append(place)

    def named_by(self, entry: Entry) -> list[int]:
        """Return the places of the titles that an entry without a (valid) anchor may mean."""
        words = folded(entry.text)
        found = {
            *self._whole.get(words, ()),
            *self._sorted.get(" ".join(sorted(words.split())), ()),
        }
        for part in _title_parts(entry.text):
            found.update(self._whole.get(folded(part), ()))
        return sorted(found)


def _title_parts(text: str) -> Iterable[str]:
    for dash in DASHES:
        if dash in text:
            yield text.partition(dash)[2]
            yield text.rpartition(dash)[0]
    if ": " in text:
        yield text.partition(": ")[2]


def _alike(text: str, title: str) -> bool:
    return _likeness(text, title) >= _SAME_TITLE


def _likeness(text: str, title: str) -> float:
    return fuzz.ratio(folded(text), folded(title))


def best_title(entry: Entry, titles: Sequence[str]) -> int:
    """Return the place of the title that is most like the entry's; the first of equals."""
    wanted = folded(entry_title(entry))
    scores = [fuzz.ratio(wanted, folded(title)) for title in titles]
    return scores.index(max(scores))
