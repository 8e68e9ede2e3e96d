"""Days, times and durations of a programme, however its tool writes them."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.sources.programmes.schedule.programme import Fields, line
from talkgraph.sources.times import date_in, in_zone, moment_of, time_in

_PARTS: Final = re.compile(r"(\d{1,4}):(\d{1,2})(?::(\d{1,2}))?\s*(?:h|hours?)?", re.IGNORECASE)
_ISO: Final = re.compile(
    r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})(?:\.\d+)?S)?)?", re.IGNORECASE
)
_WORDS: Final = re.compile(
    r"(?:(\d{1,3})\s*(?:h|hours?|std\.?))?\s*(?:(\d{1,5})\s*(?:m|min|mins|minutes?|minuten|['′])?)?",
    re.IGNORECASE,
)
_LONGEST: Final = dt.timedelta(days=10)
_NOON: Final = 12
_LATEST_NIGHT: Final = dt.time(7)
"""Before this a time without a date may be in the night; later, it is on an early morning."""
_QUARTER: Final = 15
_HALF_DAY: Final = 720
DAY_CHANGE: Final = dt.time(4)
"""When a day of the programme ends where no day says so: after most parties, before breakfast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When an entry is: the day of the programme, and the real beginning and end.

    `trouble` says what contradicts itself or cannot be read, if anything.
    """

    date: dt.date | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDay:
    """A day of the programme, and the stretch of real time that it is said to take, if any."""

    date: dt.date
    number: int | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How a programme reckons time: its zone, and when one of its days becomes the next."""

    zone: dt.tzinfo | None = None
    change: dt.time = DAY_CHANGE

    def day_of(self, start: dt.datetime) -> dt.date:
        """Return the day of the programme to which a time belongs."""
        early = start.time().replace(tzinfo=None) < self.change
        return _shifted(start.date(), -1 if early else 0)


def moment_in(value: str) -> dt.datetime | None:
    """Return the date and time that a value is, aware if it has an offset; a date alone is none."""
    moment = moment_of(value.strip().replace(" +", "+"))
    if not isinstance(moment, dt.datetime) or not re.search(r"\d:\d\d", value):
        return None
    return moment.replace(microsecond=0)


def duration_in(value: str) -> dt.timedelta | None:
    """Return a duration: hours and minutes, ISO 8601, or a number of minutes; never none at all.

    >>> [str(duration_in(text)) for text in ("1:30", "90", "PT1H30M", "01:30:00", "1h 30min")]
    ['1:30:00', '1:30:00', '1:30:00', '1:30:00', '1:30:00']
    """
    value = value.strip()
    if match := _PARTS.fullmatch(value):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        found = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    elif match := _ISO.fullmatch(value):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        found = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    elif match := _WORDS.fullmatch(value):
        hours, minutes = (int(part or 0) for part in match.groups())
        found = dt.timedelta(hours=hours, minutes=minutes)
    else:
        return None
    return found if dt.timedelta(0) < found <= _LONGEST else None


def day_in(fields: Fields) -> ProgrammeDay | None:
    """Return a day of the programme, by its date or when it starts."""
    start = line(fields, "day_start", "start")
    date = date_in(line(fields, "date")) or date_in(start)
    if date is None:
        return None
    index = line(fields, "index")
    return ProgrammeDay(
        date=date,
        number=int(index) if re.fullmatch(r"\d{1,3}", index) else None,
        start=moment_in(start),
        end=moment_in(line(fields, "day_end", "end")),
    )


def clock_of(conference: Fields, days: Sequence[ProgrammeDay], zone: dt.tzinfo | None) -> Clock:
    """Return how a programme reckons time.

    A day changes when the programme says so or, where it only says when its days begin and end,
    at the latest end after midnight.
    """
    change = time_in(line(conference, "day_change"))
    ends = [day.end.time() for day in days if day.end and day.end.date() == _shifted(day.date, 1)]
    starts = [day.start.time() for day in days if day.start and day.start.date() == day.date]
    late = min(max(ends), min(starts, default=dt.time.max)) if ends else None
    return Clock(zone=zone, change=change or late or DAY_CHANGE)


