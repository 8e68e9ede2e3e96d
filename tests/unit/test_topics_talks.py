"""How topics of passages become topics of talks."""

import pytest

from talkgraph.conclusions.topics import talk_topics
from talkgraph.model import Passage, PassageKind, TopicAssignment, TopicMethod


def _passage(iri: str, kind: PassageKind = PassageKind.POST, talk: str = "talk") -> Passage:
    return Passage(iri=iri, kind=kind, talk=talk, text="words")


def _assignment(target: str, confidence: float, topic: str = "topic") -> TopicAssignment:
    return TopicAssignment(
        target=target,
        topic=topic,
        confidence=confidence,
        method=TopicMethod.LABEL,
        evidence="words",
    )


def test_two_witnesses_are_believed_more_than_one() -> None:
    passages = [_passage("p1"), _passage("p2")]
    (one,) = talk_topics(passages, [_assignment("p1", 0.9)])
    (two,) = talk_topics(passages, [_assignment("p1", 0.9), _assignment("p2", 0.8)])
    assert one.confidence < two.confidence < 1
    assert two.method is TopicMethod.AGGREGATE
    assert two.evidence == "p1"
    assert two.target == "talk"


def test_a_single_weak_witness_is_dropped_and_two_are_kept() -> None:
    passages = [_passage("p1"), _passage("p2")]
    assert talk_topics(passages, [_assignment("p1", 0.5)]) == ()
    assert len(talk_topics(passages, [_assignment("p1", 0.5), _assignment("p2", 0.5)])) == 1


def test_a_title_counts_for_more_than_a_post() -> None:
    (post,) = talk_topics([_passage("p")], [_assignment("p", 0.9)])
    (title,) = talk_topics([_passage("p", PassageKind.TALK)], [_assignment("p", 0.9)])
    assert title.confidence > post.confidence


def test_confidence_is_capped() -> None:
    passages = [_passage(f"p{i}") for i in range(40)]
    (assignment,) = talk_topics(
        passages,
        [_assignment(p.iri, 0.98) for p in passages],
    )
    assert assignment.confidence == pytest.approx(0.99)


def test_order_is_by_talk_then_topic_and_unknown_passages_are_left_out() -> None:
    passages = [_passage("p1", talk="talk-2"), _passage("p2", talk="talk-1")]
    found = talk_topics(
        passages,
        [
            _assignment("p2", 0.9, "b"),
            _assignment("p1", 0.9, "b"),
            _assignment("p1", 0.9, "a"),
            _assignment("elsewhere", 0.9),
        ],
    )
    assert [(a.target, a.topic) for a in found] == [
        ("talk-1", "b"),
        ("talk-2", "a"),
        ("talk-2", "b"),
    ]
