"""schedule.xml and schedule.json: one model in two syntaxes, as their tools really write them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkgraph.model import (
    NO_HINTS,
    NOT_NOTES,
    Diagnostic,
    Event,
    Hints,
    LinkKind,
    Reading,
    SessionKind,
    Severity,
    SourceFile,
    SourceKind,
    Talk,
    TalkStatus,
)
from talkgraph.sources.join import join
from talkgraph.sources.programmes.schedule import ScheduleProgrammes
from talkgraph.sources.programmes.schedule.event import event_of
from talkgraph.sources.programmes.schedule.kinds import is_break
from talkgraph.sources.programmes.schedule.of_json import read_json
from talkgraph.sources.programmes.schedule.of_xml import read_xml
from talkgraph.sources.programmes.schedule.programme import Unreadable
from talkgraph.sources.registry import read as read_any
from talkgraph.sources.registry import reader_of
from talkgraph.sources.whole import BROKEN

XML = """<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <generator name="lampalx" version="3" />
  <version>2.0</version>
  <conference>
    <acronym>quay31</acronym>
    <title>QuayConf 2031</title>
    <venue>Harbour Hall</venue>
    <city>Bremen</city>
    <start>2031-05-03</start>
    <end>2031-05-05</end>
    <days>2</days>
    <day_change>05:00:00</day_change>
    <base_url>https://quay.example/2031/</base_url>
    <time_zone_name>Europe/Berlin</time_zone_name>
  </conference>
  <day index="1" date="2031-05-03"
    start="2031-05-03T09:00:00+02:00" end="2031-05-04T05:00:00+02:00">
    <room name="Main  Hall">
      <event guid="g-1" id="1">
        <date>2031-05-03T10:00:00+02:00</date>
        <start>10:00</start>
        <duration>00:45</duration>
        <slug>quay31-1-ropes</slug>
        <url>https://quay.example/2031/talk/ropes/</url>
        <title>Ropes  That Hold</title>
        <subtitle>And some that do not</subtitle>
        <track>Rigging</track>
        <type>talk</type>
        <language>eng</language>
        <abstract>&lt;p&gt;Why &amp;amp; how.&lt;/p&gt;</abstract>
        <description>Why &amp; how.</description>
        <persons>
          <person id="7">Mara  Lind</person>
          <person id="8">Quay Staff</person>
          <person id="9"></person>
          <person id="7">Mara Lind</person>
        </persons>
        <attachments>
          <attachment type="slides" href="/files/ropes.pdf">Talk</attachment>
          <attachment href="/files/ropes.odp">ropes</attachment>
        </attachments>
        <links>
          <link href="https://video.quay.example/ropes.webm">Video recording (WebM) - 40.5 MB</link>
          <link href="https://video.quay.example/ropes.vtt">Text of the recording</link>
          <link href="https://www.youtube.com/watch?v=1">Knots of the North (a film of 1986)</link>
          <link href="https://www.youtube.com/@knots">YouTube</link>
          <link href="https://chat.quay.example/1">Chat room(web)</link>
          <link href="https://quay.example/2031/talk/1/feedback/">Tell us</link>
          <link href="http://">http://</link>
          <link href="javascript:alert(1)">Run</link>
        </links>
        <feedback_url>https://quay.example/2031/talk/1/feedback/</feedback_url>
      </event>
      <event guid="g-2" id="2">
        <date>2031-05-04T00:30:00+02:00</date>
        <start>00:30</start>
        <duration>1:30</duration>
        <title>[CANCELLED] Night Songs</title>
        <persons><person>Ben Ode</person></persons>
      </event>
      <event guid="g-3" id="3">
        <start>12:00</start><duration>01:00</duration><title>Lunch break</title>
      </event>
    </room>
    <room name="Cellar">
      <event guid="g-4" id="4">
        <start>09:30</start><duration>00:15</duration><title>Cellar Welcome</title>
        <type>devroom</type><persons/>
      </event>
      <event guid="g-5" id="5">
        <start>02:00</start><duration>00:20</duration><title>Ropes That Hold</title>
        <persons><person>Mara Lind</person></persons>
      </event>
      <event guid="g-6" id="6">
        <start>17:00</start><duration>01:00</duration><title>Evening Reception</title><persons/>
      </event>
    </room>
  </day>
  <day index="2" date="2031-05-04"><room name="Main Hall"/></day>
