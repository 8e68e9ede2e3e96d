r"""Reads the file in which a user says who is who, and which talks and organizations are one.

One statement a line; ``#`` begins a comment::

    same "Ana Lund" @analund          # a name as written, or a canonical name, and a handle
    same @analund @ana@social.example
    not-same "Ben Ode" person:ben-ode-benode
    same-talk first-days-2019/lund second-days-2020/lund
    not-same-talk first-days-2019/ode second-days-2020/ode
    same-organization "Acme Bike Works" ABW   # the first is the name that it goes by
    not-same-organization Acme "Acme, Inc"

After ``same``, a name beside a handle means those who are written so without any handle; if
there are none, everybody who is written so. After ``not-same`` it means everybody who is
written so and does not have that handle. The name of an organization means what is written so
or, if nothing is, what differs in letter case, accents, gaps and legal form alone; an affiliation
that is named whole is one name, whatever commas are in it. Statements win over every rule.
"""

import shlex
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from talkgraph.conclusions.people.partition import Partition
from talkgraph.errors import OverridesInvalid, because
from talkgraph.model import Diagnostic, Span, TalkKey
from talkgraph.words import printable

PERSON_PREFIX: Final = "person:"
_LARGEST_FILE: Final = 10_000_000
_HOW: Final = (
    "write: same A B, not-same A B, same-talk EVENT/TALK EVENT/TALK, "
    "not-same-talk EVENT/TALK EVENT/TALK, same-organization A B, or not-same-organization A B"
)


class Verdict(StrEnum):
    """What a statement says of its two sides."""

    SAME = "same"
    NOT_SAME = "not-same"
    SAME_TALK = "same-talk"
    NOT_SAME_TALK = "not-same-talk"
    SAME_ORGANIZATION = "same-organization"
    NOT_SAME_ORGANIZATION = "not-same-organization"


