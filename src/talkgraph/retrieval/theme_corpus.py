"""The passages of the talks as themes see them: what they say for their talks, and how much."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.model import Passage, PassageKind, TalkRecord, TopicAssignment, TopicMethod
from talkgraph.retrieval.talk_vectors import CONTENT, unit
from talkgraph.retrieval.theme_groups import Group

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_HIGHEST: Final = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRules:
    """The parameters of themes."""

    most: int = 40  # themes
    title: float = 0.95  # how much a passage's weight says of its talk, a title's
    post: float = 0.6  # and any other's
    least_member: float = 0.55  # a talk's weight: one sure post, two less sure ones, or a title
    least_theme: float = 1.25  # the weights of all talks together; less is two passing remarks
    largest_share: float = 0.3  # of all talks; what holds more tells nothing apart
    largest_narrow: float = 0.5  # the same for a topic that has no narrower ones
    always_allowed: int = 4  # talks that are not too many, however few there are in all
    same: float = 0.8  # Jaccard of talks at which a broader theme says no more than a narrower


class ThemeCorpus:
    """The passages of the talks, in order of IRI, with the weights they give to talks."""

    def __init__(
        self,
        passages: Sequence[Passage],
        records: Sequence[TalkRecord],
        vectors: "Floats",
        rules: ThemeRules,
    ) -> None:
        """Keep the titles, posts and notes of talks; row i of `vectors` is passage i's."""
        self.rules = rules
        self.works = {r.iri: r.work or r.iri for r in records if r.is_talk}
        kept = sorted(
            (i for i, p in enumerate(passages) if p.kind in CONTENT and p.talk in self.works),
            key=lambda i: (passages[i].iri, i),
        )
        self.passages = [passages[i] for i in kept]
        self.spoken = [i for i, p in enumerate(self.passages) if p.kind is not PassageKind.TALK]
        own = np.asarray(vectors, dtype=np.float32)[kept]
        said = own[self.spoken] if self.spoken else own
        middle = said.mean(axis=0, dtype=np.float64) if len(said) else 0.0
        self.centred = unit((own - middle).astype(np.float32))

    def topic_weights(self, assignments: Iterable[TopicAssignment]) -> dict[str, dict[int, float]]:
        """Return, for each topic, the confidence of the passages (by position) that have it."""
        position = {passage.iri: i for i, passage in enumerate(self.passages)}
        found: dict[str, dict[int, float]] = defaultdict(dict)
        for each in assignments:
            # A talk and its title share an IRI; what was concluded of the talk is no witness.
            if each.method is not TopicMethod.AGGREGATE and each.target in position:
                found[each.topic][position[each.target]] = each.confidence
        return found

    def members(self, group: Group) -> dict[str, float]:
        """Return the talks that a group holds, with their weights, the heaviest first.

        A group that a user named holds every talk with a passage in it.
        """
        doubt: dict[str, float] = {}
        for position, weight in group.weights.items():
            passage = self.passages[position]
            share = self.rules.title if passage.kind is PassageKind.TALK else self.rules.post
            doubt[passage.talk] = doubt.get(passage.talk, 1.0) * (1.0 - share * weight)
        weights = {talk: round(min(_HIGHEST, 1.0 - d), 4) for talk, d in doubt.items()}
        least = 0.0 if group.name else self.rules.least_member
        return {
            talk: weights[talk]
            for talk in sorted(weights, key=lambda t: (-weights[t], t))
            if weights[talk] >= least
        }

    def carries(self, group: Group) -> bool:
        """Tell whether talks of at least two works carry the group, and not too lightly."""
        members = self.members(group)
        works = {self.works[talk] for talk in members}
        return len(works) >= 2 and sum(members.values()) >= self.rules.least_theme

    def catches_all(self, group: Group) -> bool:
        """Tell whether the group holds too large a share of all talks."""
        rules = self.rules
        share = rules.largest_narrow if group.narrowest else rules.largest_share
        allowed = max(share * len(self.works), rules.always_allowed)
        return len(self.members(group)) > allowed

    def rank(self, group: Group) -> tuple[float, int]:
        """Return what sorts groups: by weight of talks and passages, then by first passage.

        The weight is the geometric mean of the two sums: many posts of few talks count as much
        as few posts of many.
        """
        talks = sum(self.members(group).values())
        return (
            -round(math.sqrt(talks * sum(group.weights.values())), 6),
            min(group.weights),
        )

    def best(self, group: Group) -> list[int]:
        """Return the group's passages, the surest and most central first, titles last."""
        positions = sorted(group.weights)
        shares = np.array([group.weights[p] for p in positions], dtype=np.float32)
        vectors = self.centred[positions]
        middle = unit((shares @ vectors)[None, :])[0]
        scores = {p: float(s) for p, s in zip(positions, shares + vectors @ middle, strict=True)}
        return sorted(
            positions,
            key=lambda p: (
                self.passages[p].kind is PassageKind.TALK,
                -round(scores[p], 5),
                self.passages[p].iri,
            ),
        )


def phrases_of(
    assignments: Iterable[TopicAssignment], passages: Set[str]
) -> Mapping[str, Counter[str]]:
    """Return the words by which each topic was found, with how often."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for each in assignments:
        if each.method is TopicMethod.LABEL and each.target in passages:
            found[each.topic][each.evidence] += 1
    return found
