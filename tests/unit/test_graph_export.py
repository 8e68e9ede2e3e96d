"""Every export format is valid, repeatable, and loads to the same triples again."""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import json_ld
import pytest
from graph_samples import TAKER, rich_assignments, rich_event, rich_people, rich_works
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from talkgraph.graph import EXPORT_FORMATS
from talkgraph.graph.exports import export
from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.conclusions import assignment_triples, people_triples
from talkgraph.graph.write.dataset import Content, Contents, Making, describe
from talkgraph.graph.write.source import shared_triples, source_facts
from talkgraph.knowledge.build.named_graphs import vocabulary_triples
from talkgraph.model.names import Names
from talkgraph.settings import ontology_file

NAMES: Final = Names()
FORMATS: Final = {
    "turtle": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
}


def test_every_format_is_known_without_loading_what_writes_it() -> None:
    assert set(EXPORT_FORMATS) == set(FORMATS)


def filled(backwards: bool = False) -> OxigraphStore:
    event, people = rich_event(), rich_people()
    said = source_facts(event, people, NAMES)
    about = people_triples(people, rich_works(), NAMES)
    graphs = {
        NAMES.source_graph(event.source): said.own,
        NAMES.graph("people"): about,
        NAMES.graph("shared"): shared_triples(said.shared, about),
        NAMES.graph("topics"): vocabulary_triples(ontology_file("topics")),
        NAMES.graph("assignments"): [*assignment_triples(rich_assignments(NAMES), NAMES)],
    }
    contents = Contents(graphs={name: Content(triples=len(t)) for name, t in graphs.items()})
    store = OxigraphStore.in_memory()
    odd, text_of = NamedNode("http://example.org/odd"), NamedNode("https://schema.org/text")
    for text in ('quote " and \\ and \n and 🎉', "  ", "@id", "tg:talk"):
        store.load(odd.value, [Triple(odd, text_of, Literal(text))])
    # A date where the context expects one, and other things where it does not.
    start = NamedNode("https://schema.org/startDate")
    store.load(odd.value, [Triple(odd, start, Literal("2031")), Triple(odd, start, odd)])
    describe(store, contents, Making(fingerprint="0" * 64, version="1"), NAMES)
    for name in sorted(graphs, reverse=backwards):
        store.load(name, reversed(graphs[name]) if backwards else graphs[name])
    return store


def quads(store: OxigraphStore) -> set[Quad]:
    named = {
        Quad(t.subject, t.predicate, t.object, NamedNode(graph))
        for graph in store.graphs()
        for t in store.scan(graph)
    }
    return named | {Quad(t.subject, t.predicate, t.object) for t in store.scan(None)}


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    return filled()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_round_trip(store: OxigraphStore, name: str) -> None:
    found = list(parse(export(store, name), format=FORMATS[name]))
    assert len(found) == len(set(found))
    if name in ("turtle", "nt"):
        assert {quad.triple for quad in found} == {quad.triple for quad in quads(store)}
    else:
        assert set(found) == quads(store)
        assert any(isinstance(quad.graph_name, DefaultGraph) for quad in found)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_graph_gives_the_same_bytes(store: OxigraphStore, name: str) -> None:
    assert export(store, name) == export(filled(backwards=True), name)


def test_json_ld_is_compact(store: OxigraphStore) -> None:
    text = export(store, "jsonld").decode()
    document = json.loads(text)
    graph = next(g for g in document["@graph"] if g["@id"] == NAMES.graph("people"))
    person = next(n for n in graph["@graph"] if n["@id"] == NAMES.person("nora-owl"))
    assert person["@type"] == ["foaf:Person", "Person"]
    assert person["name"] == "Nora Owl"
    assert person["foaf:account"] == [NAMES.account(TAKER)]


def test_another_processor_finds_the_same_quads(store: OxigraphStore) -> None:
    found = json_ld.quads(json.loads(export(store, "jsonld")))
    assert found == set(parse(export(store, "nq"), format=RdfFormat.N_QUADS))


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own use
def test_rdflib_reads_the_json_ld_too(store: OxigraphStore) -> None:
    from rdflib import Dataset

    dataset = Dataset()
    dataset.parse(data=export(store, "jsonld"), format="json-ld")
    assert len(list(dataset.quads())) == len(quads(store))


def lines_of(command: list[str]) -> set[str]:
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=120)
    return set(done.stdout.splitlines())


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper is not installed")
@pytest.mark.parametrize(("name", "syntax"), [("turtle", "turtle"), ("nt", "ntriples")])
def test_rapper_reads_as_many(store: OxigraphStore, tmp_path: Path, name: str, syntax: str) -> None:
    file = tmp_path / f"graph.{name}"
    file.write_bytes(export(store, name))
    told = lines_of(["rapper", "-q", "-i", syntax, "-o", "ntriples", str(file)])
    assert len(told) == len({(q.subject, q.predicate, q.object) for q in quads(store)})


@pytest.mark.skipif(
    find_spec("owlready2") is None or shutil.which("java") is None,
    reason="Jena comes with owlready2, and needs Java",
)
@pytest.mark.parametrize("name", ["turtle", "nt", "nq"])
def test_jena_reads_as_many(store: OxigraphStore, tmp_path: Path, name: str) -> None:
    spec = find_spec("owlready2")
    assert spec is not None
    assert spec.origin is not None
    jars = Path(spec.origin).with_name("pellet") / "*"
    ending = {"turtle": "ttl"}.get(name, name)
    file = tmp_path / f"graph.{ending}"
    file.write_bytes(export(store, name))
    told = lines_of(["java", "-cp", str(jars), "riotcmd.riot", str(file)])
    parts = {(q.subject, q.predicate, q.object, q.graph_name) for q in quads(store)}
    assert len(told) == len(parts if name == "nq" else {part[:3] for part in parts})
