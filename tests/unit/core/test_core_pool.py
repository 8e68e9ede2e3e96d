"""The pool of worker processes: turns, limits, and what becomes of a worker that fails.

The workers are real processes that speak the protocol and do what a job tells them.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from waiting import HANGS, eventually

from talkgraph.http.limits import ServiceSettings
from talkgraph.http.observe import Metrics
from talkgraph.http.problems import Problem
from talkgraph.http.sparql.pool import Client, Turn, WorkerPool

WORKER = """
import json, os, signal, struct, sys, time
read, out = sys.stdin.buffer.read, sys.stdout.buffer
opened = []
def put(head, body=b""):
    text = json.dumps(head).encode()
    out.write(struct.pack(">IQ", len(text), len(body)) + text + body)
    out.flush()
put({"status": "ready"})
while len(lengths := read(12)) == 12:
    head, body = struct.unpack(">IQ", lengths)
    job, body = json.loads(read(head)), read(body)
    do = job.get("do")
    if job.get("kind") == "open":
        opened.append(job["folder"])
    elif do == "exit":
        os._exit(3)
    elif do == "overflow":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif do == "never":
        time.sleep(60)
    elif do == "half":
        out.write(struct.pack(">IQ", 90, 0) + b"{")
        out.flush()
        time.sleep(60)
    elif do == "large":
        put({"status": "ok"}, b"x" * 3_000_000)
        continue
    put({"status": job.get("status", "ok"), "retire": job.get("retire", False),
         "pid": os.getpid(), "opened": opened, "job": job}, body[::-1])
