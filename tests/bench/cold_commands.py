"""What a command costs from the shell: CPU time as a multiple of ``python -c "import numpy"``.

Run ``python tests/bench/cold_commands.py --kb KB`` in the project's environment. Commands and the
import take turns, so that a busy machine slows all of them; the medians and their ratios are
printed. Modules are compiled beforehand, as they are wherever talkgraph is installed; with
``--uncompiled`` each process compiles them.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import talkgraph

SPARQL: Final = "SELECT * { ?s a tg:Talk } LIMIT 5"
TARGETS: Final[Mapping[str, float]] = {"search": 4.5, "related": 3.5, "talk": 2.5, "sparql": 2.5}


def commands(kb: Path, query: str) -> dict[str, list[str]]:
    """Return the arguments of Python for each command, and for the import."""
    talk = next(iter(talkgraph.open(kb).records.values())).name
    asked = {"search": query, "related": talk, "talk": talk, "sparql": SPARQL}
    run = {name: ["-m", "talkgraph", name, text, "--kb", str(kb)] for name, text in asked.items()}
    return {"import numpy": ["-c", "import numpy"], **run}


def seconds(arguments: Sequence[str], environment: Mapping[str, str]) -> float:
    """Run Python once; return the CPU time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print a row for each command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kb", type=Path, required=True)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--query", default="on-call burnout")
    parser.add_argument("--uncompiled", action="store_true")
    given = parser.parse_args()
    asked = commands(given.kb, given.query)
    with tempfile.TemporaryDirectory() as compiled:
        own = {"PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        if given.uncompiled:
            own = {"PYTHONDONTWRITEBYTECODE": "1"}
        environment = {**os.environ, **own}
        spent: dict[str, list[float]] = {name: [] for name in asked}
        for turn in range(given.times + 1):
            for name, arguments in asked.items():
                spent[name] += [seconds(arguments, environment)] if turn else []
                if not turn:  # compiles, and has the files in memory
                    seconds(arguments, environment)
    unit = statistics.median(spent["import numpy"])
    sys.stdout.write(f"{'CPU':16s}{'seconds':>9s}{'ratio':>8s}{'wanted':>8s}\n")
    for name, each in spent.items():
        median = statistics.median(each)
        wanted = f"{TARGETS[name]:8.1f}" if name in TARGETS else ""
        sys.stdout.write(f"{name:16s}{median:9.3f}{median / unit:8.2f}{wanted}\n")


if __name__ == "__main__":
    main()
