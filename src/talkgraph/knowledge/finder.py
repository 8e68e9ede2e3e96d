"""Answers the searches that stand inside SPARQL, as the knowledge base answers any other."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from talkgraph.model import Search

if TYPE_CHECKING:
    from talkgraph.knowledge.base import KnowledgeBase


class KnowledgeFinder:
    """A `Finder` (see `talkgraph.graph.sparql.search`): what SPARQL finds is what it finds."""

    def __init__(self, kb: "KnowledgeBase") -> None:
        """Answer from a knowledge base."""
        self._kb = kb

    def matches(self, asked: Search) -> Sequence[tuple[str, float]]:
        """Return what a search finds, best first: IRIs with their scores."""
        return [(hit.iri, hit.score) for hit in self._kb.find(asked)]

    def related(self, talk: str, limit: int) -> tuple[str, Sequence[tuple[str, float]]]:
        """Return the IRI of a talk, and its related talks with their scores, best first."""
        here = self._kb.find_talk(talk).iri
        found = self._kb.parts.relater.related(here, limit=limit)
        return here, [(each.talk, each.score) for each in found]

    def similarities(self, text: str) -> Mapping[str, float]:
        """Return the cosines of a text with every passage and, at its best, every talk."""
        parts = self._kb.parts
        [vector] = parts.encoder.encode([text])
        cosines = parts.vectors.cosines(vector).tolist()
        found: dict[str, float] = {}
        for passage, cosine in zip(parts.passages, cosines, strict=True):
            for iri in {passage.iri, passage.talk}:
                found[iri] = max(cosine, found.get(iri, -1.0))
        return found
