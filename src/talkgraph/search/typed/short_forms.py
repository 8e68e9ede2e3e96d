"""Reads the short forms of words: numeronyms such as o11y, acronyms such as VSM.

What they stand for is in the texts themselves, in their titles and in the labels of topics.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final, Self

from talkgraph.search.once import once
from talkgraph.search.stored.shelf import Dictionary, Shelf, Shelved
from talkgraph.search.typed.phrases import Phrases
from talkgraph.words import STOP_WORDS, TITLE_STOP_WORDS, fold, folded_words, word_set, words_of

_NUMERONYM: Final = re.compile(r"([a-z])(\d{1,2})([a-z])")
_FEWEST_LEFT_OUT: Final = 7  # letters: "e2e" and "w3c" stand for something else
# Of two letters, labels told what they stand for in only three of seven cases.
_ACRONYM: Final = re.compile(r"[A-Za-z]{3,6}")
_PART_OF_TITLE: Final = re.compile(r"\s[-–—|]\s|[:?!()–—|]")
_OFTEN: Final = 3  # texts that have a sequence of words which nothing names
_INITIALS: Final = "initials"  # what is on the shelf of all texts, in their order
_JOINTS: Final = word_set("a and as at by for in of on or the to")
_JOINT: Final = rf"(?:[ -](?:{'|'.join(sorted(_JOINTS))}))?[ -]"


class ShortForms(Shelved):
    """Says what short forms stand for, going by texts and by labels, the best labels first.

    `words` are those of the texts, whole and folded; `vocabulary` has ordinary ones,
    which in small letters are no acronyms.
    """

    ON_SHELF = (
        "_short_labels",
        "_words_of_labels",
        "_by_shape",
        "_labels_by_initials",
        "_titles_by_initials",
        "_of_texts",
    )

    def __init__(
        self,
        phrases: Phrases,
        words: Collection[str],
        *,
        labels: Sequence[str] = (),
        titles: Sequence[str] = (),
        vocabulary: Collection[str] = (),
    ) -> None:
        """Prepare to be asked; nothing is looked through before."""
        self._phrases = phrases
        self._words = words
        self._labels = labels
        self._titles = titles
        self._vocabulary = vocabulary

    @classmethod
    def stored(
        cls, shelf: Shelf, phrases: Phrases, words: Collection[str], vocabulary: Collection[str]
    ) -> Self:
        """Return the one that was saved."""
        return cls.taken(shelf, _phrases=phrases, _words=words, _vocabulary=vocabulary)

    def numeronym(self, typed: str) -> str | None:
        """Return the word that most texts have with this first letter, length and last letter.

        Adverbs ("automatically") are not shortened, and a word that one text alone has may be a
        slip of its writer, unless a label or the vocabulary has it, too.
        """
        match = _NUMERONYM.fullmatch(typed.casefold())
        if match is None or int(match[2]) < _FEWEST_LEFT_OUT:
            return None
        fitting = self._by_shape.get(_shape(match[1], int(match[2]) + 2, match[3]), ())
        counts = {word: self._count(word) for word in fitting}
        likely = [word for word, n in counts.items() if n > 1 or (n and self._is_ordinary(word))]
        return min(likely, key=lambda word: (-counts[word], word), default=None)

    def acronym(self, typed: str) -> str | None:
        """Return the words whose initials these are; `None` for what is a word of the texts.

        Of labels, that which most texts use, or the first if the short form is a label itself.
        What no label has is looked for, if it has capital letters, among whole titles without stop
        words that another text uses too, and then among sequences of words: it is the one that at
        least three texts have, and twice as many as any other.
        """
        letters = typed.removesuffix("s") if typed[:-1].isupper() else typed
        capitals = sum(map(str.isupper, letters)) > 1
        short = letters.casefold()
        if not _ACRONYM.fullmatch(letters) or short in self._words or fold(typed) in self._words:
            return None
        if not capitals and short in self._vocabulary and short not in self._short_labels:
            return None
        fewest = 0 if short in self._short_labels else 1
        if labels := self._labels_by_initials.get(short):
            return self._most_used(labels, fewest)
        if not capitals:
            return None
        return self._most_used(self._titles_by_initials.get(short, ()), 2) or self._sequence(short)

    def _most_used(self, named: Iterable[str], fewest: int) -> str | None:
        """Return what most texts use, the first of several, if at least so many do."""
        counts = {each: self._count(each) for each in named}
        best = max(counts, key=counts.__getitem__, default=None)
        return best if best is not None and counts[best] >= fewest else None

    def _is_ordinary(self, word: str) -> bool:
        return word in self._vocabulary or word in self._words_of_labels

    @once
    def _short_labels(self) -> Dictionary:
        return dict.fromkeys(map(fold, self._labels), ())

    @once
    def _words_of_labels(self) -> Dictionary:
        return dict.fromkeys(words_of(self._labels), ())

    def _count(self, words: str) -> int:
        return int(self._phrases.holding(words).sum())

    @once
    def _by_shape(self) -> Dictionary:
        shapes: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            if word.isalpha() and not word.endswith("ly"):
                shapes[_shape(word[0], len(word), word[-1])].append(word)
        return shapes

    @once
    def _labels_by_initials(self) -> Dictionary:
        return _by_initials(self._labels)

    @once
    def _titles_by_initials(self) -> Dictionary:
        parts = (part for title in self._titles for part in _PART_OF_TITLE.split(title))
        return _by_initials(part for part in parts if STOP_WORDS.isdisjoint(folded_words(part)))

    @once
    def _initials(self) -> Sequence[str]:
        """Of each text the initials of all its words, and of those that are no joints."""
        return tuple(self._of_texts[_INITIALS])

    @once
    def _of_texts(self) -> Dictionary:
        found = []
        for row in range(len(self._phrases)):
            words = folded_words(self._phrases.folded(row))
            bare = (word[0] for word in words if word not in _JOINTS)
            found.append(f"{''.join(word[0] for word in words)} {''.join(bare)}")
        return {_INITIALS: found}

    def _sequence(self, short: str) -> str | None:
        words = _JOINT.join(f"{letter}[^\\W\\d_]+" for letter in short)
        pattern = re.compile(rf"(?<![\w-]){words}(?![\w-])")
        counts = Counter(
            words
            for row, initials in enumerate(self._initials)
            if short in initials
            for words in self._found(pattern, row)
            if _is_term(words.split())
        )
        best = sorted(counts, key=lambda words: (-counts[words], words))[:2]
        second = counts[best[1]] if len(best) > 1 else 0
        return best[0] if best and counts[best[0]] >= max(_OFTEN, 2 * second) else None

    def _found(self, pattern: re.Pattern[str], row: int) -> set[str]:
        found = pattern.finditer(self._phrases.folded(row))
        return {" ".join(folded_words(match[0])) for match in found}


def _shape(first: str, length: int, last: str) -> str:
    return f"{first}{length}{last}"


def _by_initials(texts: Iterable[str]) -> Dictionary:
    """Return texts of several words, folded, by their initials with and without stop words."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for text in texts:
        words = folded_words(text)
        if len(words) > 1 and TITLE_STOP_WORDS.isdisjoint((words[0], words[-1])):
            for among in (words, [word for word in words if word not in TITLE_STOP_WORDS]):
                found["".join(word[0] for word in among)][" ".join(words)] = None
    return {initials: tuple(each) for initials, each in found.items()}


def _is_term(words: Sequence[str]) -> bool:
    return STOP_WORDS.isdisjoint((words[0], words[-1])) and all(
        word in _JOINTS or word not in STOP_WORDS for word in words[1:-1]
    )
