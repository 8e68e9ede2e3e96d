"""Real programmes as schedule.xml and schedule.json, against what a person found in them."""

import gzip
import json
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from knowledge_bases import CORPUS

from talkgraph.model import Event, LinkKind, SourceFile, Talk, TalkStatus
from talkgraph.sources.programmes.telling import is_person
from talkgraph.sources.registry import read

GOLD = CORPUS / "sources" / "gold.json"
WHOLE = CORPUS / "fields" / "fosdem-2025.xml.gz"
FILES = ("fosdem2025-cut.xml", "pretalx-rc3-cut.json")

pytestmark = pytest.mark.skipif(not GOLD.is_file(), reason=f"the corpus is not at {CORPUS}")


def _event(path: Path) -> Event:
    reading = read(SourceFile(path=path, name=path.name, given=True))
    assert [each for each in reading.diagnostics if each.weighty] == []
    assert reading.event is not None
    return reading.event


def _told(talk: Talk) -> dict[str, Any]:
    assert talk.start is not None
    assert talk.end is not None
    minutes = int((talk.end - talk.start).total_seconds()) // 60
    return {
        "title": talk.title,
        "speakers": [speaker.name for speaker in talk.speakers],
        "day": talk.day,
        "start": talk.start.isoformat(),
        "duration": f"{minutes // 60:02d}:{minutes % 60:02d}",
        "room": talk.room,
        "language": talk.language,
        "track": talk.track,
        "type": talk.type,
        "url": talk.url,
        "cancelled": talk.status is TalkStatus.CANCELLED,
        "slides": [
            link.url
            for link in talk.links
            if link.kind is LinkKind.SLIDES and "/attachments" in link.span.path
        ],
        "video": [link.url for link in talk.links if link.kind is LinkKind.VIDEO],
        "subtitles": [link.url for link in talk.links if "subtitle" in link.label],
    }


def _expected(file: dict[str, Any]) -> list[dict[str, Any]]:
    given = [{**talk, "cancelled": False} for talk in file["talks"]]
    given += [
        {**talk, "title": talk["title_without_mark"], "cancelled": True}
        for talk in file["cancelled"]
    ]
    for talk in given:
        talk.pop("title_without_mark", None)
        talk["speakers"] = [name for name in talk["speakers"] if is_person(name)]
        for links in ("slides", "video", "subtitles"):
            talk.setdefault(links, [])
    return given


def _by_start(talks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(talks, key=lambda talk: (talk["start"], talk["title"]))


@pytest.mark.parametrize("name", FILES)
def test_a_programme_is_read_as_people_read_it(name: str) -> None:
    file = json.loads(GOLD.read_text("utf-8"))["files"][name]
    event = _event(CORPUS / "sources" / name)
    told = {
        "name": event.name,
        "acronym": event.acronym,
        "start": str(event.start),
        "end": str(event.end),
        "location": event.location,
        "time_zone": event.time_zone,
        "url": event.url,
    }
    assert {key: told[key] for key in file["event"]} == file["event"]
    assert event.sessions == ()
    assert _by_start([_told(talk) for talk in event.talks]) == _by_start(_expected(file))


def test_one_title_given_twice_is_two_talks_with_keys_of_their_own() -> None:
    event = _event(CORPUS / "sources" / FILES[0])
    titles = Counter(talk.title for talk in event.talks)
    [twice] = [title for title, count in titles.items() if count > 1]
    first, second = (talk for talk in event.talks if talk.title == twice)
    assert second.key == f"{first.key}-2"
    assert first.date != second.date


def test_a_whole_conference_loses_nothing(tmp_path: Path) -> None:
    if not WHOLE.is_file():
        pytest.skip(f"{WHOLE} is not there")
    data = gzip.decompress(WHOLE.read_bytes())
    entries = ET.fromstring(data).findall(".//event")
    names = [
        [" ".join((person.text or "").split()) for person in entry.iter("person")]
        for entry in entries
    ]
    path = tmp_path / "programme.xml"
    path.write_bytes(data)
    event = _event(path)
    assert len(event.talks) == len(entries)
    assert event.sessions == ()
    assert Counter(s.name for t in event.talks for s in t.speakers) == Counter(
        name for entry in names for name in entry if is_person(name)
    )
    assert all(talk.abstracts for talk in event.talks)
    assert max(len(each.plain) for talk in event.talks for each in talk.abstracts) <= 900
