"""An event made of the talks that a programme lists: its name, its days, keys, and who speaks."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from talkgraph.model import (
    Coverage,
    Day,
    Diagnostic,
    Event,
    Hints,
    Session,
    Severity,
    SourceFile,
    Span,
    Speaker,
    Talk,
)
from talkgraph.model.names import slug, unused
from talkgraph.sources.notes.accounts import spans_of
from talkgraph.sources.notes.layout.names import place_of
from talkgraph.sources.notes.speakers.persons import is_credential, is_name_shaped, may_be_person
from talkgraph.sources.programmes.telling import is_person
from talkgraph.words import one_line, word_set

UNNAMED: Final = "event-unnamed"
"""The code of the diagnostic that a programme does not say of what event it is."""

_LONGEST: Final = dt.timedelta(days=14)
"""Talks that lie further apart are those of a group that meets, not of one event."""
_LATE, _EARLY = dt.time(18), dt.time(5)
_AND: Final = re.compile(r"\s*(?:[,;、，]|\s[&+]\s|\s(?:and|und|et|y|e|og|och|en)\s)\s*", re.I)
_PLAIN_AND: Final = re.compile(r"\s+(?:&|and|und|et)\s+", re.IGNORECASE)
_AND_OTHERS: Final = re.compile(r"(?:,\s*|\s+)(?:et\s+al\b\.?|and\s+others)$", re.IGNORECASE)
_MOST_WORDS: Final = 6
_SENTENCE: Final = re.compile(r"[:!?]\s|\s[–—]\s")
_EXPORTS: Final = word_set(
    "sessionize gridsmart gridtable speakerwall schedule sessions session speakers speaker events"
    " calendar ical ics api all view export json data talks programme program agenda videos"
    " fahrplan timetable public static assets download downloads latest input src content"
)
_EXPORTED: Final = re.compile(
    r"(?:[-_. ]+(?:sessionize|gridsmart|gridtable|schedule|sessions|speakers|calendar|ical|ics|api"
    r"|view|all|export|programme?|fahrplan))+$",
    re.IGNORECASE,
)
"""What stands behind the event's name in that of a file that was exported."""

# ── what the event is called ─────────────────────────────────────────────────────────────────────


def event_named(source: SourceFile, told: str, hints: Hints) -> tuple[str, str]:
    """Return an event's name and what named it: its file, the user, else folders and file name.

    Both are empty where nothing names it. `told` is the name in the file itself.
    """
    if one_line(told):
        return one_line(told), "programme"
    if hints.event and one_line(hints.event):
        return one_line(hints.event), "--event"
    path = PurePosixPath(source.name)
    named = _by_place((*path.parts[:-1], path.stem), _above(source))
    return (named, "folder") if named else ("", "")


def _above(source: SourceFile) -> str:
    """Return the name of the folder that was given, or that the given file lies in."""
    depth = len(PurePosixPath(source.name).parts)
    above = source.path.parents[depth - 1 : depth]
    return above[0].name if above else ""


def _by_place(names: Sequence[str], above: str) -> str:
    place = place_of([_EXPORTED.sub("", each) for each in names if not _is_export(each)], above)
    return one_line(place.event.full) if place.event else ""


def _is_export(name: str) -> bool:
    words = re.findall(r"[^\W_]+", name.casefold())
    return all(word in _EXPORTS or len(word) < 2 for word in words)


def unnamed(source: str) -> Diagnostic:
    """Say that nothing names the event of a programme, and what to do."""
    message = (
        "the programme does not say of what event it is, nor does its folder; say so with --event"
    )
    return Diagnostic.at(Span(source=source), UNNAMED, message, Severity.ERROR)


# ── who speaks ───────────────────────────────────────────────────────────────────────────────────


def names_in(text: str) -> list[str]:
    """Return the names in a text that lists speakers; one that may be a single name is left whole.

    >>> names_in("Ana Reed, Bo Lind & Cy Dale"), names_in("Reed, Ana"), names_in("Bo Lind, PhD")
    (['Ana Reed', 'Bo Lind', 'Cy Dale'], ['Reed, Ana'], ['Bo Lind, PhD'])
    """
    whole = _AND_OTHERS.sub("", one_line(text))
    parts = [part for part in _AND.split(whole) if part]
    if len(parts) > 1 and all(may_be_person(part) for part in parts):
        return parts
    both = _PLAIN_AND.split(whole)
    if len(both) > 1 and all(is_name_shaped(part) and not is_credential(part) for part in both):
        return both
    return [whole] if whole else []


