"""Finds the themes that run across talks.

A theme is a concept of the vocabulary that talks of at least two works carry and that holds
together, or a community of talks that are alike, or both where they are the same talks. What a
user asks for by name is a theme always. A talk belongs to every theme that it is of, or to none.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.conclusions.themes.communities import communities
from talkgraph.conclusions.themes.groups import (
    Group,
    Weights,
    heaviest_first,
    joined,
    parents,
    pick,
    shares,
    telling,
    together,
)
from talkgraph.conclusions.themes.likeness import Likeness
from talkgraph.conclusions.themes.naming import Called, Naming
from talkgraph.conclusions.themes.phrases import SaidOfTalk, TalkPhrases
from talkgraph.conclusions.themes.seeds import ThemeSeed, supported
from talkgraph.model import (
    Passage,
    PassageKind,
    TalkRecord,
    Theme,
    ThemeMember,
    Topic,
    TopicAssignment,
    TopicMethod,
)
from talkgraph.model.meaning import families
from talkgraph.model.names import slug
from talkgraph.model.passages import ANNOUNCED, SPOKEN
from talkgraph.search.scores import CONTENT, unit

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats


_WIDE: Final = 1.5
_HIGHEST: Final = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRules:
    """The parameters of themes."""

    most: int = 60  # themes, in a small corpus
    talks: int = 8  # to a theme, at least, where that makes more than `most`
    title: float = 0.95  # how much a passage's weight says of its talk, a title's
    post: float = 0.6  # and what was said
    announced: float = 0.6 * ANNOUNCED  # and what was announced
    least_member: float = 0.55  # a talk's weight: one sure post, two less sure ones, or a title
    least_theme: float = 1.25  # the weights of all talks together; less is two passing remarks
    least_talks: float = 0.125  # talks of a theme: this times the root of all, and two at least
    largest_share: float = 0.5  # of all talks; what holds more tells nothing apart
    always_allowed: int = 4  # talks that are not too many, however few there are in all
    coherence: float = 0.3  # of a concept's talks: this share of the usual one of a community
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
        kept = sorted(
            (i for i, p in enumerate(passages) if p.kind in CONTENT and p.talk in self.works),
            key=lambda i: (passages[i].iri, i),
        )
        self.passages = [passages[i] for i in kept]
        self.told = [i for i, p in enumerate(self.passages) if p.kind is not PassageKind.TALK]
        self._shares = {PassageKind.TALK: rules.title, PassageKind.ABSTRACT: rules.announced}
        own = np.asarray(vectors, dtype=np.float32)[kept]
        said = own[self.told] if self.told else own
        middle = said.mean(axis=0, dtype=np.float64) if len(said) else 0.0
        self.centred = unit((own - middle).astype(np.float32))
        self.of_talk: dict[str, list[int]] = {}
        for place, passage in enumerate(self.passages):
            self.of_talk.setdefault(passage.talk, []).append(place)
        self.talks = sorted(self.of_talk)
        self._place = {talk: place for place, talk in enumerate(self.talks)}
        texts = ["\n".join(self.passages[p].text for p in self.of_talk[t]) for t in self.talks]
        self.texts = without_formulas(texts, [self.works[talk] for talk in self.talks])
        means = np.zeros((len(self.talks), own.shape[1]), dtype=np.float32)
        for place, talk in enumerate(self.talks):
            means[place] = own[self.of_talk[talk]].mean(axis=0, dtype=np.float64)
        self.likeness = Likeness(self.texts, unit(means))

    @property
    def most(self) -> int:
        """How many themes there may be, beside those that a user asks for."""
        return max(self.rules.most, len(self.talks) // self.rules.talks)

    def topic_weights(self, assignments: Iterable[TopicAssignment]) -> dict[str, dict[int, float]]:
        """Return, for each topic, the confidence of the passages (by position) that have it."""
        position = {passage.iri: i for i, passage in enumerate(self.passages)}
        found: dict[str, dict[int, float]] = defaultdict(dict)
        for each in assignments:
            # A talk and its title share an IRI; what was concluded of the talk is no witness.
            if each.method is not TopicMethod.AGGREGATE and each.target in position:
                found[each.topic][position[each.target]] = each.confidence
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
        least = 0.0 if name else self.rules.least_member
        weights = {talk: round(min(_HIGHEST, 1.0 - d), 4) for talk, d in doubt.items()}
        talks = heaviest_first({talk: w for talk, w in weights.items() if w >= least})
        return Group(
            talks=talks,
            passages=passages,
            topics=topics,
            head=head,
            name=name,
            coherence=self.coherence(talks),
        )

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
            group = Group(talks=talks, passages={}, topics={}, coherence=self.coherence(talks))
            if self.carries(group):
                found.append(replace(group, passages=self._near_middle(talks)))
        return found

    def _near_middle(self, talks: Iterable[str]) -> Weights:
        positions = sorted(place for talk in talks for place in self.of_talk[talk])
        vectors = self.centred[positions]
        middle = unit(vectors.sum(axis=0, keepdims=True))[0]
        cosines = np.einsum("ij,j->i", vectors, middle)
        return {
            place: round(float(cosine), 4)
            for place, cosine in zip(positions, cosines, strict=True)
            if cosine >= self.rules.near
        }

    def phrases(self, records: Iterable[TalkRecord]) -> TalkPhrases:
        """Return the phrases of the talks, but for the names of speakers and events."""
        said = {
            record.iri: SaidOfTalk(
                title=record.title,
                text=self.texts[self._place[record.iri]],
                names=record.speaker_names,
                work=self.works[record.iri],
            )
            for record in sorted(records, key=lambda record: record.iri)
            if record.iri in self.of_talk
        }
        return TalkPhrases(said, sorted({record.event_name for record in records}))

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
        allowed = self.rules.largest_share * len(self.works)
        return len(group.talks) > max(allowed, self.rules.always_allowed)

    def best(self, group: Group) -> list[int]:
        """Return the group's passages: what was said, then what was announced, titles last.

        Of each, the surest and most central come first.
        """
        positions = sorted(group.passages)
        if not positions:
            return []
        sure = np.array([group.passages[p] for p in positions], dtype=np.float32)
        vectors = self.centred[positions]
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


def phrases_of(
    assignments: Iterable[TopicAssignment], passages: Set[str]
) -> Mapping[str, Counter[str]]:
    """Return the words by which each topic was found, with how often."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for each in assignments:
        if each.method is TopicMethod.LABEL and each.target in passages:
            found[each.topic][each.evidence] += 1
    return found


