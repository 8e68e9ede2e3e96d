"""Floods of each kind on a service, while a client that means well asks it the same questions.

Run ``PYTHONPATH=tests/support python tests/bench/floods.py --kb KB`` in the project's environment.
Each flood comes from a process of its own for ``--seconds``. Printed are how often the honest
client was answered, how often not, how long it waited at the median and at the most, and the
memory of the service's own process before, at the most meanwhile, and afterwards. (`make torture`
has each of them for five seconds, and builds while eight clients ask.)
"""

import argparse
import json
import multiprocessing
import random
import secrets
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import httpx
from service_process import Service

ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE: Final = "SELECT * { ?a ?b ?c . ?a ?d ?e . ?a ?f ?g } LIMIT 60000"
GROWING: Final = (
    'CONSTRUCT { <x:s> <x:p> ?x } { BIND(REPLACE(REPLACE("'
    + "A" * 100
    + '","A","'
    + "B" * 1000
    + '"),"B","'
    + "C" * 400
    + '") AS ?x) }'
)
SEARCHING: Final = (
    "SELECT * { SERVICE tg:search { ?s tg:matches ?m . " + "?m tg:query ?q . " * 3200 + "} }"
)
HONEST: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("/sparql", {"query": "SELECT * { ?talk a tg:Talk ; schema:name ?title } LIMIT 20"}),
    ("/api/v1/search", {"q": "learning from incidents"}),
    ("/healthz", {}),
    ("/talks", {}),
)
WIDE: Final = f"SELECT {' '.join(f'?v{number}' for number in range(6000))} {{}}"
MEBIBYTE: Final = 2**20
TOKEN: Final = secrets.token_urlsafe()
Address = tuple[str, int]
Flood = Callable[[Address], None]


def request(path: str, address: Address, *, method: str = "GET", more: str = "") -> bytes:
    """Return the head of a request."""
    return f"{method} {path} HTTP/1.1\r\nHost: {address[0]}\r\n{more}\r\n".encode()


def many_of(asked: Callable[[Address], bytes], *, at_a_time: int, answered: bool) -> Flood:
    """Return a flood of connections that send something, and wait for an answer or for nothing."""

    def flood(address: Address) -> None:
        def work() -> None:
            while True:
                with suppress(OSError), socket.create_connection(address, timeout=30) as each:
                    each.sendall(asked(address))
                    while answered and each.recv(1 << 16):
                        pass
                    if not answered:
                        time.sleep(0.2)

        for _ in range(at_a_time):
            threading.Thread(target=work, daemon=True).start()
        time.sleep(3600)

    return flood


def held(first: Callable[[Address], bytes], count: int) -> Flood:
    """Return a flood of connections that are held open, anew when they are closed."""

    def flood(address: Address) -> None:
        open_ones: list[socket.socket] = []
        while True:
            with suppress(OSError):
                each = socket.create_connection(address, timeout=5)
                each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                each.sendall(first(address))
                open_ones.append(each)
            if len(open_ones) > count:
                open_ones.pop(0).close()
                time.sleep(0.05)

    return flood


def asking(query: str) -> Callable[[Address], bytes]:
    """Return what asks a query by POST and wants the connection closed."""
    body = query.encode()
    more = (
        f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n"
    )
    return lambda address: request("/sparql", address, method="POST", more=more) + body


def getting(path: str, more: str = "Connection: close\r\n") -> Callable[[Address], bytes]:
    """Return what asks for a path."""
    return lambda address: request(path, address, more=more)


def calling(tool: str, **arguments: object) -> Callable[[Address], bytes]:
    """Return what calls a tool by MCP."""
    call = {"method": "tools/call", "params": {"name": tool, "arguments": arguments}}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, **call}).encode()
    more = (
        "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n"
    )
    return lambda address: request("/mcp", address, method="POST", more=more) + body


def chunked(content: bytes) -> Callable[[Address], bytes]:
    """Return what posts content in chunks."""
    more = "Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n"
    return lambda address: request("/sparql", address, method="POST", more=more) + content


def _guess(address: Address) -> bytes:
    return request("/talks", address, more=f"Authorization: Bearer {secrets.token_urlsafe()}\r\n")


def _noise(_: Address) -> bytes:
    return random.randbytes(4000)


FLOODS: Final[dict[str, Flood]] = {
    "nothing at all": lambda _: time.sleep(3600),
    "silent connections": held(lambda _: b"", 400),
    "half a head": held(lambda address: request("/", address)[:-2] + b"X-A: ", 400),
    "half a body": held(lambda a: asking(ENDLESS)(a)[:-5], 400),
    "slow readers": held(getting(f"/sparql?query={quote(LARGE)}", ""), 16),
    "endless queries": many_of(asking(ENDLESS), at_a_time=6, answered=True),
    "queries of those who leave": many_of(asking(ENDLESS), at_a_time=16, answered=False),
    "answers that grow": many_of(asking(GROWING), at_a_time=6, answered=True),
    "pages of such answers": many_of(
        getting(f"/query?query={quote(GROWING)}"), at_a_time=6, answered=True
    ),
    "refused search blocks": many_of(asking(SEARCHING), at_a_time=6, answered=True),
    "60 searches": many_of(
        getting("/search?q=chaos%20engineering%20on%20call"), at_a_time=60, answered=True
    ),
    "60 pages": many_of(getting("/talks"), at_a_time=60, answered=True),
    "short questions": many_of(asking("ASK {}"), at_a_time=60, answered=True),
    "noise": many_of(_noise, at_a_time=20, answered=True),
    "wide tables": many_of(getting(f"/query?query={quote(WIDE)}"), at_a_time=40, answered=True),
    "searches by MCP": many_of(
        calling("search", query="chaos engineering on call", limit=50), at_a_time=40, answered=True
    ),
    "endless queries by MCP": many_of(calling("sparql", query=ENDLESS), at_a_time=6, answered=True),
    "wrong calls by MCP": many_of(
        calling("themes", **{f"name{number}": number for number in range(5000)}),
        at_a_time=20,
        answered=True,
    ),
    "tiny chunks": many_of(chunked(b"1\r\n \r\n" * 40_000), at_a_time=20, answered=True),
    "chunks without end": many_of(
        chunked(b"f000\r\n" + b" " * 1000), at_a_time=100, answered=False
    ),
    "heads of many lines": many_of(
        getting("/healthz", "Connection: close\r\n" + "a:\r\n" * 15_000),
        at_a_time=20,
        answered=True,
    ),
    "long lists in heads": many_of(
        getting("/talks", f"Connection: close\r\nAccept-Encoding: {'a,' * 30_000}\r\n"),
        at_a_time=20,
        answered=True,
    ),
    "many parameters": many_of(getting("/search?" + "a&" * 30_000), at_a_time=20, answered=True),
    "wrong tokens": many_of(_guess, at_a_time=40, answered=False),
    "wrong paths": many_of(getting("/" + "x" * 2000), at_a_time=20, answered=True),
}

