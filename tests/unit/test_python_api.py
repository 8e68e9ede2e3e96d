"""The Python API on the sample notes: what comes back, and that it is what it says."""

import datetime as dt
import inspect
import subprocess
import sys
import types
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray
from rdflib import RDF, Dataset, URIRef

import talkgraph
from talkgraph import IRI, plots
from talkgraph.errors import InputError, NotFound, QueryInvalid
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.opened import Parts
from talkgraph.knowledge.tables import Results, Table
from talkgraph.model.names import OA, TG
from talkgraph.search.encoders.hashing import HashingEncoder


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> talkgraph.KnowledgeBase:
    return talkgraph.open(sample_kb)


TITLES = """
SELECT ?talk ?title ?date WHERE {
  ?talk a tg:Talk ; schema:name ?title ; schema:startDate ?date ; tg:event/schema:name ?event .
} ORDER BY ?date ?title
"""


def test_sparql_gives_typed_values_in_order(kb: talkgraph.KnowledgeBase) -> None:
    table = kb.sparql(TITLES)
    assert isinstance(table, Table)
    assert table.columns == ("talk", "title", "date")
    assert len(table) == len(kb.talks())
    assert {type(row["date"]) for row in table} == {dt.date}
    assert {type(row["talk"]) for row in table} == {IRI}
    [count] = kb.sparql("SELECT (COUNT(?t) AS ?n) { ?t a tg:Talk }")
    assert count["n"] == 14


def test_what_leads_to_a_thing_comes_in_order_and_not_all_of_it(
    kb: talkgraph.KnowledgeBase,
) -> None:
    event = kb.events()[0].iri
    rows = kb.sparql("SELECT ?by ?how { ?by ?how ?event }", {"event": IRI(event)})
    whole = sorted((row["by"], row["how"]) for row in rows)
    assert len(whole) > 10
    assert kb.leading_to(event, 1000) == whole
    assert kb.leading_to(event, 10) == whole[:10]
    source = next(iter(kb.sparql("SELECT ?v { ?place oa:hasSource ?v } LIMIT 1")))["v"]
    assert f"{OA}hasSource" not in {how for _, how in kb.leading_to(source, 1000)}


def test_values_are_bound(kb: talkgraph.KnowledgeBase) -> None:
    named = kb.sparql(TITLES, event="HarbourConf 2022")
    assert {row["title"] for row in named} == {
        talk.title for talk in kb.talks() if talk.event == "HarbourConf 2022"
    }
    day = named[0]["date"]
    assert kb.sparql(TITLES, {"date": day}) == tuple(
        r for r in kb.sparql(TITLES) if r["date"] == day
    )
    talk = named[0]["talk"]
    for same in (talk, URIRef(talk)):
        assert [row["talk"] for row in kb.sparql(TITLES, talk=same)] == [talk]
    assert kb.sparql(TITLES, talk=str(talk)) == ()  # a text is not an IRI
    assert kb.sparql(TITLES, event='x" } #') == ()


def test_every_form_of_query_gives_a_table(kb: talkgraph.KnowledgeBase) -> None:
    [asked] = kb.sparql("ASK { ?t a tg:Talk }")
    assert asked == {"answer": True}
    triples = kb.sparql("CONSTRUCT { ?t a tg:Talk } WHERE { ?t a tg:Talk }")
    assert triples.columns == ("subject", "predicate", "object")
    assert len(triples) == 14
    with pytest.raises(QueryInvalid):
        kb.sparql("SELECT")
    with pytest.raises(QueryInvalid):
        kb.sparql("DELETE WHERE { ?s ?p ?o }")


def test_an_answer_without_rows_keeps_its_columns(kb: talkgraph.KnowledgeBase) -> None:
    frame = kb.sparql("SELECT ?b ?a { ?b tg:nothing ?a }").to_frame()
    assert frame.columns.tolist() == ["b", "a"]
    assert frame.empty


