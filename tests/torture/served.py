"""A base that is built anew again and again while it is served, and floods on the service.

Eight clients ask meanwhile: every request is answered, with what the base told before the build or
what it tells after it, and the service takes no more memory and descriptors from build to build.
"""

import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from forks import be_child
from trials import Trial

if TYPE_CHECKING:
    from service_process import Service

_CLIENTS: Final = 8
_BUILDS: Final = 40
_FEW_BUILDS: Final = 6
_WARM: Final = 4  # builds after which nothing more is loaded for the first time
_GROWTH: Final = 48 * 2**20  # bytes: two generations more, and what an allocator keeps
_DESCRIPTORS: Final = 24
_SECONDS_OF_A_FLOOD: Final = 5.0
_GRACE: Final = 10.0
_SWITCHED: Final = 60.0
_NOT_LOST: Final = 60.0
PATHS: Final = (
    "/api/v1/search?q=paid+for+being+on+call",
    "/api/v1/talks",
    "/talks",
    "/sparql?query=SELECT+*+{+%3Ftalk+a+tg%3ATalk+%3B+schema%3Aname+%3Ftitle+}+ORDER+BY+%3Ftitle",
    "/search?q=ropes",
)


class Builder:
    """A process that builds a base of one state or the other whenever it is told to.

    It is forked before this one has threads.
    """

    def __init__(self, build: Callable[[bool], object]) -> None:
        """Start it."""
        here, there = socket.socketpair()
        self._process = os.fork()
        if self._process == 0:
            here.close()

            def work() -> None:
                while asked := there.recv(1):
                    build(asked == b"a")
                    there.sendall(b".")

            be_child(work)
        there.close()
        self._talk = here
        here.settimeout(_SWITCHED)

    def build(self, *, after: bool) -> None:
        """Build, and return when it is done; raises `OSError` where it failed."""
        self._talk.sendall(b"a" if after else b"b")
        if not self._talk.recv(1):
            raise ChildProcessError("a build failed")

    def close(self) -> None:
        """End it."""
        self._talk.close()
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


class Clients:
    """Clients that ask in turn, and know what may be answered."""

    def __init__(self, url: str, known: dict[str, set[str]]) -> None:
        """Begin to ask."""
        self._url = url
        self._known = known
        self._ended = threading.Event()
        self.asked = 0
        self.faults: list[str] = []
        self._threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(_CLIENTS)]
        for thread in self._threads:
            thread.start()

    def _ask(self, number: int) -> None:
        import httpx

        turns = cycle((*PATHS[number % len(PATHS) :], *PATHS[: number % len(PATHS)]))
        with httpx.Client(base_url=self._url, timeout=_NOT_LOST) as client:
            while not self._ended.wait(0.02):
                path = next(turns)
                try:
                    answer = client.get(path)
                except httpx.HTTPError as error:
                    self.faults.append(f"{path}: {error!r}")
                    continue
                self.asked += 1
                if answer.status_code != 200:
                    self.faults.append(f"{path}: {answer.status_code} {answer.text[:200]}")
                elif answer.text not in self._known[path]:
                    self.faults.append(
                        f"{path}: neither the one nor the other: {answer.text[:300]}"
                    )

    def end(self) -> None:
        """Stop asking."""
        self._ended.set()
        for thread in self._threads:
            thread.join()


def serve(trial: Trial) -> None:
    """Build one state and the other in turn while clients ask."""
    ground = trial.ground
    kb = trial.folder / "kb"
    shutil.copytree(ground.before.kb, kb)
    builder = Builder(
        lambda after: ground.build((ground.after if after else ground.before).sources, kb)
    )
    try:
        with _service(trial, kb) as running:
            known = {path: {_get(running, path)} for path in PATHS}
            builder.build(after=True)
            _until(lambda: all(_get(running, path) not in known[path] for path in PATHS[:2]))
            for path in PATHS:
                known[path].add(_get(running, path))
            clients = Clients(running.url, known)
            try:
                _build_often(trial, builder, running)
            finally:
                clients.end()
            trial.counts["requests"] += clients.asked
            for each in sorted(set(clients.faults))[:5]:
                trial.fault(each)
    finally:
        builder.close()


def _build_often(trial: Trial, builder: Builder, running: "Service") -> None:
    builds = _FEW_BUILDS if trial.short else _BUILDS
    before = (0, 0)
    for number in range(builds):
        builder.build(after=bool(number % 2))
        trial.tried += 1
        time.sleep(trial.chance.choice((0.0, 0.1, 0.5)))
        for worker in running.workers()[:1] if number % 3 == 2 else ():
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        if number == _WARM:
            before = _size(running)
    time.sleep(2)
    after = _size(running)
    trial.tell(f"memory {before[0]} -> {after[0]}, descriptors {before[1]} -> {after[1]}")
    trial.counts["MiB more"] += max(0, after[0] - before[0]) // 2**20
    trial.expect(after[0] < before[0] + _GROWTH, f"memory {before[0]:,} -> {after[0]:,} bytes")
    trial.expect(after[1] < before[1] + _DESCRIPTORS, f"descriptors {before[1]} -> {after[1]}")


def _size(running: "Service") -> tuple[int, int]:
    """Return the memory (bytes) and the number of descriptors of a service."""
    folder = Path(f"/proc/{running.process.pid}/fd")
    return running.memory(), len(list(folder.iterdir()))


def flood(trial: Trial) -> None:
    """Let one kind of flood come over a service, while two clients mean well."""
    from floods import FLOODS, GUARDED, Honest, flooding

    names = sorted(FLOODS.keys() - GUARDED)
    name = names[trial.number % len(names)]
    trial.tell(name)
    with _service(trial, trial.ground.before.kb) as running:
        target = urlsplit(running.url)
        with flooding(name, (str(target.hostname), int(target.port or 80))):
            time.sleep(1)
            honest = Honest(running.url)
            time.sleep(_SECONDS_OF_A_FLOOD)
            honest.end()
        trial.counts["requests"] += len(honest.seconds)
        for each in sorted(set(honest.lost))[:5]:
            trial.fault(f"{name}: {each}")
        trial.expect(running.process.poll() is None, f"{name}: the service has ended")


@contextmanager
def _service(trial: Trial, kb: Path) -> "Iterator[Service]":
    """Run a service, which has to end soon after it is asked to, and without a traceback."""
    from service_process import Service

    running = Service(kb)
    try:
        yield running
    finally:
        began = time.monotonic()
        status = running.stop()
        seconds = time.monotonic() - began
        trial.expect(status in (0, -signal.SIGTERM), f"the service ended with {status}")
        trial.expect(seconds < _GRACE + _SWITCHED, f"the service took {seconds:.0f} s to end")
        trial.expect(
            not any("Traceback" in line for line in running.other_lines),
            f"the service said {''.join(running.other_lines)[-900:]}",
        )


def _get(running: "Service", path: str) -> str:
    import httpx

    answer = httpx.get(running.url + path, timeout=_NOT_LOST)
    answer.raise_for_status()
    return answer.text


def _until(happened: Callable[[], bool]) -> None:
    ends = time.monotonic() + _SWITCHED
    while not happened():
        if time.monotonic() > ends:
            raise TimeoutError("the service still tells what it told before the build")
        time.sleep(0.1)
