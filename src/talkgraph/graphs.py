"""Every named graph of a knowledge base: from facts and analysis to a validated store.

One graph per source, and one each for the topics, their assignments, the people, the
similarities, the themes and the vocabulary; the default graph describes them (VoID).
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, Triple

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

Graphs = Mapping[str, Sequence[Triple]]
"""Triples by the name of a source or the IRI of a graph."""

Verdicts = dict[str, tuple[Diagnostic, ...]]
"""What SHACL said of a graph, by the graph's digest."""

_SIMILARITY_METHOD: Final = "aligned-passages"


def source_graphs(facts: Facts, names: Names) -> dict[str, Sequence[Triple]]:
    """Return what each kept source says, by the source's name."""
    return {event.source: source_triples(event, facts.people, names) for event in facts.events}


def derived_graphs(
    facts: Facts, analysis: Analysis, vocabulary: Path, names: Names
) -> dict[str, Sequence[Triple]]:
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


def validate(sourced: Graphs, known: Verdicts, progress: Progress = no_progress) -> Verdicts:
    """Hold the graph of every source (by the source's name) against the SHACL shapes.

    `known` are the verdicts of an earlier build; a graph whose digest is among them is not
    validated again.
    """
    shapes = ontology_file("shapes.ttl").read_bytes()
    verdicts: Verdicts = {}
    for done, (source, triples) in enumerate(sourced.items(), start=1):
        digest = _digest(shapes, triples)
        found = known.get(digest)
        verdicts[digest] = validate_graph(triples, source) if found is None else found
        progress("validating", done, len(sourced))
    return verdicts


def write_store(
    folder: Path, sourced: Graphs, derived: Graphs, names: Names, progress: Progress = no_progress
) -> int:
    """Write all graphs, and their description, to a new store; return the number of triples.

    `sourced` has the sources' graphs by the source's name, `derived` the others by their IRI.
    """
    sources = {names.source_graph(source): source for source in sourced}
    graphs = {**{graph: sourced[source] for graph, source in sources.items()}, **derived}
    counts = {graph: len(triples) for graph, triples in graphs.items()}
    store = OxigraphStore.create(folder)
    described = dataset_triples(counts, sources, names)
    store.load(Quad(t.subject, t.predicate, t.object) for t in described)
    for done, (graph, triples) in enumerate(graphs.items(), start=1):
        store.load_graph(graph, triples)
        progress("writing the graph", done, len(graphs))
    store.close()
    return sum(counts.values()) + len(described)


def _digest(shapes: bytes, triples: Sequence[Triple]) -> str:
    lines = "\n".join(sorted(map(str, triples)))
    return hashlib.sha256(shapes + lines.encode("utf-8", "surrogatepass")).hexdigest()
