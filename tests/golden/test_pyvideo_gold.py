"""A real category of pyvideo against what somebody found in it, and a large file of JSON lines."""

import datetime as dt
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from knowledge_bases import CORPUS

from talkgraph.model import LinkKind, Reading, SourceFile, Talk
from talkgraph.sources.programmes.pyvideo import PyVideo

SOURCES = CORPUS / "sources"
LINES = CORPUS / "talks" / "pyvideo.jsonl.gz"
KIND = "pyvideo"

pytestmark = pytest.mark.skipif(
    not (SOURCES / "gold.json").is_file(),
    reason="the corpus is not beside the checkout (../shared/corpus)",
)


def golden() -> tuple[Path, dict[str, Any]]:
    files: dict[str, Any] = json.loads((SOURCES / "gold.json").read_text(encoding="utf-8"))["files"]
    return next(
        (SOURCES / name, told) for name, told in files.items() if told["kind"].startswith(KIND)
    )


def readings() -> tuple[Reading, ...]:
    folder, _ = golden()
    return PyVideo().read(
        [
            SourceFile(path=path, name=path.relative_to(SOURCES).as_posix())
            for path in sorted(folder.rglob("*.json"))
        ]
    )


def test_every_file_is_accepted() -> None:
    folder, _ = golden()
    for path in folder.rglob("*.json"):
        name = path.relative_to(SOURCES).as_posix()
        assert PyVideo().accepts(path.read_bytes()[:8192], name), name


def test_the_event() -> None:
    _, gold = golden()
    assert [each.diagnostics for each in readings() if each.diagnostics] == []
    for reading in readings():
        assert reading.event is not None
        assert reading.event.name == gold["event"]["name"]
        assert str(reading.event.start) == gold["event"]["start_from_talks"]
        assert str(reading.event.end) == gold["event"]["end_from_talks"]
        assert reading.event.location is None


def told(talk: Talk) -> dict[str, Any]:
    assert talk.start is not None
    assert talk.end is not None
    return {
        "title": talk.title,
        "speakers": [speaker.name for speaker in talk.speakers],
        "day": str(talk.date),
        "start": talk.start.isoformat(),
        "tags": [talk.type],
        "language": talk.language,
        "video": next(link.url for link in talk.links if link.kind is LinkKind.VIDEO),
        "duration_s": (talk.end - talk.start).total_seconds(),
    }


def test_the_talks() -> None:
    _, gold = golden()
    talks = [talk for each in readings() if each.event for talk in each.event.talks]
    assert [told(talk) for talk in talks] == gold["talks"]
    assert all(talk.abstracts for talk in talks)


@pytest.mark.skipif(not LINES.is_file(), reason="the corpus has no JSON lines")
def test_json_lines_are_counted_as_somebody_else_counts_them(tmp_path: Path) -> None:
    """Two thousand lines from the middle: whole events, titles, dates and speakers of each."""
    with gzip.open(LINES, "rt", encoding="utf-8") as file:
        lines = [line for number, line in enumerate(file) if 9_000 <= number < 11_000]
    path = tmp_path / "talks.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    rows = [json.loads(line) for line in lines]
    [reading] = PyVideo().read([SourceFile(path=path, name=path.name)])
    assert {event.name: len(event.talks) for event in reading.events} == Counter(
        " ".join(row["event"].split()) for row in rows
    )
    talks = {talk.spans[0].first: talk for event in reading.events for talk in event.talks}
    for number, row in enumerate(rows, 1):
        talk = talks[number]
        assert talk.date == (dt.date.fromisoformat(row["date"]) if row["date"] else None)
        assert " ".join(row["title"].split()).endswith(talk.title)
        assert len(talk.speakers) <= len(row["speakers"]) or any("," in s for s in row["speakers"])
    assert reading.coverage is not None
    assert reading.coverage.missing == ()
