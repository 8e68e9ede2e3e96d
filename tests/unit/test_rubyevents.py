"""Files of RubyEvents: events, recordings within recordings, schedules, speakers, and junk."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

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
from talkgraph.sources.programmes.rubyevents import RubyEvents
from talkgraph.sources.registry import reader_of

FOLDER: Final = "data/lampconf/lampconf-2031"
EVENT: Final = f"{FOLDER}/event.yml"
VIDEOS: Final = f"{FOLDER}/videos.yml"
SCHEDULE: Final = f"{FOLDER}/schedule.yml"
SERIES: Final = "data/lampconf/series.yml"
SPEAKERS: Final = "data/speakers.yml"

FILES: Final = {
    EVENT: """\
---
id: "lampconf-2031"
title: "LampConf 2031"
location: "Harbour, ME, United States"
timezone: "America/New_York"
kind: "conference"
start_date: "2031-05-01"
end_date: "2031-05-02"
year: 2031
website: "https://lampconf.example.org/2031"
""",
    VIDEOS: """\
---
# a comment
- id: "mara-lind-lampconf-2031"
  title: "Keynote: Ropes That Hold"
  raw_title: "LampConf 2031 - Keynote by Mara Lind"
  kind: "keynote"
  event_name: "LampConf 2031"
  date: "2031-05-01"
  published_at: "2031-07-01"
  video_provider: "youtube"
  video_id: "abcdefghijk"
  slides_url: "https://speakerdeck.com/mara/ropes"
  language: "English"
  track: "Main"
  location: "Hall A"
  description: |-
    How *ropes* are made.

    Why they break.
  speakers:
    - "Mara \\"Knots\\" Lind"
  additional_resources:
    - name: "Blog Post"
      type: "blog"
      url: "https://mara.example.org/ropes"

- id: "day-1-stream"
  title: "Morning Stream"
  date: "2031-05-01"
  video_provider: "vimeo"
  video_id: "4711"
  description: ""
  talks:
    - title: "On Oil"
      start_cue: "00:30:05"
      video_provider: "parent"
      video_id: "ben"
      speakers:
        - Ben Ode
        - Ben Ode
    - title: "On Wicks"
      start_cue: "TODO"
      video_provider: "parent"
      video_id: "ida"
      speakers: [Ida Holt]

- id: "lightning"
  title: "Lightning Talks"
  date: "2031-05-02"
  video_provider: "children"
  video_id: "lightning"
  description: "Five minutes each."
  talks:
    - title: "Lightning Talk: Ben Ode"
      kind: "lightning_talk"
      video_provider: "youtube"
      video_id: "zyxwvutsrqp"
      speakers: [Benjamin Ode]
    - title: "Lightning Talk: Ida Holt"
      kind: "lightning_talk"
      video_provider: "parent"
      video_id: "x"
      speakers: [Ida Holt]

- id: "cancelled"
  title: "Fog"
  date: "2031-05-02"
  status: "cancelled"
  video_provider: "not_recorded"
  video_id: "fog"
  description: ""
  speakers: [Ida Holt]

- id: "welcome"
  title: "Welcome reception"
  date: "2031-05-02"
  video_provider: "not_recorded"
  video_id: "welcome"
  description: ""
""",
    SCHEDULE: """\
days:
  - name: "Day 1"
    date: "2031-05-01"
    grid:
      - start_time: "09:00"
        end_time: "09:45"
        slots: 1
      - start_time: "09:45"
        end_time: "10:00"
        slots: 1
        items:
          - Coffee Break
      - start_time: "10:00"
        end_time: "11:00"
        slots: 1
  - name: "Day 2"
    date: "2031-05-02"
    grid:
      - start_time: "09:00"
        end_time: "09:45"
        slots: 7
""",
    SERIES: """\
name: "LampConf"
kind: "conference"
frequency: "yearly"
twitter: "lampconf"
default_country_code: "US"
""",
    SPEAKERS: """\
---
- name: "Ben Ode"
  github: "benode"
  twitter: "ben_ode"
  website: "https://ben.example.org"
  slug: "ben-ode"
  aliases:
    - name: "Benjamin Ode"
      slug: "benjamin-ode"
- name: "Ida Holt"
  github: ""
  mastodon: "https://ruby.social/@ida"
  bluesky: "ida.example.org"
  slug: "ida-holt"
- name: "Somebody Else"
  github: "else"
  slug: "somebody-else"
