"""Quotations: where quotation marks open and close, whatever stands between them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.sources.notes.markdown.text import Prose, TextBlock

_MARK: Final = re.compile("[\"“”„«»‘’']")
_CLOSERS: Final = {'"': '"', "“": "”“", "„": "“”", "«": "»", "»": "«", "”": "”"}
_SINGLE: Final = "‘'"
_SINGLE_CLOSER: Final = re.compile(r"(?<=[^\s(\[])['’](?![^\W_])")
_ELIDED: Final = re.compile(
    r"(?:tis|twas|cause|cos|cuz|em|til|till|n|round|bout|nother|ya|nuff|\d\ds?)\b", re.IGNORECASE
)
_LONGEST_SINGLE: Final = 400
_MOST_BLOCKS: Final = 4
_WINDOW: Final = 300
_TAIL: Final = re.compile(r"#\w+|\[/?fin\]|[\s.]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words between quotation marks.

    The marks stand at `start` and `end - 1`. `before` and `after` are what else the paragraph
    holds on either side, as far as it matters; `following` is the next paragraph, with its
    bullet as a dash, where the quotation ends its own.
    """

    start: int
    end: int
    text: str
    before: str
    after: str
    following: str = ""


def quotations(source: Prose) -> tuple[Quotation, ...]:
    """Find the quotations of a text, the outermost where they nest, in order.

    A quotation may run over several paragraphs, never over items of a list. Apostrophes and
    inch signs open nothing.
    """
    text = source.bare
    if _MARK.search(text) is None:
        return ()
    starts = [block.start for block in source.blocks]
    pairs = _pairs(text, source.blocks)
    return tuple(_quotation(source, starts, start, end) for start, end in pairs)


class _Scanner:
    """Walks over the marks and keeps those that are open."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._opened: list[tuple[int, str]] = []
        self._since = 0
        self._done = 0

    def enter(self, number: int, blocks: Sequence[TextBlock]) -> None:
        """Begin a block: what is open stays open from paragraph to paragraph only."""
        if not self._opened:
            self._since = number
        elif blocks[number].item or blocks[number - 1].item or number - self._since > _MOST_BLOCKS:
            self._opened = []

    def pair(self, place: int, mark: str, block: TextBlock) -> tuple[int, int] | None:
        """Look at one mark; return a quotation's ends where it closes one."""
        if place < self._done:
            return None
        if mark in _SINGLE:
            end = None if self._opened else _single_end(self._text, place, block)
            self._done = end or self._done
            return (place, end) if end else None
        if self._opened and mark in _CLOSERS[self._opened[-1][1]] and self._closes(place, block):
            start, _ = self._opened.pop()
            return None if self._opened else (start, place + 1)
        if mark in _CLOSERS and self._opens(place, block):
            self._open(place, mark, block)
        return None

    def _open(self, place: int, mark: str, block: TextBlock) -> None:
        """Another kind of mark nests; the same kind means that the first was never closed."""
        if not self._opened:
            self._opened = [(place, mark)]
        elif mark == self._opened[-1][1]:
            if place > block.start:
                self._opened[-1] = (place, mark)
        elif len(self._opened) == 1:
            self._opened.append((place, mark))

    def _opens(self, place: int, block: TextBlock) -> bool:
        previous = self._text[place - 1] if place > block.start else " "
        following = self._text[place + 1] if place + 1 < block.end else " "
        if following.isspace() and self._text[place] not in "«»":
            return False
        return not previous.isalnum() and previous not in ".,!?%"

    def _closes(self, place: int, block: TextBlock) -> bool:
        previous = self._text[place - 1] if place > block.start else " "
        following = self._text[place + 1] if place + 1 < block.end else " "
        if previous.isspace() and self._text[place] not in "«»":
            return False
        return not following.isalnum()


def _pairs(text: str, blocks: tuple[TextBlock, ...]) -> Iterator[tuple[int, int]]:
    scanner = _Scanner(text)
    for number, block in enumerate(blocks):
        scanner.enter(number, blocks)
        for match in _MARK.finditer(text, block.start, block.end):
            found = scanner.pair(match.start(), match.group(), block)
            if found is not None:
                yield found


def _single_end(text: str, place: int, block: TextBlock) -> int | None:
    """Find the end of a quotation in single marks, or `None` for an apostrophe."""
    previous = text[place - 1] if place > block.start else " "
    following = text[place + 1 : place + 2]
    if previous.isalnum() or previous in ".,!?)" or not (following.isalnum() or following in "@#["):
        return None
    if _ELIDED.match(text, place + 1):
        return None
    doubtful = None
    limit = min(block.end, place + _LONGEST_SINGLE)
    for match in _SINGLE_CLOSER.finditer(text, place + 1, limit):
        plural = text[match.start() - 1] in "sS" and re.match(
            r"\s+[^\W\d_]", text[match.end() :][:9]
        )
        if not plural:
            return match.end()
        doubtful = doubtful or match.end()
    return doubtful


def _quotation(source: Prose, starts: Sequence[int], start: int, end: int) -> Quotation:
    first = source.blocks[bisect_right(starts, start) - 1]
    number = bisect_right(starts, end - 1) - 1
    last = source.blocks[number]
    after = source.text[end : min(last.end, end + _WINDOW)]
    following = ""
    if number + 1 < len(source.blocks) and not _TAIL.sub("", after):
        block = source.blocks[number + 1]
        bullet = "- " if block.item and not last.item else ""
        following = bullet + source.text[block.start : min(block.end, block.start + _WINDOW)]
    return Quotation(
        start=start,
        end=end,
        text=source.text[start + 1 : end - 1].strip(),
        before=source.text[max(first.start, start - _WINDOW) : start],
        after=after,
        following=following,
    )
