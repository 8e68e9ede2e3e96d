"""The knowledge graph: values to triples, SHACL, the stores that answer SPARQL, its exports.

Names are loaded when they are asked for, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from talkgraph.graph.conclusions import (
        assignment_triples,
        people_triples,
        similarity_triples,
        theme_triples,
    )
    from talkgraph.graph.descriptions import dataset_triples, vocabulary_triples
    from talkgraph.graph.exports import as_rdflib_dataset, export
    from talkgraph.graph.oxigraph_store import OxigraphStore
    from talkgraph.graph.rdflib_store import RdflibStore
    from talkgraph.graph.safety import refuse_outside
    from talkgraph.graph.shacl import validate_graph
    from talkgraph.graph.triples import SourceFacts, shared_triples, source_facts, source_triples

_HOMES: Final = {
    "OxigraphStore": "oxigraph_store",
    "RdflibStore": "rdflib_store",
    "SourceFacts": "triples",
    "as_rdflib_dataset": "exports",
    "assignment_triples": "conclusions",
    "dataset_triples": "descriptions",
    "export": "exports",
    "people_triples": "conclusions",
    "refuse_outside": "safety",
    "shared_triples": "triples",
    "similarity_triples": "conclusions",
    "source_facts": "triples",
    "source_triples": "triples",
    "theme_triples": "conclusions",
    "validate_graph": "shacl",
    "vocabulary_triples": "descriptions",
}

__all__ = [
    "OxigraphStore",
    "RdflibStore",
    "SourceFacts",
    "as_rdflib_dataset",
    "assignment_triples",
    "dataset_triples",
    "export",
    "people_triples",
    "refuse_outside",
    "shared_triples",
    "similarity_triples",
    "source_facts",
    "source_triples",
    "theme_triples",
    "validate_graph",
    "vocabulary_triples",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the kinds differ, type checkers see above
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"talkgraph.graph.{_HOMES[name]}"), name)
