"""Both graph stores give the same answers to the same questions."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest
from graph_samples import (
    EVENT,
    rich_assignments,
    rich_event,
    rich_people,
    rich_themes,
    rich_works,
)
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from talkgraph.errors import KnowledgeBaseDamaged, QueryInvalid
from talkgraph.graph import queries
from talkgraph.graph.exports import as_rdflib_dataset
from talkgraph.graph.plain_store import RdflibStore
from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.conclusions import assignment_triples, people_triples, theme_triples
from talkgraph.graph.write.source import source_triples
from talkgraph.model import TalkKey
from talkgraph.model.names import Names
from talkgraph.protocols import GraphStore

NAMES: Final = Names()
EX: Final = "http://example.org/"
IMPLEMENTATIONS: Final[dict[str, Callable[[Path], GraphStore]]] = {
    "oxigraph in memory": lambda folder: OxigraphStore.in_memory(),
    "oxigraph on disk": lambda folder: OxigraphStore.create(folder / "graph"),
    "rdflib": lambda folder: RdflibStore(),
}

Rows = list[tuple[tuple[str, str], ...]]


def rows(store: GraphStore, query: str, bindings: Mapping[str, str] | None = None) -> Rows:
    return sorted(tuple(sorted(row.items())) for row in store.select(query, bindings))


def sample_graphs() -> dict[str, list[Triple]]:
    event, people = rich_event(), rich_people()
    return {
        NAMES.source_graph(event.source): source_triples(event, people, NAMES),
        NAMES.graph("people"): people_triples(people, rich_works(), NAMES),
        NAMES.graph("assignments"): [*assignment_triples(rich_assignments(NAMES), NAMES)],
        NAMES.graph("themes"): theme_triples(rich_themes(NAMES), NAMES),
    }


@pytest.fixture(params=list(IMPLEMENTATIONS))
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> GraphStore:
    return IMPLEMENTATIONS[request.param](tmp_path)


@pytest.fixture
def full(empty: GraphStore) -> GraphStore:
    for graph, triples in sample_graphs().items():
        assert empty.replace(graph, triples) == len(triples)
    return empty


@pytest.fixture(scope="module")
def twin() -> GraphStore:
    twin = RdflibStore()
    for graph, triples in sample_graphs().items():
        twin.replace(graph, triples)
    return twin


# EXISTS asks for any row, so two stores may give two.
NAMED: Final = {
    name: text
    for name, text in vars(queries).items()
    if name.isupper()
    and name != "EXISTS"
    and not name.startswith("_")
    and text.lstrip().startswith("SELECT")
}
BOUND: Final = {
    "talk": NAMES.talk(TalkKey(event=EVENT, talk="sol")),
    "session": NAMES.session(TalkKey(event=EVENT, talk="short-talks")),
    "person": NAMES.person("mira-sol"),
}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_the_programs_own_queries(full: GraphStore, twin: GraphStore, name: str) -> None:
    free = rows(full, NAMED[name])
    assert free == rows(twin, NAMED[name])
    # The sample has no labels of topics, no repeated talk and no ontology.
    if name not in ("TALK_TOPICS", "THEME_TOPICS", "REPEATS", "TERMS", "VERSIONS"):
        assert free


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        (name, variable)
        for name in sorted(NAMED)
        for variable in BOUND
        if NAMED[name].split("WHERE")[0].split()[1:2] == [f"?{variable}"]
        and name not in ("TALKS", "SPEAKERS")
    ],
)
def test_values_are_bound(full: GraphStore, twin: GraphStore, name: str, variable: str) -> None:
    bindings = {variable: BOUND[variable]}
    bound = rows(full, NAMED[name], bindings)
    assert bound == rows(twin, NAMED[name], bindings)
    assert bound == [row for row in rows(twin, NAMED[name]) if (variable, BOUND[variable]) in row]


def test_what_two_talks_share_can_be_asked_of_each_pair(full: GraphStore) -> None:
    free = rows(full, queries.RELATED_FACTS)
    pairs = {(dict(row)["talk"], dict(row)["other"]) for row in free}
    assert len(pairs) > 1
    for talk, other in pairs:
        here = [row for row in free if {("talk", talk), ("other", other)} <= set(row)]
        assert rows(full, queries.related_facts(talk, other)) == here


QUESTIONS: Final = [
    "SELECT * { ?s ?p ?o }",
    "SELECT * { GRAPH ?g { ?s a tg:Talk } }",
    "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c",
    "SELECT ?person (COUNT(*) AS ?n) { ?person foaf:account/foaf:accountName ?h } GROUP BY ?person",
    "SELECT ?t { ?t a tg:Talk MINUS { ?t tg:event/schema:name 'Harbour Conf 2031' } }",
    "SELECT ?x { ?x schema:startDate ?d FILTER(?d > '2031-05-06'^^xsd:date) }",
    "SELECT ?a ?b { ?a schema:superEvent+ ?b }",
    "SELECT ?talk ?title ?event ?speaker ?date { ?talk a tg:Talk ; schema:name ?title ; "
    "tg:event/schema:name ?event ; schema:performer/schema:name ?speaker ; "
    "schema:startDate ?date }",
    "SELECT (SUM(?n) AS ?sum) { ?p a tg:Post ; schema:position ?n }",
    "SELECT ?x { VALUES ?x { 'a' 'b' } FILTER NOT EXISTS { ?s schema:name ?x } }",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_same_rows(full: GraphStore, twin: GraphStore, question: str) -> None:
    assert rows(full, question) == rows(twin, question)


def test_what_two_graphs_say_counts_once(empty: GraphStore) -> None:
    a, name = NamedNode(EX + "a"), NamedNode(EX + "name")
    both, one = Triple(a, name, Literal("both")), Triple(a, name, Literal("one"))
    empty.replace(EX + "g", [both, one])
    empty.replace(EX + "h", [both, both])
    count = f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}name> ?o . ?s <{EX}name> ?x }}"
    assert rows(empty, count) == [(("n", "4"),)]
    empty.replace(EX + "g", [])
    assert rows(empty, f"SELECT ?o {{ ?s <{EX}name> ?o }}") == [(("o", "both"),)]
    assert rows(empty, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }") == [(("g", EX + "h"),)]
    empty.replace(EX + "h", [one])
    assert rows(empty, f"SELECT ?o {{ ?s <{EX}name> ?o }}") == [(("o", "one"),)]
    empty.replace(EX + "h", [])
    assert rows(empty, "SELECT * { ?s ?p ?o }") == []


def test_replacing_by_the_same_changes_nothing(full: GraphStore) -> None:
    before = rows(full, "SELECT * { GRAPH ?g { ?s ?p ?o } }")
    for graph, triples in sample_graphs().items():
        full.replace(graph, reversed(triples))
    assert rows(full, "SELECT * { GRAPH ?g { ?s ?p ?o } }") == before


def test_answers_in_formats(full: GraphStore) -> None:
    select = "SELECT ?n { ?t a tg:Talk ; schema:name ?n } ORDER BY ?n"
    expected = ["Charts for Two", "Lamps That Burn All Night"]
    as_json = json.loads(full.answer(select, "application/sparql-results+json"))
    assert [b["n"]["value"] for b in as_json["results"]["bindings"]] == expected
    as_csv = list(csv.reader(io.StringIO(full.answer(select, "text/csv").decode())))
    assert as_csv == [["n"], *([name] for name in expected)]
    assert b"Charts for Two" in full.answer(select, "application/sparql-results+xml")
    asked = json.loads(full.answer("ASK { ?t a tg:Talk }", "application/sparql-results+json"))
    assert asked["boolean"] is True


@pytest.mark.parametrize(
    "media_type",
    [
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/trig",
        "application/n-quads",
    ],
)
def test_graphs_in_formats(full: GraphStore, twin: GraphStore, media_type: str) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a tg:Post ; ?p ?o }"
    form = RdfFormat.from_media_type(media_type)
    assert form is not None
    found = {quad.triple for quad in parse(full.answer(query, media_type), format=form)}
    expected = twin.answer(query, "application/n-triples")
    assert found == {quad.triple for quad in parse(expected, format=RdfFormat.N_TRIPLES)}
    assert len(found) > 50


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("SELECT * { ?s ?p ?o }", "text/turtle"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "text/csv"),
        ("SELECT * { ?s ?p ?o }", "text/html"),
    ],
)
def test_an_answer_needs_a_fitting_format(full: GraphStore, query: str, media_type: str) -> None:
    with pytest.raises(QueryInvalid):
        full.answer(query, media_type)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT",
        "SELECT ?x WHERE { ?x nope:y ?z }",
        "ASK { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
    ],
)
def test_what_is_no_select_is_refused(full: GraphStore, query: str) -> None:
    with pytest.raises(QueryInvalid):
        list(full.select(query))


def test_a_snapshot_is_a_copy(full: GraphStore, twin: GraphStore, tmp_path: Path) -> None:
    full.snapshot(tmp_path / "copy")
    full.replace(NAMES.graph("people"), [])
    copy = OxigraphStore.open(tmp_path / "copy")
    everything = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    assert rows(copy, everything) == rows(twin, everything)
    assert rows(copy, "SELECT * { ?s ?p ?o }") == rows(twin, "SELECT * { ?s ?p ?o }")


# ── what only the real store does ────────────────────────────────────────────────────────────


def test_loading_equals_replacing(tmp_path: Path, twin: GraphStore) -> None:
    store = OxigraphStore.create(tmp_path / "a")
    by_graph = OxigraphStore.create(tmp_path / "b")
    for graph, triples in sample_graphs().items():
        store.load(Quad(t.subject, t.predicate, t.object, NamedNode(graph)) for t in triples)
        by_graph.load_graph(graph, triples)
    for loaded in (store, by_graph):
        loaded.close()
    for folder in ("a", "b"):
        opened = OxigraphStore.open(tmp_path / folder)
        for query in ("SELECT * { GRAPH ?g { ?s ?p ?o } }", "SELECT * { ?s ?p ?o }"):
            assert rows(opened, query) == rows(twin, query)
        assert opened.graphs() == tuple(sorted(sample_graphs()))
        assert opened.count() == len({t for g in sample_graphs().values() for t in g})


def test_tab_separated_values() -> None:
    store = OxigraphStore.in_memory()
    store.replace(EX + "g", [Triple(NamedNode(EX + "a"), NamedNode(EX + "p"), Literal("x"))])
    found = store.answer("SELECT ?s ?o { ?s ?p ?o }", "text/tab-separated-values")
    assert found == f'?s\t?o\n<{EX}a>\t"x"\n'.encode()


def test_prefixes_are_known_and_can_be_declared_otherwise() -> None:
    store = OxigraphStore.in_memory()
    store.replace(EX + "g", [Triple(NamedNode(EX + "a"), NamedNode(EX + "p"), Literal("x"))])
    assert rows(store, f"PREFIX tg: <{EX}> SELECT ?o {{ tg:a tg:p ?o }}") == [(("o", "x"),)]
    assert rows(store, "SELECT ?o { tg:a tg:p ?o }") == []


def test_a_value_can_be_bound_to_a_variable_that_is_not_selected(full: GraphStore) -> None:
    query = "SELECT ?name {} {{ ?talk a tg:Talk ; schema:name ?name }}"
    for talk in (row["talk"] for row in full.select(query.format("?talk"))):
        selected = [row["name"] for row in full.select(query.format("?talk"), {"talk": talk})]
        assert [row["name"] for row in full.select(query.format(""), {"talk": talk})] == selected
        assert selected


def test_descriptions_stay_in_the_default_graph() -> None:
    store = OxigraphStore.in_memory()
    about = Triple(NamedNode(EX + "g"), NamedNode(EX + "title"), Literal("t"))
    store.load([Quad(about.subject, about.predicate, about.object, DefaultGraph())])
    store.replace(EX + "g", [Triple(about.subject, about.predicate, Literal("u"))])
    store.replace(EX + "g", [])
    assert list(store.union()) == [about]
    assert [quad.graph_name for quad in store.quads()] == [DefaultGraph()]


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib's own use
def test_an_rdflib_dataset_sees_the_union_once(tmp_path: Path, twin: GraphStore) -> None:
    store = OxigraphStore.create(tmp_path / "graph")
    for graph, triples in sample_graphs().items():
        store.load_graph(graph, triples)
    store.close()
    dataset = as_rdflib_dataset(tmp_path / "graph")
    query = "SELECT ?p ?h { ?p foaf:account/foaf:accountName ?h }"
    prefix = "PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
    found = sorted((str(row[0]), str(row[1])) for row in dataset.query(prefix + query))  # type: ignore[index]
    assert found == [(dict(r)["p"], dict(r)["h"]) for r in rows(twin, query)]
    assert found


def test_a_damaged_store_is_named(tmp_path: Path) -> None:
    for folder in ("missing", "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(KnowledgeBaseDamaged, match=folder):
            OxigraphStore.open(tmp_path / folder)
        with pytest.raises(KnowledgeBaseDamaged, match=folder):
            as_rdflib_dataset(tmp_path / folder)
    store = OxigraphStore.create(tmp_path / "cut")
    for graph, triples in sample_graphs().items():
        store.load_graph(graph, triples)
    store.close()
    for file in (tmp_path / "cut").glob("*.sst"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(KnowledgeBaseDamaged, match="cut"):
        rows(OxigraphStore.open(tmp_path / "cut"), "SELECT * { ?s ?p ?o }")


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = OxigraphStore.create(tmp_path / "graph")
    store.close()
    store.close()
    with pytest.raises(ValueError, match="is closed"):
        store.count()
    reader = OxigraphStore.open(tmp_path / "graph")
    reader.close()
    with pytest.raises(FileExistsError):
        OxigraphStore.create(tmp_path / "graph")
