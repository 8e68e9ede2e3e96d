"""Titles that are set off from the words around them: what these words make of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from talkgraph.model import WorkKind
from talkgraph.sources.notes.said.works.authors import (
    NAMES,
    author_after,
    author_before,
    is_plain,
    people,
)
from talkgraph.sources.notes.said.works.titles import Found, Mark, Title, is_in_title_case
from talkgraph.sources.notes.said.works.words import (
    IN_TITLES,
    KIND,
    NEEDS_AUTHOR,
    READING,
    REFERENCE,
    kind_at,
    kind_of,
)

_FEW_WORDS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """A title, and the text before it and behind it in its paragraph, as far as it matters."""

    title: Title
    before: str
    after: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital or a digit."""
        return not self.title.text[0].islower()

    @property
    def set_off(self) -> bool:
        """Whether its marks are those of a title, not only those of a link."""
        return self.title.mark in (Mark.ITALICS, Mark.QUOTES)


_LABEL: Final = re.compile(
    rf"(?:(?:^|[\W_])(?P<kind>{KIND})s?\s*(?::|→|->|=>)|^\W*(?P<first>{KIND})s?\s*[–—-])\s*"
    rf"(?:(?-i:(?P<who>{NAMES}))[,:]?\s+)?\W?$",
    re.IGNORECASE,
)
_READING_LABEL: Final = re.compile(
    rf"\b(?:{READING})\b[^:]{{0,30}}[:→]\s*(?:(?-i:(?P<who>{NAMES}))[,:]?\s+)?\W?$", re.IGNORECASE
)
_REFERENCE_LABEL: Final = re.compile(
    rf"\b{REFERENCE}\s*[:→]\s*(?:(?-i:(?P<who>{NAMES}))[,:]?\s+)?\W?$", re.IGNORECASE
)
_NOUN_BEFORE: Final = re.compile(
    rf"(?P<whose>\b(?:her|his|their|my)\s+(?:[\w-]+\s+)?)?\b(?P<kind>{KIND})s?"
    r"(?:\s+(?:by|from|de|called|titled|entitled|named)(?:\s+(?!the\b)[^.;:!?()\"“”]{1,40}?)?)?"
    r"\s*,?\s*\W?$",
    re.IGNORECASE,
)
_NOUN_AFTER: Final = re.compile(rf"[\s\"”’*_)]*\(?(?P<kind>{KIND})\b(?![-’'])", re.IGNORECASE)
_AUTHOR_OF: Final = re.compile(
    r"\b(?:co-?)?authors?\s+of\s+(?:the\s+)?(?:books?\s+)?(?:[^.;:!?]{0,120}(?:,|\band|&)\s*)?\W?$",
    re.IGNORECASE,
)
_READER: Final = re.compile(
    r"\b(?:re-?read|read|reading|wrote|written|recommends?|recommended|recommending|commends?"
    r"|see also|watch)\s+(?:the\s+)?\W?$",
    re.IGNORECASE,
)
_LOOK: Final = re.compile(r"\bsee\s+\W?$", re.IGNORECASE)
_COPY: Final = re.compile(
    r"\b(?:cop(?:y|ies)|chapters?(?:\s+[\dIVX]+)?)\s+(?:of|in)\s+(?:the\s+)?\W?$", re.IGNORECASE
)
_YEAR: Final = re.compile(
    r"[\s\"”’*_]*\((?P<who>[A-ZÀ-Þ]\w+(?: et al\.?|(?: and | & )[A-ZÀ-Þ]\w+)?),? (?:19|20)\d\d\)"
)
_GENERIC: Final = re.compile(
    r"(?:(?:this|the|see|full|original|research|helpful|useful|link|here|pdf|arxiv|doi|text|to|a|an"
    rf"|my|on|github|amazon|notes?|slides?|video|more|info|{KIND}s?)\b\W*)+",
    re.IGNORECASE,
)


def _at_a_place(around: Around) -> Found | None:
    """The title is a link to where works stand."""
    title = around.title
    if not title.url or not around.capital or len(title.words) < 2:
        return None
    kind = kind_at(title.url)
    if kind is None and is_in_title_case(title.text) and title.url.casefold().endswith(".pdf"):
        kind = WorkKind.WORK
    return None if kind is None else Found(kind=kind, author=author_after(around.after))


