"""pyvideo's records: a file a talk beside its category, or a talk a line."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talkgraph.model import NOT_NOTES, Event, Hints, LinkKind, Reading, SourceFile, Talk
from talkgraph.sources.join import join
from talkgraph.sources.programmes.pyvideo import PyVideo
from talkgraph.sources.whole import BROKEN

VIDEO: dict[str, Any] = {
    "copyright_text": None,
    "description": "Lamps burn oil.\nOr tallow.\n\nSee `the harbour <https://example.org/>`_.\n",
    "duration": 1800,
    "language": "eng",
    "recorded": "2031-05-04T12:10:00",
    "related_urls": [
        {"label": "Slides", "url": "https://example.org/deck"},
        "https://example.org/more",
        None,
    ],
    "speakers": ["Ida  Holt", "Various speakers"],
    "tags": ["oil", "tutorial"],
    "thumbnail_url": "https://i.ytimg.com/vi/x/1.jpg",
    "title": "Lamps  in winter",
    "videos": [{"type": "youtube", "url": "https://www.youtube.com/watch?v=x"}],
}
SOONER = {"title": "Ropes", "speakers": [], "recorded": "2031-05-02", "videos": [], "duration": 60}


def files(folder: Path, **contents: object) -> list[SourceFile]:
    """Write files, `/` spelled `__` in their names."""
    found = []
    for key, content in contents.items():
        name = f"{key.replace('__', '/')}.json"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        found.append(SourceFile(path=path, name=name))
    return found


def lines(folder: Path, *rows: object, hints: Hints = Hints()) -> Reading:  # noqa: B008
    path = folder / "talks.jsonl"
    text = "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    [reading] = PyVideo().read([SourceFile(path=path, name=path.name)], hints)
    return reading


def category(folder: Path, hints: Hints = Hints()) -> tuple[Reading, ...]:  # noqa: B008
    return PyVideo().read(
        files(
            folder,
            harbour__category={"title": "HarbourConf 2031"},
            harbour__videos__lamps=VIDEO,
            harbour__videos__ropes=SOONER,
        ),
        hints,
    )


def event_of(reading: Reading) -> Event:
    assert reading.event is not None
    return reading.event


def only_talk(reading: Reading) -> Talk:
    [talk] = event_of(reading).talks
    return talk


def announced(talk: Talk) -> str:
    return " ".join(each.plain for each in talk.abstracts)


def test_a_talk(tmp_path: Path) -> None:
    _, lamps, ropes = category(tmp_path)
    talk = only_talk(lamps)
    assert (talk.key, talk.title, talk.position) == ("lamps-in-winter", "Lamps in winter", 1)
    assert [speaker.name for speaker in talk.speakers] == ["Ida Holt"]
    assert talk.start == dt.datetime(2031, 5, 4, 12, 10)
    assert talk.end == dt.datetime(2031, 5, 4, 12, 40)
    assert (talk.date, talk.day) == (dt.date(2031, 5, 4), "2031-05-04")
    assert (talk.language, talk.type, talk.identifiers) == ("en", "tutorial", ("lamps",))
    assert [(link.kind, link.label) for link in talk.links] == [
        (LinkKind.VIDEO, "youtube"),
        (LinkKind.THUMBNAIL, "thumbnail"),
        (LinkKind.SLIDES, "Slides"),
        (LinkKind.OTHER, "https://example.org/more"),
    ]
    assert announced(talk) == "Lamps burn oil. Or tallow. See the harbour."
    assert (only_talk(ropes).start, only_talk(ropes).end) == (None, None)
    assert [d.code for d in lamps.diagnostics] == ["no-person"]


def test_the_files_of_a_category_are_one_event(tmp_path: Path) -> None:
    readings = category(tmp_path)
    events = [event for reading in readings for event in reading.events]
    assert {event.name for event in events} == {"HarbourConf 2031"}
    assert {(str(e.start), str(e.end)) for e in events} == {("2031-05-02", "2031-05-04")}
    [event], found = join(events)
    assert found == ()
    assert {talk.title for talk in event.talks} == {"Lamps in winter", "Ropes"}
    assert [str(day.date) for day in event.days] == ["2031-05-02", "2031-05-04"]
    assert [each.taken_for.what for each in readings if each.taken_for] == ["programme"] * 3


def test_a_zone_makes_times_aware(tmp_path: Path) -> None:
    _, lamps, _ = category(tmp_path, Hints(zone="Europe/Oslo"))
    assert str(only_talk(lamps).start) == "2031-05-04 12:10:00+02:00"


def test_a_group_that_meets_for_years_has_no_dates(tmp_path: Path) -> None:
    later = {**SOONER, "recorded": "2033-01-01", "title": "Sails"}
    readings = PyVideo().read(
        files(tmp_path, g__category={"title": "Knots"}, g__videos__a=SOONER, g__videos__b=later)
    )
    for reading in readings:
        event = event_of(reading)
        assert (event.start, event.end, event.days) == (None, None, ())
    assert only_talk(readings[2]).date == dt.date(2033, 1, 1)


@pytest.mark.parametrize(
    ("place", "hints", "name"),
    [
        ("tideconf-2030__videos__lamps", Hints(), "tideconf 2030"),
        ("tideconf-2030__videos__lamps", Hints(event="TideConf 2030"), "TideConf 2030"),
        ("videos__lamps", Hints(event="TideConf 2030"), "TideConf 2030"),
    ],
)
def test_without_a_category(tmp_path: Path, place: str, hints: Hints, name: str) -> None:
    [reading] = PyVideo().read(files(tmp_path, **{place: VIDEO}), hints)
    assert event_of(reading).name == name


def test_without_any_name(tmp_path: Path) -> None:
    [reading] = PyVideo().read(files(tmp_path, videos__lamps=VIDEO))
    assert reading.events == ()
    assert [d.code for d in reading.diagnostics] == ["no-person", "event-unnamed"]


def test_a_category_alone_is_of_no_use(tmp_path: Path) -> None:
    [reading] = PyVideo().read(files(tmp_path, c__category={"title": "HarbourConf 2031"}))
    assert reading.events == ()
    assert [d.code for d in reading.diagnostics] == [NOT_NOTES]


def test_summary_and_description_are_both_kept_unless_one_repeats_the_other(
    tmp_path: Path,
) -> None:
    two = {**VIDEO, "summary": "Lamps, in short."}
    same = {**VIDEO, "summary": "Lamps burn oil. Or tallow."}
    first, second = PyVideo().read(files(tmp_path, h_2031__videos__a=two, h_2031__videos__b=same))
    whole = "Lamps burn oil. Or tallow. See the harbour."
    assert announced(only_talk(first)) == f"Lamps, in short. {whole}"
    assert announced(only_talk(second)) == whole


def test_broken_files_are_named_and_the_others_read(tmp_path: Path) -> None:
    readings = PyVideo().read(
        files(
            tmp_path,
            h__category='{"title": ',
            h__videos__a=VIDEO,
            h__videos__b='{"copyright_text": 1,\n "videos": [}',
        ),
        Hints(event="H 2031"),
    )
    assert [[d.code for d in r.diagnostics] for r in readings] == [
        [BROKEN],
        ["no-person"],
        [BROKEN],
    ]
    assert "in line 2" in str(readings[2].diagnostics[0])
    assert event_of(readings[1]).name == "H 2031"


def test_json_lines(tmp_path: Path) -> None:
    row = {"event": "HarbourConf 2031", "event_id": "harbour-2031", "speakers": ["Ida Holt"]}
    reading = lines(
        tmp_path,
        {**row, "id": "h/lamps", "title": "Lamps", "date": "2031-05-04", "url": "https://e.org/1"},
        "{broken",
        {**row, "title": "Lamps", "date": "soon"},
        [],
        "",
        {"event": "TideConf 2030", "title": "Tides", "abstract": "Water.", "speakers": None},
        {**row, "title": " "},
    )
    assert [(e.name, e.acronym, len(e.talks)) for e in reading.events] == [
        ("HarbourConf 2031", "harbour-2031", 2),
        ("TideConf 2030", None, 1),
    ]
    first, second = reading.events[0].talks
    assert (first.key, second.key) == ("lamps", "lamps-2")
    assert (first.spans[0].first, first.spans[0].last) == (1, 1)
    assert [link.kind for link in first.links] == [LinkKind.VIDEO]
    assert [(d.line, d.code) for d in reading.diagnostics] == [
        (2, BROKEN),
        (3, "date-not-understood"),
        (4, BROKEN),
        (7, NOT_NOTES),
    ]
    assert reading.coverage is not None
    assert (reading.coverage.content, reading.coverage.in_graph) == (6, 3)
    assert reading.coverage.missing == ()


@pytest.mark.parametrize(
    ("content", "name", "is_one"),
    [
        (json.dumps(VIDEO), "h/videos/lamps.json", True),
        (json.dumps(VIDEO), "lamps.txt", True),
        ('{"copyright_text": null, "description": "cut', "h/videos/lamps.json", True),
        ('{"title": "HarbourConf"}', "h/category.json", True),
        ('{"title": "HarbourConf", "price": 1}', "h/category.json", False),
        ('{"title": "HarbourConf"}', "package.json", False),
        ('{"title": "T", "event": "E", "speakers": []}\n', "talks.jsonl", True),
        ('{"level": "info"}\n', "log.jsonl", False),
        ('{"schedule": {"conference": {}}}', "schedule.json", False),
        ("# Notes", "notes.md", False),
        ("", "videos/empty.json", False),
    ],
)
def test_what_is_accepted(content: str, name: str, is_one: bool) -> None:
    assert PyVideo().accepts(content.encode(), name) is is_one


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2031-05-04T12:10:00", "9999-12-31T23:59:59", "0001-01-01", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*VIDEO, "url", "event", "date"]), inner, max_size=4)
    ),
    max_leaves=12,
)
RECORDS = st.fixed_dictionaries({}, optional={key: JUNK for key in [*VIDEO, "event", "date"]})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(record=RECORDS, junk=JUNK)
def test_junk_never_raises(tmp_path: Path, record: object, junk: object) -> None:
    one = PyVideo().read(
        files(tmp_path, h_2031__category=junk, h_2031__videos__a=record, h_2031__videos__b=junk)
    )
    assert one == PyVideo().read(
        [SourceFile(path=tmp_path / each.source, name=each.source) for each in one]
    )
    lines(tmp_path, record, junk, hints=Hints(event="HarbourConf 2031", zone="Pacific/Kiritimati"))


def test_nesting_and_numbers_without_end(tmp_path: Path) -> None:
    deep = '{"title": "T", "videos": ' + "[" * 100_000 + "]" * 100_000 + "}"
    huge = '{"title": "T", "duration": ' + "9" * 5_000 + "}"
    readings = PyVideo().read(files(tmp_path, h_2031__videos__a=deep, h_2031__videos__b=huge))
    assert [[d.code for d in r.diagnostics] for r in readings] == [[BROKEN], [BROKEN]]


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    [reading] = PyVideo().read([SourceFile(path=tmp_path / "no.json", name="no.json")])
    assert [d.code for d in reading.diagnostics] == ["source-unreadable"]
