"""Groups passages by the families of the topic vocabulary: a topic and the narrower ones.

Which topics make a family is the vocabulary's to say, not the corpus's, so a new talk changes no
group but by its own passages. What the corpus decides is where a group is worth having: from
the narrowest topics upwards, a group that is not carried hands its passages on to the broader
topic, and a group that holds too much of the corpus keeps only what no narrower group has.

What no group of topics explains is grouped by nearness: communities of mutual nearest neighbours.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from talkgraph.model import Topic
from talkgraph.model.meaning import families
from talkgraph.search.scores import unit

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats, Positions


Weights = Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Passages that belong together: their positions, each with a weight of 0 to 1.

    `topics` are the IRIs that made it, each with the weight it contributes, and `head` the one
    it is named after; neither for a group that was found by nearness alone. `narrowest` tells
    that the vocabulary has nothing narrower than the head. `name` is what a user called it.
    """

    weights: Weights
    topics: Mapping[str, float]
    head: str | None = None
    narrowest: bool = False
    name: str | None = None


class Judge(Protocol):
    """Decides over groups by what they hold of the corpus."""

    def carries(self, group: Group) -> bool:
        """Tell whether enough talks carry the group."""
        ...

    def catches_all(self, group: Group) -> bool:
        """Tell whether the group holds too many talks to tell them apart."""
        ...


def family_groups(
    topics: Sequence[Topic], weights: Mapping[str, Weights], judge: Judge
) -> tuple[Group, ...]:
    """Return the groups that are worth having, in order of the IRIs of their heads.

    `weights` maps topics to the weights of passages (by position). Groups overlap: that of a
    broader topic holds what those of the narrower ones do, unless that would catch all.
    """
    family = families(topics)
    broader = {topic.iri: topic.broader for topic in topics}
    passed_on: dict[str, dict[str, Weights]] = defaultdict(dict)
    found = []
    # A topic comes after all narrower ones: its family is larger than each of theirs.
    for head in sorted(family, key=lambda iri: (len(family[iri]), iri)):
        rest = _pick(weights, (head,)) | passed_on.pop(head, {})
        if not rest:
            continue
        own = _group(head, rest)
        if judge.carries(own):
            whole = _group(head, _pick(weights, sorted(family[head])))
            alone = _group(head, _pick(weights, (head,)))
            good = (g for g in (whole, own, alone) if judge.carries(g))
            narrowest = len(family[head]) == 1
            judged = (replace(group, narrowest=narrowest) for group in good)
            found += [group for group in judged if not judge.catches_all(group)][:1]
        else:
            for above in broader[head]:
                passed_on[above].update(rest)
    return tuple(sorted(found, key=lambda group: group.head or ""))


def _pick(weights: Mapping[str, Weights], topics: Sequence[str]) -> dict[str, Weights]:
    return {topic: weights[topic] for topic in topics if weights.get(topic)}


def _group(head: str, parts: Mapping[str, Weights]) -> Group:
    return Group(weights=together(parts.values()), topics=shares(parts), head=head)


def together(parts: Iterable[Weights]) -> dict[int, float]:
    """Return the largest weight of each passage in any of the parts, in order of position."""
    found: dict[int, float] = {}
    for part in parts:
        for position, weight in part.items():
            found[position] = max(weight, found.get(position, 0.0))
    return {position: found[position] for position in sorted(found)}


def shares(parts: Mapping[str, Weights]) -> dict[str, float]:
    """Return what each topic contributes, in order of IRI."""
    return {topic: sum(parts[topic].values()) for topic in sorted(parts)}


# ── by nearness ──────────────────────────────────────────────────────────────────────────────

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
