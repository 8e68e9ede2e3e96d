"""Every named graph of a knowledge base: from facts and analysis to a validated store.

One graph per source, one for what several events share, and one each for the topics, their
assignments, the people, the similarities, the themes and the vocabulary. Triples are made where
they are used and let go again: together they take more memory than everything else in a build.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Triple

from talkgraph.conclusions.topics import Vocabulary, parsed, vocabulary_files
from talkgraph.graph.shacl import keeps_shapes, validate_graph
from talkgraph.graph.store import create_graph
from talkgraph.graph.write.concepts import used_concepts
from talkgraph.graph.write.conclusions import (
    assignment_triples,
    people_triples,
    similarity_triples,
    theme_triples,
)
from talkgraph.graph.write.contradictions import contradiction_triples
from talkgraph.graph.write.dataset import CLOCK, Contents, Making, clock_triples, describe
from talkgraph.graph.write.former import former_triples
from talkgraph.graph.write.organizations import organization_triples
from talkgraph.graph.write.outward import outward_triples
from talkgraph.graph.write.proposals import proposal_triples
from talkgraph.graph.write.source import SourceFacts, shared_triples, source_facts
from talkgraph.graph.write.terms import Triples, skos
from talkgraph.graph.write.told.places import place_triples
from talkgraph.knowledge.build.conclude import Analysis
from talkgraph.knowledge.build.former import FormerIris
from talkgraph.knowledge.build.outward import settled, subjects_in
from talkgraph.knowledge.build.sources import Facts, Progress, no_progress
from talkgraph.model import Diagnostic, FormerIri
from talkgraph.model.links import LinkFile
from talkgraph.model.names import Names
from talkgraph.settings import ontology_file
from talkgraph.sources.collector import circles_collected


def vocabulary_triples(path: Path) -> Triples:
    """Return the triples of a file, or of those in a folder: the topics, the ontology.

    What has blank nodes, which a knowledge base does not keep, is left out. Raises
    `VocabularyInvalid` if a file cannot be read, or is not what its ending says.
    """
    return list(dict.fromkeys(t for file in vocabulary_files(path) for t in _triples_of(file)))


def _triples_of(path: Path) -> Iterator[Triple]:
    for quad in parsed(path):
        if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode):
            yield quad.triple


def topic_triples(vocabulary: Vocabulary) -> Triples:
    """Return the triples of all files of the topics, and which concepts are part of which."""
    triples = [triple for path in vocabulary.paths for triple in vocabulary_triples(path)]
    for iri, topic in vocabulary.present.items():
        triples.append(Triple(NamedNode(iri), skos["exactMatch"], NamedNode(topic)))
    return list(dict.fromkeys(triples))


Derived = Mapping[str, Callable[[], Iterable[Triple]]]
"""What makes the triples of each graph, by the graph's IRI."""

Verdicts = dict[str, tuple[Diagnostic, ...]]
"""What SHACL said of each graph that had to be judged, by the graph's digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the sources of each event say, with the first one's name; said anew at every pass."""

    facts: Facts
    names: Names

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.facts.events)

    def __iter__(self) -> Iterator[tuple[str, SourceFacts]]:
        """Yield what the sources of every event say, in order of the first one's name."""
        for event in self.facts.events:
            yield (
                event.source,
                source_facts(event, self.facts.people, self.names, self.facts.organizations),
            )


def derived_graphs(
    analysis: Analysis,
    vocabulary: Vocabulary,
    names: Names,
    links: Sequence[LinkFile] = (),
) -> Derived:
    """Return what makes the graphs that are not facts: the vocabularies, and what follows.

    Of the topics those are written that something has, or that a link of the user tells of.
    """
    used = {each.topic for each in analysis.assignments}
    used.update(iri for each in analysis.proposals for iri in each.topic.broader)
    used.update(iri for file in links for link in file.links for iri in (link.subject, link.target))
    used.update([iri for iri, topic in vocabulary.present.items() if topic in used])
    return {
        names.graph("ontology"): lambda: vocabulary_triples(ontology_file("talkgraph.ttl")),
        names.graph("topics"): lambda: used_concepts(topic_triples(vocabulary), used),
        names.graph("assignments"): lambda: assignment_triples(analysis.assignments, names),
        names.graph("similarity"): lambda: similarity_triples(
            analysis.similarities, analysis.nearest, names
        ),
        names.graph("themes"): lambda: theme_triples(analysis.themes, names),
        names.graph("proposals"): lambda: proposal_triples(analysis.proposals, names),
        **{names.links_graph(file.source): partial(outward_triples, file, names) for file in links},
    }


