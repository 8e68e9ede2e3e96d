"""Reads times in a query: "in 2019", "since 2018", "between 2016 and 2018", "2019".

What is said of no year ("last year") is not understood: the notes do not say when it is asked.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from talkgraph.errors import InputError
from talkgraph.knowledge.dates import read_period
from talkgraph.knowledge.understanding.reading import Reading
from talkgraph.knowledge.understanding.words import Typed
from talkgraph.model import Filters
from talkgraph.model.queries import MentionKind

_LED: Final = 6
_BESIDE: Final = 0.4
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MONTHS: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|spring|summer|autumn|fall|q[1-4]"
)
_PERIOD: Final = rf"(?:(?:{_MONTHS})\s+)?(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?(?![\w'’-])"
_DAY: Final = dt.timedelta(days=1)
_SPAN: Final = re.compile(
    rf"\b(?:between|from)\s+(?P<a>{_PERIOD})\s+(?:and|to|until|till|through|[-–])\s+(?P<b>{_PERIOD})"
    rf"|(?<![\w-])(?P<c>(?:19|20)\d\d)\s?(?:[-–]|to)\s?(?P<d>(?:19|20)\d\d)(?![\w-])",
    re.IGNORECASE,
)
_SIDE: Final = re.compile(
    rf"\b(?P<side>since|after|before|until|till|up to|by|in|during|of|from)\s+(?:the\s+year\s+)?"
    rf"(?P<period>{_PERIOD})(?P<on>\s+on(?:wards?)?\b)?",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(rf"(?<![\w.,:/-])(?P<period>{_PERIOD})", re.IGNORECASE)


class Times:
    """How people write when something was, and the talks of each year."""

    def __init__(self, talks: Mapping[str, frozenset[str]]) -> None:
        """Take the talks (IRIs) of each year: no other year by itself is a time."""
        self._talks = talks

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
        """Yield years that stand by themselves: they narrow where nothing else is left to ask for.

        Beside other words, a year may be part of a name: its talks are preferred.
        """
        for match in _ALONE.finditer(typed.text):
            year = next(iter(_YEAR.findall(match["period"])))
            for reading in self._made(typed, match, match["period"]):
                places = set(reading.covered)
                if set(typed.content) <= taken | places:
                    yield reading
                elif year in self._talks:
                    yield replace(
                        reading, filters=Filters(), talks=self._talks[year], weight=_BESIDE
                    )

    def _made(
        self,
        typed: Typed,
        match: "re.Match[str]",
        first: str,
        last: str | None = None,
        *,
        side: str = "in",
    ) -> Iterator[Reading]:
        try:
            since, until = read_period(first)
            if last is not None:
                until = read_period(last)[1]
        except InputError:
            return
        bounds = {
            "since": (since, None),
            "after": (until + _DAY, None),
            "before": (None, since - _DAY),
            "until": (None, until),
            "till": (None, until),
            "up to": (None, until),
            "by": (None, until),
        }
        begin, end = bounds.get(side, (since, until))
        places = [
            place
            for place, word in enumerate(typed.words)
            if match.start() <= word.start and word.end <= match.end()
        ]
        if not places or (begin and end and begin > end):
            return
        words = typed.between(places[0], places[-1] + 1)
        yield Reading(
            kind=MentionKind.TIME,
            first=places[0],
            last=places[-1] + 1,
            label=" ".join(words.split()),
            filters=Filters(since=begin, until=end),
            strength=_LED,
        )
