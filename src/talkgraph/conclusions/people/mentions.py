"""Collects every place where the notes name a person."""

from collections.abc import Iterable, Iterator, Sequence

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
from talkgraph.sources.notes.addresses import link_kind


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

    >>> _own_page("https://ana.example/"), _own_page("./2021/"), _own_page("https://youtu.be/a")
    ('https://ana.example/', None, None)
    """
    if url is None or not url.casefold().startswith(("http://", "https://")):
        return None
    return None if link_kind(url) in (LinkKind.VIDEO, LinkKind.SLIDES) else url


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
    named = quote.account is not None if quote.name is None else bool(quote.name.strip())
    return quote.basis is AttributionBasis.EXPLICIT and named
