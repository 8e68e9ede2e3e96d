"""AsciiDoc as Markdown, line for line."""

import re
from collections.abc import Sequence
from typing import Final

from talkgraph.sources.notes.formats.marks import (
    BACKSLASH,
    CODE,
    SPECIAL,
    escaped,
    image,
    link,
)
from talkgraph.sources.notes.formats.page import Translated
from talkgraph.sources.notes.formats.reader import LineReader

_HEADING: Final = re.compile(r"(?P<marks>={1,6}|#{1,6})\s+(?P<text>\S.*)$")
_UNDERLINES: Final = "=-~^+"
_ATTRIBUTE: Final = re.compile(r":(?P<key>[A-Za-z][\w-]*)!?:(?:\s+(?P<value>.*))?$")
_AUTHOR: Final = re.compile(r"(?P<name>[^<>:]+?)\s+<(?P<mail>[^<>\s]+@[^<>\s]+)>$")
_REVISION: Final = re.compile(r"v[\d.]+,\s*(?P<date>\d{4}-\d{2}-\d{2})\b")
_DELIMITER: Final = re.compile(r"([-.=*_+/])\1{3,}$|--$")
_BLOCK_LINE: Final = re.compile(r"\[[^\]]*\]$|\[\[[^\]]*\]\]$")
_SOURCE: Final = re.compile(r"\[source,\s*(?:linenums,\s*)?(?P<language>[\w+-]+)")
_MACRO: Final = re.compile(r"(?:ifdef|ifndef|ifeval|endif|include|toc|video|audio)::\S*\[.*\]$")
_IMAGE: Final = re.compile(r"image::(?P<target>[^\s\[\]]+)\[(?P<words>[^\]]*)\]$")
_ITEM: Final = re.compile(r"(?P<mark>\*{1,10}|-|\.{1,10}|\d{1,9}\.)\s+(?P<text>\S.*)$")
_TERM: Final = re.compile(r"(?P<term>\S.{0,200}?)(?P<mark>:{2,4}|;;)(?:\s+(?P<text>\S.*))?$")
_INLINE: Final = re.compile(
    rf"(?P<code>{CODE})"
    r"|(?P<url>(?:link:|xref:|mailto:|(?:https?|ftp)://)[^\s\[\]<>]*+)(?:\[(?P<words>[^\]\[]*)\])?"
    r"|image:(?P<image>[^\s:\[\]]++)\[(?P<alt>[^\]\[]*)\]"
    r"|<<(?P<target>[^<>,\n]+)(?:,(?P<label>[^<>]+))?>>"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?P<break> \+)(?=\n|$)"
    rf"|{SPECIAL}|{BACKSLASH}"
)


def asciidoc_as_markdown(lines: Sequence[str]) -> Translated:
    """Turn AsciiDoc into Markdown, line for line."""
    reader = _AsciiDoc(lines)
    rules = (
        *(reader.header, reader.heading, reader.underlined, reader.table, reader.fence),
        *(reader.delimited, reader.remark, reader.attribute, reader.image, reader.block_line),
        *(reader.continuation, reader.item, reader.term, reader.paragraph),
    )
    return reader.read(rules, reader.inline)