def strength(group: Group) -> float:
    """Return what puts themes in order: how surely talks are of it, and how alike they are.

    The sum of weights divided by members^0.75, so that size counts, but little; times coherence.
    """
    weight = sum(group.talks.values()) / len(group.talks) ** 0.75
    found: float = round(weight * max(0.01, group.coherence), 6)
    return found


_TALK_PASSAGES: Final = 5
_THEME_PASSAGES: Final = 6
_DESCRIBING: Final = 20
_SEVERAL: Final = 5
_DEFAULT: Final = ThemeRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeMap:
    """The themes of a corpus, and the IRIs of the posts and notes outside them all."""

    themes: tuple[Theme, ...]
    outside_passages: tuple[str, ...]


def map_themes(
    passages: Sequence[Passage],
    records: Sequence[TalkRecord],
    vectors: "Floats",
    topics: Sequence[Topic],
    assignments: Sequence[TopicAssignment],
    *,
    seeds: Sequence[ThemeSeed] = (),
    seeded: Sequence[TopicAssignment] = (),
    rules: ThemeRules = _DEFAULT,
) -> ThemeMap:
    """Find themes, the strongest first, and what is outside them all.

    Row i of `vectors` is passage i's, of length 1; `assignments` are those of passages.
    `seeded` says which passages name the `seeds` (assignments to their `seed_topic`s). A theme's
    slug is its name's, so it stays while the name does.
    """
    corpus = ThemeCorpus(passages, records, vectors, rules)
    weights = corpus.topic_weights(assignments)
    position = {passage.iri: i for i, passage in enumerate(corpus.passages)}
    asked = [
        corpus.group(each.passages, each.topics, each.head, each.seed.name)
        for each in supported(seeds, seeded, topics, weights, position)
    ]
    found = sorted([*asked, *_found(corpus, topics, weights, asked)], key=_in_order)
    naming = Naming(corpus.phrases(records), {topic.iri: topic.label for topic in topics})
    named = naming.call(
        found,
        phrases_of([*assignments, *seeded], set(position)),
        [[corpus.passages[p].text for p in corpus.best(group)[:_DESCRIBING]] for group in found],
    )
    shown = _shown(zip(found, named, strict=True), corpus.most)
    groups, called = [group for group, _ in shown], [name for _, name in shown]
    slugs = [slug(each.name) for each in called]
    above = [None if place is None else slugs[place] for place in parents(groups)]
    inside = {place for group in groups for place in group.passages}
    return ThemeMap(
        themes=tuple(
            _theme(group, corpus, name, parent)
            for group, name, parent in zip(groups, called, above, strict=True)
        ),
        outside_passages=tuple(
            corpus.passages[place].iri
            for place in corpus.told
            if place not in inside and corpus.passages[place].kind in SPOKEN
        ),
    )


