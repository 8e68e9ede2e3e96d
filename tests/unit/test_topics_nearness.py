"""How near whole talks are to topics, and what that makes of topics that are only touched."""

import numpy as np
import pytest

from talkgraph.conclusions.topics import near_talks, talk_topics
from talkgraph.model import Passage, PassageKind, Topic, TopicAssignment, TopicMethod
from talkgraph.model.passages import ABOUT_FROM

_AXES = np.eye(3, dtype=np.float32)
_TOPICS = [Topic(iri=iri, label=iri) for iri in ("clay", "glaze", "kilns")]


def _passage(iri: str, kind: PassageKind = PassageKind.NOTE) -> Passage:
    return Passage(iri=iri, kind=kind, talk="talk", text=iri)


def _assignment(target: str, topic: str) -> TopicAssignment:
    return TopicAssignment(
        target=target, topic=topic, confidence=0.9, method=TopicMethod.LABEL, evidence=topic
    )


def test_a_talk_is_as_near_as_its_title_and_the_mean_of_its_passages() -> None:
    passages = [
        _passage("title", PassageKind.TALK),
        _passage("line"),
        _passage("said again", PassageKind.QUOTE),
    ]
    near = near_talks(passages, _AXES, _TOPICS, _AXES)
    deviation = 1e-3  # the least there is: all topics are equally near to each other
    assert near("talk", "clay") == pytest.approx((0.5**0.5 + 1) / deviation, rel=1e-4)
    assert near("talk", "glaze") == pytest.approx(0.5**0.5 / deviation, rel=1e-4)
    assert near("talk", "kilns") == 0


def test_without_a_title_the_mean_counts_for_it() -> None:
    near = near_talks([_passage("line")], _AXES[:1], _TOPICS, _AXES)
    assert near("talk", "clay") == pytest.approx(2 / 1e-3)


_LINES = [_passage(f"p{n}") for n in range(9)]
_TOUCHED = [_assignment("p3", "glaze"), _assignment("p4", "kilns")]
_CLEAR = [_assignment(f"p{n}", "clay") for n in range(3)]


def _about(given: list[TopicAssignment], **nearness: float) -> list[str]:
    found = talk_topics(_LINES, given, lambda _, topic: nearness[topic])
    return [each.topic for each in found if each.confidence >= ABOUT_FROM]


def test_what_the_talk_is_much_nearer_to_is_no_topic_in_passing() -> None:
    given = [*_CLEAR, *_TOUCHED]
    assert _about(given, clay=2.0, glaze=3.5, kilns=3.6) == ["clay", "kilns"]
    assert _about(given, clay=2.2, glaze=3.5, kilns=3.6) == ["clay"]
    assert _about(given, clay=0.5, glaze=2.9, kilns=2.8) == ["clay"]


def test_where_nothing_is_clear_the_surest_and_what_is_much_nearer_are_what_it_is_about() -> None:
    assert _about(_TOUCHED, glaze=-1.0, kilns=0.4) == ["glaze"]
    assert _about(_TOUCHED, glaze=-1.0, kilns=0.5) == ["glaze", "kilns"]
