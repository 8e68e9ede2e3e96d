"""Shows on standard error that a build moves: bars in a terminal, elsewhere a line a stage."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.printing.console import console

if TYPE_CHECKING:
    from talkgraph.knowledge.build.sources import Progress

_BETWEEN_LINES: Final = 5.0  # seconds


@contextmanager
def shown_progress() -> "Iterator[Progress]":
    """Give a function that shows progress, in the way that standard error can show it."""
    if not sys.stderr.isatty():
        yield line_by_line(lambda line: click.echo(line, err=True))
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console(stderr=True), transient=True) as bars:
        tasks: dict[str, int] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(bars.task_ids[tasks[stage]], completed=done, total=total)

        yield show


def line_by_line(
    write: Callable[[str], object], clock: Callable[[], float] = time.monotonic
) -> "Progress":
    """Return a function that writes a line when a stage begins, and some more while it lasts.

    >>> show = line_by_line(print, iter([0.0, 1.0, 6.0]).__next__)
    >>> for done in (0, 200, 900):
    ...     show("embedding", done, 1200)
    embedding: 0 of 1,200
    embedding: 900 of 1,200
    """
    told: dict[str, float] = {}

    def show(stage: str, done: int, total: int) -> None:
        now = clock()
        if total and now - told.get(stage, -_BETWEEN_LINES) >= _BETWEEN_LINES:
            told[stage] = now
            write(f"{stage}: {done:,} of {total:,}")

    return show
