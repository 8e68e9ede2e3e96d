"""The one lexer of SPARQL: splits a query into tokens, and reads its prefixes and its strings.

Everything that looks into a query looks through it. It is in step
with the store's parser for queries which that accepts, unless a keyword is glued to a name
(`FILTERex:f(1<2)`), for the parser has no lexer. What keeps a text from reaching outside, `safety`,
therefore does not trust it.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from talkgraph.model.names import PREFIXES
from talkgraph.protocols import GraphChoice


class Kind(StrEnum):
    """What a token is."""

    IRI = "iri"
    NAME = "prefixed name"
    VARIABLE = "variable"
    BLANK = "blank node"
    STRING = "string"
    NUMBER = "number"
    TAG = "language tag"
    WORD = "word"
    MARK = "punctuation"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: what it is, how it is written, and its offsets."""

    kind: Kind
    text: str
    start: int
    end: int

    def is_word(self, word: str) -> bool:
        """Tell whether this is that keyword, in any case."""
        return self.kind is Kind.WORD and self.text.upper() == word

    def is_mark(self, mark: str) -> bool:
        """Tell whether this is that punctuation."""
        return self.kind is Kind.MARK and self.text == mark


BYTE_ORDER_MARK: Final = "\ufeff"
"""Some editors begin a file with it; it is no part of a query."""
# The characters of names are SPARQL's own: PN_CHARS_BASE, and PN_CHARS without the hyphen.
_ASCII: Final = "A-Za-z"
_BASE: Final = (
    r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_OTHERS: Final = r"\u00b7\u0300-\u036f\u203f\u2040"
_IN_IRI: Final = r"[^<>\"{}|^`\\\x00-\x20]*+"
_SHORT: Final = r"\"(?:[^\"\\\n\r]|\\[^\n\r])*+\"|'(?:[^'\\\n\r]|\\[^\n\r])*+'"
_PERCENT: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"


@cache
def _token(*, is_ascii: bool) -> re.Pattern[str]:
    """Return the pattern of a token; that of ASCII, nearly all queries, is made much faster.

    Whatever the text, splitting takes a time in proportion to its length: a string that is not
    closed reaches to the end of its line, three quotation marks that are not closed are looked for
    once, and a prefix has a longest length.
    """
    base = _ASCII if is_ascii else _BASE
    name = f"{base}_0-9{'' if is_ascii else _OTHERS}"
    local = rf"(?:(?:[{base}_0-9:]|{_PERCENT})(?:[{name}:-]|\.+(?=[{name}:%\\-])|{_PERCENT})*+)?"
    return re.compile(
        rf"(?P<SKIP>\A{BYTE_ORDER_MARK}|[ \t\r\n]+|\#[^\n\r]*)"
        rf"|(?P<IRI><{_IN_IRI}(?:\\(?:u[0-9A-Fa-f]{{4}}|U[0-9A-Fa-f]{{8}}){_IN_IRI})*+>)"
        r"|(?P<LONG>\"\"\"|''')"
        rf"|(?P<STRING>{_SHORT})"
        r"|(?P<OPEN>[\"'][^\n\r]*)"
        rf"|(?P<VARIABLE>[?$][{name}]+)"
        rf"|(?P<BLANK>_:[{base}_0-9](?:[{name}.-]*[{name}-])?)"
        r"|(?P<TAG>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
        r"|(?P<NUMBER>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
        rf"|(?P<NAME>(?:[{base}](?:[{name}.-]{{0,99}}[{name}-])?)?:{local})"
        rf"|(?P<WORD>[{base}][{name}]*)"
        r"|(?P<MARK>\^\^|&&|\|\||!=|<=|>=|.)",
        re.DOTALL,
    )


@cache
def _name_character() -> re.Pattern[str]:
    return re.compile(rf"[{_BASE}_0-9{_OTHERS}-]")


@cache
def _name_backwards() -> re.Pattern[str]:
    return re.compile(rf"[{_BASE}_0-9{_OTHERS}.-]*[{_BASE}_]")


_LESS: Final = re.compile("(?P<MARK><=?)")
_EMPTY: Final = re.compile(rf"(?P<STRING>{_SHORT})")
_LONG: Final = {
    quotes: re.compile(rf"(?P<STRING>{quotes}(?:[^\\]|\\.)*?{quotes})", re.DOTALL)
    for quotes in ('"""', "'''")
}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CODEPOINT: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_IRI_PARTS: Final = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL
)
_PROLOGUE: Final = {"BASE": 2, "PREFIX": 3, "VERSION": 2}
_NO_CALLS: Final = ("A", "VALUES", "UNDEF", "TRUE", "FALSE")
_OPERANDS: Final = (Kind.VARIABLE, Kind.IRI, Kind.NAME, Kind.STRING, Kind.NUMBER, Kind.TAG)


