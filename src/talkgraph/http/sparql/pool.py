"""The worker processes that evaluate SPARQL, and what happens when a query goes over a limit.

There is one process more than queries are worked on at a time, so that the query after a killed
one finds a worker that is ready.
"""

import os
import select
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, Any, Final

from talkgraph.http.library import MEBIBYTE, ServiceSettings
from talkgraph.http.observe import LOGGER, Metrics, log
from talkgraph.http.problems import Problem
from talkgraph.http.sparql.worker import pack, unpack

_SPARE: Final = 1
_START_SECONDS: Final = 30.0
_CHUNK: Final = 1 << 20
_SIGSEGV: Final = -11
Reply = tuple[Mapping[str, Any], bytes]


class _TimedOut(Exception):
    """A worker did not answer in time."""


class _Process:
    """One worker process, and the pipes to it."""

    def __init__(self, memory: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "talkgraph.http.sparql.worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the service, which ends its workers itself
        )
        self._input, self._output = _pipe(self._process.stdin), _pipe(self._process.stdout)
        self.number = self._process.pid

    def wait_until_ready(self, folder: str | None) -> None:
        """Wait for the first word of the process and let it open a graph.

        Raises `EOFError`, `OSError` or `_TimedOut`.
        """
        deadline = time.monotonic() + _START_SECONDS
        self._read_frame(deadline)
        if folder is not None:
            job = {"kind": "open", "folder": folder, "seconds": _START_SECONDS}
            self.ask(job, b"", deadline)

    def ask(self, job: Mapping[str, Any], body: bytes, deadline: float) -> Reply:
        """Give a job and return the answer; raises `EOFError`, `OSError` or `_TimedOut`."""
        self._input.write(pack(job, body))
        self._input.flush()
        return self._read_frame(deadline)

    def _read_frame(self, deadline: float) -> Reply:
        return unpack(lambda count: self._read(count, deadline))

    def _read(self, count: int, deadline: float) -> bytes:
        parts, left = [], count
        descriptor = self._output.fileno()
        poll = select.poll()
        poll.register(descriptor, select.POLLIN | select.POLLHUP)
        while left:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise _TimedOut
            part = os.read(descriptor, min(left, _CHUNK))
            if not part:
                raise EOFError
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def kill(self) -> int:
        """End the process now and return its exit status (a signal's number, negative)."""
        self._process.kill()
        status = self._process.wait()
        for pipe in (self._input, self._output):
            with suppress(OSError):
                pipe.close()
        return status

    def exit_status(self) -> int:
        """Return the status of a process that has ended, or is ended now."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1.0)
        return self.kill()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise OSError("no pipe to a worker")
    return stream


class WorkerPool:
    """Gives each query a turn and a process. Safe to use from several threads."""

    def __init__(self, settings: ServiceSettings, metrics: Metrics) -> None:
        """Start nothing yet; the first turn, or `start`, does."""
        self._settings = settings
        self._metrics = metrics
        self._changed = threading.Condition()
        self._idle: deque[_Process] = deque()
        self._folder: str | None = None
        self._started = False
        self._closed = False
        self._busy = 0
        self._waiting = 0

    def start(self, folder: str | None = None) -> None:
        """Start the processes, without waiting for them; they open the graph in a folder."""
        with self._changed:
            self._folder = folder or self._folder
            if self._started or self._closed:
                return
            self._started = True
        for _ in range(self._settings.workers + _SPARE):
            self._add_later()

    def close(self) -> None:
        """End all processes."""
        with self._changed:
            self._closed = True
            idle, self._idle = list(self._idle), deque()
            self._changed.notify_all()
        for process in idle:
            process.kill()

    @property
    def ready(self) -> bool:
        """Tell whether a process waits for a query, or works on one."""
        with self._changed:
            return bool(self._idle) or self._busy > 0

    @contextmanager
    def turn(self, folder: str | None = None) -> Iterator["Turn"]:
        """Wait for a turn; processes that start meanwhile open the graph in that folder.

        Raises `Problem`: 429 where too many wait already, 503 where the wait is too long.
        """
        self.start(folder)
        self._enter()
        try:
            yield Turn(self, self._settings)
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def _enter(self) -> None:
        deadline = time.monotonic() + self._settings.patience
        with self._changed:
            full = self._busy >= self._settings.workers
            if full and self._waiting >= self._settings.queue:
                raise Problem(
                    429,
                    f"{self._busy} queries are being answered and {self._waiting} wait; "
                    "try again in a moment",
                    headers={"Retry-After": "1"},
                )
            self._waiting += 1
            self._metrics.queries_waiting.set(self._waiting)
            try:
                while self._busy >= self._settings.workers:
                    if not self._changed.wait(deadline - time.monotonic()):
                        raise _busy()
                self._busy += 1
            finally:
                self._waiting -= 1
                self._metrics.queries_waiting.set(self._waiting)

    # ── processes ────────────────────────────────────────────────────────────────────────────

    def take(self) -> _Process:
        """Return a process that is ready, waiting for one if need be."""
        deadline = time.monotonic() + self._settings.patience
        with self._changed:
            while not self._idle:
                if self._closed or not self._changed.wait(deadline - time.monotonic()):
                    raise _busy()
            return self._idle.pop()

    def give_back(self, process: _Process) -> None:
        """Take a process back that can go on."""
        with self._changed:
            if not self._closed:
                self._idle.append(process)
                self._changed.notify_all()
                return
        process.kill()

    def replace(self, process: _Process, reason: str) -> None:
        """End a process, and start another in its place."""
        self._metrics.workers_killed.labels(reason).inc()
        log("worker replaced", worker=process.number, reason=reason)
        process.kill()
        self._add_later()

    def _add_later(self) -> None:
        threading.Thread(target=self._add, name="talkgraph-worker-start", daemon=True).start()

    def _add(self) -> None:
        delay = 0.1
        while not self._closed:
            process = _Process(self._settings.memory)
            try:
                process.wait_until_ready(self._folder)
            except (EOFError, OSError, _TimedOut):
                status = process.kill()
                LOGGER.error(
                    "worker did not start", extra={"fields": {"exit": status, "again": delay}}
                )
                time.sleep(delay)
                delay = min(delay * 2, 10.0)
                continue
            self.give_back(process)
            return


class Turn:
    """The right to have one query worked on; `ask` may be called several times."""

    def __init__(self, pool: WorkerPool, settings: ServiceSettings) -> None:
        """Begin the query's time."""
        self._pool = pool
        self._settings = settings
        self._deadline = time.monotonic() + settings.timeout

    def ask(self, job: Mapping[str, Any], body: bytes = b"") -> Reply:
        """Have a job done and return the answer's head and body.

        Raises `Problem`: 504 when the time is up, 503 when the memory was not enough, 400 when
        the query is nested too deeply for the parser.
        """
        seconds = max(0.0, self._deadline - time.monotonic())
        for attempt in (1, 2):
            process = self._pool.take()
            try:
                reply = process.ask({**job, "seconds": seconds}, body, self._deadline)
            except _TimedOut:
                self._pool.replace(process, "time")
                raise self._too_slow() from None
            except BrokenPipeError:  # it had died while it waited; another may do
                self._pool.replace(process, "lost")
                if attempt == 2:
                    raise _busy() from None
                continue
            except EOFError:
                status = process.exit_status()
                nested = status == _SIGSEGV
                self._pool.replace(process, "stack" if nested else "memory")
                raise (_too_deep() if nested else self._too_much_memory()) from None
            except BaseException:
                self._pool.replace(process, "abandoned")
                raise
            if reply[0]["status"] == "memory":
                self._pool.replace(process, "memory")
                raise self._too_much_memory()
            if reply[0].get("retire"):
                self._pool.replace(process, "grown")
            else:
                self._pool.give_back(process)
            return reply
        raise _busy()

    def check(self) -> None:
        """Raise `Problem` (504) if the time is up."""
        if time.monotonic() > self._deadline:
            raise self._too_slow()

    def _too_slow(self) -> Problem:
        return Problem(
            504,
            f"the query was stopped after {self._settings.timeout:g} seconds; ask for less "
            "(LIMIT, fewer unconnected patterns)",
        )

    def _too_much_memory(self) -> Problem:
        return Problem(
            503,
            f"the query was stopped because it needed more than "
            f"{self._settings.memory // MEBIBYTE} MiB of memory; ask for less",
        )


def _busy() -> Problem:
    return Problem(
        503, "no worker is free; try again in a few seconds", headers={"Retry-After": "2"}
    )


def _too_deep() -> Problem:
    return Problem(400, "the query is nested too deeply")
