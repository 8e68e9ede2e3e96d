"""Reads a calendar as the programme of an event.

What real calendars do: the same UID for all events, times in UTC without a zone, a name such as
"iCal", speakers in the summary, as attendees, in a line of the description, or as the organizer.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.model import (
    NO_HINTS,
    NOT_NOTES,
    Diagnostic,
    Event,
    Hints,
    Reading,
    Severity,
    SourceFile,
    SourceKind,
    Span,
    TakenFor,
    Talk,
    TalkStatus,
)
from talkgraph.model.names import slug
from talkgraph.sources.notes.layout.words.headings import is_pause
from talkgraph.sources.notes.speakers.called import field_of, is_speaker_label
from talkgraph.sources.notes.speakers.persons import is_name_shaped
from talkgraph.sources.programmes.announced import abstracts_of
from talkgraph.sources.programmes.ical.entries import Entry, entries_of
from talkgraph.sources.programmes.ical.lines import Calendar, calendar_of, lines_of
from talkgraph.sources.programmes.ical.summaries import Told, taken_apart
from talkgraph.sources.programmes.listing import (
    coverage_of,
    event_named,
    is_somebody,
    listed,
    names_in,
    programme_days,
    speakers_of,
    unnamed,
)
from talkgraph.sources.programmes.telling import title_and_status
from talkgraph.sources.times import day_of, in_zone, zone_named
from talkgraph.sources.whole import read_whole
from talkgraph.words import fold, folded_words, one_line, word_set

_SIGN: Final = re.compile(rb"(?:^|[\r\n])BEGIN:VCALENDAR[ \t]*(?:[\r\n]|$)", re.IGNORECASE)
_NAMES: Final = ("X-WR-CALNAME", "NAME")
_AROUND: Final = re.compile(
    r"^(?:(?:schedule|programme?|calendar|events?|fahrplan)\s*(?:-|:|for|of|at)\s+(?:the\s+)?"
    r"(?:sessions\s+at\s+)?)"
    r"|(?:\s*[-–:]\s*|\s+)(?:schedule|programme?|calendar|fahrplan|sessions|talks|i?cal)$"
    r"|\.ics$",
    re.IGNORECASE,
)
_SAYS_NOTHING: Final = word_set(
    "ical calendar kalender events event schedule programme program fahrplan sessions talks meetups"
    " conference test feed export my default personal unnamed untitled"
)
_PRETALX: Final = re.compile(r"-//pretalx//[^/]*//(?P<slug>[\w-]*)", re.IGNORECASE)
_OF_PRETALX: Final = re.compile(r"pretalx-(?P<slug>[\w-]+)-[A-Z0-9]{5,8}(?:-\d+)?@", re.IGNORECASE)
_OF_PENTABARF: Final = re.compile(r"[\w-]+@(?P<slug>[\w.-]+)@[\w.-]+")
_TYPES: Final = word_set(
    "talk talks lecture vortrag workshop workshops tutorial tutorials keynote keynotes panel podium"
    " meetup performance other film concert lightning presentation session sessions poster bof"
)
_URL: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_LABELS: Final = word_set("track url link room location speaker speakers where when")
_LONGEST_ROOM: Final = 100
_DISTINCT: Final = 0.5
_WORD_OF_HOST: Final = 4


class ICalendar:
    """Reads iCalendar. Implements `talkgraph.protocols.SourceReader`."""

    def looks_for(self, name: str) -> bool:
        """Tell whether a file is a calendar by its name."""
        return name.casefold().endswith((".ics", ".ical", ".icalendar", ".ifb"))

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell whether a calendar begins in the beginning of a file."""
        wide = head[:2] in {b"\xff\xfe", b"\xfe\xff"}
        return bool(
            _SIGN.search(head.replace(b"\0", b"")[2:] if wide else head.lstrip(b"\xef\xbb\xbf"))
        )

    def read(self, sources: Sequence[SourceFile], hints: Hints = NO_HINTS) -> tuple[Reading, ...]:
        """Read calendars, each by itself."""
        return tuple(_read(source, hints) for source in sources)


