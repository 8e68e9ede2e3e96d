"""The workers for SPARQL: there are always as many as there should be, whatever ends them."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from waiting import HANGS, eventually

from talkgraph.http.library import Library, Patience
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.observe import Metrics
from talkgraph.http.problems import GONE, Problem
from talkgraph.http.sparql import pool as pools
from talkgraph.http.sparql.pool import Client, WorkerPool
from talkgraph.http.sparql.room import Room
from talkgraph.http.sparql.worker import LEAVE_OFF

CHECK = {"kind": "plan", "sparql": "ASK {}"}
SETTINGS = ServiceSettings(workers=1, timeout=HANGS)


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(SETTINGS, Metrics())
    yield pool
    pool.close()


def check(pool: WorkerPool, body: bytes = b"") -> str:
    with pool.turn() as turn:
        return str(turn.ask(CHECK, body)[0]["status"])


def idle(pool: WorkerPool) -> list[int]:
    return [process.number for process in pool._idle]


def all_idle(pool: WorkerPool) -> list[int]:
    eventually(lambda: len(idle(pool)) == 2)
    return idle(pool)


def ended(number: int) -> bool:
    return " Z " in Path(f"/proc/{number}/stat").read_text()


def test_what_else_a_worker_prints_is_no_answer(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = """
import os
from talkgraph.http.sparql import worker
worker.plan = lambda *_: (print("stray", flush=True), os.write(1, b"stray"), None)[2]
worker.main()
"""
    monkeypatch.setattr(pools, "_COMMAND", (sys.executable, "-c", script))
    assert (check(pool), check(pool)) == ("ok", "ok")


def test_workers_that_cannot_be_started_are_started_later(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refusals = subprocess.Popen, iter(range(3))

    def refusing(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        if next(refusals, None) is not None:
            raise BlockingIOError("no process is left")
        return real(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", refusing)
    pool.start()
    assert len(set(all_idle(pool))) == 2
    assert check(pool) == "ok"


def test_workers_that_end_at_once_are_started_later(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = subprocess.Popen, iter(range(3))

    def failing(command: list[str], **options: Any) -> Any:  # noqa: ANN401
        failed = next(failures, None) is not None
        return real(["false"] if failed else command, **options)

    monkeypatch.setattr(subprocess, "Popen", failing)
    pool.start()
    assert len(all_idle(pool)) == 2


def test_one_that_hangs_while_it_starts_keeps_no_other_from_being_replaced(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, hanging = subprocess.Popen, iter(range(1))

    def start(command: list[str], **options: Any) -> Any:  # noqa: ANN401
        hangs = next(hanging, None) is not None
        return real(["sleep", str(HANGS)] if hangs else command, **options)

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(pools, "_START_SECONDS", HANGS)
    assert check(pool) == "ok"
    eventually(lambda: len(idle(pool)) == 1)
    [before] = idle(pool)
    os.kill(before, signal.SIGKILL)
    eventually(lambda: ended(before))
    assert check(pool) == "ok"
    eventually(lambda: len(idle(pool)) == 1)
    assert idle(pool) != [before]


def test_workers_that_died_while_they_waited_are_no_ones_fault(pool: WorkerPool) -> None:
    pool.start()
    dead = all_idle(pool)
    for number in dead:
        os.kill(number, signal.SIGKILL)
    eventually(lambda: all(map(ended, dead)))
    assert check(pool) == "ok"
    assert set(all_idle(pool)).isdisjoint(dead)


def test_a_job_whose_worker_is_killed_is_given_to_another_once(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = """
import os, sys
from pathlib import Path
from talkgraph.http.sparql import worker
lives = Path({lives!r})
def plan(*_):
    left = int(lives.read_text())
    lives.write_text(str(left - 1))
    if left > 0:
        os.kill(os.getpid(), 9)
