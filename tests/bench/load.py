"""A bounded load on a running service, and the same SPARQL asked of other endpoints.

Run ``PYTHONPATH=tests/support python tests/bench/load.py --kb KB --seconds 60`` in the project's
environment. With ``--oxigraph PROGRAM`` and ``--rdflib-endpoint PROGRAM`` (each from an
environment of its own) the same queries are put to those servers on the same data in the same run.
"""

import argparse
import itertools
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from service_process import Service

from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model.names import PREFIXES

_DECLARED = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
QUERIES = (
    "SELECT ?title ?event ?speaker WHERE { ?talk a tg:Talk ; schema:name ?title ; "
    "tg:event/schema:name ?event ; schema:performer/schema:name ?speaker } "
    "ORDER BY ?title ?speaker",
    "SELECT ?name (COUNT(DISTINCT ?talk) AS ?talks) WHERE { ?talk a tg:Talk ; "
    "schema:performer ?person . ?person schema:name ?name } "
    "GROUP BY ?name ORDER BY DESC(?talks) ?name LIMIT 20",
    "SELECT ?text WHERE { ?post a tg:Post ; schema:text ?text "
    "FILTER(CONTAINS(LCASE(?text), 'incident')) } ORDER BY ?text LIMIT 20",
    "ASK { ?talk a tg:Talk ; schema:startDate ?date }",
)
SEARCHES = ("on-call burnout", "learning from incidents", "psychological safety", "deploy often")
INSIDE = (
    "SELECT ?post ?text ?score WHERE { SERVICE tg:search { ?post tg:matches "
    '[ tg:query "on-call burnout" ; tg:limit 20 ; tg:score ?score ] } ?post schema:text ?text }'
)
_JSON = {"accept": "application/sparql-results+json"}
_OTHER_SECONDS = 8.0
_OTHER_CLIENTS = 4


@dataclass(slots=True)
class Tally:
    """What became of the requests of one kind."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def row(self, kind: str, lasted: float) -> str:
        """Return a line of the table."""
        ordered = sorted(self.seconds) or [0.0]
        p50, p95 = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
        rate = len(self.seconds) / lasted
        figures = f"{len(self.seconds):8d}{len(self.errors):8d}{rate:9.1f}"
        return f"{kind:12s}{figures}{p50 * 1000:9.1f}{p95 * 1000:9.1f}"


HEAD = f"{'kind':12s}{'answers':>8s}{'errors':>8s}{'per s':>9s}{'p50 ms':>9s}{'p95 ms':>9s}"
Request = tuple[str, str, Mapping[str, str]]


def requests(kb: KnowledgeBase) -> list[Request]:
    """Return the mix: as many searches as queries as pages, in turn."""
    talks = [talk.name for talk in kb.talks()][:12]
    searches: list[Request] = [("search", "/api/v1/search", {"q": text}) for text in SEARCHES]
    sparql: list[Request] = [
        ("sparql", "/sparql", {"query": query}) for query in (*QUERIES, INSIDE)
    ]
    pages: list[Request] = [
        ("page", "/", {}),
        *(("page", "/search", {"q": text}) for text in SEARCHES[:2]),
        *(("page", f"/talk/{name}", {}) for name in talks),
    ]
    turns = zip(itertools.cycle(searches), itertools.cycle(sparql), pages, strict=False)
    return [request for turn in turns for request in turn]


def ask(url: str, mix: Sequence[Request], clients: int, seconds: float) -> dict[str, Tally]:
    """Put requests to a server from so many clients for so long; return what became of them."""
    tallies = {kind: Tally() for kind, _, _ in mix}
    lock = threading.Lock()
    end = time.monotonic() + seconds

    def work(first: int) -> None:
        turns = itertools.cycle([*mix[first % len(mix) :], *mix[: first % len(mix)]])
        with httpx.Client(base_url=url, timeout=60) as client:
            while time.monotonic() < end:
                kind, path, parameters = next(turns)
                headers = _JSON if kind == "sparql" else {}
                started = time.perf_counter()
                try:
                    response = client.get(path, params=dict(parameters), headers=headers)
                    wrong = "" if response.status_code == 200 else f"{path} {response.status_code}"
                except httpx.HTTPError as error:
                    wrong = f"{path} {error!r}"
                took = time.perf_counter() - started
                with lock:
                    tallies[kind].seconds.append(took)
                    if wrong:
                        tallies[kind].errors.append(wrong)

    threads = [threading.Thread(target=work, args=(number * 7,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tallies


def report(tallies: Mapping[str, Tally], seconds: float) -> None:
    """Print the table and the first few errors."""
    print(HEAD)  # noqa: T201
    for kind, tally in sorted(tallies.items()):
        print(tally.row(kind, seconds))  # noqa: T201
    for error in [error for tally in tallies.values() for error in tally.errors][:5]:
        print(f"  {error}")  # noqa: T201


# ── other endpoints ──────────────────────────────────────────────────────────────────────────


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def other(command: Sequence[str], port: int, path: str) -> Iterator[str]:
    """Run another endpoint and give its address once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                httpx.get(url + path, params={"query": "ASK {}"}, headers=_JSON, timeout=5)
                break
            except httpx.HTTPError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise RuntimeError(f"{command[0]} does not answer") from None
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def oxigraph(program: str, folder: Path, dump: Path) -> tuple[list[str], int, str]:
    """Load the dump into Oxigraph's own server and return how it is started."""
    place, port = folder / "oxigraph", free_port()
    load = [program, "load", "--location", str(place), "--file", str(dump)]
    subprocess.run(load, check=True, capture_output=True)
    command = [program, "serve-read-only", "--location", str(place), "--union-default-graph"]
    return [*command, "--bind", f"127.0.0.1:{port}"], port, "/query"


