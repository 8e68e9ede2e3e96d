"""Collects every place where the notes name a person."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from talkgraph.conclusions.organizations.words import BODIES, LEGAL_FORMS, OFFICES
from talkgraph.model import (
    AttributionBasis,
    Event,
    LinkKind,
    MentionRole,
    Note,
    PersonMention,
    Post,
    Quote,
    Session,
    Speaker,
    Talk,
    Thread,
)
from talkgraph.model.links import whole_address
from talkgraph.sources.notes.addresses import link_kind
from talkgraph.words import word_set

_PARTS_PLAYED: Final = OFFICES | word_set(
    "attendee developer director engineer manager member participant team"
)
_ALONE: Final = _PARTS_PLAYED | word_set(
    "audience boss client coder colleague consultant coworker customer dev employee executive "
    "facilitator friend guest host intern interviewee interviewer journalist leader management "
    "moderator narrator ops organiser organizer panel panelist panellist presenter questioner "
    "recruiter reporter reviewer speaker stakeholder student teacher user vendor vp"
)
_NO_SURNAMES: Final = _PARTS_PLAYED | BODIES | {each for each in LEGAL_FORMS if len(each) > 2}


def mentions_of(events: Sequence[Event]) -> tuple[PersonMention, ...]:
    """Return speakers, thread authors and those whom quotes name, in the order of the notes.

    A session's key stands in `talk`; what notes of the event itself quote has an empty one.
    """
    return tuple(mention for event in events for mention in _of_event(event))


def _of_event(event: Event) -> Iterator[PersonMention]:
    for talk in event.talks:
        yield from _speakers(event.slug, talk.key, talk.speakers, MentionRole.SPEAKER)
        yield from _of_programme(event.slug, talk)
    for session in event.sessions:
        role = MentionRole.SESSION_SPEAKER
        yield from _speakers(event.slug, session.key, session.speakers, role)
        for item in session.items:
            yield from _speakers(event.slug, session.key, item.speakers, role)
        yield from _of_programme(event.slug, session)
    yield from _quoted(event.slug, "", event.notes)


def _speakers(
    event: str, talk: str, speakers: Sequence[Speaker], role: MentionRole
) -> Iterator[PersonMention]:
    for speaker in speakers:
        companions = tuple(other.name for other in speakers if other is not speaker)
        first: PersonMention | None = None
        for naming in speaker.namings:
            if not naming.name.strip() and not naming.accounts:
                continue
            mention = PersonMention(
                role=role,
                event=event,
                talk=talk,
                span=naming.span,
                name=naming.name,
                account=naming.account,
                more_accounts=naming.more_accounts,
                affiliation=naming.affiliation,
                url=_own_page(naming.url),
                companions=companions,
                told_as=None if first is None else first.place,
            )
            first = first or mention
            yield mention


def _own_page(url: str | None) -> str | None:
    """Return an address if it may be somebody's own page; a recording or slides are none.

    Nor is what is relative: that is a page of the notes, or a handle.

    >>> _own_page("https://ana.example/"), _own_page("./2021/"), _own_page("https://youtu.be/a")
    ('https://ana.example/', None, None)
    """
    page = whole_address(url) if url is not None else None
    if page is None or not page.casefold().startswith(("http://", "https://")):
        return None
    return None if link_kind(page) in (LinkKind.VIDEO, LinkKind.SLIDES) else page


def _of_programme(event: str, part: Talk | Session) -> Iterator[PersonMention]:
    for thread in part.threads:
        yield from _author(event, part.key, thread)
    yield from _quoted(event, part.key, (*part.posts, *part.notes))


def _author(event: str, talk: str, thread: Thread) -> Iterator[PersonMention]:
    if thread.account is not None or (thread.name or "").strip():
        yield PersonMention(
            role=MentionRole.THREAD_AUTHOR,
            event=event,
            talk=talk,
            span=thread.span,
            name=thread.name if (thread.name or "").strip() else None,
            account=thread.account,
        )


def _quoted(event: str, talk: str, texts: Iterable[Post | Note]) -> Iterator[PersonMention]:
    for text in texts:
        for quote in text.says.quotes:
            if _names_somebody(quote):
                yield PersonMention(
                    role=MentionRole.QUOTED,
                    event=event,
                    talk=talk,
                    span=quote.span,
                    name=quote.name,
                    account=quote.account,
                )


def _names_somebody(quote: Quote) -> bool:
    if quote.basis is not AttributionBasis.EXPLICIT:
        return False
    if quote.name is None:
        return quote.account is not None
    if not quote.name.strip():
        return False
    return quote.account is not None or not is_nobody(quote.name)


def is_nobody(name: str) -> bool:
    """Tell whether what is quoted by a name is a part played or a body, and no person.

    >>> is_nobody("Manager"), is_nobody("Acme CTO"), is_nobody("Lund University")
    (True, True, True)
    >>> is_nobody("Ana Guest"), is_nobody("Lund")
    (False, False)
    """
    words = [word.casefold().strip(".,") for word in name.split()]
    return words[-1] in (_NO_SURNAMES if len(words) > 1 else _ALONE)
