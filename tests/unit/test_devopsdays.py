"""The website of DevOpsDays: files of one event that decide together, and junk that looks alike."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talkgraph.model import (
    NO_HINTS,
    NOT_NOTES,
    Event,
    Hints,
    LinkKind,
    Reading,
    SessionKind,
    Severity,
    SourceFile,
    SourceKind,
    TalkStatus,
)
from talkgraph.sources.join import join
from talkgraph.sources.programmes.devopsdays import DevOpsDays
from talkgraph.sources.registry import reader_of

DATA: Final = "data/events/2031/harbour/main.yml"
SITE: Final = "content/events/2031-harbour"
OFFSET: Final = dt.timezone(dt.timedelta(hours=-4))

MAIN: Final = """\
name: "2031-harbour" # the name of the event
year: "2031"
city: "Harbour"
event_twitter: "@dodharbour"
startdate: 2031-05-01T00:00:00-04:00
enddate: 2031-05-02T23:59:59-04:00
location: "Old Mill"
location_address: "1 Quay St."
program:
  - title: "Registration"
    type: custom
    date: 2031-05-01T00:00:00-04:00
    start_time: "08:00"
    end_time: "09:00"
  - title: mara-lind
    type: talk
    date: 2031-05-01T00:00:00-04:00
    start_time: 10:30
    end_time: 11:00
  - title: Ignites
    type: ignite
    date: 2031-05-01
    start_time: "13:00"
    end_time: "13:30"
  - title: "Open Space #1"
    type: open-space
    date: 2031-05-01
    start_time: "14:00"
    end_time: late
  - title: "ben-ode"
    type: talk
    date: 2031-05-02T23:59:59-04:00
    start_time: "9:15"
    end_time: "10:00"
  - title: "tides"
    type: workshop
    date: 2031-05-02T23:59:59-04:00
    start_time: "22:00"
    end_time: "00:30"
ignites:
  - title: "ida-holt"
    date: 2031-05-01
  - title: "Ignite Karaoke!"
    date: 2031-05-01
  - title: "nobody-there"
    date: 2031-05-02
"""

FILES: Final = {
    DATA: MAIN,
    f"{SITE}/program/mara-lind.md": """\
+++
Talk_date = ""
Talk_start_time = ""
Talk_end_time = ""
Title = "Ropes That Hold"
Type = "talk"
Speakers = ["mara-lind", "ben-ode"]
youtube = "abcdefghijk"
speakerdeck = "https://speakerdeck.com/mara/ropes"
slideshare = "4711"
+++

How ropes are made.

Why they break. {{< youtube zyxwvutsrqp >}}
""",
    f"{SITE}/program/tides.md": """\
---
talk_date: ""
title: Reading Tides
type: talk
speakers: ida-holt
---
Bring a boat.
""",
    f"{SITE}/program/ida-holt.md": (
        '+++\nTalk_date = ""\nTitle = "Lamps"\nType = "talk"\nSpeakers = ["ida-holt"]\n+++\nOil.\n'
    ),
    f"{SITE}/program/stale.md": (
        '+++\nTalk_date = ""\nTitle = "Anchors"\nType = "talk"\nSpeakers = ["mara-lind"]\n+++\n'
    ),
    f"{SITE}/speakers/mara-lind.md": """\
+++
Title = "Mara Lind"
Twitter = "maralind"
Mastodon = "https://hachyderm.io/@mara"
Website = "https://mara.example.org"
linktitle = "mara-lind"
type = "speaker"
+++

