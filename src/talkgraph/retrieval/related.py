"""Finds the talks related to a talk, by what was said, the words, the topics and the people.

Four similarities are each put on the scale of both talks, as standard scores against a fixed
sample of all talks, averaged over the two directions: so a talk that is near to everything is
near to nothing in particular, and the score is symmetric. Their mean, drawn towards nothing
where little is known of a talk, goes through a logistic curve. On the corpus at hand no single
one of the four does as well as all of them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.errors import NotFound
from talkgraph.model import Passage, RelatedTalk, TalkRecord
from talkgraph.retrieval.reasons import matching_pairs, shared_people, shared_topics
from talkgraph.retrieval.talk_vectors import TalkVectors, unit
from talkgraph.retrieval.talk_words import TalkWords

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Doubles = NDArray[np.float64]
    Positions = NDArray[np.int64]

_SAMPLE: Final = 256  # talks against which a similarity is standardised
_CANDIDATES: Final = 256  # talks whose passages are matched one by one
_PRIOR_TALKS: Final = 4.0  # how many talks the expected values below weigh as
_SAME_SPEAKER: Final = 0.15
_SAME_MENTION: Final = 0.05
_CENTRE: Final = 1.6  # the weighted mean of standard scores at which the score is 0.5
_SLOPE: Final = 1.1
_REPEAT: Final = 0.9  # the least score of a repeat
_DECIMALS: Final = 4


@dataclass(frozen=True, slots=True)
class _Signal:
    """A similarity's weight, and its expected mean and standard deviation over many corpora."""

    weight: float
    mean: float
    deviation: float


_MEANS: Final = _Signal(1.0, 0.0, 0.2)
_MATCHES: Final = _Signal(1.0, 0.3, 0.1)
_WORDS: Final = _Signal(1.0, 0.03, 0.04)
_TOPICS: Final = _Signal(1.0, 0.05, 0.12)
_SIGNALS: Final = (_MEANS, _MATCHES, _WORDS, _TOPICS)
_WEIGHT: Final = sum(signal.weight for signal in _SIGNALS)


