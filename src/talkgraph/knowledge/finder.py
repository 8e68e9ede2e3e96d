"""Answers the searches that stand inside SPARQL, as the knowledge base answers any other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from talkgraph.knowledge.answers import Hit
from talkgraph.knowledge.opened import Parts
from talkgraph.model import Search


class KnowledgeFinder:
    """A `Finder` (see `talkgraph.graph.sparql.search`): what SPARQL finds is what it finds.

    `find` is the knowledge base's own search.
    """

    def __init__(self, parts: Parts, find: Callable[[Search], Sequence[Hit]]) -> None:
        """Answer from the parts of a generation."""
        self._parts = parts
        self._find = find

    def matches(self, asked: Search) -> Sequence[tuple[str, float]]:
        """Return what a search finds, best first: IRIs with their scores.

        The words are taken as they are written. Names, times and kinds have parameters of their
        own there, and rows of IRIs could not tell what else was made of the words.
        """
        return [(hit.iri, hit.score) for hit in self._find(replace(asked, literal=True))]

    def related(self, talk: str, limit: int) -> tuple[str, Sequence[tuple[str, float]]]:
        """Return the IRI of a talk, and its related talks with their scores, best first."""
        here = self._parts.lookup.talk(talk).iri
        found = self._parts.relater.related(here, limit=limit)
        return here, [(each.talk, each.score) for each in found]

    def similarities(self, text: str) -> Mapping[str, float]:
        """Return the cosines of a text with every passage and, at its best, every talk."""
        [vector] = self._parts.encoder.encode([text])
        cosines = self._parts.vectors.cosines(vector).tolist()
        found: dict[str, float] = {}
        for passage, cosine in zip(self._parts.passages, cosines, strict=True):
            for iri in {passage.iri, passage.talk}:
                found[iri] = max(cosine, found.get(iri, -1.0))
        return found
