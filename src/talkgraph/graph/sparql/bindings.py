"""Values for a query's variables, and values from its answers: Python on one side, RDF terms on
the other.

A value is given to a variable as a term, never pasted as text. The store does this itself for the
variables that a query selects (and for all of them in ASK, CONSTRUCT and DESCRIBE). Where a query
does not select the variable, the variable's tokens are replaced by the term as the store writes
it, escapes and all; a place where no term may stand (`AS ?x`, `GROUP BY ?x`) is then an error of
syntax, never another meaning.
"""  # noqa: D205 - one sentence

import datetime as dt
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from numbers import Integral, Real
from typing import Final, TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from talkgraph.errors import InputError, QueryInvalid
from talkgraph.graph.sparql.tokens import Kind, Token, scan
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
        raise InputError(f"{text!s} is not an absolute IRI: {error}") from error


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
    parts, last = [], 0
    for token in scan(sparql):
        if token.kind is Kind.VARIABLE and token.text[1:] == name:
            parts += [sparql[last : token.start], str(term)]
            last = token.end
    if not parts:
        raise QueryInvalid(f"the query has no variable ?{name} that could be given a value")
    return "".join([*parts, sparql[last:]])
