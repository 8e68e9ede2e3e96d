"""The table of contents, and what each heading is: title, day, talk or session, part of one."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

from rapidfuzz import fuzz

from talkgraph.model import Span
from talkgraph.model.names import slug
from talkgraph.sources.notes.addresses import account_of, is_thread
from talkgraph.sources.notes.event.dates import day_of
from talkgraph.sources.notes.event.labels import Label, has_label, label_of
from talkgraph.sources.notes.event.places import folded, when_and_where
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.inline import (
    Piece,
    PieceKind,
    block_pieces,
    lines_of,
    text_of,
    title_and_anchor,
)

DASHES: Final = (" — ", " – ", " ― ", " -- ", " - ")
_AFTER_NAMES: Final = (":", "—", "–", "-")
_LONGEST_TITLE: Final = 40
_FEWEST_WORDS: Final = 4
_SAME_TITLE: Final = 90


# ── the table of contents ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry: its text, the anchor it names (stripped, `None` without one) and its line."""

    text: str
    target: str | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The entries of a source and their lines; `frame` are the other lines of tables of them."""

    entries: tuple[Entry, ...]
    lines: frozenset[int]
    frame: frozenset[int] = frozenset()

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
    for place, block in enumerate(blocks):
        if not (block.is_list or block.kind in {"table", "paragraph"}):
            continue
        linkless = not block.may_hold_links
        if linkless and (block.kind == "paragraph" or not _is_announced(blocks, place)):
            continue
        found = list(_entries(block))
        linked = [entry for entry in found if entry.target]
        if block.kind == "paragraph" and len(linked) < len(found):
            continue
        evidence = linked
        if not linked and _is_announced(blocks, place):
            evidence = [entry for entry in found if known.ends(entry.text)]
        if not evidence or 2 * len(evidence) < len(found):
            continue
        kept = [e for e in found if e.target or known.ends(e.text)]
        entries += kept
        lines.update(n for e in kept for n in e.span.lines)
        if block.kind == "table":
            frame.update(block.span.lines)
    return Contents(entries=tuple(entries), lines=frozenset(lines), frame=frozenset(frame - lines))


def _is_announced(blocks: Sequence[Block], place: int) -> bool:
    return place > 0 and has_label(blocks[place - 1], Label.CONTENTS)


def _entries(block: Block) -> Iterable[Entry]:
    for leaf in block.leaves():
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


# ── what each heading is ─────────────────────────────────────────────────────────────────────────

_OF_TALKS: Final = frozenset(
    {
        *(Label.THREADS, Label.POSTS, Label.NOTES, Label.VIDEOS, Label.SLIDES, Label.IMAGES),
        Label.SKETCHNOTES,
    }
)
_FIRST: Final = 2
_CLOCK: Final = re.compile(
    r"^[(\[]?\d{1,2}[:h]\d{2}(?:\s?[ap]\.?m\.?)?"
    r"(?:\s*(?:[-–—]|to)\s*\d{1,2}[:h]\d{2}(?:\s?[ap]\.?m\.?)?)?"
    r"(?:[)\]]\s*[-–—|:]*|\s*[-–—|]+|:)\s+",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"\b(?:19|20)\d{2}\b")


class Role(StrEnum):
    """What a heading is."""

    TITLE = "title"
    DAY = "day"
    SECTION = "section"
    EVENT_PART = "event-part"
    INNER = "inner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading with the blocks below it, up to the next heading.

    `anchor` is as written, stripped; `listed` is true where the table of contents names it;
    `over_contents` where nothing but that table is below it.
    """

    block: Block
    title: str
    anchor: str | None
    listed: bool
    below: tuple[Block, ...]
    over_contents: bool = False

    @property
    def level(self) -> int:
        """1 for the topmost."""
        return self.block.level

    @property
    def label(self) -> Label | None:
        """What the heading announces, if it is a label."""
        return None if self.anchor or self.listed else label_of(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading that counts and all blocks up to the next heading that counts."""

    role: Role
    heading: Heading
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The blocks before the first heading that counts, and the sections."""

    preamble: tuple[Block, ...]
    sections: tuple[Section, ...]


def headings_of(
    blocks: Sequence[Block], contents: Contents
) -> tuple[tuple[Block, ...], tuple[Heading, ...]]:
    """Return the blocks before the first heading, and the headings with what is below them."""
    before: list[Block] = []
    groups: list[tuple[Block, list[Block]]] = []
    for block in blocks:
        if block.kind == "heading":
            groups.append((block, []))
        else:
            (groups[-1][1] if groups else before).append(block)
    waiting = _loose_anchor(before)
    targets = contents.targets
    headings: list[Heading] = []
    for block, below in groups:
        title, anchor = title_and_anchor(block_pieces(block))
        anchor = anchor or waiting
        listed = _is_listed(title, anchor, targets)
        headings.append(
            Heading(
                block=block,
                title=_CLOCK.sub("", title) or title,
                anchor=anchor,
                listed=listed,
                below=tuple(below),
                over_contents=bool(below) and all(_is_contents(b, contents) for b in below),
            )
        )
        waiting = _loose_anchor(below)
    return tuple(before), _listed_by_title(headings, contents)


def _listed_by_title(headings: Sequence[Heading], contents: Contents) -> tuple[Heading, ...]:
    """Mark as listed what an entry without a valid anchor calls by its title."""
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
    return bool(title) and not targets.isdisjoint(title_keys(title))


def outline(
    before: Sequence[Block], headings: Sequence[Heading], known_title: str | None
) -> Outline:
    """Decide what each heading is; `known_title` is the front matter's."""
    roles = _roles(headings, known_title)
    preamble = list(before)
    sections: list[Section] = []
    blocks: list[Block] = preamble
    for heading, role in zip(headings, roles, strict=True):
        if role is Role.INNER:
            blocks += [heading.block, *heading.below]
            continue
        if sections:
            sections[-1] = _with_blocks(sections[-1], blocks)
        blocks = list(heading.below)
        sections.append(Section(role=role, heading=heading, blocks=()))
    if sections:
        sections[-1] = _with_blocks(sections[-1], blocks)
    return Outline(preamble=tuple(preamble), sections=tuple(sections))


def _with_blocks(section: Section, blocks: Sequence[Block]) -> Section:
    return Section(role=section.role, heading=section.heading, blocks=tuple(blocks))


def _roles(headings: Sequence[Heading], known_title: str | None) -> list[Role]:
    roles: list[Role | None] = [None] * len(headings)
    title = _title_place(headings, known_title)
    if title is not None:
        roles[title] = Role.TITLE
    for n, heading in enumerate(headings):
        if roles[n] is None and n < _FIRST and _is_date_line(heading):
            roles[n] = Role.EVENT_PART
        elif roles[n] is None and _is_day(heading):
            roles[n] = Role.DAY
    open_places = [n for n, role in enumerate(roles) if role is None]
    level = _talk_level([headings[n] for n in open_places], roles, headings)
    any_contents = any(heading.listed for heading in headings)
    begun = False
    for n in open_places:
        heading = headings[n]
        roles[n] = _role(heading, level, any_contents=any_contents)
        if begun and heading.label in _OF_TALKS and heading.level >= level:
            roles[n] = Role.INNER
        begun = begun or roles[n] is Role.SECTION
    return [role or Role.INNER for role in roles]


def _role(heading: Heading, level: int, *, any_contents: bool) -> Role:
    if heading.listed:
        return Role.SECTION
    if not (heading.title or heading.anchor):
        return Role.INNER
    if heading.level > level:
        deep_talk = bool(heading.anchor) and (not any_contents or has_evidence(heading))
        return Role.SECTION if deep_talk else Role.INNER
    if heading.label is not None or (heading.over_contents and not heading.anchor):
        return Role.EVENT_PART
    return Role.SECTION


def _title_place(headings: Sequence[Heading], known_title: str | None) -> int | None:
    """Return the place of the heading that is the event's title: the first one or none."""
    if not headings or headings[0].anchor or headings[0].listed or not headings[0].title:
        return None
    first, rest = headings[0], [h for h in headings[1:] if not _is_day(h)]
    if known_title is not None:
        ours, theirs = set(folded(first.title).split()), set(folded(known_title).split())
        alike = len(ours & theirs) * 2 >= max(len(ours), len(theirs))
        return 0 if alike or (_YEAR.search(first.title) and not _is_day(first)) else None
    if _is_day(first):
        return None
    above = all(first.level < other.level for other in rest)
    dated = any(
        when_and_where(line) is not None
        for block in first.below[:3]
        if block.kind == "paragraph"
        for line in [_first_line(block)]
    )
    if above and has_evidence(first) and not _YEAR.search(first.title):
        return None
    return 0 if above or dated or _YEAR.search(first.title) else None


def _is_date_line(heading: Heading) -> bool:
    if heading.anchor or heading.listed or day_of(heading.title):
        return False
    found = when_and_where(heading.title)
    return found is not None and (not found.dates.one_day or found.location is not None)


def _first_line(block: Block) -> str:
    inline = block.inline
    return inline.content.split("\n")[0] if inline else ""


def _is_day(heading: Heading) -> bool:
    day = day_of(heading.title)
    if day is None or heading.listed:
        return False
    return day.certain or not (heading.anchor or has_evidence(heading))


def _talk_level(
    open_headings: Sequence[Heading], roles: Sequence[Role | None], headings: Sequence[Heading]
) -> int:
    """Return the level at which the talks stand; deeper headings are parts of a talk."""
    marked = [h.level for h in open_headings if h.listed] or [
        h.level for h in open_headings if h.anchor
    ]
    if marked:
        counts = Counter(marked)
        return min(counts, key=lambda level: (-counts[level], level))
    levels = [h.level for h in open_headings if h.label is None and has_evidence(h)]
    if levels:
        return min(levels)
    days = [h.level for h, role in zip(headings, roles, strict=True) if role is Role.DAY]
    below = [h.level for h in open_headings if h.label is None and days and h.level > min(days)]
    return min(below or [h.level for h in open_headings if h.label is None] or [6])


def has_evidence(heading: Heading) -> bool:
    """Tell whether what is below a heading is a talk's: a speaker's account, a thread, posts."""
    for n, block in enumerate(heading.below):
        if block.kind == "blockquote":
            return True
        if block.kind == "paragraph":
            links = [p for p in block_pieces(block) if p.kind is PieceKind.LINK]
            if any(is_thread(p.url) or (n == 0 and account_of(p.url)) for p in links):
                return True
            if has_label(block, Label.THREADS) or has_label(block, Label.POSTS):
                return True
    return False
