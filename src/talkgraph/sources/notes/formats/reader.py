"""What the line grammars share: going through the lines, fences, lists, paragraphs."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from talkgraph.sources.notes.formats.adornments import Title, TitleLevels, title_at
from talkgraph.sources.notes.formats.lists import Item, is_break, item_at
from talkgraph.sources.notes.formats.page import Page, Translated, measure

_FENCE: Final = re.compile(r"(?P<mark>`{3,}|~{3,})(?P<info>[^`]*)$")


class LineReader:
    """Goes through the lines once; the rules of a format say what becomes of each.

    A rule looks at the line `at` and either adds lines to the page and returns true, or returns
    false. `at` is always the number of lines on the page.
    """

    tab: int = 4
    loose: bool = False

    def __init__(self, lines: Sequence[str]) -> None:
        """Read some lines, with or without their ends."""
        self.lines = [line.rstrip() for line in lines]
        self.page = Page()
        self.columns = 0
        self.words = ""
        self._places: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            self._places.setdefault(line.strip().casefold(), []).append(number)

    @property
    def at(self) -> int:
        """The line that is next, from 0."""
        return len(self.page)

    @property
    def line(self) -> str:
        """The line that is next."""
        return self.lines[self.at]

    def is_blank(self, number: int) -> bool:
        """Tell whether a line is blank, or not there."""
        return not 0 <= number < len(self.lines) or not self.lines[number]

    def next_like(self, line: str, after: int) -> int | None:
        """Return the number of the next line after a line that has just this (lower case) text."""
        places = self._places.get(line, [])
        found = bisect_left(places, after + 1)
        return places[found] if found < len(places) else None

    def read(self, rules: Iterable[Callable[[], bool]], inline: Callable[[str], str]) -> Translated:
        """Turn all lines; a line that no rule wants is text."""
        rules = tuple(rules)
        while self.at < len(self.lines):
            self.columns, self.words = measure(self.line, self.tab)
            if not self.words:
                self.page.blank()
            elif not any(rule() for rule in rules):
                self.page.text(self.columns, self.words)
        return self.page.finish(inline)

    # ── rules that formats share ─────────────────────────────────────────────────────────────────

    def fence(self) -> bool:
        """Keep a Markdown code fence that is closed: note-takers write them in any format."""
        opening = _FENCE.match(self.words)
        if not opening:
            return False
        last = self.next_like(opening["mark"], self.at)
        if last is None:
            return False
        self.fenced(last, opening["mark"], self.words)
        return True

    def fenced(self, last: int, mark: str, opening: str) -> None:
        """Add the lines up to `last`, whose first and last are fences, as fenced code."""
        column = self.page.outline.column(self.columns)
        before = " " * column
        base = self.columns
        self.page.raw(before + opening)
        while self.at < last:
            columns, words = measure(self.line, self.tab)
            rest = self.line[min(base, len(self.line) - len(self.line.lstrip())) :]
            self.page.raw(before + rest if columns >= base and words else before + words)
        self.page.raw(before + mark)

    def free_fence(self, last: int) -> str:
        """Return a code fence that no line up to `last` closes."""
        inside = self.lines[self.at + 1 : last]
        return "~~~~" if any(line.lstrip().startswith("```") for line in inside) else "```"

    def item(self) -> bool:
        """Add a list item."""
        if is_break(self.words):
            return False
        found = item_at(self.words, loose=self.loose)
        if found is None or not self._is_item(found):
            return False
        # An empty item `-` below a line of text would make a heading of it.
        marker = found.marker if found.text or found.marker != "-" else "*"
        self.page.item(self.columns, marker, found.text)
        return True

    def _is_item(self, item: Item) -> bool:
        """Tell an item from a line of a paragraph that begins alike, as with a year."""
        if item.letter:
            if item.letter != "a" and not self._follows_letter(item.letter):
                return False
        elif item.number is None:
            return True
        return not self.page.goes_on or item.number == 1 or self.page.outline.has_item(self.columns)

    def _follows_letter(self, letter: str) -> bool:
        """Tell whether a line just above has the letter before this one, as its marker."""
        before = chr(ord(letter) - 1)
        for number in range(self.at - 1, max(-1, self.at - 12), -1):
            columns, words = measure(self.lines[number], self.tab)
            if words and columns <= self.columns:
                found = item_at(words)
                return found is not None and found.letter == before
        return False


def adorned_title(reader: LineReader, levels: TitleLevels) -> Title | None:
    """Add the title that a line of punctuation below the next line makes, if it does."""
    fresh = not reader.page.goes_on or reader.page.outline.is_open
    found = title_at(reader.lines, reader.at, levels.levels, fresh=fresh)
    if found is None:
        return None
    if len(found.style) > 1:
        reader.page.blank()
    level = levels.level(found)
    if len(found.texts) == 1:
        reader.page.heading(level, found.texts[0])
        reader.page.blank()
    else:
        reader.page.long_heading(level, found.texts)
    return found
