"""A store that begins as the copy of a former one, and in which only what differs is written."""

from collections.abc import Collection, Iterable
from itertools import islice
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple

from talkgraph.graph.exports import lines_of, triples_of
from talkgraph.graph.sparql.bindings import plain
from talkgraph.graph.store import OxigraphStore, exactly
from talkgraph.model.names import RDF
from talkgraph.protocols import Altered

_AT_ONCE: Final = 50_000
_CLASS: Final = NamedNode(f"{RDF}type")


class GrownStore(OxigraphStore):
    """A `protocols.GraphGrower`: writes a graph that was there before.

    In the end it holds what a new store would hold in which the `kept` graphs were loaded first, as
    they were, and then all that is loaded. What a former graph held and is not loaded again goes.
    A graph is compared as a whole, while it is loaded: load one after the other.
    """

    def __init__(self, store: Store, place: str, kept: Collection[str]) -> None:
        """Wrap a store that nobody else uses; use `grow` instead."""
        super().__init__(store, place)
        self._former = {"", *map(plain, store.named_graphs())}.difference(kept)
        self._graph = ""
        self._left: set[bytes] = set()
        self._added: dict[Triple, str] = {}
        self._less: set[str] = set()
        self._more: set[str] = set()
        self._altered: set[str] = set()
        self._gone = 0
        self._moved: set[str] = set()

    @classmethod
    def grow(cls, folder: Path, kept: Collection[str]) -> "GrownStore":
        """Open a copy of a finished store for writing: of the former graphs, `kept` stay."""
        return cls(Store(folder), str(folder), kept)

    def load(self, graph: str | None, triples: Iterable[Triple]) -> int:
        """Add triples to a graph, in which those that it had before stay."""
        name = "" if graph is None else NamedNode(graph).value
        if name != self._graph or name in self._former:
            self._turn_to(name)
        rest, count = iter(triples), 0
        while batch := list(islice(rest, _AT_ONCE)):
            count += self._loaded(name, batch)
            if len(self._added) > _AT_ONCE:
                self._flush()
        return count

    def _turn_to(self, graph: str) -> None:
        self._take_away()
        self._graph = graph
        if graph in self._former:
            self._former.remove(graph)
            held = self._open.dump(format=RdfFormat.N_TRIPLES, from_graph=_node(graph)) or b""
            self._left = set(held.split(b"\n")[:-1])

    def alter(self, graph: str, subjects: Iterable[str]) -> list[Triple] | None:
        """Keep a former graph but for what it tells of some subjects; see `GraphGrower`."""
        if graph not in self._former or graph in self._moved:
            return None
        self._take_away()
        self._former.remove(graph)
        self._graph, node = graph, NamedNode(graph)
        nodes = map(NamedNode, subjects)
        found = [
            quad.triple
            for subject in nodes
            for quad in self._open.quads_for_pattern(subject, None, None, node)
        ]
        self._left = set(lines_of(found))
        return found

    def _take_away(self) -> None:
        """Remove what the present graph had before and was not loaded again."""
        node = _node(self._graph)
        for triple in triples_of(self._left):
            self._remove(Quad(triple.subject, triple.predicate, triple.object, node))
        self._left = set()

    def _remove(self, quad: Quad) -> None:
        self._open.remove(quad)
        self._gone += 1
        self._altered.add(plain(quad.subject))
        if quad.predicate == _CLASS:
            self._less.add(plain(quad.subject))

    def _loaded(self, graph: str, triples: list[Triple]) -> int:
        """Note which triples are new in a graph; return how many of them it then holds."""
        new: list[Triple] = []
        stay = 0
        for triple, line in zip(triples, lines_of(triples), strict=True):
            if line in self._left:
                self._left.remove(line)
                stay += 1
                continue
            holder = self._added.get(triple)
            if holder is None:
                holder = self._holder(triple)
            if holder is None:
                new.append(triple)
                self._added[triple] = graph
                self._altered.add(plain(triple.subject))
                if triple.predicate == _CLASS:
                    self._more.add(plain(triple.subject))
            elif holder == graph:
                stay += 1
        self._pending.append((graph, new))
        return stay + len(new)

    def _holder(self, triple: Triple) -> str | None:
        """Return the graph that has a triple; one that is yet to come loses it."""
        found = self._open.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        for quad in list(exactly(found, triple.object)):
            holder = plain(quad.graph_name)
            if holder not in self._former:
                # It may have been written otherwise: as 01, which stores give back as 1.
                self._left.difference_update(lines_of([quad.triple]))
                return holder
            self._remove(quad)
            self._moved.add(holder)
        return None

    def _flush(self) -> None:
        super()._flush()
        self._added = {}

    def tells_of(self, iri: str) -> bool:
        """Tell whether a triple that is loaded, or stays, has this subject."""
        self._take_away()
        found = self._settled.quads_for_pattern(NamedNode(iri), None, None, None)
        return any(plain(quad.graph_name) not in self._former for quad in found)

    def altered(self) -> Altered:
        """Return what of the former graph is altered, once this one is published."""
        return Altered(
            less=frozenset(self._less),
            more=frozenset(self._more),
            subjects=frozenset(self._altered),
            gone=self._gone,
        )

    def publish(self) -> None:
        """Take away what was not loaded again, and finish."""
        if self._store is not None:
            for graph in sorted(self._former):
                self._turn_to(graph)
            self._take_away()
            self._flush()
            for name in list(self._open.named_graphs()):
                if next(self._open.quads_for_pattern(None, None, None, name), None) is None:
                    self._open.remove_graph(name)  # which is there even if it holds nothing
        super().publish()


def _node(graph: str) -> NamedNode | DefaultGraph:
    return NamedNode(graph) if graph else DefaultGraph()