worker.plan = plan
worker.main()
"""
    lives = tmp_path / "lives"
    command = (sys.executable, "-c", script.format(lives=str(lives)))
    monkeypatch.setattr(pools, "_COMMAND", command)
    lives.write_text("1")
    assert check(pool) == "ok"
    lives.write_text("2")
    with pytest.raises(Problem, match="memory"):
        check(pool)


def test_a_worker_that_does_not_listen_is_not_waited_for() -> None:
    settings = ServiceSettings(workers=1, timeout=1.0)
    pool = WorkerPool(settings, Metrics())
    pool.start()
    try:
        before = all_idle(pool)
        for number in before:
            os.kill(number, signal.SIGSTOP)
        with pytest.raises(Problem, match="was stopped after 1 seconds"):
            check(pool, body=bytes(10_000_000))
        eventually(lambda: len(idle(pool)) == 2)
        assert set(idle(pool)) != set(before)
    finally:
        pool.close()


def test_nobody_waits_longer_than_the_query_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talkgraph.http.sparql.pool._COMMAND", ("false",))
    pool = WorkerPool(ServiceSettings(workers=1, timeout=0.2), Metrics())
    with pytest.raises(Problem, match="no worker is free"):
        check(pool)
    assert not pool.ready
    pool.close()


def test_a_generation_that_could_not_be_opened_is_tried_again(
    sample_kb: Path, tmp_path: Path
) -> None:
    kb = tmp_path / "kb"
    kb.mkdir()
    name, digest, *_ = (sample_kb / "CURRENT").read_text().split()
    (kb / "generations").mkdir()
    (kb / "generations" / name).symlink_to(sample_kb / "generations" / name)
    (kb / "CURRENT").write_text(f"{name}\n{digest}\n")
    library = Library(kb, Patience(between_looks=0.01))
    first = library.current()
    following = kb / "generations" / f"{name}x"
    (kb / "CURRENT").write_text(f"{name}x\n{digest}\n")
    eventually(lambda: library.readiness().problem is not None)
    assert library.current() is first
    following.symlink_to(sample_kb / "generations" / name)
    eventually(lambda: library.current() is not first)
    assert library.readiness().problem is None


def test_large_answers_that_nobody_takes_leave_room_for_others(tmp_path: Path) -> None:
    room, file = Room(100, files=10), tmp_path / "answer"
    file.write_bytes(b"")
    ada = Client("192.0.2.1")
    first = room.lay(file, 40, ada)
    with pytest.raises(Problem, match="too many large answers"):
        room.lay(file, 20, ada)
    other = room.lay(file, 60, None)
    with pytest.raises(Problem, match="too many large answers"):
        room.lay(file, 1, Client("192.0.2.2"))
    first.close()
    del first
    with room.lay(file, 40, ada):
        other.close()
    del other
    small = [room.lay(file, 1, None) for _ in range(10)]
    with pytest.raises(Problem, match="too many large answers"):
        room.lay(file, 1, None)
    for each in small:
        each.close()


def test_a_worker_without_a_service_lays_nothing_down(tmp_path: Path) -> None:
    """Nobody would take it away: the service was killed while the query was worked on."""
    laid = tmp_path / "answer"
    program = f"""
