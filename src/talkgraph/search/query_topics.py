"""Expands a query by the topic vocabulary: what it is about, whatever words it uses.

"Pager fatigue" says neither "on-call" nor "alert fatigue"; its vector and its words are near
those two topics, and so it reaches the talks that are about them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.model import TalkRecord, Topic
from talkgraph.search.scores import Weights, standardise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from talkgraph.protocols import LexicalIndex

    Numbers = NDArray[np.float32]

_SURE: Final = 0.1  # the share of a query's topics from which on one is worth naming


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicProfile:
    """What a query is about: a share for each topic, summing to 1, and its cosine with each."""

    shares: "Numbers"
    cosines: "Numbers"


class TopicSpace:
    """The topic vocabulary as search sees it."""

    def __init__(
        self, topics: Sequence[Topic], vectors: "Numbers", lexical: "LexicalIndex"
    ) -> None:
        """Take the topics, with one unit vector and one text of the lexical index for each.

        `vectors` is float32 of shape (topics, dimension).
        """
        self.labels = {topic.iri: topic.label for topic in topics}
        self._columns = {topic.iri: column for column, topic in enumerate(topics)}
        self._iris = tuple(topic.iri for topic in topics)
        self._vectors = np.asarray(vectors, dtype=np.float32)
        self._lexical = lexical
        between = (self._vectors @ self._vectors.T)[np.triu_indices(len(self._iris), 1)]
        # The encoder's own scale: how near texts about different things are to each other.
        self.mean = float(between.mean()) if between.size else 0.0
        self.deviation = max(float(between.std()), 1e-3) if between.size else 1.0

    def __len__(self) -> int:
        """Return how many topics there are."""
        return len(self._iris)

    def profile(self, query: str, vector: "Numbers", weights: Weights) -> TopicProfile:
        """Return what a query is about, given its vector of shape (dimension,)."""
        cosines: Numbers = np.einsum("ij,j->i", self._vectors, vector)
        lexical = standardise(self._lexical.scores(query))
        nearness = standardise(cosines) + np.float32(weights.labels) * lexical
        shares = np.exp(np.float32(weights.sharpness) * (nearness - nearness.max(initial=0.0)))
        return TopicProfile(shares=shares / max(shares.sum(), 1e-9), cosines=cosines)

    def confidences(self, records: Sequence[TalkRecord]) -> "Numbers":
        """Return each talk's confidence in each topic: shape (records, topics)."""
        table = np.zeros((len(records), len(self._iris)), dtype=np.float32)
        for row, record in enumerate(records):
            for iri, confidence in record.topics.items():
                if iri in self._columns:
                    table[row, self._columns[iri]] = confidence
        return table

    def about(self, profile: TopicProfile) -> frozenset[str]:
        """Return the IRIs of the topics that make up a good part of what a query is about."""
        return frozenset(self._iris[column] for column in np.flatnonzero(profile.shares >= _SURE))
