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
class Telling:
    """One source's part in an event that several sources tell.

    `spans` are the lines that speak of the event itself, and those of the days that another
    source tells too. `note_taker` is the account that this source calls "me".
    """

    source: str
    spans: tuple[Span, ...]
    note_taker: Account | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An edition of a conference, as one source tells it, or all of those that tell of it.

    `slug` comes from the name alone. `series` is the name without year and place. `year` and
    `month` are those of an event without a `start`, of whose days no more is known. `url` is the
    event's own website. `note_taker` is the account that the notes call "me".

    A reader gives what its one source tells, with no `tellings`. Where several sources tell of one
    event (`talkgraph.sources.join`), `tellings` has one entry for each, in order of source;
    `source` and `note_taker` are the first's, `spans` are those of all; and of everything in the
    event its span says which source tells it.
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
    note_taker: Account | None = None
    days: tuple[Day, ...] = ()
    talks: tuple[Talk, ...] = ()
    sessions: tuple[Session, ...] = ()
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()
    tellings: tuple[Telling, ...] = ()

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

    `given` is true where the user named the file itself, and not only a folder above it.
    """

    path: Path
    name: str
    given: bool = False


NOT_NOTES: Final = "not-notes"
"""The code of the diagnostic that a file can be read, but tells of no event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFor:
    """What a file was taken for when it was read, and why, in words for people.

    `what` is "event", "day", "talk", "index", "left out" or "settings"; `named_by` is what named
    its event: "front matter", "folder" and so on. `scores` has every way in which the file could be
    read, by its name; the highest won, unless somebody has said which it is (`chosen`).
    """

    what: str
    why: str
    named_by: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading one source: an event, or none, and what was noticed on the way.

    `source` is the name by which spans and diagnostics call it; `sha256` is of its bytes
    (empty where it could not be read). `coverage` is `None` where the source has no lines.
    `taken_for` is `None` where the reader has nothing to choose from.
    """

    source: str
    sha256: str
    event: Event | None
    diagnostics: tuple[Diagnostic, ...] = ()
    coverage: Coverage | None = None
    taken_for: TakenFor | None = None
