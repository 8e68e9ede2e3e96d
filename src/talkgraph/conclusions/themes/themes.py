"""Finds the themes that run across talks.

A theme is a concept of the vocabulary that talks of at least two works carry and that holds
together, or a community of talks that are alike, or both where they are the same talks. What a
user asks for by name is a theme always. A talk belongs to every theme that it is of, or to none.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.conclusions.themes.corpus import ThemeCorpus
from talkgraph.conclusions.themes.groups import (
    Group,
    Weights,
    joined,
    parents,
    pick,
    shares,
    telling,
    together,
)
from talkgraph.conclusions.themes.naming import Called, Naming
from talkgraph.conclusions.themes.seeds import ThemeSeed, supported
from talkgraph.model import (
    Theme,
    ThemeMember,
    Topic,
    TopicAssignment,
    TopicMethod,
)
from talkgraph.model.meaning import families
from talkgraph.model.names import slug
from talkgraph.model.passages import SPOKEN

_SAID_ITSELF: Final = 0.02  # of the passages that have a concept or a narrower one
_TALK_PASSAGES: Final = 5  # that are kept of a talk's
_THEME_PASSAGES: Final = 6
_DESCRIBING: Final = 20  # passages in which a description is looked for
_SEVERAL: Final = 40  # talks; of fewer it cannot be told which are alike
_MANY: Final = 100  # talks, which are of more than one field
_CHANCE: Final = 1.5  # deviations; a pair of talks drawn at random reaches it once in fifteen times
_ALIKE: Final = 0.6  # the same of a mean of any number of pairs


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

    The sum of weights divided by the root of the number of talks, so that size counts, but little;
    times the fourth root of coherence.
    """
    weight = sum(group.talks.values()) / math.sqrt(len(group.talks))
    found: float = round(weight * max(0.01, group.coherence) ** 0.25, 6)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeMap:
    """The themes of a corpus, and the IRIs of the posts and notes outside them all."""

    themes: tuple[Theme, ...]
    outside_passages: tuple[str, ...]


def map_themes(
    corpus: ThemeCorpus,
    topics: Sequence[Topic],
    assignments: Sequence[TopicAssignment],
    *,
    seeds: Sequence[ThemeSeed] = (),
    seeded: Sequence[TopicAssignment] = (),
) -> ThemeMap:
    """Find themes, the strongest first, and what is outside them all.

    `assignments` are those of passages; `seeded` says which passages name the `seeds` (assignments
    to their `seed_topic`s). A theme's slug is its name's, so it stays while the name does.
    """
    weights = corpus.topic_weights(assignments)
    asked = [
        corpus.group(each.passages, each.topics, each.head, each.seed.name)
        for each in supported(seeds, seeded, topics, weights, corpus.position)
    ]
    found = sorted([*asked, *_found(corpus, topics, weights, asked)], key=_in_order)
    naming = Naming(corpus.phrases, topics)
    named = naming.call(
        found,
        phrases_of([*assignments, *seeded], corpus.position.keys()),
        [[corpus.passages[p].text for p in corpus.best(group)[:_DESCRIBING]] for group in found],
    )
    shown = _shown(list(zip(found, named, strict=True)), corpus.most)
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
    heads = {group.head for group in asked if group.head}
    concepts = [
        group
        for group in telling(_concepts(corpus, topics, weights), topics, weights)
        if group.head not in heads
        and group.coherence >= least_likeness(len(group.talks), len(corpus.talks))
    ]
    return joined(concepts, corpus.communities())


def least_likeness(size: int, talks: int) -> float:
    """Return how alike talks of a concept must be to have something in common, of so many in all.

    The likeness of two talks drawn at random is about 0 with a deviation of 1. A mean of few pairs
    is high by chance; where there are many talks, one of many pairs is low only if they share a
    word and no subject.

    >>> least_likeness(2, 60), round(least_likeness(10, 60), 2), least_likeness(10, 600)
    (1.5, 0.22, 0.6)
    >>> least_likeness(2, 12)
    -inf
    """
    if talks < _SEVERAL:
        return -math.inf
    by_chance = _CHANCE / math.sqrt(max(1.0, size * (size - 1) / 2))
    return max(by_chance, _ALIKE if talks >= _MANY else 0.0)


def _shown(found: Sequence[tuple[Group, Called | None]], most: int) -> list[tuple[Group, Called]]:
    """Return the groups that have a name: all that were asked for, and so many others.

    Communities come before what is a concept only, so that every part of a corpus is there.
    """
    named = [(group, called) for group, called in found if called is not None]
    others = [place for place, (group, _) in enumerate(named) if not group.name]
    kept = set(sorted(others, key=lambda place: not named[place][0].is_community)[:most])
    return [each for place, each in enumerate(named) if each[0].name or place in kept]


def _concepts(
    corpus: ThemeCorpus, topics: Sequence[Topic], weights: Mapping[str, Weights]
) -> list[Group]:
    """Return the concepts that talks carry, each with the narrower ones unless that catches all."""
    family = families(topics)
    found = []
    labels = {topic.iri: topic.label for topic in topics}
    highest = {topic.iri for topic in topics if not topic.broader}
    for head in sorted(family):
        whole = pick(weights, family[head])
        said = sum(map(len, whole.values()))
        if head in highest and len(weights.get(head, ())) < max(1, _SAID_ITSELF * said):
            continue  # a drawer of the vocabulary, and no subject
        for parts in (whole, pick(weights, (head,))):
            group = corpus.group(together(parts.values()), shares(parts), head)
            if corpus.is_of_events(labels[head], group):
                break
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
