"""How the time that it takes to read files grows with their bytes."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hostile_files import FILES, Made, Pattern

from talkgraph.errors import NotesUnreadable
from talkgraph.knowledge.build.named_graphs import Told
from talkgraph.knowledge.build.passages import passages_of
from talkgraph.knowledge.build.sources import gather
from talkgraph.model import Hints, Reading, SourceFile
from talkgraph.model.names import Names
from talkgraph.sources import registry

NAMED: Final = Hints(event="QuayConf 2031")
TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How long files of two sizes took, in seconds of this process, and how many bytes they had."""

    small: float
    large: float
    small_bytes: int
    large_bytes: int

    @property
    def exponent(self) -> float:
        """The power of the size by which the time grew: 1 is in proportion, 2 the square."""
        times = max(self.large, 1e-6) / max(self.small, 1e-6)
        return math.log(times) / math.log(max(self.large_bytes / self.small_bytes, 1.01))

    @property
    def milliseconds_a_kilobyte(self) -> float:
        """What the larger files took for their size."""
        return 1e6 * self.large / self.large_bytes


def growth(made: Made, sizes: tuple[int, int], *, told: bool = False) -> Growth:
    """Measure reading at two sizes and, if what is read is `told`, what is then made of it."""
    small, large = (_measured(made(size), told=told) for size in sizes)
    return Growth(small=small[0], large=large[0], small_bytes=small[1], large_bytes=large[1])


def steepest(
    made: Made, sizes: tuple[int, int], *, told: bool = False, bound: float, least: float
) -> Growth:
    """Measure again as long as it looks steeper than `bound`; return the flattest of a few tries.

    Other processes only ever add to a time. What takes less than `least` seconds tells nothing.
    """
    found = growth(made, sizes, told=told)
    for _ in range(TRIES - 1):
        if found.large < least or found.exponent <= bound:
            break
        found = min(found, growth(made, sizes, told=told), key=lambda each: each.exponent)
    return found


def _measured(files: Mapping[str, str], *, told: bool) -> tuple[float, int]:
    with TemporaryDirectory() as folder:
        sources = []
        count = 0
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            count += path.write_bytes(text.encode("utf-8", "surrogatepass"))
            sources.append(SourceFile(path=path, name=name))
        started = time.process_time()
        readings = registry.read_all(sources, NAMED)
        if told:
            tell(readings)
        return time.process_time() - started, count


def tell(readings: Sequence[Reading]) -> int:
    """Make of readings what a build makes of each source by itself; return how much that is."""
    try:
        facts = gather(readings)
    except NotesUnreadable:
        return 0
    names = Names()
    passages = sum(len(passages_of(event, names, facts.people)) for event in facts.events)
    return passages + sum(len(list(said.own)) for _, said in Told(facts=facts, names=names))


def some_of(reader: str, most: int) -> tuple[Pattern, ...]:
    """Return patterns of a reader, spread over all that it has."""
    patterns = FILES[reader]
    step = max(1, -(-len(patterns) // most))
    return patterns[::step]
