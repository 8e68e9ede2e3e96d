"""Writes RDF as text: triples and quads in any format, and a whole graph as Turtle to JSON-LD."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from talkgraph.graph.sparql.bindings import plain
from talkgraph.model.names import PREFIXES, RDF

if TYPE_CHECKING:
    from talkgraph.graph.json_ld import Json
    from talkgraph.protocols import GraphReader

_TYPE: Final = RDF + "type"
_AT_ONCE: Final = 2_000
_CONTROLS: Final = bytes({*range(0x20)} - {*b"\t\n\r"})
_ONE_CONTROL: Final = bytes.maketrans(_CONTROLS, _CONTROLS[:1] * len(_CONTROLS))
_NOT_IN_XML: Final = (_CONTROLS[:1], "\ufffe".encode(), "\uffff".encode())
_WITH_PREFIXES: Final = (RdfFormat.TURTLE, RdfFormat.TRIG)


def written(statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat) -> bytes:
    """Return triples or quads as text in an RDF format, with the usual prefixes in order."""
    text = serialize(statements, format=form, prefixes=PREFIXES) or b""
    if form == RdfFormat.RDF_XML:
        return well_formed(text)
    if form not in _WITH_PREFIXES:
        return text
    lines = text.splitlines(keepends=True)
    # The serialiser declares the prefixes in another order in every process.
    head = sum(1 for _ in takewhile(lambda line: line.startswith(b"@prefix "), lines))
    return b"".join([*sorted(lines[:head]), *lines[head:]])


def lines_of(triples: Iterable[Triple]) -> list[bytes]:
    """Return each triple as a line of N-Triples, without its end."""
    return written(triples, RdfFormat.N_TRIPLES).split(b"\n")[:-1]


def triples_of(lines: Iterable[bytes]) -> Iterator[Triple]:
    """Yield the triples of such lines."""
    text = b"\n".join(lines)
    return (quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES, lenient=True))


def well_formed(xml: bytes) -> bytes:
    r"""Return XML that the store has written so that every parser reads it, and reads the same.

    A carriage return is written as its number, as a bare one is read as the end of a line. What
    XML cannot hold at all, not even by number, becomes U+FFFD (XML 1.0, 2.2 and 2.11).

    >>> well_formed(b"<a>\r\x01\xef\xbf\xbe</a>").decode()
    '<a>&#13;��</a>'
    """
    xml = xml.translate(_ONE_CONTROL).replace(b"\r", b"&#13;")
    for character in _NOT_IN_XML:
        xml = xml.replace(character, "\ufffd".encode())
    return xml


def export(store: "GraphReader", form: str, without: Collection[str] = ()) -> bytes:
    """Return the whole graph as text: `turtle`, `nt` (the union), `trig`, `nq` or `jsonld`.

    The named graphs in `without` are left out. In `trig`, `nq` and `jsonld` the default graph
    holds nothing but the description of the data set; what is told of talks is in the named
    graphs. The same graph gives the same bytes. `form` is one of `EXPORT_FORMATS`.
    """
    return _WRITERS[form](store, without)


def dump(store: "GraphReader", without: Collection[str] = ()) -> Iterator[bytes]:
    """Yield the whole graph as N-Quads, a few thousand lines at a time.

    It says what the export `nq` says, in the order of the store, so that it takes no more memory
    for more statements. It has to be read by the thread that began to.
    """
    for graph in _kept(store, without):
        triples = store.scan(graph)
        while batch := list(islice(triples, _AT_ONCE)):
            yield written(_in_graph(batch, graph), RdfFormat.N_QUADS)


def quads(rows: Iterable[Sequence[Any]], form: RdfFormat) -> bytes:
    """Return statements as TriG or N-Quads, each given as graph, subject, predicate and object.

    Without a graph (`None`), a statement is in the default graph.
    """
    found = [Quad(s, p, o, DefaultGraph() if graph is None else graph) for graph, s, p, o in rows]
    found.sort(key=lambda quad: (_name(quad), *in_order(quad.triple)))
    return written(found, form)


def _kept(store: "GraphReader", without: Collection[str]) -> Iterator[str | None]:
    yield None
    yield from (graph for graph in store.graphs() if graph not in without)


def _in_graph(triples: Iterable[Triple], graph: str | None) -> Iterator[Quad]:
    name = DefaultGraph() if graph is None else NamedNode(graph)
    return (Quad(t.subject, t.predicate, t.object, name) for t in triples)


def _union(form: RdfFormat) -> "_Writer":
    def write(store: "GraphReader", without: Collection[str]) -> bytes:
        triples = (triple for graph in _kept(store, without) for triple in store.scan(graph))
        return written(sorted(triples, key=in_order), form)

    return write


def _graphs(form: RdfFormat) -> "_Writer":
    return lambda store, without: written(_quads(store, without), form)


def _quads(store: "GraphReader", without: Collection[str]) -> Iterator[Quad]:
    """Yield everything in order: the default graph, then the named graphs by name."""
    for graph in _kept(store, without):
        yield from _in_graph(sorted(store.scan(graph), key=in_order), graph)


def _json_ld(store: "GraphReader", without: Collection[str]) -> bytes:
    from talkgraph.graph.json_ld import ShortNames, terms

    names = ShortNames(terms())
    contents: dict[str, Json] = {}
    graphs: dict[str, dict[str, Json]] = {}
    for quad in _quads(store, without):
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


def _name(quad: Quad) -> str:
    """Return the name of a statement's graph; that of the default graph is empty."""
    return "" if isinstance(quad.graph_name, DefaultGraph) else plain(quad.graph_name)


_Writer = Callable[["GraphReader", Collection[str]], bytes]
_WRITERS: Final[Mapping[str, _Writer]] = {
    "turtle": _union(RdfFormat.TURTLE),
    "nt": _union(RdfFormat.N_TRIPLES),
    "trig": _graphs(RdfFormat.TRIG),
    "nq": _graphs(RdfFormat.N_QUADS),
    "jsonld": _json_ld,
}
