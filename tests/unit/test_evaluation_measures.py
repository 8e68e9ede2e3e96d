"""Measures worked out by hand on tiny cases, and intervals that mean what they say."""

import math

import pytest

from talkgraph.evaluation.findings import Evaluation, Outcome
from talkgraph.evaluation.measures import best_match, interval, score_pairs, score_rankings


def test_ndcg_takes_the_grade_as_gain() -> None:
    judged = {"q": {"a": 2, "b": 1}}
    found = {"q": ["b", "x", "a"]}
    gained = 1 / math.log2(2) + 2 / math.log2(4)
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    score = score_rankings(judged, found, ("nDCG@10",))["nDCG@10"]["q"]
    assert score == pytest.approx(gained / ideal)


def test_mrr_and_recall() -> None:
    judged = {"first": {"a": 1}, "third": {"a": 2, "b": 1}, "late": {"a": 1}}
    found = {
        "first": ["a", "x"],
        "third": ["x", "y", "b"],
        "late": [*(f"x{n}" for n in range(10)), "a"],
    }
    scores = score_rankings(judged, found, ("MRR", "recall@10"))
    assert scores["MRR"] == pytest.approx({"first": 1, "third": 1 / 3, "late": 1 / 11})
    assert scores["recall@10"] == pytest.approx({"first": 1, "third": 0.5, "late": 0})


def test_five_answers_count_for_related_talks() -> None:
    found = {"q": ["x1", "x2", "x3", "x4", "x5", "a"]}
    assert score_rankings({"q": {"a": 2}}, found, ("nDCG@5",))["nDCG@5"] == {"q": 0.0}


@pytest.mark.parametrize("found", [{}, {"q": []}, {"q": ["x"]}])
def test_a_question_that_finds_nothing_scores_nothing(found: dict[str, list[str]]) -> None:
    assert score_rankings({"q": {"a": 1}}, found, ("nDCG@10",))["nDCG@10"] == {"q": 0.0}


def test_an_answer_given_twice_counts_once_and_takes_one_place() -> None:
    twice = score_rankings({"q": {"b": 1}}, {"q": ["a", "a", "b"]}, ("MRR",))["MRR"]["q"]
    assert twice == pytest.approx(1 / 2)


def test_pairs_by_hand() -> None:
    # Judged pairs: 01, 02, 12, 34. Found pairs: 01, 23. One is right.
    scores = score_pairs(["a", "a", "a", "b", "b"], ["k", "k", "l", "l", "m"])
    assert scores is not None
    assert scores.precision == pytest.approx(1 / 2)
    assert scores.recall == pytest.approx(1 / 4)
    assert scores.f1 == pytest.approx(1 / 3)


def test_pairs_without_any() -> None:
    assert score_pairs([], []) is None
    assert score_pairs(["a", "b"], ["k", "l"]) is None
    invented = score_pairs(["a", "b"], ["k", "k"])
    assert invented is not None
    assert (invented.precision, invented.recall, invented.f1) == (0, 0, 0)


def test_the_best_theme_is_the_one_most_like_the_judged_one() -> None:
    groups = [{"a"}, {"a", "b", "x"}, {"a", "b"}, {"b", "a"}]
    assert best_match({"a", "b"}, groups) == (1.0, 2)
    score, place = best_match({"a", "b", "c"}, groups[:2])
    assert (score, place) == (2 * 2 / 6, 1)
    assert best_match({"z"}, groups) == (0.0, None)


def test_an_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few, many = [0.0, 1.0] * 5, [0.0, 1.0] * 100
    low, high = interval(few)
    assert 0 < low < 0.5 < high < 1
    narrow_low, narrow_high = interval(many)
    # The normal approximation: 0.5 ± 1.96 * 0.5 / sqrt(200)
    assert narrow_low == pytest.approx(0.5 - 0.0693, abs=0.01)
    assert narrow_high == pytest.approx(0.5 + 0.0693, abs=0.01)
    assert interval(few) == (low, high)


def test_equal_questions_leave_no_doubt() -> None:
    assert interval([0.25]) == (0.25, 0.25)
    assert interval([0.5, 0.5, 0.5]) == (0.5, 0.5)
    with pytest.raises(ValueError, match="no values"):
        interval([])


def test_the_worst_come_first_by_task_and_the_perfect_never() -> None:
    outcomes = tuple(
        Outcome(task=task, id=key, question=key, measure="m", score=score, expected=(), found=())
        for task, key, score in (
            ("talks", "b", 0.5),
            ("talks", "a", 0.5),
            ("talks", "c", 0.1),
            ("posts", "d", 1.0),
            ("posts", "e", 0.9),
        )
    )
    evaluation = Evaluation(measurements=(), outcomes=outcomes)
    assert [each.id for each in evaluation.worst(2)] == ["c", "a", "e"]
    assert evaluation.worst(0) == ()
