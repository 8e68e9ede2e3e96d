"""Which events of several sources are one: by their names and tags, and by their dates.

Notes of one event carry one name, or the user says which (`talkgraph.sources.notes`). A programme
or an archive may call the event otherwise: by its acronym, without the year, by a hashtag. They are
one event where a name of one is a name of the other and the dates allow it, or where the dates are
the same and they tell of the same talks.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from talkgraph.model import Event, SourceKind
from talkgraph.sources.join.precedence import dates_of
from talkgraph.sources.join.same_parts import says_nothing, title_words

_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_NEAR: Final = dt.timedelta(days=1)
_LONGEST: Final = dt.timedelta(days=31)
_SHORTEST: Final = 3
_SHARED: Final = 3
"""So many talks in common, and half of all, make two events of the same days one."""
_MOST_TRIED: Final = 50
"""A title or a name that more events have than this tells none of them from another."""


def united(events: Sequence[Event]) -> list[list[Event]]:
    """Return the events in groups of those that are one, in the order in which they come."""
    by_slug: dict[str, list[Event]] = {}
    for event in events:
        by_slug.setdefault(event.slug, []).append(event)
    known = [_Known.of(group) for group in by_slug.values()]
    homes = list(range(len(known)))
    groups = {number: [number] for number in homes}
    for one, other in _pairs(known):
        low, high = sorted((homes[one], homes[other]))
        apart = (_are_near(known[a], known[b]) is False for a in groups[low] for b in groups[high])
        if low != high and not any(apart):
            for number in groups[high]:
                homes[number] = low
            groups[low] = sorted((*groups[low], *groups.pop(high)))
    return [[e for number in group for e in known[number].events] for group in groups.values()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of the events of one slug.

    `forms` are its names and tags in small letters, without spaces and year; `words` are those of
    its names; `titles` those of its talks that say something.
    """

    events: Sequence[Event]
    forms: frozenset[str]
    words: frozenset[str]
    titles: frozenset[tuple[str, ...]]
    days: tuple[dt.date, dt.date] | None
    years: frozenset[int]
    is_noted: bool

    @classmethod
    def of(cls, events: Sequence[Event]) -> "_Known":
        names = [name for event in events for name in _names(event)]
        dates = _dates(events)
        years = {date.year for date in dates} or {event.year for event in events if event.year}
        years = years or {int(year) for name in names for year in _YEAR.findall(name)}
        titles = {title_words(talk.title) for event in events for talk in event.talks if talk.title}
        return cls(
            events=events,
            forms=frozenset(
                form for name in names for form in _forms(name, years) if len(form) >= _SHORTEST
            ),
            words=frozenset(
                word
                for event in events
                for word in title_words(event.name)
                if not _YEAR.fullmatch(word)
            ),
            titles=frozenset(title for title in titles if not says_nothing(title)),
            days=(dates[0], dates[-1]) if dates else None,
            years=frozenset(years),
            is_noted=all(event.kind is SourceKind.NOTES for event in events),
        )


def _dates(events: Sequence[Event]) -> list[dt.date]:
    """Return the dates of events or else those of their talks, unless these go over months."""
    dates = sorted(date for event in events for date in dates_of(event))
    if not dates:
        dates = sorted(talk.date for event in events for talk in event.talks if talk.date)
        if dates and dates[-1] - dates[0] > _LONGEST:
            return []
    return dates


def _names(event: Event) -> Iterator[str]:
    yield event.name
    yield from event.tags
    yield from (account.handle for account in event.accounts)
    if event.acronym:
        yield event.acronym


def _form(name: str) -> str:
    """Return a name as it is compared: small letters and digits, without the year.

    >>> _form("QuayConf 2023"), _form("quayconf2023"), _form("rc3-channels-2020")
    ('quayconf', 'quayconf', 'rc3channels')
    """
    return re.sub(r"(?:19|20)\d\d$|^(?:19|20)\d\d", "", "".join(title_words(name)))


def _forms(name: str, years: Iterable[int]) -> Iterator[str]:
    """Yield the form of a name, and that without the two last digits of a year of the event.

    >>> list(_forms("quayconf23", [2023])), list(_forms("gulls21", [2023]))
    (['quayconf23', 'quayconf'], ['gulls21'])
    """
    form = _form(name)
    yield form
    for year in years:
        if re.search(rf"[^\d]{year % 100:02}$", form):
            yield form[:-2]


def _pairs(known: Sequence[_Known]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that are one: those with dates first, then the others that fit one only."""
    named = set(_meeting(known, [each.forms for each in known]))
    shared = Counter(_meeting(known, [each.titles for each in known]))
    open_ones: dict[int, list[int]] = defaultdict(list)
    for one, other in sorted(named | set(shared)):
        left, right = known[one], known[other]
        if left.is_noted and right.is_noted:
            continue
        near = _are_near(left, right)
        if near and ((one, other) in named or _tell_alike(left, right, shared[one, other])):
            yield one, other
        elif near is None and (one, other) in named:
            for a, b in ((one, other), (other, one)):
                if known[a].days is None:
                    open_ones[a].append(b)
    for one, others in sorted(open_ones.items()):
        if len(others) == 1:
            yield one, others[0]


def _meeting(
    known: Sequence[_Known], marks: Sequence[Iterable[object]]
) -> Iterator[tuple[int, int]]:
    holders: dict[object, list[int]] = defaultdict(list)
    for number in range(len(known)):
        for mark in marks[number]:
            holders[mark].append(number)
    for numbers in holders.values():
        if len(numbers) <= _MOST_TRIED:
            yield from combinations(numbers, 2)


def _are_near(one: _Known, other: _Known) -> bool | None:
    """Tell whether two events are at the same time; `None` where that is not known."""
    if one.days and other.days:
        return one.days[0] - other.days[1] <= _NEAR and other.days[0] - one.days[1] <= _NEAR
    if one.years and other.years and one.years.isdisjoint(other.years):
        return False
    return None


def _tell_alike(one: _Known, other: _Known, shared: int) -> bool:
    """Tell whether two events of the same days tell of the same talks."""
    fewest = min(len(one.titles), len(other.titles))
    if shared >= _SHARED and 2 * shared >= fewest:
        return True
    nested = one.words <= other.words or other.words <= one.words
    return nested and shared > 0
