"""What a trial is, and how many of them run in a given time, each in a process of its own.

A trial is known by its kind and number and draws all its chances from these and the seed, so that
it can be repeated alone. It is forked, writes in a folder of its own, and whatever it leaves, hangs
in, or dies of is seen and cleared away here.
"""

import faulthandler
import json
import os
import random
import selectors
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from forks import said_to
from grounds import Ground

_GRACE: Final = 3.0  # seconds in which a process that hangs says where
_TOLD_OF_A_FAULT: Final = 1500  # characters at the most


@dataclass(slots=True)
class Trial:
    """One trial: where it may write, its chances, and what comes of it.

    `part` is the one of its inputs that is tried alone, where many are; a `short` trial of what can
    go on for long ends soon.
    """

    ground: Ground
    folder: Path
    chance: random.Random
    seed: str
    number: int
    part: int | None
    short: bool
    tell: Callable[[str], None]
    tried: int = 0
    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def fault(self, what: str, part: int | None = None) -> None:
        """Say that something did not hold, and in which of its inputs."""
        told = what.rstrip()[:_TOLD_OF_A_FAULT]
        self.faults.append(f"{'' if part is None else part}\t{told}")

    def faults_of(self, what: str, found: Sequence[str]) -> None:
        """Say what did not hold, if anything, after this was done."""
        if found:
            self.fault("\n  ".join((f"{what}:", *found)))

    def expect(self, holds: object, what: str) -> None:
        """Say that something did not hold, unless it did."""
        if not holds:
            self.fault(what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of trials: `share` of the time is for it, and `limit` seconds are more than enough.

    Where it is about a service, which other trials would slow down, it runs `alone`.
    """

    key: str
    name: str
    share: float
    limit: float
    run: Callable[[Trial], None]
    alone: bool = False
    short: int = 1
    possible: Callable[[], bool] = lambda: True


@dataclass(slots=True)
class Tally:
    """What came of the trials of a kind."""

    tried: int = 0
    held: int = 0
    seconds: float = 0.0
    numbers: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Running:
    kind: Kind
    number: int
    part: int | None
    process: int
    reading: int
    folder: Path
    began: float
    said: bytes = b""

    @property
    def last(self) -> str:
        """The last thing that it said that it is about."""
        lines = [line for line in self.said.split(b"\n") if line.startswith(b'"')]
        return str(json.loads(lines[-1])) if lines else ""


class Runner:
    """Runs trials, and keeps count of what comes of them."""

    def __init__(
        self, ground: Ground, seed: str, jobs: int, keep: Path | None, *, short: bool
    ) -> None:
        """Run `jobs` at a time; what did not hold leaves its files in `keep`."""
        self._short = short
        self._ground = ground
        self._seed = seed
        self._jobs = jobs
        self._keep = keep
        self._running: dict[int, _Running] = {}
        self._selector = selectors.DefaultSelector()
        self.tallies: dict[str, Tally] = {}

    def for_a_time(self, kinds: Sequence[Kind], seconds: float) -> None:
        """Run trials until the time is over; each kind has its share of it."""
        ends = time.monotonic() + seconds
        for kind in kinds:
            self.tallies.setdefault(kind.key, Tally())

        def next_one() -> tuple[Kind, int, int | None] | None:
            now = time.monotonic()
            if now >= ends:
                return None
            spent = {each.key: self.tallies[each.key].seconds / each.share for each in kinds}
            for running in self._running.values():
                spent[running.kind.key] += (now - running.began) / running.kind.share
            kind = min(kinds, key=lambda each: spent[each.key])
            self.tallies[kind.key].numbers += 1
            return kind, self.tallies[kind.key].numbers - 1, None

        self._run(next_one)

    def these(self, kind: Kind, numbers: Sequence[int], part: int | None = None) -> None:
        """Run the trials of a kind that have these numbers."""
        self.tallies.setdefault(kind.key, Tally())
        left = iter(numbers)

        def next_one() -> tuple[Kind, int, int | None] | None:
            number = next(left, None)
            return None if number is None else (kind, number, part)

        self._run(next_one)

    def one_at_a_time(self) -> None:
        """From now on, nothing runs beside a trial."""
        self._jobs = 1

    def end(self) -> None:
        """End what runs."""
        for running in list(self._running.values()):
            with suppress(ProcessLookupError):
                os.killpg(running.process, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(running.process, 0)
            self._forget(running)
        self._selector.close()

    def _run(self, next_one: Callable[[], tuple[Kind, int, int | None] | None]) -> None:
        more = True
        while more or self._running:
            while more and len(self._running) < self._jobs:
                chosen = next_one()
                if chosen is None:
                    more = False
                else:
                    self._begin(*chosen)
            for key, _ in self._selector.select(timeout=0.5):
                self._hear(self._running[key.fd])
            now = time.monotonic()
            for running in list(self._running.values()):
                if now - running.began > running.kind.limit:
                    self._hang(running)

    def _begin(self, kind: Kind, number: int, part: int | None) -> None:
        folder = self._ground.folder / f"trial-{kind.key}-{number}"
        folder.mkdir()
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(reading)
            self._selector.close()
            self._try(kind, number, part, folder, writing)
        os.close(writing)
        with suppress(OSError):  # the child does the same; whoever comes first
            os.setpgid(process, process)
        began = time.monotonic()
        self._running[reading] = _Running(kind, number, part, process, reading, folder, began)
        self._selector.register(reading, selectors.EVENT_READ)

    def _try(self, kind: Kind, number: int, part: int | None, folder: Path, writing: int) -> None:
        """Be the process of a trial."""
        try:
            os.setpgid(0, 0)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            said_to(os.open(folder / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
            faulthandler.register(signal.SIGUSR1, all_threads=True)

            def tell(what: str) -> None:
                os.write(writing, json.dumps(what).encode() + b"\n")

            chance = random.Random(f"{self._seed}/{kind.key}/{number}")
            trial = Trial(self._ground, folder, chance, self._seed, number, part, self._short, tell)
            try:
                kind.run(trial)
            except BaseException:  # whatever a trial dies of did not hold
                trial.fault(f"the trial itself raised:\n{traceback.format_exc()[-1200:]}")
            told = {"tried": trial.tried or 1, "faults": trial.faults, "counts": trial.counts}
            data = json.dumps(told).encode() + b"\n"
            while data:
                data = data[os.write(writing, data) :]
            os._exit(0)
        finally:
            os._exit(73)

    def _hear(self, running: _Running) -> None:
        more = os.read(running.reading, 1 << 16)
        running.said = running.said[-(1 << 20) :] + more
        if more:
            return
        status = os.waitstatus_to_exitcode(os.waitpid(running.process, 0)[1])
        with suppress(ProcessLookupError):
            os.killpg(running.process, signal.SIGKILL)  # what it may have left
        last = running.said.rstrip(b"\n").rpartition(b"\n")[2]
        if status == 0 and last.startswith(b"{"):
            told = json.loads(last)
            faults = [each.partition("\t")[::2] for each in told["faults"]]
            self._count(running, told["tried"], faults, told["counts"])
        else:
            what = f"the process of the trial ended with {status}: {self._tail(running)}"
            self._count(running, 1, [("", what)], {})
        self._forget(running)

    def _hang(self, running: _Running) -> None:
        """End a trial that takes far too long, after it has said where it is."""
        with suppress(ProcessLookupError):
            os.kill(running.process, signal.SIGUSR1)
        time.sleep(_GRACE)
        with suppress(ProcessLookupError):
            os.killpg(running.process, signal.SIGKILL)
        os.waitpid(running.process, 0)
        what = f"hung: no end after {running.kind.limit:.0f} s: {self._tail(running)}"
        self._count(running, 1, [("", what)], {})
        self._forget(running)

    def _tail(self, running: _Running) -> str:
        said = running.folder / "said"
        text = said.read_text(encoding="utf-8", errors="replace") if said.exists() else ""
        return f"{running.last} {text[-1000:]}".strip()

    def _count(
        self,
        running: _Running,
        tried: int,
        faults: Sequence[tuple[str, str]],
        counts: dict[str, int],
    ) -> None:
        tally = self.tallies[running.kind.key]
        tally.tried += tried
        tally.held += tried - min(len({part for part, _ in faults}), tried)
        tally.seconds += time.monotonic() - running.began
        tally.counts.update(counts)
        name = f"{running.kind.key}:{running.number}"
        for part, what in faults:
            tally.faults.append((f"{name}.{part}" if part else name, what))
        if faults and self._keep is not None:
            target = self._keep / f"{running.kind.key}-{running.number}"
            _kept(running.folder, target)

    def _forget(self, running: _Running) -> None:
        self._selector.unregister(running.reading)
        os.close(running.reading)
        del self._running[running.reading]
        _removed(running.folder)


def _kept(folder: Path, target: Path) -> None:
    """Copy what a trial left, but no pipes: who reads one waits."""

    def odd(place: str, names: list[str]) -> list[str]:
        paths = (Path(place, name) for name in names)
        return [path.name for path in paths if not (path.is_file() or path.is_dir())]

    with suppress(OSError):
        shutil.copytree(folder, target, dirs_exist_ok=True, symlinks=True, ignore=odd)


def _removed(folder: Path) -> None:
    """Remove a folder, whatever rights were taken from what is in it."""
    for place, folders, _ in os.walk(folder):
        for name in folders:
            path = Path(place, name)
            with suppress(OSError):
                if not path.is_symlink():
                    path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def table(kinds: Sequence[Kind], tallies: dict[str, Tally]) -> Iterator[str]:
    """Yield the lines of a table: what was tried, how much of it held, how much did not."""
    rows = [("kind", "tried", "held", "not held", "a minute")]
    for kind in kinds:
        tally = tallies.get(kind.key)
        if tally is None:
            rows.append((f"{kind.name} (cannot be tried here)", "0", "0", "0", ""))
            continue
        more = "".join(f", {count:,} {what}" for what, count in sorted(tally.counts.items()))
        rate = f"{60 * tally.tried / tally.seconds:,.0f}" if tally.seconds else ""
        lost = tally.tried - tally.held
        rows.append((f"{kind.name}{more}", f"{tally.tried:,}", f"{tally.held:,}", str(lost), rate))
    width = max(len(row[0]) for row in rows)
    for name, *figures in rows:
        yield f"{name:{width}s}" + "".join(f"{figure:>10s}" for figure in figures)


def say(*lines: str) -> None:
    """Print lines at once."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
