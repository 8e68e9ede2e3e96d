"""A real event of DevOpsDays, as its organisers published it, against what a reader found in it."""

import functools
import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
from knowledge_bases import CORPUS

from talkgraph.model import Event, Reading, SourceFile, Talk
from talkgraph.sources.join import join
from talkgraph.sources.programmes.devopsdays import DevOpsDays

FOLDER: Final = CORPUS / "sources" / "devopsdays"
GOLD: Final = CORPUS / "sources" / "gold.json"

pytestmark = pytest.mark.skipif(
    not (GOLD.is_file() and FOLDER.is_dir()),
    reason="the corpus is not beside the checkout (../shared)",
)


@functools.cache
def gold() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(GOLD.read_text(encoding="utf-8"))["files"]["devopsdays"]
    return found


@functools.cache
def readings() -> tuple[Reading, ...]:
    paths = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    names = [path.relative_to(FOLDER).as_posix() for path in paths]
    reader = DevOpsDays()
    for path, name in zip(paths, names, strict=True):
        assert reader.looks_for(name)
        assert reader.accepts(path.read_bytes()[:8192], name)
    files = [SourceFile(path=path, name=name) for path, name in zip(paths, names, strict=True)]
    return reader.read(files)


def data() -> Event:
    [event] = [each for reading in readings() for each in reading.events if each.start]
    return event


def whole() -> Event:
    [event], _ = join([each for reading in readings() for each in reading.events])
    return event


def slug_of(talk: Talk) -> str:
    """Return the name of the page of a talk or, where there is none, of its speaker's."""
    sources = sorted({span.source for span in talk.spans})
    pages = [name for name in sources if "/program/" in name] or [
        name for name in sources if "/speakers/" in name
    ]
    return Path(pages[0]).stem


def test_the_event_is_that_of_the_gold() -> None:
    event, right = data(), gold()["event"]
    assert (event.name, str(event.start), str(event.end), event.location) == (
        right["name"],
        right["start"],
        right["end"],
        right["location"],
    )


def test_talks_days_and_times_are_those_of_the_gold() -> None:
    told = [
        (talk.title or None, str(talk.date), talk.start.strftime("%H:%M") if talk.start else None)
        for talk in data().talks
    ]
    assert told == [(each["title"], each["day"], each["start"]) for each in gold()["talks"]]
    assert {str(talk.start.utcoffset()) for talk in data().talks if talk.start} == {
        "-1 day, 20:00:00"
    }


def test_speakers_and_their_accounts_are_those_of_the_gold() -> None:
    told = {
        slug_of(talk): [
            {"name": each.name, "twitter": each.account.handle if each.account else None}
            for each in talk.speakers
        ]
        for talk in whole().talks
    }
    assert told == {each["slug"]: each["speakers"] for each in gold()["talks"]}


def test_sessions_are_those_of_the_gold() -> None:
    for event in (data(), whole()):
        told = Counter(session.title for session in event.sessions)
        assert [f"{title} ({number})" for title, number in told.items()] == gold()["sessions"]


def test_what_is_no_talk_is_named() -> None:
    noticed = {reading.source: reading.diagnostics for reading in readings()}
    [stale] = [name for name, reading in noticed.items() if name.endswith("brian-murphy.md")]
    assert [each.code for each in noticed[stale]] == ["not-notes"]
    [main] = [name for name in noticed if name.endswith("main.yml")]
    assert "entry-without-talk" in {each.code for each in noticed[main]}
    assert "talk-without-page" in {each.code for each in noticed[main]}


def test_other_peoples_notes_are_not_taken() -> None:
    reader = DevOpsDays()
    folders = (CORPUS / "notes", CORPUS / "notes-front-matter", CORPUS / "others" / "files")
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        head = path.read_bytes()[:8192]
        assert not reader.accepts(head, path.name)
        assert not reader.accepts(head, path.relative_to(CORPUS).as_posix())
