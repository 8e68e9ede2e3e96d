"""An event with its days, its talks and sessions, and who gave them, as sources tell it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from talkgraph.model.links import Account, Link
from talkgraph.model.places import Place
from talkgraph.model.spans import Span
from talkgraph.model.statements import Abstract, Note, Post
from talkgraph.model.times import Period, whole_month, whole_year

ToldBy = tuple[tuple[str, str], ...]
"""Which source tells a value, by the field's name: for what several sources tell together.

A field that is not there is told by the source in which the thing first stands.
"""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of an event: `title` is the heading's text, `number` the N of "Day N"."""

    key: str
    title: str
    span: Span
    number: int | None = None
    date: dt.date | None = None

    @classmethod
    def of_date(cls, date: dt.date, span: Span, number: int | None = None) -> Self:
        """Return a day that is called by its date.

        >>> Day.of_date(dt.date(2031, 5, 6), Span(source="a.json")).title
        '2031-05-06'
        """
        return cls(key=str(date), title=str(date), span=span, number=number, date=date)


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

    @classmethod
    def like(cls, talk: Talk, kind: SessionKind, items: tuple[SessionItem, ...] = ()) -> Self:
        """Return a session of all that is told of a talk, but for what only talks have."""
        return cls(
            key=talk.key,
            kind=kind,
            title=talk.title,
            position=talk.position,
            spans=talk.spans,
            day=talk.day,
            date=talk.date,
            start=talk.start,
            end=talk.end,
            location=talk.room,
            url=talk.url,
            identifiers=talk.identifiers,
            items=items,
            speakers=talk.speakers,
            abstracts=talk.abstracts,
            threads=talk.threads,
            links=talk.links,
            posts=talk.posts,
            notes=talk.notes,
        )


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
class Contradiction:
    """What two sources say of one event or talk that cannot both be right.

    `code` says what differs, as that of the diagnostic does. `talk` is the key of the talk, or
    `None` where it is the event itself. What the source that is followed says is `followed`, what
    the other one says is `other`, both in words; of the dates of an event both are kept.
    """

    code: str
    talk: str | None
    followed: str
    followed_in: Span
    other: str
    other_in: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An edition of a conference, as one source tells it, or all of those that tell of it.

    `slug` comes from the name alone. `series` is the name without year and place. `year` and
    `month` are those of an event without a `start`, of whose days no more is known. `url` is the
    event's own website. `note_taker` is the account that the notes call "me". `acronym` is the
    organiser's short name (`fosdem-2025`), `tags` are the event's hashtags without the `#`,
    `accounts` its own accounts, `time_zone` is the IANA name of its zone. `posts` are those that
    are of no talk. `place` is what was made of the `location` or the name (`conclusions.places`).

    A reader gives what its one source tells, with no `tellings`. Where several sources tell of one
    event (`talkgraph.sources.join`), `tellings` has one entry for each, in order of source;
    `source` and `note_taker` are the first's, `spans` are those of all; and of everything in the
    event its span says which source tells it, and `told_by` which one tells each of its values.
    `contradictions` has what they tell that cannot all be right.
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
    place: Place | None = None
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the sources that tell of it, in order."""
        return tuple(each.source for each in self.tellings) or (self.source,)

    @property
    def dates(self) -> Period | None:
        """Its first and last day; those of its month or year where no more is known."""
        if self.start is not None:
            return self.start, max(self.start, self.end or self.start)
        if self.year is None:
            return None
        return whole_month(self.year, self.month) if self.month else whole_year(self.year)

    def taker_of(self, source: str) -> Account | None:
        """Return the account that one of its sources calls "me", if that is known."""
        if not self.tellings:
            return self.note_taker
        return next((each.note_taker for each in self.tellings if each.source == source), None)
