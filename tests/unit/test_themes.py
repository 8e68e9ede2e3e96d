"""Themes: overlap, names, keywords, what is left outside, and determinism."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from talkgraph.model import (
    Passage,
    PassageKind,
    TalkRecord,
    Theme,
    Topic,
    TopicAssignment,
    TopicMethod,
)
from talkgraph.names import slug
from talkgraph.retrieval.talk_vectors import unit
from talkgraph.retrieval.themes import find_themes
from talkgraph.retrieval.words import STOP_WORDS

_TOPICS = (
    Topic(iri="topic/baking", label="Baking", related=("topic/ovens",)),
    Topic(iri="topic/ovens", label="Ovens", related=("topic/baking",)),
    Topic(iri="topic/rivers", label="Rivers"),
    Topic(iri="topic/unused", label="Unused"),
)

# talk: (subject, text, topic or none) of each post
_POSTS: dict[str, list[tuple[str, str, str | None]]] = {
    "loaf": [
        ("bread", "Knead the dough before the oven is hot", "topic/baking"),
        ("bread", "The dough rests while Okoro sleeps", "topic/baking"),
        ("river", "The mill by the river turned slowly", "topic/rivers"),
    ],
    "crust": [
        ("bread", "A crust needs steam in the oven", "topic/ovens"),
        ("bread", "Flour and dough, nothing besides @baker", "topic/baking"),
    ],
    "rapids": [
        ("river", "Paddle hard where the river bends", "topic/rivers"),
        ("river", "A river forgives nobody", "topic/rivers"),
    ],
    "hives": [
        ("bees", "The queen bee leaves the hive with a swarm", None),
        ("bees", "A swarm of bees settles in a tree", None),
    ],
    "honey": [
        ("bees", "Bees dance to tell where clover grows", None),
        ("bees", "Smoke calms the bees of a hive", None),
    ],
    "alone": [("clock", "Pendulums drift apart in summer", None)],
}
_SUBJECTS = {"bread": 0, "river": 1, "bees": 2, "clock": 3}

_Corpus = tuple[
    list[Passage], list[TalkRecord], NDArray[np.float32], tuple[Topic, ...], list[TopicAssignment]
]


def _corpus() -> _Corpus:
    passages, rows, assignments = [], [], []
    noise = np.random.default_rng(11)
    for talk, posts in _POSTS.items():
        for place, (subject, text, topic) in enumerate(posts):
            iri = f"post/{talk}/{place}"
            passages.append(Passage(iri=iri, kind=PassageKind.POST, talk=f"talk/{talk}", text=text))
            row = noise.normal(scale=0.1, size=16)
            row[_SUBJECTS[subject]] += 1
            rows.append(row)
            if topic:
                assignments.append(_assignment(iri, topic))
    records = [
        TalkRecord(
            iri=f"talk/{talk}",
            name=f"event/{talk}",
            title=talk,
            event="event",
            event_name="Event",
            speakers=(("person/okoro", "Ada Okoro"),),
        )
        for talk in _POSTS
    ]
    return passages, records, unit(np.array(rows, dtype=np.float32)), _TOPICS, assignments


def _assignment(iri: str, topic: str, confidence: float = 0.95) -> TopicAssignment:
    return TopicAssignment(
        target=iri,
        topic=topic,
        confidence=confidence,
        method=TopicMethod.LABEL,
        evidence="mill",
        start=0,
        end=5,
    )


def _by_name(themes: Sequence[Theme]) -> dict[str, Theme]:
    return {theme.name: theme for theme in themes}


def _talks(theme: Theme) -> list[str]:
    return sorted(member.talk.removeprefix("talk/") for member in theme.members)


def test_related_topics_are_joined_and_name_the_theme() -> None:
    themes = _by_name(find_themes(*_corpus()))
    baking = themes["Baking"]
    assert _talks(baking) == ["crust", "loaf"]
    assert baking.topics == ("topic/baking", "topic/ovens")
    assert "Ovens" not in themes
    assert "Unused" not in themes


def test_a_talk_belongs_to_several_themes_through_its_passages() -> None:
    themes = _by_name(find_themes(*_corpus()))
    assert _talks(themes["Rivers"]) == ["loaf", "rapids"]
    (loaf,) = [m for m in themes["Rivers"].members if m.talk == "talk/loaf"]
    assert loaf.passages == ("post/loaf/2",)
    assert "talk/loaf" in {m.talk for m in themes["Baking"].members}


def test_more_posts_weigh_more_and_members_are_in_that_order() -> None:
    rivers = _by_name(find_themes(*_corpus()))["Rivers"]
    assert [m.talk for m in rivers.members] == ["talk/rapids", "talk/loaf"]
    weights = [m.weight for m in rivers.members]
    assert 1 > weights[0] > weights[1] > 0


def test_what_no_topic_explains_is_grouped_by_nearness_and_named_by_its_words() -> None:
    (bees,) = [t for t in find_themes(*_corpus()) if not t.topics]
    assert _talks(bees) == ["hives", "honey"]
    assert bees.name.split(",")[0].casefold() in {"bees", "bee"}
    assert {"hive", "swarm"} <= set(bees.keywords)


def test_some_talks_are_in_no_theme() -> None:
    assert not [t for t in find_themes(*_corpus()) for m in t.members if m.talk == "talk/alone"]


def test_keywords_are_words_worth_reading() -> None:
    for theme in find_themes(*_corpus()):
        assert 5 <= len(theme.keywords) <= 8
        assert len(set(theme.keywords)) == len(theme.keywords)
        assert STOP_WORDS.isdisjoint(theme.keywords)
        assert {"okoro", "ada", "baker"}.isdisjoint(k.casefold() for k in theme.keywords)
    assert "dough" in _by_name(find_themes(*_corpus()))["Baking"].keywords


def test_keywords_begin_with_the_words_by_which_topics_were_found() -> None:
    passages, records, vectors, topics, assignments = _corpus()
    spelt = ["On-call", "on call", "on call", "SLOs", "alerts", "on call", "alert"]
    assignments = [replace(a, evidence=word) for a, word in zip(assignments, spelt, strict=True)]
    found = _by_name(find_themes(passages, records, vectors, topics, assignments))
    assert found["Baking"].keywords[:3] == ("on call", "alerts", "SLOs")
    assert found["Rivers"].keywords[:2] == ("on call", "alert")


def test_slugs_are_the_slugs_of_unique_names() -> None:
    themes = find_themes(*_corpus())
    assert [t.slug for t in themes] == [slug(t.name) for t in themes]
    assert len({t.slug for t in themes}) == len(themes)


def test_best_passages_take_turns_between_talks() -> None:
    baking = _by_name(find_themes(*_corpus()))["Baking"]
    first, second = baking.passages[:2]
    assert {re.sub(r"/\d$", "", first), re.sub(r"/\d$", "", second)} == {
        "post/loaf",
        "post/crust",
    }


def test_the_order_of_the_input_does_not_matter() -> None:
    passages, records, vectors, topics, assignments = _corpus()
    back = np.arange(len(passages))[::-1]
    other = find_themes(
        [passages[i] for i in back], records[::-1], vectors[back], topics[::-1], assignments[::-1]
    )
    assert other == find_themes(passages, records, vectors, topics, assignments)


def test_two_deliveries_of_one_work_are_not_a_theme() -> None:
    passages, records, vectors, topics, assignments = _corpus()
    records = [
        replace(r, work="work/river") if r.iri in {"talk/loaf", "talk/rapids"} else r
        for r in records
    ]
    themes = find_themes(passages, records, vectors, topics, assignments)
    assert "Rivers" not in _by_name(themes)


def test_two_passing_remarks_are_not_a_theme() -> None:
    passages, records, vectors, topics, _ = _corpus()
    weak = [_assignment("post/alone/0", "topic/unused"), _assignment("post/loaf/2", "topic/unused")]
    themes = find_themes(passages, records, vectors, topics, weak)
    assert "Unused" not in _by_name(themes)


def test_sessions_and_conclusions_about_talks_are_not_witnesses() -> None:
    passages, records, vectors, topics, assignments = _corpus()
    records = [replace(r, is_talk=r.iri != "talk/rapids") for r in records]
    aggregate = replace(
        _assignment("talk/crust", "topic/rivers"), method=TopicMethod.AGGREGATE, start=None
    )
    themes = find_themes(passages, records, vectors, topics, [*assignments, aggregate])
    assert "Rivers" not in _by_name(themes)


def test_at_most_forty_themes() -> None:
    topics = tuple(Topic(iri=f"topic/{i:02}", label=f"Subject {i:02}") for i in range(60))
    passages, rows, assignments = [], [], []
    for i, topic in enumerate(topics):
        for talk in "ab":
            for place in range(2):
                iri = f"post/{talk}/{i:02}/{place}"
                passages.append(
                    Passage(
                        iri=iri, kind=PassageKind.POST, talk=f"talk/{talk}", text=f"thing{i} {talk}"
                    )
                )
                rows.append(np.eye(60, dtype=np.float32)[i])
                assignments.append(_assignment(iri, topic.iri))
    records = [
        TalkRecord(iri=f"talk/{t}", name=t, title=t, event="e", event_name="E") for t in "ab"
    ]
    assert len(find_themes(passages, records, np.array(rows), topics, assignments)) == 40


@pytest.mark.parametrize("count", [0, 1])
def test_little_input_gives_no_themes(count: int) -> None:
    passages, records, vectors, topics, _ = _corpus()
    assert find_themes(passages[:count], records[:count], vectors[:count], topics, []) == ()
    assert find_themes(passages[:count], records[:count], vectors[:count], (), []) == ()
