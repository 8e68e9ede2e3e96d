"""The weights of search (`Weights`), and what makes cosines and BM25 scores comparable."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.model import Passage, PassageKind
from talkgraph.model.passages import ANNOUNCED, SPOKEN
from talkgraph.protocols import VectorStatistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Positions = NDArray[np.int64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How evidence becomes a score. Unless it says otherwise, all evidence is standardised.

    A passage's evidence is its cosine with the query, which counts 1, plus `words` times its
    BM25 score, `neighbours` times the mean cosine of the passages before and after it, `length`
    times the logarithm of its length, and `talk` times the evidence of its talk.

    A talk's evidence is the best cosine of its passages, which counts 1, plus `whole` times the
    cosine of the query with the vector of all that is told of it, plus `talk_words` times BM25
    over the same, plus `topics` times how far the topics that the query is about are topics of the
    talk, times how well topics agree with the rest in these notes (`TopicSpace.agreement`). A query
    of more than `terse` words says itself what it means, so `topics` counts only `terse` / words as
    much.

    What a query is about is a distribution over the vocabulary: a softmax, with `sharpness`, of
    the query's cosine with each topic.

    A search without any filter leaves out the hits whose score is below `floor`. `pool` is how
    many passages are compared at most, by meaning and by words.

    What was only announced, which is abstracts and all that there is of a cancelled talk, counts
    `announced` as much as what was said; for its talk, which it was written to describe, an
    abstract speaks with a share of `described`. What the query's words name, but do not narrow to,
    has more evidence: up to `named` times the best.
    """

    words: float = 0.15
    neighbours: float = 0.2
    length: float = 0.4
    talk: float = 0.75
    whole: float = 0.75
    talk_words: float = 0.5
    topics: float = 1.0
    terse: int = 12
    sharpness: float = 1.5
    floor: float = 0.05
    announced: float = ANNOUNCED
    described: float = 0.85
    named: float = 1.25
    pool: int = 1000


CONTENT: Final = frozenset({*SPOKEN, PassageKind.TALK, PassageKind.ABSTRACT})
"""What is compared with a talk: quotes are left out, their words are in their posts already."""


def shares_of(passages: Sequence[Passage], announced: float = ANNOUNCED) -> "Floats":
    """Return how much each passage says of its talk: shape (len(passages),).

    What was announced counts `announced` where something was said in the talk too, else 1, as all
    that was said.
    """
    spoken = {passage.talk for passage in passages if passage.kind in SPOKEN}
    return np.array(
        [announced if p.kind is PassageKind.ABSTRACT and p.talk in spoken else 1 for p in passages],
        dtype=np.float32,
    )


# Scores are shown and compared to this many decimals, so that no order hangs on rounding.
DIGITS: Final = 6


def standardised_cosines(
    cosines: "Floats", query: "Floats", statistics: VectorStatistics
) -> "Floats":
    """Return cosines with the query as deviations from its mean over the collection."""
    variance = float(query @ statistics.covariance @ query)
    deviation = np.float32(max(variance, 1e-6) ** 0.5)
    return (cosines - np.float32(query @ statistics.mean)) / deviation


def standardise(values: "Floats") -> "Floats":
    """Return the values as deviations from their mean; all zero where they are all equal."""
    deviation = float(values.std()) if len(values) else 0.0
    if deviation == 0.0:
        return np.zeros_like(values)
    return (values - np.float32(values.mean())) / np.float32(deviation)


def scale_between(vectors: "Floats") -> tuple[float, float]:
    """Return an encoder's own scale: how near texts about different things are to each other.

    Mean and deviation of the cosines between unit vectors of different things, such as topics;
    from their sums, so that the cost does not grow with the square of how many there are.
    """
    count = len(vectors)
    if count < 2:
        return 0.0, 1.0
    rows = vectors.astype(np.float64)
    lengths = np.einsum("ij,ij->i", rows, rows)  # the products of a thing with itself
    total, products = rows.sum(axis=0), rows.T @ rows
    pairs = count * (count - 1)
    mean = float(total @ total - lengths.sum()) / pairs
    squares = float((products * products).sum() - (lengths * lengths).sum()) / pairs
    return mean, max(math.sqrt(max(squares - mean * mean, 0.0)), 1e-3) if count > 2 else 1.0


def best_rows(rows: "Positions", scores: "Floats", limit: int) -> "Positions":
    """Return the rows with the highest scores: `limit` of them, and all that tie with the last."""
    if len(rows) <= limit:
        return rows
    values = scores[rows]
    last = np.partition(values, len(values) - limit)[len(values) - limit]
    tolerance = 10.0**-DIGITS  # what will be rounded to the same score ties
    best: Positions = rows[values >= last - tolerance]
    return best


def unit(rows: "Floats") -> "Floats":
    """Return the rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = (rows / np.where(lengths > 1e-9, lengths, 1.0)).astype(np.float32, copy=False)
    return scaled
