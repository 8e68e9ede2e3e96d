"""The process that evaluates SPARQL for the service: within its memory, until it is killed.

It reads jobs from standard input and answers each on standard output. Whatever goes wrong in
it, from a query that never ends to one that exhausts its memory, goes wrong in it alone.
"""

import csv
import io
import json
import os
import resource
import signal
import struct
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, Store, Triple
from pyoxigraph import parse_query_results as parse_results

from talkgraph.errors import KnowledgeBaseDamaged, QueryInvalid
from talkgraph.graph.sparql.ask import Answer, GraphChoice, ask, check_syntax
from talkgraph.graph.sparql.search import EMPTY_FUNCTIONS, Expanded, functions
from talkgraph.graph.store import keeps_union
from talkgraph.graph.write.terms import media_formats, written
from talkgraph.http.sparql.table import Bounds, first_rows

_LENGTHS: Final = struct.Struct(">IQ")
_STORES: Final = 2
_SPARE_SECONDS: Final = 5
# A worker that has grown by this share of its memory is replaced by a fresh one.
_GROWN: Final = 0.25
_SHORTEST_ROW: Final = 2


def pack(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a frame, as jobs and answers are sent: the lengths, a head in JSON, a body."""
    text = json.dumps(head).encode()
    return b"".join((_LENGTHS.pack(len(text), len(body)), text, body))


def unpack(read: Callable[[int], bytes]) -> tuple[Mapping[str, Any], bytes]:
    """Return the head and body of the next frame, or raise `EOFError`.

    `read` returns exactly as many bytes as it is asked for, or raises `EOFError`.
    """
    lengths = _LENGTHS.unpack(read(_LENGTHS.size))
    head: Mapping[str, Any] = json.loads(read(lengths[0]))
    return head, read(lengths[1])


class _OverLimit(Exception):
    """The answer has too many rows or bytes."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class _Bounded(io.BytesIO):
    """Takes so many bytes, and no more."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - a buffer
        self._left -= len(data)
        if self._left < 0:
            raise _OverLimit("too_large")
        return super().write(data)


class Worker:
    """Evaluates one job after another; keeps the stores of the last two generations open."""

    def __init__(self, memory: int) -> None:
        """Start with no store open; a job may use so many bytes of memory."""
        self._stores: OrderedDict[str, tuple[Store, bool]] = OrderedDict()
        self._memory = memory
        self._size = confine(memory)

    @property
    def grown(self) -> bool:
        """Tell whether jobs have left this process so large that the next might suffer."""
        return self._size is not None and _size() - self._size > self._memory * _GROWN

    def answer(self, job: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Return the head and the body of the answer to a job."""
        try:
            if job["kind"] == "check":
                check_syntax(job["sparql"], EMPTY_FUNCTIONS)
                return {"status": "ok"}, b""
            if job["kind"] == "open":
                self._open(job["folder"])
                return {"status": "ok"}, b""
            return self._query(job, body)
        except QueryInvalid as error:
            return {"status": "invalid", "detail": str(error)}, b""
        except KnowledgeBaseDamaged as error:
            return {"status": "damaged", "detail": str(error)}, b""
        except _OverLimit as error:
            return {"status": error.status}, b""
        except MemoryError:
            return {"status": "memory", "retire": True}, b""

    def _query(self, job: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        store, keeps = self._open(job["folder"])
        similarities = json.loads(body) if body else {}
        answer = ask(
            store,
            job["sparql"],
            place=job["folder"],
            union=not keeps,
            graphs=None if job["graphs"] is None else GraphChoice(**job["graphs"]),
            functions=functions(Expanded(sparql="", similarities=similarities)),
        )
        try:
            if job["kind"] == "table":
                return {"status": "ok"}, _table(answer, job)
            return _whole(answer, job)
        except (OSError, RuntimeError) as error:
            raise QueryInvalid(f"the query cannot be evaluated: {error}") from error

    def _open(self, folder: str) -> tuple[Store, bool]:
        if folder not in self._stores:
            # What the store itself needs is not the query's to use up.
            release()
            try:
                store = Store.read_only(folder)
                self._stores[folder] = (store, keeps_union(store))
            except (OSError, RuntimeError) as error:
                raise KnowledgeBaseDamaged(f"{folder}: cannot be read ({error})") from error
            finally:
                self._size = confine(self._memory)
            while len(self._stores) > _STORES:
                self._stores.popitem(last=False)
        self._stores.move_to_end(folder)
        return self._stores[folder]


def _table(answer: Answer, job: Mapping[str, Any]) -> bytes:
    bounds = Bounds(rows=job["rows"], cell=job["cell"], size=job["bytes"])
    content = first_rows(answer, bounds)
    if content is None:
        raise _OverLimit("too_large")
    return content


def _whole(answer: Answer, job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    graph = isinstance(answer, QueryTriples)
    media_type = job["graph_type"] if graph else job["rows_type"]
    if media_type is None:
        return {"status": "not_acceptable", "graph": graph}, b""
    return {"status": "ok", "graph": graph}, _written(answer, media_type, job["rows"], job["bytes"])


def _written(answer: Answer, media_type: str, most_rows: int, most_bytes: int) -> bytes:
    """Return an answer as text; raises `_OverLimit` rather than leave something out."""
    rows, rdf = media_formats(media_type)
    if isinstance(answer, QueryTriples):
        if rdf is None:
            raise QueryInvalid(f"a CONSTRUCT or DESCRIBE query has no {media_type} answer")
        triples: dict[Triple, None] = {}
        for triple in answer:
            triples[triple] = None
            if len(triples) > most_rows:
                raise _OverLimit("too_many_rows")
        content = written(triples, rdf)
        if len(content) > most_bytes:
            raise _OverLimit("too_large")
        return content
    if rows is None:
        raise QueryInvalid(f"a SELECT or ASK query has no {media_type} answer")
    out = _Bounded(most_bytes)
    answer.serialize(out, format=rows)
    content = out.getvalue()
    long_enough = len(content) > most_rows * _SHORTEST_ROW
    if isinstance(answer, QuerySolutions) and long_enough and _count(content, rows) > most_rows:
        raise _OverLimit("too_many_rows")
    return content


def _count(content: bytes, form: QueryResultsFormat) -> int:
    """Return how many rows an answer has; counted afterwards, because most have few."""
    if form == QueryResultsFormat.CSV:
        return sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""))) - 1
    if form == QueryResultsFormat.TSV:
        return content.count(b"\n") - 1
    found = parse_results(content, format=form)
    return sum(1 for _ in found) if isinstance(found, QuerySolutions) else 1


def _size() -> int:
    """Return the size of this process's address space in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


def confine(memory: int) -> int | None:
    """Bound what this process takes from now on; return its size, or `None` if unknown."""
    try:
        size = _size()
    except OSError:  # a system without /proc
        return None
    resource.setrlimit(resource.RLIMIT_AS, (size + memory, resource.RLIM_INFINITY))
    return size


def release() -> None:
    """Take the bound away again."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _read(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def main() -> None:
    """Work until standard input ends."""
    memory = int(sys.argv[1])
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    # Should the service die, and the query go on: the alarm ends this process.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    worker = Worker(memory)
    answers.write(pack({"status": "ready"}))
    answers.flush()
    while True:
        try:
            job, body = unpack(lambda count: _read(jobs, count))
        except EOFError:
            return
        signal.alarm(int(job["seconds"]) + _SPARE_SECONDS)
        head, content = worker.answer(job, body)
        if worker.grown:
            head["retire"] = True
        answers.write(pack(head, content))
        answers.flush()
        signal.alarm(0)


if __name__ == "__main__":
    main()
