"""Titles without marks: named by a kind ("her book (The Long Quay)"), or behind a label."""

import re
from collections.abc import Iterator
from typing import Final

from talkgraph.model import WorkKind
from talkgraph.sources.notes.markdown.text import Prose
from talkgraph.sources.notes.said.works.authors import NAMES, people
from talkgraph.sources.notes.said.works.titles import (
    RUN,
    Found,
    Mark,
    Title,
    bare,
    is_in_title_case,
    is_title_shaped,
)
from talkgraph.sources.notes.said.works.words import KIND, NEEDS_AUTHOR, READING, REFERENCE, kind_of
from talkgraph.sources.notes.speakers.persons import is_company, may_be_person

_BARE_LABEL: Final = re.compile(
    rf"^(?:[\w'’-]+ ){{0,2}}?(?:(?P<kind>(?i:{KIND}))s?|(?i:{READING}|{REFERENCE}))\s*[:→]\s{{0,3}}"
    r"(?P<rest>\S.{3,130})$"
)
_BARE_NOUN: Final = re.compile(
    r"(?<!address )(?<!guest )(?<!phone )(?<!comic )\b(?P<kind>book|novel|documentary|memoir|livre)"
    rf"\s+(?:called |titled |named |to read is |is called )?(?P<title>{RUN})(?P<next>[^\w]*\w*)"
)
_BARE_IN_BRACKETS: Final = re.compile(
    rf"\b(?P<kind>book|novel|documentary|memoir|livre|paper|essay)\b[^.;:!?()]{{0,40}}\((?P<title>{RUN})\)"
)
_BARE_WITH_KIND: Final = re.compile(
    rf"^(?:(?P<who>{NAMES})\s*[:,–—-]\s*)?(?P<title>[A-Z0-9][^()]{{3,110}}?)\s*"
    rf"\((?:an? )?(?P<kind>(?i:{KIND}))\)\s*(?=$|[–—:;.,-])"
)
_BARE_REPORT: Final = re.compile(
    r"\b(?i:look up|read|see|check out) the "
    r"(?P<title>(?:[A-Z][\w'’-]* ){1,5}(?P<kind>report|paper))\b"
)
_BARE_YEAR: Final = re.compile(
    rf"^(?P<title>[A-Z][^()]{{8,100}}?) by (?P<who>{NAMES}) \((?:19|20)\d\d\)$"
)
_WROTE: Final = re.compile(r"\W*(?:wrote|has|is|was|recommended|mentioned|by)\b")
_REST: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<title>.+?),? (?:by|von|par) (?P<who>{NAMES})\W*$",
        r"(?P<title>.+?)\s*\((?:auteur |author |by )?(?P<who>[A-Z][\w.’' -]+)\)\W*$",
        rf"(?P<who>{NAMES})\s*[,:]\s*(?P<title>.+)$",
        rf"(?P<title>.+?)\s+[–—-]\s+(?P<who>{NAMES})\W*$",
        r"(?P<title>.+?)\s*\((?P<who>[^()]*)\)\W*$",
        r"(?P<title>.+?)(?P<who>)\W*$",
    )
)
_SENTENCES: Final = re.compile(r"[.!?;]\s+\S")
_WHOSE: Final = re.compile(r"\b(?:her|his|their|my)\s+(?:[\w-]{1,20}\s+)?$", re.IGNORECASE)
_SPELT_OUT: Final = re.compile(r"([A-Z]{2,8})\s*[–—:-]\s+(.+)")
_NEAR: Final = 40


def unmarked_titles(source: Prose) -> Iterator[tuple[Title, Found]]:
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


def _unmarked_in(text: str) -> Iterator[tuple[re.Match[str], str, Found]]:
    label = _BARE_LABEL.match(text)
    labelled = None if label is None else _after_label(label)
    if label is not None and labelled is not None:
        yield label, *labelled
        return
    nouns = (m for m in _BARE_NOUN.finditer(text) if not _is_name_of_writer(m))
    brackets = (m for m in _BARE_IN_BRACKETS.finditer(text) if _is_title(m["title"]))
    for match in (*nouns, *brackets):
        whose = _WHOSE.search(text, max(match.start() - _NEAR, 0), match.start()) is not None
        yield match, match["title"], Found(kind=kind_of(match["kind"]), by_speaker=whose)
    for pattern in (_BARE_WITH_KIND, _BARE_REPORT, _BARE_YEAR):
        found = pattern.search(text)
        if found is not None and not _SENTENCES.search(found["title"]):
            told = found.groupdict()
            kind = kind_of(told["kind"]) if told.get("kind") else WorkKind.WORK
            if kind in NEEDS_AUTHOR:
                continue
            yield found, found["title"], Found(kind=kind, author=people(told.get("who") or ""))


def _is_title(words: str) -> bool:
    return is_in_title_case(words) and not (may_be_person(words) or is_company(words))


def _is_name_of_writer(match: re.Match[str]) -> bool:
    """`the book Ana wrote`, `the book I read`: what follows the noun is no title."""
    title = bare(match["title"])
    if title in {"I", "I'm", "It", "We"} or _WROTE.match(match["next"]) or may_be_person(title):
        return True
    return len(title.split()) < 2 and re.match(r"[\s]*\w", match["next"]) is not None


def _after_label(label: re.Match[str]) -> tuple[str, Found] | None:
    """Read what follows `Book:` or `Reference:` as a title and its author."""
    kind = kind_of(label["kind"]) if label["kind"] else WorkKind.WORK
    rest = label["rest"].strip()
    if kind in NEEDS_AUTHOR or _SENTENCES.search(rest):
        return None
    for pattern in _REST:
        match = pattern.match(rest)
        who = people(match["who"]) if match else None
        if match is None or (who is None and pattern not in _REST[-2:]):
            continue
        title = match["title"]
        sure = kind in (WorkKind.BOOK, WorkKind.PAPER, WorkKind.ARTICLE) and title[0].isupper()
        likely = len(title.split()) > 1 and (sure or is_in_title_case(title))
        if likely and not _is_acronym(title):
            return title, Found(kind=kind, author=who)
        return None
    return None


def _is_acronym(title: str) -> bool:
    """Tell whether words only spell out letters: "ABC – Always Be Calm"."""
    match = _SPELT_OUT.fullmatch(title)
    return match is not None and match[1] == "".join(word[0] for word in match[2].split())
