"""Makes one event of what several sources tell of it: a file per day, per talk, per note-taker.

Nothing is lost: what is told once is taken as it is, what is told twice is united, and every span
stays with what it tells of. Sources are taken in order of name; where they differ, the first that
says something is followed, and what another says in other words keeps its lines.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Final, TypeVar

from talkgraph.model import (
    Day,
    Diagnostic,
    Event,
    Note,
    Post,
    Session,
    SessionItem,
    Span,
    Speaker,
    Talk,
    Telling,
)
from talkgraph.sources.same_parts import Group, bare_name, grouped, in_order, title_words

P = TypeVar("P", Talk, Session)
T = TypeVar("T")
Said = TypeVar("Said", Post, Note)

_FAR: Final = dt.timedelta(days=7)
"""With more time than this between them, dates are hardly those of one event."""
_MONTHS: Final = dt.timedelta(days=25)
_YEARS: Final = dt.timedelta(days=400)


def join(events: Sequence[Event]) -> tuple[tuple[Event, ...], tuple[Diagnostic, ...]]:
    """Return each event once, with all that any source tells of it, and what contradicts itself.

    Events are one if they have the same slug; they come back in order of their (first) source,
    whatever the order in which they are given. An event that one source tells comes back as it
    is. Keys are unique in an event, and positions count from 1. Days are one by their date, else
    by their key; talks by their title, unless it says nothing of the talk ("Keynote") or both day
    and speakers differ, or by a similar title and a speaker in common.
    """
    often = Counter((event.source, event.slug) for event in events)
    told: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda e: (e.source, e.slug, _rest(e, often))):
        told.setdefault(event.slug, []).append(event)
    joined = tuple(_joined(each) if len(each) > 1 else each[0] for each in told.values())
    return joined, tuple(chain.from_iterable(map(_contradictions, told.values())))


def _rest(event: Event, often: Counter[tuple[str, str]]) -> str:
    """Return what tells apart two events that one source tells, which is rarely needed."""
    return repr(event) if often[event.source, event.slug] > 1 else ""


def _joined(told: Sequence[Event]) -> Event:
    days = _Days(told)
    talks = grouped([days.placed(n, event.talks) for n, event in enumerate(told)])
    sessions = grouped([days.placed(n, event.sessions) for n, event in enumerate(told)])
    taken: dict[str, int] = {}
    parts: list[Group[Talk] | Group[Session]] = [*talks, *sessions]
    for group in sorted(parts, key=lambda each: each.telling):
        group.key = _unused(group.key, taken)
    starts = [event.start for event in told if event.start]
    ends = [event.end for event in told if event.end]
    tellings = tuple(chain.from_iterable(map(_tellings, told, days.spare)))
    return Event(
        name=_first(event.name for event in told) or told[0].name,
        slug=told[0].slug,
        source=told[0].source,
        spans=_distinct(span for each in tellings for span in each.spans),
        series=_first(event.series for event in told),
        start=min(starts, default=None),
        end=max((*starts, *ends)) if ends or len(set(starts)) > 1 else None,
        year=None if starts else _first(event.year for event in told),
        month=None if starts else _first(event.month for event in told),
        location=_first(event.location for event in told),
        url=_first(event.url for event in told),
        note_taker=_first(event.note_taker for event in told),
        days=days.in_order,
        talks=tuple(_talk(each, n) for n, each in enumerate(in_order(talks), 1)),
        sessions=tuple(_session(each, n) for n, each in enumerate(in_order(sessions), 1)),
        links=tuple(link for event in told for link in event.links),
        notes=_notes(event.notes for event in told),
        tellings=tellings,
    )


def _tellings(event: Event, spare: Sequence[Span]) -> tuple[Telling, ...]:
    """Return who tells this part of an event, with the lines that nothing else stands for."""
    first, *others = event.tellings or (
        Telling(source=event.source, spans=event.spans, note_taker=event.note_taker),
    )
    spans = first.spans or (Span(source=first.source),)
    return (replace(first, spans=_distinct((*spans, *spare))), *others)


def _contradictions(told: Sequence[Event]) -> Iterable[Diagnostic]:
    """Yield a diagnostic where an event's sources date it to times that lie far apart."""
    ranges = sorted((*_range(event), n) for n, event in enumerate(told) if _dates(event))
    for before, after in pairwise(_outlasting(ranges)):
        if after[0] - before[1] > _FAR:
            one, other = told[before[2]], told[after[2]]
            message = (
                f"{other.name!r} is dated {_written(before)} by {one.source}, but "
                f"{_written(after)} by {other.source}; all days are kept: {_advice(before, after)}"
            )
            span = next(iter(other.spans), Span(source=other.source))
            yield Diagnostic.at(span, "event-dates-differ", message)


