"""Files that lie together decide together: what each is, at which event, on which day.

A file alone says little: one named `small-boats.md` with a heading and some bullets is a talk
because its siblings are. So every file is looked at by itself first (`pages`), then in its folder,
then in the folders above, which name the event ("harbourconf-2021/day1/").
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final, TypeVar

from talkgraph.model.names import slug
from talkgraph.sources.notes.event.dates import NamedDate, day_of, find_dates
from talkgraph.sources.notes.layout.asides import has_talk, why_aside
from talkgraph.sources.notes.layout.evidence import Clues, is_of_event
from talkgraph.sources.notes.layout.names import (
    Named,
    Place,
    common_beginning,
    dated_title,
    event_title,
    is_track,
    place_of,
    same_event,
    without_notes,
    without_when,
    words_of,
    year_in,
)
from talkgraph.sources.notes.layout.overrules.said import IGNORE
from talkgraph.sources.notes.layout.pages import Page, leaning, named_in
from talkgraph.sources.notes.layout.titles import Habit
from talkgraph.sources.notes.layout.words.headings import is_container, is_of_manual, is_part

T = TypeVar("T")

_FEWEST_SIBLINGS: Final = 3
_AS_IF_APART: Final = dt.timedelta(days=3650)
"""A name whose date an order cannot read counts as if it were so far from the others."""
_MOST_LEANING: Final = 3.0
_LEANING: Final = 0.5
_THOUSAND: Final = 1000
_MANY_TALKS: Final = 1.0
_NEAR: Final = dt.timedelta(days=14)
_NUMBER_FIRST: Final = re.compile(r"\d{1,2}[-_. ]+(?=\S)")
_POSTS: Final = frozenset({"_posts", "_drafts", "_talks", "_notes", "_events", "_sessions"})


class FileRole(StrEnum):
    """What a file is."""

    EVENT = "event"
    DAY = "day"
    TALK = "talk"
    INDEX = "index"
    LEFT_OUT = "left out"


_MAY_NAME: Final = frozenset({FileRole.INDEX, FileRole.EVENT, FileRole.DAY})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placement:
    """Where a file belongs: what it is, its event and the day, and why.

    `event` is `None` where nothing names it, `named_by` says what did. `start` and `end` are the
    days that the file's name or its folder tells, `month` a month without a day; `year` completes
    dates that are written without one. A file that is left out says why in `left_out`; `aside`
    says why one that lies beside notes of talks holds no talk, so that its lines are the event's.
    """

    page: Page
    role: FileRole
    habit: Habit
    title: str = ""
    event: Named | None = None
    named_by: str = ""
    year: int | None = None
    month: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    left_out: str = ""
    aside: str = ""

    @property
    def name(self) -> str:
        """The name by which spans and diagnostics call the file."""
        return self.page.name


def place(pages: Sequence[Page]) -> tuple[Placement, ...]:
    """Place files that were found together, in their order."""
    pages = _with_order(pages)
    leant: dict[int, Page] = {}
    for siblings in _by_folder(pages, lambda page: page.folders).values():
        dates = Counter(page.named.date for page in siblings if page.named)
        margins = [_clipped(page.levels.margin) for page in siblings]
        for page, margin in zip(siblings, margins, strict=True):
            date = page.named.date if page.named else None
            shared = date is not None and dates[date] > 1
            lean = _lean(page, sum(margins) - margin, len(siblings) - 1)
            leant[id(page)] = leaning(page, lean, shared=shared)
    looked = [leant[id(page)] for page in pages]
    roles = [_role(page) for page in looked]
    together = _Siblings.of(looked, roles)
    placed = [_placed(page, role, together) for page, role in zip(looked, roles, strict=True)]
    return tuple(_of_nothing(_beside_talks(_with_siblings(placed))))


def _by_folder(
    files: Iterable[T], folders: Callable[[T], tuple[str, ...]]
) -> dict[tuple[str, ...], list[T]]:
    found: dict[tuple[str, ...], list[T]] = defaultdict(list)
    for each in files:
        found[folders(each)].append(each)
    return found


def _of_nothing(placed: Iterable[Placement]) -> Iterator[Placement]:
    """Yield placements, an index above folders of events without one that no file there is of."""
    placed = tuple(placed)
    told = {slug(p.event.full) for p in placed if p.event and p.role is not FileRole.INDEX}
    sure = {p.page.folders for p in placed if p.page.place.sure and p.event}
    for each in placed:
        named = each.role is FileRole.INDEX and each.named_by == "title" and each.event
        if named and slug(named.full) not in told and _is_above(each.page.folders, sure):
            yield replace(each, event=None)
        else:
            yield each


def _is_above(folders: tuple[str, ...], others: Iterable[tuple[str, ...]]) -> bool:
    depth = len(folders)
    return any(len(other) > depth and other[:depth] == folders for other in others)


def _with_order(pages: Sequence[Page]) -> list[Page]:
    """Read dates such as "05_06_14" in the order that keeps the files of a folder together."""
    ordered: dict[int, Page] = {}
    for siblings in _by_folder(pages, lambda page: page.folders).values():
        both = [
            (named_in(p.name, day_first=True), named_in(p.name, day_first=False)) for p in siblings
        ]
        spread = [_spread([pair[n] for pair in both]) for n in (0, 1)]
        if any(one != other for one, other in both) and spread[0] != spread[1]:
            better = spread.index(min(spread))
            for page, pair in zip(siblings, both, strict=True):
                ordered[id(page)] = replace(page, named=pair[better])
    return [ordered.get(id(page), page) for page in pages]


def _spread(named: Sequence[NamedDate | None]) -> dt.timedelta:
    dates = [each.date for each in named if each is not None and each.date is not None]
    unread = len(named) - len(dates)
    return (max(dates) - min(dates) if dates else dt.timedelta()) + unread * _AS_IF_APART


def _with_siblings(placed: Sequence[Placement]) -> list[Placement]:
    """Give talks that nothing places the event of the files beside them, if there is but one."""
    events: dict[tuple[str, ...], dict[str, Named]] = defaultdict(dict)
    named = _by_folder((p for p in placed if p.event is not None), lambda each: each.page.folders)
    for each in sorted(placed, key=lambda placement: placement.name):
        if each.event is not None:
            events[each.page.folders].setdefault(slug(each.event.full), each.event)
    found: list[Placement] = []
    for each in placed:
        beside = list(events.get(each.page.folders, {}).values())
        alone = each.event is None and each.role is FileRole.TALK and len(beside) == 1
        if alone and not _is_far(each, named[each.page.folders]):
            event = beside[0]
            found.append(replace(each, event=event, named_by="siblings", year=event.year))
        else:
            found.append(each)
    return found


def _beside_talks(placed: Sequence[Placement]) -> list[Placement]:
    """Let files of no talk be the event's whose folder they lie in, or leave them out."""
    by_folder = _by_folder(placed, lambda each: each.page.folders)
    found: list[Placement] = []
    for each in placed:
        page = each.page
        beside = by_folder[page.folders]
        if each.role is FileRole.LEFT_OUT or page.levels.chosen or page.said.role or page.is_index:
            found.append(each)
            continue
        by_name = "" if each.named_by in {"front matter", "title"} else why_aside(page)
        apart = each.event is None and _lies_apart(each, beside)
        if not by_name and not apart:
            found.append(each)
            continue
        event = None if apart else _event_of_folder(each, beside)
        if event is None:
            why = by_name or "its date is far from those of the event beside it"
            why += "" if apart and not by_name else ", and its folder is not that of an event"
            found.append(replace(each, role=FileRole.LEFT_OUT, event=None, left_out=why))
        else:
            found.append(replace(each, role=FileRole.EVENT, event=event, aside=by_name))
    return found