_APART: Final = (Verdict.NOT_SAME, Verdict.NOT_SAME_TALK, Verdict.NOT_SAME_ORGANIZATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One statement of the file; `line` is 1-based."""

    verdict: Verdict
    left: str
    right: str
    line: int

    @property
    def sides(self) -> tuple[str, str]:
        """The two sides in the order written."""
        return (self.left, self.right)

    @property
    def talks(self) -> tuple[TalkKey, TalkKey]:
        """The two talks of a statement on talks."""
        return (_talk_key(self.left), _talk_key(self.right))

    def __str__(self) -> str:
        """The statement as one would write it."""
        return " ".join((self.verdict, *(shlex.quote(side) for side in self.sides)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """The statements of one file, in its order; `source` is how messages call the file."""

    source: str = ""
    statements: tuple[Override, ...] = ()

    def on_people(self) -> tuple[Override, ...]:
        """Return the statements about people."""
        people = (Verdict.SAME, Verdict.NOT_SAME)
        return tuple(one for one in self.statements if one.verdict in people)

    def on_talks(self) -> tuple[Override, ...]:
        """Return the statements about talks."""
        talks = (Verdict.SAME_TALK, Verdict.NOT_SAME_TALK)
        return tuple(one for one in self.statements if one.verdict in talks)

    def on_organizations(self) -> tuple[Override, ...]:
        """Return the statements about organizations."""
        bodies = (Verdict.SAME_ORGANIZATION, Verdict.NOT_SAME_ORGANIZATION)
        return tuple(one for one in self.statements if one.verdict in bodies)

    def unused(self, override: Override, missing: Iterable[str]) -> Diagnostic:
        """Say that a statement had no effect, and which of its sides nothing is known of."""
        names = " and ".join(shlex.quote(name) for name in missing)
        why = f"nothing in the notes matches {names}" if names else "both sides mean the same"
        span = Span(source=self.source, first=override.line, last=override.line)
        message = f"this had no effect: {override} ({why}); correct the line or remove it"
        return Diagnostic.at(span, "override-unused", message)

    def contradiction(self, same: Override, apart: Override) -> OverridesInvalid:
        """Return the error for two statements that cannot both hold."""
        return OverridesInvalid(
            f"'{same}' (line {same.line}) contradicts '{apart}' (line {apart.line}); "
            "remove one of the two",
            source=self.source,
            line=max(same.line, apart.line),
        )


NO_OVERRIDES: Final = Overrides()


def read_overrides(path: Path) -> Overrides:
    """Read the statements of a file (UTF-8).

    Raises `OverridesInvalid` with file and line for a line that is not understood, and for
    statements that contradict each other word for word.
    """
    name = printable(path.name)
    overrides = Overrides(
        source=name,
        statements=tuple(
            statement
            for number, line in enumerate(_text(path, name).splitlines(), 1)
            if (statement := _statement(line, number, name)) is not None
        ),
    )
    _refuse_contradictions(overrides, overrides.on_people())
    _refuse_contradictions(overrides, overrides.on_talks())
    _refuse_contradictions(overrides, overrides.on_organizations())
    return overrides


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise OverridesInvalid(
                "the file is too large for a list; shorten it", source=name, line=1
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise OverridesInvalid(
            f"the overrides file cannot be read: {because(error)}",
            source=printable(path),
            line=1,
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise OverridesInvalid(
            "this line is not UTF-8; save the file as UTF-8", source=name, line=line
        ) from error


def _statement(line: str, number: int, source: str) -> Override | None:
    # Apostrophes are letters here ("O'Neil"), so only double quotes group words.
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split = True
    lexer.quotes = '"'
    try:
        words = list(lexer)
    except ValueError as error:
        raise OverridesInvalid(
            "a quotation mark is not closed; close it", source=source, line=number
        ) from error
    if not words:
        return None
    if len(words) != 3:
        hint = "put names of several words in double quotes" if len(words) > 3 else _HOW
        raise OverridesInvalid(
            f"{len(words) - 1} sides where two are needed; {hint}", source=source, line=number
        )
    if words[0] not in list(Verdict):
        raise OverridesInvalid(f"'{words[0]}' is not known; {_HOW}", source=source, line=number)
    override = Override(verdict=Verdict(words[0]), left=words[1], right=words[2], line=number)
    _check_sides(override, source)
    return override


def _check_sides(override: Override, source: str) -> None:
    on_talks = override.verdict in (Verdict.SAME_TALK, Verdict.NOT_SAME_TALK)
    for side in override.sides:
        if not side.strip(" @/") or side == PERSON_PREFIX:
            raise OverridesInvalid(f"one side is empty; {_HOW}", source=source, line=override.line)
        event, _, talk = side.partition("/")
        if on_talks and not (event and talk):
            raise OverridesInvalid(
                f"'{side}' is not a talk; write EVENT/TALK, as `talkgraph search` shows it",
                source=source,
                line=override.line,
            )


def _talk_key(side: str) -> TalkKey:
    event, _, talk = side.partition("/")
    return TalkKey(event=event, talk=talk)


def _refuse_contradictions(overrides: Overrides, statements: Iterable[Override]) -> None:
    """Refuse what is wrong whatever the notes say; `selections` looks at what they say."""
    ordered = sorted(statements, key=lambda one: one.line)
    apart: dict[str, list[tuple[Override, str]]] = defaultdict(list)
    for one in ordered:
        if one.verdict in _APART:
            left, right = (folded(side) for side in one.sides)
            apart[left].append((one, right))
            apart[right].append((one, left))
    same = Partition[str]()
    for one in ordered:
        left, right = (folded(side) for side in one.sides)
        if one.verdict in _APART:
            if left == right:
                raise OverridesInvalid(
                    f"'{one}' sets one thing apart from itself; remove the line",
                    source=overrides.source,
                    line=one.line,
                )
            continue
        fewer, more = sorted((same.of(left), same.of(right)), key=len)
        if fewer is more:
            continue
        against = [each for side in fewer for each, other in apart.get(side, ()) if other in more]
        if against:
            raise overrides.contradiction(one, min(against, key=lambda each: each.line))
        same.join(left, right)


def folded(side: str) -> str:
    """Return a side as it compares: without regard to case and blanks."""
    return " ".join(side.casefold().split())
