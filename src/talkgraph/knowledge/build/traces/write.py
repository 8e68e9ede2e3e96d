"""Writes all graphs of a build to a store: a new one, or one that begins as the former one was."""

import shutil
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeGuard

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.exports import lines_of, triples_of
from talkgraph.graph.store import create_graph, grow_graph
from talkgraph.graph.write.conclusions import people_triples
from talkgraph.graph.write.contradictions import contradiction_triples
from talkgraph.graph.write.dataset import CLOCK, Content, Contents, Making, clock_triples, describe
from talkgraph.graph.write.former import former_triples
from talkgraph.graph.write.organizations import organization_triples
from talkgraph.graph.write.source import facts_of
from talkgraph.graph.write.terms import Triples
from talkgraph.graph.write.told.places import place_triples
from talkgraph.knowledge.build.former import FormerIris, Past
from talkgraph.knowledge.build.named_graphs import Derived
from talkgraph.knowledge.build.sources import Progress, no_progress
from talkgraph.knowledge.build.traces.events import Traced
from talkgraph.knowledge.build.traces.kept import GraphTrace, Kept
from talkgraph.knowledge.build.traces.store import copied_store
from talkgraph.knowledge.build.traces.subjects import BySubject
from talkgraph.knowledge.generation import Generation
from talkgraph.model.names import Names
from talkgraph.protocols import Altered, GraphGrower, GraphWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of writing a graph: how many triples, what former IRIs are called, the traces.

    `graphs` has the traces of those that need not be made again as they are, and `subjects` what is
    told of each subject of some of them. `altered` is what is otherwise than in the store that was
    taken over, if one was, by its folder; `gone` counts the triples taken away from there since it
    was written from nothing.
    """

    triples: int
    past: Past
    graphs: Mapping[str, GraphTrace]
    subjects: Mapping[str, Mapping[str, str]]
    altered: Mapping[Path, Altered] = field(default_factory=dict)
    gone: int = 0


def write_store(
    folder: Path,
    traced: Traced,
    derived: Derived,
    making: Making,
    progress: Progress = no_progress,
    former: FormerIris | None = None,
    kept: Kept | None = None,
) -> Written:
    """Write all graphs, and their description, to a store in a new folder.

    One graph has who is who and which talks are one, one has where people work, and one where the
    events are that do not say it. One more has what several sources may say alike (of accounts,
    hashtags and series), unless it is said of a person. The graph of a source that tells of
    several events grows with each of them. The last graph tells what `former` IRIs are called
    now, if there are any. When the build ran is in one more, whose triples do not count.

    What is `kept` of a former generation is taken over, which changes nothing of what the store
    holds in the end.
    """
    writing = _Writing(traced, derived, making, progress, former)
    stay = _staying(writing.marks, kept or Kept())
    if stay and kept and _is_tidy(kept.generation) and copied_store(kept.generation, folder):
        store = grow_graph(folder, stay)
        written = writing.write(store, stay, _Growing(store, kept).begin)
        if written is not None:
            altered = store.altered()
            gone = kept.generation.manifest.gone + altered.gone
            return replace(written, altered={kept.generation.graph: altered}, gone=gone)
        shutil.rmtree(folder)
    written = writing.write(create_graph(folder), {})
    assert written is not None
    return written


def _staying(marks: Mapping[str, str], kept: Kept) -> Mapping[str, GraphTrace]:
    """Return the graphs that are made of what they were made of, if those hold the most."""
    of_sources = {graph: each for graph, each in kept.graphs.items() if each.mark}
    stay = {g: each for g, each in of_sources.items() if marks.get(g) == each.mark}
    held, staying = (sum(e.content.triples for e in some.values()) for some in (of_sources, stay))
    return stay if 2 * staying >= held else {}


def _is_tidy(generation: Generation | None) -> TypeGuard[Generation]:
    """Tell whether less was taken away from a store than is in it: it leaves its words behind."""
    if generation is None:
        return False
    manifest = generation.manifest
    return manifest.gone < manifest.counts["triples"]


class _Growing:
    """Begins graphs as they were, if little of them is told otherwise."""

    def __init__(self, store: GraphGrower, kept: Kept) -> None:
        self._store, self._kept = store, kept

    def begin(self, graph: str, made: BySubject) -> "_Begun":
        """Return what a graph holds that stays, if any does, and what is to be loaded."""
        former = self._kept.subjects.get(graph, {})
        otherwise = made.otherwise(former)
        if 2 * len(otherwise) < len(former):
            gone = self._store.alter(graph, sorted(otherwise))
            if gone is not None:
                stays = self._kept.graphs[graph].content.without(gone)
                if stays is not None:
                    return stays, made.make(otherwise)
        return None, made.all()


_Begun = tuple[Content | None, Iterable[Triple]]
_Begin = Callable[[str, BySubject], _Begun]


def _anew(_: str, made: BySubject) -> _Begun:
    return None, made.all()


class _Writing:
    """All that is needed to write the graphs once, and once more if the first try is in vain."""

    def __init__(
        self,
        traced: Traced,
        derived: Derived,
        making: Making,
        progress: Progress,
        former: FormerIris | None,
    ) -> None:
        self._traced, self._derived, self._making = traced, derived, making
        self._facts, self._names = traced.facts, traced.known.names
        self._progress = progress
        self._former = former or FormerIris((), self._names)
        self._tellings = Counter(n for event in self._facts.events for n in event.sources)
        self._sources = {self._names.source_graph(name): name for name in self._tellings}
        self._places = place_triples(self._facts.events, self._names)
        links = {self._names.links_graph(name): name for name in making.sources}
        self._links = {graph: name for graph, name in links.items() if graph in derived}
        self._steps = self._tellings.total() + 4 + bool(self._places) + len(derived)
        self.marks = {self._names.source_graph(n): mark for n, mark in traced.marks().items()}

    def write(
        self,
        store: GraphWriter,
        stay: Mapping[str, GraphTrace],
        begin: _Begin = _anew,
    ) -> Written | None:
        """Write to a store, of which the graphs that `stay` are there.

        Returns `None`, for a store of no use, if one of these says what a source's graph says, too:
        which has it depends on which comes first.
        """
        names = self._names
        contents = Contents(roots=tuple(sorted(names.event(e.slug) for e in self._facts.events)))
        contents.sources = {**self._sources, **self._links}
        contents.graphs = {graph: each.content for graph, each in stay.items()}
        subjects: dict[str, Mapping[str, str]] = {}
        done = 0

        def load(graph: str, triples: Iterable[Triple]) -> None:
            nonlocal done
            if graph not in stay:
                contents.load(store, graph, triples)
            done += 1
            self._progress("writing the graph", done, self._steps)

        for graph, triples in self._said(stay):
            load(graph, triples)
        graphs = {g: each for g, each in contents.graphs.items() if not each.left_out}
        if stay and len(graphs) < len(self._sources):
            store.publish()
            return None
        for graph, made in self._concluded():
            if isinstance(made, BySubject):
                subjects[graph] = made.told
                stays, made = begin(graph, made)
                if stays is not None:
                    contents.graphs[graph] = stays
            load(graph, made)
        if past := self._former.settled(store.tells_of):
            triples = former_triples(past.replaced, past.revised)
            contents.load(store, names.graph("former"), triples)
        describe(store, contents, self._making, names)
        store.load(names.graph(CLOCK), clock_triples(self._making, names))
        store.publish()
        whole = {g: contents.graphs[g] for g in subjects if g in contents.graphs}
        graphs |= {g: content for g, content in whole.items() if not content.left_out}
        return Written(
            triples=contents.triples,
            past=past,
            graphs={
                graph: GraphTrace(mark=self.marks.get(graph, ""), content=content)
                for graph, content in graphs.items()
            },
            subjects={graph: told for graph, told in subjects.items() if graph in graphs},
        )

    def _concluded(self) -> Iterator[tuple[str, Iterable[Triple] | BySubject]]:
        """Yield what is in each graph of no single source, in the order in which they come."""
        names, facts = self._names, self._facts
        people = people_triples(facts.people, facts.works, names)
        yield names.graph("people"), people
        organizations = organization_triples(facts.organizations, names)
        yield names.graph("organizations"), organizations
        shared = self._traced.shared()
        lines = shared.difference(lines_of(people), lines_of(organizations))
        yield names.graph("shared"), triples_of(sorted(lines))
        yield names.graph("contradictions"), contradiction_triples(facts.events, names)
        if self._places:
            told = zip(self._places, lines_of(self._places), strict=True)
            yield names.graph("places"), (triple for triple, line in told if line not in shared)
        for graph, make in self._derived.items():
            yield graph, make()

    def _said(self, stay: Container[str]) -> Iterator[tuple[str, Triples]]:
        """Yield what is said of each event in the graph of each of its sources.

        What is said in the graphs that `stay` is not made.
        """
        names = self._names
        described: dict[str, set[Triple]] = {n: set() for n, k in self._tellings.items() if k > 1}
        for event in self._facts.events:
            graphs = {names.source_graph(source): source for source in event.sources}
            if all(graph in stay for graph in graphs):
                yield from ((graph, []) for graph in graphs)
                continue
            told = facts_of(event, self._traced.known).by_source
            for graph, source in graphs.items():
                triples = told[source]
                if source in described:
                    triples = _not_described(source, names, triples, described[source])
                yield graph, triples


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
