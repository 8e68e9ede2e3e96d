"""Validates graphs against the SHACL shapes, and says where in the source a violation stands.

What keeps the shapes surely needs no validator (`talkgraph.graph.shapes`); of everything else
pySHACL is the judge. The shapes are in `ontology/shapes.ttl`; `tests/golden/test_ontology.py` asks
each constraint for a graph that breaks it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, Triple

from talkgraph.graph.shapes import Shapes
from talkgraph.model import Diagnostic, Span
from talkgraph.model.names import DCTERMS, OA, PROV, RDF, SCHEMA, TG, curie
from talkgraph.settings import ontology_file
from talkgraph.words import cut

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

CODE: Final = "shape-violation"
_LINES: Final = re.compile(r"#line=(\d+),(\d+)$")
_SHACL: Final = "http://www.w3.org/ns/shacl#"


def keeps_shapes(triples: Iterable[Triple]) -> bool:
    """Tell whether a graph surely keeps the shapes; if not, `validate_graph` says who breaks them.

    It may say of none.
    """
    shapes = _compiled()
    return shapes is not None and shapes.are_kept_by(triples)


@cache
def _compiled() -> Shapes | None:
    return Shapes.read(ontology_file("shapes.ttl"))


def validate_graph(triples: Iterable[Triple], source: str) -> tuple[Diagnostic, ...]:
    """Check what is said of one event against the shapes; return the violations, in order.

    A violation has the place from which its node was derived, or else the node to which it
    belongs; where neither has one, it is named after `source`.
    """
    given = list(triples)
    anonymous = [triple for triple in given if _has_blank_node(triple)]
    whole = Span(source=source)
    found = [
        Diagnostic.at(whole, CODE, f"a blank node stands in {each}; give it an IRI")
        for each in anonymous
    ]
    graph = _rdflib_graph(triple for triple in given if not _has_blank_node(triple))
    for focus, message, value in _violations(graph):
        detail = f"{curie(str(focus))}: {message}"
        if value is not None:
            detail += f" (it has {cut(str(value), 60)})"
        found.append(Diagnostic.at(_place(graph, focus, whole), CODE, detail))
    return tuple(sorted(found, key=lambda d: (d.source, d.line or 0, d.path, d.message)))


def _violations(graph: "Graph") -> "Iterable[tuple[Node, str, Node | None]]":
    from pyshacl import validate
    from rdflib import RDF, URIRef

    _, report, _ = validate(graph, shacl_graph=_shapes(), inference="none", inplace=True)
    for result in report.subjects(RDF.type, URIRef(_SHACL + "ValidationResult")):
        focus = report.value(result, URIRef(_SHACL + "focusNode"))
        message = report.value(result, URIRef(_SHACL + "resultMessage"))
        yield focus, str(message), report.value(result, URIRef(_SHACL + "value"))


@cache
def _shapes() -> "Graph":
    from rdflib import Graph

    return Graph().parse(ontology_file("shapes.ttl"), format="turtle")


def _rdflib_graph(triples: Iterable[Triple]) -> "Graph":
    from rdflib import Graph

    from talkgraph.graph.rdflib_terms import as_rdflib

    graph = Graph()
    for triple in triples:
        graph.add(as_rdflib(triple))
    return graph


def _place(graph: "Graph", focus: Any, whole: Span) -> Span:  # noqa: ANN401 - an rdflib term
    """Return the first place of a node, or of what it belongs to, or else the whole source."""
    from rdflib import URIRef

    telling = (URIRef(PROV + "wasDerivedFrom"), URIRef(TG + "toldIn"))
    near = [focus, *(graph.value(focus, URIRef(TG + name)) for name in ("talk", "inTalk", "event"))]
    near += graph.subjects(None, focus)
    for node in near:
        places = [] if node is None else [p for each in telling for p in graph.objects(node, each)]
        if places:
            return min(_span(graph, place, whole) for place in places)
    return whole


def _span(graph: "Graph", place: Any, whole: Span) -> Span:  # noqa: ANN401 - an rdflib term
    """Return the span that a place's node stands for."""
    from rdflib import URIRef

    named = graph.value(
        graph.value(place, URIRef(OA + "hasSource")), URIRef(DCTERMS + "identifier")
    )
    whole = replace(whole, source=str(named or whole.source))
    if lines := _LINES.search(str(place)):
        return replace(whole, first=int(lines[1]) + 1, last=int(lines[2]))
    path = graph.value(graph.value(place, URIRef(OA + "hasSelector")), URIRef(RDF + "value"))
    address = graph.value(place, URIRef(SCHEMA + "url"))
    return replace(whole, path=str(path or ""), address=str(address or ""))


def _has_blank_node(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
