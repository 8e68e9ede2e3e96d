"""Builds that are killed: at each call that changes a file, and at random moments.

Whatever was killed, the base answers as before or as after, `verify` finds nothing, and the next
build gives what one gives that nothing happened to.
"""

import os
import shutil
import signal
import time
from pathlib import Path
from typing import Final

from calls import Call, Killed, possible, watched
from forks import Words, be_child, in_child
from grounds import State, differences, opened
from trials import Trial

_MOST_CALLS: Final = 400
"""A small build makes fewer; behind the last, it is done."""
_SPREAD: Final = 157  # has no factor with the number of calls: all come up, far from each other
_LONGEST: Final = 1.0  # seconds


def kill(trial: Trial) -> None:
    """Kill a build, mostly an update and sometimes the first, and look at what is left."""
    kb = trial.folder / "kb"
    update = trial.number % 5 != 4
    if update:
        shutil.copytree(trial.ground.before.kb, kb)
    kb.parent.mkdir(exist_ok=True)
    at_call = possible() and trial.number % 4 != 3
    how = _at_call(trial, kb) if at_call else _at_moment(trial, kb)
    trial.counts["at a call" if at_call else "at a moment"] += 1
    found = in_child(lambda: _left(trial, kb, first=not update))
    trial.faults_of(how, found)


def _at_call(trial: Trial, kb: Path) -> str:
    wanted = trial.number * _SPREAD % _MOST_CALLS
    seen: list[Call] = []

    def verdict(call: Call) -> Killed | None:
        seen.append(call)
        return Killed() if len(seen) > wanted else None

    build = trial.ground.arguments(trial.ground.after.sources, kb)
    words = Words()
    status = watched(lambda: words.of_command(build), trial.folder, verdict)
    said = words.close()
    if status not in (0, -signal.SIGKILL):
        trial.fault(f"a build ended with {status}: {said[-600:]}")
    last = seen[-1] if seen else Call("nothing", "")
    return f"killed at call {wanted}, {last.name} of {last.path.removeprefix(str(trial.folder))}"


def _at_moment(trial: Trial, kb: Path) -> str:
    moment = trial.chance.uniform(0, _LONGEST)
    build = trial.ground.arguments(trial.ground.after.sources, kb)
    words = Words()
    process = os.fork()
    if process == 0:
        be_child(lambda: words.of_command(build))
    time.sleep(moment)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    words.close()
    return f"killed after {moment:.3f} s"


def _left(trial: Trial, kb: Path, *, first: bool) -> list[str]:
    """Say what is wrong with what a killed build left, and with the build after it."""
    ground = trial.ground
    return [
        *whole(kb, ground.after if first else ground.before, ground.after, missing=first),
        *built_again(trial, kb, went=None if first else ground.went),
    ]


def whole(kb: Path, former: State, new: State, *, missing: bool = False) -> list[str]:
    """Say where a base answers otherwise than one of two states; it may be `missing`, too."""
    from talkgraph.errors import KnowledgeBaseMissing, TalkgraphError

    try:
        name, answers, found = opened(kb)
    except TalkgraphError as error:
        gone = isinstance(error, KnowledgeBaseMissing) and missing
        return [] if gone else [f"the base does not open: {error}"]
    wanted = {former.name: former, new.name: new}.get(name)
    if wanted is None:
        return [f"the generation {name} is neither the former nor the new one"]
    other = differences(answers, wanted.answers)
    return [
        *([f"{name} answers otherwise: {other}"] if other else []),
        *(f"verify: {each}" for each in found),
    ]


def built_again(trial: Trial, kb: Path, *, went: bytes | None) -> list[str]:
    """Build, and say where the base is not what a build gives that nothing happened to."""
    ground = trial.ground
    ground.build(ground.after.sources, kb)
    faults = [f"the build after it: {each}" for each in whole(kb, ground.after, ground.after)]
    left = sorted(path.name for path in (*kb.iterdir(), *(kb / "generations").iterdir()))
    wanted = {"CURRENT", "lock", "iris-went.tsv", "sources.json", "generations"}
    wanted.add(ground.after.name)
    odd = set(left) - wanted - {ground.before.name}
    if odd:
        faults.append(f"the build after it leaves {sorted(odd)}")
    journal = kb / "iris-went.tsv"
    told = journal.read_bytes() if journal.exists() else b""
    if went is not None and told != went:
        faults.append("iris-went.tsv is not what it is where nothing was killed")
    return faults
