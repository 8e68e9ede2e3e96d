"""Reads words as people mistype and shorten them, by the words that there are to be found.

A word that neither the texts nor the model's vocabulary nor a dictionary knows is read as the
nearest word of the texts (optimal string alignment: letters left out, added, replaced, or swapped
with a neighbour).
To leave a name or a new word as it is matters more than to put every mistake right, so that

- the first and the last letter are right, or swapped with their neighbours; one may be missing
  at the end of a long word. New words differ from others there: "systemd", "gevent";
- a letter may be left out, doubled or swapped anywhere, but another letter is put right only in
  a word of seven letters or more: too many short ones have such neighbours ("thanos", "thanks");
- two mistakes are too many for a word of less than ten letters;
- where a query has several unknown words, it may be of another language: in it, only letters
  left out, doubled or swapped are put right;
- capital letters inside a query, and letters with diacritics, are meant.

Held against three collections of other fields each, 474 ordinary queries lost five words to these
rules, and 80 in 100 words with one letter wrong were put right (fewer than 1 became another word).
To put other letters right in words of six letters, too, would make that 85, and twice the losses.
Of 454 further queries, of everyday life above all, six to nine lost a word before there was the
dictionary ("snoring" became "storing", "routers" "routes"), and one or two with it; 2 in 1,000
words with a letter wrong are words of the dictionary, and stay as they are.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, Self

from rapidfuzz.distance import OSA

from talkgraph.model.queries import Correction, Rewriting
from talkgraph.protocols import LexicalIndex
from talkgraph.search.once import once
from talkgraph.search.stored.shelf import Dictionary, Shelf, Shelved, sets
from talkgraph.search.typed.phrases import Phrases
from talkgraph.search.typed.short_forms import ShortForms
from talkgraph.words import fold, stem, stems, words_of

# A word that is no part of an address, a handle, a tag, a number or a name such as "node.js".
_TYPED: Final = re.compile(
    r"(?<![@#\w])(?<!\w[./&+:'’])[^\W_]+(?:['’][^\W_]+)*(?![./&+:]?\w)(?![+#])"
)
_SHORTEST: Final = 5
_OTHER_LETTERS: Final = 7  # the shortest word in which a wrong letter is put right
_MISSING_END: Final = 7
_TWO_MISTAKES: Final = 10
_COMPOUND: Final = (3, 4)  # letters of the shorter and the longer part, at least
_DOUBLED: Final = re.compile(r"(.)\1")
_VOWELS: Final = frozenset("aeiou")
# Spelt with an s in Britain and with a z elsewhere; the model knows most other such words.
_BRITISH: Final = re.compile(r"(?<=[iy])s(?=(?:e|ed|er|ers|es|ing|ation|ations)$)")
# How far apart two words are: mistakes, and whether letters are replaced or others put in.
_Apart = tuple[int, bool]


class Speller(Shelved):
    """Says what was meant by the words of a query, going by the words of texts.

    `index` is that of the `texts`. `labels` are what topics are called, the best first, `titles`
    those of talks. `known` are texts whose words are never changed, such as names; `vocabulary`
    has the words that the model was taught, `dictionary` those of the language: it is asked for
    when a word is strange to all others.
    """

    ON_SHELF = ("_words", "_taught", "_named", "_stems", "_targets", "_others")
    BEHIND = ("_stems_of_words", "_vocabulary", "_stems_of_vocabulary", "_other_forms")

    def __init__(
        self,
        texts: Sequence[str],
        index: LexicalIndex,
        *,
        labels: Sequence[str] = (),
        titles: Sequence[str] = (),
        known: Iterable[str] = (),
        vocabulary: Collection[str] = (),
        language: str = "english",
        dictionary: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        """Prepare to be asked; what takes long is made when a first word is not known."""
        self._index = index
        self._words: Dictionary = dict.fromkeys(index.words(), ())
        self._taught: Dictionary = dict.fromkeys(vocabulary, ())
        self._named: Dictionary = dict.fromkeys(words_of((*labels, *titles, *known)), ())
        self._language = language
        self._dictionary = dictionary
        self._short_forms = ShortForms(
            Phrases(texts, index),
            self._words,
            labels=labels,
            titles=titles,
            vocabulary=self._taught,
        )

    def shelved(self) -> dict[str, Dictionary]:
        """Return what is to be saved, that of the short forms, too."""
        return super().shelved() | self._short_forms.shelved()

    @classmethod
    def stored(
        cls,
        shelf: Shelf,
        texts: Sequence[str],
        index: LexicalIndex,
        *,
        language: str,
        dictionary: Callable[[], Collection[str]],
    ) -> Self:
        """Return the one that was saved, of these texts."""
        made = cls.taken(shelf, _index=index, _language=language, _dictionary=dictionary)
        made._short_forms = ShortForms.stored(
            shelf, Phrases(texts, index), made._words, made._taught
        )
        return made

    def corrections(
        self, text: str, covered: Sequence[tuple[int, int]] = ()
    ) -> tuple[Correction, ...]:
        """Return what is read otherwise than typed, in order.

        Words in the places `covered` (start and end) are left as they are, and so is every word
        that is known.
        """
        typed = [m for m in _TYPED.finditer(text) if not _is_within(m.span(), covered)]
        short = [self._short(match) for match in typed]
        strange = [
            m for m, read in zip(typed, short, strict=True) if not (read or self.knows(m[0]))
        ]
        right = [self._put_right(m, len(strange) > 1) for m in strange if not _is_name(m)]
        found = [each for each in (*short, *right) if each is not None]
        return tuple(sorted(found, key=lambda each: each.start))

    def apply(self, text: str, corrections: Iterable[Correction]) -> str:
        """Return the text with its corrections made.

        What a short form stands for is written after it, or in place of one that no text has.
        """
        for each in sorted(corrections, key=lambda each: -each.start):
            typed = () if each.replaces or fold(each.typed) not in self._words else (each.typed,)
            text = text[: each.start] + " ".join((*typed, *each.meant)) + text[each.end :]
        return text

    def knows(self, word: str) -> bool:
        """Tell whether a word is one: written so or with another ending, or made of two words."""
        word = fold(word)
        if self._is_known(word) or not word.isalpha():
            return True
        if any(self._stem(form) in self._stems for form in {word, _BRITISH.sub("z", word)}):
            return True
        if self._is_compound(word) and not self._has_slip(word):
            return True
        return word in self._dictionary()

    def _is_known(self, word: str) -> bool:
        return word in self._words or word in self._taught or word in self._named

    def _short(self, match: re.Match[str]) -> Correction | None:
        for how, read in (
            (Rewriting.NUMERONYM, self._short_forms.numeronym),
            (Rewriting.ACRONYM, self._short_forms.acronym),
        ):
            meant = read(match[0])
            if meant is not None:
                return _correction(match, meant, how)
        return None

    def _put_right(self, match: re.Match[str], several: bool) -> Correction | None:
        word = fold(match[0])
        if not match[0].isascii() or len(word) < _SHORTEST:
            return None
        near = self._near(self._targets, word, several)
        # The nearest may be a word that no text has: then it is the one that was meant.
        others = self._near(self._others, word, several)
        for apart in sorted(near):
            if others and min(others) < apart:
                return None
            best = min(near[apart], key=lambda each: (-self._count(each), each))
            return _correction(match, best, Rewriting.SPELLING)
        return None

    def _count(self, word: str) -> int:
        """Return how many texts have a word, or another form of it; a stop word, that all have."""
        coverage = self._index.coverage(word)
        return int((coverage > 0).sum()) or len(coverage)

    def _near(self, words: Dictionary, typed: str, several: bool) -> Mapping[_Apart, Sequence[str]]:
        """Return the words that may have been meant, by how far apart they are."""
        most = 1 if len(typed) < _TWO_MISTAKES else 2
        near: dict[_Apart, list[str]] = defaultdict(list)
        for first in sorted({*typed[:2]}):
            for length in range(len(typed) - most, len(typed) + most + 1):
                for word in words.get(_beginning(first, length), ()):
                    apart = _apart(typed, word, most)
                    if apart is None:
                        continue
                    distance, others = apart
                    if not others or (
                        distance == 1 and len(typed) >= _OTHER_LETTERS and not several
                    ):
                        near[apart].append(word)
        return near

    def _has_slip(self, word: str) -> bool:
        """Tell whether it is one letter left out, doubled or swapped from a word of the texts."""
        return len(word) >= _OTHER_LETTERS and (1, False) in self._near(self._targets, word, True)

    def _is_compound(self, word: str) -> bool:
        shorter, longer = _COMPOUND
        return any(
            max(cut, len(word) - cut) >= longer
            and self._is_known(word[:cut])
            and self._is_known(word[cut:])
            for cut in range(shorter, len(word) - shorter + 1)
        )

    def _stem(self, word: str) -> str:
        return stem(word, self._language)

    @once
    def _stems(self) -> Dictionary:
        named = self._named.keys() - self._words.keys() - self._taught.keys()
        others = stems([*named], self._language)
        every = self._stems_of_words.union(self._stems_of_vocabulary.values(), others)
        return dict.fromkeys(every, ())

    @once
    def _stems_of_words(self) -> frozenset[str]:
        return frozenset(stems([*self._words], self._language))

    @once
    def _vocabulary(self) -> frozenset[str]:
        """The words that only the model was taught."""
        return frozenset(self._taught.keys() - self._words.keys())

    @once
    def _stems_of_vocabulary(self) -> Mapping[str, str]:
        words = [*self._vocabulary]
        return dict(zip(words, stems(words, self._language), strict=True))

    @once
    def _targets(self) -> Dictionary:
        return _by_beginning(self._words.keys() | self._other_forms)

    @once
    def _others(self) -> Dictionary:
        return _by_beginning(self._vocabulary - self._other_forms)

    @once
    def _other_forms(self) -> frozenset[str]:
        """The vocabulary's words that the texts have with another ending, and so are found."""
        forms = self._stems_of_vocabulary.items()
        return frozenset(word for word, form in forms if form in self._stems_of_words)


