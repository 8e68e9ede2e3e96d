"""How times are written in our own notes, and read again.

A time tells its offset, and a line its day: "2031-05-06 09:30–10:15 +01:00". What people leave
out is taken from what is around it: the day of the talk, the time zone of the event.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

UNKNOWN: Final = "unknown"
"""What is written for a date where what is around it would suggest one."""

_OFFSET: Final = r"(?:Z|UTC|local|\+\d\d:?\d\d(?::\d\d)?|(?<=\s)-\d\d:?\d\d(?::\d\d)?)"
_MOMENT: Final = re.compile(
    rf"(?:(?P<date>\d{{4}}-\d\d?-\d\d?)[ T]+)?(?P<hour>\d\d?):(?P<minute>\d\d)"
    rf"(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{{1,6}}))?)?\s*(?P<offset>{_OFFSET})?"
)
_DASH: Final = re.compile(r"\s*(?:[–—]|--?(?=\s)|(?<=\d)-(?=\d?\d:\d\d))\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What a time leaves to what is around it: the date, and the zone (`None` where unknown)."""

    date: dt.date | None
    zone: dt.tzinfo | None


def moment(value: dt.datetime, zone: dt.tzinfo | None) -> str:
    """Return a time in full; `zone` is what one without an offset would be taken to be in.

    >>> moment(dt.datetime(2031, 5, 6, 9, 30, tzinfo=dt.UTC), None)
    '2031-05-06 09:30 +00:00'
    """
    return f"{value.date().isoformat()} {_clock(value)}{_offset(value, zone)}"


def _clock(value: dt.datetime) -> str:
    precise = value.second or value.microsecond
    return value.time().isoformat() if precise else value.strftime("%H:%M")


def _offset(value: dt.datetime, zone: dt.tzinfo | None) -> str:
    offset = value.isoformat()[len(value.replace(tzinfo=None).isoformat()) :]
    return f" {offset}" if offset else " local" if zone else ""


def times(
    start: dt.datetime | None, end: dt.datetime | None, zone: dt.tzinfo | None
) -> Iterator[tuple[str, str]]:
    """Yield the labels and values that say from when to when something lasts."""
    if start and end and start.utcoffset() == end.utcoffset():
        later = end.replace(tzinfo=None) - start.replace(tzinfo=None)
        if dt.timedelta() < later and _clock_date(start, end) == end.date():
            day = start.date().isoformat()
            yield "Time", f"{day} {_clock(start)}–{_clock(end)}{_offset(end, zone)}"
            return
    if start and not end:
        yield "Time", moment(start, zone)
    elif start:
        yield "Start", moment(start, zone)
    if end:
        yield "End", moment(end, zone)


def _clock_date(start: dt.datetime, end: dt.datetime) -> dt.date:
    """Return the date of an end of which only the clock is told."""
    date = start.date()
    if end.time() <= start.time() and date < dt.date.max:
        date += dt.timedelta(days=1)
    return date


def read_times(text: str, clock: Clock) -> tuple[dt.datetime | None, dt.datetime | None] | None:
    """Return from when to when a line says that something lasts, or `None` where it does not."""
    parts = _DASH.split(text.strip(), maxsplit=1) if not _MOMENT.fullmatch(text.strip()) else [text]
    if len(parts) == 1:
        only = read_moment(parts[0], clock)
        return (only, None) if only else None
    first, second = (_MOMENT.fullmatch(part.strip()) for part in parts)
    if first is None or second is None:
        return None
    start = _moment(first, clock, first["offset"] or second["offset"])
    if start is None:
        return None
    around = Clock(date=start.date(), zone=clock.zone)
    end = _moment(second, around, second["offset"] or first["offset"])
    if end is not None and second["date"] is None:
        end = dt.datetime.combine(_clock_date(start, end), end.time(), end.tzinfo)
    return (start, end) if end else None


def read_moment(text: str, clock: Clock) -> dt.datetime | None:
    """Return the time that a text tells, or `None` where it tells none."""
    match = _MOMENT.fullmatch(text.strip())
    return _moment(match, clock, match["offset"]) if match else None


def _moment(match: re.Match[str], clock: Clock, offset: str | None) -> dt.datetime | None:
    date = read_date(match["date"]) if match["date"] else clock.date
    if date is None:
        return None
    try:
        time = dt.time(
            int(match["hour"]),
            int(match["minute"]),
            int(match["second"] or 0),
            int((match["fraction"] or "0").ljust(6, "0")),
        )
        return dt.datetime.combine(date, time, _zone(offset, clock.zone))
    except ValueError:
        return None


def _zone(offset: str | None, zone: dt.tzinfo | None) -> dt.tzinfo | None:
    if offset is None:
        return zone
    if offset == "local":
        return None
    if offset in {"Z", "UTC"}:
        return dt.UTC
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = (int(digits[n : n + 2]) for n in (0, 2, 4))
    return dt.timezone(sign * dt.timedelta(hours=hours, minutes=minutes, seconds=seconds))


def read_date(text: str) -> dt.date | None:
    """Return the date that a text is, or `None` where it is none.

    >>> read_date("2031-05-06"), read_date("2031-02-30")
    (datetime.date(2031, 5, 6), None)
    """
    match = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", text.strip())
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
