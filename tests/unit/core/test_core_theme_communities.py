"""Likeness of talks, and the communities that it makes, beside the plainest ways to find both."""

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from talkgraph.conclusions.themes.communities import communities
from talkgraph.conclusions.themes.groups import Group, joined, parents, telling
from talkgraph.conclusions.themes.likeness import Likeness, tf_idf
from talkgraph.model import Topic
from talkgraph.search.scores import unit

_SUBJECTS = {
    "bees": "hive swarm queen clover honey smoke",
    "boats": "keel mast rudder harbour sail anchor",
    "bread": "dough oven flour crust yeast knead",
}


def _talks(each: int) -> tuple[list[str], NDArray[np.float32], list[str]]:
    """Return texts, vectors and names of some talks on each subject."""
    noise = np.random.default_rng(3)
    texts, rows, names = [], [], []
    for place, (subject, words) in enumerate(_SUBJECTS.items()):
        said = words.split()
        for number in range(each):
            texts.append(" ".join(noise.permutation(said)[:4].tolist()))
            row = noise.normal(scale=0.3, size=12)
            row[place] += 1
            rows.append(row)
            names.append(f"{subject}/{number}")
    return texts, unit(np.array(rows, dtype=np.float32)), names


def _plain(texts: list[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Compare every talk with every other, as it is written in a book."""
    centred = unit(vectors - vectors.mean(axis=0))
    words = tf_idf(texts).toarray()
    pairs = np.triu_indices(len(texts), 1)
    found = np.zeros((len(texts), len(texts)))
    for rows, weight in ((centred, 1.0), (words, 0.5)):
        cosines = (rows @ rows.T).astype(np.float64)
        found += weight * (cosines - cosines[pairs].mean()) / cosines[pairs].std()
    return found


def test_neighbours_are_those_of_comparing_every_pair() -> None:
    texts, vectors, _ = _talks(12)
    plain = _plain(texts, vectors)
    wanted: set[tuple[int, int]] = set()
    for talk, row in enumerate(plain):
        others = [o for o in np.argsort(-row).tolist() if o != talk][:10]
        wanted |= {(min(talk, o), max(talk, o)) for o in others if row[o] >= 1.0}
    near = Likeness(texts, vectors).neighbours
    found = {(min(a, b), max(a, b)): v for a, each in enumerate(near) for b, v in each.items()}
    assert found.keys() == wanted
    for pair, likeness in found.items():
        assert likeness == pytest.approx(plain[pair], abs=2e-3)
    assert all(near[b][a] == v for a, each in enumerate(near) for b, v in each.items())


def test_likeness_within_some_talks_is_the_mean_of_all_pairs() -> None:
    texts, vectors, _ = _talks(5)
    texts[2] = ""
    plain = _plain(texts, vectors)
    some = [0, 2, 3, 7]
    mean = np.mean([plain[pair] for pair in combinations(some, 2)])
    assert Likeness(texts, vectors).within(some) == pytest.approx(mean, abs=2e-3)
    assert Likeness(texts, vectors).within([1]) == 0.0


def test_words_of_one_talk_and_of_most_talks_are_left_out() -> None:
    texts = ["kiln glaze", "kiln glaze", "kiln shard"] + ["kiln"] * 17
    rows = tf_idf(texts).toarray()
    assert rows.shape == (20, 1)
    assert rows[:, 0].tolist() == [1.0, 1.0] + [0.0] * 18


def test_talks_that_are_all_alike_have_no_neighbours() -> None:
    same = np.tile(np.array([[1, 0]], dtype=np.float32), (4, 1))
    assert Likeness(["kiln"] * 4, same).neighbours == [{}, {}, {}, {}]
    assert Likeness([], np.zeros((0, 2), dtype=np.float32)).neighbours == []


def test_communities_are_of_one_subject_each() -> None:
    texts, vectors, names = _talks(8)
    found = communities(Likeness(texts, vectors).neighbours, names)
    subjects = [{names[place].split("/")[0] for place in each} for each in found]
    assert all(len(each) == 1 for each in subjects)
    assert set().union(*subjects) == set(_SUBJECTS)
    assert sum(map(len, found)) >= 20
    assert all(0.3 < share <= 0.99 for each in found for share in each.values())
    again = communities(Likeness(texts, vectors).neighbours, names)
    assert again == found


def test_a_talk_that_is_added_disturbs_its_neighbours_alone() -> None:
    texts, vectors, names = _talks(8)
    near = Likeness(texts, vectors).neighbours
    found = communities(near, names)
    # It comes before the others, so that all have other places.
    clique = [{other: 3.0 for other in range(4) if other != talk} for talk in range(4)]
    moved = [{other + 4: likeness for other, likeness in each.items()} for each in near]
    more = communities([*clique, *moved], [*"0123", *names])
    assert set(more[0]) == {0, 1, 2, 3}
    assert [{place - 4 for place in each} for each in more[1:]] == [set(each) for each in found]
    assert communities([{}, {}], ["one", "two"]) == []


def test_how_far_a_talk_belongs_is_its_share_of_likeness() -> None:
    near = [{other: 2.0 for other in range(4) if other != talk} for talk in range(4)]
    near[0][4] = 1.5
    # Three are too few.
    near += [{0: 1.5, 5: 9.0, 6: 9.0}, {4: 9.0, 6: 9.0}, {4: 9.0, 5: 9.0}]
    assert communities(near, list("abcdefg")) == [{0: 0.8, 1: 0.99, 2: 0.99, 3: 0.99}]


# ── groups ───────────────────────────────────────────────────────────────────────────────────


def _group(talks: str, head: str | None = None, weight: float = 0.5) -> Group:
    return Group(talks=dict.fromkeys(talks, weight), passages={}, topics={}, head=head)


def test_a_concept_and_a_community_of_the_same_talks_are_one_group() -> None:
    concepts = [_group("abcd", "kilns"), _group("wxyz", "boats")]
    alike = [_group("abce", weight=0.9), _group("wxpqrs"), _group("abcd", weight=0.7)]
    found = joined(concepts, alike)
    assert [(each.head, "".join(each.talks)) for each in found] == [
        ("kilns", "abcd"),
        ("boats", "wxyz"),
        (None, "abce"),
        (None, "wxpqrs"),
    ]
    assert found[0].talks == dict.fromkeys("abcd", 0.7)
    assert [each.is_community for each in found] == [True, False, False, False]


def test_a_concept_takes_in_the_talks_of_its_community() -> None:
    (found,) = joined([_group("abcd", "kilns")], [_group("bcdefg", weight=0.7)])
    assert found.talks == {**dict.fromkeys("bcdefg", 0.7), "a": 0.5}
    # Two talks that both hold are too few.
    assert len(joined([_group("abc", "kilns")], [_group("bcd")])) == 2


def test_a_group_is_part_of_the_smallest_that_holds_it() -> None:
    groups = [_group("abcdefghij"), _group("abcde"), _group("abcz"), _group("vwxyz"), _group("ab")]
    # Three of four are too few, and of equals neither holds the other.
    assert parents(groups) == [None, 0, None, None, 2]
    assert parents([_group("ab"), _group("ab")]) == [None, None]


def test_a_broader_concept_of_nearly_the_same_talks_says_nothing_new() -> None:
    topics = [Topic(iri="craft", label=""), Topic(iri="kilns", label="", broader=("craft",))]
    narrow = _group("abcd", "kilns")
    broad = _group("abcdefgh", "craft")
    assert telling([broad, narrow], topics, ()) == [narrow]
    # If it is said itself, or holds much more, it does.
    assert telling([broad, narrow], topics, {"craft"}) == [broad, narrow]
    wide = _group("abcdefghi", "craft")
    assert telling([wide, narrow], topics, ()) == [wide, narrow]
