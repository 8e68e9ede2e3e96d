"""The readable text of Markdown tokens, with the source line of every character."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from talkgraph.sources.notes.addresses import blanked, without_urls

_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A Markdown link or image: the characters `start` to `end` of the text carry it."""

    start: int
    end: int
    url: str
    image: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """A paragraph, heading, item or cell: the characters `start` to `end`.

    `item` is true for what stands in a list.
    """

    start: int
    end: int
    item: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Text without Markdown: white space folded, blocks joined by one blank.

    `starts` are the places from which on the characters stand on the next of `lines` (1-based
    source lines). `verbatim` are the ranges of code; nothing in them is a hashtag, a mention, a
    quotation or an aside. `visible` is the text with code blanked out, character for character,
    and `bare` the same with URLs blanked out too. `emphases` are the ranges in italics.
    """

    text: str
    visible: str
    bare: str
    starts: tuple[int, ...]
    lines: tuple[int, ...]
    blocks: tuple[TextBlock, ...]
    anchors: tuple[Anchor, ...]
    emphases: tuple[tuple[int, int], ...] = ()

    def line_of(self, place: int) -> int:
        """Return the source line of a character."""
        return self.lines[bisect_right(self.starts, place) - 1]


class _Writer:
    """Collects words and folds white space as it goes."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.starts: list[int] = []
        self.lines: list[int] = []
        self.gap = False

    def write(self, text: str, line: int) -> None:
        words = text.split()
        if not words:
            self.gap = self.gap or bool(text)
            return
        folded = " ".join(words)
        if self.length and (self.gap or text[0].isspace()):
            folded = f" {folded}"
        if not self.lines or self.lines[-1] != line:
            self.starts.append(self.length)
            self.lines.append(line)
        self.parts.append(folded)
        self.length += len(folded)
        self.gap = text[-1].isspace()

    @property
    def here(self) -> int:
        """Where the next character other than white space will stand."""
        return self.length + (1 if self.gap and self.length else 0)


class _Builder:
    def __init__(self, first: int, last: int) -> None:
        self.writer = _Writer()
        self.first = first
        self.last = last
        self.blocks: list[TextBlock] = []
        self.anchors: list[Anchor] = []
        self.verbatim: list[tuple[int, int]] = []
        self.emphases: list[tuple[int, int]] = []

    def block(self, token: Token, depth: int) -> None:
        line = self.first if token.map is None else token.map[0] + 1
        self.writer.gap = True
        start = self.writer.here
        if token.type == "inline":
            self._inline(token.children or [], line)
        elif token.type == "html_block":
            self.writer.write(_TAG.sub(" ", token.content), self._at(line))
        else:
            self._code(token.content, line)
        end = self.writer.length
        if end > start:
            self.blocks.append(TextBlock(start=start, end=end, item=depth > 0))

    def _at(self, line: int) -> int:
        return min(max(line, self.first), self.last)

    def _code(self, content: str, line: int) -> None:
        start = self.writer.here
        self.writer.write(content, self._at(line))
        end = self.writer.length
        if end > start:
            self.verbatim.append((start, end))

    def _inline(self, children: Sequence[Token], line: int) -> None:
        opened: list[tuple[int, str]] = []
        emphatic: list[int] = []
        for child in children:
            if child.type in ("softbreak", "hardbreak"):
                line += 1
                self.writer.gap = True
            elif child.type == "code_inline":
                self._code(child.content, line)
            elif child.type == "link_open":
                opened.append((self.writer.here, str(child.attrGet("href") or "")))
            elif child.type == "link_close" and opened:
                start, url = opened.pop()
                end = max(start, self.writer.length)
                self.anchors.append(Anchor(start=start, end=end, url=url))
            elif child.type == "em_open":
                emphatic.append(self.writer.here)
            elif child.type == "em_close" and emphatic:
                self.emphases.append((emphatic.pop(), self.writer.length))
            elif child.type == "image":
                start = self.writer.here
                self.writer.write(child.content, self._at(line))
                end = max(start, self.writer.length)
                source = str(child.attrGet("src") or "")
                self.anchors.append(Anchor(start=start, end=end, url=source, image=True))
            elif child.type == "html_inline":
                self.writer.gap = self.writer.gap or child.content.lower().startswith("<br")
            else:
                self.writer.write(child.content, self._at(line))


def prose(tokens: Sequence[Token], first: int = 1, last: int | None = None) -> Prose:
    """Flatten block tokens to text; lines are kept between `first` and `last` (1-based).

    Only the Markdown goes: hashtags, URLs and square brackets stay, a link leaves its text.
    """
    builder = _Builder(first, last if last is not None else 1_000_000_000)
    for token, depth in _leaves(tokens):
        builder.block(token, depth)
    text = "".join(builder.writer.parts)
    visible = blanked(text, builder.verbatim)
    return Prose(
        text=text,
        visible=visible,
        bare=without_urls(visible),
        starts=tuple(builder.writer.starts),
        lines=tuple(builder.writer.lines),
        blocks=tuple(builder.blocks),
        anchors=tuple(builder.anchors),
        emphases=tuple(builder.emphases),
    )


def _leaves(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    depth = 0
    for token in tokens:
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type in ("inline", "html_block", "fence", "code_block"):
            yield token, depth
