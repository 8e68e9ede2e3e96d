"""Passages, what is known of their talks, what is asked of them, and what is found.

`Passage` is a text that can be found, `TalkRecord` what search knows of its talk, `Search` what is
asked, `Filters` what that narrows, `Found` an answer. `Search` says where a filter is added.
`identify` gives everything said an IRI, and `passages_of` makes passages of it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from talkgraph.model.events import Event, Session, Speaker, Talk, TalkStatus, Thread
from talkgraph.model.links import LinkKind, whole_address
from talkgraph.model.names import Marks, Names
from talkgraph.model.people import NO_PEOPLE, People, TalkKey
from talkgraph.model.spans import Span
from talkgraph.model.statements import Abstract, AttributionBasis, Note, NoteKind, Post, Quote
from talkgraph.model.times import Period

Date = str | dt.date
"""A date, or a text such as `2019`, `2019-10` or `2019-10-02`."""


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
    are concept IRIs with their confidence; `mentions` are account IRIs; `work` is the IRI of
    the work performed. `start`, `end`, `room`, `track`, `language` and `status` are as in `Talk`.
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
    mentions: tuple[str, ...] = ()
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
class Search:
    """What is searched for, as people write it, and how many answers are wanted at the most.

    The filters are those of `KnowledgeBase.search`: `kinds` are values of `PassageKind`; `event`,
    `speaker` and `topic` are names or IRIs. Without a text they say which talks are meant.

    The text is read for the names, times and phrases in it (`model.queries.Query`), but for those
    words of it that `plain` names; `literal` takes all of it as it was typed. `exact` wants the
    whole text as one phrase. `newest` sorts the answers by date instead of by score.

    A new filter is a field here and one of `Filters`, made from it in `Lookup.filters`, and tested
    in `Filters.passes`; what it looks at is a field of `TalkRecord`, filled in by `_records` in
    `knowledge/build/conclude.py`. To be asked for, it is a keyword of `KnowledgeBase.search`, an
    option in `cli/questions.py`, a parameter in `graph/sparql/search.py` (with its term in
    `ontology/talkgraph.ttl`), one of the API (`http/api/models.py`), and a field in the
    macro `choices` of the pages (`templates/macros.html`). The engine needs no change.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    event: str | None = None
    speaker: str | None = None
    topic: str | None = None
    since: Date | None = None
    until: Date | None = None
    limit: int = 10
    exact: bool = False
    literal: bool = False
    plain: tuple[str, ...] = ()
    newest: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether it says where to look, or for what kind of passage."""
        asked = (self.kinds, self.event, self.speaker, self.topic, self.since, self.until)
        return any(asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search is narrowed to before anything is ranked. Empty means no limit.

    `kinds` are passage kinds; `events`, `speakers`, `topics` and `talks` are sets of IRIs, and a
    talk passes if it has any of each set; `since` and `until` are dates, both included. A talk
    whose day is not told passes if its event was going on between them, and one that has neither
    passes neither.
    """

    kinds: frozenset[PassageKind] = frozenset()
    events: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    talks: frozenset[str] = frozenset()
    since: dt.date | None = None
    until: dt.date | None = None

    def passes(self, record: TalkRecord) -> bool:
        """Tell whether a talk is one of those searched; of which kind a passage is, aside."""
        sets: tuple[tuple[frozenset[str], Iterable[str]], ...] = (
            (self.talks, (record.iri,)),
            (self.events, (record.event,)),
            (self.speakers, (iri for iri, _ in record.speakers)),
            (self.topics, record.topics),
        )
        if any(wanted and wanted.isdisjoint(has) for wanted, has in sets):
            return False
        if self.since is None and self.until is None:
            return True
        if record.dates is None:
            return False
        first, last = record.dates
        return (self.since is None or last >= self.since) and (
            self.until is None or first <= self.until
        )


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


# ── from what is said to passages ────────────────────────────────────────────────────────────

_WEB: Final = ("https://", "http://")
_NOT_SEARCHED: Final = frozenset({NoteKind.ATTRIBUTION, NoteKind.CODE})


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


