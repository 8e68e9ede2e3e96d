"""How alike two talks are: by the vectors of their passages, and by their words.

Vectors of sentences share a large common direction that says nothing (Arora et al. 2017, "A
simple but tough-to-beat baseline"); it is taken out by subtracting the mean over all passages.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from talkgraph.conclusions.related.kept import PassageVectors, WordWeights
from talkgraph.model import Passage, PassageKind
from talkgraph.model.passages import ANNOUNCED
from talkgraph.search.scores import CONTENT, shares_of, unit
from talkgraph.words import stem, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from talkgraph.search.scores import Floats, Mask, Positions

_TITLE_WEIGHT: Final = 2.0  # of a title, beside 1 for a post
_ROWS: Final = 4096  # passages at a time
_BEST: Final = 3  # the passages of a talk that count when two talks are matched


class TalkVectors:
    """The centred vectors of the passages of a list of talks.

    A passage's row is of length 1 after centring, and so are those of `means` and `titles`, one
    for each talk (zeros where there is none). Quotes are left out: their words are already in
    their posts. `rows` of a talk are positions in the passages given, in order of IRI.
    """

    def __init__(
        self,
        talks: Sequence[str],
        passages: Sequence[Passage],
        vectors: "Floats",
        announced: float = ANNOUNCED,
    ) -> None:
        """Group and centre; row i of `vectors`, float32 of unit length, is passage i's.

        `announced` is what a paragraph of an abstract counts, where something was said too.
        """
        owned: dict[str, list[int]] = {talk: [] for talk in talks}
        for position, passage in enumerate(passages):
            if passage.kind in CONTENT and passage.talk in owned:
                owned[passage.talk].append(position)
        ordered = [sorted(owned[talk], key=lambda p: passages[p].iri) for talk in talks]
        flat = np.array([place for each in ordered for place in each], dtype=np.int64)
        titles = np.array([passages[p].kind is PassageKind.TALK for p in flat], dtype=bool)
        shares = shares_of(passages, announced)[flat]
        weights = np.where(titles, np.float32(_TITLE_WEIGHT), shares)
        centred = np.asarray(vectors, dtype=np.float32)[flat]
        mean = np.zeros(centred.shape[1], dtype=np.float32)
        if len(flat):
            said = centred if titles.all() else centred[~titles]
            mean = said.mean(axis=0, dtype=np.float64).astype(np.float32)
            del said
        centred -= mean
        starts = np.concatenate(([0], np.cumsum([len(each) for each in ordered])))
        owners = np.repeat(np.arange(len(ordered)), [len(each) for each in ordered])
        sums = np.zeros((len(ordered), centred.shape[1]), dtype=np.float32)
        for start in range(0, len(centred), _ROWS):  # a copy of all at a time would be too much
            rows = slice(start, start + _ROWS)
            np.add.at(sums, owners[rows], centred[rows] * weights[rows, None])
            centred[rows] = unit(centred[rows])
        of_titles = np.zeros_like(sums)
        self._centred: Floats | None = centred
        of_titles[owners[titles]] = self._centred[titles]
        self._set(
            PassageVectors(
                passages=flat,
                passage_starts=starts.astype(np.int64),
                shares=shares,
                is_title=titles,
                mean=mean,
                means=unit(sums),
                titles=of_titles,
            ),
            vectors,
        )

    @classmethod
    def stored(cls, kept: PassageVectors, vectors: "Floats") -> Self:
        """Return the one of which this was kept; passages are centred when they are asked for."""
        made = cls.__new__(cls)
        made._centred = None
        made._set(kept, vectors)
        return made

    def _set(self, kept: PassageVectors, vectors: "Floats") -> None:
        self.kept = kept
        self.means, self.titles = kept.means, kept.titles
        self._raw = vectors
        self._starts, self._shares, self._is_title = (
            kept.passage_starts,
            kept.shares,
            kept.is_title,
        )

    def rows(self, talk: int) -> "Positions":
        """Return where the passages of a talk stand among all, in order of IRI."""
        return self.kept.passages[self._starts[talk] : self._starts[talk + 1]]

    def _owners(self) -> "Positions":
        """Return the talk of each of the passages, in their order here."""
        return np.repeat(np.arange(len(self._starts) - 1), np.diff(self._starts))

    def _at(self, places: "slice | Positions") -> "Floats":
        """Return the centred unit vectors of the passages at some places here."""
        if self._centred is not None:
            return self._centred[places]
        return unit(self._raw[self.kept.passages[places]] - self.kept.mean)

    def only_titles(self) -> "Mask":
        """Tell of which talks nothing is known but the title, if that; of shape (talks,)."""
        told = np.bincount(self._owners()[~self._is_title], minlength=len(self.means))
        return np.asarray(told == 0)

    def centred(self, talk: int) -> "Floats":
        """Return the centred unit vectors of one talk's passages, in the order of its `rows`."""
        return self._at(slice(self._starts[talk], self._starts[talk + 1]))

    def best_matches(self, talk: int, others: "Positions | Gathered") -> "Floats":
        """Return how well the passages of a talk and of others match, of shape (others,).

        For each passage its best cosine in the other talk is taken; a talk's three best are
        averaged, and so are the two directions. 0 where one of the two has no passage. An abstract
        matches by its share only. Others to whom many are compared may be `gathered` first.
        """
        if not isinstance(others, Gathered):
            others = self.gathered(others)
        found = np.zeros(others.count, dtype=np.float32)
        mine = self.centred(talk)
        if not len(mine) or not len(others.present):
            return found
        shares = self._shares[self._starts[talk] : self._starts[talk + 1]]
        cosines = mine @ others.centred.T * np.outer(shares, others.shares)
        best = np.maximum.reduceat(cosines, others.starts, axis=1)
        best.sort(axis=0)
        back = _best_of_each(cosines.max(axis=0), others)
        found[others.present] = (best[::-1][:_BEST].mean(axis=0) + back) / 2
        return found

    def gathered(self, talks: "Positions") -> "Gathered":
        """Return the passages of some talks beside each other."""
        lengths = self._starts[talks + 1] - self._starts[talks]
        present = np.flatnonzero(lengths)
        lengths = lengths[present]
        starts = np.cumsum(lengths) - lengths
        columns = np.repeat(self._starts[talks[present]] - starts, lengths)
        columns = columns + np.arange(len(columns))
        return Gathered(
            count=len(talks),
            present=present,
            starts=starts,
            lengths=lengths,
            centred=self._at(columns),
            shares=self._shares[columns],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The passages of some talks, those of one after those of another.

    Of the `count` talks, those `present` have passages, of which each has a row in `centred` and a
    share; `starts` and `lengths` tell whose they are.
    """

    count: int
    present: "Positions"
    starts: "Positions"
    lengths: "Positions"
    centred: "Floats"
    shares: "Floats"


def _best_of_each(values: "Floats", of: Gathered) -> "Floats":
    """Return the mean of the best few values of each talk's."""
    runs = np.repeat(np.arange(len(of.starts)), of.lengths)
    ordered = values[np.lexsort((-values, runs))]
    total = np.zeros(len(of.starts), dtype=np.float32)
    for place in range(_BEST):
        there = of.lengths > place
        total[there] += ordered[of.starts[there] + place]
    means: Floats = (total / np.minimum(of.lengths, _BEST)).astype(np.float32)
    return means


_TITLE_COUNT: Final = 2  # of a word in a title, beside 1 for one in a post


class TalkWords:
    """The TF-IDF vectors of a list of talks: (1 + ln tf) ln((n + 1) / df), of length 1.

    A word that is only announced once where more was said has a tf below 1, which counts as such.
    """

    def __init__(self, kept: WordWeights) -> None:
        """Take the weights of the words of each talk."""
        self.kept = kept

    @classmethod
    def of(
        cls, talks: Sequence[str], passages: Sequence[Passage], announced: float = ANNOUNCED
    ) -> Self:
        """Count the stems of each talk; one that stands in a single talk relates nothing."""
        counts = _stems(talks, passages, announced)
        frequency = Counter(term for each in counts for term in each)
        shared = sorted(term for term, talks_with in frequency.items() if talks_with > 1)
        number = {term: i for i, term in enumerate(shared)}
        rarity = [math.log((len(counts) + 1) / frequency[term]) for term in shared]
        starts: list[int] = [0]
        terms: list[int] = []
        weights: list[float] = []
        for each in counts:
            row = sorted((number[term], count) for term, count in each.items() if term in number)
            shares = [_damped(count) * rarity[term] for term, count in row]
            length = math.sqrt(sum(w * w for w in shares)) or 1.0
            terms.extend(term for term, _ in row)
            weights.extend(share / length for share in shares)
            starts.append(len(terms))
        return cls(
            WordWeights.of_rows(
                np.array(starts, dtype=np.int64),
                np.array(terms, dtype=np.int32),
                np.array(weights, dtype=np.float32),
            )
        )

    def similarities(self, talk: int) -> "Floats":
        """Return the cosines of a talk with every talk, itself included, of shape (talks,)."""
        found = np.zeros(len(self.kept.starts) - 1, dtype=np.float32)
        for term, weight in zip(*self._row(talk), strict=True):
            entries = slice(self.kept.ends[term], self.kept.ends[term + 1])
            found[self.kept.talks[entries]] += weight * self.kept.shared[entries]
        return found

    def similarities_to(self, talk: int, others: "Floats") -> "Floats":
        """Return the cosines of a talk with the talks of `others`, of shape (their number,)."""
        terms, shares = self._row(talk)
        found: Floats = shares @ others[terms]
        return found

    def table(self, talks: "Positions") -> "Floats":
        """Return the words of a few talks, to which many are to be compared: (terms, talks)."""
        weights = np.zeros((len(self.kept.ends) - 1, len(talks)), dtype=np.float32)
        for place, talk in enumerate(talks):
            terms, shares = self._row(int(talk))
            weights[terms, place] = shares
        return weights

    def _row(self, talk: int) -> "tuple[NDArray[np.int32], Floats]":
        entries = slice(self.kept.starts[talk], self.kept.starts[talk + 1])
        return self.kept.terms[entries], self.kept.weights[entries]


def _stems(
    talks: Sequence[str], passages: Sequence[Passage], announced: float
) -> list[dict[str, float]]:
    """Return how often each stem stands in each talk; a word of a title counts twice."""
    position = {talk: i for i, talk in enumerate(talks)}
    counts: list[dict[str, float]] = [{} for _ in talks]
    shares = shares_of(passages, announced).tolist()
    for passage, share in zip(passages, shares, strict=True):
        if passage.kind in CONTENT and passage.talk in position:
            weight = _TITLE_COUNT if passage.kind is PassageKind.TALK else share
            held = counts[position[passage.talk]]
            for word in words(passage.text):
                term = stem(word)
                held[term] = held.get(term, 0.0) + weight
    return counts


def _damped(count: float) -> float:
    return 1 + math.log(count) if count > 1 else count
