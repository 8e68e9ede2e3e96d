"""How alike talks are, by meaning and by words, and which are nearest each other.

Likeness is the cosine of what talks mean (the mean of their passages, less what all have in
common) plus half the cosine of their words (TF-IDF), each as deviations from its mean over all
pairs: so both count in any field, whatever an encoder or a vocabulary makes of it. Neighbours are
chosen from those that the vector index and the rarer words put forward, so that the cost grows
with the number of talks and not with its square.
"""

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from talkgraph.search.scores import unit
from talkgraph.search.vectors import FaissIndex
from talkgraph.words import stem, words

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from talkgraph.search.scores import Floats, Positions

_NEAREST: Final = 10  # neighbours of a talk
_PUT_FORWARD: Final = 40  # by meaning, and as many by words
_WORDS: Final = 0.5  # what likeness by words counts, that by meaning being 1
_COMMON: Final = 0.2  # of the talks; a word in more of them tells nothing apart
_LEAST: Final = 1.0  # of neighbours: as alike as one standard deviation
_RARE: Final = 50  # talks; what is in more of them puts no neighbour forward
_SAMPLE: Final = 1000  # talks, of which all pairs give the scale
_APPROXIMATE_FROM: Final = 4000
_ROWS: Final = 512

Neighbours = Sequence[dict[int, float]]
"""For each talk the likeness of its neighbours, by position; if b is a's neighbour, a is b's."""


class Likeness:
    """Compares talks, given by their positions."""

    def __init__(self, texts: Sequence[str], vectors: "Floats") -> None:
        """Compare talks of which these are the whole texts and mean vectors, of length 1."""
        self.meaning = np.ascontiguousarray(unit(vectors - _mean(vectors)), dtype=np.float32)
        self.words = tf_idf(texts)

    @cached_property
    def neighbours(self) -> Neighbours:
        """The nearest of each talk, and those that it is among the nearest of."""
        found: list[dict[int, float]] = [{} for _ in range(self.words.shape[0])]
        left, right = self._put_forward()
        scores = self._of_pairs(left, right)
        enough = scores >= _LEAST
        one, other = left[enough], right[enough]
        talks, others = np.concatenate((one, other)), np.concatenate((other, one))
        alike = np.tile(scores[enough], 2)
        order = np.lexsort((others, -alike, talks))
        ranks = np.arange(len(order)) - np.searchsorted(talks[order], talks[order])
        nearest = order[ranks < _NEAREST]
        one, other, alike = talks[nearest], others[nearest], alike[nearest]
        talks, others = np.concatenate((one, other)), np.concatenate((other, one))
        order = np.lexsort((others, talks))
        talks, others, alike = talks[order], others[order], np.tile(alike, 2)[order]
        pairs = zip(talks.tolist(), others.tolist(), alike.tolist(), strict=True)
        for a, b, likeness in pairs:
            found[a][b] = likeness
        return found

    def within(self, members: Sequence[int]) -> float:
        """Return the mean likeness of all pairs of some talks; 0 if there is no pair.

        Of talks drawn at random it is about 0.
        """
        count = len(members)
        if count < 2:
            return 0.0
        pairs = count * (count - 1)
        meaning = self.meaning[members].sum(axis=0, dtype=np.float64)
        said = np.asarray(self.words[members].sum(axis=0), dtype=np.float64).ravel()
        # The products of the sums have each talk with itself, too.
        meaning_cosine = (meaning @ meaning - self._lengths[0][members].sum()) / pairs
        said_cosine = (said @ said - self._lengths[1][members].sum()) / pairs
        return float(self._joined(meaning_cosine, said_cosine))

    def _put_forward(self) -> "tuple[Positions, Positions]":
        """Return pairs of talks that may be near each other: each once, in order."""
        index = FaissIndex(self.meaning, approximate_from=_APPROXIMATE_FROM)
        by_meaning, _ = index.search(self.meaning, _PUT_FORWARD + 1)
        pairs = [(np.repeat(np.arange(len(by_meaning)), by_meaning.shape[1]), by_meaning.ravel())]
        spread = np.bincount(self.words.indices, minlength=self.words.shape[1])
        rare = self.words[:, np.flatnonzero(spread <= _RARE)].tocsr()
        for start in range(0, rare.shape[0], _ROWS):
            block = (rare[start : start + _ROWS] @ rare.T).tocsr()
            for row in range(block.shape[0]):
                here = slice(block.indptr[row], block.indptr[row + 1])
                others, values = block.indices[here], np.round(block.data[here], 6)
                best = others[np.lexsort((others, -values))][: _PUT_FORWARD + 1]
                pairs.append((np.full(len(best), start + row), best))
        one, other = (np.concatenate(each) for each in zip(*pairs, strict=True))
        both = np.unique(np.stack([np.minimum(one, other), np.maximum(one, other)]), axis=1)
        left, right = both[:, both[0] < both[1]].astype(np.int64)
        return left, right

    def _of_pairs(self, left: "Positions", right: "Positions") -> "Floats":
        found = np.empty(len(left), dtype=np.float32)
        for start in range(0, len(left), 16 * _ROWS):
            a, b = left[start : start + 16 * _ROWS], right[start : start + 16 * _ROWS]
            meaning = np.einsum("ij,ij->i", self.meaning[a], self.meaning[b])
            said = np.asarray(self.words[a].multiply(self.words[b]).sum(axis=1)).ravel()
            found[start : start + len(a)] = self._joined(meaning, said)
        return np.round(found, 4)

    @cached_property
    def _lengths(self) -> "tuple[Floats, Floats]":
        """The cosine of each talk with itself: 1, or 0 where it has no vector or no words."""
        said = np.asarray(self.words.multiply(self.words).sum(axis=1)).ravel()
        return np.einsum("ij,ij->i", self.meaning, self.meaning), said

    @cached_property
    def _scale(self) -> tuple[float, float, float, float]:
        count = self.words.shape[0]
        some = np.unique(np.linspace(0, count - 1, min(count, _SAMPLE)).astype(np.int64))
        pairs = np.triu_indices(len(some), 1)
        meaning = (self.meaning[some] @ self.meaning[some].T)[pairs]
        said = (self.words[some] @ self.words[some].T).toarray()[pairs]
        return (*_mean_and_deviation(meaning), *_mean_and_deviation(said))

    def _joined(self, meaning: "Any", said: "Any") -> "Any":  # noqa: ANN401 - numbers or arrays
        mean, deviation, mean_said, deviation_said = self._scale
        return (meaning - mean) / deviation + _WORDS * (said - mean_said) / deviation_said


