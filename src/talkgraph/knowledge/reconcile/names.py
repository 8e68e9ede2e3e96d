"""Compares names from elsewhere with those that are known: 0 to 100, the same both ways."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from talkgraph.conclusions.people.names import same_given_name
from talkgraph.words import folded_words

LONGEST: Final = 500
"""The most characters of a name that are looked at."""

EXACT: Final = 100.0
_OTHER_ORDER: Final = 98.0
_SHORT_FORM: Final = 92.0
_INITIAL: Final = 85.0
LETTERS: Final = 72.0
"""From how many letters in common on, of a hundred, names are like each other by their letters."""

_CONTAINED: Final = (60.0, 90.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A name as it compares: its words in small letters without diacritics, and sorted."""

    words: tuple[str, ...]
    text: str
    ordered: str


@lru_cache(maxsize=4096)
def folded(name: str) -> Folded:
    """Return a name as it compares; of a long one only the beginning.

    >>> folded("Étienne O'Brien-Lund").text
    'etienne obrien lund'
    """
    words = tuple(folded_words(re.sub(r"['’ʼ]", "", name[:LONGEST])))
    return Folded(words=words, text=" ".join(words), ordered=" ".join(sorted(words)))


def likeness(left: Folded, right: Folded, *, of_people: bool = False) -> float:
    """Return how alike two names are, 0 to 100: 100 only where all words are the same, in order.

    One that holds all words of the other is like it the more, the more of it that is; else letters
    decide, and few in common say nothing. Of people a short form of the given name counts ("Bob",
    "Robert"), and an initial.

    >>> likeness(folded("Lund, Ana"), folded("Ana Lund"))
    98.0
    >>> likeness(folded("R. Ode"), folded("Robert Ode"), of_people=True)
    85.0
    """
    if not left.words or not right.words:
        return 0.0
    if left.text == right.text:
        return EXACT
    if left.ordered == right.ordered:
        return _OTHER_ORDER
    letters = max(fuzz.ratio(left.text, right.text), fuzz.ratio(left.ordered, right.ordered))
    alike = min(letters, _OTHER_ORDER) if letters >= LETTERS else 0.0
    found = max(alike, _contained(left, right))
    return max(found, _given(left.words, right.words)) if of_people else found


def _contained(left: Folded, right: Folded) -> float:
    """Return how alike names are of which one has all words of the other, and more."""
    fewer, more = sorted((left, right), key=lambda each: len(each.words))
    if not set(fewer.words) < set(more.words):
        return 0.0
    part = len(fewer.text) / len(more.text)
    least, most = _CONTAINED
    return least + (most - least) * part


def _given(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Return how alike two people's names are whose last words are the same."""
    if len(left) < 2 or len(right) < 2 or left[-1] != right[-1]:
        return 0.0
    one, other = left[0], right[0]
    if len(one) > 1 and len(other) > 1:
        return _SHORT_FORM if same_given_name(one, other) else 0.0
    return _INITIAL if one[0] == other[0] else 0.0


def turned(name: str) -> str | None:
    """Return a name that has the surname first, behind which is a comma, in the usual order.

    >>> turned("Lund, Ana"), turned("Ana Lund")
    ('Ana Lund', None)
    """
    last, comma, first = name.partition(",")
    usual = comma and "," not in first and last.strip() and first.strip()
    return f"{first.strip()} {last.strip()}" if usual else None
