"""Org as Markdown, line for line."""

import re
from collections.abc import Sequence
from typing import Final

from talkgraph.sources.notes.formats.lists import is_break
from talkgraph.sources.notes.formats.marks import BACKSLASH, SPECIAL, URL, escaped, image, link
from talkgraph.sources.notes.formats.page import Translated
from talkgraph.sources.notes.formats.reader import LineReader

_STARS: Final = re.compile(r"(?P<stars>\*+)\s+(?P<text>.*)$")
_STATES: Final = frozenset(
    {"TODO", "DONE", "NEXT", "WAITING", "WAIT", "HOLD", "STARTED", "SOMEDAY", "CANCELLED"}
    | {"CANCELED", "COMMENT"}
)
_PRIORITY: Final = re.compile(r"\[#\w\]\s*")
_TAGS: Final = re.compile(r"(?:^|\s):(?:[\w@#%]+:)+$")
_KEYWORD: Final = re.compile(r"#\+(?P<key>[A-Za-z][\w-]*)(?:\[[^\]]*\])?:\s*(?P<value>.*)$")
_STATES_KEYS: Final = frozenset({"todo", "seq_todo", "typ_todo"})
_BEGIN: Final = re.compile(r"#\+begin_(?P<kind>\w+)(?P<info>.*)$", re.I)
_DRAWER: Final = re.compile(r":[A-Za-z][\w-]*:$")
_PROPERTY: Final = re.compile(r":(?P<key>[^\W\d_][\w-]*)\+?:\s+(?P<value>\S.*)$")
_OF_ORG: Final = re.compile(
    r"(?:custom_|org_)?id|created|modified|effort|category|archive\w*|ordered|logging|visibility"
    r"|columns|cookie_data|unnumbered|style|repeat_to_state|last_repeat|noblocking|attach\w*|dir"
    r"|header-args.*|export_.*|roam_.*|\w+_all|mtime|ctime|last_modified",
    re.I,
)
_TABLE_RULE: Final = re.compile(r"\|[-+]+\|?$")
_TERM: Final = re.compile(r"(?P<term>[^\n]*?\S) ::(?=\s|$)")
_CODE_BLOCKS: Final = frozenset({"src", "example", "export", "latex", "html", "ascii"})
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_DAY: Final = (
    r"[<\[](?P<{0}>\d{{4}}-\d{{2}}-\d{{2}})(?: [^\W\d]{{1,12}}\.?)?"
    r"(?: (?P<{1}>\d{{1,2}}:\d{{2}}(?:-\d{{1,2}}:\d{{2}})?))?"
    r"(?: [.+-]{{1,2}}\d+\w+(?:/\d+\w+)?){{0,2}}[>\]]"
)
_BEFORE: Final = r"(?<![^\s({'\"\-])"
_AFTER: Final = r"(?![^\s)}'\".,;:!?\-\[])"
_INLINE: Final = re.compile(
    r"\[\[(?P<target>[^\[\]\n]+)\](?:\[(?P<words>[^\[\]]*)\])?\]"
    rf"|{_DAY.format('day', 'time')}(?:--{_DAY.format('until', 'until_time')})?"
    rf"|(?P<bare>{URL})"
    rf"|{_BEFORE}(?P<mark>[=~])(?P<code>(?!\s)[^=~\n]+)(?<!\s)(?P=mark){_AFTER}"
    rf"|{_BEFORE}\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*{_AFTER}"
    rf"|{_BEFORE}/(?P<italic>[^\s/](?:[^/\n]*[^\s/])?)/{_AFTER}"
    rf"|{_BEFORE}\+(?P<struck>[^\s+](?:[^+\n]*[^\s+])?)\+{_AFTER}"
    r"|(?P<tick>`)"
    rf"|{SPECIAL}|{BACKSLASH}"
)


def org_as_markdown(lines: Sequence[str]) -> Translated:
    """Turn Org into Markdown, line for line."""
    reader = _Org(lines)
    rules = (
        *(reader.heading, reader.block, reader.keyword, reader.drawer, reader.remark),
        *(reader.fixed_width, reader.table, reader.rule, reader.fence, reader.item),
    )
    return reader.read(rules, reader.inline)