def slot_of(
    fields: Fields, day: ProgrammeDay | None, days: Sequence[ProgrammeDay], clock: Clock
) -> Slot:
    """Return when an entry is, by its own words and by the day below which it stands."""
    start, trouble = _start(fields, day, clock)
    date = day.date if day else None
    if start is None:
        return Slot(date=date, trouble=trouble)
    if date is None:
        date = _day_around(start, days) or clock.day_of(start)
    elif not _is_within(date, start):
        trouble = f"it stands below the day {date}, but begins at {start:%Y-%m-%d %H:%M}"
        date = _day_around(start, days) or clock.day_of(start)
    return Slot(date=date, start=start, end=_end(fields, start), trouble=trouble)


def _is_within(date: dt.date, start: dt.datetime) -> bool:
    """Tell whether a time can belong to a day: on its date, or in the night that follows."""
    later = (start.date() - date).days
    return later == 0 or (later == 1 and start.hour < _NOON)


def _start(
    fields: Fields, day: ProgrammeDay | None, clock: Clock
) -> tuple[dt.datetime | None, str]:
    """Return the beginning: `date` with its time, `start` with its date, or a day's time."""
    written = line(fields, "date"), line(fields, "start", "start_time")
    moments = [each for each in map(moment_in, written) if each is not None]
    time = time_in(written[1])
    if moments and not (time and moments[0].time() == dt.time(0) != time):
        return _local(moments[0], time, clock)
    date = date_in(written[0]) or (day.date if day else None)
    if date is None or time is None:
        readable = (date_in(written[0]), time)
        odd = [each for each, read in zip(written, readable, strict=True) if each and not read]
        return None, f"its time is not readable: {odd[0]!r}" if odd else ""
    if day is not None and date == day.date and _is_after_midnight(time, day, clock):
        date = _shifted(date, 1)
    zone = moments[0].tzinfo if moments else clock.zone or _offset(day)
    return dt.datetime.combine(date, time, zone), ""


def _local(moment: dt.datetime, time: dt.time | None, clock: Clock) -> tuple[dt.datetime, str]:
    """Return a moment as the clocks of the event show it."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=clock.zone), ""
    if time is None or (moment.hour, moment.minute) == (time.hour, time.minute):
        return moment, ""
    here = in_zone(moment, clock.zone or _implied(moment, time))
    if (here.hour, here.minute) == (time.hour, time.minute):
        return here, ""
    return moment, f"it begins at {moment:%H:%M} by its date, but at {time:%H:%M} by its start"


def _implied(moment: dt.datetime, time: dt.time) -> dt.tzinfo:
    """Return the offset of local time, where a moment is given in UTC."""
    minutes = (time.hour - moment.hour) * 60 + time.minute - moment.minute
    minutes = (minutes + _HALF_DAY) % (2 * _HALF_DAY) - _HALF_DAY
    if moment.utcoffset() or minutes % _QUARTER:
        return dt.UTC
    return dt.timezone(dt.timedelta(minutes=minutes))


def _is_after_midnight(time: dt.time, day: ProgrammeDay, clock: Clock) -> bool:
    """Tell whether a time of a programme's day is on the next day of the calendar."""
    if day.start and day.start.date() == day.date and time >= day.start.time():
        return False
    return time < min(clock.change, _LATEST_NIGHT)


def _offset(day: ProgrammeDay | None) -> dt.tzinfo | None:
    return day.start.tzinfo if day and day.start else None


def _end(fields: Fields, start: dt.datetime) -> dt.datetime | None:
    """Return the end by an entry's duration, or else as it is given."""
    length = duration_in(line(fields, "duration"))
    if length is None:
        end = moment_in(line(fields, "end", "end_time"))
        if end is None:
            return None
        if start.tzinfo is not None:
            end = end.replace(tzinfo=start.tzinfo) if end.tzinfo is None else end
            end = in_zone(end, start.tzinfo)
        same = (end.tzinfo is None) == (start.tzinfo is None)
        return end if same and dt.timedelta(0) < end - start <= _LONGEST else None
    try:
        if start.tzinfo is None:
            return start + length
        return (start.astimezone(dt.UTC) + length).astimezone(start.tzinfo)
    except OverflowError:
        return None


def _day_around(start: dt.datetime, days: Sequence[ProgrammeDay]) -> dt.date | None:
    """Return the day of the programme that is said to last from before to after a time."""
    for day in days:
        if day.start is None or day.end is None:
            continue
        aware = [each.tzinfo is not None for each in (start, day.start, day.end)]
        if len(set(aware)) == 1 and day.start <= start < day.end:
            return day.date
    return None


def _shifted(date: dt.date, days: int) -> dt.date:
    try:
        return date + dt.timedelta(days=days)
    except OverflowError:
        return date
