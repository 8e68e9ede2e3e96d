"""Prints what comes of checks and evaluations, and what a knowledge base holds."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.printing.console import STYLES, console, harmless, remark
from talkgraph.cli.printing.rows import cell, print_json, print_rows
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.tables import as_row
from talkgraph.model import Diagnostic, Severity
from talkgraph.settings import UNLICENSED, Imprint
from talkgraph.words import numbered

if TYPE_CHECKING:
    from talkgraph.evaluation.findings import Evaluation, Measurement, Outcome


_CALLED: Final = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("remark", "remarks"),
}


# How classes are called where people read, in the order in which they are told.
_HELD: Final = {
    "tg:Conference": "events",
    "tg:Day": "days of events",
    "tg:Talk": "talks",
    "tg:Session": "sessions (lightning talks, open spaces, workshops ...)",
    "tg:ListedTalk": "short talks that a session lists",
    "tg:TalkWork": "talks, each once where it was given several times",
    "schema:Person": "people",
    "sioc:UserAccount": "accounts of people",
    "schema:Organization": "organizations",
    "tg:Post": "posts",
    "tg:Note": "notes",
    "tg:Abstract": "paragraphs of abstracts",
    "tg:Quote": "quotes",
    "tg:Aside": "asides of the note-taker",
    "tg:Thread": "threads of posts",
    "tg:Link": "links",
    "tg:Hashtag": "hashtags",
    "tg:Attribution": "credits of pictures",
    "tg:Theme": "themes",
    "tg:TopicAssignment": "topics found in talks and passages",
    "tg:TalkSimilarity": "pairs of related talks",
}


def print_diagnostics(
    diagnostics: Sequence[Diagnostic], form: str, *, left_out: Container[str]
) -> None:
    """Print problems, one a line, with a summary.

    A table begins with the weightiest, and has remarks on files that are left out before others.
    """
    if form == "table":
        out = console()
        weights = {severity: n for n, severity in enumerate(reversed(Severity))}
        for each in sorted(
            diagnostics, key=lambda each: (weights[each.severity], each.source not in left_out)
        ):
            out.print(str(each), style=STYLES[each.severity], markup=False, soft_wrap=True)
        counts = Counter(d.severity for d in diagnostics)
        found = (numbered(counts[s], *_CALLED[s]) for s in reversed(Severity) if counts[s])
        click.echo(f"found: {', '.join(found) or 'no problems'}")
        return
    print_rows([as_row(each) for each in diagnostics], form, value=diagnostics)


def print_stats(kb: KnowledgeBase, form: str) -> None:
    """Print what a knowledge base holds: counts, then one row per event."""
    stats = kb.stats()
    if form == "json":
        print_json(stats)
        return
    if form == "table":
        print_imprint(stats.imprint)
        order = [*_HELD]
        counts = [
            {"what": _HELD.get(what, what), "count": stats.counts[what]}
            for what in sorted(stats.counts, key=lambda what: [*order, what].index(what))
        ]
        print_rows(counts, form, value=counts)
    rows = [as_row(event) for event in stats.events]
    if form == "table":
        shown = ("name", "start", "end", "talks", "speakers", "posts", "notes")
        rows = [{name: row[name] for name in shown} for row in rows]
    print_rows(rows, form, value=stats.events)


def print_imprint(imprint: Imprint) -> None:
    """Print what is said of the data set, and that no licence is, where none is stated."""
    for what, value in (
        ("title", imprint.title),
        ("licence", imprint.license or UNLICENSED),
        ("made by", imprint.creators),
        ("published by", imprint.publisher),
        ("description", imprint.description),
        ("homepage", imprint.homepage),
    ):
        if value:
            click.echo(harmless(f"{what}: {cell(value)}"))


def print_evaluation(evaluation: "Evaluation", form: str, *, worst: int) -> None:
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
        remark(f"judged but not in the knowledge base: {name}")
    if evaluation.outside:
        remark(f"{evaluation.outside} judged talks and posts of other sources do not count")


def _row(each: "Measurement") -> dict[str, object]:
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


def _print_outcomes(outcomes: "Iterable[Outcome]") -> None:
    for each in outcomes:
        question = " ".join(each.question.split())
        click.echo(f"{each.task}  {each.measure} {each.score:.3f}  {question}")
        click.echo(f"  expected: {', '.join(each.expected) or 'nothing'}")
        click.echo(f"  came:     {', '.join(each.found) or 'nothing'}\n")


def _flat(each: "Outcome") -> dict[str, object]:
    joined = {"expected": "; ".join(each.expected), "found": "; ".join(each.found)}
    return {**as_row(each), **joined}
