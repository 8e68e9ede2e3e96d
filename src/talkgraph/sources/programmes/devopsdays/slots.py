"""What the data of an edition tells: its dates and place, and when its talks and sessions are."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from talkgraph.model import (
    Day,
    Diagnostic,
    Event,
    Hints,
    Reading,
    Session,
    Severity,
    Span,
    TakenFor,
    Talk,
    TalkStatus,
)
from talkgraph.sources.programmes.devopsdays.edition import Edition, Item, Part
from talkgraph.sources.programmes.devopsdays.parts import named_part, with_items
from talkgraph.sources.programmes.devopsdays.site_files import Role, SiteFile
from talkgraph.sources.programmes.handles import account_at
from talkgraph.sources.programmes.listing import with_parts
from talkgraph.sources.programmes.plain_values import line_at
from talkgraph.sources.times import date_in, offset_in, span_of_time, zone_named
from talkgraph.words import numbered

_HOLE: Final = "talk-without-page"


def data_told(file: SiteFile, edition: Edition, event: Event, hints: Hints) -> Reading:
    """Return what the data of an event, or the file of its programme, tells."""
    clock = Clock(edition, hints)
    parts = (part for part in edition.parts if _is_told(part, file))
    told = [_timed(part, file, clock) for part in parts]
    event = _with_facts(event, file, clock) if file.role is Role.EVENT else event
    event = replace(with_parts(event, told), days=_days(event, (part.date for part in told)))
    return Reading(
        source=file.source,
        sha256=file.sha256,
        events=(event,),
        diagnostics=(*_of_holes(file, edition), *_of_no_talks(file, edition)),
        taken_for=TakenFor(
            what="programme", why=file.role, format="DevOpsDays", named_by="its city and year"
        ),
    )


def _is_told(part: Part, file: SiteFile) -> bool:
    """Tell whether a part, or any of its items, stands in a file's programme."""
    slots = (part.slot, *(item.slot for item in part.items))
    return any(slot is not None and slot.file is file for slot in slots)


class Clock:
    """When slots are: the zone of the event by its name, else the offset of the dates given."""

    def __init__(self, edition: Edition, hints: Hints) -> None:
        """Take from an edition's data what holds for all of its slots."""
        values = edition.main.values if edition.main else {}
        self.start = date_in(line_at(values, "startdate"))
        self.end = date_in(line_at(values, "enddate")) or self.start
        self.zone = zone_named(line_at(values, "timezone"))
        self._offset = offset_in(line_at(values, "startdate"))
        self._hint = zone_named(hints.zone)
        self.cancelled = line_at(values, "cancel").casefold() in {"true", "yes"}

    def date(self, told: dt.date | None) -> dt.date | None:
        """The day that is told, else the only day of the event."""
        return told or (self.start if self.start == self.end else None)

    def times(
        self, date: dt.date | None, start: str, end: str, offset: dt.tzinfo | None
    ) -> tuple[dt.datetime | None, dt.datetime | None]:
        """When something begins and ends; an `offset` of its own is that of its date."""
        zone = self.zone or offset or self._offset or self._hint
        return span_of_time(date, start, end, zone)


def _timed(part: Part, file: SiteFile, clock: Clock) -> Talk | Session:
    """Return a part with its day and time."""
    slot = part.slot if part.slot and part.slot.file is file else None
    values = slot.values if slot else {}
    span = Span(source=file.source, path=slot.path if slot else "/ignites")
    date = clock.date(part.date)
    start, end = clock.times(
        date,
        line_at(values, "start_time"),
        line_at(values, "end_time"),
        offset_in(line_at(values, "date")),
    )
    room = line_at(values, "room") or None
    told = replace(named_part(part, span, part.people), date=date, start=start, end=end)
    if isinstance(told, Talk):
        cancelled = TalkStatus.CANCELLED if clock.cancelled else None
        kind = (slot.type if slot else "") or None
        return replace(told, room=room, type=kind, status=told.status or cancelled)

    def place(item: Item) -> Span:
        is_here = item.slot is not None and item.slot.file is file
        return replace(span, path=item.slot.path) if item.slot and is_here else span

    return with_items(replace(told, location=room), part.items, place)


def _with_facts(event: Event, file: SiteFile, clock: Clock) -> Event:
    values = file.values
    place, address, city = (line_at(values, k) for k in ("location", "location_address", "city"))
    rest = address or (city if city.casefold() not in place.casefold() else "")
    twitter = account_at("twitter", line_at(values, "event_twitter"))
    name = line_at(values, "name")
    year = line_at(values, "year")
    return replace(
        event,
        start=clock.start,
        end=clock.end,
        year=int(year) if clock.start is None and year.isdecimal() and len(year) == 4 else None,
        location=", ".join(text for text in (place, rest) if text) or None,
        acronym=name or None,
        accounts=(twitter,) if twitter else (),
        time_zone=str(clock.zone) if clock.zone else None,
    )


def _days(event: Event, dates: Iterable[dt.date | None]) -> tuple[Day, ...]:
    """Return the days on which there is something, if the event has more than one."""
    known = sorted({date for date in dates if date is not None})
    span = Span(source=event.source, path="/program")
    days = tuple(Day.of_date(date, span, n) for n, date in enumerate(known, 1))
    return days if len(days) > 1 else ()


def _of_holes(file: SiteFile, edition: Edition) -> Iterator[Diagnostic]:
    """Name the slots whose page is missing: one by one, unless there is no page at all."""
    holes = [slot for slot in edition.holes if slot.file is file]
    if holes and not edition.has_pages:
        message = (
            "pages of talks that the programme names are not among the files:"
            f" {numbered(len(holes), 'talk', 'talks')};"
            " give content/events/... too, which has their titles and speakers"
        )
        yield Diagnostic.at(file.front, _HOLE, message)
        return
    slots = [part.slot for part in edition.parts]
    slots += [item.slot for part in edition.parts for item in part.items]
    kept = {slot.path for slot in slots if slot is not None and slot.file is file}
    for slot in holes:
        rest = "it is kept with what is known" if slot.path in kept else "nothing is known of it"
        message = (
            f"program/{slot.title}.md, where the title of this talk should stand, is missing"
            f" or has none; {rest}"
        )
        yield Diagnostic.at(Span(source=file.source, path=slot.path), _HOLE, message)


def _of_no_talks(file: SiteFile, edition: Edition) -> Iterator[Diagnostic]:
    titles = [slot.title or "?" for slot in edition.no_talks if slot.file is file]
    if titles:
        named = ", ".join(repr(title) for title in dict.fromkeys(titles))
        some = numbered(len(titles), "entry", "entries")
        are = "is neither a talk nor a session" if len(titles) == 1 else "are no talks or sessions"
        message = f"{some} of the programme {are}: {named}"
        place = Span(source=file.source, path="/program")
        yield Diagnostic.at(place, "entry-without-talk", message, Severity.INFO)
