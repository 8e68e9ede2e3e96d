"""Reads what stands in `SERVICE tg:search { ... }`: triples, and VALUES for their subjects."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from talkgraph.errors import QueryInvalid
from talkgraph.graph.sparql.bindings import WHOLE_NUMBERS
from talkgraph.graph.sparql.tokens import Kind, Names, Token, place, text_of
from talkgraph.model.names import RDF, XSD, curie

NODES: Final = (Kind.VARIABLE, Kind.BLANK)
"""What stands for a node that is not named."""
_DEEPEST: Final = 5
_PARTIAL: Final = ("decimal", "double", "float")
_NUMBERS: Final = frozenset(XSD + name for name in (*WHOLE_NUMBERS, *_PARTIAL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of the block: its kind, its value (an IRI, a text, a name) and its offset."""

    kind: Kind
    value: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A triple of the block; the predicate is an IRI."""

    subject: Term
    predicate: str
    object: Term
    at: int


@dataclass(slots=True, kw_only=True)
class Block:
    """What a block says: its triples, and the values it gives to variables."""

    statements: list[Statement] = field(default_factory=list)
    values: dict[str, list[Term]] = field(default_factory=dict)


class BlockReader:
    """Reads the tokens between the braces of one block."""

    def __init__(self, sparql: str, found: Sequence[Token], names: Names) -> None:
        """Read these tokens of a query, which names things so."""
        self._sparql = sparql
        self._tokens = found
        self._names = names
        self._next = 0
        self._nodes = 0
        self._depth = 0
        self._block = Block()

    def read(self) -> Block:
        """Return what the block says; raises `QueryInvalid` where it cannot be understood."""
        while (token := self._peek()) is not None:
            if token.is_mark("."):
                self._next += 1
            elif token.is_word("VALUES"):
                self._values()
            else:
                self._triples()
        return self._block

    def fail(self, at: int, sentence: str) -> QueryInvalid:
        """Return the error for what is wrong at an offset."""
        return QueryInvalid(f"{place(self._sparql, at)}: {sentence}")

    # ── triples ──────────────────────────────────────────────────────────────────────────────

    def _triples(self) -> None:
        subject = self._term()
        if subject.kind not in (*NODES, Kind.IRI):
            raise self.fail(
                subject.at, f"a {subject.kind} cannot be asked about; write a variable or an IRI"
            )
        self._properties(subject, end=".")

    def _properties(self, subject: Term, *, end: str) -> None:
        """Read `p o, o ; p o` up to the end of the list, which is left to be read."""
        while True:
            verb = self._take("a property")
            predicate = RDF + "type" if verb.text == "a" else self._names.iri(verb)
            if predicate is None:
                raise self.fail(verb.start, f"a property is expected instead of {verb.text}")
            self._objects(subject, predicate, verb.start)
            while (token := self._peek()) is not None and token.is_mark(";"):
                self._next += 1
            if token is None or token.is_mark(end):
                return
            if not self._tokens[self._next - 1].is_mark(";"):
                raise self.fail(token.start, f"; or {end} is expected instead of {token.text}")

    def _objects(self, subject: Term, predicate: str, at: int) -> None:
        while True:
            value = self._term()
            self._block.statements.append(
                Statement(subject=subject, predicate=predicate, object=value, at=at)
            )
            if (token := self._peek()) is None or not token.is_mark(","):
                return
            self._next += 1

    def _term(self) -> Term:
        token = self._take("a term")
        if token.is_mark("["):
            return self._bracket(token)
        if token.kind is Kind.STRING:
            kind = Kind.NUMBER if self._datatype() in _NUMBERS else Kind.STRING
            return Term(kind=kind, value=text_of(token), at=token.start)
        if token.kind in NODES:
            return Term(kind=token.kind, value=token.text.lstrip("?$"), at=token.start)
        if token.kind is Kind.NUMBER:
            return Term(kind=Kind.NUMBER, value=token.text, at=token.start)
        iri = self._names.iri(token)
        if iri is None:
            what = "a prefix that is not declared" if token.kind is Kind.NAME else "not understood"
            raise self.fail(
                token.start,
                f"{token.text} is {what} in SERVICE tg:search; write an IRI or a known prefix",
            )
        return Term(kind=Kind.IRI, value=iri, at=token.start)

    def _bracket(self, opening: Token) -> Term:
        self._nodes += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self.fail(
                opening.start, "this is nested too deeply; write it with fewer brackets"
            )
        node = Term(kind=Kind.BLANK, value=f"[{self._nodes}]", at=opening.start)
        if (token := self._peek()) is not None and not token.is_mark("]"):
            self._properties(node, end="]")
        if not self._take("]").is_mark("]"):
            raise self.fail(opening.start, "this [ is not closed; close it")
        self._depth -= 1
        return node

    def _datatype(self) -> str | None:
        """Pass over a language tag, which changes nothing here, or a datatype, and return it."""
        token = self._peek()
        if token is not None and token.kind is Kind.TAG:
            self._next += 1
        elif token is not None and token.is_mark("^^"):
            self._next += 1
            datatype = self._names.iri(self._take("a datatype")) or ""
            if not datatype.startswith(XSD):
                raise self.fail(
                    token.start, f"the datatype {curie(datatype)} is not understood; leave it out"
                )
            return datatype
        return None

    # ── VALUES ───────────────────────────────────────────────────────────────────────────────

    def _values(self) -> None:
        keyword = self._take("VALUES")
        rows = self._take("a variable")
        in_rows = rows.is_mark("(")
        variable = self._take("a variable") if in_rows else rows
        if variable.kind is not Kind.VARIABLE or (in_rows and not self._take(")").is_mark(")")):
            raise self.fail(keyword.start, "VALUES in SERVICE tg:search takes one variable")
        if not self._take("{").is_mark("{"):
            raise self.fail(keyword.start, "VALUES needs its values in { }")
        found = self._block.values.setdefault(variable.text[1:], [])
        while not (token := self._take("}")).is_mark("}"):
            if not (in_rows and token.text in "()"):
                self._next -= 1
                found.append(self._term())

    # ── tokens ───────────────────────────────────────────────────────────────────────────────

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, wanted: str) -> Token:
        token = self._peek()
        if token is None:
            last = self._tokens[-1] if self._tokens else None
            at = last.end if last else 0
            raise self.fail(at, f"SERVICE tg:search ends where {wanted} is expected")
        self._next += 1
        return token