def settled_links(
    given: Sequence[LinkFile],
    told: Told,
    analysis: Analysis,
    vocabulary: Vocabulary,
    former: Iterable[FormerIri] = (),
) -> tuple[tuple[LinkFile, ...], tuple[Diagnostic, ...]]:
    """Return the links that a user gave of things that there are, and name the others.

    Themes and topics of the vocabulary are things, too, which may be called by `former` IRIs.
    """
    if not given:
        return (), ()
    names, facts = told.names, told.facts

    def described() -> Iterator[Triple]:
        yield from people_triples(facts.people, facts.works, names)
        for _, said in told:
            yield from said.own
            yield from said.shared
        yield from organization_triples(facts.organizations, names)
        yield from place_triples(facts.events, names)
        yield from theme_triples(analysis.themes, names)
        yield from topic_triples(vocabulary)

    present = {
        names.person(alias): names.person(person.slug)
        for person in facts.people.people
        for alias in person.aliases
    }
    present |= {names.whole(row.former): names.whole(row.present) for row in former}
    subjects = subjects_in(described(), names, present)
    found = [settled(file, subjects) for file in given]
    return tuple(file for file, _ in found), tuple(each for _, odd in found for each in odd)


def validate(told: Told, known: Verdicts, progress: Progress = no_progress) -> Verdicts:
    """Hold what is said of every event against the SHACL shapes, by all its sources together.

    What keeps the shapes surely has no verdict. `known` are the verdicts of an earlier build; what
    has a digest among them is not judged again.
    """
    shapes = ontology_file("shapes.ttl").read_bytes()
    verdicts: Verdicts = {}
    for done, (source, said) in enumerate(told, start=1):
        triples = [*said.own, *said.shared]
        if not keeps_shapes(triples):
            digest = _digest(shapes, triples)
            found = known.get(digest)
            if found is None:
                with circles_collected():
                    found = validate_graph(triples, source)
            verdicts[digest] = found
        progress("validating", done, len(told))
    return verdicts


def write_store(
    folder: Path,
    told: Told,
    derived: Derived,
    making: Making,
    progress: Progress = no_progress,
    former: FormerIris | None = None,
) -> int:
    """Write all graphs, and their description, to a new store; return the number of triples.

    One graph has who is who and which talks are one, one has where people work, and one where the
    events are that do not say it. One more has what several sources may say alike (of accounts,
    hashtags and series), unless it is said of a person. The graph of a source that tells of
    several events grows with each of them. The last graph tells what `former` IRIs are called
    now, if there are any. When the build ran is in one more, whose triples do not count.
    """
    names = told.names
    past = former or FormerIris((), names)
    store = create_graph(folder)
    contents = Contents(roots=tuple(sorted(names.event(e.slug) for e in told.facts.events)))
    shared: set[Triple] = set()
    tellings = Counter(name for event in told.facts.events for name in event.sources)
    described: dict[str, set[Triple]] = {name: set() for name, n in tellings.items() if n > 1}
    places = place_triples(told.facts.events, names)
    steps = tellings.total() + 4 + bool(places) + len(derived)
    done = 0

    def load(graph: str, triples: Iterable[Triple]) -> None:
        nonlocal done
        contents.load(store, graph, past.watch(triples))
        done += 1
        progress("writing the graph", done, steps)

    for _, said in told:
        shared.update(said.shared)
        for source, triples in said.by_source.items():
            graph = names.source_graph(source)
            contents.sources[graph] = source
            if source in described:
                triples = _not_described(source, names, triples, described[source])
            load(graph, triples)
    people = people_triples(told.facts.people, told.facts.works, names)
    load(names.graph("people"), people)
    organizations = organization_triples(told.facts.organizations, names)
    load(names.graph("organizations"), organizations)
    load(names.graph("shared"), shared_triples(shared, (*people, *organizations)))
    load(names.graph("contradictions"), contradiction_triples(told.facts.events, names))
    if places:
        load(names.graph("places"), shared_triples(places, shared))
    of_links = {names.links_graph(name): name for name in making.sources}
    for graph, make in derived.items():
        if graph in of_links:
            contents.sources[graph] = of_links[graph]
        load(graph, make())
    if settled := past.settled():
        triples = former_triples(settled.replaced, settled.revised)
        contents.load(store, names.graph("former"), triples)
    describe(store, contents, making, names)
    store.load(names.graph(CLOCK), clock_triples(making, names))
    store.publish()
    return contents.triples


def _not_described(source: str, names: Names, triples: Triples, described: set[Triple]) -> Triples:
    """Return what is said for one more event, without what describes the `source` again.

    The events of one source have nothing in common but this: the source, and places in it.
    """
    version = names.version(source)
    places = (names.source(source), version, f"{version}#")
    about = [t for t in triples if _is_of(t, places)]
    again = described.intersection(about)
    described.update(about)
    return [triple for triple in triples if triple not in again] if again else triples


def _is_of(triple: Triple, places: tuple[str, str, str]) -> bool:
    node = triple.subject
    if not isinstance(node, NamedNode):
        return False
    source, version, place = places
    return node.value in (source, version) or node.value.startswith(place)


def _digest(shapes: bytes, triples: Sequence[Triple]) -> str:
    lines = "\n".join(sorted(map(str, triples)))
    return hashlib.sha256(shapes + lines.encode("utf-8", "surrogatepass")).hexdigest()