Mara makes ropes.
""",
    f"{SITE}/speakers/ben-ode.md": (
        '+++\nTitle = "Ben Ode"\nGithub = "https://github.com/benode"\nTwitter = ""\n'
        'linktitle = "ben-ode"\ntype = "speaker"\n+++\n'
    ),
    f"{SITE}/speakers/ida-holt.md": (
        '---\nTitle: Ida Holt\nlinkedin: "https://www.linkedin.com/in/idaholt/"\n'
        "linktitle: ida-holt\ntype: speaker\n---\n"
    ),
    f"{SITE}/welcome.md": '+++\nTitle = "Harbour 2031"\nType = "welcome"\n+++\nHi\n',
}


def read(folder: Path, files: Mapping[str, str], hints: Hints = NO_HINTS) -> dict[str, Reading]:
    sources: list[SourceFile] = []
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sources.append(SourceFile(path=path, name=name))
    told = DevOpsDays().read(sources, hints)
    assert told == DevOpsDays().read(sources, hints)
    return {reading.source: reading for reading in told}


def event_of(readings: Mapping[str, Reading], name: str = DATA) -> Event:
    event = readings[name].event
    assert event is not None
    return event


def codes(reading: Reading) -> list[tuple[str, Severity]]:
    return [(each.code, each.severity) for each in reading.diagnostics]


def joined(readings: Mapping[str, Reading]) -> Event:
    [event], _ = join([event for each in readings.values() for event in each.events])
    return event


@pytest.fixture
def readings(tmp_path: Path) -> dict[str, Reading]:
    return read(tmp_path, FILES)


def test_the_data_names_the_event_its_days_and_its_place(readings: dict[str, Reading]) -> None:
    event = event_of(readings)
    assert (event.name, event.series) == ("DevOpsDays Harbour 2031", "DevOpsDays")
    assert (event.start, event.end) == (dt.date(2031, 5, 1), dt.date(2031, 5, 2))
    assert event.location == "Old Mill, 1 Quay St."
    assert [each.key for each in event.accounts] == [("twitter", "dodharbour")]
    assert (event.kind, event.acronym) == (SourceKind.PROGRAMME, "2031-harbour")
    assert [day.date for day in event.days] == [dt.date(2031, 5, 1), dt.date(2031, 5, 2)]


def test_slots_have_the_day_that_is_written_and_the_time_that_is_meant(
    readings: dict[str, Reading],
) -> None:
    ropes, hole, tides = event_of(readings).talks
    assert (ropes.title, ropes.date) == ("Ropes That Hold", dt.date(2031, 5, 1))
    assert ropes.start == dt.datetime(2031, 5, 1, 10, 30, tzinfo=OFFSET)
    assert ropes.end == dt.datetime(2031, 5, 1, 11, 0, tzinfo=OFFSET)
    assert [span.path for span in ropes.spans] == ["/program/1"]
    assert (hole.title, hole.key, hole.date) == ("", "ben-ode", dt.date(2031, 5, 2))
    assert hole.start == dt.datetime(2031, 5, 2, 9, 15, tzinfo=OFFSET)
    assert [each.name for each in hole.speakers] == ["Ben Ode"]
    assert (tides.title, tides.type) == ("Reading Tides", "workshop")
    assert tides.end == dt.datetime(2031, 5, 3, 0, 30, tzinfo=OFFSET)
    assert [talk.position for talk in event_of(readings).talks] == [1, 2, 3]


def test_sessions_list_short_talks_and_breaks_are_named(readings: dict[str, Reading]) -> None:
    ignites, space = event_of(readings).sessions
    assert (ignites.kind, space.kind) == (SessionKind.IGNITES, SessionKind.OPEN_SPACE)
    assert [(i.title, [s.name for s in i.speakers]) for i in ignites.items] == [
        ("Lamps", ["Ida Holt"]),
        ("Ignite Karaoke!", []),
    ]
    assert [item.span.path for item in ignites.items] == ["/ignites/0", "/ignites/1"]
    assert (space.start, space.end) == (dt.datetime(2031, 5, 1, 14, 0, tzinfo=OFFSET), None)
    assert codes(readings[DATA]) == [
        ("talk-without-page", Severity.WARNING),
        ("talk-without-page", Severity.WARNING),
        ("entry-without-talk", Severity.INFO),
    ]
    assert [d.path for d in readings[DATA].diagnostics] == ["/program/4", "/ignites/2", "/program"]
    kept, lost, _ = (diagnostic.message for diagnostic in readings[DATA].diagnostics)
    assert kept.endswith("it is kept with what is known")
    assert lost.endswith("nothing is known of it")


def test_the_page_of_a_talk_tells_abstract_people_and_links(readings: dict[str, Reading]) -> None:
    reading = readings[f"{SITE}/program/mara-lind.md"]
    [talk] = event_of(readings, reading.source).talks
    assert [each.name for each in talk.speakers] == ["Mara Lind", "Ben Ode"]
    assert [each.account for each in talk.speakers] == [None, None]
    announced = " ".join(each.plain for each in talk.abstracts)
    assert announced == "How ropes are made. Why they break."
    assert [(link.kind, link.url) for link in talk.links] == [
        (LinkKind.VIDEO, "https://www.youtube.com/watch?v=abcdefghijk"),
        (LinkKind.SLIDES, "https://speakerdeck.com/mara/ropes"),
        (LinkKind.VIDEO, "https://www.youtube.com/watch?v=zyxwvutsrqp"),
    ]
    assert talk.start is None
    assert {span.lines for span in talk.spans} == {range(1, 12)}
    assert codes(reading) == [("link-invalid", Severity.WARNING)]
    assert reading.coverage is not None
    assert (reading.coverage.content, reading.coverage.in_graph) == (13, 13)


def test_the_page_of_a_speaker_tells_accounts_of_the_same_talk(
    readings: dict[str, Reading],
) -> None:
    reading = readings[f"{SITE}/speakers/mara-lind.md"]
    [talk] = event_of(readings, reading.source).talks
    [speaker] = talk.speakers
    assert (talk.title, speaker.name) == ("Ropes That Hold", "Mara Lind")
    assert [a.key for a in speaker.accounts] == [("twitter", "maralind"), ("hachyderm.io", "mara")]
    assert speaker.url == "https://mara.example.org"
    assert codes(reading) == [("text-unused", Severity.INFO)]
    assert reading.coverage is not None
    assert (reading.coverage.content, reading.coverage.accounted) == (9, 9)


def test_all_files_together_are_one_event(readings: dict[str, Reading]) -> None:
    event = joined(readings)
    ropes, *others = event.talks
    assert ropes.title == "Ropes That Hold"
    assert {each.name for talk in others for each in talk.speakers} == {"Ben Ode", "Ida Holt"}
    assert [s.name for s in ropes.speakers] == ["Mara Lind", "Ben Ode"]
    assert [s.account.key if s.account else None for s in ropes.speakers] == [
        ("twitter", "maralind"),
        ("github", "benode"),
    ]
    assert {span.source for span in ropes.spans} == {
        f"{SITE}/program/mara-lind.md",
        f"{SITE}/speakers/ben-ode.md",
        f"{SITE}/speakers/mara-lind.md",
        DATA,
    }
    [ignites] = [each for each in event.sessions if each.kind is SessionKind.IGNITES]
    assert [s.account.key for s in ignites.items[0].speakers if s.account] == [
        ("linkedin", "idaholt")
    ]


def test_what_is_of_no_programme_is_left_out_and_named(readings: dict[str, Reading]) -> None:
    for name in ("program/stale.md", "welcome.md"):
        reading = readings[f"{SITE}/{name}"]
        assert reading.events == ()
        assert codes(reading) == [(NOT_NOTES, Severity.INFO)]
        assert reading.coverage is not None
        assert reading.coverage.is_left_out


def test_without_a_programme_every_page_is_a_talk(tmp_path: Path) -> None:
    pages = {name: text for name, text in FILES.items() if name.startswith(SITE)}
    pages[f"{SITE}/program/empty.md"] = FILES[f"{SITE}/program/stale.md"].replace("Anchors", "")
    event = joined(read(tmp_path, pages))
    assert event.name == "DevOpsDays Harbour 2031"
    assert {talk.title for talk in event.talks} == {
        "Ropes That Hold",
        "Reading Tides",
        "Lamps",
        "Anchors",
    }


def test_with_the_data_alone_talks_have_no_titles(tmp_path: Path) -> None:
    readings = read(tmp_path, {"main.yml": MAIN})
    event = event_of(readings, "main.yml")
    assert [(talk.key, talk.title) for talk in event.talks] == [
        ("mara-lind", ""),
        ("ben-ode", ""),
        ("tides", ""),
    ]
    assert [each.code for each in readings["main.yml"].diagnostics] == [
        "talk-without-page",
        "entry-without-talk",
    ]


def test_a_page_by_itself_needs_to_be_told_its_event(tmp_path: Path) -> None:
    page = FILES[f"{SITE}/program/mara-lind.md"]
    reading = read(tmp_path, {"mara-lind.md": page})["mara-lind.md"]
    assert codes(reading) == [(NOT_NOTES, Severity.WARNING)]
    told = read(tmp_path, {"mara-lind.md": page}, Hints(event="HarbourConf 2031"))
    event = event_of(told, "mara-lind.md")
    assert (event.name, event.series) == ("HarbourConf 2031", None)
    assert [s.name for s in event.talks[0].speakers] == ["Mara Lind", "Ben Ode"]
    assert [d.code for d in told["mara-lind.md"].diagnostics].count("speaker-without-page") == 2


def test_several_events_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    other = {
        name.replace("2031", "2032"): text.replace("2031", "2032") for name, text in FILES.items()
    }
    readings = read(tmp_path, {**FILES, **other})
    events, _ = join([event for each in readings.values() for event in each.events])
    assert [(event.name, len(event.talks)) for event in events] == [
        ("DevOpsDays Harbour 2031", 3),
        ("DevOpsDays Harbour 2032", 3),
    ]


def test_a_programme_in_a_file_of_its_own(tmp_path: Path) -> None:
    head, _, slots = MAIN.partition("program:\n")
    files = {**FILES, DATA: head, DATA.replace("main", "program"): f"program:\n{slots}"}
    readings = read(tmp_path, files)
    assert event_of(readings).talks == ()
    talks = event_of(readings, DATA.replace("main", "program")).talks
    assert [talk.start and talk.start.hour for talk in talks] == [10, 9, 22]
    assert len(joined(readings).talks) == 3


@pytest.mark.parametrize("kind", ["talk", "event"])
def test_data_of_long_ago_and_its_pages_with_labels(tmp_path: Path, kind: str) -> None:
    files = {
        "data/events/2016-harbour.yml": (
            "name: 2016-harbour\nyear: 2016\ncity: harbour\nstartdate: 2016-05-01\nenddate: ~\n"
        ),
        "content/events/2016-harbour/program/mara.md": (
            '+++\nCity = "Harbour"\nYear = "2016"\ntitle = "Mara Lind"\n'
            f'type = "{kind}"\n+++\n'
            "<div><p><strong>Title:</strong>\nRopes &amp; Knots\n</p>\n"
            "<p><strong>Description:</strong></p>\n<p>How they hold.</p>\n"
            "<p><strong>Speaker:</strong>\nMara Lind</p>\n<p>\n"
            '<a href="https://twitter.com/maralind">@maralind</a>\n'
            "<p>\nMara makes rope.</p></div>\n"
        ),
    }
    event = joined(read(tmp_path, files))
    assert (event.name, event.start, event.location) == (
        "DevOpsDays Harbour 2016",
        dt.date(2016, 5, 1),
        "harbour",
    )
    [talk] = event.talks
    assert (talk.title, [s.name for s in talk.speakers]) == ("Ropes & Knots", ["Mara Lind"])
    assert any("How they hold." in each.plain for each in talk.abstracts)


def test_a_cancelled_event_gave_no_talks(tmp_path: Path) -> None:
    readings = read(tmp_path, {**FILES, DATA: MAIN + 'cancel: "true"\n'})
    assert {talk.status for talk in event_of(readings).talks} == {TalkStatus.CANCELLED}


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        (DATA, MAIN + "sponsors: [", "YAML"),
        (
            f"{SITE}/program/x.md",
            '+++\nTalk_date = ""\nTitle = "a "b""\nType = "talk"\n+++\n',
            "TOML",
        ),
    ],
)
def test_what_is_broken_says_where(tmp_path: Path, name: str, text: str, where: str) -> None:
    [problem] = read(tmp_path, {name: text})[name].diagnostics
    assert (problem.code, problem.severity) == ("source-broken", Severity.ERROR)
    assert where in problem.message
    assert "line" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Ropes\ntype: talk\nspeaker: Mara Lind\n---\n# Notes\n",
        '+++\ntitle = "Ropes"\ndate = 2031-05-01\n+++\nNotes\n',
        "---\ntitle: Mara Lind\ntype: speaker\n---\n",
        "city: Harbour\nyear: 2031\n",
        "program:\n  - name: x\n",
        "# DevOpsDays Harbour 2031\n\n## Ropes\n",
        "",
    ],
)
@pytest.mark.parametrize("name", ["notes/program/ropes.md", "program.yml", "2031/ropes.md"])
def test_notes_and_other_data_are_not_taken(text: str, name: str) -> None:
    assert not DevOpsDays().accepts(text.encode(), name)


def test_the_registry_asks_this_reader_before_that_of_notes(tmp_path: Path) -> None:
    read(tmp_path, FILES)
    sources = [SourceFile(path=tmp_path / name, name=name) for name in FILES]
    assert {type(reader_of(source)) for source in sources} == {DevOpsDays}


# ── whatever comes ───────────────────────────────────────────────────────────────────────────

WORDS: Final = st.sampled_from(
    ["", "~", "mara-lind", "Ropes", "10:30", "99:99", "2031-05-01", "9999-12-31", "talk", "ignite"]
)
VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
KEYS: Final = (
    *("name", "year", "city", "startdate", "enddate", "location", "cancel", "timezone"),
    *("event_twitter", "program", "ignites"),
)
SLOT: Final = st.fixed_dictionaries(
    {},
    optional={
        key: VALUES for key in ("title", "type", "date", "start_time", "end_time", "room", "block")
    },
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    main=st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, VALUES)),
    slots=st.lists(SLOT | VALUES, max_size=4),
    page=st.dictionaries(
        st.sampled_from(["Title", "Speakers", "type", "Talk_date", "youtube", "pdf"]), VALUES
    ),
)
def test_no_yaml_can_break_it(
    tmp_path: Path, main: dict[str, object], slots: Sequence[object], page: dict[str, object]
) -> None:
    data = {"city": "Harbour", "startdate": "2031-05-01", "year": 2031, **main}
    front = yaml.safe_dump({"type": "talk", "talk_date": "", **page}, allow_unicode=True)
    files = {
        DATA: yaml.safe_dump(data, allow_unicode=True),
        DATA.replace("main", "program"): yaml.safe_dump({"program": slots, "ignites": slots}),
        f"{SITE}/program/mara-lind.md": f"---\n{front}---\nRopes.\n",
        f"{SITE}/speakers/mara-lind.md": f"---\nlinktitle: x\n{front}---\nRopes.\n",
    }
    readings = read(tmp_path, files)
    for reading in readings.values():
        for event in reading.events:
            keys = [*(talk.key for talk in event.talks), *(each.key for each in event.sessions)]
            assert len(keys) == len(set(keys))
    join([event for reading in readings.values() for event in reading.events])


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=200), fence=st.sampled_from([b"+++\n", b"---\n", b""]))
def test_no_bytes_can_break_it(tmp_path: Path, junk: bytes, fence: bytes) -> None:
    data = fence + b'type = "talk"\ntalk_date: x\n' + junk + b"\n" + fence + junk
    DevOpsDays().accepts(data, "a/2031-b/program/x.md")
    path = tmp_path / "x.md"
    path.write_bytes(data)
    [reading] = DevOpsDays().read([SourceFile(path=path, name="2031-b/program/x.md")])
    assert reading.events or reading.diagnostics


@pytest.mark.parametrize("text", ["[" * 5000, "- " * 5000, "a: &a [*a, *a]\nprogram: *a"])
def test_deep_or_circular_yaml_does_no_harm(tmp_path: Path, text: str) -> None:
    readings = read(tmp_path, {DATA: f"city: x\nyear: 2031\nstartdate: 2031-05-01\nmore: {text}"})
    assert readings[DATA].events or readings[DATA].diagnostics


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    [reading] = DevOpsDays().read([SourceFile(path=tmp_path / "main.yml", name=DATA)])
    assert codes(reading) == [("source-unreadable", Severity.ERROR)]
