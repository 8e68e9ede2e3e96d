"""What a stranger may send to a running service: nothing gets out, nothing stops it."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from listener import Listener
from service_process import Service, service
from waiting import HANGS, eventually

from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.pages import query as query_page
from talkgraph.http.pages import rendering

LIMITS = ("--workers", "2", "--memory", "64", "--result-size", "1")
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
QUICK = "ASK { ?s a tg:Talk }"


@pytest.fixture(scope="module")
def running(sample_kb: Path) -> Iterator[Service]:
    """A service whose queries have all the time that a busy machine needs."""
    with service(sample_kb, "--timeout", str(HANGS), *LIMITS) as running:
        yield running


@pytest.fixture(scope="module")
def hurried(sample_kb: Path) -> Iterator[Service]:
    """A service that stops its queries after a second."""
    with service(sample_kb, "--timeout", "1", "--queue", "3", *LIMITS) as running:
        yield running


@pytest.fixture
def client(running: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=HANGS) as client:
        yield client


@pytest.fixture
def hurried_client(hurried: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=hurried.url, timeout=HANGS) as client:
        yield client


def answers_again(client: httpx.Client) -> bool:
    """Tell whether a plain query is answered, if need be after some tries on a busy machine."""

    def answer() -> bool:
        found = client.get("/sparql", params={"query": QUICK})
        return found.status_code == 200 and found.json()["boolean"] is True

    return eventually(answer)


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def sentence(response: httpx.Response) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    return str(response.json()["detail"])


# ── nothing gets out ─────────────────────────────────────────────────────────────────────────

OUTWARD = [
    "SELECT * { SERVICE U { ?s ?p ?o } }",
    "SELECT * { service SILENT U { ?s ?p ?o } }",
    "SELECT * { SERVICE#x\nU { ?s ?p ?o } }",
    "SELECT * { # ?\nSERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE U { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICEU{ ?s ?p ?o } }",
    "SELECT * { FILTER(1<2)SERVICE#>\nU { ?s ?p ?o } }",
    "SELECT * { BIND(1 AS ?x) FILTER(?x<2)SERVICE#>\nU { ?s ?p ?o } }",
    "SELECT * { S\\u0045RVICE U { ?s ?p ?o } }",
    "SELECT * { \\u0053\\u0045\\u0052VICE U { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERVICE U { ?s ?p ?o } }",
    "SELECT * { \u017fervice U { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'it''s'SERVICE U { ?s ?p ?o } }",
    'SELECT * { ?s ?p "x"@enSERVICE U { ?s ?p ?o } }',
    "SELECT * { SERVICE ?x { ?s ?p ?o } VALUES ?x { U } }",
    "SELECT * { VALUES ?x { U } SERVICE ?x { ?s ?p ?o } }",
    "PREFIX tg: U_ SELECT * { SERVICE tg:search { ?s ?p ?o } }",
    "PREFIX x: U_ SELECT * { SERVICE x:search { ?s ?p ?o } }",
    "BASE U SELECT * { SERVICE <search> { ?s ?p ?o } }",
    "SELECT * { SERVICE tg:search { SERVICE U { ?s ?p ?o } } }",
    'SELECT * { SERVICE tg:search { ?s tg:matches [ tg:query "x" ] } SERVICE U { ?s ?p ?o } }',
    'SELECT * { SERVICE tg:search { ?s tg:matches [ tg:query "} SERVICE U { " ] } }',
    "SELECT * { SERVICE <https://w3id.org/talkgraph/ontology#search>U{ ?s ?p ?o } }",
    "SELECT * { SERVICE tg:search# {\nU { ?s ?p ?o } }",
    "SELECT * { SERVICE U # tg:search {\n{ ?s ?p ?o } }",
    "SELECT * FROM U { ?s ?p ?o }",
    "SELECT * FROM NAMED U { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM NAMED U { GRAPH U { ?s ?p ?o } }",
    "DESCRIBE U",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE U { ?s ?p ?o } }",
    "ASK { SERVICE U { ?s ?p ?o } }",
    "LOAD U",
    "LOAD SILENT U INTO GRAPH <http://example.org/g>",
    "PREFIX a: <http://example.org/#a> # LOAD\nload U",
    "INSERT { ?s ?p ?o } WHERE { SERVICE U { ?s ?p ?o } }",
    "INSERT DATA { <http://a/> <http://b/> <http://c/> }",
    "ASK {} ; LOAD U",
    "DELETE WHERE { ?s ?p ?o }",
    "WITH U DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DROP ALL",
]


@pytest.mark.parametrize("attack", OUTWARD)
def test_nothing_gets_out(client: httpx.Client, listener: Listener, attack: str) -> None:
    query = attack.replace("U_", f"<{listener.address}#>").replace(" U", f" <{listener.address}>")
    query = query.replace("EU{", f"E<{listener.address}>{{").replace(
        "\nU", f"\n<{listener.address}>"
    )
    before = triples(client)
    answers = [
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", data={"update": query}),
    ]
    graphs = {"default-graph-uri": listener.address, "named-graph-uri": listener.address}
    fetched = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", **graphs})
    time.sleep(0.02)
    assert listener.knocks == 0
    assert fetched.json()["results"]["bindings"] == []
    assert answers[2].status_code == 400
    for answer in answers[:2]:
        if answer.status_code == 200:
            # FROM and DESCRIBE ask the local store, which knows nothing of that address, and
            # words in a string are words in a string.
            assert b"SERVICE" not in answer.content
            assert "SERVICE U" not in attack or "} SERVICE U {" in attack
        else:
            assert answer.status_code == 400, answer.text
            assert len(sentence(answer)) > 20
    assert triples(client) == before


def triples(client: httpx.Client) -> str:
    answer = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
    return str(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_the_listener_hears(listener: Listener) -> None:
    with pytest.raises(httpx.HTTPError):
        httpx.get(listener.address)
    eventually(lambda: listener.knocks)
    assert listener.knocks == 1


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("LOAD <http://example.org/> SERVICE <x> { }" AS ?x) {}',
        "SELECT ('''SERVICE tg:search { INSERT''' AS ?x) {}",
        "# LOAD, INSERT, SERVICE <http://example.org/> {}\nSELECT (1 AS ?x) {} # DROP ALL",
        "SELECT ?service (1 AS ?x) { OPTIONAL { ?service ?insert ?load } } LIMIT 1",
        "SELECT (STR(<http://example.org/service/LOAD>) AS ?x) {}",
        "PREFIX insert: <http://example.org/> SELECT (STR(insert:load) AS ?x) {}",
    ],
)
def test_words_are_free_where_they_are_no_keywords(client: httpx.Client, query: str) -> None:
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["results"]["bindings"]) == 1


# ── nothing stops it ─────────────────────────────────────────────────────────────────────────


def test_an_endless_query_is_stopped_and_the_next_is_answered(
    hurried: Service, hurried_client: httpx.Client
) -> None:
    killed = 'talkgraph_sparql_workers_killed_total{reason="time"}'
    for _ in range(3):
        before = hurried.metric(killed)
        stopped = hurried_client.get("/sparql", params={"query": ENDLESS})
        assert stopped.status_code == 504
        assert sentence(stopped).startswith("the query was stopped after 1 seconds")
        assert hurried.metric(killed) == before + 1
        assert answers_again(hurried_client)


def test_a_query_that_takes_too_much_memory_is_stopped(client: httpx.Client) -> None:
    parts = ",".join(["STR(?o)", "STR(?d)"] * 40)
    bomb = f"SELECT (GROUP_CONCAT(CONCAT({parts})) AS ?x) {{ ?s ?p ?o . ?d ?e ?f }}"
    stopped = client.get("/sparql", params={"query": bomb})
    assert stopped.status_code == 503, stopped.text
    assert "more than 64 MiB of memory" in sentence(stopped)
    assert answers_again(client)


def test_an_answer_that_is_too_large_is_refused(client: httpx.Client) -> None:
    everything = "SELECT * { ?s ?p ?o . ?s ?p2 ?o2 }"
    for form in ("json", "csv"):
        answer = client.get("/sparql", params={"query": everything, "format": form})
        assert answer.status_code == 413, answer.text[:200]
        assert "more than 1 MiB" in sentence(answer)
    graph = "CONSTRUCT { ?s ?p ?x } { ?s ?p ?o BIND(CONCAT(STR(?s), STR(?o), STR(?s)) AS ?x) }"
    answer = client.get("/sparql", params={"query": graph, "format": "nt"})
    assert answer.status_code == 413


def test_a_page_shows_the_beginning_of_what_is_huge(sample_kb: Path) -> None:
    grown = f'REPLACE(REPLACE("{"A" * 100}", "A", "{"B" * 1000}"), "B", "{"C" * 400}")'
    bomb = f"CONSTRUCT {{ <x:s> <x:p> ?x }} {{ BIND({grown} AS ?x) }}"
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    columns = " ".join(f"(?x AS ?v{n})" for n in range(1500))
    wide = f"SELECT {columns} {{ VALUES ?x {{ '{'C' * 1000}' }} }}"
    with (
        service(sample_kb, "--timeout", str(HANGS)) as running,
        httpx.Client(base_url=running.url, timeout=HANGS) as client,
    ):
        client.get("/query", params={"query": QUICK})
        before = peak_memory(running.process.pid)
        page = client.get("/query", params={"query": bomb})
        assert page.status_code == 200
        assert "C" * 1999 + "…" in page.text
        assert len(page.content) < 50_000
        rows = client.get("/query", params={"query": endless})
        assert "The first 500 rows" in rows.text
        cut = client.get("/query", params={"query": wide})
        assert "Of 1,500 columns the first 100 are shown" in cut.text
        assert len(cut.content) < 400_000
        assert peak_memory(running.process.pid) - before < 100 * 1024 * 1024


def peak_memory(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { BIND(" + "(" * 15000 + "1" + ")" * 15000 + " AS ?x) }",
        "SELECT * { BIND(" + "!" * 60000 + "true AS ?x) }",
        "SELECT * " + "{" * 30000 + "}" * 30000,
        'SELECT * { SERVICE tg:search { ?s tg:matches [ tg:query "x" ] } BIND('
        + "!" * 60000
        + "true AS ?x) }",
        "SELECT * { SERVICE tg:search { ?s tg:matches " + "[ tg:query " * 5000 + " } }",
        "SELECT * { ?s " + "^" * 60000 + "tg:talk ?o }",
    ],
)
def test_deep_nesting_is_refused(client: httpx.Client, query: str) -> None:
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code in (400, 503), answer.text
    assert answers_again(client)


@pytest.mark.parametrize(
    "query",
    [
        "a." * 30000 + " search",
        "a-" * 30000 + " search",
        "<" * 60000 + " search",
        "'" * 59999 + " search",
        '"""' * 20001 + " search",
        "_:a." * 15000 + " search",
        "?a" * 30000 + " search",
        "1." * 30000 + " search",
        ":a." * 20000 + " search",
        "\\u0041" * 10000 + " search",
        "[" * 60000 + " search",
        "<" + "\\u0041" * 40 + " search",
        "<\\u" + "A" * 60000 + " search",
        '"""\n\\' * 12000 + " search",
        "'a\\" * 20000 + " search",
        "SERVICE tg:search { " * 3000,
        "tg:similarity(" * 4000,
    ],
)
def test_no_text_keeps_the_service_busy(hurried_client: httpx.Client, query: str) -> None:
    answer = hurried_client.post("/sparql", data={"query": query})
    assert answer.status_code in (400, 504), answer.text
    assert answers_again(hurried_client)