def speakers_of(names: Iterable[str], span: Span) -> tuple[Speaker, ...]:
    """Return those of the names that are somebody's, each once."""
    kept = dict.fromkeys(each for name in names for each in names_in(name) if is_somebody(each))
    return tuple(Speaker(name=name, position=n, span=span) for n, name in enumerate(kept, 1))


def is_somebody(name: str) -> bool:
    """Tell whether a name is a person's: neither "Various speakers" nor a sentence.

    >>> is_somebody("Ana Reed"), is_somebody("Ropes and Knots: How to splice them")
    (True, False)
    """
    return len(name.split()) <= _MOST_WORDS and not _SENTENCE.search(f"{name} ") and is_person(name)


def not_somebody(names: Iterable[str], span: Span) -> Iterator[Diagnostic]:
    """Say of each name that is nobody's that it is left out."""
    for name in names:
        if any(not is_somebody(each) for each in names_in(name)):
            message = f"{one_line(name)!r} is taken for no person's name and is left out"
            yield Diagnostic.at(span, "no-person", message, Severity.INFO)


# ── when ─────────────────────────────────────────────────────────────────────────────────────────


def are_together(dates: Collection[dt.date]) -> bool:
    """Tell whether days are those of one event: there are some, and within two weeks."""
    return bool(dates) and max(dates) - min(dates) <= _LONGEST


def programme_days(starts: Sequence[dt.datetime | None]) -> list[dt.date | None]:
    """Return the day of the programme for each time: before dawn, an evening's day goes on.

    >>> programme_days([dt.datetime(2031, 5, 4, 23), dt.datetime(2031, 5, 5, 1)])
    [datetime.date(2031, 5, 4), datetime.date(2031, 5, 4)]
    """
    evenings = {start.date() for start in starts if start and start.time() >= _LATE}
    return [_programme_day(start, evenings) if start else None for start in starts]


def _programme_day(start: dt.datetime, evenings: Collection[dt.date]) -> dt.date:
    day = start.date()
    if start.time() >= _EARLY or day == dt.date.min:
        return day
    before = day - dt.timedelta(days=1)
    return before if before in evenings else day


# ── the event ────────────────────────────────────────────────────────────────────────────────────


def listed(event: Event, talks: Iterable[Talk], dates: Collection[dt.date] = ()) -> Event:
    """Return an event with its talks: each with a key of its own, counted, and on its day.

    `dates` are the days of the whole event where this source has only a part of it. Talks that
    lie far apart give the event no dates and no days.
    """
    taken: dict[str, int] = {}
    kept = [
        replace(talk, key=unused(_key(talk), taken), position=n) for n, talk in enumerate(talks, 1)
    ]
    days = {talk.date: talk.spans[0] for talk in reversed(kept) if talk.date}
    known = {*dates, *days}
    if not are_together(known):
        return replace(event, talks=tuple(kept))
    return replace(
        event,
        start=min(known),
        end=max(known),
        days=tuple(Day.of_date(date, days[date]) for date in sorted(days)),
        talks=tuple(replace(talk, day=str(talk.date) if talk.date else None) for talk in kept),
    )


def with_parts(event: Event, parts: Iterable[Talk | Session]) -> Event:
    """Return an event with talks and sessions, each kind of them numbered from 1."""
    known = tuple(parts)
    talks = (part for part in known if isinstance(part, Talk))
    sessions = (part for part in known if isinstance(part, Session))
    return replace(
        event,
        talks=tuple(replace(talk, position=n) for n, talk in enumerate(talks, 1)),
        sessions=tuple(replace(each, position=n) for n, each in enumerate(sessions, 1)),
    )


def _key(talk: Talk) -> str:
    return slug(talk.title or next(iter(talk.identifiers), "untitled"))


def coverage_of(
    source: str, content: Collection[int], events: Sequence[Event], told: Iterable[Diagnostic]
) -> Coverage:
    """Account for the lines of a source that are not blank: in the graph, or in a diagnostic.

    Of a source that tells of no event all are left out.
    """
    if not events:
        return Coverage.of_left_out(source, len(content))
    rest = set(content)
    for event in events:
        for span in spans_of(event):
            rest.difference_update(span.lines)
    left = rest - {line for each in told for line in each.lines}
    return Coverage(
        source=source,
        content=len(content),
        in_graph=len(content) - len(rest),
        in_diagnostics=len(rest) - len(left),
        missing=tuple(sorted(left)),
    )
