"""An event with its talks, from all that a schedule tells."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from talkgraph.model import (
    NOT_NOTES,
    Day,
    Diagnostic,
    Event,
    Hints,
    Session,
    Severity,
    SourceKind,
    Span,
    Talk,
    TalkStatus,
)
from talkgraph.model.names import slug, unused
from talkgraph.sources.notes.event.places import series_of
from talkgraph.sources.programmes.announced import all_abstracts
from talkgraph.sources.programmes.languages import language_tag
from talkgraph.sources.programmes.schedule.kinds import is_break, session_kind
from talkgraph.sources.programmes.schedule.links import links_of, web_address
from talkgraph.sources.programmes.schedule.persons import speakers_of
from talkgraph.sources.programmes.schedule.programme import Entry, Programme, line, text
from talkgraph.sources.programmes.schedule.times import (
    Clock,
    ProgrammeDay,
    Slot,
    clock_of,
    day_in,
    slot_of,
)
from talkgraph.sources.programmes.telling import title_and_status
from talkgraph.sources.times import date_in, zone_named
from talkgraph.words import numbered, one_line

_IDENTIFIERS: Final = ("id", "@id", "guid", "code", "slug")
_CANCELLED: Final = frozenset({"cancelled", "canceled", "withdrawn", "rejected"})


_MOST_DAYS: Final = 366
"""The days among which that of an entry is looked for which stands below none, or a wrong one."""


@dataclass(slots=True)
class _Telling:
    """What is known while a programme is told, and what was noticed."""

    programme: Programme
    source: str
    base: str
    clock: Clock
    days: Sequence[ProgrammeDay | None]
    around: Sequence[ProgrammeDay]
    found: list[Diagnostic] = field(default_factory=list)
    useless: int = 0

    def note(
        self, path: str, code: str, message: str, severity: Severity = Severity.WARNING
    ) -> None:
        """Keep what was noticed."""
        span = Span(source=self.source, path=path)
        self.found.append(Diagnostic.at(span, code, message, severity))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One entry on its way to a talk or a session."""

    entry: Entry
    slot: Slot
    part: Talk | Session


def event_of(
    programme: Programme, source: str, hints: Hints
) -> tuple[Event | None, tuple[Diagnostic, ...]]:
    """Return the event that a programme tells of, if it has a name and entries; and the trouble."""
    conference = programme.conference
    zone_name = line(conference, "time_zone_name", "timezone", "time_zone")
    zone = zone_named(zone_name) or (zone_named(hints.zone) if hints.zone else None)
    days = [day_in(part.fields) for part in programme.days]
    known = [day for day in days if day is not None]
    telling = _Telling(
        programme=programme,
        source=source,
        base=web_address(line(conference, "base_url", "url"), ""),
        clock=clock_of(conference, known, zone),
        days=days,
        around=known[:_MOST_DAYS],
    )
    if zone_name and zone_named(zone_name) is None:
        message = f"{zone_name!r} is no time zone; write its IANA name (Europe/Brussels)"
        telling.note(programme.path, "zone-unknown", message)
    told = [each for each in _told(telling) if each is not None]
    name = line(conference, "title", "name") or one_line(hints.event or "")
    name = name or line(conference, "acronym")
    if not told or not name:
        message = (
            "the programme has no entries" if name else "the programme does not name its event"
        )
        advice = "" if name else "; say which it is (--event)"
        telling.note(programme.path, NOT_NOTES, message + advice)
        return None, tuple(telling.found)
    _note_useless(telling)
    return _event(telling, name, told, zone_name, hints), tuple(telling.found)


