"""Passages, what is known of their talks, and what is found; and the IRIs of all that is said.

`Passage` is a text that can be found, `TalkRecord` what search knows of its talk, `Found` an
answer. `identify` gives everything said an IRI; `knowledge.build.passages` makes passages of it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from talkgraph.model.events import Event, TalkStatus
from talkgraph.model.names import Marks, Names
from talkgraph.model.people import TalkKey
from talkgraph.model.statements import Abstract, AttributionBasis, Note, Post
from talkgraph.model.times import Period


class PassageKind(StrEnum):
    """What a passage is: the values of `search --kind`."""

    POST = "post"
    NOTE = "note"
    QUOTE = "quote"
    TALK = "talk"
    ABSTRACT = "abstract"


SPOKEN: Final = (PassageKind.POST, PassageKind.NOTE)
"""What is said in a talk; the words of quotes stand in it. What was announced is not said."""

_PRECISIONS: Final = (10, 7, 4)  # letters of a day, a month, a year

ABOUT_FROM: Final = 0.5
"""From which confidence on a talk or passage is said to be about a topic. What is below is a
finding that rankings weigh and that no list of topics shows."""

ANNOUNCED: Final = 0.7
"""What a paragraph of an abstract counts, beside 1 for a post or a note.

Of the shares from 0 to 1 that were tried, this did best or nearly so on notes with abstracts and on
two fields that have nothing else, on two thirds of the questions and on those kept aside.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text that can be found: the IRI of what says it, and of the talk it is in.

    `talk` is the IRI of a talk or, for what was said in a session or is noted of the event itself,
    of that. A passage of kind `TALK` is the talk's title.

    It stands in the file `source`, from `line` on (counted from 1). Where that has no lines, `line`
    is `None` and `path` the path or the address of the place in it; `source` is empty where the
    place is not known.

    `url` is the address of the post, or of the thread it is in, that it stands in, where that is
    known. `who` is the name of the person whose words a quote is, and `basis` why: both or neither.
    """

    iri: str
    kind: PassageKind
    talk: str
    text: str
    source: str = ""
    line: int | None = None
    path: str = ""
    url: str | None = None
    who: str | None = None
    basis: AttributionBasis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRecord:
    """What search filters by and shows of a talk (or session), without asking the graph.

    An event that has notes of its own has a record, too: its `iri` is that of its `event`, and it
    has no title and no speakers.

    `name` is the short name (`event/talk`). `speakers` are (IRI, name) pairs in order; `topics`
    are concept IRIs with their confidence; `work` is the IRI of the work performed. `start`,
    `end`, `room`, `track`, `language` and `status` are as in `Talk`.
    `event_dates` are the first and the last day of the event, those of its month or year where no
    more is known. `url` is an address outside: of the recording or else the page of the talk, a
    thread on it, the page of the event.
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
    work: str | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    room: str | None = None
    track: str | None = None
    language: str | None = None
    status: TalkStatus | None = None
    event_dates: Period | None = None
    url: str | None = None

    @property
    def dates(self) -> Period | None:
        """Between which days it was given: on its own day or, where none is told, at the event."""
        return self.event_dates if self.date is None else (self.date, self.date)

    @property
    def when(self) -> str | None:
        """The day it was given; where none is told, the month or the year of its event.

        >>> about = {"iri": "t", "name": "e/t", "title": "T", "event": "e", "event_name": "E"}
        >>> TalkRecord(**about, event_dates=(dt.date(2031, 5, 6), dt.date(2031, 5, 8))).when
        '2031-05'
        """
        if self.dates is None:
            return None
        first, last = (day.isoformat() for day in self.dates)
        return next((first[:n] for n in _PRECISIONS if first[:n] == last[:n]), None)

    @property
    def is_given(self) -> bool:
        """Whether it is a talk that was given, as far as is known."""
        return self.is_talk and not self.is_cancelled

    @property
    def is_cancelled(self) -> bool:
        """Whether it was announced, but not given."""
        return self.status is TalkStatus.CANCELLED

    @property
    def is_event(self) -> bool:
        """Whether it stands for the notes of an event that are of no talk."""
        return self.iri == self.event

    @property
    def day(self) -> str | None:
        """The day it was given, as in `2019-10-02`."""
        return self.date.isoformat() if self.date else None

    @property
    def begins(self) -> str | None:
        """When it began by the clock there, as in `2019-10-02T09:30:00-04:00`."""
        return self.start.isoformat() if self.start else None

    @property
    def ends(self) -> str | None:
        """When it ended, as `begins`."""
        return self.end.isoformat() if self.end else None

    @property
    def speaker_names(self) -> tuple[str, ...]:
        """The names of those who gave it, in order."""
        return tuple(name for _, name in self.speakers)

    @property
    def topics_by_confidence(self) -> list[str]:
        """The IRIs of the topics that it is said to be about, the surest first."""
        sure = [iri for iri, confidence in self.topics.items() if confidence >= ABOUT_FROM]
        return sorted(sure, key=lambda iri: (-self.topics[iri], iri))


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
class Found:
    """A passage that answers a search, and the talk it is in; a talk is found by its title.

    Scores are 0 to 1 and compare within one answer only.
    """

    passage: Passage
    record: TalkRecord
    score: float
    why: Why = Why()


