"""Statements: what one post or note says, taken apart into text, quotes, asides and the like."""

from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter

from markdown_it.token import Token

from talkgraph.model import (
    Aside,
    AttributionBasis,
    Hashtag,
    Link,
    LinkKind,
    Quote,
    Span,
    Statements,
)
from talkgraph.notes.asides import brackets
from talkgraph.notes.attribution import attribution
from talkgraph.notes.cleaning import FIN, clean
from talkgraph.notes.hashtags import event_hashtags, hashtags_in, tags_of
from talkgraph.notes.mentions import mentions_of
from talkgraph.notes.quotations import Quotation, quotations
from talkgraph.notes.text import Prose, plain, prose
from talkgraph.notes.urls import bare_urls, link_kind
from talkgraph.notes.utterances import is_utterance

__all__ = ["event_hashtags", "hashtags_in", "plain", "statements", "statements_in"]

_FEW_WORDS = 3


def statements(
    tokens: Sequence[Token],
    span: Span,
    *,
    event_tags: frozenset[str],
    sole_speaker: bool,
    can_attribute: bool = True,
) -> Statements:
    """Take apart what a post or note says.

    `tokens` are block tokens of markdown-it-py whose maps count lines of the source from 0;
    `span` are all lines of the post. `event_tags` are casefolded. With `sole_speaker` and
    `can_attribute`, a quotation that names nobody is the speaker's, unless it is in an aside.
    """
    return statements_in(
        prose(tokens, span.first, span.last),
        span,
        event_tags=event_tags,
        owned=sole_speaker and can_attribute,
    )


def statements_in(
    source: Prose, span: Span, *, event_tags: frozenset[str], owned: bool
) -> Statements:
    """Take apart the text of a post or note; an `owned` quotation of nobody is the speaker's."""
    quoted = quotations(source)
    openings = [each.start for each in quoted]
    asides = tuple(
        part
        for part in brackets(source)
        if not _is_insertion(
            source, part, quoted[max(bisect_right(openings, part[0]) - 1, 0) :][:1]
        )
    )
    quotes = (_quote(source, each, asides, event_tags, span, owned=owned) for each in quoted)
    return Statements(
        text=clean(source.text, event_tags),
        quotes=tuple(quote for quote in quotes if quote is not None),
        asides=tuple(
            Aside(text=text, span=_span(source, start, end, span))
            for start, end in asides
            if (text := clean(source.text[start + 1 : end - 1], event_tags, urls=False))
        ),
        mentions=mentions_of(source),
        hashtags=_hashtags(source, event_tags),
        links=_links(source, span),
        closing=FIN.search(source.visible) is not None,
    )


def _quote(
    source: Prose,
    quotation: Quotation,
    asides: Sequence[tuple[int, int]],
    event_tags: frozenset[str],
    span: Span,
    *,
    owned: bool,
) -> Quote | None:
    around = _around(asides, quotation.start)
    quotation = _within(source, quotation, around)
    said = attribution(quotation)
    named = said is not None and (said.account or said.name) is not None
    firm = named and said is not None and said.firm
    if not is_utterance(quotation.text, quotation.before, quotation.after, attributed=firm):
        return None
    basis = None
    if said is not None:
        basis = AttributionBasis.EXPLICIT if named else None
    elif owned and around is None:
        basis = AttributionBasis.SPEAKER
    return Quote(
        text=clean(quotation.text, event_tags, urls=False).rstrip(" ,;"),
        span=_span(source, quotation.start, quotation.end, span),
        basis=basis,
        name=said.name if said else None,
        account=said.account if said else None,
    )


def _around(parts: Sequence[tuple[int, int]], place: int) -> tuple[int, int] | None:
    number = bisect_right(parts, place, key=itemgetter(0)) - 1
    return parts[number] if number >= 0 and place < parts[number][1] else None


def _within(source: Prose, quotation: Quotation, around: tuple[int, int] | None) -> Quotation:
    """Limit what surrounds a quotation in an aside to the aside."""
    if around is None:
        return quotation
    return Quotation(
        start=quotation.start,
        end=quotation.end,
        text=quotation.text,
        before=quotation.before[max(len(quotation.before) + around[0] + 1 - quotation.start, 0) :],
        after=quotation.after[: max(around[1] - 1 - quotation.end, 0)],
    )


def _is_insertion(source: Prose, part: tuple[int, int], quoted: Sequence[Quotation]) -> bool:
    """Tell the editor's few words inside a quotation ("if [you] build it") from an aside."""
    short = len(source.text[part[0] : part[1]].split()) <= _FEW_WORDS
    return short and any(each.start < part[0] and part[1] < each.end for each in quoted)


def _span(source: Prose, start: int, end: int, whole: Span) -> Span:
    return Span(source=whole.source, first=source.line_of(start), last=source.line_of(end - 1))


def _hashtags(source: Prose, event_tags: frozenset[str]) -> tuple[Hashtag, ...]:
    found: dict[str, Hashtag] = {}
    for tag in tags_of(source):
        key = tag.casefold()
        found.setdefault(key, Hashtag(tag=tag, of_event=key in event_tags))
    return tuple(found.values())


def _links(source: Prose, span: Span) -> tuple[Link, ...]:
    """Return Markdown links, images and bare URLs in order, each URL once."""
    parts = [
        (each.start, each.end, each.url, each.image)
        for each in source.anchors
        if each.url and not each.url.startswith(("#", "mailto:"))
    ]
    carried = {place for each in source.anchors for place in range(each.start, each.end)}
    parts += [
        (start, end, source.text[start:end], False)
        for start, end in bare_urls(source.visible)
        if start not in carried
    ]
    found: dict[str, Link] = {}
    for start, end, url, image in sorted(parts):
        label = source.text[start:end]
        kind = LinkKind.IMAGE if image else link_kind(url, "" if label == url else label)
        place = min(start, len(source.text) - 1)
        lines = _span(source, place, max(end, place + 1), span) if source.text else span
        found.setdefault(url, Link(url=url, label=label, kind=kind, span=lines))
    return tuple(found.values())
