"""Dates: every way to write one, what is no date, and where in the text it stands."""

import datetime as dt

import pytest

from talkgraph.model import Day, Span
from talkgraph.sources.notes.event.dates import (
    DayHeading,
    day_of,
    distinct,
    find_dates,
    read_day,
    weekday,
    weekdays_in,
)

SPAN = Span(source="n.md", first=4, last=5)


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "start", "end", "found"),
    [
        ("2019-10-03", "2019-10-03", "2019-10-03", "2019-10-03"),
        ("on 2019/1/3, late", "2019-01-03", "2019-01-03", "2019/1/3"),
        ("2019-10-03T09:00:00Z", "2019-10-03", "2019-10-03", "2019-10-03T09:00:00Z"),
        ("2019-10-03 - 2019-10-05", "2019-10-03", "2019-10-05", "2019-10-03 - 2019-10-05"),
        ("2019-10-05 to 2019-10-03", "2019-10-03", "2019-10-05", "2019-10-05 to 2019-10-03"),
        ("2019-10-03/05", "2019-10-03", "2019-10-05", "2019-10-03/05"),
        ("2019-10-03 to 5 May", "2019-10-03", "2019-10-03", "2019-10-03"),
        ("October 3, 2019", "2019-10-03", "2019-10-03", "October 3, 2019"),
        ("October 3rd 2019", "2019-10-03", "2019-10-03", "October 3rd 2019"),
        ("Oct. 3 2019", "2019-10-03", "2019-10-03", "Oct. 3 2019"),
        ("Sept 3 2019", "2019-09-03", "2019-09-03", "Sept 3 2019"),
        ("3 October 2019", "2019-10-03", "2019-10-03", "3 October 2019"),
        ("the 3rd of October 2019", "2019-10-03", "2019-10-03", "3rd of October 2019"),
        ("October 3-5, 2019", "2019-10-03", "2019-10-05", "October 3-5, 2019"),
        ("October 3 & 4, 2019", "2019-10-03", "2019-10-04", "October 3 & 4, 2019"),
        ("October 3, 4 and 5, 2019", "2019-10-03", "2019-10-05", "October 3, 4 and 5, 2019"),
        ("3 – 5 October 2019", "2019-10-03", "2019-10-05", "3 – 5 October 2019"),
        ("3 through 5 Oct 2019", "2019-10-03", "2019-10-05", "3 through 5 Oct 2019"),
        ("March 31 - April 2, 2020", "2020-03-31", "2020-04-02", "March 31 - April 2, 2020"),
        ("31 March – 2 April 2020", "2020-03-31", "2020-04-02", "31 March – 2 April 2020"),
        ("Dec 31 until Jan 2, 2020", "2019-12-31", "2020-01-02", "Dec 31 until Jan 2, 2020"),
        ("Dec 31 - Dec 31 2020", "2020-12-31", "2020-12-31", "Dec 31 - Dec 31 2020"),
        (
            "Dec 31, 2018 - Jan 2, 2020",
            "2018-12-31",
            "2020-01-02",
            "Dec 31, 2018 - Jan 2, 2020",
        ),
        ("Thursday, October 3, 2019", "2019-10-03", "2019-10-03", "Thursday, October 3, 2019"),
        ("Oct 3 2019 (Thu)", "2019-10-03", "2019-10-03", "Oct 3 2019"),
        ("Oct 3 2019 Thu", "2019-10-03", "2019-10-03", "Oct 3 2019 Thu"),
        (", Oct 3 2019", "2019-10-03", "2019-10-03", "Oct 3 2019"),
        ("May 3 2019", "2019-05-03", "2019-05-03", "May 3 2019"),
        ("MAY 3 2019", "2019-05-03", "2019-05-03", "MAY 3 2019"),
        ("june 3 2019", "2019-06-03", "2019-06-03", "june 3 2019"),
        ("first June 3 2019, then May 4 2020", "2019-06-03", "2019-06-03", "June 3 2019"),
        ("2019-05-04 and June 3 2019", "2019-05-04", "2019-05-04", "2019-05-04"),
        ("Talk 7: June 3 1999", "1999-06-03", "1999-06-03", "June 3 1999"),
    ],
)
def test_a_date_in_a_line(text: str, start: str, end: str, found: str) -> None:
    dates = find_dates(text)
    assert dates is not None
    assert (dates.start, dates.end) == (date(start), date(end))
    assert text[dates.at : dates.stop] == found
    assert dates.one_day is (start == end)


