"""The graph store on Oxigraph: on disk for a knowledge base, in memory for what is transient.

The rest of the program imports `create_graph`, `grow_graph` and `open_graph` only: here another
store is chosen.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
)

from talkgraph.errors import QueryInvalid
from talkgraph.graph.exports import written
from talkgraph.graph.sparql.ask import ask, damaged, evaluating, rows_of, written_answer
from talkgraph.graph.sparql.bindings import plain, values_first
from talkgraph.protocols import (
    Answer,
    AnswerForm,
    GraphGrower,
    GraphReader,
    GraphWriter,
    Question,
    Rows,
)

if TYPE_CHECKING:
    from rdflib import Dataset

_BUFFER: Final = 100_000
"""How many triples may wait to be written: few large writes are faster than many small ones."""
_AT_ONCE: Final = 50_000
_SEVERAL: Final = "several graphs"


def create_graph(folder: Path) -> GraphWriter:
    """Make an empty graph in a new folder, for writing, which raises `OSError` where it cannot."""
    return OxigraphStore.create(folder)


def grow_graph(folder: Path, kept: Collection[str]) -> GraphGrower:
    """Open the copy of a finished graph for writing: of its graphs, `kept` stay as they are."""
    from talkgraph.graph.grown import GrownStore

    return GrownStore.grow(folder, kept)


def open_graph(folder: Path) -> GraphReader:
    """Open a finished graph for reading; raises `KnowledgeBaseDamaged` if it cannot be."""
    return OxigraphStore.open(folder)


class OxigraphStore:
    """Holds named graphs and answers SPARQL 1.1 over their union.

    It is a `protocols.GraphWriter` once created, and a `protocols.GraphReader` once opened; in
    memory it is both at once. What a query yields belongs to the thread that asked.
    """

    def __init__(self, store: Store, place: str = "the graph in memory") -> None:
        """Wrap a store; use `create`, `open` or `in_memory` instead."""
        self._store: Store | None = store
        self._place = place
        self._pending: list[tuple[str, list[Triple]]] = []
        self._waiting: dict[Triple, str] = {}
        self._indexed = 0
        self._subjects: dict[object, str] = {}

    @classmethod
    def create(cls, folder: Path) -> "OxigraphStore":
        """Make an empty store in a new folder, for writing."""
        if folder.exists() and any(folder.iterdir()):
            raise FileExistsError(f"{folder}: the folder for a new graph is not empty")
        folder.mkdir(parents=True, exist_ok=True)
        return cls(Store(folder), str(folder))

    @classmethod
    def open(cls, folder: Path) -> "OxigraphStore":
        """Open a finished store for reading; raises `KnowledgeBaseDamaged` if it cannot be."""
        try:
            return cls(Store.read_only(str(folder)), str(folder))
        except (OSError, RuntimeError) as error:
            raise damaged(str(folder), error) from error

    @classmethod
    def in_memory(cls) -> "OxigraphStore":
        """Make an empty store in memory."""
        return cls(Store())

    # ── writing ──────────────────────────────────────────────────────────────────────────────

    def load(self, graph: str | None, triples: Iterable[Triple]) -> int:
        """Add triples to a graph (`None`: the default graph) at the speed of a bulk load."""
        name = "" if graph is None else NamedNode(graph).value
        rest, count = iter(triples), 0
        while batch := list(islice(rest, _AT_ONCE)):
            kept = self._said_first(name, batch)
            count += len(kept)
            self._pending.append((name, kept))
            if sum(len(waiting) for _, waiting in self._pending) > _BUFFER:
                self._flush()
        return count

    def _said_first(self, graph: str, triples: list[Triple]) -> list[Triple]:
        """Return the triples that no other graph has; remember which graph speaks of what.

        Only what has a subject in common can be in common, and few subjects are.
        """
        subjects = {triple.subject for triple in triples}
        common = {node for node in subjects if self._subjects.get(node, graph) != graph}
        for node in subjects:
            self._subjects[node] = _SEVERAL if node in common else graph
        if not common:
            return triples
        return [t for t in triples if t.subject not in common or not self._elsewhere(graph, t)]

    def _elsewhere(self, graph: str, triple: Triple) -> bool:
        """Tell whether another graph has a triple, be it written or still waiting to be."""
        for name, triples in self._pending[self._indexed :]:
            for waiting in triples:
                self._waiting.setdefault(waiting, name)
        self._indexed = len(self._pending)
        if self._waiting.get(triple, graph) != graph:
            return True
        found = self._open.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(plain(quad.graph_name) != graph for quad in exactly(found, triple.object))

    def _flush(self) -> None:
        data = b"".join(_as_quads(name, triples) for name, triples in self._pending)
        self._pending, self._waiting, self._indexed = [], {}, 0
        if data:
            # The terms were checked when they were made; checking them again costs a third.
            self._open.bulk_load(data, format=RdfFormat.N_QUADS, lenient=True)

    def tells_of(self, iri: str) -> bool:
        """Tell whether a triple has this subject."""
        found = self._settled.quads_for_pattern(NamedNode(iri), None, None, None)
        return next(found, None) is not None

    def publish(self) -> None:
        """Finish writing and let go of the files; the store cannot be used afterwards."""
        if self._store is not None:
            self._flush()
            self._store.flush()
            self._store = None

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    @property
    def _open(self) -> Store:
        if self._store is None:
            raise ValueError(f"{self._place} is closed")
        return self._store

    @property
    def _settled(self) -> Store:
        """The store with everything written that was given so far."""
        self._flush()
        return self._open

    def select(
        self, sparql: str, bindings: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Yield the rows of a SELECT query as plain strings, after reading all of them."""
        nodes = {name: NamedNode(value) for name, value in (bindings or {}).items()}
        question = Question(sparql=values_first(sparql, nodes), bindings=nodes)
        found = ask(self._settled, question, self._place)
        if not isinstance(found, QuerySolutions):
            raise QueryInvalid("rows are wanted, so the query must be a SELECT")
        names = [(variable.value, variable) for variable in found.variables]
        rows: list[Mapping[str, str]] = []
        with evaluating(self._place):
            for solution in found:
                values = ((name, solution[variable]) for name, variable in names)
                rows.append({name: plain(value) for name, value in values if value is not None})
        return iter(rows)

    def rows(self, question: Question) -> Rows:
        """Answer any query form as terms."""
        return rows_of(ask(self._settled, question, self._place), self._place)

    def answer(self, question: Question, form: AnswerForm) -> Answer:
        """Answer any query form as text.

        SELECT and ASK give SPARQL results (JSON, XML, CSV, TSV), CONSTRUCT and DESCRIBE give
        RDF (Turtle, N-Triples, RDF/XML, JSON-LD, TriG, N-Quads).
        """
        return written_answer(ask(self._settled, question, self._place), form, self._place)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        return tuple(sorted(plain(name) for name in self._settled.named_graphs()))

    def scan(self, graph: str | None) -> Iterator[Triple]:
        """Yield the triples of a graph (`None`: the default graph), in no particular order."""
        name = DefaultGraph() if graph is None else NamedNode(graph)
        return (quad.triple for quad in self._settled.quads_for_pattern(None, None, None, name))

    def fitting(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        value: NamedNode | Literal | None = None,
    ) -> Iterator[Triple]:
        """Yield the triples of all graphs that have these terms, in no particular order."""
        found = self._settled.quads_for_pattern(subject, predicate, value, None)
        return (quad.triple for quad in exactly(found, value))

    def dataset(self) -> "Dataset":
        """Return an rdflib `Dataset` over the store itself, for reading; nothing is copied."""
        from oxrdflib import OxigraphStore as Adapter

        from talkgraph.graph.rdflib_terms import QuietDataset

        return QuietDataset(store=Adapter(store=self._settled), default_union=True)


def exactly(found: Iterable[Quad], value: object) -> Iterable[Quad]:
    """Return the quads that were found for a value without those of values near it.

    Where the key of a literal ends in the byte 255, as that of the integer 255 does, Oxigraph 0.5
    reads on in a store on disk, and gives 256 too. A query is not misled.
    """
    if not isinstance(value, Literal):
        return found
    return (quad for quad in found if quad.object in (value, _as_stored(value)))


def _as_stored(value: Literal) -> object:
    """Return a literal as a store gives it back: 1 for 01."""
    store, node = Store(), NamedNode("urn:it")
    store.add(Quad(node, node, value))
    return next(iter(store)).object


def _as_quads(graph: str, triples: list[Triple]) -> bytes:
    """Return triples of a graph (empty: the default graph) as N-Quads."""
    end = f" <{graph}> .\n".encode() if graph else b" .\n"
    return written(triples, RdfFormat.N_TRIPLES).replace(b" .\n", end)
