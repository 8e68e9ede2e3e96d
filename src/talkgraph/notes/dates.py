"""Dates as people write them, in one line of text: single days and ranges, with weekdays."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
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
    """The days that a line names: `start` to `end`, and where in the text they stand.

    `has_year` is false where the year was supplied by the reader; `weekdays` are those written
    beside the dates (0 is Monday).
    """

    start: dt.date
    end: dt.date
    at: int
    stop: int
    has_year: bool = True
    weekdays: tuple[int, ...] = ()

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
    return _prefix(word, _WEEKDAYS, {})


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
        has_year=bool(years) or used[0].sign == "I",
        weekdays=tuple(mark.value for mark in around if mark.sign == "W"),
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