@pytest.mark.parametrize(
    "text",
    [
        "October",
        "October 3",  # no year
        "3 October",
        "October 2019",
        "February 30, 2019",
        "2019-13-01",
        "2019-02-30",
        "may 3 2019",  # "may" and "march" are words, "mar" is a name
        "march 3 2019",
        "mar 3 2019",
        "Ma 3 2019",
        "Octobers 3 2019",
        "Octobe 3 2019",  # cut short, but not short
        "J 3 2019",
        "3pm October",
        "Oct 3:30 2019",
        "Oct 123 2019",
        "2019-10-031",
        "October 3 1819",
        "no digit at all",
        "Oct x 3 2019",
        "Jan 2 3:00",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("October 3", "2020-10-03", "2020-10-03"),
        ("3-5 October", "2020-10-03", "2020-10-05"),
        ("Feb 29", "2020-02-29", "2020-02-29"),
        ("Dec 31 - Jan 2", "2019-12-31", "2020-01-02"),
        ("Jan 2 - Dec 31", "2020-01-02", "2020-12-31"),
        ("Jan 2 - Jan 1", "2019-01-02", "2020-01-01"),
    ],
)
def test_a_year_that_the_reader_gives(text: str, start: str, end: str) -> None:
    dates = find_dates(text, 2020)
    assert dates is not None
    assert (dates.start, dates.end) == (date(start), date(end))


def test_a_written_year_goes_before_a_given_one() -> None:
    dates = find_dates("Oct 3 2019", 2020)
    assert dates is not None
    assert dates.start == date("2019-10-03")
    iso = find_dates("2019-10-03", 2020)
    assert iso is not None
    assert iso.start == date("2019-10-03")


def test_only_the_first_thousand_characters_are_read() -> None:
    assert find_dates(" " * 990 + "2019-10-03") is not None
    assert find_dates(" " * 991 + "2019-10-03") is None


def test_weekdays_beside_a_date() -> None:
    text = "on Thu, Oct 3 - Fri, Oct 4, 2019 Sunday x Monday"
    dates = find_dates(text)
    assert dates is not None
    assert weekdays_in(text[dates.at : dates.stop]) == (3, 4, 6)
    assert weekdays_in("Thu and sunday, not Sundays") == (3, 6)


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("Monday", 0),
        ("mon", 0),
        ("Mon.", 0),
        ("Tues", 1),
        ("Weds", None),
        ("Wed", 2),
        ("THURS", 3),
        ("Thursd", None),
        ("Fr", None),
        ("Sat", 5),
        ("Sund", 6),
        ("month", None),
        ("S", None),
    ],
)
def test_weekdays_cut_short(word: str, day: int | None) -> None:
    assert weekday(word) == day


# ── headings of days ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "number", "certain"),
    [
        ("Day 2", 2, True),
        ("DAY #2", 2, True),
        ("Day two", 2, True),
        ("Day Zero", 0, True),
        ("Day 12 (Friday)", 12, True),
        ("Day 2 - October 3, 2019", 2, True),
        ("Day 2 Oct 3", 2, True),
        ("Day 2: Some words", 2, False),
        ("Day 2 | Some words", 2, False),
        ("Friday", None, True),
        ("Friday, October 4", None, True),
        ("October 4, 2019", None, True),
        ("Day: October 4", None, True),
        (" Day 2 ", 2, True),
        ("Day 2 " + "." * 114, 2, True),
    ],
)
def test_a_heading_of_a_day(title: str, number: int | None, certain: bool) -> None:
    assert day_of(title) == DayHeading(title=title, number=number, certain=certain)


