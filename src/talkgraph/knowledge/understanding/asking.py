"""Answers a search: reads its words, narrows by what they name, and ranks by the rest."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from talkgraph.graph.write.told.languages import language_of
from talkgraph.knowledge.hits import Hits, Understood
from talkgraph.knowledge.views import hits
from talkgraph.model import Filters, Search
from talkgraph.model.passages import SPOKEN
from talkgraph.model.queries import NO_FILTERS, Mention, MentionKind, Query
from talkgraph.search.typed.english import are_english
from talkgraph.words import folded_words

if TYPE_CHECKING:
    from talkgraph.knowledge.opened import Parts
    from talkgraph.search.engine import Answered

_FEWEST_WORDS: Final = 3
_SAID: Final = frozenset(SPOKEN)
_ENGLISH: Final = "en"
# What gives way first where all of them together leave nothing.
_YIELDING: Final = (
    MentionKind.KIND,
    MentionKind.TIME,
    MentionKind.EVENT,
    MentionKind.ORGANIZATION,
    MentionKind.PERSON,
)


def answer(parts: "Parts", asked: Search) -> Hits:
    """Return what a search finds, with what was understood of its words.

    What the words narrow to is dropped, in the order of `_YIELDING`, until it leaves something
    of what the search itself is narrowed to: then they are words like any other.
    """
    own = parts.lookup.filters(asked)
    query = parts.reader.read(asked)
    dropped: list[Mention] = []
    while (filters := parts.engine.together(own, query.filters)) is None:
        dropped += _first_to_yield(query.mentions)
        query = parts.reader.read(asked, without={mention.kind for mention in dropped})
    answered = _ranked(parts, query, filters, asked.limit)
    understood = Understood(
        typed=asked.text,
        text=query.text,
        mentions=query.mentions,
        dropped=tuple(dropped),
        corrections=query.corrections,
        found_phrase=answered.found_phrase,
        language=_foreign(query.text if query.mentions else asked.text, parts),
        sure=answered.sure,
        cards=parts.cards.of(query.mentions),
    )
    return Hits(hits(answered.found), understood=understood)


def _foreign(text: str, parts: "Parts") -> str | None:
    """Return the language of a text if it is surely none that the model is known to speak.

    Of 531 English queries none is taken for another; of 36 in French, German and Spanish, 26 are
    told. Names of people are taken out first, which are of any language, and fewer than three
    words are too few to tell. Words of which English has every one, as it has of three in four of
    those queries, are taken for English: what finds the language takes longer than the answer.
    """
    spoken = parts.engine.fits.languages
    if not spoken or len(text.split()) < _FEWEST_WORDS:
        return None
    if _ENGLISH in spoken and are_english(folded_words(text)):
        return None
    found = language_of(text)
    return None if found in spoken else found


def _ranked(parts: "Parts", query: Query, filters: Filters, limit: int) -> "Answered":
    """Rank by the text or, where there is none or it finds nothing in what is named, list that."""
    engine, liked = parts.engine, query.preferred
    if query.text or not query.mentions:
        found = engine.search(
            query.text, limit=limit, filters=filters, phrases=query.phrases, preferred=liked
        )
        if found.found or query.filters == NO_FILTERS:
            return found
    if query.says and not filters.kinds:
        said = engine.listed(replace(filters, kinds=_SAID), limit=limit, preferred=liked)
        if said.found:
            return said
    return engine.listed(filters, limit=limit, preferred=liked)


def _first_to_yield(mentions: Iterable[Mention]) -> list[Mention]:
    narrowing = [mention for mention in mentions if mention.narrows]
    kind = next(kind for kind in _YIELDING if any(each.kind is kind for each in narrowing))
    return [mention for mention in narrowing if mention.kind is kind]
