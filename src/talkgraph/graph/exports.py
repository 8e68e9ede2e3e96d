"""Writes RDF as text: triples and quads in any format, and a whole graph as Turtle to JSON-LD."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from talkgraph.graph.sparql.bindings import plain
from talkgraph.model.names import PREFIXES, RDF, XSD
from talkgraph.settings import ontology_file

if TYPE_CHECKING:
    from talkgraph.protocols import GraphReader

_TYPE: Final = RDF + "type"
_WITH_PREFIXES: Final = (RdfFormat.TURTLE, RdfFormat.TRIG)
Json = dict[str, Any]


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
        return written(sorted(triples, key=_order), form)

    return write


def _graphs(form: RdfFormat) -> Callable[["GraphReader"], bytes]:
    return lambda store: written(_quads(store), form)


def _quads(store: "GraphReader") -> Iterator[Quad]:
    """Yield everything in order: the default graph, then the named graphs by name."""
    for graph in (None, *store.graphs()):
        name = DefaultGraph() if graph is None else NamedNode(graph)
        for triple in sorted(store.scan(graph), key=_order):
            yield Quad(triple.subject, triple.predicate, triple.object, name)


def _json_ld(store: "GraphReader") -> bytes:
    context = json.loads(ontology_file("context.jsonld").read_text("utf-8"))["@context"]
    compact = _Compact(context)
    contents: dict[str, Json] = {}
    graphs: dict[str, dict[str, Json]] = {}
    for quad in _quads(store):
        if isinstance(quad.graph_name, DefaultGraph):
            nodes = contents
        else:
            nodes = graphs.setdefault(plain(quad.graph_name), {})
        compact.add(nodes, quad)
    for name, nodes in graphs.items():
        iri = compact.iri(name)
        contents.setdefault(iri, {"@id": iri})["@graph"] = list(nodes.values())
    document = {"@context": context, "@graph": list(contents.values())}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


class _Compact:
    """Shortens terms by a JSON-LD context of prefixes and typed terms named `prefix:local`."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._prefixes = {value: name for name, value in context.items() if isinstance(value, str)}
        self._types = {
            name: value["@type"]
            for name, value in context.items()
            if isinstance(value, dict) and "@type" in value
        }
        self._shortened: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        short = self._shortened.get(iri)
        if short is None:
            short = self._shortened[iri] = self._shorten(iri)
        return short

    def _shorten(self, iri: str) -> str:
        at = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._prefixes.get(iri[:at])
        # A local part that begins with // would be read as an IRI with a scheme.
        return f"{prefix}:{iri[at:]}" if prefix and iri[at:] else iri

    def add(self, nodes: dict[str, Json], quad: Quad) -> None:
        name = self.iri(plain(quad.subject))
        node = nodes.setdefault(name, {"@id": name})
        if quad.predicate.value == _TYPE:
            node.setdefault("@type", []).append(self.iri(plain(quad.object)))
            return
        key = self.iri(quad.predicate.value)
        value = self._value(key, quad.object)
        if key in node:
            held = node[key]
            node[key] = [*held, value] if isinstance(held, list) else [held, value]
        else:
            node[key] = value

    def _value(self, key: str, term: Any) -> Any:  # noqa: ANN401 - JSON
        wanted = self._types.get(key)
        if isinstance(term, NamedNode):
            iri = self.iri(term.value)
            return iri if wanted == "@id" else {"@id": iri}
        if not isinstance(term, Literal):
            raise TypeError(f"neither an IRI nor a literal: {term}")
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if wanted == self.iri(datatype):
            return term.value
        if datatype != XSD + "string":
            return {"@value": term.value, "@type": self.iri(datatype)}
        return {"@value": term.value} if wanted else term.value


def _order(triple: Triple) -> tuple[str, bool, str, str]:
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
