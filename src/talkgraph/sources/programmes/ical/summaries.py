"""Titles and speakers in one line: "Title - Ana Reed", "Ana Reed: Title", "Title (by Ana Reed)".

A calendar has no place for speakers, so they stand with the title, in a way of each calendar's own.
What that way is, all its lines tell together: never one alone, where a name may be a title.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.sources.notes.layout.words.headings import is_programme
from talkgraph.sources.notes.speakers.called import BY
from talkgraph.sources.notes.speakers.persons import is_credential, is_name_shaped, may_be_person
from talkgraph.sources.programmes.listing import is_somebody, names_in
from talkgraph.words import fold, one_line

_DASH: Final = r"\s+(?:-{1,3}|[–—])\s+"
_LAST_DASH: Final = re.compile(rf"(?P<title>.*\S){_DASH}(?P<names>\S.*)")
_FIRST_DASH: Final = re.compile(rf"(?P<names>\S.*?){_DASH}(?P<title>\S.*)")
_LAST_BAR: Final = re.compile(r"(?P<title>.*\S)\s*[|｜]\s*(?P<names>\S.*)")
_FIRST_BAR: Final = re.compile(r"(?P<names>\S.*?)\s*[|｜]\s*(?P<title>\S.*)")
_BRACKETS: Final = re.compile(
    rf"(?P<title>.*\S)\s*[(\[](?:(?:[\w-]+\s+){{0,3}}(?:{BY})\s+)?(?P<names>[^()\[\]]+)[)\]]",
    re.IGNORECASE,
)
_BY: Final = re.compile(rf"(?P<title>.*\S),?\s+(?:{BY})\s+(?P<names>\S.*)", re.IGNORECASE)
_COLON: Final = re.compile(r"(?P<names>[^:]{3,80}?)\s*:\s+(?P<title>\S.*)")
_FORMS: Final = (_BRACKETS, _LAST_DASH, _FIRST_DASH, _LAST_BAR, _FIRST_BAR, _COLON, _BY)
_ENDS_IN_DASH: Final = re.compile(r"(?P<title>.*\S)\s+-")
_BETWEEN: Final = re.compile(r"\s*;\s+|\s+(?:&|and)\s+")
_COMPANY: Final = re.compile(r"[^\W_a-z]")
_EDGES: Final = " \t-–—|｜:,;"
_LONGEST: Final = 500
_FEWEST, _OF_MATCHES, _OF_ALL = 3, 0.6, 0.4
_FEWEST_IF_ALL: Final = 2
_MARGIN: Final = 1.25
_SURE: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line taken apart: the title, the names as they stand in it, and whose company is which."""

    title: str
    names: tuple[str, ...] = ()
    companies: tuple[tuple[str, str], ...] = ()


def taken_apart(
    lines: Sequence[str], known: Sequence[Sequence[str]], *, names_last: bool = False
) -> list[Told]:
    """Take all lines of one calendar apart, in the way in which most of them are written.

    `known` are, for each line, the speakers that something else names; the line is then the title,
    but for the names if it repeats them. With `names_last` the calendar is known to have them
    behind a dash.

    >>> lines = ["Ropes - Ana Reed", "Knots - how and why", "Sails - Bo Lind", "Oars - Cy Dale"]
    >>> [told.names for told in taken_apart(lines, [()] * 4)]
    [('Ana Reed',), (), ('Bo Lind',), ('Cy Dale',)]
    """
    texts = [one_line(line) for line in lines]
    cut = _behind_dash if names_last else _in_their_way(texts, known)
    return [
        Told(title=_without_names(text, names), names=tuple(names)) if names else cut(text)
        for text, names in zip(texts, known, strict=True)
    ]


def _behind_dash(text: str) -> Told:
    found = _LAST_DASH.fullmatch(text[:_LONGEST])
    if found is None:
        bare = _ENDS_IN_DASH.fullmatch(text)
        return Told(title=bare["title"] if bare else text)
    names = tuple(name for name in _with_commas(found["names"]) if is_somebody(name))
    return Told(title=found["title"], names=names) if names else Told(title=text)


