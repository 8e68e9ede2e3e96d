"""Dates as many note-takers write them: in numbers, in other languages, beside times and counts."""

import datetime as dt

import pytest

from talkgraph.sources.notes.event.dates import day_first_in, find_dates, fitting_year, weekdays_in


def read(text: str, year: int | None = None, *, day_first: bool | None = None) -> str | None:
    found = find_dates(text, year, day_first=day_first)
    if found is None:
        return None
    return f"{found.start}" if found.one_day else f"{found.start} {found.end}"


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Thursday, October 3, 9 am", "2016-10-03"),
        ("Thursday, October 3, 9am - 5pm", "2016-10-03"),
        ("October 3, 9-10 am", "2016-10-03"),
        ("October 3, 9 to 10 a.m.", "2016-10-03"),
        ("October 3 - 5 pm", "2016-10-03"),
        ("October 3 9:00-17:00", "2016-10-03"),
        ("9:45am October 3", "2016-10-03"),
        ("9 - 11 am, October 3", "2016-10-03"),
        ("9h30 le 3 mai", "2016-05-03"),
        ("14 h, 3 mai", "2016-05-03"),
        ("3. Mai, 9 Uhr", "2016-05-03"),
        ("October 3, 2 tracks", "2016-10-03"),
        ("October 3, 4 tracks and 5 rooms", "2016-10-03"),
        ("October 3, 12 Talks", "2016-10-03"),
        ("October 3 and 12 talks", "2016-10-03"),
        ("October 3 - 40 people", "2016-10-03"),
        ("October 3 starts early", "2016-10-03"),
        ("October 3, 4", "2016-10-03 2016-10-04"),
        ("October 3, 4 (Aberlane)", "2016-10-03"),
        ("October 2, 3 and 4, 2019", "2019-10-02 2019-10-04"),
        ("October 2, 3, 2019", "2019-10-02 2019-10-03"),
        ("October 4, 3 and 5", "2016-10-04"),
        ("October 2, and 3", "2016-10-02 2016-10-03"),
        ("Room 5, October 3", "2016-10-03"),
        ("Suite 9, 3 October", "2016-10-03"),
        ("Day 1 Friday 9th December", "2016-12-09"),
        ("Day 1 – 3 October", "2016-10-03"),
        ("Track 2 - 3 October", "2016-10-03"),
        ("1. October 3", "2016-10-03"),
        ("1. October 3, 2019", "2019-10-03"),
        ("on October 3. We met 5 people", "2016-10-03"),
        ("on October 3-4. We met", "2016-10-03 2016-10-04"),
        ("2019, October 3-5", "2019-10-03 2019-10-05"),
        ("HarbourConf 2019 - October 3", "2019-10-03"),
        ("HarbourConf 2018 - October 3, 2019", "2019-10-03"),
        ("October 3 '19", "2019-10-03"),
        ("16..27 March", "2016-03-16 2016-03-27"),
        ("1.2 October 3", "2016-10-03"),
        ("the 3 of October of 2019", "2019-10-03"),
    ],
)
def test_times_and_counts_are_no_days(text: str, dates: str) -> None:
    assert read(text, 2016) == dates


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("10/2/2019", "2019-10-02"),
        ("02.10.2019", "2019-10-02"),
        ("2.10.2019", "2019-10-02"),
        ("05.05.2014", "2014-05-05"),
        ("6/6/2019", "2019-06-06"),
        ("(11/6/2016)", "2016-11-06"),
        ("2019.10.02", "2019-10-02"),
        ("2019/10/02", "2019-10-02"),
        ("05/18/2016", "2016-05-18"),
        ("18/05/2016", "2016-05-18"),
        ("05.18.2016", "2016-05-18"),
        ("10-02-2019", "2019-10-02"),
        ("20201013", "2020-10-13"),
        ("3/12/14", "2014-03-12"),
        ("12.03.99", "1999-03-12"),
        ("Wednesday, 05/10/2016", "2016-10-05"),
        ("Mittwoch, 05/10/2016", "2016-10-05"),
        ("Tuesday, 05/10/2016", "2016-05-10"),
        ("Monday, 05/10/2016", "2016-05-10"),
        ("11:05am-11:45am Wednesday, 05/18/2016", "2016-05-18"),
        ("Tuesday 12.11.2019 - Thursday 14.11.2019", "2019-11-12 2019-11-14"),
        ("03.–05.10.2019", "2019-10-03 2019-10-05"),
        ("30.09.-02.10.2019", "2019-09-30 2019-10-02"),
        ("30.12.-02.01.2020", "2019-12-30 2020-01-02"),
        ("Day 1 - 3.10.2019", "2019-10-03"),
        ("version 3.0.35", None),
        ("8.0.18 and 1.10.2", None),
        ("10.10.10.2019", None),
        ("6/7/8", None),
        ("24/7", None),
        ("13/13/2019", None),
        ("30/02/2019", None),
        ("2019.1.2", None),
        ("20201313", None),
        ("x20201013", None),
        ("20201013_101500", None),
        ("https://example.org/2014/07/07/boats", None),
    ],
)
def test_dates_in_numbers(text: str, dates: str | None) -> None:
    assert read(text) == dates


