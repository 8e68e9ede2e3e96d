"""Topics, and the talks and passages that have them."""

from dataclasses import dataclass
from typing import ClassVar

from talkgraph.knowledge.tables import Shown
from talkgraph.model import PassageKind, TalkStatus


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TopicName(Shown):
    """A topic that another one leads to."""

    PLURAL: ClassVar[str] = "topics"
    COLUMNS: ClassVar[tuple[str, ...]] = ("label",)

    iri: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TopicSummary(Shown):
    """A topic in a list: how many talks (and sessions) and how many passages have it.

    `slug` is its address in the service; `broader` are the topics it is a part of.
    """

    PLURAL: ClassVar[str] = "topics"
    COLUMNS: ClassVar[tuple[str, ...]] = ("label", "talks", "passages")

    iri: str
    slug: str
    label: str
    definition: str
    broader: tuple[TopicName, ...]
    talks: int
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ProposedTopic(Shown):
    """A topic that the talks suggest and no vocabulary has: how sure, in how many talks, by whom.

    `confidence` is 0 to 1, `speakers` how many people gave its talks, `broader` what it would be a
    part of. `evidence` are passages' IRIs, the best first; `given` says whether somebody called
    something so: as a track, hashtag, heading or link.
    """

    PLURAL: ClassVar[str] = "topics"
    COLUMNS: ClassVar[tuple[str, ...]] = ("label", "confidence", "talks", "speakers")

    iri: str
    label: str
    also_known_as: tuple[str, ...]
    broader: tuple[TopicName, ...]
    confidence: float
    talks: int
    speakers: int
    evidence: tuple[str, ...]
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TopicTalk(Shown):
    """A talk (or session) that has a topic, and how sure that is (0 to 1)."""

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("confidence", "title", "event")

    iri: str
    name: str
    title: str
    event: str
    date: str | None
    confidence: float
    status: TalkStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TopicPassage(Shown):
    """A passage that has a topic: by what method, on what evidence, and where it stands.

    `method` is label; `evidence` is the words that matched; `confidence` is 0 to 1; `talk` and
    `title` are as in `Hit`; `line` counts from 1 in the file `source`, and is `None` where that
    has no lines.
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
    event: str
    source: str
    line: int | None
    kind: PassageKind


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TopicPage(Shown):
    """A topic with all its evidence: what `KnowledgeBase.topic` returns.

    `topics TOPIC --format json` prints the same. `also_known_as` are its other labels; `broader`,
    `narrower` and `related` are in order of label, talks and passages in order of confidence, what
    was said before what was only announced; `talks_in_all` and `passages_in_all` count them where
    not all are told.
    """

    PLURAL: ClassVar[str] = "topics"
    COLUMNS: ClassVar[tuple[str, ...]] = ("label", "definition", "talks", "passages")

    iri: str
    slug: str
    label: str
    also_known_as: tuple[str, ...]
    definition: str
    broader: tuple[TopicName, ...]
    narrower: tuple[TopicName, ...]
    related: tuple[TopicName, ...]
    talks: tuple[TopicTalk, ...]
    talks_in_all: int
    passages: tuple[TopicPassage, ...]
    passages_in_all: int
