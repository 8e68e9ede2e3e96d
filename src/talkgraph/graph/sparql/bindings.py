"""Values for a query's variables, and values from its answers: Python on one side, RDF terms on
the other.

A value is given to a variable as a term, never pasted as text. The store does this itself for the
variables that a query selects (and for all of them in ASK, CONSTRUCT and DESCRIBE). Where a query
does not select the variable, the variable's tokens are replaced by the term as the store writes
it, escapes and all; a place where no term may stand (`AS ?x`, `GROUP BY ?x`) is then an error of
syntax, never another meaning. Where a query has MINUS, neither would do, and the term is written
as VALUES.
"""  # noqa: D205 - one sentence

import datetime as dt
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from numbers import Integral, Real
from typing import Final, TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from talkgraph.errors import InputError, QueryInvalid
from talkgraph.graph.sparql.tokens import Kind, Token, scan, tokens
from talkgraph.model.names import IRI, XSD

T = TypeVar("T")
Term = NamedNode | Literal
Value = IRI | str | int | float | bool | dt.date | dt.datetime | None
"""What a cell of an answer holds; `None` where the variable is unbound."""

_NOT_SELECTED: Final = re.compile(r"variable \?(\S+) in its SELECT projection")
WHOLE_NUMBERS: Final = (
    *("integer", "int", "long", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
)
_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    **{XSD + name: int for name in WHOLE_NUMBERS},
    XSD + "decimal": float,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "boolean": lambda text: {"true": True, "1": True, "false": False, "0": False}[text],
    XSD + "date": dt.date.fromisoformat,
    XSD + "dateTime": dt.datetime.fromisoformat,
}


def term_of(value: object) -> Term:
    """Return a Python value as an RDF term.

    `talkgraph.IRI` and rdflib's `URIRef` become IRIs; `str`, `bool`, `int`, `float`, `Decimal`,
    `date`, `datetime`, their NumPy and pandas kin and rdflib's `Literal` become literals of the
    XSD type that fits. Raises `InputError` for anything else.

    >>> str(term_of(3))
    '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
    >>> str(term_of("that is")), str(term_of(IRI("http://example.org/")))
    ('"that is"', '<http://example.org/>')
    """
    if isinstance(value, NamedNode | Literal):
        return value
    if (found := _from_rdflib(value)) is not None:
        return found
    if isinstance(value, IRI):
        return _iri(value)
    if isinstance(value, str):
        return Literal(str(value))
    return _literal(value.item() if type(value).__module__ == "numpy" else value)  # type: ignore[attr-defined]


def _literal(value: object) -> Literal:
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, dt.datetime):
        return Literal(value.isoformat(), datatype=NamedNode(XSD + "dateTime"))
    if isinstance(value, dt.date):
        return Literal(value.isoformat(), datatype=NamedNode(XSD + "date"))
    if isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=NamedNode(XSD + "decimal"))
    if isinstance(value, Integral):
        return Literal(int(value))
    if isinstance(value, Real):
        return Literal(float(value))
    if isinstance(value, str):  # what NumPy's own strings come to
        return Literal(value)
    raise InputError(
        f"a variable cannot be given {value!r}: give a text, a number, a truth value, a date or "
        "an IRI (talkgraph.IRI)"
    )


def _iri(text: str) -> NamedNode:
    try:
        return NamedNode(str(text))
    except ValueError as error:
        raise InputError(
            f"{text!s} is not an absolute IRI: {error}; write one like https://example.org/a"
        ) from error


def _from_rdflib(value: object) -> Term | None:
    if (rdflib := sys.modules.get("rdflib")) is None:  # then nothing can be of its kind
        return None
    if isinstance(value, rdflib.URIRef):
        return _iri(str(value))
    if isinstance(value, rdflib.Literal):
        if value.language:
            return Literal(str(value), language=value.language)
        return Literal(str(value), datatype=_iri(value.datatype) if value.datatype else None)
    return None


def value_of(term: NamedNode | Literal | BlankNode | Triple | DefaultGraph | None) -> Value:
    """Return an RDF term as a Python value.

    IRIs become `talkgraph.IRI`; literals become `int`, `float` (also `xsd:decimal`), `bool`,
    `date` or `datetime` by their XSD type, else `str`, as does one that its type does not allow.
    """
    if term is None or isinstance(term, DefaultGraph):
        return None
    if isinstance(term, NamedNode):
        return IRI(term.value)
    if isinstance(term, Literal):
        read = _READERS.get(term.datatype.value)
        with suppress(ValueError, KeyError):
            return read(term.value) if read else term.value
        return term.value
    return str(term)


def plain(term: NamedNode | Literal | BlankNode | Triple | DefaultGraph | None) -> str:
    """Return an RDF term as a plain string: an IRI, or a literal's text; "" for nothing."""
    if term is None or isinstance(term, DefaultGraph):
        return ""
    return str(term) if isinstance(term, Triple) else term.value


def bound(
    evaluate: Callable[[str, Mapping[str, Term]], T], sparql: str, terms: Mapping[str, Term]
) -> T:
    """Return what `evaluate(query, substitutions)` returns with every variable given its term.

    What it cannot substitute is written in. Raises `QueryInvalid` where that cannot be either.
    """
    if terms and takes_away(sparql):
        return _bound_in_groups(evaluate, sparql, terms)
    text, left, written_in = sparql, dict(terms), None
    while True:
        try:
            return evaluate(text, left)
        except SyntaxError as error:
            if written_in is None:
                raise
            raise QueryInvalid(
                f"?{written_in} is given a value but not selected, and stands where only a "
                "variable may stand; select it"
            ) from error
        except RuntimeError as error:
            match = _NOT_SELECTED.search(str(error))
            if match is None or match[1] not in left:
                raise
            written_in = match[1]
            text = write_in(text, written_in, left.pop(written_in))


