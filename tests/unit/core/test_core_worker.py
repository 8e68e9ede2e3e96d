"""What a worker does with a job, within its limits, and how it is ended if nobody ends it."""

import io
import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.graph.store import OxigraphStore
from talkgraph.http.sparql import worker
from talkgraph.http.sparql.worker import Worker, pack, unpack

MEMORY = 400 * os.sysconf("SC_PAGE_SIZE")
JSON = "application/sparql-results+json"
CSV, TSV = "text/csv", "text/tab-separated-values"
NTRIPLES = "application/n-triples"
STATM = Path("/proc/self/statm")


class Limits:
    """Keeps what the process would be limited to, and says how large it is."""

    def __init__(self) -> None:
        self.pages: int | None = 1000
        self.set: list[tuple[int, tuple[int, int]]] = []

    def statm(self) -> str:
        if self.pages is None:
            raise FileNotFoundError
        return f"{self.pages} 5 5 5 0 5 0"


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> Limits:
    found = Limits()
    monkeypatch.setattr(resource, "setrlimit", lambda kind, pair: found.set.append((kind, pair)))
    read = Path.read_text
    monkeypatch.setattr(
        Path,
        "read_text",
        lambda path, **how: found.statm() if path == STATM else read(path, **how),
    )
    return found


def store(folder: Path, *texts: str) -> str:
    """Write a store with one named graph, in which a node has some names."""
    written = Store(str(folder))
    iri = NamedNode("https://example.org/n")
    for text in texts:
        written.add(Quad(iri, NamedNode("https://schema.org/name"), Literal(text), iri))
    written.flush()
    return str(folder)


def job(folder: str, sparql: str, **more: object) -> dict[str, Any]:
    return {
        "kind": "query",
        "folder": folder,
        "sparql": sparql,
        "graphs": None,
        "rows_type": JSON,
        "graph_type": NTRIPLES,
        "rows": 100,
        "bytes": 10_000,
        "packed": False,
        "file": "",
        **more,
    }


NAMES = "SELECT ?name { ?n schema:name ?name } ORDER BY ?name"
GRAPH = "CONSTRUCT { ?n schema:name ?name } WHERE { ?n schema:name ?name }"


def asked(worker: Worker, of: dict[str, Any], body: bytes = b"") -> tuple[dict[str, Any], bytes]:
    return worker.answer(of, body)


# ── frames ───────────────────────────────────────────────────────────────────────────────────


def test_a_frame() -> None:
    frame = pack({"a": 1}, b"body")
    assert frame == b"\0\0\0\x08" + b"\0" * 7 + b"\x04" + b'{"a": 1}body'
    assert unpack(io.BytesIO(frame).read) == ({"a": 1}, b"body")
    assert pack({}) == b"\0\0\0\x02" + b"\0" * 8 + b"{}"


# ── answers ──────────────────────────────────────────────────────────────────────────────────


def test_rows_and_triples_in_their_formats(tmp_path: Path) -> None:
    folder = store(tmp_path, "b", "a")
    some = Worker(MEMORY)
    head, body = asked(some, job(folder, NAMES))
    assert head == {"status": "ok", "graph": False}
    assert [row["name"]["value"] for row in json.loads(body)["results"]["bindings"]] == ["a", "b"]
    assert asked(some, job(folder, NAMES, rows_type=CSV))[1] == b"name\r\na\r\nb\r\n"
    assert asked(some, job(folder, NAMES, rows_type=TSV))[1] == b'?name\n"a"\n"b"\n'
    head, body = asked(some, job(folder, GRAPH))
    assert head == {"status": "ok", "graph": True}
    assert body.count(b"<https://schema.org/name>") == 2
    assert json.loads(asked(some, job(folder, "ASK { ?n schema:name 'a' }"))[1])["boolean"] is True


def test_a_format_that_the_answer_has_not(tmp_path: Path) -> None:
    folder = store(tmp_path, "a")
    some = Worker(MEMORY)
    assert asked(some, job(folder, NAMES, rows_type=None)) == (
        {"status": "not_acceptable", "graph": False},
        b"",
    )
    assert asked(some, job(folder, GRAPH, graph_type=None)) == (
        {"status": "not_acceptable", "graph": True},
        b"",
    )
    for query, kind in ((NAMES, "rows_type"), (GRAPH, "graph_type")):
        head, _ = asked(some, job(folder, query, **{kind: "x/y"}))
        assert head == {"status": "not_acceptable", "graph": query == GRAPH}


@pytest.mark.parametrize("form", [JSON, CSV, TSV])
def test_so_many_rows_and_no_more(tmp_path: Path, form: str) -> None:
    folder = store(tmp_path, "a", "b\nb", "c")
    some = Worker(MEMORY)
    head, _ = asked(some, job(folder, NAMES, rows_type=form, rows=3))
    assert head["status"] == "ok"
    head, body = asked(some, job(folder, NAMES, rows_type=form, rows=2))
    assert (head, body) == ({"status": "too_many_rows"}, b"")


