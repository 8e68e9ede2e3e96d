"""Every named graph of a knowledge base: from facts and analysis to a validated store.

One graph per source, one for what several sources share, and one each for the topics, their
assignments, the people, the similarities, the themes and the vocabulary; the default graph
describes them (VoID).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, Triple

from talkgraph.analysis import Analysis
from talkgraph.facts import Facts, Progress, no_progress
from talkgraph.graph import (
    OxigraphStore,
    SourceFacts,
    assignment_triples,
    dataset_triples,
    people_triples,
    shared_triples,
    similarity_triples,
    source_facts,
    theme_triples,
    validate_graph,
    vocabulary_triples,
)
from talkgraph.model import Diagnostic
from talkgraph.names import Names
from talkgraph.resources import ontology_file

Verdicts = dict[str, tuple[Diagnostic, ...]]
"""What SHACL said of a graph, by the graph's digest."""

_SIMILARITY_METHOD: Final = "aligned-passages"


def tell(facts: Facts, names: Names) -> dict[str, SourceFacts]:
    """Return what each kept source says, by the source's name."""
    return {event.source: source_facts(event, facts.people, names) for event in facts.events}


def derived_graphs(
    told: Iterable[SourceFacts], facts: Facts, analysis: Analysis, vocabulary: Path, names: Names
) -> dict[str, Sequence[Triple]]:
    """Return what belongs to no single source, by graph.

    That is what several sources share (accounts, organizations, hashtags, series) and what is
    concluded from all of them together.
    """
    people = people_triples(facts.people, facts.works, names)
    return {
        names.graph("shared"): shared_triples(told, people),
        names.graph("ontology"): vocabulary_triples(ontology_file("talkgraph.ttl")),
        names.graph("topics"): vocabulary_triples(vocabulary),
        names.graph("people"): people,
        names.graph("assignments"): assignment_triples(analysis.assignments, names),
        names.graph("similarity"): similarity_triples(
            analysis.similarities, _SIMILARITY_METHOD, names
        ),
        names.graph("themes"): theme_triples(analysis.themes, names),
    }


def validate(
    told: Mapping[str, SourceFacts], known: Verdicts, progress: Progress = no_progress
) -> Verdicts:
    """Hold what every source says (by the source's name) against the SHACL shapes.

    `known` are the verdicts of an earlier build; a graph whose digest is among them is not
    validated again.
    """
    shapes = ontology_file("shapes.ttl").read_bytes()
    verdicts: Verdicts = {}
    for done, (source, said) in enumerate(told.items(), start=1):
        triples = [*said.own, *said.shared]
        digest = _digest(shapes, triples)
        found = known.get(digest)
        verdicts[digest] = validate_graph(triples, source) if found is None else found
        progress("validating", done, len(told))
    return verdicts


def write_store(
    folder: Path,
    told: Mapping[str, SourceFacts],
    derived: Mapping[str, Sequence[Triple]],
    names: Names,
    progress: Progress = no_progress,
) -> int:
    """Write all graphs, and their description, to a new store; return the number of triples.

    `told` has the sources' own graphs by the source's name, `derived` the others by their IRI.
    """
    sources = {names.source_graph(source): source for source in told}
    graphs = {**{graph: told[source].own for graph, source in sources.items()}, **derived}
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
