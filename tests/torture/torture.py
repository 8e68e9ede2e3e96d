"""Tries to break what a knowledge base promises, for as long as it is given, and tells what held.

    PYTHONPATH=tests/support:tests/bench python tests/torture/torture.py --minutes 30

Kinds of trials have their shares of the time. The seed is printed; with `--seed` all comes again,
with `--only KIND:NUMBER` (as told of what did not hold) that one alone. Ends with 1 if something
did not hold. Nothing is left behind.
"""

import argparse
import os
import re
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import kinds
from grounds import prepared
from trials import Kind, Runner, say, table

# What forks has no threads, and leaves nothing beside the code.
_ENVIRONMENT: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
_ROOMY: Final = 1 << 30  # bytes
_SHOWN: Final = 12
_TOLD_APART_BY: Final = 120  # characters at the end of what is said


def main() -> int:
    """Try, print a table, and return 1 if something did not hold."""
    options = _options()
    os.environ.update(_ENVIRONMENT)
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    chosen = _chosen(options.only)
    say(f"seed {options.seed}; {options.jobs} trials at a time")
    with tempfile.TemporaryDirectory(
        prefix="torture-", dir=_scratch(), ignore_cleanup_errors=True
    ) as folder:
        ground = prepared(Path(folder).resolve())
        runner = Runner(ground, options.seed, options.jobs, options.keep, short=options.short)
        began = time.monotonic()
        try:
            _run(runner, chosen, options)
        finally:
            runner.end()
    return _told(runner, chosen, options, time.monotonic() - began)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--short", action="store_true", help="a few trials of each kind")
    parser.add_argument("--seed", default=secrets.token_hex(4))
    parser.add_argument("--only", action="append", default=[], metavar="KIND[:NUMBER[.PART]]")
    parser.add_argument("--jobs", type=int, default=max(2, (os.cpu_count() or 2)))
    parser.add_argument("--keep", type=Path, help="where files of what did not hold are kept")
    return parser.parse_args()


def _chosen(only: Sequence[str]) -> list[tuple[Kind, int | None, int | None]]:
    known = {kind.key: kind for kind in kinds.KINDS}
    if not only:
        return [(kind, None, None) for kind in kinds.KINDS]
    chosen = []
    for each in only:
        key, _, place = each.partition(":")
        number, _, part = place.partition(".")
        if key not in known:
            raise SystemExit(f"there is no kind {key!r}: {', '.join(known)}")
        chosen.append((known[key], int(number) if number else None, int(part) if part else None))
    return chosen


def _scratch() -> str | None:
    """Return a folder in memory if there is a roomy one: disks are not what is tried."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ROOMY
    return str(memory) if roomy and "TMPDIR" not in os.environ else None


def _run(
    runner: Runner,
    chosen: Sequence[tuple[Kind, int | None, int | None]],
    options: argparse.Namespace,
) -> None:
    open_ones = [kind for kind, number, _ in chosen if number is None and kind.possible()]
    for kind, number, part in chosen:
        if number is not None:
            runner.these(kind, [number], part)
        elif options.short and kind in open_ones:
            runner.these(kind, range(kind.short))
    if options.short or not open_ones:
        return
    together = [kind for kind in open_ones if not kind.alone]
    alone = [kind for kind in open_ones if kind.alone]
    whole = sum(kind.share for kind in open_ones)
    seconds = options.minutes * 60
    if together:
        runner.for_a_time(together, seconds * sum(kind.share for kind in together) / whole)
    for kind in alone:
        runner.one_at_a_time()
        runner.for_a_time([kind], seconds * kind.share / whole)


def _told(
    runner: Runner,
    chosen: Sequence[tuple[Kind, int | None, int | None]],
    options: argparse.Namespace,
    seconds: float,
) -> int:
    """Print what came of it all; return the exit status."""
    shown = list(dict.fromkeys(kind for kind, _, _ in chosen))
    say("", *table(shown, runner.tallies))
    faults: dict[str, list[str]] = {}
    for name, what in (fault for tally in runner.tallies.values() for fault in tally.faults):
        faults.setdefault(name, []).append(what)
    alike: dict[str, list[str]] = {}
    for name, found in faults.items():
        alike.setdefault(_without_numbers(found[0]), []).append(name)
    for name, *others in alike.values():
        again = f"again: make torture TORTURE='--seed {options.seed} --only {name}'"
        say("", f"{name} did not hold; {again}", *(f"  {what}" for what in faults[name]))
        if others:
            say(f"  and {len(others)} more like it: {' '.join(others[:_SHOWN])}")
    say("", f"{seconds / 60:.1f} minutes, seed {options.seed}")
    return 1 if faults else 0


def _without_numbers(what: str) -> str:
    """Return what tells a fault from others: the end of what was said, but for numbers."""
    return re.sub(r"[0-9a-f]*\d[0-9a-f]*", "", what)[-_TOLD_APART_BY:]


if __name__ == "__main__":
    sys.exit(main())
