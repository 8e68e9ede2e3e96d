"""The console that all is printed with, in which no text commands the terminal."""

import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import click

from talkgraph.cli.boundary import PLAIN, Ascii
from talkgraph.model import Severity, TalkStatus

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_WIDTH_WITHOUT_TERMINAL: Final = 100
_LEAST_WIDTH: Final = 20
_BLANKS_AT_END: Final = re.compile(r"[ ]+(?=\n)")
COMMANDS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
STYLES = {Severity.INFO: "dim", Severity.WARNING: "yellow", Severity.ERROR: "bold red"}


def console(*, stderr: bool = False) -> "Console":
    """Return a rich console, of fixed width where the output is not a terminal: COLUMNS, or 100.

    What it prints of a text does nothing to the terminal: only styles of its own have any effect,
    and these only where the output is a terminal and nobody wants it plain. No line ends in blanks.
    """
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class Harmless(Console):
        @property
        def encoding(self) -> str:
            return "ascii" if isinstance(self.file, Ascii) else super().encoding

        def on_broken_pipe(self) -> None:
            raise

        def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401 - rich's own
            if self.stderr:  # where bars are moved
                super().print(*objects, **options)
                return
            with self.capture() as kept:
                super().print(*objects, **options)
            self.file.write(_BLANKS_AT_END.sub("", kept.get()))
            self.file.flush()

        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> "Iterable[Segment]":
            for text, style, control in super().render(renderable, options):
                yield Segment(text if control else harmless(text), style, control)

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _width_without_terminal()
    return Harmless(
        stderr=stderr,
        width=width,
        highlight=False,
        soft_wrap=False,
        color_system=None if is_plain() else "auto",
    )


def _width_without_terminal() -> int:
    columns = os.environ.get("COLUMNS", "")
    wanted = int(columns) if columns.isdecimal() else _WIDTH_WITHOUT_TERMINAL
    return max(_LEAST_WIDTH, wanted)


def is_plain() -> bool:
    """Tell whether nobody wants colours (https://no-color.org), nor bold and the like."""
    context = click.get_current_context(silent=True)
    unwanted = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return bool(unwanted) or PLAIN.get() or (context is not None and context.color is False)


def harmless(text: str) -> str:
    r"""Return a text without what would command the terminal, or turn its direction around.

    >>> print(harmless("rope \x1b[31m\n"), end="")
    rope [31m
    """
    return COMMANDS.sub("", text)


def headed(head: str, *rest: str | None, style: str = "bold") -> "Text":
    """Return a text for a cell: a head, and below it lines that say less."""
    from rich.text import Text

    lines = "".join(f"\n{line}" for line in rest if line)
    return Text.assemble((head, style), (lines, "dim"))


def marked(title: str, status: TalkStatus | None) -> str:
    """Return a title with a mark if the talk was not given."""
    return f"{title} [cancelled]" if status is TalkStatus.CANCELLED else title
