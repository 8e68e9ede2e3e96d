"""Makes one event of what several sources tell of it: a file per day, per talk, per note-taker.

Nothing is lost: what is told once is taken as it is, what is told twice is united, and every span
stays with what it tells of. Sources are taken in order of name; where they differ, the first that
says something is followed, and what another says in other words keeps its lines.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final, Generic, TypeVar

from rapidfuzz import fuzz

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
from talkgraph.words import CREDENTIALS, GENERIC_TITLE_WORDS, TITLE_STOP_WORDS, TITLES, fold

P = TypeVar("P", Talk, Session)
T = TypeVar("T")
Said = TypeVar("Said", Post, Note)
_Person = str | tuple[str, str]

_ALIKE: Final = 90.0
"""How similar (0 to 100) two titles are that may be two spellings of one."""
_FAR: Final = dt.timedelta(days=7)
"""With more time than this between them, dates are hardly those of one event."""


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
    talks = _grouped([days.placed(n, event.talks) for n, event in enumerate(told)])
    sessions = _grouped([days.placed(n, event.sessions) for n, event in enumerate(told)])
    taken: set[str] = set()
    parts: list[_Group[Talk] | _Group[Session]] = [*talks, *sessions]
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
        location=_first(event.location for event in told),
        url=_first(event.url for event in told),
        note_taker=_first(event.note_taker for event in told),
        days=days.in_order,
        talks=tuple(_talk(each, n) for n, each in enumerate(_in_order(talks), 1)),
        sessions=tuple(_session(each, n) for n, each in enumerate(_in_order(sessions), 1)),
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
                f"{_written(after)} by {other.source}; all days are kept: correct the date, or "
                "give one of the events another name"
            )
            span = next(iter(other.spans), Span(source=other.source))
            yield Diagnostic.at(span, "event-dates-differ", message)


_Range = tuple[dt.date, dt.date, int]


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
        taken: set[str] = set()
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


# ── which talks are one ──────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=65536)
def _title(text: str) -> tuple[str, ...]:
    """Return the words of a title, without case, diacritics and punctuation."""
    folded = fold(text).replace("&", " and ")
    return tuple(re.findall(r"[^\W_]+", folded)) or (" ".join(folded.split()),)


@lru_cache(maxsize=65536)
def _name(text: str) -> str:
    """Return a name as it is compared: without case, diacritics, titles and degrees."""
    words = re.findall(r"[^\W_]+", fold(text))
    return " ".join(w for w in words if w not in TITLES and w not in CREDENTIALS) or fold(text)


def _says_nothing(title: tuple[str, ...]) -> bool:
    """Tell whether a title could be that of many talks.

    >>> _says_nothing(_title("Opening Keynote, Day 2")), _says_nothing(_title("Q&A on Tides"))
    (True, False)
    """
    return all(
        word in GENERIC_TITLE_WORDS or word in TITLE_STOP_WORDS or word.isdigit() for word in title
    )


@dataclass(slots=True, eq=False)
class _Group(Generic[P]):
    """What is one talk or session, as each of some sources tells it.

    `telling` is the number of the first of these; `key` is the first's until another has it.
    """

    telling: int
    key: str
    parts: list[P] = field(default_factory=list)
    people: set[_Person] = field(default_factory=set)
    days: set[dt.date | str] = field(default_factory=set)

    def add(self, part: P) -> None:
        self.parts.append(part)
        self.people |= _people(part)
        self.days |= _when(part)

    @property
    def date(self) -> dt.date | None:
        return _first(part.date for part in self.parts)

    def agreement(self, part: P) -> tuple[bool | None, bool | None]:
        """Tell whether a part has the same people and days; `None` where either has none."""
        return _agree(self.people, _people(part)), _agree(self.days, _when(part))

    def has_title_of(self, part: P) -> bool:
        """Tell whether a part of the same title is this one, too."""
        if isinstance(part, Session) and not any(_kind(each) == part.kind for each in self.parts):
            return False
        agreed = self.agreement(part)
        if _says_nothing(_title(part.title)):
            return True in agreed and False not in agreed
        return agreed != (False, False)

    def is_like(self, part: P) -> bool:
        """Tell whether a part with somebody in common is this one, though spelt otherwise."""
        title = _title(part.title)
        if isinstance(part, Session) or _says_nothing(title) or self.agreement(part)[1] is False:
            return False
        return any(_alike(title, _title(each.title)) for each in self.parts)


def _kind(part: Talk | Session) -> str | None:
    return part.kind if isinstance(part, Session) else None


def _alike(title: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two titles differ in their spelling only; parts 1 and 2 are two."""
    if [w for w in title if w.isdigit()] != [w for w in other if w.isdigit()]:
        return False
    return fuzz.ratio(" ".join(title), " ".join(other)) >= _ALIKE


