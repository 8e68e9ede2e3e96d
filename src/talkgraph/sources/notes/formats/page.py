"""What the lines of a source become: Markdown lines whose text is read a paragraph at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from talkgraph.sources.notes.formats.marks import comment, guarded

_NBSP: Final = "\u00a0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """Markdown lines (without line ends), as many as the source has, and what its head says.

    `front` has lower case keys, each with its value and its line (1-based).
    """

    lines: tuple[str, ...]
    front: Mapping[str, tuple[str, int]] = field(default_factory=dict)


def measure(line: str, tab: int = 4) -> tuple[int, str]:
    r"""Return the indentation of a line in columns and its text.

    >>> measure("\t  Small boats \n")
    (6, 'Small boats')
    """
    columns = 0
    for character in line:
        if character == "\t":
            columns += tab - columns % tab
        elif character in {" ", _NBSP}:
            columns += 1
        else:
            break
    return columns, line.strip()


@dataclass(slots=True)
class Outline:
    """The list items that are open: a source's columns mapped to those that Markdown needs.

    Markdown nests by the column of an item's text, people by any step to the right.
    """

    _open: list[tuple[int, int]] = field(default_factory=list)

    def column(self, indent: int) -> int:
        """Close the items whose marker is not left of `indent`; return where text then stands."""
        while self._open and self._open[-1][0] >= indent:
            self._open.pop()
        return self._open[-1][1] if self._open else 0

    def item(self, indent: int, marker: str) -> str:
        """Open an item; return what stands before its text."""
        column = self.column(indent)
        self._open.append((indent, column + len(marker) + 1))
        return " " * column + marker + " "

    def has_item(self, indent: int) -> bool:
        """Tell whether an item with its marker at this column is open."""
        return any(marker == indent for marker, _ in reversed(self._open[-50:]))

    @property
    def is_open(self) -> bool:
        """Whether an item is open."""
        return bool(self._open)

    def clear(self) -> None:
        """Close all items."""
        self._open.clear()


@dataclass(slots=True)
class Page:
    """The Markdown lines so far; the next line of the source is number `len(page)`, from 0.

    `goes_on` while a paragraph is open, `has_text` once there was one (headings do not count).
    """

    outline: Outline = field(default_factory=Outline)
    front: dict[str, tuple[str, int]] = field(default_factory=dict)
    goes_on: bool = False
    has_text: bool = False
    _lines: list[tuple[str, str | None, bool]] = field(default_factory=list)

    def __len__(self) -> int:
        """Count the lines so far."""
        return len(self._lines)

    def raw(self, line: str) -> None:
        """Add a line of Markdown as it is."""
        self._lines.append((line, None, False))
        self.goes_on = False

    def blank(self) -> None:
        """Add a line that is left blank."""
        self.raw("")

    def comment(self, indent: int, text: str) -> None:
        """Add a line as a comment."""
        self.raw(" " * self.outline.column(indent) + comment(text))

    def code(self, column: int, text: str) -> None:
        """Add a line of indented code in an item whose text stands at `column`."""
        self.raw(" " * (column + 4) + text if text.strip() else "")

    def item(self, indent: int, marker: str, text: str) -> None:
        """Add a line that begins a list item."""
        self._add(self.outline.item(indent, marker), text, goes_on=False)

    def text(self, indent: int, text: str) -> None:
        """Add a line of a paragraph, or one that goes on an item's."""
        self._add(" " * self.outline.column(indent), text, goes_on=self.goes_on)

    def quote(self, text: str) -> None:
        """Add a line of a block quotation."""
        self._add("> ", text, goes_on=self.goes_on)

    def heading(self, level: int, text: str) -> None:
        """Add a line that is a heading."""
        self.outline.clear()
        self._lines.append(("#" * min(6, level) + " ", text, False))
        self.goes_on = False

    def long_heading(self, level: int, texts: Sequence[str]) -> None:
        """Add lines that are a heading together, and the line below that makes them one."""
        self.outline.clear()
        self.goes_on = False
        for text in texts:
            self._lines.append(("", text, self.goes_on))
            self.goes_on = True
        self.raw("===" if level == 1 else "---")

    def _add(self, prefix: str, text: str, *, goes_on: bool) -> None:
        self._lines.append((prefix, text, goes_on))
        self.goes_on = self.has_text = True

    def say(self, key: str, value: str) -> bool:
        """Keep what the line to come says of the whole file; false if that was said before."""
        key = key.strip().casefold()
        if not value or key in self.front:
            return False
        self.front[key] = (value, len(self) + 1)
        return True

    def finish(self, inline: Callable[[str], str]) -> Translated:
        """Return the lines; `inline` turns a paragraph (with line feeds) into Markdown."""
        lines: list[str] = []
        start = 0
        while start < len(self._lines):
            stop = start + 1
            while stop < len(self._lines) and self._lines[stop][2]:
                stop += 1
            lines += _paragraph(self._lines[start:stop], inline)
            start = stop
        return Translated(lines=tuple(lines), front=self.front)


def _paragraph(
    lines: Sequence[tuple[str, str | None, bool]], inline: Callable[[str], str]
) -> list[str]:
    if lines[0][1] is None:
        return [lines[0][0]]
    texts = [text or "" for _, text, _ in lines]
    done = inline("\n".join(texts)).split("\n")
    if len(done) != len(lines):
        done = [inline(text).replace("\n", " ") for text in texts]
    return [
        (prefix + _start(prefix, text.strip())).rstrip()
        for (prefix, _, _), text in zip(lines, done, strict=True)
    ]


def _start(prefix: str, text: str) -> str:
    """Keep the start (and in a heading the end) of a text from being taken for a mark."""
    if prefix.startswith("#"):
        return text[:-1] + "\\#" if text.endswith("#") else text
    return guarded(text)
