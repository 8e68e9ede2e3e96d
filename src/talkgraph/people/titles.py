"""Reads the titles of talks: what is compared, the part before a subtitle, the numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from talkgraph.people.written_names import fold_words, word_set

_BEFORE_SUBTITLE: Final = re.compile(r":\s+|\s+[-–—―|/]+\s+|\s*[—―]\s*|\s+(?=[(\[])|[?!]\s+")
_STOP_WORDS: Final = word_set(
    "a an and are as at be by can do for from has how i in into is it its my not of on or our "
    "s t that the their this to us was we what when where which who why will with you your"
)
_GENERIC: Final = word_set(
    "address ama announcements ask anything break chat closing comments conference day "
    "discussion end evening event fireside introduction introductory ignite ignites intro "
    "keynote keynotes kickoff lightning me morning afternoon note notes opening open panel "
    "plenary q qa questions answers recap remarks session sessions space spaces speech summary "
    "talk talks thanks tutorial update welcome workshop workshops wrap up"
)
_NUMBER_WORDS: Final = {
    word: str(number)
    for number, words in enumerate(
        (
            "one first i",
            "two second ii",
            "three third iii",
            "four fourth iv",
            "five fifth v",
            "six sixth vi",
            "seven seventh vii",
            "eight eighth viii",
            "nine ninth ix",
            "ten tenth x",
        ),
        1,
    )
    for word in words.split()
}
# Before a number word, these say that it counts: "part two", but not "two pizzas".
_COUNTED: Final = word_set(
    "part year day episode volume vol chapter season act round edition take version"
)
_DISTINCTIVE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTitle:
    """A title taken apart.

    `words` are all its words, folded; `main` those before the subtitle (all of them where there
    is none); `numbers` its numbers, in order of their text.
    """

    text: str
    words: tuple[str, ...]
    main: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def has_subtitle(self) -> bool:
        """Whether there is more than the main title."""
        return self.main != self.words

    @property
    def is_generic(self) -> bool:
        """Whether it says nothing of the talk ("Opening Keynote", "Panel, Day 2").

        >>> written_title("Closing Remarks").is_generic
        True
        """
        return all(word in _GENERIC or word in _STOP_WORDS or word.isdigit() for word in self.words)

    @property
    def is_distinctive(self) -> bool:
        """Whether the main title alone has at least three words that carry meaning."""
        content = [word for word in self.main if word not in _STOP_WORDS and not word.isdigit()]
        return len(content) >= _DISTINCTIVE


@lru_cache(maxsize=65536)
def written_title(text: str) -> WrittenTitle:
    """Take a title apart; any text is accepted.

    >>> written_title("Calm Pagers: Sleeping Well, Part II").numbers
    ('2',)
    """
    folded = " ".join(text.split())
    words = title_words(folded) or (folded.casefold(),)
    cut = next(
        (found for found in _BEFORE_SUBTITLE.finditer(folded) if found.end() < len(folded)), None
    )
    main = title_words(folded[: cut.start()]) if cut else words
    return WrittenTitle(
        text=folded, words=words, main=main or words, numbers=tuple(sorted(_numbers(words)))
    )


def title_words(text: str) -> tuple[str, ...]:
    """Return the words of a title without case, diacritics and punctuation; ``&`` is "and"."""
    spaced = re.sub(r"[&+]", lambda found: " and " if found[0] == "&" else " plus ", text)
    return tuple(word for piece in re.split(r"[\s_/]+", spaced) for word in fold_words(piece))


def chosen_title(titles: Iterable[str]) -> str:
    """Choose a work's title from all the titles it was given under: the fullest, then by alphabet.

    >>> chosen_title(["Calm Pagers", "Calm Pagers: Sleeping Well"])
    'Calm Pagers: Sleeping Well'
    """
    return min(titles, key=lambda title: (-len(written_title(title).words), title))


def _numbers(words: tuple[str, ...]) -> Iterable[str]:
    for place, word in enumerate(words):
        if any(character.isdigit() for character in word):
            yield word
        elif word in _NUMBER_WORDS and place and words[place - 1] in _COUNTED:
            yield _NUMBER_WORDS[word]
