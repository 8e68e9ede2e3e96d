"""A real event of RubyEvents against what a reader found in it."""

import functools
import json
from typing import Any, Final

import pytest
from knowledge_bases import CORPUS

from talkgraph.model import Event, LinkKind, Reading, Session, SourceFile, Talk
from talkgraph.sources.join import join
from talkgraph.sources.programmes.rubyevents import RubyEvents

NAME: Final = "rubyevents/rubyconf/rubyconf-2019"
FOLDER: Final = CORPUS / "sources" / NAME
GOLD: Final = CORPUS / "sources" / "gold.json"

pytestmark = pytest.mark.skipif(
    not (GOLD.is_file() and FOLDER.is_dir()),
    reason="the corpus is not beside the checkout (../shared)",
)


@functools.cache
def gold() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(GOLD.read_text(encoding="utf-8"))["files"][NAME]
    return found


@functools.cache
def readings() -> tuple[Reading, ...]:
    reader = RubyEvents()
    paths = sorted(FOLDER.glob("*.yml"))
    assert all(reader.accepts(path.read_bytes()[:8192], path.name) for path in paths)
    return reader.read([SourceFile(path=path, name=f"{NAME}/{path.name}") for path in paths])


def whole() -> Event:
    [event], _ = join([each for reading in readings() for each in reading.events])
    return event


def video(part: Talk | Session) -> str | None:
    return next((link.url for link in part.links if link.kind is LinkKind.VIDEO), None)


def test_the_event_is_that_of_the_gold() -> None:
    [event] = [each for reading in readings() for each in reading.events if each.start]
    told = {
        "name": event.name,
        "start": str(event.start),
        "end": str(event.end),
        "location": event.location,
        "time_zone": event.time_zone,
        "series": event.series,
    }
    assert told == gold()["event"]


def test_talks_are_those_of_the_gold() -> None:
    told = [
        {
            "title": talk.title,
            "kind": talk.type,
            "speakers": [each.name for each in talk.speakers],
            "day": str(talk.date),
            "video": video(talk),
        }
        for talk in whole().talks
    ]
    assert told == gold()["talks"]


def test_sessions_and_what_they_list_are_those_of_the_gold() -> None:
    def items(session: Session) -> list[tuple[str, list[str]]]:
        return [(item.title, [each.name for each in item.speakers]) for item in session.items]

    told = [(each.title, str(each.date), video(each), items(each)) for each in whole().sessions]
    assert told == [
        (
            each["title"],
            each["day"],
            each["video"],
            [(item["title"], item["speakers"]) for item in each["items"]],
        )
        for each in gold()["sessions"]
    ]


def test_nothing_is_wrong_with_it() -> None:
    assert [d for reading in readings() for d in reading.diagnostics] == []


def test_other_peoples_notes_are_not_taken() -> None:
    reader = RubyEvents()
    folders = (CORPUS / "notes", CORPUS / "notes-front-matter", CORPUS / "others" / "files")
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        assert not reader.accepts(path.read_bytes()[:8192], path.name)
