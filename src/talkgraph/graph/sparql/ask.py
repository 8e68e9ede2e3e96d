"""Puts a query to an Oxigraph store: which graphs it sees, and what its errors say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
)

from talkgraph.errors import KnowledgeBaseDamaged, QueryInvalid
from talkgraph.graph.sparql.bindings import Term
from talkgraph.graph.sparql.safety import explain, refuse_outside
from talkgraph.graph.sparql.tokens import names_graphs
from talkgraph.model.names import PREFIXES

Answer = QuerySolutions | QueryBoolean | QueryTriples
Functions = Mapping[str, Callable[..., Term | None]]
"""Functions that a query may call, by IRI: from terms to a term, or to `None` for an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphChoice:
    """The graphs (IRIs) that a query asks, whatever it says itself: SPARQL Protocol, 2.1.4."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def ask(
    store: Store,
    sparql: str,
    *,
    place: str | Path,
    union: bool,
    graphs: GraphChoice | None = None,
    functions: Functions | None = None,
) -> Answer:
    """Start to answer a query, which sees the `graphs`, else what its FROM names, else all.

    `union` tells that the store makes the union of all graphs itself. Raises `QueryInvalid`,
    or `KnowledgeBaseDamaged`, which names the `place` of the store.
    """
    try:
        return store.query(
            refuse_outside(sparql),
            prefixes=PREFIXES,
            use_default_graph_as_union=union and graphs is None and not names_graphs(sparql),
            default_graph=None if graphs is None else [*map(NamedNode, graphs.default)],
            named_graphs=None if graphs is None else [*map(NamedNode, graphs.named)],
            custom_functions={NamedNode(iri): call for iri, call in (functions or {}).items()},
        )
    except SyntaxError as error:
        raise QueryInvalid(explain(sparql, str(error))) from error
    except OSError as error:
        raise KnowledgeBaseDamaged(
            f"{place}: the graph cannot be read ({error}); build the knowledge base again"
        ) from error
    except (RuntimeError, ValueError) as error:
        raise QueryInvalid(f"the query cannot be evaluated: {error}") from error


def check_syntax(sparql: str, functions: Functions) -> None:
    """Raise `QueryInvalid` if a query cannot be read, or calls other functions."""
    ask(Store(), sparql, place="memory", union=False, functions=functions)
