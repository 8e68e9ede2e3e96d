"""What the knowledge base answers with: frozen values that turn into tables.

The attributes carry the names that the JSON formats of the command line use. Wherever they are
not said to be something else:

- `iri` is the value's own name in the graph;
- `event`, `title` and `speakers` are names as people read them, speakers in the order of the notes;
- a `date` is a day (`2019-10-02`), as are an event's `start` and `end`; those of a talk are times
  by the clock there (`2019-10-02T09:30:00-04:00`, without the offset where the zone is not known),
  a talk after midnight being one of the day before; each is `None` where no source says it;
- `room`, `track` and `language` (BCP 47: `en`) are `None` where no programme says them;
- a `status` is `cancelled`, `given`, or `None` where no programme says either;
- a `line` counts from 1 in the file `source`, and is `None` where that has no lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from talkgraph.knowledge.tables import Results, Shown
from talkgraph.model import PassageKind, TalkStatus, Why
from talkgraph.model.spans import written_place
from talkgraph.settings import Imprint

__all__ = [
    "Announced",
    "EventStats",
    "Hit",
    "LinkView",
    "Outside",
    "PassageView",
    "PostPair",
    "QuoteView",
    "Reasons",
    "Related",
    "Said",
    "SpeakerDetails",
    "SpeakerSummary",
    "SpeakerView",
    "Stats",
    "TalkDetails",
    "TalkGiven",
    "TalkSummary",
    "ThemeCount",
    "ThemePost",
    "ThemeSummary",
    "ThemeTalk",
    "TopicName",
    "TopicPage",
    "TopicPassage",
    "TopicSummary",
    "TopicTalk",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Hit(Shown):
    """A passage that answers a search: what `search --format json` prints.

    `talk` is an IRI, `title` and `event` are names, `speakers` are names in order. A note of an
    event that is of no talk and no session has the event's IRI as its `talk`, and "" as `title`.
    Scores compare within one answer only. It stands in the file `source`, from `line` on; where
    that has no lines, `path` is the path or the address of the place in it. `source` is empty where
    the knowledge base was built before places were kept: build it again.
    """

    PLURAL: ClassVar[str] = "hits"
    COLUMNS: ClassVar[tuple[str, ...]] = ("score", "kind", "text", "title", "speakers", "event")

    iri: str
    kind: PassageKind
    score: float
    text: str
    talk: str
    title: str
    event: str
    speakers: tuple[str, ...]
    source: str
    line: int | None
    path: str
    why: Why
    start: str | None = None
    room: str | None = None
    status: TalkStatus | None = None

    @property
    def place(self) -> str:
        """Where it stands, as in `notes.md:71` or `talks.json#/talks/0`."""
        return written_place(self.source, self.line, self.path)


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

    `method` is label or meaning; `evidence` is the words that matched or, by meaning, the text;
    `confidence` is 0 to 1; `talk` and `title` are as in `Hit`; `line` counts from 1 in the file
    `source`, and is `None` where that has no lines.
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
    was said before what was only announced.
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
class TalkSummary(Shown):
    """A talk in a list: what `KnowledgeBase.talks` returns.

    `name` is its short name, `event/anchor`. `topics` are labels, the surest first. The rest is
    what programmes say.
    """

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("date", "title", "speakers", "event")

    iri: str
    name: str
    title: str
    event: str
    date: str | None
    speakers: tuple[str, ...]
    topics: tuple[str, ...]
    start: str | None = None
    end: str | None = None
    room: str | None = None
    track: str | None = None
    language: str | None = None
    status: TalkStatus | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was announced, but not given."""
        return self.status is TalkStatus.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpeakerSummary(Shown):
    """A person who spoke, in a list: what `KnowledgeBase.speakers` returns.

    `talks` counts the talks; `also_known_as` are other spellings of the name; `handles` are with
    their service, as in `@ines (social.example.org)`.
    """

    PLURAL: ClassVar[str] = "speakers"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "handles", "talks", "also_known_as")

    iri: str
    name: str
    also_known_as: tuple[str, ...]
    handles: tuple[str, ...]
    talks: int


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

    `topics` are labels; `people` are names of shared speakers, and @handles that both mention;
    `sparql` is a query that shows the facts behind them.
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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemeTalk(Shown):
    """A talk's part in a theme.

    `weight`, 0 to 1, is how surely and how closely the talk is of the theme. Themes overlap: the
    weights of a talk in several of them do not add up to 1.
    """

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("weight", "title", "event")

    iri: str
    weight: float
    title: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemePost(Shown):
    """A passage that stands for a theme, and where it stands; `talk` is an IRI."""

    PLURAL: ClassVar[str] = "posts"
    COLUMNS: ClassVar[tuple[str, ...]] = ("text",)

    iri: str
    text: str
    talk: str
    source: str
    line: int | None
    kind: PassageKind


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThemeSummary(Shown):
    """A theme: what `KnowledgeBase.themes` returns and `themes --format json` prints.

    `keywords` are the words most its own; `talks` are in order of weight; `posts` are up to six
    passages that stand for it, of different talks first, what was said before what was announced.
    `description` is a sentence of its passages, or nothing; `parent` is the name of the theme that
    holds its talks and more, and `parent_iri` its IRI, if there is one.
    """

    PLURAL: ClassVar[str] = "themes"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "keywords", "talks", "posts")

    iri: str
    name: str
    keywords: tuple[str, ...]
    talks: Results[ThemeTalk]
    posts: Results[ThemePost]
    description: str = ""
    parent: str | None = None
    parent_iri: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class QuoteView(Shown):
    """A quotation, who said it, and where it stands; `talk` is the title.

    `basis` says why it is theirs: `explicit`, the notes name them; `speaker`, the notes name
    nobody, but only one person was speaking. Where neither holds, `who` and `basis` are `None`.
    `line` is `None` where the `source` has no lines.
    """

    PLURAL: ClassVar[str] = "quotes"
    COLUMNS: ClassVar[tuple[str, ...]] = ("text", "who", "basis", "line")

    iri: str
    text: str
    who: str | None
    basis: str | None
    talk: str
    source: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Said(Shown):
    """Something said in a talk, with the first line it stands on (`None`: it has no lines).

    `kind` is post, note or attribution (a line that says where the rest was taken from);
    `position` counts from 1 within the talk; `text` is without markup and without the `asides`,
    which are the note-taker's own remarks.

    The rest is what the network itself knows of a post: its `url`, the `time` at which it was sent
    (with an offset), its `author` (an @handle), the post that it answers (`reply_to`: its IRI where
    that is in the graph, else its address), and the pictures and recordings with it (`media`),
    whose labels say what they show.
    """

    PLURAL: ClassVar[str] = "passages"
    COLUMNS: ClassVar[tuple[str, ...]] = ("line", "kind", "text")

    iri: str
    kind: str
    position: int
    text: str
    source: str
    line: int | None
    quotes: tuple[QuoteView, ...]
    asides: tuple[str, ...]
    url: str | None = None
    time: str | None = None
    author: str | None = None
    reply_to: str | None = None
    media: tuple["LinkView", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Announced(Shown):
    """A paragraph of what was announced of a talk before it was given, and where it stands.

    `position` counts from 1 within the talk and the source; `text` is without markup.
    """

    PLURAL: ClassVar[str] = "paragraphs"
    COLUMNS: ClassVar[tuple[str, ...]] = ("position", "text")

    iri: str
    position: int
    text: str
    source: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpeakerView(Shown):
    """Somebody at one talk: the canonical name, the @handles, the affiliation given there."""

    PLURAL: ClassVar[str] = "speakers"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "handles", "affiliation")

    iri: str
    name: str
    handles: tuple[str, ...]
    affiliation: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LinkView(Shown):
    """A link of a talk: its `kind` (such as video, slides, thread), text and address."""

    PLURAL: ClassVar[str] = "links"
    COLUMNS: ClassVar[tuple[str, ...]] = ("kind", "label", "url")

    kind: str
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TalkDetails(Shown):
    """A talk with all that the sources hold: what `KnowledgeBase.talk` returns.

    `talk --format json` prints the same. `name` is its short name, `event/anchor`; `topics` are
    labels, the surest first; `listed` are the titles of the short talks that a session lists;
    `said` is in the order of the notes, of each source in turn where several tell of the talk.

    What programmes say: `type` is the programme's own word for what kind of talk it is, `url` its
    page there, `identifiers` its numbers and codes; `abstract` is all that the programme announced,
    as one text, and `announced` the same in paragraphs, those of every programme in turn.
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
    start: str | None
    end: str | None
    room: str | None
    track: str | None
    language: str | None
    type: str | None
    status: TalkStatus | None
    url: str | None
    identifiers: tuple[str, ...]
    abstract: str | None
    announced: Results[Announced]

    @property
    def is_signed(self) -> bool:
        """Whether readers have to be told who wrote each post: not of one note-taker's notes."""
        authors = {said.author for said in self.said if said.author}
        return len(authors) > 1 or any(said.url for said in self.said)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was announced, but not given."""
        return self.status is TalkStatus.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TalkGiven(Shown):
    """A talk in a speaker's list, with the affiliation given there, if any."""

    PLURAL: ClassVar[str] = "talks"
    COLUMNS: ClassVar[tuple[str, ...]] = ("date", "title", "event", "affiliation")

    iri: str
    title: str
    event: str
    date: str | None
    affiliation: str | None
    status: TalkStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SpeakerDetails(Shown):
    """A person with all that the notes hold: what `KnowledgeBase.speaker` returns.

    `speaker --format json` prints the same. `talks` are in order of date; `quotes` are their
    words, in whosever talk; `same_as` are the IRIs of the person elsewhere (ORCID, Wikidata), as
    sources and files of links give them; for the others see `SpeakerSummary`.
    """

    PLURAL: ClassVar[str] = "speakers"
    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "handles")

    iri: str
    name: str
    also_known_as: tuple[str, ...]
    handles: tuple[str, ...]
    talks: Results[TalkGiven]
    quotes: Results[QuoteView]
    same_as: tuple[str, ...] = ()


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
