"""Reads times in a query: "in 2019", "since 2018", "from 2016 to 2018", "on 2 May 2019", "2019".

What is said of no year ("last year") is not understood: the notes do not say when it is asked.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, Self

from talkgraph.errors import InputError
from talkgraph.knowledge.lookup.dates import SEASONS, read_period
from talkgraph.knowledge.understanding.reading import Reading, Strength
from talkgraph.knowledge.understanding.words import YEAR, Typed
from talkgraph.model import Filters
from talkgraph.model.queries import NO_FILTERS, MentionKind
from talkgraph.search.stored.shelf import Dictionary, Shelf, Shelved
from talkgraph.words import MONTHS, fold

_BESIDE: Final = 0.4  # how much the talks of a year beside other words are preferred
_YEAR: Final = re.compile(YEAR)
_MONTHS: Final = "|".join((*(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS), "sept"))
_PARTS: Final = "|".join((*SEASONS, "q[1-4]"))
_DAYS: Final = r"[0-3]?\d(?:st|nd|rd|th|\.)?"
_PERIOD: Final = (
    rf"(?:(?:{_DAYS}\s+(?:of\s+)?)?(?:{_MONTHS})\s+(?:{_DAYS},?\s+)?|(?:{_PARTS})\s+)?"
    rf"{YEAR}(?:-\d\d(?:-\d\d)?)?(?![\w'’-])"
)
_ALL: Final = "all"
_BETWEEN: Final = "\0"
_DAY: Final = dt.timedelta(days=1)
_SPAN: Final = re.compile(
    rf"\b(?:between|from)\s+(?P<a>{_PERIOD})\s+(?:and|to|until|till|through|[-–])\s+(?P<b>{_PERIOD})"
    rf"|(?<![\w-])(?P<c>{YEAR})\s?(?:[-–]|to)\s?(?P<d>{YEAR})(?![\w-])",
    re.IGNORECASE,
)
_SIDE: Final = re.compile(
    rf"\b(?P<side>since|after|before|until|till|up to|by|in|on|during|of|from)\s+"
    r"(?:the\s+(?:year\s+)?)?"
    rf"(?P<period>{_PERIOD})(?P<on>\s+on(?:wards?)?\b)?",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(rf"(?<![\w.,:/-])(?P<period>{_PERIOD})", re.IGNORECASE)


class Times(Shelved):
    """How people write when something was, and the talks of each year."""

    ON_SHELF = ("_titles",)

    def __init__(self, talks: Dictionary, titles: Iterable[str] = ()) -> None:
        """Take the talks (IRIs) of each year, no other year by itself is a time, and all titles."""
        self._talks = talks
        # As one text, with what nobody types between them.
        self._titles: Dictionary = {_ALL: (_BETWEEN.join(map(fold, titles)),)}

    @classmethod
    def stored(cls, shelf: Shelf, talks: Dictionary) -> Self:
        """Return the one that was saved."""
        return cls.taken(shelf, _talks=talks)

    def readings(self, typed: Typed) -> Iterator[Reading]:
        """Yield times that narrow."""
        for match in _SPAN.finditer(typed.text):
            yield from self._made(typed, match, match["a"] or match["c"], match["b"] or match["d"])
        for match in _SIDE.finditer(typed.text):
            side = match["side"].lower()
            if side == "from" and match["on"]:
                side = "since"
            yield from self._made(typed, match, match["period"], side=side)

    def alone(self, typed: Typed, taken: set[int]) -> Iterator[Reading]:
        """Yield times that stand by themselves: they narrow where nothing else is left to ask for.

        Beside other words, a year may be part of a name: its talks are preferred. A month or a day
        of a year narrows all the same, unless a talk has it in its title.
        """
        for match in _ALONE.finditer(typed.text):
            year = _YEAR.findall(match["period"])[0]
            for reading in self._made(typed, match, match["period"]):
                if typed.is_all(reading.covered, taken) or self._is_date(match["period"]):
                    yield reading
                elif year in self._talks:
                    yield replace(
                        reading,
                        filters=NO_FILTERS,
                        talks=frozenset(self._talks[year]),
                        weight=_BESIDE,
                    )

    def _is_date(self, period: str) -> bool:
        """Tell whether it is a month or a day, and no part of a title."""
        written = fold(period)
        [titles] = self._titles[_ALL]
        return _YEAR.fullmatch(written) is None and written not in titles

    def _made(
        self,
        typed: Typed,
        match: "re.Match[str]",
        period: str,
        following: str | None = None,
        *,
        side: str = "in",
    ) -> Iterator[Reading]:
        """Yield what a period is read as or, with a `following` one, all from the one to the other.

        Nothing for what only looks like one.
        """
        try:
            since, until = read_period(period)
            if following is not None:
                until = read_period(following)[1]
        except InputError:
            return
        begin, end = _bounds(side, since, until)
        places = typed.within(*match.span())
        if not places or (begin and end and begin > end):
            return
        words = typed.between(places[0], places[-1] + 1)
        yield Reading(
            kind=MentionKind.TIME,
            first=places[0],
            last=places[-1] + 1,
            label=" ".join(words.split()),
            filters=Filters(since=begin, until=end),
            strength=Strength.LED,
        )


def _bounds(side: str, since: dt.date, until: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of what is said to be on one side of a period, or in it."""
    match side:
        case "since":
            return since, None
        case "after":
            return until + _DAY, None
        case "before":
            return None, since - _DAY
        case "until" | "till" | "up to" | "by":
            return None, until
    return since, until
