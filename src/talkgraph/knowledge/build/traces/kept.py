"""The traces of a generation on disk: what its graph was made of, for the next build.

====================  ==========================================================================
below ``traces/``     content
====================  ==========================================================================
events.jsonl          a trace of each event, one a line
shared.nt             all that events share with others, as N-Triples in order
shared.npy            int32: the lines in it that each event tells, one event after the other
graphs.jsonl          the mark of each source's graph, and what it holds; of some others, too
subjects/NAME.tsv     what is told of each subject of such another graph: its IRI, and a digest
====================  ==========================================================================
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.errors import unreadable
from talkgraph.graph.write.dataset import Content
from talkgraph.graph.write.told.known import Answer, Question
from talkgraph.knowledge.generation import Generation
from talkgraph.model import Diagnostic
from talkgraph.search.files import load_array, load_lines, save_array, save_lines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER: Final = "traces"
EVENTS: Final = f"{FOLDER}/events.jsonl"
_SHARED: Final = f"{FOLDER}/shared.nt"
_LINES: Final = f"{FOLDER}/shared.npy"
_GRAPHS: Final = f"{FOLDER}/graphs.jsonl"
_SUBJECTS: Final = f"{FOLDER}/subjects"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTrace:
    """What is to be known of an event whose triples are not made again.

    `imprint` is the hash of the event and of who is meant in it, `asked` what its writer asked
    beside, with the answers. `verdict` is what SHACL says; `shared` counts the triples that it
    shares with others.
    """

    imprint: str
    asked: tuple[tuple[Question, Answer], ...]
    verdict: tuple[Diagnostic, ...]
    shared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphTrace:
    """What the graph of a source was made of (`mark`: a hash of its events) and holds.

    Other graphs have no mark; see `Kept.subjects`.
    """

    content: Content
    mark: str = ""


class SharedLines:
    """Triples as lines of N-Triples, each with a number for as long as a build takes."""

    def __init__(self, lines: Sequence[bytes] = ()) -> None:
        """Start with the lines of a former build."""
        self._lines = list(lines)
        self._numbers = {line: number for number, line in enumerate(self._lines)}

    def number(self, lines: Sequence[bytes]) -> "NDArray[np.int32]":
        """Return the number of each line."""
        import numpy as np

        for line in lines:
            if line not in self._numbers:
                self._numbers[line] = len(self._lines)
                self._lines.append(line)
        return np.array([self._numbers[line] for line in lines], dtype=np.int32)

    def __getitem__(self, number: int) -> bytes:
        """Return a line by its number."""
        return self._lines[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The traces of a former generation: of events by their imprints, of graphs by their IRIs.

    `numbers` has those of the shared `lines` of each event; `subjects`, of some graphs, what is
    told of each subject (`subjects.BySubject`).
    """

    events: Mapping[str, EventTrace] = field(default_factory=dict)
    numbers: "Mapping[str, NDArray[np.int32]]" = field(default_factory=dict)
    lines: SharedLines = field(default_factory=SharedLines)
    graphs: Mapping[str, GraphTrace] = field(default_factory=dict)
    subjects: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    generation: Generation | None = None


def write_traces(
    folder: Path,
    events: Sequence[EventTrace],
    numbers: "Sequence[NDArray[np.int32]]",
    lines: SharedLines,
    graphs: Mapping[str, GraphTrace],
    subjects: Mapping[str, Mapping[str, str]],
) -> None:
    """Write the traces of a new generation: see `Kept`."""
    import numpy as np

    (folder / FOLDER).mkdir()
    save_lines(folder / EVENTS, events)
    save_lines(folder / _GRAPHS, ((graph, graphs[graph]) for graph in sorted(graphs)))
    (folder / _SUBJECTS).mkdir()
    for graph, told in subjects.items():
        rows = "".join(f"{iri}\t{digest}\n" for iri, digest in sorted(told.items()))
        (folder / _SUBJECTS / _file_of(graph)).write_bytes(rows.encode())
    together = np.concatenate([np.empty(0, dtype=np.int32), *numbers])
    used, places = np.unique(together, return_inverse=True)
    found = [lines[number] for number in used.tolist()]
    order = sorted(range(len(found)), key=found.__getitem__)
    rank = np.empty(len(found), dtype=np.int32)
    rank[order] = np.arange(len(found), dtype=np.int32)
    save_array(folder / _LINES, rank[places], "int32")
    (folder / _SHARED).write_bytes(b"".join(found[each] + b"\n" for each in order))


def read_traces(generation: Generation | None) -> Kept:
    """Return what `write_traces` wrote; nothing of a generation that has none.

    Raises `KnowledgeBaseDamaged`.
    """
    if generation is None or EVENTS not in generation.manifest.files:
        return Kept()
    folder = generation.folder
    events = tuple(load_lines(folder / EVENTS, EventTrace))
    numbers = load_array(folder / _LINES, "int32", 1).copy()  # not mapped: the file may go
    lines = (folder / _SHARED).read_bytes().split(b"\n")[:-1]
    if sum(each.shared for each in events) != len(numbers):
        raise unreadable(folder / _LINES, f"{len(numbers)} numbers")
    of_events, start = {}, 0
    for each in events:
        of_events[each.imprint] = numbers[start : start + each.shared]
        start += each.shared
    graphs = dict(load_lines(folder / _GRAPHS, tuple[str, GraphTrace]))
    return Kept(
        events={each.imprint: each for each in events},
        numbers=of_events,
        lines=SharedLines(lines),
        graphs=graphs,
        subjects={
            g: _subjects(folder / _SUBJECTS / _file_of(g)) for g in graphs if not graphs[g].mark
        },
        generation=generation,
    )


def _subjects(path: Path) -> Mapping[str, str]:
    rows = (row.partition("\t") for row in path.read_text(encoding="utf-8").split("\n")[:-1])
    return {iri: digest for iri, _, digest in rows}


def _file_of(graph: str) -> str:
    return f"{graph.rpartition('/')[2]}.tsv"
