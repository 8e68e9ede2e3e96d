"""Dates as notes write them, in one line of text, and the days that headings name.

(Dates that users type are read by `talkgraph.knowledge.lookup`.)
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from talkgraph.model import Day, Diagnostic, Span
from talkgraph.model.names import slug
from talkgraph.words import WEEKDAYS

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_TOKEN: Final = re.compile(
    r"(?P<iso>\d{4}[-/]\d{1,2}[-/]\d{1,2})(?!\d)(?:T[\d:.+Z-]+)?"
    r"|(?P<year>(?:19|20)\d{2})(?!\d)"
    r"|(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w:])"
    r"|(?P<word>[^\W\d_]+)\.?"
    r"|(?P<dash>[-–—‐‑−]+|&|/)"
    r"|(?P<comma>,)"
    r"|(?P<other>\S)"
)
_RANGE_WORDS: Final = frozenset({"to", "through", "thru", "until", "till", "and"})
_FILLERS: Final = frozenset({"of", "the"})
_LONGEST_LINE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The days that a line names: `start` to `end`, and where in the text they stand."""

    start: dt.date
    end: dt.date
    at: int
    stop: int

    @property
    def one_day(self) -> bool:
        """Whether it is a single day."""
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class _Mark:
    sign: str
    value: int
    at: int
    stop: int
    iso: str = ""


@lru_cache(maxsize=4096)
def _month(word: str) -> int | None:
    return _prefix(word, _MONTHS, {"sept": 8})


@lru_cache(maxsize=4096)
def weekday(word: str) -> int | None:
    """Return the weekday that a word names (0 is Monday), whole or cut short.

    >>> weekday("Thurs"), weekday("Friday"), weekday("Sun"), weekday("monitor")
    (3, 4, 6, None)
    """
    return _prefix(word, WEEKDAYS, {})


def _prefix(word: str, names: Sequence[str], others: dict[str, int]) -> int | None:
    bare = word.casefold().rstrip(".")
    if bare in others:
        return others[bare]
    if len(bare) < 3:
        return None
    found = [n for n, name in enumerate(names) if name == bare or _short(bare, name)]
    return found[0] if len(found) == 1 else None


def _short(word: str, name: str) -> bool:
    return len(word) <= 5 and name.startswith(word)


def _word(text: str, at: int, stop: int) -> _Mark | None:
    month, day = _month(text), weekday(text)
    if month is not None and not (text.islower() and text in {"may", "march", "mar"}):
        return _Mark("M", month + 1, at, stop)
    if day is not None:
        return _Mark("W", day, at, stop)
    if text.casefold() in _RANGE_WORDS:
        return _Mark("S", 0, at, stop)
    return None if text.casefold() in _FILLERS else _Mark("X", 0, at, stop)


def _marks(text: str) -> list[_Mark]:
    marks: list[_Mark] = []
    for match in _TOKEN.finditer(text[:_LONGEST_LINE]):
        at, stop, kind = match.start(), match.end(), match.lastgroup
        if kind == "iso":
            marks.append(_Mark("I", 0, at, stop, match["iso"].replace("/", "-")))
        elif kind == "year":
            marks.append(_Mark("Y", int(match["year"]), at, stop))
        elif kind == "day":
            marks.append(_Mark("D", int(match["day"]), at, stop))
        elif kind == "word":
            mark = _word(match["word"], at, stop)
            marks += [mark] if mark else []
        else:
            sign = {"dash": "S", "comma": ","}.get(str(kind), "X")
            marks.append(_Mark(sign, 0, at, stop))
    return marks


_Read = Callable[[list[_Mark], int], tuple[dt.date, dt.date]]


def _iso(text: str) -> dt.date:
    year, month, day = (int(part) for part in text.split("-"))
    return dt.date(year, month, day)


def _iso_range(m: list[_Mark], year: int) -> tuple[dt.date, dt.date]:
    return _iso(m[0].iso), _iso(m[-1].iso)


def _iso_day(m: list[_Mark], year: int) -> tuple[dt.date, dt.date]:
    start = _iso(m[0].iso)
    return start, start.replace(day=m[-1].value)


def _one_month(m: list[_Mark], year: int) -> tuple[dt.date, dt.date]:
    month = next(x.value for x in m if x.sign == "M")
    days = [x.value for x in m if x.sign == "D"]
    return dt.date(year, month, days[0]), dt.date(year, month, days[-1])


