"""Headings that are days of an event: "Day 1: Wednesday 2019-10-02", "Friday", "2019-10-02"."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.model import Day, Diagnostic, Severity, Span
from talkgraph.model.names import slug
from talkgraph.notes.dates import Dates, find_dates, weekday, weekdays_in

_NUMBERED: Final = re.compile(
    r"day\s+(?:#\s*)?(?P<number>\d{1,2}|[a-z]+)\b(?P<rest>.*)", re.I | re.S
)
_WORDS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven")
_EDGE: Final = " \t:,.|–—-()[]/"
_WEEKDAY_NAMES: Final = (
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
_LONGEST_TITLE: Final = 120
_ANY_YEAR: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHeading:
    """What a day's heading says. `certain` is false for "Day 2: Some words"."""

    title: str
    number: int | None
    certain: bool


def day_of(title: str) -> DayHeading | None:
    """Read a heading as a day's, or return `None`.

    >>> day_of("Day 2 - Thursday, October 3, 2019").number
    2
    >>> day_of("A day in the life of an operator") is None
    True
    """
    if len(title) > _LONGEST_TITLE:
        return None
    match = _NUMBERED.fullmatch(title.strip())
    if match:
        number = _number(match["number"])
        if number is None:
            return None
        rest = match["rest"]
        dated = not rest.strip(_EDGE) or bool(weekdays_in(rest)) or _find(rest) is not None
        if not dated and rest.strip()[:1] not in set(":,–—-(|"):
            return None
        return DayHeading(title=title, number=number, certain=dated)
    dates = _find(title)
    if dates is not None and not _words(title[: dates.at] + " " + title[dates.stop :]):
        return DayHeading(title=title, number=None, certain=True)
    if len(title.split()) == 1 and weekdays_in(title):
        return DayHeading(title=title, number=None, certain=True)
    return None


def _words(text: str) -> str:
    words = re.findall(r"\w+", text)
    return " ".join(w for w in words if w.casefold() != "day" and weekday(w) is None)


def _find(text: str) -> Dates | None:
    found = find_dates(text, _ANY_YEAR)
    return found if found and found.one_day else None


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    return _WORDS.index(word.casefold()) if word.casefold() in _WORDS else None


def read_day(
    heading: DayHeading, span: Span, start: dt.date | None, end: dt.date | None
) -> tuple[Day, tuple[Diagnostic, ...]]:
    """Date a day by its heading, or else by its number or weekday within the event.

    A weekday that contradicts the date is reported; the date counts.
    """
    dates = _dated(heading.title, start, end)
    named = weekdays_in(heading.title)
    date = dates.start if dates else _inferred(heading.number, named, start, end)
    found: list[Diagnostic] = []
    if dates and named and dates.start.weekday() != named[0]:
        real = _WEEKDAY_NAMES[dates.start.weekday()]
        said = _WEEKDAY_NAMES[named[0]]
        message = f"{dates.start} is a {real}, not a {said}; the date is taken"
        found.append(_warning("weekday-contradicts-date", message, span))
    if dates and start and end and not start <= dates.start <= end:
        message = (
            f"the day {dates.start} is outside the event's dates, {start} to {end}; its talks keep"
            " the day's date"
        )
        found.append(_warning("day-outside-event", message, span))
    key = date.isoformat() if dates and date else _undated_key(heading)
    key = date.isoformat() if date else key
    day = Day(key=key, title=heading.title, span=span, number=heading.number, date=date)
    return day, tuple(found)


def _warning(code: str, message: str, span: Span) -> Diagnostic:
    return Diagnostic(
        code=code,
        severity=Severity.WARNING,
        message=message,
        source=span.source,
        line=span.first,
        last=span.last,
    )


def _undated_key(heading: DayHeading) -> str:
    return slug(heading.title) if heading.number is None else f"day-{heading.number}"


def _dated(title: str, start: dt.date | None, end: dt.date | None) -> Dates | None:
    """Find the heading's date; a year that it leaves out is the event's."""
    years = {day.year for day in (start, end) if day}
    for year in sorted(years):
        found = find_dates(title, year)
        if found and start and end and start <= found.start <= end:
            return found
    return find_dates(title, min(years) if years else None)


def _inferred(
    number: int | None, named: tuple[int, ...], start: dt.date | None, end: dt.date | None
) -> dt.date | None:
    if start is None or end is None:
        return None
    within = [start + dt.timedelta(days=n) for n in range(min((end - start).days, 30) + 1)]
    if named:
        fitting = [day for day in within if day.weekday() == named[0]]
        return fitting[0] if len(fitting) == 1 else None
    if number is not None and 1 <= number <= len(within):
        return within[number - 1]
    return None


def distinct(days: list[Day]) -> tuple[Day, ...]:
    """Give days of the same key (two tracks, a slip) keys of their own: `-2` and so on."""
    seen: dict[str, int] = {}
    result: list[Day] = []
    for day in days:
        count = seen[day.key] = seen.get(day.key, 0) + 1
        result.append(day if count == 1 else replace(day, key=f"{day.key}-{count}"))
    return tuple(result)
