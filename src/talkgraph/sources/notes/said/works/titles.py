"""Titles: what in a text may be the title of a work, by its marks and by its shape.

Italics, quotation marks and a link's text set a title off; without marks, words that begin with
capitals may be one. Whether it is one, the words around it decide.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from talkgraph.model import WorkKind
from talkgraph.sources.notes.addresses import bare_urls
from talkgraph.sources.notes.markdown.text import Prose
from talkgraph.sources.notes.said.quotations import Quotation
from talkgraph.words import word_set

_WRITTEN_MARKS: Final = re.compile(
    r"(?<![\w*_])([*_])(?=[^\s*_])([^*_\n]{3,120}?)(?<=[^\s*_])\1(?![\w*_])"
)
_WORD: Final = re.compile(r"[^\W_][\w'’.&-]*")
_EDGES: Final = " \t.,;:–—-*_\"“”'’‘()[]"
_SMALL: Final = word_set(
    "a about an and as at but by for from in into is not of on or the to vs via with your you we "
    "de des du la le les et en der die das und von van het"
)
_REMARK: Final = re.compile(r"\s*\([a-z][a-z ]{1,20}\)\s*$")
_MOST_WORDS: Final = 16
_LONGEST: Final = 130
_LONG_WORD: Final = 3
_CAPITALS: Final = 0.66

_CAPITAL: Final = r"[A-Z0-9](?:[\w'’&+#-]|\.(?=\w))*:?"
RUN: Final = (
    rf"{_CAPITAL}"
    rf"(?: (?:of|the|and|or|for|to|in|at|a|an|as|with|on|is|not|your|by|from|&|{_CAPITAL})){{0,11}}"
)
"""Words that begin with capitals, and the small words between them."""


class Mark(StrEnum):
    """What sets a title off from the words around it."""

    ITALICS = "italics"
    QUOTES = "quotes"
    LINK = "link"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """Words that may be a title: `start` to `end` of the text, its marks included."""

    start: int
    end: int
    text: str
    mark: Mark
    url: str | None = None

    @property
    def words(self) -> list[str]:
        """The words of it."""
        return _words(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the words around a title say of the work; the fields are those of `CitedWork`."""

    kind: WorkKind
    author: str | None = None
    by_speaker: bool = False


def marked_titles(source: Prose, quoted: Sequence[Quotation]) -> tuple[Title, ...]:
    """Return what marks set off, in order; of marks in marks the inner words, with the link."""
    found: list[Title] = []
    links = [a for a in source.anchors if a.url and not a.image and a.end > a.start]
    inner = [(start, end, source.text[start:end], Mark.ITALICS) for start, end in source.emphases]
    inner += [(m.start(), m.end(), m[2], Mark.ITALICS) for m in _written(source)]
    inner += [(q.start, q.end, q.text, Mark.QUOTES) for q in quoted]
    linked = {place: each for each in reversed(links) for place in range(each.start, each.end)}
    for start, end, text, mark in sorted(inner):
        if found and start < found[-1].end:
            continue
        around = linked.get(start)
        if around is not None and end > around.end:
            around = None
        first, last = (around.start, around.end) if around else (start, end)
        url = around.url if around else None
        found.append(Title(start=first, end=last, text=bare(text), mark=mark, url=url))
    taken = {place for each in found for place in range(each.start, each.end)}
    for link in links:
        if taken.isdisjoint(range(link.start, link.end)):
            text = bare(_REMARK.sub("", source.text[link.start : link.end]))
            found.append(
                Title(start=link.start, end=link.end, text=text, mark=Mark.LINK, url=link.url)
            )
    return tuple(sorted((t for t in found if _is_short(t.text)), key=lambda t: t.start))


def _words(text: str) -> list[str]:
    return [match.group() for match in _WORD.finditer(text)]


def _written(source: Prose) -> Iterator[re.Match[str]]:
    """Yield marks that stand in the text itself, as people type them where nobody reads them."""
    if "*" in source.bare or "_" in source.bare:
        yield from _WRITTEN_MARKS.finditer(source.bare)


def bare(text: str) -> str:
    """Return a title without the marks at its ends; a question mark is part of it."""
    text = " ".join(text.split()).strip(_EDGES)
    if text.count("(") > text.count(")"):
        text += ")"
    return text


def _is_short(text: str) -> bool:
    words = len(_words(text)) if len(text) <= _LONGEST else 0
    return 0 < words <= _MOST_WORDS and any(map(str.isalpha, text)) and not any(bare_urls(text))


def is_title_shaped(text: str) -> bool:
    """Tell whether some words may be a title at all: few, one line, begun with a capital."""
    return _is_short(text) and (_words(text)[0][0].isupper() or text[0].isdigit())


def is_in_title_case(text: str) -> bool:
    """Tell whether two longer words or more, and most of them, begin with capitals.

    >>> is_in_title_case("The Long Way to the Quay"), is_in_title_case("Keep the lamp lit")
    (True, False)
    """
    words = [word for word in _words(text) if word.casefold() not in _SMALL]
    longer = [word for word in words if len(word) >= _LONG_WORD]
    if len(longer) < 2 or text.rstrip()[-1:] in ".…":
        return False
    return sum(word[0].isupper() for word in longer) / len(longer) >= _CAPITALS
