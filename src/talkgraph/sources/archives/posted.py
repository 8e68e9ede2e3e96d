"""What somebody posted, as any network tells it, and what a post says once its event is known.

A post is plain text; its Markdown is that text with marks escaped where Markdown would read them
otherwise. Until it is known of which event it is, of what it says only the names are known:
hashtags and accounts.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from talkgraph.model import Account, Hashtag, Link, Post, Span, Statements
from talkgraph.sources.notes.addresses import (
    bare_urls,
    link_kind,
    without_addresses,
    without_urls,
)
from talkgraph.sources.notes.markdown.blocks import LONGEST_PARAGRAPH, parse
from talkgraph.sources.notes.markdown.source import Source, split_lines
from talkgraph.sources.notes.markdown.text import Prose, prose
from talkgraph.sources.notes.said.statements import statements
from talkgraph.sources.notes.said.tags import HASHTAG, MENTION, account_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A post of an archive, and what its place among the others follows from.

    `sequence` puts posts in order. `answers` is the identifier of the post that it replies to; with
    `to_another`, that is somebody else's. `editions` are the identifiers of all versions of it.
    `names` are what mentioned accounts call themselves.
    """

    post: Post
    sequence: int
    answers: str | None = None
    to_another: bool = False
    editions: tuple[str, ...] = ()
    names: tuple[tuple[Account, str], ...] = ()

    @property
    def identifier(self) -> str:
        """The post's own identifier."""
        return self.post.identifier or ""


def post_of(
    text: str,
    *,
    source: str,
    identifier: str,
    url: str,
    time: dt.datetime,
    author: Account | None,
    reply_to: str | None = None,
    media: tuple[Link, ...] = (),
) -> Post:
    """Return a post with its text as it is, and of what it says the hashtags and accounts alone."""
    text = text.replace("\0", "\ufffd")  # as Markdown reads it; no graph can hold it
    text = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    plain = " ".join(text.split())
    return Post(
        position=1,
        markdown=text,
        plain=plain,
        says=Statements(text=plain, mentions=_mentions(plain), hashtags=_hashtags(plain)),
        span=Span(source=source, address=url),
        identifier=identifier,
        url=url,
        time=time,
        author=author,
        reply_to=reply_to,
        media=media,
    )


def _mentions(text: str) -> tuple[Account, ...]:
    if "@" not in text:
        return ()
    found = (account_of(match) for match in MENTION.finditer(without_addresses(text)))
    return tuple({account.key: account for account in found}.values())


def _hashtags(text: str) -> tuple[Hashtag, ...]:
    if "#" not in text and "＃" not in text:
        return ()
    found = (match[1] for match in HASHTAG.finditer(without_urls(text)))
    return tuple({tag.casefold(): Hashtag(tag=tag) for tag in found}.values())


def tags_of(post: Post) -> frozenset[str]:
    """Return the hashtags of a post, casefolded."""
    return frozenset(each.tag.casefold() for each in post.says.hashtags)


def time_of(post: Post) -> dt.datetime:
    """Return when a post was posted, which every archive says."""
    return post.time or dt.datetime.min.replace(tzinfo=dt.UTC)


def order_of(post: Post) -> tuple[dt.datetime, int, str]:
    """Return what puts posts in order: time, then identifier, of which the later are longer."""
    return time_of(post), len(post.identifier or ""), post.identifier or ""


# ── what it says ─────────────────────────────────────────────────────────────────────────────────

_URL_OR_MARK: Final = re.compile(r"[!-/:-@\[-`{-~]")


def told(
    post: Post,
    position: int,
    *,
    event_tags: frozenset[str],
    speakers: Sequence[str],
    title: str = "",
) -> Post:
    """Return a post of an event with all that it says; `speakers` and `title` as in `statements`.

    One that is as long as no network takes stays as it is.
    """
    if len(post.plain) > LONGEST_PARAGRAPH:
        return replace(post, position=position)
    markdown, flat = _written(post.markdown, post.plain)
    says = _at(
        statements(flat, post.span, event_tags=event_tags, speakers=speakers, title=title),
        post.span,
    )
    says = replace(says, mentions=_known(says.mentions, post.says.mentions))
    return replace(post, position=position, markdown=markdown, plain=flat.text, says=says)


def _known(found: Iterable[Account], before: Iterable[Account]) -> tuple[Account, ...]:
    """Return the accounts that are mentioned, each as the network tells it where it does."""
    known = {each.key: each for each in before}
    return tuple(known.get(each.key, each) for each in found)


def _at(says: Statements, span: Span) -> Statements:
    """Put all that is said where the post stands, which has no lines."""
    return replace(
        says,
        quotes=tuple(replace(each, span=span) for each in says.quotes),
        asides=tuple(replace(each, span=span) for each in says.asides),
        links=tuple(replace(each, span=span) for each in says.links),
        works=tuple(replace(each, span=span) for each in says.works),
        credits=tuple(replace(each, span=span) for each in says.credits),
    )


def _written(text: str, plain: str) -> tuple[str, Prose]:
    """Return the Markdown that reads as a text, and how it reads."""
    for markdown in (text, _escaped(text), _escaped(plain)):
        flat = _flat(markdown)
        if flat.text == plain:
            return markdown, flat
    return plain, flat


def _flat(markdown: str) -> Prose:
    source = Source(name="", lines=split_lines(markdown))
    return prose([token for block in parse(source).blocks for token in block.tokens])


def _escaped(text: str) -> str:
    """Put a backslash before every mark that stands in no address."""
    kept: list[str] = []
    at = 0
    for start, end in bare_urls(text):
        kept += (_URL_OR_MARK.sub(r"\\\g<0>", text[at:start]), text[start:end])
        at = end
    return "".join((*kept, _URL_OR_MARK.sub(r"\\\g<0>", text[at:])))


_NEAR: Final = 60
_BEFORE: Final = re.compile(r"((?:[^\W\d_]+\W+){1,3})$")


def materials_in(post: Post) -> tuple[Link, ...]:
    """Return the links in a post, each with its kind by what stands before it: "Slides: ..."."""
    links = []
    for link in post.says.links:
        at = post.plain.find(link.url)
        before = _BEFORE.search(post.plain[max(at - _NEAR, 0) : at]) if at > 0 else None
        kind = link_kind(link.url, before[1] if before else "")
        links.append(replace(link, kind=kind))
    return tuple(links)
