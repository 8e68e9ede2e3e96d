"""What an event is called: by a title, by folders, by what its files' names begin with."""

import pytest

from talkgraph.sources.notes.event.dates import dates_in_name
from talkgraph.sources.notes.layout.names import (
    Named,
    Place,
    common_beginning,
    dated_title,
    event_title,
    place_of,
    same_event,
    words_of,
    year_in,
)


@pytest.mark.parametrize(
    ("title", "name", "year", "day"),
    [
        ("HarbourConf", "HarbourConf", None, None),
        ("HarbourConf 2021", "HarbourConf 2021", 2021, None),
        ("HarbourConf, 2021", "HarbourConf 2021", 2021, None),
        ("HarbourConf2021", "HarbourConf 2021", 2021, None),
        ("  HarbourConf \n 2021 ", "HarbourConf 2021", 2021, None),
        ("Notes from HarbourConf 2021", "HarbourConf 2021", 2021, None),
        ("My notes on the HarbourConf", "HarbourConf", None, None),
        ("Some raw notes about HarbourConf", "HarbourConf", None, None),
        ("Takeaways from HarbourConf", "HarbourConf", None, None),
        ("Notes from the talks at HarbourConf", "HarbourConf", None, None),
        ("HarbourConf 2021 - notes", "HarbourConf 2021", 2021, None),
        ("HarbourConf 2021 conference notes", "HarbourConf 2021", 2021, None),
        ("HarbourConf 2021: talks and slides", "HarbourConf 2021: talks and slides", 2021, None),
        ("HarbourConf 2021 write-up", "HarbourConf 2021", 2021, None),
        ("HarbourConf 2021 - Day One", "HarbourConf 2021", 2021, "Day One"),
        ("HarbourConf 2021 (Day 2)", "HarbourConf 2021", 2021, "Day 2"),
        ("HarbourConf Jour 2", "HarbourConf", None, "Jour 2"),
        ("HarbourConf, Tag 1", "HarbourConf", None, "Tag 1"),
        ("Day 1", "Day 1", None, None),
        ("Harbour Days of Aberlane", "Harbour Days of Aberlane", None, None),
        ("harbourconf-2021-conference-notes", "harbourconf 2021", 2021, None),
        ("2021-harbourconf", "harbourconf 2021", 2021, None),
        ("harbour_conf_eu", "harbour eu", None, None),
        ("Notes", "Notes", None, None),
        ("HarbourConf 2021 notes 2021-05", "HarbourConf 2021 notes 2021-05", 2021, None),
    ],
)
def test_the_event_of_a_title(title: str, name: str, year: int | None, day: str | None) -> None:
    assert event_title(title) == Named(name=name, year=year, day=day)


@pytest.mark.parametrize(
    ("name", "year", "full"),
    [
        ("HarbourConf", 2021, "HarbourConf 2021"),
        ("HarbourConf 2021", 2021, "HarbourConf 2021"),
        ("HarbourConf", None, "HarbourConf"),
        ("HarbourConf 2020", 2021, "HarbourConf 2020 2021"),
    ],
)
def test_a_name_with_its_year(name: str, year: int | None, full: str) -> None:
    assert Named(name=name, year=year).full == full


@pytest.mark.parametrize(
    ("text", "year"),
    [
        *(("HarbourConf 2021", 2021), ("2019 and 2021", 2021), ("1999", 1999), ("x2021", 2021)),
        *(("12021", None), ("20211", None), ("1899", None), ("2100", None), ("", None)),
    ],
)
def test_the_year_in_a_text(text: str, year: int | None) -> None:
    assert year_in(text) == year


