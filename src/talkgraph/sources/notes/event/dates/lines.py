"""The first date or range of dates in a line of text."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from talkgraph.sources.notes.event.dates.tokens import Mark, both_orders, marks

_DAYS_BEFORE_MONTH: Final = r"(?:[DO](?:(?:,|,?[SR])[DO])*,?[SR])?[DO]"
_MORE_DAYS: Final = r"(?:,?S[DO]|,[DO](?=,?S[DO]|,[DO]|,?Y|$))*"
_MONTH_AND_DAY: Final = r"M(?:[DON]|,[DO](?=,?Y))"
_MONTH_BEHIND: Final = r",?(?:[MF](?![DO],?Y)(?:,?Y)?|m,?Y)"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month that a line names without a day, and where in the text it stands."""

    year: int
    month: int
    at: int
    stop: int


def days_told(start: dt.date, end: dt.date | None) -> str:
    """Write days for people: one date where they are one.

    >>> days_told(dt.date(2023, 5, 1), dt.date(2023, 5, 1))
    '2023-05-01'
    """
    return f"{start}" if end is None or end == start else f"{start} to {end}"


_Read = Callable[[list[Mark], int], tuple[dt.date, dt.date]]


def _whole(m: list[Mark], year: int) -> tuple[dt.date, dt.date]:
    dates = [mark.date for mark in m if mark.date]
    return dates[0], dates[-1]


def _to_day(m: list[Mark], year: int) -> tuple[dt.date, dt.date]:
    start, end = _whole(m, year)
    return start, end.replace(day=m[-1].value)


def _from_day(m: list[Mark], year: int) -> tuple[dt.date, dt.date]:
    _, end = _whole(m, year)
    if m[0].sign != "P":
        return end.replace(day=m[0].value), end
    day, month = (int(part) for part in m[0].text.split("."))
    start = dt.date(end.year, month, day)
    return (start if start <= end else start.replace(year=end.year - 1)), end


def _values(m: Iterable[Mark], signs: str) -> list[int]:
    return [mark.value for mark in m if mark.sign in signs]


def _one_month(m: list[Mark], year: int) -> tuple[dt.date, dt.date]:
    month, days = _values(m, "MFm")[0], _values(m, "DON")
    return dt.date(year, month, days[0]), dt.date(year, month, days[-1])


def _two_months(m: list[Mark], year: int) -> tuple[dt.date, dt.date]:
    months, days, years = _values(m, "MFm"), _values(m, "DO"), _values(m, "Y")
    last = years[-1] if years else year
    first = years[0] if len(years) == 2 else last
    if len(years) < 2 and (months[0], days[0]) > (months[-1], days[-1]):
        first = last - 1
    return dt.date(first, months[0], days[0]), dt.date(last, months[-1], days[-1])


_GRAMMAR: Final[tuple[tuple[re.Pattern[str], _Read], ...]] = (
    (re.compile(r"I,?SI|J,?SJ"), _whole),
    (re.compile(r"IS[DO](?!,?[MFm])"), _to_day),
    (re.compile(r"[OP]SJ"), _from_day),
    (re.compile(r"[IJ]"), _whole),
    (re.compile(r"M,?[DO](?:,?Y)?,?SM,?[DO](?:,?Y)?"), _two_months),
    (re.compile(r"[DO][MF](?:,?Y)?,?[SR][DO](?:[MF](?:,?Y)?|m,?Y)"), _two_months),
    (re.compile(r"[DO]m(?:,?Y)?,?[SR][DO][MFm],?Y"), _two_months),
    (re.compile(rf"Y[,S]?{_MONTH_AND_DAY}{_MORE_DAYS}(?!,?[DO]?,?Y)"), _one_month),
    (re.compile(rf"{_MONTH_AND_DAY}{_MORE_DAYS}(?:,?Y)?"), _one_month),
    (re.compile(_DAYS_BEFORE_MONTH + _MONTH_BEHIND), _one_month),
)


