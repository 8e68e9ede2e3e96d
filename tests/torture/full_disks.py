"""Builds on a disk that is full: at each call that writes, and at each size of a file.

The build says so in a sentence and ends with 3; the former generation answers as before, nothing
half-made is left, and with room again the next build gives what it always gives.
"""

import errno
import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

from calls import FREEING, Call, Refused, possible, watched
from forks import Words, forked, in_child
from grounds import State
from kills import built_again, whole
from trials import Trial

ERRORS: Final = (errno.ENOSPC, errno.ENOSPC, errno.ENOSPC, errno.EDQUOT, errno.EIO)
_MOST_CALLS: Final = 350
_SPREAD: Final = 151
_LARGEST: Final = 140_000  # bytes; the largest file of a small base is a little smaller
_BASE_AT_FAULT: Final = 3


def full(trial: Trial) -> None:
    """Build an update, mostly, where something cannot be written, and look at what is left."""
    kb = trial.folder / "kb"
    update = trial.number % 5 != 4
    if update:
        shutil.copytree(trial.ground.before.kb, kb)
    at_call = possible() and trial.number % 4 != 3
    build = trial.ground.arguments(trial.ground.after.sources, kb)
    words = Words()

    def child() -> None:
        words.of_command(build)

    how, status = _at_call(trial, child, kb) if at_call else _at_size(trial, child)
    said = words.close()
    trial.counts["at a call" if at_call else "at a size"] += 1
    left = in_child(lambda: _left(trial, kb, status, first=not update))
    trial.faults_of(how, [*_said(status, said), *left])


def _at_call(trial: Trial, child: Callable[[], None], kb: Path) -> tuple[str, int]:
    wanted = trial.number * _SPREAD % _MOST_CALLS
    error = trial.chance.choice(ERRORS)
    once = trial.chance.random() < 0.25
    refused: list[Call] = []
    seen = 0

    def verdict(call: Call) -> Refused | None:
        nonlocal seen
        if call.name in FREEING:
            return None
        seen += 1
        if seen <= wanted or (once and refused):
            return None
        refused.append(call)
        return Refused(error)

    status = watched(child, kb, verdict)
    if not refused:
        return f"nothing refused ({seen} calls)", status
    first = f"{refused[0].name} of {refused[0].path.removeprefix(str(kb))}"
    what = (
        f"{os.strerror(error)} at call {wanted} ({first}){', once' if once else ' and all later'}"
    )
    return what, status


def _at_size(trial: Trial, child: Callable[[], None]) -> tuple[str, int]:
    """Allow files of a size: of what is written by threads and native code, too."""
    size = int(_LARGEST ** trial.chance.random())

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        child()

    status = forked(limited)
    return f"files of {size} bytes at the most", status


def _said(status: int, said: str) -> list[str]:
    """Say what is wrong with how a build ended that could not write."""
    if status == 0:
        return []
    faults = []
    if "Traceback" in said:
        faults.append(f"a traceback: {said[-900:]}")
    elif status == -signal.SIGKILL or status not in (_BASE_AT_FAULT, -signal.SIGXFSZ):
        faults.append(f"the build ended with {status} and said {said[-400:]!r}")
    elif not said.strip() and status > 0:
        faults.append("the build said nothing")
    return faults


def _left(trial: Trial, kb: Path, status: int, *, first: bool) -> list[str]:
    ground = trial.ground
    former: State = ground.after if first or status == 0 else ground.before
    faults = [] if first and status else whole(kb, former, ground.after)
    if first and status and (kb / "CURRENT").exists():
        faults += whole(kb, ground.after, ground.after)
    if status:
        half = [path.name for path in kb.glob("generations/.building-*")]
        faults += [f"left {name}" for name in (*half, *(path.name for path in kb.glob(".*.new")))]
    return [*faults, *built_again(trial, kb, went=None if first else ground.went)]
