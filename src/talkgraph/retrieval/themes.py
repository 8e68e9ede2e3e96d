"""Finds the themes that run across talks.

Topics come first: each family of the vocabulary (a topic and the narrower ones) that the
passages of at least two works carry is a theme, named after its topic. Passages that no topic
explains are grouped by nearness and named by their words. What a user asks for by name is a
theme always. A talk belongs to every theme that its passages carry, or to none.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.model import Passage, TalkRecord, Theme, ThemeMember, Topic, TopicAssignment
from talkgraph.model.names import slug
from talkgraph.retrieval.theme_corpus import ThemeCorpus, ThemeRules, phrases_of
from talkgraph.retrieval.theme_groups import Group, families_of, family_groups
from talkgraph.retrieval.theme_residue import residual_groups
from talkgraph.retrieval.theme_seeds import ThemeSeed, seed_groups
from talkgraph.retrieval.theme_words import ThemeWords, theme_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_TALK_PASSAGES: Final = 5
_THEME_PASSAGES: Final = 6
_DEFAULT: Final = ThemeRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeMap:
    """The themes of a corpus, and what is outside them all: passages and talks, by IRI."""

    themes: tuple[Theme, ...]
    outside_passages: tuple[str, ...]
    outside_talks: tuple[str, ...]


def find_themes(
    passages: Sequence[Passage],
    records: Sequence[TalkRecord],
    vectors: "Floats",
    topics: Sequence[Topic],
    assignments: Sequence[TopicAssignment],
) -> tuple[Theme, ...]:
    """Find at most forty themes, those with the most weight first; see `map_themes`."""
    return map_themes(passages, records, vectors, topics, assignments).themes


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
    held = {member.talk for theme in themes for member in theme.members}
    return ThemeMap(
        themes=tuple(themes),
        outside_passages=tuple(
            corpus.passages[place].iri for place in corpus.spoken if place not in inside
        ),
        outside_talks=tuple(talk for talk in sorted(corpus.works) if talk not in held),
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
    families = family_groups(topics, weights, corpus)
    groups = [g for g in _distinct(families, topics, corpus) if g.head not in asked_for]
    groups = sorted(groups, key=corpus.rank)[:most]
    explained = {place for group in (*families, *asked) for place in group.weights}
    rest = np.array([p for p in corpus.spoken if p not in explained], dtype=np.int64)
    if len(groups) < most and len(rest):
        groups += [g for g in residual_groups(rest, corpus.centred) if corpus.carries(g)]
    return sorted(groups, key=corpus.rank)[:most]


def _distinct(groups: Sequence[Group], topics: Sequence[Topic], corpus: ThemeCorpus) -> list[Group]:
    """Leave out what holds nearly the same talks as the group of a narrower topic."""
    families = families_of(topics)
    talks = {group.head: set(corpus.members(group)) for group in groups}
    kept = []
    for group in groups:
        mine = talks[group.head]
        narrower = [
            talks[iri] for iri in families[group.head or ""] if iri in talks and iri != group.head
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
    strongest = sorted(group.topics, key=lambda topic: (-group.topics[topic], topic))
    return Theme(
        slug=slug(name),
        name=name,
        keywords=keywords,
        members=tuple(
            ThemeMember(talk=talk, weight=weight, passages=tuple(by_talk[talk][:_TALK_PASSAGES]))
            for talk, weight in members.items()
        ),
        passages=_in_turn(list(by_talk.values())),
        topics=tuple(strongest),
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
