"""How topics of passages become topics of talks."""

import pytest

from talkgraph.conclusions.topics import talk_topics
from talkgraph.model import Passage, PassageKind, TopicAssignment, TopicMethod
from talkgraph.model.passages import ABOUT_FROM


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


def test_a_weak_witness_is_dropped_beside_a_clear_one_and_two_are_kept() -> None:
    passages = [_passage("p1"), _passage("p2")]
    clear = [_assignment("p1", 0.9, "clear")]
    weak = [_assignment("p1", 0.5, "weak"), _assignment("p2", 0.5, "weak")]
    assert [each.topic for each in talk_topics(passages, [*clear, weak[0]])] == ["clear"]
    assert [each.topic for each in talk_topics(passages, [*clear, *weak])] == ["clear", "weak"]


def test_a_talk_of_which_nothing_better_is_known_is_about_its_surest_topic() -> None:
    abstract = [_passage("p", PassageKind.ABSTRACT)]
    given = [_assignment("p", 0.9, "b"), _assignment("p", 0.97, "c"), _assignment("p", 0.97, "d")]
    assert [(a.topic, a.confidence) for a in talk_topics(abstract, given)] == [("c", ABOUT_FROM)]


def test_what_few_of_very_many_lines_name_is_named_in_passing() -> None:
    passages = [_passage(f"p{n}") for n in range(60)]
    given = [_assignment(f"p{n}", 0.95, "often") for n in range(5)]
    given += [_assignment(f"p{n}", 0.95, "twice") for n in range(2)]
    assert _about(passages, given) == ["often"]
    assert _about(passages[:28], given) == ["often", "twice"]
    assert [each.topic for each in talk_topics(passages, given)] == ["often", "twice"]


def test_beside_what_is_announced_a_talk_is_about_the_three_surest() -> None:
    passages = [_passage(f"p{n}") for n in range(8)]
    said = [_assignment(f"p{n}", 0.9, "clay") for n in range(5)]
    said += [_assignment(f"p{n}", 0.9, "glaze") for n in range(4)]
    said += [_assignment(f"p{n}", 0.9, "kilns") for n in range(3)]
    said += [_assignment(f"p{n}", 0.9, "salt") for n in range(2)]
    assert _about(passages, said) == ["clay", "glaze", "kilns"]
    spoken_of = [each.topic for each in talk_topics(passages, said)]
    assert spoken_of == ["clay", "glaze", "kilns", "salt"]
    passages += [_passage("t", PassageKind.TALK)]
    passages += [_passage(iri, PassageKind.ABSTRACT) for iri in ("s1", "s2")]
    announced = [_assignment(iri, 0.9, "ash") for iri in ("s1", "s2")]
    assert _about(passages, [*said, *announced]) == ["ash", "clay", "glaze", "kilns"]
    titled = _assignment("t", 0.98, "brine")
    assert _about(passages, [*said, *announced, titled]) == ["ash", "brine", "clay", "glaze"]


def _about(passages: list[Passage], given: list[TopicAssignment]) -> list[str]:
    found = talk_topics(passages, given)
    return [each.topic for each in found if each.confidence >= ABOUT_FROM]


def test_of_many_lines_a_single_one_says_too_little_to_be_about() -> None:
    passages = [_passage(f"p{n}") for n in range(5)]
    once, twice = _assignment("p1", 0.95, "once"), _assignment("p1", 0.9, "twice")
    given = [once, twice, _assignment("p2", 0.9, "twice")]
    assert _about(passages, given) == ["twice"]
    assert _about(passages[:4], given) == ["once", "twice"]
    assert [each.topic for each in talk_topics(passages, given)] == ["once", "twice"]


def test_a_title_says_it_among_many_lines_too() -> None:
    passages = [_passage("first", PassageKind.TALK), *(_passage(f"p{n}") for n in range(9))]
    given = [_assignment(f"p{n}", 0.9, "twice") for n in (1, 2)]
    assert _about(passages, [_assignment("first", 0.99, "once"), *given]) == ["once", "twice"]


def test_where_nothing_is_said_twice_the_surest_is_what_it_is_about() -> None:
    passages = [_passage(f"p{n}") for n in range(9)]
    given = [_assignment("p1", 0.85, "a"), _assignment("p2", 0.9, "b"), _assignment("p3", 0.9, "c")]
    assert _about(passages, given) == ["b"]


def test_a_quote_is_no_witness_beside_the_passage_that_holds_it() -> None:
    passages = [_passage("p"), _passage("q", PassageKind.QUOTE)]
    (one,) = talk_topics(passages[:1], [_assignment("p", 0.9)])
    (both,) = talk_topics(passages, [_assignment("p", 0.9), _assignment("q", 0.9)])
    assert both.confidence == one.confidence


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
