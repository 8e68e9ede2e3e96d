"""The plain twin of the graph store: rdflib in memory, for tests to compare answers with."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.errors import AnswerTooLarge, NoSuchAnswer, QueryInvalid
from talkgraph.graph.exports import well_formed
from talkgraph.graph.sparql.bindings import Term, in_every_group, takes_away, term_of
from talkgraph.graph.sparql.safety import without_silent
from talkgraph.model.names import PREFIXES
from talkgraph.protocols import Answer, AnswerForm, GraphChoice, Question, Rows

if TYPE_CHECKING:
    from rdflib import Dataset

_ROWS: Final = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
}
_RDF: Final = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "turtle",
    "application/n-quads": "nt",
}


class RdflibStore:
    """Holds named graphs in an rdflib `Dataset`: a `GraphWriter` and a `GraphReader` in one.

    It is slow and obviously right. It answers in fewer formats than `OxigraphStore` (no TSV)
    and refuses `FROM`, because rdflib may fetch what that names.
    """

    def __init__(self) -> None:
        """Start empty."""
        from talkgraph.graph.rdflib_terms import QuietDataset

        with _quietly():
            self._dataset = QuietDataset(default_union=True)

    # ── writing ──────────────────────────────────────────────────────────────────────────────

    def load(self, graph: str | None, triples: Iterable[Triple]) -> int:
        """Add triples to a graph, except those that another graph has."""
        from talkgraph.graph.rdflib_terms import as_rdflib

        count = 0
        with _quietly():
            held = self._graph(graph)
            for triple in triples:
                if (same := as_rdflib(triple)) in held or same not in self._dataset:
                    held.add(same)
                    count += 1
        return count

    def tells_of(self, iri: str) -> bool:
        """Tell whether a triple has this subject."""
        from rdflib import URIRef

        with _quietly():
            return (URIRef(iri), None, None) in self._dataset

    def publish(self) -> None:
        """Keep everything as it is: there is nothing to finish."""

    def _graph(self, graph: str | None) -> Any:  # noqa: ANN401 - an rdflib Graph
        from rdflib import URIRef

        return self._dataset.default_graph if graph is None else self._dataset.graph(URIRef(graph))

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def select(
        self, sparql: str, bindings: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Yield the rows of a SELECT query as plain strings; unbound variables are absent."""
        terms = {name: NamedNode(value) for name, value in (bindings or {}).items()}
        with _quietly():
            result = self._query(Question(sparql=sparql, bindings=terms))
            if result.type != "SELECT":
                raise QueryInvalid("rows are wanted, so the query must be a SELECT")
            named = [row.asdict() for row in result]
        return iter([{str(name): str(value) for name, value in row.items()} for row in named])

    def rows(self, question: Question) -> Rows:
        """Answer any query form as terms."""
        with _quietly():
            result = self._query(question)
            is_graph = result.type in ("CONSTRUCT", "DESCRIBE")
            if result.type == "ASK":
                rows: list[Any] = [(result.askAnswer,)]
                header: tuple[str, ...] = ("answer",)
            elif is_graph:
                header, rows = ("subject", "predicate", "object"), [*result.graph]
            else:
                header, rows = tuple(map(str, result.vars)), [*result]
            terms = [[None if cell is None else _term(cell) for cell in row] for row in rows]
        return Rows(header=header, rows=iter(terms), is_graph=is_graph)

    def answer(self, question: Question, form: AnswerForm) -> Answer:
        """Answer any query form as text."""
        with _quietly():
            result = self._query(question)
            is_graph = result.type in ("CONSTRUCT", "DESCRIBE")
            media_type, formats = (form.graph, _RDF) if is_graph else (form.rows, _ROWS)
            if media_type is None or media_type not in formats:
                raise NoSuchAnswer(media_type, is_graph=is_graph)
            if form.most_rows is not None and result.type != "ASK" and len(result) > form.most_rows:
                raise AnswerTooLarge("rows", form.most_rows)
            content = bytes(result.serialize(format=formats[media_type]) or b"")
            if media_type.endswith("xml"):
                content = well_formed(content)
        if form.most_bytes is not None and len(content) > form.most_bytes:
            raise AnswerTooLarge("bytes", form.most_bytes)
        return Answer(content=content, is_graph=is_graph)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        default = self._dataset.default_graph.identifier
        found = (graph for graph in self._dataset.graphs() if graph.identifier != default)
        return tuple(sorted(str(graph.identifier) for graph in found if len(graph)))

    def scan(self, graph: str | None) -> Iterator[Triple]:
        """Yield the triples of a graph (`None`: the default graph), in no particular order."""
        return (Triple(*map(_term, triple)) for triple in self._graph(graph))

    def fitting(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        value: NamedNode | Literal | None = None,
    ) -> Iterator[Triple]:
        """Yield the triples of all graphs that have these terms, in no particular order."""
        wanted = (subject, predicate, value)
        for graph in (None, *self.graphs()):
            for triple in self.scan(graph):
                if all(w in (None, t) for w, t in zip(wanted, triple, strict=True)):
                    yield triple

    def dataset(self) -> "Dataset":
        """Return the store itself."""
        return self._dataset

    def _query(self, question: Question) -> Any:  # noqa: ANN401
        from pyparsing import ParseException
        from rdflib.plugins.sparql import prepareQuery

        from talkgraph.graph.rdflib_terms import rdflib_term

        sparql = without_silent(question.sparql)
        given: Mapping[str, Term] = question.bindings
        if takes_away(sparql):  # rdflib's own bindings are there for every MINUS
            for name, term in given.items():
                sparql = in_every_group(sparql, name, term)
            given = {}
        try:
            prepared = prepareQuery(sparql, initNs=PREFIXES, base=question.base)
        except Exception as error:
            kind = "cannot be read" if isinstance(error, ParseException) else "is not valid"
            raise QueryInvalid(f"the query {kind}: {error}; correct it") from error
        _refuse_outside(prepared.algebra)
        values: Any = {name: rdflib_term(value) for name, value in given.items()}
        seen = self._dataset if question.graphs is None else self._chosen(question.graphs)
        with ExitStack() as stack:
            for iri, call in question.functions.items():
                stack.enter_context(_function(iri, call))
            result: Any = seen.query(prepared, initBindings=values)
            len(result)  # read it now, while the functions are there
        return result

    def _chosen(self, graphs: GraphChoice) -> "Dataset":
        from rdflib import URIRef

        from talkgraph.graph.rdflib_terms import QuietDataset

        chosen = QuietDataset()
        for name in graphs.default:
            for triple in self._graph(name):
                chosen.default_graph.add(triple)
        for name in graphs.named:
            for triple in self._graph(name):
                chosen.graph(URIRef(name)).add(triple)
        return chosen


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep rdflib from warning that it uses what it has itself deprecated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


