"""The views of Sessionize's API: the same sessions, nested in different ways."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talkgraph.model import NOT_NOTES, Event, Hints, Reading, SourceFile, Talk, TalkStatus
from talkgraph.sources.join import join
from talkgraph.sources.programmes.sessionize import Sessionize
from talkgraph.sources.whole import BROKEN

NAMED = Hints(event="HarbourConf 2031")


def session(title: str, **more: object) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": title.casefold(),
        "title": title,
        "speakers": [],
        "isServiceSession": False,
    }
    return {**told, **more}


LAMPS = session(
    "Lamps in  winter",
    id="41",
    description="Oil.\r\n\r\nTallow.",
    startsAt="2031-05-04T10:00:00",
    endsAt="2031-05-04T10:45:00",
    speakers=["s-ida", "s-bo"],
    categoryItems=[11, 21, 31, 99],
    roomId=7,
    recordingUrl="https://youtu.be/x",
    liveUrl=None,
    status="Accepted",
)
VIEW_ALL: dict[str, Any] = {
    "sessions": [
        LAMPS,
        session("Lunch", startsAt="2031-05-04T12:00:00", isServiceSession=True),
        session("Coffee break", startsAt="2031-05-04T15:00:00"),
        session("Ropes", speakers=["s-bo"], status="Declined"),
        session("Stars", startsAt="2031-05-05T00:30:00", speakers=["s-bo", "s-gone"]),
        session("[Cancelled] Dusk", startsAt="2031-05-04T22:00:00", speakers=["s-team"]),
    ],
    "speakers": [
        {
            "id": "s-ida",
            "firstName": "Ida",
            "lastName": "Holt",
            "fullName": "Ida Holt",
            "tagLine": "Lead Engineer at Quay Works",
            "links": [
                {"title": "LinkedIn", "url": "https://linkedin.com/in/ida", "linkType": "LinkedIn"},
                {"title": "X", "url": "https://twitter.com/idaholt", "linkType": "Twitter"},
                {"title": "Site", "url": "https://quay.example", "linkType": "Company_Website"},
                {"title": "Blog", "url": "https://ida.example/blog", "linkType": "Blog"},
            ],
        },
        {
            "id": "s-bo",
            "firstName": "Bo",
            "lastName": "Lind",
            "tagLine": "Sailor, Cook, Dreamer",
            "links": [{"url": "https://bolind.example", "linkType": "Company_Website"}],
        },
        {"id": "s-team", "firstName": "Various", "lastName": "Speakers"},
    ],
    "questions": [],
    "categories": [
        {"id": 1, "title": "Track", "items": [{"id": 11, "name": "Light"}]},
        {"id": 2, "title": "Session format", "items": [{"id": 21, "name": "Talk (45 min)"}]},
        {"id": 3, "title": "Language", "items": [{"id": 31, "name": "German"}]},
        {"id": 4, "title": "Level", "items": [{"id": 99, "name": "Expert"}]},
    ],
    "rooms": [{"id": 7, "name": "Hall A"}],
}
IN_GRID = {
    **LAMPS,
    "speakers": [{"id": "s-ida", "name": "Ida Holt"}],
    "categories": [{"id": 1, "name": "Track", "categoryItems": [{"id": 11, "name": "Light"}]}],
    "room": "Hall A",
}
GRID = [
    {
        "date": "2031-05-04T00:00:00",
        "rooms": [
            {
                "id": 7,
                "name": "Hall A",
                "sessions": [
                    IN_GRID,
                    session("Stars", startsAt="2031-05-05T00:30:00"),
                ],
            },
            {"id": 8, "name": "Hall B", "sessions": [session("Oars", startsAt=None, room=None)]},
        ],
        "timeSlots": [{"slotStart": "10:00:00", "rooms": [{"id": 7, "session": IN_GRID}]}],
    }
]


def read(folder: Path, content: object, hints: Hints = NAMED, name: str = "view.json") -> Reading:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    [reading] = Sessionize().read([SourceFile(path=path, name=name)], hints)
    return reading


def event_of(reading: Reading) -> Event:
    assert reading.event is not None
    return reading.event


def talk_of(reading: Reading, title: str) -> Talk:
    return next(talk for talk in event_of(reading).talks if talk.title == title)


def test_a_talk_of_the_whole_view(tmp_path: Path) -> None:
    talk = talk_of(read(tmp_path, VIEW_ALL), "Lamps in winter")
    assert (talk.key, talk.position, talk.identifiers) == ("lamps-in-winter", 1, ("41",))
    assert talk.spans[0].path == "/sessions/0"
    assert talk.start == dt.datetime(2031, 5, 4, 10)
    assert talk.end == dt.datetime(2031, 5, 4, 10, 45)
    assert (talk.room, talk.track, talk.type) == ("Hall A", "Light", "Talk (45 min)")
    assert talk.language == "de"
    assert [link.url for link in talk.links] == ["https://youtu.be/x"]
    assert " ".join(each.plain for each in talk.abstracts) == "Oil. Tallow."


def test_who_speaks(tmp_path: Path) -> None:
    ida, bo = talk_of(read(tmp_path, VIEW_ALL), "Lamps in winter").speakers
    assert (ida.name, bo.name) == ("Ida Holt", "Bo Lind")
    assert [account.service for account in ida.accounts] == ["twitter", "linkedin"]
    assert (ida.url, ida.affiliation) == ("https://ida.example/blog", "Quay Works")
    assert (bo.url, bo.affiliation) == ("https://bolind.example", None)


def test_what_is_no_talk_is_left_out_and_counted(tmp_path: Path) -> None:
    reading = read(tmp_path, VIEW_ALL)
    assert [talk.title for talk in event_of(reading).talks] == ["Lamps in winter", "Stars", "Dusk"]
    assert [(str(d.severity), d.code) for d in reading.diagnostics] == [
        ("warning", "speaker-unknown"),
        ("info", "no-person"),
        ("info", "no-talk"),
        ("info", "not-accepted"),
    ]
    assert [d.message for d in reading.diagnostics[-2:]] == [
        "2 sessions are breaks or the like, not talks, and are left out: 'Lunch', 'Coffee break'",
        "1 session has the status 'Declined' and is left out",
    ]
    assert talk_of(reading, "Dusk").status is TalkStatus.CANCELLED


def test_after_midnight_it_is_still_the_day_before(tmp_path: Path) -> None:
    event = event_of(read(tmp_path, VIEW_ALL, Hints(event="HarbourConf", zone="Europe/Oslo")))
    assert {str(talk.date) for talk in event.talks} == {"2031-05-04"}
    assert [str(talk.start) for talk in event.talks][1] == "2031-05-05 00:30:00+02:00"
    assert (str(event.start), str(event.end)) == ("2031-05-04", "2031-05-04")
    assert event.time_zone == "Europe/Oslo"


def test_by_day_and_room(tmp_path: Path) -> None:
    event = event_of(read(tmp_path, GRID))
    assert [(talk.title, talk.room, str(talk.date)) for talk in event.talks] == [
        ("Lamps in winter", "Hall A", "2031-05-04"),
        ("Stars", "Hall A", "2031-05-04"),
        ("Oars", "Hall B", "2031-05-04"),
    ]
    assert event.talks[0].spans[0].path == "/0/rooms/0/sessions/0"
    assert (event.talks[0].track, event.talks[0].speakers[0].name) == ("Light", "Ida Holt")


@pytest.mark.parametrize(
    "content",
    [
        [{"groupId": None, "groupName": "All", "sessions": [IN_GRID]}],
        [{"date": "2031-05-04", "timeSlots": [{"rooms": [{"name": "A", "session": IN_GRID}]}]}],
        {"41": IN_GRID},
    ],
)
def test_other_views(tmp_path: Path, content: object) -> None:
    [talk] = event_of(read(tmp_path, content)).talks
    assert (talk.title, talk.room) == ("Lamps in winter", "Hall A")


def test_a_list_of_speakers_joins_the_programme(tmp_path: Path) -> None:
    people = [
        {**VIEW_ALL["speakers"][0], "sessions": [{"id": 41, "name": "Lamps in winter"}]},
        {**VIEW_ALL["speakers"][1], "sessions": [{"id": 41, "name": "Lamps in winter"}]},
    ]
    told = [event_of(read(tmp_path, GRID)), event_of(read(tmp_path, people, name="people.json"))]
    assert [s.name for s in told[1].talks[0].speakers] == ["Ida Holt", "Bo Lind"]
    [event], _ = join(told)
    lamps = next(talk for talk in event.talks if talk.title == "Lamps in winter")
    assert [speaker.name for speaker in lamps.speakers] == ["Ida Holt", "Bo Lind"]
    assert lamps.speakers[0].account is not None


@pytest.mark.parametrize(
    ("name", "hints", "event"),
    [
        ("harbourconf-2031/all.json", Hints(), "harbourconf 2031"),
        ("harbourconf-2031-sessionize.json", Hints(), "harbourconf 2031"),
        ("harbourconf-2031/all.json", NAMED, "HarbourConf 2031"),
        ("data/sessions.json", Hints(), None),
    ],
)
def test_the_event_is_named_by_the_user_or_the_folder(
    tmp_path: Path, name: str, hints: Hints, event: str | None
) -> None:
    reading = read(tmp_path / "x", VIEW_ALL, hints, name)
    assert (reading.event.name if reading.event else None) == event
    unnamed = [str(d) for d in reading.diagnostics if d.code == "event-unnamed"]
    assert [("--event" in each) for each in unnamed] == ([] if event else [True])


def test_a_view_without_sessions(tmp_path: Path) -> None:
    assert [d.code for d in read(tmp_path, {**VIEW_ALL, "sessions": []}).diagnostics] == [NOT_NOTES]


def test_a_broken_view(tmp_path: Path) -> None:
    reading = read(tmp_path, '{"sessions": [\n{"isServiceSession": tru')
    assert [d.code for d in reading.diagnostics] == [BROKEN]
    assert "in line 2" in str(reading.diagnostics[0])


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (json.dumps(VIEW_ALL), True),
        (json.dumps(GRID), True),
        (json.dumps(VIEW_ALL["speakers"]), True),
        (json.dumps({**VIEW_ALL, "sessions": []}), True),
        ('{"sessions": [1, 2]}', False),
        ("[]", False),
        ('The "isServiceSession" of a view', False),
    ],
)
def test_what_is_accepted(content: str, is_one: bool) -> None:
    assert Sessionize().accepts(content.encode()[:8192], "any.name") is is_one


KEYS = [
    *("sessions", "speakers", "rooms", "categories", "items", "id", "title", "name", "startsAt"),
    *("endsAt", "isServiceSession", "fullName", "tagLine", "links", "url", "linkType", "date"),
    *("categoryItems", "status", "room", "roomId", "session", "firstName"),
]
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["2031-05-04T10:00:00", "0001-01-01T00:10:00+14:00", "https://[x", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8)
    ),
    max_leaves=30,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(junk=JUNK)
def test_junk_never_raises(tmp_path: Path, junk: object) -> None:
    hints = Hints(event="HarbourConf 2031", zone="Europe/Oslo")
    wrapped = {
        "sessions": [junk, {"title": "T", "isServiceSession": 1, "speakers": junk}],
        "x": junk,
    }
    for content in (junk, wrapped):
        assert read(tmp_path, content, hints) == read(tmp_path, content, hints)


def test_nesting_without_end(tmp_path: Path) -> None:
    assert [d.code for d in read(tmp_path, "[" * 100_000).diagnostics] == [BROKEN]
    deep: object = session("Lamps")
    for _ in range(200):
        deep = [deep]
    assert read(tmp_path, deep).events == ()
