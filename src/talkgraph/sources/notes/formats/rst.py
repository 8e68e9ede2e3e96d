"""reStructuredText as Markdown, line for line."""

import re
from collections.abc import Sequence
from typing import Final

from talkgraph.sources.notes.formats.adornments import (
    Levels,
    TitleLevels,
    is_adornment,
    title_at,
)
from talkgraph.sources.notes.formats.lists import item_at
from talkgraph.sources.notes.formats.marks import SPECIAL, URL, destination, escaped, link
from talkgraph.sources.notes.formats.marks import image as image_of
from talkgraph.sources.notes.formats.page import Translated, measure
from talkgraph.sources.notes.formats.reader import LineReader, adorned_title

_BY_APPEARANCE: Final = Levels.BY_APPEARANCE
_FIELD: Final = re.compile(r":(?P<key>[A-Za-z][^:\n]{0,60}):(?:\s+(?P<value>.*))?$")
_TARGET: Final = re.compile(r"\.\. _(?:`(?P<quoted>[^`]+)`|(?P<name>[^:`]+)):(?:\s+(?P<url>.*))?$")
_ANONYMOUS: Final = re.compile(r"(?:__|\.\. __:)\s+(?P<url>\S.*)$")
_DIRECTIVE: Final = re.compile(
    r"\.\. (?:\|[^|]+\| )?(?P<name>[A-Za-z][\w.+-]*(?::[\w.+-]+)*)::(?:\s+(?P<argument>.*))?$"
)
_FOOTNOTE: Final = re.compile(r"\.\. (?P<label>\[[^\]\s]+\]) ")
_GRID: Final = re.compile(r"\+(?:[-=]+\+)+$")
_COLUMNS: Final = re.compile(r"=+(?: +=+)+$|-+(?: +-+)+$")
_CODE: Final = frozenset(
    {"code", "code-block", "sourcecode", "parsed-literal", "math", "raw", "graphviz", "highlight"}
)
_HIDDEN: Final = frozenset(
    {"contents", "toctree", "include", "meta", "sectnum", "role", "default-role", "index", "post"}
)

_INLINE: Final = re.compile(
    r"(?P<escape>\\[\s\S])"
    r"|``(?P<literal>(?:[^`]|`(?!`))+)``"
    r"|(?P<role>:[A-Za-z][\w+.-]{0,40}(?::[\w+.-]{1,40})?:)?`(?P<text>[^`<>]*)"
    r"(?:<(?P<url>[^`<>]+)>)?`(?P<end>_{0,2})(?!\w)"
    rf"|(?P<bare>{URL})"
    r"|(?P<footnote>\[(?:#?\w*|\*)\])_(?!\w)"
    r"|(?<![\w.+:-])(?P<word>[A-Za-z0-9]+(?:[-.+:_][A-Za-z0-9]+)*)(?P<anonymous>__?)(?!\w)"
    rf"|{SPECIAL}"
)


def rst_as_markdown(lines: Sequence[str]) -> Translated:
    """Turn reStructuredText into Markdown, line for line."""
    return _Rst(lines).translated()