def tokens(sparql: str) -> tuple[Token, ...]:
    """Return the tokens of a query, without white space and comments; see `scan`.

    >>> [token.text for token in tokens("ASK { ?s a tg:Talk } # all")]
    ['ASK', '{', '?s', 'a', 'tg:Talk', '}']
    """
    return tuple(scan(sparql))


def scan(sparql: str) -> Iterator[Token]:
    """Yield the tokens of a query, without white space and comments.

    ``<`` begins an IRI or is a comparison, which only the brackets around it tell. A string that
    is not closed is punctuation, to the end of its line.

    >>> [token.text for token in scan("FILTER(?a<?b&&?b>3) ?a <?b&&?b> 3")]
    ['FILTER', '(', '?a', '<', '?b', '&&', '?b', '>', '3', ')', '?a', '<?b&&?b>', '3']
    """
    brackets = _Brackets()
    unclosed: set[str] = set()
    token_at = _token(is_ascii=sparql.isascii()).match
    at = 0
    while (match := token_at(sparql, at)) is not None:
        if match.lastgroup == "IRI" and brackets.compare:
            match = _LESS.match(sparql, at) or match
        elif match.lastgroup == "LONG":
            quotes = match.group()
            whole = None if quotes in unclosed else _LONG[quotes].match(sparql, at)
            if whole is None:
                unclosed.add(quotes)
            # The store's parser then reads an empty string, and goes on at the third mark.
            match = whole or _EMPTY.match(sparql, at) or match
        at = match.end()
        if match.lastgroup != "SKIP":
            kind = _KINDS[match.lastgroup or "MARK"]
            token = Token(kind, match.group(), match.start(), at)
            brackets.follow(token)
            yield token


def plain_names(sparql: str) -> str:
    r"""Return a query without the codepoint escapes in its names and keywords (SPARQL 1.1, 19.2).

    The store's parser knows them in IRIs and strings only, where they stay. What stands for no
    character of a name stays too, and is then no query.

    >>> plain_names(r'ASK { <\u0078> :\u0070 ?x\u0078, "\u0070" }')
    'ASK { <\\u0078> :p ?xx, "\\u0070" }'
    """
    if _CODEPOINT.search(sparql) is None:
        return sparql
    pieces, begin = [], 0
    for token in scan(sparql):
        if token.is_mark("\\") and (match := _CODEPOINT.match(sparql, token.start)):
            code = int(match[1] or match[2], 16)
            if code < sys.maxunicode and _name_character().match(chr(code)):
                pieces += [sparql[begin : match.start()], chr(code)]
                begin = match.end()
    return "".join([*pieces, sparql[begin:]])


_KINDS: Final = {**Kind.__members__, "OPEN": Kind.MARK}


class _Inside(StrEnum):
    """What stands between two brackets."""

    CLAUSE = "what is selected, grouped, ordered; the whole query, too"
    PATTERN = "triples, paths, lists, values"
    EXPRESSION = "an expression"


class _Brackets:
    """Follows the brackets of a query, to tell a comparison from an IRI.

    In SPARQL's grammar an expression compares only within round brackets, and only behind an
    operand, where no IRI may stand. Round brackets in a pattern are those of an expression behind
    a keyword or a function's name, else those of a list, a path or values.
    """

    def __init__(self) -> None:
        self._open = [_Inside.CLAUSE]
        self._last = self._before = Token(Kind.MARK, "", 0, 0)

    @property
    def compare(self) -> bool:
        """Whether ``<`` would compare here."""
        is_operand = self._last.kind in _OPERANDS or self._last.text in (")", "true", "false")
        return is_operand and self._open[-1] is _Inside.EXPRESSION

    def follow(self, token: Token) -> None:
        """Go on behind a token."""
        if token.kind is Kind.MARK:
            if token.text == "(":
                self._open.append(self._round())
            elif token.text in ("{", "["):
                self._open.append(_Inside.PATTERN)
            elif token.text in (")", "}", "]") and len(self._open) > 1:
                self._open.pop()
        elif token.kind is Kind.WORD and token.text.upper().startswith("SELECT"):
            self._open[-1] = _Inside.CLAUSE
        self._before, self._last = self._last, token

    def _round(self) -> _Inside:
        word = self._last.text.upper() if self._last.kind is Kind.WORD else ""
        if word in _NO_CALLS:
            return _Inside.PATTERN
        is_call = word or self._before.is_word("FILTER")
        if is_call or self._open[-1] is not _Inside.PATTERN:
            return _Inside.EXPRESSION
        return _Inside.PATTERN


