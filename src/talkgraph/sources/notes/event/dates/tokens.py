"""A line of text as marks: the days, months, years, whole dates and weekdays in it, in order.

What a mark means is one letter, so that a line's marks can be matched by a regular expression:

    I  a whole date, year first            J  a whole date, year last
    P  day and month, "30.09."             Y  a year
    M  a month's name                      F  one that is a month behind a day only
    m  one that is a month in a date with its year only ("out", "set", "may")
    D  a number that may be a day          O  the same with a dot, as "9. Dezember"
    N  a number that counts ("2 tracks")   T  a time
    W  a weekday                           S  a dash or a word that joins days
    R  a word that joins days before their month ("3 al 5 de mayo")
    ,  a comma                             X  anything else
"""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.sources.notes.event.dates.words import (
    FILLERS,
    LABELS,
    RANGE_WORDS,
    RANGE_WORDS_ELSEWHERE,
    is_counted,
    is_day_word,
    month,
    short_weekday,
    weekday,
)

_TOKEN: Final = re.compile(
    r"(?P<url>[a-z]{2,10}://\S+)"
    r"|(?P<first>\d{4}[-/]\d{1,2}[-/]\d{1,2}|(?:19|20)\d{2}\.\d{2}\.\d{2})(?!\d)(?:T[\d:.+Z-]+)?"
    r"|(?P<last>\d{1,2}(?P<joint>[-./])\d{1,2}(?P=joint)(?:19|20)\d{2}|\d{1,2}/\d{1,2}/\d{2}|\d{2}\.\d{2}\.\d{2})"
    r"(?![\w/]|[.-]\d)"
    r"|(?<!\w)(?P<compact>(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\w)"
    r"|(?P<partial>\d{1,2}\.\d{1,2})\.(?=\s*[-–—])"
    r"|(?P<time>\d{1,2}(?:[:.h]\d{2})?\s?(?:[ap]\.?m|uhr|uur|h|hrs?|heures?|o['’]clock)\b"
    r"|\d{1,2}[:h]\d{2}(?::\d{2})?(?!\w))"
    r"|(?P<year>(?:19|20)\d{2})(?![\d])"
    r"|(?P<version>\d+(?:\.\d+)+)"
    r"|(?P<day>\d{1,2})(?:st|nd|rd|th|er|[ºª°])?(?![\w:])(?P<dot>\.(?=\s*(?:[^\W\d_]|[-–—/&,]|$)))?"
    r"|['’](?P<short>\d{2})(?!\w)"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_]+(?:-feira)?)\.?"
    r"|(?P<dash>[-–—‐‑−]+|[&+/]|\.\.(?!\.))"
    r"|(?P<comma>,)"
    r"|(?P<other>\S)",
    re.IGNORECASE,
)
_LONGEST_LINE: Final = 1000
_PLAIN: Final = {"dash": "S", "comma": ",", "time": "T"}
_CENTURY: Final = 2000
_SHORT_NINETIES: Final = 70


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a line that counts for a date; `text` is its own, without dots and endings."""

    sign: str
    at: int
    stop: int
    text: str = ""
    value: int = 0
    date: dt.date | None = None


def marks(text: str, day_first: bool | None = None) -> list[Mark]:
    """Split the beginning of a line into marks; `day_first` is the order of "5/10/2016"."""
    found = [_mark(match) for match in _TOKEN.finditer(text[:_LONGEST_LINE])]
    kept = [mark for mark in found if mark is not None]
    numbers = [_number(kept, n) for n in range(len(kept))]
    read = [_between(numbers, n) for n in range(len(numbers))]
    named = {mark.value for mark in read if mark.sign == "W"}
    return [_dated(mark, named, day_first) if mark.sign == "J" else mark for mark in read]


def _mark(match: re.Match[str]) -> Mark | None:
    kind = str(match.lastgroup)
    kind = "day" if kind == "dot" else kind
    at, stop, text = *match.span(), match[kind]
    if kind == "word":
        return _word(text, at, stop)
    if kind in {"first", "compact"}:
        date = _year_first(text)
        return Mark("I" if date else "X", at, stop, text, date=date)
    if kind == "last":
        return Mark("J", at, stop, text)
    if kind == "partial":
        return Mark("P", at, stop, text)
    if kind in {"year", "short"}:
        return Mark("Y", at, stop, text, full_year(text))
    if kind == "day":
        dotted = match["dot"] is not None
        return Mark("O" if dotted else "D", at, stop - dotted, text, int(text))
    return Mark(_PLAIN.get(kind, "X"), at, stop, text)


def _word(text: str, at: int, stop: int) -> Mark | None:
    folded = text.casefold()
    named, day = month(text), weekday(text)
    if named is not None:
        return Mark(named[1].value, at, stop, text, named[0])
    if day is not None:
        return Mark("W", at, stop, text, day)
    if folded in RANGE_WORDS:
        return Mark("S", at, stop, text)
    if text in RANGE_WORDS_ELSEWHERE:
        return Mark("R", at, stop, text)
    return None if folded in FILLERS else Mark("X", at, stop, text)


def _number(found: list[Mark], n: int) -> Mark:
    """Settle what a number is by its neighbours."""
    mark, before, after, second = (_at(found, k) for k in (n, n - 1, n + 1, n + 2))
    if mark.sign in "DO" and before.sign == "X" and _is_label(before.text):
        return replace(mark, sign="X")
    if mark.sign == "D" and after.sign == "X" and is_counted(after.text):
        return replace(mark, sign="N")
    if mark.sign == "O" and before.sign not in "MSR,":
        in_list = after.sign in "MFm" and second.sign in "DO"
        return replace(mark, sign="X") if in_list or after.sign not in "MFmSR," else mark
    return mark


def _between(found: list[Mark], n: int) -> Mark:
    """Settle what a comma or a short word is by its neighbours."""
    mark, before, after = (_at(found, k) for k in (n, n - 1, n + 1))
    if mark.sign == "," and before.sign in "DO" and after.sign in "DO":
        return mark if before.value < after.value else replace(mark, sign="X")
    if mark.sign in "XMm":
        after = _at(found, n + 2) if after.sign == "," else after
        return _short_weekday(mark, before, after)
    return mark


def _short_weekday(mark: Mark, before: Mark, after: Mark) -> Mark:
    """Take "mar. 3 mai" for a Tuesday, but leave "Mar 3, 2019" and "3 mar 2019" in March."""
    day = short_weekday(mark.text)
    beside = after.sign in "DOIJ" or (mark.sign == "X" and before.sign in "DOIJ")
    if day is None or mark.sign == "M" or not beside:
        return mark
    return replace(mark, sign="W", value=day)


def _is_label(word: str) -> bool:
    return word.casefold() in LABELS or is_day_word(word)


def _at(found: list[Mark], n: int) -> Mark:
    return found[n] if 0 <= n < len(found) else Mark("$", 0, 0)


# ── whole dates in numbers ───────────────────────────────────────────────────────────────────────


def full_year(text: str) -> int:
    """Return a year that may be cut to two digits.

    >>> full_year("14"), full_year("99"), full_year("2019")
    (2014, 1999, 2019)
    """
    year = int(text)
    if year >= 100:
        return year
    return year + _CENTURY - (100 if year >= _SHORT_NINETIES else 0)


def _year_first(text: str) -> dt.date | None:
    parts = re.split(r"[-/.]", text) if len(text) != 8 or not text.isdecimal() else [text]
    if len(parts) == 1:
        parts = [text[:4], text[4:6], text[6:]]
    year, month_, day = (int(part) for part in parts)
    return calendar_date(year, month_, day)


def calendar_date(year: int, month: int, day: int) -> dt.date | None:
    """Return a date, or `None` for one that no calendar has."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _dated(mark: Mark, named: Collection[int], day_first: bool | None) -> Mark:
    date = year_last(mark.text, named, day_first)
    return replace(mark, sign="J" if date else "X", date=date)


def year_last(text: str, named: Collection[int], day_first: bool | None) -> dt.date | None:
    """Read "05/10/2016": by the parts, else the weekdays named, else `day_first`, else its form.

    With dots the day comes first, otherwise the month.

    >>> year_last("05/10/2016", {2}, None).isoformat()
    '2016-10-05'
    """
    by_day, by_month = both_orders(text)
    if by_day is None or by_month is None or by_day == by_month:
        return by_day or by_month
    fitting = [date for date in (by_day, by_month) if date.weekday() in named]
    if len(fitting) == 1:
        return fitting[0]
    first = "." in text if day_first is None else day_first
    return by_day if first else by_month


def both_orders(text: str) -> tuple[dt.date | None, dt.date | None]:
    """Return what "05/10/2016" says with the day first, and with the month first."""
    one, two, last = (int(part) for part in re.split(r"[-/._]", text))
    year = full_year(str(last))
    return calendar_date(year, two, one), calendar_date(year, one, two)
