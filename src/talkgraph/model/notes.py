"""What a source says: an event with its days, talks and sessions, and all that was said there."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from talkgraph.model.spans import Coverage, Diagnostic, Span


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

    @property
    def at_handle(self) -> str:
        """The handle with its `@`."""
        return f"@{self.handle}"


ToldBy = tuple[tuple[str, str], ...]
"""Which source tells a value, by the field's name: for what several sources tell together.

A field that is not there is told by the source in which the thing first stands.
"""


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
    `more_accounts` are those that a source gives beside the first. Where several sources tell of
    the talk, `also` is what others call whoever is meant here, by another name.
    """

    name: str
    position: int
    span: Span
    account: Account | None = None
    more_accounts: tuple[Account, ...] = ()
    url: str | None = None
    affiliation: str | None = None
    also: "tuple[Speaker, ...]" = ()
    told_by: ToldBy = ()

    @property
    def namings(self) -> "tuple[Speaker, ...]":
        """Every way in which the talk's sources name them, the first one first."""
        return (self, *self.also)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """All accounts that this talk gives them, in order."""
        return (self.account, *self.more_accounts) if self.account else self.more_accounts


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
    the links inside the text.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    asides: tuple[Aside, ...] = ()
    mentions: tuple[Account, ...] = ()
    hashtags: tuple[Hashtag, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post of the note-taker's thread.

    `identifier`, `url`, `time` (aware), `author` and `reply_to` (the URL of another post) are the
    network's own, known where an archive tells of the post; `media` are pictures and videos that
    hang on it, their labels what they are described by. `again` are the places where other sources
    tell the same post.

    `markdown` is the source's own text of the span, byte for byte (line ends inside it
    included, the last one not). `plain` is its text with only the Markdown removed and white
    space folded: it identifies the post and depends on nothing but the post.
    """

    position: int
    markdown: str
    plain: str
    says: Statements
    span: Span
    identifier: str | None = None
    url: str | None = None
    time: dt.datetime | None = None
    author: Account | None = None
    reply_to: str | None = None
    media: tuple[Link, ...] = ()
    again: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostGroup:
    """Posts of an archive that belong together, before it is known of which talk they are.

    `posts` are in order of time; the first is the root. With `is_thread` they reply to one another;
    else they are single posts of one tag and day. `owner` wrote them all (without a handle where
    nothing tells who that is). `names` are what the accounts that they mention call themselves.
    """

    source: str
    owner: Account
    posts: tuple[Post, ...]
    is_thread: bool = True
    names: tuple[tuple[Account, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstract:
    """A paragraph or so of what was announced of a talk before it was given: nobody's quote.

    `markdown` is the source's text, in Markdown whatever it was written in. `text` is clean, as in
    `Statements`, with a line for each paragraph and item; `plain` identifies it, as in `Post`.
    """

    position: int
    markdown: str
    plain: str
    text: str
    span: Span
    links: tuple[Link, ...] = ()
    again: tuple[Span, ...] = ()


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


class TalkStatus(StrEnum):
    """Whether an announced talk was given, as far as a programme says."""

    GIVEN = "given"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A talk as given at one event.

    `key` is unique in the event: the anchor's slug, or else the title's. `anchor` is as written,
    stripped, or `None`. `day` is the `key` of the day it stands under. `date` is that day's, or
    the event's where the event lasts one day. `spans` are the lines that speak of the talk
    itself: its heading, its entry in the table of contents, the labels of its parts.

    What programmes tell: `start` and `end` (aware where the zone is known; after midnight they lie
    on the day after `date`), `room`, `track`, `language` (BCP 47), `abstracts`, `status`, `type`
    (the programme's own word for what kind of talk it is), `url` (its page) and `identifiers` (its
    numbers and codes in its sources). A `title` that no source tells is empty until sources are
    joined.
    """

    key: str
    title: str
    position: int
    spans: tuple[Span, ...]
    anchor: str | None = None
    day: str | None = None
    date: dt.date | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    room: str | None = None
    track: str | None = None
    language: str | None = None
    type: str | None = None
    status: TalkStatus | None = None
    url: str | None = None
    identifiers: tuple[str, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    abstracts: tuple[Abstract, ...] = ()
    threads: tuple[Thread, ...] = ()
    links: tuple[Link, ...] = ()
    posts: tuple[Post, ...] = ()
    notes: tuple[Note, ...] = ()
    told_by: ToldBy = ()


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

    `location` is the room ("Terrace North"). `key` is unique in the event. `start`, `end`,
    `abstracts`, `url` and `identifiers` are as in `Talk`.
    """

    key: str
    kind: SessionKind
    title: str
    position: int
    spans: tuple[Span, ...]
    day: str | None = None
    date: dt.date | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    location: str | None = None
    url: str | None = None
    identifiers: tuple[str, ...] = ()
    items: tuple[SessionItem, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    abstracts: tuple[Abstract, ...] = ()
    threads: tuple[Thread, ...] = ()
    links: tuple[Link, ...] = ()
    posts: tuple[Post, ...] = ()
    notes: tuple[Note, ...] = ()
    told_by: ToldBy = ()


class SourceKind(StrEnum):
    """What kind of source tells of an event, in the order in which facts are taken from them.

    An organiser's programme knows titles, names and times; who keeps notes by hand knows what was
    said; an archive of posts knows no more than who posted what, and when.
    """

    PROGRAMME = "programme"
    NOTES = "notes"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One source's part in an event that several sources tell.

    `spans` are the lines that speak of the event itself, and those of the days that another
    source tells too. `note_taker` is the account that this source calls "me".
    """

    source: str
    spans: tuple[Span, ...]
    note_taker: Account | None = None
    kind: SourceKind = SourceKind.NOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An edition of a conference, as one source tells it, or all of those that tell of it.

    `slug` comes from the name alone. `series` is the name without year and place. `year` and
    `month` are those of an event without a `start`, of whose days no more is known. `url` is the
    event's own website. `note_taker` is the account that the notes call "me". `acronym` is the
    organiser's short name (`fosdem-2025`), `tags` are the event's hashtags without the `#`,
    `accounts` its own accounts, `time_zone` is the IANA name of its zone. `posts` are those that
    are of no talk.

    A reader gives what its one source tells, with no `tellings`. Where several sources tell of one
    event (`talkgraph.sources.join`), `tellings` has one entry for each, in order of source;
    `source` and `note_taker` are the first's, `spans` are those of all; and of everything in the
    event its span says which source tells it, and `told_by` which one tells each of its values.
    """

    name: str
    slug: str
    source: str
    spans: tuple[Span, ...]
    series: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    year: int | None = None
    month: int | None = None
    location: str | None = None
    url: str | None = None
    kind: SourceKind = SourceKind.NOTES
    acronym: str | None = None
    tags: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    time_zone: str | None = None
    note_taker: Account | None = None
    days: tuple[Day, ...] = ()
    talks: tuple[Talk, ...] = ()
    sessions: tuple[Session, ...] = ()
    links: tuple[Link, ...] = ()
    posts: tuple[Post, ...] = ()
    notes: tuple[Note, ...] = ()
    tellings: tuple[Telling, ...] = ()
    told_by: ToldBy = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the sources that tell of it, in order."""
        return tuple(each.source for each in self.tellings) or (self.source,)

    def taker_of(self, source: str) -> Account | None:
        """Return the account that one of its sources calls "me", if that is known."""
        if not self.tellings:
            return self.note_taker
        return next((each.note_taker for each in self.tellings if each.source == source), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that may be a source, and the `name` by which spans and diagnostics call it.

    `given` is true where the user named the file itself, and not only a folder above it. Where it
    lies in an `archive`, `path` is where it would lie if that were a folder, `member` is its name
    in it, and `archive_given` is true where the user named the archive; what is packed alone
    (`schedule.xml.gz`) has the path that it has when unpacked.
    Open it with `talkgraph.sources.opening`, which knows of archives.
    """

    path: Path
    name: str
    given: bool = False
    archive: Path | None = None
    member: str = ""
    archive_given: bool = False

    @property
    def is_member(self) -> bool:
        """Whether it lies in an archive among others, and is not merely packed."""
        return self.archive is not None and self.path.is_relative_to(self.archive)


NOT_NOTES: Final = "not-notes"
"""The code of the diagnostic that a file can be read, but tells of no event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFor:
    """What a file was taken for when it was read, and why, in words for people.

    `what` is "event", "day", "talk", "index", "left out" or "settings"; for what machines write
    "programme" or "archive", whose format has a name ("schedule.xml", "pyvideo"), and "part" for a
    file that is only of use beside another. `named_by` is what named its event: "front matter",
    "folder" and so on. `scores` has every way in which the file could be read, by its name; the
    highest won, unless somebody has said which it is (`chosen`).
    """

    what: str
    why: str
    named_by: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    chosen: bool = False
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading one source: events, or none, and what was noticed on the way.

    `groups` are posts of an archive of which it has to be found out to what talk they belong.
    `source` is the name by which spans and diagnostics call it; `sha256` is of its bytes
    (empty where it could not be read). `coverage` is `None` where the source has no lines.
    `taken_for` is `None` where the reader has nothing to choose from.
    """

    source: str
    sha256: str
    events: tuple[Event, ...] = ()
    groups: tuple[PostGroup, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    coverage: Coverage | None = None
    taken_for: TakenFor | None = None

    @property
    def event(self) -> Event | None:
        """The first of its events, which is the only one of most sources."""
        return next(iter(self.events), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the user says of sources that do not say it themselves.

    `event` is the name of the event of a programme that names none, or of what was posted; `tags`
    are hashtags, without the `#`, of posts that are of an event; `zone` is the IANA name of the
    time zone for times that are given without. With `unlisted`, posts that anybody may see but
    that are listed nowhere are read as well.
    """

    event: str | None = None
    tags: tuple[str, ...] = ()
    zone: str | None = None
    unlisted: bool = False


NO_HINTS: Final = Hints()
