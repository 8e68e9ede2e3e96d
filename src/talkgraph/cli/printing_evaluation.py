"""What `talkgraph eval` prints: the table of measurements, and the questions that went worst."""

from collections.abc import Iterable

import click

from talkgraph.cli.printing import print_json, print_rows
from talkgraph.evaluation.findings import Evaluation, Measurement, Outcome
from talkgraph.knowledge.tables import as_row


def print_evaluation(evaluation: Evaluation, form: str, *, worst: int) -> None:
    """Print measurements, and for each task the `worst` questions; remarks go to stderr.

    CSV and TSV hold one table only: the questions, if any are wanted, else the measurements.
    """
    outcomes = evaluation.worst(worst)
    if form == "json":
        print_json(
            {
                "measurements": [as_row(each) for each in evaluation.measurements],
                "worst": [as_row(each) for each in outcomes],
                "missing": list(evaluation.missing),
                "outside": evaluation.outside,
            }
        )
    elif form == "table":
        print_rows([_row(each) for each in evaluation.measurements], form, value=None)
        _print_outcomes(outcomes)
    elif worst:
        print_rows([_flat(each) for each in outcomes], form, value=None)
    else:
        print_rows([as_row(each) for each in evaluation.measurements], form, value=None)
    for name in evaluation.missing:
        click.echo(f"judged but not in the knowledge base: {name}", err=True)
    if evaluation.outside:
        click.echo(
            f"{evaluation.outside} judged talks and posts of other sources do not count", err=True
        )


def _row(each: Measurement) -> dict[str, object]:
    return {
        "task": each.task,
        "measure": each.measure,
        "system": each.system,
        "value": f"{each.value:.0f}" if each.measure == "themes" else f"{each.value:.3f}",
        "95 %": _interval(each.low, each.high),
        "behind by": "" if each.behind is None else f"{each.behind:+z.3f}",
        "of it 95 %": _interval(each.behind_low, each.behind_high),
        "n": each.count,
    }


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"[{low:z.2f}, {high:z.2f}]"


def _print_outcomes(outcomes: Iterable[Outcome]) -> None:
    for each in outcomes:
        question = " ".join(each.question.split())
        click.echo(f"{each.task}  {each.measure} {each.score:.3f}  {question}")
        click.echo(f"  expected: {', '.join(each.expected) or 'nothing'}")
        click.echo(f"  came:     {', '.join(each.found) or 'nothing'}\n")


def _flat(each: Outcome) -> dict[str, object]:
    joined = {"expected": "; ".join(each.expected), "found": "; ".join(each.found)}
    return {**as_row(each), **joined}