GUARDED: Final = frozenset({"wrong tokens"})  # those of a service that wants tokens


class Honest:
    """Clients that ask and count what became of it."""

    def __init__(self, url: str, clients: int = 2) -> None:
        """Begin to ask."""
        self._url = url
        self.seconds: list[float] = []
        self.lost: list[str] = []
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(clients)]
        for thread in self._threads:
            thread.start()

    def _ask(self, number: int) -> None:
        turns = cycle([*HONEST[number % len(HONEST) :], *HONEST[: number % len(HONEST)]])
        headers = {"authorization": f"Bearer {TOKEN}"}
        with httpx.Client(base_url=self._url, headers=headers, timeout=60) as client:
            while not self._ended.wait(0.05):
                path, parameters = next(turns)
                begun = time.perf_counter()
                try:
                    status = client.get(path, params=parameters).status_code
                    if status != 200:
                        self.lost.append(f"{path} {status}")
                except httpx.HTTPError as error:
                    self.lost.append(f"{path} {error!r}")
                self.seconds.append(time.perf_counter() - begun)

    def end(self) -> None:
        """Stop asking."""
        self._ended.set()
        for thread in self._threads:
            thread.join()


def say(*words: str) -> None:
    """Print a line at once."""
    print(*words, flush=True)  # noqa: T201


@contextmanager
def flooding(name: str, address: Address) -> Iterator[None]:
    """Let a flood come for as long as the block lasts."""
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(name, address))
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def _run(name: str, address: Address) -> None:
    FLOODS[name](address)


def tried(running: Service, names: Sequence[str], seconds: float) -> int:
    """Try each flood, print a line of it, and return how many honest requests were lost."""
    target = urlsplit(running.url)
    address = (str(target.hostname), int(target.port or 80))
    columns = ("asked", 7), ("lost", 6), ("p50 ms", 8), ("max ms", 8), ("MiB", 6), ("top", 6)
    say(f"{'flood':28s}", *(f"{word:>{width - 1}s}" for word, width in columns))
    lost = 0
    for name in names:
        top = 0
        with flooding(name, address):
            time.sleep(2)
            honest = Honest(running.url)
            ends = time.monotonic() + seconds
            while time.monotonic() < ends:
                time.sleep(0.2)
                top = max(top, running.memory())
            honest.end()
        time.sleep(3)
        middle, most = statistics.median(honest.seconds), max(honest.seconds)
        say(
            f"{name:28s}{len(honest.seconds):7d}{len(honest.lost):6d}{middle * 1000:8.0f}"
            f"{most * 1000:8.0f}{running.memory() // MEBIBYTE:6d}{top // MEBIBYTE:6d}",
            *sorted(set(honest.lost))[:3],
        )
        lost += len(honest.lost)
    return lost


def main() -> int:
    """Run the floods; exit with 1 if an honest request was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kb", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--only", action="append", choices=sorted(FLOODS))
    asked = parser.parse_args()
    lost = 0
    names = asked.only or list(FLOODS)
    with tempfile.NamedTemporaryFile("w") as tokens:
        tokens.write(f"honest {TOKEN}\n")
        tokens.flush()
        guarded = ("--token-file", tokens.name)
        for options, some in (
            ((), [name for name in names if name not in GUARDED]),
            (guarded, [name for name in names if name in GUARDED]),
        ):
            lost += flooded(asked.kb, options, some, asked.seconds) if some else 0
    return 1 if lost else 0


def flooded(kb: Path, options: Sequence[str], names: Sequence[str], seconds: float) -> int:
    """Try floods on one service, tell its memory, and return how many requests were lost."""
    running = Service(kb, *options)
    headers = {"authorization": f"Bearer {TOKEN}"}
    try:
        for path, parameters in HONEST * 5:
            answer = httpx.get(running.url + path, params=parameters, headers=headers, timeout=60)
            answer.raise_for_status()
        before = running.memory()
        lost = tried(running, names, seconds)
        time.sleep(5)
        after = running.memory()
        say(
            f"memory of the service before {before // MEBIBYTE} MiB, after all "
            f"{after // MEBIBYTE} MiB: {after / before:.2f} times; {len(running.log)} lines of log"
        )
        return lost
    finally:
        running.stop()


if __name__ == "__main__":
    sys.exit(main())
