"""The graphs of the real notes are valid, and SPARQL gives the facts that the notes hold."""

import json
from collections.abc import Iterable
from typing import Any, Final

import pytest
from graph_samples import source_triples
from knowledge_bases import CORPUS

from talkgraph.conclusions.people import mentions_of, resolve
from talkgraph.graph.shacl import validate_graph
from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.conclusions import people_triples
from talkgraph.graph.write.source import shared_triples, source_facts
from talkgraph.model import Event, People, SourceFile, TalkKey, Works
from talkgraph.model.names import Names
from talkgraph.sources.notes.read import HandwrittenNotes

NAMES: Final = Names()

pytestmark = pytest.mark.skipif(
    not (CORPUS / "gold" / "notes.json").is_file(), reason="the real notes are not here"
)


def read_events() -> list[Event]:
    reader = HandwrittenNotes()
    paths = sorted((CORPUS / "notes").glob("*.md"))
    events = [reader.read([SourceFile(path=path, name=path.name)])[0].event for path in paths]
    return [event for event in events if event is not None]


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    files: dict[str, Any] = json.loads((CORPUS / "gold" / "notes.json").read_text())["files"]
    return files


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return read_events()


@pytest.fixture(scope="module")
def people(events: list[Event]) -> People:
    return resolve(mentions_of(events))


@pytest.fixture(scope="module")
def store(events: list[Event], people: People) -> OxigraphStore:
    store = OxigraphStore.in_memory()
    facts = {event.source: source_facts(event, people, NAMES) for event in events}
    about = people_triples(people, Works(works=()), NAMES)
    for source, said in facts.items():
        assert store.load(NAMES.source_graph(source), said.own) == len(said.own)
    assert store.load(NAMES.graph("people"), about) == len(about)
    shared = [triple for said in facts.values() for triple in said.shared]
    rest = shared_triples(shared, about)
    # No two graphs say the same: nothing was left out.
    assert store.load(NAMES.graph("shared"), rest) == len(rest)
    return store


def rows(store: OxigraphStore, query: str, *names: str) -> set[tuple[str | None, ...]]:
    return {tuple(row.get(name) for name in names) for row in store.select(query)}


def talks(gold: dict[str, Any]) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    for file in gold.values():
        for talk in file["talks"]:
            # An anchor is stripped; one in the notes ends with a space.
            yield file, {**talk, "anchor": talk["anchor"].strip()}


def test_every_source_is_valid(events: list[Event], people: People) -> None:
    assert len(events) == 5
    for event in events:
        assert validate_graph(source_triples(event, people, NAMES), event.source) == ()


def test_events(store: OxigraphStore, gold: dict[str, Any]) -> None:
    query = """SELECT * { ?e a tg:Conference ; schema:name ?name ; schema:startDate ?start ;
      schema:endDate ?end ; schema:location/schema:name ?place ;
      schema:superEvent/schema:name ?series }"""
    assert rows(store, query, "name", "start", "end", "place", "series") == {
        (f["event"], f["start"], f["end"], f["location"], f["series"]) for f in gold.values()
    }


def test_talks_and_dates(store: OxigraphStore, gold: dict[str, Any]) -> None:
    query = """SELECT * { ?talk a tg:Talk ; schema:identifier ?anchor ; schema:name ?title ;
      tg:event/schema:name ?event OPTIONAL { ?talk schema:startDate ?date } }"""
    assert rows(store, query, "event", "anchor", "title", "date") == {
        (file["event"], talk["anchor"], talk["title"], talk["date"]) for file, talk in talks(gold)
    }


def test_speakers_as_written_with_affiliations(store: OxigraphStore, gold: dict[str, Any]) -> None:
    query = """SELECT * { ?talk a tg:Talk ; schema:identifier ?anchor ;
      tg:event/schema:name ?event . ?a tg:inTalk ?talk ; schema:name ?name
      OPTIONAL { ?a tg:affiliationText ?company }
      OPTIONAL { ?a tg:account/foaf:accountName ?handle } }"""
    found = rows(store, query, "event", "anchor", "name", "company", "handle")
    assert found == {
        (
            file["event"],
            talk["anchor"],
            speaker["name"],
            speaker["affiliation"],
            speaker["handle"] and speaker["handle"].lower(),
        )
        for file, talk in talks(gold)
        for speaker in talk["speakers"]
    }