@pytest.mark.parametrize(
    ("folders", "above", "name", "year", "sure"),
    [
        ((), "", None, None, False),
        ((), "HarbourConf", None, None, False),
        ((), "harbourconf-2021", "harbourconf", 2021, True),
        (("HarbourConf",), "", "HarbourConf", None, False),
        (("harbourconf-2021",), "", "harbourconf", 2021, True),
        (("2021-harbourconf",), "", "harbourconf", 2021, True),
        (("2021", "HarbourConf"), "", "HarbourConf", 2021, True),
        (("HarbourConf", "2021"), "", "HarbourConf", 2021, True),
        (("2021", "HarbourConf", "day-1"), "", "HarbourConf", 2021, True),
        (("2021", "HarbourConf", "Keynotes"), "", "HarbourConf", 2021, True),
        (("2021", "HarbourConf", "Ropes"), "", "HarbourConf", 2021, True),
        (("docs", "2021", "notes"), "", None, 2021, False),
        (("notes", "conferences"), "", None, None, False),
        (("harbourconf-2021", "extras"), "", "harbourconf", 2021, True),
        (("quayconf-2020", "harbourconf-2021"), "", "harbourconf", 2021, True),
        (("2020", "harbourconf-2021"), "", "harbourconf", 2021, True),
    ],
)
def test_the_event_of_folders(
    folders: tuple[str, ...], above: str, name: str | None, year: int | None, sure: bool
) -> None:
    place = place_of(folders, above)
    assert place.event == (None if name is None else Named(name=name, year=year))
    assert (place.year, place.sure) == (year, sure)


def test_the_days_of_folders() -> None:
    place = place_of(("harbourconf-2012", "2012-04-23"))
    assert place.event == Named(name="harbourconf", year=2012)
    assert place.dated is not None
    assert str(place.dated.date) == "2012-04-23"
    assert place_of(("2012-04-23-harbourconf",)).event == Named(name="harbourconf", year=2012)
    numbered = place_of(("harbourconf-2012", "day-2")).dated
    assert numbered is not None
    assert (numbered.number, numbered.date) == (2, None)
    monthly = place_of(("harbourconf-2012-04",)).monthly
    assert monthly is not None
    assert (monthly.year, monthly.month) == (2012, 4)
    assert place_of(("boats",)) == Place(event=Named(name="boats"))


@pytest.mark.parametrize(
    ("names", "beginning"),
    [
        (["quay on ropes", "quay small boats", "quay why"], "quay"),
        (["quay eu ropes", "quay eu boats", "quay eu why"], "quay eu"),
        (["quay eu ropes", "quay eu boats", "quay why not"], "quay"),
        (["quay ropes", "quay boats"], ""),
        (["ropes", "boats", "tides"], ""),
        (["quay ropes", "quay boats", "quay tides", "lamps", "nets"], "quay"),
        (["quay ropes", "quay boats", "quay tides", "lamps", "nets", "oars"], ""),
        (["notes ropes", "notes boats", "notes tides"], ""),
        (["the ropes", "the boats", "the tides"], ""),
        (["a b c d", "a b c e", "a b c f", "a b c g"], "a b c"),
        (["quay", "quay", "quay"], ""),
        (["", " ", "quay ropes"], ""),
    ],
)
def test_what_names_begin_with(names: list[str], beginning: str) -> None:
    assert common_beginning(names) == beginning


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("harbourconf-2021.md", "harbourconf"),
        ("2021-05-03-notes.md", ""),
        ("2021-05-03-harbour-notes.md", "harbour"),
        ("day-1.md", ""),
    ],
)
def test_the_words_of_a_name(name: str, words: str) -> None:
    assert words_of(dates_in_name(name), name.removesuffix(".md")) == words


def test_the_words_of_a_name_without_dates() -> None:
    assert words_of(None, "my_harbour-Notes 7 #3") == "harbour"


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("HarbourConf 2021", "harbourconf", True),
        ("HarbourConf", "HarbourConf EU", True),
        ("HarbourConf EU", "HarbourConf US", False),
        ("2021", "HarbourConf", False),
        ("", "", False),
    ],
)
def test_two_names_of_an_event(ours: str, theirs: str, same: bool) -> None:
    assert same_event(ours, theirs) is same
    assert same_event(theirs, ours) is same


@pytest.mark.parametrize(
    ("title", "name", "date"),
    [
        ("HarbourConf | 05.05.2014", "HarbourConf", "05.05.2014"),
        ("HarbourConf - May 5, 2014", "HarbourConf", "May 5, 2014"),
        ("HarbourConf (2014-05-05)", "HarbourConf", "2014-05-05"),
        ("HarbourConf, 5-6 May", "HarbourConf", "5-6 May"),
        ("HarbourConf: the 5 May disaster", "HarbourConf: the 5 May disaster", None),
        ("HarbourConf", "HarbourConf", None),
    ],
)
def test_a_title_with_a_date(title: str, name: str, date: str | None) -> None:
    assert dated_title(title, 2014) == (name, date)
