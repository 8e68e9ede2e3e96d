"""How sure a mean is: percentile bootstrap intervals (Efron 1979; Sakai 2006 for retrieval)."""

from collections.abc import Sequence
from typing import Final

import numpy as np

RESAMPLES: Final = 2000
_SEED: Final = 20191002
_LEVEL: Final = 0.95


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the mean, by drawing the questions anew `RESAMPLES` times.

    The same values, in the same order, give the same interval. Raises `ValueError` if there are
    no values.
    """
    if not values:
        raise ValueError("no values to draw from")
    sample = np.asarray(values, dtype=np.float64)
    # Draws depend on the number of values alone: two systems on the same questions are
    # compared over the same resamples.
    drawn = np.random.default_rng(_SEED).integers(len(sample), size=(RESAMPLES, len(sample)))
    means = sample[drawn].mean(axis=1)
    tail = 100 * (1 - _LEVEL) / 2
    low, high = np.percentile(means, [tail, 100 - tail])
    return float(low), float(high)
