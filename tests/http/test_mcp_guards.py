"""Who may speak MCP at /mcp, how much is done for them, and what else is said there."""

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from mcp_clients import OPENING, asking, calling
from service_process import Service, service
from waiting import HANGS, eventually

from talkgraph.cli import main
from talkgraph.http.app import create_app
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.mcp import routes
from talkgraph.http.sparql.endpoint import Endpoint
from talkgraph.http.sparql.pool import Client
from talkgraph.http.sparql.table import Bounds, Table

BOTH = {"accept": "application/json, text/event-stream"}
MODERN = {
    **BOTH,
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "sparql",
}
ABANDONED = 'talkgraph_sparql_workers_killed_total{reason="abandoned"}'
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TOKEN = "a-token-of-enough-letters"
OTHER = "https://other.example"


@contextmanager
def asked(kb: Path, **settings: object) -> Iterator[TestClient]:
    app = create_app(Library(kb), ServiceSettings(workers=1, **settings))  # type: ignore[arg-type]
    with TestClient(app, base_url="http://127.0.0.1", headers=BOTH) as client:
        yield client


def told(client: TestClient, message: Mapping[str, Any], **headers: str) -> Any:  # noqa: ANN401 - JSON
    answer = client.post("/mcp", json=message, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


def test_each_request_stands_alone(sample_kb: Path) -> None:
    with asked(sample_kb) as client:
        assert told(client, asking("tools/list"))["tools"]
        opened = client.post("/mcp", json=OPENING)
        assert opened.json()["result"]["serverInfo"]["name"] == "talkgraph"
        assert "mcp-session-id" not in opened.headers
        assert opened.headers["content-type"].startswith("application/json")
        assert opened.headers["cache-control"] == "no-store"
        quiet = client.post("/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"})
        assert (quiet.status_code, quiet.content) == (202, b"")


def test_only_post_is_answered(sample_kb: Path) -> None:
    with asked(sample_kb) as client:
        for method in ("GET", "HEAD", "DELETE", "PUT"):
            answer = client.request(method, "/mcp")
            assert answer.status_code == 405, method
            assert "POST" in answer.headers["allow"]
        options = client.options("/mcp")
        assert options.status_code == 204
        assert options.headers["allow"] == "POST, OPTIONS"


@pytest.mark.parametrize("content", [b"nonsense", b"[]", b'{"a": 1}', b"[" * 5000, b"\xff"])
def test_what_is_no_message_is_refused(sample_kb: Path, content: bytes) -> None:
    with asked(sample_kb) as client:
        for version in ({}, {"mcp-protocol-version": "2026-07-28"}):
            headers = {"content-type": "application/json", **version}
            answer = client.post("/mcp", content=content, headers=headers)
            assert answer.status_code in (400, 202)
            assert answer.status_code == 400 or content == b'{"a": 1}'
        assert client.post("/mcp", content=content).status_code == 400


