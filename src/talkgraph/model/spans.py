"""Where things stand in a source, and what was noticed there.

What is noticed is a `Diagnostic`, made where it is noticed (look for its code); it is a warning
unless that place says otherwise. Which ones a strict build refuses says `Diagnostic.weighty`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A place in one source, in the way in which the source has places.

    - Notes have lines: `first` to `last`, 1-based, both included.
    - A structured file has a `path`: a JSON pointer (RFC 6901: `/talks/0`), or an absolute path of
      the kind of XPath (`/schedule/day[2]`); the empty path is the whole file.
    - An archive of posts has the post's `address`, a URL.

    Without lines `first` and `last` are 0. Spans are in order of source, then of lines.
    """

    source: str
    first: int = 0
    last: int = 0
    path: str = ""
    address: str = ""

    @property
    def lines(self) -> range:
        """The numbers of the lines; none where the place has no lines.

        >>> Span(source="notes.md", first=71, last=72).lines
        range(71, 73)
        """
        return range(self.first, self.last + 1) if self.first else range(0)

    @property
    def line(self) -> int | None:
        """The first line, or `None` where the place has no lines."""
        return self.first or None

    @property
    def within(self) -> str:
        """The path or the address, where the place has no lines; empty for the whole source."""
        return self.path or self.address

    @property
    def fragment(self) -> str:
        """The fragment of an IRI that names this place (RFC 5147 for lines).

        >>> Span(source="notes.md", first=71, last=71).fragment
        'line=70,71'
        >>> Span(source="talks.json", path="/talks/0/how to").fragment
        '/talks/0/how%20to'
        >>> Span(source="posts.json", address="https://example.org/@ana/1").fragment
        'url=https://example.org/@ana/1'
        """
        if self.first:
            return f"line={self.first - 1},{self.last}"
        if self.address:
            return f"url={_quoted(self.address)}"
        return _quoted(self.path)


def written_place(source: str, line: int | None = None, path: str = "") -> str:
    """Return a place as people write it; `path` is a path or an address, where there is no line.

    >>> written_place("notes.md", 71)
    'notes.md:71'
    >>> written_place("talks.json", path="/talks/0"), written_place("talks.json")
    ('talks.json#/talks/0', 'talks.json')
    """
    if line is not None:
        return f"{source}:{line}"
    return f"{source}#{path}" if path else source


_SAFE = "/-._~!$&'()*+,;=:@?"
"""What may stand in an IRI's fragment as it is (RFC 3986, section 3.5)."""


def _quoted(text: str) -> str:
    """Return a text as a fragment has it; half a surrogate pair, which JSON can hold, too."""
    return quote(text, safe=_SAFE, errors="surrogatepass")


class Severity(StrEnum):
    """How much a diagnostic matters: an error means that something of the input was left out."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One problem found in a user's input: what, where, and what to do.

    `code` is a stable kebab-case word that programs may compare. `line` and `last` are `None`
    where the problem belongs to no line; `path` is then the path or the address of the place
    that it belongs to, or empty where that is the whole source.
    """

    PLURAL: ClassVar[str] = "diagnostics"
    COLUMNS: ClassVar[tuple[str, ...]] = ("place", "severity", "code", "message")

    code: str
    severity: Severity
    message: str
    source: str
    line: int | None = None
    last: int | None = None
    path: str = ""

    def __post_init__(self) -> None:
        """Put a message on one line: what a library says of an error may be on several."""
        if len(self.message.splitlines()) > 1:
            object.__setattr__(self, "message", " ".join(self.message.split()))

    @classmethod
    def at(cls, span: Span, code: str, message: str, severity: Severity = Severity.WARNING) -> Self:
        """Return the diagnostic of a problem that stands at `span`.

        >>> str(Diagnostic.at(Span(source="notes.md", first=3, last=4), "odd", "this is odd"))
        'notes.md:3: warning: this is odd [odd]'
        """
        return cls(
            code=code,
            severity=severity,
            message=message,
            source=span.source,
            line=span.line,
            last=span.last or None,
            path=span.within,
        )

    @property
    def weighty(self) -> bool:
        """Whether a strict build and `validate --strict` refuse it: warnings and errors."""
        return self.severity is not Severity.INFO

    @property
    def place(self) -> str:
        """`source:line` or `source#path`, or the source alone where it is the whole of it."""
        return written_place(self.source, self.line, self.path)

    @property
    def lines(self) -> range:
        """The numbers of the lines that it names; none where it belongs to no line."""
        return range(0) if self.line is None else range(self.line, (self.last or self.line) + 1)

    def __str__(self) -> str:
        """One line: place, severity, code, message."""
        return f"{self.place}: {self.severity}: {self.message} [{self.code}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The accounting of one source's lines, or of `files` alike that nobody reads.

    `content` counts the lines that are not blank; `in_graph` those that something in the graph
    stands for; `in_diagnostics` those that only a diagnostic names, line by line; `left_out` those
    of a source of which nothing is in the graph; `missing` lists the rest. The first is always the
    sum of the others. `reason` says why a source is left out, and is empty where it is not. Of
    files that nobody reads the lines are not counted.
    """

    source: str
    content: int
    in_graph: int
    in_diagnostics: int
    left_out: int = 0
    missing: tuple[int, ...] = ()
    files: int = 1
    reason: str = ""

    @classmethod
    def of_left_out(cls, source: str, lines: int = 0, *, files: int = 1, reason: str = "") -> Self:
        """Return the account of a source, or of files, of which nothing is in the graph."""
        return cls(
            source=source,
            content=lines,
            in_graph=0,
            in_diagnostics=0,
            left_out=lines,
            files=files,
            reason=reason,
        )

    @classmethod
    def without_lines(cls, source: str) -> Self:
        """Return the account of a source that is in the graph and has no lines to count."""
        return cls(source=source, content=0, in_graph=0, in_diagnostics=0)

    @property
    def is_left_out(self) -> bool:
        """Whether nothing of it is in the graph, for the `reason` that it gives."""
        return bool(self.reason)

    @property
    def accounted(self) -> int:
        """Lines that are in the graph or named in a diagnostic; none that are left out."""
        return self.in_graph + self.in_diagnostics
