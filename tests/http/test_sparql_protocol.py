"""The SPARQL 1.1 Protocol over HTTP, after the query part of the W3C suite; formats and headers.

The requests follow the descriptions of the W3C tests (named in the test's names); the data sets
are named graphs of the sample knowledge base, because nothing is fetched from elsewhere.
"""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse
from pyoxigraph import parse_query_results as parse_results
from service_process import Service, service
from waiting import HANGS

from talkgraph.graph.sparql.search import PARAMETERS
from talkgraph.model import Search
from talkgraph.model.names import curie

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
GRAPH = "https://w3id.org/talkgraph/id/graph/source/"
FIRST, SECOND = GRAPH + "devopsdays-hartford-2019.md", GRAPH + "harbourconf-2021.md"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def running(sample_kb: Path) -> Iterator[Service]:
    options = ("--rows", "3000", "--timeout", str(HANGS), "--allow-origin", "*")
    with service(sample_kb, *options) as running:
        yield running


@pytest.fixture
def client(running: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=HANGS) as client:
        yield client


def number(response: httpx.Response) -> int:
    assert response.status_code == 200, response.text
    [row] = response.json()["results"]["bindings"]
    return int(row["n"]["value"])


def size(client: httpx.Client, graph: str) -> int:
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    return number(client.get("/sparql", params={"query": query}))


def problem(response: httpx.Response, status: int) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == status
    assert document["title"]
    return str(document["detail"])


# ── the query operation ──────────────────────────────────────────────────────────────────────


