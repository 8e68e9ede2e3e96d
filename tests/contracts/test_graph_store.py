"""Both graph stores give the same answers to the same questions."""

import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

import pytest
from graph_samples import (
    EVENT,
    rich_assignments,
    rich_event,
    rich_organizations,
    rich_people,
    rich_themes,
    rich_works,
)
from joined_samples import joined_event
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from talkgraph.errors import AnswerTooLarge, KnowledgeBaseDamaged, QueryInvalid
from talkgraph.graph import queries
from talkgraph.graph.plain_store import RdflibStore
from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.conclusions import assignment_triples, people_triples, theme_triples
from talkgraph.graph.write.former import former_triples
from talkgraph.graph.write.organizations import organization_triples
from talkgraph.graph.write.source import shared_triples, source_facts
from talkgraph.model import TalkKey
from talkgraph.model.names import SCHEMA, Names
from talkgraph.model.places import Address, Place
from talkgraph.protocols import AnswerForm, GraphChoice, GraphReader, GraphWriter, Question

NAMES: Final = Names(versions={rich_event().source: "1f" * 32})
EX: Final = "http://example.org/"


class GraphStore(GraphWriter, GraphReader, Protocol):
    """A store that is written and read: both seams, filled and asked by the same tests."""


IMPLEMENTATIONS: Final[dict[str, Callable[[Path], GraphStore]]] = {
    "oxigraph in memory": lambda folder: OxigraphStore.in_memory(),
    "oxigraph on disk": lambda folder: OxigraphStore.create(folder / "graph"),
    "rdflib": lambda folder: RdflibStore(),
}

Rows = list[tuple[tuple[str, str], ...]]


def rows(store: GraphReader, query: str, bindings: Mapping[str, str] | None = None) -> Rows:
    return sorted(tuple(sorted(row.items())) for row in store.select(query, bindings))


def content(store: GraphReader, query: str, media_type: str) -> bytes:
    form = AnswerForm(rows=media_type, graph=media_type)
    return store.answer(Question(sparql=query), form).content


def sample_graphs() -> dict[str, list[Triple]]:
    """Return graphs as a build makes them: no two say the same."""
    event, people, bodies = rich_event(), rich_people(), rich_organizations()
    said = source_facts(event, people, NAMES, bodies)
    elsewhere = Place(name="Old Pier", address=Address(country="PT", locality="Lagos"))
    joined = source_facts(replace(joined_event(), place=elsewhere), people, NAMES)
    about = people_triples(people, rich_works(), NAMES)
    where_they_work = organization_triples(bodies, NAMES)
    former = former_triples(
        {NAMES.person("mira-soll"): NAMES.person("mira-sol")},
        {f"{EX}earlier": (NAMES.version(event.source), NAMES.source(event.source))},
    )
    register = Triple(
        NamedNode(NAMES.person("mira-sol")),
        NamedNode(f"{SCHEMA}sameAs"),
        NamedNode("https://orcid.org/0000-0002-1825-0097"),
    )
    return {
        NAMES.source_graph(event.source): said.own,
        **{NAMES.source_graph(name): told for name, told in joined.by_source.items()},
        NAMES.graph("people"): about,
        NAMES.graph("organizations"): where_they_work,
        NAMES.graph("former"): former,
        NAMES.graph("links"): [register],
        NAMES.graph("shared"): shared_triples(
            [*said.shared, *joined.shared], (*about, *where_they_work)
        ),
        NAMES.graph("assignments"): [*assignment_triples(rich_assignments(NAMES), NAMES)],
        NAMES.graph("themes"): theme_triples(rich_themes(NAMES), NAMES),
    }


@pytest.fixture(params=list(IMPLEMENTATIONS))
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> GraphStore:
    return IMPLEMENTATIONS[request.param](tmp_path)


def filled(store: GraphStore) -> GraphStore:
    for graph, triples in sample_graphs().items():
        assert store.load(graph, triples) == len(triples)
    return store


@pytest.fixture(scope="module", params=list(IMPLEMENTATIONS))
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> GraphStore:
    """A store that is only asked."""
    return filled(IMPLEMENTATIONS[request.param](tmp_path_factory.mktemp("full")))