def _two_months(m: list[_Mark], year: int) -> tuple[dt.date, dt.date]:
    months = [x.value for x in m if x.sign == "M"]
    days = [x.value for x in m if x.sign == "D"]
    years = [x.value for x in m if x.sign == "Y"]
    last = years[-1] if years else year
    first = years[0] if len(years) == 2 else last
    if len(years) < 2 and (months[0], days[0]) > (months[-1], days[-1]):
        first = last - 1
    return dt.date(first, months[0], days[0]), dt.date(last, months[-1], days[-1])


_GRAMMAR: Final[tuple[tuple[re.Pattern[str], _Read], ...]] = (
    (re.compile(r"ISI"), _iso_range),
    (re.compile(r"ISD(?!M)"), _iso_day),
    (re.compile(r"I"), _iso_range),
    (re.compile(r"MDY?SMDY?"), _two_months),
    (re.compile(r"DMY?SDMY?"), _two_months),
    (re.compile(r"MD(?:S?D)*Y"), _one_month),
    (re.compile(r"D(?:S?D)*MY"), _one_month),
    (re.compile(r"MD(?:S?D)*"), _one_month),
    (re.compile(r"D(?:S?D)*M"), _one_month),
)


def find_dates(text: str, year: int | None = None) -> Dates | None:
    """Return the first date or range of dates in a line, or `None`.

    `year` completes a date that is written without one; without it such a date is not read.
    A day that no calendar has, such as February 30, is not read either.

    >>> found = find_dates("March 31 - April 2, 2020 — Portland")
    >>> found.start.isoformat(), found.end.isoformat()
    ('2020-03-31', '2020-04-02')
    """
    if not any(c.isdigit() for c in text):
        return None
    marks = _marks(text)
    kept = [mark for mark in marks if mark.sign not in "W,"]
    signs = "".join(mark.sign for mark in kept)
    best: tuple[int, int, int, _Read] | None = None
    for rank, (pattern, read) in enumerate(_GRAMMAR):
        match = pattern.search(signs)
        if match and (best is None or match.start() < best[0]):
            best = (match.start(), rank, match.end(), read)
    if best is None:
        return None
    used = kept[best[0] : best[2]]
    return _dates(used, marks, best[3], year)


def _dates(used: list[_Mark], marks: list[_Mark], read: _Read, year: int | None) -> Dates | None:
    years = [mark.value for mark in used if mark.sign == "Y"]
    given = years[-1] if years else year
    if given is None and used[0].sign != "I":
        return None
    try:
        start, end = read(used, given or 0)
    except ValueError:
        return None
    around = _with_weekdays(used, marks)
    return Dates(
        start=min(start, end),
        end=max(start, end),
        at=around[0].at,
        stop=around[-1].stop,
    )


def _with_weekdays(used: list[_Mark], marks: list[_Mark]) -> list[_Mark]:
    """Widen the run of marks over the weekdays and commas that touch it."""
    first, last = marks.index(used[0]), marks.index(used[-1])
    while first > 0 and marks[first - 1].sign in "W,":
        first -= 1
    while last + 1 < len(marks) and marks[last + 1].sign == "W":
        last += 1
    while marks[first].sign == ",":
        first += 1
    return marks[first : last + 1]


def weekdays_in(text: str) -> tuple[int, ...]:
    """Return the weekdays that a line names, in order (0 is Monday)."""
    return tuple(mark.value for mark in _marks(text) if mark.sign == "W")


# ── the headings of days ─────────────────────────────────────────────────────────────────────────

_NUMBERED: Final = re.compile(
    r"day\s+(?:#\s*)?(?P<number>\d{1,2}|[a-z]+)\b(?P<rest>.*)", re.I | re.S
)
_WORDS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven")
_EDGE: Final = " \t:,.|–—-()[]/"
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
        real = WEEKDAYS[dates.start.weekday()].title()
        said = WEEKDAYS[named[0]].title()
        message = f"{dates.start} is a {real}, not a {said}; the date is taken"
        found.append(Diagnostic.at(span, "weekday-contradicts-date", message))
    if dates and start and end and not start <= dates.start <= end:
        message = (
            f"the day {dates.start} is outside the event's dates, {start} to {end}; its talks keep"
            " the day's date"
        )
        found.append(Diagnostic.at(span, "day-outside-event", message))
    key = date.isoformat() if date else _undated_key(heading)
    day = Day(key=key, title=heading.title, span=span, number=heading.number, date=date)
    return day, tuple(found)


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
