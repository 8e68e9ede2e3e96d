"""Gives every post, note, quote and aside of an event its IRI, and lists what can be searched.

The graph and the index both ask here, so that a passage that was found is always a node that
can be asked about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from talkgraph.model import (
    Event,
    Note,
    NoteKind,
    Passage,
    PassageKind,
    Post,
    Session,
    Talk,
    TalkKey,
)
from talkgraph.names import Marks, Names

_NOT_SEARCHED = frozenset({NoteKind.ATTRIBUTION, NoteKind.CODE})


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementIris:
    """The IRI of one post or note, and of the quotes and asides in it, in their order."""

    iri: str
    quotes: tuple[str, ...]
    asides: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerIris:
    """The IRIs of one talk, session or event (`owner`): one entry per post and per note."""

    owner: str
    posts: tuple[StatementIris, ...]
    notes: tuple[StatementIris, ...]


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
        event=_owned(names.event(event.slug), event.slug, (), event.notes, names),
        talks={
            talk.key: _owned(
                names.talk(TalkKey(event=event.slug, talk=talk.key)),
                f"{event.slug}/{talk.key}",
                talk.posts,
                talk.notes,
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
                names,
            )
            for session in event.sessions
        },
    )


def passages_of(event: Event, names: Names) -> tuple[Passage, ...]:
    """Return what can be searched of an event: talk titles, posts, notes and quotes, in order.

    Left out are attributions, code, the event's own notes and whatever has no text. What was
    said in a session has the session's IRI as its `talk`; a session's title is no passage.
    """
    identified = identify(event, names)
    found: list[Passage] = []
    for talk in event.talks:
        iris = identified.talks[talk.key]
        found.append(
            Passage(iri=iris.owner, kind=PassageKind.TALK, talk=iris.owner, text=talk.title)
        )
        found.extend(_spoken(talk, iris))
    for session in event.sessions:
        found.extend(_spoken(session, identified.sessions[session.key]))
    return tuple(passage for passage in found if passage.text.strip())


def _owned(
    iri: str, owner: str, posts: Sequence[Post], notes: Sequence[Note], names: Names
) -> OwnerIris:
    quote_marks, aside_marks = Marks(), Marks()

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

    return OwnerIris(owner=iri, posts=of("post", posts), notes=of("note", notes))


def _spoken(part: Talk | Session, iris: OwnerIris) -> Iterable[Passage]:
    for post, of_post in zip(part.posts, iris.posts, strict=True):
        yield from _said(PassageKind.POST, post, of_post, iris.owner)
    for note, of_note in zip(part.notes, iris.notes, strict=True):
        if note.kind not in _NOT_SEARCHED:
            yield from _said(PassageKind.NOTE, note, of_note, iris.owner)


def _said(
    kind: PassageKind, statement: Post | Note, iris: StatementIris, talk: str
) -> Iterable[Passage]:
    yield Passage(iri=iris.iri, kind=kind, talk=talk, text=statement.says.text)
    for quote, iri in zip(statement.says.quotes, iris.quotes, strict=True):
        yield Passage(iri=iri, kind=PassageKind.QUOTE, talk=talk, text=quote.text)
