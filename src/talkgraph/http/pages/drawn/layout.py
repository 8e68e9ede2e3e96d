"""Where the dots of a map lie: what is alike lies together.

What is tied pulls one another like springs, all others push, a few at random in each step, so that
four thousand dots take a second; they begin where they lie along the two directions in which their
meanings differ most. The same knowledge base gives the same places.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

WIDTH, HEIGHT = 1000, 640
Tie = tuple[int, int, float]
"""Two numbers of dots, and how alike they are."""
_MARGIN: Final = 30
_NEIGHBOURS: Final = 2
_ROUNDS: Final = 150
_TURNS: Final = 30
_PUSHES: Final = 5
_SEED: Final = 20
_PULL, _PUSH, _NEAR = 0.12, 0.25, 0.1
_EVENLY: Final = 0.75


def beginnings(vectors: "Floats") -> "Floats":
    """Return where vectors (rows) lie along the two directions in which they differ most.

    float64 of shape (rows, 2).
    """
    import numpy as np

    centred = vectors - vectors.mean(axis=0)
    widest = np.random.default_rng(_SEED).normal(size=(vectors.shape[1], 2))
    for _ in range(_TURNS):  # each turns it towards where they differ most
        widest, _ = np.linalg.qr(centred.T @ (centred @ widest))
    flat = centred @ widest
    return np.asarray(3 * flat / max(float(flat.std()), 1e-9))


def nearest(vectors: "Floats", count: int) -> list[Tie]:
    """Return ties of vectors (rows, of length 1) with so many that are nearest to each."""
    import numpy as np

    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -np.inf)
    near = np.argsort(-cosines, axis=1, kind="stable")[:, : min(count, len(vectors) - 1)]
    pairs = {(min(i, j), max(i, j)) for i, row in enumerate(near.tolist()) for j in row}
    return [(i, j, float(cosines[i, j])) for i, j in sorted(pairs)]


def places(start: "Floats", ties: Sequence[Tie]) -> "Floats":
    """Return places (rows of two) in which tied points lie together, from where they begin."""
    import numpy as np

    random = np.random.default_rng(_SEED)
    count = len(start)
    spots = start + random.normal(scale=1e-3, size=start.shape)
    left = np.array([tie[0] for tie in ties], dtype=np.int64)
    right = np.array([tie[1] for tie in ties], dtype=np.int64)
    weight = np.array([tie[2] for tie in ties])[:, None]
    pushed = np.repeat(np.arange(count), _PUSHES)
    for turn in range(_ROUNDS):
        step = 1.0 - turn / _ROUNDS
        apart = spots[left] - spots[right]
        moves = _PULL * weight * apart
        spots = spots - step * (_summed(left, moves, count) - _summed(right, moves, count))
        others = random.integers(0, count, size=len(pushed))
        apart = spots[pushed] - spots[others]
        square = (apart**2).sum(axis=1, keepdims=True)
        spots = spots + step * _PUSH * _summed(pushed, apart / (_NEAR + square), count)
    return np.asarray(spots)


def _summed(which: "Ints", moves: "Floats", count: int) -> "Floats":
    import numpy as np

    sums = [np.bincount(which, moves[:, axis], minlength=count) for axis in (0, 1)]
    return np.stack(sums, axis=1)


def on_paper(spots: "Floats") -> list[tuple[float, float]]:
    """Return places on the drawing, spread over it: a few that lie far off take no room from all.

    Where a place stands among the others counts for more than how far it is from them.
    """
    import numpy as np

    low, high = np.percentile(spots, 2, axis=0), np.percentile(spots, 98, axis=0)
    far = np.clip((spots - low) / np.maximum(high - low, 1e-9), 0, 1)
    ranks = spots.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    share = _EVENLY * ranks / max(1, len(spots) - 1) + (1 - _EVENLY) * far
    room = np.array([WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN])
    return [(round(x, 1), round(y, 1)) for x, y in (_MARGIN + share * room).tolist()]


def strongest(ties: Sequence[Tie], count: int) -> list[tuple[int, int]]:
    """Return each dot's strongest ties, so that the picture stays legible."""
    near: list[list[tuple[float, int]]] = [[] for _ in range(count)]
    for left, right, weight in ties:
        near[left].append((-weight, right))
        near[right].append((-weight, left))
    kept = {
        (min(dot, other), max(dot, other))
        for dot, others in enumerate(near)
        for _, other in sorted(others)[:_NEIGHBOURS]
    }
    return sorted(kept)
