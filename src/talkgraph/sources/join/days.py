"""The days that several sources of one event tell of, each of them once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from talkgraph.model import Day, Event, Session, Span, Talk
from talkgraph.model.names import unused
from talkgraph.sources.join.precedence import dates_of

P = TypeVar("P", Talk, Session)


class Days:
    """The days that several sources tell of, each of them once.

    `spare` has, for every source, the spans of the days that an earlier one tells too.
    """

    def __init__(self, told: Sequence[Event]) -> None:
        """Take the days of every source, in the order in which they are followed."""
        self._days: list[Day] = []
        self._keys: list[dict[str, int]] = []
        self.spare: list[list[Span]] = []
        taken: dict[str, int] = {}
        several = len({date for event in told for date in dates_of(event)}) > 1
        for event in told:
            known = len(self._days)
            self._keys.append({})
            self.spare.append([])
            for day in event.days or (_only_day(event) if several else ()):
                at = _same_day(day, self._days[:known])
                if at is None:
                    at = len(self._days)
                    self._days.append(replace(day, key=unused(day.key, taken)))
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
    span = next(iter(event.spans), Span(source=event.source))
    return (Day.of_date(event.start, span),)


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