def _correction(match: re.Match[str], meant: str, how: Rewriting) -> Correction:
    return Correction(start=match.start(), end=match.end(), typed=match[0], meant=(meant,), how=how)


def _is_within(span: tuple[int, int], places: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in places)


def _is_name(match: re.Match[str]) -> bool:
    """Tell whether a word has capital letters other than that which begins the query."""
    small = match[0].islower() or (match[0].istitle() and not match.string[: match.start()].strip())
    return not small


def _by_beginning(words: Iterable[str]) -> Dictionary:
    """Return the words that are letters alone by their first letter and their length."""
    found = sets()
    for word in words:
        if word.isalpha():
            found[_beginning(word[0], len(word))].add(word)
    return found


def _beginning(letter: str, length: int) -> str:
    return f"{letter}{length}"


def _apart(typed: str, word: str, most: int) -> _Apart | None:
    """Return how far apart they are; `None` beyond `most` mistakes, and for other ends."""
    if not _has_its_ends(typed, word):
        return None
    distance = OSA.distance(typed, word, score_cutoff=most)
    if distance > most:
        return None
    return distance, _has_other_letters(typed, word)


def _has_its_ends(typed: str, word: str) -> bool:
    begins = typed[0] == word[0] or typed[:2] == word[1::-1]
    ends = typed[-1] == word[-1] or typed[-2:] == word[:-3:-1]
    # Words of other languages go on, or not, after a vowel: "cultura", "continua".
    cut_short = len(typed) >= _MISSING_END and word[:-1] == typed and typed[-1] not in _VOWELS
    return begins and (ends or cut_short)


def _has_other_letters(typed: str, word: str) -> bool:
    """Tell whether letters are replaced or put in, and not only left out, doubled or swapped."""
    if len(typed) > len(word):
        return _single(typed) != _single(word)
    more, fewer = Counter(typed), Counter(word)
    changed = (more - fewer).total() + (fewer - more).total()
    return changed != len(word) - len(typed)


def _single(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)