def test_the_library_is_loaded_once(sample_kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many speak first."""
    made: list[int] = []
    real = routes._application

    def counted(*arguments: Any) -> Any:  # noqa: ANN401
        made.append(1)
        time.sleep(0.1)
        return real(*arguments)

    monkeypatch.setattr(routes, "_application", counted)
    with asked(sample_kb) as client, ThreadPoolExecutor(4) as threads:
        pings = threads.map(lambda number: told(client, asking("ping", number)), range(4))
        assert list(pings) == [{}] * 4
    assert made == [1]


def test_what_is_wrong_is_told_briefly(sample_kb: Path) -> None:
    """However much is wrong with a message; and a cursor is any text."""
    unknown = {f"name{number}": number for number in range(5000)}
    with asked(sample_kb) as client:
        answer = told(client, asking("tools/call", name="themes", arguments=unknown))
        assert answer["isError"]
        assert len(answer["content"][0]["text"]) < 1000
        beyond = told(client, asking("resources/list", cursor="9" * 5000))
        assert beyond["resources"] == []


def test_a_message_that_is_too_long_is_not_read(sample_kb: Path) -> None:
    with asked(sample_kb, query_bytes=1000) as client:
        answer = client.post("/mcp", json=calling("sparql", query="#" * 100_000))
        assert answer.status_code == 413
        long = told(client, calling("sparql", query="SELECT * {} #" + "#" * 1000))
        assert long["isError"]
        assert long["content"][0]["text"] == "a query may have 1000 bytes at the most"


def test_pages_of_other_sites_are_refused(sample_kb: Path) -> None:
    with asked(sample_kb) as client:
        for origin in (OTHER, "null", "http://127.0.0.1.other.example", "https://127.0.0.1"):
            answer = client.post("/mcp", json=OPENING, headers={"origin": origin})
            assert answer.status_code == 403, origin
            assert "--allow-origin" in answer.json()["detail"]
            assert "access-control-allow-origin" not in answer.headers
        assert told(client, OPENING, origin="http://127.0.0.1")
        rebound = client.post("/mcp", json=OPENING, headers={"host": "rebound.example"})
        assert rebound.status_code == 421
        plain = {"content-type": "text/plain", "origin": "http://127.0.0.1"}
        assert client.post("/mcp", content=b"{}", headers=plain).status_code == 400


@pytest.mark.parametrize("allowed", [OTHER, "*"])
def test_a_site_that_may_read_may_ask(sample_kb: Path, allowed: str) -> None:
    with asked(sample_kb, origins=(allowed,)) as client:
        answer = client.post("/mcp", json=OPENING, headers={"origin": OTHER})
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == allowed
        preflight = {
            "origin": OTHER,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type,mcp-protocol-version",
        }
        assert client.options("/mcp", headers=preflight).status_code == 200


def test_under_a_prefix_links_have_it(sample_kb: Path) -> None:
    with asked(sample_kb, base_url="https://example.org/kb") as client:
        found = told(client, calling("talk", talk="harbourconf-2022/strand"))
        link = found["structuredContent"]["item"]["link"]
        assert link == "https://example.org/kb/talk/harbourconf-2022/strand"
        assert told(client, OPENING, origin="https://example.org")
        uri = "https://w3id.org/talkgraph/id/talk/harbourconf-2022/strand"
        [document] = told(client, asking("resources/read", uri=uri))["contents"]
        assert "https://example.org/kb/context.jsonld" in document["text"]


def test_a_token_is_needed_here_too(sample_kb: Path) -> None:
    tokens = {"ada": sha256(TOKEN.encode()).hexdigest()}
    with asked(sample_kb, tokens=tokens) as client:
        assert client.post("/mcp", json=OPENING).status_code == 401
        assert told(client, OPENING, authorization=f"Bearer {TOKEN}")


def test_requests_are_sent_away_where_too_many_wait(sample_kb: Path) -> None:
    with asked(sample_kb, waiting=0) as client:
        eventually(lambda: client.get("/readyz").status_code == 200)
        answer = client.post("/mcp", json=OPENING)
        assert answer.status_code == 429
        assert answer.headers["retry-after"]


def test_answers_are_compressed(sample_kb: Path) -> None:
    with (
        asked(sample_kb) as client,
        client.stream(
            "POST", "/mcp", json=asking("tools/list"), headers={"accept-encoding": "gzip"}
        ) as answer,
    ):
        assert answer.headers["content-encoding"] == "gzip"
        assert json.loads(gzip.decompress(b"".join(answer.iter_raw())))["result"]["tools"]


def test_queries_keep_to_the_limits_of_the_endpoint(sample_kb: Path) -> None:
    with asked(sample_kb, timeout=0.5) as client:
        stopped = told(client, calling("sparql", query=ENDLESS))
        assert stopped["isError"]
        assert "was stopped after 0.5 seconds" in stopped["content"][0]["text"]
        deep = told(client, calling("sparql", query="SELECT * " + "{" * 20_000))
        assert deep["isError"]
        assert "nested" in deep["content"][0]["text"]
        [row] = told(client, calling("sparql", query="SELECT (1 AS ?n) {}"))["structuredContent"][
            "item"
        ]["rows"]
        assert row == [{"text": "1", "is_iri": False}]


def test_a_query_is_of_the_client_who_has_the_token(
    sample_kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, names = Endpoint.table, []

    def table(self: Endpoint, query: str, bounds: Bounds, client: Client) -> Table:
        names.append(client.name)
        return real(self, query, bounds, client)

    monkeypatch.setattr(Endpoint, "table", table)
    tokens = {"ada": sha256(TOKEN.encode()).hexdigest()}
    with asked(sample_kb, tokens=tokens) as client:
        for version in ({}, MODERN):
            asking_so = {"authorization": f"Bearer {TOKEN}", **version}
            answer = client.post("/mcp", json=_query("ASK {}", version), headers=asking_so)
            assert not answer.json()["result"]["isError"]
    assert names == ["ada", "ada"]


def test_a_query_ends_when_nobody_waits_for_it(sample_kb: Path) -> None:
    with service(sample_kb, "--timeout", str(HANGS), "--workers", "1") as running:
        for headers in (BOTH, MODERN):
            eventually(partial(_has_ended_one, running, headers, running.metric(ABANDONED)))
        assert not [line for line in running.log if line["level"] == "error"]


def _has_ended_one(running: Service, headers: Mapping[str, str], before: float) -> bool:
    with pytest.raises(httpx.ReadTimeout):  # a busy machine may not have begun by then
        _ask(running, headers)
    return running.metric(ABANDONED) > before


def _ask(running: Service, headers: Mapping[str, str]) -> None:
    message = _query(ENDLESS, headers)
    httpx.post(f"{running.url}/mcp", json=message, headers=dict(headers), timeout=1.0)


def _query(query: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return a query as the version of the protocol that the headers name has it."""
    message = calling("sparql", query=query)
    if "mcp-protocol-version" in headers:
        prefix = "io.modelcontextprotocol"
        message["params"]["_meta"] = {
            f"{prefix}/protocolVersion": headers["mcp-protocol-version"],
            f"{prefix}/clientCapabilities": {},
        }
    return message


def test_without_the_library_it_is_said_what_to_install(
    sample_kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    done = CliRunner().invoke(main, ["mcp", "--kb", str(sample_kb)])
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "Error: MCP takes a library that is not installed: pip install 'talkgraph[mcp]'"
    ]
    with asked(sample_kb) as client:
        answer = client.post("/mcp", json=OPENING)
        assert answer.status_code == 501
        assert "pip install 'talkgraph[mcp]'" in answer.json()["detail"]


def test_the_service_loads_the_library_for_those_who_speak() -> None:
    program = "import sys, talkgraph.http.serve; print('mcp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
