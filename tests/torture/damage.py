"""Bases that were damaged: bits, bytes, lengths and kinds of every file that they have.

Either `verify` refuses, or nothing has changed in the answers; and what opens answers as the build
in use or, where that is damaged, as the one before it. Commands answer or refuse in words, whatever
the damage; and the next build makes a base as good as new. (The store's own files have
other names from run to run, so that the damage to one is only nearly repeated.)
"""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from forks import ChildFailed, in_child, run_command
from grounds import State, answers_of, differences
from trials import Trial

_KNOWN: Final = (0, 1, 3)


def damage(trial: Trial) -> None:
    """Damage one thing of a base, open it, ask it, and build over it."""
    kb = trial.folder / "kb"
    twice = trial.number % 2 == 1  # then it has a former generation, too
    shutil.copytree(trial.ground.grown if twice else trial.ground.before.kb, kb)
    files = sorted(path.relative_to(kb) for path in kb.rglob("*") if path.is_file())
    name = files[trial.number % len(files)]
    how = trial.chance.choice(list(WAYS))
    said = WAYS[how](kb, kb / name, trial.chance)
    what = f"{how} {name}{said}"
    trial.tell(what)
    ground = trial.ground
    former, used = (ground.before, ground.after) if twice else (ground.before, ground.before)
    trial.faults_of(what, [*_asked(trial, kb, former, used), *_built(trial, kb)])


def _asked(trial: Trial, kb: Path, former: State, used: State) -> list[str]:
    """Say what is wrong with what a damaged base answers."""
    faults: list[str] = []
    commands = [("verify",), *trial.chance.sample(COMMANDS, 2)]
    statuses = []
    for command in commands:
        status, said = run_command(*command, "--kb", str(kb))
        statuses.append(status)
        if status not in _KNOWN or "Traceback" in said:
            faults.append(f"{command[0]} ended with {status}: {said[-900:]}")
        elif status and not said.strip():
            faults.append(f"{command[0]} ended with {status} and said nothing")
    refused = statuses[0] != 0
    trial.counts["refused" if refused else "of no consequence"] += 1
    try:
        other = in_child(lambda: _otherwise(kb, former, used, refused=refused))
    except ChildFailed as error:
        other = str(error)[-900:]
    return [*faults, *([other] if other else [])]


def _otherwise(kb: Path, former: State, used: State, *, refused: bool) -> str:
    """Say in what a base answers otherwise than it may."""
    from talkgraph.errors import KnowledgeBaseError

    try:
        answers = _answers(kb)
    except KnowledgeBaseError as error:
        return "" if refused else f"verify passes it over, and it does not open: {error}"
    other = differences(answers, used.answers)
    if not other or (refused and not differences(answers, former.answers)):
        return ""
    return f"verify {'refuses' if refused else 'passes it over'}, and it answers otherwise: {other}"


def _answers(kb: Path) -> dict[str, str]:
    from talkgraph.knowledge.entry import open_knowledge_base

    return answers_of(open_knowledge_base(kb))


def _built(trial: Trial, kb: Path) -> list[str]:
    """Build over it, by command: the same sources mend it, others replace it."""
    ground = trial.ground
    state = trial.chance.choice((ground.before, ground.after))
    status, said = run_command(*ground.arguments(state.sources, kb))
    if status == 3 and "move it away" in said:
        return []  # it is something of somebody's own, and is said to be in the way
    if status:
        return [f"the build over it ended with {status}: {said[-900:]}"]
    try:
        other = in_child(lambda: differences(_answers(kb), state.answers))
    except ChildFailed as error:
        other = str(error)[-900:]
    verified, told = run_command("verify", "--kb", str(kb))
    return [
        *([f"the build over it answers otherwise: {other}"] if other else []),
        *([f"after the build over it, verify: {told[-400:]}"] if verified else []),
    ]


COMMANDS: Final[tuple[tuple[str, ...], ...]] = (
    ("stats",),
    ("search", "on call"),
    ("talk", "quay-conf-2031/ropes-that-hold"),
    ("related", "quay-conf-2031/ropes-that-hold"),
    ("themes",),
    ("topics", "list"),
    ("sparql", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c }"),
    ("export",),
    ("iris",),
    ("questions",),
)


# ── the ways ─────────────────────────────────────────────────────────────────────────────────


def _flipped(_: Path, path: Path, chance: random.Random) -> str:
    data = bytearray(path.read_bytes()) or bytearray(1)
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    return f" at byte {place}"


def _overwritten(_: Path, path: Path, chance: random.Random) -> str:
    data = bytearray(path.read_bytes())
    first = chance.randrange(len(data) + 1)
    length = chance.choice((1, 16, 512, 4096))
    data[first : first + length] = chance.choice((bytes(length), chance.randbytes(length)))
    path.write_bytes(data)
    return f" from byte {first}, {length} bytes"


def _cut(_: Path, path: Path, chance: random.Random) -> str:
    size = chance.randrange(path.stat().st_size or 1)
    os.truncate(path, size)
    return f" to {size} bytes"


def _emptied(_: Path, path: Path, __: random.Random) -> str:
    os.truncate(path, 0)
    return ""


def _grown(_: Path, path: Path, chance: random.Random) -> str:
    more = chance.choice((b"\0", b"\n", b" ", chance.randbytes(100), bytes(5000)))
    path.write_bytes(path.read_bytes() + more)
    return f" by {len(more)} bytes"


def _removed(_: Path, path: Path, __: random.Random) -> str:
    path.unlink()
    return ""


def _swapped(kb: Path, path: Path, chance: random.Random) -> str:
    other = chance.choice(sorted(each for each in kb.rglob("*") if each.is_file()))
    mine = path.read_bytes()
    path.write_bytes(other.read_bytes())
    other.write_bytes(mine)
    return f" with {other.relative_to(kb)}"


def _made_a_folder(_: Path, path: Path, __: random.Random) -> str:
    path.unlink()
    path.mkdir()
    return ""


def _made_a_link(kb: Path, path: Path, chance: random.Random) -> str:
    target = chance.choice(("nowhere", str(kb), path.name, "/dev/null", "elsewhere"))
    if target == "elsewhere":
        shutil.copy(path, kb.parent / "elsewhere")
        target = str(kb.parent / "elsewhere")
    path.unlink()
    path.symlink_to(target)
    return f" to {target}"


def _made_a_pipe(_: Path, path: Path, __: random.Random) -> str:
    path.unlink()
    os.mkfifo(path)
    return ""


def _locked_away(_: Path, path: Path, __: random.Random) -> str:
    path.chmod(0)
    return ""


def _joined_by_others(_: Path, path: Path, chance: random.Random) -> str:
    path.with_name("of-somebody").write_bytes(chance.randbytes(50))
    (path.parent / "folder-of-somebody").mkdir(exist_ok=True)
    return ""


def _folder_removed(kb: Path, path: Path, __: random.Random) -> str:
    folder = path.parent
    if folder != kb:
        shutil.rmtree(folder)
        return f": its folder {folder.relative_to(kb)}"
    path.unlink()
    return ""


WAYS: Final[dict[str, Callable[[Path, Path, random.Random], str]]] = {
    "a bit flipped of": _flipped,
    "bytes overwritten of": _overwritten,
    "cut": _cut,
    "emptied": _emptied,
    "grown": _grown,
    "removed": _removed,
    "swapped": _swapped,
    "a folder instead of": _made_a_folder,
    "a link instead of": _made_a_link,
    "a pipe instead of": _made_a_pipe,
    "no rights to": _locked_away,
    "others beside": _joined_by_others,
    "removed with": _folder_removed,
}
