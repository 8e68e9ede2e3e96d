"""Searches passages and talks by meaning and by words, within filters.

A passage's score is a weighted sum of its cosine with the query and its BM25 score, each
standardised by the mean and deviation over the whole collection, so that a filter changes which
passages are ranked but not their order. To it comes a share of its talk's standing: a passage
of a talk that answers the query elsewhere too is the better answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from talkgraph.errors import InputError
from talkgraph.model import Filters, Hit, Passage, PassageKind, TalkRecord, Why
from talkgraph.protocols import Encoder, LexicalIndex, VectorIndex
from talkgraph.retrieval.scores import DIGITS, Spread, best_rows, standardise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]
    Positions = NDArray[np.int64]
    Mask = NDArray[np.bool_]

_NO_FILTERS: Final = Filters()
_KINDS: Final = tuple(PassageKind)
_TITLE: Final = _KINDS.index(PassageKind.TALK)


class SpellingIndex(LexicalIndex, Protocol):
    """A lexical index that can also say which words of a text a query meets."""

    def words_in(self, query: str, text: str) -> tuple[str, ...]:
        """Return the query's words that stand in the text, as the text spells them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How evidence becomes a score; cosines and BM25 scores are in standard deviations.

    `lexical` is the weight of BM25 beside the cosine's 1 and `talk` that of the talk's standing,
    which is the mean of its `best` best passages. A talk as such scores its standing, `title`
    times its title's score and `topic` times its confidence in a topic that the query names.
    `floor` is the cosine below which a passage that shares no word with an unfiltered query is
    no answer. `pool` is how many passages are ranked at most.
    """

    lexical: float = 0.25
    talk: float = 1.0
    best: int = 2
    title: float = 0.3
    topic: float = 1.0
    floor: float = 0.15
    pool: int = 1000


class SearchEngine:
    """Answers searches over a fixed list of passages."""

    def __init__(
        self,
        *,
        passages: Sequence[Passage],
        records: Sequence[TalkRecord],
        vectors: "Numbers",
        vector_index: VectorIndex,
        lexical: SpellingIndex,
        encoder: Encoder,
        topic_labels: Mapping[str, str],
        weights: Weights | None = None,
    ) -> None:
        """Prepare to search.

        Row i of `vectors`, float32 of shape (passages, dimension), is the unit vector of passage
        i, as in the two indexes. Every passage's talk is among the `records`. `topic_labels`
        maps concept IRIs to labels.
        """
        self._passages = passages
        self._records = records
        self._vectors = vectors
        self._vector_index = vector_index
        self._lexical = lexical
        self._encoder = encoder
        self._topic_labels = topic_labels
        self._weights = weights or Weights()
        row = {record.iri: number for number, record in enumerate(records)}
        self._talks = np.array([row[p.talk] for p in passages], dtype=np.int64)
        self._kinds = np.array([_KINDS.index(p.kind) for p in passages], dtype=np.int64)
        self._repeats = _repeats(passages)
        self._spread = Spread.of(vectors)

    def search(
        self, query: str, *, limit: int = 10, filters: Filters = _NO_FILTERS
    ) -> tuple[Hit, ...]:
        """Return the passages that answer the query best, by score, then IRI.

        Filters apply before anything is ranked: as many as `limit` are found if there are as
        many. Without a filter, passages that share neither words nor enough meaning with the
        query are left out. Unless `filters.kinds` asks for quotes, a quote is represented by the
        post or note it stands in; where it asks for talks alone, this is `search_talks`.

        Raises `InputError` if the query has no words or `limit` is below 1.
        """
        if filters.kinds == {PassageKind.TALK}:
            return self.search_talks(query, limit=limit, filters=filters)
        _check(query, limit)
        allowed = self._allowed(filters)
        evidence = self._evidence(query, limit, allowed)
        standing = self._standing(evidence)
        share = self._weights.talk * standing[self._talks[evidence.positions]]
        scores = evidence.scores + share
        kept = allowed[evidence.positions]
        if _is_open(filters):
            kept &= (evidence.cosines >= self._weights.floor) | (evidence.lexical > 0)
        topics = self._topics_named(query, filters)
        return tuple(
            self._hit(int(evidence.positions[i]), score, float(evidence.cosines[i]), query, topics)
            for i, score in self._ranked(scores, kept, evidence.positions, limit)
        )

    def search_talks(
        self, query: str, *, limit: int = 10, filters: Filters = _NO_FILTERS
    ) -> tuple[Hit, ...]:
        """Return the talks that answer the query best by all they hold, by score, then IRI.

        `filters.kinds` does not matter. A hit's text is the talk's title. Raises `InputError` if
        the query has no words or `limit` is below 1.
        """
        _check(query, limit)
        wanted = self._talks_allowed(filters)
        wanted &= np.array([record.is_talk for record in self._records], dtype=bool)
        allowed = wanted[self._talks]
        evidence = self._evidence(query, limit, allowed)
        if len(np.unique(self._talks[evidence.positions[allowed[evidence.positions]]])) < min(
            limit, wanted.sum()
        ):
            evidence = self._evidence(query, len(self._passages), allowed)
        topics = self._topics_named(query, filters)
        scores = self._standing(evidence) + self._titles_and_topics(evidence, topics)
        return tuple(
            self._talk_hit(talk, score, evidence, query, topics)
            for talk, score in self._ranked_talks(scores, wanted, evidence, filters, limit)
        )

    # ── evidence ─────────────────────────────────────────────────────────────────────────────

    def _evidence(self, query: str, limit: int, allowed: "Mask") -> "_Evidence":
        """Score the passages that may matter: the best of all, and the best of those allowed."""
        vector = self._encoder.encode([query])
        lexical = self._lexical.scores(query)
        size = max(self._weights.pool, limit)
        cosines = np.full(len(self._passages), np.nan, dtype=np.float32)
        searches = [None] if allowed.all() else [None, np.flatnonzero(allowed)]
        for among in searches:
            found, values = self._vector_index.search(vector, size, among)
            cosines[found[0]] = values[0]
        for mask in (lexical > 0, (lexical > 0) & allowed):
            worded = best_rows(np.flatnonzero(mask), lexical, size)
            missing = worded[np.isnan(cosines[worded])]
            cosines[missing] = np.einsum("ij,j->i", self._vectors[missing], vector[0])
        positions = np.flatnonzero(~np.isnan(cosines))
        standard = self._spread.standardise(cosines[positions], vector[0])
        words = standardise(lexical)[positions]
        return _Evidence(
            positions=positions,
            cosines=cosines[positions],
            lexical=lexical[positions],
            scores=standard + np.float32(self._weights.lexical) * words,
        )

    def _standing(self, evidence: "_Evidence") -> "Numbers":
        """Return, per talk, the mean score of its best passages; a missing one counts 0."""
        order = np.lexsort((-evidence.scores, self._talks[evidence.positions]))
        talks = self._talks[evidence.positions][order]
        first = np.searchsorted(talks, talks, side="left")
        among_best = np.arange(len(talks)) - first < self._weights.best
        sums = np.bincount(
            talks[among_best],
            weights=evidence.scores[order][among_best],
            minlength=len(self._records),
        )
        standing: Numbers = (sums / self._weights.best).astype(np.float32)
        return standing

    def _titles_and_topics(self, evidence: "_Evidence", topics: "frozenset[str]") -> "Numbers":
        added = np.zeros(len(self._records), dtype=np.float32)
        titles = self._kinds[evidence.positions] == _TITLE
        talks = self._talks[evidence.positions][titles]
        added[talks] = self._weights.title * evidence.scores[titles]
        for number, record in enumerate(self._records if topics else ()):
            shared = [record.topics[topic] for topic in topics if topic in record.topics]
            added[number] += self._weights.topic * max(shared, default=0.0)
        return added

    def _topics_named(self, query: str, filters: Filters) -> "frozenset[str]":
        """Return the topics filtered by, and those whose label stands in the query."""
        named = {
            iri
            for iri, label in self._topic_labels.items()
            if (words := self._lexical.words_in(query, label))
            and len(words) == len(self._lexical.words_in(label, label))
        }
        return frozenset(named | filters.topics)

    # ── filters ──────────────────────────────────────────────────────────────────────────────

    def _allowed(self, filters: Filters) -> "Mask":
        allowed: Mask = self._talks_allowed(filters)[self._talks]
        if filters.kinds:
            kinds = [_KINDS.index(kind) for kind in sorted(filters.kinds)]
            allowed &= np.isin(self._kinds, kinds)
        if PassageKind.QUOTE not in filters.kinds:
            allowed &= ~self._repeats
        return allowed

    def _talks_allowed(self, filters: Filters) -> "Mask":
        if _is_open(filters):
            return np.ones(len(self._records), dtype=bool)
        passing = (_passes(record, filters) for record in self._records)
        return np.fromiter(passing, dtype=bool, count=len(self._records))

    # ── ranking and showing ──────────────────────────────────────────────────────────────────

    def _ranked(
        self, scores: "Numbers", kept: "Mask", positions: "Positions", limit: int
    ) -> list[tuple[int, float]]:
        rows = best_rows(np.flatnonzero(kept), scores, limit)
        scored = [(int(row), round(float(scores[row]), DIGITS)) for row in rows]
        scored.sort(key=lambda pair: (-pair[1], self._passages[positions[pair[0]]].iri))
        return scored[:limit]

    def _ranked_talks(
        self,
        scores: "Numbers",
        wanted: "Mask",
        evidence: "_Evidence",
        filters: Filters,
        limit: int,
    ) -> list[tuple[int, float]]:
        seen = np.zeros(len(self._records), dtype=bool)
        answers = np.ones(len(evidence.positions), dtype=bool)
        if _is_open(filters):
            answers = (evidence.cosines >= self._weights.floor) | (evidence.lexical > 0)
        seen[self._talks[evidence.positions[answers]]] = True
        talks = best_rows(np.flatnonzero(seen & wanted), scores, limit)
        scored = [(int(talk), round(float(scores[talk]), DIGITS)) for talk in talks]
        scored.sort(key=lambda pair: (-pair[1], self._records[pair[0]].iri))
        return scored[:limit]

    def _hit(
        self, position: int, score: float, cosine: float, query: str, topics: "frozenset[str]"
    ) -> Hit:
        passage = self._passages[position]
        record = self._records[self._talks[position]]
        return Hit(
            iri=passage.iri,
            kind=passage.kind,
            score=score,
            text=passage.text,
            talk=record.iri,
            title=record.title,
            event=record.event_name,
            speakers=tuple(name for _, name in record.speakers),
            why=Why(
                words=self._lexical.words_in(query, passage.text),
                similarity=round(cosine, DIGITS),
                topics=self._shared(record, topics),
            ),
        )

    def _talk_hit(
        self,
        talk: int,
        score: float,
        evidence: "_Evidence",
        query: str,
        topics: "frozenset[str]",
    ) -> Hit:
        record = self._records[talk]
        rows = np.flatnonzero(self._talks[evidence.positions] == talk)
        best = best_rows(rows, evidence.scores, self._weights.best)[: self._weights.best]
        texts = (record.title, *(self._passages[evidence.positions[row]].text for row in best))
        words = {
            word.casefold(): word
            for text in reversed(texts)
            for word in reversed(self._lexical.words_in(query, text))
        }
        return Hit(
            iri=record.iri,
            kind=PassageKind.TALK,
            score=score,
            text=record.title,
            talk=record.iri,
            title=record.title,
            event=record.event_name,
            speakers=tuple(name for _, name in record.speakers),
            why=Why(
                words=tuple(reversed(words.values())),
                similarity=round(float(evidence.cosines[rows].max()), DIGITS),
                topics=self._shared(record, topics),
            ),
        )

    def _shared(self, record: TalkRecord, topics: "frozenset[str]") -> tuple[str, ...]:
        shared = topics.intersection(record.topics)
        return tuple(sorted(self._topic_labels.get(topic, topic) for topic in shared))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """What speaks for each of some passages; all arrays have shape (len(positions),)."""

    positions: "Positions"
    cosines: "Numbers"
    lexical: "Numbers"
    scores: "Numbers"


def _check(query: str, limit: int) -> None:
    if not any(character.isalnum() for character in query):
        raise InputError("the search has no words: say what to look for")
    if limit < 1:
        raise InputError(f"the limit is {limit}: ask for at least 1 answer")


def _is_open(filters: Filters) -> bool:
    return filters == _NO_FILTERS


def _passes(record: TalkRecord, filters: Filters) -> bool:
    sets: tuple[tuple[frozenset[str], Iterable[str]], ...] = (
        (filters.talks, (record.iri,)),
        (filters.events, (record.event,)),
        (filters.speakers, (iri for iri, _ in record.speakers)),
        (filters.topics, record.topics),
    )
    if any(wanted and wanted.isdisjoint(has) for wanted, has in sets):
        return False
    if filters.since is None and filters.until is None:
        return True
    return (
        record.date is not None
        and (filters.since is None or record.date >= filters.since)
        and (filters.until is None or record.date <= filters.until)
    )


def _repeats(passages: Sequence[Passage]) -> "Mask":
    """Tell which passages are quotes whose words stand in a post or note of the same talk."""
    told: dict[str, list[str]] = {}
    for passage in passages:
        if passage.kind in (PassageKind.POST, PassageKind.NOTE):
            told.setdefault(passage.talk, []).append(_plain(passage.text))
    return np.array(
        [
            passage.kind is PassageKind.QUOTE
            and any(_plain(passage.text) in text for text in told.get(passage.talk, ()))
            for passage in passages
        ],
        dtype=bool,
    )


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