@contextmanager
def _function(iri: str, call: Callable[..., NamedNode | Literal | None]) -> Iterator[None]:
    """Let rdflib's queries call a function, for a while."""
    from rdflib import URIRef
    from rdflib.plugins.sparql.operators import (
        register_custom_function,
        unregister_custom_function,
    )
    from rdflib.plugins.sparql.sparql import SPARQLError

    from talkgraph.graph.rdflib_terms import rdflib_term

    def called(*terms: Any) -> Any:  # noqa: ANN401 - rdflib's terms
        value = call(*map(_term, terms))
        if value is None:
            raise SPARQLError(f"{iri} has no value")
        return rdflib_term(value)

    register_custom_function(URIRef(iri), called, override=True)
    try:
        yield
    finally:
        unregister_custom_function(URIRef(iri), called)


def _term(value: Any) -> Any:  # noqa: ANN401 - rdflib's terms, and Python's own for ASK
    from rdflib.term import BNode

    if isinstance(value, BNode):
        raise TypeError(f"a blank node: {value}")
    return term_of(value)


def _refuse_outside(algebra: Any) -> None:  # noqa: ANN401 - rdflib's algebra is dictionaries
    from rdflib.plugins.sparql.parserutils import CompValue

    waiting = [algebra]
    while waiting:
        node = waiting.pop()
        if isinstance(node, CompValue):
            if node.name == "ServiceGraphPattern":
                raise QueryInvalid(
                    "SERVICE is refused: a query may not contact other servers; leave it out"
                )
            if dict.get(node, "datasetClause"):
                raise QueryInvalid("FROM is refused by this store; leave it out")
            waiting += dict.values(node)
        elif isinstance(node, (list, tuple, set)):
            waiting += node