def test_so_many_triples_each_once(tmp_path: Path) -> None:
    folder = store(tmp_path, "a", "b", "c")
    some = Worker(MEMORY)
    twice = "CONSTRUCT { ?n schema:name ?x } WHERE { ?n schema:name ?x . ?m schema:name ?y }"
    assert asked(some, job(folder, twice, rows=3))[0]["status"] == "ok"
    assert asked(some, job(folder, twice, rows=2)) == ({"status": "too_many_rows"}, b"")


@pytest.mark.parametrize("query", [NAMES, GRAPH])
def test_so_many_bytes_and_no_more(tmp_path: Path, query: str) -> None:
    folder = store(tmp_path, "a", "b")
    some = Worker(MEMORY)
    size = len(asked(some, job(folder, query))[1])
    assert asked(some, job(folder, query, bytes=size))[0]["status"] == "ok"
    assert asked(some, job(folder, query, bytes=size - 1)) == ({"status": "too_large"}, b"")


def test_which_graphs_are_asked(tmp_path: Path) -> None:
    folder = store(tmp_path, "a")
    some = Worker(MEMORY)

    def count(**graphs: list[str]) -> int:
        found = asked(some, job(folder, NAMES, graphs=graphs))[1]
        return len(json.loads(found)["results"]["bindings"])

    assert count(default=["https://example.org/n"], named=[]) == 1
    assert count(default=["https://example.org/other"], named=[]) == 0
    assert count(default=[], named=["https://example.org/n"]) == 0


def test_what_is_wrong_with_a_query_is_told(tmp_path: Path) -> None:
    some = Worker(MEMORY)
    head, body = asked(some, job(store(tmp_path), "SELECT"))
    assert (head["status"], body) == ("invalid", b"")
    assert head["detail"]
    assert asked(some, {"kind": "plan", "sparql": NAMES}) == ({"status": "ok"}, b"")
    search = "SERVICE tg:search { ?s tg:matches [ tg:query 'rope' ] }"
    assert asked(some, {"kind": "plan", "sparql": f"SELECT * {{ {search} }}"})[1]
    head, _ = asked(some, {"kind": "plan", "sparql": f"SELECT * {{ {search} "})
    assert head["status"] == "invalid"


def test_a_large_answer_is_laid_into_a_file_that_was_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LARGEST_IN_FRAME", 5)
    folder, file = store(tmp_path, "a"), tmp_path / "answer"
    some = Worker(MEMORY)
    wanted = job(folder, NAMES, rows_type=CSV, file=str(file))
    head, body = asked(some, wanted)
    assert (head["status"], head["size"], body) == ("ok", len(b"name\r\na\r\n"), b"")
    assert file.read_bytes() == b"name\r\na\r\n"
    head, body = asked(some, wanted)  # which is another's now
    assert (head["status"], body) == ("no_room", b"")
    head, _ = asked(some, {**wanted, "file": str(tmp_path / "none" / "answer")})
    assert head == {"status": "no_room", "detail": "No such file or directory"}


def test_a_folder_that_holds_no_graph(tmp_path: Path) -> None:
    head, body = asked(Worker(MEMORY), {"kind": "open", "folder": str(tmp_path / "none")})
    assert (head["status"], body) == ("damaged", b"")
    assert head["detail"].startswith(f"{tmp_path / 'none'}: the graph cannot be read (")


def test_a_graph_that_was_damaged_is_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store(tmp_path, "a")
    some = Worker(MEMORY)
    assert asked(some, job(folder, NAMES))[0]["status"] == "ok"
    with monkeypatch.context() as patched:

        def fail(*_: object) -> None:
            raise KnowledgeBaseDamaged("damaged")

        patched.setattr(OxigraphStore, "answer", fail)
        head, _ = asked(some, job(folder, NAMES))
    assert head == {"status": "damaged", "detail": "damaged"}
    shutil.rmtree(tmp_path)
    _, body = asked(some, job(store(tmp_path, "b"), NAMES, rows_type=CSV))
    assert body == b"name\r\nb\r\n"


def test_out_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(worker, "plan", fail)
    found = Worker(MEMORY).answer({"kind": "plan", "sparql": NAMES}, b"")
    assert found == ({"status": "memory", "retire": True}, b"")


def test_the_stores_of_the_last_two_generations_stay_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [store(tmp_path / name, name) for name in "abc"]
    opened: list[str] = []

    def counted(folder: Path) -> OxigraphStore:
        opened.append(folder.name)
        return OxigraphStore.open(folder)

    monkeypatch.setattr(worker, "open_graph", counted)
    some = Worker(MEMORY)

    def use(place: int) -> None:
        assert asked(some, {"kind": "open", "folder": folders[place]}) == ({"status": "ok"}, b"")
        name = json.loads(asked(some, job(folders[place], NAMES))[1])["results"]["bindings"]
        assert name[0]["name"]["value"] == "abc"[place]

    for place in (0, 1, 0, 2, 0, 2):
        use(place)
    assert opened == ["a", "b", "c"]
    use(1)
    use(2)
    assert opened == ["a", "b", "c", "b"]
    use(0)
    assert opened == ["a", "b", "c", "b", "a"]


