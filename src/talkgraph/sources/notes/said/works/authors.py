"""Authors: who made a work, as the words before or behind its title say."""

import re
from typing import Final

from talkgraph.sources.notes.said.works.words import KIND
from talkgraph.sources.notes.speakers.persons import is_company, may_be_person

_WORD: Final = r"(?:[A-ZÀ-Þ]\.(?:-?[A-Z]\.)*|[A-ZÀ-Þ](?:[\w-]|[’'](?!s\b))+)"
_ONE: Final = rf"{_WORD}(?: (?:{_WORD}|van|von|de|der|den|di|da|del|la|le|al|el|ten|ter)){{1,4}}"
NAMES: Final = rf"(?:{_ONE}(?:(?:, and |, | and | & | et ){_ONE}){{0,3}})"
"""A pattern of words that may be names, joined as people join them; `people` decides."""

_AUTHOR_AFTER: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\W{{0,3}}(?:\([^()]{{0,60}}\)\W{{0,2}})?\s*[\[(]?(?:{KIND} )?"
        rf"(?:by|von|par|door) (?P<who>{NAMES})",
        rf"\W{{0,2}}\s*\((?P<who>{NAMES})(?:,? \d{{4}})?\)",
        rf"\W{{0,2}}\s*(?:--?|–|—) ?(?P<who>{NAMES})\s*(?:[,.;(]|$)",
        r"\W{0,2}\s*(?:--?|–|—) ?(?P<who>[A-Z]\w+ & [A-Z]\w+)\s*(?:[,.;(]|$)",
        rf"\W{{0,2}}, (?P<who>{NAMES})\s*(?:\(\d{{4}}\)|[.;]|$)",
        rf"[\"”’*_]?\s+(?P<who>{NAMES})(?: et al\.?)?\s*(?:[.;(]|$)",
    )
)
_PLAIN: Final = _AUTHOR_AFTER[-1]
_AUTHOR_BEFORE: Final = re.compile(
    r"(?:^|[.;:!?(]\s+|\s[–—-]\s+)(?:(?:Read|See|Watch|From|By|And|But) )?"
    rf"(?P<who>{NAMES})(?:\s*\([^()]{{1,40}}\))?(?P<sep>[’']s|,|)\s$"
)
_AND_TWO: Final = re.compile(r"[A-Z]\w+ & [A-Z]\w+")


def people(text: str) -> str | None:
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


def author_after(text: str) -> str | None:
    """Return whom the words behind a title name as its author: "by", in brackets, with a dash."""
    for pattern in _AUTHOR_AFTER:
        match = pattern.match(text)
        who = people(match["who"]) if match else None
        if who is not None and not (pattern is _PLAIN and is_company(who)):
            return who
    return None


def is_plain(text: str) -> bool:
    """Tell whether a name stands behind a title with nothing between, which may be anybody's."""
    return _PLAIN.match(text) is not None


def author_before(text: str) -> tuple[str, str] | None:
    """Return whom the words before a title name, with `'s`, a comma or nothing behind."""
    match = _AUTHOR_BEFORE.search(text)
    who = people(match["who"]) if match else None
    return None if match is None or who is None else (who, match["sep"])
