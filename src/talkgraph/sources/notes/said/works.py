"""Works that somebody names: books, papers, films, talks given elsewhere, each by its title.

Words that are set off (`titles`) are a title where the words around them say so: the name of a
kind ("the book *X*", "Paper: X"), an author ("*X* by Ana Reed"), an address at which works stand,
or a reader ("Good read: X"). Without marks only a kind or a label will do. Precision comes first: a
term in italics and a slogan in quotation marks are no works.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.model import CitedAs, CitedWork, Span, WorkKind
from talkgraph.sources.notes.markdown.text import Prose, TextBlock
from talkgraph.sources.notes.said.quotations import Quotation
from talkgraph.sources.notes.said.titles import (
    RUN,
    Mark,
    Title,
    bare,
    is_in_title_case,
    is_title_shaped,
    marked_titles,
)
from talkgraph.sources.notes.said.work_words import (
    IN_TITLES,
    KIND,
    KIND_OF,
    READING,
    REFERENCE,
    kind_at,
)
from talkgraph.sources.notes.speakers.persons import is_company, may_be_person

_WINDOW: Final = 140
_FEW_WORDS: Final = 8
_WORD: Final = r"(?:[A-ZÀ-Þ]\.(?:-?[A-Z]\.)*|[A-ZÀ-Þ](?:[\w-]|[’'](?!s\b))+)"
_ONE: Final = rf"{_WORD}(?: (?:{_WORD}|van|von|de|der|den|di|da|del|la|le|al|el|ten|ter)){{1,4}}"
_NAMES: Final = rf"(?:{_ONE}(?:(?:, and |, | and | & | et ){_ONE}){{0,3}})"
_MAY_NAME: Final = re.compile(rf"[*_]|\b(?:{KIND}s?|{READING}|{REFERENCE}|by)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """A title, the text before it and behind it in its paragraph, and both in lower case."""

    title: Title
    before: str
    after: str

    @property
    def set_off(self) -> bool:
        """Whether its marks are those of a title, not only those of a link."""
        return self.title.mark in (Mark.ITALICS, Mark.QUOTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    kind: WorkKind
    author: str | None = None
    by_speaker: bool = False


def works_in(source: Prose, quoted: Sequence[Quotation], span: Span) -> tuple[CitedWork, ...]:
    """Return the works that a text names, in order, each title once; `span` has its lines."""
    marked = bool(quoted or source.emphases)
    if not (marked or _MAY_NAME.search(source.bare) or _leads_to_works(source)):
        return ()
    found: dict[str, tuple[Title, _Found]] = {}
    taken: list[tuple[int, int]] = []
    for title in marked_titles(source, quoted):
        around = _around(source, title)
        told = None if around is None else _told(around)
        if told is not None:
            found.setdefault(title.text.casefold(), (title, told))
            taken.append((title.start, title.end))
    for title, told in _unmarked(source):
        if not any(start < title.end and title.start < end for start, end in taken):
            found.setdefault(title.text.casefold(), (title, told))
    return tuple(
        CitedWork(
            title=title.text,
            kind=told.kind,
            span=Span(
                source=span.source,
                first=source.line_of(title.start),
                last=source.line_of(title.end - 1),
            ),
            author=told.author,
            by_speaker=told.by_speaker,
            url=title.url,
            ways=_ways(source, title, quoted),
        )
        for title, told in sorted(found.values(), key=lambda each: each[0].start)
    )


def _leads_to_works(source: Prose) -> bool:
    return any(anchor.url and kind_at(anchor.url) for anchor in source.anchors)


def _around(source: Prose, title: Title) -> _Around | None:
    block = _block_of(source, title.start)
    if block is None:
        return None
    return _Around(
        title=title,
        before=source.bare[max(block.start, title.start - _WINDOW) : title.start],
        after=source.bare[title.end : min(block.end, title.end + _WINDOW)],
    )


def _block_of(source: Prose, place: int) -> TextBlock | None:
    return next((each for each in source.blocks if each.start <= place < each.end), None)


# ── authors ──────────────────────────────────────────────────────────────────────────────────

_AUTHOR_AFTER: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\W{{0,3}}(?:\([^()]{{0,60}}\)\W{{0,2}})?\s*[\[(]?(?:{KIND} )?"
        rf"(?:by|von|par|door) (?P<who>{_NAMES})",
        rf"\W{{0,2}}\s*\((?P<who>{_NAMES})(?:,? \d{{4}})?\)",
        rf"\W{{0,2}}\s*(?:--?|–|—) ?(?P<who>{_NAMES})\s*(?:[,.;(]|$)",
        rf"\W{{0,2}}\s*(?:--?|–|—) ?(?P<who>[A-Z]\w+ & [A-Z]\w+)\s*(?:[,.;(]|$)",
        rf"\W{{0,2}}, (?P<who>{_NAMES})\s*(?:\(\d{{4}}\)|[.;]|$)",
        rf"[\"”’*_]?\s+(?P<who>{_NAMES})(?: et al\.?)?\s*(?:[.;(]|$)",
    )
)
_PLAIN: Final = _AUTHOR_AFTER[-1]
_AUTHOR_BEFORE: Final = re.compile(
    rf"(?:^|[.;:!?(]\s+|\s[–—-]\s+)(?:(?:Read|See|Watch|From|By|And|But) )?(?P<who>{_NAMES})(?:\s*\([^()]{{1,40}}\))?(?P<sep>[’']s|,|)\s$"
)
_AND_TWO: Final = re.compile(r"[A-Z]\w+ & [A-Z]\w+")


def _people(text: str) -> str | None:
    """Return a text as the names of people, if that is what it is; where it is more, the first."""
    kept: list[str] = []
    for part in re.split(r", and |, | and | & | et ", text):
        name = part.strip(" .")
        if not may_be_person(name):
            break
        kept.append(name)
    if kept:
        return " and ".join(filter(None, (", ".join(kept[:-1]), kept[-1])))
    return text if _AND_TWO.fullmatch(text) else None


def _author_after(text: str) -> str | None:
    for pattern in _AUTHOR_AFTER:
        match = pattern.match(text)
        who = _people(match["who"]) if match else None
        if who is not None and not (pattern is _PLAIN and is_company(who)):
            return who
    return None


def _author_before(around: _Around) -> tuple[str, str] | None:
    match = _AUTHOR_BEFORE.search(around.before)
    who = _people(match["who"]) if match else None
    return None if match is None or who is None else (who, match["sep"])


# ── what is said around a title that is set off ──────────────────────────────────────────────

_LABEL: Final = re.compile(
    rf"(?:(?:^|[\W_])(?P<kind>{KIND})s?\s*(?::|→|->|=>)|^\W*(?P<first>{KIND})s?\s*[–—-])\s*"
    rf"(?:(?P<who>{_NAMES})[,:]?\s+)?\W?$",
    re.IGNORECASE,
)
_READING_LABEL: Final = re.compile(
    rf"\b(?:{READING})\b[^:]{{0,30}}[:→]\s*(?:(?-i:(?P<who>{_NAMES}))[,:]?\s+)?\W?$", re.IGNORECASE
)
_REFERENCE_LABEL: Final = re.compile(
    rf"\b{REFERENCE}\s*[:→]\s*(?:(?-i:(?P<who>{_NAMES}))[,:]?\s+)?\W?$", re.IGNORECASE
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
_COPY: Final = re.compile(r"\bcop(?:y|ies)\s+of\s+\W?$", re.IGNORECASE)
_GENERIC: Final = re.compile(
    r"(?:(?:this|the|see|full|original|research|helpful|useful|link|here|pdf|arxiv|doi|text|to|a|an"
    rf"|my|on|github|amazon|notes?|slides?|video|more|info|{KIND}s?)\b\W*)+",
    re.IGNORECASE,
)
_NEEDS_AUTHOR: Final = frozenset({WorkKind.TALK})


def _kind(noun: str) -> WorkKind:
    return KIND_OF[noun.casefold()]


def _at_a_place(around: _Around) -> _Found | None:
    """The title is a link to where works stand."""
    title = around.title
    kind = kind_at(title.url) if title.url else None
    if kind is None or len(title.words) < 2:
        return None
    return _Found(kind=kind, author=_author_after(around.after))


def _labelled(around: _Around) -> _Found | None:
    """`Paper: "X"`, `Book: Ana Reed, *X*`, `Good read: X`."""
    for pattern in (_LABEL, _READING_LABEL, _REFERENCE_LABEL):
        match = pattern.search(around.before)
        if match is None:
            continue
        told = match.groupdict()
        noun = told.get("kind") or told.get("first")
        kind = _kind(noun) if noun else WorkKind.WORK
        alone = around.title.mark is Mark.LINK and len(around.title.words) < 2
        if kind in _NEEDS_AUTHOR or alone or (pattern is _REFERENCE_LABEL and not around.set_off):
            continue
        author = _people(match["who"]) if match["who"] else None
        return _Found(kind=kind, author=author or _author_after(around.after))
    return None


def _named(around: _Around) -> _Found | None:
    """`the book "X"`, `her book (*X*)`, `the "X" paper`."""
    before = _NOUN_BEFORE.search(around.before)
    after = None if before else _NOUN_AFTER.match(around.after)
    match = before or after
    if match is None:
        return None
    kind, author = _kind(match["kind"]), _author_after(around.after)
    if kind in _NEEDS_AUTHOR and author is None:
        return None
    if not around.set_off and (after or not is_in_title_case(around.title.text)):
        return None
    if after and not is_in_title_case(around.title.text):
        return None
    whose = before is not None and before["whose"] is not None
    return _Found(kind=kind, author=author, by_speaker=whose and author is None)


def _by_somebody(around: _Around) -> _Found | None:
    """`"X" by Ana Reed`, `Ana Reed's *X*`, `author of *X* and *Y*`."""
    title = around.title
    if not around.set_off:
        return None
    italics = title.mark is Mark.ITALICS
    enough = is_in_title_case(title.text) or (italics and 2 < len(title.words) <= _FEW_WORDS)
    author = _author_after(around.after) if enough else None
    if author is not None and not _PLAIN.match(around.after):
        return _Found(kind=WorkKind.WORK, author=author)
    who, mark = _author_before(around) or ("", "")
    if (enough and (italics or mark != ",")) or (italics and mark.endswith("s")):
        return _Found(kind=WorkKind.WORK, author=who) if who else None
    return None


def _of_an_author(around: _Around) -> _Found | None:
    """`author of *X* and *Y*`, `a copy of "X"`, `she read "X"`."""
    if not around.set_off or not len(around.title.words) > 1:
        return None
    if _AUTHOR_OF.search(around.before):
        return _Found(kind=WorkKind.WORK)
    if not is_in_title_case(around.title.text):
        return None
    if _COPY.search(around.before):
        return _Found(kind=WorkKind.BOOK)
    return _Found(kind=WorkKind.WORK) if _READER.search(around.before) else None


def _by_itself(around: _Around) -> _Found | None:
    """`*The Quay Report*`, `[The culture of quays book](...)`: the last word tells."""
    words = around.title.words
    last = words[-1].casefold()
    if around.title.mark is Mark.ITALICS and len(words) > 1 and last in IN_TITLES:
        return _Found(kind=IN_TITLES[last], author=_author_after(around.after))
    if around.title.mark is Mark.LINK and len(words) > 2 and last == "book":
        return _Found(kind=WorkKind.BOOK, author=_author_after(around.after))
    return None


_RULES: Final[tuple[Callable[[_Around], _Found | None], ...]] = (
    _at_a_place,
    _labelled,
    _named,
    _by_somebody,
    _of_an_author,
    _by_itself,
)


def _told(around: _Around) -> _Found | None:
    """Return what the words around a title say of it, or `None` where it is none."""
    if _GENERIC.fullmatch(around.title.text):
        return None
    return next((found for rule in _RULES if (found := rule(around)) is not None), None)


# ── titles without marks ─────────────────────────────────────────────────────────────────────

_BARE_LABEL: Final = re.compile(
    rf"^(?:[\w'’-]+ ){{0,2}}?(?:(?P<kind>(?i:{KIND}))s?|(?i:{READING}|{REFERENCE}))\s*[:→]\s*(?P<rest>\S.{{3,130}})$"
)
_BARE_NOUN: Final = re.compile(
    r"(?<!address )(?<!guest )(?<!phone )(?<!comic )\b(?P<kind>book|novel|documentary|memoir|livre)"
    rf"\s+(?:called |titled |named |to read is |is called )?(?P<title>{RUN})(?P<next>[^\w]*\w*)"
)
_BARE_IN_BRACKETS: Final = re.compile(
    rf"\b(?P<kind>book|novel|documentary|memoir|livre|paper|essay)\b[^.;:!?()]{{0,40}}\((?P<title>{RUN})\)"
)
_BARE_WITH_KIND: Final = re.compile(
    rf"^(?:(?P<who>{_NAMES})\s*[:,–—-]\s*)?(?P<title>[A-Z0-9][^()]{{3,110}}?)\s*\((?:an? )?(?P<kind>(?i:{KIND}))\)\s*(?=$|[–—:;.,-])"
)
_BARE_REPORT: Final = re.compile(
    rf"\b(?i:look up|read|see|check out) the (?P<title>(?:[A-Z][\w'’-]* ){{1,5}}(?P<kind>report|paper|study))\b"
)
_BARE_YEAR: Final = re.compile(
    rf"^(?P<title>[A-Z][^()]{{8,100}}?) by (?P<who>{_NAMES}) \((?:19|20)\d\d\)$"
)
_WROTE: Final = re.compile(r"\W*(?:wrote|has|is|was|recommended|mentioned|by)\b")
_REST: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<title>.+?),? (?:by|von|par) (?P<who>{_NAMES})\W*$",
        rf"(?P<title>.+?)\s*\((?:auteur |author |by )?(?P<who>[A-Z][\w.’' -]+)\)\W*$",
        rf"(?P<who>{_NAMES})\s*[,:]\s*(?P<title>.+)$",
        rf"(?P<title>.+?)\s+[–—-]\s+(?P<who>{_NAMES})\W*$",
        r"(?P<title>.+?)\s*\((?P<who>[^()]*)\)\W*$",
        r"(?P<title>.+?)(?P<who>)\W*$",
    )
)
_SENTENCES: Final = re.compile(r"[.!?;]\s+\S")


def _unmarked(source: Prose) -> Iterator[tuple[Title, _Found]]:
    """Yield the works that are named without marks, with the places of their titles."""
    for block in source.blocks:
        text = source.bare[block.start : block.end]
        for match, title, found in _unmarked_in(text):
            words = bare(title)
            start = block.start + match.start() + match.group().find(title)
            if is_title_shaped(words):
                yield (
                    Title(start=start, end=start + len(title), text=words, mark=Mark.NONE),
                    found,
                )


def _unmarked_in(text: str) -> Iterator[tuple[re.Match[str], str, _Found]]:
    label = _BARE_LABEL.match(text)
    told = None if label is None else _after_label(label)
    if label is not None and told is not None:
        yield label, *told
        return
    for match in _BARE_NOUN.finditer(text):
        if not _is_name_of_writer(match):
            whose = re.search(r"\b(?:her|his|their|my)\s+(?:[\w-]+\s+)?$", text[: match.start()])
            yield match, match["title"], _Found(kind=_kind(match["kind"]), by_speaker=bool(whose))
    for match in _BARE_IN_BRACKETS.finditer(text):
        if is_in_title_case(match["title"]) and not _is_somebody(match["title"]):
            whose = re.search(r"\b(?:her|his|their|my)\s+(?:[\w-]+\s+)?$", text[: match.start()])
            yield match, match["title"], _Found(kind=_kind(match["kind"]), by_speaker=bool(whose))
    for pattern in (_BARE_WITH_KIND, _BARE_REPORT, _BARE_YEAR):
        found = pattern.search(text)
        if found is not None and not _SENTENCES.search(found["title"]):
            told = found.groupdict()
            kind = _kind(told["kind"]) if told.get("kind") else WorkKind.WORK
            yield found, found["title"], _Found(kind=kind, author=_people(told.get("who") or ""))


def _is_somebody(title: str) -> bool:
    return may_be_person(title) or is_company(title)


def _is_name_of_writer(match: re.Match[str]) -> bool:
    """`the book Ana wrote`, `the book I read`: what follows the noun is no title."""
    title = bare(match["title"])
    if title in {"I", "I'm", "It", "We"} or _WROTE.match(match["next"]) or may_be_person(title):
        return True
    return len(title.split()) < 2 and re.match(r"[\s]*\w", match["next"]) is not None


def _after_label(label: re.Match[str]) -> tuple[str, _Found] | None:
    """Read what follows `Book:` or `Reference:` as a title and its author."""
    kind = _kind(label["kind"]) if label["kind"] else WorkKind.WORK
    rest = label["rest"].strip()
    if kind in _NEEDS_AUTHOR or _SENTENCES.search(rest):
        return None
    for pattern in _REST:
        match = pattern.match(rest)
        who = _people(match["who"]) if match else None
        if match is None or (who is None and pattern not in _REST[-2:]):
            continue
        title = match["title"]
        sure = kind in (WorkKind.BOOK, WorkKind.PAPER, WorkKind.ARTICLE)
        if len(title.split()) > 1 and (sure or is_in_title_case(title)):
            return title, _Found(kind=kind, author=who)
        return None
    return None


# ── why it is named ──────────────────────────────────────────────────────────────────────────

_RECOMMENDED: Final = re.compile(
    rf"\b(?:{READING}|(?<!not )recommend(?:s|ed|ing)?|commends?|worth (?:a )?read(?:ing)?|look up"
    r"|check out|go read|should read|definitely read|references? to follow up)\b",
    re.IGNORECASE,
)
_EVIDENCE: Final = re.compile(
    rf"\b(?:according to|based on|as shown (?:in|by)|data from|findings? (?:from|in|of))\s+"
    rf"(?:the\s+)?(?:{KIND}\s+)?\W*$",
    re.IGNORECASE,
)
_SHOWS: Final = re.compile(
    rf"\W*(?:\(\d{{4}}\)\s*)?(?:{KIND}\s+)?(?:shows?|showed|found|finds|demonstrates?|proved|proves)\b",
    re.IGNORECASE,
)
_DISPUTED: Final = re.compile(
    rf"\b(?:disagrees? with|contrary to|refutes?|contradicts?|argues? against)\s+(?:the\s+)?"
    rf"(?:{KIND}\s+)?\W*$",
    re.IGNORECASE,
)
_FROM: Final = re.compile(
    rf"[\s—–,(-]*(?:from|in|via|source:|quoted from)?\s*(?:(?:the|her|his|their)\s+)?"
    rf"(?:{KIND}\s*,?\s*)?\W*",
    re.IGNORECASE,
)


def _ways(source: Prose, title: Title, quoted: Sequence[Quotation]) -> tuple[CitedAs, ...]:
    """Return why a work is named, where the words of its paragraph say so."""
    block = _block_of(source, title.start)
    if block is None:
        return ()
    before = source.bare[max(block.start, title.start - _WINDOW) : title.start]
    after = source.bare[title.end : min(block.end, title.end + _WINDOW)]
    sentence = before[max(before.rfind(mark) for mark in (". ", "! ", "? ")) + 1 :]
    ways = []
    if _RECOMMENDED.search(sentence):
        ways.append(CitedAs.RECOMMENDED)
    if any(
        each.end <= title.start
        and title.start - each.end < _WINDOW
        and _FROM.fullmatch(source.bare[each.end : title.start])
        for each in quoted
    ):
        ways.append(CitedAs.QUOTED)
    if _EVIDENCE.search(before) or _SHOWS.match(after):
        ways.append(CitedAs.EVIDENCE)
    if _DISPUTED.search(before):
        ways.append(CitedAs.DISPUTED)
    return tuple(ways)
