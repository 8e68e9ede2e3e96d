"""An archive of posts against what a reader found in it."""

import functools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from knowledge_bases import CORPUS
from posted_samples import conferences, measured, placed

from talkgraph.model import Event, Hints, LinkKind, Reading, SourceFile
from talkgraph.sources.registry import read_all

SOURCES = CORPUS / "sources"
GOLD = SOURCES / "gold.json"

in_corpus = pytest.mark.skipif(
    not GOLD.is_file(), reason="the corpus is not beside the checkout (../shared/corpus)"
)


def archives() -> dict[str, Any]:
    if not GOLD.is_file():
        return {}
    files = json.loads(GOLD.read_text(encoding="utf-8"))["files"]
    return {name: told for name, told in files.items() if "threads" in told}


@pytest.fixture(params=sorted(archives()) or ["absent"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@functools.cache
def readings(name: str) -> tuple[Reading, ...]:
    paths = sorted(path for path in (SOURCES / name).rglob("*") if path.is_file())
    return read_all(
        [SourceFile(path=p, name=p.relative_to(SOURCES / name).as_posix()) for p in paths]
    )


def event_of(name: str) -> Event:
    [event] = [event for reading in readings(name) for event in reading.events]
    return event


@in_corpus
def test_the_event_and_its_days(name: str) -> None:
    gold, event = archives()[name], event_of(name)
    assert event.name in gold["event"]["name_either"]
    assert [str(event.start), str(event.end)] == [
        min(gold["event"]["local_days"]),
        max(gold["event"]["local_days"]),
    ]
    assert event.tags == (gold["event"]["tag"],)
    assert event.note_taker is not None
    assert event.note_taker.handle == gold["owner"]


@in_corpus
def test_threads_are_talks(name: str) -> None:
    for gold in archives()[name]["threads"]:
        [talk] = [t for t in event_of(name).talks if t.posts[0].identifier == gold["root"]]
        assert [post.identifier for post in talk.posts] == gold["posts"]
        assert talk.title == gold["title"]
        assert [s.account.handle for s in talk.speakers if s.account] == gold["speakers"]
        assert str(talk.date) == gold["local_day"]
        assert [thread.url for thread in talk.threads] == [talk.posts[0].url]
        assert talk.threads[0].by_note_taker
        slides = [link.url for link in talk.links if link.kind is LinkKind.SLIDES]
        assert slides == ([gold["slides"]] if "slides" in gold else [])
        says = [post.says for post in talk.posts]
        assert sum(len(each.quotes) for each in says) == gold.get("quotes", 0)
        assert sum(len(each.asides) for each in says) == gold.get("asides", 0)
        assert sum(len(post.media) for post in talk.posts) == gold.get("images", 0)
        assert any(post.plain.startswith("[fin]") for post in talk.posts) is gold.get(
            "closing", False
        )


@in_corpus
def test_long_posts_are_whole(name: str) -> None:
    restored = re.findall(
        r"\.\.\.(\d+)'s text ends with '…'", json.dumps(archives()[name], ensure_ascii=False)
    )
    posts = {p.identifier: p for t in event_of(name).talks for p in t.posts}
    for end in restored:
        [post] = [post for key, post in posts.items() if key and key.endswith(end)]
        assert "…" not in post.plain
        assert len(post.plain) > 200


@in_corpus
def test_runs_of_single_posts_are_talks(name: str) -> None:
    runs = [talk for talk in event_of(name).talks if not talk.threads]
    assert [
        (
            talk.speakers[0].account and talk.speakers[0].account.handle,
            str(talk.date),
            len(talk.posts),
        )
        for talk in runs
    ] == [(g["speaker"], g["local_day"], g["posts"]) for g in archives()[name]["groups"]]


@in_corpus
def test_what_is_of_no_talk_and_what_is_left_out(name: str) -> None:
    gold, event = archives()[name], event_of(name)
    assert [post.identifier for post in event.posts] == gold["not_of_a_talk"]
    kept = {post.identifier for talk in event.talks for post in talk.posts}
    kept |= {post.identifier for post in event.posts}
    named = [re.findall(r"\d{10,}|(?<=\.\.\.)\d+", each) for each in gold["left_out"]]
    for identifier in (each for found in named for each in found):
        assert not any(each and each.endswith(identifier) for each in kept)
    assert all(reading.groups == () for reading in readings(name))


# ── invented conferences with programmes ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(("seen", "precision", "recall"), [(True, 1.0, 1.0), (False, 0.95, 0.95)])
def test_posts_are_placed_at_the_talks_of_programmes(
    seen: bool, precision: float, recall: float
) -> None:
    found = measured(seen=seen)
    assert found.precision >= precision
    assert found.recall >= recall


@pytest.mark.parametrize("told", conferences(seen=True), ids=lambda told: str(told["name"]))
def test_posts_of_no_talk_are_placed_nowhere(told: dict[str, Any]) -> None:
    assert [words for words, talk, found in placed(told) if talk is None and found] == []


def test_hints_are_of_use_to_an_archive_alone(tmp_path: Path) -> None:
    if not GOLD.is_file():
        pytest.skip("the corpus is not beside the checkout (../shared/corpus)")
    for name in archives():
        paths = sorted(path for path in (SOURCES / name).rglob("*") if path.is_file())
        files = [SourceFile(path=p, name=p.name) for p in paths]
        tag = archives()[name]["event"]["tag"]
        hints = Hints(event="A Meeting of Ours", tags=(tag,), zone="America/Los_Angeles")
        [event] = [event for reading in read_all(files, hints) for event in reading.events]
        assert event.name == "A Meeting of Ours"
        assert event.time_zone == "America/Los_Angeles"
        days = {str(talk.date) for talk in event.talks}
        assert days == set(archives()[name]["event"]["local_days"])
