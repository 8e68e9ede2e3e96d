"""The inside of a paragraph as a run of pieces: text, links, images and anchors, with lines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from html.parser import HTMLParser
from typing import Final

from markdown_it.token import Token

from talkgraph.sources.notes.addresses import bare_urls
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.html import finished
from talkgraph.sources.notes.markdown.kept import kept

_BLANKS: Final = re.compile(r" {2,}|\s{9,}")  # long runs would take patterns long to try
CURLY_ANCHOR: Final = re.compile(r"\s*\{#([^{}]*)\}\s*$")


class PieceKind(StrEnum):
    """What a piece is."""

    TEXT = "text"
    LINK = "link"
    IMAGE = "image"
    ANCHOR = "anchor"
    COMMENT = "comment"
    BREAK = "break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a paragraph on one line; `tokens` are those that it stands for.

    `text` is plain (an image's alternative text, a link's text, an anchor's name); `within` is
    the address of the link that an image stands in.
    """

    kind: PieceKind
    text: str
    line: int
    url: str = ""
    within: str | None = None
    bold: bool = False
    first_token: int = 0


@dataclass(slots=True)
class _Collector:
    """Gathers pieces while tokens or HTML go by."""

    line: int
    pieces: list[Piece] = field(default_factory=list)
    bold: int = 0
    index: int = 0
    url: str | None = None
    opened: int = 0
    text: list[str] = field(default_factory=list)

    def add(self, kind: PieceKind, text: str, url: str = "", within: str | None = None) -> None:
        self.pieces.append(
            Piece(
                kind=kind,
                text=text,
                line=self.line,
                url=url,
                within=within,
                bold=self.bold > 0,
                first_token=self.index,
            )
        )

    def words(self, text: str) -> None:
        if "  " in text or "\t" in text or not text.isascii():
            text = _BLANKS.sub(" ", text)
        if self.url is not None:
            self.text.append(text)
            return
        at = 0
        for start, end in bare_urls(text):
            if start > at:
                self.add(PieceKind.TEXT, text[at:start])
            self.add(PieceKind.LINK, text[start:end], text[start:end])
            at = end
        if at < len(text):
            self.add(PieceKind.TEXT, text[at:])

    def open_link(self, url: str) -> None:
        self.close_link()
        self.url, self.opened, self.text = url, len(self.pieces), []
        self.add(PieceKind.LINK, "", url)

    def close_link(self) -> None:
        if self.url is None:
            return
        place = self.pieces[self.opened]
        text = " ".join("".join(self.text).split())
        inner = [p.text for p in self.pieces[self.opened + 1 :] if p.kind is PieceKind.IMAGE]
        self.pieces[self.opened] = replace(place, text=text or " ".join(inner))
        self.url = None

    def line_break(self) -> None:
        if self.url is not None:
            self.text.append(" ")
        else:
            self.add(PieceKind.BREAK, "\n")
        self.line += 1


class _Html(HTMLParser):
    """Feeds the links, images, anchors, comments and words of some HTML to a collector."""

    def __init__(self, collector: _Collector) -> None:
        super().__init__(convert_charrefs=True)
        self._to = collector

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        if tag == "a" and values.get("href"):
            self._to.open_link(values["href"])
        elif tag == "img" and values.get("src"):
            alt = " ".join(values.get("alt", "").split())
            self._to.add(PieceKind.IMAGE, alt, values["src"], self._to.url)
        elif tag in {"video", "iframe", "source", "embed"} and values.get("src"):
            self._to.add(PieceKind.LINK, values.get("title", tag), values["src"])
        elif tag == "br":
            self._to.words(" ")
        name = values.get("name") or values.get("id")
        if name is not None and tag in {"a", "span", "div", "p"}:
            self._to.add(PieceKind.ANCHOR, name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._to.close_link()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._to.words(" ".join(data.split()))
        elif data:
            self._to.words(" ")

    def handle_comment(self, data: str) -> None:
        self._to.add(PieceKind.COMMENT, data.strip())


def pieces_of(children: Sequence[Token] | None, first_line: int) -> tuple[Piece, ...]:
    """Return the pieces of an inline token's children; `first_line` is the first one's line."""
    to = _Collector(line=first_line)
    for index, token in enumerate(children or ()):
        to.index = index
        _piece(token, to)
    to.close_link()
    return tuple(to.pieces)


def _piece(token: Token, to: _Collector) -> None:
    if token.type in {"text", "code_inline", "text_special"}:
        to.words(token.content)
    elif token.type in {"softbreak", "hardbreak"}:
        to.line_break()
    elif token.type == "link_open":
        to.open_link(str(token.attrs.get("href", "")))
    elif token.type == "link_close":
        to.close_link()
    elif token.type == "image":
        source = str(token.attrs.get("src", ""))
        alt = " ".join(text_of(pieces_of(token.children, to.line)).split())
        to.add(PieceKind.IMAGE, alt, source, to.url)
    elif token.type == "html_inline":
        _read_html(token.content, to)
        to.line += token.content.count("\n")
    else:
        to.bold += token.nesting if token.type.startswith("strong") else 0


def _of_html(content: str, first_line: int) -> tuple[Piece, ...]:
    """Return the pieces of a block of HTML."""
    to = _Collector(line=first_line)
    _read_html(content, to)
    to.close_link()
    return tuple(to.pieces)


def _read_html(content: str, to: _Collector) -> None:
    reader = _Html(to)
    reader.feed(finished(content))
    reader.close()


@kept
def block_pieces(block: Block) -> tuple[Piece, ...]:
    """Return the pieces of a heading, a paragraph, a table or an HTML block."""
    if block.kind == "html_block":
        return _of_html(block.tokens[0].content, block.span.first)
    found: list[Piece] = []
    for token in block.tokens:
        if token.type == "inline":
            line = token.map[0] + 1 if token.map else block.span.first
            found += pieces_of(token.children, line)
    return tuple(found)


def cells_of(table: Block) -> list[list[tuple[Piece, ...]]]:
    """Return the cells of a table, row by row, the header first."""
    rows: list[list[tuple[Piece, ...]]] = []
    for token in table.tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            line = token.map[0] + 1 if token.map else table.span.first
            rows[-1].append(pieces_of(token.children, line))
    return rows


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the words of pieces, the texts of links included, white space folded.

    An image has no words here: it is a link of its own.
    """
    shown = (PieceKind.TEXT, PieceKind.LINK, PieceKind.BREAK)
    return " ".join("".join(p.text for p in pieces if p.kind in shown).split())


def lines_of(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Cut pieces at the line breaks; empty lines are left out."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.kind is PieceKind.BREAK:
            lines.append([])
        else:
            lines[-1].append(piece)
    return tuple(tuple(line) for line in lines if line)


def title_and_anchor(pieces: Sequence[Piece]) -> tuple[str, str | None]:
    """Return a heading's plain text and its anchor as written, stripped (`None`: it has none).

    An anchor is `<a name="x">`, `<a id="x">` or a trailing `{#x}`; an empty one is none.
    """
    names = [p.text.strip() for p in pieces if p.kind is PieceKind.ANCHOR and p.text.strip()]
    title = text_of(pieces)
    match = CURLY_ANCHOR.search(title)
    if match:
        title = title[: match.start()].strip()
        names += [match[1].strip()] if match[1].strip() else []
    return title, (names[0] if names else None)
