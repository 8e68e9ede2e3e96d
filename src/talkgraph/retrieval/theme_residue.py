"""Groups the passages that no topic explains, by who is whose near neighbour.

Mutual neighbours make a sparse graph; label propagation (Raghavan et al. 2007) in a fixed order
finds its communities. What is nobody's neighbour stays outside.
"""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.retrieval.talk_vectors import unit
from talkgraph.retrieval.theme_groups import Group

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Positions = NDArray[np.int64]

_NEIGHBOURS: Final = 5
_LEAST: Final = 0.35  # cosine of centred vectors
_SMALLEST: Final = 3
_ROUNDS: Final = 30
_ROWS: Final = 256


def residual_groups(positions: "Positions", centred: "Floats") -> tuple[Group, ...]:
    """Return communities among the passages at `positions`, in order of their first member.

    A passage's weight is its cosine with the middle of its community. Memory grows with the
    number of passages, not with its square.
    """
    vectors = centred[positions]
    edges = _mutual(_neighbours(vectors))
    groups = []
    for members in _communities(len(positions), edges):
        middle = unit(vectors[members].sum(axis=0, keepdims=True))[0]
        cosines = vectors[members] @ middle
        weights = {
            int(positions[member]): round(float(cosine), 4)
            for member, cosine in zip(members, cosines, strict=True)
            if cosine > _LEAST
        }
        if len(weights) >= _SMALLEST:
            groups.append(Group(weights=weights, topics={}))
    return tuple(groups)


def _neighbours(vectors: "Floats") -> list[dict[int, float]]:
    found: list[dict[int, float]] = []
    for start in range(0, len(vectors), _ROWS):
        cosines = vectors[start : start + _ROWS] @ vectors.T
        for offset, row in enumerate(cosines):
            row[start + offset] = -1.0
            least = max(_LEAST, _nth_largest(row, _NEIGHBOURS))
            near = np.flatnonzero(row >= least)  # more than that only where some are equal
            near = near[np.lexsort((near, -row[near]))][:_NEIGHBOURS]
            found.append({int(i): float(row[i]) for i in near})
    return found


def _nth_largest(row: "Floats", n: int) -> float:
    return float(np.partition(row, -n)[-n]) if len(row) > n else -1.0


def _mutual(neighbours: list[dict[int, float]]) -> dict[int, dict[int, float]]:
    return {
        here: {there: cosine for there, cosine in near.items() if here in neighbours[there]}
        for here, near in enumerate(neighbours)
    }


def _communities(count: int, edges: dict[int, dict[int, float]]) -> list[list[int]]:
    labels = list(range(count))
    for _ in range(_ROUNDS):
        changed = False
        for here in range(count):
            votes: Counter[int] = Counter()
            for there, cosine in edges[here].items():
                votes[labels[there]] += cosine  # type: ignore[assignment]  # weighted votes
            if votes:
                best = min(votes, key=lambda label: (-round(votes[label], 6), label))
                changed |= best != labels[here]
                labels[here] = best
        if not changed:
            break
    members: dict[int, list[int]] = defaultdict(list)
    for here, label in enumerate(labels):
        members[label].append(here)
    return [found for found in sorted(members.values()) if len(found) >= _SMALLEST]
