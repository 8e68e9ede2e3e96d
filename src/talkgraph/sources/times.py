"""Dates, times and zones as machines write them; what is none is `None`, and nothing raises."""

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")
_OFFSET: Final = re.compile(
    r"T?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:(Z)|([+-])(\d{2}):?(\d{2}))$"
)
_TIME: Final = re.compile(r"(\d{1,2})[:.h](\d{2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
_LONGEST: Final = 40


def date_in(text: str) -> dt.date | None:
    """Return the day that a text begins with, as it is written: in the text's own zone.

    >>> date_in("2031-05-02T23:59:59-04:00"), date_in("10:30")
    (datetime.date(2031, 5, 2), None)
    """
    match = _DATE.match(text.strip())
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def time_in(text: str) -> dt.time | None:
    """Return the time of day that a text is, of 12 or 24 hours.

    >>> time_in("9:15"), time_in("1:05 pm"), time_in("24:00")
    (datetime.time(9, 15), datetime.time(13, 5), None)
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    try:
        return dt.time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def moment_of(text: str) -> dt.date | dt.datetime | None:
    """Return the day or the time that an ISO text says.

    >>> moment_of("2031-05-04T12:10:00"), moment_of("2031-05-04"), moment_of("soon")
    (datetime.datetime(2031, 5, 4, 12, 10), datetime.date(2031, 5, 4), None)
    """
    text = text.strip()
    try:
        if len(text) > _LONGEST or not _DAY.match(text):
            return None
        if _DAY.fullmatch(text):
            return dt.date.fromisoformat(text)
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def day_of(moment: dt.date | None) -> dt.date | None:
    """Return the day of a time, or the day itself."""
    return moment.date() if isinstance(moment, dt.datetime) else moment


def utc_time_in(text: str) -> dt.datetime | None:
    """Return the time that an ISO text says, in UTC, which it also is if it has no offset.

    One on the first or the last days of the calendar is none: it has no day before it, or after.
    """
    try:
        time = dt.datetime.fromisoformat(text.strip())
        time = (time if time.tzinfo else time.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return time if dt.MINYEAR < time.year < dt.MAXYEAR else None


# ── zones ────────────────────────────────────────────────────────────────────────────────────────


def zone_named(name: str | None) -> ZoneInfo | None:
    """Return a time zone by its IANA name, or `None` where there is none of that name."""
    try:
        return ZoneInfo(name.strip()) if name and name.strip() else None
    except (LookupError, ValueError, OSError):  # no such zone; no name of one; a folder of them
        return None


def offset_in(text: str) -> dt.tzinfo | None:
    """Return the offset from UTC with which a text ends, after a date and a time."""
    match = _OFFSET.search(text.strip()) if date_in(text) else None
    if match is None:
        return None
    away = dt.timedelta(hours=int(match[3] or 0), minutes=int(match[4] or 0))
    if away >= dt.timedelta(hours=24):
        return None
    return dt.timezone(-away if match[2] == "-" else away)


def in_zone(moment: dt.datetime, zone: dt.tzinfo | None) -> dt.datetime:
    """Return a time in a zone: one that has another is told anew, one without any is of it."""
    if zone is None:
        return moment
    if moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        return moment


# ── how long ─────────────────────────────────────────────────────────────────────────────────────


def later(moment: dt.datetime | None, seconds: object) -> dt.datetime | None:
    """Return the time that many seconds later; nothing for no number, or more than a day.

    >>> later(dt.datetime(2031, 5, 4, 12), 90)
    datetime.datetime(2031, 5, 4, 12, 1, 30)
    """
    if moment is None or isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    if not 0 < seconds <= dt.timedelta(days=1).total_seconds():
        return None
    try:
        return moment + dt.timedelta(seconds=round(seconds))
    except OverflowError:
        return None


def span_of_time(
    date: dt.date | None, start: str, end: str, zone: dt.tzinfo | None
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return when something begins and ends; an end before the start is on the day after.

    >>> [str(each) for each in span_of_time(dt.date(2031, 5, 2), "22:00", "00:30", None)]
    ['2031-05-02 22:00:00', '2031-05-03 00:30:00']
    """
    first, last = time_in(start), time_in(end)
    if date is None or first is None:
        return None, None
    begins = dt.datetime.combine(date, first, zone)
    if last is None:
        return begins, None
    try:
        day = date + dt.timedelta(days=1) if last < first else date
    except OverflowError:
        return begins, None
    return begins, dt.datetime.combine(day, last, zone)