</schedule>
"""


def _read(text: str | bytes | dict[str, Any], tmp_path: Path, hints: Hints = NO_HINTS) -> Reading:
    data = json.dumps(text) if isinstance(text, dict) else text
    path = tmp_path / "programme.txt"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_any(SourceFile(path=path, name="programme.txt", given=True), hints)


def _event(text: str | bytes | dict[str, Any], tmp_path: Path, hints: Hints = NO_HINTS) -> Event:
    reading = _read(text, tmp_path, hints)
    assert reading.event is not None, reading.diagnostics
    return reading.event


def _codes(reading: Reading, severity: Severity | None = None) -> list[str]:
    return [d.code for d in reading.diagnostics if severity in {None, d.severity}]


def _json(*entries: dict[str, Any], **conference: object) -> dict[str, Any]:
    day = {"index": 1, "date": "2031-05-03", "rooms": {"Hall/1": list(entries)}}
    told = {"title": "QuayConf 2031", "acronym": "quay31", "days": [day], **conference}
    return {"schedule": {"version": "1", "base_url": "https://quay.example/", "conference": told}}


def _only(*entries: dict[str, Any], tmp_path: Path, **conference: object) -> Talk:
    [talk] = _event(_json(*entries, **conference), tmp_path).talks
    return talk


# ── schedule.xml ─────────────────────────────────────────────────────────────────────────────────


def test_an_event_is_told_by_its_programme(tmp_path: Path) -> None:
    reading = _read(XML, tmp_path)
    event = reading.event
    assert event is not None
    assert reading.taken_for is not None
    assert (reading.taken_for.what, reading.taken_for.why) == (
        "programme",
        "schedule.xml (lampalx)",
    )
    assert (event.name, event.slug, event.series) == ("QuayConf 2031", "quayconf-2031", "QuayConf")
    assert (event.acronym, event.kind) == ("quay31", SourceKind.PROGRAMME)
    assert (event.location, event.time_zone) == ("Harbour Hall, Bremen", "Europe/Berlin")
    assert event.url == "https://quay.example/2031/"
    assert (str(event.start), str(event.end)) == ("2031-05-03", "2031-05-04")
    assert [(day.key, day.number) for day in event.days] == [("2031-05-03", 1), ("2031-05-04", 2)]
    assert _codes(reading, Severity.WARNING) == []
    assert sorted(_codes(reading)) == [
        *("entry-left-out", "event-end-corrected", "links-left-out", "speaker-left-out"),
    ]
    assert "'Lunch break'" in str(reading.diagnostics[1])


def test_talks_have_what_the_programme_says(tmp_path: Path) -> None:
    event = _event(XML, tmp_path)
    assert [(talk.key, talk.position) for talk in event.talks] == [
        ("cellar-welcome", 1),
        ("ropes-that-hold", 2),
        ("night-songs", 3),
        ("ropes-that-hold-2", 4),
    ]
    ropes = event.talks[1]
    assert ropes.title == "Ropes That Hold"
    assert (ropes.room, ropes.track, ropes.type, ropes.language) == (
        *("Main Hall", "Rigging", "talk", "en"),
    )
    assert ropes.identifiers == ("1", "g-1", "quay31-1-ropes")
    assert ropes.url == "https://quay.example/2031/talk/ropes/"
    assert [speaker.name for speaker in ropes.speakers] == ["Mara Lind"]
    assert [each.text for each in ropes.abstracts] == ["And some that do not\nWhy & how."]
    assert ropes.spans[0].path == "/schedule/day[1]/room[1]/event[1]"
    assert ropes.speakers[0].span.path == f"{ropes.spans[0].path}/persons[1]/person[1]"
    assert [(str(t.start), str(t.end)) for t in event.talks][1:3] == [
        ("2031-05-03 10:00:00+02:00", "2031-05-03 10:45:00+02:00"),
        ("2031-05-04 00:30:00+02:00", "2031-05-04 02:00:00+02:00"),
    ]


def test_after_midnight_it_is_still_the_day_before(tmp_path: Path) -> None:
    event = _event(XML, tmp_path)
    assert {str(talk.date) for talk in event.talks} == {"2031-05-03"}
    assert {talk.day for talk in event.talks} == {"2031-05-03"}
    assert str(event.talks[3].start) == "2031-05-04 02:00:00+02:00"


def test_a_mark_says_what_was_cancelled(tmp_path: Path) -> None:
    event = _event(XML, tmp_path)
    assert [talk.status for talk in event.talks] == [None, None, TalkStatus.CANCELLED, None]


def test_links_are_told_by_what_they_lead_to(tmp_path: Path) -> None:
    ropes = _event(XML, tmp_path).talks[1]
    assert {link.url.rsplit("/", 1)[1]: (link.kind, link.label) for link in ropes.links} == {
        "ropes.pdf": (LinkKind.SLIDES, "Talk"),
        "ropes.odp": (LinkKind.SLIDES, "ropes"),
        "ropes.webm": (LinkKind.VIDEO, "Video recording (WebM) - 40.5 MB"),
        "ropes.vtt": (LinkKind.OTHER, "Subtitles: Text of the recording"),
        "watch?v=1": (LinkKind.OTHER, "Knots of the North (a film of 1986)"),
        "@knots": (LinkKind.OTHER, "YouTube"),
    }
    assert ropes.links[0].url == "https://quay.example/files/ropes.pdf"


def test_a_party_is_a_session_and_what_people_come_to_listen_to_is_a_talk(tmp_path: Path) -> None:
    event = _event(XML, tmp_path)
    [session] = event.sessions
    assert (session.kind, session.title, session.location) == (
        *(SessionKind.OTHER, "Evening Reception", "Cellar"),
    )
    assert event.talks[0].title == "Cellar Welcome"
    for title in ("Lightning Talks", "Opening", "Closing Remarks", "Sponsored Keynote", "TBA"):
        told = XML.replace("Evening Reception", title)
        assert title in [talk.title for talk in _event(told, tmp_path).talks]


def test_old_files_have_no_dates_and_no_zone(tmp_path: Path) -> None:
    old = """<schedule><conference><title>QuayConf 2031</title><day_change>09:00:00</day_change>
    </conference><day index="1" date="2031-05-03"><room name="Hall">
    <event id="1"><start>08:30</start><duration>90</duration><title>Tides</title><language/></event>
    <event id="2"><start>01:00</start><duration>PT20M</duration><title>Songs</title></event>
    </room></day></schedule>"""
    event = _event(old, tmp_path)
    assert [(str(t.date), str(t.start), str(t.end)) for t in event.talks] == [
        ("2031-05-03", "2031-05-03 08:30:00", "2031-05-03 10:00:00"),
        ("2031-05-03", "2031-05-04 01:00:00", "2031-05-04 01:20:00"),
    ]
    assert (str(event.start), str(event.end), event.time_zone) == ("2031-05-03", "2031-05-03", None)
    zoned = _event(old, tmp_path, Hints(zone="America/New_York"))
    assert str(zoned.talks[0].start) == "2031-05-03 08:30:00-04:00"
    assert zoned.time_zone == "America/New_York"


def test_html_that_was_not_escaped_is_read_all_the_same(tmp_path: Path) -> None:
    text = XML.replace("&lt;p&gt;Why &amp;amp; how.&lt;/p&gt;", "<p>Why <b>not</b>?</p>")
    assert "Why not?" in _event(text, tmp_path).talks[1].abstracts[0].text


# ── schedule.json ────────────────────────────────────────────────────────────────────────────────


def test_json_is_the_same_model(tmp_path: Path) -> None:
    told = _json(
        {
            "id": 5,
            "guid": "g-5",
            "code": "AB3CD",
            "date": "2031-05-03T10:00:00+02:00",
            "start": "10:00",
            "duration": "00:30",
            "title": "Tides",
            "subtitle": "",
            "track": None,
            "type": {"en": "Talk", "de": "Vortrag"},
            "language": "de",
            "abstract": "Ebbe und **Flut**.\r\n\r\nUnd [mehr](https://flut.example/).",
            "persons": [
                {"public_name": "Mara Lind", "url": "https://quay.example/speaker/ML/"},
                {"name": "Ben Ode", "links": [{"url": "https://social.example/@ben"}]},
                {"full_public_name": "Ina Mast", "github": "ina-m", "twitter": "@ina", "url": "-"},
                "Ole Kai",
                {"@id": "4", "#text": "Jo Anker"},
                {"first_name": "Kim", "last_name": "Riff"},
                {"name": None},
                None,
            ],
            "recordings": [{"url": "https://media.example/tides", "title": "1080p"}],
            "logo": "/media/tides.png",
        }
    )
    told["generator"] = {"name": "pretides", "version": "1"}
    reading = _read(told, tmp_path)
    event = reading.event
    assert event is not None
    assert reading.taken_for is not None
    assert reading.taken_for.why == "schedule.json (pretides)"
    [talk] = event.talks
    assert talk.spans[0].path == "/schedule/conference/days/0/rooms/Hall~11/0"
    assert [speaker.name for speaker in talk.speakers] == [
        *("Mara Lind", "Ben Ode", "Ina Mast", "Ole Kai", "Jo Anker", "Kim Riff"),
    ]
    assert talk.speakers[0].url == "https://quay.example/speaker/ML/"
    assert [account.key for account in talk.speakers[1].accounts] == [("social.example", "ben")]
    assert [account.key for account in talk.speakers[2].accounts] == [
        ("twitter", "ina"),
        ("github", "ina-m"),
    ]
    assert talk.speakers[3].span.path == f"{talk.spans[0].path}/persons/3"
    assert (talk.room, talk.track, talk.type) == ("Hall/1", None, "Vortrag")
    assert talk.identifiers == ("5", "g-5", "AB3CD")
    assert [each.text for each in talk.abstracts] == ["Ebbe und Flut.\nUnd mehr."]
    assert [(link.kind, link.url) for link in talk.links] == [
        (LinkKind.VIDEO, "https://media.example/tides"),
        (LinkKind.IMAGE, "https://quay.example/media/tides.png"),
    ]


def test_the_flat_version_places_talks_by_its_days(tmp_path: Path) -> None:
    def entry(title: str, start: str, end: str, **more: object) -> dict[str, Any]:
        return {"guid": title, "title": title, "start": start, "end": end, **more}

    night = entry(
        "Songs",
        "2031-05-04T05:15:00+02:00",
        "2031-05-04T05:45:00+02:00",
        room={"guid": "r-1"},
        track={"slug": "music"},
        participants=[
            {"guid": "p-1", "role": "speaker"},
            {"name": "Ole Kai", "role": "coordinator"},
        ],
    )
    morning = entry("Tides", "2031-05-04T10:00:00+02:00", "2031-05-04T10:30:00+02:00")
    told = {
        "schedule": {
            "conference": {
                "title": "QuayConf 2031",
                "start": "2031-05-03T08:00:00+00:00",
                "end": "2031-05-04T20:00:00+00:00",
                "url": "https://quay.example/",
                "rooms": [{"guid": "r-1", "name": "Hall"}],
                "tracks": [{"slug": "music", "name": "Music & More"}],
                "days": [
                    {"index": 1, "date": "2031-05-03", "start": "2031-05-03T10:00:00+02:00"}
                    | {"end": "2031-05-04T06:00:00+02:00"},
                    {"index": 2, "date": "2031-05-04", "start": "2031-05-04T06:00:00+02:00"}
                    | {"end": "2031-05-05T06:00:00+02:00"},
                ],
            },
            "events": [morning, night],
            "persons": [{"guid": "p-1", "name": "Mara Lind", "url": "https://mara.example/"}],
        }
    }
    reading = _read(told, tmp_path)
    event = reading.event
    assert event is not None
    assert reading.taken_for is not None
    assert reading.taken_for.why == "schedule.json, flat"
    assert [(talk.title, str(talk.date)) for talk in event.talks] == [
        ("Songs", "2031-05-03"),
        ("Tides", "2031-05-04"),
    ]
    songs = event.talks[0]
    assert (songs.room, songs.track) == ("Hall", "Music & More")
    assert [(each.name, each.url) for each in songs.speakers] == [
        ("Mara Lind", "https://mara.example/")
    ]
    assert str(songs.end) == "2031-05-04 05:45:00+02:00"
    assert songs.spans[0].path == "/schedule/events/1"
    assert (str(event.start), str(event.end)) == ("2031-05-03", "2031-05-04")


def test_a_schedule_without_its_wrapper_is_read(tmp_path: Path) -> None:
    told = _json({"title": "Tides", "start": "10:00"})["schedule"]
    [talk] = _event(told, tmp_path).talks
    assert talk.spans[0].path == "/conference/days/0/rooms/Hall~11/0"


@pytest.mark.parametrize(
    ("told", "start"),
    [
        ({"date": "2031-05-03T08:00:00+00:00", "start": "10:00"}, "2031-05-03 10:00:00+02:00"),
        ({"date": "2031-05-03T08:00:00Z"}, "2031-05-03 08:00:00+00:00"),
        ({"date": "2031-05-03T10:00:00"}, "2031-05-03 10:00:00+02:00"),
        ({"date": "2031-05-03T00:00:00+02:00", "start": "10:00"}, "2031-05-03 10:00:00+02:00"),
        ({"date": "2031-05-03", "start": "10:00"}, "2031-05-03 10:00:00+02:00"),
        ({"start": "10.00"}, "2031-05-03 10:00:00+02:00"),
        ({"start": "2031-05-03T10:00:00+02:00"}, "2031-05-03 10:00:00+02:00"),
        ({"date": "2031-05-03T10:00:00.000+02:00"}, "2031-05-03 10:00:00+02:00"),
    ],
)
def test_times_are_found_however_they_are_told(
    told: dict[str, Any], start: str, tmp_path: Path
) -> None:
    entry = {"title": "Tides", **told}
    assert str(_only(entry, tmp_path=tmp_path, time_zone_name="Europe/Berlin").start) == start


def test_local_time_gives_the_offset_that_utc_does_not(tmp_path: Path) -> None:
    entry = {"title": "Tides", "date": "2031-05-03T08:00:00+00:00", "start": "10:00"}
    assert str(_only(entry, tmp_path=tmp_path).start) == "2031-05-03 10:00:00+02:00"


def test_times_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    for told, message in (
        ({"date": "2031-05-03T10:00:00+02:00", "start": "11:07"}, "by its start"),
        ({"date": "2031-05-09T10:00:00+02:00"}, "stands below the day 2031-05-03"),
        ({"date": "soon"}, "not readable"),
    ):
        reading = _read(_json({"title": "Tides", **told}), tmp_path)
        [found] = reading.diagnostics
        assert (found.code, found.severity) == ("time-doubtful", Severity.WARNING)
        assert message in found.message
        assert found.path == "/schedule/conference/days/0/rooms/Hall~11/0"


def test_an_unknown_zone_is_named(tmp_path: Path) -> None:
    told = _json({"title": "Tides", "start": "10:00"}, time_zone_name="Quay/Nowhere")
    reading = _read(told, tmp_path)
    assert _codes(reading) == ["zone-unknown"]
    assert reading.event is not None
    assert reading.event.time_zone is None


def test_the_end_of_an_event_is_believed_where_nothing_speaks_against_it(tmp_path: Path) -> None:
    entry = {"title": "Tides", "start": "10:00"}
    for more, end in (
        ({"start": "2031-05-03", "end": "2031-05-04"}, "2031-05-03"),
        ({"start": "2031-05-03", "end": "2031-05-04", "daysCount": 2}, "2031-05-04"),
        ({"start": "2031-05-03", "end": "2031-05-07"}, "2031-05-07"),
        ({}, "2031-05-03"),
    ):
        assert str(_event(_json(entry, **more), tmp_path).end) == end


def test_a_host_of_many_events_is_not_the_event_s_website(tmp_path: Path) -> None:
    entry = {"title": "Tides", "start": "10:00", "url": "https://quay.example/quay31/talk/1/"}
    assert _event(_json(entry), tmp_path).url == "https://quay.example/quay31/"
    assert _event(_json({"title": "Tides"}), tmp_path).url == "https://quay.example/"


def test_breaks_are_no_talks_but_meetings_are(tmp_path: Path) -> None:
    titles = [
        *("Coffee Break", "Lunch", "Mittagspause", "Registration", "Pause", "Break 2", "Umbau"),
        *("Breaking Waves", "Debian BoF", "Lunch Boxes for Sailors", "Registration of Ships"),
    ]
    told = _json(
        *({"title": title, "start": "10:00"} for title in titles),
        {"title": "Lunch", "start": "12:00", "persons": ["Ana Ode"]},
        {"title": "Something", "type": "break", "start": "13:00"},
    )
    assert [talk.title for talk in _event(told, tmp_path).talks] == [*titles[7:], "Lunch"]


def test_an_entry_in_two_rooms_is_told_once(tmp_path: Path) -> None:
    entry = {"guid": "g", "title": "Tides", "start": "10:00"}
    reading = _read(_json(entry, entry, {**entry, "start": "15:00"}), tmp_path)
    assert reading.event is not None
    assert [talk.key for talk in reading.event.talks] == ["tides", "tides-2"]
    assert _codes(reading) == ["entry-repeated"]


def test_an_entry_without_a_title_is_called_by_its_code(tmp_path: Path) -> None:
    told = _json({"code": "XY7", "persons": ["Ana Ode"]}, {"title": None, "abstract": "?"})
    reading = _read(told, tmp_path)
    assert reading.event is not None
    assert [(talk.key, talk.title) for talk in reading.event.talks] == [("xy7", "")]
    assert _codes(reading) == ["entry-left-out"]


# ── files that are none, or broken ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "<schedule><lesson day='1'>Physics</lesson></schedule>",
        "<?xml version='1.0'?><schedule><day date='2031-05-03'><entry id='1'/></day></schedule>",
        "<html><body><schedule><event/></schedule></body></html>",
        '{"schedule": [{"day": 1}]}',
        '{"schedule": {"2031-05-03": {}}}',
        '{"conference": "QuayConf", "title": "Tides"}',
        '{"conference": {"name": "QuayConf"}}',
        "[1, 2]",
        "# Tides",
        "",
    ],
)
def test_other_files_of_the_same_name_are_not_read(text: str, tmp_path: Path) -> None:
    path = tmp_path / "schedule.xml"
    path.write_text(text)
    reader = reader_of(SourceFile(path=path, name="schedule.xml", given=True))
    assert not isinstance(reader, ScheduleProgrammes)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (XML.replace("</persons>", "", 1), "mismatched tag in line 54, column 9"),
        (XML[:2000], "in line"),
        (
            XML.replace("<schedule>", '<!DOCTYPE schedule [<!ENTITY a "b">]>\n<schedule>', 1),
            "document type (<!DOCTYPE …>), which is never read",
        ),
        (XML.replace("<schedule>", '<!DOCTYPE schedule SYSTEM "x.dtd"><schedule>', 1), "DOCTYPE"),
        (XML.replace("Lunch break", "Lunch &nbsp; break"), "undefined entity"),
        (XML.replace("UTF-8", "KLINGON", 1), "encoding"),
        (json.dumps(_json({"title": "Tides"}))[:-3], "in line 1, column"),
        (
            json.dumps(_json({"title": "Tides"}))[:-1] + ', "x": ' + "[" * 100_000,
            "nested too deep",
        ),
        (json.dumps(_json({"title": "Tides"}))[:-1] + ', "x": ' + "9" * 10_000 + "}", "too large"),
    ],
)
def test_a_broken_file_says_where_and_why(text: str, reason: str, tmp_path: Path) -> None:
    reading = _read(text, tmp_path)
    assert reading.events == ()
    [found] = reading.diagnostics
    assert (found.code, found.severity) == (BROKEN, Severity.ERROR)
    assert reason in found.message
    assert len(reading.sha256) == 64


def test_an_empty_programme_tells_of_no_event(tmp_path: Path) -> None:
    for told in (_json(), _json({"title": "Tides"}, title="", acronym="")):
        reading = _read(told, tmp_path)
        assert reading.events == ()
        assert _codes(reading) == [NOT_NOTES]
    nameless = _json({"title": "Tides"}, title="", acronym="")
    assert _event(nameless, tmp_path, Hints(event="QuayConf 2031")).name == "QuayConf 2031"


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    source = SourceFile(path=tmp_path / "gone.xml", name="gone.xml", given=True)
    [reading] = ScheduleProgrammes().read([source], NO_HINTS)
    assert _codes(reading) == ["source-unreadable"]


def test_other_encodings_and_marks_are_read(tmp_path: Path) -> None:
    for data in (
        b"\xef\xbb\xbf" + XML.encode(),
        XML.replace("UTF-8", "UTF-16", 1).encode("utf-16"),
        XML.replace("UTF-8", "ISO-8859-1", 1).replace("Ben Ode", "Bén Ode").encode("latin-1"),
        json.dumps(_json({"title": "Tides"})).encode("utf-8-sig"),
    ):
        assert _event(data, tmp_path).talks


def test_two_programmes_of_one_event_stay_apart_in_their_talks(tmp_path: Path) -> None:
    event = _event(XML, tmp_path)
    told = _json(
        {"title": "Ropes that hold", "date": "2031-05-03T10:00:00+02:00", "start": "10:00"}
    )
    path = tmp_path / "other.json"
    path.write_text(json.dumps(told))
    other = read_any(SourceFile(path=path, name="other.json", given=True)).event
    assert other is not None
    [joined], _ = join([event, other])
    assert [len(talk.spans) for talk in joined.talks].count(1) == 3
    assert len(joined.talks) == 4
    assert [day.key for day in joined.days] == ["2031-05-03", "2031-05-04"]


def test_a_schedule_of_another_format_is_not_taken() -> None:
    other = (
        b'<schedule created="2031-05-01"><day date="2031-05-03"><entry id="7"><start>0930</start>'
        b'<room id="1">Hall</room><title>Ropes</title></entry></day></schedule>'
    )
    assert not ScheduleProgrammes().accepts(other, "schedule.xml")
    ours = b'<schedule><day date="2031-05-03"><room capacity="9" name="Hall"></room></day>'
    assert ScheduleProgrammes().accepts(ours, "schedule.xml")


def test_hostile_beginnings_are_refused_in_no_time() -> None:
    reader = ScheduleProgrammes()
    for head in (
        b"<!-- -->" * 1000,
        b"<?x?>" * 1600,
        b"<!DOCTYPE x [" + b"[]>" * 2700,
        b"{" * 8192,
    ):
        assert not reader.accepts(head + b"<schedul", "schedule.xml")
    for words in ("coffee ", "lunch & ", "tea-", "break ", "registration and "):
        assert not is_break(words * 15 + "of lamps", "", has_persons=False)


# ── whatever else may stand in a file ────────────────────────────────────────────────────────────

_KEYS = st.sampled_from(
    [
        "schedule",
        "conference",
        "days",
        "rooms",
        "events",
        "title",
        "persons",
        "links",
        "attachments",
        "name",
        "url",
        "date",
        "start",
        "duration",
        "end",
        "track",
        "room",
        "type",
        "language",
        "abstract",
        "description",
        "subtitle",
        "id",
        "guid",
        "slug",
        "index",
        "role",
        "day_start",
        "day_end",
        "recordings",
        "logo",
        "base_url",
        "time_zone_name",
        "acronym",
        "answers",
        "#text",
    ]
)
_VALUES = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    st.sampled_from(
        [
            *("2031-05-03", "0001-01-01", "9999-12-31T23:59:59+00:00", "00:30", "24:99", "99999:1"),
            *(
                "PT99H",
                "Europe/Berlin",
                "../etc",
                "https://[x",
                "\ud800",
                "0001-01-01T00:00:00+14:00",
            ),
            *("[CANCELLED] x", "<p>x", "@x@y.z", "10:00", "2031-05-03T10:00:00+02:00"),
        ]
    ),
)
_JUNK = st.recursive(
    _VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=30,
)
_ENTRIES = st.lists(st.dictionaries(_KEYS, _JUNK, max_size=8) | _JUNK, max_size=3)


def _looked_at(event: Event | None, found: tuple[Diagnostic, ...]) -> None:
    assert event is not None or found
    if event is not None:
        repr(event).encode()
        keys = [talk.key for talk in event.talks] + [each.key for each in event.sessions]
        assert len(set(keys)) == len(keys)
        assert all(keys)
        join([event, event])


@settings(max_examples=150, deadline=None)
@given(_ENTRIES, st.dictionaries(_KEYS, _JUNK, max_size=6), _JUNK)
def test_no_json_is_too_odd(
    entries: list[object], conference: dict[str, object], day: object
) -> None:
    days = [{"date": "2031-05-03", "rooms": {"Hall": entries}}, day]
    for told in (
        {"schedule": {"conference": {"title": "Q", "days": days} | conference, "events": entries}},
        {"conference": {"title": "Q"} | conference, "days": day},
        day,
    ):
        try:
            programme = read_json(json.dumps(told).encode())
        except Unreadable:
            continue
        _looked_at(*event_of(programme, "programme.json", NO_HINTS))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_KEYS, _VALUES), max_size=12))
def test_no_xml_is_too_odd(told: list[tuple[str, object]]) -> None:
    inner = ""
    for name, value in told:
        name = name.replace("#", "")
        words = "".join(c for c in str(value) if c.isprintable()).replace("&", "&amp;")
        inner = f"{inner}<{name} id='1'>{words.replace('<', '&lt;')}</{name}>"
    text = (
        f"<schedule><conference><title>Q</title>{inner}</conference><day date='2031-05-03'>"
        f"<room name='x'><event>{inner}<persons>{inner}</persons></event></room>{inner}</day>"
        f"{inner}<event>{inner}</event></schedule>"
    )
    try:
        programme = read_xml(text.encode("utf-8", "replace"))
    except Unreadable:
        return
    _looked_at(*event_of(programme, "programme.xml", NO_HINTS))