"""
BROKEN = "import sys; sys.exit(7)"


POOLS: list[WorkerPool] = []


class Spawned:
    """Starts the script in place of the real worker, and keeps what was asked for."""

    def __init__(self, broken: int = 0) -> None:
        self.calls: list[tuple[list[str], dict[str, Any]]] = []
        self.processes: list[subprocess.Popen[bytes]] = []
        self._real = subprocess.Popen
        self._broken = broken

    def __call__(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401
        self.calls.append((command, options))
        script = BROKEN if len(self.calls) <= self._broken else WORKER
        process = self._real([sys.executable, "-ISE", "-c", script], **options)
        self.processes.append(process)
        return process


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spawned]:
    found = Spawned()
    monkeypatch.setattr(subprocess, "Popen", found)
    others = {*threading.enumerate()}  # such as those of services that other tests use
    yield found
    while POOLS:  # of a test that fails, too
        POOLS.pop().close()
    for thread in threading.enumerate():  # those that start a worker for a pool that is closed
        if thread.name == "talkgraph-workers" and thread not in others:
            thread.join(HANGS)
    for process in found.processes:
        process.kill()
        process.wait()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def pool_of(metrics: Metrics, folder: str | None = None, **settings: Any) -> WorkerPool:  # noqa: ANN401
    limits = {"timeout": HANGS, "workers": 1, "queue": 0, "patience": HANGS, **settings}
    pool = WorkerPool(ServiceSettings(**limits), metrics)
    POOLS.append(pool)
    pool.start(folder)
    return pool


def killed(metrics: Metrics) -> dict[str, float]:
    (family,) = metrics.workers_killed.collect()
    return {
        sample.labels["reason"]: sample.value
        for sample in family.samples
        if sample.name.endswith("_total")
    }


def has_ended(number: int, spawned: Spawned) -> bool:
    process = next(one for one in spawned.processes if one.pid == number)
    return process.poll() is not None


def test_a_turn_asks_a_process_and_gives_it_back(spawned: Spawned, metrics: Metrics) -> None:
    pool = pool_of(metrics, memory=12345)
    with pool.turn() as turn:
        head, body = turn.ask({"a": 1}, b"abc")
        again, _ = turn.ask({"a": 2})
    assert head["job"].keys() == {"a", "seconds"}
    assert HANGS / 2 < again["job"]["seconds"] <= head["job"]["seconds"] <= HANGS
    assert body == b"cba"
    assert again["pid"] == head["pid"]
    assert killed(metrics) == {}
    command, options = spawned.calls[0]
    assert command == [sys.executable, "-P", "-m", "talkgraph.http.sparql.worker", "12345"]
    assert options == {
        "stdin": options["stdout"],
        "stdout": options["stdin"],
        "stderr": subprocess.DEVNULL,
        "pass_fds": (),
        "start_new_session": True,
    }
    pool.close()


def test_an_answer_may_be_larger_than_a_pipe(spawned: Spawned, metrics: Metrics) -> None:
    pool = pool_of(metrics)
    with pool.turn() as turn:
        assert turn.ask({"do": "large"})[1] == b"x" * 3_000_000
    pool.close()


def test_one_process_more_than_turns_each_with_the_graph_open(
    spawned: Spawned, metrics: Metrics
) -> None:
    pool = pool_of(metrics, "kb/graph", workers=2)
    with pool.turn(), pool.turn():
        taken = [pool.take() for _ in range(3)]
    assert len(spawned.calls) == 3
    for process in taken:
        head, _ = process.ask({"a": 1}, b"", time.monotonic() + HANGS)
        assert head["opened"] == ["kb/graph"]
        assert head["pid"] == process.number
    pool.start("kb/other")
    assert len(spawned.calls) == 3
    pool.replace(taken[0], "grown")
    taken[0] = pool.take()
    head, _ = taken[0].ask({"a": 1}, b"", time.monotonic() + HANGS)
    assert head["opened"] == ["kb/other"]
    pool.close()
    for process in taken:
        process.kill()


def test_without_a_graph_nothing_is_opened(spawned: Spawned, metrics: Metrics) -> None:
    pool = pool_of(metrics)
    with pool.turn() as turn:
        assert turn.ask({})[0]["opened"] == []
    pool.close()


def expect(
    pool: WorkerPool, job: dict[str, Any], status: int, detail: str, spawned: Spawned
) -> None:
    """Ask for a job that fails, and see that its process is gone and another takes its place."""
    idle = [pool.take(), pool.take()]
    victim = idle[0].number
    for process in reversed(idle):  # the last one given back is taken first
        pool.give_back(process)
    with pool.turn() as turn, pytest.raises(Problem, match=detail) as caught:
        turn.ask(job)
    assert caught.value.status == status
    assert has_ended(victim, spawned)
    taken = [pool.take(), pool.take()]
    assert victim not in [process.number for process in taken]
    for process in taken:
        pool.give_back(process)


@pytest.mark.parametrize("do", ["never", "half"])
def test_a_query_that_is_too_slow_is_killed(do: str, spawned: Spawned, metrics: Metrics) -> None:
    pool = pool_of(metrics, timeout=0.5)
    said = "the query was stopped after 0.5 seconds; ask for less .LIMIT, fewer unconnected"
    expect(pool, {"do": do}, 504, said, spawned)
    assert killed(metrics) == {"time": 1}
    pool.close()


@pytest.mark.parametrize(
    ("job", "status", "said", "reason"),
    [
        ({"do": "exit"}, 503, "it needed more than 3 MiB of memory; ask for less", "memory"),
        ({"status": "memory"}, 503, "it needed more than 3 MiB of memory; ask for less", "memory"),
        ({"do": "overflow"}, 400, "the query is nested too deeply", "stack"),
    ],
)
def test_a_query_that_ends_its_worker(
    job: dict[str, Any], status: int, said: str, reason: str, spawned: Spawned, metrics: Metrics
) -> None:
    pool = pool_of(metrics, memory=3 * 1024 * 1024 + 5)
    expect(pool, job, status, said, spawned)
    assert killed(metrics) == {reason: 1}
    pool.close()


def test_a_worker_that_has_grown_answers_and_is_replaced(
    spawned: Spawned, metrics: Metrics
) -> None:
    pool = pool_of(metrics)
    with pool.turn() as turn:
        head, _ = turn.ask({"retire": True})
        assert turn.ask({})[0]["pid"] != head["pid"]
    assert has_ended(head["pid"], spawned)
    assert killed(metrics) == {"grown": 1}
    pool.close()


def test_a_worker_of_an_abandoned_query_is_replaced(spawned: Spawned, metrics: Metrics) -> None:
    pool = pool_of(metrics)
    with pool.turn() as turn:
        victim = turn.ask({})[0]["pid"]
        with pytest.raises(TypeError):
            turn.ask({"no JSON": object()})
    assert has_ended(victim, spawned)
    assert killed(metrics) == {"abandoned": 1}
    pool.close()


def end(process: Any) -> None:  # noqa: ANN401 - a worker
    os.kill(process.number, signal.SIGKILL)
    os.waitid(os.P_PID, process.number, os.WEXITED | os.WNOWAIT)


@pytest.mark.parametrize("dead", [1, 2])
def test_workers_that_died_while_they_waited_are_passed_over(
    dead: int, spawned: Spawned, metrics: Metrics
) -> None:
    pool = pool_of(metrics)
    taken = [pool.take(), pool.take()]
    for process in taken[:dead]:
        end(process)
    for process in reversed(taken):  # the last one given back is taken first
        pool.give_back(process)
    with pool.turn() as turn:
        number = turn.ask({})[0]["pid"]
    assert number not in [process.number for process in taken[:dead]]
    assert (number == taken[1].number) == (dead == 1)
    assert killed(metrics) == {"lost": dead}
    pool.close()


def waiting(metrics: Metrics) -> float:
    (family,) = metrics.queries_waiting.collect()
    return family.samples[0].value


def test_more_than_may_wait_are_turned_away(spawned: Spawned, metrics: Metrics) -> None:
    pool = pool_of(metrics, patience=0.05)
    with pool.turn():
        with pytest.raises(Problem) as caught, pool.turn():
            raise AssertionError
        assert (caught.value.status, caught.value.headers) == (429, {"Retry-After": "1"})
        said = "1 queries are being answered and 0 wait; try again in a moment"
        assert caught.value.detail == said
    with pool.turn():
        assert waiting(metrics) == 0
    pool.close()


def test_who_waits_too_long_is_turned_away(spawned: Spawned, metrics: Metrics) -> None:
    pool = pool_of(metrics, patience=0.05, queue=1)
    with pool.turn():
        with pytest.raises(Problem, match="no worker is free") as caught, pool.turn():
            raise AssertionError
        assert caught.value.status == 503
        assert waiting(metrics) == 0
        with pytest.raises(Problem, match="no worker is free"), pool.turn():
            raise AssertionError
    pool.close()


def test_a_turn_that_ends_as_the_wait_does(
    spawned: Spawned, metrics: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = pool_of(metrics, queue=1)
    first = pool.turn()
    first.__enter__()
    here, wait = threading.get_ident(), threading.Condition.wait

    def end(condition: threading.Condition, timeout: float | None = None) -> bool:
        if threading.get_ident() != here:
            return wait(condition, timeout)
        first.__exit__(None, None, None)
        return False

    monkeypatch.setattr(threading.Condition, "wait", end)
    with pool.turn():
        assert waiting(metrics) == 0
    pool.close()


def test_who_waits_comes_in_when_a_turn_ends(spawned: Spawned, metrics: Metrics) -> None:
    pool = pool_of(metrics, queue=1)
    entered = threading.Event()

    def wait() -> None:
        with pool.turn():
            entered.set()

    with pool.turn():
        thread = threading.Thread(target=wait)
        thread.start()
        eventually(lambda: waiting(metrics))
        with pytest.raises(Problem) as caught, pool.turn():
            raise AssertionError
        assert caught.value.detail.startswith("1 queries are being answered and 1 wait;")
        assert not entered.is_set()
    assert entered.wait(HANGS)
    thread.join()
    assert waiting(metrics) == 0
    pool.close()


def test_as_many_turns_at_a_time_as_workers(spawned: Spawned, metrics: Metrics) -> None:
    pool = pool_of(metrics, workers=2)
    with pool.turn(), pool.turn():
        with pytest.raises(Problem) as caught, pool.turn():
            raise AssertionError
        assert caught.value.detail.startswith("2 queries are being answered")
    pool.close()


def test_a_pool_is_ready_while_a_process_waits_or_works(spawned: Spawned, metrics: Metrics) -> None:
    pool = WorkerPool(ServiceSettings(workers=1, patience=HANGS), metrics)
    assert not pool.ready
    pool.start()
    taken = [pool.take(), pool.take()]
    assert not pool.ready
    pool.give_back(taken[0])
    assert pool.ready
    pool.take()
    with pool.turn():
        assert pool.ready
    assert not pool.ready
    pool.close()
    for process in taken:
        process.kill()


def test_a_closed_pool_ends_its_processes_and_takes_no_more(
    spawned: Spawned, metrics: Metrics
) -> None:
    pool = pool_of(metrics, patience=0.05)
    eventually(lambda: pool.ready)
    busy = pool.take()
    pool.close()
    pool.give_back(busy)
    assert has_ended(busy.number, spawned)
    with pytest.raises(Problem, match="no worker is free"):
        pool.take()
    pool.start()
    assert len(spawned.calls) == 2


def test_time_is_up_for_everything_in_a_turn(metrics: Metrics) -> None:
    pool = WorkerPool(ServiceSettings(), metrics)
    Turn(pool, ServiceSettings(timeout=60.0), Client()).check()
    with pytest.raises(Problem, match="stopped after -1 seconds") as caught:
        Turn(pool, ServiceSettings(timeout=-1.0), Client()).check()
    assert caught.value.status == 504


def test_a_worker_that_does_not_start_is_tried_again_later_and_later(
    monkeypatch: pytest.MonkeyPatch, metrics: Metrics
) -> None:
    found = Spawned(broken=9)
    monkeypatch.setattr(subprocess, "Popen", found)
    waited: list[float] = []
    monkeypatch.setattr(WorkerPool, "_rest", lambda _, seconds: waited.append(seconds))
    pool = WorkerPool(ServiceSettings(workers=0, patience=HANGS), metrics)  # one spare process
    pool.start()
    process = pool.take()
    assert waited == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0])
    assert process.number == found.processes[-1].pid
    assert all(one.poll() is not None for one in found.processes[:-1])
    pool.give_back(process)
    pool.close()
    assert found.processes[-1].poll() is not None