def test_query_get(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {}"})
    assert response.headers["content-type"] == "application/sparql-results+json"
    assert response.json()["boolean"] is True


def test_query_post_form(client: httpx.Client) -> None:
    response = client.post("/sparql", data={"query": "ASK {}"})
    assert response.json()["boolean"] is True


def test_query_post_direct(client: httpx.Client) -> None:
    for kind in (DIRECT, f"{DIRECT}; charset=utf-8", f'{DIRECT};charset="UTF-8"'):
        response = client.post("/sparql", content="ASK {}", headers={"content-type": kind})
        assert response.json()["boolean"] is True


def test_query_post_direct_takes_graphs_from_the_address(client: httpx.Client) -> None:
    response = client.post(
        "/sparql",
        params={"default-graph-uri": FIRST},
        content=COUNT,
        headers={"content-type": DIRECT},
    )
    assert number(response) == size(client, FIRST)


def test_query_non_ascii(client: httpx.Client) -> None:
    query = 'SELECT ("naïve – 名" AS ?x) {}'
    answers = [
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", content=query.encode(), headers={"content-type": DIRECT}),
    ]
    for answer in answers:
        assert answer.json()["results"]["bindings"][0]["x"]["value"] == "naïve – 名"


@pytest.mark.parametrize("post", [False, True])
def test_query_dataset_default_graph(client: httpx.Client, post: bool) -> None:
    fields = {"query": COUNT, "default-graph-uri": FIRST}
    response = client.post("/sparql", data=fields) if post else client.get("/sparql", params=fields)
    assert number(response) == size(client, FIRST) > 100


@pytest.mark.parametrize("post", [False, True])
def test_query_dataset_default_graphs(client: httpx.Client, post: bool) -> None:
    query = "SELECT DISTINCT ?event { ?talk tg:event ?event }"
    fields: list[tuple[str, str]] = [
        ("query", query),
        ("default-graph-uri", FIRST),
        ("default-graph-uri", SECOND),
    ]
    if post:
        encoded, kind = urlencode(fields), {"content-type": FORM}
        response = client.post("/sparql", content=encoded, headers=kind)
    else:
        response = client.get("/sparql", params=tuple(fields))
    assert len(response.json()["results"]["bindings"]) == 2


@pytest.mark.parametrize("post", [False, True])
def test_query_dataset_named_graphs(client: httpx.Client, post: bool) -> None:
    fields: list[tuple[str, str]] = [
        ("named-graph-uri", FIRST),
        ("named-graph-uri", SECOND),
    ]
    named = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    if post:
        content = urlencode([*fields, ("query", named)])
        response = client.post("/sparql", content=content, headers={"content-type": FORM})
    else:
        response = client.get("/sparql", params=[*fields, ("query", named)])
    found = {row["g"]["value"] for row in response.json()["results"]["bindings"]}
    assert found == {FIRST, SECOND}
    assert number(client.get("/sparql", params=[*fields, ("query", COUNT)])) == 0


def test_query_dataset_full(client: httpx.Client) -> None:
    fields = {"default-graph-uri": FIRST, "named-graph-uri": SECOND}
    default = client.get("/sparql", params={**fields, "query": COUNT})
    named = client.get("/sparql", params={**fields, "query": COUNT_NAMED})
    assert number(default) == size(client, FIRST)
    assert number(named) == size(client, SECOND)


def test_query_multiple_dataset(client: httpx.Client) -> None:
    """The data set of the protocol wins over the one of the query."""
    query = f"SELECT (COUNT(*) AS ?n) FROM <{SECOND}> {{ ?s ?p ?o }}"
    response = client.get("/sparql", params={"query": query, "default-graph-uri": FIRST})
    assert number(response) == size(client, FIRST)
    assert number(client.get("/sparql", params={"query": query})) == size(client, SECOND)


def test_the_default_data_set_is_the_union_of_all_graphs(client: httpx.Client) -> None:
    distinct = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }"
    union = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } }"
    asked = [number(client.get("/sparql", params={"query": each})) for each in (distinct, union)]
    assert asked[0] == asked[1] > 5000


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT ?s { ?s a tg:Talk } LIMIT 1", "application/sparql-results+xml"),
        ("ASK {}", "application/sparql-results+json"),
        ("DESCRIBE <https://w3id.org/talkgraph/ontology>", "text/turtle"),
        ("CONSTRUCT WHERE { ?s a tg:Talk } LIMIT 1", "application/rdf+xml"),
    ],
)
def test_query_content_type(client: httpx.Client, query: str, accept: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == accept


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_slash_at_the_end_is_the_same_endpoint(client: httpx.Client, method: str) -> None:
    fields = {"query": "SELECT (<x> AS ?x) {}"}
    sent = {"params": fields} if method == "GET" else {"data": fields}
    plain, slash = (client.request(method, path, **sent) for path in ("/sparql", "/sparql/"))  # type: ignore[arg-type]
    assert slash.status_code == 200
    assert slash.content == plain.content
    assert client.get("/sparql/").content == client.get("/sparql").content
    assert client.options("/sparql/").headers["allow"] == client.options("/sparql").headers["allow"]
    problem(client.put("/sparql/"), 405)


def test_a_graph_that_is_named_twice_counts_once(client: httpx.Client) -> None:
    twice = f"SELECT (COUNT(*) AS ?n) FROM <{FIRST}> FROM <{FIRST}> {{ ?s ?p ?o }}"
    assert number(client.get("/sparql", params={"query": twice})) == size(client, FIRST)
    fields = (("query", COUNT), ("default-graph-uri", FIRST), ("default-graph-uri", FIRST))
    assert number(client.get("/sparql", params=fields)) == size(client, FIRST)
    both = twice.replace(f"FROM <{FIRST}> {{", f"FROM <{SECOND}> FROM <{FIRST}> {{")
    counted = number(client.get("/sparql", params={"query": both}))
    assert counted == size(client, FIRST) + size(client, SECOND)
    built = "SELECT (COUNT(*) AS ?n) FROM <b> FROM NAMED <b> { GRAPH ?g { ?s ?p ?o } }"
    base = f"BASE <{FIRST.rpartition('/')[0]}/x> "
    named = built.replace("<b>", f"<{FIRST.rpartition('/')[2]}>")
    assert number(client.get("/sparql", params={"query": base + named})) == size(client, FIRST)


# ── relative IRIs: the address of the endpoint is the base ───────────────────────────────────

RELATIVE = {  # an expression with a relative IRI in it, and what follows the service's address
    "<a>": "/a",
    "<>": "/sparql",
    "<#>": "/sparql#",
    "<#a>": "/sparql#a",
    "<?a=b>": "/sparql?a=b",
    "</a/../b>": "/b",
    "<./a/>": "/a/",
    "<../a>": "/a",
    "IRI('a')": "/a",
    "URI(CONCAT('#', 'a'))": "/sparql#a",
    "p:x": "/sparql#x",
    "q:": "/q",
}


@pytest.mark.parametrize("relative", RELATIVE)
def test_relative_iris_are_relative_to_the_endpoint(
    running: Service, client: httpx.Client, relative: str
) -> None:
    query = f"PREFIX p: <#>\nPREFIX q: <q> SELECT (STR({relative}) AS ?x) {{}}"
    [row] = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert row["x"]["value"] == running.url + RELATIVE[relative]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { <a> <b> <c> }",
        "SELECT * { <a><b><c>; <d>  <e> , <f> . [] <g> [ <h> () ] }",
        'PREFIX : <> SELECT * { :a :b "x"^^:c ; a :d }',
        "PREFIX : <a/> PREFIX b: <#> ASK { (:x b:y) :z [ b:c 1 ] }",
        "SELECT * { <s> <a>/^<b>|!(<c>|^<d>)/<e>+ ?o }",
        "SELECT * { GRAPH <g> { ?s <p> ?o } }",
        "SELECT * FROM <d> FROM <e> FROM NAMED <n> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { VALUES (?s ?p) { (<a> UNDEF) (<b> <c>) } ?s ?p ?o } VALUES ?o { <x> }",
        "SELECT * { ?s <p> ?o FILTER(?o IN (<a>, <b>) && ?s != <c>) }",
        "SELECT * { ?s <o> ?o FILTER NOT EXISTS { ?s <p> <q> } MINUS { ?s <r> ?t } }",
        "SELECT ?s { { SELECT ?s { ?s <p> ?o } GROUP BY ?s HAVING (MAX(?o) > 1) } }",
        "DESCRIBE <a> <b>",
        "DESCRIBE ?s { ?s <p> <q> }",
        "CONSTRUCT { <a> <b> [ <c> ?o ] } WHERE { ?s <p> ?o }",
        "CONSTRUCT WHERE { <a> <b> ?c }",
        "BASE <http://e.org/> BASE <x/> PREFIX : <y#> ASK { :a <b> <../c> }",
        "BASE <x> ASK { <a> <b> <c> }",
    ],
)
def test_a_query_may_name_no_base(client: httpx.Client, query: str) -> None:
    assert client.get("/sparql", params={"query": query}).status_code == 200
    assert client.post("/sparql", data={"query": query}).status_code == 200


