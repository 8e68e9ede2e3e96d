"""Groups passages by their topics, and topics that belong together into one group.

A group starts as the passages of one topic. Groups are joined, the nearest first (average
linkage), where the vocabulary relates their topics and their passages say similar things.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.model import Topic
from talkgraph.retrieval.talk_vectors import unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_BROADER: Final = 0.5  # what a relation in the vocabulary adds to the cosine of two groups
_RELATED: Final = 0.3
_NEAR: Final = 0.5  # groups are joined down to this


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Passages that belong together: their positions, each with a weight of 0 to 1.

    `topics` are the IRIs that made it, each with the weight it contributes; none for a group
    that was found by nearness alone.
    """

    weights: Mapping[int, float]
    topics: Mapping[str, float]


def topic_groups(
    topics: Sequence[Topic],
    weights: Mapping[str, Mapping[int, float]],
    centred: "Floats",
) -> tuple[Group, ...]:
    """Group passages by topic and join related groups.

    `weights` maps topics to the weights of passages (by position); row i of `centred` is the
    centred unit vector of passage i.
    """
    present = [topic for topic in sorted(topics, key=lambda t: t.iri) if weights.get(topic.iri)]
    if not present:
        return ()
    centroids = unit(
        np.stack([_centroid(weights[topic.iri], centred) for topic in present]).astype(np.float32)
    )
    nearness = (centroids @ centroids.T).astype(np.float64) + _relations(present)
    return tuple(
        _joined([present[i].iri for i in members], weights) for members in _linked(nearness)
    )


def _centroid(weights: Mapping[int, float], centred: "Floats") -> "Floats":
    positions = sorted(weights)
    shares = np.array([weights[p] for p in positions], dtype=np.float32)
    centre: Floats = shares @ centred[positions]
    return centre


def _relations(topics: Sequence[Topic]) -> "NDArray[np.float64]":
    place = {topic.iri: i for i, topic in enumerate(topics)}
    found = np.zeros((len(topics), len(topics)))
    for here, topic in enumerate(topics):
        for others, gain in ((topic.related, _RELATED), (topic.broader, _BROADER)):
            for there in (place[other] for other in others if other in place):
                found[here, there] = found[there, here] = max(found[here, there], gain)
    return found


def _linked(nearness: "NDArray[np.float64]") -> list[list[int]]:
    """Join by average linkage until no two clusters are near; the first of equals goes first."""
    members: list[list[int]] = [[i] for i in range(len(nearness))]
    near = nearness.copy()
    np.fill_diagonal(near, -np.inf)
    while True:
        left, right = sorted(int(i) for i in np.unravel_index(near.argmax(), near.shape))
        if near[left, right] < _NEAR:
            return [each for each in members if each]
        sizes = len(members[left]), len(members[right])
        row = (sizes[0] * near[left] + sizes[1] * near[right]) / sum(sizes)
        near[left], near[:, left] = row, row
        near[left, left] = -np.inf
        near[right], near[:, right] = -np.inf, -np.inf
        members[left] += members[right]
        members[right] = []


def _joined(topics: Sequence[str], weights: Mapping[str, Mapping[int, float]]) -> Group:
    together: dict[int, float] = {}
    for topic in topics:
        for position, weight in weights[topic].items():
            together[position] = max(weight, together.get(position, 0.0))
    return Group(
        weights={p: together[p] for p in sorted(together)},
        topics={topic: sum(weights[topic].values()) for topic in sorted(topics)},
    )
