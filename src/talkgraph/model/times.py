"""Says for people when a talk was: its day, its times by the clock there, how far that is from UTC.

Times and days are texts as answers have them (ISO 8601); a `Period` is a first and a last day.
"""

import calendar
import datetime as dt
from typing import Final

from talkgraph.words import MONTHS, WEEKDAYS

Period = tuple[dt.date, dt.date]
"""A first and a last day, both included."""

# Not those of the machine's language, which the rest of the text is not in.
_DAYS: Final = tuple(name[:3].capitalize() for name in WEEKDAYS)
_MONTHS: Final = tuple(name[:3].capitalize() for name in MONTHS)


def whole_year(year: int) -> Period:
    """Return the days of a year; raises `ValueError` for one that cannot be."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def whole_month(year: int, month: int) -> Period:
    """Return the days of a month (1 is January); raises `ValueError` for one that cannot be.

    >>> print(*whole_month(2020, 2))
    2020-02-01 2020-02-29
    """
    first = dt.date(year, month, 1)
    return first, first.replace(day=calendar.monthrange(year, month)[1])


def written_day(day: str) -> str:
    """Return a day in words; what is no whole date stays as it is.

    >>> written_day("2025-02-01"), written_day("2025-02")
    ('Sat 1 Feb 2025', '2025-02')
    """
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        return day
    return f"{_DAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]} {date.year}"


def written_days(first: str, last: str | None = None) -> str:
    """Return the days of an event in words, what both have in common once.

    >>> written_days("2018-05-30", "2018-05-31"), written_days("2018-05-31", "2018-06-01")
    ('30–31 May 2018', '31 May – 1 Jun 2018')
    >>> written_days("2018-12-31", "2019-01-02"), written_days("2018-05-30"), written_days("2018")
    ('31 Dec 2018 – 2 Jan 2019', '30 May 2018', '2018')
    """
    try:
        start = dt.date.fromisoformat(first)
        end = dt.date.fromisoformat(last or first)
    except ValueError:
        return f"{first} – {last}" if last and last != first else first
    begins, ends = str(start.day), f"{end.day} {_MONTHS[end.month - 1]} {end.year}"
    if start == end:
        return ends
    if start.year != end.year:
        return f"{begins} {_MONTHS[start.month - 1]} {start.year} – {ends}"
    if start.month != end.month:
        return f"{begins} {_MONTHS[start.month - 1]} – {ends}"
    return f"{begins}–{ends}"


def written_clock(start: str | None, end: str | None = None) -> str:
    """Return from when to when by the clock, without the day.

    >>> written_clock("2025-02-01T09:30:00+01:00", "2025-02-01T09:50:00+01:00")
    '09:30–09:50'
    """
    return "–".join(each[11:16] for each in (start, end) if each)


def by_clock_of(time: str | None, other: str | None) -> str | None:
    """Return a time by the clock of another one; where that has none to go by, as it is.

    >>> by_clock_of("2025-02-01T08:41:07Z", "2025-02-01T09:30:00+01:00")
    '2025-02-01T09:41:07+01:00'
    >>> by_clock_of("2025-02-01T08:41:07Z", None), by_clock_of("2025-02-01", "2025-02-01T09:30:00")
    ('2025-02-01T08:41:07Z', '2025-02-01')
    """
    try:
        there = dt.datetime.fromisoformat(other or "").tzinfo
        here = dt.datetime.fromisoformat(time or "")
        return here.astimezone(there).isoformat() if here.tzinfo and there else time
    except (ValueError, OverflowError):  # no time at all, or one at the end of the calendar
        return time


def written_time(day: str | None, start: str | None, end: str | None = None) -> str:
    """Return when a talk was, as far as that is known.

    `day` is that of the programme: where the clock says another, since it was past midnight, that
    is said too.

    >>> written_time("2025-02-01", "2025-02-01T09:30:00+01:00", "2025-02-01T09:50:00+01:00")
    'Sat 1 Feb 2025, 09:30–09:50 +01:00'
    >>> written_time("2025-02-01", "2025-02-02T00:30:00")
    'Sun 2 Feb 2025, 00:30 (in the programme of Sat 1 Feb 2025)'
    >>> written_time("2025-02-01", "2025-02-01T22:00:00", "2025-02-03T10:00:00")
    'Sat 1 Feb 2025, 22:00 to Mon 3 Feb 2025, 10:00'
    """
    if not start:
        return written_day(day) if day else ""
    offset = start[19:].replace("Z", "+00:00")
    if end and _is_long(start, end):
        clock = f"{start[11:16]} to {written_day(end[:10])}, {end[11:16]}"
    else:
        clock = written_clock(start, end)
    when = f"{written_day(start[:10])}, {clock}{' ' if offset else ''}{offset}"
    if day and day != start[:10]:
        when = f"{when} (in the programme of {written_day(day)})"
    return when


def _is_long(start: str, end: str) -> bool:
    """Tell whether something ends so late that its end needs a day of its own."""
    first, last = (dt.datetime.fromisoformat(each[:16]) for each in (start, end))
    return last - first >= dt.timedelta(days=1)