def test_the_page_reads_a_query_as_the_endpoint_does(
    running: Service, client: httpx.Client
) -> None:
    query = "SELECT (CONCAT('->', STR(<#here>)) AS ?x) {}"
    assert (
        f"without <code>tg:limit</code> it gives {Search().limit} hits" in client.get("/query").text
    )
    assert f"-&gt;{running.url}/sparql#here" in client.get("/query", params={"query": query}).text


@pytest.mark.parametrize("how", ["GET", "form", "direct"])
def test_a_byte_order_mark_is_no_part_of_a_query(client: httpx.Client, how: str) -> None:
    query = "\ufeffPREFIX e: <http://e/> ASK {}"
    if how == "GET":
        answer = client.get("/sparql", params={"query": query})
    elif how == "form":
        answer = client.post("/sparql", data={"query": query})
    else:
        answer = client.post(
            "/sparql", content=query.encode(), headers={"content-type": "application/sparql-query"}
        )
    assert answer.json()["boolean"] is True


def test_silent_services_are_ignored(client: httpx.Client) -> None:
    query = "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }"
    answer = client.get("/sparql", params={"query": query}).json()
    assert (answer["head"]["vars"], answer["results"]["bindings"]) == (["o", "p", "s"], [{}])
    refused = client.get("/sparql", params={"query": query.replace("SILENT ", "")})
    assert "SERVICE is refused" in problem(refused, 400)


# ── what is not allowed ──────────────────────────────────────────────────────────────────────


def test_bad_query_method(client: httpx.Client) -> None:
    response = client.put("/sparql", params={"query": "ASK {}"})
    assert "not allowed" in problem(response, 405).lower()