def _lies_apart(each: Placement, beside: Sequence[Placement]) -> bool:
    """Tell whether a file without a talk is dated far from the one event of its folder."""
    if each.start is None or has_talk(each.page):
        return False
    others = [p for p in beside if p.event is not None]
    one = len({slug(p.event.full) for p in others if p.event}) == 1
    return one and _is_far(each, others)


def _is_far(each: Placement, others: Sequence[Placement]) -> bool:
    """Tell whether a file's date is more than two weeks from all days that others are named by."""
    days = [day for p in others for day in (p.start, p.end) if day is not None]
    start = each.start
    if start is None or not days:
        return False
    return not min(days) - _NEAR <= start <= max(days) + _NEAR


def _event_of_folder(each: Placement, beside: Sequence[Placement]) -> Named | None:
    """Return the event whose folder a file lies in: that of the files there, or the folder's."""
    own = each.page.place
    named = own.event is not None and (own.sure or is_of_event(own.event.name, Clues()))
    told = [p for p in beside if p is not each and p.named_by not in {"folder", "siblings"}]
    events = {slug(p.event.full): p.event for p in told if p.event is not None}
    indexed = any(p.role is FileRole.INDEX for p in told)
    if not (named or (indexed and events)):
        return None
    return next(iter(events.values())) if len(events) == 1 else own.event


