"""The words of a query with their places, and which words are ordinary ones and no names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from talkgraph.words import STOP_WORDS, fold, word_set

_WORD: Final = re.compile(r"[@#]?\w+(?:['’ʼ]\w+)*")
_POSSESSIVE: Final = re.compile(r"['’ʼ]s$")
_APOSTROPHES: Final = re.compile(r"['’ʼ]")
_PLAIN_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "ı": "i", "œ": "oe"}
)
# Written small, and in no address, handle or file name.
_SMALL: Final = re.compile(r"(?<![\w@#/.:\\-])[a-zß-öø-ÿ]+(?![\w@/\\]|\.\w)")
_ENDINGS: Final = ("s", "es", "d", "ed", "er", "ing", "ly", "y")

FRAME: Final = word_set(
    "a about after all an and any are as at by did do does for from gave give given gives has have "
    "he her his i in is it its me my of on or please say saying says said she show speak speaks "
    "spoke talk talked talking tell tells that the their there they think thinks thought to told "
    "us was we were what when where which who whom whose with say's find list regarding"
)
"""Words that ask, and are not what is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word as typed; `key` is what it is compared by."""

    text: str
    start: int
    end: int
    key: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter (or has one: "deGrandis")."""
        return any(letter.isupper() for letter in self.text)

    @property
    def is_handle(self) -> bool:
        """Whether it is written as a handle."""
        return self.text.startswith("@")


def key(text: str) -> str:
    """Return what a word is compared by: small letters, no accents, no possessive.

    >>> key("O’Brien's"), key("Łukasz")
    ('obrien', 'lukasz')
    """
    bare = _POSSESSIVE.sub("", text.lstrip("@#"))
    return _APOSTROPHES.sub("", fold(bare).translate(_PLAIN_LETTERS))


def keys(text: str) -> tuple[str, ...]:
    """Return the keys of the words of a name.

    >>> keys("Jean-Luc O'Neill")
    ('jean', 'luc', 'oneill')
    """
    return tuple(key(match[0]) for match in _WORD.finditer(text.replace("_", " ")))


class Typed:
    """What somebody typed, word by word."""

    def __init__(self, text: str) -> None:
        """Split the text."""
        self.text = text
        self.words: Sequence[Word] = tuple(
            Word(text=match[0], start=match.start(), end=match.end(), key=key(match[0]))
            for match in _WORD.finditer(text)
        )

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self.words)

    def key(self, place: int) -> str:
        """Return the key of the word at a place, and "" where there is none."""
        return self.words[place].key if 0 <= place < len(self.words) else ""

    def keys(self, first: int, last: int) -> tuple[str, ...]:
        """Return the keys of the words from `first` to before `last`."""
        return tuple(word.key for word in self.words[first:last])

    def between(self, first: int, last: int) -> str:
        """Return the text from one word to before another."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    @cached_property
    def content(self) -> tuple[int, ...]:
        """The places of the words that do not only ask."""
        return tuple(place for place, word in enumerate(self.words) if word.key not in FRAME)

    @cached_property
    def _all_capital(self) -> bool:
        return all(self.words[place].is_capital for place in self.content)

    def capital_tells(self, place: int) -> bool:
        """Tell whether the word has a capital letter that it would not have as an ordinary word.

        Not where it begins what is typed, nor where all words have one, unless it is alone.

        >>> [Typed(text).capital_tells(0) for text in ("Page", "Page layout", "PAGE LAYOUT")]
        [True, False, False]
        """
        if not self.words[place].is_capital:
            return False
        if self.content in ((place,), ()):
            return True
        return place > 0 and not self._all_capital


class Ordinary:
    """Which words are ordinary ones: what the notes write small, and what a language inflects.

    A vocabulary of a model holds names, too. But a word stands in it with its inflections
    ("knight", "knights"), a name alone ("okafor").
    """

    def __init__(self, texts: Iterable[str], vocabulary: frozenset[str]) -> None:
        """Collect the words of the notes."""
        self._small: set[str] = set()
        for text in texts:
            self._small.update(map(fold, _SMALL.findall(text)))
        self._vocabulary = vocabulary

    def __contains__(self, word: str) -> bool:
        """Tell whether a word (a key) is an ordinary one."""
        if word in self._small or word in STOP_WORDS or word.isdecimal():
            return True
        return word in self._vocabulary and any(
            word + ending in self._vocabulary for ending in _ENDINGS
        )

    def knows(self, word: str) -> bool:
        """Tell whether a word is written right, be it a name."""
        return word in self or word in self._vocabulary