_Range = tuple[dt.date, dt.date, int]


def _advice(before: _Range, after: _Range) -> str:
    """Say what to do: dates months apart are rather those of two meetings than one in error."""
    if _MONTHS < after[0] - before[1] <= _YEARS:
        return "if these are two events of a series, give each a name of its own, with its date"
    return "correct the date, or give one of the events another name"


def _outlasting(ranges: Iterable[_Range]) -> Iterable[_Range]:
    """Yield ranges of days, in order of their start, that do not end before an earlier one does."""
    latest = dt.date.min
    for each in ranges:
        if each[1] >= latest:
            latest = each[1]
            yield each


def _dates(event: Event) -> list[dt.date]:
    told = (event.start, event.end, *(day.date for day in event.days))
    return [date for date in told if date is not None]


def _range(event: Event) -> tuple[dt.date, dt.date]:
    dates = _dates(event)
    return min(dates), max(dates)


def _written(days: _Range) -> str:
    start, end, _ = days
    return f"{start}" if start == end else f"{start} to {end}"


# ── days ─────────────────────────────────────────────────────────────────────────────────────


class _Days:
    """The days that several sources tell of, each of them once.

    `spare` has, for every source, the spans of the days that an earlier one tells too.
    """

    def __init__(self, told: Sequence[Event]) -> None:
        self._days: list[Day] = []
        self._keys: list[dict[str, int]] = []
        self.spare: list[list[Span]] = []
        taken: dict[str, int] = {}
        several = len({date for event in told for date in _dates(event)}) > 1
        for event in told:
            known = len(self._days)
            self._keys.append({})
            self.spare.append([])
            for day in event.days or (_only_day(event) if several else ()):
                at = _same_day(day, self._days[:known])
                if at is None:
                    at = len(self._days)
                    self._days.append(replace(day, key=_unused(day.key, taken)))
                else:
                    self._days[at] = _fuller_day(self._days[at], day)
                    self.spare[-1].append(day.span)
                self._keys[-1].setdefault(day.key, at)

    @property
    def in_order(self) -> tuple[Day, ...]:
        """The days by date or, where one has none, as the sources tell them."""
        dated = [(day.date, n) for n, day in enumerate(self._days) if day.date]
        if len(dated) < len(self._days):
            return tuple(self._days)
        return tuple(self._days[n] for _, n in sorted(dated))

    def placed(self, telling: int, parts: Sequence[P]) -> list[P]:
        """Return the talks or sessions of one source, each on its day as all sources know it."""
        return [self._placed(self._keys[telling], part) for part in parts]

    def _placed(self, keys: dict[str, int], part: P) -> P:
        at = keys.get(part.day) if part.day is not None else None
        if at is None and part.date is not None:
            at = next((n for n, day in enumerate(self._days) if day.date == part.date), None)
        if at is None:
            return replace(part, day=None)
        day = self._days[at]
        return replace(part, day=day.key, date=part.date or day.date)


def _only_day(event: Event) -> tuple[Day, ...]:
    """Return the day of a source that tells of one only, without a heading for it."""
    if event.start is None or event.start != event.end:
        return ()
    date = event.start.isoformat()
    span = next(iter(event.spans), Span(source=event.source))
    return (Day(key=date, title=date, span=span, date=event.start),)


def _same_day(day: Day, known: Sequence[Day]) -> int | None:
    for n, other in enumerate(known):
        if day.date is not None and other.date == day.date:
            return n
    for n, other in enumerate(known):
        if other.key == day.key and (day.date is None or other.date is None):
            return n
    return None


def _fuller_day(day: Day, other: Day) -> Day:
    number = other.number if day.number is None else day.number
    return replace(day, date=day.date or other.date, number=number)


# ── what is one talk ─────────────────────────────────────────────────────────────────────────