def _theme(group: Group, corpus: ThemeCorpus, called: Called, parent: str | None) -> Theme:
    members = _members(group, corpus)
    return Theme(
        slug=slug(called.name),
        name=called.name,
        keywords=called.keywords,
        members=tuple(replace(each, passages=each.passages[:_TALK_PASSAGES]) for each in members),
        passages=_in_turn([each.passages for each in members]),
        topics=tuple(sorted(group.topics, key=lambda topic: (-group.topics[topic], topic))),
        description=called.description,
        parent=parent,
        alike=group.head is None and group.name is None,
    )


def _in_order(group: Group) -> tuple[float, str, str]:
    return (-strength(group), group.name or group.head or "", next(iter(group.talks)))


def _found(
    corpus: ThemeCorpus,
    topics: Sequence[Topic],
    weights: Mapping[str, Weights],
    asked: Sequence[Group],
) -> list[Group]:
    """Return the groups that nobody asked for."""
    alike = corpus.communities()
    # What is usual cannot be told from a few.
    usual = median(group.coherence for group in alike) if len(alike) >= _SEVERAL else 0.0
    heads = {group.head for group in asked if group.head}
    concepts = [
        group
        for group in telling(_concepts(corpus, topics, weights), topics)
        if group.head not in heads and group.coherence >= corpus.rules.coherence * usual
    ]
    return joined(concepts, alike)


def _shown(found: Iterable[tuple[Group, Called | None]], most: int) -> list[tuple[Group, Called]]:
    """Return the groups that have a name: all that were asked for, and so many others."""
    shown: list[tuple[Group, Called]] = []
    for group, called in found:
        most -= called is not None and group.name is None
        if called is not None and (group.name or most >= 0):
            shown.append((group, called))
    return shown


def _concepts(
    corpus: ThemeCorpus, topics: Sequence[Topic], weights: Mapping[str, Weights]
) -> list[Group]:
    """Return the concepts that talks carry, each with the narrower ones unless that catches all."""
    family = families(topics)
    found = []
    for head in sorted(family):
        for part in (family[head], (head,)):
            parts = pick(weights, part)
            group = corpus.group(together(parts.values()), shares(parts), head)
            if corpus.carries(group) and not corpus.catches_all(group):
                found.append(corpus.discounted(group))
                break
    return found


def _members(group: Group, corpus: ThemeCorpus) -> tuple[ThemeMember, ...]:
    by_talk: dict[str, list[str]] = {talk: [] for talk in group.talks}
    for position in corpus.best(group):
        passage = corpus.passages[position]
        if passage.talk in by_talk:
            by_talk[passage.talk].append(passage.iri)
    return tuple(
        ThemeMember(talk=talk, weight=weight, passages=tuple(by_talk[talk]))
        for talk, weight in group.talks.items()
    )


def _in_turn(best: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Take each talk's best passage, then each talk's second, and so on."""
    longest = max(map(len, best), default=0)
    turns = (each[place] for place in range(longest) for each in best if place < len(each))
    return tuple(list(turns)[:_THEME_PASSAGES])
