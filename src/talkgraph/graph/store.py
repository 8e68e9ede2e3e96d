"""The graph store on Oxigraph: on disk for a knowledge base, in memory for what is transient.

Oxigraph's own union of graphs gives a row twice when two graphs say the same, so counts would
be wrong. As long as no triple is in two graphs, that union is right and is used. From the first
triple on that is, the store keeps the union itself in its default graph, each triple once; it
costs about as much again to write, and nothing to read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from copy import copy
from itertools import islice
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
)

from talkgraph.errors import KnowledgeBaseDamaged, QueryInvalid
from talkgraph.graph.sparql.bindings import Term, Value, bound, term_of, value_of, values_first
from talkgraph.graph.sparql.safety import explain, refuse_outside
from talkgraph.graph.sparql.tokens import names_graphs
from talkgraph.graph.write.terms import media_formats, written
from talkgraph.model.names import PREFIXES

_BUFFER: Final = 16 * 1024 * 1024
_AT_ONCE: Final = 50_000
_SEVERAL: Final = "several graphs"
_Answer = QuerySolutions | QueryBoolean | QueryTriples
Cell = TypeVar("Cell")


class OxigraphStore:
    """Holds named graphs and answers SPARQL 1.1 over their union: see `protocols.GraphStore`.

    What a query yields belongs to the thread that asked: `select` reads all rows before it
    yields the first, `answer` returns bytes. Triples loaded into the default graph itself (the
    description of the graphs) are part of the union and of no named graph.
    """

    def __init__(self, store: Store, place: str = "the graph in memory") -> None:
        """Wrap a store; use `create`, `open` or `in_memory` instead."""
        self._store: Store | None = store
        self._place = place
        self._pending: list[bytes] = []
        self._subjects: dict[object, str] = {}
        self._union_is_kept = keeps_union(store)
        self._functions: Mapping[str, Callable[..., Term | None]] = {}

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
            _damaged(str(folder), error)

    @classmethod
    def in_memory(cls) -> "OxigraphStore":
        """Make an empty store in memory."""
        return cls(Store())

    @property
    def _open(self) -> Store:
        if self._store is None:
            raise ValueError(f"{self._place} is closed")
        return self._store

    # ── writing ──────────────────────────────────────────────────────────────────────────────

    def load(self, quads: Iterable[Quad]) -> int:
        """Add many quads at the speed of a bulk load; return how many were given."""
        by_graph: dict[str, list[Triple]] = {}
        for quad in quads:
            by_graph.setdefault(plain(quad.graph_name), []).append(quad.triple)
        return sum(self._add(graph, triples) for graph, triples in by_graph.items())

    def load_graph(self, graph: str, triples: Iterable[Triple]) -> int:
        """Add many triples to one named graph at the speed of a bulk load."""
        name, rest = NamedNode(graph).value, iter(triples)
        count = 0
        while batch := list(islice(rest, _AT_ONCE)):
            count += self._add(name, batch)
        return count

    def _add(self, graph: str, triples: list[Triple]) -> int:
        """Add triples to a graph, or to the default graph where its name is empty."""
        if self._overlap(graph, triples):
            self._keep_union()
        lines = written(triples, RdfFormat.N_TRIPLES)
        if graph:
            self._pending.append(lines.replace(b" .\n", f" <{graph}> .\n".encode()))
        if self._union_is_kept or not graph:
            self._pending.append(lines)
        if sum(map(len, self._pending)) > _BUFFER:
            self._flush()
        return len(triples)

    def _overlap(self, graph: str, triples: Iterable[Triple]) -> bool:
        """Tell whether a graph gets a triple that another has; remember who says what.

        Only what has a subject in common can be in common, and few subjects are.
        """
        if self._union_is_kept:
            return False
        subjects = {triple.subject for triple in triples}
        common = {node for node in subjects if self._subjects.get(node, graph) != graph}
        for node in subjects:
            self._subjects[node] = _SEVERAL if node in common else graph
        if not common:
            return False
        return any(
            plain(quad.graph_name) != graph
            for triple in triples
            if triple.subject in common
            for quad in self._settled.quads_for_pattern(
                triple.subject, triple.predicate, triple.object, None
            )
        )

    def _keep_union(self) -> None:
        """Copy what the named graphs say into the default graph, from now on."""
        self._union_is_kept = True
        self._subjects.clear()
        named = (quad.triple for quad in self._settled if _is_named(quad))
        self._pending.append(written(named, RdfFormat.N_TRIPLES))

    def _flush(self) -> None:
        data, self._pending = b"".join(self._pending), []
        if not data:
            return
        try:
            # The terms were checked when they were made; checking them again costs a third.
            self._open.bulk_load(data, format=RdfFormat.N_QUADS, lenient=True)
        except OSError as error:
            _damaged(self._place, error)

    @property
    def _settled(self) -> Store:
        """The store with everything written that was given so far."""
        self._flush()
        return self._open

    def replace(self, graph: str, triples: Iterable[Triple]) -> int:
        """Make the named graph hold exactly these triples; return how many there are."""
        store, name = self._settled, NamedNode(graph)
        old = {quad.triple for quad in store.quads_for_pattern(None, None, None, name)}
        new = dict.fromkeys(triples)
        for triple in old:
            if triple not in new:
                self._withdraw(triple, name)
        added = [triple for triple in new if triple not in old]
        if self._overlap(name.value, added):
            self._keep_union()
        places = (name, DefaultGraph()) if self._union_is_kept else (name,)
        self._settled.extend(_at(triple, place) for triple in added for place in places)
        if new:
            store.add_graph(name)
        else:
            store.remove_graph(name)
        return len(new)

    def _withdraw(self, triple: Triple, graph: NamedNode) -> None:
        store = self._open
        store.remove(_at(triple, graph))
        if self._union_is_kept:
            said = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
            if not any(_is_named(quad) for quad in said):
                store.remove(_at(triple, DefaultGraph()))

    def close(self) -> None:
        """Finish writing and let go of the files; the store cannot be used afterwards."""
        if self._store is not None:
            self._flush()
            with suppress(RuntimeError):  # opened for reading: there is nothing to write
                self._store.flush()
            self._store = None

    def snapshot(self, folder: Path) -> None:
        """Write a consistent copy of the store to a new folder."""
        if folder.exists():
            raise FileExistsError(f"{folder}: the folder for a copy of the graph exists already")
        try:
            self._settled.backup(folder)
        except OSError as error:
            _damaged(self._place, error)
        except (RuntimeError, ValueError):  # in memory: there are no files to copy
            twin = OxigraphStore.create(folder)
            twin._pending.append(written(self._open, RdfFormat.N_QUADS))
            twin.close()

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def with_functions(
        self, functions: Mapping[str, Callable[..., Term | None]]
    ) -> "OxigraphStore":
        """Return the same store for reading, whose queries may call functions (by IRI)."""
        view = copy(self)
        view._functions = functions
        return view

    def select(
        self, sparql: str, bindings: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Yield the rows of a SELECT query as plain strings; unbound variables are absent.

        `bindings` gives IRIs to variables. Raises `QueryInvalid`.
        """
        nodes = {name: NamedNode(value) for name, value in (bindings or {}).items()}
        answer = self._query(values_first(sparql, nodes), nodes)
        if not isinstance(answer, QuerySolutions):
            raise QueryInvalid("rows are wanted, so the query must be a SELECT")
        names = [(variable.value, variable) for variable in answer.variables]
        rows: list[Mapping[str, str]] = []
        try:
            for solution in answer:
                values = ((name, solution[variable]) for name, variable in names)
                rows.append({name: plain(value) for name, value in values if value is not None})
        except OSError as error:
            _damaged(self._place, error)
        except RuntimeError as error:
            raise QueryInvalid(f"the query cannot be evaluated: {error}") from error
        return iter(rows)

    def answer(self, sparql: str, media_type: str) -> bytes:
        """Answer any query form, serialised as `media_type`.

        SELECT and ASK give SPARQL results (JSON, XML, CSV, TSV), CONSTRUCT and DESCRIBE give
        RDF (Turtle, N-Triples, RDF/XML, JSON-LD, TriG, N-Quads). Raises `QueryInvalid` also
        where the media type does not fit the query form.
        """
        rows, rdf = media_formats(media_type)
        answer = self._query(sparql, None)
        try:
            if isinstance(answer, QueryTriples):
                if rdf is None:
                    raise QueryInvalid(f"a CONSTRUCT or DESCRIBE query has no {media_type} answer")
                return written(dict.fromkeys(answer), rdf)
            if rows is None:
                raise QueryInvalid(f"a SELECT or ASK query has no {media_type} answer")
            return answer.serialize(format=rows) or b""
        except OSError as error:
            _damaged(self._place, error)
        except RuntimeError as error:
            raise QueryInvalid(f"the query cannot be evaluated: {error}") from error

    def table(self, sparql: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Answer any query form as a header and rows of plain strings.

        ASK gives one cell, CONSTRUCT and DESCRIBE a row per triple. Raises `QueryInvalid`.
        """
        return self._cells(sparql, None, plain)

    def values(
        self, sparql: str, bindings: Mapping[str, object] | None = None
    ) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
        """Answer any query form as a header and rows of Python values: see `bindings.value_of`.

        `bindings` gives values to variables: see `bindings.term_of`. Raises `QueryInvalid`, and
        `InputError` for a value that no term can hold.
        """
        terms = {name: term_of(value) for name, value in (bindings or {}).items()}
        return self._cells(sparql, terms, value_of)

    def _cells(
        self, sparql: str, terms: Mapping[str, Term] | None, read: Callable[..., Cell]
    ) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
        answer = self._query(sparql, terms)
        try:
            if isinstance(answer, QueryTriples):
                triples = dict.fromkeys(answer)
                rows = tuple((read(t.subject), read(t.predicate), read(t.object)) for t in triples)
                return ("subject", "predicate", "object"), rows
            if isinstance(answer, QuerySolutions):
                header = tuple(variable.value for variable in answer.variables)
                return header, tuple(tuple(map(read, solution)) for solution in answer)
            return ("answer",), ((read(Literal(bool(answer))),),)
        except OSError as error:
            _damaged(self._place, error)
        except RuntimeError as error:
            raise QueryInvalid(f"the query cannot be evaluated: {error}") from error

    def count(self) -> int:
        """Return the number of triples in the union of all graphs."""
        [row] = self.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        return int(row["n"])

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        return tuple(sorted(plain(name) for name in self._settled.named_graphs()))

    def union(self) -> Iterator[Triple]:
        """Yield every triple of the union, each of them once, in no particular order."""
        where = DefaultGraph() if self._union_is_kept else None
        for quad in self._settled.quads_for_pattern(None, None, None, where):
            yield quad.triple

    def quads(self) -> Iterator[Quad]:
        """Yield the quads of the named graphs, and the triples that only the default has."""
        store = self._settled
        for quad in store:
            if _is_named(quad) or not self._union_is_kept:
                yield quad
                continue
            same = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if not any(_is_named(other) for other in same):
                yield quad

    def _query(self, sparql: str, terms: Mapping[str, Term] | None) -> _Answer:
        store = self._settled

        def evaluate(text: str, substitutions: Mapping[str, Term]) -> _Answer:
            return store.query(
                refuse_outside(text),
                prefixes=PREFIXES,
                # The union would put aside what FROM says.
                use_default_graph_as_union=not self._union_is_kept and not names_graphs(text),
                substitutions={Variable(name): term for name, term in substitutions.items()},
                custom_functions={NamedNode(n): call for n, call in self._functions.items()},
            )

        try:
            return bound(evaluate, sparql, terms or {})
        except SyntaxError as error:
            raise QueryInvalid(explain(sparql, str(error))) from error
        except OSError as error:
            _damaged(self._place, error)
        except (RuntimeError, ValueError) as error:
            raise QueryInvalid(f"the query cannot be evaluated: {error}") from error


def keeps_union(store: Store) -> bool:
    """Tell whether a store's default graph repeats what its named graphs say."""
    for name in store.named_graphs():
        for quad in store.quads_for_pattern(None, None, None, name):
            return _at(quad.triple, DefaultGraph()) in store
    return False


def _is_named(quad: Quad) -> bool:
    return not isinstance(quad.graph_name, DefaultGraph)


def _at(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def plain(term: NamedNode | Literal | BlankNode | Triple | DefaultGraph | None) -> str:
    """Return a term as a plain string: an IRI, or a literal's text."""
    if term is None or isinstance(term, DefaultGraph):
        return ""
    return str(term) if isinstance(term, Triple) else term.value


def _damaged(place: str, error: Exception) -> NoReturn:
    raise KnowledgeBaseDamaged(
        f"{place}: the graph cannot be read or written ({error}); build the knowledge base again"
    ) from error
