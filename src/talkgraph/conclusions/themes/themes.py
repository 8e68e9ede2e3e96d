"""Finds the themes that run across talks.

Topics come first: each family of the vocabulary (a topic and the narrower ones) that the
passages of at least two works carry is a theme, named after its topic. Passages that no topic
explains are grouped by nearness and named by their words. What a user asks for by name is a
theme always. A talk belongs to every theme that its passages carry, or to none.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.conclusions.themes.groups import Group, family_groups, residual_groups
from talkgraph.conclusions.themes.keywords import ThemeWords, theme_name
from talkgraph.conclusions.themes.seeds import ThemeSeed, seed_groups
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


_HIGHEST: Final = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRules:
    """The parameters of themes."""

    most: int = 40  # themes
    title: float = 0.95  # how much a passage's weight says of its talk, a title's
    post: float = 0.6  # and what was said
    announced: float = 0.6 * ANNOUNCED  # and what was announced
    least_member: float = 0.55  # a talk's weight: one sure post, two less sure ones, or a title
    least_theme: float = 1.25  # the weights of all talks together; less is two passing remarks
    largest_share: float = 0.3  # of all talks; what holds more tells nothing apart
    largest_narrow: float = 0.5  # the same for a topic that has no narrower ones
    always_allowed: int = 4  # talks that are not too many, however few there are in all
    same: float = 0.8  # Jaccard of talks at which a broader theme says no more than a narrower


class ThemeCorpus:
    """The passages of the talks, in order of IRI, with the weights they give to talks."""

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

    def topic_weights(self, assignments: Iterable[TopicAssignment]) -> dict[str, dict[int, float]]:
        """Return, for each topic, the confidence of the passages (by position) that have it."""
        position = {passage.iri: i for i, passage in enumerate(self.passages)}
        found: dict[str, dict[int, float]] = defaultdict(dict)
        for each in assignments:
            # A talk and its title share an IRI; what was concluded of the talk is no witness.
            if each.method is not TopicMethod.AGGREGATE and each.target in position:
                found[each.topic][position[each.target]] = each.confidence
        return found

    def members(self, group: Group) -> dict[str, float]:
        """Return the talks that a group holds, with their weights, the heaviest first.

        A group that a user named holds every talk with a passage in it.
        """
        doubt: dict[str, float] = {}
        for position, weight in group.weights.items():
            passage = self.passages[position]
            share = self._shares.get(passage.kind, self.rules.post)
            doubt[passage.talk] = doubt.get(passage.talk, 1.0) * (1.0 - share * weight)
        weights = {talk: round(min(_HIGHEST, 1.0 - d), 4) for talk, d in doubt.items()}
        least = 0.0 if group.name else self.rules.least_member
        return {
            talk: weights[talk]
            for talk in sorted(weights, key=lambda t: (-weights[t], t))
            if weights[talk] >= least
        }

    def carries(self, group: Group) -> bool:
        """Tell whether talks of at least two works carry the group, and not too lightly."""
        members = self.members(group)
        works = {self.works[talk] for talk in members}
        return len(works) >= 2 and sum(members.values()) >= self.rules.least_theme

    def catches_all(self, group: Group) -> bool:
        """Tell whether the group holds too large a share of all talks."""
        rules = self.rules
        share = rules.largest_narrow if group.narrowest else rules.largest_share
        allowed = max(share * len(self.works), rules.always_allowed)
        return len(self.members(group)) > allowed

    def rank(self, group: Group) -> tuple[float, int]:
        """Return what sorts groups: by weight of talks and passages, then by first passage.

        The weight is the geometric mean of the two sums: many posts of few talks count as much
        as few posts of many.
        """
        talks = sum(self.members(group).values())
        return (
            -round(math.sqrt(talks * sum(group.weights.values())), 6),
            min(group.weights),
        )

    def best(self, group: Group) -> list[int]:
        """Return the group's passages: what was said, then what was announced, titles last.

        Of each, the surest and most central come first.
        """
        positions = sorted(group.weights)
        shares = np.array([group.weights[p] for p in positions], dtype=np.float32)
        vectors = self.centred[positions]
        middle = unit((shares @ vectors)[None, :])[0]
        scores = {p: float(s) for p, s in zip(positions, shares + vectors @ middle, strict=True)}
        return sorted(
            positions,
            key=lambda p: (
                _LAST.get(self.passages[p].kind, 0),
                -round(scores[p], 5),
                self.passages[p].iri,
            ),
        )


_LAST: Final = {PassageKind.ABSTRACT: 1, PassageKind.TALK: 2}


def phrases_of(
    assignments: Iterable[TopicAssignment], passages: Set[str]
) -> Mapping[str, Counter[str]]:
    """Return the words by which each topic was found, with how often."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for each in assignments:
        if each.method is TopicMethod.LABEL and each.target in passages:
            found[each.topic][each.evidence] += 1
    return found


