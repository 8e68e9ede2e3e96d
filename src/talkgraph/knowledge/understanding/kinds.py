"""Reads kinds of passages in a query: "quotes by …", "posts about …", "slides from …".

Only where the word governs the rest: at the beginning before "by" or "about", or right after a
person at the end ("Okafor's quotes"). "How to give talks" is about talks.
"""

from collections.abc import Collection, Iterator
from typing import Final

from talkgraph.knowledge.understanding.reading import PEOPLE, Reading
from talkgraph.knowledge.understanding.words import Typed
from talkgraph.model import Filters, PassageKind
from talkgraph.model.queries import MentionKind
from talkgraph.words import word_set

_STRENGTH: Final = 5
_KINDS: Final = {
    "quote": PassageKind.QUOTE,
    "quotes": PassageKind.QUOTE,
    "quotation": PassageKind.QUOTE,
    "quotations": PassageKind.QUOTE,
    "post": PassageKind.POST,
    "posts": PassageKind.POST,
    "tweet": PassageKind.POST,
    "tweets": PassageKind.POST,
    "note": PassageKind.NOTE,
    "notes": PassageKind.NOTE,
    "talk": PassageKind.TALK,
    "talks": PassageKind.TALK,
    "abstract": PassageKind.ABSTRACT,
    "abstracts": PassageKind.ABSTRACT,
}
_SLIDES: Final = frozenset({"slides", "slide", "deck", "decks"})
_BEFORE: Final = word_set("show me find list give get all any some the every")
_ABOUT: Final = word_set("about on regarding")
_BY: Final = word_set("by from of at in for with")
_WHOSE: Final = frozenset({"the", "from", "at", "of", *PEOPLE})
_AMBIGUOUS: Final = frozenset({"note", "notes", "talk", "slide", "deck", "post", "abstract"})


class Kinds:
    """Kinds of passages, and the talks that have slides."""

    def __init__(self, with_slides: Collection[str]) -> None:
        """Take the IRIs of the talks with slides."""
        self._with_slides = frozenset(with_slides)

    def readings(self, typed: Typed, named: Collection[int]) -> Iterator[Reading]:
        """Yield a kind that governs; `named` are the places of words that name something."""
        first = next((p for p, w in enumerate(typed.words) if w.key not in _BEFORE), None)
        if first is not None:
            following = typed.key(first + 1)
            after = first + 2
            while typed.key(after) in _WHOSE:
                after += 1
            by = following in _BY and after in named
            about = following in _ABOUT and typed.key(first) not in _AMBIGUOUS
            if (by or about) and first + 2 < len(typed):
                yield from self._made(typed, first, lead=0)
        last = len(typed) - 1
        if last > 0 and last - 1 in named and last != first:
            yield from self._made(typed, last, lead=last)

    def _made(self, typed: Typed, place: int, lead: int) -> Iterator[Reading]:
        word = typed.key(place)
        if word in _SLIDES and self._with_slides:
            filters = Filters(talks=self._with_slides)
        elif word in _KINDS:
            filters = Filters(kinds=frozenset({_KINDS[word]}))
        else:
            return
        yield Reading(
            kind=MentionKind.KIND,
            first=place,
            last=place + 1,
            lead=lead,
            label="slides" if word in _SLIDES else _KINDS[word].value,
            filters=filters,
            strength=_STRENGTH,
        )
