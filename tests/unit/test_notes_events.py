"""The event itself: its name, days, place, series; the headings, keys and the contents."""

import datetime as dt

import pytest

from talkgraph.model import Event, Reading, SessionKind, Severity
from talkgraph.sources.notes.read import HandwrittenNotes


def read(text: str) -> Reading:
    reading = HandwrittenNotes().read_text(text, "n.md")
    assert reading.coverage is not None
    assert reading.coverage.missing == ()
    return reading


def event_of(reading: Reading) -> Event:
    assert reading.event is not None
    return reading.event


def codes(reading: Reading) -> dict[str, int | None]:
    return {d.code: d.line for d in reading.diagnostics}


TALK = '## <a name="a"></a> On things\n\nAna Reed\n\n> one\n'


@pytest.mark.parametrize(
    ("line", "start", "end", "place"),
    [
        (
            "October 2-3, 2019 — Hartwell, Somewhere",
            "2019-10-02",
            "2019-10-03",
            "Hartwell, Somewhere",
        ),
        ("March 31 - April 2, 2020", "2020-03-31", "2020-04-02", None),
        ("November 7-9, 2016 — San Marco", "2016-11-07", "2016-11-09", "San Marco"),
        ("2019-10-02 to 2019-10-03", "2019-10-02", "2019-10-03", None),
        ("7–9 November 2016", "2016-11-07", "2016-11-09", None),
        ("June 5, 2020 — Virtual", "2020-06-05", "2020-06-05", "Virtual"),
        ("December 30 - January 2, 2020, Oslo", "2019-12-30", "2020-01-02", "Oslo"),
        ("December 30, 2019 – January 2, 2020 in Oslo", "2019-12-30", "2020-01-02", "Oslo"),
        ("Oct. 2nd - 3rd, 2019 at Hartwell", "2019-10-02", "2019-10-03", "Hartwell"),
        (
            "Wednesday, October 2 – Thursday, October 3, 2019 (Hartwell)",
            "2019-10-02",
            "2019-10-03",
            "Hartwell",
        ),
        ("**Sept 4 & 5, 2018** | Hartwell", "2018-09-04", "2018-09-05", "Hartwell"),
        (
            "Hartwell, Somewhere — October 2-3, 2019",
            "2019-10-02",
            "2019-10-03",
            "Hartwell, Somewhere",
        ),
        (
            "Dates: 2-3 Oct 2019\nHartwell, Somewhere",
            "2019-10-02",
            "2019-10-03",
            "Hartwell, Somewhere",
        ),
        ("May 1-2, 2021\n\nVirtual", "2021-05-01", "2021-05-02", "Virtual"),
        (
            "* Dates: May 1-2, 2021\n* Location: Hartwell, Here",
            *("2021-05-01", "2021-05-02", "Hartwell, Here"),
        ),
        ("May 1-2, 2021. Hartwell, Here.", "2021-05-01", "2021-05-02", "Hartwell, Here"),
        (
            "Hartwell (and online) — May 1, 2021",
            "2021-05-01",
            "2021-05-01",
            "Hartwell (and online)",
        ),
    ],
)
def test_dates_and_places(line: str, start: str, end: str, place: str | None) -> None:
    event = event_of(read(f"# ExampleConf\n\n{line}\n\n{TALK}"))
    assert (str(event.start), str(event.end), event.location) == (start, end, place)
    assert event.notes == ()
    assert event.talks[0].date == (event.start if start == end else None)


