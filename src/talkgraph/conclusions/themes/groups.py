"""Groups of talks: by the concepts of the vocabulary that their passages have, and by likeness.

Which concepts make a family (a concept and the narrower ones) is the vocabulary's to say, and
which talks are alike the corpus's. Where a concept and a community hold the same talks they are
one group; where one holds the other, it is broader; else both are there, and overlap.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.model import Topic
from talkgraph.model.meaning import families

Weights = Mapping[int, float]

_SAME: Final = 0.3  # Jaccard of the talks from which on a concept and a community are one group
_SHARED: Final = 3  # talks, at least
_NO_NEWS: Final = 0.5  # and from which on a broader concept says no more than a narrower one
_HELD: Final = 0.8  # of its talks; a group of which another holds so many is part of that


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Talks that belong together, each with a weight of 0 to 1, the heaviest first.

    `passages` are the positions of those that carry it, with their weights. `topics` are the
    IRIs of the concepts that made it, each with the weight it contributes, and `head` the one it
    is named after; neither for a community. `name` is what a user called it; `coherence` is the
    mean likeness of its talks; `is_community` tells whether alike talks made it, too.
    """

    talks: Mapping[str, float]
    passages: Weights
    topics: Mapping[str, float]
    head: str | None = None
    name: str | None = None
    coherence: float = 0.0
    is_community: bool = False


def pick(weights: Mapping[str, Weights], topics: Iterable[str]) -> dict[str, Weights]:
    """Return the weights of those topics that any passage has, in order of IRI."""
    return {topic: weights[topic] for topic in sorted(topics) if weights.get(topic)}


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


def telling(groups: Sequence[Group], topics: Sequence[Topic], said: Container[str]) -> list[Group]:
    """Leave out the concepts that hold nearly the same talks as a narrower one.

    Those are left that are `said` themselves, and not by what is narrower only.
    """
    family = families(topics)
    by_head = {group.head: group for group in groups}
    return [
        group
        for group in groups
        if group.head in said
        or not any(
            likeness(group, by_head[narrower]) >= _NO_NEWS
            for narrower in family[group.head or ""]
            if narrower != group.head and narrower in by_head
        )
    ]


def joined(concepts: Sequence[Group], communities: Sequence[Group]) -> list[Group]:
    """Return all groups, with a concept and a community that hold the same talks as one.

    The more alike, the sooner they are joined; each is joined once. The concept names the talks of
    both; the weight of one is the larger of the two.
    """
    held = _holders(communities)
    pairs = sorted(
        (-alike, at, place)
        for at, concept in enumerate(concepts)
        for place, shared in _shared(concept, held).items()
        if shared >= _SHARED and (alike := likeness(concept, communities[place])) >= _SAME
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, at, place in pairs:
        if at not in partner and place not in taken:
            partner[at] = place
            taken.add(place)
    both = [
        _one(concept, communities[partner[at]]) if at in partner else concept
        for at, concept in enumerate(concepts)
    ]
    return both + [each for place, each in enumerate(communities) if place not in taken]


def _one(concept: Group, community: Group) -> Group:
    talks = {**concept.talks}
    for talk, weight in community.talks.items():
        talks[talk] = max(weight, talks.get(talk, 0.0))
    return replace(concept, talks=heaviest_first(talks), is_community=True)


def heaviest_first(talks: Mapping[str, float]) -> dict[str, float]:
    """Return talks in order of weight, then IRI."""
    return {talk: talks[talk] for talk in sorted(talks, key=lambda t: (-talks[t], t))}


def likeness(left: Group, right: Group) -> float:
    """Return the Jaccard likeness of the talks of two groups."""
    shared = len(left.talks.keys() & right.talks.keys())
    return shared / max(1, len(left.talks) + len(right.talks) - shared)


def parents(groups: Sequence[Group]) -> list[int | None]:
    """Return for each group the place of the smallest that is larger and holds it, if any does."""
    held = _holders(groups)
    found: list[int | None] = []
    for group in groups:
        size = len(group.talks)
        larger = [
            (len(groups[place].talks), place)
            for place, count in _shared(group, held).items()
            if count >= _HELD * size and len(groups[place].talks) > size
        ]
        found.append(min(larger)[1] if larger else None)
    return found


def _holders(groups: Iterable[Group]) -> dict[str, list[int]]:
    """Return the places of the groups that each talk is in."""
    found: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        for talk in group.talks:
            found.setdefault(talk, []).append(place)
    return found


def _shared(group: Group, held: Mapping[str, Sequence[int]]) -> Counter[int]:
    """Return how many talks a group shares with others, by their places; those that share any."""
    return Counter(place for talk in group.talks for place in held.get(talk, ()))
