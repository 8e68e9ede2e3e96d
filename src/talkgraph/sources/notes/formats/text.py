"""Plain text as Markdown, line for line: what people mean by bullets, columns and lines below."""

import re
from collections.abc import Sequence
from typing import Final

from talkgraph.sources.notes.formats.adornments import (
    Levels,
    TitleLevels,
    is_adornment,
)
from talkgraph.sources.notes.formats.lists import is_break, item_at
from talkgraph.sources.notes.formats.marks import plain
from talkgraph.sources.notes.formats.page import Translated
from talkgraph.sources.notes.formats.reader import LineReader, adorned_title

_ATX: Final = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>\S.*)$")
_LETTER_O: Final = re.compile(r"\s*o\s+\S")
_TIGHT: Final = re.compile(r"[-*](?=[^\W_])")
_FEWEST: Final = 2
"""How many lines must begin alike before an odd bullet is taken for one."""


def text_as_markdown(lines: Sequence[str]) -> Translated:
    """Turn plain text into Markdown, line for line."""
    reader = _Text(lines)
    rules = (
        *(reader.fence, reader.title, reader.line_across, reader.heading, reader.quotation),
        *(reader.item, reader.tight_item),
    )
    return reader.read(rules, plain)


class _Text(LineReader):
    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(lines)
        self.levels = TitleLevels(Levels.FIXED)
        texts = [line.strip() for line in self.lines]
        self.loose = True
        self.has_letter_bullets = sum(1 for line in texts if _LETTER_O.match(line)) >= _FEWEST
        tight = sum(1 for line in texts if _TIGHT.match(line))
        self.has_tight_bullets = tight > _FEWEST and tight >= sum(
            1 for line in texts if item_at(line)
        )

    def title(self) -> bool:
        return adorned_title(self, self.levels) is not None

    def line_across(self) -> bool:
        """Read a line of punctuation that adorns no title as a break."""
        is_line = is_break(self.words) or (is_adornment(self.words) and len(self.words) > 3)
        if not is_line:
            return False
        self.page.outline.clear()
        self.page.raw("* * *")
        return True

    def heading(self) -> bool:
        found = _ATX.match(self.line)
        if not found:
            return False
        self.page.heading(len(found["marks"]), found["text"].rstrip("#").strip())
        return True

    def quotation(self) -> bool:
        if not self.words.startswith("> "):
            return False
        self.page.quote(self.words[2:].strip())
        return True

    def item(self) -> bool:
        if self.words.startswith("o ") and not self.has_letter_bullets:
            return False
        return super().item()

    def tight_item(self) -> bool:
        """Read `-like this` as an item, where a file has several such lines."""
        if not (self.has_tight_bullets and _TIGHT.match(self.words)):
            return False
        self.page.item(self.columns, self.words[0], self.words[1:])
        return True
