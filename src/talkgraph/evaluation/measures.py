"""The measures: of rankings by ir-measures (trec_eval's), of groupings by their pairs."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import comb, log
from typing import Final

import numpy as np

RESAMPLES: Final = 2000
_SEED: Final = 20191002
_LEVEL: Final = 0.95


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the mean, by drawing the questions anew `RESAMPLES` times.

    The same values, in the same order, give the same interval. Raises `ValueError` if there are
    no values.
    """
    if not values:
        raise ValueError("no values to draw from")
    sample = np.asarray(values, dtype=np.float64)
    # Draws depend on the number of values alone: two systems on the same questions are
    # compared over the same resamples.
    drawn = np.random.default_rng(_SEED).integers(len(sample), size=(RESAMPLES, len(sample)))
    means = sample[drawn].mean(axis=1)
    tail = 100 * (1 - _LEVEL) / 2
    low, high = np.percentile(means, [tail, 100 - tail])
    return float(low), float(high)


MEASURES: Final = {"nDCG@10": "nDCG@10", "nDCG@5": "nDCG@5", "MRR": "RR", "recall@10": "R@10"}
"""What ir-measures calls the measures: a question's RR is what MRR is the mean of."""

DEPTH: Final = 100
"""How many answers are asked for: the reciprocal rank of a later one is taken as 0."""

Scores = Mapping[str, Mapping[str, float]]


def score_rankings(
    judged: Mapping[str, Mapping[str, int]],
    found: Mapping[str, Sequence[str]],
    measures: Sequence[str],
) -> Scores:
    """Return, by measure and question, how good the rankings are (0 to 1).

    `judged` maps each question to the grades of the right answers, `found` to the answers, best
    first. A question without an answer scores 0. `measures` are keys of `MEASURES`; nDCG takes the
    grade as the gain and log2(rank + 1) as the discount, as trec_eval does.
    """
    import ir_measures

    # Scores that fall with the rank, so that the library has no ties to break.
    runs = {
        question: {
            answer: float(len(answers) - rank) for rank, answer in enumerate(dict.fromkeys(answers))
        }
        for question, answers in found.items()
        if answers
    }
    wanted = {ir_measures.parse_measure(MEASURES[name]): name for name in measures}
    scores = {name: dict.fromkeys(judged, 0.0) for name in measures}
    grades = {question: dict(each) for question, each in judged.items()}
    for metric in ir_measures.pytrec_eval.iter_calc(list(wanted), grades, runs):
        scores[wanted[metric.measure]][metric.query_id] = float(metric.value)
    return scores


@dataclass(frozen=True, slots=True, kw_only=True)
class PairScores:
    """How two groupings of the same things agree on which pairs belong together."""

    precision: float
    recall: float
    f1: float


def score_pairs(judged: Sequence[Hashable], found: Sequence[Hashable]) -> PairScores | None:
    """Return the agreement of two groupings on pairs; `None` if neither joins anything.

    Both give a label to the same things in the same order; things with one label are joined.
    """
    wanted, joined = _pairs(judged), _pairs(found)
    right = _pairs(zip(judged, found, strict=True))
    if not (wanted or joined):
        return None
    return PairScores(
        precision=right / joined if joined else 0.0,
        recall=right / wanted if wanted else 0.0,
        f1=2 * right / (wanted + joined),
    )


def _pairs(labels: Iterable[Hashable]) -> int:
    """Return how many pairs of things have one label."""
    return sum(comb(count, 2) for count in Counter(labels).values())


def mutual_information(judged: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Return how much two groupings of the same things tell of each other, from 0 to 1.

    It is their mutual information divided by the mean of their entropies (Vinh, Epps and Bailey
    2010); 1 if both put all things together. Both give a label to each thing, in one order.

    >>> mutual_information("aabb", "xxyy"), round(mutual_information("aabb", "xyxy"), 6)
    (1.0, 0.0)
    """
    count = len(judged)
    of_judged, of_found = Counter(judged), Counter(found)
    shared = sum(
        both / count * log(both * count / (of_judged[one] * of_found[other]))
        for (one, other), both in Counter(zip(judged, found, strict=True)).items()
    )
    entropies = [
        -sum(size / count * log(size / count) for size in sizes.values())
        for sizes in (of_judged, of_found)
    ]
    return 2 * shared / sum(entropies) if sum(entropies) else 1.0


def best_match(judged: Set[str], groups: Collection[Set[str]]) -> tuple[float, int | None]:
    """Return the F1 of the group most like the judged one, and its place among the groups.

    The place is `None` where no group shares a member. Of equals, the first counts.

    >>> best_match({"a", "b"}, [{"c"}, {"a", "b", "d"}])
    (0.8, 1)
    """
    best, place = 0.0, None
    for number, group in enumerate(groups):
        f1 = 2 * len(judged & group) / (len(judged) + len(group))
        if f1 > best:
            best, place = f1, number
    return best, place
