"""A knowledge base as a whole: its numbers, its passages, what is in no theme."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talkgraph.knowledge.answers.talks import TalkSummary
from talkgraph.knowledge.tables import Shown
from talkgraph.model import PassageKind
from talkgraph.settings import Imprint


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventStats(Shown):
    """An event with its place and its numbers: talks, speakers, posts and notes are counts.

    Posts and notes are those of its sessions too. `slug` is its address in the service; `sources`
    are the names of the notes that tell of it. `start` is a date, or no more than a month or a year
    ("2021-09", "2021").
    """

    PLURAL: ClassVar[str] = "events"
    COLUMNS: ClassVar[tuple[str, ...]] = ("start", "name", "talks", "speakers", "posts", "notes")

    iri: str
    slug: str
    name: str
    start: str | None
    end: str | None
    location: str | None
    url: str | None
    series: str | None
    sources: tuple[str, ...]
    talks: int
    speakers: int
    posts: int
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Stats(Shown):
    """A knowledge base in numbers: counts by class (`tg:Talk`), then the events by date.

    `imprint` is what its makers say of it: the title, the licence and so on; what they did not say
    is empty.
    """

    PLURAL: ClassVar[str] = "statistics"

    counts: Mapping[str, int]
    events: tuple[EventStats, ...]
    imprint: Imprint


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PassageView(Shown):
    """A text that has a vector (see `KnowledgeBase.vectors`), with the talk it belongs to.

    `kind` is post, note, quote, abstract or talk (then the text is a title); `talk` is the IRI of
    the talk or session and `title` its title, or as in `Hit`; `event` is the event's name, `date`
    the day, where it is known; it stands in the file `source`, from `line` on.
    """

    PLURAL: ClassVar[str] = "passages"
    COLUMNS: ClassVar[tuple[str, ...]] = ("kind", "text", "title", "event")

    iri: str
    kind: PassageKind
    text: str
    talk: str
    title: str
    event: str
    date: str | None
    speakers: tuple[str, ...]
    source: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Outside(Shown):
    """What is in no theme: what `themes --outside --format json` prints."""

    PLURAL: ClassVar[str] = "outside"
    COLUMNS: ClassVar[tuple[str, ...]] = ("talks", "passages")

    talks: tuple[TalkSummary, ...]
    passages: tuple[PassageView, ...]