# ── the names of what is said ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementIris:
    """The IRI of one post or note, and of the quotes and asides in it, in their order."""

    iri: str
    quotes: tuple[str, ...]
    asides: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerIris:
    """The IRIs of one talk, session or event (`owner`): one entry per post, note and abstract."""

    owner: str
    posts: tuple[StatementIris, ...]
    notes: tuple[StatementIris, ...]
    abstracts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """The IRIs of all that an event holds; `event` has the event's own notes."""

    event: OwnerIris
    talks: Mapping[str, OwnerIris]
    sessions: Mapping[str, OwnerIris]


def identify(event: Event, names: Names) -> Identified:
    """Return the IRI of every post, note, quote and aside of the event.

    The keys of `talks` and `sessions` are those of the event's talks and sessions; the tuples
    are parallel to the `posts`, `notes`, `quotes` and `asides` of the model.
    """
    return Identified(
        event=_owned(names.event(event.slug), event.slug, event.posts, event.notes, (), names),
        talks={
            talk.key: _owned(
                names.talk(TalkKey(event=event.slug, talk=talk.key)),
                f"{event.slug}/{talk.key}",
                talk.posts,
                talk.notes,
                talk.abstracts,
                names,
            )
            for talk in event.talks
        },
        sessions={
            session.key: _owned(
                names.session(TalkKey(event=event.slug, talk=session.key)),
                f"{event.slug}/{session.key}",
                session.posts,
                session.notes,
                session.abstracts,
                names,
            )
            for session in event.sessions
        },
    )


def _owned(
    iri: str,
    owner: str,
    posts: Sequence[Post],
    notes: Sequence[Note],
    abstracts: Sequence[Abstract],
    names: Names,
) -> OwnerIris:
    quote_marks, aside_marks, abstract_marks = Marks(), Marks(), Marks()

    def of(kind: str, statements: Iterable[Post | Note]) -> tuple[StatementIris, ...]:
        marks = Marks()
        return tuple(
            StatementIris(
                iri=names.passage(kind, owner, marks.of(statement.plain)),
                quotes=tuple(
                    names.passage("quote", owner, quote_marks.of(quote.text))
                    for quote in statement.says.quotes
                ),
                asides=tuple(
                    names.passage("aside", owner, aside_marks.of(aside.text))
                    for aside in statement.says.asides
                ),
            )
            for statement in statements
        )

    return OwnerIris(
        owner=iri,
        posts=of("post", posts),
        notes=of("note", notes),
        abstracts=tuple(
            names.passage("abstract", owner, abstract_marks.of(each.plain)) for each in abstracts
        ),
    )