@pytest.mark.parametrize(
    ("name", "place", "series"),
    [
        ("ExampleConf Hartwell 2019", "Hartwell, Somewhere", "ExampleConf"),
        ("ExampleConf New Oslo City 2019", "New Oslo, Somewhere", "ExampleConf"),
        ("ExampleConf NOC 2019", "New Oslo, Somewhere", "ExampleConf"),
        ("ExampleConf Montréal 2019", "Montreal, Québec, Canada", "ExampleConf"),
        ("2019 ExampleConf", "Hartwell", "ExampleConf"),
        ("ExampleConf19", "Hartwell", "ExampleConf"),
        ("Enterprise Example Summit 2019", "Hartwell", "Enterprise Example Summit"),
        ("Hartwell 2019", "Hartwell", "Hartwell"),
    ],
)
def test_series(name: str, place: str, series: str) -> None:
    assert event_of(read(f"# {name}\n\nMay 1, 2019 — {place}\n\n{TALK}")).series == series


def test_the_body_wins_over_the_front_matter() -> None:
    front = '---\ntitle: "ExampleConf 2019"\ndate: 2019-11-05\ntags: [a]\n---\n\n'
    reading = read(f"{front}October 2-3, 2019 — Here\n\n{TALK}")
    assert event_of(reading).start == dt.date(2019, 10, 2)
    assert codes(reading) == {"front-matter-date-differs": 3, "front-matter-unused": 4}


def test_the_front_matter_fills_what_the_body_leaves_out() -> None:
    front = "title: ExampleConf 2019\ndate: 2019-10-02\nsummary: >\n  October 2-3, 2019 — Here"
    reading = read(f"---\n{front}\n---\n\n{TALK}")
    event = event_of(reading)
    assert (event.name, str(event.end), event.location) == (
        "ExampleConf 2019",
        "2019-10-03",
        "Here",
    )
    assert reading.diagnostics == ()
    reading = read(f"---\ntitle: ExampleConf 2019\ndate: 2019-10-02\n---\n\n{TALK}")
    assert (event_of(reading).start, event_of(reading).end) == (dt.date(2019, 10, 2), None)
    assert codes(reading) == {"date-from-front-matter": 3}


@pytest.mark.parametrize(
    "front",
    [
        "title: A: B\ndate: 2019-13-45",
        "title: [",
        "- a\n- b",
        "a: &a [1]\nb: [*a, *a]",
        "title: {a: b}\ndate: [1]",
        "title:\ndate: true",
        "a: " + "[" * 5000,
    ],
)
def test_a_broken_front_matter_is_reported_and_the_body_read(front: str) -> None:
    reading = read(f"---\n{front}\n---\n\n# ExampleConf 2019\n\nMay 1, 2019\n\n{TALK}")
    assert [t.key for t in event_of(reading).talks] == ["a"]
    assert event_of(reading).name == "ExampleConf 2019"
    assert any(d.code.startswith("front-matter") for d in reading.diagnostics)


@pytest.mark.parametrize(
    ("heading", "key", "number"),
    [
        ("# Day 1: Wednesday 2019-10-02", "2019-10-02", 1),
        ("# Day 2 - Thursday, October 3, 2019", "2019-10-03", 2),
        ("# Wednesday, October 2", "2019-10-02", None),
        ("# 2019-10-02", "2019-10-02", None),
        ("# Day Two", "2019-10-03", 2),
        ("# Thursday", "2019-10-03", None),
        ("### Oct 3rd (Thursday)", "2019-10-03", None),
    ],
)
def test_days(heading: str, key: str, number: int | None) -> None:
    reading = read(f"# ExampleConf\n\nOctober 2-3, 2019 — Here\n\n{heading}\n\n{TALK}")
    day = event_of(reading).days[0]
    assert (day.key, str(day.date), day.number) == (key, key, number)
    assert [(t.day, str(t.date)) for t in event_of(reading).talks] == [(key, key)]
    assert reading.diagnostics == ()


def test_a_day_that_contradicts_itself_or_the_event() -> None:
    reading = read(f"# ExampleConf\n\nOctober 2-3, 2019\n\n# Friday 2019-10-05\n\n{TALK}")
    assert event_of(reading).talks[0].date == dt.date(2019, 10, 5)
    assert codes(reading) == {"weekday-contradicts-date": 5, "day-outside-event": 5}


