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
# What whoever copies it wants in one piece: a command with what it is given, an option with its
# value, a setting of a file; else any word, whatever it is.
_OPTION: Final = r"--[a-z-]+(?: (?:'[^']*'|(?!-)[^\s,;)]+))?"
_GIVEN: Final = rf"(?: (?:{_OPTION}|'[^']*'|[A-Z:]{{2,}}\b|[^\s,;]*[/.][^\s,;)]+))*"
_SETTING: Final = r'[a-z-]+ = (?:\[[^\]]*\]|"[^"]*")'
_PIECE: Final = re.compile(
    rf"(\s*)((?:'?talkgraph (?:(?:iris|notes|topics) )?[a-z]+{_GIVEN}|{_OPTION}|{_SETTING})\S*|\S+)"
)
_USUAL_WIDTH: Final = 80
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


def remark(text: str) -> None:
    """Print what is no answer to standard error, in lines that fit it if it is a terminal."""
    click.echo(in_lines(text), err=True)


def in_lines(text: str) -> str:
    """Return what goes to standard error, broken between words if that is a terminal."""
    return broken(text, _width_of_errors()) if sys.stderr.isatty() else text


def broken(text: str, width: int) -> str:
    r"""Return a text, its lines broken between words where they take more than `width` columns.

    No path, command or setting is broken; nor are indented lines below the first, which are lists.

    >>> print(broken("no talk is here; list them: talkgraph talks --kb kb\n  a list of them", 24))
    no talk is here; list
    them:
    talkgraph talks --kb kb
      a list of them
    """
    first, *others = text.split("\n")
    kept = (line if line.startswith(" ") else _broken(line, width) for line in others)
    return "\n".join((_broken(first, width), *kept))


def _broken(line: str, width: int) -> str:
    from rich.cells import cell_len

    if cell_len(line) <= width:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    lines = [""]
    for blank, piece in _PIECE.findall(line):
        if lines[-1].strip() and cell_len(f"{lines[-1]}{blank}{piece}") > width:
            lines.append(f"{indent}{piece}")
        else:
            lines[-1] += f"{blank}{piece}"
    return "\n".join(lines)


def _width_of_errors() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return max(_LEAST_WIDTH, int(columns))
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_WIDTH
    except OSError:
        return _USUAL_WIDTH


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