def passages_of(event: Event, names: Names, people: People = NO_PEOPLE) -> tuple[Passage, ...]:
    """Return what can be searched of an event: titles, abstracts, posts, notes, quotes, in order.

    Left out are attributions, code and whatever has no text. What was said in a session has the
    session's IRI as its `talk`, and the event's own notes, which come last, the event's; the title
    of either is no passage. A talk's title stands where the first of its spans is.
    """
    identified = identify(event, names)
    called = {person.slug: person.name for person in people.people}
    found: list[Passage] = []
    parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
    for part in parts:
        is_talk = isinstance(part, Talk)
        iris = (identified.talks if is_talk else identified.sessions)[part.key]
        if is_talk:
            heading = next(iter(part.spans), Span(source=event.source))
            found.append(_passage(iris.owner, PassageKind.TALK, iris.owner, part.title, heading))
        found.extend(_announced(part.abstracts, iris))
        key = TalkKey(event=event.slug, talk=part.key)
        voices = _Voices(people, called, key, part.speakers)
        found.extend(_spoken(part.posts, part.notes, iris, voices, part.threads))
    voices = _Voices(people, called, TalkKey(event=event.slug, talk=""), ())
    found.extend(_spoken(event.posts, event.notes, identified.event, voices, ()))
    return tuple(passage for passage in found if passage.text.strip())


def page_of(event: Event, part: Talk | Session | None) -> str | None:
    """Return the nearest address outside of a talk or session, or of the event itself.

    It is that of a recording or else of the talk's page, of a thread on it, of the event's page.
    """
    of_part: list[str | None] = []
    if part is not None:
        of_part += [link.url for link in part.links if link.kind is LinkKind.VIDEO]
        of_part += [part.url, *(thread.url for thread in part.threads)]
    return _first_outside((*of_part, event.url))


def _first_outside(addresses: Iterable[str | None]) -> str | None:
    whole = (whole_address(each) for each in addresses if each)
    return next((each for each in whole if each and each.startswith(_WEB)), None)


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


def _announced(abstracts: Sequence[Abstract], iris: OwnerIris) -> Iterable[Passage]:
    for abstract, iri in zip(abstracts, iris.abstracts, strict=True):
        yield _passage(iri, PassageKind.ABSTRACT, iris.owner, abstract.text, abstract.span)


@dataclass(frozen=True, slots=True)
class _Voices:
    """Who speaks in a talk, to tell whose words its quotes are."""

    people: People
    names: Mapping[str, str]
    talk: TalkKey
    speakers: Sequence[Speaker]

    def of(self, quote: Quote) -> str | None:
        """Return the name of the person whose words a quote is."""
        slug = self.people.quoted(quote, self.talk, self.speakers)
        return None if slug is None else self.names.get(slug)


def _spoken(
    posts: Sequence[Post],
    notes: Sequence[Note],
    iris: OwnerIris,
    voices: _Voices,
    threads: Sequence[Thread],
) -> Iterable[Passage]:
    thread = _first_outside(each.url for each in threads if each.by_note_taker)
    for post, of_post in zip(posts, iris.posts, strict=True):
        url = _first_outside((post.url,)) or thread
        yield from _said(PassageKind.POST, post, of_post, iris.owner, voices, url)
    for note, of_note in zip(notes, iris.notes, strict=True):
        if note.kind not in _NOT_SEARCHED:
            yield from _said(PassageKind.NOTE, note, of_note, iris.owner, voices, None)


def _said(
    kind: PassageKind,
    statement: Post | Note,
    iris: StatementIris,
    talk: str,
    voices: _Voices,
    url: str | None,
) -> Iterable[Passage]:
    said = _passage(iris.iri, kind, talk, statement.says.text, statement.span)
    yield replace(said, url=url)
    for quote, iri in zip(statement.says.quotes, iris.quotes, strict=True):
        words = _passage(iri, PassageKind.QUOTE, talk, quote.text, quote.span)
        who = voices.of(quote)
        yield replace(words, url=url, who=who, basis=quote.basis if who else None)


def _passage(iri: str, kind: PassageKind, talk: str, text: str, span: Span) -> Passage:
    return Passage(
        iri=iri,
        kind=kind,
        talk=talk,
        text=text,
        source=span.source,
        line=span.line,
        path=span.within,
    )