def test_bad_multiple_queries(client: httpx.Client) -> None:
    for query in ("ASK {}", "SELECT * {}"):
        fields = [("query", "ASK {}"), ("query", query)]
        response = client.get("/sparql", params=tuple(fields))
        assert "must be given once; it is given 2 times" in problem(response, 400)
    posted = client.post("/sparql", params={"query": "ASK {}"}, data={"query": "ASK {}"})
    assert "2 times" in problem(posted, 400)
    direct = {"content": "ASK {}", "headers": {"content-type": DIRECT}}
    both = client.post("/sparql", params={"query": "ASK {}"}, **direct)  # type: ignore[arg-type]
    assert "twice" in problem(both, 400)


def test_bad_query_wrong_media_type(client: httpx.Client) -> None:
    response = client.post("/sparql", content="ASK {}", headers={"content-type": "text/plain"})
    assert "not as text/plain" in problem(response, 415)
    assert DIRECT in response.headers["accept-post"]


def test_bad_query_missing_form_type(client: httpx.Client) -> None:
    request = client.build_request("POST", "/sparql", content=urlencode({"query": "ASK {}"}))
    request.headers.pop("content-type", None)
    assert "content without a type" in problem(client.send(request), 415)


def test_bad_query_missing_direct_type(client: httpx.Client) -> None:
    request = client.build_request("POST", "/sparql", content="ASK {}")
    request.headers.pop("content-type", None)
    problem(client.send(request), 415)


def test_bad_query_non_utf8(client: httpx.Client) -> None:
    wide = 'SELECT ("é" AS ?x) {}'.encode("utf-16")
    response = client.post("/sparql", content=wide, headers={"content-type": DIRECT})
    assert "not UTF-8" in problem(response, 400)
    named = f"{DIRECT}; charset=UTF-16"
    response = client.post("/sparql", content=wide, headers={"content-type": named})
    assert "not in utf-16" in problem(response, 415)
    assert "not UTF-8" in problem(client.get("/sparql?query=ASK%20%FF%7B%7D"), 400)


def test_bad_query_syntax(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {\n  oops }"})
    assert problem(response, 400) == "line 2, column 9: the query cannot be read from here on"


@pytest.mark.parametrize("update", ["CLEAR NAMED", "INSERT DATA { <a:> <a:> <a:> }"])
def test_updates_are_refused(client: httpx.Client, update: str) -> None:
    assert "read-only" in problem(client.post("/sparql", data={"update": update}), 400)
    assert "read-only" in problem(client.get("/sparql", params={"update": update}), 400)
    direct = {"content-type": "application/sparql-update"}
    assert "read-only" in problem(client.post("/sparql", content=update, headers=direct), 415)
    assert "is an update" in problem(client.get("/sparql", params={"query": update}), 400)


@pytest.mark.parametrize("graph", ["relative", "http://a b/", "http://a/<b>", ""])
def test_graphs_are_named_by_iris(client: httpx.Client, graph: str) -> None:
    fields = {"query": "ASK {}", "default-graph-uri": graph}
    assert "is not an absolute IRI" in problem(client.get("/sparql", params=fields), 400)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("using-graph-uri=urn:a", "the graphs of a query are default-graph-uri"),
        ("using-named-graph-uri=urn:a", "the graphs of a query are named-graph-uri"),
        ("update=CLEAR%20ALL", "read-only"),
        ("version=1.1&version=1.2", "version must be given once"),
    ],
)
def test_no_parameter_of_the_protocol_is_passed_over(
    client: httpx.Client, given: str, sentence: str
) -> None:
    asked = "query=ASK%7B%7D"
    form, direct = {"content-type": FORM}, {"content-type": DIRECT}
    for response in (
        client.get(f"/sparql?{asked}&{given}"),
        client.post("/sparql", content=f"{asked}&{given}", headers=form),
        client.post(f"/sparql?{given}", content=asked, headers=form),
        client.post(f"/sparql?{given}", content="ASK{}", headers=direct),
    ):
        assert sentence in problem(response, 400)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (f"graph={quote(FIRST)}", "Graph Store Protocol"),
        ("default", "Graph Store Protocol"),
        (f"default-graph-uri={quote(FIRST)}", "query must be given once; it is given 0 times"),
        ("named-graph-uri=urn:a", "given 0 times"),
        ("using-graph-uri=urn:a", "is for updates"),
    ],
)
def test_the_description_is_not_taken_for_an_answer(
    client: httpx.Client, given: str, sentence: str
) -> None:
    assert sentence in problem(client.get(f"/sparql?{given}"), 400)


