"""Topics by hand: what a label matches, and how sure it is."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from talkgraph.conclusions.topics.labels import LabelIndex, LabelLinker, labelled
from talkgraph.conclusions.topics.linker import LinkWeights, SkosLinker, concept_text, talk_topics
from talkgraph.model import Passage, PassageKind, Topic, TopicAssignment, TopicMethod

POST, TITLE = PassageKind.POST, PassageKind.TALK
LABEL, AGGREGATE = TopicMethod.LABEL, TopicMethod.AGGREGATE


def passage(text: str, iri: str = "p", talk: str = "t", kind: PassageKind = POST) -> Passage:
    return Passage(iri=iri, kind=kind, talk=talk, text=text)


# ── labels ───────────────────────────────────────────────────────────────────────────────────


def one(label: str, *others: str, hidden: tuple[str, ...] = ()) -> LabelIndex:
    return LabelIndex([Topic(iri="t", label=label, alternate_labels=others, hidden_labels=hidden)])


@pytest.mark.parametrize(
    ("label", "text", "words"),
    [
        # phrases: by stems, apart or with hyphens, however joined
        ("game day", "our Game Days!", "Game Days"),
        ("game day", "game-day", "game-day"),
        ("game day", "game‑day", "game‑day"),
        ("game day", "a gameday", "gameday"),
        ("game day", "gamedays", "gamedays"),
        ("game day", "game/day", "game/day"),
        ("game day", "game & day", "game & day"),
        ("game day", "game, day", None),
        ("game day", "game. day", None),
        ("game day", "game  day", "game  day"),
        ("game day", "game", None),
        ("game day", "game my day", None),
        ("game day", "game day's end", "game day's"),
        ("day off", "dayoff", "dayoff"),
        ("abc def", "abcdef", "abcdef"),
        ("ab cde", "abcde", None),  # too short to be joined
        ("people, process, tools", "people, process and tools", None),
        ("people, process, tools", "People, processes, tools", "People, processes, tools"),
        ("people, process, tools", "people process tools", "people process tools"),
        ("people, process, tools", "peopleprocesstools", None),
        # single words: singular, plural and verb forms
        ("deploy", "deploying", "deploying"),
        ("deploy", "deployed", "deployed"),
        ("deploy", "deploys", "deploys"),
        ("deploy", "deployment", None),
        ("pod", "poding", "poding"),
        ("go", "going", None),
        ("automate", "automating", "automating"),
        ("automate", "automated", "automated"),
        ("logging", "logged", None),
        ("logging", "loggings", "loggings"),
        ("tests", "test", "test"),
        ("tests", "tested", None),  # the label is a plural
        ("policy", "policies", "policies"),
        ("policies", "policy", "policy"),
        ("day", "days", "days"),
        ("crash", "crashes", "crashes"),
        ("boss", "bosses", "bosses"),
        ("boxes", "box", "box"),
        ("status", "statu", None),
        ("bus", "bu", None),
        ("analysis", "analysi", None),
        ("ties", "ty", None),
        ("gas", "ga", None),
        ("go", "goed", None),
        ("burnout", "burn out", "burn out"),
        ("burnout", "burn-out", "burn-out"),
        ("burnout", "burn, out", None),
        ("burnout", "burnt out", None),
        ("toil", "to il", None),  # too short to be written apart
        ("organise", "organizing", "organizing"),
        ("organization", "organisations", "organisations"),
        ("team", "team's", "team's"),
        ("team", "TEAM’s", "TEAM’s"),
        ("team", "@team", None),
        ("team", "#team", "team"),
        ("team", "steam", None),
        ("team", "my_team", "team"),
        # abbreviations: as written, or in the plural
        ("SLO", "an SLO", "SLO"),
        ("SLO", "SLOs", "SLOs"),
        ("SLO", "slos", "slos"),
        ("SLO", "SLO's", "SLO's"),
        ("SLO", "slo", None),
        ("CI", "CIs", "CIs"),
        ("CI", "cis", None),
        ("CI", "ci", None),
        ("K8S", "K8Ss", "K8Ss"),
        ("ABCDEF", "abcdef", "abcdef"),  # too long for one
        ("Go", "go", "go"),
    ],
)
def test_what_a_label_matches(label: str, text: str, words: str | None) -> None:
    found = [text[match.start : match.end] for match in one(label).matches(text)]
    assert found == ([] if words is None else [words])


def test_how_far_a_label_is_trusted() -> None:
    index = LabelIndex(
        [
            Topic(
                iri="t",
                label="toil",
                alternate_labels=("drudge", "busy work", "SLO"),
                hidden_labels=("toyl", "busi wurk"),
            )
        ]
    )
    found = index.matches("toil drudge busy work SLO toyl busi wurk")
    assert [match.trust for match in found] == [0.85, 0.7, 0.9, 0.85, 0.65, 0.65]


def test_the_longest_label_keeps_the_words_then_the_first() -> None:
    index = LabelIndex(
        [
            Topic(iri="a", label="game day"),
            Topic(iri="b", label="chaos game"),
            Topic(iri="c", label="chaos game day"),
            Topic(iri="d", label="day"),
        ]
    )

    def found(text: str) -> list[tuple[str, int, int]]:
        return [(m.topic, m.start, m.end) for m in index.matches(text)]

    assert found("chaos game day day") == [("c", 0, 14), ("d", 15, 18)]
    assert found("chaos game, game day") == [("b", 0, 10), ("a", 12, 20)]
    assert found("my chaos game") == [("b", 3, 13)]


def test_a_shorter_label_hides_no_longer_one() -> None:
    index = LabelIndex([Topic(iri="a", label="game day chaos"), Topic(iri="b", label="game day")])
    assert [match.topic for match in index.matches("game day chaos, game day")] == ["a", "b"]


def test_of_two_labels_of_one_stem_the_surer_wins_then_the_first_topic() -> None:
    index = LabelIndex(
        [
            Topic(iri="b", label="x", alternate_labels=("tests",)),
            Topic(iri="a", label="y", alternate_labels=("test",)),
            Topic(iri="c", label="rota"),
            Topic(iri="d", label="rotas"),
        ]
    )
    assert [m.topic for m in index.matches("test rota")] == ["a", "c"]
    index = LabelIndex(
        [Topic(iri="a", label="x", alternate_labels=("test",)), Topic(iri="b", label="tests")]
    )
    assert [m.topic for m in index.matches("test")] == ["b"]


def test_a_repeated_label_is_surer() -> None:
    index = one("toil", "drudge")
    (found,) = labelled([passage("drudge, toil and toil")], index)
    assert found == (
        TopicAssignment(
            target="p",
            topic="t",
            confidence=0.95,
            method=LABEL,
            evidence="toil",
            start=8,
            end=12,
        ),
    )
    ((often,),) = labelled([passage("toil " * 9)], index)
    assert (often.confidence, often.start) == (0.98, 0)


def test_the_plain_linker_keeps_the_surest_of_one_target_in_order() -> None:
    topics = [Topic(iri="u", label="rota"), Topic(iri="t", label="toil")]
    passages = [passage("toil"), passage("toil, toil, rota"), passage("toil"), passage("rota", "a")]
    found = LabelLinker(topics).link(passages, np.zeros((4, 2), dtype=np.float32))
    assert [(a.target, a.topic, a.confidence, a.start) for a in found] == [
        ("a", "u", 0.85, 0),
        ("p", "t", 0.9, 0),
        ("p", "u", 0.85, 12),
    ]


# ── labels and meaning ───────────────────────────────────────────────────────────────────────


THREE = (
    Topic(iri="a", label="toil", alternate_labels=("busy work",)),
    Topic(iri="b", label="rota"),
    Topic(iri="c", label="kiln", hidden_labels=("kyln",)),
)
AXES = ((1.0, 0.0, 0.0), (0.6, 0.8, 0.0), (0.0, 0.0, 1.0))
# Cosines between topics: 0.6, 0, 0.
MEAN, DEVIATION = 0.2, math.sqrt(0.08)
LOOSE = LinkWeights(label_lowest=0.0)


def linked(
    passages: Sequence[Passage],
    vectors: Sequence[Sequence[float]],
    weights: LinkWeights = LOOSE,
    topics: Sequence[Topic] = THREE,
    rows: Sequence[Sequence[float]] = AXES,
) -> list[TopicAssignment]:
    linker = SkosLinker(topics, np.array(rows, dtype=np.float32), weights)
    return list(linker.link(passages, np.array(vectors, dtype=np.float32)))


def logistic(x: float) -> float:
    return round(1 / (1 + math.exp(-x)), 4)


def odds(p: float) -> float:
    return math.log(p / (1 - p))


def test_the_text_that_stands_for_a_concept() -> None:
    topic = Topic(iri="t", label="Toil", definition="Work.", alternate_labels=("x", "y"))
    assert concept_text(topic) == "Toil. Work. x, y"
    assert concept_text(Topic(iri="t", label="Toil")) == "Toil."


@pytest.mark.parametrize(
    ("text", "topic", "cosine", "trust"),
    [
        ("toil", "a", 0.5, 0.85),
        ("busy work", "a", 0.5, 0.9),
        ("kyln", "c", 0.1, 0.65),
        ("toil toil", "a", -0.5, 0.9),
    ],
)
def test_a_labels_confidence_moves_with_nearness_as_it_is_ambiguous(
    text: str, topic: str, cosine: float, trust: float
) -> None:
    vector = (cosine, 0, 0) if topic == "a" else (0, 0, cosine)
    near = (cosine - MEAN) / DEVIATION
    expected = logistic(odds(trust) + 5.7 * (1 - trust) * (near + 0.25))
    (found,) = linked([passage(text)], [vector])
    assert (found.topic, found.method, found.confidence) == (topic, LABEL, expected)
    assert found.evidence in text


def test_a_doubtful_label_is_left_out() -> None:
    weights = replace(LOOSE, label_lowest=0.5)
    near = -odds(0.65) / 5.7 / 0.35 - 0.25  # at which the confidence is a half
    cosine = near * DEVIATION + MEAN
    assert linked([passage("kyln")], [(0, 0, cosine + 0.001)], weights) != []
    assert linked([passage("kyln")], [(0, 0, cosine - 0.001)], weights) == []


IN_CONTEXT = (
    Topic(iri="a", label="toil"),
    Topic(iri="b", label="rota"),
    Topic(iri="c", label="kiln", context_labels=("fire",)),
)


def test_a_passage_that_is_near_is_the_context_of_its_own_words() -> None:
    def topics_at(
        near: float, text: str = "we light a fire", kind: PassageKind = POST
    ) -> list[str]:
        vector = (0, 0, near * DEVIATION + MEAN)
        given = [passage(text, kind=kind)]
        return [a.topic for a in linked(given, [vector], LOOSE, IN_CONTEXT)]

    assert topics_at(2.01) == ["c"]
    assert topics_at(1.99) == []
    assert topics_at(1.01, kind=TITLE) == ["c"]
    assert topics_at(0.99, kind=TITLE) == []
    assert topics_at(9.0, "light a fire") == []  # three words say too little
    assert topics_at(9.0, "we light a lamp") == []
    toil = [passage("toil"), passage("the fire went out", "q")]
    assert [a.topic for a in linked(toil, [(0, 0, 1), (0, 0, 0)], LOOSE, IN_CONTEXT)] == ["a"]


def test_meaning_alone_links_nothing() -> None:
    assert linked([passage("four words without labels")], [(0, 0, 1)], LinkWeights()) == []


def test_when_a_label_is_too_doubtful_by_default() -> None:
    near = -odds(0.65) / 5.7 / 0.35 - 0.25  # at which the confidence is a half
    cosine = near * DEVIATION + MEAN
    assert linked([passage("kyln")], [(0, 0, cosine + 0.001)], LinkWeights()) != []
    assert linked([passage("kyln")], [(0, 0, cosine - 0.001)], LinkWeights()) == []


EIGHT = tuple(Topic(iri=f"t{n}", label=f"wort{'abcdefgh'[n]}") for n in range(8))
EYE = [[float(i == j) for j in range(8)] for i in range(8)]


def test_at_most_six_topics() -> None:
    every = " ".join(topic.label for topic in EIGHT)
    vector = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    found = linked([passage(every)], [vector], replace(LOOSE, label_slope=0.01), EIGHT, EYE)
    assert [a.topic for a in found] == [f"t{n}" for n in range(2, 8)]


def test_the_surest_of_one_target_is_kept_in_order() -> None:
    passages = [passage("toil"), passage("toil rota"), passage("toil", "o")]
    vectors = [(0.1, 0, 0), (0.9, 0, 0), (0.5, 0, 0)]
    found = linked(passages, vectors)
    near = (0.9 - MEAN) / DEVIATION
    assert [(a.target, a.topic) for a in found] == [("o", "a"), ("p", "a"), ("p", "b")]
    assert found[1].confidence == min(0.99, logistic(odds(0.85) + 5.7 * (1 - 0.85) * (near + 0.25)))


def test_a_vocabulary_of_one_has_a_scale_all_the_same() -> None:
    topics, rows = THREE[:1], AXES[:1]
    (found,) = linked([passage("toil")], [(0.5, 0, 0)], LOOSE, topics, rows)
    assert found.confidence == logistic(odds(0.85) + 5.7 * 0.15 * (0.5 + 0.25))


# ── talks ────────────────────────────────────────────────────────────────────────────────────


def witness(target: str, confidence: float, topic: str = "t") -> TopicAssignment:
    return TopicAssignment(
        target=target, topic=topic, confidence=confidence, method=LABEL, evidence="w"
    )


def test_witnesses_of_a_talk_combine() -> None:
    passages = [
        passage("w", "x", "x", TITLE),
        passage("w", "p", "x"),
        passage("w", "q", "x"),
        passage("w", "r", "y"),
    ]
    found = talk_topics(
        passages,
        [
            witness("p", 0.8),
            witness("x", 0.5),
            witness("q", 0.9),
            witness("r", 0.7501),
            witness("r", 0.74, "u"),
            witness("unknown", 0.99),
        ],
    )
    doubt = (1 - 0.6 * 0.8) * (1 - 0.95 * 0.5) * (1 - 0.6 * 0.9)
    assert [(a.target, a.topic, a.confidence, a.method, a.evidence) for a in found] == [
        ("x", "t", round(1 - doubt, 4), AGGREGATE, "q"),
        ("y", "t", 0.4501, AGGREGATE, "r"),
    ]


def test_a_talks_confidence_has_a_limit_and_the_first_of_equals_is_evidence() -> None:
    passages = [passage("w", iri, "x") for iri in "pqrstuvwxyz"]
    (found,) = talk_topics(passages, [witness(p.iri, 1.0) for p in reversed(passages)])
    assert (found.confidence, found.evidence) == (0.99, "p")


def test_what_was_announced_is_a_lesser_witness() -> None:
    passages = [passage("w", "p", "x"), passage("w", "q", "y", PassageKind.ABSTRACT)]
    passages += [passage("w", "r", "y", PassageKind.ABSTRACT)]
    found = talk_topics(passages, [witness(iri, 0.9) for iri in "pqr"])
    assert [(a.target, a.confidence) for a in found] == [
        ("x", 0.54),
        ("y", round(1 - (1 - 0.7 * 0.6 * 0.9) ** 2, 4)),
    ]