@pytest.mark.parametrize(
    ("heading", "anchor", "title"),
    [
        ('## <a name="reed"></a> On *big* things', "reed", "On big things"),
        ('## <a id="reed ">\n', "reed", ""),
        ('## On things <a name="reed"></a>', "reed", "On things"),
        ("## On things {#reed}", "reed", "On things"),
        ('<a name="reed"></a>\n\n## On things', "reed", "On things"),
        ('## <a name=""></a>On things', None, "On things"),
        ("On “things” — and more\n---", None, "On “things” — and more"),
    ],
)
def test_anchors(heading: str, anchor: str | None, title: str) -> None:
    reading = read(f"# ExampleConf 2019\n\n{heading}\n\n[Ana Reed](https://twitter.com/ana)\n")
    talk = event_of(reading).talks[0]
    assert (talk.anchor, talk.title) == (anchor, title or "reed")


def test_front_matter_that_does_not_end() -> None:
    reading = read(f"---\ntitle: ExampleConf\n\n# ExampleConf 2019\n\n{TALK}")
    assert codes(reading)["front-matter-unclosed"] == 1


def test_two_talks_with_one_anchor_are_called_by_their_titles() -> None:
    text = (
        '# ExampleConf 2019\n\n## <a name="x"></a> One\n\n## <a name="X "></a> Two\n\n## {#x} Two\n'
    )
    reading = read(text.replace("{#x} Two", "Two {#x}"))
    assert [t.key for t in event_of(reading).talks] == ["one", "two", "two-2"]
    assert [d.line for d in reading.diagnostics if d.code == "duplicate-anchor"] == [3, 5, 7]


@pytest.mark.parametrize("label", ["The talks:", "## Contents", "**Schedule**"])
@pytest.mark.parametrize("entry", ["[Ana Reed — On things](#a)", "[Ana Reed](#A%20) - On things"])
def test_contents(label: str, entry: str) -> None:
    text = f"# ExampleConf 2019\n\n{label}\n\n* {entry}\n* [Bo — Gone](#gone)\n\n"
    reading = read(f"{text}{TALK}\n## <a name='b'></a>More\n")
    assert codes(reading) == {"toc-unknown-anchor": 6, "toc-misses-talk": 14}
    assert [(s.first, s.last) for s in event_of(reading).talks[0].spans] == [
        (8, 8),
        (5, 5),
        (10, 10),
    ]


def test_sessions() -> None:
    text = """# ExampleConf 2019

May 1-2, 2019 — Here

# Day 1: 2019-05-01

## Ignites

* Ana Reed - Big - and small
* On pages – [Bo Lind](https://twitter.com/bo)
* Cy Dale: Small

A remark.

## Open Spaces: Rest
(North Room)

## Workshop: Hands on

[slides](https://a.example/)

## Lunch

## <a name="w"></a> Workshop: Listed
"""
    event = event_of(read(text))
    assert [(s.kind, s.key, s.location) for s in event.sessions] == [
        (SessionKind.IGNITES, "2019-05-01-ignites", None),
        (SessionKind.OPEN_SPACE, "2019-05-01-open-spaces-rest", "North Room"),
        (SessionKind.WORKSHOP, "2019-05-01-workshop-hands-on", None),
        (SessionKind.OTHER, "2019-05-01-lunch", None),
    ]
    assert [(i.title, i.speakers[0].name) for i in event.sessions[0].items] == [
        ("Big - and small", "Ana Reed"),
        ("On pages", "Bo Lind"),
        ("Small", "Cy Dale"),
    ]
    assert [n.plain for n in event.sessions[0].notes] == ["A remark."]
    assert [t.title for t in event.talks] == ["Workshop: Listed"]


