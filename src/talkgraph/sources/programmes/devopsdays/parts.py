"""A talk or a session as every file of an edition names it, so that they can be joined.

Each file tells of it by title and people, with the places in that file; of people it tells more
only where it is their own page.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from talkgraph.model import Session, SessionItem, Span, Speaker, Talk
from talkgraph.sources.programmes.devopsdays.edition import Item, Part, Who
from talkgraph.sources.programmes.handles import accounts_in, website_in


def named_part(part: Part, span: Span, people: Iterable[Who]) -> Talk | Session:
    """Return a part with its title and some of its people, told at one place."""
    talk = Talk(
        key=part.key,
        title=part.title,
        position=1,
        spans=(span,),
        speakers=speakers_of(people, span),
        date=part.date,
        status=part.status,
    )
    return talk if part.kind is None else Session.like(talk, part.kind)


def with_items(session: Session, items: Iterable[Item], place: Callable[[Item], Span]) -> Session:
    """Add short talks to a session; who gave one without a title is a speaker of the session."""
    told: list[SessionItem] = []
    speakers = list(session.speakers)
    for item in items:
        people = speakers_of(item.people, place(item))
        if item.title:
            told.append(
                SessionItem(
                    title=item.title, position=len(told) + 1, span=place(item), speakers=people
                )
            )
        else:
            speakers += people
    return replace(
        session,
        items=tuple(told),
        speakers=tuple(replace(each, position=n) for n, each in enumerate(speakers, 1)),
    )


def speakers_of(people: Iterable[Who], span: Span) -> tuple[Speaker, ...]:
    """Return people as speakers, told at one place."""
    return tuple(_speaker(who, n, span) for n, who in enumerate(people, 1))


def _speaker(who: Who, position: int, span: Span) -> Speaker:
    speaker = Speaker(name=who.name, position=position, span=span)
    if who.page is None or who.page.source != span.source:
        return speaker
    accounts = accounts_in(who.page.values)
    return replace(
        speaker,
        account=next(iter(accounts), None),
        more_accounts=accounts[1:],
        url=website_in(who.page.values),
    )