class _Org(LineReader):
    tab = 8

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(lines)
        self.states = set(_STATES)
        self.quote_end = -1
        for line in self.lines:
            found = _KEYWORD.match(line)
            if found and found["key"].casefold() in _STATES_KEYS:
                self.states |= set(re.findall(r"[A-Z]{2,}", found["value"]))

    def heading(self) -> bool:
        found = _STARS.match(self.line)
        if not found:
            return False
        words = _TAGS.sub("", found["text"].strip())
        first, _, rest = words.partition(" ")
        if first in self.states and rest.strip():
            words = rest.strip()
        words = _PRIORITY.sub("", words, count=1) if words.startswith("[#") else words
        self.page.heading(len(found["stars"]), words.strip() or found["text"].strip())
        return True

    def block(self) -> bool:
        if self.at < self.quote_end:
            self.page.quote(self.words)
            return True
        if self.at == self.quote_end:
            self.page.blank()
            return True
        found = _BEGIN.match(self.words)
        last = self.next_like(f"#+end_{found['kind'].casefold()}", self.at) if found else None
        if found is None or last is None:
            return False
        kind = found["kind"].casefold()
        if kind in _CODE_BLOCKS:
            mark = self.free_fence(last)
            words = found["info"].split()
            language = words[0] if words and kind == "src" and "`" not in words[0] else ""
            self.fenced(last, mark, mark + language)
        elif kind == "quote":
            self.quote_end = last
            self.page.outline.clear()
            self.page.blank()
        elif kind == "comment":
            while self.at <= last:
                self.page.comment(self.columns, self.line)
        else:
            self.page.comment(self.columns, self.words)
        return True

    def keyword(self) -> bool:
        """Keep what a keyword such as `#+TITLE:` before all text says of the file."""
        if not self.words.startswith("#+"):
            return False
        found = _KEYWORD.match(self.words)
        value = _INLINE.sub(_stamp, found["value"].strip()) if found else ""
        if found and not self.page.has_text and self.page.say(found["key"], value):
            self.page.blank()
        else:
            self.page.comment(self.columns, self.words)
        return True

    def drawer(self) -> bool:
        """Read the properties in a drawer as labelled lines; leave other drawers as comments."""
        if not _DRAWER.match(self.words):
            return False
        last = self.next_like(":end:", self.at)
        stop = self.at + 1
        while last is not None and stop < last:
            if _STARS.match(self.lines[stop]) or stop - self.at > 200:
                return False
            stop += 1
        if last is None:
            return False
        properties = self.words.casefold() == ":properties:"
        while self.at <= last:
            words = self.line.strip()
            found = _PROPERTY.match(words) if properties else None
            if properties and (words.casefold() in {":properties:", ":end:"}):
                self.page.blank()
            elif found and not _OF_ORG.fullmatch(found["key"]):
                key = found["key"].replace("_", " ").replace("-", " ").capitalize()
                self.page.text(self.columns, f"{key}: {found['value']}")
            elif self.line:
                self.page.comment(self.columns, self.line)
            else:
                self.page.blank()
        return True

    def remark(self) -> bool:
        if self.words != "#" and not self.words.startswith("# "):
            return False
        self.page.comment(self.columns, self.words[1:])
        return True

    def fixed_width(self) -> bool:
        if self.words != ":" and not self.words.startswith(": "):
            return False
        if self.page.goes_on:
            self.page.text(self.columns, self.words[2:])
        else:
            self.page.code(self.page.outline.column(self.columns), self.words[2:])
        return True

    def table(self) -> bool:
        if not self.words.startswith("|"):
            return False
        if _TABLE_RULE.match(self.words):
            is_first = self.is_blank(self.at - 1) or self.lines[self.at - 1].strip()[0] != "|"
            row = "|" + "---|" * (self.words.count("+") + 1)
            self.page.raw("" if is_first else " " * self.page.outline.column(self.columns) + row)
        else:
            self.page.text(self.columns, self.words)
        return True

    def rule(self) -> bool:
        if not (is_break(self.words) and self.words.startswith("-----")):
            return False
        self.page.outline.clear()
        self.page.raw("* * *")
        return True

    def item(self) -> bool:
        if self.words.startswith("*") and self.columns == 0:
            return False
        return super().item()

    # ── inside a paragraph ───────────────────────────────────────────────────────────────────────

    def inline(self, text: str) -> str:
        term = _TERM.match(text) if " ::" in text[:200] else None
        if term:
            text = term["term"] + ":" + text[term.end() :]
        return _INLINE.sub(_piece, text)


def _piece(match: re.Match[str]) -> str:
    if match["target"]:
        return _link(match["target"], match["words"] or "")
    if match["day"]:
        parts = (match["day"], match["time"], match["until"] and "–", match["until"])
        return " ".join(part for part in (*parts, match["until_time"]) if part)
    if match["bare"]:
        return match["bare"]
    if match["code"]:
        return f"`` {match['code']} ``" if "`" in match["code"] else f"`{match['code']}`"
    for kind, mark in (("bold", "**"), ("italic", "*"), ("struck", "")):
        if match[kind]:
            return f"{mark}{_INLINE.sub(_piece, match[kind])}{mark}"
    return "\\`" if match["tick"] else escaped(match)


def _stamp(match: re.Match[str]) -> str:
    """Turn a time stamp, and leave all else."""
    return _piece(match) if match["day"] else match[0]


def _link(target: str, words: str) -> str:
    """Turn a link; one that leads to a heading or another note leaves its words."""
    target = target.strip()
    if target.casefold().removeprefix("file:").endswith(_PICTURES) and not words:
        return image("", target.removeprefix("file:"))
    if "://" in target or target.startswith("mailto:"):
        return link(words, target)
    if target.startswith(("file:", "./", "../", "/")):
        return link(words or target.removeprefix("file:"), target.removeprefix("file:"))
    return words or target.lstrip("*#")
