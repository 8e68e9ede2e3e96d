"""The events that files of RubyEvents tell of, each with all that its files say of its talks.

A conference is one event; a meetup is one for every evening, named as its recordings name it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.model import Hints, SessionKind, TalkStatus
from talkgraph.model.names import slug, unused
from talkgraph.sources.programmes.plain_values import Value, items, line_at, mapping
from talkgraph.sources.programmes.rubyevents.data_files import DataFile, Role
from talkgraph.sources.programmes.rubyevents.entries import Entry, LeftOut, entries_in
from talkgraph.sources.programmes.telling import title_and_status
from talkgraph.sources.times import date_in
from talkgraph.words import MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When the schedule has a talk: a day and two times as written, and where that stands."""

    date: dt.date
    start: str
    end: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A talk (without `kind`) or a session, as every file names it, with its recording."""

    key: str
    title: str
    status: TalkStatus | None
    entry: Entry
    slot: Slot | None = None

    @property
    def kind(self) -> SessionKind | None:
        """The kind of a session."""
        return self.entry.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """An event, the files that tell of it, and its parts; without a `name` none is known.

    `unplaced` says why the times of a schedule are of no use.
    """

    name: str | None
    files: tuple[DataFile, ...]
    parts: tuple[Part, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unplaced: tuple[str, ...] = ()
    is_meetup: bool = False

    def file(self, role: Role) -> DataFile | None:
        """Return the file of a role, the nearest where several have it."""
        return next((file for file in self.files if file.role is role), None)


def occasions(files: Sequence[DataFile], hints: Hints) -> tuple[Occasion, ...]:
    """Put the files of each event together: those of its folder, and of the folders above."""
    own = {Role.EVENT, Role.VIDEOS, Role.SCHEDULE}
    folders = dict.fromkeys(file.folder for file in files if file.role in own)
    found: list[Occasion] = []
    for folder in folders:
        above = sorted(
            (f for f in files if f.role not in own and f.folder in (folder, *folder.parents)),
            key=lambda file: len(file.folder.parts),
            reverse=True,
        )
        inside = [file for file in files if file.role in own and file.folder == folder]
        found += _of_folder((*inside, *above), hints)
    return tuple(found)


def _of_folder(files: tuple[DataFile, ...], hints: Hints) -> Iterable[Occasion]:
    whole = Occasion(name=None, files=files)
    event = mapping(file.value if (file := whole.file(Role.EVENT)) else None)
    series = mapping(file.value if (file := whole.file(Role.SERIES)) else None)
    kind = line_at(event, "kind") or line_at(series, "kind")
    told = [each for file in files if file.role is Role.VIDEOS for each in _entries(file)]
    entries = [each for each in told if isinstance(each, Entry)]
    left_out = tuple(each for each in told if isinstance(each, LeftOut))
    title = line_at(event, "title")
    if kind.casefold() == "meetup" and entries:
        evenings: dict[str, list[Entry]] = {}
        for entry in entries:
            evenings.setdefault(_evening(entry, title), []).append(entry)
        for n, (name, of_it) in enumerate(evenings.items()):
            yield _built(
                replace(whole, name=name, is_meetup=True, left_out=left_out if n == 0 else ()),
                of_it,
            )
        return
    by_itself = title or _most_told(entries) or hints.event or _of_name(files[0])
    yield _built(replace(whole, name=by_itself, left_out=left_out), entries)


def _entries(file: DataFile) -> Iterable[Entry | LeftOut]:
    return entries_in(file.value, file.source)


def _evening(entry: Entry, meetup: str) -> str:
    """Return the name of a meetup's evening, which has its month if it is not that of all."""
    name = entry.event
    if name and slug(name) != slug(meetup):
        return name
    bare = name or meetup or entry.title
    month = MONTHS[entry.date.month - 1].capitalize() if entry.date else ""
    return f"{bare} {month} {entry.date.year}" if entry.date else bare


def _most_told(entries: Iterable[Entry]) -> str | None:
    names = Counter(each.event for each in entries if each.event)
    return next((name for name, _ in names.most_common(1)), None)


def _of_name(file: DataFile) -> str | None:
    """Make a name of that of the folder."""
    return file.folder.name.replace("-", " ").replace("_", " ").title() or None


def _built(occasion: Occasion, entries: Sequence[Entry]) -> Occasion:
    taken: dict[str, int] = {}
    parts: list[Part] = []
    for entry in entries:
        title, status = title_and_status(entry.title)
        if line_at(entry.values, "status").casefold() in {"cancelled", "canceled"}:
            status = TalkStatus.CANCELLED
        parts.append(Part(key=unused(slug(title), taken), title=title, status=status, entry=entry))
    schedule = occasion.file(Role.SCHEDULE)
    if schedule is None or occasion.is_meetup:
        return replace(occasion, parts=tuple(parts))
    placed, unplaced = _placed(parts, schedule)
    return replace(occasion, parts=tuple(placed), unplaced=tuple(unplaced))


# ── when they were ───────────────────────────────────────────────────────────────────────────

_MOST_AT_ONCE: Final = 100


def _placed(parts: Sequence[Part], schedule: DataFile) -> tuple[list[Part], list[str]]:
    """Give parts their times, day by day: both are in running order, if they are as many.

    Where a day has more slots than talks, or fewer, nobody can say which is whose.
    """
    placed = list(parts)
    unplaced: list[str] = []
    told = mapping(schedule.value).get("days")
    for n, day in enumerate(map(mapping, items(told))):
        date = date_in(line_at(day, "date"))
        if date is None:
            continue
        slots = _slots(day.get("grid"), date, f"/days/{n}/grid")
        own = [k for k, part in enumerate(placed) if part.entry.date == date]
        whole = _wholes(placed, own)
        if len(whole) != len(slots):
            unplaced.append(f"{date} has {len(slots)} slots for talks, but {len(whole)} recordings")
            continue
        for group, slot in zip(whole, slots, strict=True):
            for k in group:
                placed[k] = replace(placed[k], slot=slot) if len(group) == 1 else placed[k]
    return placed, unplaced


def _wholes(parts: Sequence[Part], own: Iterable[int]) -> list[list[int]]:
    """Return the parts of a day by their recordings, since one that holds several has one slot."""
    groups: dict[str, list[int]] = {}
    for k in own:
        path = parts[k].entry.span.path.split("/talks/")[0]
        groups.setdefault(f"{parts[k].entry.span.source}#{path}", []).append(k)
    return list(groups.values())


def _slots(grid: Value | None, date: dt.date, path: str) -> list[Slot]:
    """Return the slots of a day, those of breaks and the like left out, one for each at a time."""
    found: list[Slot] = []
    for n, row in enumerate(map(mapping, items(grid))):
        number = line_at(row, "slots")
        at_once = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
        if items(row.get("items")):
            continue
        slot = Slot(
            date=date,
            start=line_at(row, "start_time"),
            end=line_at(row, "end_time"),
            path=f"{path}/{n}",
        )
        found += [slot] * min(at_once, _MOST_AT_ONCE)
    return found
