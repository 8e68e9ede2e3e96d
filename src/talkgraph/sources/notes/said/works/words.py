"""The closed lists by which a work that somebody names is told from a term, a tool or a slogan."""

import re
from typing import Final

from talkgraph.model import WorkKind
from talkgraph.model.links import host_and_path

_NOUNS: Final = {
    WorkKind.BOOK: "book ebook e-book novel textbook memoir livre bouquin buch boek",
    WorkKind.PAPER: "paper thesis dissertation",
    WorkKind.ARTICLE: "article essay blogpost artikel",
    WorkKind.REPORT: "report memo whitepaper",
    WorkKind.FILM: "documentary film movie",
    WorkKind.TALK: "talk keynote speech presentation",
}
_KIND_OF: Final[dict[str, WorkKind]] = {
    **{noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()},
    "blog post": WorkKind.ARTICLE,
    "white paper": WorkKind.REPORT,
}

KIND: Final = rf"(?:{'|'.join(sorted(map(re.escape, _KIND_OF), key=lambda w: (-len(w), w)))})"
"""A pattern of the nouns that name a kind of work."""

IN_TITLES: Final = {
    "report": WorkKind.REPORT,
    "handbook": WorkKind.BOOK,
    "cookbook": WorkKind.BOOK,
    "manifesto": WorkKind.WORK,
}
"""The last words by which a title in italics tells itself."""

READING: Final = (
    r"(?:(?:good|great|nice|interesting|excellent|recommended|further|suggested|background|must)"
    r"[ -](?:reads?|reading)|reading list|recommended (?:books?|literature)|books? to read)"
)
"""A label for what to read."""

REFERENCE: Final = r"(?:references?(?: to follow up)?)"
"""A label for what somebody refers to."""

_PLACES: Final[tuple[tuple[WorkKind, str], ...]] = (
    (WorkKind.BOOK, r"amazon\.[a-z.]+/(?:.*/)?(?:dp|gp/product)/\d{9}[\dX]\b"),
    (WorkKind.BOOK, r"(?:learning\.)?oreilly\.com/library/view/\w"),
    (WorkKind.BOOK, r"shop\.oreilly\.com/product/\w"),
    (WorkKind.BOOK, r"goodreads\.com/book/\w"),
    (WorkKind.BOOK, r"leanpub\.com/[\w-]+$"),
    (WorkKind.BOOK, r"manning\.com/books/\w"),
    (WorkKind.BOOK, r"pragprog\.com/(?:titles|book)/\w"),
    (WorkKind.BOOK, r"nostarch\.com/\w"),
    (WorkKind.BOOK, r"mitpress\.mit\.edu/(?:books|\d)"),
    (WorkKind.BOOK, r"packtpub\.com/.*(?:book|product)"),
    (WorkKind.BOOK, r"link\.springer\.com/book/\w"),
    (WorkKind.PAPER, r"arxiv\.org/(?:abs|pdf)/\w"),
    (WorkKind.PAPER, r"(?:dx\.)?doi\.org/10\."),
    (WorkKind.PAPER, r"dl\.acm\.org/(?:doi|citation)"),
    (WorkKind.PAPER, r"researchgate\.net/publication/\w"),
    (WorkKind.PAPER, r"semanticscholar\.org/paper/\w"),
    (WorkKind.PAPER, r"(?:papers|proceedings)\.(?:nips|neurips)\.cc/paper"),
    (WorkKind.PAPER, r"proceedings\.mlr\.press/\w"),
    (WorkKind.PAPER, r"openreview\.net/(?:forum|pdf)"),
    (WorkKind.PAPER, r"aclanthology\.org/\w"),
    (WorkKind.PAPER, r"ieeexplore\.ieee\.org/(?:abstract/)?document/\w"),
    (WorkKind.PAPER, r"link\.springer\.com/(?:article|chapter)/\w"),
    (WorkKind.PAPER, r"sciencedirect\.com/science/article/\w"),
    (WorkKind.PAPER, r"nature\.com/articles/\w"),
    (WorkKind.PAPER, r"jstor\.org/stable/\w"),
    (WorkKind.PAPER, r"research\.google(?:\.com)?/pubs?/\w"),
    (WorkKind.ARTICLE, r"queue\.acm\.org/detail"),
)
_AT_PLACE: Final = tuple((kind, re.compile(place)) for kind, place in _PLACES)


NEEDS_AUTHOR: Final = frozenset({WorkKind.TALK})
"""Kinds of which notes name many that nobody cites: the talks of the event."""


def kind_of(noun: str) -> WorkKind:
    """Return the kind of work that a noun of `KIND` names."""
    return _KIND_OF[noun.casefold()]


def kind_at(url: str) -> WorkKind | None:
    """Return what kind of work stands at an address, where works of one kind stand.

    >>> kind_at("https://arxiv.org/abs/2101.00001"), kind_at("https://aws.amazon.com/s3/")
    (<WorkKind.PAPER: 'paper'>, None)
    """
    host, path = host_and_path(url)
    place = "/".join((host, *path))
    return next((kind for kind, pattern in _AT_PLACE if pattern.match(place)), None)