""",
}


def read(folder: Path, files: Mapping[str, str], hints: Hints = NO_HINTS) -> dict[str, Reading]:
    sources: list[SourceFile] = []
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sources.append(SourceFile(path=path, name=name))
    told = RubyEvents().read(sources, hints)
    assert told == RubyEvents().read(sources, hints)
    return {reading.source: reading for reading in told}


def event_of(readings: Mapping[str, Reading], name: str) -> Event:
    event = readings[name].event
    assert event is not None
    return event


def joined(readings: Mapping[str, Reading]) -> tuple[Event, ...]:
    return join([event for each in readings.values() for event in each.events])[0]


@pytest.fixture
def readings(tmp_path: Path) -> dict[str, Reading]:
    return read(tmp_path, FILES)


def test_the_event_file_tells_name_days_place_and_zone(readings: dict[str, Reading]) -> None:
    event = event_of(readings, EVENT)
    assert (event.name, event.series, event.kind) == (
        "LampConf 2031",
        "LampConf",
        SourceKind.PROGRAMME,
    )
    assert (event.start, event.end) == (dt.date(2031, 5, 1), dt.date(2031, 5, 2))
    assert event.location == "Harbour, ME, United States"
    assert event.time_zone == "America/New_York"
    assert event.acronym == "lampconf-2031"
    assert event.url == "https://lampconf.example.org/2031"
    series = event_of(readings, SERIES)
    assert [each.key for each in series.accounts] == [("twitter", "lampconf")]


@pytest.mark.parametrize(
    ("precision", "told"), [("year", (None, 2031, None)), ("month", (None, 2031, 5))]
)
def test_a_date_is_as_precise_as_it_says(
    tmp_path: Path, precision: str, told: tuple[object, ...]
) -> None:
    readings = read(tmp_path, {EVENT: FILES[EVENT] + f"date_precision: {precision}\n"})
    event = event_of(readings, EVENT)
    assert (event.start, event.year, event.month) == told


def test_a_recording_is_a_talk_with_all_that_is_told(readings: dict[str, Reading]) -> None:
    talk = event_of(readings, VIDEOS).talks[0]
    assert (talk.title, talk.type) == ("Keynote: Ropes That Hold", "keynote")
    assert (talk.language, talk.track, talk.room) == ("en", "Main", "Hall A")
    assert [each.name for each in talk.speakers] == ['Mara "Knots" Lind']
    announced = " ".join(each.plain for each in talk.abstracts)
    assert announced.endswith("Why they break.")
    assert (talk.date, talk.start) == (dt.date(2031, 5, 1), None)
    assert [(link.kind, link.url) for link in talk.links] == [
        (LinkKind.VIDEO, "https://www.youtube.com/watch?v=abcdefghijk"),
        (LinkKind.SLIDES, "https://speakerdeck.com/mara/ropes"),
        (LinkKind.BLOG, "https://mara.example.org/ropes"),
    ]
    assert [span.path for span in talk.spans] == ["/0"]
    assert talk.identifiers == ("mara-lind-lampconf-2031",)


def test_full_talks_in_one_recording_have_a_place_in_it(readings: dict[str, Reading]) -> None:
    _, oil, wicks, fog = event_of(readings, VIDEOS).talks
    assert (oil.title, oil.date) == ("On Oil", dt.date(2031, 5, 1))
    assert [each.name for each in oil.speakers] == ["Ben Ode"]
    assert [link.url for link in oil.links] == ["https://vimeo.com/4711#t=1805s"]
    assert [link.url for link in wicks.links] == ["https://vimeo.com/4711"]
    assert [span.path for span in wicks.spans] == ["/1/talks/1"]
    assert (fog.status, fog.links) == (TalkStatus.CANCELLED, ())
    assert [(d.code, d.severity, d.path) for d in readings[VIDEOS].diagnostics] == [
        ("entry-without-talk", Severity.INFO, "/1"),
        ("entry-without-talk", Severity.INFO, "/4"),
    ]


def test_short_talks_are_listed_by_their_session(readings: dict[str, Reading]) -> None:
    [session] = event_of(readings, VIDEOS).sessions
    assert (session.kind, session.date) == (SessionKind.IGNITES, dt.date(2031, 5, 2))
    assert [(i.title, [s.name for s in i.speakers], i.span.path) for i in session.items] == [
        ("Lightning Talk: Ben Ode", ["Benjamin Ode"], "/2/talks/0"),
        ("Lightning Talk: Ida Holt", ["Ida Holt"], "/2/talks/1"),
    ]
    assert [link.url for link in session.links] == ["https://www.youtube.com/watch?v=zyxwvutsrqp"]


def test_the_schedule_tells_times_where_it_has_as_many_slots(readings: dict[str, Reading]) -> None:
    [ropes] = event_of(readings, SCHEDULE).talks
    assert ropes.title == "Keynote: Ropes That Hold"
    zone = ZoneInfo("America/New_York")
    assert ropes.start == dt.datetime(2031, 5, 1, 9, 0, tzinfo=zone)
    assert [span.path for span in ropes.spans] == ["/days/0/grid/0"]
    assert [each.code for each in readings[SCHEDULE].diagnostics] == ["schedule-unused"]


def test_people_have_their_accounts_by_any_of_their_names(readings: dict[str, Reading]) -> None:
    [event] = joined(readings)
    accounts = {
        (talk.title, each.name): [account.key for account in each.accounts]
        for talk in event_of(readings, SPEAKERS).talks
        for each in talk.speakers
    }
    assert accounts == {
        ("On Oil", "Ben Ode"): [("twitter", "ben_ode"), ("github", "benode")],
        ("On Wicks", "Ida Holt"): [("ruby.social", "ida"), ("bluesky", "ida.example.org")],
        ("Fog", "Ida Holt"): [("ruby.social", "ida"), ("bluesky", "ida.example.org")],
    }
    [session] = event.sessions
    assert [[s.account.key for s in i.speakers if s.account] for i in session.items] == [
        [("twitter", "ben_ode")],
        [("ruby.social", "ida")],
    ]
    assert len(event.talks) == 4


def test_people_without_talks_tell_of_no_event(tmp_path: Path) -> None:
    reading = read(tmp_path, {SPEAKERS: FILES[SPEAKERS]})[SPEAKERS]
    assert (reading.events, [d.code for d in reading.diagnostics]) == ((), [NOT_NOTES])


def test_recordings_alone_name_their_event(tmp_path: Path) -> None:
    readings = read(tmp_path, {VIDEOS: FILES[VIDEOS]})
    assert event_of(readings, VIDEOS).name == "LampConf 2031"


def test_a_meetup_is_an_event_for_every_evening(tmp_path: Path) -> None:
    files = {
        EVENT: FILES[EVENT]
        .replace('"conference"', '"meetup"')
        .replace("LampConf 2031", "Lamps.rb"),
        VIDEOS: """\