def closing(found: Sequence[Token], opening: int) -> int | None:
    """Return where the brace is closed that is opened there, if it is."""
    depth = 0
    for at in range(opening, len(found)):
        depth += found[at].is_mark("{") - found[at].is_mark("}")
        if depth == 0:
            return at
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How a query names things: its prefixes, and its base (empty: none) for relative IRIs."""

    prefixes: Mapping[str, str]
    base: str = ""

    def iri(self, token: Token) -> str | None:
        """Return the IRI that a token names, or `None` if it names none.

        A relative one stays relative where there is no base.
        """
        if token.kind is Kind.IRI:
            return _resolved(self.base, unescape(token.text[1:-1]))
        if token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            if prefix in self.prefixes:
                return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
        return None


def names(found: Sequence[Token], base: str = "") -> Names:
    """Return how a query names things, which is asked at the address `base`.

    The usual prefixes hold, then those it declares, each with the base that stands before it.
    """
    prefixes = dict(PREFIXES)
    declared = Names(prefixes=prefixes, base=base)
    for word, *said in prologue(found):
        if word.is_word("BASE") and said[0].kind is Kind.IRI:
            declared = Names(prefixes=prefixes, base=declared.iri(said[0]) or "")
        elif word.is_word("PREFIX") and (said[0].kind, said[1].kind) == (Kind.NAME, Kind.IRI):
            prefixes[said[0].text.partition(":")[0]] = declared.iri(said[1]) or ""
    return declared


def prologue(found: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield what a query says before it asks: a keyword each (`VERSION`, too), and its operands.

    >>> [len(each) for each in prologue(tokens('VERSION "1.2" PREFIX a: <b> ASK { }'))]
    [2, 3]
    """
    at = 0
    while at < len(found) and found[at].kind is Kind.WORD:
        length = _PROLOGUE.get(found[at].text.upper())
        if length is None or at + length > len(found):
            return
        yield found[at : at + length]
        at += length


def _resolved(base: str, iri: str) -> str:
    """Return an IRI as it reads at a base, after RFC 3986, 5.2.

    >>> _resolved("http://e.org/a/b?c", "../d#"), _resolved("http://e.org/a/b?c", "#d")
    ('http://e.org/d#', 'http://e.org/a/b?c#d')
    """
    scheme, host, path, query, fragment = _parts(iri)
    if scheme or not base:
        return iri
    scheme, at_host, at_path, at_query, _ = _parts(base)
    if not host:
        host = at_host
        if not path:
            path, query = at_path, query or at_query
        elif not path.startswith("/"):
            folder, slash, _ = at_path.rpartition("/")
            path = f"{folder}{slash or ('/' if at_host else '')}{path}"
    return scheme + host + _without_dots(path) + query + fragment


def _parts(iri: str) -> tuple[str, ...]:
    match = _IRI_PARTS.fullmatch(iri)
    return match.groups("") if match else ("", "", iri, "", "")


def _without_dots(path: str) -> str:
    if "/." not in f"/{path}":
        return path
    kept: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == "..":
            del kept[max(1, len(kept) - 1) :]
        elif step != ".":
            kept.append(step)
    return "/".join([*kept, ""] if steps[-1] in (".", "..") else kept)


def text_of(token: Token) -> str:
    r"""Return what a string token says.

    >>> text_of(tokens(r'"a\n\u0062"')[0])
    'a\nb'
    """
    quotes = 3 if token.text[:3] in ('"""', "'''") and len(token.text) >= 6 else 1
    return unescape(token.text[quotes:-quotes])


def unescape(text: str) -> str:
    """Return a text with its escapes resolved; half a surrogate pair becomes U+FFFD."""

    def resolve(match: re.Match[str]) -> str:
        short, long, letter = match.groups()
        if letter is not None:
            return _ESCAPED.get(letter, str(letter))
        number = int(short or long, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"

    return _ESCAPE.sub(resolve, text)


def ends_as_name(iri: str) -> bool:
    """Tell whether an IRI ends as the name of an XML element may, whose letters are the same.

    >>> ends_as_name("http://e.org/a-1"), ends_as_name("http://e.org/1")
    (True, False)
    """
    # From its end, which takes a time in proportion to its length.
    return _name_backwards().match(iri[::-1]) is not None


def place(sparql: str, offset: int) -> str:
    r"""Return the line and column of an offset, for an error.

    >>> place("ASK {\n }", 7)
    'line 2, column 2'
    """
    line = sparql.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - sparql.rfind(chr(10), 0, offset)}"


def graphs_named(sparql: str, base: str = "") -> GraphChoice | None:
    """Return the graphs that a query says it asks (FROM), each once, or `None` for no word of them.

    >>> graphs_named("SELECT * FROM <http://e.org/> FROM <http://e.org/> { }").default
    ('http://e.org/',)
    >>> graphs_named("ASK { ?from ?p 1 }") is None
    True
    """
    if "FROM" not in sparql.upper():
        return None
    found = tokens(sparql)
    named_by = names(found, base)
    default: dict[str, None] = {}
    named: dict[str, None] = {}
    for at, token in enumerate(found[:-2]):
        if token.is_word("FROM"):
            is_named = found[at + 1].is_word("NAMED")
            iri = named_by.iri(found[at + 2 if is_named else at + 1])
            if iri and ":" in iri:  # the store says what is wrong with any other
                (named if is_named else default).setdefault(iri)
    return GraphChoice(default=tuple(default), named=tuple(named)) if default or named else None
