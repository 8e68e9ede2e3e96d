"""Finds the themes that run across talks.

Topics come first: passages grouped by topic, related groups joined. Passages that no topic
explains are grouped by nearness. A group that is carried by talks of at least two works is a
theme; a talk belongs to every theme that its passages carry, or to none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING, Final

import numpy as np

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
from talkgraph.names import slug
from talkgraph.retrieval.talk_vectors import CONTENT, unit
from talkgraph.retrieval.theme_groups import Group, topic_groups
from talkgraph.retrieval.theme_residue import residual_groups
from talkgraph.retrieval.theme_words import ThemeWords, theme_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_MOST: Final = 40
_TITLE: Final = 0.95  # how much a passage's weight says of its talk
_POST: Final = 0.6
_LEAST_MEMBER: Final = 0.55  # one sure post, or two less sure ones, or a title
_LEAST_THEME: Final = 1.25  # the weight of all its talks; less is two passing remarks
_HIGHEST: Final = 0.99
_TALK_PASSAGES: Final = 5
_THEME_PASSAGES: Final = 6


def find_themes(
    passages: Sequence[Passage],
    records: Sequence[TalkRecord],
    vectors: "Floats",
    topics: Sequence[Topic],
    assignments: Sequence[TopicAssignment],
) -> tuple[Theme, ...]:
    """Find at most forty themes, those with the most weight first.

    Row i of `vectors` is passage i's, of length 1; `assignments` are those of passages. A
    theme's slug is its name's, so it stays while the name does.
    """
    corpus = _Corpus(passages, records, vectors)
    groups = [
        group
        for group in topic_groups(topics, corpus.topic_weights(assignments), corpus.centred)
        if corpus.carries(group)
    ]
    groups = sorted(groups, key=corpus.rank)[:_MOST]
    explained = {position for group in groups for position in group.weights}
    rest = np.array([p for p in corpus.spoken if p not in explained], dtype=np.int64)
    if len(groups) < _MOST and len(rest):
        groups += [g for g in residual_groups(rest, corpus.centred) if corpus.carries(g)]
        groups = sorted(groups, key=corpus.rank)[:_MOST]
    words = ThemeWords(corpus.passages, records, groups)
    labels = {topic.iri: topic.label for topic in topics}
    phrases = _phrases(assignments, {p.iri for p in corpus.passages})
    taken: set[str] = set()
    themes = []
    for group in groups:
        said: Counter[str] = Counter()
        for topic in group.topics:
            said.update(phrases[topic])
        keywords = words.keywords(group, said)
        name = _unused(theme_name(group, labels, keywords), keywords, taken)
        themes.append(_theme(group, corpus, name, keywords))
    return tuple(themes)


class _Corpus:
    """The passages of the talks, in order of IRI, and how they speak for their talks."""

    def __init__(
        self, passages: Sequence[Passage], records: Sequence[TalkRecord], vectors: "Floats"
    ) -> None:
        self.works = {r.iri: r.work or r.iri for r in records if r.is_talk}
        kept = sorted(
            (i for i, p in enumerate(passages) if p.kind in CONTENT and p.talk in self.works),
            key=lambda i: (passages[i].iri, i),
        )
        self.passages = [passages[i] for i in kept]
        self.spoken = [i for i, p in enumerate(self.passages) if p.kind is not PassageKind.TALK]
        own = np.asarray(vectors, dtype=np.float32)[kept]
        said = own[self.spoken] if self.spoken else own
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
        """Return the talks that a group holds, with their weights, the heaviest first."""
        doubt: dict[str, float] = {}
        for position, weight in group.weights.items():
            passage = self.passages[position]
            share = _TITLE if passage.kind is PassageKind.TALK else _POST
            doubt[passage.talk] = doubt.get(passage.talk, 1.0) * (1.0 - share * weight)
        weights = {talk: round(min(_HIGHEST, 1.0 - d), 4) for talk, d in doubt.items()}
        return {
            talk: weights[talk]
            for talk in sorted(weights, key=lambda t: (-weights[t], t))
            if weights[talk] >= _LEAST_MEMBER
        }

    def carries(self, group: Group) -> bool:
        """Tell whether talks of at least two works carry the group, and not too lightly."""
        members = self.members(group)
        works = {self.works[talk] for talk in members}
        return len(works) >= 2 and sum(members.values()) >= _LEAST_THEME

    def rank(self, group: Group) -> tuple[float, int]:
        """Return what sorts groups: by the weight of all talks, then by the first passage."""
        return (-round(sum(self.members(group).values()), 6), min(group.weights))

    def best(self, group: Group) -> list[int]:
        """Return the group's passages, the surest and most central first, titles last."""
        positions = sorted(group.weights)
        shares = np.array([group.weights[p] for p in positions], dtype=np.float32)
        vectors = self.centred[positions]
        middle = unit((shares @ vectors)[None, :])[0]
        scores = {p: float(s) for p, s in zip(positions, shares + vectors @ middle, strict=True)}
        return sorted(
            positions,
            key=lambda p: (
                self.passages[p].kind is PassageKind.TALK,
                -round(scores[p], 5),
                self.passages[p].iri,
            ),
        )


def _phrases(assignments: Iterable[TopicAssignment], passages: Set[str]) -> dict[str, Counter[str]]:
    """Return the words by which each topic was found, with how often."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for each in assignments:
        if each.method is TopicMethod.LABEL and each.target in passages:
            found[each.topic][each.evidence] += 1
    return found


def _theme(group: Group, corpus: _Corpus, name: str, keywords: tuple[str, ...]) -> Theme:
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
