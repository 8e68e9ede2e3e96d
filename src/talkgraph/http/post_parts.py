"""Takes a post apart into what the speaker said, whom it quotes, and the note-taker's asides."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from talkgraph.knowledge.answers import QuoteView, Said

_MARKS: Final = "\"“”„«»'‘’‚‹›"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPart:
    """A piece of a post: `text`, `quote` or `aside` (`kind`); `iri` is that of an aside."""

    kind: str
    text: str
    quote: QuoteView | None = None
    iri: str | None = None


def parts_of(said: Said, asides: Mapping[str, str]) -> tuple[PostPart, ...]:
    """Return the pieces of a post or note in the order of its text.

    `asides` maps the texts of its asides to their IRIs. Quotes and asides that cannot be found
    in the text, because it spells them in another way, come last.
    """
    found: list[tuple[int, int, PostPart]] = []
    missing: list[PostPart] = []
    for part, pattern in _wanted(said, asides):
        match = re.search(pattern, said.text)
        taken = match and any(a < match.end() and match.start() < b for a, b, _ in found)
        if match and not taken:
            found.append((match.start(), match.end(), part))
        else:
            missing.append(part)
    return (*_between(said.text, sorted(found, key=lambda each: each[:2])), *missing)


def _wanted(said: Said, asides: Mapping[str, str]) -> Iterator[tuple[PostPart, str]]:
    for quote in said.quotes:
        part = PostPart(kind="quote", text=quote.text, quote=quote)
        yield part, rf"[{_MARKS}]\s*{re.escape(quote.text)}\s*[{_MARKS}]"
    for text in said.asides:
        part = PostPart(kind="aside", text=text, iri=asides.get(text))
        yield part, rf"\[\s*{re.escape(text)}\s*\]"


def _between(text: str, found: list[tuple[int, int, PostPart]]) -> Iterator[PostPart]:
    last = 0
    for start, end, part in found:
        yield from _plain(text[last:start])
        yield part
        last = end
    yield from _plain(text[last:], alone=not found)


def _plain(text: str, *, alone: bool = False) -> Iterator[PostPart]:
    """Yield a piece of text, unless it is only what stood around a quote, such as a full stop."""
    if alone or any(c.isalnum() for c in text):
        yield PostPart(kind="text", text=text.strip())
