"""No query text makes the store contact another server; words that look like it still work."""

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from listener import Listener
from pyoxigraph import Literal, NamedNode, Store, Triple
from waiting import eventually

from talkgraph.errors import QueryInvalid
from talkgraph.graph.plain_store import RdflibStore
from talkgraph.graph.sparql.safety import refuse_outside
from talkgraph.graph.store import OxigraphStore
from talkgraph.protocols import AnswerForm, Question

EX = "http://example.org/"
TAG = "en-service"


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    store = OxigraphStore.in_memory()
    store.load(
        EX + "g",
        [
            Triple(NamedNode(EX + "a"), NamedNode(EX + "service"), Literal("the service")),
            Triple(NamedNode(EX + "a"), NamedNode(EX + "self-service"), Literal("x")),
            Triple(NamedNode(EX + "a"), NamedNode(EX + "web.service"), Literal("x", language=TAG)),
        ],
    )
    return store


ATTACKS = [
    "SELECT * { SERVICE U { ?s ?p ?o } }",
    "SELECT * { service silent U { ?s ?p ?o } }",
    "SELECT * { SERVICE\nU { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ex:-1SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p -1SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1.5e3SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o.SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p ex:SERVICE . SERVICE U { ?s ?p ?o } }",
    "SELECT * { BIND(1 AS ?x) FILTER(1<2)SERVICE#>\nU { ?s ?p ?o } }",
    "SELECT * { FILTER(?x<2)SERVICE#>\nU { ?s ?p ?o } }",
    "SELECT * { FILTER('a'<'b')SERVICE#>\nU { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'it''s'SERVICE U { ?s ?p ?o } }",
    'SELECT * { ?s ?p "x"@enSERVICE U { ?s ?p ?o } }',
    'SELECT * { ?s ?p "x"@en-SERVICE U { ?s ?p ?o } }',
    "SELECT * { ?s ?p <a>SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p _:bSERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p ex:SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ex:p?SERVICE U { ?s ?p ?o } }",
    "SELECT * { { } ?SERVICE U { ?s ?p ?o } }",
    "SELECT * { { } $SERVICE U { ?s ?p ?o } }",
    "SELECT * { { } :SERVICE U { ?s ?p ?o } }",
    "SELECT * { # ?\nSERVICE U { ?s ?p ?o } }",
    "SELECT * { # ?SERVICE U\n SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p ex:a.-1SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p ex:.SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p ex:a. SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p ex:web.SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p _:web.SERVICE U { ?s ?p ?o } }",
    'SELECT * { ?s ?p "x"@en1SERVICE U { ?s ?p ?o } }',
    'SELECT * { ?s ?p "x"@en--ltrSERVICE U { ?s ?p ?o } }',
    "PREFIX SERVICE: B SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX service: B SELECT * { SERVICE service:x { ?s ?p ?o } }",
    "PREFIX service: <http://e/\\u003E SERVICE U {} #> SELECT * { ?s service:x { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT U { ?s ?p ?o } SERVICE U { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT U { } } SERVICE SILENT U { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT U { SERVICE U { ?s ?p ?o } } }",
    "SELECT * { SERVICE SILENT ?x { ?s ?p ?o } VALUES ?x { U } }",
    "SELECT * { FILTER(1<2)SERVICE SILENT#>\nU { ?s ?p ?o } }",
    "PREFIX level: B SELECT * { servicelevel:x { ?s ?p ?o } }",
    "PREFIX ex: B SELECT * { SERVICEex:x { ?s ?p ?o } }",
    "SELECT * { S\\u0045RVICE U { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE U { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERVICE U { ?s ?p ?o } }",
    "SELECT * { \u017fervice U { ?s ?p ?o } }",
    "SELECT * { serv\u0131ce U { ?s ?p ?o } }",
    "SELECT * { SERVICE ?x { ?s ?p ?o } VALUES ?x { U } }",
    "ASK { SERVICE U { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE U { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE U { ?s ?p ?o } }",
    "LOAD U",
    "LOAD SILENT U INTO GRAPH <http://example.org/g>",
    "PREFIX a: <http://example.org/#a> # LOAD\nload U",
    "INSERT { ?s ?p ?o } WHERE { SERVICE U { ?s ?p ?o } }",
    "SELECT * FROM U { ?s ?p ?o }",
    "SELECT * FROM NAMED U { GRAPH U { ?s ?p ?o } }",
]