import os, sys
from talkgraph.http.sparql import worker
job = {{"packed": False, "file": {str(laid)!r}}}
worker._SERVICE = os.getppid() + int(sys.argv[1])
worker._delivered({{}}, bytes(1 << 20), job)
"""
    for moved, there in (("1", False), ("0", True)):
        subprocess.run([sys.executable, "-c", program, moved], check=True)
        assert laid.exists() is there


def test_there_are_as_many_workers_as_queries_at_a_time_and_one_more() -> None:
    pool = WorkerPool(ServiceSettings(workers=3, timeout=HANGS), Metrics())
    try:
        check(pool)
        assert len(all_idle(pool)) == 2
        with pool.turn(), pool.turn(), pool.turn():
            eventually(lambda: len(idle(pool)) == 4)
    finally:
        pool.close()


def test_one_client_leaves_half_of_the_workers_to_others() -> None:
    settings = ServiceSettings(workers=4, queue=0, timeout=HANGS)
    pool = WorkerPool(settings, Metrics())
    try:
        with pool.turn(client=Client("ada")), pool.turn(client=Client("ada")):
            with pytest.raises(Problem) as refused, pool.turn(client=Client("ada")):
                pass
            assert refused.value.status == 429
            grace, others = Client("grace"), Client()
            with pool.turn(client=grace), pool.turn(client=others), pytest.raises(Problem):
                pool.turn(client=others).__enter__()
        with pool.turn(), pool.turn(), pool.turn(), pool.turn():
            pass
    finally:
        pool.close()


def test_one_client_leaves_half_of_the_queue_to_others() -> None:
    settings = ServiceSettings(workers=2, queue=2, timeout=HANGS, patience=0.1)
    pool = WorkerPool(settings, Metrics())
    try:
        pool._busy["ada"] = 1
        pool._line.append(Client("ada"))
        with pytest.raises(Problem) as refused, pool.turn(client=Client("ada")):
            pass
        assert refused.value.status == 429
        with pool.turn(client=Client("grace")):
            pass
    finally:
        pool.close()


def test_workers_step_back_for_the_service(pool: WorkerPool) -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    check(pool)
    for number in all_idle(pool):
        assert os.getpriority(os.PRIO_PROCESS, number) == min(own + 5, 19)
        assert Path(f"/proc/{number}/oom_score_adj").read_text().strip() == "500"


def test_who_came_first_has_the_next_turn() -> None:
    pool = WorkerPool(ServiceSettings(workers=1, queue=9, timeout=HANGS, patience=HANGS), Metrics())
    came: list[str] = []

    def wait(name: str) -> None:
        with pool.turn(client=Client(name)):
            came.append(name)

    threads = []
    try:
        with pool.turn():
            for name in "abcd":
                threads.append(threading.Thread(target=wait, args=(name,)))
                threads[-1].start()
                eventually(lambda: len(pool._line) == len(threads))
        for thread in threads:
            thread.join(HANGS)
        assert came == list("abcd")
    finally:
        pool.close()


def test_who_leaves_while_waiting_for_a_process_costs_none(pool: WorkerPool) -> None:
    check(pool)
    all_idle(pool)
    client = Client()
    with pool.turn(client=client) as turn:
        held = [pool.take(), pool.take()]
        leaving = threading.Timer(0.1, client.leave)
        leaving.start()
        with pytest.raises(Problem) as gone:
            turn.ask(CHECK)
        assert gone.value.status == GONE
        leaving.join(HANGS)
    assert all(process.lives for process in held)
    for process in held:
        pool.give_back(process)


WRITES = {
    "rows_type": "text/csv",
    "graph_type": "text/turtle",
    "rows": None,
    "bytes": None,
    "packed": False,
    "kind": "query",
}
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"  # is written as long as anybody waits
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.mark.parametrize(("query", "goes_on"), [(LONG, True), (ENDLESS, False)])
def test_a_worker_leaves_off_when_nobody_waits_and_goes_on_if_it_can(
    sample_kb: Path, tmp_path: Path, query: str, *, goes_on: bool
) -> None:
    pool = WorkerPool(SETTINGS, Metrics())
    try:
        folder = str(Library(sample_kb).current().generation.graph.resolve())
        pool.start(folder)
        number = all_idle(pool)[-1]
        client = Client()
        with pool.turn(client=client) as turn:
            leaving = threading.Timer(0.5, client.leave)
            leaving.start()
            with pytest.raises(Problem) as gone:
                turn.ask({**WRITES, "folder": folder, "sparql": query, "file": str(tmp_path / "x")})
            leaving.join(HANGS)
        assert gone.value.status == GONE
        assert (number in all_idle(pool)) is goes_on
        assert check(pool) == "ok"
    finally:
        pool.close()


def test_a_word_to_leave_off_that_comes_late_disturbs_nobody(pool: WorkerPool) -> None:
    pool.start()
    for number in (numbers := all_idle(pool)):
        os.kill(number, LEAVE_OFF)
    assert check(pool) == "ok"
    assert set(all_idle(pool)) == set(numbers)
