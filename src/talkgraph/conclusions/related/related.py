"""Finds the talks related to a talk, by what was said, the titles, words, topics and people.

Five similarities are each put on the scale of both talks, as standard scores against a fixed
sample of all talks, averaged over the two directions: so a talk that is near to everything is
near to nothing in particular, and the score is symmetric. Their weighted mean, drawn towards
nothing where little is known of a talk, goes through a logistic curve; where a title is all that is
known, the score stays below a bound. Topics weigh the more, the better they agree with the
others in these very notes (`agreement`).

To add a similarity: a weight in `RelatedWeights.similarities`, a field of `Agreement`, and its row,
in the same order, in `_signals`, `_sample_signals` (of `_Sample`) and `_similar`; what it looks at
is a field of `TalkRecord`. What only adds to the score is in `_bonus`. To be told as a reason:
`reasons`, then `answers.Reasons`.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.conclusions.related.agreement import Agreement, agreement_of
from talkgraph.conclusions.related.kept import Kept
from talkgraph.conclusions.related.reasons import (
    matching_pairs,
    shared_people,
    shared_topics,
    telling_rows,
)
from talkgraph.conclusions.related.talks import Gathered, TalkVectors, TalkWords
from talkgraph.errors import InputError, NotFound
from talkgraph.model import Passage, PassagePair, RelatedTalk, TalkRecord, Topic
from talkgraph.model.meaning import kin
from talkgraph.model.passages import ANNOUNCED
from talkgraph.search.once import once
from talkgraph.search.scores import unit
from talkgraph.search.stored.columns import Columns
from talkgraph.search.threads import one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from talkgraph.search.scores import Floats, Positions

    Doubles = NDArray[np.float64]

_DECIMALS: Final = 4
_AT_ONCE: Final = 64
_MATCHES, _TOPICS = 1, 3  # their places among the similarities
_LEAST: Final = 1e-6
_ALL: Final = slice(None)
_BEFORE_ALL: Final = 1e6  # beyond any sum of similarities


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedWeights:
    """The parameters of related talks: what each similarity weighs, and the rest.

    Found on two thirds of the questions of four corpora, in which they are all better than any one
    similarity: notes of talks on operations, a free software conference and two sets of Python
    conferences. `topics` is what topics weigh where they agree with the rest as well as anything
    does; where they do not, their weight falls with the square of `Agreement.of_topics`.
    """

    means: float = 1.0  # cosine of the talks' mean vectors
    matches: float = 1.0  # cosine of the best matching passages
    words: float = 1.0  # cosine of TF-IDF
    topics: float = 4.0  # cosine of the topics, weighed by rarity
    titles: float = 0.5  # cosine of the titles
    kin: float = 0.3  # of a topic's confidence goes to those broader, narrower or related
    same_speaker: float = 0.15
    centre: float = 1.6  # the weighted mean of standard scores at which the score is 0.5
    slope: float = 1.1
    repeat: float = 0.9  # the least score of a repeat
    title_only: float = 0.8  # the greatest score where titles are all that is known of two talks
    announced: float = ANNOUNCED  # what an abstract counts where something was said in the talk too
    sample: int = 256  # talks against which a similarity is standardised
    candidates: int = 128  # talks whose passages are matched one by one

    @property
    def similarities(self) -> tuple[float, ...]:
        """What the five similarities weigh, in the order in which they are computed."""
        return (self.means, self.matches, self.words, self.topics, self.titles)


_DEFAULT: Final = RelatedWeights()


class RelatedTalks:
    """Answers "which talks are related to this one?" over a fixed set of talks."""

    def __init__(
        self,
        passages: Sequence[Passage],
        records: Sequence[TalkRecord],
        vectors: "Floats",
        topics: Sequence[Topic] = (),
        weights: RelatedWeights = _DEFAULT,
        agreement: Agreement | None = None,
        kept: Kept | None = None,
        columns: Columns | None = None,
    ) -> None:
        """Prepare the talks among `records`; row i of `vectors` is passage i's, of length 1.

        `agreement` of the similarities is worked out where it is not given, and so are what is
        `kept` of these very talks, and the `columns` of these records.

        `topics` is the vocabulary, which says what is broader, narrower and related. Memory
        grows with the passages (a copy of their vectors), never with their square.
        """
        self._columns = columns or Columns.of((), records)
        self._passages = passages
        self._raw = vectors
        if kept is None:
            order = sorted(
                (row for row, each in enumerate(records) if each.is_talk),
                key=lambda row: records[row].iri,
            )
            here = tuple(records[row] for row in order)
            talks = tuple(each.iri for each in here)
            self._vectors = TalkVectors(talks, passages, vectors, weights.announced)
            self._words = TalkWords.of(talks, passages, weights.announced)
            self._rarity: Mapping[str, float] = _rarity(here)
            self._topics = _topic_vectors(here, self._rarity, kin(topics), weights.kin)
            self._places = np.array(order, dtype=np.int64)
            self._works = _numbered([each.work for each in here])
        else:
            self._vectors = TalkVectors.stored(kept.vectors, vectors)
            self._words = TalkWords(kept.words)
            self._rarity, self._topics = kept.rarity, kept.topics
            self._places, self._works = kept.records, kept.works
        self._talks = tuple(self._columns.iris[row] for row in self._places.tolist())
        self._records = records
        self._counts = np.diff(self._vectors.kept.passage_starts)
        self._only_titles = self._vectors.only_titles()
        self._weights = weights
        count = len(self._talks)
        self._given = np.flatnonzero(~self._columns.is_cancelled[self._places])
        size = min(count, weights.sample)
        self._sample = (np.arange(size) * count) // max(1, size)
        self._telling: dict[int, Sequence[int]] = {}
        self._scales = kept.scales if kept else np.full((count, 2, 5), np.nan)
        self._last_cheap: tuple[range, Floats] = (range(0), np.zeros((4, 0, count), np.float32))
        with one_thread():
            self.agreement = agreement or agreement_of(self._sample_pairs())
        self._shares = np.array(weights.similarities)
        self._shares[_TOPICS] *= self.agreement.of_topics**2

    def related(self, talk_iri: str, limit: int = 10) -> tuple[RelatedTalk, ...]:
        """Return the talks nearest to one, best first, with the reasons; never itself.

        What was cancelled is near to none, but one may ask for what was given instead.

        Raises `NotFound` if there is no such talk (a session is none), and `InputError` if
        `limit` is below 1.
        """
        if limit < 1:
            raise InputError(f"the limit is {limit}: ask for at least 1 talk")
        talk = self._find(talk_iri)
        with one_thread():
            return tuple(
                self._explain(talk, other, score) for other, score in self._ranked(talk)[:limit]
            )

    def similarities(self, per_talk: int = 5) -> dict[tuple[str, str], float]:
        """Return the scores of each given talk's nearest few, by pairs of IRIs in order."""
        found: dict[tuple[str, str], float] = {}
        with one_thread():
            given = frozenset(self._given.tolist())
            for talk, iri in enumerate(self._talks):
                if talk % _AT_ONCE == 0:
                    self._remember(range(talk, min(talk + _AT_ONCE, len(self._talks))))
                if talk not in given:
                    continue
                for other, score in self._ranked(talk)[:per_talk]:
                    left, right = sorted((iri, self._talks[other]))
                    found.setdefault((left, right), score)
        return {pair: found[pair] for pair in sorted(found)}

    def nearest_passages(self, left: str, right: str) -> tuple[str, ...]:
        """Return the passages of two talks (all IRIs) that are nearest each other, if any are."""
        found = self._matching(self._find(left), self._find(right))
        return (found[0].left, found[0].right) if found else ()

    def _find(self, iri: str) -> int:
        position = bisect_left(self._talks, iri)
        if self._talks[position : position + 1] != (iri,):
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
        """Return every other talk that was given or, of many, the nearest by what is cheap.

        Those that perform the same work come before all others; of equals, the first by IRI. No
        more is put in order than is kept: a sort for every talk would grow with their square.
        """
        wanted = self._weights.candidates
        if len(self._given) <= wanted + 1:
            others: Positions = self._given[self._given != talk]
            return others
        rough = np.full(len(self._talks), -np.inf)
        rough[self._given] = self._rough(talk)[self._given]
        rough[talk] = -np.inf
        least = np.partition(rough, -wanted)[-wanted]
        nearer = np.flatnonzero(rough > least)
        equal = np.flatnonzero(rough == least)[: wanted - len(nearer)]
        return np.sort(np.concatenate((nearer, equal)))

    def _rough(self, talk: int) -> "Doubles":
        """Return what the cheap similarities of a talk with all talks come to, up to a constant."""
        deviations = self._scale(talk)[1]
        shares = self._shares / self._shares.sum() / deviations
        rough = self._bonus(talk, _ALL) + _BEFORE_ALL * self._repeats(talk, _ALL)
        for share, similarities in zip(np.delete(shares, _MATCHES), self._cheap(talk), strict=True):
            rough += share * similarities.astype(np.float64)
        return rough

    def _scores(self, talk: int, others: "Positions") -> "Doubles":
        signals = self._signals(talk, others)
        means, deviations = self._scale(talk)
        mine = (signals - means[:, None]) / deviations[:, None]
        scales = self._scales_of(others)
        theirs = (signals - scales[:, 0].T) / scales[:, 1].T
        combined = self._weighted((mine + theirs) / 2) * self._evidence(talk, others)
        combined = combined + self._bonus(talk, others)
        weights = self._weights
        odds = np.clip(weights.slope * (combined - weights.centre), -30, 30)
        scores: Doubles = self._greatest(talk, others) / (1.0 + np.exp(-odds))
        floor = weights.repeat * self._repeats(talk, others)
        return np.asarray(np.round(np.maximum(scores, floor), _DECIMALS), dtype=np.float64)

    def _signals(self, talk: int, others: "Positions") -> "Doubles":
        """Return the five similarities of a talk with others, of shape (5, others)."""
        means, words, topics, titles = self._cheap(talk)[:, others]
        best = self._vectors.best_matches(talk, others)
        return np.stack([means, best, words, topics, titles]).astype(np.float64)

    def _sample_signals(self, talk: int) -> "Doubles":
        """Return the five similarities of a talk with the sample, itself left out."""
        sample = self._of_sample
        found = np.stack(
            [
                sample.means @ self._vectors.means[talk],
                self._vectors.best_matches(talk, sample.passages),
                self._words.similarities_to(talk, sample.words),
                sample.topics @ self._topics[talk],
                sample.titles @ self._vectors.titles[talk],
            ]
        ).astype(np.float64)
        return found if talk not in sample.talks else found[:, self._sample != talk]

    @once
    def _of_sample(self) -> "_Sample":
        vectors, sample = self._vectors, self._sample
        return _Sample(
            talks=frozenset(sample.tolist()),
            passages=vectors.gathered(sample),
            means=vectors.means[sample],
            words=self._words.table(sample),
            topics=self._topics[sample],
            titles=vectors.titles[sample],
        )

    def _sample_pairs(self) -> "Doubles":
        """Return the similarities of the pairs of the sample, of shape (5, pairs)."""
        found = [self._sample_signals(int(talk)) for talk in self._sample]
        # Of each talk, the others in their order: those after it are its pairs.
        return np.concatenate(
            [each[:, i:] for i, each in enumerate(found)] or [np.zeros((5, 0))], 1
        )

    def _cheap(self, talk: int) -> "Floats":
        """Return the similarities of a talk with all talks but for matches, of shape (4, talks)."""
        talks, found = self._last_cheap  # which another thread may replace meanwhile
        if talk not in talks:
            talks, found = self._remember(range(talk, talk + 1))
        return found[:, talks.index(talk)]

    def _remember(self, talks: range) -> "tuple[range, Floats]":
        self._last_cheap = kept = (talks, self._similar(talks))
        return kept

    def _similar(self, talks: range) -> "Floats":
        """Return the similarities of some talks with all, of shape (4, some, all)."""
        rows = slice(talks.start, talks.stop)
        found = np.zeros((4, len(talks), len(self._talks)), dtype=np.float32)
        found[0] = self._vectors.means[rows] @ self._vectors.means.T
        for place, talk in enumerate(talks):
            found[1, place] = self._words.similarities(talk)
        found[2] = self._topics[rows] @ self._topics.T
        found[3] = self._vectors.titles[rows] @ self._vectors.titles.T
        return found

    def _weighted(self, standard_scores: "Doubles") -> "Doubles":
        weighted: Doubles = self._shares @ standard_scores / self._shares.sum()
        return weighted

    def _scale(self, talk: int) -> "tuple[Doubles, Doubles]":
        """Return the mean and deviation of a talk's five similarities, each of shape (5,)."""
        means, deviations = self._scales_of(np.array([talk]))[0]
        return means, deviations

    def _scales_of(self, talks: "Positions") -> "Doubles":
        """Return the means and deviations of talks, of shape (talks, 2, 5).

        What does not deviate tells nothing: then the deviation is infinite.
        """
        for talk in talks[np.isnan(self._scales[talks, 0, 0])].tolist():
            signals = self._sample_signals(talk)
            deviations = signals.std(axis=1) if signals.shape[1] else np.zeros(len(signals))
            means = signals.mean(axis=1) if signals.shape[1] else np.zeros(len(signals))
            self._scales[talk] = means, np.where(deviations > _LEAST, deviations, np.inf)
        return self._scales[talks]

    def kept(self) -> Kept:
        """Return what is to be kept of these talks for others to be `related` at once."""
        with one_thread():
            self._scales_of(np.arange(len(self._talks)))
        return Kept(
            records=self._places,
            works=self._works,
            vectors=self._vectors.kept,
            words=self._words.kept,
            topics=self._topics,
            rarity=self._rarity,
            scales=self._scales,
        )

    def _evidence(self, talk: int, others: "Positions") -> "Doubles":
        """Return how far to believe the similarities: less where little is known of one talk.

        The square root of m / (m + 1), m being the passages of the lesser of the two: the
        deviation of a mean of m falls that way.
        """
        known = np.minimum(self._counts[talk], self._counts[others])
        return np.asarray(np.sqrt(known / (known + 1.0)), dtype=np.float64)

    def _greatest(self, talk: int, others: "Positions") -> "Doubles":
        """Return the greatest score that a talk and others may have, of shape (others,).

        Titles that are alike promise that the talks are; they do not show it.
        """
        titles = self._only_titles[others] & self._only_titles[talk]
        return np.where(titles, self._weights.title_only, 1.0)

    def _bonus(self, talk: int, others: "Positions | slice") -> "Doubles":
        """Return what shared speakers add, of shape (others,)."""
        columns, here = self._columns, self._places[talk]
        speakers = columns.speaker_places[columns.speaker_talks == here]
        sharing = np.zeros(len(columns.iris), dtype=np.float64)
        sharing[columns.speaker_talks[np.isin(columns.speaker_places, speakers)]] = 1.0
        return self._weights.same_speaker * sharing[self._places[others]]

    def _repeats(self, talk: int, others: "Positions | slice") -> "Doubles":
        """Return 1 for each of the others that performs the same work, else 0."""
        work = self._works[talk]
        return np.asarray((self._works[others] == work) & (work >= 0), dtype=np.float64)

    def _record(self, talk: int) -> TalkRecord:
        return self._records[int(self._places[talk])]

    # ── reasons ──────────────────────────────────────────────────────────────────────────────

    def _matching(self, talk: int, other: int) -> tuple[PassagePair, ...]:
        telling = (self._telling_of(talk), self._telling_of(other))
        return matching_pairs(self._vectors, (talk, other), telling, self._passages, self._raw)

    def _telling_of(self, talk: int) -> Sequence[int]:
        """Return which rows of a talk tell something, which is found out once: many ask for it."""
        found = self._telling.get(talk)
        if found is None:
            rows, record = self._vectors.rows(talk), self._record(talk)
            found = self._telling[talk] = telling_rows(rows, record, self._passages)
        return found

    def _explain(self, talk: int, other: int, score: float) -> RelatedTalk:
        mine, theirs = self._record(talk), self._record(other)
        return RelatedTalk(
            talk=theirs.iri,
            score=score,
            repeat=mine.work is not None and mine.work == theirs.work,
            pairs=self._matching(talk, other),
            topics=shared_topics(mine, theirs, self._rarity),
            people=shared_people(mine, theirs),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """What the talks of the sample are compared by, to whom every talk is compared."""

    talks: frozenset[int]
    passages: Gathered
    means: "Floats"
    words: "Floats"
    topics: "Floats"
    titles: "Floats"


def _numbered(works: Sequence[str | None]) -> "Positions":
    """Return the number of each work, -1 where there is none; of one work, one number."""
    numbers: dict[str, int] = {}
    found = [-1 if not each else numbers.setdefault(each, len(numbers)) for each in works]
    return np.array(found, dtype=np.int64)


def _rarity(records: Sequence[TalkRecord]) -> dict[str, float]:
    """Return ln((n + 1) / df) of each topic, n talks being given and df of them having it."""
    counts: dict[str, int] = {}
    for record in records:
        for topic in record.topics:
            counts[topic] = counts.get(topic, 0) + 1
    return {t: math.log((len(records) + 1) / counts[t]) for t in sorted(counts)}


def _topic_vectors(
    records: Sequence[TalkRecord],
    rarity: Mapping[str, float],
    near_to: Mapping[str, Iterable[str]],
    credit: float,
) -> "Floats":
    """Return one unit vector a talk: the confidence of each topic, times its rarity.

    A topic that a talk does not have counts as `credit` times the surest of its kin there.
    """
    column = {topic: i for i, topic in enumerate(rarity)}
    rows = np.zeros((len(records), len(column)), dtype=np.float32)
    for row, record in zip(rows, records, strict=True):
        near = dict(record.topics)
        for topic, confidence in record.topics.items():
            for other in near_to.get(topic, ()):
                near[other] = max(near.get(other, 0.0), credit * confidence)
        for topic, confidence in near.items():
            if topic in column:
                row[column[topic]] = confidence * rarity[topic]
    return unit(rows)
