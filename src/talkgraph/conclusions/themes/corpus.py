"""The talks of a corpus with their passages: which talks a group holds, and what carries it."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.conclusions.themes.communities import communities
from talkgraph.conclusions.themes.groups import Group, Weights, heaviest_first
from talkgraph.conclusions.themes.likeness import Likeness
from talkgraph.conclusions.themes.phrases import SaidOfTalk, TalkPhrases
from talkgraph.model import Passage, PassageKind, TalkRecord, TopicAssignment, TopicMethod
from talkgraph.model.names import slug
from talkgraph.model.passages import ANNOUNCED
from talkgraph.search.scores import CONTENT, unit

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats

_WIDE: Final = 1.5
_HIGHEST: Final = 0.99
_A_NAME: Final = 4  # letters; fewer stand within names by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRules:
    """The parameters of themes."""

    most: int = 60  # themes, in a small corpus
    talks: int = 8  # to a theme, at least, where that makes more than `most`
    title: float = 0.95  # how much a passage's weight says of its talk, a title's
    post: float = 0.6  # and what was said
    announced: float = 0.6 * ANNOUNCED  # and what was announced
    least_member: float = 0.55  # a talk's weight: one sure post, two less sure ones, or a title
    least_of_many: float = 0.62  # the same in all but small corpora: more than one remark
    few: int = 20  # works; a corpus of fewer is small, and what crosses its talks is said seldom
    least_theme: float = 1.5  # the weights of all talks together; less is two passing remarks
    least_talks: float = 0.125  # talks of a theme: this times the root of all, and two at least
    largest_share: float = 0.5  # of all talks; what holds more tells nothing apart
    largest: float = 4.0  # and what holds more than this times the root of all
    always_allowed: int = 4  # talks that are not too many, however few there are in all
    near: float = 0.25  # cosine from which on a passage of a talk carries its community


class ThemeCorpus:
    """The talks given and their passages, each in order of IRI."""

    def __init__(
        self,
        passages: Sequence[Passage],
        records: Sequence[TalkRecord],
        vectors: "Floats",
        rules: ThemeRules,
    ) -> None:
        """Keep what was said and announced of the talks given, and their titles.

        Row i of `vectors` is passage i's.
        """
        self.rules = rules
        self.works = {r.iri: r.work or r.iri for r in records if r.is_given}
        self._events = {r.iri: slug(r.event_name).replace("-", "") for r in records}
        kept = sorted(
            (i for i, p in enumerate(passages) if p.kind in CONTENT and p.talk in self.works),
            key=lambda i: (passages[i].iri, i),
        )
        self.passages = [passages[i] for i in kept]
        self.position = {passage.iri: i for i, passage in enumerate(self.passages)}
        self.told = [i for i, p in enumerate(self.passages) if p.kind is not PassageKind.TALK]
        self._shares = {PassageKind.TALK: rules.title, PassageKind.ABSTRACT: rules.announced}
        self._vectors, self._rows = vectors, np.array(kept, dtype=np.int64)
        said = self._own(self.told or range(len(kept)))
        self._middle = said.mean(axis=0, dtype=np.float64) if len(said) else 0.0
        del said
        self.of_talk: dict[str, list[int]] = {}
        for place, passage in enumerate(self.passages):
            self.of_talk.setdefault(passage.talk, []).append(place)
        self.talks = sorted(self.of_talk)
        self._place = {talk: place for place, talk in enumerate(self.talks)}
        texts = ["\n".join(self.passages[p].text for p in self.of_talk[t]) for t in self.talks]
        self.texts = without_formulas(texts, [self.works[talk] for talk in self.talks])
        means = np.zeros((len(self.talks), vectors.shape[1]), dtype=np.float32)
        for place, talk in enumerate(self.talks):
            means[place] = self._own(self.of_talk[talk]).mean(axis=0, dtype=np.float64)
        self.likeness = Likeness(self.texts, unit(means))
        self._records = sorted(records, key=lambda record: record.iri)

    def _own(self, places: Sequence[int]) -> "Floats":
        """Return the vectors of passages, by their positions."""
        return np.asarray(self._vectors[self._rows[places]], dtype=np.float32)

    def centred(self, places: Sequence[int]) -> "Floats":
        """Return the same less the middle of all that was said, of length 1."""
        return unit((self._own(places) - self._middle).astype(np.float32))

    @property
    def most(self) -> int:
        """How many themes there may be, beside those that a user asks for."""
        return max(self.rules.most, len(self.talks) // self.rules.talks)

    def topic_weights(self, assignments: Iterable[TopicAssignment]) -> dict[str, dict[int, float]]:
        """Return, for each topic, the confidence of the passages (by position) that have it."""
        found: dict[str, dict[int, float]] = defaultdict(dict)
        for each in assignments:
            # A talk and its title share an IRI; what was concluded of the talk is no witness.
            if each.method is not TopicMethod.AGGREGATE and each.target in self.position:
                found[each.topic][self.position[each.target]] = each.confidence
        return found

    def group(
        self,
        passages: Weights,
        topics: Mapping[str, float],
        head: str | None,
        name: str | None = None,
    ) -> Group:
        """Return the talks that passages with a concept carry.

        A group that a user named holds every talk with a passage in it.
        """
        doubt: dict[str, float] = {}
        for position, weight in passages.items():
            passage = self.passages[position]
            share = self._shares.get(passage.kind, self.rules.post)
            doubt[passage.talk] = doubt.get(passage.talk, 1.0) * (1.0 - share * weight)
        weights = {talk: round(min(_HIGHEST, 1.0 - d), 4) for talk, d in doubt.items()}
        talks = heaviest_first({talk: w for talk, w in weights.items() if name or w >= self._least})
        return Group(
            talks=talks,
            passages=passages,
            topics=topics,
            head=head,
            name=name,
            coherence=self.coherence(talks),
        )

    @cached_property
    def _least(self) -> float:
        """The least weight by which a talk is of a concept's theme."""
        is_small = len(set(self.works.values())) < self.rules.few
        return self.rules.least_member if is_small else self.rules.least_of_many

    def discounted(self, group: Group) -> Group:
        """Return the group of a concept with the less weight, the more of all talks it holds.

        A talk is more of a narrow theme than of a wide one: weights are divided by 1 and
        `_WIDE` times the root of the share.
        """
        counts = 1.0 / (1.0 + _WIDE * math.sqrt(len(group.talks) / len(self.talks)))
        talks = {talk: round(weight * counts, 4) for talk, weight in group.talks.items()}
        return replace(group, talks=talks)

    def coherence(self, talks: Iterable[str]) -> float:
        """Return the mean likeness of the talks, which is about 0 for any drawn at random."""
        return round(self.likeness.within(sorted(self._place[talk] for talk in talks)), 4)

    def communities(self) -> list[Group]:
        """Return the communities of talks of at least two works, with the passages that carry them.

        Those are the members' passages that are near the middle of all.
        """
        found = []
        for each in communities(self.likeness.neighbours, self.talks):
            talks = heaviest_first({self.talks[place]: share for place, share in each.items()})
            group = Group(
                talks=talks,
                passages={},
                topics={},
                coherence=self.coherence(talks),
                is_community=True,
            )
            if self.carries(group):
                found.append(replace(group, passages=self._near_middle(talks)))
        return found

    def _near_middle(self, talks: Iterable[str]) -> Weights:
        positions = sorted(place for talk in talks for place in self.of_talk[talk])
        vectors = self.centred(positions)
        middle = unit(vectors.sum(axis=0, keepdims=True))[0]
        cosines = np.einsum("ij,j->i", vectors, middle)
        return {
            place: round(float(cosine), 4)
            for place, cosine in zip(positions, cosines, strict=True)
            if cosine >= self.rules.near
        }

    @cached_property
    def phrases(self) -> TalkPhrases:
        """The phrases of the talks, but for the names of speakers and events."""
        said = {
            record.iri: SaidOfTalk(
                title=record.title,
                text=self.texts[self._place[record.iri]],
                names=record.speaker_names,
                work=self.works[record.iri],
            )
            for record in self._records
            if record.iri in self.of_talk
        }
        return TalkPhrases(said, sorted({record.event_name for record in self._records}))

    def carries(self, group: Group) -> bool:
        """Tell whether talks of at least two works carry the group, and not too lightly."""
        works = {self.works[talk] for talk in group.talks}
        enough = max(2.0, self.rules.least_talks * math.sqrt(len(self.works)))
        return (
            len(works) >= 2
            and len(group.talks) >= enough
            and sum(group.talks.values()) >= self.rules.least_theme
        )

    def catches_all(self, group: Group) -> bool:
        """Tell whether the group holds too large a share of all talks."""
        works = len(set(self.works.values()))
        allowed = min(self.rules.largest_share * works, self.rules.largest * math.sqrt(works))
        return len(group.talks) > max(allowed, self.rules.always_allowed)

    def is_of_events(self, label: str, group: Group) -> bool:
        """Tell whether most talks of a group were given where the event is named after it."""
        name = slug(label).replace("-", "")
        named = sum(name in self._events[talk] for talk in group.talks)
        return len(name) >= _A_NAME and 2 * named >= len(group.talks) > 0

    def best(self, group: Group) -> list[int]:
        """Return the group's passages: what was said, then what was announced, titles last.

        Of each, the surest and most central come first.
        """
        positions = sorted(group.passages)
        if not positions:
            return []
        sure = np.array([group.passages[p] for p in positions], dtype=np.float32)
        vectors = self.centred(positions)
        middle = unit((sure @ vectors)[None, :])[0]
        scores = dict(zip(positions, (sure + vectors @ middle).tolist(), strict=True))
        return sorted(
            positions,
            key=lambda p: (
                _LAST.get(self.passages[p].kind, 0),
                -round(scores[p], 5),
                self.passages[p].iri,
            ),
        )


_LAST: Final = {PassageKind.ABSTRACT: 1, PassageKind.TALK: 2}


def without_formulas(texts: Sequence[str], works: Sequence[str]) -> list[str]:
    """Return texts without the sentences that stand in those of three works: nobody's own words.

    Titles and the like, of less than five words, stay. `works` has the work of each text.
    """
    sentences = [_SENTENCES.findall(text) for text in texts]
    held: dict[str, set[str]] = defaultdict(set)
    for each, work in zip(sentences, works, strict=True):
        for sentence in each:
            held[sentence.strip()].add(work)
    return [
        "".join(s for s in each if len(held[s.strip()]) < _FORMULA or len(s.split()) < _WORDY)
        for each in sentences
    ]


_SENTENCES: Final = re.compile(r"[^.!?\n]*(?:[.!?]+\s*|\n+|$)")
_FORMULA: Final = 3
_WORDY: Final = 5