def ask(store: OxigraphStore, query: str) -> None:
    try:
        list(store.select(query))
    except QueryInvalid:
        try:
            store.answer(Question(sparql=query), AnswerForm(graph="text/turtle"))
        except QueryInvalid:
            return


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_query_reaches_outside(store: OxigraphStore, listener: Listener, attack: str) -> None:
    before = listener.knocks
    query = attack.replace("U {", f"<{listener.address}> {{")
    query = query.replace("U }", f"<{listener.address}> }}")
    query = query.replace("LOAD U", f"LOAD <{listener.address}>")
    query = query.replace("load U", f"LOAD <{listener.address}>")
    query = query.replace(": B ", f": <{listener.address}> ")
    ask(store, "PREFIX ex: <http://example.org/> " + query)
    ask(store, query)
    time.sleep(0.02)
    assert listener.knocks == before


def test_the_listener_hears_a_store_that_is_not_guarded(listener: Listener) -> None:
    before = listener.knocks
    query = f"SELECT * {{ FILTER(1<2)SERVICE#>\n<{listener.address}> {{}} }}"
    with pytest.raises(OSError, match=r".*"):
        list(Store().query(query))  # type: ignore[arg-type]
    eventually(lambda: listener.knocks > before)
    assert listener.knocks == before + 1


PIECES = st.sampled_from(
    [
        "SERVICE", "service ", "Service", "?", "$", ":", "ex:", "-", "1", ".", "<", ">", "#", "\n",
        " ", "'", '"', "\\", "@en", "{", "}", "(", ")", "^", "_:", "a", "%41", "|", "?x", "FILTER",
        "SILENT ", "U ", "{ ?s ?p ?o }", "·", "é", "\u00a0", "''' ", '"""', "BIND(1 AS ?y)",
        "\\u0053", "\\u0045RVICE ",
    ]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=8))
def test_no_random_query_reaches_outside(pieces: list[str]) -> None:
    listener = Listener()
    try:
        place = f"<{listener.address}>"
        body = "".join(pieces).replace("U ", place + " ")
        store = OxigraphStore.in_memory()
        for query in (f"SELECT * {{ {body} }}", f"SELECT * {{ {body} SERVICE {place} {{}} }}"):
            ask(store, "PREFIX ex: <http://example.org/> " + query)
        assert listener.knocks == 0
    finally:
        listener.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { ?s ex:service ?o }",
        "SELECT ?service { ?s ex:service ?service }",
        "SELECT $my_service2 { ?s ex:service $my_service2 }",
        "SELECT ?o { ?s <http://example.org/service> ?o }",
        'SELECT ?o { ?s ex:service ?o FILTER(?o = "the service") }',
        "SELECT ?o { ?s ex:service ?o FILTER(CONTAINS(?o, '''service''')) }",
        "# a service for all\nSELECT ?o { ?s ex:service ?o } # of the service",
        "SELECT ?o { ?s ex:service ?o . OPTIONAL { ?s ex:self-service ?x } }",
        "SELECT ?o { ?s ex:service ?o ; ex:web.service ?x }",
        "SELECT ?o { ?s ex:service ?o ; <http://example.org/web.service> 'x'@en-service }",
        "SELECT ?o { ?s ex:service ?o FILTER('x'@en-service = 'x'@en-service) }",
        "SELECT ?o { ?s ex:service ?o ; ex:%73ervice.service|ex:web.service ?x }",
        "SELECT ?o { _:a.service ex:service ?o }",
        "PREFIX service: <http://example.org/> SELECT ?o { ?s service:service ?o }",
        "PREFIX\nservice: # of ours\n<http://example.org/s> SELECT ?o { ?s service:ervice ?o }",
        "PREFIX web.service: <http://example.org/> SELECT ?o { ?s web.service:service ?o }",
        "PREFIX my-service: <http://example.org/> SELECT ?o { ?s ^(^my-service:service) ?o }",
        "PREFIX service: <http://example.org/> SELECT ?o { GRAPH service:g { ?s ex:service ?o } }",
        "PREFIX service: <http://example.org/> SELECT ?o { ?s ex:service ?o FILTER(?o<service:b "
        "|| true) }",
        "BASE <http://example.org/x/> PREFIX service: <../> SELECT ?o { ?s service:service ?o }",
        "\ufeffSELECT ?o { ?s ex:service ?o }",
        "SELECT ?\\u006f { ?\\U00000073 e\\u0078:serv\\u0069ce ?o }",
        "SELECT ?o FR\\u004fM <http://example.org/g> { ?s <http://example.org/\\u0073ervice> ?o }",
    ],
)
def test_the_word_is_free_where_it_is_no_keyword(store: OxigraphStore, query: str) -> None:
    mark, query = ("\ufeff", query[1:]) if query[0] == "\ufeff" else ("", query)
    rows = list(store.select(f"{mark}PREFIX ex: <http://example.org/>\n{query}"))
    assert [list(row.values()) for row in rows] == [["the service"]]


