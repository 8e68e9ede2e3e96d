"""The worker processes that evaluate SPARQL, and what happens when a query goes over a limit.

There is one process more than queries have been worked on at a time, so that the next query, or
the one after a killed one, finds a worker that is ready. They may be more than there are cores: a
query that never ends then takes a share of a core from the others, and no place that they wait
for. As many threads keep their number: each starts one process at a time, so that one that hangs,
or fails again and again, keeps no other from being replaced.

Why not a library: `pebble.ProcessPool` (5.2), tried in this place, ends a query of one second
after four, because it asks the process to end before it kills it; counts the time from when a
process begins, not from when the query came; is broken for good once a process dies that has
nothing to do; and unpickles in the service what a process says that strangers' queries run in.
"""

import math
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakSet

from talkgraph.http.limits import MEBIBYTE, ServiceSettings
from talkgraph.http.observe import Metrics, log, log_error
from talkgraph.http.problems import GONE, Problem
from talkgraph.http.sparql.worker import LEAVE_OFF, pack, unpack

_COMMAND: Final = (sys.executable, "-P", "-m", "talkgraph.http.sparql.worker")
_SPARE: Final = 1
_NICENESS: Final = 5
_ATTEMPTS: Final = 2
_START_SECONDS: Final = 30.0
_FIRST_DELAY: Final = 0.1
_LONGEST_DELAY: Final = 10.0
_CHUNK: Final = 1 << 20
_GLANCE: Final = 0.1  # seconds after which a wait looks whether it is for nobody
_LEAVING: Final = 0.2  # seconds in which a process that works for nobody may leave off
_SIGSEGV: Final = -11
_SIGKILL: Final = -9
Reply = tuple[Mapping[str, Any], bytes]


