"""Why a work is named, where the words of its paragraph say so."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from talkgraph.model import CitedAs
from talkgraph.sources.notes.said.quotations import Quotation
from talkgraph.sources.notes.said.works.titles import Title
from talkgraph.sources.notes.said.works.words import KIND, READING

_NEAR: Final = 140

_RECOMMENDED: Final = re.compile(
    rf"\b(?:{READING}|(?<!not )recommend(?:s|ed|ing)?|commends?|worth (?:a )?read(?:ing)?|look up"
    r"|check out|go read|should read|definitely read|references? to follow up)\b",
    re.IGNORECASE,
)
_EVIDENCE: Final = re.compile(
    rf"\b(?:according to|based on|as shown (?:in|by)|data from|findings? (?:from|in|of))\s+"
    rf"(?:the\s+)?(?:{KIND}\s+)?\W*$",
    re.IGNORECASE,
)
_SHOWS: Final = re.compile(
    rf"\W*(?:\(\d{{4}}\)\s*)?(?:{KIND}\s+)?(?:shows?|showed|found|finds|demonstrates?|proved|proves)\b",
    re.IGNORECASE,
)
_DISPUTED: Final = re.compile(
    rf"\b(?:disagrees? with|contrary to|refutes?|contradicts?|argues? against)\s+(?:the\s+)?"
    rf"(?:{KIND}\s+)?\W*$",
    re.IGNORECASE,
)
_FROM: Final = re.compile(
    rf"[\s—–,(-]*(?:from|in|via|source:|quoted from)?\s*(?:(?:the|her|his|their)\s+)?"
    rf"(?:{KIND}\s*,?\s*)?\W*",
    re.IGNORECASE,
)


def ways_of(
    text: str, title: Title, before: str, after: str, quoted: Sequence[Quotation]
) -> tuple[CitedAs, ...]:
    """Return why a work is named; `before` and `after` are what its paragraph holds beside it."""
    sentence = before[max(before.rfind(mark) for mark in (". ", "! ", "? ")) + 1 :]
    ways = []
    if _RECOMMENDED.search(sentence):
        ways.append(CitedAs.RECOMMENDED)
    first = bisect_right(quoted, title.start - _NEAR, key=attrgetter("end"))
    last = bisect_right(quoted, title.start, key=attrgetter("end"))
    if any(_FROM.fullmatch(text[each.end : title.start]) for each in quoted[first:last]):
        ways.append(CitedAs.QUOTED)
    if _EVIDENCE.search(before) or _SHOWS.match(after):
        ways.append(CitedAs.EVIDENCE)
    if _DISPUTED.search(before):
        ways.append(CitedAs.DISPUTED)
    return tuple(ways)