def test_few_tables_are_drawn_at_a_time(sample_kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many queries wait for workers: drawing takes time of the service's own."""
    drawn: list[int] = []
    most, real = 0, rendering.page

    def counted(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        nonlocal most
        drawn.append(1)
        most = max(most, len(drawn))
        time.sleep(0.05)
        drawn.pop()
        return real(*arguments, **named)

    monkeypatch.setattr(query_page, "page", counted)
    app = create_app(Library(sample_kb), ServiceSettings(workers=4))
    with TestClient(app, base_url="http://127.0.0.1") as inside, ThreadPoolExecutor(8) as threads:
        answers = threads.map(lambda _: inside.get("/query?query=ASK{}").status_code, range(8))
        assert set(answers) == {200}
    assert most <= 2


def test_too_many_queries_are_sent_away(hurried: Service, hurried_client: httpx.Client) -> None:
    enough = threading.Event()

    def keep_it_busy() -> set[int]:
        statuses = set()
        while not enough.is_set():
            statuses.add(_ask(hurried, ENDLESS).status_code)
        return statuses

    with ThreadPoolExecutor(8) as threads:
        asking = [threads.submit(keep_it_busy) for _ in range(8)]
        try:
            [refused] = eventually(lambda: _refused(_ask(hurried, QUICK)))
            assert hurried_client.get("/healthz").status_code == 200
        finally:
            enough.set()
    assert refused.headers["retry-after"] == "1"
    assert "try again" in sentence(refused)
    assert set().union(*(each.result() for each in asking)) <= {429, 503, 504}
    assert answers_again(hurried_client)


def _refused(answer: httpx.Response) -> list[httpx.Response]:
    return [answer] if answer.status_code == 429 else []


def _ask(running: Service, query: str) -> httpx.Response:
    return httpx.get(f"{running.url}/sparql", params={"query": query}, timeout=HANGS)


def test_too_many_searches_in_one_query_are_refused(client: httpx.Client) -> None:
    search = '?s tg:matches [ tg:query "x" ] . '
    for searches in (
        f"SERVICE tg:search {{ {search} }}" * 11,
        f"SERVICE tg:search {{ {search * 11} }}",
    ):
        answer = client.post("/sparql", data={"query": f"SELECT * {{ {searches} }}"})
        assert answer.status_code == 400
        assert "10 times at the most" in sentence(answer)


def test_searches_stop_when_the_time_is_up(hurried_client: httpx.Client) -> None:
    talks = '"harbourconf-2021/calloway" ' * 100
    searches = " ".join(
        f"SERVICE tg:search {{ VALUES ?t{n} {{ {talks} }} "
        f"?t{n} tg:relatedTo [ tg:talk ?o{n} ; tg:limit 10000 ] }}"
        for n in range(10)
    )
    answer = hurried_client.post("/sparql", data={"query": f"SELECT * {{ {searches} }} LIMIT 1"})
    assert answer.status_code == 504
    assert "was stopped after" in sentence(answer)
    assert answers_again(hurried_client)


def test_odd_requests_are_answered(client: httpx.Client) -> None:
    for path in (
        "/sparql?query=%00",
        "/sparql?query=%ED%A0%80",
        "/sparql?" + "&".join(["a=1"] * 600),
    ):
        assert client.get(path).status_code == 400
    odd = client.get("/sparql?query=ASK{}", headers={"x-request-id": "a b\tc"})
    assert odd.headers["x-request-id"] != "a b\tc"
    assert client.get("/healthz").status_code == 200
