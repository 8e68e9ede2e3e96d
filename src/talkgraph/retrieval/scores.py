"""Makes cosines and BM25 scores comparable, and picks the best of many."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]
    Positions = NDArray[np.int64]

# Scores are shown and compared to this many decimals, so that no order hangs on rounding.
DIGITS: Final = 6
_SAMPLE: Final = 4096


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and covariance of the vectors: they give any query's mean cosine and deviation."""

    mean: "Numbers"
    covariance: "Numbers"

    @classmethod
    def of(cls, vectors: "Numbers") -> "Spread":
        """Measure on all rows, or on evenly spaced ones if there are very many."""
        rows = np.asarray(vectors[:: max(1, len(vectors) // _SAMPLE)], dtype=np.float32)
        mean = rows.sum(axis=0) / np.float32(max(1, len(rows)))
        return cls(mean, rows.T @ rows / np.float32(max(1, len(rows))) - np.outer(mean, mean))

    def standardise(self, cosines: "Numbers", query: "Numbers") -> "Numbers":
        """Return cosines with the query as deviations from its mean over the collection."""
        variance = float(query @ self.covariance @ query)
        deviation = np.float32(max(variance, 1e-6) ** 0.5)
        return (cosines - np.float32(query @ self.mean)) / deviation


def standardise(values: "Numbers") -> "Numbers":
    """Return the values as deviations from their mean; all zero where they are all equal."""
    deviation = float(values.std()) if len(values) else 0.0
    if deviation == 0.0:
        return np.zeros_like(values)
    return (values - np.float32(values.mean())) / np.float32(deviation)


def best_rows(rows: "Positions", scores: "Numbers", limit: int) -> "Positions":
    """Return the rows with the highest scores: `limit` of them, and all that tie with the last."""
    if len(rows) <= limit:
        return rows
    values = scores[rows]
    last = np.partition(values, len(values) - limit)[len(values) - limit]
    tolerance = 10.0**-DIGITS  # what will be rounded to the same score ties
    best: Positions = rows[values >= last - tolerance]
    return best