def _event(
    telling: _Telling, name: str, told: Sequence[_Told], zone_name: str, hints: Hints
) -> Event:
    conference = telling.programme.conference
    days = _days(telling, told)
    listed = [day.date for day in telling.days if day]
    start, end = _dates(telling, listed or [day.date for day in days if day.date])
    venue, city = line(conference, "venue"), line(conference, "city")
    places = [venue] if city and city in venue else [venue, city]
    location = ", ".join(place for place in places if place) or None
    parts = _in_order(told, {day.date: day.key for day in days})
    zone = zone_name if zone_named(zone_name) else hints.zone
    return Event(
        name=name,
        slug=slug(name),
        source=telling.source,
        spans=(Span(source=telling.source, path=telling.programme.path),),
        series=series_of(name, location, start.year if start else None),
        start=start,
        end=end,
        location=location,
        url=_website(telling) or None,
        kind=SourceKind.PROGRAMME,
        acronym=line(conference, "acronym") or None,
        time_zone=zone if zone and zone_named(zone) else None,
        days=days,
        talks=tuple(part for part in parts if isinstance(part, Talk)),
        sessions=tuple(part for part in parts if isinstance(part, Session)),
    )


def _website(telling: _Telling) -> str:
    """Return the event's own address; that of a host of many events is short of its acronym."""
    conference = telling.programme.conference
    url = web_address(line(conference, "url", "base_url"), "")
    own = f"{url.rstrip('/')}/{line(conference, 'acronym')}/"
    entries = [line(entry.fields, "url") for entry in telling.programme.entries]
    is_host = urlsplit(url).path in {"", "/"} and any(each.startswith(own) for each in entries)
    return own if url and is_host and own != f"{url.rstrip('/')}//" else url


# ── days ─────────────────────────────────────────────────────────────────────────────────────────


def _days(telling: _Telling, told: Iterable[_Told]) -> tuple[Day, ...]:
    """Return the days of the programme, and those of entries that stand below none."""
    days: dict[dt.date, Day] = {}
    listed = zip(telling.programme.days, telling.days, strict=True)
    paths = [(day.date, day.number, part.path) for part, day in listed if day is not None]
    paths += [(each.slot.date, None, each.entry.path) for each in told if each.slot.date]
    for date, number, path in paths:
        if date not in days:
            days[date] = Day.of_date(date, Span(source=telling.source, path=path), number)
    return tuple(days[date] for date in sorted(days))


def _dates(telling: _Telling, days: Sequence[dt.date]) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day, by the conference's own words and by its days."""
    conference = telling.programme.conference
    start, end = date_in(line(conference, "start")), date_in(line(conference, "end"))
    first = min((date for date in (start, *days) if date), default=None)
    last = max((date for date in (end, *days) if date), default=first)
    count = line(conference, "daysCount", "days")
    if start and end and days and end - max(days) == dt.timedelta(days=1):
        if count == str((end - start).days + 1):
            return first, last
        last = max(days)
        message = f"the event is said to end on {end}, but its last day is {last}"
        telling.note(telling.programme.path, "event-end-corrected", message, Severity.INFO)
    return first, last


# ── entries ──────────────────────────────────────────────────────────────────────────────────────


def _told(telling: _Telling) -> Iterator[_Told | None]:
    seen: dict[tuple[object, ...], str] = {}
    for entry in telling.programme.entries:
        told = _entry(telling, entry)
        if told is not None:
            same = _sameness(told)
            first = seen.setdefault(same, entry.path) if same else entry.path
            if first != entry.path:
                message = f"{told.part.title!r} stands there again as in {first}: it is told once"
                telling.note(entry.path, "entry-repeated", message, Severity.INFO)
                continue
        yield told


def _sameness(told: _Told) -> tuple[object, ...]:
    """Return what two entries have alike that are one, in two rooms or on two lists."""
    guid = line(told.entry.fields, "guid", "code", "id", "@id")
    return (guid, told.part.title, told.slot.start) if guid and told.slot.start else ()


