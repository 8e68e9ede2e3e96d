"""Themes: overlap, names, keywords, what is left outside, and determinism."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from talkgraph.conclusions.themes.corpus import ThemeCorpus, ThemeRules
from talkgraph.conclusions.themes.seeds import ThemeSeed, read_seeds, seed_topic
from talkgraph.conclusions.themes.themes import ThemeMap, map_themes
from talkgraph.conclusions.topics import LabelLinker
from talkgraph.errors import InputError
from talkgraph.model import (
    Passage,
    PassageKind,
    TalkRecord,
    Theme,
    Topic,
    TopicAssignment,
    TopicMethod,
)
from talkgraph.model.names import slug
from talkgraph.search.scores import unit
from talkgraph.words import STOP_WORDS

_TOPICS = (
    Topic(iri="topic/baking", label="Baking"),
    Topic(iri="topic/ovens", label="Ovens", broader=("topic/baking",)),
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
        ("river", "Below the rapids the river rests", "topic/rivers"),
    ],
    "bee-hives": [
        ("bees", "The queen bee leaves the bee hive with a swarm", None),
        ("bees", "A swarm of bees settles in a tree", None),
    ],
    "honey": [
        ("bees", "Bees dance to tell where clover grows", None),
        ("bees", "Smoke calms a bee hive", None),
    ],
    "bee-hive-tools": [
        ("bees", "A bee hive is opened with a flat tool, and the bees hardly notice", None),
        ("bees", "A swarm in a bee hive without frames builds as it likes", None),
    ],
    "winter-bee-hives": [
        ("bees", "In winter those of a bee hive keep each other warm", None),
        ("bees", "Feed a late swarm, or the bee hive is empty in spring", None),
    ],
    "alone": [("clock", "Pendulums drift apart in summer", None)],
}
_BEES = ["bee-hive-tools", "bee-hives", "honey", "winter-bee-hives"]
_SUBJECTS = {"bread": 0, "river": 1, "bees": 2, "clock": 3}

_Corpus = tuple[
    list[Passage], list[TalkRecord], NDArray[np.float32], tuple[Topic, ...], list[TopicAssignment]
]


def find_themes(
    passages: Sequence[Passage],
    records: Sequence[TalkRecord],
    vectors: NDArray[np.float32],
    topics: Sequence[Topic],
    assignments: Sequence[TopicAssignment],
) -> tuple[Theme, ...]:
    return _mapped(
        (list(passages), list(records), vectors, tuple(topics), list(assignments))
    ).themes


def _mapped(
    corpus: _Corpus, seeds: Sequence[ThemeSeed] = (), seeded: Sequence[TopicAssignment] = ()
) -> ThemeMap:
    passages, records, vectors, topics, assignments = corpus
    # One sure post is enough here, so that the talks of the tests can be short.
    some = ThemeCorpus(passages, records, vectors, ThemeRules(least_member=0.55))
    return map_themes(some, topics, assignments, seeds=seeds, seeded=seeded)


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
            title=talk.replace("-", " "),
            event="event",
            event_name="Event",
            speakers=(("person/okoro", "Ada Okoro"),),
        )
        for talk in _POSTS
    ]
    return passages, records, unit(np.array(rows, dtype=np.float32)), _TOPICS, assignments


def _assignment(iri: str, topic: str, confidence: float = 1.0) -> TopicAssignment:
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


def test_a_narrower_topic_that_few_talks_have_is_part_of_the_broader_one_s_theme() -> None:
    themes = _by_name(find_themes(*_corpus()))
    baking = themes["Baking"]
    assert _talks(baking) == ["crust", "loaf"]
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
    (bees,) = [t for t in find_themes(*_corpus()) if t.name not in {"Baking", "Rivers"}]
    assert _talks(bees) == _BEES
    assert bees.name == "Bee hive"
    assert {"bee hive", "swarm"} <= set(bees.keywords)


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
    spelt = ["On-call", "on call", "on call", "SLOs", "alerts", "on call", "alert", "on call"]
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


def test_a_small_corpus_has_at_most_sixty_themes() -> None:
    topics = tuple(Topic(iri=f"topic/{i:02}", label=f"Subject {i:02}") for i in range(80))
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
                rows.append(np.eye(80, dtype=np.float32)[i])
                assignments.append(_assignment(iri, topic.iri))
    records = [
        TalkRecord(iri=f"talk/{t}", name=t, title=t, event="e", event_name="E") for t in "ab"
    ]
    assert len(find_themes(passages, records, np.array(rows), topics, assignments)) == 60


@pytest.mark.parametrize("count", [0, 1])
def test_little_input_gives_no_themes(count: int) -> None:
    passages, records, vectors, topics, _ = _corpus()
    assert find_themes(passages[:count], records[:count], vectors[:count], topics, []) == ()
    assert find_themes(passages[:count], records[:count], vectors[:count], (), []) == ()


def test_a_broader_topic_is_a_theme_beside_the_narrower_one_where_both_are_carried() -> None:
    passages, records, vectors, topics, assignments = _corpus()
    topics = (Topic(iri="topic/water", label="Water"), *topics[:2], *topics[3:])
    topics = (*topics, Topic(iri="topic/rivers", label="Rivers", broader=("topic/water",)))
    posts = [f"post/{talk}/{place}" for talk in ("alone", "honey") for place in (0, 1)]
    more = [_assignment(post, "topic/water") for post in posts]
    found = _by_name(find_themes(passages, records, vectors, topics, [*assignments, *more]))
    assert _talks(found["Rivers"]) == ["loaf", "rapids"]
    assert _talks(found["Water"]) == ["alone", "honey", "loaf", "rapids"]


def test_what_holds_too_many_talks_is_no_theme_and_a_narrower_one_still_is() -> None:
    passages, records, vectors, topics, assignments = _corpus()
    topics = (*topics, Topic(iri="topic/craft", label="Craft"))
    topics = tuple(
        replace(t, broader=("topic/craft",)) if t.iri == "topic/baking" else t for t in topics
    )
    all_talks = [_assignment(f"post/{talk}/0", "topic/craft") for talk in _POSTS]
    names = _by_name(find_themes(passages, records, vectors, topics, [*assignments, *all_talks]))
    assert "Craft" not in names
    assert "Baking" in names


def test_what_is_outside_any_theme_is_said() -> None:
    found = _mapped(_corpus())
    assert found.outside_passages == ("post/alone/0",)
    nothing = _mapped(([], [], np.zeros((0, 16), dtype=np.float32), (), []))
    assert nothing == ThemeMap(themes=(), outside_passages=())


def test_adding_a_talk_leaves_the_other_members_and_names() -> None:
    passages, records, vectors, topics, assignments = _corpus()
    before = _by_name(find_themes(passages, records, vectors, topics, assignments))
    new = Passage(iri="post/new/0", kind=PassageKind.POST, talk="talk/new", text="A brook")
    record = replace(records[0], iri="talk/new", name="new", title="new")
    after = _by_name(
        find_themes(
            [*passages, new],
            [*records, record],
            np.vstack([vectors, np.eye(16, dtype=np.float32)[[5]]]),
            topics,
            [*assignments, _assignment("post/new/0", "topic/rivers")],
        )
    )
    assert after.keys() == before.keys()
    for name, theme in before.items():
        # Weights move a little with how many talks there are.
        old = {m.talk: pytest.approx(m.weight, abs=0.05) for m in theme.members}
        assert {m.talk: m.weight for m in after[name].members if m.talk != "talk/new"} == old
    assert "talk/new" in {m.talk for m in after["Rivers"].members}


# ── themes that a user asks for ──────────────────────────────────────────────────────────────


def _seeded(*seeds: ThemeSeed) -> dict[str, Theme]:
    corpus = _corpus()
    found = LabelLinker([seed_topic(seed) for seed in seeds]).link(corpus[0], corpus[2])
    return _by_name(_mapped(corpus, seeds, found).themes)


def test_a_seed_is_a_theme_by_its_own_name_through_its_words() -> None:
    found = _seeded(ThemeSeed(name="Busy insects", phrases=("swarm", "clover")))
    assert _talks(found["Busy insects"]) == _BEES
    assert "Rivers" in found


def test_a_seed_that_one_talk_supports_is_a_theme_and_one_without_support_is_none() -> None:
    found = _seeded(ThemeSeed(name="pendulum"), ThemeSeed(name="comets"))
    assert _talks(found["pendulum"]) == ["alone"]
    assert "comets" not in found


def test_a_seed_takes_the_place_of_the_topic_that_it_names() -> None:
    found = _seeded(ThemeSeed(name="rivers"))
    assert "Rivers" not in found
    assert _talks(found["rivers"]) == ["loaf", "rapids"]


def test_a_seed_can_be_the_beginning_of_a_topic_s_name() -> None:
    passages, records, vectors, _, assignments = _corpus()
    topics = (Topic(iri="topic/rivers", label="Rivers of Europe"),)
    seeds = (ThemeSeed(name="rivers"),)
    found = _mapped((passages, records, vectors, topics, assignments), seeds).themes
    assert _talks(_by_name(found)["rivers"]) == ["loaf", "rapids"]


def test_seeds_are_read_from_lines(tmp_path: Path) -> None:
    path = tmp_path / "themes.txt"
    path.write_text("# mine\n\non-call\npractice: game day, , drill \n", encoding="utf-8")
    assert read_seeds(path) == (
        ThemeSeed(name="on-call"),
        ThemeSeed(name="practice", phrases=("game day", "drill")),
    )
    assert read_seeds(path)[1].labels == ("drill", "game day", "practice")


@pytest.mark.parametrize(
    ("text", "told"),
    [(": a, b\n", ":1: a theme needs a name"), ("a\nb\nA\n", ":3: there is a theme 'A' already")],
)
def test_seeds_that_cannot_be_used_are_named_by_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "themes.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_seeds(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_seeds(tmp_path / "none.txt")
