"""Searches passages and talks by meaning, words and topics, among those that pass the filters.

What speaks for a passage or a talk is added up in `evidence`, by the weights in `scores`, and
becomes a score from 0 to 1 there; whether there is an answer at all is decided here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.errors import InputError
from talkgraph.model import Filters, Found, Passage, PassageKind, TalkRecord, Why
from talkgraph.model.queries import NO_FILTERS
from talkgraph.protocols import Encoder
from talkgraph.search.encoders.fitted import Fitted, Signals, fitted
from talkgraph.search.evidence import Evidence, Indexes, Witnesses, readable
from talkgraph.search.once import once
from talkgraph.search.query_topics import TopicSpace
from talkgraph.search.scores import DIGITS, Weights, best_rows
from talkgraph.search.stored.columns import KINDS, Columns
from talkgraph.search.threads import one_thread
from talkgraph.search.typed.phrases import Phrases, Texts

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats, Mask, Positions

__all__ = ["Answered", "Indexes", "SearchEngine", "TopicSpace", "Weights"]

_NONE_PREFERRED: Final[Mapping[str, float]] = MappingProxyType({})
_SHOWN: Final = 3  # passages of a talk that are looked at to say why it was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a search found, best first, and how `sure` it is, 0 to 1, that there is an answer.

    Where filters say where to look, it is how sure it is of an answer there. `found_phrase` tells
    whether anything has the words that have to stand together (`None`: there are none).
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
        columns: Columns | None = None,
    ) -> None:
        """Prepare to search; every passage's talk is among the `records`.

        `fits` is what was fitted for the encoder, if not what `fitted` knows of it; `columns` are
        those of these passages and records, worked out if they are not given.
        """
        self._passages = passages
        self._records = records
        self._words = indexes.words
        self._weights = weights or Weights()
        self.fits = fits or fitted(encoder, topics)
        self._topic_labels = {} if topics is None else topics.labels
        self.topics = topics
        self._witnesses = Witnesses(
            passages, records, indexes, encoder, topics, self._weights, columns
        )
        self._columns = self._witnesses.columns
        self._talks = self._witnesses.talks
        self._announcing = self._columns.announcing
        self._is_talk = self._columns.is_talk
        self._phrases = Phrases(Texts(passages), indexes.words)

    @once
    def _rows(self) -> Mapping[str, int]:
        """The places of the records by their IRIs."""
        return {iri: row for row, iri in enumerate(self._columns.iris)}

    @once
    def _voices(self) -> Mapping[int, str]:
        """Who is quoted, by the places of the quotes."""
        quotes = np.flatnonzero(self._columns.kinds == KINDS.index(PassageKind.QUOTE)).tolist()
        told = ((row, self._passages[row].who) for row in quotes)
        return {row: who for row, who in told if who}

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        filters: Filters = NO_FILTERS,
        phrases: Sequence[str] = (),
        preferred: Mapping[str, float] = _NONE_PREFERRED,
    ) -> Answered:
        """Return the passages that answer the query best, by score, then IRI.

        Those that hold `phrases`, which are words of the query that have to stand together, come
        before the others and are always told, however low their score. A talk holds what any of
        its passages holds.

        Filters apply before anything is ranked, and scores do not depend on them. As many as
        `limit` are found if there are as many, but for two exceptions. A search that names no
        event, speaker, topic, talk or date finds nothing where it is not sure enough that there
        is an answer; passages with every word of the query remain. A search without any filter
        leaves out what scores below the floor. Unless `filters.kinds` asks for quotes, a quote
        is represented by the post or note it stands in, and a post that only announces its talk by
        the title, unless that is of no kind asked for; where talks alone are, they are ranked by
        all they hold. `preferred` talks (IRIs) are likelier meant, by how much (0 to 1):
        those by 1 are an answer, however sure it is that there is one.

        Raises `InputError` if the query has no words or `limit` is below 1.
        """
        check(query, limit)
        liked = self._liked(preferred)
        with one_thread():  # its products are small
            if filters.kinds == {PassageKind.TALK}:
                return self._search_talks(query, limit, filters, phrases, liked)
            return self._search_passages(query, limit, filters, phrases, liked)

    def _search_passages(
        self,
        query: str,
        limit: int,
        filters: Filters,
        phrases: Sequence[str],
        liked: "Floats | None",
    ) -> Answered:
        allowed = self._allowed(filters)
        held = self._held(phrases, allowed)
        size = max(limit, self._weights.pool)
        also = np.flatnonzero(held.any(axis=0))
        evidence = self._witnesses.ask(query, size, allowed, also, liked)
        own = ~self._witnesses.repeats[evidence.positions]
        best = float(evidence.passages[own].max(initial=0.0))
        sure = self._sure(evidence, _is_there(held, liked))
        scores = readable(evidence.passages, best, sure)
        kept = allowed[evidence.positions]
        certain = evidence.complete
        if liked is not None:
            certain = certain | (liked[self._talks[evidence.positions]] >= 1)
        kept = self._worth_telling(filters, evidence, scores, kept, certain)
        topics = self._topics_of(evidence, filters)
        order = _Order(scores, evidence.passages, held[:, evidence.positions])

        def iri(row: int) -> str:
            return self._passages[int(evidence.positions[row])].iri

        found = tuple(
            self._found(row, float(scores[row]), evidence, query, topics)
            for row in order.ranked(kept, iri, limit)
        )
        return _answered(found, sure, filters, held)

    def _search_talks(
        self,
        query: str,
        limit: int,
        filters: Filters,
        phrases: Sequence[str],
        liked: "Floats | None",
    ) -> Answered:
        wanted = self._talks_allowed(filters) & self._is_talk
        held = self._held(phrases, wanted[self._talks])
        also = np.flatnonzero(held.any(axis=0))
        evidence = self._witnesses.ask(query, self._weights.pool, wanted[self._talks], also, liked)
        best = float(evidence.talks[self._is_talk].max(initial=0.0))
        sure = self._sure(evidence, _is_there(held, liked))
        scores = readable(evidence.talks, best, sure)
        complete = np.zeros(len(self._records), dtype=bool)
        complete[self._talks[evidence.positions[evidence.complete]]] = True
        if liked is not None:
            complete |= liked >= 1
        kept = self._worth_telling(filters, evidence, scores, wanted, complete)
        topics = self._topics_of(evidence, filters)
        order = _Order(scores, evidence.talks, self._by_talk(held))

        def iri(row: int) -> str:
            return self._records[row].iri

        found = tuple(
            self._found_talk(talk, float(scores[talk]), evidence, query, topics)
            for talk in order.ranked(kept, iri, limit)
        )
        return _answered(found, sure, filters, held)

    def listed(
        self,
        filters: Filters,
        *,
        limit: int = 10,
        preferred: Mapping[str, float] = _NONE_PREFERRED,
    ) -> Answered:
        """Return what passes the filters, all with the score 1: there is nothing to rank by.

        The titles of talks or, where there is no talk, of sessions; if `filters.kinds` says so,
        other passages, and these too where nothing has a title. The `preferred` talks come first,
        then the newest; what was cancelled comes last.
        """
        _check_limit(limit)
        rows = np.flatnonzero(self._talks_allowed(filters))
        titles = filters.kinds <= {PassageKind.TALK}
        shown: list[int] = []
        for those in (rows[self._is_talk[rows]], rows) if titles else ():
            ordered = self._newest_first(those, preferred)
            shown = shown or [*islice((r for r in ordered if self._records[r].title), limit)]
        found = (self._title_of(row) for row in shown)
        passages = (
            found if shown else self._said_in([*self._newest_first(rows, preferred)], filters)
        )
        return Answered(
            found=tuple(
                Found(passage=each, record=self._records[self._rows[each.talk]], score=1.0)
                for each, _ in zip(passages, range(limit), strict=False)
            ),
            sure=1.0,
        )

    def _newest_first(self, rows: "Positions", preferred: Mapping[str, float]) -> Iterator[int]:
        """Yield rows, the preferred first, then the newest; the records of one day are read."""
        columns, liked = self._columns, self._liked(preferred)
        share = np.zeros(len(rows)) if liked is None else -liked[rows].astype(np.float64)
        keys = np.stack([columns.is_cancelled[rows], share, -columns.begun[rows]])
        order = np.lexsort((rows, *keys[::-1]))
        for _, group in groupby(order.tolist(), key=lambda place: tuple(keys[:, place])):
            those = [int(rows[place]) for place in group]
            yield from sorted(those, key=lambda row: (self._records[row].begins or "", row))

    def _said_in(self, rows: Sequence[int], filters: Filters) -> Iterator[Passage]:
        """Yield the passages of the talks at `rows`, in their order, that pass the filters."""
        allowed = self._allowed(filters)
        told = allowed & ~self._announcing  # what only announces a talk says nothing
        found = np.flatnonzero(told if told.any() else allowed)
        place = np.zeros(len(self._records), dtype=np.int64)
        place[rows] = np.arange(len(rows))
        for position in found[np.argsort(place[self._talks[found]], kind="stable")].tolist():
            yield self._passages[position]

    def together(self, asked: Filters, named: Filters) -> Filters | None:
        """Return the filters of both; `None` where nothing that `asked` leaves passes `named`."""
        if named == NO_FILTERS:
            return asked
        if asked.kinds and named.kinds and asked.kinds.isdisjoint(named.kinds):
            return None
        both = replace(named, kinds=(asked.kinds & named.kinds) or asked.kinds | named.kinds)
        if _confined(asked):
            passing = self._talks_allowed(asked) & self._talks_allowed(named)
            talks = frozenset(self._columns.iris[row] for row in np.flatnonzero(passing).tolist())
            if not talks:
                return None
            both = replace(asked, kinds=both.kinds, talks=talks, voices=named.voices)
        return both if self._holds(both) else None

    def _holds(self, filters: Filters) -> bool:
        """Tell whether anything passes: a passage, or the title of what has no other."""
        if filters.kinds <= {PassageKind.TALK}:
            rows = np.flatnonzero(self._talks_allowed(filters)).tolist()
            if any(self._columns.titles[row] >= 0 or self._records[row].title for row in rows):
                return True
        return bool(self._allowed(filters).any())

    def _liked(self, preferred: Mapping[str, float]) -> "Floats | None":
        """Return how much each talk is preferred, of shape (talks,); `None` where none is."""
        if not preferred:
            return None
        liked = np.zeros(len(self._records), dtype=np.float32)
        for iri, share in preferred.items():
            liked[self._rows[iri]] = share
        return liked

    def signals(self, query: str) -> Signals:
        """Return what tells whether there is an answer to a query; raises `InputError` as above."""
        check(query, 1)
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
        if self.fits.sure(evidence.signals) < self.fits.answer:
            return kept & complete
        return kept if filters.kinds else kept & (scores >= self._weights.floor)

    def _sure(self, evidence: Evidence, is_there: bool) -> float:
        """Return how sure it is of an answer: a passage with every word is one.

        None of 360 queries without an answer met such a passage, not even among 56,000. A phrase
        that is held, and the talks of what is named, are an answer too (`is_there`).
        """
        is_there = is_there or bool(evidence.complete.any())
        return max(self.fits.sure(evidence.signals), self.fits.answer if is_there else 0.0)

    def _held(self, phrases: Sequence[str], allowed: "Mask") -> "Mask":
        """Tell which of the passages allowed hold each phrase; shape (phrases, passages)."""
        held: Mask = np.zeros((len(phrases), len(self._passages)), dtype=bool)
        for row, phrase in enumerate(phrases):
            held[row] = self._phrases.holding(phrase) & allowed
        return held

    def _by_talk(self, held: "Mask") -> "Mask":
        """Tell which talks hold each phrase; shape (phrases, talks)."""
        by_talk: Mask = np.zeros((len(held), len(self._records)), dtype=bool)
        for row, passages in enumerate(held):
            by_talk[row, self._talks[passages]] = True
        return by_talk

    def _allowed(self, filters: Filters) -> "Mask":
        allowed: Mask = self._talks_allowed(filters)[self._talks]
        if filters.kinds:
            kinds = [KINDS.index(kind) for kind in sorted(filters.kinds)]
            allowed &= np.isin(self._columns.kinds, kinds)
        if filters.voices:
            theirs = [row for row, who in self._voices.items() if who in filters.voices]
            allowed &= np.isin(np.arange(len(allowed)), theirs)
        if PassageKind.QUOTE not in filters.kinds:
            allowed &= ~self._witnesses.repeats
        if not filters.kinds or PassageKind.TALK in filters.kinds:
            allowed &= ~self._announcing
        return allowed

    def _talks_allowed(self, filters: Filters) -> "Mask":
        if not _confined(filters):
            return np.ones(len(self._records), dtype=bool)
        return self._columns.passing(filters)

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
        return Found(
            passage=self._title_of(talk), record=record, score=round(score, DIGITS), why=why
        )

    def _title_of(self, talk: int) -> Passage:
        place = int(self._columns.titles[talk])
        return self._passages[place] if place >= 0 else _title(self._records[talk])

    def _topics_of(self, evidence: Evidence, filters: Filters) -> frozenset[str]:
        """Return the topics that are filtered by, and those that the query is about."""
        if self.topics is None or evidence.profile is None:
            return filters.topics
        return filters.topics | self.topics.about(evidence.profile)

    def _shared(self, record: TalkRecord, topics: frozenset[str]) -> tuple[str, ...]:
        shared = topics.intersection(record.topics)
        return tuple(sorted(self._topic_labels.get(topic, topic) for topic in shared))


def _title(record: TalkRecord) -> Passage:
    """Return the title of a talk that has none among the passages, since it is blank."""
    return Passage(iri=record.iri, kind=PassageKind.TALK, talk=record.iri, text=record.title)


def _is_there(held: "Mask", liked: "Floats | None") -> bool:
    """Tell whether a phrase is held, or a talk is surely meant."""
    return bool(held.any()) or (liked is not None and bool((liked >= 1).any()))


def _answered(found: tuple[Found, ...], sure: float, filters: Filters, held: "Mask") -> Answered:
    """Return what was found, `sure` of it as far as what the filters leave bears that out."""
    if _confined(filters):
        sure = min(sure, max((each.score for each in found), default=0.0))
    return Answered(found=found, sure=sure, found_phrase=_found_phrase(held))


def _found_phrase(held: "Mask") -> bool | None:
    """Tell whether every phrase stands somewhere; `None` where there is no phrase."""
    return bool(held.any(axis=1).all()) if len(held) else None


@dataclass(frozen=True, slots=True)
class _Order:
    """What rows are sorted by: phrases held, shape (phrases, n), then scores and evidence, (n,)."""

    scores: "Floats"
    evidence: "Floats"
    held: "Mask"

    def ranked(self, kept: "Mask", iri: Callable[[int], str], limit: int) -> list[int]:
        """Return the rows to show: most phrases first, and all of those with any.

        Then by score, evidence where scores are 0, and IRI.
        """
        phrases = self.held.sum(axis=0)
        below = np.where(self.scores > 0, 0.0, np.round(self.evidence, DIGITS))

        def place(row: int) -> tuple[float, float, str]:
            return (-self.scores[row], -below[row], iri(row))

        rows: list[int] = []
        for count in sorted(set(phrases.tolist()), reverse=True):
            among = np.flatnonzero((phrases == count) & (kept | (count > 0)))
            rows += sorted(map(int, best_rows(among, self.scores, limit)), key=place)
        return rows[:limit]


def check(query: str, limit: int) -> None:
    """Refuse what cannot be searched for, with an `InputError`."""
    if not any(character.isalnum() for character in query):
        raise InputError("the search has no words: say what to look for")
    _check_limit(limit)


def _check_limit(limit: int) -> None:
    if limit < 1:
        raise InputError(f"the limit is {limit}: ask for at least 1 answer")


def _confined(filters: Filters) -> bool:
    """Tell whether the filters say where to look, and not only for what kind of passage."""
    return Filters(kinds=filters.kinds) != filters