_TALK_PASSAGES: Final = 5
_THEME_PASSAGES: Final = 6
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
    """Find themes, those with the most weight first, and what is outside them all.

    Row i of `vectors` is passage i's, of length 1; `assignments` are those of passages.
    `seeded` says which passages name the `seeds` (assignments to their `seed_topic`s); seeds
    come beside the forty. A theme's slug is its name's, so it stays while the name does.
    """
    corpus = ThemeCorpus(passages, records, vectors, rules)
    weights = corpus.topic_weights(assignments)
    position = {passage.iri: i for i, passage in enumerate(corpus.passages)}
    asked = seed_groups(seeds, seeded, topics, weights, position)
    groups = sorted([*asked, *_found(corpus, topics, weights, asked)], key=corpus.rank)
    words = ThemeWords(corpus.passages, records, groups)
    labels = {topic.iri: topic.label for topic in topics}
    phrases = phrases_of([*assignments, *seeded], set(position))
    taken = {slug(group.name) for group in groups if group.name}
    themes = []
    for group in groups:
        said: Counter[str] = Counter()
        for topic in group.topics:
            said.update(phrases.get(topic, {}))
        keywords = words.keywords(group, said)
        name = group.name or _unused(theme_name(group, labels, keywords), keywords, taken)
        themes.append(_theme(group, corpus, name, keywords))
    inside = {place for group in groups for place in group.weights}
    return ThemeMap(
        themes=tuple(themes),
        outside_passages=tuple(
            corpus.passages[place].iri
            for place in corpus.told
            if place not in inside and corpus.passages[place].kind in SPOKEN
        ),
    )


def _found(
    corpus: ThemeCorpus,
    topics: Sequence[Topic],
    weights: dict[str, dict[int, float]],
    asked: Sequence[Group],
) -> list[Group]:
    """Return the groups that nobody asked for, as many as there may be."""
    most = corpus.rules.most
    asked_for = {group.head for group in asked if group.head}
    told = family_groups(topics, weights, corpus)
    groups = [g for g in _distinct(told, topics, corpus) if g.head not in asked_for]
    groups = sorted(groups, key=corpus.rank)[:most]
    explained = {place for group in (*told, *asked) for place in group.weights}
    rest = np.array([p for p in corpus.told if p not in explained], dtype=np.int64)
    if len(groups) < most and len(rest):
        groups += [g for g in residual_groups(rest, corpus.centred) if corpus.carries(g)]
    return sorted(groups, key=corpus.rank)[:most]


def _distinct(groups: Sequence[Group], topics: Sequence[Topic], corpus: ThemeCorpus) -> list[Group]:
    """Leave out what holds nearly the same talks as the group of a narrower topic."""
    family = families(topics)
    talks = {group.head: set(corpus.members(group)) for group in groups}
    kept = []
    for group in groups:
        mine = talks[group.head]
        narrower = [
            talks[iri] for iri in family[group.head or ""] if iri in talks and iri != group.head
        ]
        if all(len(mine & o) < corpus.rules.same * len(mine | o) for o in narrower):
            kept.append(group)
    return kept


def _theme(group: Group, corpus: ThemeCorpus, name: str, keywords: tuple[str, ...]) -> Theme:
    members = corpus.members(group)
    by_talk: dict[str, list[str]] = {talk: [] for talk in members}
    for position in corpus.best(group):
        passage = corpus.passages[position]
        if passage.talk in by_talk:
            by_talk[passage.talk].append(passage.iri)
    return Theme(
        slug=slug(name),
        name=name,
        keywords=keywords,
        members=tuple(
            ThemeMember(talk=talk, weight=weight, passages=tuple(by_talk[talk][:_TALK_PASSAGES]))
            for talk, weight in members.items()
        ),
        passages=_in_turn(list(by_talk.values())),
    )


def _in_turn(best: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Take each talk's best passage, then each talk's second, and so on."""
    longest = max(map(len, best), default=0)
    turns = (each[place] for place in range(longest) for each in best if place < len(each))
    return tuple(list(turns)[:_THEME_PASSAGES])


def _unused(name: str, keywords: Sequence[str], taken: set[str]) -> str:
    """Return the name, made longer by a keyword or a number where another theme has its slug."""
    candidates = [name, *(f"{name}: {word}" for word in keywords)]
    candidates += [f"{name} {number}" for number in range(2, len(taken) + 3)]
    found = next(each for each in candidates if slug(each) not in taken)
    taken.add(slug(found))
    return found