class RelatedTalks:
    """Answers "which talks are related to this one?" over a fixed set of talks."""

    def __init__(
        self,
        passages: Sequence[Passage],
        records: Sequence[TalkRecord],
        vectors: "Floats",
    ) -> None:
        """Prepare the talks among `records`; row i of `vectors` is passage i's, of length 1.

        Memory grows with the passages (a copy of their vectors), never with their square.
        """
        self._records = tuple(sorted((r for r in records if r.is_talk), key=lambda r: r.iri))
        self._position = {record.iri: i for i, record in enumerate(self._records)}
        talks = tuple(self._position)
        self._passages = passages
        self._raw = vectors
        self._vectors = TalkVectors(talks, passages, vectors)
        self._counts = np.array([len(rows) for rows in self._vectors.rows], dtype=np.int64)
        self._words = TalkWords(talks, passages)
        self._rarity = _rarity(self._records)
        self._topics = _topic_vectors(self._records, self._rarity)
        self._talks_of_speaker = _holders([[s for s, _ in r.speakers] for r in self._records])
        self._talks_of_mention = _holders([r.mentions for r in self._records])
        self._talks_of_work = _holders([[r.work] if r.work else [] for r in self._records])
        count = len(talks)
        self._all = np.arange(count, dtype=np.int64)
        self._sample = (np.arange(min(count, _SAMPLE)) * count) // max(1, min(count, _SAMPLE))
        self._known_scale: dict[int, tuple[Doubles, Doubles]] = {}

    def related(self, talk_iri: str, limit: int = 10) -> tuple[RelatedTalk, ...]:
        """Return the talks nearest to one, best first, with the reasons; never itself.

        Raises `NotFound` if there is no such talk (a session is none).
        """
        talk = self._find(talk_iri)
        return tuple(
            self._explain(talk, other, score) for other, score in self._ranked(talk)[:limit]
        )

    def similarities(self, per_talk: int = 5) -> dict[tuple[str, str], float]:
        """Return the scores of each talk's nearest few, by pairs of IRIs in order."""
        found: dict[tuple[str, str], float] = {}
        for talk, record in enumerate(self._records):
            for other, score in self._ranked(talk)[:per_talk]:
                left, right = sorted((record.iri, self._records[other].iri))
                found.setdefault((left, right), score)
        return {pair: found[pair] for pair in sorted(found)}

    def _find(self, iri: str) -> int:
        position = self._position.get(iri)
        if position is None:
            raise NotFound(f"there is no talk <{iri}> to relate to; name a talk.", name=iri)
        return position

    # ── scores ───────────────────────────────────────────────────────────────────────────────

    def _ranked(self, talk: int) -> list[tuple[int, float]]:
        """Return other talks with their scores, best first, equals in order of IRI."""
        others = self._candidates(talk)
        if not len(others):
            return []
        scores = self._scores(talk, others)
        order = np.lexsort((others, -scores))
        return [(int(others[i]), float(scores[i])) for i in order]

    def _candidates(self, talk: int) -> "Positions":
        """Return every other talk or, of many, those nearest by the cheap similarities."""
        others: Positions = self._all[self._all != talk]
        if len(others) <= _CANDIDATES:
            return others
        cheap = self._signals(talk, others, matches=False)
        means, deviations = self._scale(talk)
        rough = _weighted((cheap - means[:, None]) / deviations[:, None])
        rough = rough + self._bonus(talk, others)
        order = np.lexsort((others, -rough, -self._repeats(talk, others)))
        kept: Positions = others[order[:_CANDIDATES]]
        kept.sort()
        return kept

    def _scores(self, talk: int, others: "Positions") -> "Doubles":
        signals = self._signals(talk, others)
        means, deviations = self._scale(talk)
        mine = (signals - means[:, None]) / deviations[:, None]
        scales = [self._scale(int(other)) for other in others]
        theirs = (signals - np.stack([m for m, _ in scales], axis=1)) / np.stack(
            [d for _, d in scales], axis=1
        )
        combined = _weighted((mine + theirs) / 2) * self._evidence(talk, others)
        combined = combined + self._bonus(talk, others)
        scores: Doubles = 1.0 / (1.0 + np.exp(-np.clip(_SLOPE * (combined - _CENTRE), -30, 30)))
        floor = _REPEAT * self._repeats(talk, others)
        return np.asarray(np.round(np.maximum(scores, floor), _DECIMALS), dtype=np.float64)

    def _signals(self, talk: int, others: "Positions", matches: bool = True) -> "Doubles":
        """Return the four similarities of a talk with others, of shape (4, others)."""
        return np.stack(
            [
                self._vectors.mean_similarities(talk, others),
                self._vectors.best_matches(talk, others)
                if matches
                else np.full(len(others), _MATCHES.mean, dtype=np.float32),
                self._words.similarities(talk)[others],
                self._topics[others] @ self._topics[talk],
            ]
        ).astype(np.float64)

    def _scale(self, talk: int) -> "tuple[Doubles, Doubles]":
        """Return the mean and deviation of a talk's four similarities, each of shape (4,).

        Over few talks they are drawn towards what is to be expected.
        """
        if talk not in self._known_scale:
            others = self._sample[self._sample != talk]
            signals = self._signals(talk, others)
            expected = np.array([signal.mean for signal in _SIGNALS])
            spread = np.array([signal.deviation for signal in _SIGNALS])
            count = len(others)
            means = (signals.sum(axis=1) + _PRIOR_TALKS * expected) / (count + _PRIOR_TALKS)
            squares = ((signals - means[:, None]) ** 2).sum(axis=1)
            variance = (squares + _PRIOR_TALKS * spread**2) / (count + _PRIOR_TALKS)
            self._known_scale[talk] = (means, np.sqrt(variance))
        return self._known_scale[talk]

    def _evidence(self, talk: int, others: "Positions") -> "Doubles":
        """Return how far to believe the similarities: less where little is known of one talk.

        The square root of m / (m + 1), m being the passages of the lesser of the two: the
        deviation of a mean of m falls that way.
        """
        known = np.minimum(self._counts[talk], self._counts[others])
        return np.asarray(np.sqrt(known / (known + 1.0)), dtype=np.float64)

    def _bonus(self, talk: int, others: "Positions") -> "Doubles":
        """Return what shared speakers and mentioned accounts add, of shape (others,)."""
        record = self._records[talk]
        speakers = [iri for iri, _ in record.speakers]
        return (
            _SAME_SPEAKER * self._sharing(self._talks_of_speaker, speakers)[others]
            + _SAME_MENTION * self._sharing(self._talks_of_mention, record.mentions)[others]
        )

    def _repeats(self, talk: int, others: "Positions") -> "Doubles":
        """Return 1 for each of the others that performs the same work, else 0."""
        work = self._records[talk].work
        return self._sharing(self._talks_of_work, (work,) if work else ())[others]

    def _sharing(self, holders: "Mapping[str, Positions]", keys: Iterable[str]) -> "Doubles":
        found = np.zeros(len(self._records), dtype=np.float64)
        for key in keys:
            found[holders[key]] = 1.0
        return found

    # ── reasons ──────────────────────────────────────────────────────────────────────────────

    def _explain(self, talk: int, other: int, score: float) -> RelatedTalk:
        mine, theirs = self._records[talk], self._records[other]
        return RelatedTalk(
            talk=theirs.iri,
            score=score,
            repeat=mine.work is not None and mine.work == theirs.work,
            pairs=matching_pairs(self._vectors, talk, other, self._passages, self._raw),
            topics=shared_topics(mine, theirs, self._rarity),
            people=shared_people(mine, theirs),
        )


def _weighted(standard_scores: "Doubles") -> "Doubles":
    weights = np.array([signal.weight for signal in _SIGNALS])
    weighted: Doubles = weights @ standard_scores / _WEIGHT
    return weighted


def _holders(keys: Sequence[Iterable[str]]) -> "dict[str, Positions]":
    """Return, for each key, the positions of those who have it."""
    found: dict[str, list[int]] = {}
    for position, each in enumerate(keys):
        for key in each:
            found.setdefault(key, []).append(position)
    return {key: np.array(positions, dtype=np.int64) for key, positions in found.items()}


def _rarity(records: Sequence[TalkRecord]) -> dict[str, float]:
    """Return ln((n + 1) / df) of each topic, n talks being given and df of them having it."""
    counts: dict[str, int] = {}
    for record in records:
        for topic in record.topics:
            counts[topic] = counts.get(topic, 0) + 1
    return {t: math.log((len(records) + 1) / counts[t]) for t in sorted(counts)}


def _topic_vectors(records: Sequence[TalkRecord], rarity: dict[str, float]) -> "Floats":
    column = {topic: i for i, topic in enumerate(rarity)}
    rows = np.zeros((len(records), len(column)), dtype=np.float32)
    for row, record in zip(rows, records, strict=True):
        for topic, confidence in record.topics.items():
            row[column[topic]] = confidence * rarity[topic]
    return unit(rows)