def _agree(left: set[T], right: set[T]) -> bool | None:
    return not left.isdisjoint(right) if left and right else None


def _people(part: Talk | Session) -> set[_Person]:
    names: set[_Person] = {_name(speaker.name) for speaker in part.speakers}
    return names | {speaker.account.key for speaker in part.speakers if speaker.account}


def _when(part: Talk | Session) -> set[dt.date | str]:
    return {part.date or part.day or ""} - {""}


def _grouped(told: Sequence[Sequence[P]]) -> list[_Group[P]]:
    """Group the talks (or sessions) that each source tells: at most one of a source in a group."""
    groups: list[_Group[P]] = []
    by_title: dict[object, list[int]] = defaultdict(list)
    by_person: dict[object, list[int]] = defaultdict(list)
    for telling, parts in enumerate(told):
        homes: dict[int, int] = {}
        for n, part in enumerate(parts):
            free = [at for at in by_title[_title(part.title)] if at not in homes.values()]
            fit = [at for at in free if groups[at].has_title_of(part)]
            if fit:
                homes[n] = max(fit, key=lambda at: _closeness(groups[at], part))
        for n, part in enumerate(parts):
            near = sorted({at for who in _people(part) for at in by_person[who]})
            free = [at for at in near if at not in homes.values()]
            fit = [at for at in free if n not in homes and groups[at].is_like(part)]
            if fit:
                homes[n] = fit[0]
        for n, part in enumerate(parts):
            if n not in homes:
                homes[n] = len(groups)
                groups.append(_Group(telling=telling, key=part.key))
            groups[homes[n]].add(part)
            by_title[_title(part.title)].append(homes[n])
            for who in _people(part):
                by_person[who].append(homes[n])
    return groups


def _closeness(group: _Group[P], part: P) -> tuple[bool, bool]:
    people, days = group.agreement(part)
    return people is True, days is True


def _in_order(groups: Sequence[_Group[P]]) -> Sequence[_Group[P]]:
    """Return talks by day or, where the day of one is not known, as the sources tell them."""
    dated = [(group.date, n) for n, group in enumerate(groups) if group.date]
    return groups if len(dated) < len(groups) else [groups[n] for _, n in sorted(dated)]


# ── what is one talk ─────────────────────────────────────────────────────────────────────────


def _talk(group: _Group[Talk], position: int) -> Talk:
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


def _session(group: _Group[Session], position: int) -> Session:
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
    return _name(one.name) == _name(other.name)


def _fuller(one: Speaker, other: Speaker) -> tuple[Speaker, Speaker]:
    """Return the speaker whose name is the longer, with what only the other has; and the other."""
    if len(_name(other.name).split()) > len(_name(one.name).split()):
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
        known = {_title(item.title): n for n, item in reversed(list(enumerate(kept)))}
        for item in items:
            at = known.pop(_title(item.title), None)
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


def _unused(key: str, taken: set[str]) -> str:
    """Return a key that is not taken yet: itself, or with `-2` and so on."""
    candidate, count = key, 1
    while candidate in taken:
        count += 1
        candidate = f"{key}-{count}"
    taken.add(candidate)
    return candidate


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value), None)


def _distinct(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
