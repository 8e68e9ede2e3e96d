"""Prints what each file of notes was taken for: a table for each event, or rows of all files."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Final

import click

from talkgraph.cli.printing.console import STYLES, console, in_lines
from talkgraph.cli.printing.rows import print_json, print_rows

if TYPE_CHECKING:
    from rich.console import Console

    from talkgraph.sources.layout import FileLayout, Layout

_COLUMNS: Final = ("file", "taken for", "day", "talks", "why")
_FIXED: Final = {"taken for": 9, "day": 10, "talks": 5}
_BY: Final = {"programme": "the programme", "archive": "the archive"}
_GAP: Final = 2
_LEAST: Final = 16


def print_layout(layout: "Layout", form: str) -> None:
    """Print one row a file; what is wrong with what people said of them goes to stderr."""
    out = console(stderr=True)
    for each in layout.diagnostics:
        out.print(in_lines(str(each)), style=STYLES[each.severity], markup=False, soft_wrap=True)
    if form == "json":
        print_json([asdict(each) for each in layout.files])
    elif form == "table":
        _print_events(layout)
        click.echo(_summary(layout))
    else:
        rows = [asdict(each) for each in layout.files]
        for row in rows:
            row["scores"] = "; ".join(f"{name}: {score:g}" for name, score in row["scores"].items())
        print_rows(rows, form, value=None)


def _print_events(layout: "Layout") -> None:
    """Print the files of each event, in order of its first file, and those without one last."""
    from rich.cells import cell_len

    by_event: dict[str, list[FileLayout]] = {}
    for each in layout.files:
        by_event.setdefault(each.event, []).append(each)
    out = console()
    names = max((cell_len(_row(each)[0]) for each in layout.files), default=0)
    _print_rows([_COLUMNS], names, out)
    out.print("─" * out.width)
    for n, event in enumerate(sorted(by_event, key=lambda name: not name)):
        heading = _heading(event, by_event[event], layout.talks.get(event, 0))
        out.print(f"\n{heading}" if n else heading, style="bold", markup=False)
        for folder, inside in groupby(by_event[event], key=_folder):
            if folder:
                out.print(f"in {folder}", markup=False)
            _print_rows([_row(each) for each in inside], names, out)
    out.print()


def _print_rows(rows: Sequence[Sequence[str]], names: int, out: "Console") -> None:
    """Print rows of equal columns, whatever they hold, so that several tables look like one.

    The longest name of a file, which takes `names` columns, is broken only where it has to be.
    """
    from rich.table import Table
    from rich.text import Text

    free = max(2 * _LEAST, out.width - sum(_FIXED.values()) - _GAP * len(_COLUMNS))
    file = max(_LEAST, min(names, free - _LEAST))
    widths = {"file": file, "why": free - file, **_FIXED}
    table = Table(box=None, show_header=False, padding=(0, 0, 0, _GAP))
    for name in _COLUMNS:
        right = name == "talks"
        table.add_column(width=widths[name], justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    out.print(table)


def _folder(each: "FileLayout") -> str:
    return each.file[: each.file.rfind("/") + 1]


def _heading(event: str, files: Sequence["FileLayout"], talks: int) -> str:
    if not event:
        return "no event"
    named = ", ".join(dict.fromkeys(each.named_by for each in files if each.named_by))
    days = sorted({day for each in files for day in (each.start, each.end) if day is not None})
    named = named or next((_BY[each.taken_for] for each in files if each.taken_for in _BY), "")
    told = [_count(talks, "talk"), *([_days(map(str, days))] if days else [])]
    return f"{event} (named by {named or 'file name'}): {', '.join(told)}"


def _days(days: Iterable[str]) -> str:
    told = list(days)
    return told[0] if len(told) == 1 else f"{told[0]} to {told[-1]}"


def _row(each: "FileLayout") -> tuple[str, ...]:
    days = dict.fromkeys(day.isoformat() for day in (each.start, each.end) if day is not None)
    talks = str(each.talks) if each.event else ""
    return each.file.removeprefix(_folder(each)), each.taken_for, "\n".join(days), talks, each.why


def _summary(layout: "Layout") -> str:
    files = {each.file: each.taken_for for each in layout.files}
    counts = Counter(files.values())
    told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    events = len({each.event for each in layout.files if each.event})
    talks = sum(layout.talks.values())
    what = f"{_count(len(files), 'file')} ({told})"
    return f"{what}: {_count(events, 'event')}, {_count(talks, 'talk')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
