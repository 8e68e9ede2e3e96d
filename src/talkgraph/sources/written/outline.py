"""The lines of our own notes: headings with their facts, and what stands below them.

Lines alone decide, so that no text below one heading can change what another one is: a heading
begins with `#`, a fact is an item with a known label just below a heading, a blockquote is one
passage, and all else is text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from talkgraph.model import Span
from talkgraph.model.names import slug
from talkgraph.sources.notes.markdown.source import Source, split_lines
from talkgraph.sources.written.values import LINK_LABELS, read_words


class Section(StrEnum):
    """What a heading without a key says of all below it, up to the next heading."""

    ANNOUNCED = "announced"
    SAID = "said"
    TALKS = "talks"


LABELS: Final = frozenset(
    {
        *("speaker", "speakers", "time", "start", "end", "date", "number", "room", "track"),
        *("language", "type", "status", "page", "identifier", "kind", "anchor", "thread"),
        *(label.lower() for label in LINK_LABELS),
    }
)
"""The labels of facts, in lower case."""

NOWHERE: Final = "-"
"""The key of a heading that ends a day: `{-}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; `key` is what stands in `{#...}`, `NOWHERE` for `{-}`, `None` without one."""

    level: int
    markdown: str
    key: str | None
    span: Span

    @property
    def text(self) -> str:
        """Its plain text."""
        return read_words(self.markdown)

    @property
    def section(self) -> Section | None:
        """Which section begins with it, if any does."""
        name = self.markdown.strip(" :*_").lower()
        return Section(name) if self.key is None and name in set(Section) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line `- Label: value`; the label is in lower case."""

    label: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A blockquote; `text` is its own text, without the marks, byte for byte."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Lines that are neither headings nor facts nor blockquotes."""

    span: Span


@dataclass(slots=True, kw_only=True)
class Block:
    """A heading (`None` at the beginning), the facts below it, and what else is."""

    heading: Heading | None = None
    facts: list[Fact] = field(default_factory=list)
    contents: list[Quote | Text] = field(default_factory=list)


_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})(.*)", re.DOTALL)
_QUOTE: Final = re.compile(r" {0,3}>")
_MARK: Final = re.compile(r" {0,3}> ?")
_BLOCK_START: Final = re.compile(r" {0,3}(?:#{1,6}(?:\s|$)|[-*+]\s|\d{1,9}[.)]\s|`{3}|~{3}|<|$)")
_FACT: Final = re.compile(r"[-*+] {1,3}\**([A-Za-z][A-Za-z ]{0,20}):\**(?:\s+(.*))?", re.DOTALL)
_NO_ADDRESS: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?", re.DOTALL)
_KEY: Final = re.compile(r"\{(?:#([^{}]*)|(-))\}$")


def outline(source: Source, after: int = 0) -> list[Block]:
    """Return the blocks of a source, in order, from the line behind `after` on."""
    scanner = _Scanner(source=source, line=after + 1)
    return scanner.blocks()


def quoted(text: str) -> list[str]:
    r"""Return the lines of a blockquote around a text, without their last line end.

    >>> quoted("Ropes\n\n hold")
    ['> Ropes\n', '>\n', '>  hold']
    """
    lines = list(split_lines(text))
    if not lines or lines[-1].endswith(("\n", "\r")):
        lines.append("")
    return [f"> {line}" if line.strip("\r\n") else f">{line}" for line in lines]


@dataclass(slots=True, kw_only=True)
class _Scanner:
    """Goes through the lines once; `line` is the next one, from 1."""

    source: Source
    line: int

    def blocks(self) -> list[Block]:
        found = [Block()]
        facts = False
        while self.line <= len(self.source):
            heading = self._heading()
            if heading is not None:
                found.append(Block(heading=heading))
                facts = heading.section is None
                self.line += 1
            elif not self._now.strip():
                self.line += 1
            elif facts and (fact := self._fact()):
                self._keep(found[-1], fact)
            elif _QUOTE.match(self._now):
                facts = False
                found[-1].contents.append(self._quote())
            else:
                facts = False
                found[-1].contents.append(self._text())
        return found

    @property
    def _now(self) -> str:
        return self.source.lines[self.line - 1]

    def _heading(self) -> Heading | None:
        match = _HEADING.fullmatch(self._now.rstrip())
        if match is None:
            return None
        text = (match[2] or "").strip()
        key = _KEY.search(text)
        if key is not None:
            text = text[: key.start()].rstrip()
        elif text.endswith("#"):
            bare = text.rstrip("#")
            text = bare.rstrip() if not bare or bare[-1] in " \t" else text
        return Heading(
            level=len(match[1]),
            markdown=text,
            key=None if key is None else _usable(key[1]) if key[1] is not None else NOWHERE,
            span=self.source.span(self.line, self.line),
        )

    def _fact(self) -> Fact | None:
        """Read an item with a label, and the indented lines that go on with it."""
        match = _FACT.fullmatch(self._now.rstrip())
        if match is None:
            return None
        first = self.line
        value = [match[2] or ""]
        self.line += 1
        while self.line <= len(self.source) and re.match(r"[ \t]+[^\s*+-]", self._now):
            value.append(self._now)
            self.line += 1
        span = self.source.span(first, self.line - 1)
        label = match[1].rstrip().lower()
        label = "identifier" if label == "identifiers" else label
        return Fact(label=label, value=" ".join(" ".join(value).split()), span=span)

    def _keep(self, block: Block, fact: Fact) -> None:
        """Keep a fact; what has no known label is text, with what is nested in it."""
        if fact.label in LABELS:
            block.facts.append(fact)
        else:
            while self.line <= len(self.source) and re.match(r"[ \t]+\S", self._now):
                self.line += 1
            block.contents.append(Text(span=self.source.span(fact.span.first, self.line - 1)))

    def _quote(self) -> Quote:
        first = self.line
        lines: list[str] = []
        while self.line <= len(self.source):
            now = self._now
            if _QUOTE.match(now):
                lines.append(_MARK.sub("", now, count=1))
            elif _BLOCK_START.match(now.rstrip()) or not lines[-1].strip():
                break
            else:
                lines.append(now)
            self.line += 1
        text = "".join(lines).removesuffix("\n").removesuffix("\r")
        return Quote(text=text, span=Span(source=self.source.name, first=first, last=self.line - 1))

    def _text(self) -> Text:
        first, fence = self.line, ""
        while self.line <= len(self.source):
            heading = self._heading()
            if heading is not None and (not fence or heading.key):
                break
            if not fence and self._now.startswith(">"):
                break
            fence = _fence(self._now, fence)
            self.line += 1
        return Text(span=self.source.span(first, self.line - 1))


def _fence(line: str, opened: str) -> str:
    """Return the fence of code that is open below a line, empty for none."""
    match = _FENCE.fullmatch(line.rstrip())
    if match is None:
        return opened
    if not opened:
        return "" if "`" in match[1] and "`" in match[2] else match[1]
    closes = match[1].startswith(opened) and not match[2].strip()
    return "" if closes else opened


def is_text(lines: Sequence[str]) -> bool:
    """Tell whether lines below a section's heading are text and nothing else, to their end."""
    around = ("#### Said\n", "\n", *lines, "\n", "#### Said\n")
    blocks = outline(Source(name="", lines=around))
    told = [Text(span=Span(source="", first=3, last=len(lines) + 2))]
    return [block.contents for block in blocks] == [[], told, []]


def _usable(key: str) -> str:
    """Return a key as it is written, or a like one where it could be no part of an address."""
    key = key.strip()
    return slug(key) if _NO_ADDRESS.search(key) else key
