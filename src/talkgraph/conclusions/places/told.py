"""The address in what a source tells of an event's place: "Room 1, Quay Hall, Ghent, Belgium".

The parts are read from the end: the country, the region before it, then the city. A code that can
be a country or a region ("CA", "MA") is what the city before it agrees with; where nothing does,
it says nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.conclusions.places.gazetteer import (
    WITH_CODES,
    City,
    Region,
    cities_named,
    country_coded,
    country_named,
    regions_named,
)
from talkgraph.model.places import Address

_BREAK: Final = re.compile(r"[,;/|()\n·–—]|\s-\s")
_VIRTUAL: Final = re.compile(
    r"(?:fully |all |completely )?(?:virtual|virtually|on-?line|remote|remotely|livestream|zoom)"
    r"(?: (?:only|event|conference|edition|meetup))?",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[ .'’-]+[^\W\d_]+){0,3}\.?")
_VENUE: Final = re.compile(
    r"\b(?:arena|auditorium|building|cent(?:er|re|rum)|club|college|floor|hall|hotel|house|museum"
    r"|library|office|room|school|stadium|street|st|theat(?:er|re)|tower|universit\w+|\w*str\.?)\b",
    re.IGNORECASE,
)
_LONGEST_CITY: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a text tells of a place: whether it is virtual, else the address, if it has one.

    `is_whole` where the words themselves say all of the address.
    """

    is_virtual: bool = False
    address: Address | None = None
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class _End:
    """What the last part of a text may be: a country, or a region of one."""

    country: str
    region: str | None = None


def told_place(text: str) -> Told:
    """Read what a source tells of an event's place.

    >>> told_place("Quay Hall, Hartford, CT 06103").address
    Address(country='US', region='Connecticut', locality='Hartford')
    >>> told_place("Springfield").address is None, told_place("online").is_virtual
    (True, True)
    """
    parts = [part.strip() for part in _BREAK.split(text) if part.strip()]
    real = [part for part in parts if not _VIRTUAL.fullmatch(part)]
    if not real:
        return Told(is_virtual=bool(parts))
    before, last = _apart(real[:-1], real[-1])
    end = _end(before, last)
    if end is None or _is_city_too(before, last, end):
        return _by_city(last)
    return _before(before, end)


def _end(before: Sequence[str], last: str) -> _End | None:
    """Return what the last part is, where it can be one thing only or the one before agrees."""
    ends = _ends(_without_numbers(last))
    if len(ends) > 1:
        ends = [end for end in ends if before and _agrees(before[-1], end)]
    return ends[0] if len(ends) == 1 else None


def _ends(last: str) -> list[_End]:
    country, coded = country_named(last), country_coded(last)
    found = [_End(code) for code in dict.fromkeys((country, coded)) if code]
    regions = regions_named(last)
    # A country's name is that of regions elsewhere; in the language of the notes, of one only.
    if country is not None:
        regions = tuple(each for each in regions if each.country == "US")
    return [*found, *(_End(each.country, each.name) for each in regions)]


def _is_city_too(before: Sequence[str], last: str, end: _End) -> bool:
    """Tell whether a region's name is rather that of its city: "Berlin", "Quay Hall, New York"."""
    if end.region is None or not cities_named(_without_numbers(last)):
        return False
    if not before:
        return True
    is_unknown = end.country in WITH_CODES and _plain(before[-1]) is not None
    return _city_in(before[-1], end) is None and not is_unknown


def _agrees(part: str, end: _End) -> bool:
    if _city_in(part, end) is not None:
        return True
    regions = regions_named(_without_numbers(part))
    return end.region is None and any(each.country == end.country for each in regions)


def _before(before: Sequence[str], end: _End) -> Told:
    """Return what stands before a country or a region: a region of it, and a city."""
    told_country, rest = end.region is None, list(before)
    region = end.region or _region_before(rest, end)
    if region != end.region:
        rest.pop()
    where = _End(end.country, region)
    for part in reversed(rest):
        city = _city_in(part, where)
        if city is not None:
            address = _address(city)
            if told_country:
                address = replace(address, region=region)
            return Told(address=address, is_whole=told_country)
    locality = _plain(rest[-1]) if rest else None
    address = Address(country=end.country, region=region, locality=locality)
    return Told(address=address, is_whole=told_country)


def _region_before(rest: Sequence[str], end: _End) -> str | None:
    """Return the region of a country that stands before it, unless that is its city."""
    if not rest:
        return None
    found = [r for r in regions_named(_without_numbers(rest[-1])) if r.country == end.country]
    is_city = _city_in(rest[-1], end) is not None
    return found[0].name if found and not (is_city and len(rest) == 1) else None


def _by_city(last: str) -> Told:
    """Return where a city lies that ends a text, if there is only one of that name."""
    last = _without_numbers(last)
    cities = [city for city in cities_named(last) if not city.is_word]
    if len(cities) != 1 or any(not _lies_in(cities[0], each) for each in regions_named(last)):
        return Told()
    return Told(address=_address(cities[0]), is_whole=False)


def _lies_in(city: City, region: Region) -> bool:
    return (city.country, city.region or region.name) == (region.country, region.name)


def _city_in(part: str, end: _End) -> City | None:
    """Return the city of a country or region that ends a part: "32 Quay St. Hartford"."""
    words = _without_numbers(part).split()
    for count in range(min(_LONGEST_CITY, len(words)), 0, -1):
        for city in cities_named(" ".join(words[-count:])):
            if city.country == end.country and end.region in (None, city.region or end.region):
                return city
    return None


def _apart(before: Sequence[str], last: str) -> tuple[Sequence[str], str]:
    """Split "Linz Austria" where a country ends the words and a city of it stands before."""
    words = last.split()
    for at in range(1, len(words)):
        country = country_named(" ".join(words[at:]))
        city = " ".join(words[:at])
        if country and any(each.country == country for each in cities_named(city)):
            return [*before, city], " ".join(words[at:])
    return before, last


def _address(city: City) -> Address:
    return Address(country=city.country, region=city.region or None, locality=city.name)


def _plain(part: str) -> str | None:
    """Return a part as the name of a city that is not known, if it looks like one."""
    name = _without_numbers(part)
    is_name = _NAME.fullmatch(name) and name[:1].isupper() and not _VENUE.search(name)
    return name if is_name else None


def _without_numbers(part: str) -> str:
    """Leave out postal codes and the numbers of houses."""
    return " ".join(word for word in part.split() if not any(c.isdigit() for c in word))
