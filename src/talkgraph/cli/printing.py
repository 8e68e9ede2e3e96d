"""Prints rows in every format, and what comes of checks and evaluations.

Nothing but the answer goes to standard output; progress and remarks go to standard error.
"""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.boundary import Ascii
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.tables import as_row
from talkgraph.model import Diagnostic, Severity, TalkStatus
from talkgraph.settings import UNLICENSED, Imprint

if TYPE_CHECKING:
    from rich.console import Console

    from talkgraph.evaluation.findings import Evaluation, Measurement, Outcome

_WIDTH_WITHOUT_TERMINAL = 100
_COMMANDS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
STYLES = {Severity.INFO: "dim", Severity.WARNING: "yellow", Severity.ERROR: "bold red"}


def console(*, stderr: bool = False) -> "Console":
    """Return a rich console, of fixed width where the output is not a terminal.

    What it prints of a text does nothing to the terminal: only styles of its own have any effect.
    """
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class Harmless(Console):
        @property
        def encoding(self) -> str:
            return "ascii" if isinstance(self.file, Ascii) else super().encoding

        def on_broken_pipe(self) -> None:
            raise

        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> "Iterable[Segment]":
            for text, style, control in super().render(renderable, options):
                yield Segment(text if control else harmless(text), style, control)

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _WIDTH_WITHOUT_TERMINAL
    return Harmless(stderr=stderr, width=width, highlight=False, soft_wrap=False)


def harmless(text: str) -> str:
    r"""Return a text without what would command the terminal, or turn its direction around.

    >>> print(harmless("rope \x1b[31m\n"), end="")
    rope [31m
    """
    return _COMMANDS.sub("", text)


def marked(title: str, status: TalkStatus | None) -> str:
    """Return a title with a mark if the talk was not given."""
    return f"{title} [cancelled]" if status is TalkStatus.CANCELLED else title


# ── rows ─────────────────────────────────────────────────────────────────────────────────────


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    from pydantic_core import to_json

    text = to_json(value, indent=2).decode()
    click.echo(_COMMANDS.sub(lambda command: f"\\u{ord(command[0]):04x}", text))


def print_rows(
    rows: Sequence[Mapping[str, object]], form: str, *, value: object, title: str | None = None
) -> None:
    """Print rows as a table, CSV or TSV, or `value` as JSON."""
    if form == "json":
        print_json(value)
    elif form == "table":
        _print_table(rows, title)
    else:
        click.echo(_separated(rows, "\t" if form == "tsv" else ","), nl=False)


def _print_table(rows: Sequence[Mapping[str, object]], title: str | None) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if not rows:
        click.echo("nothing found")
        return
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in rows[0]:
        numeric = all(isinstance(row[name], int | float) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row.values()))
    console().print(table)


def _separated(rows: Sequence[Mapping[str, object]], delimiter: str) -> str:
    stream = io.StringIO()
    if rows:
        writer = csv.DictWriter(
            stream, fieldnames=list(rows[0]), delimiter=delimiter, lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return stream.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, tuple | list):
        return "; ".join(map(_cell, value))
    return str(value)


# ── checks and evaluations ────────────────────────────────────────────────────────────────────────


def print_diagnostics(diagnostics: Sequence[Diagnostic], form: str) -> None:
    """Print problems, one a line, with a summary."""
    if form == "table":
        out = console()
        for each in diagnostics:
            out.print(str(each), style=STYLES[each.severity], markup=False, soft_wrap=True)
        counts = Counter(d.severity for d in diagnostics)
        found = (f"{counts[s]} of severity {s}" for s in reversed(Severity) if counts[s])
        click.echo(f"problems found: {', '.join(found) or 'none'}")
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
        counts = [{"what": what, "count": count} for what, count in stats.counts.items()]
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
            click.echo(harmless(f"{what}: {_cell(value)}"))


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
        click.echo(f"judged but not in the knowledge base: {name}", err=True)
    if evaluation.outside:
        click.echo(
            f"{evaluation.outside} judged talks and posts of other sources do not count", err=True
        )


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
