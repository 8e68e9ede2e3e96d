"""What each file was taken for, and why: a table of all files that were found, nothing built."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from talkgraph.model import (
    NO_HINTS,
    Diagnostic,
    Event,
    Hints,
    Reading,
    Session,
    Severity,
    Talk,
)
from talkgraph.sources import registry
from talkgraph.sources.discover import discover, nothing_to_read
from talkgraph.sources.join import join
from talkgraph.sources.opening import held_open

NOT_READ = "not read"
_OF_WHOLE_EVENTS: Final = frozenset({"event", "index", "programme"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLayout:
    """One file: what it was taken for, its event and days, how many talks it tells of, and why.

    `taken_for` is "event", "day", "talk", "index", "left out", "settings" (a `talkgraph.toml` or
    `talkgraph-iris.tsv`), "programme", "archive" (of posts), "part" (of use only beside another
    file) or "not read".
    `named_by` is what named the event. `scores` has every way in which the file could be read, by
    its name: the highest won, unless somebody has said which it is (`chosen`).
    """

    file: str
    taken_for: str
    event: str = ""
    named_by: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    talks: int = 0
    sessions: int = 0
    why: str = ""
    chosen: bool = False
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All files in order of name, and what is wrong with what somebody said of them.

    A file that tells of several events has a row for each.
    `talks` are how many talks the files of an event (by its name) tell of together: one that an
    index lists and a file of its own tells is one.
    """

    files: tuple[FileLayout, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    talks: Mapping[str, int] = field(default_factory=dict)


def lay_out(paths: Sequence[Path], hints: Hints = NO_HINTS) -> Layout:
    """Read files and folders, and say what each file was taken for, one row for each event of it.

    `hints` are what the user says of sources that do not say it themselves. Raises
    `NotesUnreadable` if nothing is there.
    """
    with held_open():
        return _lay_out(paths, hints)


def _lay_out(paths: Sequence[Path], hints: Hints) -> Layout:
    found = discover(paths)
    sources, problems = found.files, found.diagnostics
    if not sources:
        raise nothing_to_read(paths, problems)
    readings = registry.read_all(sources, hints)
    known = {reading.source for reading in readings}
    files = [row for reading in readings for row in _laid_out(reading)]
    files += [
        FileLayout(file=each.source, taken_for=NOT_READ, why=each.message)
        for each in problems
        if each.source not in known
    ]
    names = {source.name for source in sources if source.path.name in registry.COMPANIONS}
    told = (d for reading in readings for d in reading.diagnostics)
    return Layout(
        files=tuple(sorted(files, key=lambda each: each.file)),
        diagnostics=tuple(
            each
            for each in told
            if each.weighty and (each.source in names or each.code.startswith("overrule-"))
        ),
        talks=_talks([event for reading in readings for event in reading.events]),
    )


def _talks(events: Sequence[Event]) -> dict[str, int]:
    """Count the talks of each event once, under the first name that its files give it."""
    joined, _ = join(events)
    counts = {event.slug: len(event.talks) for event in joined}
    found: dict[str, int] = {}
    for event in events:
        found[event.name] = found.get(event.name, 0) + counts.pop(event.slug, 0)
    return found


def _laid_out(reading: Reading) -> list[FileLayout]:
    row = _without_event(reading)
    return [_with_event(event, row) for event in reading.events] or [row]


def _without_event(reading: Reading) -> FileLayout:
    taken = reading.taken_for
    if taken is None:
        errors = (d.message for d in reading.diagnostics if d.severity is Severity.ERROR)
        what, why = ("event", "") if reading.events else (NOT_READ, next(errors, ""))
        return FileLayout(file=reading.source, taken_for=what, why=why)
    return FileLayout(
        file=reading.source,
        taken_for=taken.what,
        named_by=taken.named_by,
        why="; ".join((taken.why, *_why_without_event(reading))),
        chosen=taken.chosen,
        scores=taken.scores,
    )


def _why_without_event(reading: Reading) -> Iterator[str]:
    """Say why what was taken for a programme or the like tells of no event, if it does not."""
    if not (reading.events or reading.groups):
        yield from (d.message for d in reading.diagnostics if d.severity is Severity.ERROR)


def _with_event(event: Event, row: FileLayout) -> FileLayout:
    start, end = _days(event)
    if row.taken_for in _OF_WHOLE_EVENTS and event.start is not None:
        start, end = event.start, event.end or event.start
    return replace(
        row,
        event=event.name,
        start=start,
        end=end,
        talks=len(event.talks),
        sessions=len(event.sessions),
    )


def _days(event: Event) -> tuple[dt.date | None, dt.date | None]:
    """Return the days that this source tells of: of its talks, or else of the event."""
    parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
    dates = [part.date for part in parts if part.date is not None]
    if dates and len(dates) == len(parts):
        return min(dates), max(dates)
    return event.start, event.end
