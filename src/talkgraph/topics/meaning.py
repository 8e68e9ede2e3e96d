"""Links passages to topics by labels and by meaning, with a calibrated confidence.

Confidence is a logistic curve over how near a passage is to a topic, in units of the encoder's
own scale: the mean and the standard deviation of the cosines between different topics. It says
how often a reader agreed, in some 200 assignments on real conference notes judged by hand: of
the topics without a label in the text about two in three are right, of those with one more than
nine in ten. How much nearness moves a label's confidence depends on how ambiguous the label is:
a phrase stands nearly alone, a single word needs its context.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from talkgraph.model import Passage, Topic, TopicAssignment, TopicMethod
from talkgraph.protocols import Encoder
from talkgraph.topics.labels import LabelIndex, label_assignments

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MEANING_CENTRE: Final = 2.0  # nearness at which half of the judged assignments were right
_MEANING_SLOPE: Final = 0.9
_MEANING_HIGHEST: Final = 0.85
_MEANING_MOST: Final = 2
_LABEL_CENTRE: Final = -0.25
_LABEL_SLOPE: Final = 5.7  # times how ambiguous the label is, 1 - trust
_LABEL_LOWEST: Final = 0.35
_MOST: Final = 6
_SHORTEST: Final = 4  # words: below, a text says too little for its vector to mean anything
_HIGHEST: Final = 0.99
_ROWS: Final = 4096


class SkosLinker:
    """Links passages to SKOS concepts by their labels in the text and by meaning."""

    def __init__(self, vocabulary: Sequence[Topic], encoder: Encoder) -> None:
        """Encode one text a concept: its label, its definition and its other labels."""
        import numpy as np

        self._topics = tuple(sorted(vocabulary, key=lambda topic: topic.iri))
        self._position = {topic.iri: i for i, topic in enumerate(self._topics)}
        self._index = LabelIndex(self._topics)
        self._vectors = encoder.encode([concept_text(topic) for topic in self._topics])
        between = (self._vectors @ self._vectors.T)[np.triu_indices(len(self._topics), 1)]
        self._mean = float(between.mean()) if between.size else 0.0
        self._deviation = max(float(between.std()), 1e-3) if between.size > 1 else 1.0

    def link(
        self, passages: Sequence[Passage], vectors: "NDArray[np.float32]"
    ) -> tuple[TopicAssignment, ...]:
        """Assign at most six topics a passage, at most two of them by meaning alone."""
        found: dict[tuple[str, str], TopicAssignment] = {}
        for start in range(0, len(passages), _ROWS):
            nearness = vectors[start : start + _ROWS] @ self._vectors.T
            nearness = (nearness - self._mean) / self._deviation
            for passage, row in zip(passages[start : start + _ROWS], nearness, strict=True):
                for assignment in self._assign(passage, row):
                    key = (assignment.target, assignment.topic)
                    known = found.get(key)
                    if known is None or assignment.confidence > known.confidence:
                        found[key] = assignment
        return tuple(found[key] for key in sorted(found))

    def _assign(self, passage: Passage, row: "NDArray[np.float32]") -> list[TopicAssignment]:
        labelled = [
            replace(assignment, confidence=confidence)
            for assignment in label_assignments(passage, self._index)
            if (confidence := self._label_confidence(assignment, row)) >= _LABEL_LOWEST
        ]
        named = {assignment.topic for assignment in labelled}
        meant = [a for a in self._meant(passage, row) if a.topic not in named]
        assignments = sorted(
            labelled + meant[:_MEANING_MOST], key=lambda a: (-a.confidence, a.topic)
        )
        return assignments[:_MOST]

    def _label_confidence(self, assignment: TopicAssignment, row: "NDArray[np.float32]") -> float:
        trust = assignment.confidence
        nearness = float(row[self._position[assignment.topic]]) - _LABEL_CENTRE
        return _logistic(math.log(trust / (1 - trust)) + _LABEL_SLOPE * (1 - trust) * nearness)

    def _meant(self, passage: Passage, row: "NDArray[np.float32]") -> list[TopicAssignment]:
        """Return the topics near enough in meaning, the nearest first."""
        if len(passage.text.split()) < _SHORTEST:
            return []
        found = []
        for position in (row >= _MEANING_CENTRE).nonzero()[0]:
            confidence = _logistic(_MEANING_SLOPE * (float(row[position]) - _MEANING_CENTRE))
            found.append(
                TopicAssignment(
                    target=passage.iri,
                    topic=self._topics[int(position)].iri,
                    confidence=min(_MEANING_HIGHEST, confidence),
                    method=TopicMethod.MEANING,
                    evidence=passage.text,
                )
            )
        return sorted(found, key=lambda a: (-row[self._position[a.topic]], a.topic))


def concept_text(topic: Topic) -> str:
    """Return the text that stands for a concept when it is encoded."""
    return f"{topic.label}. {topic.definition} {', '.join(topic.alternate_labels)}".strip()


def _logistic(x: float) -> float:
    return round(min(_HIGHEST, 1.0 / (1.0 + math.exp(-max(-30.0, x)))), 4)
