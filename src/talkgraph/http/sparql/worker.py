"""The process that evaluates SPARQL for the service: within its memory, until it is killed.

It reads jobs from standard input and answers each on standard output. Whatever goes wrong in
it, from a query that never ends to one that exhausts its memory, goes wrong in it alone.
"""

import gzip
import json
import os
import resource
import select
import signal
import struct
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from talkgraph.errors import AnswerTooLarge, KnowledgeBaseDamaged, NoSuchAnswer, QueryInvalid
from talkgraph.graph.sparql.ask import check_syntax
from talkgraph.graph.sparql.search import EMPTY_FUNCTIONS, Expanded, functions, plan
from talkgraph.graph.store import open_graph
from talkgraph.http.sparql.searches import Replayed, told
from talkgraph.http.sparql.table import Bounds, first_rows
from talkgraph.protocols import AnswerForm, GraphChoice, GraphReader, Question

_SERVICE: Final = os.getppid()
_LENGTHS: Final = struct.Struct(">IQ")
_STORES: Final = 2
_SPARE_SECONDS: Final = 5
_FIRST_TO_GO: Final = "500"  # of a thousand
_PACKED_FROM: Final = 1000
LEAVE_OFF: Final = signal.SIGUSR1
"""The signal to a worker whose answer nobody waits for any longer."""
LARGEST_IN_FRAME: Final = 1 << 18
"""Bytes of an answer that the service takes into its own memory; more lies in a file."""
# A worker that has grown by this share of its memory is replaced by a fresh one.
_GROWN: Final = 0.25
_SMALL_STACK: Final = 1 << 18


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


class Abandoned(BaseException):
    """Nobody waits for the answer any longer."""


