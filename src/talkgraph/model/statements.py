"""What was said of a talk or an event, and what was announced: posts, notes, abstracts."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from talkgraph.model.links import Account, Link, LinkKind
from talkgraph.model.spans import Span


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


class WorkKind(StrEnum):
    """What kind of work somebody names; `WORK` where the words do not say."""

    BOOK = "book"
    PAPER = "paper"
    ARTICLE = "article"
    REPORT = "report"
    FILM = "film"
    TALK = "talk"
    WORK = "work"


class CitedAs(StrEnum):
    """Why a work is named, where the words say so."""

    RECOMMENDED = "recommended"
    QUOTED = "quoted"
    EVIDENCE = "evidence"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedWork:
    """A book, a paper, a film, another talk: a work that the words name by its title.

    `author` is as written; with `by_speaker` it is the talk's only speaker ("her book"). `url` is
    where the title leads, if it is a link.
    """

    title: str
    kind: WorkKind
    span: Span
    author: str | None = None
    by_speaker: bool = False
    url: str | None = None
    ways: tuple[CitedAs, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Who made a picture, as the notes say beside it.

    `of` is the kind of the pictures meant (notes of a talk as a drawing are sketchnotes), or `None`
    for any. The maker has a `name`, an `account` or both. `license` is the IRI of the licence that
    is named; `notice` is what is said of it where that names no single licence ("CC BY"). `source`
    is the address from which the picture is taken.
    """

    of: LinkKind | None
    span: Span
    name: str | None = None
    account: Account | None = None
    license: str | None = None
    notice: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What one post or note says.

    `text` is the clean text: Markdown removed, and with it URLs, the event's own hashtags, the
    `[fin]` marker and a leading "Next up:". `mentions` are accounts named with `@`. `links` are
    the links inside the text. `works` are those named, each once. `credits` are for pictures;
    `recorded_at` is the other event of which the talk's recording is, where the words say so.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    asides: tuple[Aside, ...] = ()
    mentions: tuple[Account, ...] = ()
    hashtags: tuple[Hashtag, ...] = ()
    links: tuple[Link, ...] = ()
    works: tuple[CitedWork, ...] = ()
    credits: tuple[Credit, ...] = ()
    recorded_at: str | None = None


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
