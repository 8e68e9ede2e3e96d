"""What a request names: a path, a whole address, or more than can be read."""

import socket
from contextlib import closing, suppress

import httpx
import pytest
from service_process import Service
from waiting import HANGS

from talkgraph.http.guards.connections import LONGEST_HEAD


def asked(running: Service, *parts: bytes) -> bytes:
    """Send a request in parts, and return all that is answered."""
    port = int(running.url.rpartition(":")[2])
    with closing(socket.create_connection(("127.0.0.1", port), timeout=HANGS)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(ConnectionError):
            for part in parts:
                connection.sendall(part)
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def head(target: bytes, *lines: bytes) -> bytes:
    return b"\r\n".join([b"GET " + target + b" HTTP/1.1", *lines, b"connection: close", b"", b""])


@pytest.mark.parametrize("length", [LONGEST_HEAD + 400_000, 3_000_000])
@pytest.mark.parametrize("whole", [True, False])
def test_an_address_that_is_too_long_is_told_so(running: Service, length: int, whole: bool) -> None:
    request = head(b"/sparql?query=" + b"a" * length, b"host: 127.0.0.1")
    half = len(request) // 2
    answer = asked(running, request) if whole else asked(running, request[:half], request[half:])
    assert answer.startswith(b"HTTP/1.1 414 URI Too Long\r\n")
    assert b"POST" in answer
    assert httpx.get(f"{running.url}/healthz").status_code == 200


def test_headers_that_are_too_long_are_told_so(running: Service) -> None:
    lines = [b"host: 127.0.0.1", *(b"x-%d: " % n + b"a" * 1000 for n in range(500))]
    assert asked(running, head(b"/healthz", *lines)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    "lines", [[b"a:"] * 15_000, [b"x: a", *[b" b"] * 10_000]], ids=["lines", "folded"]
)
def test_a_head_of_many_lines_is_not_read(running: Service, lines: list[bytes]) -> None:
    """Each line costs the loop as much as a hundred bytes; content may have as many as it likes."""
    first = head(b"/healthz", b"host: 127.0.0.1").replace(b"connection: close\r\n", b"")
    many = head(b"/healthz", b"host: 127.0.0.1", *lines)
    answer = asked(running, first, many)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 431 " in answer
    assert b"100 lines" in answer
    query = b"\n" * 5000 + b"ASK {}"
    post = b"content-type: application/sparql-query", b"content-length: %d" % len(query)
    whole = head(b"/sparql", b"host: 127.0.0.1", *post).replace(b"GET", b"POST") + query
    assert asked(running, whole).startswith(b"HTTP/1.1 200 ")


def test_an_address_of_many_parameters_is_not_read(running: Service) -> None:
    for path in (b"/search?", b"/sparql?", b"/api/v1/search?", b"/mcp?"):
        answer = asked(running, head(path + b"a&" * 20_000, b"host: 127.0.0.1"))
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"500 parameters" in answer


CHUNKED = head(
    b"/sparql",
    b"host: 127.0.0.1",
    b"content-type: application/sparql-query",
    b"transfer-encoding: chunked",
).replace(b"GET", b"POST")


@pytest.mark.parametrize(
    "content",
    [b"1\r\n \r\n" * 30_000 + b"0\r\n\r\n", b"6\r\nASK {}\r\n0\r\n" + b"a:\r\n" * 9000 + b"\r\n"],
    ids=["chunks", "trailers"],
)
def test_content_in_many_pieces_is_not_read(running: Service, content: bytes) -> None:
    answer = asked(running, CHUNKED + content)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_content_may_come_in_chunks(running: Service) -> None:
    content = (
        b"1\r\n \r\n" + b"400\r\n" + b" " * 1024 + b"\r\n"
    ) * 60 + b"6\r\nASK {}\r\n0\r\nx: y\r\n\r\n"
    assert asked(running, CHUNKED + content).startswith(b"HTTP/1.1 200 ")


def test_wrong_content_of_what_is_being_answered_is_no_error_of_the_service(
    running: Service,
) -> None:
    first = head(b"/dump.nq.gz", b"host: 127.0.0.1", b"transfer-encoding: chunked")
    port = int(running.url.rpartition(":")[2])
    with closing(socket.create_connection(("127.0.0.1", port), timeout=HANGS)) as connection:
        connection.sendall(first)
        assert connection.recv(12) == b"HTTP/1.1 200"
        connection.sendall(b"no chunk\r\n")
        with suppress(ConnectionError):
            while connection.recv(1 << 16):
                pass
    assert httpx.get(f"{running.url}/healthz").status_code == 200
    assert not [line for line in running.log if line["level"] == "error"]


def test_content_has_one_length(running: Service) -> None:
    """A request hidden in content is not answered, whoever took which length for the truth."""
    both = (b"content-length: 5", b"transfer-encoding: chunked")
    hidden = head(b"/readyz", b"host: 127.0.0.1")
    asking = head(b"/sparql", b"host: 127.0.0.1", *both).replace(b"GET", b"POST")
    asking = asking.replace(b"connection: close\r\n", b"")
    answer = asked(running, asking + b"0\r\n\r\n" + hidden)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_how_much_of_an_address_is_read_is_no_matter_of_packets(running: Service) -> None:
    request = head(b"/sparql?query=" + b"a" * (LONGEST_HEAD - 1000), b"host: 127.0.0.1")
    pieces = [request[at : at + 5000] for at in range(0, len(request), 5000)]
    first, second = asked(running, request), asked(running, *pieces)
    assert first.startswith(b"HTTP/1.1 400 ")
    assert second.startswith(b"HTTP/1.1 400 ")
    assert b"the query cannot be read" in second


@pytest.mark.parametrize("scheme", [b"http", b"HTTP", b"https"])
def test_a_whole_address_is_read_as_a_path(running: Service, scheme: bytes) -> None:
    host = running.url.partition("//")[2].encode()
    for target, status in (
        (b"/healthz", b"200"),
        (b"/sparql?query=ASK%20%7B%7D", b"200"),
        (b"", b"200"),
        (b"?a=b", b"200"),
        (b"/nowhere", b"404"),
    ):
        answer = asked(running, head(scheme + b"://" + host + target, b"host: elsewhere.example"))
        assert answer.startswith(b"HTTP/1.1 " + status), target


def test_the_name_in_a_whole_address_is_the_one_that_counts(running: Service) -> None:
    target = b"http://elsewhere.example/healthz"
    assert asked(running, head(target, b"host: 127.0.0.1")).startswith(b"HTTP/1.1 421 ")