@pytest.fixture
def written(empty: GraphStore) -> GraphStore:
    """A store of this test, which may write into it."""
    return filled(empty)


@pytest.fixture(scope="module")
def twin() -> GraphStore:
    return filled(RdflibStore())


# EXISTS asks for any row, so two stores may give two.
NAMED: Final = {
    name: text
    for name, text in vars(queries).items()
    if name.isupper() and name != "EXISTS" and text.lstrip().startswith("SELECT")
}
BOUND: Final = {
    "talk": NAMES.talk(TalkKey(event=EVENT, talk="sol")),
    "session": NAMES.session(TalkKey(event=EVENT, talk="short-talks")),
    "person": NAMES.person("mira-sol"),
    "event": NAMES.event(EVENT),
}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_the_programs_own_queries(full: GraphStore, twin: GraphStore, name: str) -> None:
    # Of too many rows, two stores may give others.
    whole = re.sub(r"LIMIT \d+", "", NAMED[name])
    free = rows(full, whole)
    assert free == rows(twin, whole)
    # The sample has no labels of topics, no ontology, no description of its graphs, no pairs.
    if name not in ("TALK_TOPICS", "TERMS", "VERSIONS", "NAMED_GRAPHS", "MADE_AT", "SIMILAR_TALKS"):
        assert free


ONE_THING: Final = [
    name
    for name, text in sorted(NAMED.items())
    if name.startswith(("TALK_", "SPEAKER_", "SOURCE_", "THING_"))
]


@pytest.mark.parametrize("name", ONE_THING)
def test_what_is_asked_of_one_thing_begins_there(name: str) -> None:
    where = NAMED[name].split("WHERE", 1)[1]
    late = re.search(r"^  BIND\(.*\n((?:.*\n)*)", where, re.MULTILINE)
    after = late[1].splitlines() if late else []
    assert all(line.lstrip().startswith(("BIND", "}")) for line in after), "BIND is not last"


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        (name, variable)
        for name in sorted(NAMED)
        for variable in BOUND
        if NAMED[name].split("WHERE")[0].split()[1:2] == [f"?{variable}"]
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
    both, one, other = (Triple(a, name, Literal(text)) for text in ("both", "one", "other"))
    assert empty.load(EX + "g", [both, one]) == 2
    assert empty.load(EX + "h", [both, other]) == 1
    assert empty.load(None, [both, one]) == 0
    assert empty.load(EX + "g", [both]) == 1
    count = f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}name> ?o . ?s <{EX}name> ?x }}"
    assert rows(empty, count) == [(("n", "9"),)]
    assert rows(empty, f"SELECT ?g {{ GRAPH ?g {{ <{EX}a> <{EX}name> 'both' }} }}") == [
        (("g", EX + "g"),)
    ]
    assert set(empty.scan(EX + "g")) == {both, one}
    assert [*empty.scan(EX + "h")] == [other]
    assert [*empty.scan(None)] == []


def test_loading_the_same_again_changes_nothing(written: GraphStore) -> None:
    before = rows(written, "SELECT * { GRAPH ?g { ?s ?p ?o } }")
    for graph, triples in sample_graphs().items():
        assert written.load(graph, reversed(triples)) == len(triples)
    assert rows(written, "SELECT * { GRAPH ?g { ?s ?p ?o } }") == before


def test_a_store_knows_of_what_it_tells(empty: GraphStore) -> None:
    triple = Triple(NamedNode(EX + "a"), NamedNode(EX + "p"), NamedNode(EX + "b"))
    assert not empty.tells_of(EX + "a")
    empty.load(EX + "g", [triple])
    assert [empty.tells_of(EX + name) for name in "apbg"] == [True, False, False, False]