def test_the_version_of_sparql_may_be_named(client: httpx.Client) -> None:
    query = 'VERSION "1.2" PREFIX service: <http://e/> SELECT (service:x AS ?x) {}'
    kind = {"content-type": f"{DIRECT};version=1.2"}
    for response in (
        client.get("/sparql", params={"query": query, "version": "1.2"}),
        client.post("/sparql", data={"query": query, "version": "1.2-basic"}),
        client.post("/sparql", content=query, headers=kind),
    ):
        [row] = response.json()["results"]["bindings"]
        assert row["x"]["value"] == "http://e/x"


def test_a_packed_query_is_refused_as_what_it_is(client: httpx.Client) -> None:
    packed, kind = gzip.compress(b"ASK {}"), {"content-type": DIRECT, "content-encoding": "gzip"}
    response = client.post("/sparql", content=packed, headers=kind)
    assert "not unpacked (gzip)" in problem(response, 415)
    assert response.headers["accept-encoding"] == "identity"
    plain = {"content-type": DIRECT, "content-encoding": "identity"}
    assert client.post("/sparql", content="ASK {}", headers=plain).status_code == 200


def test_an_empty_post_asks_nothing(client: httpx.Client) -> None:
    response = client.post("/sparql", content="", headers={"content-type": FORM})
    assert "given 0 times" in problem(response, 400)


def test_a_long_query_is_refused(client: httpx.Client) -> None:
    query = "ASK {} #" + "x" * 70_000
    for content, kind in ((query, DIRECT), (urlencode({"query": query}), FORM)):
        response = client.post("/sparql", content=content, headers={"content-type": kind})
        assert "bytes at the most" in problem(response, 413)
    endless = (b"x" * 50_000 for _ in range(100))
    response = client.post("/sparql", content=endless, headers={"content-type": DIRECT})
    problem(response, 413)


def test_too_many_rows_are_refused_and_not_cut_off(client: httpx.Client) -> None:
    for form in ("json", "xml", "csv", "tsv"):
        rows = "SELECT ?s {{ ?s ?p ?o }} LIMIT {}"
        more = client.get("/sparql", params={"query": rows.format(3001), "format": form})
        assert "more than 3000 rows" in problem(more, 413)
        most = client.get("/sparql", params={"query": rows.format(3000), "format": form})
        assert most.status_code == 200
    more = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"})
    assert "more than 3000 rows" in problem(more, 413)


# ── formats ──────────────────────────────────────────────────────────────────────────────────