def test_vectors_are_those_of_the_passages(kb: talkgraph.KnowledgeBase) -> None:
    passages, vectors = kb.passages(), kb.vectors()
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(passages), kb.embed([]).shape[1])
    again = kb.embed([passage.text for passage in passages[:8]])
    np.testing.assert_allclose(again, vectors[:8], atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    with pytest.raises(ValueError, match="read-only"):
        vectors[0, 0] = 1
    with pytest.raises(InputError, match="list of texts"):
        kb.embed("one text")


def test_passages_know_their_talk(kb: talkgraph.KnowledgeBase) -> None:
    talks = {talk.iri: talk for talk in kb.talks()}
    of_talks = [passage for passage in kb.passages() if passage.talk in talks]
    assert {passage.talk for passage in of_talks} == set(talks)
    for passage in of_talks:
        assert passage.title == talks[passage.talk].title
        assert passage.speakers == talks[passage.talk].speakers
        assert passage.date == talks[passage.talk].date


@pytest.mark.parametrize("kind", ["talks", "people", "topics"])
def test_networks_are_ready_for_algorithms_and_files(
    kb: talkgraph.KnowledgeBase, kind: str, tmp_path: Path
) -> None:
    graph = kb.network(kind)
    assert sum(nx.pagerank(graph, weight="weight").values()) == pytest.approx(1)
    assert all(data["label"] for _, data in graph.nodes(data=True))
    assert all(data["weight"] > 0 for _, _, data in graph.edges(data=True))
    nx.write_graphml(graph, tmp_path / "graph.xml")
    assert nx.read_graphml(tmp_path / "graph.xml").adj == graph.adj


def test_the_network_of_topics_is_bipartite(kb: talkgraph.KnowledgeBase) -> None:
    graph = kb.network("topics")
    talks = {iri for iri in graph if graph.nodes[iri]["bipartite"] == 0}
    assert talks == {talk.iri for talk in kb.talks()}
    assert nx.bipartite.is_bipartite_node_set(graph.subgraph(graph), talks)
    with pytest.raises(NotFound, match="talks, people, topics"):
        kb.network("friends")


def test_rdflib_sees_the_store_without_a_warning(kb: talkgraph.KnowledgeBase) -> None:
    """Warnings are errors here, so rdflib's own would fail this."""
    dataset = kb.rdf()
    assert isinstance(dataset, Dataset)
    talks = set(dataset.subjects(RDF.type, URIRef(TG + "Talk")))
    assert {str(iri) for iri in talks} == {talk.iri for talk in kb.talks()}
    [everything] = kb.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert len(dataset) == everything["n"]
    assert len(list(dataset.query(f"SELECT ?t {{ ?t a <{TG}Talk> }}"))) == len(talks)
    assert len(list(dataset.graphs())) > 5
    assert len(list(dataset.quads((None, None, None, None)))) >= everything["n"]
    assert len(dataset.serialize(format="trig")) > 10_000


def test_events_diagnostics_and_coverage(kb: talkgraph.KnowledgeBase) -> None:
    assert sum(event.talks for event in kb.events()) == 14
    assert kb.events().to_frame()["start"].is_monotonic_increasing
    assert "code" in kb.diagnostics().to_frame().columns
    for each in kb.coverage():
        assert each.accounted + each.left_out + len(each.missing) == each.content


def test_what_cannot_be_is_refused_with_what_can(kb: talkgraph.KnowledgeBase) -> None:
    with pytest.raises(InputError, match=r"graphml.*turtle"):
        kb.export("rdf")
    for ask in (kb.search, kb.related):
        with pytest.raises(InputError, match="limit is 0: ask for at least 1"):
            ask("harbourconf-2021/calloway", limit=0)


def test_a_date_is_not_broken_in_a_table(kb: talkgraph.KnowledgeBase) -> None:
    page = kb.talks()[:1]._repr_html_()
    assert 'white-space:nowrap">2019-10-02</td>' in page


def test_everything_in_rows_is_an_answer(kb: talkgraph.KnowledgeBase) -> None:
    talk = kb.talk("devopsdays-hartford-2019/can")
    for answer in (kb.talks(), kb.speakers(), kb.themes(), kb.search("call"), talk.said):
        assert isinstance(answer, Results)
        assert len(answer.to_frame()) == len(answer) > 0
        assert "<table" in answer._repr_html_()


def test_create_builds_and_opens(sample: Path, tmp_path: Path) -> None:
    made = talkgraph.create(sample / "harbourconf-2022.md", tmp_path / "kb", model="hashing")
    assert [event.name for event in made.events()] == ["HarbourConf 2022"]
    again = talkgraph.create([sample / "harbourconf-2022.md"], tmp_path / "kb", model="hashing")
    assert again.parts.folder == made.parts.folder


class _Constant(HashingEncoder):
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), 1), dtype=np.float32)


