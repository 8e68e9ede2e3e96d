"""Prints rows as a table, as CSV and TSV, and whole values as JSON."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final

import click

from talkgraph.cli.printing.console import COMMANDS, console

_STYLES: Final = {
    **dict.fromkeys(("date", "start", "period"), "green"),
    **dict.fromkeys(("score", "confidence", "weight", "sure"), "cyan"),
    **dict.fromkeys(("talk", "topic", "theme", "speaker"), "bold"),
    **dict.fromkeys(("kind", "told", "method", "led by", "part of", "place", "where"), "dim"),
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
        cells = (
            value if isinstance(value, Text) else Text(cell(value), style=_STYLES.get(name, ""))
            for name, value in row.items()
        )
        table.add_row(*cells)
    console().print(table)


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
    if isinstance(value, tuple | list):
        return "; ".join(map(cell, value))
    return str(value)