def test_title_days_and_talks_at_other_levels() -> None:
    one = "### One\n\nAna Reed\n\n#### Questions\n\n* why\n\n"
    event = event_of(read(f"# ExampleConf\n\n## 2019-05-01\n\n{one}### Two\n\nBo Lind\n"))
    assert [(t.title, t.day, len(t.notes)) for t in event.talks] == [
        ("One", "2019-05-01", 2),
        ("Two", "2019-05-01", 0),
    ]


@pytest.mark.parametrize(
    ("title", "name", "place"),
    [
        ("ExampleConf 2021: May 1-2, 2021, Hartwell, Here", "ExampleConf 2021", "Hartwell, Here"),
        ("ExampleConf (May 1-2, 2021)", "ExampleConf", None),
        ("ExampleConf — 1-2 May 2021 — Hartwell", "ExampleConf", "Hartwell"),
    ],
)
def test_dates_in_the_title(title: str, name: str, place: str | None) -> None:
    event = event_of(read(f"# {title}\n\n## Day 2: 2021-05-02\n\n#{TALK}"))
    assert (event.name, event.location) == (name, place)
    assert (str(event.start), str(event.end)) == ("2021-05-01", "2021-05-02")


@pytest.mark.parametrize(
    "heading",
    ["9:30 — On things", "9:30–10:15 | On things", "(13:00) On things", "9:30 am: On things"],
)
def test_the_time_of_day_is_no_part_of_a_title(heading: str) -> None:
    event = event_of(read(f"# ExampleConf 2021\n\n## {heading}\n\nAna Reed\n\n> one\n"))
    assert [talk.title for talk in event.talks] == ["On things"]


def test_a_heading_over_the_contents_is_no_session() -> None:
    contents = "## What I attended\n\n* [Ana Reed — On things](#a)\n\n"
    event = event_of(read(f"# ExampleConf 2021\n\n{contents}{TALK}"))
    assert ([talk.title for talk in event.talks], event.sessions) == (["On things"], ())


def test_an_entry_that_names_no_heading_costs_no_time() -> None:
    count = 1000
    contents = "".join(f"* [Ana Reed — Talk {n}](#a{n})\n" for n in range(count))
    talks = "".join(f"## Other {n}\n\n> one\n\n" for n in range(count))
    reading = read(f"# ExampleConf 2021\n\nThe talks:\n\n{contents}\n{talks}")
    assert len(event_of(reading).talks) == count


def test_front_matter_in_toml() -> None:
    front = (
        '+++\ntitle = "ExampleConf 2019"\ndate = 2019-10-02\ntags = ["a"]\n[params]\nb = 1\n+++\n'
    )
    reading = read(f"{front}\n{TALK}")
    event = event_of(reading)
    assert (event.name, event.start) == ("ExampleConf 2019", dt.date(2019, 10, 2))
    assert [(d.code, d.line, d.last) for d in reading.diagnostics] == [
        ("date-from-front-matter", 3, 3),
        ("front-matter-unused", 4, 4),
        ("front-matter-unused", 5, 6),
    ]


def test_front_matter_in_broken_toml() -> None:
    reading = read(f"+++\ntitle = 'ExampleConf 2019'\ndate = x y\n+++\n\n{TALK}")
    assert event_of(reading).name == "ExampleConf 2019"
    assert codes(reading)["front-matter-invalid"] == 1


def test_the_time_of_day_is_no_place() -> None:
    event = event_of(read(f"# ExampleConf\n\nMay 1, 2021, 13:00–18:00 UTC\nWhere: Here\n\n{TALK}"))
    assert event.location == "Here"


def test_dates_in_a_sentence() -> None:
    reading = read(f"# ExampleConf\n\nI went on **May 1 and 2, 2021**.\n\n{TALK}")
    event = event_of(reading)
    assert (str(event.start), str(event.end)) == ("2021-05-01", "2021-05-02")
    assert codes(reading) == {"dates-from-prose": 3}
    reading = read("# A tool\n\nReleased on May 1, 2021.\n\n## Install\n\nRun it.\n")
    assert reading.event is None
    assert {"not-notes"} <= codes(reading).keys()


