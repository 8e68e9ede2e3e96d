"""Puts what somebody has said of a file into the event that was read from it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from talkgraph.model import Day, Event, Span, Talk
from talkgraph.sources.notes.event.head import Head
from talkgraph.sources.notes.event.programme import Programme
from talkgraph.sources.notes.layout.folders import FileRole, Placement
from talkgraph.sources.notes.layout.overrules.said import Fixed, Said
from talkgraph.sources.notes.speakers.lines import names_in

_OF_EVENTS: Final = frozenset({FileRole.EVENT, FileRole.INDEX})
_OF_OTHER_DATES: Final = frozenset(
    {"dates-from-prose", "date-from-front-matter", "front-matter-date-differs"}
)


def overrule_head(head: Head, placed: Placement) -> None:
    """Give the head of a file the days that are said of it.

    A file of one day or one talk keeps a day of its own that is one of the event's.
    """
    said = placed.page.said
    if said.date is not None or said.days is not None:
        head.diagnostics[:] = [d for d in head.diagnostics if d.code not in _OF_OTHER_DATES]
    if said.date is not None:
        head.start = head.end = said.date.value
    elif said.days is not None and placed.role in _OF_EVENTS:
        head.start, head.end = said.days
    elif said.days is not None:
        first, last = said.days
        if head.start is None or not first <= head.start <= (head.end or head.start) <= last:
            head.start = head.end = _numbered(placed, first, last)


def _numbered(placed: Placement, first: dt.date, last: dt.date) -> dt.date | None:
    """Return the day that the file's or its folder's number means, or the only day there is."""
    named = (placed.page.named, placed.page.place.dated)
    number = next((n.number for n in named if n is not None and n.number is not None), None)
    if number is None or not 1 <= number <= (last - first).days + 1:
        return first if first == last else None
    return first + dt.timedelta(days=number - 1)


def overrule_talk(programme: Programme, placed: Placement) -> None:
    """Give the talk that a file is the title and the speakers that are said of it."""
    said = placed.page.said
    if placed.role is not FileRole.TALK or not programme.parts:
        return
    part = programme.parts[0]
    if said.title is not None:
        part = replace(part, heading=replace(part.heading, title=said.title.value))
    if said.speakers is not None:
        line, told = said.speakers.span, said.speakers.value
        named = [s for text in told for s in names_in(text, placed.page.source, 1)]
        part.body.speakers = [
            replace(speaker, position=n, span=line) for n, speaker in enumerate(named, 1)
        ]
        kept = [d for d in part.body.diagnostics if not d.code.startswith("speaker-")]
        part.body.diagnostics[:] = kept
    programme.parts[0] = part


def overrule_event(event: Event, placed: Placement) -> Event:
    """Give an event the days and the place that are said of it, and say whence all of it comes."""
    said = placed.page.said
    start, end = said.days or (event.start, event.end)
    talks, days = event.talks, event.days
    if placed.role is FileRole.TALK and talks:
        only = event.start if event.start is not None and event.start == event.end else None
        if only is not None and not days and start != end:
            days = (_day(only, event, said),)
            talks = tuple(replace(talk, day=days[0].key) for talk in talks)
        talks = (_derived(talks[0], said), *talks[1:])
    return replace(
        event,
        start=start,
        end=end,
        location=said.location.value if said.location else event.location,
        days=days,
        talks=talks,
        spans=_with(event.spans, said.event, said.start, said.end, said.location),
    )


def _day(date: dt.date, event: Event, said: Said) -> Day:
    whole = next(iter(event.spans), Span(source=event.source))
    span = said.date.span if said.date else whole
    return Day(key=date.isoformat(), title=date.isoformat(), span=span, date=date)


def _derived(talk: Talk, said: Said) -> Talk:
    return replace(talk, spans=_with(talk.spans, said.title, said.date))


def _with(spans: Iterable[Span], *said: Fixed[str] | Fixed[dt.date] | None) -> tuple[Span, ...]:
    return tuple(dict.fromkeys((*spans, *(each.span for each in said if each is not None))))