@pytest.mark.parametrize(
    "title",
    [
        "Day 2 of operations",
        "Day eight",
        "A day in the life",
        "Day in the life",
        "Today 2",
        "Friday Operations",
        "October 4 - 6, 2019",
        "Launch on October 4, 2019",
        "October 4, 2019: Launch",
        "Keynote",
        "Day 2 " + "." * 115,
        "Day 123",
    ],
)
def test_a_heading_of_no_day(title: str) -> None:
    assert day_of(title) is None


def day(
    title: str, number: int | None = None, start: str = "2019-10-02", end: str = "2019-10-04"
) -> tuple[Day, list[tuple[str, str]]]:
    heading = DayHeading(title=title, number=number, certain=True)
    found, told = read_day(
        heading, SPAN, date(start) if start else None, date(end) if end else None
    )
    assert (found.title, found.span, found.number) == (title, SPAN, number)
    for one in told:
        assert (one.severity.value, one.source, one.line, one.last) == ("warning", "n.md", 4, 5)
    return found, [(one.code, one.message) for one in told]


@pytest.mark.parametrize(
    ("title", "number", "found"),
    [
        ("Day 1", 1, "2019-10-02"),
        ("Day 3", 3, "2019-10-04"),
        ("Day 4", 4, None),
        ("Day 0", 0, None),
        ("Thursday", None, "2019-10-03"),
        ("Sunday", None, None),
        ("Oct 3", None, "2019-10-03"),
        ("Oct 3 2019", None, "2019-10-03"),
        ("Oct 2 2019", None, "2019-10-02"),
        ("Oct 4 2019", None, "2019-10-04"),
        ("Words", None, None),
    ],
)
def test_a_day_within_its_event(title: str, number: int | None, found: str | None) -> None:
    read, told = day(title, number)
    assert read.date == (date(found) if found else None)
    assert told == []
    undated = f"day-{number}" if number is not None else title.lower()
    assert read.key == (found or undated)


def test_a_weekday_that_comes_twice_says_nothing() -> None:
    assert day("Thursday", None, "2019-10-03", "2019-10-10")[0].date is None
    assert day("Thursday", None, "2019-10-03", "2019-10-09")[0].date == date("2019-10-03")


def test_an_event_of_a_year_is_looked_at_for_a_month() -> None:
    assert day("Day 31", 31, "2019-01-01", "2019-12-31")[0].date == date("2019-01-31")
    assert day("Day 32", 32, "2019-01-01", "2019-12-31")[0].date is None


def test_a_day_of_an_event_without_dates() -> None:
    assert day("Day 1", 1, "", "")[0].key == "day-1"
    assert day("Day 1", 1, "2019-10-02", "")[0].date is None
    assert day("Oct 3", None, "2019-10-02", "")[0].date == date("2019-10-03")
    assert day("Oct 3", None, "", "")[0].date is None


def test_the_year_is_the_one_within_the_event() -> None:
    assert day("Jan 2", None, "2019-12-30", "2020-01-03")[0].date == date("2020-01-02")
    assert day("Dec 30", None, "2019-12-30", "2020-01-03")[0].date == date("2019-12-30")
    assert day("Jan 3", None, "2019-12-30", "2020-01-03")[0].date == date("2020-01-03")
    outside, told = day("May 2", None, "2019-12-30", "2020-01-03")
    assert outside.date == date("2019-05-02")
    assert [code for code, _ in told] == ["day-outside-event"]


def test_a_date_outside_the_event_is_told_and_kept() -> None:
    read, told = day("Oct 5 2019")
    assert (read.key, read.date) == ("2019-10-05", date("2019-10-05"))
    assert told == [
        (
            "day-outside-event",
            "the day 2019-10-05 is outside the event's dates, 2019-10-02 to 2019-10-04; its talks "
            "keep the day's date",
        )
    ]


def test_a_weekday_that_contradicts_its_date_is_told() -> None:
    read, told = day("Friday, Oct 3")
    assert read.date == date("2019-10-03")
    assert told == [
        (
            "weekday-contradicts-date",
            "2019-10-03 is a Thursday, not a Friday; the date is taken",
        )
    ]


def test_days_of_one_key_are_numbered() -> None:
    days = [Day(key=key, title=key, span=SPAN, number=None, date=None) for key in "abaa"]
    assert [one.key for one in distinct(days)] == ["a", "b", "a-2", "a-3"]
