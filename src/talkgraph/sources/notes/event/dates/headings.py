"""The headings that name a day of an event, and the date of each."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from talkgraph.model import Day, Diagnostic, Span
from talkgraph.model.names import slug
from talkgraph.sources.notes.event.dates.lines import (
    Dates,
    days_told,
    find_dates,
    fitting_year,
    weekdays_in,
)
from talkgraph.sources.notes.event.dates.tokens import calendar_date, marks
from talkgraph.sources.notes.event.dates.words import (
    ARTICLES,
    FILLERS,
    count,
    is_day_word,
    is_whole_weekday,
    place,
    weekday,
)
from talkgraph.words import WEEKDAYS

_NUMBER_BEHIND: Final = re.compile(
    r"(?P<day>[^\W\d_]+)(?:\s+(?:#\s*)?|-(?=\d))?(?P<number>\d{1,2}|[^\W\d_]+)\b(?P<rest>.*)", re.S
)
_NUMBER_BEFORE: Final = re.compile(
    r"(?P<number>\d{1,2}(?:st|nd|rd|th|er|\.|[ºª°])|[^\W\d_]+)\s+(?P<day>[^\W\d_]+)\b(?P<rest>.*)",
    re.S | re.I,
)
_OF_HOW_MANY: Final = re.compile(r"\s*(?:/|of|von|sur|de|di|van)\s*\d{1,2}\b", re.I)
_DAY_OF_MONTH: Final = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|\.|[ºª°])?")
_WORD: Final = re.compile(r"\w+(?:-feira)?")
_FIRST_WORD: Final = re.compile(r"\W*([^\W\d_]+(?:-feira)?)\.?")
_EDGE: Final = " \t:,.|–—-()[]/"
_JOINTS: Final = frozenset(":,–—-(|")
_STRONG_JOINTS: Final = frozenset(":–—-|")
_LONGEST_TITLE: Final = 120
_ANY_YEAR: Final = 2000
_LONGEST_EVENT: Final = 30


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
    >>> day_of("Mardi 19 avril : les bateaux").certain
    False
    """
    return _day_of(title) if len(title) <= _LONGEST_TITLE else None


@lru_cache(maxsize=65536)
def _day_of(title: str) -> DayHeading | None:
    numbered = _numbered(title)
    if numbered is not None:
        return _by_number(title, *numbered)
    dates = find_dates(title, _ANY_YEAR)
    if dates is None:
        return _by_weekday(title)
    return _by_date(title, dates) if dates.one_day else None


def _numbered(title: str) -> tuple[int, str] | None:
    """Read "Day 2 ..." or "Second day ..." as the number and the rest."""
    for pattern, read in ((_NUMBER_BEHIND, count), (_NUMBER_BEFORE, place)):
        match = pattern.fullmatch(title.strip())
        if match and is_day_word(match["day"]) and (number := read(match["number"])) is not None:
            many = _OF_HOW_MANY.match(match["rest"])
            return number, match["rest"][many.end() if many else 0 :]
    return None


def _by_number(title: str, number: int, rest: str) -> DayHeading | None:
    dated = not rest.strip(_EDGE) or bool(weekdays_in(rest)) or _find(rest) is not None
    if not dated and rest.strip()[:1] not in _JOINTS:
        return None
    return DayHeading(title=title, number=number, certain=dated)


def _by_date(title: str, dates: Dates) -> DayHeading | None:
    """Read a date that stands alone, or one with its weekday that words follow behind a joint."""
    if _words(title[: dates.at]):
        return None
    after, timed = _without_times(title[dates.stop :])
    numbered = _numbered(after.strip(_EDGE))
    number, left = numbered or (None, after)
    if not _words(left):
        return DayHeading(title=title, number=number, certain=not timed)
    joined = after.strip()[:1] in _STRONG_JOINTS
    if joined and weekdays_in(title[dates.at : dates.stop]):
        return DayHeading(title=title, number=None, certain=False)
    return None


def _by_weekday(title: str) -> DayHeading | None:
    """Read "Friday", "Friday (Day 2)", "Friday 21st" and, not certain, "Friday: Some words"."""
    first = _FIRST_WORD.match(title)
    if first is None or weekday(first[1]) is None:
        return None
    if len(title.split()) == 1:
        return DayHeading(title=title, number=None, certain=True)
    rest, timed = _without_times(title[first.end() :].strip())
    bare = rest.strip(_EDGE)
    number, left = _numbered(bare) or (None, bare)
    if weekdays_in(rest):
        return None
    if not _words(left) or _DAY_OF_MONTH.fullmatch(left):
        return DayHeading(title=title, number=number, certain=not timed)
    if rest[:1] in _STRONG_JOINTS and is_whole_weekday(first[1]):
        return DayHeading(title=title, number=None, certain=False)
    return None


