"""Writes RDF as text: triples and quads in any format, and a whole graph as Turtle to JSON-LD."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, serialize

from talkgraph.graph.json_ld import Json, ShortNames, terms
from talkgraph.graph.sparql.bindings import plain
from talkgraph.model.names import PREFIXES, RDF

if TYPE_CHECKING:
    from talkgraph.protocols import GraphReader

_TYPE: Final = RDF + "type"
_WITH_PREFIXES: Final = (RdfFormat.TURTLE, RdfFormat.TRIG)


def written(statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat) -> bytes:
    """Return triples or quads as text in an RDF format, with the usual prefixes in order."""
    text = serialize(statements, format=form, prefixes=PREFIXES) or b""
    if form not in _WITH_PREFIXES:
        return text
    lines = text.splitlines(keepends=True)
    # The serialiser declares the prefixes in another order in every process.
    head = sum(1 for _ in takewhile(lambda line: line.startswith(b"@prefix "), lines))
    return b"".join([*sorted(lines[:head]), *lines[head:]])


def export(store: "GraphReader", form: str) -> bytes:
    """Return the whole graph as text: `turtle`, `nt` (the union), `trig`, `nq` or `jsonld`.

    The same graph gives the same bytes. `form` is one of `EXPORT_FORMATS`.
    """
    return _WRITERS[form](store)


def _union(form: RdfFormat) -> Callable[["GraphReader"], bytes]:
    def write(store: "GraphReader") -> bytes:
        triples = (triple for graph in (None, *store.graphs()) for triple in store.scan(graph))
        return written(sorted(triples, key=in_order), form)

    return write


def _graphs(form: RdfFormat) -> Callable[["GraphReader"], bytes]:
    return lambda store: written(_quads(store), form)


def _quads(store: "GraphReader") -> Iterator[Quad]:
    """Yield everything in order: the default graph, then the named graphs by name."""
    for graph in (None, *store.graphs()):
        name = DefaultGraph() if graph is None else NamedNode(graph)
        for triple in sorted(store.scan(graph), key=in_order):
            yield Quad(triple.subject, triple.predicate, triple.object, name)


def _json_ld(store: "GraphReader") -> bytes:
    names = ShortNames(terms())
    contents: dict[str, Json] = {}
    graphs: dict[str, dict[str, Json]] = {}
    for quad in _quads(store):
        if isinstance(quad.graph_name, DefaultGraph):
            nodes = contents
        else:
            nodes = graphs.setdefault(plain(quad.graph_name), {})
        subject = names.iri(plain(quad.subject))
        node = nodes.setdefault(subject, {"@id": subject})
        names.add(node, quad.predicate.value, quad.object)
    for name, nodes in graphs.items():
        iri = names.iri(name)
        contents.setdefault(iri, {"@id": iri})["@graph"] = list(nodes.values())
    document = {"@context": terms(), "@graph": list(contents.values())}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def in_order(triple: Triple) -> tuple[str, bool, str, str]:
    """Order triples by subject, its classes first."""
    return (
        plain(triple.subject),
        triple.predicate.value != _TYPE,
        triple.predicate.value,
        str(triple.object),
    )


_WRITERS: Final[Mapping[str, Callable[["GraphReader"], bytes]]] = {
    "turtle": _union(RdfFormat.TURTLE),
    "nt": _union(RdfFormat.N_TRIPLES),
    "trig": _graphs(RdfFormat.TRIG),
    "nq": _graphs(RdfFormat.N_QUADS),
    "jsonld": _json_ld,
}
