"""Keeps a SPARQL text from reaching outside the store: no SERVICE, no update.

The store cannot be told not to contact other servers, so the text must not be able to ask for
it. Looking for the keyword with a lexer of our own is not enough, because the store's parser
has no lexer: it reads ``FILTER(1<2)SERVICE#>`` as a comparison and a SERVICE where a lexer sees
an IRI. So the word is taken away wherever it stands: its first letter is written as a codepoint
escape, which the store understands inside IRIs and strings (the same IRI, the same string) and
nowhere else. A name that has the word in it is written as the IRI that it stands for. What is
exempt cannot be a keyword under any reading: the rest of a variable's name, of a local name and of
a language tag, of which the parser takes as many characters as there are.

SERVICE SILENT is answered as if no other server could be reached: by one solution that binds none
of its variables (SPARQL 1.1 Federated Query, 2.3).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Final

from pyoxigraph import Store

from talkgraph.errors import QueryInvalid
from talkgraph.graph.sparql.tokens import (
    BYTE_ORDER_MARK,
    Kind,
    Names,
    Token,
    closing,
    names,
    place,
    plain_names,
    prologue,
    tokens,
)

# re.IGNORECASE also finds the letters that fold to these (long s, dotless i).
_WORD: Final = re.compile("service", re.IGNORECASE)
_FREE: Final = (
    # `?x1service`: a name right behind ? or $. A variable's name has no hyphen.
    re.compile(r"[?$][^\W·]*\Z"),
    # `ex:self-service`, `ex:web.service`: behind a colon, from a character that may begin a local
    # name (a hyphen or a dot may not: `ex:-1SERVICE` is a name, a number and a keyword).
    re.compile(r":(?:[^\W·][\w-]*(?:\.+[\w-]+)*\.*)?\Z"),
    # `@service`, `@en-service`: `@en1SERVICE` is a tag, a number and a keyword.
    re.compile(r"@(?:[A-Za-z]+(?:-[A-Za-z0-9]+)*-[A-Za-z0-9]*|[A-Za-z]*)\Z"),
)
_ESCAPE: Final = re.compile(r"\\u", re.IGNORECASE)
_LONGEST_NAME: Final = 500
_NOT_IN_IRIS: Final = re.compile(r'[<>"{}|^`\\\x00-\x20]')

_PLACE: Final = re.compile(r"line (\d+), column (\d+)")
_PREFIX: Final = re.compile(r"([\w.-]*):[^\s:]*\Z")
_DEEPEST: Final = 200
_POSITION: Final = re.compile(r"error at (\d+):(\d+): ?(.*)", re.DOTALL)
_UPDATE: Final = re.compile(
    r"\b(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Change:
    """What stands instead of the text from `start` to `end`."""

    start: int
    end: int
    text: str


def refuse_outside(sparql: str) -> str:
    """Return the query in a form that cannot contact another server, with the same meaning.

    Raises `QueryInvalid` for an update and for a SERVICE that is not SILENT.

    >>> refuse_outside('SELECT ?service { ?service schema:name "x" }')
    'SELECT ?service { ?service schema:name "x" }'
    """
    sparql = plain_names(sparql.removeprefix(BYTE_ORDER_MARK))
    places = _places(sparql)
    brackets = sum(map(sparql.count, "([{"))
    # Most queries cannot be at fault, and need not be split to tell.
    if places or brackets > _DEEPEST or _UPDATE.search(sparql):
        found = tokens(sparql)
        refuse_depth(found)
        _refuse_updates(found)
    if not _escapes_are_inert() and (places or _ESCAPE.search(sparql)):
        raise QueryInvalid(
            "this version of the store reads codepoint escapes as keywords, so a query may "
            "hold neither the word SERVICE nor a \\u escape; install pyoxigraph 0.5"
        )
    return _changed(sparql, _changes(sparql, places))


def without_silent(sparql: str) -> str:
    """Return the query with each SERVICE SILENT as the one solution that it comes to."""
    return _changed(sparql, [*_silent(tokens(sparql))])


def explain(sparql: str, message: str) -> str:
    """Return a parser's complaint with the line and column of the query as it was given.

    >>> explain("SELECT", "error at 1:7: expected one of [*], [$]")
    'line 1, column 7: the query cannot be read from here on'
    """
    match = _POSITION.match(message)
    if match is None:
        return f"the query cannot be read: {message}"
    where = _original_place(sparql, int(match.group(1)), int(match.group(2)))
    if "Prefix not found" in match.group(3):
        return f"{where}: {_no_prefix(_prefix_before(sparql, where))}"
    if "IRI parsing failed" in match.group(3):
        return f"{where}: an IRI is relative or malformed; write it in full"
    return f"{where}: the query cannot be read from here on"


def _no_prefix(name: str) -> str:
    """Say that the prefix of a name is not declared.

    >>> _no_prefix("ex:rope")
    'the prefix ex: is not declared; write PREFIX ex: <...> before'
    """
    prefix = f"{name.partition(':')[0]}:"
    return f"the prefix {prefix} is not declared; write PREFIX {prefix} <...> before"


def _prefix_before(sparql: str, where: str) -> str:
    """Return the prefix of the name that ends at a place of the query."""
    line, column = map(int, _PLACE.fullmatch(where).groups())  # type: ignore[union-attr]
    found = _PREFIX.search(sparql.split("\n")[line - 1][: column - 1])
    return found[1] if found else ""


def _original_place(sparql: str, line: int, column: int) -> str:
    """Return where in a query stands what has this place (from 1) in the query as it was put.

    What was changed is where it began.
    """
    sparql = plain_names(sparql.removeprefix(BYTE_ORDER_MARK))
    changes = _changes(sparql, _places(sparql))
    before = _changed(sparql, changes).split("\n")[: line - 1]
    offset = sum(len(text) + 1 for text in before) + column - 1
    for change in changes:
        if offset < change.start + len(change.text):
            offset = min(offset, change.start)
            break
        offset += change.end - change.start - len(change.text)
    return place(sparql, offset)


# ── the word ─────────────────────────────────────────────────────────────────────────────────


def _places(sparql: str) -> list[int]:
    """Return the offset of each `service` that a parser might take for a keyword."""
    found = []
    for match in _WORD.finditer(sparql):
        before = sparql[max(0, match.start() - _LONGEST_NAME) : match.start()]
        if not any(free.search(before) for free in _FREE):
            found.append(match.start())
    return found


def _changed(sparql: str, changes: Sequence[_Change]) -> str:
    parts, last = [], 0
    for change in changes:
        parts += [sparql[last : change.start], change.text]
        last = change.end
    return "".join([*parts, sparql[last:]])


def _changes(sparql: str, places: Sequence[int]) -> list[_Change]:
    """Return what takes the word away from these places; raises `QueryInvalid` for a keyword."""
    if not places:
        return []
    found = tokens(sparql)
    named_by = names(found)
    silent = {change.start: change for change in _silent(found)}
    changes: list[_Change] = []
    at = end = 0
    for offset in places:
        if offset < end:
            continue
        while at < len(found) and found[at].end <= offset:
            at += 1
        if at == len(found) or offset < found[at].start:  # in a comment
            change = _escaped(sparql, offset)
        elif offset in silent:
            change = silent[offset]
        elif found[at].kind in (Kind.STRING, Kind.IRI):
            change = _escaped(sparql, offset)
        elif found[at].kind is Kind.NAME:
            change = _in_full(sparql, found, at, named_by)
        else:
            raise QueryInvalid(
                f"{place(sparql, offset)}: SERVICE is refused, because a query may not contact "
                "other servers; leave it out (SERVICE SILENT is answered as if none could be "
                "reached)"
            )
        changes.append(change)
        end = change.end
    return changes


def _escaped(sparql: str, offset: int) -> _Change:
    return _Change(offset, offset + 1, _escape(sparql[offset]))


def _escape(letter: str) -> str:
    return f"\\u{ord(letter):04X}"


def _in_full(sparql: str, found: Sequence[Token], at: int, named_by: Names) -> _Change:
    """Return a name as its IRI; nothing for the name that a prefix is given, which none needs."""
    name, iri = found[at], named_by.iri(found[at])
    declares = at > 0 and found[at - 1].is_word("PREFIX") and name.text.endswith(":")
    if declares and at + 1 < len(found) and found[at + 1].kind is Kind.IRI:
        return _Change(found[at - 1].start, found[at + 1].end, " ")
    if iri is None:
        raise QueryInvalid(f"{place(sparql, name.start)}: {_no_prefix(name.text)}")
    safe = _NOT_IN_IRIS.sub(lambda match: _escape(match[0]), iri)
    safe = _WORD.sub(lambda match: _escape(match[0][0]) + match[0][1:], safe)
    return _Change(name.start, name.end, f" <{safe}>")


def _silent(found: Sequence[Token]) -> Iterator[_Change]:
    """Yield each SERVICE SILENT as the one solution that it comes to."""
    end = 0
    for at, token in enumerate(found[:-3]):
        silent = token.is_word("SERVICE") and found[at + 1].is_word("SILENT")
        named = found[at + 2].kind in (Kind.VARIABLE, Kind.IRI, Kind.NAME)
        if token.start < end or not silent or not named or not found[at + 3].is_mark("{"):
            continue
        close = closing(found, at + 3)
        if close is None:
            return
        end = found[close].end
        yield _Change(token.start, end, _nothing(found[at + 2 : close]))


def _nothing(inside: Sequence[Token]) -> str:
    """Return a pattern with the variables of a block (the server's name, then it), and no value."""
    shown = inside
    if inside[2:] and inside[2].is_word("SELECT"):
        head = [*takewhile(lambda token: not token.is_mark("{"), inside[2:])]
        shown = inside if any(token.is_mark("*") for token in head) else [inside[0], *head]
    variables = dict.fromkeys(token.text[1:] for token in shown if token.kind is Kind.VARIABLE)
    row = " ".join(f"?{name}" for name in variables)
    unbound = " ".join("UNDEF" for _ in variables)
    return f"VALUES ({row}) {{ ({unbound}) }}" if variables else "{ }"


# ── other things that are refused ────────────────────────────────────────────────────────────


def refuse_depth(found: Sequence[Token]) -> None:
    """Refuse what the store's parser, which is recursive, would need too much stack for.

    What looks like an IRI counts too: it may be two comparisons (see `tokens`).
    """
    depth = 0
    for token in found:
        if token.kind in (Kind.MARK, Kind.IRI):
            opening = sum(token.text.count(bracket) for bracket in "([{")
            closing = sum(token.text.count(bracket) for bracket in ")]}")
            if depth + opening > _DEEPEST:
                raise QueryInvalid(
                    f"the query is nested more than {_DEEPEST} brackets deep; write it with fewer"
                )
            change = opening - closing
            depth += change if token.kind is Kind.MARK else max(0, change)


def _refuse_updates(found: Sequence[Token]) -> None:
    at = sum(len(said) for said in prologue(found))
    if at < len(found) and _UPDATE.fullmatch(found[at].text):
        raise QueryInvalid(
            f"{found[at].text.upper()} is an update, and only queries are answered; "
            "to change the knowledge base, change the notes and build again"
        )


@cache
def _escapes_are_inert() -> bool:
    """Tell whether the installed store takes an escaped keyword for an error, as 0.5 does."""
    try:
        Store().query("\\u0053ELECT ?s { ?s ?p ?o }")
    except SyntaxError:
        return True
    return False