- title: "Lamps.rb May 2031"
  event_name: "Lamps.rb, the first"
  date: "2031-05-01"
  video_provider: "children"
  video_id: "may"
  talks:
    - title: "On Oil"
      video_provider: "not_recorded"
      video_id: "oil"
      speakers: [Ben Ode]
- title: "On Wicks"
  event_name: "Lamps.rb"
  date: "2031-06-05"
  video_provider: "youtube"
  video_id: "abcdefghijk"
  speakers: [Ida Holt]
""",
    }
    events = sorted(joined(read(tmp_path, files)), key=lambda event: str(event.start))
    assert [(event.name, event.series, event.start, event.end) for event in events] == [
        ("Lamps.rb, the first", "Lamps.rb", dt.date(2031, 5, 1), dt.date(2031, 5, 1)),
        ("Lamps.rb June 2031", "Lamps.rb", dt.date(2031, 6, 5), dt.date(2031, 6, 5)),
    ]
    assert [[talk.title for talk in event.talks] for event in events] == [["On Oil"], ["On Wicks"]]


def test_events_of_several_folders_are_told_apart(tmp_path: Path) -> None:
    other = {
        name.replace("2031", "2032"): text.replace("2031", "2032")
        for name, text in FILES.items()
        if name.startswith(FOLDER)
    }
    readings = read(tmp_path, {**FILES, **other})
    assert [(event.name, len(event.talks)) for event in joined(readings)] == [
        ("LampConf 2031", 4),
        ("LampConf 2032", 4),
    ]
    assert len(readings[SPEAKERS].events) == 2


def test_an_evening_that_lists_no_talks_is_none_itself_and_a_closing_is_one(tmp_path: Path) -> None:
    more = (
        '- title: "Lamp Meetup May 2031"\n  date: "2031-05-01"\n  talks: []\n'
        '- title: "Closing Remarks"\n  date: "2031-05-02"\n'
        '- title: "On Fog"\n  date: "2031-05-01"\n  speakers:\n    - Mara Lind\n  talks: []\n'
    )
    reading = read(tmp_path, {**FILES, VIDEOS: FILES[VIDEOS] + more})[VIDEOS]
    titles = [talk.title for event in reading.events for talk in event.talks]
    assert "Lamp Meetup May 2031" not in titles
    assert titles[-2:] == ["Closing Remarks", "On Fog"]
    assert "'Lamp Meetup May 2031' is no talk, and holds none" in {
        d.message for d in reading.diagnostics
    }


def test_what_is_broken_says_where(tmp_path: Path) -> None:
    [problem] = read(tmp_path, {VIDEOS: FILES[VIDEOS] + "- title: [\n"})[VIDEOS].diagnostics
    assert (problem.code, problem.severity) == ("source-broken", Severity.ERROR)
    assert "line" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "title: x\nkind: conference\n",
        "- name: x\n  slug: x\n",
        "- title: x\n  date: 2031-05-01\n",
        '---\nid: "x"\ntitle: "x"\nkind: talk\nlocation: y\n---\n\nNotes\n',
        "# LampConf 2031\n\n- title: Ropes\n",
        "days:\n  - name: x\n",
        '{"id": 1, "title": "x"}',
    ],
)
def test_notes_and_other_data_are_not_taken(text: str) -> None:
    assert not RubyEvents().accepts(text.encode(), "videos.yml")


def test_the_registry_asks_this_reader_before_that_of_notes(tmp_path: Path) -> None:
    read(tmp_path, FILES)
    sources = [SourceFile(path=tmp_path / name, name=name) for name in FILES]
    assert {type(reader_of(source)) for source in sources} == {RubyEvents}


# ── whatever comes ───────────────────────────────────────────────────────────────────────────

WORDS: Final = st.sampled_from(
    ["", "x", "2031-05-01", "9999-12-31", "youtube", "parent", "99:99:99", "lightning_talk"]
)
VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=10,
)


def mappings(keys: str) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(keys.split(), VALUES))


ENTRY: Final = mappings("title date kind speakers video_provider video_id status description time")
GRID: Final = st.lists(mappings("start_time end_time slots items") | VALUES, max_size=3)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    event=mappings("title kind start_date end_date year timezone date_precision website twitter"),
    videos=st.lists(
        st.tuples(ENTRY, st.lists(ENTRY | VALUES, max_size=3)).map(
            lambda e: {**e[0], "talks": e[1]}
        )
        | VALUES,
        max_size=4,
    ),
    days=st.lists(st.tuples(WORDS, GRID).map(lambda d: {"date": d[0], "grid": d[1]}), max_size=3),
    people=st.lists(mappings("name slug github twitter aliases website") | VALUES, max_size=3),
)
def test_no_yaml_can_break_it(
    tmp_path: Path,
    event: dict[str, object],
    videos: list[object],
    days: list[object],
    people: list[object],
) -> None:
    known = {"title": "x", "video_provider": "x"}
    files: dict[str, object] = {
        EVENT: {"id": "x", "location": "x", "start_date": "x", "title": "x", **event},
        VIDEOS: [known, *videos],
        SCHEDULE: {"days": [{"grid": [{"slots": 1}]}, *days]},
        SERIES: {"frequency": "x", "name": "x", **event},
        SPEAKERS: [{"name": "x", "slug": "x", "github": "x"}, *people],
    }
    texts = {name: yaml.safe_dump(value, sort_keys=False) for name, value in files.items()}
    readings = read(tmp_path, texts)
    assert all(reading.events or reading.diagnostics for reading in readings.values())
    for told in (told for reading in readings.values() for told in reading.events):
        keys = [*(talk.key for talk in told.talks), *(each.key for each in told.sessions)]
        assert len(keys) == len(set(keys))
    joined(readings)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=200))
def test_no_bytes_can_break_it(tmp_path: Path, junk: bytes) -> None:
    data = b"- title: x\n  video_provider: youtube\n" + junk
    RubyEvents().accepts(data, "videos.yml")
    path = tmp_path / "videos.yml"
    path.write_bytes(data)
    [reading] = RubyEvents().read([SourceFile(path=path, name="videos.yml")])
    assert reading.events or reading.diagnostics
