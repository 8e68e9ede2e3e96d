"""The options that several commands of the command line have."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
ROWS: Final = ("table", "json", "csv", "tsv")


def kb_option(command: F) -> F:
    """Add `--kb`, the folder of the knowledge base."""
    return click.option(
        "--kb",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("kb"),
        envvar="TALKGRAPH_KB",
        show_default=True,
        show_envvar=True,
        help="The knowledge base's folder.",
    )(command)


def format_option(choices: tuple[str, ...] = ROWS) -> Callable[[F], F]:
    """Add `--format`, whose first choice is the default; its parameter is `form`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help="How to print the answer.",
    )


def limit_option(command: F) -> F:
    """Add `--limit`."""
    return click.option(
        "--limit",
        type=click.IntRange(min=1),
        default=10,
        show_default=True,
        help="How many at the most.",
    )(command)
