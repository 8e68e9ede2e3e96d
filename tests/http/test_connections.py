"""Connections that say too little, too slowly, or do not read: they end, and hinder nobody."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import httpx
import pytest
from service_process import Service, service
from waiting import HANGS, eventually

from talkgraph.http.guards import connections
from talkgraph.http.guards.connections import Phase
from talkgraph.http.limits import ServiceSettings

HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
LARGE = "SELECT * { ?a ?b ?c . ?a ?d ?e . ?a ?f ?g } LIMIT 60000"


@pytest.fixture(scope="module")
def strict(sample_kb: Path) -> Iterator[Service]:
    """Serve with little patience, and for few connections at a time."""
    patience = {"HEAD": "0.5", "BODY": "0.5", "READER": "1"}
    names = {f"TALKGRAPH_SERVE_{name}_SECONDS": seconds for name, seconds in patience.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name, seconds in names.items():
            patch.setenv(name, seconds)
        with service(sample_kb, "--connections", "12") as running:
            yield running


def connected(running: Service) -> socket.socket:
    port = int(running.url.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=HANGS)


def read_all(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(1 << 16):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def test_a_silent_connection_is_closed(strict: Service) -> None:
    with closing(connected(strict)) as silent:
        assert read_all(silent) == b""


def test_half_a_head_is_answered_so(strict: Service) -> None:
    with closing(connected(strict)) as half:
        half.sendall(HEAD)
        assert read_all(half).startswith(b"HTTP/1.1 408 ")


def test_a_head_that_trickles_in_has_no_more_time(strict: Service) -> None:
    with closing(connected(strict)) as slow:
        begun = time.monotonic()
        try:
            for letter in HEAD * 100:
                slow.sendall(bytes([letter]))
                time.sleep(0.05)
        except ConnectionError:
            pass
        else:
            pytest.fail("the connection was never closed")
        assert time.monotonic() - begun < HANGS


def test_half_a_body_ends_and_is_no_error_of_the_service(strict: Service) -> None:
    before = len(strict.log)
    with closing(connected(strict)) as half:
        half.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\ncontent-length: 100\r\n"
            b"content-type: application/sparql-query\r\n\r\nASK"
        )
        read_all(half)
    eventually(lambda: [line for line in strict.log[before:] if line.get("status") == 499])
    assert [line for line in strict.log[before:] if line["level"] == "error"] == []


def test_one_that_does_not_read_is_closed_and_holds_no_answer(strict: Service) -> None:
    before = strict.memory()
    slow = []
    for _ in range(4):
        connection = connected(strict)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        request = httpx.Request("GET", f"{strict.url}/sparql", params={"query": LARGE})
        target = request.url.raw_path
        connection.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        slow.append(connection)

    def ended() -> int:
        told = (line for line in strict.log if line["event"] == "connections ended")
        return sum(line.get("reader", 0) for line in told)

    eventually(ended)
    assert strict.memory() - before < 32 << 20
    for connection in slow:
        connection.close()


def test_a_large_answer_is_whole_and_leaves_no_file(strict: Service) -> None:
    with httpx.stream(
        "GET", f"{strict.url}/sparql", params={"query": LARGE, "format": "tsv"}, timeout=HANGS
    ) as answer:
        size = sum(len(part) for part in answer.iter_raw())
        assert (answer.status_code, size) == (200, int(answer.headers["content-length"]))
    plain = httpx.get(
        f"{strict.url}/sparql",
        params={"query": LARGE, "format": "tsv"},
        headers={"accept-encoding": "identity"},
        timeout=HANGS,
    )
    assert len(plain.text.splitlines()) == 60001


def test_the_idlest_makes_room(strict: Service) -> None:
    idle = [connected(strict) for _ in range(30)]
    for _ in range(5):
        assert httpx.get(f"{strict.url}/healthz", timeout=HANGS).status_code == 200
    for connection in idle:
        connection.close()


def test_one_that_asked_stays_longer_than_those_that_never_did(strict: Service) -> None:
    with httpx.Client(base_url=strict.url, timeout=HANGS) as kept:
        kept.get("/healthz").raise_for_status()
        idle = [connected(strict) for _ in range(30)]
        eventually(lambda: [line for line in strict.log if line.get("crowded")])
        before = kept.get("/healthz").extensions["network_stream"].get_extra_info("client_addr")
        after = kept.get("/healthz").extensions["network_stream"].get_extra_info("client_addr")
        assert before == after
    for connection in idle:
        connection.close()


def test_there_are_no_more_connections_than_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_descriptors", lambda: 256)
    few = connections.connection_class(ServiceSettings(workers=2, connections=4000))
    assert 64 <= few.all.most < 256
    monkeypatch.setattr(connections, "_descriptors", lambda: 100)
    assert connections.connection_class(ServiceSettings()).all.most == 8


def test_one_that_reads_a_little_now_and_then_has_ever_less_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, given = 0.0, list[float]()
    kind = connections.connection_class(ServiceSettings(reader_seconds=20))
    connection = kind.__new__(kind)
    connection.loop = Mock(call_later=lambda seconds, _: given.append(seconds))
    connection.phase, connection.since = Phase.ANSWER, now
    connection._clock, connection._patience = None, 20.0
    monkeypatch.setattr(connections, "time", Mock(monotonic=lambda: now))
    for waited in (15.0, 5.0, 1.0):
        connection._begin(Phase.READER)
        now += waited
        connection._begin(Phase.ANSWER)
    connection._begin(Phase.HEAD)
    connection._begin(Phase.READER)
    assert given == [20.0, 7.0, 4.0, 10.0, 20.0]
