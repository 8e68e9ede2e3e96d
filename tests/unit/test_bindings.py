"""Values for a query's variables: bound as terms, wherever the variable stands."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple
from rdflib import Literal as RdflibLiteral
from rdflib import URIRef

from talkgraph.errors import InputError, QueryInvalid
from talkgraph.graph.plain_store import RdflibStore
from talkgraph.graph.sparql.bindings import Value, in_every_group, term_of, value_of, write_in
from talkgraph.graph.store import OxigraphStore
from talkgraph.model.names import IRI, XSD
from talkgraph.protocols import Question

EX = "https://example.org/"


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    store = OxigraphStore.in_memory()
    has = NamedNode(EX + "has")
    values: dict[str, str | int] = {"a": "one", "b": 'x" } ASK { "', "c": 3, "d": "one"}
    for name, value in values.items():
        store.load(EX + "g", [Triple(NamedNode(EX + name), has, Literal(value))])
    return store


HAS = f"<{EX}has>"


def values(
    store: OxigraphStore, query: str, given: Mapping[str, object]
) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
    terms = {name: term_of(value) for name, value in given.items()}
    found = store.rows(Question(sparql=query, bindings=terms))
    return found.header, tuple(tuple(map(value_of, row)) for row in found.rows)


@pytest.mark.parametrize(
    ("value", "datatype", "text"),
    [
        ("a text", "string", "a text"),
        (True, "boolean", "true"),
        (3, "integer", "3"),
        (np.int64(3), "integer", "3"),
        (np.bool_(True), "boolean", "true"),
        (Decimal("0.50"), "decimal", "0.50"),
        (dt.date(2031, 5, 6), "date", "2031-05-06"),
        (dt.datetime(2031, 5, 6, 7, 8), "dateTime", "2031-05-06T07:08:00"),
        (pd.Timestamp(2031, 5, 6), "dateTime", "2031-05-06T00:00:00"),
        (RdflibLiteral(7), "integer", "7"),
    ],
)
def test_values_become_literals_of_their_type(value: object, datatype: str, text: str) -> None:
    term = term_of(value)
    assert isinstance(term, Literal)
    assert (term.datatype.value, term.value) == (XSD + datatype, text)


def test_iris_become_iris() -> None:
    for value in (IRI(EX), URIRef(EX), NamedNode(EX)):
        assert term_of(value) == NamedNode(EX)
    assert term_of(EX) == Literal(EX)


@pytest.mark.parametrize("value", [None, object(), ["a"], IRI("not an iri"), IRI("a> } ASK {")])
def test_what_no_term_can_hold_is_an_error(value: object) -> None:
    with pytest.raises(InputError):
        term_of(value)


@given(st.one_of(st.text(), st.integers(), st.booleans(), st.dates(), st.floats(allow_nan=False)))
def test_there_and_back(value: object) -> None:
    assert value_of(term_of(value)) == value
    assert type(value_of(term_of(value))) is type(value)


def test_a_literal_that_its_type_does_not_allow_stays_text() -> None:
    assert value_of(Literal("soon", datatype=NamedNode(XSD + "date"))) == "soon"


QUERIES = [
    f"SELECT ?s ?v {{ ?s {HAS} ?v }} ORDER BY ?s",
    f"SELECT ?s {{ ?s {HAS} ?v }} ORDER BY ?s",
    f"SELECT ?s {{ ?s {HAS} ?o FILTER(?o = ?v) }} ORDER BY ?s",
    f"SELECT ?s {{ {{ ?s {HAS} ?o FILTER(?o = $v) }} UNION {{ ?s <{EX}no> ?o }} }} ORDER BY ?s",
    f"SELECT ?s {{ ?s {HAS} ?o FILTER NOT EXISTS {{ ?s {HAS} ?p FILTER(?p != ?v) }} }} ORDER BY ?s",
    f"SELECT ?s {{ {{ SELECT ?s {{ ?s {HAS} ?v }} }} }} ORDER BY ?s",
    f"SELECT ?s {{ ?s {HAS} ?v . BIND('?v' AS ?text) }} ORDER BY ?s # ?v",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(
    ("value", "expected"),
    [("one", ["a", "d"]), ('x" } ASK { "', ["b"]), (3, ["c"]), ("3", []), ("SERVICE <x> {}", [])],
)
def test_a_value_is_bound_wherever_it_stands(
    store: OxigraphStore, query: str, value: object, expected: list[str]
) -> None:
    header, rows = values(store, query, {"v": value})
    assert [row[header.index("s")] for row in rows] == [EX + name for name in expected]


def test_aggregates_and_asks_take_values(store: OxigraphStore) -> None:
    count = f"SELECT (COUNT(?s) AS ?n) {{ ?s {HAS} ?v }}"
    assert values(store, count, {"v": "one"}) == (("n",), ((2,),))
    assert values(store, count, {"v": "none"}) == (("n",), ((0,),))
    assert values(store, f"ASK {{ ?s {HAS} ?v }}", {"v": 3}) == (("answer",), ((True,),))


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?s {{ ?s {HAS} ?o BIND(1 AS ?v) }}",
        f"SELECT ?s {{ VALUES ?v {{ 1 }} ?s {HAS} ?o }}",
        f"SELECT ?s {{ ?s {HAS} ?o }}",
    ],
)
def test_where_no_value_may_stand_is_an_error(store: OxigraphStore, query: str) -> None:
    with pytest.raises(QueryInvalid, match=r"\?v"):
        values(store, query, {"v": "one"})


# Where MINUS stands, a value is as in VALUES at the place of `W`.
BESIDE_MINUS = [
    "SELECT ?o { W ?v e:has ?o MINUS { ?v e:is ?x } }",
    "SELECT ?v ?o { W ?v e:has ?o MINUS { ?v e:is ?x } }",
    "SELECT ?o { W ?v e:has ?o MINUS { ?a e:is ?x } }",
    "SELECT ?v ?o { W ?v e:has ?o MINUS { ?a e:is ?x } }",
    "SELECT ?s { W ?s e:like ?v MINUS { ?s e:is ?x . ?s e:like ?v } }",
    "SELECT ?s { W ?s e:has ?o MINUS { { ?s e:like ?w } UNION { ?s e:is ?x } } FILTER(?s = ?v) }",
    "SELECT * { W ?v e:has ?o MINUS { ?v e:is ?x } }",
    "SELECT (COUNT(*) AS ?n) { W ?v e:has ?o MINUS { ?v e:is ?x } }",
    "SELECT ?v (COUNT(*) AS ?n) { W ?v e:has ?o MINUS { ?v e:is ?x } } GROUP BY ?v",
    "SELECT (STR(?v) AS ?n) { W ?s e:has ?o MINUS { ?s e:is ?x } } ORDER BY ?v",
    "SELECT ?n { { SELECT (STR(?v) AS ?n) { W ?s e:has ?o MINUS { ?s e:is ?x } } } }",
    "SELECT ?v { SELECT ?v { W ?v e:has ?o MINUS { ?v e:is ?x } } }",
    "SELECT ?s { W ?s e:has ?o MINUS { ?s e:is ?x } FILTER EXISTS { ?s e:like ?v } }",
    "CONSTRUCT { ?v e:has ?o } WHERE { W ?s e:has ?o MINUS { ?s e:is ?x } }",
    "ASK { W ?v e:has ?o MINUS { ?v e:is ?x } }",
]


@pytest.mark.parametrize("query", BESIDE_MINUS)
@pytest.mark.parametrize("make", [OxigraphStore.in_memory, RdflibStore])
def test_minus_sees_a_value_as_it_sees_values(
    make: Callable[[], OxigraphStore | RdflibStore], query: str
) -> None:
    store = make()
    nodes = {name: NamedNode(EX + name) for name in ("a", "b", "c", "has", "is", "like")}
    for name in "abc":
        like = Triple(nodes[name], nodes["like"], nodes["a"])
        store.load(EX + "g", [Triple(nodes[name], nodes["has"], Literal(name)), like])
    store.load(EX + "g", [Triple(nodes["a"], nodes["is"], Literal(1))])

    def answers(text: str, given: Mapping[str, NamedNode]) -> list[list[str]]:
        found = store.rows(Question(sparql=f"PREFIX e: <{EX}> {text}", bindings=given))
        return sorted([str(cell) for cell in row] for row in found.rows)

    for name in "abc":
        by_hand = answers(query.replace(" W ", f" VALUES ?v {{ e:{name} }} "), {})
        assert answers(query.replace(" W ", " "), {"v": nodes[name]}) == by_hand


def test_a_value_that_only_what_minus_takes_away_names() -> None:
    query = "SELECT ?s { ?s e:has 1 MINUS { ?t e:is 2 FILTER(?t = ?v) MINUS { ?t e:no ?v } } }"
    assert in_every_group(query, "v", Literal("x")) == (
        'SELECT ?s { ?s e:has 1 MINUS { VALUES ?v { "x" } ?t e:is 2 FILTER(?t = "x") '
        'MINUS { VALUES ?v { "x" } ?t e:no ?v } } }'
    )


def test_where_minus_stands_too_a_value_may_not_be_made(store: OxigraphStore) -> None:
    for query in (
        f"SELECT ?s {{ ?s {HAS} ?o BIND(1 AS ?v) MINUS {{ ?s {HAS} 3 }} }}",
        f"SELECT ?s {{ ?s {HAS} ?o MINUS {{ ?s {HAS} 3 }} }}",
    ):
        with pytest.raises(QueryInvalid, match=r"\?v"):
            values(store, query, {"v": "one"})
    with pytest.raises(QueryInvalid, match="line 1, column"):
        values(store, f"SELECT ?s {{ ?s {HAS} ?v MINUS {{ oops }} }}", {"v": "one"})


@given(st.text())
def test_what_is_written_in_is_one_literal(text: str) -> None:
    store = OxigraphStore.in_memory()
    node, has = NamedNode(EX + "a"), NamedNode(EX + "has")
    store.load(EX + "g", [Triple(node, has, Literal(text))])
    assert values(store, f"SELECT ?s {{ ?s {HAS} ?v }}", {"v": text})[1] == ((EX + "a",),)
    assert values(store, f"SELECT ?s {{ ?s {HAS} ?v }}", {"v": text + "."})[1] == ()


def test_texts_comments_and_iris_are_left_alone() -> None:
    query = "SELECT ?s { ?s <http://x/?v> '?v', \"?v\", ?vv, ?v } # ?v"
    assert write_in(query, "v", Literal(1)) == query.replace(", ?v }", f", {Literal(1)} }}")
    comparison = "SELECT ?s { FILTER(?a<?v&&?b>?c) }"
    assert write_in(comparison, "v", Literal("x")) == 'SELECT ?s { FILTER(?a<"x"&&?b>?c) }'


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ FILTER(1<2&&?v>0) }", "{ FILTER(1<2&&1>0) }"),
        ("{ FILTER ex:f(?a<?v&&?b>?c) }", "{ FILTER ex:f(?a<1&&?b>?c) }"),
        ("{ ?s (<a:?v>|<b:?v>)* ?v }", "{ ?s (<a:?v>|<b:?v>)* 1 }"),
        ("{ ?s ?p (true <a:?v> ?v) }", "{ ?s ?p (true <a:?v> 1) }"),
        ("{ SELECT (1<?v&&?b>2 AS ?c) { } }", "{ SELECT (1<1&&?b>2 AS ?c) { } }"),
        ("{ FILTER(?a IN (<a:?v>, ?v)) }", "{ FILTER(?a IN (<a:?v>, 1)) }"),
        ("{ FILTER(EXISTS { ?s <a:?v> ?v }) }", "{ FILTER(EXISTS { ?s <a:?v> 1 }) }"),
        ('{ VALUES ?x { """a" } ?s ?p ?v }', '{ VALUES ?x { """a" } ?s ?p 1 }'),
        ("{ ?s ex:a\\#?v }", "{ ?s ex:a\\#1 }"),
    ],
)
def test_comparisons_and_iris_are_told_apart(query: str, expected: str) -> None:
    assert write_in(query, "v", Literal("x")).replace('"x"', "1") == expected