ROWS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPHS = {
    "turtle": ("text/turtle", RdfFormat.TURTLE),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "rdfxml": ("application/rdf+xml", RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "trig": ("application/trig", RdfFormat.TRIG),
    "nq": ("application/n-quads", RdfFormat.N_QUADS),
}
NAMES = "SELECT ?name { ?talk a tg:Talk ; schema:name ?name } ORDER BY ?name"
TALKS = "CONSTRUCT { ?t schema:name ?n } { ?t a tg:Talk ; schema:name ?n }"


@pytest.mark.parametrize("form", sorted(ROWS))
def test_rows_in_every_format_say_the_same(client: httpx.Client, form: str) -> None:
    expected = [
        row["name"]["value"]
        for row in client.get("/sparql", params={"query": NAMES}).json()["results"]["bindings"]
    ]
    assert len(expected) > 10
    by_accept = client.get("/sparql", params={"query": NAMES}, headers={"accept": ROWS[form]})
    by_name = client.get("/sparql", params={"query": NAMES, "format": form})
    assert by_accept.content == by_name.content
    for answer in (by_accept, by_name):
        assert answer.headers["content-type"].partition(";")[0] == ROWS[form]
    if form == "csv":
        import csv

        assert [row[0] for row in csv.reader(by_accept.text.splitlines())][1:] == expected
    else:
        results = parse_results(
            by_accept.content, format=QueryResultsFormat.from_media_type(ROWS[form])
        )
        assert [solution["name"].value for solution in results] == expected  # type: ignore[union-attr]


@pytest.mark.parametrize("form", sorted(GRAPHS))
def test_graphs_in_every_format_say_the_same(client: httpx.Client, form: str) -> None:
    media_type, rdf = GRAPHS[form]
    asked = {"query": TALKS}
    by_accept = client.get("/sparql", params=asked, headers={"accept": media_type})
    by_name = client.get("/sparql", params={**asked, "format": form})
    assert by_accept.headers["content-type"].partition(";")[0] == media_type
    expected = client.get("/sparql", params={**asked, "format": "nt"}).content
    triples = {quad.triple for quad in parse(by_accept.content, format=rdf)}
    assert triples == {quad.triple for quad in parse(by_name.content, format=rdf)}
    assert triples == {quad.triple for quad in parse(expected, format=RdfFormat.N_TRIPLES)}
    assert len(triples) > 10


def test_what_a_format_cannot_write_is_no_fault_of_the_knowledge_base(client: httpx.Client) -> None:
    query = "CONSTRUCT { <a> <b> <<( <c> <d> 1 )>> } {}"
    refused = client.get("/sparql", params={"query": query, "format": "jsonld"})
    assert "JSON-LD does not support" in problem(refused, 400)
    inside = {"query": query.replace("<d>", "<http://e/1>"), "format": "rdfxml"}
    assert "the property <http://e/1>" in problem(client.get("/sparql", params=inside), 400)
    for form in ("turtle", "nt", "rdfxml", "trig", "nq"):
        assert client.get("/sparql", params={"query": query, "format": form}).status_code == 200


HELD = "".join(
    # What XML holds, but does not keep as it stands, and what it cannot hold.
    [
        "a\r\n\rb\tc\n]]>&amp;<",
        "\x00\x01\x0b\x0c\x1f",
        "\ufffe\uffff",
        "\x7f\x85\u2028\ufffd\U0001d11e",
    ]
)
TOLD = re.sub(r"[\x00\x01\x0b\x0c\x1f\ufffe\uffff]", "\ufffd", HELD)


def escaped(text: str) -> str:
    return "".join(f"\\U{ord(letter):08X}" for letter in text)


def test_whatever_a_text_holds_its_answer_in_xml_can_be_read(client: httpx.Client) -> None:
    rows = f'SELECT ("{escaped(HELD)}" AS ?x) ("" AS ?y) {{}}'
    answer = client.get("/sparql", params={"query": rows, "format": "xml"})
    assert [each.text for each in ElementTree.fromstring(answer.content).iter() if each.text] == [
        TOLD
    ]
    graph = f'CONSTRUCT {{ <a:b> <http://e/p> "{escaped(HELD)}" }} {{}}'
    document = client.get("/sparql", params={"query": graph, "format": "rdfxml"})
    [value] = ElementTree.fromstring(document.content).iter("{http://e/}p")
    assert value.text == TOLD
    for form in ("json", "tsv"):
        told = client.get("/sparql", params={"query": rows, "format": form}).content
        found = parse_results(told, format=QueryResultsFormat.from_media_type(ROWS[form]))
        [row] = found  # type: ignore[misc]
        assert row["x"].value == HELD


@pytest.mark.parametrize("iri", ["http://e/1", "http://e/", "urn:1", "http://e/%41", "http://e/?"])
def test_rdf_xml_is_refused_where_it_has_no_name(client: httpx.Client, iri: str) -> None:
    query = f"CONSTRUCT {{ <a:b> <http://e/é·1.-> 1 . <a:b> <{iri}> 2 }} {{}}"
    refused = client.get("/sparql", params={"query": query, "format": "rdfxml"})
    assert f"no way to write the property <{iri}>" in problem(refused, 400)
    assert client.get("/sparql", params={"query": query, "format": "turtle"}).status_code == 200
    named = client.get("/sparql", params={"query": query.replace(iri, "a:b"), "format": "rdfxml"})
    assert len(list(ElementTree.fromstring(named.content)[0])) == 2


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", ROWS["xml"]),
        ("text/*", ROWS["csv"]),
        ("text/xml", "text/xml"),
        ("application/*", ROWS["json"]),
        ("application/json, application/*", ROWS["json"]),
        ("application/json, application/*;q=0.5", "application/json"),
        ("text/*;q=0.3, text/csv", ROWS["csv"]),
        ("*/*", ROWS["json"]),
        ("*/*;q=0.1, text/csv;q=0", ROWS["json"]),
        ("application/sparql-results+json;q=0, */*", ROWS["xml"]),
        ("application/json", "application/json"),
        ("TEXT/CSV", ROWS["csv"]),
        ("nonsense, text/csv", ROWS["csv"]),
        ("text/turtle, text/tab-separated-values;q=0.2", ROWS["tsv"]),
    ],
)
def test_quality_decides(client: httpx.Client, accept: str, expected: str) -> None:
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] == expected
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/*", "application/n-triples"),
        ("text/*", "text/turtle"),
        ("*/*", "text/turtle"),
        ("application/x-turtle", "application/x-turtle"),
        ("text/n3", "text/n3"),
        ("text/rdf+n3", "text/rdf+n3"),
        ("text/n3, text/turtle", "text/turtle"),
        ("application/xml", "application/xml"),
    ],
)
def test_only_who_names_it_gets_a_name_that_is_no_standard(
    client: httpx.Client, accept: str, expected: str
) -> None:
    for path, asked in (("/sparql", {"query": TALKS}), ("/sparql", {}), ("/.well-known/void", {})):
        response = client.get(path, params=asked, headers={"accept": accept})
        assert response.headers["content-type"].partition(";")[0] == expected


