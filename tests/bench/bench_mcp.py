"""How long MCP takes: until a process says what tools it has, and for a call of each tool.

What a process has used of the processor by then is in `extra_info` as `cpu_seconds`, beside what
loading the library alone uses; the second is the least that it can be.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp_clients import OPENING, asking, calling, lines
from pytest_benchmark.fixture import BenchmarkFixture
from service_process import Service, service

CALLS: dict[str, dict[str, Any]] = {
    "search": {"query": "paid for being on call"},
    "related": {"talk": "harbourconf-2021/calloway"},
    "themes": {},
    "talk": {"talk": "harbourconf-2022/strand"},
    "speaker": {"speaker": "Ines Calloway"},
    "sparql": {"query": "SELECT ?t ?n { ?t a tg:Talk ; schema:name ?n }"},
}
TICKS = os.sysconf("SC_CLK_TCK")


@pytest.fixture(scope="module")
def running(sample_kb: Path) -> Iterator[Service]:
    with service(sample_kb) as running:
        yield running


def used(process: int) -> float:
    """Return the seconds of the processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def test_until_it_is_ready(benchmark: BenchmarkFixture, sample_kb: Path) -> None:
    seconds = []

    def start() -> None:
        with lines(sample_kb) as running:
            running.ask(OPENING)
            assert running.ask(asking("tools/list"))["result"]["tools"]
            seconds.append(used(running.process.pid))

    benchmark.pedantic(start, rounds=5)  # type: ignore[no-untyped-call]
    benchmark.extra_info["cpu_seconds"] = min(seconds)


def test_until_the_library_is_loaded(benchmark: BenchmarkFixture) -> None:
    seconds = []
    program = "import gc; gc.disable(); import mcp, time; print(time.process_time())"

    def start() -> None:
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        seconds.append(float(done.stdout))

    benchmark.pedantic(start, rounds=5)  # type: ignore[no-untyped-call]
    benchmark.extra_info["cpu_seconds"] = min(seconds)


@pytest.mark.parametrize("tool", CALLS)
def test_a_call(benchmark: BenchmarkFixture, running: Service, tool: str) -> None:
    message = calling(tool, **CALLS[tool])
    with httpx.Client(base_url=running.url, headers={"accept": "application/json"}) as client:
        answer = benchmark(lambda: client.post("/mcp", json=message))
    assert not answer.json()["result"]["isError"]
