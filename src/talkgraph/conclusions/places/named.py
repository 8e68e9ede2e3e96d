"""The city or country after which an event is named: "HarbourConf Ghent 2016", "Ropes Chile 2019".

Only the end of a name says where an edition was: at its beginning a city may be that of a
newspaper or a school. A name that could be two places, or is a word as well, says nothing.
"""

import re
from typing import Final

from talkgraph.conclusions.places.gazetteer import cities_named, country_named
from talkgraph.model.places import Address
from talkgraph.words import word_set

_LEFT_OUT: Final = re.compile(
    r"(?:19|20)\d{2}(?:[-–/]\d{2,4})*|['’]\d{2}|#?\d+(?:st|nd|rd|th)?|[^\w\s]+", re.IGNORECASE
)
_SHORT: Final = {"UK": "GB", "US": "US", "USA": "US", "AU": "AU", "NZ": "NZ"}
"""The codes that in names are nothing else than countries."""

_NO_COUNTRY: Final = word_set("chad georgia guinea jersey jordan mali niger oman america")
_PART_OF: Final = word_set("new northern south north east west latin southern central")
"""The words before a name with which it is that of another place, or of a part of it."""

_LONGEST: Final = 3


def place_in_name(name: str) -> tuple[str, Address] | None:
    """Return the words of an event's name that say where it is, and what they say.

    >>> place_in_name("HarbourConf Ghent 2016")
    ('Ghent', Address(country='BE', region=None, locality='Ghent'))
    >>> place_in_name("HarbourConf 2016"), place_in_name("Reading Club")
    (None, None)
    """
    words = _LEFT_OUT.sub(" ", name).split()
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        last = words[-count:]
        found = _place(last, before=words[-count - 1])
        if found is not None:
            return " ".join(last), found
    return None


def _place(words: list[str], before: str) -> Address | None:
    text = " ".join(words)
    is_name = words[0][:1].isupper() or text == text.casefold()
    if not is_name or before.casefold() in _PART_OF:
        return None
    cities = cities_named(text)
    if len(cities) == 1 and not cities[0].is_word:
        [city] = cities
        return Address(country=city.country, region=city.region or None, locality=city.name)
    if cities or text.casefold() in _NO_COUNTRY:
        return None
    country = _SHORT.get(text) or (country_named(text) if len(text) > len("USA") else None)
    return Address(country=country) if country else None
