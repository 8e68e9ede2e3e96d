"""What several sources tell of one event becomes one event: dates, days, talks, people."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from talkgraph.model import (
    Account,
    Day,
    Event,
    Note,
    NoteKind,
    Session,
    SessionItem,
    SessionKind,
    Severity,
    Span,
    Speaker,
    Statements,
    Talk,
)
from talkgraph.sources.join import join

MAY = [dt.date(2021, 5, day) for day in range(1, 4)]
MARA = Account(service="twitter", handle="mara")


def at(source: str, line: int = 1) -> Span:
    return Span(source=source, first=line, last=line)


def speaker(source: str, name: str, line: int = 6, **more: object) -> Speaker:
    made: dict[str, Any] = {**more}
    return Speaker(name=name, position=1, span=at(source, line), **made)


def talk(source: str, title: str, line: int = 5, *people: str, **more: object) -> Talk:
    made: dict[str, Any] = {
        "key": title.casefold().replace(" ", "-"),
        "position": 1,
        "spans": (at(source, line),),
        "speakers": tuple(
            Speaker(name=name, position=n, span=at(source, line + n))
            for n, name in enumerate(people, 1)
        ),
    }
    made.update(more)
    return Talk(title=title, **made)


def event(source: str, *talks: Talk, **more: object) -> Event:
    made: dict[str, Any] = {"name": "HarbourConf", "slug": "harbourconf", "spans": (at(source),)}
    made.update(more)
    return Event(source=source, talks=talks, **made)


def joined(*events: Event) -> Event:
    [whole], _ = join(events)
    return whole


def titles(whole: Event) -> list[tuple[str, str]]:
    return [(each.key, each.title) for each in whole.talks]


# ── the event ────────────────────────────────────────────────────────────────────────────────


def test_events_of_other_names_stay_apart_in_order_of_source() -> None:
    harbour, tide = event("b.md"), event("a.md", slug="tideconf", name="TideConf")
    assert join([harbour, tide]) == ((tide, harbour), ())


def test_an_event_takes_from_each_source_what_the_others_lack() -> None:
    whole = joined(
        event("b.md", location="Aberlane", url="https://example.org/b", end=MAY[2]),
        event("a.md", series="Harbour", start=MAY[0], url="https://example.org/a", note_taker=MARA),
    )
    assert (whole.source, whole.sources) == ("a.md", ("a.md", "b.md"))
    assert (whole.series, whole.location, whole.url) == (
        "Harbour",
        "Aberlane",
        "https://example.org/a",
    )
    assert (whole.start, whole.end) == (MAY[0], MAY[2])
    assert whole.spans == (at("a.md"), at("b.md"))
    assert (whole.taker_of("a.md"), whole.taker_of("b.md")) == (MARA, None)


def test_an_event_that_no_line_names_comes_from_the_whole_source() -> None:
    whole = joined(event("a.md", spans=()), event("b.md"))
    assert whole.spans == (Span(source="a.md"), at("b.md"))


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (((MAY[0], MAY[0]), (MAY[1], MAY[1])), None),
        (((dt.date(2020, 12, 31),) * 2, (dt.date(2021, 1, 1),) * 2), None),
        (((MAY[0], MAY[2]), (None, None)), None),
        (((MAY[0], dt.date(2021, 5, 30)), (MAY[1], MAY[1]), (dt.date(2021, 6, 1),) * 2), None),
        (
            ((MAY[0], MAY[1]), (dt.date(2014, 8, 8), dt.date(2014, 8, 8))),
            "'HarbourConf' is dated 2014-08-08 by b.md, but 2021-05-01 to 2021-05-02 by a.md; all "
            "days are kept: correct the date, or give one of the events another name",
        ),
        (
            ((dt.date(2021, 7, 3), dt.date(2021, 7, 3)), (MAY[0], MAY[0])),
            "'HarbourConf' is dated 2021-05-01 by b.md, but 2021-07-03 by a.md; all days are kept: "
            "if these are two events of a series, give each a name of its own, with its date",
        ),
    ],
)
def test_dates_that_lie_far_apart_are_named(
    dates: Sequence[tuple[dt.date | None, dt.date | None]], message: str | None
) -> None:
    told = [
        event(f"{name}.md", start=start, end=end)
        for name, (start, end) in zip("abc", dates, strict=False)
    ]
    [whole], found = join(told)
    assert [d.message for d in found] == ([] if message is None else [message])
    assert all(d.code == "event-dates-differ" for d in found)
    assert all(d.severity is Severity.WARNING and d.place == "a.md:1" for d in found)
    known = [each for pair in dates for each in pair if each]
    assert (whole.start, whole.end) == (min(known), max(known))


def test_notes_of_the_event_follow_one_another_below_their_parents() -> None:
    def notes(source: str) -> tuple[Note, ...]:
        return tuple(
            Note(
                position=n,
                kind=NoteKind.ITEM,
                markdown=f"{source} {n}",
                plain="x",
                says=Statements(text="x"),
                span=at(source, n),
                parent=1 if n == 2 else None,
            )
            for n in (1, 2)
        )

    whole = joined(event("b.md", notes=notes("b.md")), event("a.md", notes=notes("a.md")))
    assert [(n.position, n.markdown, n.parent) for n in whole.notes] == [
        (1, "a.md 1", None),
        (2, "a.md 2", 1),
        (3, "b.md 1", None),
        (4, "b.md 2", 3),
    ]


# ── days ─────────────────────────────────────────────────────────────────────────────────────


def day(source: str, key: str, date: dt.date | None = None, line: int = 2) -> Day:
    return Day(key=key, title=key, span=at(source, line), date=date)


def test_a_day_that_two_sources_tell_is_one_and_keeps_all_its_lines() -> None:
    whole = joined(
        event("b.md", days=(day("b.md", "friday", MAY[0]), day("b.md", "day-2"))),
        event("a.md", days=(day("a.md", "day-1", MAY[0]), day("a.md", "day-2", MAY[1]))),
    )
    assert [(d.key, d.date, d.span.source) for d in whole.days] == [
        ("day-1", MAY[0], "a.md"),
        ("day-2", MAY[1], "a.md"),
    ]
    assert whole.spans == (at("a.md"), at("b.md"), at("b.md", 2))


def test_days_of_one_key_and_two_dates_are_two() -> None:
    whole = joined(
        event("a.md", days=(day("a.md", "day-1", MAY[1]),)),
        event("b.md", talk("b.md", "Ropes", day="day-1"), days=(day("b.md", "day-1", MAY[0]),)),
    )
    assert [(d.key, d.date) for d in whole.days] == [("day-1-2", MAY[0]), ("day-1", MAY[1])]
    assert [(t.day, t.date) for t in whole.talks] == [("day-1-2", MAY[0])]


def test_a_file_for_each_day_gives_the_event_its_days_in_order() -> None:
    whole = joined(
        event("friday.md", talk("friday.md", "Ropes", date=MAY[1]), start=MAY[1], end=MAY[1]),
        event("thursday.md", talk("thursday.md", "Tides", date=MAY[0]), start=MAY[0], end=MAY[0]),
    )
    assert [(d.key, d.date, d.span) for d in whole.days] == [
        ("2021-05-01", MAY[0], at("thursday.md")),
        ("2021-05-02", MAY[1], at("friday.md")),
    ]
    assert [(t.title, t.position, t.day) for t in whole.talks] == [
        ("Tides", 1, "2021-05-01"),
        ("Ropes", 2, "2021-05-02"),
    ]


def test_a_file_for_each_talk_of_one_day_makes_no_days() -> None:
    told = [event(f"{n}.md", start=MAY[0], end=MAY[0]) for n in (1, 2)]
    assert joined(*told).days == ()


# ── which talks are one ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Ropes That Hold",), ("ropes that hold!",), True),
        (("Ropes", "Mara Lind"), ("Ropes", "Tom Reed"), True),
        (("Ropes", "Mara Lind", MAY[0]), ("Ropes", "Tom Reed", MAY[1]), False),
        (("Ropes", "Mara Lind", MAY[0]), ("Ropes", "Mara Lind", MAY[1]), True),
        (("Slow Queries at Sea", "Mara Lind"), ("Slow Querys at Sea", "Dr. Mara Lind"), True),
        (("Slow Queries at Sea", "Mara Lind"), ("Slow Querys at Sea", "Tom Reed"), False),
        (("Slow Queries at Sea",), ("Slow Querys at Sea",), False),
        (("Knots and Bends, Part 1", "Mara Lind"), ("Knots and Bends, Part 2", "Mara Lind"), False),
        (("Keynote",), ("Keynote",), False),
        (("Keynote", "Mara Lind"), ("Keynote", "Mara Lind"), True),
        (("Keynote", "Mara Lind"), ("Keynote", "Tom Reed"), False),
        (("Keynote", None, MAY[0]), ("Keynote", None, MAY[0]), True),
        (("Keynote", None, MAY[0]), ("Keynote", None, MAY[1]), False),
        (("Keynote", "Mara Lind", MAY[0]), ("Keynote", "Tom Reed", MAY[0]), False),
        (("Q&A", None, MAY[0]), ("Q & A", None, MAY[0]), True),
        (("Lightning talks",), ("Lightning talks",), False),
        (("Ropes", "Mara Lind", MAY[0]), ("Ropes: A Life", "Mara Lind", MAY[0]), True),
        (("Ropes", "Mara Lind", MAY[0]), ("Ropes of the North", "Mara Lind", MAY[0]), False),
        (("Ropes", "Mara Lind", MAY[0]), ("Ropes: A Life", "Tom Reed", MAY[0]), False),
        (("Keynote", "Mara Lind", MAY[0]), ("Keynote: Ropes", "Mara Lind", MAY[0]), False),
    ],
)
def test_which_talks_are_one(one: tuple[Any, ...], other: tuple[Any, ...], same: bool) -> None:
    def told(source: str, title: str, who: str | None = None, when: dt.date | None = None) -> Event:
        people = () if who is None else (who,)
        return event(source, talk(source, title, 5, *people, key="k", date=when))

    whole = joined(told("a.md", *one), told("b.md", *other))
    assert [t.key for t in whole.talks] == (["k"] if same else ["k", "k-2"])
    assert [t.position for t in whole.talks] == list(range(1, len(whole.talks) + 1))


def test_talks_of_one_source_are_never_one() -> None:
    two = talk("a.md", "Ropes"), talk("a.md", "Ropes", 9, key="ropes-2", position=2)
    whole = joined(event("a.md", *two), event("b.md", talk("b.md", "Ropes")))
    assert titles(whole) == [("ropes", "Ropes"), ("ropes-2", "Ropes")]
    assert whole.talks[0].spans == (at("a.md", 5), at("b.md", 5))


def test_of_several_talks_of_a_title_the_nearest_is_meant() -> None:
    two = (
        talk("a.md", "Keynote", 5, "Mara Lind", date=MAY[0]),
        talk("a.md", "Keynote", 9, "Tom Reed", key="keynote-2", date=MAY[0]),
    )
    whole = joined(event("a.md", *two), event("b.md", talk("b.md", "Keynote", 5, "Tom Reed")))
    assert [t.spans for t in whole.talks][1] == (at("a.md", 9), at("b.md", 5), at("b.md", 6))


def test_a_key_that_is_taken_gets_a_number_and_sessions_count_too() -> None:
    session = Session(
        key="ropes", kind=SessionKind.OTHER, title="Ropes", position=1, spans=(at("a.md", 9),)
    )
    whole = joined(event("a.md", sessions=(session,)), event("b.md", talk("b.md", "Ropes")))
    assert (whole.sessions[0].key, whole.talks[0].key) == ("ropes", "ropes-2")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("day-1", None), ("day-1", None), True),
        (("day-1", None), ("day-2", None), False),
        (("day-1", MAY[0]), ("day-2", None), False),
        (("day-1", MAY[0]), ("2021-05-01", MAY[0]), True),
        ((None, None), ("day-1", None), False),
    ],
)
def test_keynotes_are_one_if_their_days_are_known_to_be(
    one: tuple[str | None, dt.date | None], other: tuple[str | None, dt.date | None], same: bool
) -> None:
    def told(source: str, key: str | None, date: dt.date | None) -> Event:
        days = () if key is None else (day(source, key, date),)
        return event(source, talk(source, "Keynote", day=key), days=days)

    whole = joined(told("a.md", *one), told("b.md", *other))
    assert len(whole.talks) == (1 if same else 2)


# ── what is one talk ─────────────────────────────────────────────────────────────────────────


def test_two_note_takers_of_one_talk_are_kept_apart_in_it() -> None:
    def note(source: str, line: int, position: int, parent: int | None = None) -> Note:
        return Note(
            position=position,
            kind=NoteKind.ITEM,
            markdown=f"{source}:{line}",
            plain="x",
            says=Statements(text="x"),
            span=at(source, line),
            parent=parent,
        )

    whole = joined(
        event("tom.md", talk("tom.md", "Ropes", notes=(note("tom.md", 8, 1),))),
        event(
            "ines.md",
            talk("ines.md", "Ropes", notes=(note("ines.md", 7, 1), note("ines.md", 8, 2, 1))),
        ),
        event(
            "zoe.md", talk("zoe.md", "Ropes", notes=(note("zoe.md", 2, 1), note("zoe.md", 3, 2, 1)))
        ),
    )
    [only] = whole.talks
    assert [(n.position, n.markdown, n.parent) for n in only.notes] == [
        (1, "ines.md:7", None),
        (2, "ines.md:8", 1),
        (3, "tom.md:8", None),
        (4, "zoe.md:2", None),
        (5, "zoe.md:3", 4),
    ]
    assert only.spans == (at("ines.md", 5), at("tom.md", 5), at("zoe.md", 5))


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        ({"name": "Mara Lind"}, {"name": "Dr. Mara Lind"}, ["Mara Lind"]),
        ({"name": "Mara Lind"}, {"name": "Tom Reed"}, ["Mara Lind", "Tom Reed"]),
        ({"name": "Mara", "account": MARA}, {"name": "Mara Lind", "account": MARA}, ["Mara Lind"]),
        (
            {"name": "Mara Lind", "account": MARA},
            {"name": "Mara Lind", "account": Account(service="twitter", handle="other")},
            ["Mara Lind", "also Mara Lind"],
        ),
        (
            {"name": "Mara Lind", "account": MARA},
            {"name": "Mara Lind", "account": Account(service="example.social", handle="m")},
            ["Mara Lind"],
        ),
    ],
)
def test_who_speaks_is_named_once(
    one: dict[str, Any], other: dict[str, Any], names: list[str]
) -> None:
    told = [
        event(source, talk(source, "Ropes", speakers=(speaker(source, **said),)))
        for source, said in (("a.md", one), ("b.md", other))
    ]
    [only] = joined(*told).talks
    shown = [[each.name, *(f"also {n.name}" for n in each.also)] for each in only.speakers]
    assert [name for each in shown for name in each] == names
    assert [each.position for each in only.speakers] == list(range(1, len(only.speakers) + 1))
    namings = [naming for each in only.speakers for naming in each.namings]
    everything = {*only.spans, *(each.span for each in namings)}
    assert {at("a.md", 6), at("b.md", 6)} <= everything


def test_a_speaker_has_what_any_source_says_of_them() -> None:
    told = [
        event("a.md", talk("a.md", "Ropes", speakers=(speaker("a.md", "Mara Lind"),))),
        event(
            "b.md",
            talk(
                "b.md",
                "Ropes",
                speakers=(
                    speaker("b.md", "Mara Lind", account=MARA, affiliation="Aberlane Trust"),
                ),
            ),
        ),
    ]
    [mara] = joined(*told).talks[0].speakers
    assert (mara.account, mara.affiliation, mara.span) == (MARA, "Aberlane Trust", at("a.md", 6))


def test_sessions_of_one_day_are_one_and_list_each_short_talk_once() -> None:
    def told(source: str, *items: str, **more: object) -> Event:
        listed = tuple(
            SessionItem(title=title, position=n, span=at(source, 9 + n))
            for n, title in enumerate(items, 1)
        )
        made: dict[str, Any] = {**more}
        session = Session(
            key="ignites",
            kind=SessionKind.IGNITES,
            title="Ignites",
            position=1,
            spans=(at(source, 9),),
            date=MAY[0],
            items=listed,
            **made,
        )
        return event(source, sessions=(session,))

    whole = joined(told("a.md", "Knots", "Lamps"), told("b.md", "Fog", "Knots!", location="Pier"))
    [only] = whole.sessions
    assert [(i.position, i.title) for i in only.items] == [(1, "Knots"), (2, "Lamps"), (3, "Fog")]
    assert only.location == "Pier"
    assert only.spans == (at("a.md", 9), at("b.md", 9), at("b.md", 11))
