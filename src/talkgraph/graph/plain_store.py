"""The plain twin of the graph store: rdflib in memory, for tests to compare answers with."""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Triple

from talkgraph.errors import QueryInvalid
from talkgraph.graph.store import OxigraphStore
from talkgraph.model.names import PREFIXES

if TYPE_CHECKING:
    from rdflib.term import Node

_ROWS: Final = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
}
_RDF: Final = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "turtle",
    "application/n-quads": "nt",
}


class RdflibStore:
    """Holds named graphs in an rdflib `Dataset`: see `protocols.GraphStore`.

    It is slow and obviously right. It answers in fewer formats than `OxigraphStore` (no TSV)
    and refuses `FROM`, because rdflib may fetch what that names.
    """

    def __init__(self) -> None:
        """Start empty."""
        from rdflib import Dataset

        with _quietly():
            self._dataset = Dataset(default_union=True)

    def replace(self, graph: str, triples: Iterable[Triple]) -> int:
        """Make the named graph hold exactly these triples; return how many there are."""
        from rdflib import URIRef

        distinct = dict.fromkeys(triples)
        with _quietly():
            self._dataset.remove_graph(URIRef(graph))
            if distinct:
                held = self._dataset.graph(URIRef(graph))
                for triple in distinct:
                    held.add(as_rdflib(triple))
        return len(distinct)

    def select(
        self, sparql: str, bindings: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Yield the rows of a SELECT query as plain strings; unbound variables are absent."""
        with _quietly():
            result = self._query(sparql, bindings)
            if result.type != "SELECT":
                raise QueryInvalid("rows are wanted, so the query must be a SELECT")
            named = [row.asdict() for row in result]
        return iter([{str(name): str(value) for name, value in row.items()} for row in named])

    def answer(self, sparql: str, media_type: str) -> bytes:
        """Answer any query form, serialised as `media_type`."""
        with _quietly():
            result = self._query(sparql, None)
            formats = _ROWS if result.type in ("SELECT", "ASK") else _RDF
            if media_type not in formats:
                raise QueryInvalid(f"a {result.type} query has no {media_type} answer")
            return bytes(result.serialize(format=formats[media_type]) or b"")

    def snapshot(self, folder: Path) -> None:
        """Write a copy of the graphs to a new folder, in the format of `OxigraphStore`."""
        from pyoxigraph import RdfFormat, parse

        with _quietly():
            data = self._dataset.serialize(format="nquads")
        copy = OxigraphStore.create(folder)
        copy.load(parse(data, format=RdfFormat.N_QUADS))
        copy.close()

    def _query(self, sparql: str, bindings: Mapping[str, str] | None) -> Any:  # noqa: ANN401
        from pyparsing import ParseException
        from rdflib import URIRef
        from rdflib.plugins.sparql import prepareQuery

        try:
            prepared = prepareQuery(sparql, initNs=PREFIXES)
        except Exception as error:
            kind = "cannot be read" if isinstance(error, ParseException) else "is not valid"
            raise QueryInvalid(f"the query {kind}: {error}") from error
        _refuse_outside(prepared.algebra)
        values = {name: URIRef(value) for name, value in (bindings or {}).items()}
        return self._dataset.query(prepared, initBindings=values)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep rdflib from warning that it uses what it has itself deprecated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def as_rdflib(triple: Triple) -> "tuple[Node, Node, Node]":
    """Return a triple without blank nodes as rdflib terms."""
    return (_term(triple.subject), _term(triple.predicate), _term(triple.object))


def _term(term: Any) -> "Node":  # noqa: ANN401 - pyoxigraph's terms have no common base
    from pyoxigraph import Literal as OxigraphLiteral
    from pyoxigraph import NamedNode
    from rdflib import XSD, Literal, URIRef

    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if not isinstance(term, OxigraphLiteral):
        raise TypeError(f"neither an IRI nor a literal: {term}")
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = URIRef(term.datatype.value)
    # A plain string and an xsd:string are the same in RDF 1.1, but not to rdflib.
    return Literal(term.value) if datatype == XSD.string else Literal(term.value, datatype=datatype)


def _refuse_outside(algebra: Any) -> None:  # noqa: ANN401 - rdflib's algebra is dictionaries
    from rdflib.plugins.sparql.parserutils import CompValue

    waiting = [algebra]
    while waiting:
        node = waiting.pop()
        if isinstance(node, CompValue):
            if node.name == "ServiceGraphPattern":
                raise QueryInvalid("SERVICE is refused: a query may not contact other servers")
            if dict.get(node, "datasetClause"):
                raise QueryInvalid("FROM is refused by this store")
            waiting += dict.values(node)
        elif isinstance(node, (list, tuple, set)):
            waiting += node
