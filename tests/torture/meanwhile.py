"""Sources that are edited while a base is built of them.

The base tells what the sources were at one moment, all of them together, or the build says that
somebody was writing; the next build tells what they are in the end.
"""

import hashlib
import os
import random
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from forks import Words, be_child, in_child
from grounds import AFTER, BEFORE, answers_of, build, differences, write
from trials import Trial

_LONGEST: Final = 30.0  # seconds
_PAUSES: Final = (0.0, 0.001, 0.01, 0.05, 0.2)
_INPUT_AT_FAULT: Final = 1
State = Mapping[str, bytes]


def edit(trial: Trial) -> None:
    """Build while files are written, replaced, removed, and put back."""
    sources = write(trial.folder / "sources", BEFORE)
    kb = trial.folder / "kb"
    words = Words()
    arguments = trial.ground.arguments(sources, kb)
    process = os.fork()
    if process == 0:
        be_child(lambda: words.of_command(arguments))
    states: list[State] = [{name: text.encode() for name, text in BEFORE.items()}]
    status = _edited(process, sources, states, trial.chance)
    said = words.close()
    trial.counts["refused"] += status == _INPUT_AT_FAULT
    trial.counts["edits"] += len(states) - 1
    if status not in (0, _INPUT_AT_FAULT) or "Traceback" in said:
        trial.fault(f"the build ended with {status}: {said[-900:]}")
    elif status and "was changed while it was read" not in said and "none of the" not in said:
        trial.fault(f"the build said {said[-600:]!r}")
    for each in in_child(lambda: _faults(trial, states, built=status == 0)):
        trial.fault(f"after {len(states) - 1} edits: {each}")


def _edited(process: int, sources: Path, states: list[State], chance: random.Random) -> int:
    """Edit until the build has ended, and return its exit status; `states` has each in turn."""
    ends = time.monotonic() + _LONGEST
    calm = chance.choice((0.0, 0.3, 0.9))  # seconds at which the editor rests, mostly
    while time.monotonic() < ends:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(calm if chance.random() < 0.2 else chance.choice(_PAUSES))
        name = chance.choice(sorted(BEFORE))
        _change(sources / name, name, states, chance)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _change(path: Path, name: str, states: list[State], chance: random.Random) -> None:
    now = states[-1]
    text = chance.choice((BEFORE[name], AFTER[name], f"{AFTER[name]}\n")).encode()
    way = chance.randrange(4)
    if way == 0:  # in place: for a moment, it is empty
        path.parent.mkdir(parents=True, exist_ok=True)
        states += [{**now, name: b""}, {**now, name: text}]
        path.write_bytes(text)
    elif way == 1:
        temporary = path.with_name(f".{path.name}~")
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(text)
        states.append({**now, name: text})
        temporary.replace(path)
    elif way == 2:
        states.append({key: value for key, value in now.items() if key != name})
        path.unlink(missing_ok=True)
    elif name in now:  # other words, and back, with the time that it had
        stamp = path.stat()
        states += [{**now, name: b""}, {**now, name: text}, {**now, name: b""}, now]
        path.write_bytes(text)
        path.write_bytes(now[name])
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def _faults(trial: Trial, states: list[State], *, built: bool) -> list[str]:
    from talkgraph.errors import NotesUnreadable
    from talkgraph.knowledge.entry import open_knowledge_base

    kb = trial.folder / "kb"
    faults = []
    if built:
        found = open_knowledge_base(kb)
        told = {each.source: each.sha256 for each in found.parts.manifest.sources if each.sha256}
        fitting = [state for state in states if _fits(told, state)]
        if not fitting:
            return ["the base tells what its sources were at no moment"]
        mine = answers_of(found)
        others = [differences(mine, _answers(trial, state)) for state in _distinct(fitting)]
        if all(others):
            least = min(others, key=len)
            faults.append(f"the base answers what its own sources do not tell: {least}")
        faults += found.verify()
    try:
        build(trial.folder / "sources", kb, trial.ground.vocabulary)
    except NotesUnreadable:
        return faults
    other = differences(answers_of(open_knowledge_base(kb)), _answers(trial, states[-1]))
    return [*faults, *([f"the build after all edits answers otherwise: {other}"] if other else [])]


def _fits(told: Mapping[str, str], state: State) -> bool:
    """Tell whether these are hashes of these files; nobody has hashed what could not be read."""
    known = {name: hashlib.sha256(data).hexdigest() for name, data in state.items()}
    return all(known.get(name) == sha256 for name, sha256 in told.items()) and all(
        name in told for name, data in state.items() if data.strip() and name.endswith(".md")
    )


def _distinct(states: list[State]) -> list[State]:
    return [state for n, state in enumerate(states) if state not in states[:n]]


def _answers(trial: Trial, state: State) -> Mapping[str, str]:
    from talkgraph.knowledge.entry import open_knowledge_base

    folder, kb = trial.folder / "still", trial.folder / "kb-still"
    for each in (folder, kb):
        shutil.rmtree(each, ignore_errors=True)
    write(folder, state)
    build(folder, kb, trial.ground.vocabulary)
    return answers_of(open_knowledge_base(kb))
