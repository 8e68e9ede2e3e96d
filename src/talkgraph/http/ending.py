"""Ends the service in time, once it is told to, whatever its threads do.

The service runs in a thread of its own, so that this one, which signals come to, has nothing to do
but wait for its end. Threads that are still at something when the time is up are left behind: the
process ends with them. Where not even this thread gets a turn, because another keeps the
interpreter to itself, a worker process sees to it (`sparql.worker`), from the same signal.
"""

import math
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from talkgraph.http.observe import flush, log_warning

_STOP: Final = (signal.SIGINT, signal.SIGTERM)
_SPARE: Final = 0.4  # seconds, beside the grace
_LAST_LINES: Final = 0.2
_LOOK_EVERY: Final = 0.05
SPARE_OF_ALL: Final = 0.8
"""Seconds after the grace at which the process ends at the latest, by force."""


@contextmanager
def told_by_signals() -> Iterator[int]:
    """Give a file that can be read from once one of our signals has come, even if nobody sees it.

    The interpreter writes to it where the signal arrives, whatever its threads do.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(before)
        os.close(reading)
        os.close(writing)


def run_until_told(
    run: Callable[[], object],
    stop: Callable[[int], bool],
    grace: float,
    *,
    ended: Callable[[], None],
    cut: Callable[[], None],
) -> None:
    """Run the service; end the process if that is not over `grace` seconds after it should be.

    `stop` is told of each signal, and tells whether to wait no longer. `ended` is called last of
    all; `cut` ends what must not outlive the process, without waiting for anything, if the process
    ends before `run` does. The process ends with 0, for it was told to; where `run` raises,
    it is raised here.
    """
    running = _Running(run)
    ends = math.inf

    def order(number: int, _: FrameType | None) -> None:
        nonlocal ends
        ends = min(ends, time.monotonic() + (0 if stop(number) else grace) + _SPARE)

    before = {number: signal.signal(number, order) for number in _STOP}
    try:
        running.start()
        while running.is_alive() and time.monotonic() < ends:
            running.join(_LOOK_EVERY)
        ended()
        _leave(min(ends, time.monotonic() + _SPARE), cut, failed=running.error is not None)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if running.error is not None:
        raise running.error


class _Running(threading.Thread):
    """The thread of the service."""

    def __init__(self, run: Callable[[], object]) -> None:
        super().__init__(name="talkgraph-service")
        self._run = run
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self._run()
        except BaseException as error:  # for whoever started the service
            self.error = error


def _leave(until: float, cut: Callable[[], None], *, failed: bool) -> None:
    """End the process, whatever threads are left.

    The interpreter would wait for some of them, and clear away what the others still work with.
    """
    own = threading.current_thread()
    others = [each for each in threading.enumerate() if each is not own and not each.daemon]
    for each in others:
        each.join(max(0.0, until - time.monotonic()))
    if left := {each.name: _place(each) for each in others if each.is_alive()}:
        log_warning("threads left behind", threads=left)
        cut()
    elif failed:
        return
    flush(_LAST_LINES)
    os._exit(1 if failed else 0)


def _place(thread: threading.Thread) -> list[str]:
    """Return what a thread is at, the innermost call last."""
    frame = sys._current_frames().get(thread.ident or 0)
    return (
        []
        if frame is None
        else [
            f"{each.filename}:{each.lineno} in {each.name}"
            for each in traceback.extract_stack(frame)
        ]
    )
