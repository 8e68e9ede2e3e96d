"""What rdflib is given: the store's terms as its own, and a `Dataset` for reading.

Importing this loads rdflib, so it is imported where it is used.
"""

from collections.abc import Generator
from typing import Any

from pyoxigraph import Literal as OxigraphLiteral
from pyoxigraph import NamedNode, Triple
from rdflib import XSD, Dataset, Graph, Literal, URIRef
from rdflib.term import Node


class QuietDataset(Dataset):
    """A Dataset that does not warn of what rdflib itself still uses inside."""

    @property
    def default_context(self) -> Graph:
        """The default graph."""
        default: Graph = self.default_graph
        return default

    @default_context.setter
    def default_context(self, value: Graph) -> None:
        self.default_graph = value

    def contexts(self, triple: Any = None) -> Generator[Graph, None, None]:  # noqa: ANN401 - rdflib's own
        """Yield the graphs that have a triple."""
        return self.graphs(triple)


def as_rdflib(triple: Triple) -> tuple[Node, Node, Node]:
    """Return a triple without blank nodes as rdflib terms."""
    return (
        rdflib_term(triple.subject),
        rdflib_term(triple.predicate),
        rdflib_term(triple.object),
    )


def rdflib_term(term: Any) -> Node:  # noqa: ANN401 - pyoxigraph's terms have no common base
    """Return an IRI or a literal as an rdflib term."""
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if not isinstance(term, OxigraphLiteral):
        raise TypeError(f"neither an IRI nor a literal: {term}")
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = URIRef(term.datatype.value)
    # A plain string and an xsd:string are the same in RDF 1.1, but not to rdflib; and rdflib
    # would write values in forms of its own ("+00:00" for "Z").
    if datatype == XSD.string:
        return Literal(term.value)
    return Literal(term.value, datatype=datatype, normalize=False)