def tf_idf(texts: Sequence[str]) -> "csr_array":
    """Return the words of texts, weighed and of length 1: shape (texts, words), float64.

    The weight is (1 + ln f)(1 + ln(n / d)): f is how often a word stands in the text, d in how
    many of the n texts; words of one text, or of more than a fifth of them, are left out.
    """
    from scipy.sparse import csr_array

    counts = [Counter(stem(word) for word in words(text)) for text in texts]
    spread = Counter(word for each in counts for word in each)
    most = max(2.0, _COMMON * len(texts))
    column = {w: i for i, w in enumerate(sorted(w for w, d in spread.items() if 2 <= d <= most))}
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    for each in counts:
        row = {
            column[word]: (1 + math.log(count)) * (1 + math.log(len(texts) / spread[word]))
            for word, count in each.items()
            if word in column
        }
        length = math.sqrt(sum(value * value for value in row.values())) or 1.0
        indices += sorted(row)
        data += [row[place] / length for place in sorted(row)]
        starts.append(len(indices))
    return csr_array((data, indices, starts), shape=(len(texts), len(column)))


def _mean(vectors: "Floats") -> "Floats":
    if not len(vectors):
        return np.zeros(vectors.shape[1], dtype=np.float32)
    middle: Floats = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    return middle


def _mean_and_deviation(values: "Floats") -> tuple[float, float]:
    if not len(values):
        return 0.0, 1.0
    return float(values.mean()), max(float(values.std()), 1e-3)
