"""Links passages to topics by labels and by meaning, with a calibrated confidence.

A label's confidence is a logistic curve over how near the passage is to the topic, in units of
the encoder's own scale: the mean and the standard deviation of the cosines between different
topics. How much nearness moves it depends on how ambiguous the label is: a phrase stands nearly
alone, a single word needs its context.

Where no label stands in a passage, meaning alone is a poor witness (some topics are near to
everything): what counts is how far a topic stands out of all topics for this passage, and
whether the talk speaks of it elsewhere by name. Both confidences say how often a reader agreed
in some 900 pairs of passage and topic on real conference notes, judged by hand.

A talk has the topics that enough of its passages have (`talk_topics`).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from talkgraph.conclusions.topics.labels import LabelIndex, labelled, surest
from talkgraph.model import Passage, PassageKind, Topic, TopicAssignment, TopicMethod
from talkgraph.model.meaning import kin
from talkgraph.model.passages import ANNOUNCED

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats


_MOST: Final = 6
_HIGHEST: Final = 0.99
_ROWS: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWeights:
    """The parameters of `SkosLinker`: log-odds unless it says otherwise.

    The four of meaning were fitted by logistic regression and hold when each event in turn is
    left out of the fit.
    """

    label_centre: float = -0.25  # nearness at which it does not move a label's confidence
    label_slope: float = 5.7  # a unit of nearness, times how ambiguous the label is (1 - trust)
    label_lowest: float = 0.5  # confidence
    meaning_base: float = -4.3
    outstanding: float = 0.6  # a standard deviation above the other topics for this passage
    named: float = 0.8  # the same topic by name elsewhere in the talk
    kin_beside: float = 0.8  # a topic that the vocabulary relates to it, by name in the passage
    kin_near: float = 0.65  # each of at most two such topics elsewhere in the talk
    meaning_floor: float = 2.5  # standard deviations; below, nothing is linked by meaning
    meaning_lowest: float = 0.62  # confidence
    meaning_highest: float = 0.85  # confidence
    meaning_most: int = 2  # topics by meaning a passage
    shortest: int = 4  # words; a shorter text says too little for its vector to mean anything
    prior_topics: float = 16.0  # how many topics the encoder's own scale weighs as


_DEFAULT: Final = LinkWeights()
_Named = Mapping[str, Set[int]]


class SkosLinker:
    """Links passages to SKOS concepts by their labels in the text and by meaning."""

    def __init__(
        self, vocabulary: Sequence[Topic], vectors: "Floats", weights: LinkWeights = _DEFAULT
    ) -> None:
        """Prepare the concepts; row i of `vectors`, of length 1, is that of `concept_text` i."""
        from talkgraph.search.scores import scale_between

        order = sorted(range(len(vocabulary)), key=lambda i: vocabulary[i].iri)
        self._topics = tuple(vocabulary[i] for i in order)
        self._vectors = vectors[order]
        self._position = {topic.iri: i for i, topic in enumerate(self._topics)}
        self._kin = kin(self._topics)
        self._weights = weights
        self._index = LabelIndex(self._topics)
        self._mean, self._deviation = scale_between(self._vectors)

    def link(self, passages: Sequence[Passage], vectors: "Floats") -> tuple[TopicAssignment, ...]:
        """Assign at most six topics a passage, at most two of them by meaning.

        What a passage is linked to depends on the passages of its own talk, on no others.
        """
        by_labels = labelled(passages, self._index)
        named: dict[str, dict[str, set[int]]] = defaultdict(dict)
        for position, (passage, found) in enumerate(zip(passages, by_labels, strict=True)):
            for each in found:
                named[passage.talk].setdefault(each.topic, set()).add(position)
        chosen: list[TopicAssignment] = []
        for start in range(0, len(passages), _ROWS):
            cosines = vectors[start : start + _ROWS] @ self._vectors.T
            nearness = (cosines - self._mean) / self._deviation
            outstanding = self._outstanding(cosines)
            for offset, passage in enumerate(passages[start : start + _ROWS]):
                position = start + offset
                by_label = self._weighed(by_labels[position], nearness[offset])
                by_meaning = self._meant(
                    passage, position, outstanding[offset], named[passage.talk]
                )
                chosen += self._chosen(by_label, by_meaning)
        return surest(chosen)

    def _outstanding(self, cosines: "Floats") -> "Floats":
        """Return how many standard deviations each topic is above all topics, row by row.

        Over few topics, mean and deviation are drawn towards those between topics.
        """
        import numpy as np

        prior, count = self._weights.prior_topics, cosines.shape[1]
        means = (cosines.sum(axis=1) + prior * self._mean) / (count + prior)
        squares = ((cosines - means[:, None]) ** 2).sum(axis=1)
        variance = (squares + prior * self._deviation**2) / (count + prior)
        standing: Floats = (cosines - means[:, None]) / np.sqrt(variance)[:, None]
        return standing

    def _chosen(
        self, by_label: Sequence[TopicAssignment], by_meaning: Sequence[TopicAssignment]
    ) -> list[TopicAssignment]:
        named = {assignment.topic for assignment in by_label}
        meant = [each for each in by_meaning if each.topic not in named]
        chosen = sorted(
            [*by_label, *meant[: self._weights.meaning_most]],
            key=lambda each: (-each.confidence, each.topic),
        )
        return chosen[:_MOST]

    def _weighed(
        self, found: Sequence[TopicAssignment], nearness: "Floats"
    ) -> list[TopicAssignment]:
        """Return the assignments by label with their confidence, without the doubtful ones."""
        weights = self._weights
        kept = []
        for each in found:
            trust = each.confidence
            near = float(nearness[self._position[each.topic]]) - weights.label_centre
            confidence = _logistic(
                math.log(trust / (1 - trust)) + weights.label_slope * (1 - trust) * near
            )
            if confidence >= weights.label_lowest:
                kept.append(replace(each, confidence=confidence))
        return kept

    def _meant(
        self, passage: Passage, position: int, outstanding: "Floats", named: _Named
    ) -> list[TopicAssignment]:
        """Return the topics that a passage means, the surest first."""
        weights = self._weights
        if len(passage.text.split()) < weights.shortest:
            return []
        found = []
        for place in (outstanding >= weights.meaning_floor).nonzero()[0]:
            topic = self._topics[int(place)].iri
            support = self._support(topic, position, named)
            confidence = _logistic(
                weights.meaning_base + weights.outstanding * float(outstanding[place]) + support
            )
            if confidence >= weights.meaning_lowest:
                found.append(
                    TopicAssignment(
                        target=passage.iri,
                        topic=topic,
                        confidence=min(weights.meaning_highest, confidence),
                        method=TopicMethod.MEANING,
                        evidence=passage.text,
                    )
                )
        return sorted(
            found,
            key=lambda a: (-a.confidence, -outstanding[self._position[a.topic]], a.topic),
        )

    def _support(self, topic: str, position: int, named: _Named) -> float:
        """Return the log-odds that labels in the talk add to a topic being meant in a passage."""
        here = {position}
        others = self._kin.get(topic, frozenset()) & named.keys()
        beside = any(position in named[other] for other in others)
        near = sum(bool(named[other] - here) for other in others)
        return (
            self._weights.named * bool(named.get(topic, frozenset()) - here)
            + self._weights.kin_beside * beside
            + self._weights.kin_near * min(near, 2)
        )


def concept_text(topic: Topic) -> str:
    """Return the text that stands for a concept when it is encoded."""
    others = sorted((*topic.alternate_labels, *topic.context_labels))
    return f"{topic.label}. {topic.definition} {', '.join(others)}".strip()


def _logistic(x: float) -> float:
    return round(min(_HIGHEST, 1.0 / (1.0 + math.exp(-max(-30.0, x)))), 4)


# ── from passages to talks ───────────────────────────────────────────────────────────────────

# A passage is one small witness: several that agree are believed more, but never wholly, and
# a title, which is what the speaker chose to call it, counts in full. A quote says again what
# the passage says in which it stands.
_OTHER_WITNESS: Final = 0.6
_WITNESS: Final = {
    PassageKind.TALK: 0.95,
    PassageKind.ABSTRACT: ANNOUNCED * _OTHER_WITNESS,
    PassageKind.QUOTE: 0.0,
}
_LOWEST: Final = 0.45
_FEW: Final = 8  # passages; of more, a single one names what the talk is about too seldom
_IN_PASSING: Final = 0.8  # which leaves it below what a talk is said to be about


def talk_topics(
    passages: Sequence[Passage], assignments: Sequence[TopicAssignment]
) -> tuple[TopicAssignment, ...]:
    """Combine the topics of passages into those of talks, in order of talk, then topic.

    Confidences combine as a noisy-or of witnesses (Pearl 1988, section 4.3.2), each weighed by
    the kind of its passage; what stays weak is dropped. What one line of many names is believed
    less, so that the talk is not said to be about it (`ABOUT_FROM`), but for the surest where it
    has nothing better. `evidence` is the IRI of the surest passage.
    """
    known = {passage.iri: passage for passage in passages}
    lengths = Counter(passage.talk for passage in passages)
    witnesses: dict[str, dict[str, list[tuple[float, Passage]]]] = defaultdict(dict)
    for assignment in assignments:
        passage = known.get(assignment.target)
        if passage is not None and (weight := _WITNESS.get(passage.kind, _OTHER_WITNESS)):
            found = witnesses[passage.talk].setdefault(assignment.topic, [])
            found.append((assignment.confidence * weight, passage))
    combined = []
    for talk, of_talk in sorted(witnesses.items()):
        clear: list[TopicAssignment] = []
        in_passing: list[TopicAssignment] = []
        for topic, found in sorted(of_talk.items()):
            many = lengths[talk] > _FEW and found[0][1].kind not in _WITNESS
            each = _combined(talk, topic, found)
            if each.confidence >= _LOWEST:
                (in_passing if len(found) == 1 and many else clear).append(each)
        in_passing.sort(key=lambda each: (-each.confidence, each.topic))
        kept = 0 if clear else 1
        lessened = [
            replace(each, confidence=round(_IN_PASSING * each.confidence, 4))
            for each in in_passing[kept:]
        ]
        combined += sorted([*clear, *in_passing[:kept], *lessened], key=lambda each: each.topic)
    return tuple(combined)


def _combined(talk: str, topic: str, found: Sequence[tuple[float, Passage]]) -> TopicAssignment:
    ordered = sorted(found, key=lambda pair: (-pair[0], pair[1].iri))
    doubt = math.prod(1.0 - weight for weight, _ in ordered)
    return TopicAssignment(
        target=talk,
        topic=topic,
        confidence=round(min(_HIGHEST, 1.0 - doubt), 4),
        method=TopicMethod.AGGREGATE,
        evidence=ordered[0][1].iri,
    )