def _lean(page: Page, margins: int, others: int) -> float:
    """Return what the other files of a folder say for one talk a file."""
    if page.is_index or others + 1 < _FEWEST_SIBLINGS:
        return 0.0
    return round(_LEANING * margins / others) / _THOUSAND


def _clipped(margin: float) -> int:
    """Return a margin in thousandths, whose sum depends on no order."""
    return round(_THOUSAND * max(-_MOST_LEANING, min(_MOST_LEANING, margin)))


# ── what each file is ────────────────────────────────────────────────────────────────────────────


def _role(page: Page) -> tuple[FileRole, str]:
    """Say what a file is; and why, where it is left out."""
    said = page.said.role
    if said is not None:
        ignored = said.value == IGNORE
        return (FileRole.LEFT_OUT, f"{said} says so") if ignored else (FileRole(said.value), "")
    if page.levels.chosen:
        return _with_talks(page), ""
    inner = next((f for f in page.folders if f.startswith("_") and f not in _POSTS), None)
    if inner is not None:
        return FileRole.LEFT_OUT, f"the folder {inner} holds parts of web pages, not notes"
    if page.is_bare:
        return FileRole.LEFT_OUT, "it has nothing but front matter, which is of no talk"
    talks = page.levels.margin < 0 and page.levels.best >= _MANY_TALKS
    if page.is_accompanying and not (page.is_perhaps_talk and page.place.sure):
        return FileRole.LEFT_OUT, f"files named {page.stem!r} are seldom notes of a talk"
    if _is_manual(page) and not has_talk(page):
        return FileRole.LEFT_OUT, "its headings are those of a manual of software"
    if page.is_index and not (talks and not _lists_events(page)):
        return FileRole.INDEX, ""
    if page.levels.level is None and _is_of_event_alone(page):
        return FileRole.EVENT, ""
    if page.levels.level is None:
        return FileRole.TALK, ""
    return _with_talks(page), ""


def _with_talks(page: Page) -> FileRole:
    day = page.named is not None and (page.named.number is not None or page.named.date is not None)
    titles = [heading.title for heading in page.marks.headings]
    headed = sum(map(_is_day, titles)) == 1 and _is_day(titles[0])
    return FileRole.DAY if day or headed else FileRole.EVENT


def _is_of_event_alone(page: Page) -> bool:
    """Tell whether a file has the title of an event and no other heading: notes of the event."""
    lone = len(page.marks.headings) == (page.levels.title is not None)
    return lone and "title of an event" in page.levels.signs


def _lists_events(page: Page) -> bool:
    """Tell whether the headings of an index are events and not talks."""
    level = page.levels.level
    titles = [h.title for h in page.marks.headings if h.level == level]
    return 2 * sum(is_of_event(title, page.clues) for title in titles) > len(titles)


def _is_manual(page: Page) -> bool:
    headings = [h.title for n, h in enumerate(page.marks.headings) if n != page.levels.title]
    return bool(headings) and 2 * sum(map(is_of_manual, headings)) >= len(headings)


