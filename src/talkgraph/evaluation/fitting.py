"""Fits for an encoder how sure a search is of an answer, by queries with and without one.

A logistic over the signals of each query: ridge regression towards what is taken for the encoder
otherwise (`search.encoders.fitted`), so that few judgements change little. Queries with and
without an answer weigh the same however many there are of each. What the number of passages does
cannot be seen in one knowledge base, and stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.errors import InputError
from talkgraph.evaluation.findings import BUILT_IN, Evaluation, Measurement, mean_of
from talkgraph.evaluation.judgements import Judgements
from talkgraph.evaluation.matching import MISSING, Matching
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.search.encoders.fitted import Fitted, Signals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]

_FEWEST: Final = 10
_STEPS: Final = 50
_NOTHING: Final = 1e-9
# How far near, held and the constant may be from what they are otherwise: a standard deviation.
_GIVE: Final = (1.5, 3.0, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """What was fitted to a `count` of queries, and how well that does on those seen and not."""

    fitted: Fitted
    told: Evaluation
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query, whether it has an answer, and the signals of the search for it."""

    query: str
    answerable: bool
    signals: Signals


def fit(kb: KnowledgeBase, judgements: Judgements) -> Fitting:
    """Fit to all queries; measure with a fit to two thirds of them, and the third kept aside.

    A query whose judged talks all lie outside the knowledge base does not count; one without
    judged talks is one that is answered by some talk. Raises `InputError` for fewer than ten
    queries of either sort.
    """
    asked = _asked(kb, judgements)
    start = kb.usual_fit()
    found = fitted_to(asked, start)
    rest = [each for each in asked if not is_kept_aside(each.query)]
    aside = [each for each in asked if is_kept_aside(each.query)]
    trial = fitted_to(rest, start)
    told = (*_measured("fitted on", trial, rest), *_measured("kept aside", trial, aside))
    return Fitting(fitted=found, told=Evaluation(measurements=told, outcomes=()), count=len(asked))


def is_kept_aside(query: str) -> bool:
    """Tell whether a query is of the third that nothing is fitted to, by its letters alone."""
    return sum(map(ord, query)) % 3 == 2


def fitted_to(asked: Sequence[Asked], start: Fitted) -> Fitted:
    """Return what is likeliest for some queries, given what it is otherwise.

    The maximum of the posterior by Newton's method, as in iteratively reweighted least squares.
    Rounded to four decimals.
    """
    rows = np.array([(start.nearness(x.signals), start.share(x.signals), 1.0) for x in asked])
    size = np.array([start.size * np.log(max(1, x.signals.passages)) for x in asked])
    answers = np.array([x.answerable for x in asked], dtype=np.float64)
    weights = len(asked) / 2 / np.where(answers == 1, answers.sum(), (1 - answers).sum())
    usual = np.array([start.near, start.held, start.constant])
    stiffness = 1 / np.square(_GIVE)

    def loss(at: "Doubles") -> float:
        odds = rows @ at - size
        against = weights @ (np.logaddexp(0, odds) - answers * odds)
        return float(against + stiffness @ np.square(at - usual) / 2)

    found = usual.copy()
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(rows @ found - size, -30, 30)))
        slope = rows.T @ (weights * (likely - answers)) + stiffness * (found - usual)
        bend = (rows * (weights * likely * (1 - likely))[:, None]).T @ rows + np.diag(stiffness)
        step = np.linalg.solve(bend, slope)
        while loss(found - step) > loss(found) and np.abs(step).max() > _NOTHING:
            step = step / 2  # a full step from far away may lead further away
        found = found - step
    near, held, constant = (round(float(each), 4) for each in found)
    return replace(start, near=near, held=held, constant=constant)


def _asked(kb: KnowledgeBase, judgements: Judgements) -> list[Asked]:
    matching = Matching(kb)
    answered = [
        each.query
        for each in judgements.queries
        if not each.relevant_talks
        or any(not iri.startswith(MISSING) for iri in matching.talks(each.relevant_talks))
    ]
    for what, queries in (("queries", answered), ("no_answer", judgements.no_answer)):
        if len(queries) < _FEWEST:
            raise InputError(
                f"only {len(queries)} judged {what} concern this knowledge base; to fit takes"
                f" {_FEWEST} queries that it answers and {_FEWEST} that it does not (no_answer)"
            )
    return [
        Asked(query=query, answerable=answerable, signals=kb.signals(query))
        for queries, answerable in ((answered, True), (judgements.no_answer, False))
        for query in dict.fromkeys(queries)
    ]


def _measured(which: str, found: Fitted, asked: Sequence[Asked]) -> list[Measurement]:
    sure = [found.sure(each.signals) for each in asked]
    kept = [float(s >= found.answer) for s, a in zip(sure, asked, strict=True) if a.answerable]
    let = [float(s < found.answer) for s, a in zip(sure, asked, strict=True) if not a.answerable]
    if not (kept and let):
        return []
    return [
        Measurement(
            task=which,
            measure="AUC",
            system=BUILT_IN,
            value=_area(sure, [each.answerable for each in asked]),
            count=len(asked),
        ),
        mean_of(f"{which}: answered", "share", BUILT_IN, kept),
        mean_of(f"{which}: no answer", "share", BUILT_IN, let),
    ]


def _area(sure: Sequence[float], answerable: Sequence[bool]) -> float:
    """Return how often a query with an answer is surer than one without; a tie is half."""
    yes = np.array([s for s, a in zip(sure, answerable, strict=True) if a])[:, None]
    no = np.array([s for s, a in zip(sure, answerable, strict=True) if not a])[None, :]
    return float(np.mean((yes > no) + 0.5 * (yes == no)))
