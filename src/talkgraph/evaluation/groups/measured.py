"""Measures themes, related talks and search against groups, beside the plain recipes.

Only talks of groups count, and what else is found is passed over: where the rest belongs, nobody
has said. A talk in several groups belongs, where it can have one label only, to the smallest.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.evaluation.baselines import BuiltIn
from talkgraph.evaluation.findings import BUILT_IN, Found, Measurement, Outcome, mean_of
from talkgraph.evaluation.groups.recipes import K_MEANS, RECIPES, Recipes
from talkgraph.evaluation.groups.truth import Group
from talkgraph.evaluation.matching import names_of
from talkgraph.evaluation.measures import best_match, mutual_information
from talkgraph.evaluation.rankings import Question, report
from talkgraph.knowledge.base import KnowledgeBase

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIRST: Final = 5  # related talks that are looked at
_HITS: Final = 10  # of a search
_SHARE: Final = "share of first 5"

Ask = Callable[[int], Sequence[str]]


def measure_groups(kb: KnowledgeBase, groups: Sequence[Group], what: str = "tracks") -> Found:
    """Measure all three tasks; `what` is what the groups are called in the tasks' names.

    Nothing for fewer than two groups.
    """
    if len(groups) < 2:
        return (), ()
    recipes = Recipes(kb, sorted({talk for group in groups for talk in group.talks}))
    parts = (
        _themes(kb, groups, recipes, f"themes ({what})"),
        _related(kb, groups, recipes, f"related talks ({what})"),
        _search(kb, groups, recipes, f"search ({what})"),
    )
    return (
        tuple(each for measured, _ in parts for each in measured),
        tuple(each for _, outcomes in parts for each in outcomes),
    )


def _themes(kb: KnowledgeBase, groups: Sequence[Group], recipes: Recipes, task: str) -> Found:
    """Measure the F1 of the theme like each group, and what the strongest themes tell of groups.

    The latter is normalized mutual information; talks without a theme are one group.
    """
    talks = recipes.talks
    found = kb.themes()
    counted = set(talks)
    ours = [{member.iri for member in theme.talks} & counted for theme in found]
    strongest = [next((theme.iri for theme in kb.themes_of(talk)), "") for talk in talks]
    clusters = recipes.k_means(len(groups))
    theirs: list[set[str]] = [set() for _ in groups]
    for talk, cluster in zip(talks, clusters, strict=True):
        theirs[cluster].add(talk)
    best = [best_match(group.talks, ours) for group in groups]
    f1 = [score for score, _ in best]
    other = [best_match(group.talks, theirs)[0] for group in groups]
    label = _label_of(groups)
    judged = [label[talk] for talk in talks]

    def told(measure: str, system: str, value: float) -> Measurement:
        return Measurement(task=task, measure=measure, system=system, value=value, count=len(talks))

    names = names_of(kb)
    outcomes = tuple(
        Outcome(
            task=task,
            id=group.name,
            question=group.name,
            measure="best F1",
            score=score,
            expected=tuple(sorted(names[talk] for talk in group.talks)),
            found=()
            if place is None
            else (found[place].name, *sorted(names[talk] for talk in ours[place])),
        )
        for group, (score, place) in zip(groups, best, strict=True)
    )
    measured = (
        told("NMI", BUILT_IN, mutual_information(judged, strongest)),
        told("NMI", K_MEANS, mutual_information(judged, clusters)),
        mean_of(task, "best F1", BUILT_IN, f1),
        mean_of(task, "best F1", K_MEANS, other, [a - b for a, b in zip(f1, other, strict=True)]),
        told("themes", BUILT_IN, float(len(found))),
        told("themes", K_MEANS, float(len(groups))),
    )
    return measured, outcomes


def _related(kb: KnowledgeBase, groups: Sequence[Group], recipes: Recipes, task: str) -> Found:
    """Measure how many of the first five related talks are in a group of the talk's."""
    talks = recipes.talks
    mates: dict[str, set[str]] = {talk: set() for talk in talks}
    for group in groups:
        for talk in group.talks:
            mates[talk] |= group.talks - {talk}
    answers: dict[str, list[tuple[str, ...]]] = {BUILT_IN: [], **{name: [] for name in RECIPES}}
    for place, talk in enumerate(talks):
        answers[BUILT_IN].append(_first(partial(_near, kb, talk), mates, _FIRST))
        for name, scores in recipes.near(place).items():
            ranked = [iri for iri in _ranked(talks, scores, _FIRST + 1) if iri != talk]
            answers[name].append(tuple(ranked[:_FIRST]))
    shares = {
        name: [
            sum(iri in mates[talk] for iri in given) / _FIRST
            for talk, given in zip(talks, each, strict=True)
        ]
        for name, each in answers.items()
    }
    names = names_of(kb)
    outcomes = tuple(
        Outcome(
            task=task,
            id=names[talk],
            question=names[talk],
            measure=_SHARE,
            score=score,
            expected=tuple(sorted(names[iri] for iri in mates[talk])),
            found=tuple(names[iri] for iri in given),
        )
        for talk, score, given in zip(talks, shares[BUILT_IN], answers[BUILT_IN], strict=True)
    )
    return tuple(_compared(task, _SHARE, shares)), outcomes


def _first(ask: Ask, counted: Container[str], count: int) -> tuple[str, ...]:
    """Return the first answers that count, asking for more as long as they are too few."""
    limit = 3 * count
    while True:
        found = ask(limit)
        kept = tuple(iri for iri in found if iri in counted)[:count]
        if len(kept) == count or len(found) < limit:
            return kept
        limit *= 3


def _near(kb: KnowledgeBase, talk: str, limit: int) -> Sequence[str]:
    return [iri for iri, _ in kb.nearest(talk, limit=limit)]


def _search(kb: KnowledgeBase, groups: Sequence[Group], recipes: Recipes, task: str) -> Found:
    """Measure what a search for each group's name finds."""
    questions = [
        Question(
            key=group.name,
            asked=group.asked,
            shown=group.asked,
            grades=dict.fromkeys(sorted(group.talks), 1),
        )
        for group in groups
    ]
    built_in, counted = BuiltIn(kb), set(recipes.talks)
    answers: dict[str, list[Sequence[str]]] = {BUILT_IN: [], **{name: [] for name in RECIPES}}
    for each in questions:
        answers[BUILT_IN].append(_first(partial(built_in.talks, each.asked), counted, _HITS))
        for name, scores in recipes.found(each.asked).items():
            answers[name].append(_ranked(recipes.talks, scores, _HITS))
    return report(task, questions, answers, (f"nDCG@{_HITS}",), names_of(kb))


def _compared(task: str, measure: str, values: Mapping[str, Sequence[float]]) -> list[Measurement]:
    first = values[BUILT_IN]
    return [
        mean_of(
            task,
            measure,
            name,
            each,
            [] if name == BUILT_IN else [a - b for a, b in zip(first, each, strict=True)],
        )
        for name, each in values.items()
    ]


def _ranked(talks: Sequence[str], scores: "NDArray[np.float64]", limit: int) -> tuple[str, ...]:
    order = np.lexsort((np.arange(len(talks)), -np.round(scores, 9)))
    return tuple(talks[place] for place in order[:limit])


def _label_of(groups: Sequence[Group]) -> dict[str, str]:
    """Return the smallest group of each talk; of equals, the first by name."""
    label: dict[str, str] = {}
    for group in sorted(groups, key=lambda each: (len(each.talks), each.name)):
        for talk in group.talks:
            label.setdefault(talk, group.name)
    return label