# ── where each file belongs ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Siblings:
    """What the files of each folder say together."""

    indexes: Mapping[tuple[str, ...], Named]
    beginnings: Mapping[tuple[str, ...], str]
    numbered: frozenset[tuple[str, ...]]
    habits: Mapping[tuple[str, ...], Habit]

    @classmethod
    def of(cls, pages: Sequence[Page], roles: Sequence[tuple[FileRole, str]]) -> "_Siblings":
        indexes: dict[tuple[str, ...], Named] = {}
        names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        habits: dict[tuple[str, ...], Habit] = defaultdict(Habit)
        known = sorted(zip(pages, roles, strict=True), key=lambda pair: pair[0].name)
        for page, (role, _) in known:
            if page.is_index and role in _MAY_NAME and _names_event(page):
                assert page.title is not None
                year = year_in(page.title) or _year(page)
                name, when = without_when(without_notes(page.title), year)
                named = event_title(name)
                told = named if when is None else _dated(named, when.dates.start.year)
                indexes.setdefault(page.folders, told)
            if role is FileRole.TALK and page.named is not None:
                names[page.folders].append(page.named.rest)
            if role is not FileRole.LEFT_OUT:
                for folders in {page.folders, ()}:
                    habits[folders].add(page.habit)
        beginnings = {folders: common_beginning(found) for folders, found in names.items()}
        counts = Counter(p.folders for p in pages if _NUMBER_FIRST.match(p.stem))
        numbered = frozenset(f for f, count in counts.items() if count >= _FEWEST_SIBLINGS)
        return cls(indexes=indexes, beginnings=beginnings, numbered=numbered, habits=habits)

    def index_of(self, folders: tuple[str, ...]) -> tuple[Named, tuple[str, ...]] | None:
        """Return the event that the nearest index names, and the folder it lies in."""
        for depth in range(len(folders), -1, -1):
            if folders[:depth] in self.indexes:
                return self.indexes[folders[:depth]], folders[:depth]
        return None


def _names_event(page: Page) -> bool:
    title = page.title
    if not title or _is_day(title) or not words_of(None, event_title(title).name):
        return False
    if re.match(r"(?:list|index|table) of\b", title, re.IGNORECASE):
        return False
    name, when = without_when(without_notes(title), year_in(title))
    return is_of_event(title, page.clues) or (when is not None and is_of_event(name, page.clues))


def _is_day(title: str) -> bool:
    day = day_of(title)
    return day is not None and day.certain


def _placed(page: Page, role: tuple[FileRole, str], siblings: _Siblings) -> Placement:
    what, why = role
    habit = page.habit
    for folders in (page.folders, ()):
        if sum(habit.orders.values()) < _FEWEST_SIBLINGS:
            habit = siblings.habits.get(folders, habit)
    if what is FileRole.LEFT_OUT:
        return Placement(page=page, role=what, habit=habit, left_out=why)
    start, end = _days(page)
    event, by = _said_event(page) or _event(page, what, siblings)
    year = next((y for y in (event.year if event else None, _year(page)) if y), None)
    return Placement(
        page=page,
        role=what,
        habit=habit,
        title=_title(page, siblings),
        event=event,
        named_by=by,
        year=start.year if start else year,
        month=_month(page, year),
        start=start,
        end=end,
    )


def _title(page: Page, siblings: _Siblings) -> str:
    """Return the title that a talk has by its file's name, where no line gives one."""
    words = page.words
    beginning = siblings.beginnings.get(page.folders, "")
    bare = words.removeprefix(beginning).strip() if beginning else words
    if page.folders in siblings.numbered:
        bare = _NUMBER_FIRST.sub("", bare)
    return bare or words or PurePosixPath(page.name).stem


def _days(page: Page) -> tuple[dt.date | None, dt.date | None]:
    """Return the days that a file's name or else its folder gives."""
    for named in (page.named, page.place.dated):
        if named is not None and named.date is not None:
            return named.date, named.end or named.date
    return None, None


