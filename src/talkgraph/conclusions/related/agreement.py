"""Tells how far the similarities of talks agree: what each is worth here, without any label.

Where a vocabulary fits the field, talks that share its topics are alike in all else, too. Where it
does not, sharing a topic says nothing, and agrees with nothing.
"""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Of each similarity, its mean correlation with the others over pairs of talks, -1 to 1."""

    means: float = 0.0
    matches: float = 0.0
    words: float = 0.0
    topics: float = 0.0
    titles: float = 0.0

    @property
    def of_topics(self) -> float:
        """How far topics agree with the rest, beside what agrees most: 0 to 1.

        >>> Agreement(topics=0.2, words=0.4, means=0.3).of_topics
        0.5
        >>> Agreement(topics=-0.1, words=0.4).of_topics
        0.0
        """
        most = max(getattr(self, each.name) for each in fields(self))
        return max(0.0, self.topics) / most if most > 0 else 0.0


def agreement_of(similarities: "Doubles") -> Agreement:
    """Return how far similarities of the same pairs agree: an array of shape (5, pairs).

    They are in the order of the fields; one that is the same for all pairs agrees with none.
    """
    count = len(similarities)
    if not similarities.shape[1]:
        return Agreement()
    centred = similarities - similarities.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    scaled = np.divide(centred, lengths, out=np.zeros_like(centred), where=lengths > 1e-9)
    correlations = scaled @ scaled.T
    np.fill_diagonal(correlations, 0.0)
    found = np.round(correlations.sum(axis=1) / (count - 1), 4).tolist()
    return Agreement(**dict(zip((each.name for each in fields(Agreement)), found, strict=True)))