def _without_times(text: str) -> tuple[str, bool]:
    """Blank the times of a text, and tell whether there were any."""
    times = [mark for mark in marks(text) if mark.sign == "T"]
    for mark in times:
        text = text[: mark.at] + " " * (mark.stop - mark.at) + text[mark.stop :]
    return text, bool(times)


def _words(text: str) -> bool:
    """Tell whether a text says something else than a day."""
    return any(not _says_nothing(word) for word in _WORD.findall(text))


def _says_nothing(word: str) -> bool:
    folded = word.casefold()
    known = is_day_word(word) or folded in FILLERS or folded in ARTICLES
    return known or weekday(word) is not None


def _find(text: str) -> Dates | None:
    found = find_dates(text, _ANY_YEAR)
    return found if found and found.one_day else None


def read_day(
    heading: DayHeading,
    span: Span,
    start: dt.date | None,
    end: dt.date | None,
    before: dt.date | None = None,
) -> tuple[Day, tuple[Diagnostic, ...]]:
    """Date a day by its heading, or else by its number or weekday within the event.

    `start` and `end` are the event's, `before` is the date of the day before. A weekday that
    contradicts the date is reported; the date counts, but for two slips: it repeats that of the
    day before, while the weekday is the next one's; or its year is not the event's, in which the
    weekday fits.
    """
    dates = _dated(heading.title, start, end)
    named = weekdays_in(heading.title)
    written = dates.start if dates else None
    date = written or _inferred(heading.number, named, start, end)
    found: list[Diagnostic] = []
    if written and named and written.weekday() != named[0]:
        date, taken = _settled(written, named[0], start, end, before)
        real = WEEKDAYS[written.weekday()].title()
        said = WEEKDAYS[named[0]].title()
        message = f"{written} is a {real}, not a {said}; {taken}"
        found.append(Diagnostic.at(span, "weekday-contradicts-date", message))
    if written and date and start and end and not start <= date <= end:
        message = (
            f"the day {date} is outside the event's dates, {days_told(start, end)}; its talks"
            " keep the day's date"
        )
        found.append(Diagnostic.at(span, "day-outside-event", message))
    key = date.isoformat() if date else _undated_key(heading)
    day = Day(key=key, title=heading.title, span=span, number=heading.number, date=date)
    return day, tuple(found)


def _settled(
    written: dt.date,
    named: int,
    start: dt.date | None,
    end: dt.date | None,
    before: dt.date | None,
) -> tuple[dt.date, str]:
    """Choose between a date and the weekday that contradicts it, and say what was taken."""
    following = written + dt.timedelta(days=1)
    if written == before and following.weekday() == named:
        return following, f"the day before is {before} already, so that {following} is taken"
    for year in sorted({day.year for day in (start, end) if day} - {written.year}):
        other = calendar_date(year, written.month, written.day)
        if other and start and end and start <= other <= end and other.weekday() == named:
            return other, f"{other}, a day of the event, is taken"
    return written, "the date is taken"


def _undated_key(heading: DayHeading) -> str:
    return slug(heading.title) if heading.number is None else f"day-{heading.number}"


def _dated(title: str, start: dt.date | None, end: dt.date | None) -> Dates | None:
    """Find the heading's date; a year that it leaves out is the event's, or the weekday's."""
    years = sorted({day.year for day in (start, end) if day})
    for year in years:
        found = find_dates(title, year)
        if found and start and end and start <= found.start <= end:
            return found
    return find_dates(title, fitting_year(title, years) or (years[0] if years else None))


def _inferred(
    number: int | None, named: tuple[int, ...], start: dt.date | None, end: dt.date | None
) -> dt.date | None:
    if start is None or end is None:
        return None
    within = [
        start + dt.timedelta(days=n) for n in range(min((end - start).days, _LONGEST_EVENT) + 1)
    ]
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
        times = seen[day.key] = seen.get(day.key, 0) + 1
        result.append(day if times == 1 else replace(day, key=f"{day.key}-{times}"))
    return tuple(result)
