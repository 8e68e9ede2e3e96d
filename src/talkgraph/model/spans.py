"""Where things stand in a source, and what was noticed there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A run of lines of one source: from line `first` to line `last`, 1-based, both included."""

    source: str
    first: int
    last: int

    @property
    def fragment(self) -> str:
        """The RFC 5147 fragment that names these lines.

        >>> Span(source="notes.md", first=71, last=71).fragment
        'line=70,71'
        """
        return f"line={self.first - 1},{self.last}"


class Severity(StrEnum):
    """How much a diagnostic matters: an error means that something of the input was left out."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One problem found in a user's input: what, where, and what to do.

    `code` is a stable kebab-case word that programs may compare. `line` and `last` are `None`
    where the problem belongs to no line.
    """

    PLURAL: ClassVar[str] = "diagnostics"
    COLUMNS: ClassVar[tuple[str, ...]] = ("place", "severity", "code", "message")

    code: str
    severity: Severity
    message: str
    source: str
    line: int | None = None
    last: int | None = None

    @property
    def place(self) -> str:
        """`source:line`, or the source alone where the problem belongs to no line."""
        return self.source if self.line is None else f"{self.source}:{self.line}"

    def __str__(self) -> str:
        """One line: place, severity, code, message."""
        return f"{self.place}: {self.severity}: {self.message} [{self.code}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The accounting of one source's lines.

    `content` counts the lines that are not blank; `in_graph` those that something in the graph
    stands for; `in_diagnostics` those that only a diagnostic names; `missing` lists the rest.
    The first is always the sum of the others.
    """

    source: str
    content: int
    in_graph: int
    in_diagnostics: int
    missing: tuple[int, ...] = ()

    @property
    def accounted(self) -> int:
        """Lines that are in the graph or named in a diagnostic."""
        return self.in_graph + self.in_diagnostics
