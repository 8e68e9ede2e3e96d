"""What speaks for each passage and each talk as an answer, and what score that makes.

`readable` turns evidence into 0 to 1; `Witnesses` weighs the passages and talks for one query
after another, and tells from which `signals` one sees whether there is an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.model import Passage, PassageKind, TalkRecord
from talkgraph.model.passages import SPOKEN
from talkgraph.protocols import Encoder, LexicalIndex, VectorIndex
from talkgraph.search.encoders.fitted import Signals
from talkgraph.search.query_topics import TopicSpace
from talkgraph.search.scores import (
    DIGITS,
    Weights,
    best_rows,
    standardise,
    standardised_cosines,
)
from talkgraph.search.stored.columns import Columns

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats, Mask, Positions

# ── scores ───────────────────────────────────────────────────────────────────────────────────


def readable(evidence: "Floats", best: float, sure: float) -> "Floats":
    """Say how sure it is that there is an answer, times how near a hit comes to the best one.

    A score is `sure` times (evidence / best) squared: the best hit of the collection scores
    `sure`, and evidence below 0, which is less than a passage or talk has on average, scores 0.
    Equal to 6 decimals is equal.
    """
    if best <= 0.0:
        share = (evidence >= best).astype(np.float64)
    else:
        share = np.clip(evidence.astype(np.float64) / best, 0.0, 1.0)
    scores: Floats = np.round(sure * share**2, DIGITS)
    return scores


_BEST: Final = 3


def _mean_of_best(values: "Floats") -> float:
    count = min(_BEST, len(values))
    if not count:
        return 0.0
    return float(np.partition(values, len(values) - count)[len(values) - count :].mean())


# ── passages and talks ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexes:
    """What is searched: position i of `vectors` and text i of `words` belong to passage i.

    Row i of `talk_vectors` and text i of `talk_words` are those of the whole text of record i
    (`talk_texts`).
    """

    vectors: VectorIndex
    words: LexicalIndex
    talk_vectors: "Floats"
    talk_words: LexicalIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for the passages at `positions`, and for every talk.

    `cosines`, `complete` and `passages` have shape (len(positions),), `talks` (talks,).
    `complete` tells which of the passages hold every word of the query, `signals` whether there is
    an answer at all, and `profile` what share of the query is about each topic.
    """

    positions: "Positions"
    cosines: "Floats"
    complete: "Mask"
    passages: "Floats"
    talks: "Floats"
    signals: Signals
    profile: "Floats | None"


