"""What is concluded from meaning: topics, themes, related talks."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A concept of the topic vocabulary (labels in English; `broader` and `related` are IRIs).

    Of `context_labels` ("Go", "sprint"), among which `label` may be, none says by itself that the
    concept is meant. `labels_elsewhere` are those in other languages, each after its language
    (BCP 47, without a region), which count only in talks in that language.
    """

    iri: str
    label: str
    alternate_labels: tuple[str, ...] = ()
    hidden_labels: tuple[str, ...] = ()
    context_labels: tuple[str, ...] = ()
    definition: str = ""
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    labels_elsewhere: tuple[tuple[str, str], ...] = ()


TOPICS_AND_THEMES: Final = (
    "A topic is an entry of the vocabulary, given to every talk that speaks of it; a theme is a"
    " group of talks that belong together, found in what they say, whether or not the vocabulary"
    " has a word for it."
)
"""The difference in one sentence, for wherever both appear."""


def every_label(topic: Topic) -> tuple[str, ...]:
    """Return the labels of a topic once, the preferred one first, those that need context last."""
    others = (*topic.alternate_labels, *topic.hidden_labels, *topic.context_labels)
    return tuple(dict.fromkeys((topic.label, *others)))


def families(topics: Iterable[Topic]) -> dict[str, frozenset[str]]:
    """Return each topic's family, by IRI, in order: its own IRI and those of all narrower ones.

    >>> kiln, craft = Topic(iri="kiln", label="", broader=("craft",)), Topic(iri="craft", label="")
    >>> [sorted(family) for family in families([kiln, craft]).values()]
    [['craft', 'kiln'], ['kiln']]
    """
    broader = {topic.iri: topic.broader for topic in topics}
    found = {iri: {iri} for iri in sorted(broader)}
    for iri in broader:
        waiting = list(broader[iri])
        while waiting:
            above = waiting.pop()
            if above in found and iri not in found[above]:
                found[above].add(iri)
                waiting.extend(broader[above])
    return {iri: frozenset(family) for iri, family in found.items()}


def kin(topics: Iterable[Topic]) -> dict[str, frozenset[str]]:
    """Return the IRIs of those broader or narrower than, or related to, each topic that has any."""
    found: dict[str, set[str]] = {}
    for topic in topics:
        for other in (*topic.broader, *topic.related):
            found.setdefault(topic.iri, set()).add(other)
            found.setdefault(other, set()).add(topic.iri)
    return {iri: frozenset(others) for iri, others in found.items()}


class TopicMethod(StrEnum):
    """How a topic was assigned: a label stands in the text, or passages of the talk have it."""

    LABEL = "label"
    AGGREGATE = "aggregate"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicAssignment:
    """A topic given to a passage or a talk.

    `target` and `topic` are IRIs; `confidence` is 0 to 1; `evidence` is the words that matched
    (or the best passage's IRI for a talk). `start` and `end` are offsets of the evidence in the
    passage's text, where it was a label.
    """

    target: str
    topic: str
    confidence: float
    method: TopicMethod
    evidence: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A topic that the talks suggest and no vocabulary has, until a person accepts it.

    `confidence` (0 to 1) is how often a reader took such a phrase for a topic. `talks` are the
    IRIs of those that have it, `speakers` how many people gave them; `evidence` are the IRIs of
    passages, the best first. `given` are the ways in which somebody called something so: `track`,
    `hashtag`, `heading`, `link`.
    """

    topic: Topic
    confidence: float
    talks: tuple[str, ...]
    speakers: int
    evidence: tuple[str, ...]
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeMember:
    """A talk's part in a theme: its weight (0 to 1) and the passages that carry it, best first."""

    talk: str
    weight: float
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme that runs across talks: members and best passages in order of weight, then IRI.

    `description` is a sentence of the passages, or nothing; `parent` is the slug of the theme
    that holds its talks and more, if there is one; `alike` tells that its talks were put together
    because they are alike, and by no topic.
    """

    slug: str
    name: str
    keywords: tuple[str, ...]
    members: tuple[ThemeMember, ...]
    passages: tuple[str, ...]
    description: str = ""
    parent: str | None = None
    alike: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassagePair:
    """Two passages of two talks that say similar things, and their cosine similarity."""

    left: str
    right: str
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedTalk:
    """A talk related to another, with the reasons. All references are IRIs.

    `score` is 0 to 1. `repeat` is true where both perform the same work.
    """

    talk: str
    score: float
    repeat: bool
    pairs: tuple[PassagePair, ...] = ()
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