def _read(source: SourceFile, hints: Hints) -> Reading:
    file = read_whole(source)
    if isinstance(file, Reading):
        return file
    lines, whole = lines_of(file.data)
    calendar = calendar_of(lines)
    entries, found = entries_of(calendar, source.name)
    if not whole:
        message = "some characters of this file are not UTF-8; they are replaced"
        found.append(Diagnostic.at(Span(source=source.name), "not-utf8", message))
    content = [number for number, line in enumerate(lines, 1) if line.strip()]
    acronym = _acronym(calendar, entries)
    name, by = event_named(source, _name_of(calendar), replace(hints, event=hints.event or acronym))
    programme = _Programme(calendar, hints)
    talks = programme.talks(_kept(entries, found), found)
    if not name:
        found.append(unnamed(source.name))
    elif not talks:
        place = Span(source=source.name)
        found.append(
            Diagnostic.at(
                place,
                NOT_NOTES,
                "this calendar has no event that is a talk; check that it is the right file",
            )
        )
    events: tuple[Event, ...] = ()
    if name and talks:
        spans = tuple(Span(source=source.name, first=n, last=m) for n, m in _runs(calendar))
        event = Event(
            name=name,
            slug=slug(name),
            source=source.name,
            spans=spans or (Span(source=source.name),),
            kind=SourceKind.PROGRAMME,
            acronym=acronym or None,
            location=programme.location,
            time_zone=programme.zone_name,
        )
        events = (listed(event, talks),)
    return Reading(
        source=source.name,
        sha256=file.sha256,
        events=events,
        diagnostics=tuple(found),
        coverage=coverage_of(source.name, content, events, found),
        taken_for=TakenFor(what="programme", why="iCalendar", format="iCalendar", named_by=by),
    )


def _runs(calendar: Calendar) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines that are of no event: they tell of the calendar itself."""
    zones = (number for zone in calendar.zones for number in range(zone.first, zone.last + 1))
    first = last = 0
    for number in sorted({*calendar.other, *zones}):
        if first and number > last + 1:
            yield first, last
            first = 0
        first, last = first or number, number
    if first:
        yield first, last


# ── what it is the calendar of ───────────────────────────────────────────────────────────────────


def _name_of(calendar: Calendar) -> str:
    """Return the calendar's own name, unless it is one that any calendar has."""
    told = (one_line(calendar.head.get(key, "")) for key in _NAMES)
    bare = (_AROUND.sub("", _AROUND.sub("", name)).strip(" -–:") for name in told)
    return next((name for name in bare if _says_something(name)), "")


def _says_something(name: str) -> bool:
    words = folded_words(name)
    return any(word not in _SAYS_NOTHING and not word.isdigit() for word in words)


def _acronym(calendar: Calendar, entries: Sequence[Entry]) -> str:
    """Return the short name of the conference that tools write into their identifiers."""
    by_uid = Counter(
        found["slug"]
        for entry in entries
        if (found := _OF_PRETALX.match(entry.uid) or _OF_PENTABARF.fullmatch(entry.uid))
    )
    if by_uid and by_uid.most_common(1)[0][1] * 2 > len(entries):
        return by_uid.most_common(1)[0][0]
    found = _PRETALX.match(calendar.head.get("PRODID", ""))
    return found["slug"] if found and _says_something(found["slug"]) else ""


# ── which events are talks ───────────────────────────────────────────────────────────────────────