class Worker:
    """Evaluates one job after another; keeps the stores of the last two generations open."""

    def __init__(self, memory: int) -> None:
        """Start with no store open; a job may use so many bytes of memory."""
        self._stores: OrderedDict[str, GraphReader] = OrderedDict()
        self._memory = memory
        self._size = confine(memory)

    @property
    def grown(self) -> bool:
        """Tell whether jobs have left this process so large that the next might suffer."""
        return self._size is not None and _size() - self._size > self._memory * _GROWN

    def answer(self, job: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Return the head and the body of the answer to a job."""
        try:
            if job["kind"] == "plan":
                return {"status": "ok"}, _searches(job)
            if job["kind"] == "open":
                self._open(job["folder"])
                return {"status": "ok"}, b""
            return self._query(job, body)
        except NoSuchAnswer as error:
            return {"status": "not_acceptable", "graph": error.is_graph}, b""
        except QueryInvalid as error:
            return {"status": "invalid", "detail": str(error)}, b""
        except KnowledgeBaseDamaged as error:
            # A new build of the same notes has the same folder.
            self._stores.pop(job["folder"], None)
            return {"status": "damaged", "detail": str(error)}, b""
        except AnswerTooLarge as error:
            return {"status": "too_many_rows" if error.of == "rows" else "too_large"}, b""
        except MemoryError:
            return {"status": "memory", "retire": True}, b""

    def _query(self, job: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        store = self._open(job["folder"])
        expanded = _expanded(job, body)
        question = Question(
            sparql=expanded.sparql,
            graphs=_graphs(job),
            functions=functions(expanded),
            base=job.get("base", ""),
        )
        if job["kind"] == "table":
            bounds = Bounds(**job["bounds"])
            return {"status": "ok"}, first_rows(store.rows(question), bounds)
        form = AnswerForm(
            rows=job["rows_type"],
            graph=job["graph_type"],
            most_rows=job["rows"],
            most_bytes=job["bytes"],
        )
        answer = store.answer(question, form)
        head = {"status": "ok", "graph": answer.is_graph}
        return _delivered(head, answer.content, job)

    def _open(self, folder: str) -> GraphReader:
        if folder not in self._stores:
            # What the store itself needs is not the query's to use up.
            release()
            try:
                self._stores[folder] = open_graph(Path(folder))
            finally:
                self._size = confine(self._memory)
            while len(self._stores) > _STORES:
                self._stores.popitem(last=False)
        self._stores.move_to_end(folder)
        return self._stores[folder]


def _searches(job: Mapping[str, Any]) -> bytes:
    """Return what a query searches for, after a look whether it can be read at all."""
    base = job.get("base", "")
    planned = plan(job["sparql"], base, _graphs(job))
    if planned is not None:
        check_syntax(Question(sparql=planned.outline, functions=EMPTY_FUNCTIONS, base=base))
    return told(planned)


def _expanded(job: Mapping[str, Any], answers: bytes) -> Expanded:
    planned = plan(job["sparql"], job.get("base", ""), _graphs(job)) if answers else None
    if planned is None:
        return Expanded(sparql=job["sparql"])
    return planned.answered(Replayed(answers))


def _is_alone() -> bool:
    """Tell whether the service that started this process has ended."""
    return os.getppid() != _SERVICE


def _delivered(
    head: dict[str, Any], content: bytes, job: Mapping[str, Any]
) -> tuple[dict[str, Any], bytes]:
    """Return an answer; what is large is laid into the file that the job names instead."""
    if job["packed"] and len(content) >= _PACKED_FROM:
        content = gzip.compress(content, compresslevel=5, mtime=0)
        head["packed"] = True
    if len(content) <= LARGEST_IN_FRAME:
        return head, content
    if _is_alone():  # and nobody would take the file away
        raise SystemExit
    try:
        descriptor = os.open(job["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        return {"status": "no_room", "detail": error.strerror}, b""
    return {**head, "size": len(content)}, b""


def _graphs(job: Mapping[str, Any]) -> GraphChoice | None:
    chosen = job.get("graphs")
    if chosen is None:
        return None
    return GraphChoice(**{name: tuple(iris) for name, iris in chosen.items()})


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


def _own_output() -> BinaryIO:
    """Return standard output; what else is printed goes where errors go, as it is no answer."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _go_first() -> None:
    """Be the first to be ended where the machine is short of memory."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")


def _end_the_service(told: int, seconds: float) -> None:
    """End the service if it has not ended so long after it was told to.

    It does that itself, unless one of its threads keeps the interpreter from all others.
    """
    waiting = select.poll()
    waiting.register(told, select.POLLIN)
    waiting.poll()
    time.sleep(seconds)
    if not _is_alone():
        os.kill(_SERVICE, signal.SIGKILL)


def _leave_off(*_: object) -> None:
    raise Abandoned


def _answered(worker: Worker, job: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the answer to a job, or that it was left off when `LEAVE_OFF` came."""
    try:
        signal.signal(LEAVE_OFF, _leave_off)
        reply = worker.answer(job, body)
        signal.signal(LEAVE_OFF, signal.SIG_IGN)
    except Abandoned:
        signal.signal(LEAVE_OFF, signal.SIG_IGN)
        return {"status": "abandoned"}, b""
    return reply


def main() -> None:
    """Work until standard input ends."""
    memory = int(sys.argv[1])
    if len(sys.argv) > 2:
        told, seconds = int(sys.argv[2]), float(sys.argv[3])
        threading.stack_size(_SMALL_STACK)
        threading.Thread(target=_end_the_service, args=(told, seconds), daemon=True).start()
        threading.stack_size(0)
    jobs, answers = sys.stdin.buffer, _own_output()
    # Should the service die, and the query go on: the alarm ends this process.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(LEAVE_OFF, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _go_first()
    worker = Worker(memory)
    answers.write(pack({"status": "ready"}))
    answers.flush()
    while True:
        try:
            job, body = unpack(lambda count: _read(jobs, count))
        except EOFError:
            return
        signal.alarm(int(job["seconds"]) + _SPARE_SECONDS)
        head, content = _answered(worker, job, body)
        if worker.grown:
            head["retire"] = True
        answers.write(pack(head, content))
        answers.flush()
        signal.alarm(0)


if __name__ == "__main__":
    main()