def test_parts_can_be_given_and_nothing_else_changes(kb: talkgraph.KnowledgeBase) -> None:
    given = KnowledgeBase(kb.parts.replace(encoder=_Constant()))
    assert given.embed(["anything"]).tolist() == [[1.0]]
    assert given.talks() == kb.talks()
    assert given.without(()).embed(["anything"]).tolist() == [[1.0]]


def test_what_follows_has_the_model(sample_kb: Path) -> None:
    older, following = talkgraph.open(sample_kb), talkgraph.open(sample_kb)
    assert not following.after(older).parts.has_loaded("encoder")
    assert older.search("on call")
    ready = following.after(older)
    assert ready.parts.encoder is older.parts.encoder
    assert not following.parts.has_loaded("encoder")


def test_many_threads_get_one_answer_and_one_part(sample_kb: Path) -> None:
    kb = talkgraph.open(sample_kb)
    with ThreadPoolExecutor(8) as threads:
        stats = list(threads.map(lambda _: kb.stats(), range(8)))
        relaters = list(threads.map(lambda _: kb.parts.relater, range(8)))
    assert all(each is stats[0] for each in stats)
    assert all(each is relaters[0] for each in relaters)


def test_what_is_kept_cannot_be_changed(kb: talkgraph.KnowledgeBase) -> None:
    for kept in (kb.records, kb.addresses("event"), kb.addresses("talk")):
        with pytest.raises(TypeError):
            kept["new"] = ""  # type: ignore[index]


def test_another_model_is_not_handed_on(sample_kb: Path) -> None:
    older = talkgraph.open(sample_kb)
    assert older.embed(["on call"]).shape[0] == 1
    made = older.generation.manifest
    manifest = replace(made, encoder=replace(made.encoder, fingerprint="another"))
    other = KnowledgeBase(Parts(replace(older.generation, manifest=manifest)))
    assert not other.after(older).parts.has_loaded("encoder")


def test_all_is_exactly_what_is_public() -> None:
    program = (
        "import types, talkgraph\n"
        "assert sorted(talkgraph.__all__) == dir(talkgraph)\n"
        "for name in talkgraph.__all__: getattr(talkgraph, name)\n"
        "names = {n for n, v in vars(talkgraph).items() if not n.startswith('_')}\n"
        "modules = {n for n in names if isinstance(vars(talkgraph)[n], types.ModuleType)}\n"
        "print(sorted(names - modules - {'import_module', 'Any', 'Final', 'TYPE_CHECKING'}\n"
        "  - set(talkgraph.__all__)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def _public() -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for module in (talkgraph, plots):
        for name in module.__all__:
            found.append((name, getattr(module, name)))
    for cls in (talkgraph.KnowledgeBase, Results, Table):
        for name, value in inspect.getmembers(cls):
            if not name.startswith("_") and callable(value):
                found.append((f"{cls.__name__}.{name}", value))
    return found


@pytest.mark.parametrize(
    ("name", "value"), _public(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_every_public_name_is_documented_and_typed(name: str, value: object) -> None:
    if isinstance(value, tuple | str):  # a constant: documented where it is defined
        return
    assert inspect.getdoc(value), name
    if isinstance(value, types.FunctionType):
        signature = inspect.signature(value)
        assert signature.return_annotation is not inspect.Signature.empty, name
