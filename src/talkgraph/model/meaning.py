"""What is concluded from meaning: topics, themes, related talks."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A concept of the topic vocabulary (labels in English; `broader` and `related` are IRIs)."""

    iri: str
    label: str
    alternate_labels: tuple[str, ...] = ()
    hidden_labels: tuple[str, ...] = ()
    definition: str = ""
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


class TopicMethod(StrEnum):
    """How a topic was assigned: a label stands in the text, or the meaning is near."""

    LABEL = "label"
    MEANING = "meaning"
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
class ThemeMember:
    """A talk's part in a theme: its weight (0 to 1) and the passages that carry it, best first."""

    talk: str
    weight: float
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme that runs across talks: members and best passages in order of weight, then IRI."""

    slug: str
    name: str
    keywords: tuple[str, ...]
    members: tuple[ThemeMember, ...]
    passages: tuple[str, ...]
    topics: tuple[str, ...] = ()


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
