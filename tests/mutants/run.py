"""Plants small faults in the core, one at a time, and counts those that its tests notice.

python tests/mutants/run.py FOLDER [--share SHARE] [--keep] [PATTERN ...]

What is mutated and which tests are run stands in `[tool.mutmut]` of pyproject.toml. All of it
happens in a copy of the project in FOLDER, where `mutmut show NAME` then shows a fault.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

PROJECT: Final = Path(__file__).resolve().parents[2]
LEAST: Final = 0.85
_COPIED: Final = ("src", "tests", "ontology")
_UNNOTICED: Final = {0: "survived", 5: "no test", 33: "no test"}  # exit codes of mutmut


def main() -> int:
    """Run, print a table, and return 1 where fewer faults are noticed than have to be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--share", type=float, default=1.0, help="of the mutants, by chance")
    parser.add_argument("--keep", action="store_true", help="run only what was not noticed")
    parser.add_argument("patterns", nargs="*", help="mutants to run, such as '*.works.*'")
    options = parser.parse_intermixed_args()
    folder: Path = options.folder
    copy_project(folder, keep=options.keep)
    run_mutmut(folder, ["none"])  # makes the mutants, and ends because none is so named
    names = chosen(verdicts(folder), options.patterns, options.share)
    run_mutmut(folder, names)
    return report(verdicts(folder), names, folder)


def copy_project(folder: Path, *, keep: bool) -> None:
    """Copy what mutmut needs; without `keep`, forget what an earlier run found."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*_COPIED, *(() if keep else ("mutants",))):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in _COPIED:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, folder / name, ignore=ignored)
    shutil.copy2(PROJECT / "pyproject.toml", folder)


def run_mutmut(folder: Path, names: Sequence[str]) -> None:
    """Run the named mutants; what comes of it stands in the folder."""
    program = Path(sys.executable).with_name("mutmut")
    environment = {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # a part of a second for each of thousands of runs
        "PYTHONPATH": "",
        "OMP_NUM_THREADS": "1",  # threads do not survive the fork in which each mutant runs
        "OPENBLAS_NUM_THREADS": "1",
    }
    subprocess.run(
        [program, "run", *names],
        cwd=folder,
        env=environment,
        check=False,
        stdout=(folder / "log.txt").open("w"),
        stderr=subprocess.STDOUT,
    )


def verdicts(folder: Path) -> dict[str, dict[str, int | None]]:
    """Return, for each module, the exit code of each mutant's tests, or `None` if not run."""
    root = folder / "mutants" / "src" / "talkgraph"
    return {
        str(path.relative_to(root).with_suffix("")): json.loads(path.read_text())[
            "exit_code_by_key"
        ]
        for path in sorted(root.rglob("*.py.meta"))
    }


def chosen(
    found: Mapping[str, Mapping[str, int | None]], patterns: Sequence[str], share: float
) -> list[str]:
    """Return the mutants to run: of each module the same share, always the same ones."""
    names: list[str] = []
    for codes in found.values():
        open_ones = sorted(
            name
            for name, code in codes.items()
            if (code is None or code in _UNNOTICED)
            and (not patterns or any(fnmatch(name, pattern) for pattern in patterns))
        )
        count = round(share * len(open_ones))
        names += sorted(random.Random(0).sample(open_ones, count))
    return names


def report(
    found: Mapping[str, Mapping[str, int | None]], names: Sequence[str], folder: Path
) -> int:
    """Print how many mutants of each module were noticed, and keep the names of the others."""
    table = Table()
    table.add_column("module", no_wrap=True)
    for head in ("mutants", "noticed", "survived", "no test", "share"):
        table.add_column(head, justify="right")
    total: Counter[str] = Counter()
    missed: list[str] = []
    for module, codes in found.items():
        run = {name: code for name, code in codes.items() if code is not None}
        counts = Counter(_UNNOTICED.get(code, "noticed") for code in run.values())
        total += counts
        missed += [f"{name}\t{_UNNOTICED[c]}" for name, c in run.items() if c in _UNNOTICED]
        if run:
            table.add_row(module, *_figures(counts))
    table.add_section()
    table.add_row("all", *_figures(total))
    (folder / "survivors.txt").write_text("\n".join(sorted(missed)) + "\n")
    shown = Console(width=100)
    shown.print(table)
    if not total or (not names and not missed):
        shown.print(f"no mutant was run: see {folder / 'log.txt'}")
        return 1
    shown.print(f"those that were not noticed: {folder / 'survivors.txt'}")
    return 0 if total["noticed"] >= LEAST * total.total() else 1


def _figures(counts: Counter[str]) -> tuple[str, ...]:
    share = counts["noticed"] / counts.total() if counts else 0.0
    kinds = ("noticed", "survived", "no test")
    return (str(counts.total()), *(str(counts[kind]) for kind in kinds), f"{share:.1%}")


if __name__ == "__main__":
    sys.exit(main())
