"""Communities of talks: those that are nearer each other than the others are.

Neighbours make a graph of talks; the Louvain method (Blondel and others 2008, from scikit-network)
divides it. One division is as good as several others, so talks belong together where at least
half of eleven divisions have them together, and the graph of these is divided once more (after
Lancichinetti and Fortunato 2012, "Consensus clustering in complex networks"). The order in which
talks are looked at hangs on their names alone, not on how many there are: a talk that is added
disturbs its neighbours and few others.
"""

import hashlib
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.conclusions.themes.likeness import Neighbours

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from talkgraph.search.scores import Positions

_DIVISIONS: Final = 11
_AGREED: Final = 0.5  # of the divisions
_FINENESS: Final = 0.33  # the resolution is this times the root of the number of talks
_LEAST_GAIN: Final = 1e-6  # of modularity; once a round brings less, it is the last
_UNITS: Final = 10_000  # of likeness: sums of whole numbers are the same in any order
_SMALLEST: Final = 4
_HIGHEST: Final = 0.99


def communities(near: Neighbours, names: Sequence[str]) -> list[dict[int, float]]:
    """Return the communities of talks: their positions, and how far each talk belongs to it.

    `names` are the talks' IRIs. How far a talk belongs is the share of its likeness to its
    neighbours that is likeness to those in the community. In order of the first member.
    """
    if not any(near):
        return []
    divided = _divide(_agreed(_graph(near), names), names, 0)
    found: dict[int, list[int]] = {}
    for talk, number in enumerate(divided.tolist()):
        found.setdefault(number, []).append(talk)
    return [_belonging(set(each), near) for each in found.values() if len(each) >= _SMALLEST]


def _graph(near: Neighbours) -> "csr_array":
    """Return the likeness of neighbours in whole units: shape (talks, talks)."""
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *map(len, near)])
    others = np.fromiter((b for each in near for b in each), np.int64, starts[-1])
    alike = np.fromiter(
        (likeness for each in near for likeness in each.values()), float, starts[-1]
    )
    return csr_array((np.rint(_UNITS * alike), others, starts), shape=(len(near), len(near)))


def _agreed(graph: "csr_array", names: Sequence[str]) -> "csr_array":
    """Return how many divisions have neighbours together, of those that at least half have so."""
    pairs = graph.tocoo()
    together = np.zeros(len(pairs.data))
    for division in range(_DIVISIONS):
        of = _divide(graph, names, division)
        together += of[pairs.row] == of[pairs.col]
    agreed = graph.copy()
    agreed.data = np.where(together >= _AGREED * _DIVISIONS, together, 0.0)
    agreed.eliminate_zeros()
    return agreed


def _divide(graph: "csr_array", names: Sequence[str], division: int) -> "Positions":
    """Return the number of each talk's community: shape (talks,)."""
    from scipy.sparse import csr_matrix
    from sknetwork.clustering import Louvain

    order = np.argsort(_keys(names, division), kind="stable")
    louvain = Louvain(
        resolution=_FINENESS * math.sqrt(len(names)),
        modularity="newman",
        tol_optimization=_LEAST_GAIN,
        tol_aggregation=_LEAST_GAIN,
        sort_clusters=False,
        return_probs=False,
        return_aggregate=False,
    )
    found = np.empty(len(names), dtype=np.int64)
    found[order] = louvain.fit_predict(csr_matrix(graph[order][:, order]))
    return found


def _keys(names: Sequence[str], division: int) -> "Positions":
    texts = (f"{division} {name}".encode() for name in names)
    return np.array(
        [int.from_bytes(hashlib.blake2b(text, digest_size=7).digest()) for text in texts], np.int64
    )


def _belonging(members: set[int], near: Neighbours) -> dict[int, float]:
    shares = {
        talk: sum(likeness for other, likeness in near[talk].items() if other in members)
        / sum(near[talk].values())
        for talk in sorted(members)
    }
    return {talk: round(min(share, _HIGHEST), 4) for talk, share in shares.items()}
