"""The line that says when and where an event was, and an event's name without year and place."""

import re
from dataclasses import dataclass
from typing import Final

from talkgraph.sources.notes.event.dates import Dates, find_dates
from talkgraph.words import folded_words

_BEFORE: Final = re.compile(r"(?:(?:dates?|when|held|on)\b\s*:?\s*)?[^\w]*", re.IGNORECASE)
_SEPARATOR: Final = re.compile(
    r"\s*(?:[—–―|·•;:@,]|-+|\((?=.*\)\s*$)|\.\s|(?:in|at|@)\s)\s*", re.IGNORECASE
)
_CLOCK: Final = re.compile(
    r"\d{1,2}:\d{2}(?:\s?[ap]m)?(?:\s*(?:[-–—]|to)\s*\d{1,2}:\d{2}(?:\s?[ap]m)?)?"
    r"(?:\s+[A-Z]{2,4}\b)?"
)
_CAPITAL: Final = r"[A-ZÀ-Þ][\w.'’-]*"
_NAMED: Final = re.compile(rf"{_CAPITAL}(?:[,\s]+{_CAPITAL})*[,\s]*$")
_PLACE_BEFORE: Final = re.compile(r"(?P<place>.{2,100}?)\s*(?:[—–―|·•;:,(]|\s-+)\s*\Z")
_SENTENCE: Final = re.compile(r"[.!?]\s+[A-Z]|\b(?:was|were|is|are|we|I|my)\b")
_LONGEST_PLACE: Final = 12
_YEAR: Final = re.compile(r"(?:19|20)\d{2}|['’]\d{2}")
_EDGE: Final = " \t-–—―:,|·@()[]"
_CITY_WORDS: Final = frozenset({"city", "area", "in", "at", "the", "virtual", "online"})
_EVENT_WORD: Final = re.compile(
    r"[^\W\d_]{3,}(?:days|conf|con|camp)|summit|conference|conf|days", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenAndWhere:
    """The days of an event and, where the line says so, its place."""

    dates: Dates
    location: str | None = None


def when_and_where(text: str, year: int | None = None) -> WhenAndWhere | None:
    """Read a line of dates and a place, in either order; prose that holds a date is not one.

    >>> when_and_where("June 5, 2020 — Virtual").location
    'Virtual'
    >>> when_and_where("On June 5, 2020 we met again.") is None
    True
    """
    dates = find_dates(text, year)
    if dates is None:
        return None
    before, after = text[: dates.at], text[dates.stop :]
    place = _PLACE_BEFORE.fullmatch(before)
    if _BEFORE.fullmatch(before):
        location = _location(after)
        return None if location is None else WhenAndWhere(dates=dates, location=location or None)
    if place and not after.strip(_EDGE + ".") and is_place(place["place"]):
        return WhenAndWhere(dates=dates, location=_trimmed(place["place"]))
    return None


def _location(after: str) -> str | None:
    """Return what follows the dates as a place ("" for none), or `None` where it is prose."""
    rest = after.strip()
    if not rest.strip(_EDGE + "."):
        return ""
    match = _SEPARATOR.match(after)
    if match is None:
        return None
    place = _CLOCK.sub("", after[match.end() :]).strip()
    if not place.strip(_EDGE + "."):
        return ""
    if "(" in match[0]:
        place = place.removesuffix(")")
    elif match[0].strip() == "." and not _NAMED.match(place):
        return None
    place = place.strip(" \t-–—―:,|·@").rstrip(".")
    return place if is_place(place) else None


def _trimmed(place: str) -> str:
    """Strip joiners and brackets, but leave brackets that are closed."""
    bare = place.strip(_EDGE)
    return f"{bare})" if bare.count("(") > bare.count(")") else bare


def is_place(text: str) -> bool:
    """Tell whether a line may be the name of a place: short, and not a sentence."""
    words = text.split()
    return 0 < len(words) <= _LONGEST_PLACE and not _SENTENCE.search(text)


def folded(text: str) -> str:
    """Return the words of a text in lower case without diacritics, joined by blanks.

    >>> folded("Montréal, Québec")
    'montreal quebec'
    """
    return " ".join(folded_words(text))


def series_of(name: str, location: str | None, year: int | None) -> str | None:
    """Return an event's name without its year and the place at its end.

    >>> series_of("DevOpsDays New York City 2019", "New York, New York, United States", 2019)
    'DevOpsDays'
    """
    short = f"{year % 100:02d}" if year else None
    words = [_without_year(word, short) for word in name.split()]
    kept = [word for word in words if word.strip(_EDGE)]
    kept = _without_place([word.strip("()[]") for word in kept], location or "")
    kept = _to_event_word(kept)
    series = " ".join(kept).strip(_EDGE)
    return series or name.strip() or None


def _to_event_word(words: list[str]) -> list[str]:
    """Cut what follows "Summit", "...Conf" or "...Days": the place of an event held elsewhere."""
    ends = [n for n, word in enumerate(words, 1) if _EVENT_WORD.fullmatch(word)]
    rest = words[ends[-1] :] if ends else []
    placed = all(word[:1].isupper() for word in rest)
    return words[: ends[-1]] if rest and placed else words


def _without_year(word: str, short: str | None) -> str:
    bare = _YEAR.sub("", word)
    if bare == word and short and re.fullmatch(rf"[^\W\d]{{3,}}{short}", word):
        return word.removesuffix(short)
    return bare


def _without_place(words: list[str], location: str) -> list[str]:
    parts = [folded(part) for part in location.split(",")]
    known = {word for part in parts for word in part.split()}
    initials = {
        "".join(word[0] for word in f"{part}{extra}".split())
        for part in parts[:1]
        for extra in ("", " city")
        if len(f"{part}{extra}".split()) > 1
    }
    kept = list(words)
    while len(kept) > 1:
        last = folded(kept[-1])
        all_known = all(word in known or word in _CITY_WORDS for word in last.split())
        is_initials = kept[-1].isupper() and last in initials
        if not ((all_known and known) or is_initials or not last):
            break
        kept.pop()
    return kept
