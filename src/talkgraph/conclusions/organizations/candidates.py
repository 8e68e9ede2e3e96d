"""Tells which two bodies may be one although their names differ, and how likely it is.

Pairs are looked up by what their names share (a beginning, all letters but one, initials), so that
the work grows with the number of bodies and not with its square.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from talkgraph.conclusions.organizations.names import Words, is_one_letter_apart
from talkgraph.conclusions.organizations.spellings import Body
from talkgraph.conclusions.organizations.statements import Statements
from talkgraph.conclusions.organizations.words import GENERIC, PLACES
from talkgraph.model import OrganizationCandidate

LARGEST_BLOCK: Final = 40
_GENERIC_REST: Final = 0.8
_PLACE_REST: Final = 0.7
_OTHER_REST: Final = 0.5
_ONE_LETTER: Final = 0.7
_ONE_LETTER_OF_MANY: Final = 0.85
_MANY: Final = 10
_BOTH: Final = 0.5
_ACRONYM: Final = 0.5
_SHORTEST_ACRONYM: Final = 3
_SHORTEST_KEY: Final = 6
_SHARED_PERSON: Final = 0.1
_SUREST: Final = 0.95
_JOINING: Final = frozenset({"and", "of", "for", "by", "in"})
"""What says that the name goes on: "Bank" is no short name of "Bank of Lund"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Two bodies, by number, that may be one: by which rule, how likely, and why."""

    left: int
    right: int
    rule: str
    score: float
    reason: str


def candidates(
    found: Sequence[Body], slugs: Sequence[str], decided: Statements
) -> tuple[OrganizationCandidate, ...]:
    """Score each pair once, by the surest rule, and higher where one person is said to be in both.

    In order of score (highest first), then slugs.
    """
    doubts: dict[tuple[int, int], list[Doubt]] = {}
    for doubt in (*_by_beginning(found), *_by_letter(found), *_by_initials(found)):
        if doubt.left != doubt.right:
            pair = (min(doubt.left, doubt.right), max(doubt.left, doubt.right))
            doubts.setdefault(pair, []).append(doubt)
    scored = (
        _judged(each, found, slugs)
        for (left, right), each in doubts.items()
        if decided.may_join(_texts(found[left]), _texts(found[right]))
    )
    return tuple(sorted(scored, key=lambda each: (-each.score, each.left, each.right)))


def _texts(body: Body) -> set[str]:
    return {each.text for each in body.spellings}


def _judged(
    doubts: Sequence[Doubt], found: Sequence[Body], slugs: Sequence[str]
) -> OrganizationCandidate:
    best = min(doubts, key=lambda each: (-each.score, each.rule, each.reason))
    left, right = sorted((best.left, best.right), key=lambda n: slugs[n])
    score, reasons = best.score, {each.reason for each in doubts}
    if shared := found[left].people & found[right].people:
        score = min(score + _SHARED_PERSON, _SUREST)
        reasons.add(f"{min(shared)} is said to be with both")
    return OrganizationCandidate(
        left=slugs[left],
        right=slugs[right],
        rule=best.rule,
        score=round(score, 2),
        reasons=tuple(sorted(reasons)),
        left_span=found[left].span,
        right_span=found[right].span,
    )


def _wordings(found: Iterable[Body]) -> Iterator[tuple[int, Words]]:
    """Yield each body's number with each wording of its name, once."""
    for number, body in enumerate(found):
        for words in sorted({spelling.name.words for spelling in body.spellings}):
            yield number, words


def _by_beginning(found: Sequence[Body]) -> Iterator[Doubt]:
    """Yield "Acme" and "Acme International": a name that another one begins with."""
    whole: dict[str, list[int]] = {}
    for number, words in _wordings(found):
        whole.setdefault("".join(words), []).append(number)
    for number, words in _wordings(found):
        for length in range(1, len(words)):
            rest = words[length:]
            if rest[0] in _JOINING:
                continue
            for other in whole.get("".join(words[:length]), ())[:LARGEST_BLOCK]:
                reason = f'"{found[number].name}" is "{found[other].name}" and more'
                score = _score_of_rest(rest)
                yield Doubt(
                    left=number, right=other, rule="part-of-name", score=score, reason=reason
                )


def _score_of_rest(rest: Words) -> float:
    if " ".join(rest) in PLACES:
        return _PLACE_REST
    return _GENERIC_REST if GENERIC.issuperset(rest) else _OTHER_REST


def _by_letter(found: Sequence[Body]) -> Iterator[Doubt]:
    """Yield "Acmetron" and "Acmetrom", and "Acmetron" and "Acmetrom Works"."""
    blocks: dict[str, list[tuple[int, str, bool]]] = {}
    for number, words in _wordings(found):
        for length in range(1, len(words) + 1):
            key = "".join(words[:length])
            if len(key) >= _SHORTEST_KEY:
                entry = (number, key, length == len(words))
                for form in sorted({key, *(key[:n] + key[n + 1 :] for n in range(len(key)))}):
                    blocks.setdefault(form, []).append(entry)
    for block in blocks.values():
        for one, other in combinations(block[:LARGEST_BLOCK], 2):
            if one[0] != other[0] and one[1] != other[1] and (one[2] or other[2]):
                yield from _near(one, other, found)


def _near(
    one: tuple[int, str, bool], other: tuple[int, str, bool], found: Sequence[Body]
) -> Iterator[Doubt]:
    if is_one_letter_apart(one[1], other[1]):
        many = min(len(one[1]), len(other[1])) >= _MANY
        score = _ONE_LETTER_OF_MANY if many else _ONE_LETTER
        names = " and ".join(sorted(f'"{found[each[0]].name}"' for each in (one, other)))
        reason = f"{names} differ in one letter"
        if not (one[2] and other[2]):
            score, reason = _BOTH, f"{names} begin alike but for one letter"
        yield Doubt(left=one[0], right=other[0], rule="alike-names", score=score, reason=reason)


def _by_initials(found: Sequence[Body]) -> Iterator[Doubt]:
    """Yield "ABW" and "Acme Bike Works"."""
    short: dict[str, list[int]] = {}
    for number, body in enumerate(found):
        for spelling in body.spellings:
            if len(spelling.name.words) == 1 and spelling.text.isupper():
                short.setdefault(spelling.name.words[0], []).append(number)
    for number, words in _wordings(found):
        initials = "".join(word[0] for word in words)
        if len(initials) >= _SHORTEST_ACRONYM:
            for other in dict.fromkeys(short.get(initials, ())[:LARGEST_BLOCK]):
                reason = f'"{found[other].name}" may be short for "{found[number].name}"'
                yield Doubt(left=number, right=other, rule="acronym", score=_ACRONYM, reason=reason)
