"""Finds words that have to stand together: what is in quotation marks, and the texts that hold it.

A text holds a phrase that has its words in this order with no other word between them, whatever
their letter case, accents and punctuation: "error budget" stands in "Error-budget policy".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, overload

import numpy as np

from talkgraph.model import Passage
from talkgraph.protocols import LexicalIndex
from talkgraph.words import fold, folded_words, one_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What ends a quotation, by what begins it: straight, English, German, Nordic, French and Swiss.
_MARKS: Final = {'"': '"', "“": "”", "„": "“”", "”": "”", "«": "»", "»": "«"}
_WORDS: Final = r"(?<![^\W_]){}(?![^\W_])"
_BETWEEN: Final = r"[\W_]+"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A phrase in a query, and where it stands there, quotation marks included."""

    start: int
    end: int
    phrase: str


def quoted(text: str) -> tuple[Quoted, ...]:
    """Return what stands in quotation marks, in order.

    A mark opens at the beginning of a word and closes at the end of one; one without the other,
    and marks around no word, are plain text.

    >>> [each.phrase for each in quoted('"error budget" policy, „wer schläft“, a 5" disk, ""')]
    ['error budget', 'wer schläft']
    """
    found = []
    start = 0
    while start < len(text):
        end = _closing(text, start)
        if end is None:
            start += 1
            continue
        phrase = one_line(text[start + 1 : end])
        if folded_words(phrase):
            found.append(Quoted(start, end + 1, phrase))
        start = end + 1
    return tuple(found)


class Texts(Sequence[str]):
    """The texts of passages, which are looked at when they are asked for."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        """Take the passages."""
        self._passages = passages

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._passages)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...

    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        """Return the text of the passage at a place."""
        if isinstance(place, slice):
            return tuple(passage.text for passage in self._passages[place])
        return self._passages[place].text


class Phrases:
    """Finds phrases in a fixed list of texts, by way of the index of their words."""

    def __init__(self, texts: Sequence[str], index: LexicalIndex) -> None:
        """Prepare to look through the texts that `index` was made of, in its order."""
        self._texts = texts
        self._index = index
        self._folded: dict[int, str] = {}  # most phrases need few of the texts

    def holding(self, phrase: str) -> "NDArray[np.bool_]":
        """Tell which of the texts hold a phrase; shape (n,)."""
        held = np.zeros(len(self._texts), dtype=bool)
        words = folded_words(phrase)
        if words:
            in_order = re.compile(_WORDS.format(_BETWEEN.join(words)))
            for row in map(int, np.flatnonzero(self._possible(phrase))):
                text = self.folded(row)
                # To look for each word first is much faster where a text does not have them.
                held[row] = all(word in text for word in words) and bool(in_order.search(text))
        return held

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self._texts)

    def folded(self, row: int) -> str:
        """Return the text at a place in small letters without diacritics."""
        if row not in self._folded:
            self._folded[row] = fold(self._texts[row])
        return self._folded[row]

    def _possible(self, phrase: str) -> "NDArray[np.bool_]":
        """Return the texts that may hold a phrase: those with a word of every piece of it.

        The index knows no stop words and cuts numbers its own way ("1.29"), so that what it does
        not have in any text, or has a digit in it, rules out none.
        """
        possible = np.ones(len(self._texts), dtype=bool)
        for piece in phrase.split():
            having = self._index.coverage(piece) > 0
            if having.any() and not any(map(str.isdigit, piece)):
                possible &= having
        return possible


def _closing(text: str, start: int) -> int | None:
    """Return where the quotation ends that begins at `start`, if one does."""
    marks = _MARKS.get(text[start])
    if marks is None or text[max(0, start - 1) : start].isalnum():
        return None
    ends = (
        end
        for end in range(start + 1, len(text))
        if text[end] in marks and not text[end + 1 : end + 2].isalnum()
    )
    return next(ends, None)
