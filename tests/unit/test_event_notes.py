"""Notes of an event that are of no talk: found like others, and belonging to the event."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

import talkgraph
from talkgraph.cli import main
from talkgraph.errors import NotFound
from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.settings import Settings

NOTES: Final = """\
# HarbourConf 2031

May 1, 2031 — Aberlane

The lighthouse café said "espresso keeps the harbour awake" to everybody.

- Continuous integration was on every slide.

## Slow Queries at Sea

Mara Lind

- Indexes are lighthouses for rows.

## Small Boats

Tom Reed

- Anchor before the storm begins.
"""


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("noted")
    (folder / "notes").mkdir()
    (folder / "notes" / "harbourconf-2031.md").write_text(NOTES, encoding="utf-8")
    request = BuildRequest(
        sources=(folder / "notes",), kb=folder / "kb", settings=Settings(model="hashing")
    )
    report = build(request)
    assert (report.counts["talks"], report.counts["notes"], report.counts["quotes"]) == (2, 4, 1)
    return folder / "kb"


def test_notes_of_an_event_are_found(noted: Path) -> None:
    kb = talkgraph.open(noted)
    [event] = kb.events()
    for kind, words, line in (
        ("note", "lighthouse café to everybody", 5),
        ("quote", "espresso keeps the harbour awake", 5),
        ("note", "continuous integration on every slide", 7),
    ):
        hit = kb.search(words, kind=kind)[0]
        assert (hit.talk, hit.title, hit.event) == (event.iri, "", "HarbourConf 2031")
        assert (hit.speakers, hit.place) == ((), f"harbourconf-2031.md:{line}")


def test_filters_look_at_the_event(noted: Path) -> None:
    kb = talkgraph.open(noted)
    words = "continuous integration on every slide"

    def found(hits: Sequence[talkgraph.Hit]) -> bool:
        return any("every slide" in hit.text for hit in hits)

    assert found(kb.search(words, event="HarbourConf 2031"))
    assert found(kb.search(words, since="2031-05-01"))
    assert not found(kb.search(words, until="2030"))
    assert not found(kb.search(words, speaker="Mara Lind"))
    assert {hit.title for hit in kb.search(words, kind="talk")} <= {
        "Slow Queries at Sea",
        "Small Boats",
    }


def test_an_event_is_no_talk(noted: Path) -> None:
    kb = talkgraph.open(noted)
    [event] = kb.events()
    assert [talk.title for talk in kb.talks()] == ["Slow Queries at Sea", "Small Boats"]
    assert not any(event.iri in {t.iri for t in theme.talks} for theme in kb.themes())
    assert not {each.iri for each in kb.outside_themes().talks} & {event.iri}
    assert event.iri not in kb.network("talks")
    assert event.iri not in kb.addresses("talk").values()
    for ask in (kb.talk, kb.related, kb.find_talk):
        with pytest.raises(NotFound):
            ask(event.iri)


def test_topics_have_the_notes_of_events_as_evidence(noted: Path) -> None:
    kb = talkgraph.open(noted)
    [event] = kb.events()
    topic = kb.topic("continuous integration")
    assert [(each.talk, each.title, each.line) for each in topic.passages] == [(event.iri, "", 7)]
    assert topic.talks == ()
    [summary] = [each for each in kb.topics() if each.iri == topic.iri]
    assert (summary.talks, summary.passages) == (0, 1)


def test_answers_show_the_event(noted: Path) -> None:
    asked = ["search", "continuous integration", "--kb", str(noted), "--limit", "1"]
    shown = CliRunner().invoke(main, asked)
    assert shown.exit_code == 0
    assert "HarbourConf 2031" in shown.output
    assert "no speaker" not in shown.output
    told = json.loads(CliRunner().invoke(main, [*asked, "--format", "json"]).stdout)
    assert (told[0]["title"], told[0]["event"], told[0]["line"]) == ("", "HarbourConf 2031", 7)


def test_pages_and_api_show_the_event(noted: Path) -> None:
    with TestClient(create_app(Library(noted)), base_url="http://127.0.0.1") as client:
        answer = client.get("/api/v1/search", params={"q": "continuous integration"})
        [hit, *_] = answer.json()["items"]
        assert (hit["title"], hit["event"]) == ("", "HarbourConf 2031")
        page = client.get("/search", params={"q": "continuous integration"})
        assert page.status_code == 200
        assert ">HarbourConf 2031</a>" in page.text
        for path in ("/topic/continuous-integration", hit["talk"].split("/id")[1]):
            assert client.get(path).status_code == 200
        assert "Sessions" not in client.get(hit["talk"].split("/id")[1]).text
