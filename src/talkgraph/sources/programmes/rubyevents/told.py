"""What each file of RubyEvents tells of the events that it is of, with its place in that file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from talkgraph.model import (
    NOT_NOTES,
    Day,
    Diagnostic,
    Event,
    Hints,
    Reading,
    Session,
    SessionItem,
    Severity,
    SourceKind,
    Span,
    Speaker,
    TakenFor,
    Talk,
)
from talkgraph.model.names import slug
from talkgraph.sources.notes.event.places import series_of
from talkgraph.sources.programmes.announced import Markup, abstracts_of
from talkgraph.sources.programmes.handles import accounts_in, website_in
from talkgraph.sources.programmes.languages import language_tag
from talkgraph.sources.programmes.listing import with_parts
from talkgraph.sources.programmes.plain_values import Value, block_at, items, line_at, mapping
from talkgraph.sources.programmes.rubyevents.data_files import DataFile, Role
from talkgraph.sources.programmes.rubyevents.occasions import Occasion, Part
from talkgraph.sources.times import date_in, span_of_time, zone_named

_Speak = Callable[[Sequence[str], Span], tuple[Speaker, ...]]
"""Makes speakers of names, as far as a file knows of them."""


def told_by(file: DataFile, occasions: Iterable[Occasion], hints: Hints) -> Reading:
    """Return what one file tells of all events that it is of."""
    own = [each for each in occasions if any(each_file is file for each_file in each.files)]
    named = [(each, _bare(each.name, file)) for each in own if each.name]
    teller = _TELLERS[file.role]
    events = tuple(
        event for occasion, bare in named for event in teller(file, occasion, bare, hints)
    )
    found = [d for occasion in own for d in _noticed(file, occasion)]
    if not events:
        why = "it is of no event among the files" if not own else "its event has no name"
        found.append(Diagnostic.at(file.whole, NOT_NOTES, f"this is {file.role}, but {why}"))
    main = file.role in {Role.EVENT, Role.VIDEOS}
    return Reading(
        source=file.source,
        sha256=file.sha256,
        events=events,
        diagnostics=tuple(found),
        taken_for=TakenFor(
            what="programme" if main else "part", why=file.role, format="RubyEvents"
        ),
    )


def _bare(name: str | None, file: DataFile) -> Event:
    return Event(
        name=name or "",
        slug=slug(name or ""),
        source=file.source,
        spans=(file.whole,),
        kind=SourceKind.PROGRAMME,
    )


def _noticed(file: DataFile, occasion: Occasion) -> Iterator[Diagnostic]:
    if file.role is Role.VIDEOS:
        for each in occasion.left_out:
            if each.span.source == file.source:
                yield Diagnostic.at(each.span, "entry-without-talk", each.why, Severity.INFO)
    if file.role is Role.SCHEDULE:
        for why in occasion.unplaced:
            message = f"{why}, so that nobody's time is taken from it"
            yield Diagnostic.at(file.whole, "schedule-unused", message, Severity.INFO)


# ── event.yml and series.yml ─────────────────────────────────────────────────────────────────


def _of_event(file: DataFile, occasion: Occasion, bare: Event, hints: Hints) -> Iterator[Event]:
    values = mapping(file.value)
    zone = zone_named(line_at(values, "timezone"))
    title, place = line_at(values, "title"), line_at(values, "location")
    common = replace(
        bare,
        location=place or None,
        url=website_in(values) or website_in({"website": values.get("original_website", "")}),
        time_zone=str(zone) if zone else None,
        accounts=accounts_in(values),
    )
    if occasion.is_meetup:
        yield replace(common, series=title or None)
        return
    start, end = date_in(line_at(values, "start_date")), date_in(line_at(values, "end_date"))
    precision = line_at(values, "date_precision").casefold()
    told_year = line_at(values, "year")
    year = int(told_year) if len(told_year) == 4 and told_year.isdecimal() else None
    year = start.year if start else year
    exact = start is not None and precision not in {"year", "month"}
    yield replace(
        common,
        series=series_of(bare.name, place, year),
        start=start if exact else None,
        end=(end or start) if exact else None,
        year=None if exact else year,
        month=start.month if start and precision == "month" else None,
        acronym=_acronym(line_at(values, "id")),
    )


def _acronym(number: str) -> str | None:
    """Return the organisers' short name, unless it is the number of a playlist."""
    return number if number and number == slug(number) else None


def _of_series(file: DataFile, occasion: Occasion, bare: Event, hints: Hints) -> Iterator[Event]:
    values = mapping(file.value)
    if occasion.file(Role.SERIES) is file:
        yield replace(bare, series=line_at(values, "name") or None, accounts=accounts_in(values))


# ── videos.yml ───────────────────────────────────────────────────────────────────────────────


def _of_videos(file: DataFile, occasion: Occasion, bare: Event, hints: Hints) -> Iterator[Event]:
    parts = [part for part in occasion.parts if part.entry.span.source == file.source]
    told = [_with_recording(part, _named(part, part.entry.span, _speakers)) for part in parts]
    dates = sorted({part.entry.date for part in parts if part.entry.date})
    event = with_parts(bare, told)
    if occasion.is_meetup:
        spans = tuple(dict.fromkeys(_whole(part) for part in parts)) or bare.spans
        ends = (dates[0], dates[-1]) if dates else (None, None)
        event = replace(event, spans=spans, start=ends[0], end=ends[1])
    days = tuple(Day.of_date(date, file.whole, n) for n, date in enumerate(dates, 1))
    yield replace(event, days=days if len(days) > 1 else ())