class _AsciiDoc(LineReader):
    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(lines)
        self.markers: list[str] = []
        self.quote_end = -1
        self.language = ""
        self.in_header = True

    # ── the header ───────────────────────────────────────────────────────────────────────────────

    def header(self) -> bool:
        """Keep what the header (title, author, revision, attributes; no blank line) says."""
        if not self.in_header:
            return False
        attribute = _ATTRIBUTE.match(self.line)
        if attribute:
            value = (attribute["value"] or "").strip()
            if self.page.say(attribute["key"], value):
                self.page.blank()
            else:
                self.page.comment(0, self.words)
            return True
        if self.words.startswith("//"):
            return False
        if self.line.startswith("= ") or self.is_blank(self.at - 1):
            self.in_header = self.line.startswith("= ")
            return False
        author, revision = _AUTHOR.match(self.line), _REVISION.match(self.line)
        is_said = (author and self.page.say("author", author["name"].strip())) or (
            revision and self.page.say("date", revision["date"])
        )
        if is_said:
            self.page.blank()
        return bool(is_said)

    # ── blocks ───────────────────────────────────────────────────────────────────────────────────

    def heading(self) -> bool:
        found = _HEADING.match(self.line)
        if not found:
            return False
        marks = found["marks"]
        self.close()
        self.page.heading(len(marks), found["text"].removesuffix(" " + marks).strip())
        return True

    def underlined(self) -> bool:
        """Read a title with a line below it that is as long as itself, give or take one."""
        if self.page.goes_on or self.columns or self.is_blank(self.at + 1):
            return False
        under, length = self.lines[self.at + 1], len(self.line)
        is_line = under[0] in _UNDERLINES and under == under[0] * len(under) and len(under) > 2
        is_title = self.words[0].isalnum() and not _TERM.match(self.words)
        if not (is_line and is_title and abs(len(under) - length) <= 1):
            return False
        if _ITEM.match(self.words):
            return False
        self.close()
        self.page.heading(_UNDERLINES.find(under[0]) + 1, self.words)
        self.page.blank()
        return True

    def close(self) -> None:
        """Leave all lists."""
        self.markers.clear()
        self.page.outline.clear()

    def table(self) -> bool:
        if not self.words.startswith(("|===", "!===")):
            return False
        last = self.next_like(self.words, self.at)
        if last is None:
            return False
        self.page.blank()
        columns = 0
        while self.at < last:
            words = self.line.strip()
            if words and words.startswith("|"):
                cells = [cell.strip() for cell in words[1:].split("|")]
                columns = columns or len(cells)
                self.page.goes_on = False
                self.page.text(0, f"| {' | '.join(cells)} |" if len(cells) > 1 else cells[0])
            elif columns > 1 and not words:
                self.page.raw("|" + "---|" * columns)
                columns = 1
            elif words:
                self.page.text(0, words)
            else:
                self.page.blank()
        self.page.blank()
        return True

    def delimited(self) -> bool:
        if self.at < self.quote_end:
            self.page.quote(self.words)
            return True
        if self.at == self.quote_end or not _DELIMITER.match(self.words):
            is_end = self.at == self.quote_end
            if is_end:
                self.page.blank()
            return is_end
        last = self.next_like(self.words, self.at)
        kind = self.words[0] if self.words != "--" else "=="
        if last is None or kind in "=*":
            self.page.blank()
        elif kind in "-.":
            mark = self.free_fence(last)
            self.fenced(last, mark, mark + self.language)
        elif kind == "_":
            self.quote_end = last
            self.close()
            self.page.blank()
        elif kind == "/":
            while self.at <= last:
                self.page.comment(0, self.line)
        else:
            self.page.blank()
            while self.at < last:
                self.page.raw(self.line)
            self.page.blank()
        self.language = ""
        return True

    def remark(self) -> bool:
        if not self.words.startswith("//"):
            return False
        self.page.comment(self.columns, self.words[2:])
        return True

    def attribute(self) -> bool:
        if not (_ATTRIBUTE.match(self.line) or _MACRO.match(self.words)):
            return False
        self.page.comment(0, self.words)
        return True

    def image(self) -> bool:
        found = _IMAGE.match(self.words)
        if not found:
            return False
        alt = found["words"].split(",")[0].strip('" ')
        self.page.raw(" " * self.column() + image(alt, found["target"]))
        return True

    def block_line(self) -> bool:
        """Leave attributes and anchors as comments; the title of a block is text."""
        if _BLOCK_LINE.match(self.words):
            source = _SOURCE.match(self.words)
            self.language = source["language"] if source else self.language
            self.page.raw(" " * self.column() + f"<!-- {self.words} -->")
            return True
        if self.words == "'''" or self.words == "<<<":
            self.close()
            self.page.raw("* * *")
            return True
        if self.words[0] == "." and len(self.words) > 2 and self.words[1].isalnum():
            self.page.goes_on = False
            self.page.text(self.column(), self.words[1:])
            return True
        return False

    def continuation(self) -> bool:
        if self.words != "+":
            return False
        self.page.blank()
        return True

    def item(self) -> bool:
        found = _ITEM.match(self.words)
        if not found:
            return False
        mark, text = found["mark"], found["text"]
        if mark[0].isdigit():
            if self.page.goes_on and mark != "1." and "1." not in self.markers:
                return False
            mark, marker = "1.", mark
        else:
            marker = "1." if mark[0] == "." else "-"
        if mark in self.markers:
            del self.markers[self.markers.index(mark) :]
        self.markers.append(mark)
        self.page.item(len(self.markers) - 1, marker, text)
        return True

    def term(self) -> bool:
        """Read `term:: text` as a line `term: text`."""
        found = _TERM.match(self.words) if "::" in self.words or ";;" in self.words else None
        if not found or found["term"].endswith(":"):
            return False
        self.page.goes_on = False
        self.page.text(self.column(), f"{found['term'].strip()}: {found['text'] or ''}".strip())
        return True

    def paragraph(self) -> bool:
        self.page.text(self.column(), self.words)
        return True

    def column(self) -> int:
        """Return where text belongs: in the item above, unless a blank line ended the list."""
        above = self.lines[self.at - 1].strip() if self.at else ""
        if self.markers and (above or self.columns > 0):
            return len(self.markers)
        self.close()
        return 0

    # ── inside a paragraph ───────────────────────────────────────────────────────────────────────

    def inline(self, text: str) -> str:
        return _INLINE.sub(_piece, text)


def _piece(match: re.Match[str]) -> str:
    if match["code"]:
        return match["code"]
    if match["url"]:
        return _link(match["url"], match["words"])
    if match["image"]:
        return image(match["alt"].split(",")[0], match["image"])
    if match["target"]:
        return match["label"] or match["target"]
    if match["bold"]:
        return f"**{_INLINE.sub(_piece, match['bold'])}**"
    return "  " if match["break"] else escaped(match)


def _link(url: str, words: str | None) -> str:
    """Turn an address and the words in brackets behind it."""
    if words is None:
        return url
    words = words.removesuffix("^").strip('"')
    kind, _, rest = url.partition(":")
    if kind == "xref":
        return words or rest
    return link(words or rest, rest if kind == "link" else url)
