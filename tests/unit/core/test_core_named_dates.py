"""What the names of files and folders say of when."""

import datetime as dt

import pytest

from talkgraph.sources.notes.event.dates import NamedDate, dates_in_name


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("name", "day", "rest"),
    [
        ("2015-11-15-0930-harbourconf-small-boats.md", "2015-11-15", "harbourconf small boats"),
        ("2015-11-15-09h30-small-boats.md", "2015-11-15", "small boats"),
        ("2015-11-15T09:30 small boats", "2015-11-15", "small boats"),
        ("2015-11-15-9am-small-boats", "2015-11-15", "small boats"),
        ("20240417_134030.md", "2024-04-17", ""),
        ("2023-10-24-2023-a-boat-odyssey.md", "2023-10-24", "2023 a boat odyssey"),
        ("2022-04-19-my-harbour-2022.md", "2022-04-19", "my harbour 2022"),
        ("2012-04-23", "2012-04-23", ""),
        ("2012_4_3", "2012-04-03", ""),
        ("2019.10.02 Harbour.md", "2019-10-02", "Harbour"),
        ("20160614_1_Safe-Tools.md", "2016-06-14", "Safe Tools"),
        ("2016-06-14-12_Safe-Tools.md", "2016-06-14", "Safe Tools"),
        ("2017-05-04_talk_1.md", "2017-05-04", "talk 1"),
        ("harbour_js_05_05_14.md", "2014-05-05", "harbour js"),
        ("3-12-14", "2014-03-12", ""),
        ("13-3-14", "2014-03-13", ""),
        ("05.06.2014", "2014-06-05", ""),
        ("harbour.io-2014-03-01.md", "2014-03-01", "harbour.io"),
        ("HARB13-Litmus-2013-10-28.md", "2013-10-28", "HARB13 Litmus"),
        ("2018-09-26-tides.md.md", "2018-09-26", "tides"),
        ("13-november-2017.md", "2017-11-13", ""),
        ("harbour-nov-13-2017.md", "2017-11-13", "harbour"),
        ("notes 3 octobre 2019.txt", "2019-10-03", "notes"),
    ],
)
def test_a_date_in_a_name(name: str, day: str, rest: str) -> None:
    named = dates_in_name(name)
    assert named == NamedDate(date=date(day), year=date(day).year, month=date(day).month, rest=rest)


@pytest.mark.parametrize(
    ("name", "day", "end", "rest"),
    [
        ("2019-10-02-04", "2019-10-02", "2019-10-04", ""),
        ("2019-10-02_2019-10-04_harbour", "2019-10-02", "2019-10-04", "harbour"),
        ("harbour-2019-09-30-to-2019-10-02", "2019-09-30", "2019-10-02", "harbour"),
        ("2019-10-02-01", "2019-10-02", None, "01"),
        ("2019-10-04_2019-10-02", "2019-10-04", None, "2019 10 02"),
    ],
)
def test_a_range_in_a_name(name: str, day: str, end: str | None, rest: str) -> None:
    named = dates_in_name(name)
    assert named is not None
    assert (named.date, named.end) == (date(day), date(end) if end else None)
    assert named.rest == rest


@pytest.mark.parametrize(
    ("name", "year", "month", "number", "rest"),
    [
        ("harbourconf-aberlane-2013-notes", 2013, None, None, "harbourconf aberlane notes"),
        ("hbc2017", 2017, None, None, "hbc"),
        ("2018", 2018, None, None, ""),
        ("2015-harbour-summit.md", 2015, None, None, "harbour summit"),
        ("2001-a-harbour-odyssey-2019", 2019, None, None, "2001 a harbour odyssey"),
        ("2024-04", 2024, 4, None, ""),
        ("2018-05_HarbourCon", 2018, 5, None, "HarbourCon"),
        ("meetup-Feb2022.md", 2022, 2, None, "meetup"),
        ("april 2019", 2019, 4, None, ""),
        ("set2019", 2019, None, None, "set"),
        ("01-HARBOUR", None, None, None, "HARBOUR"),
        ("day-1.md", None, None, 1, ""),
        ("day_two.rst", None, None, 2, ""),
        ("Day-2-keynote", None, None, 2, "keynote"),
        ("Day1-Small-Boats.md", None, None, 1, "Small Boats"),
        ("wiki_day1.md", None, None, 1, "wiki"),
        ("Jour 1.md", None, None, 1, ""),
        ("second-day.md", None, None, 2, ""),
        ("d2", None, None, 2, ""),
        ("2019-d2-keynote", 2019, None, 2, "keynote"),
        ("Harbour 2017 - Day Two", 2017, None, 2, "Harbour"),
        ("harbour.io2017", 2017, None, None, "harbour.io"),
    ],
)
def test_less_than_a_date_in_a_name(
    name: str, year: int | None, month: int | None, number: int | None, rest: str
) -> None:
    assert dates_in_name(name) == NamedDate(year=year, month=month, number=number, rest=rest)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".md",
        "README.md",
        "small-boats.md",
        "harbour.io",
        "6-bottles-of-rum.md",
        "es2015-modules.md",
        "CVE-2019-5736.md",
        "intro-to-d3.md",
        "2048-game",
        "03",
        "birthday-2",
        "1.8.7",
        "v1.2.14",
        "2.2.0-release",
        "Les marées de 21.md",
        "one-day-in-may.md",
        "friday.md",
    ],
)
def test_a_name_that_says_no_time(name: str) -> None:
    assert dates_in_name(name) is None


def test_the_order_that_other_names_showed() -> None:
    named = dates_in_name("3-12-14", day_first=True)
    assert named is not None
    assert named.date == date("2014-12-03")


def test_only_the_beginning_of_a_long_name_is_read() -> None:
    named = dates_in_name("day-" * 5000 + "2019")
    assert named is None