CALLED = {
    "json": (ROWS["json"], "application/ld+json"),
    "srj": (ROWS["json"], None),
    "xml": (ROWS["xml"], "application/rdf+xml"),
    "srx": (ROWS["xml"], None),
    "sparql": (ROWS["xml"], None),
    "csv": (ROWS["csv"], None),
    "TSV": (ROWS["tsv"], None),
    "turtle": (None, "text/turtle"),
    "ttl": (None, "text/turtle"),
    "n3": (None, "text/turtle"),
    "nt": (None, "application/n-triples"),
    "rdf": (None, "application/rdf+xml"),
    "jsonld": (None, "application/ld+json"),
    "trig": (None, "application/trig"),
    "nq": (None, "application/n-quads"),
    "application/sparql-results+json": (ROWS["json"], None),
    "application/sparql-results json": (ROWS["json"], None),  # as + is read in an address
    "text/turtle": (None, "text/turtle"),
}


@pytest.mark.parametrize("name", CALLED)
def test_formats_have_the_names_that_others_give_them(client: httpx.Client, name: str) -> None:
    queries = ("ASK {}", "CONSTRUCT WHERE { <a> <b> <c> }")
    for query, expected in zip(queries, CALLED[name], strict=True):
        response = client.get("/sparql", params={"query": query, "format": name})
        if expected is None:
            problem(response, 406)
        else:
            assert response.headers["content-type"].partition(";")[0] == expected


def test_other_endpoints_parameters_for_the_format_are_known(client: httpx.Client) -> None:
    for name in ("output", "results"):
        response = client.get("/sparql", params={"query": "ASK {}", name: "tsv"})
        assert response.headers["content-type"].partition(";")[0] == ROWS["tsv"]


