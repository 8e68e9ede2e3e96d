"""How a build grows with the number of files: the table in the README's limits.

Run ``python tests/bench/growth.py 5 50 500`` in the project's environment. Each figure comes
from a process of its own; memory is the peak resident size that the operating system reports.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generated import notes, write

_CHILD = """
import json, resource, sys, time
from pathlib import Path
started = time.perf_counter()
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.settings import Settings
stages, last = {}, [None, 0.0]
def progress(stage, done, total):
    now = time.perf_counter()
    if last[0] is not None:
        stages[last[0]] = stages.get(last[0], 0.0) + now - last[1]
    last[:] = [stage, now]
request = BuildRequest(sources=(Path(sys.argv[1]),), kb=Path(sys.argv[2]),
                       settings=Settings(model=sys.argv[3]))
report = build(request, progress)
progress("", 0, 0)
print(json.dumps({"seconds": time.perf_counter() - started, "stages": stages,
                  "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                  "triples": report.counts["triples"], "passages": report.counts["passages"],
                  "embedded": report.counts["embedded"], "changed": report.changed}))
"""


def run(sources: Path, kb: Path, model: str) -> dict[str, float]:
    """Build in a new process; return its figures."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(sources), str(kb), model],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures | {"wall": time.perf_counter() - started}


def main() -> None:
    """Print one row per number of files: from scratch, one file changed, nothing changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=int, default=[5, 50, 500])
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    parser.add_argument("--sources", type=Path, help="measure on these notes instead")
    arguments = parser.parse_args()
    out = sys.stdout
    out.write("| files | passages | triples | full s | one changed | none changed | peak MB |\n")
    out.write("|---|---|---|---|---|---|---|\n")
    for files in arguments.files:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "notes"
            if arguments.sources:
                folder.mkdir()
                for source in sorted(arguments.sources.glob("*.md")):
                    (folder / source.name).write_bytes(source.read_bytes())
            else:
                write(folder, files)
            full = run(folder, Path(place) / "kb", arguments.model)
            none = run(folder, Path(place) / "kb", arguments.model)
            changed = sorted(folder.glob("*.md"))[0]
            text = changed.read_text(encoding="utf-8") if arguments.sources else notes(files)
            if arguments.sources:
                text = text.replace("\n> ", "\n> Indeed: ", 3)
            changed.write_text(text, encoding="utf-8")
            one = run(folder, Path(place) / "kb", arguments.model)
            out.write(
                f"| {len(list(folder.glob('*.md')))} | {full['passages']} | {full['triples']} "
                f"| {full['wall']:.1f} | {100 * one['wall'] / full['wall']:.0f} % "
                f"| {none['wall']:.2f} s | {full['peak MB']:.0f} |\n"
            )
            out.write(f"  full: {json.dumps(full['stages'])}\n  one: {json.dumps(one['stages'])}\n")
            out.flush()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    out.write(f"largest process: {peak:.0f} MB\n")


if __name__ == "__main__":
    main()
