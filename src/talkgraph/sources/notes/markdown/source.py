"""One source as text: bytes decoded, lines numbered, and their own text given back.

Lines end with LF, CRLF or CR, as CommonMark has it; no other character ends a line.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from talkgraph.model import Diagnostic, Severity, Span
from talkgraph.sources.whole import too_large

LARGEST_SOURCE: Final = 4 * 1024 * 1024
"""The largest source that is read, in bytes; real notes have some tens of kilobytes."""

MOST_LINES: Final = 100_000
"""The most lines of a source that is read; real notes have some hundreds."""

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True, eq=False)
class Source:
    """A decoded source: `lines` keep their line ends, so that joining them gives the text.

    `as_markdown` has a line of Markdown for each, where the source is of another format. A source
    is equal to itself alone, so that what is read of it can be kept by it.
    """

    name: str
    lines: tuple[str, ...]
    as_markdown: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.lines)

    def is_blank(self, line: int) -> bool:
        """Tell whether a line (1-based) holds nothing but white space."""
        return not self.lines[line - 1].strip()

    def content_lines(self) -> frozenset[int]:
        """Return the numbers of the lines that are not blank."""
        return frozenset(n for n, line in enumerate(self.lines, 1) if line.strip())

    def span(self, first: int, last: int) -> Span:
        """Return the span from `first` to `last`, less the blank lines at its end."""
        last = min(max(first, last), len(self.lines))
        while last > first and self.is_blank(last):
            last -= 1
        return Span(source=self.name, first=first, last=last)

    @property
    def whole(self) -> Span:
        """The span of all lines."""
        return Span(source=self.name, first=1, last=max(1, len(self.lines)))

    def spans(self, lines: Iterable[int]) -> tuple[Span, ...]:
        """Return the fewest spans that hold exactly these lines, in order."""
        runs: list[list[int]] = []
        for line in sorted(set(lines)):
            if runs and line == runs[-1][1] + 1:
                runs[-1][1] = line
            else:
                runs.append([line, line])
        return tuple(Span(source=self.name, first=a, last=b) for a, b in runs)

    def markdown(self, span: Span) -> str:
        """Return the source's own text of a span, without the last line end."""
        text = "".join(self.lines[span.first - 1 : span.last])
        return text.removesuffix("\n").removesuffix("\r")

    def masked(self, last: int) -> str:
        """Return the text with LF line ends and the lines up to `last` left blank."""
        bare = (line.rstrip("\r\n") for line in (self.as_markdown or self.lines)[last:])
        return "\n" * last + "\n".join(bare)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What came of decoding: a source, or none and the reason; `content` counts its lines."""

    source: Source | None
    content: int
    diagnostics: tuple[Diagnostic, ...] = ()


def split_lines(text: str) -> tuple[str, ...]:
    r"""Split a text at LF, CRLF and CR, keeping the ends.

    >>> split_lines("a\r\nb\rc\x0bd\n")
    ('a\r\n', 'b\r', 'c\x0bd\n')
    """
    return tuple(line for line in _LINE.findall(text) if line)


def is_text(head: bytes) -> bool:
    """Tell whether a file that begins so is text, be it in an encoding that is not read."""
    return b"\0" not in head or _is_wide(head)


def decode(
    data: bytes, name: str, *, largest: int = LARGEST_SOURCE, most_lines: int = MOST_LINES
) -> Decoded:
    """Decode a source as UTF-8; what cannot be text is refused with the line of the bad byte."""
    found: list[Diagnostic] = []

    def note(code: str, severity: Severity, message: str, line: int = 0) -> None:
        span = Span(source=name, first=line, last=line)
        found.append(Diagnostic.at(span, code, message, severity))

    if len(data) > largest:
        return Decoded(source=None, content=0, diagnostics=(too_large(name, len(data), largest),))
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        note("byte-order-mark", Severity.INFO, "the byte order mark was passed over", 1)
    bad = _binary(data)
    if bad is not None:
        kind = "UTF-16 or UTF-32 text" if _is_wide(data) else "a binary file"
        message = f"this is {kind}, not UTF-8 text; save the notes as UTF-8"
        note("source-binary", Severity.ERROR, message, bad)
        return Decoded(source=None, content=_content(data), diagnostics=tuple(found))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(split_lines(data[: error.start].decode("utf-8") + "x"))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the notes as UTF-8"
        note("source-not-utf-8", Severity.ERROR, message, line)
        return Decoded(source=None, content=_content(data), diagnostics=tuple(found))
    source = Source(name=name, lines=split_lines(text))
    if len(source) > most_lines:
        message = (
            f"the file has {len(source):,} lines, and notes of more than {most_lines:,} lines are"
            " not read; split it into one file per event"
        )
        note("source-too-large", Severity.ERROR, message)
        return Decoded(source=None, content=0, diagnostics=tuple(found))
    if not text.strip():
        note("source-empty", Severity.WARNING, "the file is empty; there is nothing to read")
    return Decoded(source=source, content=len(source.content_lines()), diagnostics=tuple(found))


def _is_wide(data: bytes) -> bool:
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))


def _binary(data: bytes) -> int | None:
    """Return the line of the first NUL byte (or 1 for a wide byte order mark)."""
    if _is_wide(data):
        return 1
    at = data.find(b"\0")
    return None if at < 0 else len(split_lines(data[:at].decode("latin-1") + "x"))


def _content(data: bytes) -> int:
    return sum(1 for line in split_lines(data.decode("latin-1")) if line.strip())