def test_performers_are_people_with_accounts(store: OxigraphStore, gold: dict[str, Any]) -> None:
    query = """SELECT ?talk ?title ?event ?speaker ?date { ?talk a tg:Talk ; schema:name ?title ;
      tg:event/schema:name ?event ; schema:performer/schema:name ?speaker ;
      schema:startDate ?date }"""
    dated = sum(len(talk["speakers"]) for _, talk in talks(gold) if talk["date"])
    assert len(list(store.select(query))) == dated
    handles = rows(store, "SELECT * { ?person foaf:account/foaf:accountName ?handle }", "handle")
    expected = {s["handle"].lower() for _, t in talks(gold) for s in t["speakers"] if s["handle"]}
    assert {(handle,) for handle in expected} <= handles


def test_posts_per_talk_in_the_words_of_the_source(
    store: OxigraphStore, gold: dict[str, Any]
) -> None:
    query = """SELECT ?talk ?n ?md ?line ?last ?source { ?post a tg:Post ; tg:talk ?talk ;
      schema:position ?n ; schema:text ?text ; tg:markdown ?md ; prov:wasDerivedFrom ?span .
      ?span tg:firstLine ?line ; tg:lastLine ?last ; oa:hasSource/dcterms:identifier ?source }"""
    found: dict[str, list[int]] = {}
    sources = {p.name: p.read_bytes().split(b"\n") for p in (CORPUS / "notes").glob("*.md")}
    for row in store.select(query):
        found.setdefault(row["talk"], []).append(int(row["n"]))
        lines = sources[row["source"]][int(row["line"]) - 1 : int(row["last"])]
        assert row["md"] == b"\n".join(lines).decode().removesuffix("\r")
    slugs = dict(store_events(store))
    assert {talk: max(positions) for talk, positions in found.items()} == {
        NAMES.talk(TalkKey(event=slugs[file["event"]], talk=talk["anchor"])): talk["n_posts"]
        for file, talk in talks(gold)
        if talk["n_posts"]
    }
    assert all(sorted(p) == list(range(1, len(p) + 1)) for p in found.values())


def store_events(store: OxigraphStore) -> Iterable[tuple[str, str]]:
    query = (
        "SELECT ?name ?slug { ?e a tg:Conference ; schema:name ?name ; schema:identifier ?slug }"
    )
    for row in store.select(query):
        yield row["name"], row["slug"]


def test_threads(store: OxigraphStore, gold: dict[str, Any]) -> None:
    query = """SELECT * { ?thread a tg:Thread ; tg:talk ?talk ; schema:url ?url ;
      sioc:has_owner/foaf:accountName ?handle . ?talk schema:identifier ?anchor }"""
    assert rows(store, query, "anchor", "url", "handle") == {
        (talk["anchor"], thread["url"], thread["author_handle"].lower())
        for _, talk in talks(gold)
        for thread in talk["threads"]
    }


def test_links(store: OxigraphStore, gold: dict[str, Any]) -> None:
    query = """SELECT * { ?link a tg:Link ; tg:talk ?talk ; schema:url ?url .
      ?talk a tg:Talk ; schema:identifier ?anchor }"""
    assert rows(store, query, "anchor", "url") == {
        (talk["anchor"], link["url"]) for _, talk in talks(gold) for link in talk["links"]
    }


def test_listed_talks(store: OxigraphStore, gold: dict[str, Any]) -> None:
    query = """SELECT * { ?item a tg:ListedTalk ; schema:name ?title .
      ?a tg:inTalk ?item ; schema:name ?name ; tg:speaker/schema:name ?person }"""
    assert rows(store, query, "title", "name") == {
        (item["title"], item["speaker"])
        for file in gold.values()
        for section in file["non_talk_sections"]
        for item in section.get("ignites", ())
    }


def test_attributed_quotes_have_names(store: OxigraphStore) -> None:
    query = """SELECT * { ?quote a tg:Quote ; tg:talk ?talk ; schema:text ?t ;
      tg:attributedTo/schema:name ?who }"""
    attributed = "SELECT * { ?finding a tg:QuoteAttribution ; tg:quote ?quote }"
    found = rows(store, query, "quote")
    assert len(found) > 10
    explicit_or_speaker = rows(store, attributed, "quote")
    assert found == explicit_or_speaker
