"""One event of all that several sources tell of it: its name and dates, its days, its parts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Final

from talkgraph.model import Diagnostic, Event, Session, SourceKind, Span, Talk, Telling
from talkgraph.model.names import slug, unused
from talkgraph.sources.join.contradictions import (
    Found,
    event_contradictions,
    talk_contradictions,
)
from talkgraph.sources.join.days import Days
from talkgraph.sources.join.parts import notes_of, once, session_of, talk_of
from talkgraph.sources.join.precedence import distinct, rank, settled
from talkgraph.sources.join.same_events import united
from talkgraph.sources.join.same_parts import Group, grouped, in_order

_MOST_NAMED: Final = 3
_FACTS: Final = (
    *("name", "series", "start", "end", "year", "month", "location", "url", "acronym", "tags"),
    *("accounts", "time_zone", "note_taker"),
)


def join(events: Sequence[Event]) -> tuple[tuple[Event, ...], tuple[Diagnostic, ...]]:
    """Return each event once, with all that any source tells of it, and what contradicts itself.

    Events are one by name or tag and date (`same_events`); they come back in order of their (first)
    source, whatever the order in which they are given. An event that one source tells comes back as
    it is. Keys are unique in an event, and positions count from 1. Days are one by their date, else
    by their key; talks by their title, unless it says nothing of the talk ("Keynote") or both day
    and speakers differ, by a similar title and a speaker in common, or by speaker and slot. A talk
    whose title no source tells is called after its speakers.
    """
    often = Counter((event.source, event.slug) for event in events)
    in_turn = sorted(events, key=lambda e: (e.source, e.slug, _rest(e, often)))
    joined: list[Event] = []
    found: list[Diagnostic] = []
    for told in united(in_turn):
        told.sort(key=rank)
        differing = [*event_contradictions(told)]
        whole, more = _joined(told) if len(told) > 1 else (told[0], [])
        differing += more
        if differing:
            whole = replace(whole, contradictions=tuple(each for each, _ in differing))
        joined.append(_titled(whole))
        found += (noticed for _, noticed in differing if noticed is not None)
    return tuple(joined), tuple(found)


def _rest(event: Event, often: Counter[tuple[str, str]]) -> str:
    """Return what tells apart two events that one source tells, which is rarely needed."""
    return repr(event) if often[event.source, event.slug] > 1 else ""


def _joined(told: Sequence[Event]) -> tuple[Event, list[Found]]:
    days = Days(told)
    talks = grouped([days.placed(n, event.talks) for n, event in enumerate(told)])
    sessions = grouped([days.placed(n, event.sessions) for n, event in enumerate(told)])
    taken: dict[str, int] = {}
    parts: list[Group[Talk] | Group[Session]] = [*talks, *sessions]
    for group in sorted(parts, key=lambda each: each.telling):
        group.key = unused(_key(group), taken)
    kinds = {telling.source: telling.kind for event in told for telling in _own_tellings(event)}
    noted = frozenset(source for source, kind in kinds.items() if kind is SourceKind.NOTES)
    tellings = tuple(chain.from_iterable(map(_tellings, told, days.spare)))
    named = next((event for event in told if _has_year(event.name)), told[0])
    facts: dict[str, Any] = settled(told, [event.source for event in told], _FACTS)
    start, end = _dates(told)
    whole = replace(told[0], **facts)
    whole = replace(
        whole,
        name=named.name,
        slug=named.slug,
        spans=distinct(span for each in tellings for span in each.spans),
        start=start,
        end=end,
        year=None if start else whole.year,
        month=None if start else whole.month,
        tags=_as_first_written(tag for event in told for tag in event.tags),
        accounts=distinct(account for event in told for account in event.accounts),
        days=days.in_order,
        talks=tuple(talk_of(each, n, noted) for n, each in enumerate(in_order(talks), 1)),
        sessions=tuple(session_of(each, n, noted) for n, each in enumerate(in_order(sessions), 1)),
        links=tuple(link for event in told for link in event.links),
        posts=once((event.posts for event in told), noted),
        notes=notes_of(event.notes for event in told),
        tellings=tellings,
    )
    differing = [
        each for group in talks for each in talk_contradictions(group.parts, kinds, group.key)
    ]
    return whole, differing


def _key(group: Group[Talk] | Group[Session]) -> str:
    """Return the key of a part: the anchor that somebody gave it by hand, before all others."""
    parts = group.parts
    return next((p.key for p in parts if isinstance(p, Talk) and p.anchor), group.key)


def _has_year(name: str) -> bool:
    return any(len(word) == 4 and word.isdigit() for word in slug(name).split("-"))


def _dates(told: Sequence[Event]) -> tuple[dt.date | None, dt.date | None]:
    """Return when an event began and ended: as the organiser says, else by all that tell of it."""
    organised = [e for e in told if e.kind is SourceKind.PROGRAMME and e.start]
    told = organised or told
    starts = [event.start for event in told if event.start]
    ends = [event.end for event in told if event.end]
    last = max((*starts, *ends)) if ends or len(set(starts)) > 1 else None
    return min(starts, default=None), last


def _as_first_written(tags: Iterator[str]) -> tuple[str, ...]:
    known: dict[str, str] = {}
    for tag in tags:
        known.setdefault(tag.casefold(), tag)
    return tuple(known.values())


def _own_tellings(event: Event) -> tuple[Telling, ...]:
    own = Telling(
        source=event.source, spans=event.spans, note_taker=event.note_taker, kind=event.kind
    )
    return event.tellings or (own,)


def _tellings(event: Event, spare: Sequence[Span]) -> tuple[Telling, ...]:
    """Return who tells this part of an event, with the lines that nothing else stands for."""
    own, *others = _own_tellings(event)
    spans = own.spans or (Span(source=own.source),)
    return (replace(own, spans=distinct((*spans, *spare))), *others)


def _titled(event: Event) -> Event:
    """Call talks of which no source tells the title after those who gave them."""
    if all(talk.title for talk in event.talks):
        return event
    talks = (talk if talk.title else replace(talk, title=_stand_in(talk)) for talk in event.talks)
    return replace(event, talks=tuple(talks))


def _stand_in(talk: Talk) -> str:
    """Return what a talk without a title is called.

    >>> from talkgraph.model import Speaker
    >>> mara = Speaker(name="Mara Lind", position=1, span=Span(source="programme.json"))
    >>> _stand_in(Talk(key="mara", title="", position=1, spans=(), speakers=(mara,)))
    'Talk by Mara Lind'
    """
    names = [speaker.name for speaker in talk.speakers]
    if not names:
        return "Untitled talk"
    shown = names if len(names) <= _MOST_NAMED else [*names[: _MOST_NAMED - 1], "others"]
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
    return f"Talk by {listed}"
