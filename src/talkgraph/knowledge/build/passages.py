"""Makes what search looks through: passages of what events hold, and a record of each talk.

A passage is a text that can be found, and says where it stands; a record is what search filters by
and shows of the talk, session or event that passages are of.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.knowledge.build.sources import Facts, speakers_of
from talkgraph.model import (
    Abstract,
    Event,
    LinkKind,
    Note,
    NoteKind,
    Passage,
    PassageKind,
    People,
    Post,
    Quote,
    Session,
    Span,
    Speaker,
    Talk,
    TalkKey,
    TalkRecord,
    Thread,
)
from talkgraph.model.links import whole_address
from talkgraph.model.names import Names
from talkgraph.model.passages import OwnerIris, StatementIris, identify
from talkgraph.model.people import NO_PEOPLE

_WEB: Final = ("https://", "http://")
_NOT_SEARCHED: Final = frozenset({NoteKind.ATTRIBUTION, NoteKind.CODE})


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


# ── what search shows and filters by ─────────────────────────────────────────────────────────


def records_of(facts: Facts, names: Names, holders: Container[str]) -> Iterator[TalkRecord]:
    """Yield a record for each talk and session, and for each event (IRI) of the `holders`.

    Those are what passages are of; topics are added when they are known.
    """
    called = {person.slug: person.name for person in facts.people.people}
    works = {key: work.slug for work in facts.works.works for key in work.deliveries}
    for event in facts.events:
        parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
        for part in parts:
            slugs = speakers_of(event, part, facts.people)
            speakers = tuple((names.person(slug), called[slug]) for slug in slugs)
            work = works.get(TalkKey(event=event.slug, talk=part.key))
            yield _record(event, part, names, speakers, work)
        if names.event(event.slug) in holders:
            yield _record_of_event(event, names)


def _record(
    event: Event,
    part: Talk | Session,
    names: Names,
    speakers: tuple[tuple[str, str], ...],
    work: str | None,
) -> TalkRecord:
    key = TalkKey(event=event.slug, talk=part.key)
    talk = part if isinstance(part, Talk) else None
    return TalkRecord(
        iri=names.talk(key) if talk else names.session(key),
        name=str(key),
        title=part.title,
        event=names.event(event.slug),
        event_name=event.name,
        is_talk=talk is not None,
        date=part.date,
        speakers=speakers,
        work=names.work(work) if talk and work else None,
        start=part.start,
        end=part.end,
        room=part.room if isinstance(part, Talk) else part.location,
        track=talk.track if talk else None,
        language=talk.language if talk else None,
        status=talk.status if talk else None,
        event_dates=event.dates,
        url=page_of(event, part),
    )


def _record_of_event(event: Event, names: Names) -> TalkRecord:
    iri = names.event(event.slug)
    return TalkRecord(
        iri=iri,
        name=event.slug,
        title="",
        event=iri,
        event_name=event.name,
        is_talk=False,
        date=event.start,
        event_dates=event.dates,
        url=page_of(event, None),
    )
