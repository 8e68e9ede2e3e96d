"""Prints what was found as paragraphs: words, and below them where they stand, in one piece."""

from typing import TYPE_CHECKING, Final

from talkgraph.cli.printing.console import console
from talkgraph.cli.printing.rows import cell

if TYPE_CHECKING:
    from rich.text import Text

SCORE: Final = len("0.000")


def print_beside(head: "Text | str", body: "Text", *, beyond: int) -> None:
    """Print a text, all its lines beside a head that is narrower than `beyond` columns."""
    from rich.table import Table

    paragraph = Table.grid(padding=0)
    paragraph.add_column(width=beyond)
    paragraph.add_column(overflow="fold")
    paragraph.add_row(head, body)
    console().print(paragraph)


def print_whole(text: str, *, beyond: int) -> None:
    """Print a place or an address, which no end of a line breaks: whoever copies it has all."""
    console().print(f"{' ' * beyond}{text}", style="dim", markup=False, soft_wrap=True)


def score_of(score: float) -> "Text":
    """Return a score as all paragraphs begin with it."""
    from rich.text import Text

    return Text(cell(score), style="cyan")
