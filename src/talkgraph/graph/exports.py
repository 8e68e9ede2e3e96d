"""Writes a graph out: Turtle, TriG, N-Triples, N-Quads, JSON-LD; and lends it to rdflib."""

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from talkgraph.errors import InputError, KnowledgeBaseDamaged
from talkgraph.graph.store import OxigraphStore, keeps_union, plain
from talkgraph.graph.write.terms import written
from talkgraph.model.names import RDF, XSD
from talkgraph.settings import ontology_file

if TYPE_CHECKING:
    from rdflib import Dataset

_TYPE: Final = RDF + "type"
Json = dict[str, Any]


def export(store: OxigraphStore, form: str) -> bytes:
    """Return the whole graph as text: `turtle`, `nt` (the union), `trig`, `nq` or `jsonld`.

    The same graph gives the same bytes. Raises `InputError` for another format.
    """
    if form not in _WRITERS:
        raise InputError(f"no export format {form!r}; there are {', '.join(sorted(_WRITERS))}")
    return _WRITERS[form](store)


def as_rdflib_dataset(folder: Path) -> "Dataset":
    """Open a finished graph as an rdflib `Dataset`, for reading.

    A query on it sees the union of the named graphs, everything once. Raises
    `KnowledgeBaseDamaged` if the folder holds no graph.
    """
    from oxrdflib import OxigraphStore as Adapter
    from pyoxigraph import Store
    from rdflib import Dataset, Graph

    try:
        store = Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:
        raise KnowledgeBaseDamaged(
            f"{folder}: the graph cannot be read ({error}); build the knowledge base again"
        ) from error

    class Quiet(Dataset):
        """A Dataset that does not warn of what rdflib itself still uses inside."""

        @property
        def default_context(self) -> Graph:
            default: Graph = self.default_graph
            return default

        @default_context.setter
        def default_context(self, value: Graph) -> None:
            self.default_graph = value

        def contexts(self, triple: Any = None) -> Generator[Graph, None, None]:  # noqa: ANN401 - rdflib's own
            return self.graphs(triple)

    return Quiet(store=Adapter(store=store), default_union=not keeps_union(store))


def _union(form: RdfFormat) -> Callable[[OxigraphStore], bytes]:
    return lambda store: written(sorted(store.union(), key=_triple_order), form)


def _graphs(form: RdfFormat) -> Callable[[OxigraphStore], bytes]:
    return lambda store: written(sorted(store.quads(), key=_quad_order), form)


def _json_ld(store: OxigraphStore) -> bytes:
    context = json.loads(ontology_file("context.jsonld").read_text("utf-8"))["@context"]
    compact = _Compact(context)
    contents: dict[str, Json] = {}
    graphs: dict[str, dict[str, Json]] = {}
    for quad in sorted(store.quads(), key=_quad_order):
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


def _triple_order(triple: Triple) -> tuple[str, bool, str, str]:
    """Order triples by subject, its classes first."""
    return (
        plain(triple.subject),
        triple.predicate.value != _TYPE,
        triple.predicate.value,
        str(triple.object),
    )


def _quad_order(quad: Quad) -> tuple[str, tuple[str, bool, str, str]]:
    name = "" if isinstance(quad.graph_name, DefaultGraph) else plain(quad.graph_name)
    return (name, _triple_order(quad.triple))


_WRITERS: Final[Mapping[str, Callable[[OxigraphStore], bytes]]] = {
    "turtle": _union(RdfFormat.TURTLE),
    "nt": _union(RdfFormat.N_TRIPLES),
    "trig": _graphs(RdfFormat.TRIG),
    "nq": _graphs(RdfFormat.N_QUADS),
    "jsonld": _json_ld,
}
EXPORT_FORMATS: Final[Iterable[str]] = tuple(_WRITERS)
