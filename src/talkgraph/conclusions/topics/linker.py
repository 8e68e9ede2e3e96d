"""Links passages to topics by their labels, with a calibrated confidence.

A label's confidence is a logistic curve over how near the passage is to the topic, in units of
the encoder's own scale: the mean and the standard deviation of the cosines between different
topics. How much nearness moves it depends on how ambiguous the label is: a phrase stands nearly
alone, a single word needs its context. The confidence says how often a reader agreed in some 900
pairs of passage and topic on real conference notes, judged by hand.

Meaning alone links nothing. It was tried: topics that stand out for a passage, supported by what
else the talk names. It found a twentieth more of what a reader finds in a passage, was right four
times in five, and left rankings, themes and the share of talks that have a topic where they were
in three fields.

A talk has the topics that enough of its passages have (`talk_topics`).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from talkgraph.conclusions.topics.labels import LabelIndex, labelled, surest
from talkgraph.conclusions.topics.nearness import Near
from talkgraph.model import Passage, PassageKind, Topic, TopicAssignment, TopicMethod
from talkgraph.model.passages import ABOUT_FROM, ANNOUNCED

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats


_MOST: Final = 6
_HIGHEST: Final = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWeights:
    """The parameters of `SkosLinker`; nearness is in standard deviations."""

    label_centre: float = -0.25  # nearness at which it does not move a label's confidence
    label_slope: float = 5.7  # log-odds a unit of nearness, times how ambiguous the label is
    label_lowest: float = 0.5  # confidence
    own_context: float = 2.0  # nearness from which on a passage is a context label's context
    title_context: float = 1.0  # the same of a title, which has few words that mean something else
    shortest: int = 4  # words; a shorter text says too little to be that


_DEFAULT: Final = LinkWeights()


class SkosLinker:
    """Links passages to SKOS concepts by their labels in the text, weighed by meaning."""

    def __init__(
        self, vocabulary: Sequence[Topic], vectors: "Floats", weights: LinkWeights = _DEFAULT
    ) -> None:
        """Prepare the concepts; row i of `vectors`, of length 1, is that of `concept_text` i."""
        from talkgraph.search.scores import scale_between

        order = sorted(range(len(vocabulary)), key=lambda i: vocabulary[i].iri)
        self._topics = tuple(vocabulary[i] for i in order)
        self._vectors = vectors[order]
        self._position = {topic.iri: i for i, topic in enumerate(self._topics)}
        self._weights = weights
        self._index = LabelIndex(self._topics)
        self._mean, self._deviation = scale_between(self._vectors)

    def link(self, passages: Sequence[Passage], vectors: "Floats") -> tuple[TopicAssignment, ...]:
        """Assign at most six topics a passage.

        What a passage is linked to depends on the passages of its own talk, on no others.
        """

        def speaks_of(place: int, topic: str) -> bool:
            passage, weights = passages[place], self._weights
            title = passage.kind is PassageKind.TALK
            enough = weights.title_context if title else weights.own_context
            told = len(passage.text.split()) >= weights.shortest
            return told and self._near(vectors[place], topic) >= enough

        chosen: list[TopicAssignment] = []
        for place, found in enumerate(labelled(passages, self._index, speaks_of)):
            weighed = filter(None, (self._weighed(each, vectors[place]) for each in found))
            chosen += sorted(weighed, key=lambda each: (-each.confidence, each.topic))[:_MOST]
        return surest(chosen)

    def _near(self, vector: "Floats", topic: str) -> float:
        cosine = float(vector @ self._vectors[self._position[topic]])
        return (cosine - self._mean) / self._deviation

    def _weighed(self, found: TopicAssignment, vector: "Floats") -> TopicAssignment | None:
        """Return an assignment by label with its confidence, or nothing if that is doubtful."""
        weights, trust = self._weights, found.confidence
        near = self._near(vector, found.topic) - weights.label_centre
        confidence = _logistic(
            math.log(trust / (1 - trust)) + weights.label_slope * (1 - trust) * near
        )
        return replace(found, confidence=confidence) if confidence >= weights.label_lowest else None


def concept_text(topic: Topic) -> str:
    """Return the text that stands for a concept when it is encoded."""
    others = sorted({*topic.alternate_labels, *topic.context_labels} - {topic.label})
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
_FEW: Final = 4  # passages; of more, a single one names what the talk is about too seldom
_SHARE: Final = 0.07  # of the passages of a long talk; what fewer name, it names in passing
_MOST_SAID: Final = 3  # surer topics; what comes after them and is not announced is only touched
_IN_PASSING: Final = 0.8
_NOT_ABOUT: Final = ABOUT_FROM - 0.01
_NEAR: Final = 3.0  # standard deviations: of title and whole together, so 1.5 of each
_NEARER: Final = 1.5  # than whatever else the talk is about


def _as_near(talk: str, topic: str) -> float:
    return 0.0


def talk_topics(
    passages: Sequence[Passage], assignments: Sequence[TopicAssignment], near: Near = _as_near
) -> tuple[TopicAssignment, ...]:
    """Combine the topics of passages into those of talks, in order of talk, then topic.

    Confidences combine as a noisy-or of witnesses (Pearl 1988, section 4.3.2), each weighed by
    the kind of its passage; what stays weak is dropped. What one line of many names, or of very
    many too few, is believed less, so that the talk is not said to be about it (`ABOUT_FROM`); so
    is what neither title nor abstract names and three surer topics go before: a reader agreed
    with two in three of the first three, and with one in five of the others. A talk
    that nothing better is known of is about its surest topic all the same. So is a talk about one
    more topic that it only touches, if as a whole it is much nearer to it than to the others
    (`near` tells how near): a reader agreed with four in five of these where others were clear.
    `evidence` is the IRI of the surest passage.
    """
    known = {passage.iri: passage for passage in passages}
    lengths = Counter(passage.talk for passage in passages)
    witnesses: dict[str, dict[str, list[tuple[float, Passage]]]] = defaultdict(dict)
    for assignment in assignments:
        passage = known.get(assignment.target)
        if passage is not None and (weight := _WITNESS.get(passage.kind, _OTHER_WITNESS)):
            found = witnesses[passage.talk].setdefault(assignment.topic, [])
            found.append((assignment.confidence * weight, passage))
    combined: list[TopicAssignment] = []
    for talk, of_talk in sorted(witnesses.items()):
        combined += _of_talk(talk, of_talk, lengths[talk], near)
    return tuple(combined)


def _of_talk(
    talk: str, of_talk: Mapping[str, Sequence[tuple[float, Passage]]], length: int, near: Near
) -> list[TopicAssignment]:
    """Return the topics of a talk of `length` passages, by topic."""
    clear: list[TopicAssignment] = []
    in_passing: list[TopicAssignment] = []
    weak: list[TopicAssignment] = []
    enough = max(2.0, _SHARE * length) if length > _FEW else 1.0
    surest_first = sorted(
        ((_combined(talk, topic, found), found) for topic, found in of_talk.items()),
        key=lambda each: (-each[0].confidence, -len(each[1]), each[0].topic),
    )
    for each, found in surest_first:
        said = all(passage.kind not in _WITNESS for _, passage in found)
        if each.confidence < _LOWEST:
            weak.append(each)
        else:
            many = len(clear) >= _MOST_SAID
            (in_passing if said and (many or len(found) < enough) else clear).append(each)
    lowest = _NEAR if clear else -math.inf
    all_the_same = []
    if not clear:
        all_the_same = [min(in_passing or weak, key=lambda each: (-each.confidence, each.topic))]
    rest = [each for each in in_passing if each not in all_the_same]
    all_the_same += _nearest([*clear, *all_the_same], rest, lowest, near)
    clear += [replace(each, confidence=max(each.confidence, ABOUT_FROM)) for each in all_the_same]
    clear += [
        replace(each, confidence=round(min(_IN_PASSING * each.confidence, _NOT_ABOUT), 4))
        for each in in_passing
        if each not in all_the_same
    ]
    return sorted(clear, key=lambda each: each.topic)


def _nearest(
    clear: Sequence[TopicAssignment], rest: Sequence[TopicAssignment], lowest: float, near: Near
) -> list[TopicAssignment]:
    """Return the nearest of the rest, if the talk is much nearer to it than to what is clear."""
    nearness = {each: near(each.target, each.topic) for each in (*clear, *rest)}
    bound = max(lowest, max(nearness[each] for each in clear) + _NEARER)
    close = [each for each in rest if nearness[each] >= bound]
    return sorted(close, key=lambda each: (-nearness[each], each.topic))[:1]


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
