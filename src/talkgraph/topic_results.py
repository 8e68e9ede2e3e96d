"""What the knowledge base answers about topics, and about themes over time: frozen values.

The attributes carry the names that the JSON formats of the command line use.
"""

from dataclasses import dataclass
from typing import ClassVar

from talkgraph.display import Shown


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TopicSummary(Shown):
    """A topic in a list: how many talks (and sessions) and how many passages have it."""

    PLURAL: ClassVar[str] = "topics"
    COLUMNS: ClassVar[tuple[str, ...]] = ("label", "talks", "passages")

    iri: str
    label: str
    talks: int
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TopicTalk(Shown):
    """A talk (or session) that has a topic, and how sure that is (0 to 1)."""

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("confidence", "title", "event")

    iri: str
    confidence: float
    title: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TopicPassage(Shown):
    """A passage that has a topic: by what method, on what evidence, and where it stands.

    `method` is label or meaning; `evidence` is the words that matched or, by meaning, the text;
    `confidence` is 0 to 1; `talk` is an IRI; `line` counts from 1 in the file `source`.
    """

    PLURAL: ClassVar[str] = "passages"
    COLUMNS: ClassVar[tuple[str, ...]] = ("confidence", "method", "evidence", "text")

    iri: str
    confidence: float
    method: str
    evidence: str
    text: str
    talk: str
    title: str
    source: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TopicPage(Shown):
    """A topic with all its evidence: what `topics TOPIC --format json` prints.

    `also` are its other labels; `broader`, `narrower` and `related` are labels; talks and
    passages are in order of confidence.
    """

    PLURAL: ClassVar[str] = "topics"
    COLUMNS: ClassVar[tuple[str, ...]] = ("label", "definition", "talks", "passages")

    iri: str
    label: str
    also: tuple[str, ...]
    definition: str
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    related: tuple[str, ...]
    talks: tuple[TopicTalk, ...]
    passages: tuple[TopicPassage, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemeCount(Shown):
    """How much of a theme there is in one year or at one event (`period`).

    `talks` counts the members, `weight` sums their weights, and `share` is the weight over
    `of`, the number of all talks there.
    """

    PLURAL: ClassVar[str] = "periods"
    COLUMNS: ClassVar[tuple[str, ...]] = ("period", "talks", "of", "weight", "share")

    period: str
    talks: int
    of: int
    weight: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OutsideTalk(Shown):
    """A talk that is in no theme."""

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("title", "event")

    iri: str
    title: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OutsidePassage(Shown):
    """A post or note that is in no theme; `talk` is an IRI."""

    PLURAL: ClassVar[str] = "passages"
    COLUMNS: ClassVar[tuple[str, ...]] = ("text", "title")

    iri: str
    text: str
    talk: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Outside(Shown):
    """What is in no theme: what `themes --outside --format json` prints."""

    PLURAL: ClassVar[str] = "outside"
    COLUMNS: ClassVar[tuple[str, ...]] = ("talks", "passages")

    talks: tuple[OutsideTalk, ...]
    passages: tuple[OutsidePassage, ...]
