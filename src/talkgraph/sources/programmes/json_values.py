"""Values of structured files as they are meant, whatever they are: text, lists, times.

A programme may have `null`, a number or a list where a text belongs: nothing here raises for that.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_UNSUITED: Final = re.compile("[\x00\ud800-\udfff]")
"""What can stand in JSON, but not in a graph: half of a character, and none."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")
_LONGEST_TIME: Final = 40


def text_of(value: object) -> str:
    """Return a value as text: a string or a whole number, else nothing.

    >>> text_of("Lamps"), text_of(43), text_of(None), text_of(["Lamps"])
    ('Lamps', '43', '', '')
    """
    if isinstance(value, str):
        return _UNSUITED.sub("\N{REPLACEMENT CHARACTER}", value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def mapping_of(value: object) -> Mapping[str, object]:
    """Return a JSON object, or an empty one for anything else."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def list_of(value: object) -> Sequence[object]:
    """Return a JSON array, or an empty one for anything else."""
    return cast("Sequence[object]", value) if isinstance(value, list) else ()


def mappings_in(value: object) -> Iterator[Mapping[str, object]]:
    """Yield the objects of a JSON array, without what else is in it."""
    return (mapping_of(each) for each in list_of(value) if isinstance(each, dict))


def json_of(data: bytes | str) -> object:
    """Read JSON. Raises `ValueError` for what is none, or nested too deeply to be read."""
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return cast("object", json.loads(text))
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def json_problem(error: ValueError) -> tuple[str, int | None]:
    """Return what is wrong with JSON, in words, and the line where that was found."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at column {error.colno}", error.lineno
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 from byte {error.start}", None
    return str(error), None


def keys_at_head(head: bytes) -> tuple[str, ...]:
    """Return the keys of the first JSON object in the beginning of a file, as far as it goes.

    >>> keys_at_head(b'[{"title": "Lamps", "speakers": ["Ida H')
    ('title', 'speakers')
    """
    text = head.decode("utf-8-sig", "replace").lstrip().removeprefix("[").lstrip()
    decoder, at, keys = json.JSONDecoder(), 1, list[str]()
    try:
        while text.startswith("{"):
            at = _past(text, at, " \t\r\n,")
            key, at = decoder.raw_decode(text, at)
            at = _past(text, at, " \t\r\n:")
            keys.append(text_of(key))
            _, at = decoder.raw_decode(text, at)
    except (ValueError, RecursionError):
        pass
    return tuple(keys)


def _past(text: str, at: int, skipped: str) -> int:
    while at < len(text) and text[at] in skipped:
        at += 1
    return at


# ── times ────────────────────────────────────────────────────────────────────────────────────────


def moment_of(value: object) -> dt.date | dt.datetime | None:
    """Return the day or the time that an ISO text says.

    >>> moment_of("2031-05-04T12:10:00"), moment_of("2031-05-04"), moment_of("soon")
    (datetime.datetime(2031, 5, 4, 12, 10), datetime.date(2031, 5, 4), None)
    """
    text = text_of(value).strip()
    try:
        if len(text) > _LONGEST_TIME or not _DAY.match(text):
            return None
        if _DAY.fullmatch(text):
            return dt.date.fromisoformat(text)
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def day_of(moment: dt.date | None) -> dt.date | None:
    """Return the day of a time, or the day itself."""
    return moment.date() if isinstance(moment, dt.datetime) else moment


def zone_of(name: str | None) -> ZoneInfo | None:
    """Return a time zone by its IANA name, or `None` if there is none of that name."""
    try:
        return ZoneInfo(name.strip()) if name and name.strip() else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


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
