"""Expands a query by the topic vocabulary: what it is about, whatever words it uses.

"Pager fatigue" says neither "on-call" nor "alert fatigue"; its vector is near those two topics, and
so it reaches the talks that are about them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.model import Topic
from talkgraph.search.once import once
from talkgraph.search.scores import Weights, scale_between, standardise
from talkgraph.search.stored.columns import Columns

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats

_SURE: Final = 0.1  # the share of a query's topics from which on one is worth naming


class TopicSpace:
    """The topic vocabulary as search sees it."""

    def __init__(
        self,
        topics: Sequence[Topic],
        vectors: "Floats",
        agreement: float = 1.0,
    ) -> None:
        """Take the topics, with one unit vector for each.

        `vectors` is float32 of shape (topics, dimension); `agreement`, 0 to 1, says how far the
        topics of talks agree with what else they have in common.
        """
        self.agreement = agreement
        self.labels = {topic.iri: topic.label for topic in topics}
        self._columns = {topic.iri: column for column, topic in enumerate(topics)}
        self._iris = tuple(topic.iri for topic in topics)
        self._vectors = np.asarray(vectors, dtype=np.float32)

    @once
    def scale(self) -> tuple[float, float]:
        """Mean and deviation of the cosines between topics: an encoder's own scale."""
        return scale_between(self._vectors)

    def __len__(self) -> int:
        """Return how many topics there are."""
        return len(self._iris)

    def profile(self, vector: "Floats", weights: Weights) -> "Floats":
        """Return what a query is about: a share for each topic, summing to 1.

        `vector` is that of the query, of shape (dimension,).
        """
        nearness = standardise(np.einsum("ij,j->i", self._vectors, vector))
        shares = np.exp(np.float32(weights.sharpness) * (nearness - nearness.max(initial=0.0)))
        profile: Floats = shares / max(shares.sum(), 1e-9)
        return profile

    def confidences(self, columns: Columns) -> "Floats":
        """Return each talk's confidence in each topic: shape (talks, topics)."""
        return columns.confidences(self._columns)

    def about(self, profile: "Floats") -> frozenset[str]:
        """Return the IRIs of the topics that make up a good part of what a query is about."""
        return frozenset(self._iris[column] for column in np.flatnonzero(profile >= _SURE))