def _year(page: Page) -> int | None:
    said = page.said.date or page.said.start
    if said is not None:
        return said.value.year
    if page.named is not None and page.named.year:
        return page.named.year
    value = page.front.values.get("date")
    found = find_dates(value.text) if value else None
    return page.place.year or (found.start.year if found else None)


def _month(page: Page, year: int | None) -> int | None:
    """Return the month that the file's or a folder's name gives beside the year."""
    for named in (page.named, page.place.monthly):
        if named is not None and named.month and named.year == year:
            return named.month
    return None


def _said_event(page: Page) -> tuple[Named, str] | None:
    said = page.said.event
    return (Named(name=said.value, year=year_in(said.value)), str(said)) if said else None


def _event(page: Page, role: FileRole, siblings: _Siblings) -> tuple[Named | None, str]:
    """Name the event: by the front matter, an index, the title, the folders, the files' names."""
    return next(((named, by) for by, named in _names(page, role, siblings) if named), (None, ""))


def _names(page: Page, role: FileRole, siblings: _Siblings) -> Iterator[tuple[str, Named | None]]:
    """Yield what may name the event and how, the most telling first."""
    year, place, own = _year(page), page.place, _own_title(page, role)
    told = page.told_event
    yield "front matter", _dated(event_title(told), year) if told else None
    yield "title", own if own and own.year else None
    index = siblings.index_of(page.folders) if role is not FileRole.INDEX or own is None else None
    if index is not None and not _is_of_several(index, place):
        named = _spelt(index[0], place.event)
        yield "index", _dated(named, year)
    years = (year, place.event.year if place.event else None)
    yield "title", _dated(own, next((y for y in years if y), None)) if own else None
    yield "folder", place.event if place.sure else None
    beginning = siblings.beginnings.get(page.folders, "") if role is FileRole.TALK else ""
    yield "file name", _dated(Named(name=beginning), year) if beginning else None
    if role in {FileRole.EVENT, FileRole.DAY} and page.named is not None and page.named.year:
        words = words_of(page.named, page.name)
        yield "file name", Named(name=words, year=page.named.year) if words else None
    yield "front matter", _meeting(page) if page.category else None
    yield "folder", _dated(place.event, year) if place.event else None


def _is_of_several(index: tuple[Named, tuple[str, ...]], place: Place) -> bool:
    """Tell whether an index lies above the folders of several events, and names none of them."""
    named, folders = index
    if not place.sure or place.event is None or named.year is not None or place_of(folders).sure:
        return False
    return not same_event(named.name, place.event.name)


def _meeting(page: Page) -> Named:
    """Name one meeting of a series, which the only category of a post names: by its date."""
    date = page.named.date if page.named is not None else None
    if date is None:
        return Named(name=page.category, year=_year(page))
    return Named(name=f"{page.category} {date.isoformat()}", year=date.year)


def _own_title(page: Page, role: FileRole) -> Named | None:
    """Return the event that a file's own title names, where it is the title of one."""
    title = page.title
    if role is FileRole.TALK or not title or _is_day(title) or page.is_named_by_file(title):
        return None
    bare, _ = dated_title(title, _year(page))
    if bare == title:
        bare, _ = without_when(without_notes(title), year_in(title) or _year(page))
    if role is FileRole.INDEX and not _names_event(page):
        return None
    named = event_title(bare)
    placed = page.place.event
    if is_container(title) or is_part(title) or is_track(title) or not words_of(None, named.name):
        return None
    told = placed is not None and (page.place.sure or is_of_event(placed.name, Clues()))
    if told and not named.year and not _names_event(page):
        return None
    return _dated(named, year_in(title)) if named.year is None and bare != title else named


def _dated(named: Named, year: int | None) -> Named:
    numbered = re.search(r"#\s?\d+\)?\s*$", named.name)
    return named if named.year or year is None or numbered else replace(named, year=year)


def _spelt(named: Named, other: Named | None) -> Named:
    """Give a name without a year the year of the folder that is called alike."""
    if named.year is None and other is not None and same_event(named.name, other.name):
        return replace(named, year=other.year)
    return named
