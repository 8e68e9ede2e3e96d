"""The service ends when it is told to, whatever its threads do; and tells what they do."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from service_process import Service
from waiting import HANGS, eventually

GRACE = ("--grace", "0.5")
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 40000"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

# Programs that are run before the service, in its process: each makes one thing never return.
OPENING = """
import time, talkgraph.graph.store as store
store.open_graph = lambda folder: time.sleep(1e6)
"""
LOCKED = """
import threading, talkgraph.http.catalog as catalog
held = threading.Lock()
held.acquire()
def hanging(self, asked):
    held.acquire()
catalog.Catalog.narrowed = hanging
"""
BLOCKED = """
import time, talkgraph.http.sparql.pool as pool
def hanging(self):
    time.sleep(1e6)
pool.WorkerPool.unready_for = hanging
"""
# A call of C that does not let other threads have the interpreter meanwhile.
GREEDY = """
import ctypes, talkgraph.http.catalog as catalog
catalog.Catalog.narrowed = lambda self, asked: ctypes.PyDLL(None).sleep(1000000)
"""


@contextmanager
def injured(
    kb: Path, program: str, *options: str, until: str | None = "/readyz"
) -> Iterator[Service]:
    running = Service(kb, *options, after=program, until=until)
    try:
        yield running
    finally:
        running.stop(signal.SIGKILL)


def ask(running: Service, path: str) -> None:
    """Ask for something that may never be answered."""

    def asking() -> None:
        with suppress(httpx.HTTPError):
            httpx.get(f"{running.url}{path}", timeout=HANGS)

    threading.Thread(target=asking, daemon=True).start()


def stacks(running: Service) -> str:
    """Return what all threads do, as the service says when a signal asks it."""
    before = told(running, "stacks")
    running.process.send_signal(signal.SIGUSR1)
    return str(eventually(lambda: told(running, "stacks")[len(before) :]))


def told(running: Service, event: str) -> list[object]:
    return [line for line in list(running.log) if line["event"] == event]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_while_a_store_never_opens(sample_kb: Path, number: int) -> None:
    with injured(sample_kb, OPENING, *GRACE, until="/healthz") as running:
        ask(running, "/talks")
        ready = httpx.get(f"{running.url}/readyz", timeout=HANGS)
        assert ready.status_code == 503
        eventually(lambda: "graph is not open yet" in _detail(running))
        assert "entry.py" in stacks(running)
        assert running.stop(number) == 0
        assert running.log[-1]["event"] == "stopped"
        assert running.other_lines == []


def _detail(running: Service) -> str:
    told: str = httpx.get(f"{running.url}/readyz", timeout=HANGS).json()["detail"]
    return told


def test_while_a_request_waits_for_a_lock(sample_kb: Path) -> None:
    with injured(sample_kb, LOCKED, *GRACE) as running:
        ask(running, "/talks")
        eventually(lambda: "hanging" in stacks(running))
        children = running.workers()
        assert running.stop(signal.SIGTERM) == 0
        assert "hanging" in str(told(running, "threads left behind"))
        assert children
        eventually(lambda: not any(map(_lives, children)))


def _lives(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_at_once_if_it_is_told_twice_from_the_keyboard(sample_kb: Path) -> None:
    with injured(sample_kb, LOCKED, "--grace", str(HANGS)) as running:
        ask(running, "/talks")
        eventually(lambda: "hanging" in stacks(running))
        running.process.send_signal(signal.SIGINT)
        with httpx.Client() as client:
            eventually(lambda: not _answers(client, running))
        assert running.stop(signal.SIGINT) == 0


def _answers(client: httpx.Client, running: Service) -> bool:
    try:
        return client.get(f"{running.url}/healthz", timeout=HANGS).status_code == 200
    except httpx.HTTPError:
        return False


def test_while_the_loop_is_blocked(sample_kb: Path) -> None:
    with injured(sample_kb, BLOCKED, *GRACE) as running:
        ask(running, "/healthz")
        eventually(lambda: "hanging" in stacks(running))
        assert running.stop(signal.SIGTERM) == 0
        assert "talkgraph-service" in str(told(running, "threads left behind"))


def test_while_a_thread_keeps_the_interpreter_to_itself(sample_kb: Path) -> None:
    with injured(sample_kb, GREEDY, *GRACE) as running:
        ask(running, "/talks")
        eventually(lambda: _stands_still(running))
        assert running.stop(signal.SIGTERM) == -signal.SIGKILL


def _stands_still(running: Service) -> bool:
    try:
        httpx.get(f"{running.url}/healthz", timeout=0.5)
    except httpx.TimeoutException:
        return True
    return False


def test_while_workers_do_not_answer_and_a_reader_does_not_read(sample_kb: Path) -> None:
    with injured(sample_kb, "", *GRACE, "--reader-seconds", "600", "--timeout", "600") as running:
        address = urlsplit(running.url)
        with socket.create_connection((address.hostname, address.port)) as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            query = httpx.URL("/sparql", params={"query": LARGE}).raw_path
            reader.sendall(b"GET " + query + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert b"200 OK" in reader.recv(64)
            ask(running, str(httpx.URL("/sparql", params={"query": ENDLESS})))
            eventually(lambda: running.metric("talkgraph_http_requests_in_flight") >= 2)
            children = running.workers()
            for child in children:
                os.kill(child, signal.SIGSTOP)
            assert running.stop(signal.SIGTERM) == 0
            eventually(lambda: not any(map(_lives, children)))