class _Process:
    """One worker process, and the socket to it; any wait for it has a deadline."""

    def __init__(self, memory: int, orders: "Orders | None") -> None:
        """Start the process; raises `OSError`."""
        self._socket, theirs = socket.socketpair()
        told = () if orders is None else (str(orders.file), str(orders.seconds))
        try:
            self._process = subprocess.Popen(
                [*_COMMAND, str(memory), *told],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
                pass_fds=() if orders is None else (orders.file,),
                start_new_session=True,  # Ctrl-C is for the service, which ends its workers itself
            )
        except BaseException:
            self._socket.close()
            raise
        finally:
            theirs.close()
        self.number = self._process.pid
        self.leaving = math.inf  # when it has to have left off
        with suppress(OSError):  # the service goes first where the machine is short of time
            own = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, self.number, own + _NICENESS)

    @property
    def lives(self) -> bool:
        """Tell whether the process has not ended."""
        return self._process.poll() is None

    def wait_until_ready(self, folder: str | None) -> None:
        """Wait for the first word of the process and let it open a graph; raises as `ask`."""
        deadline = time.monotonic() + _START_SECONDS
        self._read_frame(deadline)
        if folder is not None:
            job = {"kind": "open", "folder": folder, "seconds": _START_SECONDS}
            self.ask(job, b"", deadline)

    def ask(self, job: Mapping[str, Any], body: bytes, deadline: float) -> Reply:
        """Give a job and return the answer.

        Raises `ConnectionError` where the process had ended before it got the job, `EOFError`
        where it ended at it, and `TimeoutError`.
        """
        self._wait_at_most_until(deadline)
        self._socket.sendall(pack(job, body))
        return self._read_frame(deadline)

    def _read_frame(self, deadline: float) -> Reply:
        return unpack(lambda count: self._read(count, deadline))

    def _read(self, count: int, deadline: float) -> bytes:
        parts, left = [], count
        while left:
            self._wait_at_most_until(min(deadline, time.monotonic() + _GLANCE))
            try:
                part = self._socket.recv(min(left, _CHUNK))
            except TimeoutError:
                if (now := time.monotonic()) > deadline:
                    raise
                if now > self.leaving:
                    self.interrupt()
                continue
            except ConnectionError:
                raise EOFError from None
            if not part:
                raise EOFError
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def _wait_at_most_until(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)

    def leave_off(self) -> None:
        """Have the process leave off, or end it soon; whoever waits for its answer is told."""
        self.leaving = time.monotonic() + _LEAVING
        self._process.send_signal(LEAVE_OFF)

    def interrupt(self) -> None:
        """End the process; whoever waits for its answer is told that there is none."""
        self._process.kill()

    def kill(self) -> int:
        """End the process now and return its exit status (a signal's number, negative)."""
        self._process.kill()
        self._socket.close()
        return self._process.wait()

    def exit_status(self) -> int:
        """Return the status of a process that has ended, or is ended now."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1.0)
        return self.kill()


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """The order to stop: a `file` that can be read from once it has come to the service.

    The worker processes end a service that is still there so many `seconds` later.
    """

    file: int
    seconds: float


class Client:
    """Who waits for an answer, and may leave before it is there. Safe to use from threads.

    `name` tells clients apart that share the workers; without one it is nobody in particular.
    """

    def __init__(self, name: str = "") -> None:
        """Begin to wait."""
        self.name = name
        self._lock = threading.Lock()
        self._then: Callable[[], None] | None = None
        self.gone = False

    def leave(self) -> None:
        """Wait no longer: what is done for this client ends."""
        with self._lock:  # while it is held, nobody begins to work for another
            self.gone = True
            if self._then is not None:
                self._then()

    @contextmanager
    def else_(self, then: Callable[[], None]) -> Iterator[None]:
        """Have something called if the client leaves meanwhile, or has left."""
        with self._lock:
            self._then, gone = then, self.gone
        if gone:
            then()
        try:
            yield
        finally:
            with self._lock:
                self._then = None


class WorkerPool:
    """Gives each query a turn and a process. Safe to use from several threads."""

    def __init__(self, settings: ServiceSettings, metrics: Metrics) -> None:
        """Start nothing yet; the first turn, or `start`, does."""
        self.orders: Orders | None = None
        self._settings = settings
        self._metrics = metrics
        self._changed = threading.Condition()
        self._idle: deque[_Process] = deque()
        self._starting: list[_Process] = []
        self._all: WeakSet[_Process] = WeakSet()
        self._folder: str | None = None
        self._started = False
        self._closed = False
        self._processes = self._missing = min(1, settings.workers) + _SPARE
        self._busy: Counter[str] = Counter()
        self._line: list[Client] = []  # those who wait for a turn, and below: for a process
        self._takers: list[Client] = []
        self._last_ready = time.monotonic()

    def start(self, folder: str | None = None) -> None:
        """Start the processes, without waiting for them; they open the graph in a folder."""
        with self._changed:
            self._folder = folder or self._folder
            if self._started or self._closed:
                return
            self._started = True
            self._last_ready = time.monotonic()
        for _ in range(self._settings.workers + _SPARE):
            threading.Thread(target=self._keep, name="talkgraph-workers", daemon=True).start()

    def close(self) -> None:
        """End all processes."""
        with self._changed:
            self._closed = True
            ending = [*self._idle, *self._starting]
            self._idle.clear()
            self._changed.notify_all()
        for process in ending:
            process.kill()

    def cut(self) -> None:
        """End all processes, also those at work, whoever waits for them; waits for nobody."""
        for process in tuple(self._all):
            process.interrupt()

    @property
    def ready(self) -> bool:
        """Tell whether a process waits for a query, or works on one."""
        with self._changed:
            return bool(self._idle) or self._busy.total() > 0

    def unready_for(self) -> float:
        """Return for how many seconds no process has been ready, or worked, though one should."""
        with self._changed:
            if self._idle or self._busy.total() or not self._started:
                return 0.0
            return time.monotonic() - self._last_ready

    @contextmanager
    def turn(self, folder: str | None = None, client: Client | None = None) -> Iterator["Turn"]:
        """Wait for a turn; processes that start meanwhile open the graph in that folder.

        Raises `Problem`: 429 where too many wait already, 503 where the wait is too long, 499
        where the client has left.
        """
        waiting = client or Client()
        self.start(folder)
        self._enter(waiting)
        try:
            yield Turn(self, self._settings, waiting)
        finally:
            with self._changed:
                _less(self._busy, waiting.name)
                self._changed.notify_all()

    def _enter(self, client: Client) -> None:
        with client.else_(self._look_again), self._changed:
            if not self._may_enter(client) and self._no_more_wait(client.name):
                raise Problem(
                    429,
                    f"{self._busy.total()} queries are being answered and "
                    f"{len(self._line)} wait; try again in a moment",
                    headers={"Retry-After": "1"},
                )
            self._line.append(client)
            self._metrics.queries_waiting.set(len(self._line))
            try:
                free = self._changed.wait_for(
                    lambda: client.gone or self._may_enter(client), self._settings.patience
                )
                if client.gone:
                    raise gone()
                if not free:
                    raise _busy()
                self._busy[client.name] += 1
                self._grow()
            finally:
                self._line.remove(client)
                self._metrics.queries_waiting.set(len(self._line))
                self._changed.notify_all()

    def _may_enter(self, client: Client) -> bool:
        """Tell whether it is a client's turn: the first in the line who may have one."""
        if self._is_full(client.name):
            return False
        return next((each for each in self._line if not self._is_full(each.name)), client) is client

    def _grow(self) -> None:
        """Have one more process started where all that there are have work."""
        if self._processes < self._busy.total() + _SPARE:
            self._processes += 1
            self._missing += 1
            self._changed.notify_all()

    def _is_full(self, name: str) -> bool:
        """Tell whether a client has no turn; one that has a name leaves half of all to others."""
        workers = self._settings.workers
        return self._busy.total() >= workers or bool(
            name and self._busy[name] >= max(1, workers // 2)
        )

    def _no_more_wait(self, name: str) -> bool:
        queue = self._settings.queue
        of_one = sum(each.name == name for each in self._line)
        return len(self._line) >= queue or bool(name and of_one >= queue // 2)

    def _look_again(self) -> None:
        with self._changed:
            self._changed.notify_all()

    # ── processes ────────────────────────────────────────────────────────────────────────────

    def take(self, until: float = math.inf, client: Client | None = None) -> _Process:
        """Return a process that is ready, the first to whoever came first.

        Raises `Problem`: 503 if there is none in time, 499 if the client has left meanwhile.
        """
        deadline = min(until, time.monotonic() + self._settings.patience)
        waiting = client or Client()
        while True:
            with waiting.else_(self._look_again):
                process = self._next_idle(deadline, waiting)
            if process.lives:
                return process
            self.replace(process, "lost")

    def _next_idle(self, deadline: float, client: Client) -> _Process:
        with self._changed:
            self._takers.append(client)
            try:
                self._changed.wait_for(
                    lambda: (
                        (self._idle and self._takers[0] is client) or client.gone or self._closed
                    ),
                    deadline - time.monotonic(),
                )
                if client.gone:
                    raise gone()
                if not self._idle or self._takers[0] is not client:
                    raise _busy()
                self._last_ready = time.monotonic()
                return self._idle.pop()
            finally:
                self._takers.remove(client)
                self._changed.notify_all()

    def give_back(self, process: _Process) -> None:
        """Take a process back that can go on."""
        process.leaving = math.inf
        with self._changed:
            if not self._closed:
                self._idle.append(process)
                self._changed.notify_all()
                return
        process.kill()

    def replace(self, process: _Process, reason: str) -> None:
        """End a process, and have another started in its place."""
        with self._changed:
            self._missing += 1
            self._changed.notify_all()
        self._metrics.workers_killed.labels(reason).inc()
        log("worker replaced", worker=process.number, reason=reason)
        process.kill()

    def _keep(self) -> None:
        """Start a process that is missing, until the pool is closed; wait longer if it fails."""
        delay = _FIRST_DELAY
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._missing)
                if self._closed:
                    return
                self._missing -= 1
                folder = self._folder
            process = self._start(folder)
            if process is not None:
                self.give_back(process)
                delay = _FIRST_DELAY
                continue
            with self._changed:
                self._missing += 1
            self._rest(delay)
            delay = min(delay * 2, _LONGEST_DELAY)

    def _rest(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed, seconds)

    def _start(self, folder: str | None) -> _Process | None:
        """Return a new process that is ready, or nothing where it does not get there."""
        try:
            process = _Process(self._settings.memory, self.orders)
        except Exception:  # whatever it is, the next attempt may be spared
            log_error("worker cannot be started")
            return None
        with self._changed:
            self._all.add(process)
            self._starting.append(process)
        try:
            process.wait_until_ready(folder)
        except Exception:
            exit_status = process.kill()
            if not self._closed:
                log_error("worker did not start", exit=exit_status)
            return None
        finally:
            with self._changed:
                self._starting.remove(process)
        return process


class Turn:
    """The right to have one query worked on; `ask` may be called several times."""

    def __init__(self, pool: WorkerPool, settings: ServiceSettings, client: Client) -> None:
        """Begin the query's time."""
        self._pool = pool
        self._client = client
        self._settings = settings
        self._deadline = time.monotonic() + settings.timeout

    @property
    def seconds_left(self) -> float:
        """How much of the query's time is left."""
        return max(0.0, self._deadline - time.monotonic())

    def ask(self, job: Mapping[str, Any], body: bytes = b"") -> Reply:
        """Have a job done and return the answer's head and body.

        Raises `Problem`: 504 when the time is up, 503 when the memory was not enough, 400 when
        the query is nested too deeply for the parser, 499 when the client has left.
        """
        for left in reversed(range(_ATTEMPTS)):
            process = self._pool.take(self._deadline, self._client)
            seconds = self._deadline - time.monotonic()
            if seconds <= 0:  # the time went by with waiting for a process, which did nothing wrong
                self._pool.give_back(process)
                raise self._too_slow()
            try:
                with self._client.else_(process.leave_off):
                    reply = process.ask({**job, "seconds": seconds}, body, self._deadline)
            except ConnectionError:  # it had died while it waited; another is asked
                self._pool.replace(process, "lost")
                self._refuse_gone()
                continue
            except TimeoutError:
                self._pool.replace(process, "time")
                raise self._too_slow() from None
            except EOFError:
                # What kills a process may have meant any: the system, short of memory, or a person.
                if left and process.exit_status() == _SIGKILL and not self._client.gone:
                    self._pool.replace(process, "lost")
                    continue
                raise self._ended(process) from None
            except BaseException:
                self._pool.replace(process, "abandoned")
                raise
            self._put_back(process, reply)
            if reply[0]["status"] == "abandoned":
                self._refuse_gone()
                continue
            return reply
        raise _busy()

    def _put_back(self, process: _Process, reply: Reply) -> None:
        """Have a process go on that has answered, or replace it where it has grown too large."""
        if reply[0]["status"] == "memory":
            self._pool.replace(process, "memory")
            raise self._too_much_memory()
        if reply[0].get("retire"):
            self._pool.replace(process, "grown")
        else:
            self._pool.give_back(process)

    def _ended(self, process: _Process) -> Problem:
        """Replace a process that has ended at a job, and return why it did."""
        nested = process.exit_status() == _SIGSEGV
        reason = "abandoned" if self._client.gone else "stack" if nested else "memory"
        self._pool.replace(process, reason)
        self._refuse_gone()
        return _too_deep() if nested else self._too_much_memory()

    def _refuse_gone(self) -> None:
        if self._client.gone:
            raise gone()

    def check(self) -> None:
        """Raise `Problem` if the time is up (504), or the client has left (499)."""
        self._refuse_gone()
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


def _less(counts: Counter[str], name: str) -> None:
    counts[name] -= 1
    if not counts[name]:
        del counts[name]


def _busy() -> Problem:
    return Problem(
        503, "no worker is free; try again in a few seconds", headers={"Retry-After": "2"}
    )


def gone() -> Problem:
    """Return what becomes of a request whose client has left; it stands in the log alone."""
    return Problem(GONE, "whoever asked is gone")


def _too_deep() -> Problem:
    return Problem(400, "the query is nested too deeply")
