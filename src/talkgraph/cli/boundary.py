r"""What stands between a command and whoever started it: its streams, its signals, its last words.

Whatever the operating system refuses ends here, in one sentence that names the place and what there
is to do, and in an exit code; so does a name or a text that cannot be encoded. What goes wrong in
writing to standard output is told apart from all else, for nothing but the answer is lost then:

- who reads a pipe and goes away has what was wanted (`| head -1`): that is no error;
- what a terminal cannot show is escaped as in JSON (`\u2014`), and what goes wrong in remarks on
  standard error is passed over: the exit code tells enough;
- a stream that is closed is given a descriptor that refuses everything, so that no file which is
  opened later gets its number, and with it what libraries print.
"""

import codecs
import io
import os
import re
import select
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn, TextIO

import click

from talkgraph.errors import (
    FormerGenerationUsed,
    NotFound,
    OutputRefused,
    TalkgraphError,
    because,
)

STANDARD_OUTPUT: Final = "-"
_ESCAPED: Final = "talkgraph-escaped"
_STOPPING: Final = (signal.SIGTERM, signal.SIGHUP) if os.name == "posix" else ()
_KILLED: Final = 128  # what a shell adds to the number of a signal
_LONGEST: Final = 80
PLAIN: Final = ContextVar("plain", default=False)
"""Whether the command says that nobody wants colours."""
_LABEL: Final = re.compile(r"^Error:", re.MULTILINE)


class ReaderGone(BrokenPipeError):
    """Nobody reads standard output any more."""


def run(command: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever a command gives
    """Run a command between streams of ours; its errors end in words and `SystemExit`."""
    PLAIN.set(False)
    with _streams(), _remarks():
        try:
            return _flushed(command)
        except ReaderGone:
            raise SystemExit(0) from None
        except TalkgraphError as error:
            _end(f"{error}{_way_on(error)}", error.exit_code)
        except UnicodeError as error:
            _end(_not_encoded(error), 1)
        except OSError as error:
            place = os.fsdecode(error.filename) if error.filename else "a file"
            _end(f"{place} cannot be read or written: {because(error)}", 1)


def _flushed(command: Callable[[], Any]) -> Any:  # noqa: ANN401 - as above
    """Run a command, and see that all it has printed is written; its own failure goes first."""
    try:
        found = command()
    except BaseExceptionGroup as several:  # of tasks that were at work together
        raise _first(several) from several
    except SystemExit as end:
        try:
            sys.stdout.flush()
        except (ReaderGone, OutputRefused) as error:
            if end.code or isinstance(error, ReaderGone):
                raise end from None
            raise
        raise
    sys.stdout.flush()
    return found


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first of several errors, if the system refused something and nothing is wrong."""
    refused, others = several.split((OSError, TalkgraphError))
    if refused is None or others is not None:
        return several
    found: BaseException = refused
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found


def _end(words: str, code: int) -> NoReturn:
    from talkgraph.cli.printing import harmless

    _echo_error(f"Error: {harmless(words)}")
    raise SystemExit(code) from None


@contextmanager
def shown_as_ours() -> Iterator[None]:
    """Let what click has to say against a command look like what ends any other."""
    try:
        yield
    except click.ClickException as error:
        error.show = partial(_show, error.show)  # type: ignore[method-assign]
        raise


def _show(show: Callable[[TextIO], None], file: TextIO | None = None) -> None:
    shown = io.StringIO()
    show(shown)
    _echo_error(shown.getvalue().removesuffix("\n"))


def _echo_error(text: str) -> None:
    from talkgraph.cli.printing.console import in_lines, is_plain

    red = click.style("Error:", fg="red", bold=True)
    shown = _LABEL.sub(red, in_lines(text), count=1)
    click.echo(shown, err=True, color=False if is_plain() else None)


def _way_on(error: TalkgraphError) -> str:
    if not isinstance(error, NotFound):
        return ""
    if error.namesake is None:
        return f" All there are: talkgraph {error.kind}s" if error.kind else ""
    from talkgraph.cli.printing.answers import command_of

    return f" Ask: {command_of(error.namesake.kind, error.namesake.name)}"


def _not_encoded(error: UnicodeError) -> str:
    text = getattr(error, "object", "")
    return f"{text[:_LONGEST]!r} is no text in {getattr(error, 'encoding', 'UTF-8')}; give another"


def write_out(content: bytes, place: Path | None) -> None:
    """Write what was asked for to a file, or to standard output (`-`, or none).

    Raises `OutputRefused`; a file that was not there before is then not there either.
    """
    if place is None or str(place) == STANDARD_OUTPUT:
        click.echo(content, nl=False)
        return
    is_new = not os.path.lexists(place)
    try:
        place.write_bytes(content)
    except OSError as error:
        if is_new:
            place.unlink(missing_ok=True)
        raise OutputRefused(f"{place} cannot be written: {because(error)}") from None


def check_place(place: Path | None) -> None:
    """Refuse a place that nothing can be written to, before it is worked out what to write.

    Raises `OutputRefused`.
    """
    if place is None or str(place) == STANDARD_OUTPUT:
        return
    if not place.parent.is_dir():
        raise OutputRefused(
            f"{place} cannot be written: there is no folder {place.parent}; make it, or name "
            "another place"
        )


# ── signals and warnings ─────────────────────────────────────────────────────────────────────


@contextmanager
def stoppable() -> Iterator[None]:
    """Let signals that end the process unwind it, so that what was half written goes with it."""
    kept = {}
    if threading.current_thread() is threading.main_thread():
        for number in _STOPPING:
            if signal.getsignal(number) == signal.SIG_DFL:
                kept[number] = signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, before in kept.items():
            signal.signal(number, before)


def _stop(number: int, _: object) -> None:
    raise SystemExit(_KILLED + number)


@contextmanager
def _remarks() -> Iterator[None]:
    """Print as remarks what the knowledge base warns of, however often, whatever Python is told."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", FormerGenerationUsed)
        show = warnings.showwarning

        def remark(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if issubclass(category, FormerGenerationUsed):
                from talkgraph.cli.printing.console import in_lines

                click.echo(in_lines(f"Warning: {message}"), err=True)
            else:
                show(message, category, filename, lineno, file, line)

        warnings.showwarning = remark
        yield


# ── streams ──────────────────────────────────────────────────────────────────────────────────


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in pairs), error.end