def _with_commas(text: str) -> list[str]:
    """Return names that are surely joined by commas; a credential belongs to the one before."""
    names: list[str] = []
    for part in (part.strip() for part in text.split(", ")):
        if names and is_credential(part):
            names[-1] += f", {part}"
        elif part:
            names.append(part)
    return names


def _in_their_way(texts: Sequence[str], known: Sequence[Sequence[str]]) -> Callable[[str], Told]:
    """Return what takes a line apart: by the form that most lines have, if one clearly is."""
    open_lines = {
        text
        for text, names in zip(texts, known, strict=True)
        if not names and not is_programme(text)
    }
    counts = [(*_evidence(form, open_lines), form) for form in _FORMS]
    best = max(counts, key=lambda each: each[0])
    named, matched, form = best
    others = [each[0] for each in counts if each[2] is not form and _rivals(each[2], form)]
    if (
        named < (_FEWEST_IF_ALL if named == len(open_lines) else _FEWEST)
        or named < _OF_MATCHES * matched
        or named < _OF_ALL * len(open_lines)
        or named < _MARGIN * max(others, default=0)
    ):
        return lambda text: Told(title=text)
    is_name = is_name_shaped if named >= _SURE * matched else may_be_person
    found = [names for text in open_lines if (names := _behind(text, form))]
    with_companies = 2 * sum(bool(_with_companies(names)) for names in found) > named

    def cut(text: str) -> Told:
        pairs = _with_companies(_behind(text, form), sure=with_companies)
        title, names = _cut(text, form)
        names = tuple(name for name, _ in pairs) or names
        good = names and all(is_name(name) and is_somebody(name) for name in names)
        return Told(title=title, names=names, companies=pairs) if good else Told(title=text)

    return cut


def _rivals(one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Tell whether two forms are the same mark read from both its sides."""
    return {one, other} in ({_LAST_DASH, _FIRST_DASH}, {_LAST_BAR, _FIRST_BAR})


def _evidence(form: re.Pattern[str], texts: set[str]) -> tuple[int, int]:
    """Return how many lines have names in this form, and how many the form at all."""
    cuts = [names for _, names in (_cut(text, form) for text in texts) if names]
    return sum(all(map(may_be_person, names)) for names in cuts), len(cuts)


def _cut(text: str, form: re.Pattern[str]) -> tuple[str, tuple[str, ...]]:
    found = form.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return text, ()
    of_companies = tuple(name for name, _ in _with_companies(found["names"]))
    return found["title"], of_companies or tuple(names_in(found["names"]))


def _behind(text: str, form: re.Pattern[str]) -> str:
    """Return what stands in a line where the form has names."""
    found = form.fullmatch(text) if len(text) <= _LONGEST else None
    return found["names"] if found else ""


def _with_companies(text: str, *, sure: bool = False) -> tuple[tuple[str, str], ...]:
    """Return names each with what follows it after a comma, if every one of them has a company.

    A company may be called like a person: it is one if that is `sure` by the other lines.

    >>> _with_companies("Ana Reed, Quay Works & Bo Lind, Staff Engineer, Tallow Inc")
    (('Ana Reed', 'Quay Works'), ('Bo Lind', 'Staff Engineer, Tallow Inc'))
    >>> _with_companies("Ana Reed, Bo Lind & Cy Dale"), _with_companies("Bo Lind, PhD")
    ((), ())
    >>> _with_companies("Ana Reed, Bo Lind"), _with_companies("Ana Reed, Blue Lamp", sure=True)
    ((), (('Ana Reed', 'Blue Lamp'),))
    """
    told: list[tuple[str, str]] = []
    for group in _BETWEEN.split(text):
        name, *parts = group.split(", ")
        company = ", ".join(parts)
        clear = sure or not any(may_be_person(part) for part in parts)
        if not (may_be_person(name) and _COMPANY.match(company) and clear):
            return ()
        if any(is_credential(part) for part in parts):
            return ()
        told.append((name, company))
    return tuple(told)


def _without_names(text: str, names: Sequence[str]) -> str:
    """Return a title without the names that are known, if it begins or ends with all of them."""
    for form in _FORMS:
        title, found = _cut(text, form)
        if found and {*map(fold, found)} == {*map(fold, names)}:
            return title.strip(_EDGES) or text
    return text
