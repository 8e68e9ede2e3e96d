"""Searches passages and talks by meaning, words and topics, among those that pass the filters.

What speaks for a passage or a talk is added up in `evidence`, by the weights in `scores`, and
becomes a score from 0 to 1 there; whether there is an answer at all is decided here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.errors import InputError
from talkgraph.model import Filters, Found, Passage, PassageKind, TalkRecord, Why
from talkgraph.protocols import Encoder
from talkgraph.search.evidence import Evidence, Indexes, Witnesses, readable
from talkgraph.search.fitted import Fitted, Signals, fitted
from talkgraph.search.query_topics import TopicSpace
from talkgraph.search.scores import DIGITS, Weights, best_rows

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats, Mask

__all__ = ["Answered", "Indexes", "SearchEngine", "TopicSpace", "Weights"]

_NO_FILTERS: Final = Filters()
_KINDS: Final = tuple(PassageKind)
_SHOWN: Final = 3  # passages of a talk that are looked at to say why it was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a search found, best first, and how `sure` it is, 0 to 1, that there is an answer.

    `found_phrase` tells whether anything has the words that have to stand together (`None`: there
    are none).
    """

    found: tuple[Found, ...] = ()
    sure: float = 0.0
    found_phrase: bool | None = None


class SearchEngine:
    """Answers searches over a fixed list of passages."""

    def __init__(
        self,
        *,
        passages: Sequence[Passage],
        records: Sequence[TalkRecord],
        indexes: Indexes,
        encoder: Encoder,
        topics: TopicSpace | None = None,
        weights: Weights | None = None,
        fits: Fitted | None = None,
    ) -> None:
        """Prepare to search; every passage's talk is among the `records`.

        `fits` is what was fitted for the encoder, if not what `fitted` knows of it.
        """
        self._passages = passages
        self._records = records
        self._words = indexes.words
        self._weights = weights or Weights()
        self._fits = fits or fitted(encoder, topics)
        self._topic_labels = {} if topics is None else topics.labels
        self._topics = topics
        self._witnesses = Witnesses(passages, records, indexes, encoder, topics, self._weights)
        self._talks = self._witnesses.talks
        self._titles = {each.iri: each for each in passages if each.kind is PassageKind.TALK}
        self._kinds = np.array([_KINDS.index(p.kind) for p in passages], dtype=np.int64)
        self._is_talk = np.array([record.is_talk for record in records], dtype=bool)

    def search(self, query: str, *, limit: int = 10, filters: Filters = _NO_FILTERS) -> Answered:
        """Return the passages that answer the query best, by score, then IRI.

        Filters apply before anything is ranked, and scores do not depend on them. As many as
        `limit` are found if there are as many, but for two exceptions. A search that names no
        event, speaker, topic, talk or date finds nothing where it is not sure enough that there
        is an answer; passages with every word of the query remain. A search without any filter
        leaves out what scores below the floor. Unless `filters.kinds` asks for quotes, a quote
        is represented by the post or note it stands in; where it asks for talks alone, they are
        ranked by all they hold.

        Raises `InputError` if the query has no words or `limit` is below 1.
        """
        _check(query, limit)
        if filters.kinds == {PassageKind.TALK}:
            return self._search_talks(query, limit, filters)
        return self._search_passages(query, limit, filters)

    def _search_passages(self, query: str, limit: int, filters: Filters) -> Answered:
        allowed = self._allowed(filters)
        evidence = self._witnesses.ask(query, max(limit, self._weights.pool), allowed)
        own = ~self._witnesses.repeats[evidence.positions]
        best = float(evidence.passages[own].max(initial=0.0))
        scores = readable(evidence.passages, best, self._sure(evidence))
        kept = allowed[evidence.positions]
        kept = self._worth_telling(filters, evidence, scores, kept, evidence.complete)
        topics = self._topics_of(evidence, filters)

        def iri(row: int) -> str:
            return self._passages[int(evidence.positions[row])].iri

        found = (
            self._found(row, float(scores[row]), evidence, query, topics)
            for row in _ranked(scores, evidence.passages, kept, iri, limit)
        )
        return Answered(found=tuple(found), sure=self._sure(evidence))

    def _search_talks(self, query: str, limit: int, filters: Filters) -> Answered:
        wanted = self._talks_allowed(filters) & self._is_talk
        evidence = self._witnesses.ask(query, self._weights.pool, wanted[self._talks])
        best = float(evidence.talks[self._is_talk].max(initial=0.0))
        scores = readable(evidence.talks, best, self._sure(evidence))
        complete = np.zeros(len(self._records), dtype=bool)
        complete[self._talks[evidence.positions[evidence.complete]]] = True
        kept = self._worth_telling(filters, evidence, scores, wanted, complete)
        topics = self._topics_of(evidence, filters)

        def iri(row: int) -> str:
            return self._records[row].iri

        found = (
            self._found_talk(talk, float(scores[talk]), evidence, query, topics)
            for talk in _ranked(scores, evidence.talks, kept, iri, limit)
        )
        return Answered(found=tuple(found), sure=self._sure(evidence))

    def signals(self, query: str) -> Signals:
        """Return what tells whether there is an answer to a query; raises `InputError` as above."""
        _check(query, 1)
        everything = np.ones(len(self._passages), dtype=bool)
        return self._witnesses.ask(query, self._weights.pool, everything).signals

    # ── what is an answer ────────────────────────────────────────────────────────────────────

    def _worth_telling(
        self,
        filters: Filters,
        evidence: Evidence,
        scores: "Floats",
        kept: "Mask",
        complete: "Mask",
    ) -> "Mask":
        if _confined(filters):
            return kept
        if self._fits.sure(evidence.signals) < self._fits.answer:
            return kept & complete
        return kept if filters.kinds else kept & (scores >= self._weights.floor)

    def _sure(self, evidence: Evidence) -> float:
        """Return how sure it is that there is an answer: a passage with every word is one.

        None of 360 queries without an answer met such a passage, not even among 56,000.
        """
        least = self._fits.answer if evidence.complete.any() else 0.0
        return max(self._fits.sure(evidence.signals), least)

    def _allowed(self, filters: Filters) -> "Mask":
        allowed: Mask = self._talks_allowed(filters)[self._talks]
        if filters.kinds:
            kinds = [_KINDS.index(kind) for kind in sorted(filters.kinds)]
            allowed &= np.isin(self._kinds, kinds)
        if PassageKind.QUOTE not in filters.kinds:
            allowed &= ~self._witnesses.repeats
        return allowed

    def _talks_allowed(self, filters: Filters) -> "Mask":
        if not _confined(filters):
            return np.ones(len(self._records), dtype=bool)
        passing = map(filters.passes, self._records)
        return np.fromiter(passing, dtype=bool, count=len(self._records))

    # ── showing ──────────────────────────────────────────────────────────────────────────────

    def _found(
        self, row: int, score: float, evidence: Evidence, query: str, topics: frozenset[str]
    ) -> Found:
        position = evidence.positions[row]
        passage = self._passages[position]
        record = self._records[self._talks[position]]
        why = Why(
            words=self._words.words_in(query, passage.text),
            similarity=round(float(evidence.cosines[row]), DIGITS),
            topics=self._shared(record, topics),
        )
        return Found(passage=passage, record=record, score=round(score, DIGITS), why=why)

    def _found_talk(
        self, talk: int, score: float, evidence: Evidence, query: str, topics: frozenset[str]
    ) -> Found:
        record = self._records[talk]
        rows = np.flatnonzero(self._talks[evidence.positions] == talk)
        best = rows[np.argsort(-evidence.passages[rows], kind="stable")][:_SHOWN]
        texts = (record.title, *(self._passages[evidence.positions[row]].text for row in best))
        words: dict[str, str] = {}
        for text in texts:
            for word in self._words.words_in(query, text):
                words.setdefault(word.casefold(), word)
        cosine = float(evidence.cosines[rows].max()) if len(rows) else None
        why = Why(
            words=tuple(words.values()),
            similarity=None if cosine is None else round(cosine, DIGITS),
            topics=self._shared(record, topics),
        )
        title = self._titles.get(record.iri) or _title(record)
        return Found(passage=title, record=record, score=round(score, DIGITS), why=why)

    def _topics_of(self, evidence: Evidence, filters: Filters) -> frozenset[str]:
        """Return the topics that are filtered by, and those that the query is about."""
        if self._topics is None or evidence.profile is None:
            return filters.topics
        return filters.topics | self._topics.about(evidence.profile)

    def _shared(self, record: TalkRecord, topics: frozenset[str]) -> tuple[str, ...]:
        shared = topics.intersection(record.topics)
        return tuple(sorted(self._topic_labels.get(topic, topic) for topic in shared))


def _title(record: TalkRecord) -> Passage:
    """Return the title of a talk that has none among the passages, since it is blank."""
    return Passage(iri=record.iri, kind=PassageKind.TALK, talk=record.iri, text=record.title)


def _ranked(
    scores: "Floats",
    evidence: "Floats",
    kept: "Mask",
    iri: Callable[[int], str],
    limit: int,
) -> list[int]:
    """Return the rows to show, by score, then evidence where scores are 0, then IRI."""
    rows = best_rows(np.flatnonzero(kept), scores, limit)
    below = np.where(scores > 0, 0.0, np.round(evidence, DIGITS))
    return sorted(map(int, rows), key=lambda row: (-scores[row], -below[row], iri(row)))[:limit]


def _check(query: str, limit: int) -> None:
    if not any(character.isalnum() for character in query):
        raise InputError("the search has no words: say what to look for")
    if limit < 1:
        raise InputError(f"the limit is {limit}: ask for at least 1 answer")


def _confined(filters: Filters) -> bool:
    """Tell whether the filters say where to look, and not only for what kind of passage."""
    return Filters(kinds=filters.kinds) != filters
