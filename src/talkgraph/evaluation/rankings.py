"""Asks retrievers questions, and scores the rankings that they answer with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from talkgraph.evaluation.baselines import Retriever
from talkgraph.evaluation.findings import BUILT_IN, Found, Outcome, mean_of
from talkgraph.evaluation.matching import MISSING
from talkgraph.evaluation.measures import DEPTH, score_rankings


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to ask, and the grades of the right answers by IRI.

    `asked` is what a retriever gets, `shown` what a person reads. `hidden` is an answer that
    counts for nothing, wherever it comes.
    """

    key: str
    asked: str
    shown: str
    grades: Mapping[str, int]
    hidden: str | None = None

    @property
    def counts(self) -> bool:
        """Whether there is a right answer at all."""
        return any(grade > 0 for grade in self.grades.values())


Ask = Callable[[Retriever, str], Sequence[str]]


def ask_talks(retriever: Retriever, query: str) -> Sequence[str]:
    """Ask for talks."""
    return retriever.talks(query, DEPTH)


def ask_posts(retriever: Retriever, query: str) -> Sequence[str]:
    """Ask for posts and notes."""
    return retriever.posts(query, DEPTH)


def ask_related(retriever: Retriever, talk: str) -> Sequence[str]:
    """Ask for related talks."""
    return retriever.related(talk, DEPTH)


def measure(
    task: str,
    questions: Sequence[Question],
    asked: Sequence[Retriever],
    ask: Ask,
    measures: Sequence[str],
    names: Mapping[str, str],
) -> Found:
    """Ask every retriever every question that has a right answer, and `report`."""
    questions = [each for each in questions if each.counts]
    found = {
        retriever.name: [ask(retriever, each.asked) for each in questions] for retriever in asked
    }
    return report(task, questions, found, measures, names)


def report(
    task: str,
    questions: Sequence[Question],
    answers: Mapping[str, Sequence[Sequence[str]]],
    measures: Sequence[str],
    names: Mapping[str, str],
) -> Found:
    """Score answers; return measurements of every system, and outcomes of the built-in one.

    `answers` are, by system, in the order of the questions. The outcomes' score is the first of
    the `measures`. `names` maps IRIs of talks to names.
    """
    if not questions:
        return (), ()
    wanted = {f"{number}": each for number, each in enumerate(questions)}
    judged = {
        key: {iri: grade for iri, grade in each.grades.items() if grade > 0}
        for key, each in wanted.items()
    }
    found = {
        name: {
            key: [iri for iri in answer if iri != each.hidden]
            for (key, each), answer in zip(wanted.items(), given, strict=True)
        }
        for name, given in answers.items()
    }
    scores = {name: score_rankings(judged, each, measures) for name, each in found.items()}
    first = BUILT_IN
    measurements = tuple(
        mean_of(
            task,
            measure,
            name,
            list(each[measure].values()),
            [scores[first][measure][key] - each[measure][key] for key in wanted if name != first],
        )
        for measure in measures
        for name, each in scores.items()
    )
    outcomes = tuple(
        Outcome(
            task=task,
            id=each.key,
            question=each.shown,
            measure=measures[0],
            score=scores[first][measures[0]][key],
            expected=tuple(
                f"{_name(iri, names)} ({grade})"
                for iri, grade in sorted(judged[key].items(), key=lambda pair: (-pair[1], pair[0]))
            ),
            found=tuple(_name(iri, names) for iri in found[first][key][: _depth(measures[0])]),
        )
        for key, each in wanted.items()
    )
    return measurements, outcomes


def _name(iri: str, names: Mapping[str, str]) -> str:
    """Return a talk's short name, or `event/talk/mark` for a post."""
    return names.get(iri) or (iri if iri.startswith(MISSING) else "/".join(iri.split("/")[-3:]))


def _depth(measure: str) -> int:
    _, _, depth = measure.partition("@")
    return int(depth) if depth else 10