@pytest.mark.parametrize(
    ("text", "day_first", "date"),
    [
        ("5/6/2014", True, "2014-06-05"),
        ("5/6/2014", False, "2014-05-06"),
        ("5.6.2014", False, "2014-05-06"),
        ("13.6.2014", False, "2014-06-13"),
        ("Thursday, 5/6/2014", False, "2014-06-05"),
        ("2014-05-06", True, "2014-05-06"),
    ],
)
def test_the_order_that_other_lines_showed(text: str, day_first: bool, date: str) -> None:
    assert read(text, day_first=day_first) == date


@pytest.mark.parametrize(
    ("text", "day_first"),
    [
        ("18/05/2016", True),
        ("05/18/2016", False),
        ("Wednesday, 05/10/2016", True),
        ("Tuesday, 05/10/2016", False),
        ("Monday, 05/10/2016", None),
        ("05/10/2016", None),
        ("05/05/2016, 18/05/2016", True),
        ("no date", None),
    ],
)
def test_the_order_that_a_line_shows(text: str, day_first: bool | None) -> None:
    assert day_first_in(text) is day_first


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Mardi 19 avril : les bateaux", "2016-04-19"),
        ("1er avril 2022", "2022-04-01"),
        ("les 12, 13 et 14 février 2023", "2023-02-12 2023-02-14"),
        ("du 3 au 5 août 2019", "2019-08-03 2019-08-05"),
        ("9. Dezember 2021", "2021-12-09"),
        ("3.–5. Oktober 2019", "2019-10-03 2019-10-05"),
        ("2. bis 4. März 2020", "2020-03-02 2020-03-04"),
        ("Freitag, den 4. Oktober 2019", "2019-10-04"),
        ("3 de mayo de 2019", "2019-05-03"),
        ("Del 30 de abril al 2 de mayo de 2019", "2019-04-30 2019-05-02"),
        ("3 y 4 de junio", "2016-06-03 2016-06-04"),
        ("9 e 10 ottobre 2021", "2021-10-09 2021-10-10"),
        ("1º de março de 2020", "2020-03-01"),
        ("8 en 9 november 2021", "2021-11-08 2021-11-09"),
        ("3 mei 2021", "2021-05-03"),
        ("24 i 25 maja 2018", "2018-05-24 2018-05-25"),
        ("15 października 2018", "2018-10-15"),
        ("3 out 2019", "2019-10-03"),
        ("3 ago. 2021", "2021-08-03"),
        ("5 mar 2019", "2019-03-05"),
        ("Octubre 3, 2019", "2019-10-03"),
        ("3 out of 5", None),
        ("2 set", None),
        ("1 ago", None),
        ("set 5, 2019", None),
        ("mai 3, 2019", None),
        ("mars 3 probes", None),
        ("may 3 of them", None),
        ("3 mag", None),
        ("out 3", None),
    ],
)
def test_dates_in_other_languages(text: str, dates: str | None) -> None:
    assert read(text, 2016) == dates


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Fr, 4. Oktober 2019", (4,)),
        ("Do 3.10.2019", (3,)),
        ("mar. 3 mai 2022", (1,)),
        ("3 mar 2022", ()),
        ("Mar 3, 2022", ()),
        ("dim 3 mai", (6,)),
        ("sexta-feira, 4 de outubro", (4,)),
        ("poniedziałek", (0,)),
        ("Środa", (2,)),
        ("do 3 things", ()),
        ("So 40 people", ()),
        ("So what", ()),
        ("Quarta sessão", ()),
        ("lun mie sex so do", ()),
    ],
)
def test_weekdays_in_other_languages(text: str, days: tuple[int, ...]) -> None:
    assert weekdays_in(text) == days


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Thursday, October 3", 2019),
        ("jeudi 3 octobre", 2019),
        ("October 3", None),
        ("Thursday", None),
        ("Saturday, October 3", None),
    ],
)
def test_the_weekday_votes_for_the_year(text: str, year: int | None) -> None:
    assert fitting_year(text, [2016, 2017, 2018, 2019]) == year


def test_a_weekday_that_fits_two_years_votes_for_none() -> None:
    assert fitting_year("Thursday, October 3", [2013, 2019]) is None


def test_where_a_date_in_another_language_stands() -> None:
    text = "Aberlane, vendredi 3 mai 2019, 14 h"
    found = find_dates(text)
    assert found is not None
    assert text[found.at : found.stop] == "vendredi 3 mai 2019"
    text = "Held on October 3. Then home."
    found = find_dates(text, 2019)
    assert found is not None
    assert text[found.at : found.stop] == "October 3"


@pytest.mark.parametrize(
    "text",
    ["1, 2, " * 200, "1-2 and " * 200, "May 1, 2 - " * 100, "1. " * 400, "9 " * 600, "/" * 999],
)
def test_a_long_line_of_numbers_has_no_range_beyond_its_month(text: str) -> None:
    found = find_dates(text, 2019)
    assert found is None or found.start >= dt.date(2019, 5, 1)
