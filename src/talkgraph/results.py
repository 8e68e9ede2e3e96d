"""What the knowledge base answers with: sequences of frozen values that turn into tables.

The attributes carry the names that the JSON formats of the command line use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talkgraph.answers import Results, Row, Table, as_row
from talkgraph.display import Shown

__all__ = [
    "EventStats",
    "LinkView",
    "PassageView",
    "PostPair",
    "QuoteView",
    "Reasons",
    "Related",
    "Results",
    "Row",
    "Said",
    "SpeakerDetails",
    "SpeakerSummary",
    "SpeakerView",
    "Stats",
    "Table",
    "TalkDetails",
    "TalkGiven",
    "TalkSummary",
    "ThemePost",
    "ThemeSummary",
    "ThemeTalk",
    "as_row",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TalkSummary(Shown):
    """A talk in a list."""

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("date", "title", "speakers", "event")

    iri: str
    name: str
    title: str
    event: str
    date: str | None
    speakers: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpeakerSummary(Shown):
    """A person who spoke, in a list: `talks` counts the talks, `handles` are with service."""

    PLURAL: ClassVar[str] = "speakers"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "handles", "talks", "also_known_as")

    iri: str
    name: str
    also_known_as: tuple[str, ...]
    handles: tuple[str, ...]
    talks: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PostPair(Shown):
    """Two passages that say similar things: one of each talk, and their cosine similarity."""

    PLURAL: ClassVar[str] = "pairs"
    COLUMNS: ClassVar[tuple[str, ...]] = ("similarity", "here", "there")

    similarity: float
    here: str
    there: str
    here_iri: str
    there_iri: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reasons(Shown):
    """Why a talk is related: pairs of passages, labels of shared topics, shared speakers.

    `sparql` is a query that shows the facts behind them.
    """

    PLURAL: ClassVar[str] = "reasons"

    posts: Results[PostPair]
    topics: tuple[str, ...]
    people: tuple[str, ...]
    sparql: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Related(Shown):
    """A related talk: what `related --format json` prints. `score` is 0 to 1."""

    PLURAL: ClassVar[str] = "related talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("score", "title", "speakers", "event", "repeat")

    iri: str
    title: str
    event: str
    speakers: tuple[str, ...]
    score: float
    repeat: bool
    reasons: Reasons


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemeTalk(Shown):
    """A talk's part in a theme (`weight` 0 to 1)."""

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("weight", "title", "event")

    iri: str
    weight: float
    title: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemePost(Shown):
    """A passage that stands for a theme."""

    PLURAL: ClassVar[str] = "posts"
    COLUMNS: ClassVar[tuple[str, ...]] = ("text",)

    iri: str
    text: str
    talk: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemeSummary(Shown):
    """A theme: what `themes --format json` prints. Talks are in order of weight."""

    PLURAL: ClassVar[str] = "themes"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "keywords", "talks", "posts")

    iri: str
    name: str
    keywords: tuple[str, ...]
    talks: Results[ThemeTalk]
    posts: Results[ThemePost]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class QuoteView(Shown):
    """A quotation, who said it (if anybody is named), and where it stands."""

    PLURAL: ClassVar[str] = "quotes"
    COLUMNS: ClassVar[tuple[str, ...]] = ("text", "who", "basis", "line")

    iri: str
    text: str
    who: str | None
    basis: str | None
    talk: str
    source: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Said(Shown):
    """A post, note or attribution (`kind`) of a talk, with the first line it stands on."""

    PLURAL: ClassVar[str] = "passages"
    COLUMNS: ClassVar[tuple[str, ...]] = ("line", "kind", "text")

    iri: str
    kind: str
    position: int
    text: str
    source: str
    line: int
    quotes: tuple[QuoteView, ...]
    asides: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpeakerView(Shown):
    """Somebody at one talk: the canonical name, the handles, the affiliation given there."""

    PLURAL: ClassVar[str] = "speakers"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "handles", "affiliation")

    iri: str
    name: str
    handles: tuple[str, ...]
    affiliation: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LinkView(Shown):
    """A link of a talk."""

    PLURAL: ClassVar[str] = "links"
    COLUMNS: ClassVar[tuple[str, ...]] = ("kind", "label", "url")

    kind: str
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TalkDetails(Shown):
    """A talk with everything the notes hold about it: what `talk --format json` prints.

    `listed` are the titles of the short talks that a session lists.
    """

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("date", "title", "event")

    iri: str
    name: str
    title: str
    event: str
    date: str | None
    speakers: tuple[SpeakerView, ...]
    topics: tuple[str, ...]
    links: tuple[LinkView, ...]
    threads: tuple[LinkView, ...]
    listed: tuple[str, ...]
    said: Results[Said]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TalkGiven(Shown):
    """A talk in a speaker's list."""

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("date", "title", "event", "affiliation")

    iri: str
    title: str
    event: str
    date: str | None
    affiliation: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpeakerDetails(Shown):
    """A person with everything the notes hold: what `speaker --format json` prints."""

    PLURAL: ClassVar[str] = "speakers"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "handles")

    iri: str
    name: str
    also_known_as: tuple[str, ...]
    handles: tuple[str, ...]
    talks: Results[TalkGiven]
    quotes: Results[QuoteView]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EventStats(Shown):
    """An event in numbers."""

    PLURAL: ClassVar[str] = "events"
    COLUMNS: ClassVar[tuple[str, ...]] = ("start", "name", "talks", "speakers", "posts", "notes")

    iri: str
    name: str
    start: str | None
    end: str | None
    talks: int
    speakers: int
    posts: int
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Stats(Shown):
    """A knowledge base in numbers: counts by kind of thing, then the events by date."""

    PLURAL: ClassVar[str] = "statistics"

    counts: Mapping[str, int]
    events: tuple[EventStats, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PassageView(Shown):
    """A text that has a vector (see `KnowledgeBase.vectors`), with the talk it belongs to.

    `kind` is post, note, quote or talk (then the text is a title); `talk` is the IRI of the talk
    or session, `title` its title, `event` the event's name, `date` the day, where it is known.
    """

    PLURAL: ClassVar[str] = "passages"
    COLUMNS: ClassVar[tuple[str, ...]] = ("kind", "text", "title", "event")

    iri: str
    kind: str
    text: str
    talk: str
    title: str
    event: str
    date: str | None
    speakers: tuple[str, ...]