def _entry(telling: _Telling, entry: Entry) -> _Told | None:
    """Return the talk or session of an entry; breaks and empty entries are none."""
    fields = entry.fields
    language = language_tag(line(fields, "language", "lang"))
    title, status = title_and_status(text(fields.get("title"), language))
    if not status and line(fields, "state", "status").casefold() in _CANCELLED:
        status = TalkStatus.CANCELLED
    speakers, others = speakers_of(entry, telling.programme.persons, telling.source)
    type_ = line(fields, "type", "submission_type", language=language)
    if not title and not speakers:
        telling.note(entry.path, "entry-left-out", "an entry without a title", Severity.INFO)
        return None
    if is_break(title, type_, has_persons=bool(speakers)):
        message = f"{title!r} is a break and no talk: it is left out"
        telling.note(entry.path, "entry-left-out", message, Severity.INFO)
        return None
    for part in others:
        message = f"{line(part.fields, *_NAMES)!r} is nobody's name: left out as a speaker"
        telling.note(part.path, "speaker-left-out", message, Severity.INFO)
    slot = _slot(telling, entry)
    links = links_of(entry, telling.source, telling.base)
    telling.useless += links.useless
    span = Span(source=telling.source, path=entry.path)
    talk = Talk(
        key=slug(title) if title else slug(_identifier(entry)),
        title=title,
        position=0,
        spans=(span,),
        date=slot.date,
        start=slot.start,
        end=slot.end,
        room=_named(telling, entry, "room") or one_line(entry.room) or None,
        track=_named(telling, entry, "track") or None,
        language=language,
        type=type_ or None,
        status=status,
        url=web_address(line(fields, "url", "full_conf_url", "conf_url"), telling.base) or None,
        identifiers=_identifiers(entry),
        speakers=speakers,
        abstracts=all_abstracts(_texts(entry, title, language), None, span),
        links=links.kept,
    )
    return _Told(entry=entry, slot=slot, part=_as_session(talk))


_NAMES: Final = ("public_name", "name", "full_public_name", "#text")


def _slot(telling: _Telling, entry: Entry) -> Slot:
    day = telling.days[entry.day] if entry.day is not None else None
    slot = slot_of(entry.fields, day, telling.around, telling.clock)
    if slot.trouble:
        telling.note(entry.path, "time-doubtful", slot.trouble)
    return slot


def _as_session(talk: Talk) -> Talk | Session:
    kind = session_kind(talk.title, has_persons=bool(talk.speakers))
    if kind is None or talk.status is not None:
        return talk
    return Session.like(talk, kind)


def _named(telling: _Telling, entry: Entry, name: str) -> str:
    """Return the name of a track or room, which may be told by its slug or identifier."""
    value = entry.fields.get(name)
    names = telling.programme.names
    if isinstance(value, dict):
        own = line(value, "name", "title", "#text", "en", "de")
        known = (names.get(text(value.get(key))) for key in ("guid", "slug", "id"))
        return own or next((each for each in known if each), "") or line(value, "slug")
    told = line(entry.fields, name)
    return names.get(told, told)


def _texts(entry: Entry, title: str, language: str | None) -> Iterator[str]:
    subtitle, *others = (
        text(entry.fields.get(name), language) for name in ("subtitle", "abstract", "description")
    )
    if subtitle.strip() and one_line(subtitle).casefold() not in title.casefold():
        yield subtitle
    yield from others


def _identifier(entry: Entry) -> str:
    return line(entry.fields, "slug", "code", "id", "@id", "guid") or entry.path


def _identifiers(entry: Entry) -> tuple[str, ...]:
    told = (line(entry.fields, key) for key in _IDENTIFIERS)
    return tuple(dict.fromkeys(each for each in told if each))


def _in_order(told: Sequence[_Told], days: dict[dt.date | None, str]) -> list[Talk | Session]:
    """Return talks and sessions by day and time, each with a key and a position of its own."""
    late = dt.datetime.max

    def when(each: _Told) -> tuple[dt.date, dt.datetime]:
        start = each.slot.start
        return each.slot.date or dt.date.max, start.replace(tzinfo=None) if start else late

    taken: dict[str, int] = {}
    counts = {Talk: 0, Session: 0}
    parts: list[Talk | Session] = []
    for each in sorted(told, key=when):
        counts[type(each.part)] += 1
        position = counts[type(each.part)]
        key = unused(each.part.key, taken)
        day = days.get(each.slot.date)
        parts.append(replace(each.part, key=key, day=day, position=position))
    return parts


def _note_useless(telling: _Telling) -> None:
    if telling.useless:
        links = numbered(telling.useless, "link", "links")
        out = "is" if telling.useless == 1 else "are"
        message = f"{links} to chat rooms and forms for feedback {out} left out"
        telling.note("", "links-left-out", message, Severity.INFO)
