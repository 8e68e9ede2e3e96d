"""The graph store on Oxigraph: on disk for a knowledge base, in memory for what is transient.

Oxigraph's own union of graphs gives a row twice when two graphs say the same, so counts would
be wrong wherever two sources name one account. Here the default graph holds the union itself,
each triple once, beside the named graphs; it is what queries see.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice, takewhile
from pathlib import Path
from typing import Final, NoReturn

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
    serialize,
)

from talkgraph.errors import KnowledgeBaseDamaged, QueryInvalid
from talkgraph.graph.safety import original_column, refuse_outside
from talkgraph.names import PREFIXES

_CHUNK: Final = 200_000
_WITH_PREFIXES: Final = (RdfFormat.TURTLE, RdfFormat.TRIG)
_POSITION: Final = re.compile(r"error at (\d+):(\d+): ?(.*)", re.DOTALL)
_Answer = QuerySolutions | QueryBoolean | QueryTriples


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
        given = 0
        rest = iter(quads)
        while chunk := list(islice(rest, _CHUNK)):
            given += len(chunk)
            self._bulk(
                written(chunk, RdfFormat.N_QUADS)
                + written((quad.triple for quad in chunk), RdfFormat.N_TRIPLES)
            )
        return given

    def load_graph(self, graph: str, triples: Iterable[Triple]) -> int:
        """Add many triples to one named graph; faster than `load`."""
        given = 0
        rest = iter(triples)
        name = f" <{NamedNode(graph).value}> .\n".encode()
        while chunk := list(islice(rest, _CHUNK)):
            given += len(chunk)
            lines = written(chunk, RdfFormat.N_TRIPLES)
            self._bulk(lines + lines.replace(b" .\n", name))
        return given

    def _bulk(self, data: bytes) -> None:
        try:
            # The terms were checked when they were made; checking them again costs a third.
            self._open.bulk_load(data, format=RdfFormat.N_QUADS, lenient=True)
        except OSError as error:
            _damaged(self._place, error)

    def replace(self, graph: str, triples: Iterable[Triple]) -> int:
        """Make the named graph hold exactly these triples; return how many there are."""
        store, name = self._open, NamedNode(graph)
        old = {quad.triple for quad in store.quads_for_pattern(None, None, None, name)}
        new = dict.fromkeys(triples)
        for triple in old:
            if triple not in new:
                self._withdraw(triple, name)
        added = [triple for triple in new if triple not in old]
        store.extend(_at(triple, where) for triple in added for where in (name, DefaultGraph()))
        if new:
            store.add_graph(name)
        else:
            store.remove_graph(name)
        return len(new)

    def _withdraw(self, triple: Triple, graph: NamedNode) -> None:
        store = self._open
        store.remove(_at(triple, graph))
        said_by = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        if all(isinstance(quad.graph_name, DefaultGraph) for quad in said_by):
            store.remove(_at(triple, DefaultGraph()))

    def close(self) -> None:
        """Finish writing and let go of the files; the store cannot be used afterwards."""
        if self._store is not None:
            with suppress(RuntimeError):  # opened for reading: there is nothing to write
                self._store.flush()
            self._store = None

    def snapshot(self, folder: Path) -> None:
        """Write a consistent copy of the store to a new folder."""
        if folder.exists():
            raise FileExistsError(f"{folder}: the folder for a copy of the graph exists already")
        try:
            self._open.backup(folder)
        except OSError as error:
            _damaged(self._place, error)
        except (RuntimeError, ValueError):  # in memory: there are no files to copy
            copy = OxigraphStore.create(folder)
            copy._bulk(written(self._open, RdfFormat.N_QUADS))
            copy.close()

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def select(
        self, sparql: str, bindings: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Yield the rows of a SELECT query as plain strings; unbound variables are absent.

        `bindings` gives IRIs to variables that the query selects. Raises `QueryInvalid`.
        """
        answer = self._query(sparql, bindings)
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

    def count(self) -> int:
        """Return the number of triples in the union of all graphs."""
        [row] = self.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        return int(row["n"])

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        return tuple(sorted(plain(name) for name in self._open.named_graphs()))

    def union(self) -> Iterator[Triple]:
        """Yield every triple of the union, each of them once, in no particular order."""
        for quad in self._open.quads_for_pattern(None, None, None, DefaultGraph()):
            yield quad.triple

    def quads(self) -> Iterator[Quad]:
        """Yield the quads of the named graphs, and the triples that only the default has."""
        store = self._open
        for name in self.graphs():
            yield from store.quads_for_pattern(None, None, None, NamedNode(name))
        for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
            same = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if all(isinstance(other.graph_name, DefaultGraph) for other in same):
                yield quad

    def _query(self, sparql: str, bindings: Mapping[str, str] | None) -> _Answer:
        store = self._open
        try:
            return store.query(
                refuse_outside(sparql),
                prefixes=PREFIXES,
                substitutions={
                    Variable(name): NamedNode(value) for name, value in (bindings or {}).items()
                },
            )
        except SyntaxError as error:
            raise QueryInvalid(explain(sparql, str(error))) from error
        except OSError as error:
            _damaged(self._place, error)
        except (RuntimeError, ValueError) as error:
            raise QueryInvalid(f"the query cannot be evaluated: {error}") from error


def written(statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat) -> bytes:
    """Return triples or quads as text in an RDF format, with the usual prefixes in order."""
    text = serialize(statements, format=form, prefixes=PREFIXES) or b""
    if form not in _WITH_PREFIXES:
        return text
    lines = text.splitlines(keepends=True)
    # The serialiser declares the prefixes in another order in every process.
    head = sum(1 for _ in takewhile(lambda line: line.startswith(b"@prefix "), lines))
    return b"".join([*sorted(lines[:head]), *lines[head:]])


def _at(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def plain(term: NamedNode | Literal | BlankNode | Triple | None) -> str:
    """Return a term as a plain string: an IRI, or a literal's text."""
    return "" if term is None else str(term) if isinstance(term, Triple) else term.value


def media_formats(media_type: str) -> tuple[QueryResultsFormat | None, RdfFormat | None]:
    """Return the formats of that media type for rows and for RDF; one of the two is there.

    Raises `QueryInvalid` for a media type that no answer has.
    """
    rows = QueryResultsFormat.from_media_type(media_type)
    rdf = RdfFormat.from_media_type(media_type)
    if rows is None and rdf is None:
        raise QueryInvalid(f"no answer can be given as {media_type}")
    return rows, rdf


def explain(sparql: str, message: str) -> str:
    """Return a parser's complaint with the line and column of the query as it was given.

    >>> explain("SELECT", "error at 1:7: expected one of [*], [$]")
    'line 1, column 7: the query cannot be read from here on'
    """
    match = _POSITION.match(message)
    if match is None:
        return f"the query cannot be read: {message}"
    line, column = int(match.group(1)), int(match.group(2))
    column = original_column(sparql, line, column)
    where = f"line {line}, column {column}"
    if "Prefix not found" in match.group(3):
        return f"{where}: a prefix is used that is not declared (PREFIX name: <...>)"
    if "IRI parsing failed" in match.group(3):
        return f"{where}: an IRI is relative or malformed; write it in full"
    return f"{where}: the query cannot be read from here on"


def _damaged(place: str, error: Exception) -> NoReturn:
    raise KnowledgeBaseDamaged(
        f"{place}: the graph cannot be read or written ({error}); build the knowledge base again"
    ) from error
