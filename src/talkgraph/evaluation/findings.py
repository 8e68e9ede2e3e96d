"""What an evaluation finds: measurements with intervals, and what came of each question."""

from collections.abc import Sequence
from dataclasses import dataclass

from talkgraph.evaluation.measures import interval

BUILT_IN = "talkgraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One number: how well a system does a task.

    `low` and `high` bound the 95 % bootstrap interval over the `count` questions, where there is
    one. For a baseline, `behind` is by how much it falls short of the built-in retrieval, as the
    mean of the questions' differences, with its interval.
    """

    task: str
    measure: str
    system: str
    value: float
    low: float | None = None
    high: float | None = None
    count: int
    behind: float | None = None
    behind_low: float | None = None
    behind_high: float | None = None


def mean_of(
    task: str, measure: str, system: str, values: Sequence[float], behind: Sequence[float] = ()
) -> Measurement:
    """Return the mean of the questions' values, and of how far each falls short, if given."""
    low, high = interval(values)
    behind_low, behind_high = interval(behind) if behind else (None, None)
    return Measurement(
        task=task,
        measure=measure,
        system=system,
        value=sum(values) / len(values),
        low=low,
        high=high,
        count=len(values),
        behind=sum(behind) / len(behind) if behind else None,
        behind_low=behind_low,
        behind_high=behind_high,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the built-in retrieval made of one question.

    `expected` and `found` are short names: of talks `event/talk`, of posts with their mark; both
    with the best first, `found` as far as the measure looks.
    """

    task: str
    id: str
    question: str
    measure: str
    score: float
    expected: tuple[str, ...]
    found: tuple[str, ...]


Found = tuple[tuple[Measurement, ...], tuple[Outcome, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All measurements and outcomes.

    `missing` names what is judged, and whose source the knowledge base holds, but which is not
    in it: it counts as not found. `outside` counts the judged talks and posts of sources that
    the knowledge base does not hold: they do not count.
    """

    measurements: tuple[Measurement, ...]
    outcomes: tuple[Outcome, ...]
    missing: tuple[str, ...] = ()
    outside: int = 0

    def worst(self, count: int) -> tuple[Outcome, ...]:
        """Return, for each task, the `count` outcomes that went worst, worst first.

        What went perfectly is never among them.
        """
        tasks = dict.fromkeys(outcome.task for outcome in self.outcomes)
        return tuple(
            outcome
            for task in tasks
            for outcome in sorted(
                (each for each in self.outcomes if each.task == task and each.score < 1),
                key=lambda each: (each.score, each.id),
            )[:count]
        )