class _Rst(LineReader):
    tab = 8

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(lines)
        self.levels = TitleLevels(_BY_APPEARANCE)
        self.styles: list[str] = []
        self.is_only_title: bool | None = None
        self.references, self.anonymous = _targets(self.lines)
        self.used = 0

    def translated(self) -> Translated:
        rules = (
            *(self.fence, self.title, self.adornment, self.table, self.markup),
            *(
                self.fields,
                self.doctest,
                self.line_block,
                self.item,
                self.hash_item,
                self.paragraph,
            ),
        )
        return self.read(rules, self.inline)

    # ── blocks ───────────────────────────────────────────────────────────────────────────────────

    def title(self) -> bool:
        found = adorned_title(self, self.levels)
        if found:
            self.styles.append(found.style)
        return found is not None

    def adornment(self) -> bool:
        if not is_adornment(self.line) or len(self.line) < 4:
            return False
        if not (self.is_blank(self.at - 1) and self.is_blank(self.at + 1)):
            return False
        self.page.outline.clear()
        self.page.raw("---")
        return True

    def table(self) -> bool:
        """Leave out the borders of a table; its rows are text."""
        if not (_GRID.match(self.words) or _COLUMNS.match(self.words)):
            return False
        self.page.blank()
        return True

    def markup(self) -> bool:
        if self.words != ".." and not self.words.startswith((".. ", "__ ")):
            return False
        anonymous = _ANONYMOUS.match(self.words)
        target = _TARGET.match(self.words)
        directive = _DIRECTIVE.match(self.words)
        if anonymous:
            self.page.comment(self.columns, self.words)
        elif target:
            self.target(target)
        elif directive:
            self.directive(directive["name"].casefold(), directive["argument"] or "")
        elif _FOOTNOTE.match(self.words):
            self.page.text(self.columns, self.words[3:])
        elif self.words.startswith("__"):
            return False
        else:
            self.note()
        return True

    def note(self) -> None:
        """Leave a comment and its body as comments."""
        columns, is_empty = self.columns, self.words == ".." and self.is_blank(self.at + 1)
        self.page.comment(columns, self.words[2:])
        if not is_empty:
            self.hide_body(columns)

    def target(self, target: re.Match[str]) -> None:
        columns, name = self.columns, _name(target)
        url = self.references.get(_normal(name), "")
        if not url or set(name) & set("[]\\"):
            self.page.comment(columns, self.words[2:])
        else:
            before = " " * self.page.outline.column(columns)
            self.page.raw(f"{before}[{name}]: {destination(url)}")
        self.hide_body(columns)

    def directive(self, name: str, argument: str) -> None:
        columns = self.columns
        if name in {"image", "figure"} and argument:
            self.page.raw(" " * self.page.outline.column(columns) + image_of("", argument))
        elif argument and name not in _CODE | _HIDDEN:
            self.page.text(columns, argument)
        else:
            self.page.comment(columns, self.words[2:])
        while not self.is_blank(self.at) and _is_inside(self.line, columns):
            inner, words = measure(self.line, self.tab)
            if not _FIELD.match(words):
                break
            self.page.comment(inner, words)
        if name in _CODE:
            self.code(columns)
        elif name in _HIDDEN:
            self.hide_body(columns)

    def hide_body(self, columns: int) -> None:
        """Leave the lines further to the right as comments."""
        for number in range(self.at, self.body_end(columns)):
            words = self.lines[number].strip()
            if words:
                self.page.comment(columns, words)
            else:
                self.page.blank()

    def body_end(self, columns: int) -> int:
        """Return the line after the last that stands further to the right than `columns`."""
        stop = number = self.at
        while number < len(self.lines):
            if self.lines[number]:
                if not _is_inside(self.lines[number], columns, self.tab):
                    break
                stop = number + 1
            number += 1
        return stop

    def code(self, columns: int) -> None:
        """Add the lines further to the right than `columns` as code."""
        stop = self.body_end(columns)
        body = [measure(line, self.tab) for line in self.lines[self.at : stop]]
        base = min((inner for inner, words in body if words), default=0)
        column = self.page.outline.column(columns + 1)
        for inner, words in body:
            self.page.code(column, " " * (inner - base) + words)

    def fields(self) -> bool:
        """Keep what the field list at the head says; a field elsewhere is a line `key: value`."""
        field = _FIELD.match(self.words)
        if not field or field["key"].endswith(" "):
            return False
        is_front = self.is_front()
        key, value = field["key"], field["value"] or ""
        columns = self.columns
        if not is_front:
            self.page.goes_on = False
            self.page.text(columns, f"{key}: {value}".strip())
            return True
        stop = self.at + 1
        while not self.is_blank(stop) and _is_inside(self.lines[stop], columns, self.tab):
            stop += 1
        parts = [value, *(line.strip() for line in self.lines[self.at + 1 : stop])]
        if not self.page.say(key, " ".join(" ".join(parts).split())):
            self.page.text(columns, f"{key}: {value}".strip())
            return True
        while self.at < stop:
            self.page.blank()
        return True

    def is_front(self) -> bool:
        """Tell whether the field list is the file's own: before all else, but for its one title."""
        if self.page.has_text or len(self.styles) > 1 or self.columns > 0:
            return False
        if self.styles and self.is_only_title is None:
            later = (
                title_at(self.lines, n, _BY_APPEARANCE) for n in range(self.at, len(self.lines))
            )
            self.is_only_title = all(t is None or t.style != self.styles[0] for t in later)
        return not self.styles or self.is_only_title is True

    def doctest(self) -> bool:
        if not self.words.startswith(">>> ") or self.page.goes_on:
            return False
        base, column = self.columns, self.page.outline.column(self.columns)
        while self.at < len(self.lines) and self.line:
            inner, words = measure(self.line, self.tab)
            self.page.code(column, " " * max(0, inner - base) + words)
        return True

    def line_block(self) -> bool:
        if self.words != "|" and not self.words.startswith("| "):
            return False
        self.page.text(self.columns, self.words.strip("| "))
        return True

    def item(self) -> bool:
        columns, words = self.columns, self.words
        if not super().item():
            return False
        item = item_at(words)
        self.literal(columns + (item.width if item else 0), words)
        return True

    def hash_item(self) -> bool:
        """Read `# words` in a run of such lines as what `#. words` would be."""
        if not self.words.startswith("# "):
            return False
        around = (
            *self.lines[max(0, self.at - 3) : self.at],
            *self.lines[self.at + 1 : self.at + 4],
        )
        marked = (measure(line, self.tab) for line in around if line.lstrip().startswith("# "))
        if not any(columns == self.columns for columns, _ in marked):
            return False
        self.page.item(self.columns, "1.", self.words[2:].strip())
        return True

    def paragraph(self) -> bool:
        columns, words = self.columns, self.words
        if words == "::":
            self.page.blank()
        else:
            self.page.text(columns, words)
        self.literal(columns, words)
        return True

    def literal(self, columns: int, words: str) -> None:
        """Add the code that a paragraph announces with two colons at its end."""
        if not words.endswith("::") or not self.is_blank(self.at):
            return
        first = self.at
        while first < len(self.lines) and not self.lines[first]:
            first += 1
        if first < len(self.lines) and _is_inside(self.lines[first], columns, self.tab):
            self.code(columns)

    # ── inside a paragraph ───────────────────────────────────────────────────────────────────────

    def inline(self, text: str) -> str:
        text = _INLINE.sub(self.piece, text)
        return text[:-1] if text.endswith("::") else text

    def piece(self, match: re.Match[str]) -> str:
        kind = match.lastgroup
        if match["escape"]:
            return "" if match["escape"] == "\\ " else match[0]
        if match["literal"] is not None:
            return _code(match["literal"])
        if match["text"] is not None:
            return self.interpreted(match)
        if match["bare"] or match["footnote"]:
            return match["bare"] or match["footnote"]
        if match["word"]:
            return self.word(match["word"], match["anonymous"])
        return escaped(match) if kind is None else match[0]

    def word(self, word: str, end: str) -> str:
        url = self.next_anonymous() if end == "__" else self.references.get(_normal(word), "")
        return link(word, url) if url else word + end

    def interpreted(self, match: re.Match[str]) -> str:
        """Turn `text`, `text`_, `text <url>`_ and their like."""
        text, url, end = match["text"], match["url"], match["end"]
        if url and (end or match["role"]):
            url = self.references.get(_normal(url[:-1]), url) if url.endswith("_") else url
            if match["role"] or "\n" in url:
                return text.rstrip(" ") if match["role"] else match[0]
            return link(text.rstrip(" "), url)
        if end:
            found = self.next_anonymous() if end == "__" else self.references.get(_normal(text))
            return link(text, found) if found else text
        if match["role"] in {":code:", ":literal:", ":math:", ":kbd:", ":file:", ":command:"}:
            return _code(text)
        if match["role"]:
            return text
        return match[0]

    def next_anonymous(self) -> str:
        self.used += 1
        return self.anonymous[self.used - 1] if self.used <= len(self.anonymous) else ""


def _is_inside(line: str, columns: int, tab: int = 8) -> bool:
    return measure(line, tab)[0] > columns


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _normal(name: str) -> str:
    return " ".join(name.split()).casefold()


def _name(target: re.Match[str]) -> str:
    return (target["quoted"] or target["name"] or "").strip()


def _targets(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the addresses that targets name, and those of anonymous targets in order."""
    named: dict[str, str] = {}
    anonymous: list[str] = []
    for number, line in enumerate(lines):
        words = line.strip()
        if not words.startswith((".. _", "__ ")):
            continue
        unnamed, target = _ANONYMOUS.match(words), _TARGET.match(words)
        if unnamed:
            anonymous.append(unnamed["url"])
        elif target:
            below = lines[number + 1].strip() if number + 1 < len(lines) else ""
            inside = below and lines[number + 1][0].isspace() and not below.startswith("..")
            url = "".join(((target["url"] or "") + (below if inside else "")).split())
            if url and not url.endswith("_"):
                named.setdefault(_normal(_name(target)), url)
    return named, anonymous
