"""Every named graph of a knowledge base: from facts and analysis to a validated store.

One graph per source, and one each for the topics, their assignments, the people, the
similarities, the themes and the vocabulary; the default graph describes them (VoID).
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.analysis import Analysis
from talkgraph.facts import Facts, Progress, no_progress
from talkgraph.graph import (
    OxigraphStore,
    assignment_triples,
    dataset_triples,
    people_triples,
    similarity_triples,
    source_triples,
    theme_triples,
    validate_graph,
    vocabulary_triples,
)
from talkgraph.model import Diagnostic
from talkgraph.names import Names
from talkgraph.resources import ontology_file

if TYPE_CHECKING:
    from pyoxigraph import Triple

Graphs = Mapping[str, "Sequence[Triple]"]
"""Triples by the IRI of their named graph."""

Verdicts = dict[str, tuple[Diagnostic, ...]]
"""What SHACL said of a graph, by the graph's digest."""

_SIMILARITY_METHOD: Final = "aligned-passages"


def source_graphs(facts: Facts, names: Names) -> dict[str, "Sequence[Triple]"]:
    """Return what each kept source says, by the source's name."""
    return {event.source: source_triples(event, facts.people, names) for event in facts.events}


def derived_graphs(
    facts: Facts, analysis: Analysis, vocabulary: Path, names: Names
) -> dict[str, "Sequence[Triple]"]:
    """Return what is concluded from all sources together, by graph."""
    return {
        names.graph("ontology"): vocabulary_triples(ontology_file("talkgraph.ttl")),
        names.graph("topics"): vocabulary_triples(vocabulary),
        names.graph("people"): people_triples(facts.people, facts.works, names),
        names.graph("assignments"): assignment_triples(analysis.assignments, names),
        names.graph("similarity"): similarity_triples(
            analysis.similarities, _SIMILARITY_METHOD, names
        ),
        names.graph("themes"): theme_triples(analysis.themes, names),
    }


def validate(
    sources: "Mapping[str, Sequence[Triple]]", known: Verdicts, progress: Progress = no_progress
) -> Verdicts:
    """Hold the graph of every source (by the source's name) against the SHACL shapes.

    `known` are the verdicts of an earlier build; a graph whose digest is among them is not
    validated again.
    """
    shapes = ontology_file("shapes.ttl").read_bytes()
    verdicts: Verdicts = {}
    for done, (source, triples) in enumerate(sources.items(), start=1):
        digest = _digest(shapes, triples)
        found = known.get(digest)
        verdicts[digest] = validate_graph(triples, source) if found is None else found
        progress("validating", done, len(sources))
    return verdicts


def write_store(folder: Path, graphs: Graphs, names: Names) -> int:
    """Write the graphs, and their description, to a new store; return the number of triples."""
    from pyoxigraph import NamedNode, Quad

    described = dataset_triples({graph: len(triples) for graph, triples in graphs.items()}, names)
    store = OxigraphStore.create(folder)
    store.load(Quad(t.subject, t.predicate, t.object) for t in described)
    for graph, triples in graphs.items():
        name = NamedNode(graph)
        store.load(Quad(t.subject, t.predicate, t.object, name) for t in triples)
    return store.close()


def _digest(shapes: bytes, triples: "Sequence[Triple]") -> str:
    lines = "\n".join(sorted(map(str, triples)))
    return hashlib.sha256(shapes + lines.encode("utf-8", "surrogatepass")).hexdigest()
