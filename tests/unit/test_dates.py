"""Dates as people write them, and what was given when where no day is told."""

import datetime as dt

import pytest

from talkgraph.errors import InputError
from talkgraph.knowledge.lookup.dates import between, read_period
from talkgraph.model import Event, Filters, Span, TalkRecord


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020/2", "2020-02-01", "2020-02-29"),
        (" 2019-10-02 ", "2019-10-02", "2019-10-02"),
        ("October 2019", "2019-10-01", "2019-10-31"),
        ("2019 october", "2019-10-01", "2019-10-31"),
        ("oct. 2019", "2019-10-01", "2019-10-31"),
        ("may 2021", "2021-05-01", "2021-05-31"),
        ("Oktober 2019", "2019-10-01", "2019-10-31"),
        ("2 October 2019", "2019-10-02", "2019-10-02"),
        ("October 2, 2019", "2019-10-02", "2019-10-02"),
        ("the 2nd of October 2019", "2019-10-02", "2019-10-02"),
        ("Wed 2 Oct 2019", "2019-10-02", "2019-10-02"),
        ("2019-W23", "2019-06-03", "2019-06-09"),
        ("week 23 of 2019", "2019-06-03", "2019-06-09"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("Q3 2019", "2019-07-01", "2019-09-30"),
        ("2019-Q1", "2019-01-01", "2019-03-31"),
        ("spring 2019", "2019-03-01", "2019-05-31"),
        ("Fall 2019", "2019-09-01", "2019-11-30"),
        ("winter 2018/19", "2018-12-01", "2019-02-28"),
        ("winter 1999-00", "1999-12-01", "2000-02-29"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    assert tuple(map(str, read_period(text))) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "2019-13", "2019-02-30", "19-10-02", "0000", "0000-01", "2019?"),
        *("october", "2 October", "2019-W54", "9999-W53", "Q5 2019", "spring", "winter 2019"),
        *("winter 2018/20", "spring 2018/19", "10/02/2019", "Monday 2 October 2019", "set 2019"),
        *("2 3 2019", "October October 2019", "october 2 2019 please", "2019 to 2020"),
    ],
)
def test_what_is_no_date_or_may_be_two(text: str) -> None:
    with pytest.raises(InputError, match=r"is not a date: write a year, .* \"spring 2019\""):
        read_period(text)


def test_since_ends_before_until_begins() -> None:
    day = dt.date(2021, 5, 6)
    assert between("2020", "spring 2021") == (dt.date(2020, 1, 1), dt.date(2021, 5, 31))
    assert between(day, day) == (day, day)
    assert between(None, "2020")[0] is None
    assert between("2021", "2021-05-06") == (dt.date(2021, 1, 1), day)
    with pytest.raises(InputError, match="since 2021-06 and until 2021-05-06"):
        between("2021-06", day)


def _event(**told: object) -> Event:
    where = {"source": "a.md", "spans": (Span(source="a.md"),)}
    return Event(name="QuayConf", slug="quayconf", **where, **told)  # type: ignore[arg-type]


def test_an_event_has_days_as_far_as_they_are_told() -> None:
    first, last = dt.date(2031, 5, 6), dt.date(2031, 5, 8)
    assert _event(start=first, end=last).dates == (first, last)
    assert _event(start=first).dates == (first, first)
    assert _event(start=last, end=first).dates == (last, last)
    assert _event(year=2031, month=2).dates == (dt.date(2031, 2, 1), dt.date(2031, 2, 28))
    assert _event(year=2031).dates == (dt.date(2031, 1, 1), dt.date(2031, 12, 31))
    assert _event().dates is None


@pytest.mark.parametrize(
    ("since", "until", "passes"),
    [
        ("2031", "2031", (True, True, False)),
        ("2031-05-07", "2031-05-07", (True, True, False)),
        ("2031-05-08", "2031-05-08", (False, True, False)),
        (None, "2031-05-05", (False, False, False)),
        ("2031-05-09", None, (False, False, False)),
        (None, None, (True, True, True)),
    ],
)
def test_a_talk_without_a_day_is_as_old_as_its_event(
    since: str | None, until: str | None, passes: tuple[bool, ...]
) -> None:
    days = (dt.date(2031, 5, 6), dt.date(2031, 5, 8))
    about = {"iri": "t", "name": "e/t", "title": "T", "event": "e", "event_name": "E"}
    first, last = between(since, until)
    filters = Filters(since=first, until=last)
    records = (
        TalkRecord(**about, date=dt.date(2031, 5, 7), event_dates=days),  # type: ignore[arg-type]
        TalkRecord(**about, event_dates=days),  # type: ignore[arg-type]
        TalkRecord(**about),  # type: ignore[arg-type]
    )
    assert tuple(map(filters.passes, records)) == passes