def test_triples_are_found_by_any_of_their_terms(written: GraphStore) -> None:
    everything = [t for triples in sample_graphs().values() for t in triples]
    one = everything[len(everything) // 2]
    for wanted in itertools.product(*((term, None) for term in one)):
        fitting = {
            t for t in everything if all(w in (None, x) for w, x in zip(wanted, t, strict=True))
        }
        assert set(written.fitting(*wanted)) == fitting


def test_graphs_are_listed_and_scanned(written: GraphStore, twin: GraphStore) -> None:
    about = Triple(NamedNode(EX + "g"), NamedNode(EX + "title"), Literal("t"))
    assert written.load(None, [about]) == 1
    assert written.graphs() == twin.graphs() == tuple(sorted(sample_graphs()))
    for graph, triples in sample_graphs().items():
        assert sorted(map(str, written.scan(graph))) == sorted(map(str, triples))
        assert sorted(map(str, twin.scan(graph))) == sorted(map(str, triples))
    assert [*written.scan(None)] == [about]
    assert [*written.scan(EX + "none")] == []
    assert rows(written, f"SELECT ?o {{ ?s <{EX}title> ?o }}") == [(("o", "t"),)]
    assert rows(written, f"SELECT ?o {{ GRAPH ?g {{ ?s <{EX}title> ?o }} }}") == []


FORMS: Final = [
    "SELECT ?talk ?title ?date { ?talk a tg:Talk ; schema:name ?title "
    "OPTIONAL { ?talk schema:startDate ?date } }",
    "SELECT ?n { VALUES ?n { 1 'a' 'b'@en <http://example.org/> true '2031-05-06'^^xsd:date } }",
    "SELECT ?nothing { ?nothing a tg:Nothing }",
    "ASK { ?talk a tg:Talk }",
    "ASK { ?talk a tg:Nothing }",
    "CONSTRUCT { ?e a tg:Thing } WHERE { ?t tg:event ?e }",
]


@pytest.mark.parametrize("query", FORMS)
def test_every_form_is_answered_as_terms(full: GraphStore, twin: GraphStore, query: str) -> None:
    found, expected = full.rows(Question(sparql=query)), twin.rows(Question(sparql=query))
    assert (found.header, found.is_graph) == (expected.header, expected.is_graph)
    assert found.is_graph is query.startswith("CONSTRUCT")
    terms = sorted(map(str, map(tuple, found.rows)))
    assert terms == sorted(map(str, map(tuple, expected.rows)))


@pytest.mark.parametrize("query", FORMS)
def test_values_are_bound_in_every_form(full: GraphStore, twin: GraphStore, query: str) -> None:
    talk, title = NamedNode(BOUND["talk"]), Literal("Lamps That Burn All Night")
    for name, term in (("talk", talk), ("title", title)):
        if f"?{name}" not in query:
            continue
        question = Question(sparql=query, bindings={name: term})
        found, expected = full.rows(question), twin.rows(question)
        assert [*map(tuple, found.rows)] == [*map(tuple, expected.rows)]


def test_a_question_chooses_its_graphs(full: GraphStore, twin: GraphStore) -> None:
    people, themes = NAMES.graph("people"), NAMES.graph("themes")
    for query in ("SELECT ?s ?c { ?s a ?c }", "SELECT ?g ?s { GRAPH ?g { ?s a ?c } }"):
        for graphs in (
            GraphChoice(default=(people,)),
            GraphChoice(named=(people, themes)),
            GraphChoice(default=(people, themes), named=(themes,)),
            GraphChoice(default=(people, people, themes, people), named=(themes, themes)),
        ):
            question = Question(sparql=query, graphs=graphs)
            found, expected = full.rows(question), twin.rows(question)
            terms = sorted(map(str, map(tuple, found.rows)))
            assert terms == sorted(map(str, map(tuple, expected.rows)))
            assert bool(terms) is bool(graphs.named if "GRAPH" in query else graphs.default)


def test_relative_iris_are_relative_to_the_base_of_the_question(full: GraphStore) -> None:
    query = "PREFIX here: <#> SELECT ?a ?b { BIND(<x> AS ?a) BIND(here:y AS ?b) }"
    [row] = full.rows(Question(sparql=query, base=f"{EX}q")).rows
    assert [*row] == [NamedNode(f"{EX}x"), NamedNode(f"{EX}q#y")]
    [row] = full.rows(Question(sparql=f"BASE <{EX}z/>{query}", base="http://no/")).rows
    assert [*row] == [NamedNode(f"{EX}z/x"), NamedNode(f"{EX}z/#y")]


def test_functions_are_called_by_iri(full: GraphStore, twin: GraphStore) -> None:
    def half(*terms: NamedNode | Literal) -> Literal | None:
        [value] = terms
        return Literal(int(value.value) // 2) if isinstance(value, Literal) else None

    query = f"SELECT ?x ?y {{ VALUES ?x {{ 4 9 <{EX}> }} BIND(<{EX}half>(?x) AS ?y) }}"
    question = Question(sparql=query, functions={EX + "half": half})
    found = sorted(map(str, map(tuple, full.rows(question).rows)))
    assert found == sorted(map(str, map(tuple, twin.rows(question).rows)))
    assert [term in "".join(found) for term in ("2", "4")] == [True, True]


def test_an_answer_is_whole_or_there_is_none(full: GraphStore) -> None:
    select, rows_form = Question(sparql="SELECT ?s { ?s a tg:Post }"), "text/csv"
    construct = Question(sparql="CONSTRUCT { ?s a tg:Thing } WHERE { ?s a tg:Post }")
    whole = full.answer(select, AnswerForm(rows=rows_form))
    assert not whole.is_graph
    count, size = len(whole.content.split()) - 1, len(whole.content)
    for most_rows, most_bytes, too_much in (
        (count, size, None),
        (count - 1, size, "rows"),
        (count, size - 1, "bytes"),
    ):
        form = AnswerForm(rows=rows_form, most_rows=most_rows, most_bytes=most_bytes)
        if too_much is None:
            assert full.answer(select, form) == whole
        else:
            with pytest.raises(AnswerTooLarge) as raised:
                full.answer(select, form)
            assert raised.value.of == too_much
    form = AnswerForm(graph="application/n-triples", most_rows=count)
    assert full.answer(construct, form).is_graph
    with pytest.raises(AnswerTooLarge):
        full.answer(construct, replace(form, most_rows=count - 1))
    with pytest.raises(AnswerTooLarge):
        full.answer(construct, replace(form, most_bytes=10))


def test_an_answer_in_xml_is_as_large_as_it_is_sent(full: GraphStore) -> None:
    """A carriage return takes five letters, which keep it one for whoever reads it."""
    ends = "\\r" * 1000
    question = Question(sparql=f'SELECT ("{ends}" AS ?x) {{}}')
    form = AnswerForm(rows="application/sparql-results+xml")
    whole = full.answer(question, form).content
    assert whole.count(b"&#13;") == 1000
    assert full.answer(question, replace(form, most_bytes=len(whole))).content == whole
    with pytest.raises(AnswerTooLarge):
        full.answer(question, replace(form, most_bytes=len(whole) - 1))


def test_rows_are_counted_whatever_their_cells_hold(full: GraphStore) -> None:
    cell = "a line\\nand a " + '\\"quoted\\" ' * 20_000
    query = f'SELECT ?x {{ VALUES ?x {{ "{cell}" 1 2 }} }}'
    form = AnswerForm(rows="text/csv", most_rows=3)
    assert full.answer(Question(sparql=query), form).content.endswith(b"1\r\n2\r\n")
    with pytest.raises(AnswerTooLarge):
        full.answer(Question(sparql=query), replace(form, most_rows=2))


def test_answers_in_formats(full: GraphStore) -> None:
    select = "SELECT ?n { ?t a tg:Talk ; schema:name ?n } ORDER BY ?n"
    expected = ["Charts for Two", "Lamps That Burn All Night", "Tides, Told Twice"]
    as_json = json.loads(content(full, select, "application/sparql-results+json"))
    assert [b["n"]["value"] for b in as_json["results"]["bindings"]] == expected
    as_csv = list(csv.reader(io.StringIO(content(full, select, "text/csv").decode())))
    assert as_csv == [["n"], *([name] for name in expected)]
    assert b"Charts for Two" in content(full, select, "application/sparql-results+xml")
    asked = json.loads(content(full, "ASK { ?t a tg:Talk }", "application/sparql-results+json"))
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
    found = {quad.triple for quad in parse(content(full, query, media_type), format=form)}
    expected = content(twin, query, "application/n-triples")
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
        content(full, query, media_type)


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


# ── what only the real store does ────────────────────────────────────────────────────────────


def test_what_is_published_can_be_opened(tmp_path: Path, twin: GraphStore) -> None:
    store = OxigraphStore.create(tmp_path / "graph")
    for graph, triples in sample_graphs().items():
        store.load(graph, triples)
    store.publish()
    opened = OxigraphStore.open(tmp_path / "graph")
    for query in ("SELECT * { GRAPH ?g { ?s ?p ?o } }", "SELECT * { ?s ?p ?o }"):
        assert rows(opened, query) == rows(twin, query)
    assert opened.graphs() == tuple(sorted(sample_graphs()))


def test_tab_separated_values() -> None:
    store = OxigraphStore.in_memory()
    store.load(EX + "g", [Triple(NamedNode(EX + "a"), NamedNode(EX + "p"), Literal("x"))])
    found = content(store, "SELECT ?s ?o { ?s ?p ?o }", "text/tab-separated-values")
    assert found == f'?s\t?o\n<{EX}a>\t"x"\n'.encode()


def test_prefixes_are_known_and_can_be_declared_otherwise() -> None:
    store = OxigraphStore.in_memory()
    store.load(EX + "g", [Triple(NamedNode(EX + "a"), NamedNode(EX + "p"), Literal("x"))])
    assert rows(store, f"PREFIX tg: <{EX}> SELECT ?o {{ tg:a tg:p ?o }}") == [(("o", "x"),)]
    assert rows(store, "SELECT ?o { tg:a tg:p ?o }") == []


def test_a_value_can_be_bound_to_a_variable_that_is_not_selected(full: GraphStore) -> None:
    query = "SELECT ?name {} {{ ?talk a tg:Talk ; schema:name ?name }}"
    for talk in (row["talk"] for row in full.select(query.format("?talk"))):
        selected = [row["name"] for row in full.select(query.format("?talk"), {"talk": talk})]
        assert [row["name"] for row in full.select(query.format(""), {"talk": talk})] == selected
        assert selected


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib's own use
def test_an_rdflib_dataset_sees_the_union_once(tmp_path: Path, twin: GraphStore) -> None:
    store = OxigraphStore.create(tmp_path / "graph")
    for graph, triples in sample_graphs().items():
        store.load(graph, triples)
    store.publish()
    dataset = OxigraphStore.open(tmp_path / "graph").dataset()
    query = "SELECT ?p ?h { ?p foaf:account/foaf:accountName ?h }"
    prefix = "PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
    found = sorted((str(row[0]), str(row[1])) for row in dataset.query(prefix + query))  # type: ignore[index]
    assert found == sorted((dict(r)["p"], dict(r)["h"]) for r in rows(twin, query))
    assert found


def test_a_damaged_store_is_named(tmp_path: Path) -> None:
    for folder in ("missing", "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(KnowledgeBaseDamaged, match=folder):
            OxigraphStore.open(tmp_path / folder)
    store = OxigraphStore.create(tmp_path / "cut")
    for graph, triples in sample_graphs().items():
        store.load(graph, triples)
    store.publish()
    for file in (tmp_path / "cut").glob("*.sst"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(KnowledgeBaseDamaged, match="cut"):
        rows(OxigraphStore.open(tmp_path / "cut"), "SELECT * { ?s ?p ?o }")


def test_a_disk_that_is_full_at_the_end_is_told(tmp_path: Path) -> None:
    class Full:
        def flush(self) -> None:
            raise OSError("no space left")

    store = OxigraphStore.create(tmp_path / "graph")
    store._store = Full()  # type: ignore[assignment]
    with pytest.raises(OSError, match="no space left"):
        store.publish()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = OxigraphStore.create(tmp_path / "graph")
    store.publish()
    store.publish()
    with pytest.raises(ValueError, match="is closed"):
        store.graphs()
    with pytest.raises(FileExistsError):
        OxigraphStore.create(tmp_path / "graph")


def test_a_value_is_found_without_those_beside_it(empty: GraphStore) -> None:
    """Oxigraph on disk also finds 256 to 511 where 255 is looked for, if nobody looks closer."""
    thing, number = NamedNode(f"{EX}thing"), NamedNode(f"{EX}number")
    triples = [Triple(thing, number, Literal(value)) for value in (254, 255, 256, 511)]
    empty.load(f"{EX}graph", triples)
    assert list(empty.fitting(value=Literal(255))) == [triples[1]]
    assert list(empty.fitting(thing, number, Literal(511))) == [triples[3]]
    assert not list(empty.fitting(value=Literal(257)))
