"""The log: nobody waits for it, no flood fills it, and what is missing from it is told."""

import contextlib
import fcntl
import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from waiting import HANGS, eventually

from talkgraph.http.observe.lines import Allowance, QueueingHandler

MANY = 100_000


HIGH = 1100


class Pipe:
    """A pipe, and a handler that writes to it."""

    def __init__(self, a_second: int, most_bytes: int) -> None:
        self.reading, self.writing = os.pipe()
        self.handler = QueueingHandler(self.writing, a_second, most_bytes)

    def tell(self, event: str, **more: object) -> None:
        self.handler.handle(logging.makeLogRecord({"msg": event, "levelname": "INFO", **more}))

    def read(self) -> list[dict[str, Any]]:
        """Return the lines that are there, once at least one is."""
        text = b""
        while not text.endswith(b"\n"):
            text += os.read(self.reading, 1 << 20)
        return [json.loads(line) for line in text.splitlines()]

    def fate(self, fate: str) -> int:
        return self.handler.counts()[fate]


@contextlib.contextmanager
def beyond_what_select_takes(pipe: Pipe) -> Iterator[None]:
    """Write to a descriptor with a high number, if the system lets a process have so many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most <= HIGH:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], HIGH + 1), most))
    high = fcntl.fcntl(pipe.writing, fcntl.F_DUPFD, HIGH)
    pipe.handler._descriptor = high
    try:
        yield
    finally:
        pipe.handler._descriptor = pipe.writing
        os.close(high)
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@contextlib.contextmanager
def piped(*, a_second: int = MANY, most_bytes: int = 1 << 22) -> Iterator[Pipe]:
    pipe = Pipe(a_second, most_bytes)
    try:
        yield pipe
    finally:
        os.close(pipe.reading)  # what is written now fails, and nobody waits for it


def test_nobody_waits_for_a_pipe_that_is_not_read_and_what_is_lost_is_told() -> None:
    with piped(most_bytes=10_000) as pipe:
        for number in range(3000):
            pipe.tell(f"line {number} " + "x" * 80)
        assert pipe.fate("lost") > 1000
        pipe.handler.flush()  # comes to an end, too
        told: list[dict[str, Any]] = []

        def all_are_told() -> bool:
            told.extend(pipe.read())
            lost = [int(line["lines"]) for line in told if line["event"] == "lines lost"]
            return sum(lost) == pipe.fate("lost")

        eventually(all_are_told)
        assert told[0]["event"].startswith("line 0 ")


def test_of_one_kind_some_lines_a_second_are_taken_and_of_others_too() -> None:
    with piped(a_second=5) as pipe:
        for _ in range(1000):
            pipe.tell("request", kind="request 429")
        pipe.tell("request", kind="request 500")
        told: list[dict[str, Any]] = []

        def held_back() -> list[dict[str, Any]]:
            told.extend(pipe.read())
            return [line for line in told if line["event"] == "lines held back"]

        [line] = eventually(held_back)
        assert line["of"] == "request 429"
        assert line["lines"] == pipe.fate("held_back") >= 900
        assert len(told) < 50


def test_what_is_held_back_is_told_while_the_flood_goes_on() -> None:
    allowance = Allowance(1)
    told = []
    for tenth in range(100):
        allowance.takes("flood", tenth / 10)
        if held := allowance.held_back(tenth / 10):
            told.append(held["flood"])
    assert len(told) >= 8
    assert sum(told) >= 75


def test_records_of_libraries_are_of_one_kind_by_name_and_level() -> None:
    with piped(a_second=2) as pipe:
        for number in range(50):
            pipe.tell(f"socket {number} cannot be accepted", name="asyncio", levelname="ERROR")
        assert pipe.fate("held_back") >= 40


def test_a_full_disk_loses_lines_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    with piped() as pipe:
        full, room = True, 7
        write = os.write

        def to_a_full_disk(descriptor: int, data: bytes) -> int:
            nonlocal room
            if not full:
                return write(descriptor, data)
            if not room:
                raise OSError(28, "No space left on device")
            written, room = write(descriptor, data[:room]), 0
            return written

        monkeypatch.setattr(os, "write", to_a_full_disk)
        pipe.tell("one")
        pipe.tell("two")
        eventually(lambda: pipe.fate("lost") == 2)
        full = False
        pipe.tell("three")
        eventually(lambda: pipe.fate("written") == 2)
        torn, three, lost = os.read(pipe.reading, 1 << 20).splitlines()
        assert len(torn) == 7
        assert json.loads(three)["event"] == "three"
        assert json.loads(lost)["lines"] == 2


def test_a_pipe_that_is_full_for_the_moment_is_waited_for() -> None:
    with piped() as pipe, beyond_what_select_takes(pipe):
        os.set_blocking(pipe.writing, False)
        for number in range(2000):
            pipe.tell(f"line {number} " + "x" * 80)
        read = 0
        while read < 2000:
            read += len(pipe.read())
        assert pipe.fate("lost") == 0


def test_what_cannot_be_written_as_text_is_written_all_the_same() -> None:
    with piped() as pipe:
        pipe.tell("odd \ud800", fields={"path": "/\n\u2028\ud800", "of": {1, 2}})
        [line] = pipe.read()
        assert line["path"] == "/\n\u2028\ud800"


PROGRAM = """
import logging, threading, warnings
from talkgraph.http.observe import configure, log
configure(100)
log("first", number=1)
logging.getLogger("asyncio").error("accept failed")
logging.getLogger("some.library").info("chatter")
warnings.warn("old", stacklevel=1)
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
raise KeyError("the end")
"""


def test_whatever_is_said_is_a_line_of_the_log_and_the_last_ones_are_written() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 1
    events = [line["event"] for line in lines]
    assert events[:2] == ["first", "accept failed"]
    assert "old" in events[2]
    assert events[3:] == ["unhandled error", "unhandled error"]
    assert "ZeroDivisionError" in lines[3]["traceback"]
    assert "the end" in lines[4]["traceback"]
    assert lines[0] == {**lines[0], "level": "info", "number": 1}


@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full"])
def test_it_runs_without_a_log(closed: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from talkgraph.http.observe import configure, log\n"
        "configure(100)\nlog('lost')\nprint('done')\n"
    )
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" "$1" {closed}', sys.executable, str(program)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=HANGS,
    )
    assert (done.stdout, done.returncode) == ("done\n", 0)


def test_a_person_at_a_terminal_reads_words() -> None:
    terminal, descriptor = os.openpty()
    handler = QueueingHandler(descriptor, MANY)

    def told(event: str, **fields: object) -> str:
        record = {"msg": event, "levelname": "INFO", "fields": fields}
        handler.handle(logging.makeLogRecord(record))
        return os.read(terminal, 1 << 16).decode()

    try:
        started = told("started", url="http://127.0.0.1:8000/", kb="kb")
        assert started[8:] == " started url=http://127.0.0.1:8000/ kb=kb\r\n"
        asked = told("request", path="/\x1b[2J\n", status=404, user=None)
        assert asked[8:] == ' request path="/\\u001b[2J\\n" status=404 user=null\r\n'
    finally:
        os.close(terminal)
        os.close(descriptor)