def test_a_table_of_contents_in_one_line() -> None:
    contents = "Jump to: [Ana Reed](#a) · [Bo Lind & Cy Dale](#b)\n\n"
    talks = '## <a name="a"></a>Ana Reed: On things\n\n([@ana](https://twitter.com/ana))\n\n'
    talks += '## <a name="b"></a>Bo Lind & Cy Dale: More things\n\n> one\n'
    event = event_of(read(f"# ExampleConf 2021\n\n{contents}{talks}"))
    assert [(talk.title, [s.name for s in talk.speakers]) for talk in event.talks] == [
        ("On things", ["Ana Reed"]),
        ("More things", ["Bo Lind", "Cy Dale"]),
    ]
    account = event.talks[0].speakers[0].account
    assert account is not None
    assert account.handle == "ana"


def test_what_the_note_taker_adds_for_themselves_is_of_the_event() -> None:
    text = """# QuayConf 2019

## 🎤 09:15 – Small Boats
Speaker: Ana Reed

* float

## ☕ 10:50 – Pause

## Not attended

- Quiet Harbours (D. Strand)
- Loud Harbours (K. Berg)

## Cancelled: Sails for all

## 🪢 Ropes
Speaker: Bo Lind

* hold

## People I met

- Eva Moe (https://example.org/@eva)

## Next steps
Speaker: Cy Dale

* one at a time
"""
    event = event_of(read(text))
    assert [(t.title, [s.name for s in t.speakers]) for t in event.talks] == [
        ("Small Boats", ["Ana Reed"]),
        ("🪢 Ropes", ["Bo Lind"]),
        ("Next steps", ["Cy Dale"]),
    ]
    assert [(s.kind, s.title) for s in event.sessions] == [(SessionKind.OTHER, "Pause")]
    said = [note.plain for note in event.notes]
    assert said[:3] == ["Not attended", "Quiet Harbours (D. Strand)", "Loud Harbours (K. Berg)"]
    assert "Cancelled: Sails for all" in said
    assert "People I met" in said


@pytest.mark.parametrize(
    ("last", "doubtful"),
    [
        ("Quayside\n\n* float", True),
        ("14:30 – Quayside\n\n* float", False),
        ("Quayside\n\n[slides](https://a.example/)", False),
        ("Quayside\n\n> float", False),
        ("[Quayside](https://a.example/)\n\n* float", False),
        ("Quayside\nSpeaker: Bo Lind\n\n* float", False),
        ("Coffee\n\n* float", False),
    ],
)
@pytest.mark.parametrize("others", [3, 4])
def test_a_talk_that_shows_nothing_beside_talks_with_speakers_is_doubtful(
    others: int, last: str, doubtful: bool
) -> None:
    talk = "## Ropes {}\nSpeaker: Ana Reed\n\n* hold\n\n"
    text = "# QuayConf 2019\n\n" + "".join(talk.format(n) for n in range(others)) + f"## {last}\n"
    reading = read(text)
    found = [d for d in reading.diagnostics if d.code == "doubtful-talk"]
    assert [d.line for d in found] == ([3 + 5 * others] if doubtful and others > 3 else [])
    assert all(d.severity is Severity.INFO for d in found)
    assert len(event_of(reading).talks) == others + ("Coffee" not in last)


def test_where_several_talks_name_nobody_none_is_doubtful() -> None:
    talk = "## Ropes {}\nSpeaker: Ana Reed\n\n* hold\n\n"
    text = "# QuayConf 2019\n\n" + "".join(talk.format(n) for n in range(4))
    more = text + "## Quayside\n\n* float\n\n## Nets at sea\n\n* sink\n\n"
    assert "doubtful-talk" in codes(read(more))
    assert "doubtful-talk" not in codes(read(more + "## Sails for all\n\n* fly\n"))
