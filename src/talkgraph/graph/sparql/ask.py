"""Puts a question to an Oxigraph store, and reads the answer: as terms, or written as text.

Oxigraph's own union of graphs gives a triple twice that two graphs have, which none does: see
`protocols.GraphWriter`.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
    parse_query_results,
)

from talkgraph.errors import (
    AnswerTooLarge,
    KnowledgeBaseDamaged,
    KnowledgeBaseError,
    KnowledgeBaseRefused,
    NoSuchAnswer,
    QueryInvalid,
    because,
    is_not_allowed,
)
from talkgraph.graph.exports import well_formed, written
from talkgraph.graph.sparql.bindings import Term, bound
from talkgraph.graph.sparql.safety import explain, refuse_outside
from talkgraph.graph.sparql.tokens import ends_as_name, graphs_named, plain_names
from talkgraph.model.names import PREFIXES
from talkgraph.protocols import Answer, AnswerForm, Question, Rows

Found = QuerySolutions | QueryBoolean | QueryTriples
_SHORTEST_ROW: Final = 2


def ask(store: Store, question: Question, place: str) -> Found:
    """Start to answer a question, which sees its graphs, else what its FROM names, else all.

    Raises `QueryInvalid`, or `KnowledgeBaseDamaged`, which names the `place` of the store.
    """
    asked = plain_names(question.sparql)
    chosen = question.graphs or graphs_named(asked, question.base)

    def evaluate(sparql: str, substitutions: Mapping[str, Term]) -> Found:
        return store.query(
            refuse_outside(sparql),
            base_iri=question.base or None,
            prefixes=PREFIXES,
            use_default_graph_as_union=chosen is None,
            # Each once: a graph that is named twice would count twice.
            default_graph=None if chosen is None else [*map(NamedNode, {*chosen.default})],
            named_graphs=None if chosen is None else [*map(NamedNode, {*chosen.named})],
            substitutions={Variable(name): term for name, term in substitutions.items()},
            custom_functions={NamedNode(iri): call for iri, call in question.functions.items()},
        )

    with evaluating(place):
        try:
            return bound(evaluate, asked, question.bindings)
        except SyntaxError as error:
            raise QueryInvalid(explain(question.sparql, str(error))) from error


@contextmanager
def evaluating(place: str) -> Iterator[None]:
    """Say what went wrong while a query is evaluated, or its rows are read."""
    try:
        yield
    except OSError as error:
        raise damaged(place, error) from error
    except (RuntimeError, ValueError) as error:
        raise QueryInvalid(f"the query cannot be evaluated: {error}; correct it") from error


def damaged(place: str, error: Exception) -> KnowledgeBaseError:
    """Return the error of a store whose files cannot be read: damaged, or refused by the system."""
    if is_not_allowed(error):
        return KnowledgeBaseRefused(f"{place}: the graph cannot be read: {because(error)}")
    return KnowledgeBaseDamaged(
        f"{place}: the graph cannot be read ({error}); build the knowledge base again"
    )


def check_syntax(question: Question) -> None:
    """Raise `QueryInvalid` if a query cannot be read, or calls other functions than it may."""
    ask(Store(), question, "memory")


def rows_of(found: Found, place: str) -> Rows:
    """Return an answer as terms: see `Rows`."""
    is_graph = isinstance(found, QueryTriples)
    if isinstance(found, QuerySolutions):
        header: tuple[str, ...] = tuple(variable.value for variable in found.variables)
    else:
        header = ("subject", "predicate", "object") if is_graph else ("answer",)

    def read() -> Iterator[Any]:
        with evaluating(place):
            if isinstance(found, QueryTriples):
                yield from ((t.subject, t.predicate, t.object) for t in _once(found))
            elif isinstance(found, QuerySolutions):
                yield from map(tuple, found)
            else:
                yield (Literal(bool(found)),)

    return Rows(header=header, rows=read(), is_graph=is_graph)


def _once(triples: QueryTriples) -> Iterator[Triple]:
    seen: set[Triple] = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


def written_answer(found: Found, form: AnswerForm, place: str) -> Answer:
    """Return an answer as text; raises `NoSuchAnswer`, and `AnswerTooLarge` beyond its limits."""
    is_graph = isinstance(found, QueryTriples)
    media_type = form.graph if is_graph else form.rows
    with evaluating(place):
        if isinstance(found, QueryTriples):
            rdf = RdfFormat.from_media_type(media_type or "")
            if rdf is None:
                raise NoSuchAnswer(media_type, is_graph=True)
            return Answer(content=_written_graph(found, rdf, form), is_graph=True)
        results = QueryResultsFormat.from_media_type(media_type or "")
        if results is None:
            raise NoSuchAnswer(media_type, is_graph=False)
        return Answer(content=_written_rows(found, results, form), is_graph=False)


def _written_graph(found: QueryTriples, rdf: RdfFormat, form: AnswerForm) -> bytes:
    triples: dict[Triple, None] = {}
    for triple in found:
        triples[triple] = None
        if form.most_rows is not None and len(triples) > form.most_rows:
            raise AnswerTooLarge("rows", form.most_rows)
    if rdf == RdfFormat.RDF_XML:
        _refuse_nameless(triples)
    try:
        content = written(triples, rdf)
    except OSError as error:  # of the format: nothing is read any more
        raise QueryInvalid(f"the answer has no such form ({error}); ask for Turtle") from error
    return _in_bounds(content, form)


def _in_bounds(content: bytes, form: AnswerForm) -> bytes:
    if form.most_bytes is not None and len(content) > form.most_bytes:
        raise AnswerTooLarge("bytes", form.most_bytes)
    return content


def _refuse_nameless(triples: Iterable[Triple]) -> None:
    """Refuse properties that RDF/XML cannot write: it makes an element's name of their end."""
    for triple in triples:
        iri = triple.predicate.value
        if not ends_as_name(iri):
            raise QueryInvalid(f"RDF/XML has no way to write the property <{iri}>; ask for Turtle")
        if isinstance(triple.object, Triple):
            _refuse_nameless([triple.object])


def _written_rows(
    found: QuerySolutions | QueryBoolean, results: QueryResultsFormat, form: AnswerForm
) -> bytes:
    out = _Bounded(form.most_bytes)
    found.serialize(out, format=results)
    content = out.getvalue()
    if results == QueryResultsFormat.XML:
        content = _in_bounds(well_formed(content), form)
    if isinstance(found, QuerySolutions) and form.most_rows is not None:
        # Counted afterwards, because most answers are too short to have too many rows.
        is_long = len(content) > form.most_rows * _SHORTEST_ROW
        if is_long and _count(content, results) > form.most_rows:
            raise AnswerTooLarge("rows", form.most_rows)
    return content


class _Bounded(io.BytesIO):
    """Takes so many bytes, and no more."""

    def __init__(self, most: int | None) -> None:
        super().__init__()
        self._most = most
        self._held = 0

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - a buffer
        self._held += len(data)
        if self._most is not None and self._held > self._most:
            raise AnswerTooLarge("bytes", self._most)
        return super().write(data)


def _count(content: bytes, form: QueryResultsFormat) -> int:
    """Return how many rows a written answer has."""
    if form == QueryResultsFormat.CSV:
        # Between quotation marks a line end is a part of a cell.
        return sum(part.count(b"\n") for part in content.split(b'"')[::2]) - 1
    if form == QueryResultsFormat.TSV:
        return content.count(b"\n") - 1
    found = parse_query_results(content, format=form)
    return sum(1 for _ in found) if isinstance(found, QuerySolutions) else 1
