"""Makes the `Event` out of the drafts that head, programme and body found.

Statements are read last, once the hashtags of the whole source are known.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talkgraph.model import (
    Account,
    Event,
    LinkKind,
    Note,
    Post,
    Session,
    SessionKind,
    Span,
    Statements,
    Talk,
)
from talkgraph.model.names import slug
from talkgraph.sources.notes.event.body import Body, Draft
from talkgraph.sources.notes.event.head import Head
from talkgraph.sources.notes.event.places import series_of
from talkgraph.sources.notes.event.programme import Part, Programme
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.markdown.text import Prose, prose
from talkgraph.sources.notes.said.statements import statements
from talkgraph.sources.notes.said.tags import event_hashtags, tags_of


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns drafts into posts and notes of one source."""

    source: Source
    texts: Mapping[Draft, Prose]
    event_tags: frozenset[str]

    def posts(self, body: Body, title: str = "") -> tuple[Post, ...]:
        names = [speaker.name for speaker in body.speakers]
        return tuple(
            Post(
                position=position,
                markdown=self.source.markdown(draft.span),
                plain=self.texts[draft].text,
                says=self._says(draft, names, title),
                span=draft.span,
            )
            for position, draft in enumerate(body.posts, 1)
        )

    def notes(self, body: Body, title: str = "") -> tuple[Note, ...]:
        names = [speaker.name for speaker in body.speakers]
        return tuple(
            self._note(position, draft, names, title)
            for position, draft in enumerate(body.notes, 1)
        )

    def _says(self, draft: Draft, speakers: Sequence[str], title: str) -> Statements:
        if draft.is_long:
            return Statements(text=self.texts[draft].text)
        return statements(
            self.texts[draft],
            draft.span,
            event_tags=self.event_tags,
            speakers=speakers,
            title=title,
            kind=draft.kind,
            under=draft.parent is not None,
        )

    def _note(self, position: int, draft: Draft, speakers: Sequence[str], title: str) -> Note:
        assert draft.kind is not None
        return Note(
            position=position,
            kind=draft.kind,
            markdown=self.source.markdown(draft.span),
            plain=self.texts[draft].text,
            says=self._says(draft, speakers, title),
            span=draft.span,
            parent=None if draft.parent is None else draft.parent + 1,
        )


def assemble(
    head: Head,
    name: str,
    programme: Programme,
    keys: Sequence[str],
    own: frozenset[int],
    source: Source,
) -> Event:
    """Build the event; `own` are the lines outside the body that the event stands for."""
    bodies = (programme.event_body, *(part.body for part in programme.parts))
    drafts = (draft for body in bodies for draft in (*body.posts, *body.notes))
    texts = {d: prose(d.tokens, d.span.first, d.span.last) for d in drafts}
    per_part = [
        [() if draft.is_long else tuple(tags_of(texts[draft])) for draft in part.body.posts]
        for part in programme.parts
    ]
    series = series_of(name, head.location, head.start.year if head.start else None)
    writer = _Writer(source, texts, event_hashtags(per_part, name, series))
    only_day = head.start if head.start is not None and head.start == head.end else None
    talks: list[Talk] = []
    sessions: list[Session] = []
    for part, key in zip(programme.parts, keys, strict=True):
        if part.kind is None:
            talks.append(_talk(part, key, len(talks) + 1, only_day, writer))
        else:
            position = len(sessions) + 1
            sessions.append(_session(part, part.kind, key, position, only_day, writer))
    body = programme.event_body
    website = next((link for link in body.links if link.kind is LinkKind.WEBSITE), None)
    return Event(
        name=name,
        slug=slug(name),
        source=source.name,
        spans=source.spans({*own, *body.own, *head.passed}),
        series=series,
        start=head.start,
        end=head.end,
        year=head.year if head.start is None else None,
        month=head.month if head.start is None else None,
        location=head.location,
        url=website.url if website else None,
        note_taker=_note_taker(programme.parts),
        days=programme.days,
        talks=tuple(talks),
        sessions=tuple(sessions),
        links=tuple(body.links),
        notes=writer.notes(body),
    )


def _note_taker(parts: Sequence[Part]) -> Account | None:
    """Return the account most often called "me"; of equals, the first by its name."""
    mine = [t.account for p in parts for t in p.body.threads if t.by_note_taker and t.account]
    if not mine:
        return None
    counts = Counter(account.key for account in mine)
    chosen = min(counts, key=lambda key: (-counts[key], key))
    return next(account for account in mine if account.key == chosen)


def _spans(part: Part, source: Source) -> tuple[Span, ...]:
    """Return the part's own lines: the heading first, then all others in order."""
    heading = part.heading.span
    lines = {line for e in part.entries for line in e.span.lines}
    lines |= part.body.own
    lines -= set(heading.lines)
    return (heading, *source.spans(lines))


def _date(part: Part, only_day: dt.date | None) -> dt.date | None:
    if part.heading.date is not None:
        return part.heading.date
    if part.elsewhere is not None and not (part.day and part.day.date):
        return part.elsewhere.only_day
    return part.day.date if part.day and part.day.date else only_day


def _talk(part: Part, key: str, position: int, only_day: dt.date | None, writer: _Writer) -> Talk:
    title = part.heading.title or part.heading.anchor or key
    return Talk(
        key=key,
        title=title,
        position=position,
        spans=_spans(part, writer.source),
        anchor=part.heading.anchor,
        day=part.day.key if part.day else None,
        date=_date(part, only_day),
        speakers=tuple(part.body.speakers),
        threads=tuple(part.body.threads),
        links=tuple(part.body.links),
        posts=writer.posts(part.body, title),
        notes=writer.notes(part.body, title),
    )


def _session(
    part: Part,
    kind: SessionKind,
    key: str,
    position: int,
    only_day: dt.date | None,
    writer: _Writer,
) -> Session:
    return Session(
        key=key,
        kind=kind,
        title=part.heading.title,
        position=position,
        spans=_spans(part, writer.source),
        day=part.day.key if part.day else None,
        date=_date(part, only_day),
        location=part.location,
        items=part.items,
        speakers=tuple(part.body.speakers),
        threads=tuple(part.body.threads),
        links=tuple(part.body.links),
        posts=writer.posts(part.body, part.heading.title),
        notes=writer.notes(part.body, part.heading.title),
    )
