"""The frozen values that flow through talkgraph, from a source line to a search hit.

Three groups, in the order in which they come to be: what a source says (`Event` and what it
holds), what is concluded from several sources (`Person`, `Work`, `TopicAssignment`, `Theme`),
and what is indexed (`Passage`, `TalkRecord`).

Lines are 1-based and spans include both ends. Positions (of talks, posts, notes, speakers)
are 1-based. Text is Unicode, never bytes.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# ── where things stand ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A run of lines of one source: from line `first` to line `last`, 1-based, both included."""

    source: str
    first: int
    last: int

    @property
    def fragment(self) -> str:
        """The RFC 5147 fragment that names these lines.

        >>> Span(source="notes.md", first=71, last=71).fragment
        'line=70,71'
        """
        return f"line={self.first - 1},{self.last}"


class Severity(StrEnum):
    """How much a diagnostic matters: an error means that something of the input was left out."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One problem found in a user's input: what, where, and what to do.

    `code` is a stable kebab-case word that programs may compare. `line` and `last` are `None`
    where the problem belongs to no line.
    """

    code: str
    severity: Severity
    message: str
    source: str
    line: int | None = None
    last: int | None = None

    @property
    def place(self) -> str:
        """`source:line`, or the source alone where the problem belongs to no line."""
        return self.source if self.line is None else f"{self.source}:{self.line}"

    def __str__(self) -> str:
        """One line: place, severity, code, message."""
        return f"{self.place}: {self.severity}: {self.message} [{self.code}]"


# ── what a source says ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account at a service: a handle as written, without the `@`.

    `service` is a short lower-case name (`twitter`) or, for federated services, a host name
    (`hachyderm.io`). Handles compare without regard to case: use `key`.
    """

    service: str
    handle: str
    url: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the account: the service and the handle in lower case."""
        return (self.service, self.handle.casefold())


