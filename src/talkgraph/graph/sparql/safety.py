"""Keeps a SPARQL text from reaching outside the store: no SERVICE, no update.

The store cannot be told not to contact other servers, so the text must not be able to ask for
it. Looking for the keyword with a lexer of our own is not enough, because the store's parser
has no lexer: it reads ``FILTER(1<2)SERVICE#>`` as a comparison and a SERVICE where a lexer sees
an IRI. So the word is taken away wherever it stands: its first letter is written as a codepoint
escape, which the store understands inside IRIs and strings (the same IRI, the same string) and
nowhere else. What is exempt cannot be a keyword under any reading: the rest of a variable's
name and the rest of a prefixed name.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from pyoxigraph import Store

from talkgraph.errors import QueryInvalid
from talkgraph.graph.sparql.tokens import Kind, Token, place, tokens

# re.IGNORECASE also finds the letters that fold to these (long s, dotless i).
_WORD: Final = re.compile("service", re.IGNORECASE)
# `?x1service`: a name right behind ? or $. A variable's name has no hyphen.
_IN_VARIABLE: Final = re.compile(r"[?$][^\W·]*\Z")
# `ex:self-service`: behind a colon, from a character that may begin a local name (a hyphen may
# not: `ex:-1SERVICE` is a name, a number and a keyword).
_IN_LOCAL_NAME: Final = re.compile(r":(?:[^\W·][\w-]*)?\Z")
_ESCAPE: Final = re.compile(r"\\u", re.IGNORECASE)
_ESCAPE_LENGTH: Final = len("\\u0053") - 1
_LONGEST_NAME: Final = 500

_DEEPEST: Final = 200
_POSITION: Final = re.compile(r"error at (\d+):(\d+): ?(.*)", re.DOTALL)
_UPDATE: Final = re.compile(
    r"\b(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE
)


def refuse_outside(sparql: str) -> str:
    """Return the query in a form that cannot contact another server, with the same meaning.

    Raises `QueryInvalid` for an update and for a SERVICE.

    >>> refuse_outside('SELECT ?service { ?service schema:name "x" }')
    'SELECT ?service { ?service schema:name "x" }'
    """
    places = _places(sparql)
    brackets = sum(map(sparql.count, "([{"))
    # Most queries cannot be at fault, and need not be split to tell.
    if places or brackets > _DEEPEST or _UPDATE.search(sparql):
        found = tokens(sparql)
        refuse_depth(found)
        _refuse_updates(found)
        _refuse_keyword(sparql, found, places)
    if not _escapes_are_inert() and (places or _ESCAPE.search(sparql)):
        raise QueryInvalid(
            "this version of the store reads codepoint escapes as keywords, so a query may "
            "hold neither the word SERVICE nor a \\u escape; install pyoxigraph 0.5"
        )
    return _escape(sparql, places)


def original_column(sparql: str, line: int, column: int) -> int:
    """Return where a column of the changed text stands in the text as given (both 1-based)."""
    lines = sparql.split("\n")
    if not 1 <= line <= len(lines):
        return column
    start = sum(len(text) + 1 for text in lines[: line - 1])
    shift = 0
    for offset in _places(sparql):
        if start <= offset < start + len(lines[line - 1]) and offset - start + 1 + shift < column:
            shift += _ESCAPE_LENGTH
    return max(1, column - shift)


def explain(sparql: str, message: str) -> str:
    """Return a parser's complaint with the line and column of the query as it was given.

    >>> explain("SELECT", "error at 1:7: expected one of [*], [$]")
    'line 1, column 7: the query cannot be read from here on'
    """
    match = _POSITION.match(message)
    if match is None:
        return f"the query cannot be read: {message}"
    line, column = int(match.group(1)), int(match.group(2))
    column = original_column(sparql, line, column)
    where = f"line {line}, column {column}"
    if "Prefix not found" in match.group(3):
        return f"{where}: a prefix is used that is not declared (PREFIX name: <...>)"
    if "IRI parsing failed" in match.group(3):
        return f"{where}: an IRI is relative or malformed; write it in full"
    return f"{where}: the query cannot be read from here on"


def _places(sparql: str) -> list[int]:
    """Return the offset of each `service` that a parser might take for a keyword."""
    found = []
    for match in _WORD.finditer(sparql):
        before = sparql[max(0, match.start() - _LONGEST_NAME) : match.start()]
        if not _IN_VARIABLE.search(before) and not _IN_LOCAL_NAME.search(before):
            found.append(match.start())
    return found


def _escape(sparql: str, places: list[int]) -> str:
    parts, last = [], 0
    for offset in places:
        parts += [sparql[last:offset], f"\\u{ord(sparql[offset]):04X}"]
        last = offset + 1
    return "".join([*parts, sparql[last:]])


def _refuse_keyword(sparql: str, found: Sequence[Token], places: Sequence[int]) -> None:
    """Refuse the word where it stands in no comment, string or IRI."""
    following = iter(found)
    token = next(following, None)
    for offset in places:
        while token is not None and token.end <= offset:
            token = next(following, None)
        if token is None or offset < token.start or token.kind in (Kind.STRING, Kind.IRI):
            continue
        raise QueryInvalid(
            f"{place(sparql, offset)}: SERVICE is refused, because a query may not "
            "contact other servers (if this is part of a name, write the IRI in full)"
        )


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
                raise QueryInvalid(f"the query is nested more than {_DEEPEST} brackets deep")
            change = opening - closing
            depth += change if token.kind is Kind.MARK else max(0, change)


def _refuse_updates(found: Sequence[Token]) -> None:
    at = 0
    while at < len(found) and (found[at].is_word("PREFIX") or found[at].is_word("BASE")):
        at += 3 if found[at].is_word("PREFIX") else 2
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
