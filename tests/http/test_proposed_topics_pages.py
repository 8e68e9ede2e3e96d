"""A topic that talks suggest answers at its IRI, and is a topic's page once it is accepted."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import talkgraph
from talkgraph.http.app import create_app
from talkgraph.http.library import Library

NOTES = """# QuayConf 2031

## Wenna Sorrel — Glazing with Vitralux

- We glaze every tile with Vitralux.

## Ode Marchetti — A cheaper kiln

- We moved from lead to Vitralux in a year.

## Piet Lindgaard — What the ash says

- With Vitralux the ash melts early.

## Ruth Abara — Keeping bees warm

- In winter bees need sugar and a dry roof.

## Ivo Tanaka — Sails by hand

- A sail is sewn by hand, and mended twice a year.
"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quay") / "notes"
    folder.mkdir()
    (folder / "quayconf-2031.md").write_text(NOTES, encoding="utf-8")
    return folder


def test_a_proposed_topic_is_described_at_its_iri(notes: Path) -> None:
    kb = talkgraph.create(notes, notes.parent / "kb", model="hashing")
    [vitralux] = [each for each in kb.proposed_topics() if each.label == "Vitralux"]
    assert vitralux.iri == kb.names.base + "concept/vitralux"
    client = TestClient(create_app(Library(notes.parent / "kb")), base_url="http://127.0.0.1")
    page = client.get("/resource/concept/vitralux", headers={"Accept": "text/html"})
    assert (page.status_code, "Vitralux" in page.text) == (200, True)
    told = client.get("/data/concept/vitralux.nt").text
    assert "ns/adms#status> <https://w3id.org/talkgraph/ontology#status-proposed>" in told


def test_an_accepted_topic_has_a_page_of_its_own(notes: Path) -> None:
    own = notes.parent / "own.ttl"
    own.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "<https://w3id.org/talkgraph/id/concept/vitralux> a skos:Concept ;\n"
        '  skos:prefLabel "Vitralux" .\n'
    )
    talkgraph.create(notes, notes.parent / "accepted", model="hashing", vocabulary=("shipped", own))
    client = TestClient(create_app(Library(notes.parent / "accepted")), base_url="http://127.0.0.1")
    page = client.get("/topic/vitralux", headers={"Accept": "text/html"})
    assert (page.status_code, "Glazing with Vitralux" in page.text) == (200, True)