class Witnesses:
    """Passages and talks with their indexes, ready to be asked."""

    def __init__(
        self,
        passages: Sequence[Passage],
        records: Sequence[TalkRecord],
        indexes: Indexes,
        encoder: Encoder,
        topics: TopicSpace | None,
        weights: Weights,
        columns: Columns | None = None,
    ) -> None:
        """Work out what does not depend on a query; `columns` are of these passages and records."""
        known = columns or Columns.of(passages, records)
        self.columns = known
        self.talks: Positions = known.talks
        self.repeats = known.repeats
        self._indexes = indexes
        self._encoder = encoder
        self._topics = topics
        self._weights = weights
        self._before, self._after = known.before, known.after
        announced, cancelled = known.is_abstract, known.is_cancelled
        one, share = np.float32(1), np.float32(weights.announced)
        self._shares = np.where(announced | cancelled[self.talks], share, one)
        self._talk_shares = np.where(cancelled, share, one)
        self._described = np.where(announced, np.float32(weights.described), one)
        self._lengths = known.lengths
        self._count = len(records)
        self._own = int((~self.repeats).sum())
        self._confidences = None if topics is None else topics.confidences(known)

    def ask(
        self,
        query: str,
        size: int,
        allowed: "Mask",
        also: "Positions | None" = None,
        liked: "Floats | None" = None,
    ) -> Evidence:
        """Weigh the passages that may matter: the best of all, and the best of those allowed.

        `size` is how many of each, by meaning and by words; those at `also` matter in any case.
        `liked`, of shape (talks,), is what else speaks for each talk, 0 to 1: its passages matter.
        """
        vector = self._encoder.encode([query])[0]
        lexical = self._indexes.words.scores(query)
        coverage = self._indexes.words.coverage(query)
        cosines = self._cosines(vector, lexical, size, allowed)
        if also is not None:
            self._fill(cosines, also, vector)
        if liked is not None:
            self._fill(cosines, np.flatnonzero(liked[self.talks] > 0), vector)
        positions = np.flatnonzero(~np.isnan(cosines))
        near = np.zeros(len(cosines), dtype=np.float32)
        statistics = self._indexes.vectors.statistics
        near[positions] = standardised_cosines(cosines[positions], vector, statistics)
        profile = None
        if self._topics is not None and len(self._topics):
            profile = self._topics.profile(vector, self._weights)
        talks = self._of_talks(query, vector, near, positions, profile)
        passages = self._of_passages(near, standardise(lexical), talks)
        if liked is not None:
            likelier = np.float32(self._weights.named) * liked
            passages = passages + likelier[self.talks] * passages[positions].max(initial=0.0)
            talks = talks + likelier * talks.max(initial=0.0)
        return Evidence(
            positions=positions,
            cosines=cosines[positions],
            complete=coverage[positions] == 1.0,
            passages=passages[positions],
            talks=talks,
            signals=self._signals(cosines, coverage),
            profile=profile,
        )

    def _signals(self, cosines: "Floats", coverage: "Floats") -> Signals:
        known = np.flatnonzero(~np.isnan(cosines) & ~self.repeats)
        return Signals(
            near=_mean_of_best(cosines[known]),
            held=float(coverage.max(initial=0.0)),
            passages=self._own,
        )

    def _cosines(self, vector: "Floats", lexical: "Floats", size: int, allowed: "Mask") -> "Floats":
        """Return the query's cosine with the passages that may matter; NaN for the others."""
        cosines = np.full(len(lexical), np.nan, dtype=np.float32)
        searches = [None] if allowed.all() else [None, np.flatnonzero(allowed)]
        for among in searches:
            found, values = self._indexes.vectors.search(vector[None, :], size, among)
            cosines[found[0]] = values[0]
        for mask in (lexical > 0, (lexical > 0) & allowed):
            self._fill(cosines, best_rows(np.flatnonzero(mask), lexical, size), vector)
        if self._weights.neighbours:
            known = np.flatnonzero(~np.isnan(cosines))
            beside = np.concatenate([self._before[known], self._after[known]])
            wanted = np.zeros(len(cosines), dtype=bool)
            wanted[beside[beside >= 0]] = True
            self._fill(cosines, np.flatnonzero(wanted), vector)
        return cosines

    def _fill(self, cosines: "Floats", rows: "Positions", vector: "Floats") -> None:
        missing = rows[np.isnan(cosines[rows])]
        cosines[missing] = self._indexes.vectors.cosines(vector, missing)

    def _of_talks(
        self,
        query: str,
        vector: "Floats",
        near: "Floats",
        positions: "Positions",
        profile: "Floats | None",
    ) -> "Floats":
        weights = self._weights
        total = standardise(self._best_of_each(near, positions[~self.repeats[positions]]))
        whole = np.einsum("ij,j->i", self._indexes.talk_vectors, vector)
        total = total + np.float32(weights.whole) * standardise(whole)
        words = standardise(self._indexes.talk_words.scores(query))
        total = total + np.float32(weights.talk_words) * words
        if profile is not None and self._topics is not None and self._confidences is not None:
            about = np.einsum("ij,j->i", self._confidences, profile)
            terse = min(1.0, weights.terse / max(1, len(query.split())))
            share = weights.topics * terse * self._topics.agreement
            total = total + np.float32(share) * standardise(about)
        return _lessened(standardise(total), self._talk_shares)

    def _best_of_each(self, near: "Floats", positions: "Positions") -> "Floats":
        """Return, per talk, the nearness of its best passage: 0 where none is near."""
        best = np.zeros(self._count, dtype=np.float32)
        np.maximum.at(best, self.talks[positions], (near * self._described)[positions])
        return best

    def _of_passages(self, near: "Floats", words: "Floats", talks: "Floats") -> "Floats":
        weights = self._weights
        none = np.float32(0.0)
        before = np.where(self._before >= 0, near[self._before], none)
        after = np.where(self._after >= 0, near[self._after], none)
        evidence: Floats = (
            near
            + np.float32(weights.words) * words
            + np.float32(weights.neighbours / 2) * (before + after)
            + np.float32(weights.length) * self._lengths
            + np.float32(weights.talk) * talks[self.talks]
        )
        return _lessened(evidence, self._shares)


def talk_texts(passages: Sequence[Passage], records: Sequence[TalkRecord]) -> tuple[str, ...]:
    """Return all that is told of each talk as one text, its title first, as of `records`.

    Quotes are left out: they stand in the posts and notes that they are from.
    """
    said: dict[str, list[str]] = {record.iri: [] for record in records}
    for passage in passages:
        if passage.kind in SPOKEN or passage.kind is PassageKind.ABSTRACT:
            said[passage.talk].append(passage.text)
    return tuple("\n".join((record.title, *said[record.iri])) for record in records)


def _lessened(evidence: "Floats", shares: "Floats") -> "Floats":
    """Return what speaks for passages or talks by their shares; what speaks against them stays."""
    lessened: Floats = np.where(evidence > 0, evidence * shares, evidence)
    return lessened
