"""Validates graphs against the SHACL shapes, and says in which lines a violation stands."""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from pyoxigraph import BlankNode, NamedNode, Triple

from talkgraph.graph.plain_store import as_rdflib
from talkgraph.model import Diagnostic, Severity
from talkgraph.model.names import PROV, TG, curie
from talkgraph.settings import ontology_file

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

CODE: Final = "shape-violation"
_LINES: Final = re.compile(r"#line=(\d+),(\d+)$")
_SHACL: Final = "http://www.w3.org/ns/shacl#"
Place = tuple[int, int] | None


def validate_graph(triples: Iterable[Triple], source: str) -> tuple[Diagnostic, ...]:
    """Check one graph against the shapes; return a diagnostic for each violation, in order.

    `source` is the name that diagnostics give to the graph's source. A violation has the lines
    from which its node was derived, or else the node to which it belongs.
    """
    given = list(triples)
    anonymous = [triple for triple in given if _has_blank_node(triple)]
    found = [_diagnostic(source, f"a blank node stands in {triple}", None) for triple in anonymous]
    graph = _rdflib_graph(triple for triple in given if not _has_blank_node(triple))
    for focus, message, value in _violations(graph):
        detail = f"{curie(str(focus))}: {message}"
        if value is not None:
            detail += f" (it has {_short(str(value))})"
        found.append(_diagnostic(source, detail, _place(graph, focus)))
    return tuple(sorted(found, key=lambda d: (d.line or 0, d.message)))


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

    graph = Graph()
    for triple in triples:
        graph.add(as_rdflib(triple))
    return graph


def _place(graph: "Graph", focus: Any) -> Place:  # noqa: ANN401 - an rdflib term
    """Return the first lines of a node, or of what it belongs to."""
    from rdflib import URIRef

    derived = URIRef(PROV + "wasDerivedFrom")
    near = [focus, *(graph.value(focus, URIRef(TG + name)) for name in ("talk", "inTalk", "event"))]
    near += graph.subjects(None, focus)
    for node in near:
        if node is None:
            continue
        spans = (_LINES.search(unquote(str(lines))) for lines in graph.objects(node, derived))
        places = [(int(span.group(1)) + 1, int(span.group(2))) for span in spans if span]
        if places:
            return min(places)
    return None


def _diagnostic(source: str, message: str, place: Place) -> Diagnostic:
    line, last = place if place else (None, None)
    return Diagnostic(
        code=CODE,
        severity=Severity.WARNING,
        message=message,
        source=source,
        line=line,
        last=last,
    )


def _has_blank_node(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or not (
        isinstance(triple.object, NamedNode) or not isinstance(triple.object, BlankNode)
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
