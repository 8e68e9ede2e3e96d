"""Waits for what must happen, as long as it takes: no test may fail because a machine is busy."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

HANGS: Final = 600.0
"""Seconds after which something hangs, on whatever machine."""

Answer = TypeVar("Answer")


def eventually(happened: Callable[[], Answer]) -> Answer:
    """Ask until the answer is true, and return it; fail if it never is."""
    deadline = time.monotonic() + HANGS
    while not (answer := happened()):
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.05)
    return answer
