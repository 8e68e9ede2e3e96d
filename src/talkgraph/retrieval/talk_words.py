"""What the words of talks say about how alike they are: TF-IDF over inverted lists."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.model import Passage, PassageKind
from talkgraph.retrieval.talk_vectors import CONTENT
from talkgraph.words import stem, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Positions = NDArray[np.int64]

_TITLE_COUNT: Final = 2  # of a word in a title, beside 1 for one in a post


class TalkWords:
    """The TF-IDF vectors of a list of talks: (1 + ln tf) ln((n + 1) / df), of length 1."""

    def __init__(self, talks: Sequence[str], passages: Sequence[Passage]) -> None:
        """Count the stems of each talk; one that stands in a single talk relates nothing."""
        position = {talk: i for i, talk in enumerate(talks)}
        counts: list[Counter[str]] = [Counter() for _ in talks]
        for passage in passages:
            if passage.kind in CONTENT and passage.talk in position:
                weight = _TITLE_COUNT if passage.kind is PassageKind.TALK else 1
                for word in words(passage.text):
                    counts[position[passage.talk]][stem(word)] += weight
        frequency = Counter(term for each in counts for term in each)
        rows = [
            {
                term: (1 + math.log(count)) * math.log((len(counts) + 1) / frequency[term])
                for term, count in sorted(each.items())
                if frequency[term] > 1
            }
            for each in counts
        ]
        lengths = [math.sqrt(sum(w * w for w in row.values())) or 1.0 for row in rows]
        self._rows = [
            {term: weight / length for term, weight in row.items()}
            for row, length in zip(rows, lengths, strict=True)
        ]
        lists: dict[str, list[tuple[int, float]]] = {}
        for talk, row in enumerate(self._rows):
            for term, share in row.items():
                lists.setdefault(term, []).append((talk, share))
        self._lists: dict[str, tuple[Positions, Floats]] = {
            term: (
                np.array([talk for talk, _ in found], dtype=np.int64),
                np.array([weight for _, weight in found], dtype=np.float32),
            )
            for term, found in lists.items()
        }

    def similarities(self, talk: int) -> "Floats":
        """Return the cosines of a talk with every talk, itself included, of shape (talks,)."""
        found = np.zeros(len(self._rows), dtype=np.float32)
        for term, weight in self._rows[talk].items():
            talks, weights = self._lists[term]
            found[talks] += weight * weights
        return found

    def similarities_to(self, talk: int, others: "WordsOf") -> "Floats":
        """Return the cosines of a talk with the talks of `others`, of shape (their number,)."""
        mine = self._rows[talk]
        found = np.zeros(others.weights.shape[1], dtype=np.float32)
        if mine:
            terms = [others.row_of[term] for term in mine]
            shares = np.fromiter(mine.values(), dtype=np.float32, count=len(mine))
            found += shares @ others.weights[terms]
        return found

    def of(self, talks: "Positions") -> "WordsOf":
        """Return the words of a few talks, to which many are to be compared."""
        row_of = {term: i for i, term in enumerate(self._lists)}
        weights = np.zeros((len(row_of), len(talks)), dtype=np.float32)
        for place, talk in enumerate(talks):
            for term, share in self._rows[int(talk)].items():
                weights[row_of[term], place] = share
        return WordsOf(row_of=row_of, weights=weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsOf:
    """The words of a few talks: `weights` has shape (terms, talks); `row_of` finds a term's row."""

    row_of: Mapping[str, int]
    weights: "Floats"
