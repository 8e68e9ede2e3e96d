"""The clients that people have read from the endpoint: SPARQLWrapper, rdflib, pandas."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from service_process import Service
from SPARQLWrapper import CSV, JSON, JSONLD, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

TG = Namespace("https://w3id.org/talkgraph/ontology#")
PREFIXES = "PREFIX tg: <https://w3id.org/talkgraph/ontology#> PREFIX schema: <https://schema.org/> "
NAMES = PREFIXES + "SELECT ?name { ?talk a tg:Talk ; schema:name ?name } ORDER BY ?name"
TALKS = PREFIXES + "CONSTRUCT { ?t schema:name ?n } { ?t a tg:Talk ; schema:name ?n }"


@pytest.fixture(scope="module")
def names(sample_kb: Path) -> list[str]:
    from talkgraph.knowledge.entry import open_knowledge_base

    return sorted(talk.title for talk in open_knowledge_base(sample_kb).talks())


@pytest.fixture
def wrapper(running: Service) -> Wrapper:
    return Wrapper(f"{running.url}/sparql")


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("how", ["urlencoded", POSTDIRECTLY])
def test_sparqlwrapper_selects(wrapper: Wrapper, names: list[str], method: str, how: str) -> None:
    wrapper.setMethod(method)
    wrapper.setRequestMethod(how)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(NAMES)
    answer: Any = wrapper.queryAndConvert()
    rows = answer["results"]["bindings"]
    assert sorted(row["name"]["value"] for row in rows) == names


@pytest.mark.parametrize("form", [XML, CSV, TSV])
def test_sparqlwrapper_takes_other_formats(wrapper: Wrapper, names: list[str], form: str) -> None:
    wrapper.setReturnFormat(form)
    wrapper.setQuery(NAMES)
    answer = wrapper.queryAndConvert()
    text = answer.toxml() if form == XML else answer.decode()  # type: ignore[union-attr]
    plain = [name for name in names if name.isascii() and not set(name) & set("&<>\",'")]
    assert plain
    assert all(name in text for name in plain)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # SPARQLWrapper makes one
@pytest.mark.parametrize("form", [TURTLE, RDFXML, JSONLD, XML])
def test_sparqlwrapper_constructs(wrapper: Wrapper, names: list[str], form: str) -> None:
    wrapper.setReturnFormat(form)
    wrapper.setQuery(TALKS)
    answer = wrapper.queryAndConvert()
    graph = answer if isinstance(answer, Graph) else Graph().parse(data=answer, format="turtle")  # type: ignore[arg-type]
    assert sorted(map(str, graph.objects())) == names


def test_sparqlwrapper_asks_and_chooses_graphs(wrapper: Wrapper) -> None:
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(PREFIXES + "ASK { ?s a tg:Talk }")
    assert wrapper.queryAndConvert()["boolean"] is True  # type: ignore[index,call-overload]
    wrapper.addDefaultGraph("https://w3id.org/talkgraph/id/graph/people")
    assert wrapper.queryAndConvert()["boolean"] is False  # type: ignore[index,call-overload]


def test_sparqlwrapper_is_told_what_is_wrong(wrapper: Wrapper) -> None:
    wrapper.setQuery("SELECT oops")
    with pytest.raises(QueryBadFormed, match="line 1, column 12"):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_store(running: Service, names: list[str], method: str) -> None:
    store = SPARQLStore(f"{running.url}/sparql", method=method)
    graph = Graph(store)
    assert sorted(str(row[0]) for row in graph.query(NAMES)) == names  # type: ignore[index]
    talks = list(graph.subjects(URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), TG.Talk))
    assert len(talks) == len(names)
    assert (talks[0], None, None) in graph


def test_rdflib_reads_a_named_graph(running: Service) -> None:
    store = SPARQLStore(f"{running.url}/sparql", context_aware=True)
    people = Graph(store, identifier=URIRef("https://w3id.org/talkgraph/id/graph/people"))
    rows = list(people.query(PREFIXES + "SELECT DISTINCT ?p { ?s ?p ?o }"))
    assert 0 < len(rows) < 40
    assert not list(people.subjects(None, TG.Talk))


def test_pandas_reads_the_address(running: Service, names: list[str]) -> None:
    address = f"{running.url}/sparql?format=csv&query={quote(NAMES)}"
    frame = pd.read_csv(address)
    assert list(frame.columns) == ["name"]
    assert sorted(frame["name"]) == names
    tabs = pd.read_csv(address.replace("=csv", "=tsv"), sep="\t")
    assert len(tabs) == len(names)
