"""The words of a query with their places, and which words are ordinary ones and no names."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Self

from talkgraph.model import PassageKind
from talkgraph.model.queries import Correction
from talkgraph.search.stored.shelf import Dictionary, Shelf, Shelved, sets
from talkgraph.words import STOP_WORDS, fold, word_set

FILE: Final = "read.jsonl"  # of a generation: the dictionaries of all that reads words
_WORD: Final = re.compile(r"(?:[@#]_*)?[^\W_]+(?:['’ʼ][^\W_]+)*")
_PLAIN_WORD: Final = re.compile("[a-z0-9]+")
_MARKED: Final = re.compile("[@#']")
_POSSESSIVE: Final = re.compile(r"['’ʼ]s$")
_APOSTROPHES: Final = re.compile(r"['’ʼ]")
_PLAIN_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "ı": "i", "œ": "oe"}
)
# Written small, and in no address, handle or file name.
_SMALL: Final = re.compile(r"(?<![\w@#/.:\\-])[a-zß-öø-ÿ]+(?![\w@/\\]|\.\w)")
# Beginning with a capital within a sentence, and not behind another name.
_CAPITAL: Final = re.compile(r"(?<=[a-zß-öø-ÿ,;] )[A-Z]\w+")
_MANY: Final = 3
_OF_ALL: Final = 0.005
_FEWEST: Final = "fewest talks of a subject"
_ENDINGS: Final = ("s", "es", "d", "ed", "er", "ing", "ly", "y")

YEAR: Final = r"(?:19|20)\d\d"  # a pattern

SAID: Final = word_set("say says said saying tell tells told think thinks thought")
"""Words that ask for what somebody said."""
_SAYS: Final = SAID | word_set("speak speaks spoke talk talked")
FRAME: Final = _SAYS | word_set(
    "a about after all an and any are as at by did do does for from gave give given gives has have "
    "he her his i in is it its me my of on or please she show talking that the their there they to "
    "us was we were what when where which who whom whose with find list regarding"
)
"""Words that ask, and are not what is asked for."""
_NAMES_OF_KINDS: Final = {
    PassageKind.QUOTE: ("quote", "quotation"),
    PassageKind.POST: ("post", "tweet"),
    PassageKind.NOTE: ("note",),
    PassageKind.TALK: ("talk",),
    PassageKind.ABSTRACT: ("abstract",),
}
KINDS: Final = {
    word: kind
    for kind, names in _NAMES_OF_KINDS.items()
    for name in names
    for word in (name, f"{name}s")
}
"""What passages are called, one and many of them."""
SLIDES: Final = word_set("slide slides deck decks")
KIND_WORDS: Final = SLIDES.union(KINDS)
_DID: Final = word_set("did does")
_ASKS: Final = word_set("did does has what by")


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
    def is_acronym(self) -> bool:
        """Whether it is two capital letters or more, and no others."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def is_handle(self) -> bool:
        """Whether it is written as a handle."""
        return self.text.startswith("@")


def key(text: str) -> str:
    """Return what a word is compared by: small letters, no accents, no possessive.

    >>> key("O’Brien's"), key("Łukasz")
    ('obrien', 'lukasz')
    """
    bare = _POSSESSIVE.sub("", text.lstrip("@#_"))
    return _APOSTROPHES.sub("", fold(bare).translate(_PLAIN_LETTERS))


def keys(text: str) -> tuple[str, ...]:
    """Return the keys of the words of a name.

    >>> keys("Jean-Luc O'Neill")
    ('jean', 'luc', 'oneill')
    """
    if text.isascii():  # as most of the many labels are
        if text.replace(" ", "").isalnum():
            return tuple(text.lower().split())
        if not _MARKED.search(text):
            return tuple(_PLAIN_WORD.findall(text.lower()))
    return tuple(key(match[0]) for match in _WORD.finditer(text))


