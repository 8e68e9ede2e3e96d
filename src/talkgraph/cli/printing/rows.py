"""Prints rows as a table, as CSV and TSV, and whole values as JSON."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

import click

from talkgraph.cli.printing.console import COMMANDS, console

if TYPE_CHECKING:
    from rich.text import Text

_GAP: Final = 3
_EDGES: Final = 2
NOTHING: Final = "nothing found"
_STYLES: Final = {
    **dict.fromkeys(("date", "start", "period"), "green"),
    **dict.fromkeys(("score", "confidence", "weight", "sure"), "cyan"),
    **dict.fromkeys(("talk", "topic", "theme", "speaker"), "bold"),
    **dict.fromkeys(("kind", "told", "method", "what", "where"), "dim"),
}


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    from pydantic_core import to_json

    text = to_json(value, indent=2).decode()
    click.echo(COMMANDS.sub(lambda command: f"\\u{ord(command[0]):04x}", text))


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


def without_empty(rows: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Return rows without the columns that have nothing, which take room from the others.

    >>> without_empty([{"knot": "reef", "use": "", "turns": 0}])
    [{'knot': 'reef', 'turns': 0}]
    """
    told = {name for row in rows for name, value in row.items() if value or value == 0}
    return [{name: row[name] for name in row if name in told} for row in rows]


def _print_table(rows: Sequence[Mapping[str, object]], title: str | None) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if not rows:
        click.echo(NOTHING)
        return
    cells = [
        [
            value if isinstance(value, Text) else Text(cell(value), style=_STYLES.get(name, ""))
            for name, value in row.items()
        ]
        for row in rows
    ]
    out = console()
    widths = widths_of([*map(Text, rows[0])], cells, out.width - _EDGES)
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name, width in zip(rows[0], widths, strict=True):
        numeric = all(isinstance(row[name], int | float) for row in rows)
        side: Literal["left", "right"] = "right" if numeric else "left"
        table.add_column(name, justify=side, overflow="fold", width=width)
    for each in cells:
        table.add_row(*each)
    out.print(table)


def widths_of(head: "Sequence[Text]", rows: "Sequence[Sequence[Text]]", room: int) -> list[int]:
    """Return how wide columns are to be, so that all fit and no word is broken that need not be.

    Each has what its widest line takes; where that is too much, the widest give way, down to their
    longest words and, if these alone do not fit, beyond.
    """
    columns = list(zip(head, *rows, strict=True))
    wanted = [max(_longest(text.plain.splitlines()) for text in column) for column in columns]
    least = [max(_longest(text.plain.split()) for text in column) for column in columns]
    room -= _GAP * (len(columns) - 1)
    if sum(wanted) <= room:
        return wanted
    if sum(least) > room:
        wanted, least = least, [1] * len(columns)
    most = max(wanted)
    while most > 1 and sum(_narrowed(wanted, least, most)) > room:
        most -= 1
    widths = _narrowed(wanted, least, most)
    for n in range(len(widths)):  # what is left over goes to those that were narrowed
        widths[n] += min(wanted[n] - widths[n], max(0, room - sum(widths)))
    return widths


def _narrowed(wanted: Sequence[int], least: Sequence[int], most: int) -> list[int]:
    return [min(want, max(need, most)) for want, need in zip(wanted, least, strict=True)]


def _longest(texts: Sequence[str]) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, texts), default=1)


def _separated(rows: Sequence[Mapping[str, object]], delimiter: str) -> str:
    stream = io.StringIO()
    if rows:
        writer = csv.DictWriter(
            stream, fieldnames=list(rows[0]), delimiter=delimiter, lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    return stream.getvalue()


def cell(value: object) -> str:
    """Return a value as it stands in a row."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Mapping):
        return cell(value.get("label", tuple(value.values())))
    if isinstance(value, tuple | list):
        return "; ".join(map(cell, value))
    return str(value)