def _bound_in_groups(
    evaluate: Callable[[str, Mapping[str, Term]], T], sparql: str, terms: Mapping[str, Term]
) -> T:
    text = sparql
    for name, term in terms.items():
        text = in_every_group(text, name, term)
    try:
        return evaluate(text, {})
    except SyntaxError as error:
        evaluate(sparql, {})  # which is what is wrong, where the query itself cannot be read
        names = " and ".join(f"?{name}" for name in terms)
        raise QueryInvalid(
            f"{names} cannot be given a value where the query makes one; use other names"
        ) from error


def values_first(sparql: str, terms: Mapping[str, Term]) -> str:
    """Return the query with the values of its variables in front of its patterns, too.

    The store plans a query before it substitutes; in a `VALUES` block it sees what is known, and
    begins there and not with everything that has the right class. Nothing is changed unless the
    text's first brace is that of its WHERE clause.

    >>> values_first("SELECT ?s ?p WHERE { ?s ?p ?o }", {"s": NamedNode("http://e.org/")})
    'SELECT ?s ?p WHERE { VALUES (?s) { (<http://e.org/>) } ?s ?p ?o }'
    """
    if not terms:
        return sparql
    before: Token | None = None
    for token in scan(sparql):
        if token.is_mark("{"):
            if before is None or not before.is_word("WHERE"):
                break
            names = " ".join(f"?{name}" for name in terms)
            row = " ".join(map(str, terms.values()))
            block = f" VALUES ({names}) {{ ({row}) }}"
            return sparql[: token.end] + block + sparql[token.end :]
        before = token
    return sparql


def write_in(sparql: str, name: str, term: Term) -> str:
    """Return the query with a variable's tokens replaced by a term.

    Texts, IRIs and comments stay as they are. Raises `QueryInvalid` if there is no such variable.

    >>> write_in("SELECT ?s { ?s ?p ?v } # ?v", "v", Literal("x"))
    'SELECT ?s { ?s ?p "x" } # ?v'
    """
    return _spliced(sparql, {token: str(term) for token in _named(tokens(sparql), name)})


def takes_away(sparql: str) -> bool:
    """Tell whether a query has MINUS, which sees whether a variable is there, not only its value.

    >>> takes_away("ASK { ?s ?p 1 MINUS { ?s ?q 2 } }"), takes_away("ASK { ?minus ?p 'MINUS' }")
    (True, False)
    """
    return "MINUS" in sparql.upper() and any(token.is_word("MINUS") for token in scan(sparql))


def in_every_group(sparql: str, name: str, term: Term) -> str:
    """Return the query with the value of a variable in every group that speaks of it.

    So it is for MINUS as if the value were found: what the store substitutes is there for every
    MINUS, and what is written in for none. Raises `QueryInvalid` if there is no such variable.

    >>> in_every_group("ASK { ?v ?p 1 MINUS { ?s ?q 2 } }", "v", Literal("x"))
    'ASK { VALUES ?v { "x" } ?v ?p 1 MINUS { ?s ?q 2 } }'
    """
    found = tokens(sparql)
    groups = _Groups(found)
    changes: dict[Token, str] = {}
    for token in _named(found, name):
        group, around, in_expression = groups.of[token]
        is_minus = group > 0 and found[group - 1].is_word("MINUS")
        if is_minus and in_expression:  # which does not make it a variable of what is taken away
            changes[token] = str(term)
            continue
        for each in (group, around) if is_minus else (group,):
            if (opening := groups.pattern(each)) >= 0:
                changes[found[opening]] = f"{{ VALUES ?{name} {{ {term} }}"
    return _spliced(sparql, changes)


class _Groups:
    """The group in which each variable of a query stands, by the offset of its brace; -1: none."""

    def __init__(self, found: Sequence[Token]) -> None:
        self.of: dict[Token, tuple[int, int, bool]] = {}
        """The group, the one around it, and whether the variable is in an expression."""
        self._where: dict[int, int] = {}
        opened = [-1]
        templates = []
        for at, token in enumerate(found):
            if token.is_mark("{"):
                selects = opened[-1] < 0 or found[opened[-1] + 1].is_word("SELECT")
                if found[at - 1].is_word("CONSTRUCT"):
                    templates.append(at)
                elif selects:
                    self._where.setdefault(opened[-1], at)
                opened.append(at)
            elif token.is_mark("("):
                opened.append(at)
            elif (token.is_mark("}") or token.is_mark(")")) and len(opened) > 1:
                opened.pop()
            elif token.kind is Kind.VARIABLE:
                braces = [each for each in opened if each < 0 or found[each].is_mark("{")]
                in_expression = braces[-1] != opened[-1]
                self.of[token] = (braces[-1], [-1, *braces][-2], in_expression)
        self._where |= dict.fromkeys(templates, self._where.get(-1, -1))

    def pattern(self, group: int) -> int:
        """Return the group of the WHERE clause where one is a SELECT or a template, else itself."""
        while group in self._where and self._where[group] != group:
            group = self._where[group]
        return group


def _named(found: Sequence[Token], name: str) -> Sequence[Token]:
    named = [each for each in found if each.kind is Kind.VARIABLE and each.text[1:] == name]
    if not named:
        raise QueryInvalid(
            f"the query has no variable ?{name} that could be given a value; name one that it has"
        )
    return named


def _spliced(sparql: str, changes: Mapping[Token, str]) -> str:
    parts, last = [], 0
    for token in sorted(changes, key=lambda token: token.start):
        parts += [sparql[last : token.start], changes[token]]
        last = token.end
    return "".join([*parts, sparql[last:]])
