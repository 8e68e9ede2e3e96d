"""Related talks, one similarity at a time: what it is, how it is scaled, what is added to it.

But where scales are what is tested, a similarity of s has the standard score s (`Unscaled`), and
the slope is 1 around 0: a score is then 1 / (1 + exp(-s)), s being lessened where little is known.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from talkgraph.conclusions.related.agreement import Agreement, agreement_of
from talkgraph.conclusions.related.kept import Kept
from talkgraph.conclusions.related.reasons import shared_people, shared_topics
from talkgraph.conclusions.related.related import RelatedTalks, RelatedWeights
from talkgraph.conclusions.related.talks import TalkVectors, TalkWords
from talkgraph.errors import InputError, KnowledgeBaseDamaged, NotFound
from talkgraph.model import Passage, PassageKind, TalkRecord, TalkStatus, Topic

POST, NOTE, QUOTE, TITLE = PassageKind.POST, PassageKind.NOTE, PassageKind.QUOTE, PassageKind.TALK
ABSTRACT = PassageKind.ABSTRACT
OFF, ON = 0.0, 1.0
PLAIN = RelatedWeights(
    means=OFF,
    matches=OFF,
    words=OFF,
    topics=OFF,
    titles=OFF,
    same_speaker=0.0,
    centre=0.0,
    slope=1.0,
)

Said = tuple[PassageKind, str, Sequence[float]]


def numbers(values: object) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def record(talk: str, **more: object) -> TalkRecord:
    fields = {"title": "w", "event": "e", "event_name": "E", **more}
    return TalkRecord(iri=talk, name=talk, **fields)  # type: ignore[arg-type]


class Unscaled(RelatedTalks):
    """Related talks whose similarities are their own standard scores."""

    def _scales_of(self, talks: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.stack([np.zeros((len(talks), 5)), np.ones((len(talks), 5))], axis=1)


def engine(
    talks: Mapping[str, Sequence[Said]],
    weights: RelatedWeights = PLAIN,
    records: Sequence[TalkRecord] | None = None,
    topics: Sequence[Topic] = (),
    *,
    kind: type[RelatedTalks] = Unscaled,
    kept: Kept | None = None,
) -> RelatedTalks:
    """Relate talks in which topics agree with the rest as well as anything."""
    passages = [
        Passage(iri=talk if kind is TITLE else f"{talk}/{place}", kind=kind, talk=talk, text=text)
        for talk, said in talks.items()
        for place, (kind, text, _) in enumerate(said)
    ]
    vectors = numbers([vector for said in talks.values() for _, _, vector in said])
    found = records or [record(talk) for talk in talks]
    agreed = Agreement(topics=1.0)
    return kind(passages, found, vectors, topics, weights, agreement=agreed, kept=kept)


def posts(*vectors: Sequence[float]) -> list[Said]:
    return [(POST, "w", vector) for vector in vectors]


def scores(found: RelatedTalks, talk: str) -> dict[str, float]:
    return {other.talk: other.score for other in found.related(talk, 100)}


def score(standard: float) -> float:
    return round(1 / (1 + math.exp(-standard)), 4)


def known(passages: int) -> float:
    return math.sqrt(passages / (passages + 1))


def cosine(left: ArrayLike, right: ArrayLike) -> float:
    one, other = np.array(left, dtype=float), np.array(right, dtype=float)
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


# ── the five similarities ─────────────────────────────────────────────────────────────────────


def test_means_are_centred_by_what_is_said_and_a_title_weighs_double() -> None:
    talks: dict[str, list[Said]] = {
        "a": [(TITLE, "w", (0, 1)), (POST, "w", (1, 0))],
        "b": [(NOTE, "w", (0, 1)), (QUOTE, "w", (-1, 0))],
    }
    # What is said: (1, 0) and (0, 1), so the middle is (1/2, 1/2).
    mean_a = 2 * np.array([-0.5, 0.5]) + np.array([0.5, -0.5])
    mean_b = np.array([-0.5, 0.5])
    found = engine(talks, replace(PLAIN, means=ON))
    near = cosine(mean_a, mean_b) * known(1)
    assert scores(found, "a") == {"b": score(near)}
    assert near == pytest.approx(math.sqrt(0.5))


def test_titles_alone_are_centred_by_themselves() -> None:
    talks: dict[str, list[Said]] = {
        "a": [(TITLE, "w", (1, 0))],
        "b": [(TITLE, "w", (0, 1))],
    }
    found = engine(talks, replace(PLAIN, means=ON))
    bounded = round(PLAIN.title_only * score(-1 * known(1)), 4)
    assert scores(found, "a") == {"b": pytest.approx(bounded, abs=1e-4)}


def test_matches_average_the_three_best_of_both_directions() -> None:
    # The middle is 0, so cosines are those of the rows.
    talks = {
        "a": posts((1, 0), (0, 1), (-1, 0), (0, -1)),
        "b": posts((0.6, 0.8), (-0.6, -0.8)),
        "c": [],
    }
    found = engine(talks, replace(PLAIN, matches=ON))
    forth = (0.8 + 0.8 + 0.6) / 3  # of four, 0.8, 0.8, 0.6 and 0.6
    back = 0.8
    assert scores(found, "a") == {"b": score((forth + back) / 2 * known(2)), "c": 0.5}
    assert scores(found, "b") == {"a": score((forth + back) / 2 * known(2)), "c": 0.5}
    assert scores(found, "c") == {"a": 0.5, "b": 0.5}


def test_matches_with_several_talks_at_once() -> None:
    passages = [
        Passage(iri=f"{n}", kind=POST, talk=talk, text="w") for n, talk in enumerate("aabbbbcd")
    ]
    rows = numbers(
        [(1, 0), (0.8, 0.6), (0.6, 0.8), (0, 1), (-1, 0), (0, -1), (-0.8, -0.6), (-0.6, -0.8)]
    )
    found = TalkVectors("abcde", passages, rows)
    one, other = found.centred(0), found.centred(1)
    cosines = one @ other.T
    by_hand = (
        np.sort(cosines.max(axis=1))[::-1][:3].mean()
        + np.sort(cosines.max(axis=0))[::-1][:3].mean()
    ) / 2
    assert found.best_matches(0, np.array([4, 1]))[0] == 0
    assert found.best_matches(0, np.array([4, 1]))[1] == pytest.approx(by_hand, abs=1e-5)
    assert found.best_matches(4, np.array([0, 1])).tolist() == [0, 0]
    assert found.best_matches(0, np.array([4])).tolist() == [0]
    single = found.best_matches(2, np.array([3]))[0]
    assert single == pytest.approx(float(found.centred(2)[0] @ found.centred(3)[0]), abs=1e-5)


def test_words_are_weighed_by_tf_and_idf() -> None:
    talks: dict[str, list[Said]] = {
        "a": [(POST, "kilns kiln glaze", (1, 0)), (QUOTE, "clay", (1, 0))],
        "b": [(TITLE, "Glazes", (1, 0)), (POST, "kiln shard", (1, 0))],
        "c": [(POST, "clay clay", (1, 0)), (POST, "kiln", (1, 0))],
    }
    found = engine(talks, replace(PLAIN, words=ON))
    # "clay" and "shard" stand in one talk only (quotes do not count), so they relate nothing.
    kiln, glaze = math.log(4 / 3), math.log(4 / 2)
    twice = 1 + math.log(2)
    a, b, c = (twice * kiln, glaze), (kiln, twice * glaze), (kiln, 0)
    assert scores(found, "a") == {
        "b": score(cosine(a, b) * known(1)),
        "c": score(cosine(a, c) * known(1)),
    }
    assert scores(found, "b")["c"] == score(cosine(b, c) * known(2))


def test_words_of_a_few_talks_are_those_of_all() -> None:
    passages = [
        Passage(iri=f"{n}", kind=POST, talk=talk, text=text)
        for n, (talk, text) in enumerate(
            [("a", "kiln glaze"), ("b", "kiln"), ("c", "glaze glaze kiln"), ("e", "glaze")]
        )
    ]
    words = TalkWords.of("abcd", passages)  # "e" is none of them
    few = words.table(np.array([2, 0]))
    for talk in range(4):
        every = words.similarities(talk)
        np.testing.assert_allclose(words.similarities_to(talk, few), every[[2, 0]], atol=1e-6)
    assert words.similarities(3).tolist() == [0, 0, 0, 0]
    assert words.similarities(0)[0] == pytest.approx(1)


def test_topics_are_weighed_by_confidence_and_rarity() -> None:
    records = [
        record("a", topics={"t": 0.8, "u": 0.5}),
        record("b", topics={"t": 0.4}),
        record("c", topics={"v": 0.9}),
    ]
    talks = {name: posts((1, 0)) for name in "abc"}
    found = engine(talks, replace(PLAIN, topics=ON), records)
    t, u = math.log(4 / 2), math.log(4 / 1)
    a, b = (0.8 * t, 0.5 * u), (0.4 * t, 0)
    assert scores(found, "a") == {"b": score(cosine(a, b) * known(1)), "c": 0.5}


@pytest.mark.parametrize("relation", ["broader", "related"])
@pytest.mark.parametrize(("one", "other"), [("t", "u"), ("u", "t")])
def test_kin_of_a_topic_has_a_part_of_its_confidence(relation: str, one: str, other: str) -> None:
    records = [record("a", topics={"u": 0.5}), record("b", topics={"t": 0.4}), record("c")]
    topics = [
        Topic(iri=one, label="one", **{relation: (other,)}),  # type: ignore[arg-type]
        Topic(iri=other, label="other"),
        Topic(iri="w", label="none has it", **{relation: (one,)}),  # type: ignore[arg-type]
    ]
    talks = {name: posts((1, 0)) for name in "abc"}
    found = engine(talks, replace(PLAIN, topics=ON, kin=0.3), records, topics)
    a, b = (0.3 * 0.5, 0.5), (0.4, 0.3 * 0.4)  # t and u are equally rare
    assert scores(found, "a") == {"b": score(cosine(a, b) * known(1)), "c": 0.5}


def test_a_topic_that_a_talk_has_keeps_its_own_confidence() -> None:
    records = [
        record("a", topics={"t": 0.9, "u": 0.1}),
        record("b", topics={"t": 0.4}),
        record("c"),
    ]
    topics = [Topic(iri="t", label="T", broader=("u",)), Topic(iri="u", label="U")]
    found = engine({n: posts((1, 0)) for n in "abc"}, replace(PLAIN, topics=ON), records, topics)
    t, u = math.log(4 / 2), math.log(4)
    a, b = (0.9 * t, 0.3 * 0.9 * u), (0.4 * t, 0.3 * 0.4 * u)
    assert scores(found, "a")["b"] == score(cosine(a, b) * known(1))


def test_titles_are_compared_by_themselves() -> None:
    talks: dict[str, list[Said]] = {
        "a": [(TITLE, "w", (1, 0)), (POST, "w", (0, 1))],
        "b": [(POST, "w", (0, -1)), (TITLE, "w", (0.6, 0.8))],
        "c": posts((1, 0), (-1, 0)),
    }
    found = engine(talks, replace(PLAIN, titles=ON))
    assert scores(found, "a") == {"b": score(0.6 * known(2)), "c": 0.5}


# ── from similarities to scores ──────────────────────────────────────────────────────────────


def test_the_weighted_mean_of_the_similarities_counts() -> None:
    talks: dict[str, list[Said]] = {
        "a": [(TITLE, "w", (1, 0)), (POST, "w", (0, 1))],
        "b": [(TITLE, "w", (0.6, 0.8)), (POST, "w", (0, -1))],
    }
    records = [record(name, topics={"t": 1.0}) for name in "ab"]
    weights = replace(PLAIN, topics=3.0, titles=ON, centre=0.25, slope=2.0)
    found = engine(talks, weights, records)
    combined = (3 * 1 + 0.6) / 4 * known(2)
    assert scores(found, "a") == {"b": score(2.0 * (combined - 0.25))}


def test_both_talks_scales_count() -> None:
    near = {"ab": 0.6, "ac": 0.0, "bc": 0.8}
    seen = {"a": "bc", "b": "ac"}
    talks: dict[str, list[Said]] = {
        "a": [(TITLE, "w", (1, 0, 0)), (POST, "w", (0, 0, 1))],
        "b": [(TITLE, "w", (0.6, 0.8, 0)), (POST, "w", (0, 0, -1))],
        "c": [(TITLE, "w", (0, 1, 0)), (POST, "w", (1, 0, 0)), (POST, "w", (-1, 0, 0))],
    }

    def scale(talk: str) -> tuple[float, float]:
        values = [near["".join(sorted(talk + other))] for other in seen[talk]]
        return float(np.mean(values)), float(np.std(values))

    (mean_a, deviation_a), (mean_b, deviation_b) = scale("a"), scale("b")
    standard = ((0.6 - mean_a) / deviation_a + (0.6 - mean_b) / deviation_b) / 2
    found = engine(talks, replace(PLAIN, titles=ON), kind=RelatedTalks)
    assert scores(found, "a")["b"] == score(standard * known(2))
    assert scores(found, "b")["a"] == score(standard * known(2))


def test_a_scale_is_that_of_a_sample_of_the_talks() -> None:
    # Of four talks, the first and the third are the sample: what "b" and "d" have does not count.
    records = [
        record("a", topics={"t": 1.0}),
        record("b", topics={"t": 1.0}),
        record("c", topics={"u": 1.0}),
        record("d", topics={"t": 1.0}),
    ]
    found = engine(MANY, replace(PLAIN, topics=ON, sample=2), records, kind=RelatedTalks)
    # "b" is at 1 and 0 from the sample, so its mean and deviation are 1/2; of "a", one is left.
    assert scores(found, "b")["a"] == score((1 + 0) / 2 * known(1))
    assert scores(found, "b")["d"] == score(1 * known(1))


def test_what_is_the_same_for_all_talks_tells_nothing() -> None:
    records = [record(name, topics={"t": 1.0}) for name in "abcd"]
    found = engine(MANY, replace(PLAIN, topics=ON), records, kind=RelatedTalks)
    assert scores(found, "a") == {"b": 0.5, "c": 0.5, "d": 0.5}


# ── what topics are worth here ───────────────────────────────────────────────────────────────


def test_agreement_is_the_mean_correlation_with_the_others() -> None:
    ramp = np.array([0.0, 1.0, 2.0, 3.0])
    other = np.array([1.0, -1.0, -1.0, 1.0])  # correlates with no ramp
    found = agreement_of(np.stack([ramp, 2 * ramp + 1, -ramp, other, np.ones(4)]))
    # Each ramp meets one that rises alike, one that falls, and two that tell nothing.
    assert found == Agreement(means=0.0, matches=0.0, words=-0.5, topics=0.0, titles=0.0)
    alike = agreement_of(np.stack([ramp, ramp, ramp, other, ramp]))
    assert alike == Agreement(means=0.75, matches=0.75, words=0.75, topics=0.0, titles=0.75)
    assert agreement_of(np.zeros((5, 0))) == Agreement()


@pytest.mark.parametrize(
    ("agreement", "share"),
    [
        (Agreement(topics=0.3, words=0.6), 0.25),
        (Agreement(topics=0.6, words=0.3), 1.0),
        (Agreement(topics=-0.6, words=0.3), 0.0),
        (Agreement(), 0.0),
    ],
)
def test_topics_weigh_by_how_far_they_agree(agreement: Agreement, share: float) -> None:
    talks: dict[str, list[Said]] = {
        "a": [(TITLE, "w", (1, 0)), (POST, "w", (0, 1))],
        "b": [(TITLE, "w", (0.6, 0.8)), (POST, "w", (0, -1))],
    }
    records = [record(name, topics={"t": 1.0}) for name in "ab"]
    passages = [
        Passage(iri=talk if kind is TITLE else f"{talk}/1", kind=kind, talk=talk, text=text)
        for talk, said in talks.items()
        for kind, text, _ in said
    ]
    rows = numbers([vector for said in talks.values() for _, _, vector in said])
    weights = replace(PLAIN, topics=4.0, titles=ON)
    found = Unscaled(passages, records, rows, (), weights, agreement=agreement)
    combined = (4 * share * 1 + 0.6) / (4 * share + 1)
    assert scores(found, "a") == {"b": score(combined * known(2))}


def test_agreement_is_worked_out_over_pairs_of_the_sample() -> None:
    said = {"a": "kiln", "b": "kiln", "c": "glaze", "d": "glaze"}
    talks: dict[str, list[Said]] = {
        talk: [(POST, text, (1, 0)), (POST, text, (0, 1))] for talk, text in said.items()
    }
    records = [record(talk, topics={text: 1.0}) for talk, text in said.items()]
    passages = [
        Passage(iri=f"{talk}/{place}", kind=POST, talk=talk, text=text)
        for talk, each in talks.items()
        for place, (_, text, _) in enumerate(each)
    ]
    vectors = numbers([vector for each in talks.values() for _, _, vector in each])
    found = RelatedTalks(passages, records, vectors).agreement
    # Topics and words say the same of all six pairs; the rest is the same everywhere.
    assert (found.topics, found.words) == (0.25, 0.25)
    assert (found.means, found.matches, found.titles) == (0.0, 0.0, 0.0)
    assert found.of_topics == 1.0


def test_what_little_is_known_of_the_lesser_counts() -> None:
    records = [record(name, topics={"t": 1.0}) for name in "abc"]
    talks = {"a": posts((1, 0), (0, 1), (1, 0)), "b": posts((1, 0), (0, 1)), "c": []}
    found = engine(talks, replace(PLAIN, topics=ON), records)
    assert scores(found, "a") == {"b": score(known(2)), "c": 0.5}


def test_shared_speakers_add_once() -> None:
    people = (("ana", "Ana"), ("ben", "Ben"))
    records = [
        record("a", speakers=people),
        record("b", speakers=people),
        record("c", speakers=people[:1]),
        record("d"),
    ]
    weights = replace(PLAIN, topics=ON, same_speaker=0.5)
    found = engine({name: posts((1, 0)) for name in "abcd"}, weights, records)
    assert scores(found, "a") == {"b": score(0.5), "c": score(0.5), "d": 0.5}


def test_a_repeat_scores_at_least_so_much() -> None:
    records = [
        record("a", work="w", topics={"t": 1.0}),
        record("b", work="w"),
        record("c", work="v"),
        record("d"),
    ]
    found = engine({n: posts((1, 0)) for n in "abcd"}, replace(PLAIN, topics=ON), records)
    assert scores(found, "a") == {"b": 0.9, "c": 0.5, "d": 0.5}
    assert [one.repeat for one in found.related("a")] == [True, False, False]
    assert scores(found, "d")["c"] == 0.5
    assert not any(one.repeat for one in found.related("d"))
    low = engine({n: posts((1, 0)) for n in "abcd"}, replace(PLAIN, topics=ON, repeat=0.3), records)
    assert scores(low, "a")["b"] == 0.5


def test_scores_stay_within_bounds() -> None:
    records = [record(name, topics={"t": 1.0}) for name in "ab"]
    far = replace(PLAIN, topics=ON, slope=1e6)
    assert scores(engine({n: posts((1, 0)) for n in "ab"}, far, records), "a") == {"b": 1.0}


def test_the_weights_in_use() -> None:
    """All five similarities, kin and speakers, with the parameters written out."""
    talks: dict[str, list[Said]] = {
        "a": [
            (TITLE, "Kilns", (1.0, 0.0, 0.0)),
            (POST, "kiln glaze", (0.6, 0.8, 0.0)),
            (POST, "kiln shelf", (0.0, 1.0, 0.0)),
        ],
        "b": [
            (TITLE, "Glaze", (0.8, 0.6, 0.0)),
            (POST, "kiln glaze glaze", (0.0, 0.6, 0.8)),
            (POST, "shelf", (0.0, 0.0, 1.0)),
        ],
    }
    records = [
        record("a", topics={"t": 0.8}, speakers=(("ana", "Ana"),)),
        record("b", topics={"t": 0.4, "u": 0.5}, speakers=(("ana", "Ana"),)),
    ]
    topics = [Topic(iri="u", label="U", broader=("t",))]
    rows = {name: np.array([vector for _, _, vector in said]) for name, said in talks.items()}
    middle = np.concatenate([rows["a"][1:], rows["b"][1:]]).mean(axis=0)
    a, b = ((rows[name] - middle) for name in "ab")
    one, other = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (a, b))
    matches = one @ other.T
    kiln, glaze, shelf = (math.log(3 / 2) for _ in range(3))  # both talks have all three
    idf = np.array([kiln, glaze, shelf])
    words_a = (1 + np.log([4, 1, 1])) * idf
    words_b = (1 + np.log([1, 4, 1])) * idf
    t, u = math.log(3 / 2), math.log(3 / 1)
    found = [
        # similarity, weight
        (cosine(2 * a[0] + a[1] + a[2], 2 * b[0] + b[1] + b[2]), 1.0),
        ((matches.max(axis=1).mean() + matches.max(axis=0).mean()) / 2, 1.0),
        (cosine(words_a, words_b), 1.0),
        (cosine((0.8 * t, 0.3 * 0.8 * u), (0.4 * t, 0.5 * u)), 4.0),
        (cosine(a[0], b[0]), 0.5),
    ]
    total = sum(similarity * weight for similarity, weight in found)
    combined = total / sum(weight for _, weight in found) * known(3) + 0.15
    expected = 1 / (1 + math.exp(-1.1 * (combined - 1.6)))
    related = engine(talks, RelatedWeights(), records, topics)
    assert scores(related, "a")["b"] == pytest.approx(expected, abs=2e-4)


# ── who is compared and in which order ───────────────────────────────────────────────────────

MANY = {name: posts((1, 0)) for name in "abcd"}


def test_of_many_talks_the_nearest_by_cheap_similarities_are_kept() -> None:
    records = [
        record("a", topics={"t": 1.0}),
        record("b"),
        record("c", topics={"t": 1.0}),
        record("d"),
    ]
    found = engine(MANY, replace(PLAIN, topics=ON, candidates=1), records)
    assert scores(found, "a") == {"c": score(known(1))}
    found = engine(MANY, replace(PLAIN, topics=ON, candidates=2), records)
    assert scores(found, "a") == {"c": score(known(1)), "b": 0.5}


@pytest.mark.parametrize("shared", [{"speakers": (("ana", "Ana"),)}, {"work": "w"}])
def test_what_two_talks_share_makes_a_candidate(shared: dict[str, object]) -> None:
    weights = replace(PLAIN, topics=ON, same_speaker=0.5, candidates=1)
    records = [record("a", **shared), record("b"), record("c"), record("d", **shared)]
    assert list(scores(engine(MANY, weights, records), "a")) == ["d"]


def test_a_repeat_is_a_candidate_before_all_others() -> None:
    records = [
        record("a", topics={"t": 1.0}, work="w"),
        record("b", topics={"t": 1.0}),
        record("c"),
        record("d", work="w"),
    ]
    assert list(scores(engine(MANY, replace(PLAIN, topics=ON, candidates=1), records), "a")) == [
        "d"
    ]


def test_standard_scores_choose_the_candidates() -> None:
    # By topics "b" is nearer than "c" by 0.2, by titles it is the other way round, by 0.4; but
    # what titles differ by is usual.
    records = [
        record("a", topics={"t": 1.0}),
        record("b", topics={"t": 1.0}),
        record("c", topics={"t": 0.8, "u": 0.6 * math.log(4 / 3) / math.log(4)}),
    ]
    talks: dict[str, list[Said]] = {
        "a": [(TITLE, "w", (1, 0)), (POST, "w", (0, 1))],
        "b": [(TITLE, "w", (0.6, 0.8)), (POST, "w", (0, -1))],
        "c": [(TITLE, "w", (1, 0)), (POST, "w", (0, 1)), (POST, "w", (0, -1))],
    }

    class Usual(Unscaled):
        """Topics deviate by a tenth."""

        def _scales_of(self, talks: NDArray[np.int64]) -> NDArray[np.float64]:
            scales = super()._scales_of(talks)
            scales[:, 1, 3] = 0.1
            return scales

    weights = replace(PLAIN, topics=ON, titles=ON, candidates=1)
    assert list(scores(engine(talks, weights, records, kind=Usual), "a")) == ["b"]
    assert list(scores(engine(talks, weights, records), "a")) == ["c"]


def test_equals_come_in_order_of_iri_and_a_limit_cuts() -> None:
    found = engine(dict(reversed(MANY.items())), replace(PLAIN, topics=ON))
    assert [one.talk for one in found.related("b")] == ["a", "c", "d"]
    assert [one.talk for one in found.related("b", 1)] == ["a"]


def test_what_cannot_be_asked() -> None:
    records = [record("a"), record("s", is_talk=False)]
    found = engine({"a": posts((1, 0)), "s": posts((1, 0))}, PLAIN, records)
    assert found.related("a") == ()
    with pytest.raises(InputError, match="the limit is 0: ask for at least 1 talk"):
        found.related("a", 0)
    for name in ("s", "none"):
        with pytest.raises(NotFound, match=f"there is no talk <{name}> to relate to") as caught:
            found.related(name)
        assert caught.value.name == name


def test_similarities_are_those_of_each_talks_nearest() -> None:
    records = [
        record("a", topics={"t": 1.0}),
        record("b", topics={"t": 1.0}),
        record("c"),
        record("d", topics={"t": 1.0}),
    ]
    found = engine(MANY, replace(PLAIN, topics=ON), records)
    near = score(known(1))
    pairs = found.similarities(1)
    assert pairs == {("a", "b"): near, ("a", "c"): 0.5, ("a", "d"): near}
    assert list(pairs) == sorted(pairs)
    assert len(found.similarities(3)) == 6
    nothing = np.zeros((0, 2), dtype=np.float32)
    assert RelatedTalks((), (), nothing).similarities() == {}


def test_similarities_of_more_talks_than_are_worked_on_at_once() -> None:
    names = [f"{n:03}" for n in range(70)]
    records = [record(name, topics={f"t{n // 2}": 1.0}) for n, name in enumerate(names)]
    found = engine({name: posts((1, 0)) for name in names}, replace(PLAIN, topics=ON), records)
    near = score(known(1))
    assert found.similarities(1) == {(names[n], names[n + 1]): near for n in range(0, 70, 2)}


# ── reasons ──────────────────────────────────────────────────────────────────────────────────


def pairs(talks: Mapping[str, Sequence[Said]], **more: object) -> list[tuple[str, str, float]]:
    records = [record(talk, **more) for talk in talks]
    found = engine(talks, replace(PLAIN, topics=ON), records).related("a", 1)[0]
    return [(pair.left, pair.right, pair.similarity) for pair in found.pairs]


def test_pairs_are_each_others_nearest_the_best_first() -> None:
    talks = {
        "a": posts((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        "b": posts((0, 0.28, 0.96), (0.8, 0.6, 0)),
    }
    # a/2 and b/0 are nearest of all, then a/0 and b/1; a/1 is nobody's nearest.
    assert pairs(talks) == [("a/2", "b/0", 0.96), ("a/0", "b/1", 0.8)]


def test_at_most_three_pairs() -> None:
    axes = np.eye(5)
    talks = {"a": posts(*axes), "b": posts(*axes[::-1])}
    assert pairs(talks) == [("a/0", "b/4", 1.0), ("a/1", "b/3", 1.0), ("a/2", "b/2", 1.0)]


def test_pairs_far_from_each_other_are_no_reason() -> None:
    assert pairs({"a": posts((1, 0)), "b": posts((-1, 0))}) == []
    assert pairs({"a": posts((1, 0)), "b": []}) == []


@pytest.mark.parametrize(("cosine", "count"), [(0.21, 2), (0.19, 0)])
def test_pairs_are_near_enough_to_be_a_reason(cosine: float, count: int) -> None:
    sine = math.sqrt(1 - cosine**2)
    talks = {"a": posts((1, 0), (-1, 0)), "b": posts((cosine, sine), (-cosine, -sine))}
    assert len(pairs(talks)) == count


def test_titles_and_announcements_stand_in_only_where_there_is_nothing_else() -> None:
    title: list[Said] = [(TITLE, "Kilns", (1.0, 0.0))]
    told: list[Said] = [*title, (POST, "Kilns, by Ana", (0.0, 1.0))]
    own: list[Said] = [*title, (POST, "Glaze runs down the shelf", (0.6, 0.8))]
    other: list[Said] = [(POST, "Shelves and cones", (0.6, 0.8)), (POST, "Fire", (-1.0, -1.0))]
    named = {"title": "Kilns", "speakers": (("ana", "Ana"),)}
    assert [left for left, _, _ in pairs({"a": own, "b": other}, **named)] == ["a/1"]
    assert [left for left, _, _ in pairs({"a": told, "b": other}, **named)] == ["a/1"]
    talks: dict[str, list[Said]] = {
        "a": title,
        "b": [(POST, "Shelves", (1.0, 0.1)), (POST, "Fire", (-1.0, 0.0))],
    }
    assert [left for left, _, _ in pairs(talks, **named)] == ["a"]


def test_an_abstract_stands_in_where_nothing_is_noted() -> None:
    abstract: Said = (ABSTRACT, "Shelves", (0.9, 0.1))
    other: list[Said] = [(POST, "Shelves", (1.0, 0.1)), (POST, "Fire", (-1.0, 0.0))]
    title: Said = (TITLE, "Kilns", (1.0, 0.0))
    told: Said = (POST, "Kilns, by Ana", (1.0, 0.1))
    noted: Said = (POST, "Glaze runs down the shelf", (0.8, 0.2))
    named = {"title": "Kilns", "speakers": (("ana", "Ana"),)}
    for mine, left in (
        ([title, abstract, noted], "a/2"),
        ([title, abstract, told], "a/1"),
        ([title, abstract], "a/1"),
    ):
        assert [each for each, _, _ in pairs({"a": mine, "b": other}, **named)] == [left]


def test_what_was_announced_counts_less_beside_what_was_said_only() -> None:
    talks: dict[str, list[Said]] = {
        "a": [(POST, "w", (1, 0)), (ABSTRACT, "w", (0, 1))],
        "b": [(ABSTRACT, "w", (0, 1)), (ABSTRACT, "w", (0, 1))],
        "c": posts((-1, -1)),
    }
    middle = numbers([1, 0, 0, 0, -1, 0, 1, 1, 1, -1]).reshape(2, 5).mean(axis=1)
    rows = numbers([(1, 0), (0, 1), (0, 1), (0, 1), (-1, -1)]) - middle
    means = engine(talks, replace(PLAIN, means=ON, announced=0.5))
    a, b, c = rows[0] + 0.5 * rows[1], rows[2] + rows[3], rows[4]
    assert scores(means, "a") == {
        "b": score(cosine(a, b) * known(2)),
        "c": score(cosine(a, c) * known(1)),
    }
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    matches = engine(talks, replace(PLAIN, matches=ON, announced=0.5))
    # Of a: the post by all, the abstract by half of its cosine, which is 1.
    near = float(units[0] @ units[2])
    best = ((0.5 + near) / 2 + 0.5) / 2
    assert scores(matches, "a")["b"] == score(best * known(2))


def test_words_of_an_abstract_count_less_beside_what_was_said() -> None:
    talks: dict[str, list[Said]] = {
        "a": [(POST, "kiln", (1, 0)), (ABSTRACT, "glaze", (1, 0))],
        "b": [(ABSTRACT, "kiln glaze glaze glaze glaze", (1, 0))],
        "c": posts((1, 0)),
    }
    found = engine(talks, replace(PLAIN, words=ON, announced=0.5))
    rare = math.log(4 / 2)
    a, b = (rare, 0.5 * rare), (rare, (1 + math.log(4)) * rare)
    assert scores(found, "a")["b"] == score(cosine(a, b) * known(1))
    assert RelatedWeights().announced == 0.7


def test_a_cancelled_talk_is_related_to_none_but_may_be_asked_about() -> None:
    talks = {name: posts((1, 0)) for name in "abc"}
    records = [record(name) for name in "ab"] + [record("c", status=TalkStatus.CANCELLED)]
    found = engine(talks, replace(PLAIN, means=ON), records)
    assert list(scores(found, "a")) == ["b"]
    assert list(scores(found, "c")) == ["a", "b"]
    assert list(found.similarities()) == [("a", "b")]


def test_shared_topics_rare_and_sure_ones_first() -> None:
    left = record("a", topics={"t": 0.7, "u": 0.9, "v": 0.5, "w": 0.5, "x": 1.0})
    right = record("b", topics={"t": 0.9, "u": 0.5, "v": 0.5, "w": 0.5, "y": 1.0})
    rarity = {"t": 1.0, "u": 2.0, "v": 1.0, "w": 1.0}
    assert shared_topics(left, right, rarity) == ("u", "t", "v", "w")
    six = {name: 0.5 for name in "fedcba"}
    assert shared_topics(
        record("a", topics=six), record("b", topics=six), dict.fromkeys(six, 1.0)
    ) == ("a", "b", "c", "d", "e")


def test_a_topic_that_either_talk_is_hardly_about_is_no_reason() -> None:
    left = record("a", topics={"t": 0.5, "u": 0.49, "v": 0.9})
    right = record("b", topics={"t": 0.5, "u": 0.9, "v": 0.49})
    assert shared_topics(left, right, dict.fromkeys("tuv", 1.0)) == ("t",)


def test_shared_people_are_those_who_speak_in_both_in_order() -> None:
    left = record("a", speakers=(("z", "Z"), ("b", "B"), ("c", "C")))
    right = record("b", speakers=(("b", "B"), ("z", "Z")))
    assert shared_people(left, right) == ("z", "b")


KILNS: dict[str, list[Said]] = {
    "a": [(TITLE, "Kilns", (1, 0)), (POST, "glaze and clay", (0, 1))],
    "b": [(TITLE, "Clay", (0.6, 0.8)), (POST, "kiln", (0, -1))],
    "c": [(TITLE, "Glaze", (0, 1)), (POST, "clay", (0.8, 0.6))],
}


def test_what_is_kept_gives_the_same_answers(tmp_path: Path) -> None:
    first = engine(KILNS, RelatedWeights(), kind=RelatedTalks)
    first.kept().save(tmp_path / "related")
    kept = Kept.load(tmp_path / "related", len(KILNS), 6)
    again = engine(KILNS, RelatedWeights(), kind=RelatedTalks, kept=kept)
    for talk in KILNS:
        assert again.related(talk) == first.related(talk)


def test_what_is_kept_of_other_talks_is_refused(tmp_path: Path) -> None:
    engine(KILNS).kept().save(tmp_path / "related")
    with pytest.raises(KnowledgeBaseDamaged, match=r"scales\.npy"):
        Kept.load(tmp_path / "related", len(KILNS) + 1, 6)