codecs.register_error(_ESCAPED, _escaped)


class _Answer(io.FileIO):
    """Standard output, which says what is wrong with it once, and takes everything afterwards."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "wb", closefd=False)
        self._is_refused = False

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - a buffer
        if self._is_refused:
            return memoryview(data).nbytes
        try:
            while (count := super().write(data)) is None:  # it is not to be waited for, so it says
                room = select.poll()
                room.register(self.fileno(), select.POLLOUT)
                room.poll()
        except BrokenPipeError:
            self._is_refused = True
            raise ReaderGone from None
        except OSError as error:
            self._is_refused = True
            words = f"standard output cannot be written: {because(error)}"
            raise OutputRefused(words) from error
        return count


class _Remarks(io.FileIO):
    """Standard error, which nothing is wrong with."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "wb", closefd=False)

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - a buffer
        try:
            count = super().write(data)
        except OSError:
            count = None
        return memoryview(data).nbytes if count is None else count


class Ascii(io.TextIOWrapper):
    """A stream of ASCII, which says that it is of UTF-8.

    click takes a stream that says it is of ASCII for a mistake, and writes UTF-8 to it.
    """

    def write(self, text: str, /) -> int:
        """Write a text with all escaped that is not ASCII."""
        super().write(text.encode("ascii", _ESCAPED).decode("ascii"))
        return len(text)


@contextmanager
def _streams() -> Iterator[None]:
    """Put streams of ours in place of the system's, where nobody else has put others there."""
    kept = sys.stdin, sys.stdout, sys.stderr
    try:
        if os.name == "posix":
            _fill()
            if sys.stdin is None:
                sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)))
            if sys.stdout is sys.__stdout__:
                sys.stdout = _text(_Answer(1), sys.stdout)
            if sys.stderr is sys.__stderr__:
                sys.stderr = _text(_Remarks(2), sys.stderr)
        yield
    finally:
        with suppress(ReaderGone, OutputRefused):
            sys.stdout.flush()
        sys.stdin, sys.stdout, sys.stderr = kept


def _fill() -> None:
    """Open what is closed of the first three descriptors for what nobody wants of them."""
    for wanted, flags in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(wanted)
        except OSError:
            found = os.open(os.devnull, flags)
            if found == wanted:
                os.set_inheritable(found, True)
            else:
                os.dup2(found, wanted)
                os.close(found)


def _text(raw: io.FileIO, before: TextIO | None) -> TextIO:
    encoding = before.encoding if before is not None else "utf-8"
    is_ascii = codecs.lookup(encoding).name == "ascii"
    if before is not None:
        before.flush()
    return (Ascii if is_ascii else io.TextIOWrapper)(
        io.BufferedWriter(raw),
        encoding="utf-8" if is_ascii else encoding,
        errors=_ESCAPED,
        line_buffering=raw.isatty(),
        write_through=isinstance(raw, _Remarks),
    )