WITH_THE_WORD = st.sampled_from(
    [
        "service:", "service:a", "service:service", "service:a.service", "web.service:x",
        "ex:service", "ex:web.service", "ex:a-service.b",
        "ex:a:service", "ex:%41service", "ex:a\\-service", "ex:service\\.", "ex:é.service",
        "<http://e/service>", "<service>", '"service"', "'a service'", '"x"@service',
        '"x"@en-service', '"x"@en-a1-service', '"x"^^service:t', "_:service", "_:a.service",
        "[ service:p ex:service ]", "( service:a )",
    ]
)  # fmt: skip
BETWEEN = st.sampled_from([" ", "\n", " #service\n", "\t# SERVICE <http://e/> {\n"])


@given(st.lists(WITH_THE_WORD, min_size=1, max_size=3), BETWEEN, st.booleans())
def test_names_with_the_word_mean_what_they_mean_to_the_store(
    names: list[str], between: str, base: bool
) -> None:
    prologue = (
        "PREFIX service: <http://e/s#> PREFIX ex: <http://e/service#> PREFIX web.service: <w#> "
    )
    told = f"{between},{between}".join(names)
    query = f"CONSTRUCT {{ ex:s ex:p{between}{told}{between}}} WHERE {{}}"
    query = f"BASE <http://e/service/>{prologue}{query}" if base else prologue + query
    try:
        plain = Store().query(query, base_iri="http://b/")
    except SyntaxError:
        return
    kept = Store().query(refuse_outside(query), base_iri="http://b/")
    blank = re.compile(r"_:\w+")
    assert [blank.sub("_", str(t)) for t in kept] == [blank.sub("_", str(t)) for t in plain]  # type: ignore[union-attr]


def test_a_name_that_has_the_word_and_no_prefix_is_told_so(store: OxigraphStore) -> None:
    with pytest.raises(
        QueryInvalid, match=r"line 1, column 15: the prefix service: is not declared"
    ):
        list(store.select("SELECT * { ?s service:x ?o }"))


def test_a_prefix_that_is_not_declared_is_named(store: OxigraphStore) -> None:
    with pytest.raises(QueryInvalid, match=r"line 2, column 20: the prefix knots: is not declared"):
        list(store.select("SELECT * {\n ?s a knots:Bowline }"))


SILENT = [  # each with the columns and the rows that the specification wants
    ("SELECT * { SERVICE SILENT U { ?a ?b ?c } }", ["a", "b", "c"], [[None] * 3]),
    ("SELECT * { ?s ex:service ?o . service silent U { ?s ?p ?x } }", ["o", "p", "s", "x"], 1),
    ("SELECT ?o { ?s ex:service ?o . SERVICE SILENT ?s { ?s ?p ?x } }", ["o"], 1),
    ("SELECT * { SERVICE SILENT U { SERVICE V { ?a ?b 1 } FILTER(?a > 2) } }", ["a", "b"], 1),
    ("SELECT ?n { SERVICE SILENT U { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }", ["n"], [[None]]),
    ("SELECT * { SERVICE SILENT U { SELECT ?a { ?a ?b ?c } } }", ["a"], [[None]]),
    ("SELECT * { SERVICE SILENT U { } }", [], 1),
    ("SELECT * { OPTIONAL { SERVICE SILENT ex:e { ?a ?b ?c } } SERVICE SILENT U {} }", ["a", "b",
     "c"], 1),
    ("SELECT * { ?s ex:service ?o MINUS { SERVICE SILENT U { ?s ?p ?x } } }", ["o", "s"], 1),
    ("SELECT * { { SERVICE SILENT U { ?a ?b ?c } } UNION { ?a ex:service ?c } }", ["a", "b", "c"],
     2),
]  # fmt: skip


