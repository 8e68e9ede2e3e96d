"""The readable text of Markdown tokens, with the source line of every character."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A Markdown link or image: the characters `start` to `end` of the text carry it."""

    start: int
    end: int
    url: str
    image: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading, item or cell: the characters `start` to `end`.

    `item` is true for what stands in a list.
    """

    start: int
    end: int
    item: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Text without Markdown: white space folded, blocks joined by one blank.

    `lines` holds the 1-based source line of each character. `verbatim` are the ranges of code;
    nothing in them is a hashtag, a mention, a quotation or an aside.
    """

    text: str
    lines: tuple[int, ...]
    blocks: tuple[Block, ...]
    anchors: tuple[Anchor, ...]
    verbatim: tuple[tuple[int, int], ...]

    def visible(self) -> str:
        """The text with code blanked out, character for character."""
        characters = list(self.text)
        for start, end in self.verbatim:
            characters[start:end] = " " * (end - start)
        return "".join(characters)


class _Writer:
    """Collects characters and folds white space as it goes."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.lines: list[int] = []
        self.gap = False

    def write(self, text: str, line: int) -> None:
        for character in text:
            if character.isspace():
                self.gap = True
                continue
            if self.gap and self.characters:
                self.characters.append(" ")
                self.lines.append(line)
            self.gap = False
            self.characters.append(character)
            self.lines.append(line)

    @property
    def here(self) -> int:
        """Where the next character other than white space will stand."""
        return len(self.characters) + (1 if self.gap and self.characters else 0)


class _Builder:
    def __init__(self, first: int, last: int) -> None:
        self.writer = _Writer()
        self.first = first
        self.last = last
        self.blocks: list[Block] = []
        self.anchors: list[Anchor] = []
        self.verbatim: list[tuple[int, int]] = []

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
        end = len(self.writer.characters)
        if end > start:
            self.blocks.append(Block(start=start, end=end, item=depth > 0))

    def _at(self, line: int) -> int:
        return min(max(line, self.first), self.last)

    def _code(self, content: str, line: int) -> None:
        start = self.writer.here
        self.writer.write(content, self._at(line))
        end = len(self.writer.characters)
        if end > start:
            self.verbatim.append((start, end))

    def _inline(self, children: Sequence[Token], line: int) -> None:
        opened: list[tuple[int, str]] = []
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
                end = max(start, len(self.writer.characters))
                self.anchors.append(Anchor(start=start, end=end, url=url))
            elif child.type == "image":
                start = self.writer.here
                self.writer.write(child.content, self._at(line))
                end = max(start, len(self.writer.characters))
                source = str(child.attrGet("src") or "")
                self.anchors.append(Anchor(start=start, end=end, url=source, image=True))
            elif child.type == "html_inline":
                self.writer.gap = self.writer.gap or child.content.lower().startswith("<br")
            else:
                self.writer.write(child.content, self._at(line))


def prose(tokens: Sequence[Token], first: int = 1, last: int | None = None) -> Prose:
    """Flatten block tokens to text; lines are kept between `first` and `last` (1-based)."""
    builder = _Builder(first, last if last is not None else 1_000_000_000)
    for token, depth in _leaves(tokens):
        builder.block(token, depth)
    return Prose(
        text="".join(builder.writer.characters),
        lines=tuple(builder.writer.lines),
        blocks=tuple(builder.blocks),
        anchors=tuple(builder.anchors),
        verbatim=tuple(builder.verbatim),
    )


def plain(tokens: Sequence[Token]) -> str:
    """Return the text with only the Markdown removed and white space folded.

    Hashtags, URLs and square brackets stay; emphasis marks go; a link leaves its text.
    """
    return prose(tokens).text


def _leaves(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    depth = 0
    for token in tokens:
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type in ("inline", "html_block", "fence", "code_block"):
            yield token, depth
