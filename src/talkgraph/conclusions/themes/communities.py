"""Communities of talks: those that are nearer each other than the others are.

Neighbours make a graph of talks; the Louvain method (Blondel and others 2008, from NetworkX)
divides it. One division is as good as several others, so talks belong together where at least
half of eleven divisions have them together, and the graph of these is divided once more (after
Lancichinetti and Fortunato 2012, "Consensus clustering in complex networks"). The order in which
talks are looked at hangs on their names alone, not on how many there are: a talk that is added
disturbs its neighbours and few others.
"""

import hashlib
import math
import random
from collections.abc import MutableSequence, Sequence
from typing import TYPE_CHECKING, Final, cast

from talkgraph.conclusions.themes.likeness import Neighbours

if TYPE_CHECKING:
    import networkx as nx

_DIVISIONS: Final = 11
_AGREED: Final = 0.5  # of the divisions
_FINENESS: Final = 0.33  # the resolution is this times the root of the number of talks
_SMALLEST: Final = 4
_HIGHEST: Final = 0.99


def communities(near: Neighbours, names: Sequence[str]) -> list[dict[int, float]]:
    """Return the communities of talks: their positions, and how far each talk belongs to it.

    `names` are the talks' IRIs. How far a talk belongs is the share of its likeness to its
    neighbours that is likeness to those in the community. In order of the first member.
    """
    divided = _divide(_agreed(near, names), names, 0)
    kept = sorted(sorted(each) for each in divided if len(each) >= _SMALLEST)
    return [_belonging(set(each), near) for each in kept]


def _agreed(near: Neighbours, names: Sequence[str]) -> "nx.Graph[int]":
    graph = _graph(near)
    together: dict[tuple[int, int], int] = dict.fromkeys(graph.edges, 0)
    for division in range(_DIVISIONS):
        of = {
            talk: number
            for number, each in enumerate(_divide(graph, names, division))
            for talk in each
        }
        for edge in together:
            together[edge] += of[edge[0]] == of[edge[1]]
    agreed: nx.Graph[int] = graph.__class__()
    agreed.add_nodes_from(graph)
    for (a, b), count in together.items():
        if count >= _AGREED * _DIVISIONS:
            agreed.add_edge(a, b, weight=count / _DIVISIONS)
    return agreed


def _graph(near: Neighbours) -> "nx.Graph[int]":
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(near)))
    for a, others in enumerate(near):
        for b, likeness in others.items():
            if a < b:
                graph.add_edge(a, b, weight=likeness)
    return graph


def _divide(graph: "nx.Graph[int]", names: Sequence[str], division: int) -> list[set[int]]:
    import networkx as nx

    if not graph.number_of_edges():
        return []
    found = nx.community.louvain_communities(
        graph,
        weight="weight",
        resolution=_FINENESS * math.sqrt(len(names)),
        seed=cast("int", _Order(_keys(names, division))),  # the types know no other randomness
    )
    return sorted(found, key=min)


class _Order(random.Random):
    """Puts talks in the order of their keys: what Louvain shuffles with."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        super().__init__(0)
        self._keys = keys

    def shuffle(self, x: "MutableSequence[int]") -> None:
        x[:] = sorted(x, key=lambda place: (self._keys[place], place))


def _keys(names: Sequence[str], division: int) -> tuple[bytes, ...]:
    texts = (f"{division} {name}" for name in names)
    return tuple(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)


def _belonging(members: set[int], near: Neighbours) -> dict[int, float]:
    shares = {
        talk: sum(likeness for other, likeness in near[talk].items() if other in members)
        / sum(near[talk].values())
        for talk in sorted(members)
    }
    return {talk: round(min(share, _HIGHEST), 4) for talk, share in shares.items()}
