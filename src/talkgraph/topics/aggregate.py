"""Carries topics from passages to the talks they belong to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from talkgraph.model import Passage, PassageKind, TopicAssignment, TopicMethod

# A passage is one small witness: several that agree are believed more, but never wholly, and
# a title, which is what the speaker chose to call it, counts in full.
_WITNESS: Final = {PassageKind.TALK: 0.95}
_OTHER_WITNESS: Final = 0.6
_HIGHEST: Final = 0.99
_LOWEST: Final = 0.45


def talk_topics(
    passages: Sequence[Passage],
    assignments: Sequence[TopicAssignment],
    talk_of: Mapping[str, str] | None = None,
) -> tuple[TopicAssignment, ...]:
    """Combine the topics of passages into those of talks, in order of talk, then topic.

    `talk_of` maps a passage's IRI to its talk's; without it, `Passage.talk` says it.
    Confidences combine as a noisy-or of witnesses (Pearl 1988, section 4.3.2), each weighed by
    the kind of its passage; what stays weak is dropped. `evidence` is the IRI of the surest
    passage.
    """
    kinds = {passage.iri: passage.kind for passage in passages}
    if talk_of is None:
        talk_of = {passage.iri: passage.talk for passage in passages}
    witnesses: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for assignment in assignments:
        talk = talk_of.get(assignment.target)
        if talk is None or assignment.target not in kinds:
            continue
        weight = _WITNESS.get(kinds[assignment.target], _OTHER_WITNESS)
        witnesses[talk, assignment.topic].append(
            (assignment.confidence * weight, assignment.target)
        )
    combined = []
    for (talk, topic), found in sorted(witnesses.items()):
        ordered = sorted(found, key=lambda pair: (-pair[0], pair[1]))
        doubt = 1.0
        for weight, _ in ordered:
            doubt *= 1.0 - weight
        confidence = min(_HIGHEST, 1.0 - doubt)
        if confidence >= _LOWEST:
            combined.append(
                TopicAssignment(
                    target=talk,
                    topic=topic,
                    confidence=round(confidence, 4),
                    method=TopicMethod.AGGREGATE,
                    evidence=ordered[0][1],
                )
            )
    return tuple(combined)