# ── memory ───────────────────────────────────────────────────────────────────────────────────

PAGE = os.sysconf("SC_PAGE_SIZE")
FREE = (resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def bound(pages: int) -> tuple[int, tuple[int, int]]:
    return (resource.RLIMIT_AS, (pages * PAGE + MEMORY, resource.RLIM_INFINITY))


def test_a_job_may_use_so_much_beyond_what_is_there(tmp_path: Path, limits: Limits) -> None:
    some = Worker(MEMORY)
    assert limits.set == [bound(1000)]
    limits.pages = 1200
    assert some.grown
    asked(some, {"kind": "open", "folder": store(tmp_path, "a")})
    assert limits.set == [bound(1000), FREE, bound(1200)]  # what the store needs is not the job's
    assert not some.grown
    asked(some, {"kind": "open", "folder": str(tmp_path / "none")})
    assert limits.set[3:] == [FREE, bound(1200)]


def test_a_quarter_more_is_grown(limits: Limits) -> None:
    some = Worker(MEMORY)
    limits.pages = 1100
    assert not some.grown
    limits.pages = 1101
    assert some.grown


def test_where_sizes_are_unknown_nothing_is_bound(limits: Limits) -> None:
    limits.pages = None
    some = Worker(MEMORY)
    assert not some.grown
    assert limits.set == []


# ── the process ──────────────────────────────────────────────────────────────────────────────


class Piped:
    def __init__(self, buffer: object) -> None:
        self.buffer = buffer


class Answers:
    """Standard output: what was written, in the order of the other events."""

    def __init__(self, events: list[object]) -> None:
        self._events = events
        self._held = b""

    def write(self, data: bytes) -> None:
        self._held += data

    def flush(self) -> None:
        self._events.append(unpack(io.BytesIO(self._held).read))
        self._held = b""


def worked(
    monkeypatch: pytest.MonkeyPatch, jobs: list[Mapping[str, object]], rest: bytes = b""
) -> list[object]:
    events: list[object] = []
    frames = b"".join(pack(one, b"{}") for one in jobs) + rest
    monkeypatch.setattr(sys, "argv", ["worker", str(MEMORY)])
    monkeypatch.setattr(sys, "stdin", Piped(io.BytesIO(frames)))
    monkeypatch.setattr(worker, "_own_output", lambda: Answers(events))
    monkeypatch.setattr(signal, "alarm", lambda seconds: events.append(("alarm", seconds)))
    monkeypatch.setattr(signal, "signal", lambda *pair: events.append(pair))
    worker.main()
    # A word to leave off is heard while a job is worked on, and at no other time.
    heard = [each[1] for each in events if isinstance(each, tuple) and each[0] == worker.LEAVE_OFF]
    assert heard == [signal.SIG_IGN, *[worker._leave_off, signal.SIG_IGN] * len(jobs)]
    return [
        each for each in events if not (isinstance(each, tuple) and each[0] == worker.LEAVE_OFF)
    ]


def test_an_alarm_ends_a_query_that_nobody_waits_for(
    monkeypatch: pytest.MonkeyPatch, limits: Limits
) -> None:
    check = {"kind": "plan", "sparql": NAMES}
    found = worked(monkeypatch, [{**check, "seconds": 2.9}, {**check, "seconds": 0}], b"\0\0")
    ok = ({"status": "ok"}, b"")
    assert found == [
        (signal.SIGALRM, signal.SIG_DFL),
        (signal.SIGINT, signal.SIG_IGN),
        ({"status": "ready"}, b""),
        ("alarm", 7),
        ok,
        ("alarm", 0),
        ("alarm", 5),
        ok,
        ("alarm", 0),
    ]
    assert limits.set == [(resource.RLIMIT_CORE, (0, 0)), bound(1000)]


def test_a_worker_that_has_grown_says_so(monkeypatch: pytest.MonkeyPatch, limits: Limits) -> None:
    real = Worker.answer

    def growing(*arguments: Any) -> tuple[dict[str, Any], bytes]:  # noqa: ANN401
        limits.pages = 1101
        return real(*arguments)

    monkeypatch.setattr(Worker, "answer", growing)
    found = worked(monkeypatch, [{"kind": "plan", "sparql": NAMES, "seconds": 1}])
    assert found[4] == ({"status": "ok", "retire": True}, b"")


def test_half_a_frame_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pack({"kind": "plan", "sparql": NAMES, "seconds": 1}, b"body")
    for length in (1, 11, 13, len(frame) - 1):
        assert len(worked(monkeypatch, [], frame[:length])) == 3
