"""How alike two names are, and two texts: 0 to 1."""

from typing import Final

from talkgraph.conclusions.people.names import same_given_name, written_name
from talkgraph.words import fold

NAMES_ALIKE: Final = 0.75
TEXTS_ALIKE: Final = 0.65
TEXTS_ALIKE_IN_PLACE: Final = 0.5


def text_likeness(left: str, right: str) -> float:
    """Return the share of two texts that is the same, letter by letter.

    >>> text_likeness("Put people first.", "Put the people first.") > 0.85
    True
    """
    from rapidfuzz import fuzz

    return float(fuzz.ratio(_plain(left), _plain(right))) / 100


def name_likeness(left: str, right: str) -> float:
    """Return how alike two names are; of one that has all words of the other, fully.

    >>> name_likeness("Jon Willis", "John Willis") > 0.9
    True
    >>> name_likeness("CSG", "CSG International")
    1.0
    """
    from rapidfuzz import fuzz

    one, other = _plain(left), _plain(right)
    words = set(one.split()), set(other.split())
    if words[0] and words[1] and (words[0] <= words[1] or words[1] <= words[0]):
        return 1.0
    return float(fuzz.ratio(one, other)) / 100


def person_likeness(left: str, right: str) -> float:
    """Return how alike two names of people are; fully, if one only has the given name shorter.

    >>> person_likeness("N. Oh", "Nneka Oh"), person_likeness("Bob Oh", "Robert Oh")
    (1.0, 1.0)
    >>> person_likeness("N. Oh", "Robert Oh") < NAMES_ALIKE
    True
    """
    (one, *surname), (other, *others) = written_name(left).words, written_name(right).words
    if surname and surname == others and _shortened(one, other):
        return 1.0
    return name_likeness(left, right)


def _shortened(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return same_given_name(one, other)


def _plain(text: str) -> str:
    return " ".join(fold(text).split())