def find_dates(
    text: str, year: int | None = None, *, day_first: bool | None = None
) -> Dates | None:
    """Return the first date or range of dates in a line, or `None`.

    `year` completes a date that is written without one; without it such a date is not read.
    `day_first` is the order of "05/10/2016" as other lines showed it (see `day_first_in`); what
    the line itself says goes before. A day that no calendar has, such as February 30, is not
    read. Times and counts ("9 am", "2 tracks") are no days.

    >>> found = find_dates("March 31 - April 2, 2020 — Portland")
    >>> found.start.isoformat(), found.end.isoformat()
    ('2020-03-31', '2020-04-02')
    """
    if not any(c.isdigit() for c in text):
        return None
    found = marks(text, day_first)
    kept = _without_weekdays(found)
    signs = "".join(mark.sign for mark in kept)
    best: tuple[int, int, _Read] | None = None
    for pattern, read in _GRAMMAR:
        match = pattern.search(signs)
        if match and (best is None or match.start() < best[0]):
            best = (*match.span(), read)
    if best is None:
        return None
    return _dates(kept[best[0] : best[1]], found, best[2], year)


def month_in(text: str) -> Month | None:
    """Return the first month of a year that a line names, unless a day stands beside it.

    >>> month_in("Ferry Meetup — Nov ’22").month, month_in("May 4, 2022")
    (11, None)
    """
    found = marks(text)
    match = re.search(r"(?<![DO])[MFm],?Y", "".join(mark.sign for mark in found))
    if match is None or not any(c.isdigit() for c in text):
        return None
    first, last = found[match.start()], found[match.end() - 1]
    return Month(year=last.value, month=first.value, at=first.at, stop=last.stop)


def _without_weekdays(found: list[Mark]) -> list[Mark]:
    """Drop the weekdays, each with the comma behind it."""
    kept: list[Mark] = []
    after_weekday = False
    for mark in found:
        if mark.sign != "W" and not (after_weekday and mark.sign == ","):
            kept.append(mark)
        after_weekday = mark.sign == "W"
    return kept


def _dates(used: list[Mark], found: list[Mark], read: _Read, year: int | None) -> Dates | None:
    years = _values(used, "Y")
    given = years[-1] if years else year
    if given is None and not any(mark.date for mark in used):
        return None
    try:
        start, end = read(used, given or 0)
    except ValueError:
        return None
    around = _with_weekdays(used, found)
    return Dates(
        start=min(start, end),
        end=max(start, end),
        at=around[0].at,
        stop=around[-1].stop,
    )


def _with_weekdays(used: list[Mark], found: list[Mark]) -> list[Mark]:
    """Widen the run of marks over the weekdays and commas that touch it."""
    first, last = found.index(used[0]), found.index(used[-1])
    while first > 0 and found[first - 1].sign in "W,":
        first -= 1
    while last + 1 < len(found) and found[last + 1].sign == "W":
        last += 1
    while found[first].sign == ",":
        first += 1
    return found[first : last + 1]


def weekdays_in(text: str) -> tuple[int, ...]:
    """Return the weekdays that a line names, in order (0 is Monday)."""
    return tuple(_values(marks(text), "W"))


def day_first_in(text: str) -> bool | None:
    """Tell the order of a line's "18/05/2016", where a part over 12 or a weekday shows it.

    >>> day_first_in("18/05/2016"), day_first_in("Wednesday, 05/10/2016"), day_first_in("6/6/19")
    (True, True, None)
    """
    found = marks(text)
    for mark in found:
        by_day, by_month = both_orders(mark.text) if mark.sign == "J" else (None, None)
        if by_day == by_month:
            continue
        if by_day is None or by_month is None:
            return by_month is None
        votes = [date.weekday() in _values(found, "W") for date in (by_day, by_month)]
        if votes[0] != votes[1]:
            return votes[0]
    return None


def fitting_year(text: str, years: Iterable[int]) -> int | None:
    """Return the one year in which a line's day and month fall on the weekday that it names.

    >>> fitting_year("Thursday, October 3", range(2017, 2021))
    2019
    """
    named = weekdays_in(text)
    fitting = {
        found.start.year
        for year in years
        if named and (found := find_dates(text, year)) and found.start.weekday() == named[0]
    }
    return fitting.pop() if len(fitting) == 1 else None