class LinkKind(StrEnum):
    """What a link leads to."""

    VIDEO = "video"
    SLIDES = "slides"
    SKETCHNOTE = "sketchnote"
    IMAGE = "image"
    THUMBNAIL = "thumbnail"
    BLOG = "blog"
    WEBSITE = "website"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to something about a talk or an event; `label` is the text that carried it."""

    url: str
    label: str
    kind: LinkKind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A speaker as one talk names them.

    `name` is as written, titles included ("Dr. Nicole Forsgren"); `affiliation` is the company
    given at that talk; `url` is a personal page where the link was not to an account.
    """

    name: str
    position: int
    span: Span
    account: Account | None = None
    url: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread of live posts about a talk.

    `label` is the link's text ("ana (me)"); `name` the person's name where the label gives one
    in brackets; `by_note_taker` is true where the label says so ("(me)").
    """

    url: str
    label: str
    span: Span
    account: Account | None = None
    name: str | None = None
    by_note_taker: bool = False


class AttributionBasis(StrEnum):
    """Why a quote is attributed: the notes name somebody, or the talk has only one speaker."""

    EXPLICIT = "explicit"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words in quotation marks that form an utterance (`text` without the marks).

    With `basis` `EXPLICIT`, `name` or `account` says whom the source names; with `SPEAKER`, the
    talk's only speaker is meant and both are `None`; with `basis` `None` it is nobody's.
    """

    text: str
    span: Span
    basis: AttributionBasis | None = None
    name: str | None = None
    account: Account | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """The note-taker's own voice: what stands in square brackets, without the brackets."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashtag:
    """A hashtag as written, without the `#`; `of_event` is true for the event's own."""

    tag: str
    of_event: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What one post or note says.

    `text` is the clean text: Markdown removed, and with it URLs, the event's own hashtags, the
    `[fin]` marker and a leading "Next up:". `mentions` are accounts named with `@`. `links` are
    the links inside the text. `closing` is true where the text held `[fin]`.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    asides: tuple[Aside, ...] = ()
    mentions: tuple[Account, ...] = ()
    hashtags: tuple[Hashtag, ...] = ()
    links: tuple[Link, ...] = ()
    closing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post of the note-taker's thread.

    `markdown` is the source's own text of the span, byte for byte (line ends inside it
    included, the last one not). `plain` is its text with only the Markdown removed and white
    space folded: it identifies the post and depends on nothing but the post.
    """

    position: int
    markdown: str
    plain: str
    says: Statements
    span: Span


class NoteKind(StrEnum):
    """What a note is made of."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    HEADING = "heading"
    CODE = "code"
    TABLE = "table"
    ATTRIBUTION = "attribution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A bullet, a paragraph or another piece of prose under a talk, a session or an event.

    `parent` is the position of the note it hangs under (the item of an outer list, or a lead-in
    that ends with a colon), else `None`. An `ATTRIBUTION` says who made a picture or where a
    recording is from; it is kept but not searched. `markdown` and `plain` are as in `Post`.
    """

    position: int
    kind: NoteKind
    markdown: str
    plain: str
    says: Statements
    span: Span
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of an event: `title` is the heading's text, `number` the N of "Day N"."""

    key: str
    title: str
    span: Span
    number: int | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A talk as given at one event.

    `key` is unique in the event: the anchor's slug, or else the title's. `anchor` is as written,
    stripped, or `None`. `day` is the `key` of the day it stands under. `date` is that day's, or
    the event's where the event lasts one day. `spans` are the lines that speak of the talk
    itself: its heading, its entry in the table of contents, the labels of its parts.
    """

    key: str
    title: str
    position: int
    spans: tuple[Span, ...]
    anchor: str | None = None
    day: str | None = None
    date: dt.date | None = None
    speakers: tuple[Speaker, ...] = ()
    threads: tuple[Thread, ...] = ()
    links: tuple[Link, ...] = ()
    posts: tuple[Post, ...] = ()
    notes: tuple[Note, ...] = ()


class SessionKind(StrEnum):
    """A part of the programme that is not a talk."""

    IGNITES = "ignites"
    OPEN_SPACE = "open-space"
    WORKSHOP = "workshop"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionItem:
    """A short talk that a session lists: its title and who gave it."""

    title: str
    position: int
    span: Span
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Ignites, an open space, a workshop: kept with what it lists, but not a talk.

    `location` is the room ("Terrace North"). `key` is unique in the event.
    """

    key: str
    kind: SessionKind
    title: str
    position: int
    spans: tuple[Span, ...]
    day: str | None = None
    date: dt.date | None = None
    location: str | None = None
    items: tuple[SessionItem, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    threads: tuple[Thread, ...] = ()
    links: tuple[Link, ...] = ()
    posts: tuple[Post, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An edition of a conference, as one source tells it.

    `slug` comes from the name alone. `series` is the name without year and place. `url` is the
    event's own website. `note_taker` is the account that the notes call "me".
    """

    name: str
    slug: str
    source: str
    spans: tuple[Span, ...]
    series: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    location: str | None = None
    url: str | None = None
    note_taker: Account | None = None
    days: tuple[Day, ...] = ()
    talks: tuple[Talk, ...] = ()
    sessions: tuple[Session, ...] = ()
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The accounting of one source's lines.

    `content` counts the lines that are not blank; `in_graph` those that something in the graph
    stands for; `in_diagnostics` those that only a diagnostic names; `missing` lists the rest.
    The first is always the sum of the others.
    """

    source: str
    content: int
    in_graph: int
    in_diagnostics: int
    missing: tuple[int, ...] = ()

    @property
    def accounted(self) -> int:
        """Lines that are in the graph or named in a diagnostic."""
        return self.in_graph + self.in_diagnostics


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading one source: an event, or none, and what was noticed on the way.

    `source` is the name by which spans and diagnostics call it; `sha256` is of its bytes
    (empty where it could not be read).
    """

    source: str
    sha256: str
    event: Event | None
    diagnostics: tuple[Diagnostic, ...] = ()
    coverage: Coverage | None = None


# ── what is concluded from several sources ───────────────────────────────────────────────────


class MentionRole(StrEnum):
    """In what capacity the notes name somebody."""

    SPEAKER = "speaker"
    SESSION_SPEAKER = "session-speaker"
    THREAD_AUTHOR = "thread-author"
    QUOTED = "quoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMention:
    """One place where the notes name a person, before anybody has decided who that is.

    `event` and `talk` are slugs (`talk` is a talk's or a session's key, or empty for what is
    said of the event itself); `companions` are the names of those who stand beside them there.
    `name` may be `None` for a bare handle.
    """

    role: MentionRole
    event: str
    talk: str
    span: Span
    name: str | None = None
    account: Account | None = None
    affiliation: str | None = None
    url: str | None = None
    companions: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name as written or, for a bare handle, the handle with its `@`."""
        if self.name is not None:
            return self.name
        return f"@{self.account.handle}" if self.account else ""

    @property
    def place(self) -> "MentionPlace":
        """Where it stands: enough to tell it from every other mention of the build."""
        return (TalkKey(event=self.event, talk=self.talk), self.span, self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody: a canonical name, the other names, the accounts.

    `slug` is unique among the people of a build and does not depend on the order of sources.
    `aliases` are other slugs by which this person may be asked for, each of them only theirs.
    """

    slug: str
    name: str
    alternate_names: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    urls: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Why two mentions are one person: the rule, its certainty (0 to 1), and the two places.

    `rule` is one of `handle`, `name`, `nickname`, `initials`, `spelling`, `override`.
    """

    person: str
    rule: str
    score: float
    evidence: str
    left: Span
    right: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCandidate:
    """Two people (by slug, in order) who may be one, but not surely enough to merge them."""

    left: str
    right: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who is who: the people, who each mention is, and why.

    `who` maps each mention's place to a person's slug, and `accounts` each account's key; a
    bare handle that nobody's name is known for is in neither, unless somebody is quoted by it.
    """

    people: tuple[Person, ...]
    who: Mapping["MentionPlace", str]
    accounts: Mapping[tuple[str, str], str]
    merges: tuple[Merge, ...] = ()
    candidates: tuple[IdentityCandidate, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TalkKey:
    """A talk's name within a build: the event's slug and the talk's key."""

    event: str
    talk: str

    def __str__(self) -> str:
        """`event/talk`, the short name by which people ask for a talk."""
        return f"{self.event}/{self.talk}"


MentionPlace = tuple[TalkKey, Span, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkDelivery:
    """What deciding "is this the same talk?" needs to know of one delivery."""

    key: TalkKey
    title: str
    people: tuple[str, ...]
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A talk as such, however often it was given: `deliveries` in order of their keys."""

    slug: str
    title: str
    deliveries: tuple[TalkKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCandidate:
    """Two deliveries that may be the same talk, with the certainty (0 to 1) and the reasons."""

    left: TalkKey
    right: TalkKey
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """The works behind the deliveries, and the pairs that were left undecided."""

    works: tuple[Work, ...]
    candidates: tuple[WorkCandidate, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


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


# ── what is indexed ──────────────────────────────────────────────────────────────────────────


class PassageKind(StrEnum):
    """What a passage is: the values of `search --kind`."""

    POST = "post"
    NOTE = "note"
    QUOTE = "quote"
    TALK = "talk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text that can be found: the IRI of what says it, and of the talk it is in.

    `talk` is the IRI of a talk or, for what was said in a session, of the session. A passage of
    kind `TALK` is the talk's title.
    """

    iri: str
    kind: PassageKind
    talk: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRecord:
    """What search filters by and shows of a talk (or session), without asking the graph.

    `name` is the short name (`event/talk`). `speakers` are (IRI, name) pairs in order; `topics`
    are concept IRIs with their confidence; `mentions` are account IRIs; `work` is the IRI of
    the work performed.
    """

    iri: str
    name: str
    title: str
    event: str
    event_name: str
    is_talk: bool = True
    date: dt.date | None = None
    speakers: tuple[tuple[str, str], ...] = ()
    topics: Mapping[str, float] = field(default_factory=dict)
    mentions: tuple[str, ...] = ()
    work: str | None = None


# ── what is asked and answered ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search is narrowed to before anything is ranked. Empty means no limit.

    `kinds` are passage kinds; `events`, `speakers`, `topics` and `talks` are sets of IRIs, and a
    talk passes if it has any of each set; `since` and `until` are dates, both included, and a
    talk without a date passes neither.
    """

    kinds: frozenset[PassageKind] = frozenset()
    events: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    talks: frozenset[str] = frozenset()
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why a passage was found: words it shares with the query, similarity, topics shared.

    `words` are the query's words that stand in the text, as the text spells them; `similarity`
    is the cosine with the query, or `None` where the passage was found by its words alone;
    `topics` are labels.
    """

    words: tuple[str, ...] = ()
    similarity: float | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that answers a search: what `search --format json` prints.

    `talk` is an IRI, `title` and `event` are names, `speakers` are names in order. Scores
    compare within one answer only.
    """

    iri: str
    kind: PassageKind
    score: float
    text: str
    talk: str
    title: str
    event: str
    speakers: tuple[str, ...]
    why: Why