def _whole(part: Part) -> Span:
    """Return the place of the whole recording that a part is of."""
    return replace(part.entry.span, path=part.entry.span.path.split("/talks/")[0])


def _with_recording(part: Part, told: Talk | Session) -> Talk | Session:
    """Add what only the list of recordings knows."""
    entry, values = part.entry, part.entry.values
    abstracts = abstracts_of(block_at(values, "description"), Markup.MARKDOWN, entry.span)
    number = line_at(values, "id")
    identifiers = (number,) if number else ()
    if isinstance(told, Session):
        own = (item for item in entry.parts if line_at(item.values, "video_provider") != "parent")
        return replace(
            told,
            location=line_at(values, "location") or None,
            links=(*entry.links, *(link for item in own for link in item.links)),
            abstracts=abstracts,
            identifiers=identifiers,
        )
    return replace(
        told,
        room=line_at(values, "location") or None,
        track=line_at(values, "track") or None,
        language=language_tag(line_at(values, "language")),
        type=line_at(values, "kind") or None,
        links=tuple(entry.links),
        abstracts=abstracts,
        identifiers=identifiers,
    )


# ── schedule.yml and speakers.yml ────────────────────────────────────────────────────────────


def _of_schedule(file: DataFile, occasion: Occasion, bare: Event, hints: Hints) -> Iterator[Event]:
    event = mapping(each.value if (each := occasion.file(Role.EVENT)) else None)
    zone = zone_named(line_at(event, "timezone")) or zone_named(hints.zone)
    told: list[Talk | Session] = []
    for part in occasion.parts:
        if part.slot is not None:
            named = _named(part, Span(source=file.source, path=part.slot.path), _speakers)
            times = span_of_time(part.slot.date, part.slot.start, part.slot.end, zone)
            named = replace(named, items=()) if isinstance(named, Session) else named
            told.append(replace(named, start=times[0], end=times[1]))
    yield with_parts(bare, told)


def _of_speakers(file: DataFile, occasion: Occasion, bare: Event, hints: Hints) -> Iterator[Event]:
    """Yield the talks of those who are in the list, each by the name that the talk gives them."""
    known: dict[str, tuple[str, dict[str, Value]]] = {}
    for n, value in enumerate(items(file.value)):
        values = mapping(value)
        aliases = map(mapping, items(values.get("aliases")))
        for name in (line_at(values, "name"), *(line_at(alias, "name") for alias in aliases)):
            known.setdefault(name, (f"/{n}", values))
    known.pop("", None)

    def speakers(names: Sequence[str], span: Span) -> tuple[Speaker, ...]:
        own = ((name, *known[name]) for name in names if name in known)
        return tuple(
            _known_speaker(name, k, Span(source=file.source, path=path), values)
            for k, (name, path, values) in enumerate(own, 1)
        )

    told: list[Talk | Session] = []
    for part in occasion.parts:
        names = (*part.entry.people, *(name for item in part.entry.parts for name in item.people))
        first = next((name for name in names if name in known), None)
        if first is not None:
            span = Span(source=file.source, path=known[first][0])
            told.append(_named(part, span, speakers))
    if told:
        yield with_parts(bare, told)


def _known_speaker(name: str, position: int, span: Span, values: dict[str, Value]) -> Speaker:
    accounts = accounts_in(values)
    return Speaker(
        name=name,
        position=position,
        span=span,
        account=next(iter(accounts), None),
        more_accounts=accounts[1:],
        url=website_in(values),
    )


# ── parts as every file names them ───────────────────────────────────────────────────────────


def _speakers(names: Sequence[str], span: Span) -> tuple[Speaker, ...]:
    return tuple(Speaker(name=name, position=n, span=span) for n, name in enumerate(names, 1))


def _named(part: Part, span: Span, speakers: _Speak) -> Talk | Session:
    """Return a part by title, day and people, told at one place; items keep their own."""
    talk = Talk(
        key=part.key,
        title=part.title,
        position=1,
        spans=(span,),
        date=part.entry.date,
        status=part.status,
        speakers=speakers(part.entry.people, span),
    )
    if part.kind is None:
        return talk
    told = ((item, speakers(item.people, item.span)) for item in part.entry.parts)
    is_own = part.entry.span.source == span.source
    listed = [(item, by) for item, by in told if is_own or by]
    items = tuple(
        SessionItem(
            title=item.title, position=n, span=item.span if is_own else by[0].span, speakers=by
        )
        for n, (item, by) in enumerate(listed, 1)
    )
    return Session.like(talk, part.kind, items)


_TELLERS: Final = {
    Role.EVENT: _of_event,
    Role.SERIES: _of_series,
    Role.VIDEOS: _of_videos,
    Role.SCHEDULE: _of_schedule,
    Role.SPEAKERS: _of_speakers,
}
