"""Says whether two affiliations name the same organisation."""

import re
from functools import lru_cache
from typing import Final

from talkgraph.people.written_names import fold_words, word_set

Organization = tuple[str, ...]
"""The words of an organisation's name, folded, without its legal form."""

_SEPARATORS: Final = re.compile(r"[,;/|&]|\s[-–—]\s|\band\b")
_LEGAL_FORMS: Final = word_set(
    "inc incorporated llc ltd limited corp corporation co company gmbh ag plc sa bv the"
)
_SHORTEST_NAME: Final = 3
_LONG_ENOUGH_FOR_AN_EDIT: Final = 6


@lru_cache(maxsize=65536)
def organizations(affiliation: str) -> frozenset[Organization]:
    """Return the organisations that an affiliation names; a list names several.

    >>> sorted(organizations("Acme, Inc; Beta Works"))
    [('acme',), ('beta', 'works')]
    """
    found = set()
    for part in _SEPARATORS.split(affiliation):
        words = tuple(word for word in fold_words(part) if word not in _LEGAL_FORMS)
        if len("".join(words)) >= _SHORTEST_NAME:
            found.add(words)
    return frozenset(found)


def same_organization(left: Organization, right: Organization) -> bool:
    """Tell whether both are one: equal, one the other's beginning, or one letter apart.

    >>> same_organization(("northwind", "trading"), ("northwind",))
    True
    """
    shorter, longer = sorted((left, right), key=len)
    if longer[: len(shorter)] == shorter:
        return True
    one, other = "".join(left), "".join(right)
    if min(len(one), len(other)) < _LONG_ENOUGH_FOR_AN_EDIT:
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1) <= 1
