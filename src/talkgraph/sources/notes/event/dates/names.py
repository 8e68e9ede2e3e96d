"""The date that the name of a file or a folder holds, and the words beside it."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from talkgraph.sources.notes.event.dates.lines import find_dates
from talkgraph.sources.notes.event.dates.tokens import calendar_date, year_last
from talkgraph.sources.notes.event.dates.words import MonthKind, count, is_day_word, month, place

_ID: Final = re.compile(r"(?<=\S)[-_ ]+(?=[a-f]*\d)[0-9a-f]{32}(?=$|\.\w+$)")
_LONGEST_NAME: Final = 255
_EXTENSION: Final = re.compile(
    r"\.(?:md|markdown|mdown|mkdn?|mdx|[rq]md|rst|rest|org|adoc|asciidoc|txt|text|html?|tex|ipynb"
    r"|textile|wiki|docx?|odt|rtf|pdf|pptx?|key|json|ya?ml|xml|csv|opml|png|jpe?g|gif|webp|svg)",
    re.IGNORECASE,
)
_YEAR: Final = r"(?:19[89]\d|20[0-3]\d)"
_YEAR_FIRST: Final = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})(?P<joint>[-_. ]?)(?P<month>\d{{1,2}})(?P=joint)(?P<day>\d{{1,2}})"
    r"(?!\d)"
)
_YEAR_LAST: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?<!\d[-_.])(?:\d{{1,2}}(?P<joint>[-_])\d{{1,2}}(?P=joint)(?:{_YEAR}|\d{{2}})"
    rf"|\d{{2}}\.\d{{2}}\.\d{{2}}|\d{{1,2}}\.\d{{1,2}}\.{_YEAR})(?![A-Za-z0-9]|[-_.]\d)"
)
_TO_DAY: Final = re.compile(r"[-_](?P<day>\d{2})$")
_TO_DATE: Final = re.compile(r"(?:[-_. ]+(?:to[-_. ])?|\.\.)(?=\d{4})", re.IGNORECASE)
_TIME: Final = re.compile(
    r"[-_ T]+(?P<time>(?:[01]\d|2[0-3])(?:[0-5]\d){1,2}|(?:[01]?\d|2[0-3])[:h][0-5]\d)"
    r"(?![A-Za-z0-9])"
)
_TIME_OF_DAY: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:\d{1,2}(?:[:.h]\d{2})?[ap]m|\d{1,2}h\d{2})(?![A-Za-z0-9])", re.IGNORECASE
)
_RUNNING: Final = re.compile(r"[-_. ]+\d{1,2}(?=[-_. ]+[^\W\d_])")
_LEADING: Final = re.compile(r"0\d(?=[-_. ]+[^\W\d_])")
_YEAR_MONTH: Final = re.compile(rf"(?<!\d)(?P<year>{_YEAR})[-_.](?P<month>0[1-9]|1[0-2])(?!\d)")
_MONTH_YEAR: Final = re.compile(
    rf"(?<![^\W\d_])(?P<month>[^\W\d_]{{3,9}})[-_. ]?(?P<year>{_YEAR})(?!\d)"
)
_ONLY_YEAR: Final = re.compile(rf"(?<!\d)(?<![A-Za-z]-\d){_YEAR}(?!\d)(?!-\d{{4}})")
_NO_YEAR_BEHIND: Final = re.compile(
    r"(?:^|[^A-Za-z])(?:es|vs|iso|ecma|ecmascript)-?$", re.IGNORECASE
)
_DAY: Final = re.compile(
    r"(?<![^\W\d_])(?P<day>[^\W\d_]{3,7})[-_. ]?#?"
    r"(?P<number>\d{1,2}|(?<=[-_. ])[^\W\d_]{2,6})(?![^\W_])"
)
_DAY_BEHIND: Final = re.compile(
    r"(?<![^\W_])(?P<number>\d{1,2}(?:st|nd|rd|th|er)|[^\W\d_]{4,9})[-_. ]"
    r"(?P<day>[^\W\d_]{3,7})(?![^\W_])",
    re.IGNORECASE,
)
_SHORT_DAY: Final = re.compile(r"(?<![^\W_])d(?P<number>\d)(?![^\W_])", re.IGNORECASE)
_GAP: Final = "\0"
_JOINTS: Final = re.compile(r"[-_\s\0]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDate:
    """What a name says of when: a date, or a year, or a month of a year, or a day's number.

    `year` and `month` are the date's where there is one. `rest` is the name's words without date,
    time, the numbers of day and file, and ending.
    """

    date: dt.date | None = None
    end: dt.date | None = None
    year: int | None = None
    month: int | None = None
    number: int | None = None
    rest: str = ""


def dates_in_name(name: str, *, day_first: bool | None = None) -> NamedDate | None:
    """Read the name of a file or a folder, without its path; `None` where it says no time.

    `day_first` is the order of "3-12-14" as other names showed it. A number before the name
    ("01-", but not "6-") is dropped as well, and gives a `NamedDate` of nothing but `rest`.

    >>> found = dates_in_name("2015-11-15-0930-harbourconf-small-boats.md")
    >>> found.date.isoformat(), found.rest
    ('2015-11-15', 'harbourconf small boats')
    >>> found = dates_in_name("kites.io2017")
    >>> found.year, found.rest
    (2017, 'kites.io')
    """
    stem = without_id(_without_ending(name[:_LONGEST_NAME]))
    rest, start, end = _date(stem, day_first)
    year, month_ = (start.year, start.month) if start else (None, None)
    if start is None:
        rest, year, month_ = _year(stem)
    rest, number = _number(rest)
    rest = _TIME_OF_DAY.sub(_GAP, rest)
    if start is None:
        rest = _LEADING.sub(_GAP, rest, count=1) if _LEADING.match(rest) else rest
    if rest == stem:
        return None
    words = _JOINTS.sub(" ", rest).strip(" .")
    return NamedDate(date=start, end=end, year=year, month=month_, number=number, rest=words)


def without_id(name: str) -> str:
    """Cut off the 32 hex digits with which exports of Notion end the names of files and folders.

    >>> without_id("Small boats 1f3e9a7c2b4d4e5f8a9b0c1d2e3f4a5b.md")
    'Small boats.md'
    """
    return _ID.sub("", name)


def _without_ending(name: str) -> str:
    """Cut the kind of a file off its name, twice at most: "notes.md.md", but not "kites.io"."""
    for _ in range(2):
        at = name.rfind(".")
        name = name[:at] if at > 0 and _EXTENSION.fullmatch(name, at) else name
    return name


def _cut(text: str, at: int, stop: int) -> str:
    return text[:at] + _GAP + text[stop:]


def _date(stem: str, day_first: bool | None) -> tuple[str, dt.date | None, dt.date | None]:
    """Find a whole date; return the name without it, the date and the last day of a range."""
    for match in _YEAR_FIRST.finditer(stem):
        start = _whole(match)
        if start:
            stop, end = _end(stem, match.end(), start)
            return _cut(stem, match.start(), _behind(stem, stop, start)), start, end
    for match in _YEAR_LAST.finditer(stem):
        start = year_last(match[0], (), day_first)
        if start:
            return _cut(stem, match.start(), _behind(stem, match.end(), start)), start, None
    spaced = re.sub(r"[-_]", " ", stem)
    found = find_dates(spaced, day_first=day_first)
    if found:
        return _cut(stem, found.at, found.stop), found.start, None
    return stem, None, None


def _whole(match: re.Match[str]) -> dt.date | None:
    parts = (match["year"], match["month"], match["day"])
    if not match["joint"] and len("".join(parts)) != 8:
        return None
    return calendar_date(*(int(part) for part in parts))


def _end(stem: str, at: int, start: dt.date) -> tuple[int, dt.date | None]:
    """Read the last day behind the first: "2019-10-02-04" at the end, or a second date."""
    joint = _TO_DATE.match(stem, at)
    second = _YEAR_FIRST.match(stem, joint.end()) if joint else None
    end = _whole(second) if second else None
    if second and end and end > start:
        return second.end(), end
    to_day = _TO_DAY.match(stem, at)
    end = calendar_date(start.year, start.month, int(to_day["day"])) if to_day else None
    return (len(stem), end) if end and end > start else (at, None)


def _behind(stem: str, at: int, date: dt.date) -> int:
    """Pass over the time and the running number behind a date."""
    time = _TIME.match(stem, at)
    if time and time["time"] != str(date.year):
        at = time.end()
    running = _RUNNING.match(stem, at)
    return running.end() if running else at


def _year(stem: str) -> tuple[str, int | None, int | None]:
    """Find a month of a year, or else the last year, that a name without a date holds."""
    match = _YEAR_MONTH.search(stem)
    if match:
        return _cut(stem, *match.span()), int(match["year"]), int(match["month"])
    for match in _MONTH_YEAR.finditer(stem):
        named = month(match["month"])
        if named and named[1] is not MonthKind.DOUBTFUL:
            return _cut(stem, *match.span()), int(match["year"]), named[0]
    years = [m for m in _ONLY_YEAR.finditer(stem) if not _NO_YEAR_BEHIND.search(stem[: m.start()])]
    if years:
        return _cut(stem, *years[-1].span()), int(years[-1][0]), None
    return stem, None, None


def _number(rest: str) -> tuple[str, int | None]:
    """Find the number of a day: "day1", "Day-2-keynote", "second-day", and "d2" alone."""
    for pattern, read in ((_DAY, count), (_DAY_BEHIND, place)):
        for match in pattern.finditer(rest):
            number = read(match["number"])
            if is_day_word(match["day"]) and number is not None:
                return _cut(rest, *match.span()), number
    short = _SHORT_DAY.search(rest)
    if short and (short[0] == rest or _beside_date(rest, short)):
        return _cut(rest, *short.span()), int(short["number"])
    return rest, None


def _beside_date(rest: str, match: re.Match[str]) -> bool:
    before, after = rest[: match.start()].rstrip("-_. "), rest[match.end() :].lstrip("-_. ")
    return before.endswith(_GAP) or after.startswith(_GAP)
