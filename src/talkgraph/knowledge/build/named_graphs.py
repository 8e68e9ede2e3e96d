"""What is in every named graph of a knowledge base: from facts and analysis to triples.

One graph per source, one for what several events share, and one each for the topics, their
assignments, the people, the similarities, the themes and the vocabulary. Triples are made where
they are used and let go again: together they take more memory than everything else in a build.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Triple

from talkgraph.conclusions.topics import Vocabulary, parsed, vocabulary_files
from talkgraph.graph.write.concepts import used_concepts
from talkgraph.graph.write.conclusions import people_triples, theme_triples
from talkgraph.graph.write.organizations import organization_triples
from talkgraph.graph.write.outward import outward_triples
from talkgraph.graph.write.proposals import proposal_triples
from talkgraph.graph.write.source import SourceFacts, facts_of
from talkgraph.graph.write.terms import Triples, skos
from talkgraph.graph.write.told.known import Known
from talkgraph.graph.write.told.places import place_triples
from talkgraph.knowledge.build.conclude import Analysis
from talkgraph.knowledge.build.outward import settled, subjects_in
from talkgraph.knowledge.build.sources import Facts
from talkgraph.knowledge.build.traces.subjects import (
    BySubject,
    assignments_by_subject,
    similarities_by_subject,
)
from talkgraph.model import Diagnostic, FormerIri
from talkgraph.model.links import LinkFile
from talkgraph.model.names import Names
from talkgraph.settings import ontology_file


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


Derived = Mapping[str, Callable[[], Iterable[Triple] | BySubject]]
"""What makes the triples of each graph, by the graph's IRI."""


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
        known = Known(self.facts.people, self.names, self.facts.organizations)
        for event in self.facts.events:
            yield event.source, facts_of(event, known)


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
        names.graph("assignments"): lambda: assignments_by_subject(analysis.assignments, names),
        names.graph("similarity"): lambda: similarities_by_subject(
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
