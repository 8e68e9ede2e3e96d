"""Reads years, months, weeks, days, quarters and seasons as people write them.

A `Period` is its first and its last day. Months and weekdays may have the names that notes give
them (`sources.notes.event.dates`), cut short or not, in any of ten languages; the other words are
English. Seasons are the meteorological ones of the northern half of the earth: spring is March to
May, summer June to August, autumn (or fall) September to November. A winter belongs to two years,
and both have to be named: "winter 2018/19" is December 2018 to February 2019.
"""

import datetime as dt
import re
from typing import Final

from talkgraph.errors import InputError
from talkgraph.model import Date
from talkgraph.model.times import Period, whole_month, whole_year

_NUMBERS: Final = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?")
_WORDS: Final = re.compile(r"\d{4}[/-]\d\d(?!\d)|\d+|[^\W\d_]+")
_YEAR: Final = re.compile(r"\d{4}(?:[/-]\d\d)?")
_BETWEEN: Final = re.compile(r"[\s,.-]*")
_ENDINGS: Final = frozenset({"st", "nd", "rd", "th", "of", "the"})
SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}  # the first month
_FORMS: Final = (
    'write a year, a month, a week, a day, a quarter or a season, like 2019, 2019-10 or "October'
    ' 2019", 2019-W23, 2019-10-02 or "2 October 2019", "Q3 2019", "spring 2019"'
)


def read_period(text: str) -> Period:
    """Return the first and the last day of what a text names.

    Raises `InputError` for what is no date, or may be either of two.

    >>> first, last = read_period("Oct 2019")
    >>> print(first, last)
    2019-10-01 2019-10-31
    >>> for each in ("2019-W23", "October 2, 2019", "Q3 2019", "spring 2019", "winter 2018/19"):
    ...     print(*read_period(each))
    2019-06-03 2019-06-09
    2019-10-02 2019-10-02
    2019-07-01 2019-09-30
    2019-03-01 2019-05-31
    2018-12-01 2019-02-28
    """
    folded = text.strip()
    try:
        numbers = _NUMBERS.fullmatch(folded)
        if numbers is None:
            return _named(_words(folded.casefold()))
        year, of_year = int(numbers[1]), int(numbers[2])
        return _day(year, of_year, int(numbers[3])) if numbers[3] else whole_month(year, of_year)
    except (ValueError, OverflowError):
        raise InputError(f"{text!r} is not a date: {_FORMS}") from None


def between(since: Date | None, until: Date | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day that are meant by two dates, each of which may be missing.

    Raises `InputError` for what is no date, and where nothing lies between the two.

    >>> print(*between("2019-10", "2019"))
    2019-10-01 2019-12-31
    """
    first = read_period(since)[0] if isinstance(since, str) else since
    last = read_period(until)[1] if isinstance(until, str) else until
    if first is not None and last is not None and first > last:
        raise InputError(
            f"no day is both since {since} and until {until}: the one begins after the other has"
            " ended; exchange them"
        )
    return first, last


def _words(text: str) -> list[str]:
    """Return the words and numbers of a date, without what means nothing in it."""
    words = [word for word in _WORDS.findall(text) if word not in _ENDINGS]
    if not words or not all(_BETWEEN.fullmatch(each) for each in _WORDS.split(text)):
        raise ValueError
    return words


def _named(words: list[str]) -> Period:
    """Read what has its year first or last; raises `ValueError` for any other."""
    first = _YEAR.fullmatch(words[0]) is not None
    written, rest = (words[0], words[1:]) if first else (words[-1], words[:-1])
    if _YEAR.fullmatch(written) is None:
        raise ValueError
    year = int(written[:4])
    if len(written) > 4:
        return _winter(year, written[5:], rest)
    match rest:
        case []:
            return whole_year(year)
        case ["w" | "week", number]:
            monday = dt.date.fromisocalendar(year, int(number), 1)
            return monday, monday + dt.timedelta(days=6)
        case ["q" | "quarter", "1" | "2" | "3" | "4" as number]:
            return _quarter(year, int(number) * 3 - 2)
        case [season] if season in SEASONS:
            return _quarter(year, SEASONS[season])
        case [name]:
            return whole_month(year, _month(name))
    return _in_words(year, rest)


def _in_words(year: int, words: list[str]) -> Period:
    """Read a day of a year: "2 October", "October 2", with its weekday or not."""
    numbers = [int(word) for word in words if word.isdecimal()]
    named = [word for word in words if not word.isdecimal()]
    from talkgraph.sources.notes.event.dates.words import weekday

    weekdays = [weekday(word) for word in named if not _is_month(word)]
    months = [_month(word) for word in named if _is_month(word)]
    if len(numbers) != 1 or len(months) != 1:
        raise ValueError
    found = _day(year, months[0], numbers[0])
    if weekdays not in ([], [found[0].weekday()]):
        raise ValueError
    return found


def _winter(year: int, following: str, words: list[str]) -> Period:
    if words != ["winter"] or int(following) != (year + 1) % 100:
        raise ValueError
    return dt.date(year, 12, 1), whole_month(year + 1, 2)[1]


def _quarter(year: int, first: int) -> Period:
    return dt.date(year, first, 1), whole_month(year, first + 2)[1]


def _day(year: int, of_year: int, number: int) -> Period:
    day = dt.date(year, of_year, number)
    return day, day


def _is_month(word: str) -> bool:
    return _number_of(word) is not None


def _month(word: str) -> int:
    number = _number_of(word)
    if number is None:
        raise ValueError
    return number


def _number_of(word: str) -> int | None:
    """Return the number of the month that a word names, if it surely does."""
    # The reader of notes, which most questions do without.
    from talkgraph.sources.notes.event.dates.words import MonthKind, month

    # With a capital, as where a month is meant: "may" alone is doubtful.
    found = month(word.capitalize())
    return None if found is None or found[1] is MonthKind.DOUBTFUL else found[0]
