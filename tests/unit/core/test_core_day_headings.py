"""The headings of days in many forms, and the dates of days that follow one another."""

import datetime as dt

import pytest

from talkgraph.model import Span
from talkgraph.sources.notes.event.dates import DayHeading, day_of, read_day
from talkgraph.sources.notes.read import HandwrittenNotes

SPAN = Span(source="n.md", first=4, last=5)


@pytest.mark.parametrize(
    ("title", "number", "certain"),
    [
        ("Friday, Apr 21", None, True),
        ("Mardi 19 avril : les bateaux", None, False),
        ("Friday, October 4 - Workshops", None, False),
        ("Le mardi 19 avril", None, True),
        ("Jour 1", 1, True),
        ("Tag 2", 2, True),
        ("Tag zwei", 2, True),
        ("Day One", 1, True),
        ("Día 1", 1, True),
        ("Giorno 3", 3, True),
        ("Day-1", 1, True),
        ("Day1", 1, True),
        ("2016-06-14", None, True),
        ("20160614", None, True),
        ("05.05.2014", None, True),
        ("3/11/2011", None, True),
        ("Monday", None, True),
        ("Lundi", None, True),
        ("Segunda-feira", None, True),
        ("Fr, 4. Oktober 2019", None, True),
        ("1st day", 1, True),
        ("Second day", 2, True),
        ("Zweiter Tag", 2, True),
        ("2. Tag", 2, True),
        ("Premier jour : les ateliers", 1, False),
        ("Friday (Day 2)", 2, True),
        ("Saturday, April 22 - Day 2", 2, True),
        ("Saturday | Second day", 2, True),
        ("Friday 21st", None, True),
        ("Friday: Workshops", None, False),
        ("Day 1 - Workshops", 1, False),
        ("Day 1 of 3", 1, True),
        ("Day 1/3: Workshops", 1, False),
        ("Thursday, October 3, 9 am", None, False),
        ("Friday: 9:00", None, False),
    ],
)
def test_a_heading_of_a_day(title: str, number: int | None, certain: bool) -> None:
    assert day_of(title) == DayHeading(title=title, number=number, certain=certain)


@pytest.mark.parametrize(
    "title",
    [
        "Day-2 operations",
        "A day in the life",
        "Friday deploys",
        "Friday deploys: why not",
        "May the force",
        "Sun RPC",
        "Sun: a history",
        "March to production",
        "Saturday Night Deploys",
        "Day 2 Keynote",
        "First day of school",
        "One day",
        "Tag team",
        "Monday - Friday",
        "Friday - Sunday, October 4-6",
        "Friday: October 4-6",
        "Mardi Gras",
        "Domingo Perez",
        "9:00 Friday, October 4",
        "3 May Day Speeches",
        "Segunda parte",
        "",
    ],
)
def test_a_heading_of_no_day(title: str) -> None:
    assert day_of(title) is None


def dated(
    title: str, before: str | None = None, start: str | None = None, end: str | None = None
) -> tuple[str | None, list[str]]:
    days = [dt.date.fromisoformat(text) if text else None for text in (start, end, before)]
    heading = DayHeading(title=title, number=None, certain=True)
    day, told = read_day(heading, SPAN, *days)
    return day.key if day.date else None, [f"{one.code}: {one.message}" for one in told]


def test_a_date_that_repeats_the_day_before_is_the_next_by_its_weekday() -> None:
    assert dated("Friday, October 3, 2019", before="2019-10-03") == (
        "2019-10-04",
        [
            "weekday-contradicts-date: 2019-10-03 is a Thursday, not a Friday; the day before is "
            "2019-10-03 already, so that 2019-10-04 is taken"
        ],
    )


@pytest.mark.parametrize(
    ("title", "before"),
    [
        ("Friday, October 3, 2019", "2019-10-02"),
        ("Saturday, October 3, 2019", "2019-10-03"),
        ("Friday, October 3, 2019", None),
    ],
)
def test_otherwise_the_date_counts(title: str, before: str | None) -> None:
    key, told = dated(title, before=before)
    assert key == "2019-10-03"
    assert [one.endswith("the date is taken") for one in told] == [True]


def test_two_tracks_of_one_day_stay_on_it() -> None:
    assert dated("Thursday, October 3, 2019", before="2019-10-03") == ("2019-10-03", [])
    assert dated("October 3, 2019", before="2019-10-03") == ("2019-10-03", [])


def test_a_year_that_is_not_the_events_gives_way_to_the_weekday() -> None:
    key, told = dated("Thursday, October 3, 2018", start="2019-10-02", end="2019-10-04")
    assert key == "2019-10-03"
    assert told == [
        "weekday-contradicts-date: 2018-10-03 is a Wednesday, not a Thursday; 2019-10-03, a day of "
        "the event, is taken"
    ]
    key, told = dated("Friday, October 3, 2018", start="2019-10-02", end="2019-10-04")
    assert key == "2018-10-03"
    assert len(told) == 2


def test_the_weekday_votes_for_a_year_that_is_missing() -> None:
    assert dated("Friday, May 1", start="2019-12-30", end="2020-01-03")[0] == "2020-05-01"
    assert dated("Wednesday, May 1", start="2019-12-30", end="2020-01-03")[0] == "2019-05-01"
    assert dated("Monday, May 1", start="2019-12-30", end="2020-01-03")[0] == "2019-05-01"


def test_the_days_of_a_file_follow_one_another() -> None:
    text = (
        "# HarbourConf 2019\n\n## Thursday, October 3\n\n### Slow Queries\n\n> one\n\n"
        "## Friday, October 3\n\n### Small Boats\n\n> two\n"
    )
    reading = HandwrittenNotes().read_text(text, "n.md")
    assert reading.event is not None
    assert [str(day.date) for day in reading.event.days] == ["2019-10-03", "2019-10-04"]
    assert "weekday-contradicts-date" in {one.code for one in reading.diagnostics}