def _labelled(around: Around) -> Found | None:
    """`Paper: "X"`, `Book: Ana Reed, *X*`, `Good read: X`."""
    for pattern in (_LABEL, _READING_LABEL, _REFERENCE_LABEL):
        match = pattern.search(around.before)
        if match is None:
            continue
        told = match.groupdict()
        noun = told.get("kind") or told.get("first")
        kind = kind_of(noun) if noun else WorkKind.WORK
        few = not around.capital or around.title.mark is Mark.LINK
        alone = few and len(around.title.words) < 2
        if kind in NEEDS_AUTHOR or alone or (pattern is _REFERENCE_LABEL and not around.set_off):
            continue
        author = people(match["who"]) if match["who"] else None
        return Found(kind=kind, author=author or author_after(around.after))
    return None


def _named(around: Around) -> Found | None:
    """`the book "X"`, `her book (*X*)`, `the "X" paper`."""
    before = _NOUN_BEFORE.search(around.before)
    after = None if before else _NOUN_AFTER.match(around.after)
    match = before or after
    if match is None:
        return None
    kind, author = kind_of(match["kind"]), author_after(around.after)
    if kind in NEEDS_AUTHOR and author is None:
        return None
    if not _may_be_named(around, after=after is not None, bracket="(" in match.group()):
        return None
    whose = before is not None and before["whose"] is not None
    return Found(kind=kind, author=author, by_speaker=whose and author is None)


def _may_be_named(around: Around, *, after: bool, bracket: bool) -> bool:
    """Tell whether a title may be what the noun for a kind beside it means."""
    text = around.title.text
    if not around.set_off:
        return not after and is_in_title_case(text)
    if after and not is_in_title_case(text):
        return bracket and len(around.title.words) > 1
    return around.capital or len(around.title.words) > 1


def _by_somebody(around: Around) -> Found | None:
    """`"X" by Ana Reed`, `Ana Reed's *X*`, `author of *X* and *Y*`."""
    title = around.title
    if not around.set_off or not around.capital:
        return None
    cited = _YEAR.match(around.after)
    if cited is not None and len(title.words) > 2:
        return Found(kind=WorkKind.WORK, author=cited["who"])
    italics = title.mark is Mark.ITALICS
    enough = is_in_title_case(title.text) or (italics and 2 < len(title.words) <= _FEW_WORDS)
    author = author_after(around.after) if enough else None
    if author is not None and not is_plain(around.after):
        return Found(kind=WorkKind.WORK, author=author)
    who, mark = author_before(around.before) or ("", "")
    if (enough and (italics or mark != ",")) or (italics and mark.endswith("s")):
        return Found(kind=WorkKind.WORK, author=who) if who else None
    return None


def _of_an_author(around: Around) -> Found | None:
    """`author of *X* and *Y*`, `a copy of "X"`, `she read "X"`."""
    if not around.set_off or not len(around.title.words) > 1:
        return None
    if _AUTHOR_OF.search(around.before):
        return Found(kind=WorkKind.WORK)
    if not is_in_title_case(around.title.text):
        return None
    if _COPY.search(around.before):
        return Found(kind=WorkKind.BOOK)
    linked = around.title.url is not None and _LOOK.search(around.before) is not None
    return Found(kind=WorkKind.WORK) if linked or _READER.search(around.before) else None


def _by_itself(around: Around) -> Found | None:
    """`*The Quay Report*`, `[The culture of quays book](...)`: the last word tells."""
    words = around.title.words
    last = words[-1].casefold()
    if around.title.mark is Mark.ITALICS and len(words) > 1 and last in IN_TITLES:
        return Found(kind=IN_TITLES[last], author=author_after(around.after))
    if around.title.mark is Mark.LINK and len(words) > 2 and last == "book":
        return Found(kind=WorkKind.BOOK, author=author_after(around.after))
    return None


_RULES: Final[tuple[Callable[[Around], Found | None], ...]] = (
    _at_a_place,
    _labelled,
    _named,
    _by_somebody,
    _of_an_author,
    _by_itself,
)


def told(around: Around) -> Found | None:
    """Return what the words around a title say of it, or `None` where it is none."""
    if _GENERIC.fullmatch(around.title.text):
        return None
    return next((found for rule in _RULES if (found := rule(around)) is not None), None)
