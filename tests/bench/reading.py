"""How long every hostile text takes to be read, and how that grows with its bytes.

Run ``PYTHONPATH=tests/support python tests/bench/reading.py`` in the project's environment, with
``--reader ICalendar`` for one reader, ``--only quotes`` for patterns with a word in their name, and
``--told`` to count what is made of what is read, too: passages, quotes and triples. Printed are the
patterns that take more than in proportion to their bytes, and the costliest of each reader.
"""

import argparse
import sys

from grown import Growth, steepest
from hostile_files import FILES, Pattern


def main() -> int:
    """Print what grows too fast; return 1 if there is such a pattern."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", action="append", choices=sorted(FILES))
    parser.add_argument("--only", default="")
    parser.add_argument("--sizes", type=int, nargs=2, default=(64_000, 256_000))
    parser.add_argument("--bound", type=float, default=1.25)
    parser.add_argument("--every", type=int, default=1, help="try every so manyth pattern")
    parser.add_argument("--told", action="store_true")
    asked = parser.parse_args()
    steep = 0
    for reader in asked.reader or FILES:
        patterns = [each for each in FILES[reader] if asked.only in each.name][:: asked.every]
        found: list[tuple[Growth, Pattern]] = []
        for pattern in patterns:
            grew = steepest(
                pattern.made, tuple(asked.sizes), told=asked.told, bound=asked.bound, least=0.05
            )
            found.append((grew, pattern))
            if grew.exponent > asked.bound and grew.large > 0.05:
                steep += 1
                say("steep", reader, pattern.name, grew)
        found.sort(key=lambda each: -each[0].milliseconds_a_kilobyte)
        for grew, pattern in found[:5]:
            say("costly", reader, pattern.name, grew)
        sys.stdout.write(f"{reader}: {len(patterns)} patterns\n")
    return 1 if steep else 0


def say(what: str, reader: str, name: str, grew: Growth) -> None:
    """Print one pattern."""
    sys.stdout.write(
        f"{what:7s}{reader:20s}{name:60s}{grew.large_bytes / 1000:8.0f} kB"
        f"{grew.milliseconds_a_kilobyte:8.2f} ms/kB  exponent {grew.exponent:.2f}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