def test_who_wants_a_page_is_led_to_it(client: httpx.Client) -> None:
    for name in ("html", "text/html"):
        led = client.get("/sparql", params={"query": NAMES, "format": name})
        assert led.status_code == 303
        assert "The First Fifteen Minutes" in client.get(led.headers["location"]).text
    posted = client.post("/sparql", data={"query": NAMES, "format": "html"})
    assert posted.headers["location"] == led.headers["location"]
    chosen = {"query": COUNT, "format": "html", "default-graph-uri": FIRST}
    assert "there is no format" in problem(client.get("/sparql", params=chosen), 400)


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("ASK {}", "image/png"),
        ("ASK {}", "text/turtle"),
        ("ASK {}", "*/*;q=0"),
        ("CONSTRUCT WHERE { ?s a tg:Talk }", "text/csv"),
    ],
)
def test_what_cannot_be_given_is_not_acceptable(
    client: httpx.Client, query: str, accept: str
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert "answered as" in problem(response, 406) or "given as" in response.json()["detail"]
    assert response.json()["available"]


def test_an_unknown_format_is_named(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {}", "format": "xls"})
    assert "there is no format 'xls'" in problem(response, 400)


def test_answers_are_compressed_for_whoever_wants_that(client: httpx.Client) -> None:
    address = f"/sparql?format=nt&query={quote(TALKS)}"
    plain = client.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert sorted(gzip.decompress(raw).splitlines()) == sorted(plain.content.splitlines())
    refused = client.get(address, headers={"accept-encoding": "gzip;q=0, identity"})
    assert "content-encoding" not in refused.headers


def test_head_is_get_without_the_content(client: httpx.Client) -> None:
    fields = {"query": "ASK {}"}
    head, get = client.head("/sparql", params=fields), client.get("/sparql", params=fields)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length"):
        assert head.headers[name] == get.headers[name]


def test_options(client: httpx.Client) -> None:
    options = client.options("/sparql")
    assert options.status_code == 204
    assert options.headers["allow"] == "GET, HEAD, POST, OPTIONS"


# ── descriptions ─────────────────────────────────────────────────────────────────────────────

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"


def described(response: httpx.Response, form: RdfFormat) -> dict[str, set[str]]:
    assert response.status_code == 200
    found: dict[str, set[str]] = {}
    for quad in parse(response.content, format=form):
        value = quad.object
        found.setdefault(quad.predicate.value, set()).add(getattr(value, "value", str(value)))
    return found


@pytest.mark.parametrize("form", sorted(GRAPHS))
def test_the_service_describes_itself(running: Service, client: httpx.Client, form: str) -> None:
    media_type, rdf = GRAPHS[form]
    found = described(client.get("/sparql", headers={"accept": media_type}), rdf)
    assert found[SD + "endpoint"] == {f"{running.url}/sparql"}
    assert found[SD + "supportedLanguage"] == {SD + "SPARQL11Query"}
    assert SD + "UnionDefaultGraph" in found[SD + "feature"]
    assert len(found[SD + "resultFormat"]) == 10
    assert any(iri.endswith("#similarity") for iri in found[SD + "extensionFunction"])
    assert {iri.rpartition("#")[2] for iri in found[SD + "propertyFeature"]} == {
        "matches",
        "relatedTo",
    }
    assert {FIRST, SECOND} <= found[SD + "name"]
    told = " ".join(found["http://www.w3.org/2000/01/rdf-schema#comment"])
    assert told.count(f"without tg:limit, {Search().limit} at the most") == 2
    for parameter in (each for taken in PARAMETERS.values() for each in taken):
        assert re.search(rf"{curie(parameter)}\b", told)


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_a_description_is_had_in_the_format_that_is_named(client: httpx.Client, path: str) -> None:
    for form, (media_type, _) in GRAPHS.items():
        named = client.get(path, params={"format": form}, headers={"accept": "text/html"})
        by_accept = client.get(path, headers={"accept": media_type})
        assert named.headers["content-type"] == by_accept.headers["content-type"]
        assert named.status_code == by_accept.status_code == 200
    led = client.get(path, params={"format": "html"}, headers={"accept": "text/turtle"})
    assert led.status_code == 303
    page = client.get(path, headers={"accept": "text/html"})
    assert led.headers["location"] == page.headers["location"]
    for asked in ({"params": {"format": "csv"}}, {"headers": {"accept": "text/csv"}}):
        refused = client.get(path, **asked)  # type: ignore[arg-type]
        assert "this description is given as" in problem(refused, 406)
    assert "no format 'xls'" in problem(client.get(path, params={"format": "xls"}), 400)


def test_the_data_set_is_described(running: Service, client: httpx.Client) -> None:
    found = described(client.get("/.well-known/void"), RdfFormat.TURTLE)
    assert found[VOID + "sparqlEndpoint"] == {f"{running.url}/sparql"}
    assert len(found[VOID + "exampleResource"]) == 13  # of each kind that people look up, one
    assert {FIRST, SECOND} <= found[VOID + "subset"]
    talks = client.get("/sparql", params={"query": COUNT.replace("?p ?o", "a tg:Talk")})
    assert str(number(talks)) in found[VOID + "entities"]
    as_json = client.get("/.well-known/void", headers={"accept": "application/ld+json"})
    assert json.loads(as_json.content)
    problem(client.get("/.well-known/void", headers={"accept": "image/png"}), 406)
