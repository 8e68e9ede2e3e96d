"""Shows an answer page by page where it goes to a terminal and does not fit it."""

import io
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from talkgraph.cli.boundary import Ascii
from talkgraph.cli.options import UNPAGED

_USUAL: Final = "less"
_LESS: Final = "-FRX"  # colours; no paging of what fits; and what was read stays on the terminal
_NO_PAGER: Final = ("", "cat")


class _Kept(io.TextIOWrapper):
    """What is printed to a terminal, kept until all of it is there."""

    def isatty(self) -> bool:
        """Tell that it goes to a terminal, which is what it is printed for."""
        return True


@contextmanager
def paged(context: click.Context) -> Iterator[None]:
    """Keep what is printed; then give it to the pager that people have chosen, if it is long.

    Nothing is kept of what goes to a file or a pipe, or where nobody wants a pager: by
    `--no-pager`, or by an empty `PAGER`.
    """
    terminal = sys.stdout
    wanted = os.environ.get("PAGER", _USUAL)
    if not _is_read_on(terminal) or wanted.strip() in _NO_PAGER or not _is_there(wanted):
        yield
        return
    content = io.BytesIO()
    kept = _Kept(content, encoding="utf-8", errors=terminal.errors, write_through=True)
    sys.stdout = kept
    is_whole = False
    try:
        yield
        is_whole = True
    finally:
        sys.stdout = terminal
        text = content.getvalue().decode()
        if is_whole and not context.meta.get(UNPAGED) and _is_long(text):
            os.environ.setdefault("LESS", _LESS)
            click.echo_via_pager(text.removesuffix("\n"))
        else:
            terminal.write(text)


def _is_read_on(terminal: io.TextIOBase | object) -> bool:
    if isinstance(terminal, Ascii) or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def _is_there(pager: str) -> bool:
    try:
        return shutil.which(shlex.split(pager)[0]) is not None
    except ValueError:  # quotation marks that do not end
        return False


def _is_long(text: str) -> bool:
    """Tell whether a text has more lines than the terminal, where longer ones take several."""
    width, height = shutil.get_terminal_size()
    lines = click.unstyle(text).splitlines()
    return sum(max(1, -(-len(line) // width)) for line in lines) >= height
