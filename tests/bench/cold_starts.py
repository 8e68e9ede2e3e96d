"""Cold starts on one core under load, with many requests at once before anything is open.

Run ``PYTHONPATH=tests/support python tests/bench/cold_starts.py --kb KB`` in the project's
environment. Everything, the service, its workers, those who ask and ``--load`` processes that only
compute, shares one core. As soon as the service listens, it is asked for ``--requests`` things at
once, each of another kind; who is told to come again (503) does so. Printed are how many were
answered, how long that and the start took, and how long the service took to end; Ctrl-C ends the
starts before their number is reached.
"""

import argparse
import multiprocessing
import os
import signal
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import httpx
from service_process import Service

SEARCH: Final = "SELECT * { SERVICE tg:search { ?p tg:matches [ tg:query 'on call' ] } } LIMIT 5"
KINDS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("/api/v1/stats", {}),
    ("/talks", {}),
    ("/", {}),
    ("/search", {"q": "learning from incidents"}),
    ("/api/v1/search", {"q": "on call"}),
    ("/sparql", {"query": "SELECT * { ?s a tg:Talk } LIMIT 5"}),
    ("/sparql", {"query": SEARCH}),
    ("/api/v1/talks", {}),
    ("/api/v1/speakers", {}),
    ("/themes", {}),
    ("/topics", {}),
    ("/events", {}),
    ("/map", {}),
    ("/reconcile/suggest/entity", {"prefix": "an"}),
    ("/.well-known/void", {}),
    ("/healthz", {}),
)
_LONGEST: Final = 120.0


@dataclass(slots=True)
class Tally:
    """What became of all starts."""

    outcomes: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")


@contextmanager
def load(processes: int) -> Iterator[None]:
    """Have some processes compute meanwhile."""
    busy = [multiprocessing.Process(target=_compute, daemon=True) for _ in range(processes)]
    for each in busy:
        each.start()
    try:
        yield
    finally:
        for each in busy:
            each.kill()


def _compute() -> None:
    while True:
        sum(range(10_000))


def ask(url: str, path: str, parameters: dict[str, str], tally: Tally) -> None:
    """Ask until there is an answer, as somebody does who is told to come again."""
    began = time.monotonic()
    outcome = "at once"
    while True:
        try:
            answer = httpx.get(f"{url}{path}", params=parameters, timeout=_LONGEST)
        except httpx.HTTPError as error:
            outcome = type(error).__name__
            break
        if answer.status_code == 503 and time.monotonic() - began < _LONGEST:
            outcome = "told to come again, then"
            time.sleep(float(answer.headers["retry-after"]))
            continue
        if answer.status_code != 200:
            outcome = f"status {answer.status_code}"
        break
    seconds = time.monotonic() - began
    tally.outcomes[outcome] += 1
    tally.waits.append(seconds)
    tally.slowest = max(tally.slowest, (seconds, path))


def start(kb: Path, requests: int, tally: Tally) -> None:
    """Start once, ask, and stop."""
    began = time.monotonic()
    running = Service(kb, until=None)
    try:
        kinds = islice(cycle(KINDS), requests)
        threads = [threading.Thread(target=ask, args=(running.url, *kind, tally)) for kind in kinds]
        for thread in threads:
            thread.start()
        while httpx.get(f"{running.url}/readyz", timeout=_LONGEST).status_code != 200:
            time.sleep(0.1)
        tally.ready.append(time.monotonic() - began)
        for thread in threads:
            thread.join()
        told = time.monotonic()
        tally.statuses[running.stop(signal.SIGTERM)] += 1
        tally.ends.append(time.monotonic() - told)
    finally:
        running.process.kill()


def row(name: str, seconds: Sequence[float]) -> str:
    """Return a line of the table."""
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    return f"{name:24s}{statistics.median(ordered):8.2f}{p95:8.2f}{ordered[-1]:8.2f}"


def main() -> None:
    """Start, ask and stop as often as was asked for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kb", type=Path, required=True)
    parser.add_argument("--starts", type=int, default=60)
    parser.add_argument("--requests", type=int, default=16)
    parser.add_argument("--load", type=int, default=2)
    parser.add_argument("--core", type=int, default=0)
    given = parser.parse_args()
    os.sched_setaffinity(0, {given.core})
    tally = Tally()
    with load(given.load), suppress(KeyboardInterrupt):
        for _ in range(given.starts):
            start(given.kb, given.requests, tally)
    lines = (
        f"{len(tally.ends)} starts, {given.requests} requests each, {given.load} busy processes",
        *(f"  answered {outcome}: {count}" for outcome, count in tally.outcomes.most_common()),
        f"  exit statuses: {dict(tally.statuses)}",
        f"{'seconds':24s}{'median':>8s}{'p95':>8s}{'most':>8s}",
        row("until ready", tally.ready),
        f"{row('until answered', tally.waits)}  {tally.slowest[1]}",
        row("until ended", tally.ends),
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