def rdflib_endpoint(program: str, _folder: Path, dump: Path) -> tuple[list[str], int, str]:
    """Return how rdflib-endpoint is started on the dump."""
    port = free_port()
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(dump)]
    return command, port, "/"


Starter = Callable[[str, Path, Path], tuple[list[str], int, str]]


def compare(kb: KnowledgeBase, ours: str, others: Mapping[str, tuple[Starter, str]]) -> None:
    """Ask every endpoint the same queries and print each beside ours."""
    queries = [("sparql", _DECLARED + query) for query in QUERIES]

    def figures(url: str, path: str) -> tuple[float, float]:
        mix = [(kind, path, {"query": query}) for kind, query in queries]
        tally = ask(url, mix, _OTHER_CLIENTS, _OTHER_SECONDS)["sparql"]
        if tally.errors:
            print(f"  {len(tally.errors)} errors, such as {tally.errors[0]}")  # noqa: T201
        return statistics.median(tally.seconds), len(tally.seconds) / _OTHER_SECONDS

    own = figures(ours, "/sparql")
    print(f"\nthe same {len(queries)} queries, {_OTHER_CLIENTS} clients, {_OTHER_SECONDS:g} s each")  # noqa: T201
    print(f"{'talkgraph':16s} p50 {own[0] * 1000:7.1f} ms {own[1]:8.1f} per s")  # noqa: T201
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dump = folder / "dump.nt"
        dump.write_bytes(kb.export("nt"))
        for label, (starter, program) in others.items():
            command, port, path = starter(program, folder, dump)
            with other(command, port, path) as url:
                theirs = figures(url, path)
            shown = f"{label:16s} p50 {theirs[0] * 1000:7.1f} ms {theirs[1]:8.1f} per s"
            print(f"{shown}   talkgraph's rate is {own[1] / theirs[1]:.2f} of it")  # noqa: T201


def main() -> int:
    """Run the load; exit with 1 if any request failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kb", type=Path, required=True)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--oxigraph", help="the program `oxigraph`, to compare with")
    parser.add_argument("--rdflib-endpoint", help="the program `rdflib-endpoint`, to compare with")
    asked = parser.parse_args()
    kb = open_knowledge_base(asked.kb)
    mix = requests(kb)
    running = Service(asked.kb, "--queue", "256")
    try:
        ask(running.url, mix, 4, min(10.0, asked.seconds / 4))  # everything loaded, once
        before = running.memory()
        started = time.monotonic()
        tallies = ask(running.url, mix, asked.clients, asked.seconds / 2)
        middle = running.memory()
        for kind, tally in ask(running.url, mix, asked.clients, asked.seconds / 2).items():
            tallies[kind].seconds += tally.seconds
            tallies[kind].errors += tally.errors
        report(tallies, time.monotonic() - started)
        sizes = (f"{size / 2**20:.0f}" for size in (before, middle, running.memory()))
        print("memory MiB, before, halfway, after:", ", ".join(sizes))  # noqa: T201
        others: dict[str, tuple[Starter, str]] = {}
        if asked.oxigraph:
            others["oxigraph serve"] = (oxigraph, asked.oxigraph)
        if asked.rdflib_endpoint:
            others["rdflib-endpoint"] = (rdflib_endpoint, asked.rdflib_endpoint)
        if others:
            compare(kb, running.url, others)
    finally:
        running.stop()
    return 1 if any(tally.errors for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
