"""What the sources of one event say that cannot all be right: named, with who is followed."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from talkgraph.model import Contradiction, Diagnostic, Event, Severity, SourceKind, Span, Talk
from talkgraph.sources.join.precedence import dates_of
from talkgraph.sources.join.same_parts import says_nothing, title_words
from talkgraph.sources.join.speakers import strangers

_FAR: Final = dt.timedelta(days=7)
"""With more time than this between them, dates are hardly those of one event."""
_MONTHS: Final = dt.timedelta(days=25)
_YEARS: Final = dt.timedelta(days=400)
_MINUTES: Final = dt.timedelta(minutes=5)
_QUOTED: Final = frozenset({"talk-rooms-differ", "talk-titles-differ"})
"""What is shown in quotation marks to a user, since it may read like a part of the sentence."""

_Range = tuple[dt.date, dt.date, int]


Found = tuple[Contradiction, Diagnostic | None]
"""A contradiction, and the diagnostic of it where the user should look at it."""


def event_contradictions(told: Sequence[Event]) -> Iterator[Found]:
    """Yield where an event's sources date it to times that lie far apart."""
    ranges = sorted((*_range(event), n) for n, event in enumerate(told) if dates_of(event))
    for before, after in pairwise(_outlasting(ranges)):
        if after[0] - before[1] > _FAR:
            one, other = told[before[2]], told[after[2]]
            message = (
                f"{other.name!r} is dated {_written(before)} by {one.source}, but "
                f"{_written(after)} by {other.source}; all days are kept: {_advice(before, after)}"
            )
            contradiction = Contradiction(
                code="event-dates-differ",
                talk=None,
                followed=_written(before),
                followed_in=_place(one),
                other=_written(after),
                other_in=_place(other),
            )
            place = contradiction.other_in
            yield contradiction, Diagnostic.at(place, contradiction.code, message)


def talk_contradictions(
    parts: Sequence[Talk], kinds: dict[str, SourceKind], key: str
) -> Iterator[Found]:
    """Yield what sources tell of one talk that differs from the first of them.

    `parts` are the talk as each source tells it, in the order in which they are followed; `kinds`
    has the kind of each source by its name; `key` is the talk's. Sources of one kind are rather two
    parts of one, or a second note-taker's, so that no diagnostic bothers the user with them.
    """
    first, *others = parts
    for other in others:
        for code, what, one, two, severity in _differences(first, other):
            contradiction = Contradiction(
                code=code,
                talk=key,
                followed=one,
                followed_in=first.spans[0],
                other=two,
                other_in=other.spans[0],
            )
            here, there = (repr(each) if code in _QUOTED else each for each in (one, two))
            message = (
                f"{what} of {first.title or other.title!r} is {here} by {_source(first)}, but "
                f"{there} by {_source(other)}; the {kinds[_source(first)]} is followed. Correct "
                "the one that is wrong"
            )
            alike = kinds[_source(other)] is kinds[_source(first)]
            noticed = None if alike else Diagnostic.at(other.spans[0], code, message, severity)
            yield contradiction, noticed


_Difference = tuple[str, str, str, str, Severity]


def _differences(one: Talk, other: Talk) -> Iterator[_Difference]:
    warning, info = Severity.WARNING, Severity.INFO
    if one.date and other.date and one.date != other.date:
        yield "talk-dates-differ", "the day", str(one.date), str(other.date), warning
    elif one.start and other.start and _apart(one.start, other.start):
        start, begun = one.start.isoformat(" ", "minutes"), other.start.isoformat(" ", "minutes")
        yield "talk-times-differ", "the start", start, begun, warning
    if one.room and other.room and title_words(one.room) != title_words(other.room):
        yield "talk-rooms-differ", "the room", one.room, other.room, info
    titles = title_words(one.title), title_words(other.title)
    if all((one.title, other.title)) and titles[0] != titles[1] and not says_nothing(titles[1]):
        yield "talk-titles-differ", "the title", one.title, other.title, info
    here, there = strangers(one.speakers, other.speakers)
    if here and there:
        yield "speakers-differ", "a speaker", ", ".join(here), ", ".join(there), warning


def _apart(one: dt.datetime, other: dt.datetime) -> bool:
    """Tell whether two times differ; where the zone of one is not known, by the clock."""
    if one.tzinfo is None or other.tzinfo is None:
        one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
    return abs(one - other) > _MINUTES


def _source(talk: Talk) -> str:
    return talk.spans[0].source


def _place(event: Event) -> Span:
    return next(iter(event.spans), Span(source=event.source))


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


def _range(event: Event) -> tuple[dt.date, dt.date]:
    dates = dates_of(event)
    return min(dates), max(dates)


def _written(days: _Range) -> str:
    start, end, _ = days
    return f"{start}" if start == end else f"{start} to {end}"