@pytest.mark.parametrize(("query", "header", "rows"), SILENT)
def test_silent_is_one_solution_without_values(
    store: OxigraphStore,
    listener: Listener,
    query: str,
    header: list[str],
    rows: int | list[list[None]],
) -> None:
    before = listener.knocks
    query = re.sub(r"\b[UV]\b", f"<{listener.address}>", query)
    found = store.rows(Question(sparql=f"PREFIX ex: <{EX}> {query}"))
    assert sorted(found.header) == header
    answers = [list(row) for row in found.rows]
    assert answers == rows if isinstance(rows, list) else len(answers) == rows
    assert listener.knocks == before


def test_what_a_silent_service_would_cost_is_not_paid(store: OxigraphStore) -> None:
    heavy = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(40))
    query = f"SELECT * {{ SERVICE SILENT <{EX}> {{ SELECT (COUNT(*) AS ?n) {{ {heavy} }} }} }}"
    assert list(store.select(query)) == [{}]


def test_refusals_say_where_and_why() -> None:
    with pytest.raises(QueryInvalid, match=r"line 2, column 3: SERVICE is refused"):
        refuse_outside("SELECT * {\n  SERVICE <http://example.org/> {} }")
    with pytest.raises(QueryInvalid, match="DELETE is an update"):
        refuse_outside("PREFIX ex: <http://example.org/#>\n# now\ndelete where { ?s ?p ?o }")
    with pytest.raises(QueryInvalid, match="DROP is an update"):
        refuse_outside("DROP ALL")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(1<DEEP&&3>2) }",
        "SELECT * { FILTER(1<ex:DEEP&&3>2) }",
        'SELECT * { FILTER(1<2#>"""\n&&DEEP) }',
        "SELECT * { ?s ex:a\\#b DEEP }",
        'SELECT * { VALUES ?x { """a" } FILTER(DEEP) }',
        "SELECT * { ?s ?p <a:DEEP> }",
        "SELECT * { { SELECT ?x (1<DEEP&&3>2 AS ?y) { } } }",
    ],
)
@pytest.mark.parametrize(("depth", "refused"), [(30_000, True), (100, False)])
def test_no_nesting_is_hidden_from_the_count(query: str, depth: int, refused: bool) -> None:
    text = query.replace("DEEP", "(" * depth + "1" + ")" * depth)
    if refused:
        with pytest.raises(QueryInvalid, match="nested more than"):
            refuse_outside(text)
    else:
        assert refuse_outside(text) == text


def test_positions_are_those_of_the_query_as_given(store: OxigraphStore) -> None:
    for query in (
        'SELECT * {\n ?s ?p "service service" . oops }',
        'PREFIX service: <http://e/>\nSELECT * { ?s service:service "service" . oops }',
        "SELECT * { SERVICE SILENT <http://service/>\n{ ?a ?b\n?c } ?s ?p service . oops }",
        "SELECT * { # service\n ?s ?p ?o oops }",
        "\ufeffSELECT * { ?s ?p 'service' . oops }",
    ):
        another = query.replace("SERVICE SILENT", "GRAPH".ljust(14)).removeprefix("\ufeff")
        with pytest.raises(QueryInvalid) as plain:
            list(store.select(another.replace("service", "another")))
        with pytest.raises(QueryInvalid) as escaped:
            list(store.select(query.replace("?p service", "?p another")))
        assert str(escaped.value) == str(plain.value)


def test_the_twin_refuses_too(store: OxigraphStore) -> None:
    twin = RdflibStore()
    twin.load(EX + "g", store.scan(EX + "g"))
    silent = f"SELECT ?o {{ ?s <{EX}service> ?o . SERVICE SILENT <{EX}> {{ ?s ?p ?x }} }}"
    assert [list(row.values()) for row in twin.select(silent)] == [["the service"]]
    with pytest.raises(QueryInvalid, match="SERVICE"):
        list(RdflibStore().select("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"))
    with pytest.raises(QueryInvalid, match="FROM"):
        list(RdflibStore().select("SELECT * FROM <http://example.org/> { ?s ?p ?o }"))