def _talk(group: Group[Talk], position: int) -> Talk:
    first, *others = group.parts
    talk = replace(first, key=group.key, position=position)
    if not others:
        return talk
    speakers, spare = _speakers(part.speakers for part in group.parts)
    return replace(
        talk,
        spans=_distinct((*(span for part in group.parts for span in part.spans), *spare)),
        day=_first(part.day for part in group.parts),
        date=group.date,
        speakers=speakers,
        threads=tuple(thread for part in group.parts for thread in part.threads),
        links=tuple(link for part in group.parts for link in part.links),
        posts=_numbered(post for part in group.parts for post in part.posts),
        notes=_notes(part.notes for part in group.parts),
    )


def _session(group: Group[Session], position: int) -> Session:
    first, *others = group.parts
    session = replace(first, key=group.key, position=position)
    if not others:
        return session
    speakers, spare = _speakers(part.speakers for part in group.parts)
    items, listed = _items(part.items for part in group.parts)
    spans = (span for part in group.parts for span in part.spans)
    return replace(
        session,
        spans=_distinct((*spans, *spare, *listed)),
        day=_first(part.day for part in group.parts),
        date=group.date,
        location=_first(part.location for part in group.parts),
        items=items,
        speakers=speakers,
        threads=tuple(thread for part in group.parts for thread in part.threads),
        links=tuple(link for part in group.parts for link in part.links),
        posts=_numbered(post for part in group.parts for post in part.posts),
        notes=_notes(part.notes for part in group.parts),
    )


def _speakers(told: Iterable[Sequence[Speaker]]) -> tuple[tuple[Speaker, ...], list[Span]]:
    """Return everybody once, and the spans of those who are named again."""
    kept: list[Speaker] = []
    spare: list[Span] = []
    for speaker in chain.from_iterable(told):
        at = next((n for n, other in enumerate(kept) if _one_person(speaker, other)), None)
        if at is None:
            kept.append(speaker)
        else:
            kept[at], dropped = _fuller(kept[at], speaker)
            spare.append(dropped.span)
    return tuple(replace(each, position=n) for n, each in enumerate(kept, 1)), spare


def _one_person(one: Speaker, other: Speaker) -> bool:
    """Tell whether two speakers of one talk are one: by account or, where that is open, by name."""
    if one.account and other.account and one.account.service == other.account.service:
        return one.account.key == other.account.key
    return bare_name(one.name) == bare_name(other.name)


def _fuller(one: Speaker, other: Speaker) -> tuple[Speaker, Speaker]:
    """Return the speaker whose name is the longer, with what only the other has; and the other."""
    if len(bare_name(other.name).split()) > len(bare_name(one.name).split()):
        one, other = other, one
    filled = replace(
        one,
        account=one.account or other.account,
        url=one.url or other.url,
        affiliation=one.affiliation or other.affiliation,
    )
    return filled, other


def _items(told: Iterable[Sequence[SessionItem]]) -> tuple[tuple[SessionItem, ...], list[Span]]:
    """Return the short talks that several sources list, each once, and the spans of the others."""
    kept: list[SessionItem] = []
    spare: list[Span] = []
    for items in told:
        known = {title_words(item.title): n for n, item in reversed(list(enumerate(kept)))}
        for item in items:
            at = known.pop(title_words(item.title), None)
            if at is None:
                kept.append(item)
                continue
            speakers, dropped = _speakers((kept[at].speakers, item.speakers))
            kept[at] = replace(kept[at], speakers=speakers)
            spare += (item.span, *dropped)
    return tuple(replace(each, position=n) for n, each in enumerate(kept, 1)), spare


def _numbered(said: Iterable[Said]) -> tuple[Said, ...]:
    return tuple(replace(each, position=n) for n, each in enumerate(said, 1))


def _notes(told: Iterable[Sequence[Note]]) -> tuple[Note, ...]:
    """Return the notes of several sources one after the other, each below its own parent."""
    kept: list[Note] = []
    for notes in told:
        before = len(kept)
        places = {note.position: before + n for n, note in enumerate(notes, 1)}
        parents = [None if note.parent is None else places.get(note.parent) for note in notes]
        kept += (replace(note, parent=up) for note, up in zip(notes, parents, strict=True))
    return _numbered(kept)


# ── small things ─────────────────────────────────────────────────────────────────────────────


def _unused(key: str, taken: dict[str, int]) -> str:
    """Return a key that is not taken yet: itself, or with `-2` and so on.

    `taken` has for each key the number up to which those made of it are taken, too.
    """
    candidate, count = key, taken.get(key, 0)
    while candidate in taken:
        count += 1
        candidate = f"{key}-{count}"
    taken[key], taken[candidate] = max(count, 1), 1
    return candidate


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value), None)


def _distinct(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
