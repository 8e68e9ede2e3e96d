"""Which passages each topic was found in, the surest first: what a page on a topic begins with.

=======================  ======================================================================
assigned/                content
=======================  ======================================================================
passages.npy             int64: passages, as their places in the table, those of a topic together
starts.npy               int64: where those of each topic begin, and where the last ones end
=======================  ======================================================================
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from talkgraph.errors import unreadable
from talkgraph.model import Passage, PassageKind, Topic, TopicAssignment
from talkgraph.search.files import load_array, save_array

if TYPE_CHECKING:
    from talkgraph.search.scores import Positions

FOLDER: Final = "assigned"
_PASSAGES: Final = "passages.npy"
_STARTS: Final = "starts.npy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """The passages of all topics, of shape (n,), and where each begins, of shape (topics + 1,)."""

    passages: "Positions"
    starts: "Positions"

    @classmethod
    def of(
        cls,
        assignments: Iterable[TopicAssignment],
        passages: Sequence[Passage],
        topics: Sequence[Topic],
    ) -> Self:
        """Put the passages of each topic in order, each once; what is of talks is left out.

        What was only announced comes after what was said; of equally sure ones, the first is first.
        """
        place = {
            passage.iri: row
            for row, passage in enumerate(passages)
            if passage.kind is not PassageKind.TALK
        }
        number = {topic.iri: row for row, topic in enumerate(topics)}
        sure: dict[tuple[int, int], float] = {}
        for each in assignments:
            row = place.get(each.target)
            if row is not None:
                key = number[each.topic], row
                sure[key] = max(each.confidence, sure.get(key, 0.0))
        ordered = sorted(
            (topic, passages[row].kind is PassageKind.ABSTRACT, -confidence, row)
            for (topic, row), confidence in sure.items()
        )
        owners = [topic for topic, *_ in ordered]
        return cls(
            passages=np.array([row for *_, row in ordered], dtype=np.int64),
            starts=np.searchsorted(owners, np.arange(len(topics) + 1)).astype(np.int64),
        )

    def having(self, topic: int) -> "Positions":
        """Return the places of the passages of a topic, which is its place; shape (n,)."""
        return self.passages[self.starts[topic] : self.starts[topic + 1]]

    def save(self, folder: Path) -> None:
        """Write them into a new folder."""
        folder.mkdir()
        save_array(folder / _PASSAGES, self.passages, "int64")
        save_array(folder / _STARTS, self.starts, "int64")

    @classmethod
    def load(cls, folder: Path, passages: int, topics: int) -> Self:
        """Map what `save` wrote of so many passages and topics.

        Raises `KnowledgeBaseDamaged`, naming the file, if it is not of these.
        """
        rows = load_array(folder / _PASSAGES, "int64", 1)
        starts = load_array(folder / _STARTS, "int64", 1)
        if len(rows) and not 0 <= int(rows.min()) <= int(rows.max()) < passages:
            raise unreadable(folder / _PASSAGES, "it names what is not there")
        if len(starts) != topics + 1 or starts[0] or starts[-1] != len(rows):
            raise unreadable(folder / _STARTS, "it is of other topics")
        if (np.diff(starts) < 0).any():
            raise unreadable(folder / _STARTS, "it does not ascend")
        return cls(passages=rows, starts=starts)
