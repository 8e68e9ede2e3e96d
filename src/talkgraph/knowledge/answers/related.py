"""Talks that are related to one, and the reasons."""

from dataclasses import dataclass
from typing import ClassVar

from talkgraph.knowledge.tables import Results, Shown


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PostPair(Shown):
    """Two passages that say similar things, one of each talk.

    `similarity` is the cosine of their vectors, -1 to 1; `here` and `there` are the texts, `here`
    that of the talk that was asked about.
    """

    PLURAL: ClassVar[str] = "pairs"
    COLUMNS: ClassVar[tuple[str, ...]] = ("similarity", "here", "there")

    similarity: float
    here: str
    there: str
    here_iri: str
    there_iri: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reasons(Shown):
    """Why a talk is related: pairs of passages, shared topics, shared people.

    `topics` are labels; `people` are names of shared speakers; `sparql` is a query that shows the
    facts behind them.
    """

    PLURAL: ClassVar[str] = "reasons"

    posts: Results[PostPair]
    topics: tuple[str, ...]
    people: tuple[str, ...]
    sparql: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Related(Shown):
    """A related talk: what `KnowledgeBase.related` returns and `related --format json` prints.

    `score` is 0 to 1; `repeat` tells that it is the same talk, given elsewhere.
    """

    PLURAL: ClassVar[str] = "related talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("score", "title", "speakers", "event", "repeat")

    iri: str
    title: str
    event: str
    speakers: tuple[str, ...]
    score: float
    repeat: bool
    reasons: Reasons
