"""The name of a body, and what of it stays however it is written."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from talkgraph.conclusions.organizations.words import LEGAL_FORMS
from talkgraph.words import fold

Words = tuple[str, ...]
"""The words of a body's name, folded, without its legal form."""

_WORD: Final = re.compile(r"[^\W_]+")
_LONG_ENOUGH_FOR_AN_EDIT: Final = 6
_POINTS: Final = re.compile(r"(?<=\b\w)\.(?=\w\b)\.?|['’ʼ]|(?<=\b\w)\.(?=\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyName:
    """A body's name taken apart: the words that are its own, and its legal form (or "")."""

    text: str
    words: Words
    legal_form: str

    @property
    def key(self) -> str:
        """What all spellings of the name have in common: its words, without the gaps."""
        return "".join(self.words)


@lru_cache(maxsize=65536)
def body_name(text: str) -> BodyName:
    """Take a body's name apart; what is nothing but a legal form and "the" keeps them.

    >>> body_name("The Acme Company").words, body_name("ACME, S.A.").words
    (('acme',), ('acme',))
    >>> body_name("Ode & Lund GmbH").key, body_name("37 Kites").key
    ('odeandlund', '37kites')
    """
    plain = _POINTS.sub("", fold(text)).replace("&", " and ").replace("+", " plus ")
    whole = _WORD.findall(plain)
    words = list(whole)
    forms: list[str] = []
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        forms.insert(0, words.pop())
        while len(words) > 1 and words[-1] == "and":
            words.pop()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return BodyName(text=text, words=tuple(words or whole), legal_form=" ".join(forms))


def same_body(left: Words, right: Words) -> bool:
    """Tell whether both may well be one: equal, one the other's beginning, or one letter apart.

    >>> same_body(("northwind", "trading"), ("northwind",))
    True
    """
    shorter, longer = sorted((left, right), key=len)
    return longer[: len(shorter)] == shorter or is_one_letter_apart("".join(left), "".join(right))


def is_one_letter_apart(one: str, other: str) -> bool:
    """Tell whether two long keys differ by one letter (or two that changed places), not a digit.

    >>> is_one_letter_apart("northwind", "nortwhind"), is_one_letter_apart("studio1", "studio2")
    (True, False)
    """
    if min(len(one), len(other)) < _LONG_ENOUGH_FOR_AN_EDIT:
        return False
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1) <= 1
