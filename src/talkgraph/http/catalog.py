"""What the API and the pages both list in parts: answers to a search, talks, speakers.

The last few searches and the order of the talks are kept, so that the next part is at hand.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Final

from talkgraph.knowledge import lists
from talkgraph.knowledge.answers import SpeakerSummary, TalkSummary
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.hits import Hits
from talkgraph.knowledge.tables import Results
from talkgraph.model import Search
from talkgraph.search.once import once

MOST_HITS: Final = 500
MOST_NEWEST: Final = 100
ANSWERS: Final = 0.05
"""What scores less hardly answers: the page of a search leaves it out, and so does the API with
`weak=false`."""
_KEPT: Final = 32


def catalog(kb: KnowledgeBase) -> "Catalog":
    """Return the catalog of a knowledge base, which is kept with it."""
    return kb.kept("catalog", lambda: Catalog(kb))


class Catalog:
    """What is listed of one generation."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """List what a knowledge base holds."""
        self.kb = kb
        self._answers: OrderedDict[Search, Hits] = OrderedDict()
        self._lock = Lock()

    def hits(self, asked: Search, *, weak: bool = True) -> Hits:
        """Return the best answers to a search, whatever its limit: at most `MOST_HITS`.

        Unless `weak` ones are wanted, too, none that scores less than `ANSWERS` beside better.
        In order of date they are at most `MOST_NEWEST`, for the newest of many are weak ones, and
        none that hardly answers beside the best. The last few are kept, for whoever asks
        for the next part of them.
        """
        found = self._found(asked)
        return found if weak else found.answering(ANSWERS)

    def _found(self, asked: Search) -> Hits:
        with self._lock:
            if asked in self._answers:
                self._answers.move_to_end(asked)
                return self._answers[asked]
        limit = MOST_NEWEST if asked.newest else MOST_HITS
        found = self.kb.find(replace(asked, limit=limit))
        if asked.newest:
            found = found.near_best(ANSWERS)
        with self._lock:
            self._answers[asked] = found
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        return found

    @once
    def talks(self) -> Results[TalkSummary]:
        """Every talk: the events in order of date, their talks by day, time and name."""
        starts = {event.iri: event.start for event in self.kb.events()}
        records = self.kb.records
        return Results(
            sorted(
                self.kb.talks(),
                key=lambda talk: (
                    starts.get(records[talk.iri].event) or talk.date or "9",
                    records[talk.iri].event,
                    talk.date or "9",
                    talk.start or "9",
                    talk.name,
                ),
            )
        )

    def narrowed(self, asked: Search) -> tuple[TalkSummary, ...]:
        """Return the talks that a search means, whatever its text and kinds.

        Raises `NotFound`, `Ambiguous` or `InputError`.
        """
        filters = self.kb.filters(asked)
        return tuple(talk for talk in self.talks if filters.passes(self.kb.records[talk.iri]))

    def speakers(self, words: str | None) -> Sequence[SpeakerSummary]:
        """Return whose names and handles contain some words; everybody for `None`."""
        return lists.speakers(self.kb, Search(text=words or ""))
