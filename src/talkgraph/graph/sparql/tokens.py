"""Splits a SPARQL text into tokens, and reads its prefixes and its strings.

For finding our own extension in a query and for saying what is wrong with it. What keeps a
query from reaching outside is `safety`, which trusts no lexer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from talkgraph.model.names import PREFIXES


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


_IN_IRI: Final = r"[^<>\"{}|^`\\\x00-\x20]*+"
IRI_REF: Final = rf"<{_IN_IRI}(?:\\(?:u[0-9A-Fa-f]{{4}}|U[0-9A-Fa-f]{{8}}){_IN_IRI})*+>"
"""An IRI in a query, as a regular expression."""
QUOTED: Final = (
    r"\"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\\?\Z)"
    r"|'''(?:[^\\]|\\.)*?(?:'''|\\?\Z)"
    r"|\"(?:[^\"\\\n\r]|\\.)*+\"?"
    r"|'(?:[^'\\\n\r]|\\.)*+'?"
)
"""A string in a query; one that is not closed reaches as far as it can, so that splitting takes
a time in proportion to the length of the text, whatever it is."""
_CLOSED: Final = re.compile(
    r"(\"\"\"|''')(?:[^\\]|\\.)*?\1|\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'", re.DOTALL
)
_LOCAL: Final = r"(?:[\w:·-]|\.(?=[\w:·.%\\-])|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])*"
_TOKEN: Final = re.compile(
    r"(?P<skip>[ \t\r\n\f]+|\#[^\n\r]*)"
    rf"|(?P<{Kind.IRI.name}>{IRI_REF})"
    rf"|(?P<{Kind.STRING.name}>{QUOTED})"
    rf"|(?P<{Kind.VARIABLE.name}>[?$][\w·]+)"
    rf"|(?P<{Kind.BLANK.name}>_:\w(?:[\w·.-]*[\w·-])?)"
    rf"|(?P<{Kind.TAG.name}>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    rf"|(?P<{Kind.NUMBER.name}>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<{Kind.NAME.name}>(?:[^\W\d_](?:[\w·.-]{{0,99}}[\w·-])?)?:{_LOCAL})"
    rf"|(?P<{Kind.WORD.name}>[^\W\d_]\w*)"
    rf"|(?P<{Kind.MARK.name}>\^\^|&&|\|\||!=|<=|>=|.)",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def tokens(sparql: str) -> tuple[Token, ...]:
    """Return the tokens of a query, without white space and comments.

    >>> [token.text for token in tokens("ASK { ?s a tg:Talk } # all")]
    ['ASK', '{', '?s', 'a', 'tg:Talk', '}']
    """
    return tuple(
        Token(_kind(match), match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(sparql)
        if match.lastgroup != "skip"
    )


def _kind(match: re.Match[str]) -> Kind:
    kind = Kind[match.lastgroup or Kind.MARK.name]
    is_open = kind is Kind.STRING and _CLOSED.fullmatch(match.group()) is None
    return Kind.MARK if is_open else kind


def prefixes(found: tuple[Token, ...]) -> Mapping[str, str]:
    """Return the prefixes that hold in a query: the usual ones, then those it declares."""
    declared = dict(PREFIXES)
    for at, token in enumerate(found[:-2]):
        name, iri = found[at + 1], found[at + 2]
        if token.is_word("PREFIX") and name.kind is Kind.NAME and iri.kind is Kind.IRI:
            declared[name.text.partition(":")[0]] = unescape(iri.text[1:-1])
    return declared


def iri_of(token: Token, declared: Mapping[str, str]) -> str | None:
    """Return the IRI that a token names, or `None` if it names none."""
    if token.kind is Kind.IRI:
        return unescape(token.text[1:-1])
    if token.kind is Kind.NAME:
        prefix, _, local = token.text.partition(":")
        if prefix in declared:
            return declared[prefix] + re.sub(r"\\(.)", r"\1", local)
    return None


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


def place(sparql: str, offset: int) -> str:
    r"""Return the line and column of an offset, for an error.

    >>> place("ASK {\n }", 7)
    'line 2, column 2'
    """
    line = sparql.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - sparql.rfind(chr(10), 0, offset)}"


def names_graphs(sparql: str) -> bool:
    """Tell whether a query says itself which graphs it asks (FROM).

    >>> names_graphs("SELECT * FROM <http://example.org/> { }"), names_graphs("ASK { ?from ?p 1 }")
    (True, False)
    """
    return "FROM" in sparql.upper() and any(token.is_word("FROM") for token in tokens(sparql))
