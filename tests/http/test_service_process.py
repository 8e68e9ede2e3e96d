"""The service as a process: health, metrics, logs, headers, stopping, new generations."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import httpx
import pytest
from service_process import Service, service
from waiting import HANGS, eventually

from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.settings import Settings

SETTINGS = Settings(model="hashing")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a tg:Talk }"


@pytest.fixture
def client(running: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=HANGS) as client:
        yield client


def test_health_and_readiness(client: httpx.Client, sample_kb: Path) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    ready = client.get("/readyz").json()
    assert ready["generation"] == (sample_kb / "CURRENT").read_text().split()[0]
    assert ready["problem"] is None


def test_metrics_count_requests_and_queries(client: httpx.Client, running: Service) -> None:
    requests = 'talkgraph_http_requests_total{method="GET",route="/sparql",status="200"}'
    queries = 'talkgraph_sparql_queries_total{outcome="400"}'
    before = running.metric(requests), running.metric(queries)
    client.get("/sparql", params={"query": "ASK {}"})
    client.get("/sparql", params={"query": "oops"})
    assert (running.metric(requests), running.metric(queries)) == (before[0] + 1, before[1] + 1)
    assert running.metric('talkgraph_knowledge_base_things{kind="talks"}') > 5
    assert running.metric("process_resident_memory_bytes") > 1e6


def test_routes_and_not_paths_are_labels(client: httpx.Client) -> None:
    for number in range(3):
        client.get(f"/no-such-thing-{number}.png")
    assert "no-such-thing" not in client.get("/metrics").text


def test_each_request_is_a_line_of_the_log(client: httpx.Client, running: Service) -> None:
    response = client.get("/healthz?token=secret", headers={"x-request-id": "abc-1.2"})
    assert response.headers["x-request-id"] == "abc-1.2"
    other = client.get("/healthz").headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", other)
    [line] = eventually(
        lambda: [each for each in list(running.log) if each.get("request_id") == "abc-1.2"]
    )
    assert (line["method"], line["path"], line["status"]) == ("GET", "/healthz", 200)
    assert line["level"] == "info"
    assert isinstance(line["ms"], float)
    assert "secret" not in json.dumps(running.log)
    assert running.other_lines == []


@pytest.mark.parametrize("path", ["/healthz", "/sparql?query=ASK{}", "/sparql?query=oops"])
def test_every_answer_has_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_errors_are_problems(client: httpx.Client) -> None:
    for method, path, status in (
        ("DELETE", "/sparql", 405),
        ("POST", "/healthz", 405),
        ("GET", "/sparql?query=oops", 400),
    ):
        response = client.request(method, path, headers={"x-request-id": "here"})
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        document = response.json()
        assert document["instance"] == path.partition("?")[0]
        assert document["request_id"] == "here"
        assert document["status"] == status
    assert "GET" in client.request("DELETE", "/sparql").headers["allow"]


def test_it_starts_only_where_there_is_a_knowledge_base(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "talkgraph", "serve", "--kb", str(tmp_path), "--port", "0"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 3
    assert "there is no knowledge base here" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_in_use_is_named(running: Service, sample_kb: Path) -> None:
    port = running.url.rpartition(":")[2]
    command = [sys.executable, "-m", "talkgraph", "serve", "--kb", str(sample_kb), "--port", port]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert f"127.0.0.1:{port} cannot be listened on" in ended.stderr
    assert "--port" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_finishes_what_it_has_begun_and_stops(sample_kb: Path, number: int) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    running = Service(sample_kb, "--timeout", "2")
    answers: list[int] = []

    def ask() -> None:
        query = {"query": slow}
        answers.append(httpx.get(f"{running.url}/sparql", params=query, timeout=HANGS).status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    # The question is one request, that for the metrics another. Whoever looks too late sees the
    # answer already.
    eventually(lambda: answers or running.metric("talkgraph_http_requests_in_flight") == 2)
    children = running.workers()
    assert running.stop(number) == 0
    asking.join()
    assert answers == [504]
    assert running.log[-1]["event"] == "stopped"
    assert running.other_lines == []
    assert children
    eventually(lambda: not any(map(alive, children)))


def test_workers_end_with_a_service_that_is_killed(sample_kb: Path) -> None:
    running = Service(sample_kb)
    children = running.workers()
    assert len(children) == 2  # one for a query, and one for the next
    assert running.stop(signal.SIGKILL) == -signal.SIGKILL
    eventually(lambda: not any(map(alive, children)))


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_killed_worker_is_replaced(sample_kb: Path) -> None:
    with service(sample_kb) as running, httpx.Client(base_url=running.url, timeout=HANGS) as client:
        for child in running.workers():
            os.kill(child, signal.SIGKILL)
        statuses: list[int] = []

        def three_are_answered() -> bool:
            statuses.append(client.get("/sparql", params={"query": "ASK {}"}).status_code)
            return statuses[-3:] == [200] * 3

        eventually(three_are_answered)
        assert set(statuses) <= {200, 503}


def test_a_new_generation_is_taken_up_without_a_failed_request(
    sample: Path, tmp_path: Path
) -> None:
    kb = tmp_path / "kb"
    files = sorted(file for file in sample.glob("*.md") if file.name != "README.md")
    build(BuildRequest(sources=tuple(files[:1]), kb=kb, settings=SETTINGS))
    with service(kb) as running:
        seen: list[tuple[int, str, str]] = []
        stop = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=running.url, timeout=HANGS) as client:
                while not stop.is_set():
                    answer = client.get("/sparql", params={"query": COUNT, "format": "csv"})
                    generation = client.get("/readyz").json()["generation"]
                    seen.append((answer.status_code, answer.text.split()[-1], generation))
                    stop.wait(0.02)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            for count in (2, 3):
                build(BuildRequest(sources=tuple(files[:count]), kb=kb, settings=SETTINGS))
                wanted = (kb / "CURRENT").read_text().split()[0]
                taken_up = [wanted] * 9  # by all three who ask
                eventually(partial(_is_last, taken_up, seen))
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert {status for status, _, _ in seen} == {200}
    assert len({generation for _, _, generation in seen}) == 3
    counts = list(dict.fromkeys(int(count) for _, count, _ in seen))
    assert counts == sorted(counts)
    assert len(counts) >= 2


def _is_last(wanted: list[str], seen: Sequence[tuple[int, str, str]]) -> bool:
    return [generation for _, _, generation in seen[-len(wanted) :]] == wanted


def test_a_broken_generation_leaves_the_old_one_serving(sample_kb: Path, tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    shutil.copytree(sample_kb, kb)
    with service(kb) as running, httpx.Client(base_url=running.url, timeout=HANGS) as client:
        before = client.get("/readyz").json()["generation"]
        (kb / "CURRENT").write_text("no-such-generation\n")
        eventually(lambda: client.get("/readyz").json()["problem"])
        ready = client.get("/readyz").json()
        assert ready["generation"] == before
        assert "no-such-generation" in ready["problem"]
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_base_that_is_deleted_is_told_and_where_it_lay_is_not(
    sample_kb: Path, tmp_path: Path
) -> None:
    kb = tmp_path / "kb"
    shutil.copytree(sample_kb, kb)
    with service(kb) as running, httpx.Client(base_url=running.url, timeout=HANGS) as client:
        served, away = kb / "generations", kb / "away"
        served.rename(away)
        eventually(lambda: client.get("/readyz").status_code == 503)
        assert "gone from the disk" in client.get("/readyz").json()["detail"]
        for worker in running.workers():
            os.kill(worker, signal.SIGKILL)
        answer = eventually(
            lambda: [
                answer
                for answer in [client.get("/sparql", params={"query": "ASK {}"})]
                if answer.status_code == 503 and "log" in answer.json()["detail"]
            ]
        )[0]
        assert str(tmp_path) not in answer.text
        told = {"knowledge base gone", "knowledge base cannot be read"}
        eventually(lambda: told <= {line["event"] for line in list(running.log)})
        away.rename(served)
        eventually(lambda: client.get("/readyz").status_code == 200)