def _kept(entries: Sequence[Entry], found: list[Diagnostic]) -> list[Entry]:
    """Return each event once, in its latest version; those that share a UID may be several."""
    kept: dict[tuple[object, ...], Entry] = {}
    summaries: dict[tuple[str, str], set[str]] = {}
    for entry in entries:
        summaries.setdefault((entry.uid, entry.instance), set()).add(entry.summary)
    versions = {(entry.uid, entry.instance, entry.sequence) for entry in entries if entry.uid}
    several = Counter((uid, instance) for uid, instance, _ in versions)
    for n, entry in enumerate(entries):
        key: tuple[object, ...] = (n,)
        if entry.uid and several[entry.uid, entry.instance] > 1:
            key = (entry.uid, entry.instance)
        elif entry.uid:
            key = (entry.uid, entry.instance, entry.summary, str(entry.start), entry.location)
        before = kept.get(key)
        if before is None:
            kept[key] = entry
            continue
        older, newer = sorted((before, entry), key=lambda each: each.sequence)
        kept[key] = newer
        message = "this event is told again, in the same or a later version, and is left out"
        found.append(Diagnostic.at(older.span, "event-repeated", message, Severity.INFO))
    return sorted(kept.values(), key=lambda entry: entry.span)


def _why_no_talk(entry: Entry, speakers: Sequence[str]) -> str:
    """Say why an event of a calendar is no talk, if it is none."""
    if not entry.summary:
        return "this event has no summary"
    if entry.is_all_day and _days(entry) > 1:
        return f"{entry.summary!r} lasts for days"
    if not speakers and is_pause(entry.summary):
        return f"{entry.summary!r} is a break or the like"
    return ""


def _days(entry: Entry) -> int:
    start, end = day_of(entry.start), day_of(entry.end)
    return (end - start).days if start and end else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Described:
    """A description without what other properties say: the speakers, the track, and the rest."""

    text: str
    speakers: tuple[str, ...] = ()
    track: str = ""


class _Programme:
    """The talks of one calendar, with what only all its events together tell."""

    def __init__(self, calendar: Calendar, hints: Hints) -> None:
        self._calendar, self._hints = calendar, hints
        own = calendar.head.get("X-WR-TIMEZONE", "") or calendar.head.get("VTIMEZONE", "")
        is_utc = own.strip().upper() in {"UTC", "ETC/UTC", "GMT"}
        self._zone = zone_named("" if is_utc else own) or zone_named(hints.zone)
        self.location: str | None = None

    @property
    def zone_name(self) -> str | None:
        """The IANA name of the calendar's zone, where it is known."""
        return self._zone.key if self._zone else None

    def talks(self, entries: Sequence[Entry], found: list[Diagnostic]) -> list[Talk]:
        """Return the events that are talks, and say of the others why they are none."""
        entries = self._in_zone(entries, found)
        described = [_described(entry) for entry in entries]
        organizers = _organizers_who_speak(entries)
        known = [
            _only_people(entry.people)
            or told.speakers
            or _only_people(names_in(organizers.get(entry.organizer[0], "")))
            for entry, told in zip(entries, described, strict=True)
        ]
        names_last = bool(_PRETALX.match(self._calendar.head.get("PRODID", "")))
        split = taken_apart([each.summary for each in entries], known, names_last=names_last)
        self._take_location(entries)
        days = programme_days([_time(entry.start) for entry in entries])
        talks: list[Talk] = []
        for entry, told, apart, day in zip(entries, described, split, days, strict=True):
            why = _why_no_talk(entry, apart.names)
            if why:
                message = f"{why} and is left out"
                found.append(Diagnostic.at(entry.span, "no-talk", message, Severity.INFO))
                continue
            if entry.repeats:
                message = "this event is repeated by a rule; only the first time is kept"
                found.append(Diagnostic.at(entry.span, "repeats", message, Severity.INFO))
            talk = self._talk(entry, told, apart)
            talks.append(replace(talk, date=day or day_of(entry.start)))
        return talks

    def _talk(self, entry: Entry, told: _Described, apart: Told) -> Talk:
        title, status = title_and_status(apart.title)
        category = entry.categories[0] if len(entry.categories) == 1 else ""
        is_type = not _TYPES.isdisjoint(re.findall(r"[^\W\d_]+", fold(category)))
        room = entry.location
        here = room and room != self.location and not _URL.match(room) and len(room) < _LONGEST_ROOM
        start, end = _time(entry.start), _time(entry.end)
        return Talk(
            key="",
            title=title,
            position=1,
            spans=(entry.span,),
            start=start,
            end=end if start and end and (start.tzinfo is None) == (end.tzinfo is None) else None,
            room=room if here else None,
            track=told.track or (category if not is_type else "") or None,
            type=category if is_type else None,
            status=TalkStatus.CANCELLED if entry.status == "CANCELLED" else status,
            url=entry.url if _URL.fullmatch(entry.url) else None,
            identifiers=(entry.uid,) if entry.uid else (),
            speakers=tuple(
                replace(each, affiliation=dict(apart.companies).get(each.name))
                for each in speakers_of(apart.names, entry.span)
            ),
            abstracts=abstracts_of(told.text, None, entry.span),
        )

    def _take_location(self, entries: Sequence[Entry]) -> None:
        """Take for the event's the one address that stands at all its events."""
        places = {entry.location for entry in entries}
        if len(places) == 1 and len(entries) > 1 and "," in next(iter(places)):
            self.location = next(iter(places))

    def _in_zone(self, entries: Sequence[Entry], found: list[Diagnostic]) -> list[Entry]:
        """Return events with their times in the calendar's zone, but for those that name one."""
        if self._zone is None:
            named = {str(start.tzinfo) for entry in entries if (start := _time(entry.start))}
            named -= {"UTC", "None"}
            self._zone = zone_named(next(iter(named))) if len(named) == 1 else None
        in_utc = [entry for entry in entries if _is_utc(entry.start)]
        if self._zone is None and in_utc:
            message = (
                "the times are in UTC and the calendar names no zone, so that a day may be wrong;"
                " name the zone with --zone"
            )
            place = Span(source=in_utc[0].span.source)
            found.append(Diagnostic.at(place, "zone-unknown", message, Severity.INFO))
        return [
            replace(entry, start=self._placed(entry.start), end=self._placed(entry.end))
            for entry in entries
        ]

    def _placed(self, moment: dt.date | None) -> dt.date | None:
        time = _time(moment)
        if time is None or (time.tzinfo is not None and not _is_utc(time)):
            return moment
        return in_zone(time, self._zone)