class Typed:
    """What somebody typed, word by word."""

    def __init__(self, text: str) -> None:
        """Split the text."""
        self.text = text
        self.words: Sequence[Word] = tuple(
            Word(text=match[0], start=match.start(), end=match.end(), key=key(match[0]))
            for match in _WORD.finditer(text)
        )

    def corrected(self, corrections: Iterable[Correction]) -> "Typed":
        """Return it with misspelt words compared by what they were meant to be."""
        meant = {each.start: each.meant[0] for each in corrections if each.replaces}
        if not meant:
            return self
        found = Typed(self.text)
        found.words = tuple(
            replace(word, key=key(meant[word.start])) if word.start in meant else word
            for word in self.words
        )
        return found

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

    def within(self, start: int, end: int) -> list[int]:
        """Return the places of the words between two characters."""
        return [
            place
            for place, word in enumerate(self.words)
            if start <= word.start and word.end <= end
        ]

    def is_all(self, places: Collection[int], taken: Collection[int] = ()) -> bool:
        """Tell whether some words are all that is asked for, but for what is taken already."""
        return all(place in places or place in taken for place in self.content)

    def is_said(self, place: int) -> bool:
        """Tell whether somebody is spoken of here as saying something, or as having given a talk.

        >>> Typed("what did Page say on time").is_said(2), Typed("quotes by Page").is_said(2)
        (True, True)
        >>> Typed("written by Page").is_said(2)
        False
        """
        if self.key(place + 1) in _SAYS:
            return True
        before = self.keys(0, place)
        asks = bool(before) and before[-1] in _ASKS
        return asks and all(word in FRAME or word in KIND_WORDS for word in before)

    def is_surely_said(self, place: int) -> bool:
        """Tell whether a word stands where a name alone does, be it an ordinary word or not.

        >>> [Typed(text).is_surely_said(2) for text in ("what did page say", "slides by page")]
        [True, True]
        >>> Typed("what does page layout say").is_surely_said(2)
        False
        """
        if self.key(place) in FRAME | STOP_WORDS:
            return False
        if self.key(place - 1) in _DID:
            return self.key(place + 1) in _SAYS
        if self.key(place - 1) == "by":
            return self.key(place - 2) in KIND_WORDS
        return self.is_possessive(place) and self.key(place + 1) in KIND_WORDS

    def is_possessive(self, place: int) -> bool:
        """Tell whether a word has an 's."""
        return bool(_POSSESSIVE.search(self.words[place].text))

    def are_side_by_side(self, place: int) -> bool:
        """Tell whether nothing but a space stands between a word and the next, not even an 's."""
        left, right = self.words[place], self.words[place + 1]
        gap = self.text[left.end : right.start]
        return not gap.strip() and not self.is_possessive(place)

    def capital_tells(self, place: int, taken: Collection[int] = ()) -> bool:
        """Tell whether the word has a capital letter that it would not have as an ordinary word.

        Not where it begins what is typed, nor where all words have one, unless it is alone. What
        is `taken` as a name already does not count.

        >>> [Typed(text).capital_tells(0) for text in ("Page", "Page layout", "PAGE LAYOUT")]
        [True, False, False]
        """
        if not self.words[place].is_capital:
            return False
        others = [each for each in self.content if each != place and each not in taken]
        if not others:
            return True
        return place > 0 and not all(self.words[each].is_capital for each in others)


class Ordinary(Shelved):
    """Which words are ordinary ones: what the notes write small, and what a language inflects.

    A vocabulary of a model, or a dictionary, holds names, too. But a word stands in it, or in the
    notes, with its inflections ("knight", "knights"), a name alone ("okafor").
    """

    ON_SHELF = ("_small", "_capital", "_vocabulary", "_numbers")

    def __init__(
        self,
        texts: Sequence[tuple[str, str]],
        vocabulary: Collection[str],
        dictionary: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        """Collect the words of the notes: texts, each with the talk that it is of.

        The `dictionary` of their language is read when it is first needed.
        """
        self._dictionary = dictionary
        small: set[str] = set()
        capital: dict[str, set[str]] = defaultdict(set)
        for talk, text in texts:
            small.update(_SMALL.findall(text))
            for word in _CAPITAL.findall(text):
                capital[word].add(talk)
        # Each is folded once: most words come again and again.
        self._small: Dictionary = dict.fromkeys(map(fold, small), ())
        talks_with = sets()
        for word, talks in capital.items():
            talks_with[key(word)] |= talks
        self._capital: Dictionary = talks_with
        self._vocabulary: Dictionary = dict.fromkeys(vocabulary, ())
        many = max(_MANY, len({talk for talk, _ in texts}) * _OF_ALL)
        self._numbers: Dictionary = {_FEWEST: (repr(float(many)),)}

    @classmethod
    def stored(cls, shelf: Shelf, dictionary: Callable[[], Collection[str]]) -> Self:
        """Return the one that was saved."""
        return cls.taken(shelf, _dictionary=dictionary)

    def __contains__(self, word: str) -> bool:
        """Tell whether a word (a key) is an ordinary one."""
        if word in self._small or word in STOP_WORDS or word.isdecimal():
            return True
        return _is_inflected(word, self._is_known) or (
            _is_inflected(word, self._dictionary().__contains__)
        )

    def _is_known(self, word: str) -> bool:
        return word in self._small or word in self._vocabulary

    def knows(self, word: str) -> bool:
        """Tell whether a word is written right, be it a name."""
        return word in self or self._is_known(word) or word in self._capital

    def is_written(self, word: str, talks: Collection[str]) -> bool:
        """Tell whether the notes have a word: small, in some form, or as a name in other talks."""
        if word in self._small or word in STOP_WORDS or word.isdecimal():
            return True
        return any(word + each in self._small for each in _ENDINGS) or self._others(word, talks) > 0

    def is_subject(self, word: str, talks: Collection[str]) -> bool:
        """Tell whether other talks than these speak of what has this word as its name ("Rust")."""
        [fewest] = self._numbers[_FEWEST]
        return self._others(word, talks) >= float(fewest)

    def _others(self, word: str, talks: Collection[str]) -> int:
        return len(frozenset(self._capital.get(word, ())).difference(talks))


def _is_inflected(word: str, is_known: Callable[[str], bool]) -> bool:
    return is_known(word) and any(is_known(word + ending) for ending in _ENDINGS)
