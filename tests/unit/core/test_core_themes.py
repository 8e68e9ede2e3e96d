"""Themes by hand: families of topics, weights of talks, seeds, and the map of themes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from talkgraph.conclusions.themes.corpus import ThemeCorpus, ThemeRules, without_formulas
from talkgraph.conclusions.themes.groups import Group
from talkgraph.conclusions.themes.seeds import ThemeSeed, seed_topic, supported
from talkgraph.conclusions.themes.themes import ThemeMap, least_likeness, map_themes, phrases_of
from talkgraph.model import (
    Passage,
    PassageKind,
    TalkRecord,
    TalkStatus,
    Topic,
    TopicAssignment,
    TopicMethod,
)
from talkgraph.model.meaning import families

POST, NOTE, QUOTE, TITLE = PassageKind.POST, PassageKind.NOTE, PassageKind.QUOTE, PassageKind.TALK
ABSTRACT = PassageKind.ABSTRACT
# One sure post is enough here, so that the talks of the tests can be short.
ONE = ThemeRules(least_of_many=0.55)
ANY = replace(ONE, least_theme=0.0, largest_share=1.0)


def topic(iri: str, *broader: str, label: str = "") -> Topic:
    return Topic(iri=iri, label=label or iri.upper(), broader=broader)


def assigned(
    target: str,
    of: str,
    confidence: float = 0.9,
    method: TopicMethod = TopicMethod.LABEL,
    evidence: str = "words",
) -> TopicAssignment:
    return TopicAssignment(
        target=target, topic=of, confidence=confidence, method=method, evidence=evidence
    )


def record(talk: str, **more: object) -> TalkRecord:
    return TalkRecord(
        iri=talk,
        name=talk,
        title=talk,
        event="e",
        event_name="E",
        **more,  # type: ignore[arg-type]
    )


def post(iri: str, text: str = "w", kind: PassageKind = POST) -> Passage:
    """A passage of the talk by whose letter its IRI begins."""
    return Passage(iri=iri, kind=kind, talk=iri[0], text=text)


def alike(count: int) -> NDArray[np.float32]:
    return np.tile(np.array([1, 0], dtype=np.float32), (count, 1))


def corpus(passages: Sequence[Passage], rules: ThemeRules = ANY) -> ThemeCorpus:
    records = [record(talk) for talk in sorted({p.talk for p in passages})]
    return ThemeCorpus(passages, records, alike(len(passages)), rules)


# ── families ─────────────────────────────────────────────────────────────────────────────────


CHAIN = (topic("a"), topic("b", "a"), topic("c", "b", "unknown"), topic("d", "a"))


def test_a_family_is_a_topic_with_all_narrower_ones() -> None:
    found = families(CHAIN)
    assert found == {"a": {"a", "b", "c", "d"}, "b": {"b", "c"}, "c": {"c"}, "d": {"d"}}
    ring = families([topic("a", "b"), topic("b", "a")])
    assert ring == {"a": {"a", "b"}, "b": {"a", "b"}}


# ── talks of a group ─────────────────────────────────────────────────────────────────────────


def held(some: ThemeCorpus, weights: Mapping[int, float], name: str | None = None) -> Group:
    return some.group(weights, {}, None, name)


def test_a_talks_weight_is_a_noisy_or_of_its_passages() -> None:
    some = corpus([post("a", kind=TITLE), post("a1"), post("a2"), post("b1", kind=NOTE)])
    talks = held(some, {0: 0.5, 1: 0.8, 2: 0.5, 3: 1.0}).talks
    assert talks == {
        "a": round(1 - (1 - 0.95 * 0.5) * (1 - 0.6 * 0.8) * (1 - 0.6 * 0.5), 4),
        "b": 0.6,
    }
    assert list(talks) == ["a", "b"]
    assert held(some, {0: 1.0, 1: 1.0, 2: 1.0}).talks == {"a": 0.99}


def test_the_heaviest_talks_come_first_and_light_ones_are_none() -> None:
    rules = replace(ANY, post=1.0, least_member=0.5)
    some = corpus([post("a1"), post("b1"), post("c1"), post("d1")], rules)
    weights = {0: 0.5, 1: 0.9, 2: 0.4999, 3: 0.5}
    assert list(held(some, weights).talks.items()) == [("b", 0.9), ("a", 0.5), ("d", 0.5)]
    assert list(held(some, weights, "asked for").talks) == ["b", "a", "d", "c"]


def test_a_group_is_carried_by_talks_of_two_works() -> None:
    passages = [post("a1"), post("b1"), post("c1")]
    records = [record("a", work="w"), record("b", work="w"), record("c")]
    some = ThemeCorpus(passages, records, alike(3), replace(ANY, post=1.0, least_theme=1.25))
    assert not some.carries(held(some, {0: 1.0, 1: 1.0}))
    assert some.carries(held(some, {0: 0.65, 2: 0.6}))
    assert not some.carries(held(some, {0: 0.64, 2: 0.6}))
    assert not some.carries(held(some, {0: 1.0}))


def test_in_many_talks_a_theme_needs_more_of_them() -> None:
    # The root of 16 is 4, and three quarters of it are 3.
    some = corpus(
        [post(f"{talk}1") for talk in "abcdefghijklmnop"], replace(ANY, post=1.0, least_talks=0.75)
    )
    assert not some.carries(held(some, {0: 1.0, 1: 1.0}))
    assert some.carries(held(some, {0: 1.0, 1: 1.0, 2: 1.0}))


def test_a_group_of_too_many_talks_catches_all_but_never_one_of_few() -> None:
    rules = replace(ANY, post=1.0, largest_share=0.5, always_allowed=2)
    some = corpus([post(f"{talk}1") for talk in "abcdef"], rules)
    assert not some.catches_all(held(some, dict.fromkeys(range(3), 1.0)))
    assert some.catches_all(held(some, dict.fromkeys(range(4), 1.0)))
    rules = replace(rules, largest_share=0.1, always_allowed=4)
    some = corpus([post(f"{talk}1") for talk in "abcdef"], rules)
    assert not some.catches_all(held(some, dict.fromkeys(range(4), 1.0)))
    assert some.catches_all(held(some, dict.fromkeys(range(5), 1.0)))


def test_a_talk_is_more_of_a_narrow_theme_than_of_a_wide_one() -> None:
    some = corpus([post(f"{talk}1") for talk in "abcd"], replace(ANY, post=0.9))
    assert some.discounted(held(some, {0: 1.0})).talks == {"a": round(0.9 / 1.75, 4)}
    assert some.discounted(held(some, dict.fromkeys(range(4), 1.0))).talks["d"] == 0.36


def test_the_best_passages_are_sure_and_central_and_titles_come_last() -> None:
    passages = [post("a1"), post("a2"), post("a3"), post("b", kind=TITLE)]
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1], [0.8, 0.6]], dtype=np.float32)
    some = ThemeCorpus(passages, [record("a"), record("b")], vectors, ANY)
    said = vectors[:3].mean(axis=0)
    centred = vectors - said
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    np.testing.assert_allclose(some.centred(range(4)), centred, atol=1e-6)
    weights = {0: 0.9, 1: 0.6, 2: 0.8, 3: 1.0}
    shares = np.array(list(weights.values()))
    middle = shares @ centred
    middle /= np.linalg.norm(middle)
    expected = sorted(range(3), key=lambda p: -(shares[p] + centred[p] @ middle))
    assert some.best(held(some, weights)) == [*expected, 3]
    two = corpus([post("a2"), post("a1")])
    assert two.best(held(two, {0: 0.5, 1: 0.5})) == [0, 1]


def test_what_was_said_stands_for_a_theme_before_what_was_announced() -> None:
    passages = [post("a", kind=TITLE), post("a1", kind=ABSTRACT), post("a2"), post("a3")]
    some = corpus(passages)
    assert some.best(held(some, {0: 1.0, 1: 0.9, 2: 0.5, 3: 0.6})) == [3, 2, 1, 0]


def test_what_was_announced_says_less_of_its_talk() -> None:
    rules = replace(ANY, announced=0.5, post=1.0, least_member=0.0)
    some = corpus([post("a1", kind=ABSTRACT), post("b1")], rules)
    assert held(some, {0: 0.8, 1: 0.8}).talks == {"b": 0.8, "a": 0.4}
    assert ThemeRules().announced == pytest.approx(0.42)


@pytest.mark.parametrize(("talks", "members"), [(19, {"a", "b"}), (20, {"b"})])
def test_one_remark_makes_a_member_in_a_small_corpus_only(talks: int, members: set[str]) -> None:
    names = "abcdefghijklmnopqrstuvwxyz"[:talks]
    passages = [post(f"{name}{number}") for name in names for number in (1, 2)]
    some = corpus(passages, ThemeRules())
    # One sure remark in the first talk, two in the second.
    assert some.group({0: 0.95, 2: 0.95, 3: 0.95}, {}, None).talks.keys() == members


def test_a_cancelled_talk_is_in_no_theme() -> None:
    records = [record("a", status=TalkStatus.CANCELLED), record("b", status=TalkStatus.GIVEN)]
    some = ThemeCorpus([post("a1", kind=ABSTRACT), post("b1")], records, alike(2), ANY)
    assert [p.iri for p in some.passages] == ["b1"]
    assert list(some.works) == ["b"]


def test_only_what_is_said_in_talks_counts_in_order_of_iri() -> None:
    passages = [post("b1"), post("a2", kind=QUOTE), post("a1", kind=NOTE), post("s1")]
    records = [record("a", work="w"), record("b"), record("s", is_talk=False)]
    some = ThemeCorpus(passages, records, alike(4), ANY)
    assert [p.iri for p in some.passages] == ["a1", "b1"]
    assert some.works == {"a": "w", "b": "b"}
    assert some.topic_weights(
        [
            assigned("a1", "t", 0.7),
            assigned("b1", "t", 0.8),
            assigned("b1", "u", 0.9, TopicMethod.AGGREGATE),
            assigned("a2", "t", 0.6),
        ]
    ) == {"t": {0: 0.7, 1: 0.8}}


def test_what_three_works_say_word_for_word_is_a_formula() -> None:
    formula = "Slides and code are on our site."
    texts = [f"Kilns\nHow clay is fired. {formula}", f"Boats\n{formula}", f"Bees!\n{formula} Yes."]
    assert without_formulas(texts, ["k", "b", "h"]) == [
        "Kilns\nHow clay is fired. ",
        "Boats\n",
        "Bees!\nYes.",
    ]
    # Two deliveries are one work, and a short line may stand anywhere.
    assert without_formulas(texts, ["k", "b", "b"]) == texts
    assert without_formulas(["Tea time."] * 3, ["a", "b", "c"]) == ["Tea time."] * 3


def test_the_words_by_which_topics_were_found() -> None:
    found = phrases_of(
        [
            assigned("a1", "t", evidence="kiln"),
            assigned("b1", "t", evidence="kiln"),
            assigned("b1", "t", evidence="oven"),
            assigned("c1", "t", evidence="kiln"),
            assigned("a1", "t", method=TopicMethod.AGGREGATE, evidence="no"),
        ],
        {"a1", "b1"},
    )
    assert found == {"t": {"kiln": 2, "oven": 1}}


# ── seeds ────────────────────────────────────────────────────────────────────────────────────


def test_a_seed_as_a_topic() -> None:
    seed = ThemeSeed(name="On-Call", phrases=("on call", "pager", "Pagers!"))
    assert seed.labels == ("Pagers!", "pager", "On-Call")
    assert seed_topic(seed) == Topic(
        iri="seed:on-call",
        label="On-Call",
        alternate_labels=("Pagers!", "pager"),
        definition="On-Call",
    )


def test_a_seed_holds_its_words_and_the_topics_that_it_names() -> None:
    topics = [
        topic("k", label="Kilns"),
        topic("l", "k", label="Electric kilns"),
        topic("m", label="Ovens"),
    ]
    weights = {"k": {0: 0.4, 1: 0.9}, "l": {2: 0.5}, "m": {3: 0.5}}
    position = {"p0": 0, "p5": 5}
    said = [
        assigned("p0", "seed:fire", 0.7),
        assigned("p5", "seed:fire", 0.6),
        assigned("x", "seed:fire"),
    ]
    seeds = [
        ThemeSeed(name="Fire", phrases=("kilns",)),
        ThemeSeed(name="Nothing"),
        ThemeSeed(name="electric"),
        ThemeSeed(name="Ovens"),
    ]
    found = supported(seeds, said, topics, weights, position)
    assert [(g.seed.name, g.head, dict(g.passages), dict(g.topics)) for g in found] == [
        ("Fire", "k", {0: 0.7, 1: 0.9, 2: 0.5, 5: 0.6}, {"k": 1.3, "l": 0.5}),
        ("electric", "l", {2: 0.5}, {"l": 0.5}),
        ("Ovens", "m", {3: 0.5}, {"m": 0.5}),
    ]
    assert list(found[0].passages) == [0, 1, 2, 5]


# ── the map ──────────────────────────────────────────────────────────────────────────────────


def mapped(
    passages: Sequence[Passage],
    topics: Sequence[Topic],
    assignments: Sequence[TopicAssignment],
    rules: ThemeRules,
    seeds: Sequence[ThemeSeed] = (),
    seeded: Sequence[TopicAssignment] = (),
) -> ThemeMap:
    records = [record(talk) for talk in sorted({p.talk for p in passages})]
    some = ThemeCorpus(passages, records, np.eye(len(passages), dtype=np.float32), rules)
    return map_themes(some, topics, assignments, seeds=seeds, seeded=seeded)


def test_a_theme_in_full() -> None:
    passages = [post("a1", "kilns"), post("a2", "kiln"), post("b1", "kiln"), post("c1", "rain")]
    found = mapped(
        passages,
        [topic("k", label="Kilns")],
        [
            assigned("a1", "k", 0.9, evidence="kilns"),
            assigned("a2", "k", 0.8, evidence="kiln"),
            assigned("b1", "k", 1.0, evidence="kiln"),
        ],
        ANY,
    )
    (theme,) = found.themes
    assert (theme.slug, theme.name, theme.keywords) == ("kilns", "Kilns", ("kiln",))
    assert [(m.talk, m.weight) for m in theme.members] == [
        # Of three talks it holds two.
        ("a", round(round(1 - (1 - 0.54) * (1 - 0.48), 4) / (1 + 1.5 * math.sqrt(2 / 3)), 4)),
        ("b", round(0.6 / (1 + 1.5 * math.sqrt(2 / 3)), 4)),
    ]
    assert theme.members[0].passages == ("a1", "a2")
    assert theme.passages == ("a1", "b1", "a2")
    assert found.outside_passages == ("c1",)


@pytest.mark.parametrize(
    ("narrow", "broad", "names"),
    [(4, 5, ["Baking", "Ovens"]), (3, 0, ["Ovens"]), (0, 2, []), (0, 3, ["Baking"])],
)
def test_what_a_theme_is_by_default(narrow: int, broad: int, names: list[str]) -> None:
    # A sure post gives its talk 0.6, and two of these are less than 1.5. What is above others and
    # said nowhere is no theme.
    talks = "abcdefghijklmnopqrstuvwxyz"
    passages = [post(f"{talk}1") for talk in talks]
    topics = [topic("k", label="Baking"), topic("l", "k", label="Ovens")]
    assignments = [assigned(f"{talk}1", "l", 1.0) for talk in talks[:narrow]]
    assignments += [assigned(f"{talk}1", "k", 1.0) for talk in talks[:broad]]
    found = mapped(passages, topics, assignments, ONE)
    assert sorted(theme.name for theme in found.themes) == names


@pytest.mark.parametrize(("others", "found"), [(37, 0), (36, 1)])
def test_two_talks_that_are_not_alike_make_no_theme_where_there_are_several(
    others: int, found: int
) -> None:
    talks = [chr(ord("a") + place) for place in range(others + 3)]
    passages = [post(f"{talk}1") for talk in talks]
    rules = replace(ONE, least_theme=0.0)
    assignments = [assigned(f"{talk}1", "k", 1.0) for talk in "ab"]
    assert len(mapped(passages, [topic("k")], assignments, rules).themes) == found


def test_talks_of_a_concept_are_more_alike_than_any_or_no_theme() -> None:
    assert least_likeness(2, 60) > least_likeness(3, 60) > least_likeness(30, 60) > 0
    assert least_likeness(60, 600) == least_likeness(600, 600) > least_likeness(60, 60)
    assert least_likeness(2, 600) == least_likeness(2, 60)


@pytest.mark.parametrize(("title", "found"), [(0.96, 1), (0.94, 0)])
def test_how_much_a_theme_weighs_by_default(title: float, found: int) -> None:
    # A post's 0.6 and a title's 0.95 times 0.96 or 0.94: 1.512 or 1.493.
    passages = [post("a1"), post("b", kind=TITLE)]
    assignments = [assigned("a1", "k", 1.0), assigned("b", "k", title)]
    assert len(mapped(passages, [topic("k")], assignments, ONE).themes) == found


@pytest.mark.parametrize(
    ("held", "talks", "found"), [(13, 26, 1), (14, 26, 0), (4, 6, 1), (5, 6, 0)]
)
def test_how_much_a_theme_may_hold_by_default(held: int, talks: int, found: int) -> None:
    # Half of all talks, and four of however few.
    names = "abcdefghijklmnopqrstuvwxyz"[:talks]
    passages = [post(f"{talk}1") for talk in names]
    topics = [topic("k"), topic("l", "k")]
    assignments = [assigned(f"{talk}1", "k", 1.0) for talk in names[:held]]
    assert len(mapped(passages, topics, assignments, ONE).themes) == found


@pytest.mark.parametrize(("confidence", "held"), [(0.92, 3), (0.91, 0)])
def test_how_sure_a_post_has_to_be_by_default(confidence: float, held: int) -> None:
    # 0.6 times 0.92 is 0.552; a title's 0.95 is more than enough.
    passages = [post(f"{talk}1") for talk in "abc"] + [post("d"), post("e1"), post("f1")]
    assignments = [assigned(f"{talk}1", "k", confidence) for talk in "abc"]
    found = mapped(passages, [topic("k")], assignments, ONE)
    assert [len(theme.members) for theme in found.themes] == [held] * bool(held)


def test_the_strongest_themes_come_first_and_are_so_many() -> None:
    passages = [post(f"{talk}{n}") for talk in "ab" for n in range(3)]
    topics = [topic(name) for name in "klm"]
    assignments = [
        assigned(f"{talk}{n}", "klm"[n], weight)
        for talk in "ab"
        for n, weight in enumerate((0.92, 1.0, 0.95))
    ]
    found = mapped(passages, topics, assignments, replace(ANY, most=2))
    assert [theme.name for theme in found.themes] == ["L", "M"]
    assert found.outside_passages == ("a0", "b0")


def test_a_theme_takes_passages_in_turn_five_a_talk_and_six_in_all() -> None:
    passages = [post(f"a{n}") for n in range(7)] + [post(f"b{n}") for n in range(2)]
    found = mapped(passages, [topic("k")], [assigned(p.iri, "k", 1.0) for p in passages], ANY)
    (theme,) = found.themes
    heavy, light = theme.members
    assert (heavy.talk, len(heavy.passages), len(light.passages)) == ("a", 5, 2)
    assert [iri[0] for iri in theme.passages] == list("ababaa")
    assert theme.passages[::2][:2] == heavy.passages[:2]


def test_a_seed_replaces_the_topic_that_it_names_and_comes_beside_the_others() -> None:
    passages = [post("a1"), post("b1"), post("a2"), post("b2")]
    topics = [topic("k", label="Kilns"), topic("l", label="Glaze")]
    assignments = [
        assigned("a1", "k"),
        assigned("b1", "k"),
        assigned("a2", "l"),
        assigned("b2", "l"),
    ]
    rules = replace(ANY, most=1, least_member=0.5)
    found = mapped(passages, topics, assignments, rules, seeds=[ThemeSeed(name="kilns")])
    assert sorted((theme.name, theme.slug) for theme in found.themes) == [
        ("Glaze", "glaze"),
        ("kilns", "kilns"),
    ]


@pytest.mark.parametrize(("narrower", "is_theme"), [(40, True), (60, False)])
def test_a_concept_hardly_said_itself_is_a_drawer_of_the_vocabulary(
    narrower: int, *, is_theme: bool
) -> None:
    talks = "abcdefghij"
    passages = [post(f"{talks[number % 10]}{number:03}") for number in range(narrower + 1)]
    topics = [topic("k", label="Crafts"), topic("l", "k", label="Pottery")]
    assignments = [assigned(each.iri, "l", 0.95) for each in passages[1:]]
    assignments.append(assigned(passages[0].iri, "k", 0.95))
    found = mapped(passages, topics, assignments, ANY)
    assert ("Crafts" in {theme.name for theme in found.themes}) is is_theme
    assert "Pottery" in {theme.name for theme in found.themes}


def test_themes_of_one_name_are_told_apart() -> None:
    passages = [post("a1", "kiln cone"), post("b1", "kiln cone"), post("a2"), post("b2")]
    topics = [topic("k", label="Fire"), topic("l", label="FIRE"), topic("m", label="fire")]
    assignments = [assigned(iri, "k", 1.0, evidence="kiln") for iri in ("a1", "b1")]
    assignments += [assigned(iri, "l", 0.95, evidence="glaze") for iri in ("a2", "b2")]
    assignments += [assigned(iri, "m", 0.93, evidence="cone") for iri in ("a2", "b2")]
    found = mapped(passages, topics, assignments, ANY)
    assert [theme.name for theme in found.themes] == ["Fire", "FIRE 2", "fire 3"]