def _time(moment: dt.date | None) -> dt.datetime | None:
    return moment if isinstance(moment, dt.datetime) else None


def _is_utc(moment: dt.date | None) -> bool:
    time = _time(moment)
    return time is not None and str(time.tzinfo) in {"UTC", "Etc/UTC"}


# ── who speaks, as far as the summary does not say it ────────────────────────────────────────────


def _only_people(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if is_somebody(name)))


def _organizers_who_speak(entries: Sequence[Entry]) -> Mapping[str, str]:
    """Return the organizers of single events, where each event has its own: those are speakers.

    Where one address stands at all of them, a name that its host has in it is who owns it.
    """
    named = Counter(entry.organizer[0] for entry in entries if entry.organizer[0])
    if len(named) < _DISTINCT * max(len(entries), 1) or len(named) < 3:
        return {}
    addresses = {entry.organizer[1] for entry in entries if entry.organizer[0]}
    host = next(iter(addresses)).rpartition("@")[2] if len(addresses) == 1 else ""
    return {
        name: name
        for name in named
        if all(map(_may_be_name, names_in(name)))
        and not any(
            word in host for word in re.findall(r"\w+", fold(name)) if len(word) >= _WORD_OF_HOST
        )
    }


def _may_be_name(name: str) -> bool:
    return is_name_shaped(name) or is_somebody(name)


def _described(entry: Entry) -> _Described:
    """Take out of a description the lines that repeat the summary or say who speaks and where."""
    kept: list[str] = []
    speakers: tuple[str, ...] = ()
    track = ""
    for line in entry.description.replace("\r\n", "\n").split("\n"):
        words = line.strip()
        label, value = field_of(words) or ("", "")
        if label and is_speaker_label(label):
            speakers += tuple(name for name in names_in(value) if is_somebody(name))
        elif label and fold(label) == "track" and len(value) > 2:
            track = track or one_line(value)
        elif words and (words in {entry.summary, entry.url} or fold(label) in _LABELS):
            continue
        else:
            kept.append(line)
    return _Described(text="\n".join(kept).strip(), speakers=speakers, track=track)
