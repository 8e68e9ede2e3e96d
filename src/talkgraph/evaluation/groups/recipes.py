"""Plain recipes to compare with: each a few lines, none knows a vocabulary or a rule of ours.

- mean vectors: the cosine of the mean of each talk's passage vectors, less what all talks share;
- TF-IDF: the cosine of words and pairs of words, those in more than a fifth of the talks left out;
- sum 1 + 0.5: both as standard scores over all talks, the words counting half as much;
- sum 1 + 1: the same, the words counting as much;
- k-means of the mean vectors, told how many groups there are and which talks are in one.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.knowledge.base import KnowledgeBase

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Doubles = NDArray[np.float64]

MEAN_VECTORS: Final = "mean vectors"
TF_IDF: Final = "TF-IDF"
K_MEANS: Final = "k-means"
_SUMS: Final = {"sum 1 + 0.5": 0.5, "sum 1 + 1": 1.0}
RECIPES: Final = (MEAN_VECTORS, TF_IDF, *_SUMS)

_WORD: Final = re.compile(r"\w\w+")
_COMMON: Final = 0.2  # of the talks; a word in more of them tells nothing apart
_STEPS: Final = 50
_STARTS: Final = 5
_SEED: Final = 20191002


class Recipes:
    """Scores some talks (IRIs), and groups them, by the plain recipes."""

    def __init__(self, kb: KnowledgeBase, talks: Sequence[str]) -> None:
        """Compare these talks, by all their passages."""
        self.talks = tuple(talks)
        self._kb = kb
        place = {iri: number for number, iri in enumerate(self.talks)}
        rows = kb.vectors()
        texts: list[list[str]] = [[] for _ in self.talks]
        sums = np.zeros((len(self.talks), rows.shape[1]), dtype=np.float64)
        for passage, vector in zip(kb.passages(), rows, strict=True):
            if passage.talk in place:
                texts[place[passage.talk]].append(passage.text)
                sums[place[passage.talk]] += vector
        means = _unit(sums)
        self._vectors = _unit(means - means.mean(axis=0))
        self._words = _Words(["\n".join(each) for each in texts])

    def near(self, talk: int) -> "Mapping[str, Doubles]":
        """Return, by recipe, how alike every talk is to one (its place), of shape (talks,)."""
        meaning = self._vectors @ self._vectors[talk]
        words = self._words.of_row(talk)
        # A talk is as like itself as can be, which says nothing of the scale.
        others = np.arange(len(self.talks)) != talk
        return _all(meaning, words, others)

    def found(self, query: str) -> "Mapping[str, Doubles]":
        """Return, by recipe, how well every talk answers a query, of shape (talks,)."""
        [vector] = self._kb.embed([query])
        meaning = self._vectors @ vector.astype(np.float64)
        words = self._words.of_text(query)
        return _all(meaning, words, np.ones(len(self.talks), dtype=np.bool_))

    def k_means(self, count: int) -> tuple[int, ...]:
        """Return the cluster of each talk, of `count` clusters; the same every time."""
        import faiss

        vectors = np.ascontiguousarray(self._vectors, dtype=np.float32)
        found = faiss.Kmeans(
            vectors.shape[1],
            count,
            niter=_STEPS,
            nredo=_STARTS,
            seed=_SEED,
            spherical=True,
            min_points_per_centroid=1,
        )
        found.train(vectors)
        _, nearest = found.index.search(vectors, 1)
        return tuple(int(each) for each in nearest[:, 0])


class _Words:
    """TF-IDF of words and pairs: (1 + ln f)(1 + ln((1 + n) / (1 + d))), of length 1."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [_terms(text) for text in texts]
        spread = Counter(term for each in counts for term in each)
        most = max(2.0, _COMMON * len(texts))
        kept = sorted(term for term, talks in spread.items() if 2 <= talks <= most)
        self._column = {term: number for number, term in enumerate(kept)}
        seen = np.array([spread[term] for term in kept], dtype=np.float64)
        self._rarity = 1 + np.log((1 + len(texts)) / (1 + seen))
        self._rows = self._weighed(counts)

    def of_row(self, row: int) -> "Doubles":
        """Return the cosine of every text with one of them."""
        return np.asarray((self._rows @ self._rows[[row]].T).todense(), dtype=np.float64).ravel()

    def of_text(self, text: str) -> "Doubles":
        """Return the cosine of every text with another."""
        other = self._weighed([_terms(text)])
        return np.asarray((self._rows @ other.T).todense(), dtype=np.float64).ravel()

    def _weighed(self, counts: "Sequence[Counter[str]]") -> "csr_array":
        from scipy.sparse import csr_array

        values: list[float] = []
        columns: list[int] = []
        starts = [0]
        for each in counts:
            places = sorted(self._column[term] for term in each if term in self._column)
            by_place = {self._column[term]: n for term, n in each.items() if term in self._column}
            times = np.array([by_place[place] for place in places], dtype=np.float64)
            row = (1 + np.log(times)) * self._rarity[places] if places else times
            length = float(np.linalg.norm(row)) or 1.0
            values.extend((row / length).tolist())
            columns.extend(places)
            starts.append(len(columns))
        return csr_array((values, columns, starts), shape=(len(counts), len(self._column)))


def _terms(text: str) -> "Counter[str]":
    words = _WORD.findall(text.casefold())
    return Counter([*words, *(f"{a} {b}" for a, b in pairwise(words))])


def _all(
    meaning: "Doubles", words: "Doubles", counted: "NDArray[np.bool_]"
) -> dict[str, "Doubles"]:
    one, other = _standard(meaning, counted), _standard(words, counted)
    sums = {name: one + share * other for name, share in _SUMS.items()}
    return {MEAN_VECTORS: meaning, TF_IDF: words, **sums}


def _standard(values: "Doubles", counted: "NDArray[np.bool_]") -> "Doubles":
    some = values[counted]
    deviation = float(some.std()) if len(some) else 0.0
    return (values - some.mean()) / deviation if deviation else np.zeros_like(values)


def _unit(rows: "Doubles") -> "Doubles":
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float64)
