"""The arithmetic of search on vectors of two numbers: spread, evidence, confidence, topics."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from talkgraph.model import Passage, PassageKind, TalkRecord, TalkStatus, Topic
from talkgraph.protocols import Encoder
from talkgraph.search.encoders.fitted import UNKNOWN, Signals, fitted
from talkgraph.search.evidence import (
    Evidence,
    Indexes,
    Witnesses,
    readable,
    talk_texts,
)
from talkgraph.search.lexical import PlainBm25
from talkgraph.search.query_topics import TopicSpace
from talkgraph.search.scores import (
    Weights,
    best_rows,
    scale_between,
    shares_of,
    standardise,
    standardised_cosines,
    unit,
)
from talkgraph.search.stored.columns import Columns
from talkgraph.search.vectors import ExactIndex

POST, NOTE, QUOTE, TALK = PassageKind.POST, PassageKind.NOTE, PassageKind.QUOTE, PassageKind.TALK
ABSTRACT = PassageKind.ABSTRACT
CANCELLED = TalkStatus.CANCELLED

Numbers = Sequence[Any] | NDArray[Any] | float


def numbers(values: Numbers) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def is_near(found: Numbers, expected: Numbers) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


# ── scores ───────────────────────────────────────────────────────────────────────────────────


def test_deviations_from_the_mean() -> None:
    is_near(standardise(numbers([1, 3])), [-1, 1])
    is_near(standardise(numbers([0, 0, 3])), [-1 / math.sqrt(2), -1 / math.sqrt(2), math.sqrt(2)])
    assert standardise(numbers([2, 2])).tolist() == [0, 0]
    assert standardise(numbers([])).tolist() == []


def test_mean_and_covariance() -> None:
    spread = ExactIndex(numbers([[1, 0], [0, 1], [1, 0], [0, 1]])).statistics
    is_near(spread.mean, [0.5, 0.5])
    is_near(spread.covariance, [[0.25, -0.25], [-0.25, 0.25]])
    # The query's cosines are 1, 0, 1, 0: mean 1/2, deviation 1/2.
    is_near(standardised_cosines(numbers([1, 0, 0.75]), numbers([1, 0]), spread), [1, -1, 0.5])
    # A query at which all are equal: a deviation of at least a thousandth.
    along = numbers([1, 1])
    is_near(standardised_cosines(numbers([1.001]), along, spread), [1])
    empty = ExactIndex(np.zeros((0, 2), dtype=np.float32)).statistics
    is_near(empty.mean, [0, 0])


def test_of_very_many_vectors_evenly_spaced_ones_are_measured() -> None:
    rows = np.zeros((8192, 1), dtype=np.float32)
    rows[::2] = 1
    is_near(ExactIndex(rows).statistics.mean, [1])  # every other one
    is_near(ExactIndex(rows[:8191]).statistics.mean, [4096 / 8191])  # all


def test_the_best_rows_and_those_that_tie_with_the_last() -> None:
    scores = numbers([5, 1, 3, 3 - 5e-7, 4, 3 - 5e-6])
    rows = np.array([0, 1, 2, 3, 4, 5])
    assert best_rows(rows, scores, 3).tolist() == [0, 2, 3, 4]
    assert best_rows(rows, scores, 2).tolist() == [0, 4]
    assert best_rows(rows, scores, 6).tolist() == [0, 1, 2, 3, 4, 5]
    assert best_rows(np.array([1, 3]), scores, 1).tolist() == [3]


def test_what_was_announced_counts_less_only_where_more_was_said() -> None:
    def passage(talk: str, kind: PassageKind) -> Passage:
        return Passage(iri=f"{talk}{kind}", kind=kind, talk=talk, text="x")

    both = [passage("both", kind) for kind in PassageKind]
    alone = [passage("alone", kind) for kind in (PassageKind.ABSTRACT, PassageKind.TALK)]
    quoted = [passage("quoted", kind) for kind in (PassageKind.ABSTRACT, PassageKind.QUOTE)]
    shares = shares_of([*both, *alone, *quoted], 0.25).tolist()
    assert shares == [1, 1, 1, 1, 0.25, 1, 1, 1, 1]


def test_rows_of_length_one() -> None:
    is_near(unit(numbers([[3, 4], [0, 0], [1e-10, 0]])), [[0.6, 0.8], [0, 0], [1e-10, 0]])
    assert unit(numbers([[1, 2]])).dtype == np.float32


def test_cosines_stay_within_bounds() -> None:
    index = ExactIndex(numbers([[2, 0], [-2, 0], [0.5, 0]]))
    is_near(index.cosines(numbers([1, 0])), [1, -1, 0.5])


# ── confidence and readable scores ───────────────────────────────────────────────────────────


def signals(near: float, held: float = 0.0, passages: int = 100) -> Signals:
    return Signals(near=near, held=held, passages=passages)


def odds(sure: float) -> float:
    return math.log(sure / (1 - sure))


def space(count: int, agreement: float = 1.0) -> TopicSpace:
    """Topics of which each is at a cosine of 0 or 1 with the others: mean and deviation known."""
    topics = [Topic(iri=f"t{n}", label=f"word{n}") for n in range(count)]
    vectors = numbers([[1, 0] if n % 2 else [0, 1] for n in range(count)])
    return TopicSpace(topics, vectors, agreement)


def test_no_passage_no_confidence() -> None:
    assert UNKNOWN.sure(signals(1.0, 1.0, 0)) == 0.0


def test_confidence_adds_up_nearness_words_and_size() -> None:
    known = UNKNOWN.sure(signals(0.4, 0.5, 1000))
    assert odds(known) == pytest.approx(
        UNKNOWN.near * (0.4 - UNKNOWN.mean) / UNKNOWN.deviation
        + UNKNOWN.held * 0.125
        - UNKNOWN.size * math.log(1000)
        + UNKNOWN.constant
    )
    assert UNKNOWN.sure(signals(0.4, 0.5, 10_000)) < known < UNKNOWN.sure(signals(0.4, 0.9, 1000))
    assert known < UNKNOWN.sure(signals(0.5, 0.5, 1000))


def test_an_encoder_that_nobody_fitted_is_on_the_scale_of_a_large_vocabulary() -> None:
    assert fitted(Fixed(1, 0)) == fitted(Fixed(1, 0), space(49)) == UNKNOWN
    found = fitted(Fixed(1, 0), space(50))
    # 25 and 25: of 1,225 pairs, 2 * 300 have the cosine 1.
    mean = 600 / 1225
    deviation = math.sqrt(mean * (1 - mean))
    assert (found.mean, found.deviation) == pytest.approx((mean, deviation), rel=1e-4)
    assert replace(found, mean=UNKNOWN.mean, deviation=UNKNOWN.deviation) == UNKNOWN


def test_confidence_does_not_overflow() -> None:
    assert UNKNOWN.sure(signals(-100)) == pytest.approx(1 / (1 + math.exp(30)))


def test_readable_scores() -> None:
    assert readable(numbers([2, 1, -1, 3]), 2.0, 0.8).tolist() == [0.8, 0.2, 0.0, 0.8]
    assert readable(numbers([1]), 3.0, 1.0).tolist() == [0.111111]
    assert readable(numbers([-1, -2, 0]), -1.0, 0.5).tolist() == [0.5, 0.0, 0.5]
    assert readable(numbers([0, -2]), 0.0, 0.5).tolist() == [0.5, 0.0]


# ── topics of a query ────────────────────────────────────────────────────────────────────────


def test_a_vocabulary_as_search_sees_it() -> None:
    three = space(3)
    assert len(three) == 3
    assert three.labels == {"t0": "word0", "t1": "word1", "t2": "word2"}
    assert three.scale == pytest.approx((1 / 3, math.sqrt(2) / 3), rel=1e-4)


def test_the_scale_of_a_vocabulary() -> None:
    rows = np.asarray([[1, 0], [0, 1], [1, 0]], dtype=np.float32)  # cosines between: 0, 1, 0
    assert scale_between(rows) == pytest.approx((1 / 3, math.sqrt(2) / 3), rel=1e-4)
    assert scale_between(rows[:1]) == (0.0, 1.0)
    assert scale_between(rows[:2]) == (0.0, 1.0)  # one cosine does not deviate
    assert scale_between(rows[[0, 0, 0]]) == (1.0, 1e-3)
    random = np.random.default_rng(3).normal(size=(40, 7))
    many = unit(random.astype(np.float32))
    between = (many @ many.T)[np.triu_indices(40, 1)]
    assert scale_between(many) == pytest.approx((between.mean(), between.std()), abs=1e-6)


def test_what_a_query_is_about() -> None:
    topics = space(2)  # word0 is (0, 1), word1 is (1, 0)
    near = topics.profile(numbers([1, 0]), Weights(sharpness=1.5))
    # Cosines 0 and 1 are -1 and 1: shares e^0 and e^-3.
    low = math.exp(-3)
    is_near(near, [low / (1 + low), 1 / (1 + low)])
    between = topics.profile(numbers([0.5, 0.5]), Weights(sharpness=1.5))
    is_near(between, [0.5, 0.5])
    assert topics.about(near) == {"t1"}
    assert topics.about(between) == {"t0", "t1"}
    assert topics.about(numbers([0.1, 0.9])) == {"t0", "t1"}


def record(name: str, **more: object) -> TalkRecord:
    return TalkRecord(
        iri=name,
        name=name,
        title=f"Title {name}",
        event="e",
        event_name="E",
        **more,  # type: ignore[arg-type]
    )


def test_confidences_of_talks_in_topics() -> None:
    talks = [
        record("a", topics={"t1": 0.5, "other": 0.9}),
        record("b"),
        record("c", topics={"t0": 1}),
    ]
    found = space(2).confidences(Columns.of((), talks))
    assert found.tolist() == [[0, 0.5], [0, 0], [1, 0]]


# ── evidence ─────────────────────────────────────────────────────────────────────────────────


class Fixed(Encoder):
    """Turns every text into one vector."""

    name, fingerprint, dimension = "fixed", "fixed", 2

    def __init__(self, *vector: float) -> None:
        self._vector = numbers(vector)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._vector for _ in texts])

    def words(self) -> frozenset[str]:
        return frozenset()


class Words(PlainBm25):
    """A lexical index with given scores and coverage."""

    def __init__(self, scores: Numbers, coverage: Numbers | None = None) -> None:
        self._scores = numbers(scores)
        self._coverage = self._scores * 0 if coverage is None else numbers(coverage)

    def scores(self, query: str) -> NDArray[np.float32]:
        return self._scores

    def coverage(self, query: str) -> NDArray[np.float32]:
        assert isinstance(query, str)
        return self._coverage

    def words_in(self, query: str, text: str) -> tuple[str, ...]:
        return ()


SILENT = Weights(words=0, neighbours=0, length=0, talk=0, whole=0, talk_words=0, topics=0, pool=10)
# Cosines with (1, 0): 1, 0.6, 0, -1 and so on.
ROWS = {"a": [1, 0], "b": [0.6, 0.8], "c": [0, 1], "d": [-1, 0]}


def ask(
    spoken: Sequence[tuple[str, str]],
    *,
    weights: Weights,
    kinds: Sequence[PassageKind] | None = None,
    words: Words | None = None,
    talk_words: Numbers = (0, 0),
    wholes: Numbers | None = None,
    topics: TopicSpace | None = None,
    records: Sequence[TalkRecord] = (record("x"), record("y")),
    texts: Sequence[str] | None = None,
    size: int = 10,
    allowed: Sequence[bool] | None = None,
    query: str = "q",
) -> Evidence:
    """Ask for (1, 0) of passages given as pairs of talk and row."""
    vectors = numbers([ROWS[row] for _, row in spoken])
    passages = [
        Passage(
            iri=f"p{n}",
            kind=kinds[n] if kinds else POST,
            talk=talk,
            text=texts[n] if texts else "w",
        )
        for n, (talk, _) in enumerate(spoken)
    ]
    witnesses = Witnesses(
        passages,
        records,
        Indexes(
            vectors=ExactIndex(vectors),
            words=words or Words([0] * len(spoken)),
            talk_vectors=np.zeros((len(records), 2), np.float32)
            if wholes is None
            else numbers(wholes),
            talk_words=Words(talk_words),
        ),
        Fixed(1, 0),
        topics,
        weights,
    )
    mask = np.array(allowed if allowed is not None else [True] * len(spoken))
    return witnesses.ask(query, size, mask)


FOUR = [("x", "a"), ("x", "b"), ("y", "c"), ("y", "d")]
# Mean 0.15, deviation of 1, 0.6, 0, -1.
MEAN = 0.15
DEVIATION = math.sqrt((0.85**2 + 0.45**2 + 0.15**2 + 1.15**2) / 4)
NEAR = (numbers([1, 0.6, 0, -1]) - MEAN) / DEVIATION


def test_a_passages_evidence_is_how_far_its_cosine_is_above_the_mean() -> None:
    found = ask(FOUR, weights=SILENT)
    is_near(found.cosines, [1, 0.6, 0, -1])
    is_near(found.passages, NEAR)
    assert found.positions.tolist() == [0, 1, 2, 3]
    assert found.complete.tolist() == [False] * 4
    assert found.profile is None
    assert found.signals.near == pytest.approx((1 + 0.6 + 0) / 3)  # the three nearest
    assert found.signals.passages == 4


def test_words_count_by_their_weight() -> None:
    words = Words([0, 0, 3, 3], [0.5, 1, 1, 0])
    found = ask(FOUR, weights=replace(SILENT, words=0.5), words=words)
    is_near(found.passages, NEAR + numbers([-0.5, -0.5, 0.5, 0.5]))
    assert found.complete.tolist() == [False, True, True, False]


def test_neighbours_count_by_the_mean_of_both_sides_within_a_talk() -> None:
    spoken = [("x", "a"), ("x", "b"), ("x", "c"), ("y", "d")]
    found = ask(spoken, weights=replace(SILENT, neighbours=0.5))
    expected = [
        NEAR[0] + 0.25 * NEAR[1],
        NEAR[1] + 0.25 * (NEAR[0] + NEAR[2]),
        NEAR[2] + 0.25 * NEAR[1],
        NEAR[3],
    ]
    is_near(found.passages, expected)


def test_a_quote_is_nobodys_neighbour() -> None:
    spoken = [("x", "a"), ("x", "d"), ("x", "b"), ("y", "c")]
    found = ask(spoken, weights=replace(SILENT, neighbours=1), kinds=[POST, QUOTE, NOTE, POST])
    is_near(found.passages[0], NEAR[0] + 0.5 * NEAR[1])
    is_near(found.passages[1], NEAR[3])


def test_length_counts_by_its_logarithm() -> None:
    found = ask(FOUR, weights=replace(SILENT, length=0.5), texts=["w", "w", "w w w", "w w w"])
    is_near(found.passages, NEAR + numbers([-0.5, -0.5, 0.5, 0.5]))
    lengths = np.log([2, 3, 5, 9])
    found = ask(FOUR, weights=replace(SILENT, length=1), texts=["w", "w w", "w " * 4, "w " * 8])
    is_near(found.passages, NEAR + (lengths - lengths.mean()) / lengths.std())


def test_the_talk_counts_by_its_weight() -> None:
    found = ask(FOUR, weights=replace(SILENT, talk=0.5))
    is_near(found.talks, [1, -1])
    is_near(found.passages, NEAR + numbers([0.5, 0.5, -0.5, -0.5]))


THREE = (record("x"), record("y"), record("z"))


def standard(values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.array(values, dtype=np.float64)
    found -= found.mean()
    found /= found.std()
    return found


def test_the_best_passage_of_a_talk_counts_and_one_below_the_mean_for_nothing() -> None:
    spoken = [("x", "b"), ("x", "a"), ("y", "b"), ("z", "d"), ("z", "c")]
    cosines = np.array([0.6, 1, 0.6, -1, 0])
    near = (cosines - cosines.mean()) / cosines.std()
    found = ask(spoken, weights=SILENT, records=THREE, talk_words=[0, 0, 0])
    is_near(found.talks, standard([near[1], near[2], 0]))


def test_the_whole_text_of_a_talk_is_compared_with_the_query() -> None:
    spoken = [("x", "a"), ("y", "c"), ("z", "d"), ("z", "b")]
    cosines = np.array([1, 0, -1, 0.6])
    near = (cosines - cosines.mean()) / cosines.std()
    best = standard([near[0], max(0, near[1]), near[3]])
    found = ask(
        spoken,
        weights=replace(SILENT, whole=0.5),
        records=THREE,
        talk_words=[0, 0, 0],
        wholes=[ROWS["c"], ROWS["a"], ROWS["b"]],
    )
    is_near(found.talks, standard(best + 0.5 * standard([0, 1, 0.6])))


def test_words_said_anywhere_in_a_talk_count_by_their_weight() -> None:
    spoken = [("x", "a"), ("y", "c"), ("z", "d")]
    cosines = np.array([1, 0, -1])
    total = np.array([1 / cosines.std(), 0, 0])
    total = (total - total.mean()) / total.std()
    said = np.array([0, 0, 1]) - 1 / 3
    expected = total + 0.5 * said / said.std()
    found = ask(
        spoken, weights=replace(SILENT, talk_words=0.5), records=THREE, talk_words=[0, 0, 2]
    )
    is_near(found.talks, (expected - expected.mean()) / expected.std())


@pytest.mark.parametrize(
    ("query", "agreement", "share"),
    [("a b", 1.0, 1.0), ("a b c d", 1.0, 0.5), ("", 1.0, 1.0), ("a", 0.25, 0.25), ("a", 0, 0)],
)
def test_topics_count_less_for_a_query_of_many_words_and_where_they_agree_with_little(
    query: str, agreement: float, share: float
) -> None:
    records = (record("x", topics={"t0": 1.0}), record("y", topics={"t1": 0.5}), record("z"))
    spoken = [("x", "a"), ("y", "c"), ("z", "d")]
    topics = space(2, agreement)
    weights = replace(SILENT, topics=0.8, terse=2)
    total = np.array([1, 0, 0]) - 1 / 3
    total = total / total.std()
    high = 1 / (1 + math.exp(-3))
    about = np.array([1 - high, 0.5 * high, 0])
    expected = total + 0.8 * share * (about - about.mean()) / about.std()
    found = ask(
        spoken,
        weights=weights,
        records=records,
        talk_words=[0, 0, 0],
        topics=topics,
        query=query,
    )
    is_near(found.talks, (expected - expected.mean()) / expected.std())


def test_the_weights_in_use() -> None:
    """All evidence together, with the weights written out."""
    spoken = [("x", "a"), ("x", "b"), ("y", "c"), ("z", "d")]
    rows = np.array([ROWS[row] for _, row in spoken])
    near = (rows[:, 0] - MEAN) / DEVIATION
    second = 1 / (1 + math.exp(-1.5 * 2))  # of cosines with the topics of 0 and 1
    about = [1 - second, 0.5 * second, 0]
    talks = standard(
        standard([near[0], 0, 0])
        + 0.75 * standard([0.6, 0, 1])
        + 0.5 * standard([1, 0, 3])
        + 1.0 * 0.5 * (12 / 24) * standard(about)
    )
    passages = (
        near
        + 0.15 * standard([0, 1, 2, 0])
        + 0.2 / 2 * np.array([near[1], near[0], 0, 0])
        + 0.4 * standard(np.log([2, 3, 5, 2]))
        + 0.75 * talks[[0, 0, 1, 2]]
    )
    found = ask(
        spoken,
        weights=Weights(),
        words=Words([0, 1, 2, 0]),
        talk_words=[1, 0, 3],
        wholes=[ROWS["b"], ROWS["c"], ROWS["a"]],
        topics=space(2, 0.5),
        records=(record("x", topics={"t0": 1.0}), record("y", topics={"t1": 0.5}), record("z")),
        texts=["w", "w w", "w w w w", "w"],
        query="word0" + " q" * 23,
    )
    is_near(found.talks, talks)
    is_near(found.passages, passages)


def test_a_quote_that_stands_in_a_post_of_its_talk_speaks_for_no_talk() -> None:
    spoken = [("x", "b"), ("x", "a"), ("y", "b"), ("y", "d")]
    texts = ["He said: “Be calm!” loudly", "be  CALM", "w", "w"]
    kinds = [POST, QUOTE, POST, POST]
    found = ask(spoken, weights=SILENT, texts=texts, kinds=kinds)
    assert found.talks.tolist() == [0, 0]  # the posts are equally near
    texts[1] = "be calmer"
    found = ask(spoken, weights=SILENT, texts=texts, kinds=kinds)
    is_near(found.talks, [1, -1])


def test_only_the_nearest_are_weighed_and_those_that_have_the_words() -> None:
    assert ask(FOUR, weights=SILENT, size=1).positions.tolist() == [0]
    words = Words([0, 0, 1, 2])
    assert ask(FOUR, weights=SILENT, size=1, words=words).positions.tolist() == [0, 3]
    is_near(ask(FOUR, weights=SILENT, size=1, words=words).cosines, [1, -1])


def test_the_nearest_of_those_allowed_are_weighed_as_well() -> None:
    allowed = [False, False, True, True]
    found = ask(FOUR, weights=SILENT, size=1, allowed=allowed)
    assert found.positions.tolist() == [0, 2]
    words = Words([3, 0, 1, 2])
    found = ask(FOUR, weights=SILENT, size=1, allowed=allowed, words=words)
    assert found.positions.tolist() == [0, 2, 3]


def test_with_their_neighbours() -> None:
    found = ask(FOUR, weights=replace(SILENT, neighbours=0.1), size=1)
    assert found.positions.tolist() == [0, 1]
    is_near(found.cosines, [1, 0.6])
    found = ask([FOUR[1], FOUR[0], *FOUR[2:]], weights=replace(SILENT, neighbours=0.1), size=1)
    assert found.positions.tolist() == [0, 1]
    is_near(found.cosines, [0.6, 1])


def test_all_that_was_said_in_a_talk() -> None:
    passages = [
        Passage(iri="1", kind=POST, talk="y", text="one"),
        Passage(iri="2", kind=QUOTE, talk="y", text="two"),
        Passage(iri="3", kind=TALK, talk="y", text="three"),
        Passage(iri="4", kind=NOTE, talk="y", text="four"),
    ]
    assert talk_texts(passages, [record("x"), record("y")]) == ("Title x", "Title y\none\nfour")


def test_an_abstract_is_among_the_words_of_its_talk() -> None:
    passages = [Passage(iri="1", kind=ABSTRACT, talk="x", text="one")]
    assert talk_texts(passages, [record("x")]) == ("Title x\none",)


# ── what was only announced ──────────────────────────────────────────────────────────────────


def test_what_speaks_for_an_abstract_counts_less_and_what_speaks_against_it_as_much() -> None:
    kinds = [ABSTRACT, POST, POST, ABSTRACT]
    found = ask(FOUR, weights=replace(SILENT, announced=0.5), kinds=kinds)
    is_near(found.passages, NEAR * numbers([0.5, 1, 1, 1]))
    assert NEAR[0] > 0 > NEAR[3]


def test_an_abstract_lends_its_talk_a_share_of_its_nearness() -> None:
    spoken = [("x", "a"), ("y", "a"), ("z", "d")]
    cosines = np.array([1, 1, -1])
    near = (cosines - cosines.mean()) / cosines.std()
    weights = replace(SILENT, described=0.5)
    found = ask(
        spoken,
        weights=weights,
        kinds=[ABSTRACT, POST, POST],
        records=THREE,
        talk_words=[0, 0, 0],
    )
    total = np.array([0.5 * near[0], near[1], 0])
    is_near(found.talks, (total - total.mean()) / total.std())


def test_all_of_a_cancelled_talk_was_only_announced() -> None:
    records = (record("x", status=CANCELLED), record("y", status=TalkStatus.GIVEN))
    weights = replace(SILENT, announced=0.5)
    spoken = [("x", "a"), ("y", "a"), ("x", "d")]
    found = ask(spoken, weights=weights, kinds=[TALK, TALK, TALK], records=records)
    near = np.array([1, 1, -1]) - 1 / 3
    near /= np.std([1, 1, -1])
    is_near(found.passages, near * numbers([0.5, 1, 1]))
    for cancelled in (None, CANCELLED):
        both = (record("x", status=cancelled), record("y", status=TalkStatus.GIVEN))
        talks = ask(
            [("x", "c"), ("y", "c")],
            weights=replace(weights, talk_words=1.0),
            records=both,
            talk_words=[1, 0],
        ).talks
        is_near(talks, [0.5 if cancelled else 1, -1])


def test_paragraphs_of_an_abstract_are_each_others_neighbours_and_no_posts() -> None:
    spoken = [("x", "a"), ("x", "b"), ("x", "c"), ("y", "d")]
    weights = replace(SILENT, neighbours=1, announced=1)
    found = ask(spoken, weights=weights, kinds=[ABSTRACT, ABSTRACT, POST, POST])
    expected = [NEAR[0] + 0.5 * NEAR[1], NEAR[1] + 0.5 * NEAR[0], NEAR[2], NEAR[3]]
    is_near(found.passages, expected)


def test_the_length_of_an_abstract_is_measured_by_those_of_abstracts() -> None:
    found = ask(
        FOUR,
        weights=replace(SILENT, length=0.5, announced=1),
        kinds=[POST, POST, ABSTRACT, ABSTRACT],
        texts=["w", "w w w", "w " * 50, "w " * 90],
    )
    is_near(found.passages, NEAR + numbers([-0.5, 0.5, -0.5, 0.5]))


def test_how_much_what_is_announced_counts() -> None:
    assert (Weights().announced, Weights().described) == (0.7, 0.85)
