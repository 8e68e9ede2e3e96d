"""Answers the searches that stand inside SPARQL with the search of a knowledge base."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from talkgraph.parts import Parts

if TYPE_CHECKING:
    from talkgraph.graph.sparql.search import Matches
    from talkgraph.model import Hit


class KnowledgeFinder:
    """A `Finder` (see `talkgraph.graph.sparql.search`) over one knowledge base.

    `search` is the knowledge base's own: what SPARQL finds is what it finds.
    """

    def __init__(self, parts: Parts, search: "Callable[..., Sequence[Hit]]") -> None:
        """Answer from the parts of a generation."""
        self._parts = parts
        self._search = search

    def matches(self, asked: "Matches") -> Sequence[tuple[str, float]]:
        """Return what a search finds, best first: IRIs with their scores."""
        hits = self._search(
            asked.query,
            limit=asked.limit,
            kind=asked.kinds,
            event=asked.event,
            speaker=asked.speaker,
            topic=asked.topic,
            since=asked.since,
            until=asked.until,
        )
        return [(hit.iri, hit.score) for hit in hits]

    def related(self, talk: str, limit: int) -> tuple[str, Sequence[tuple[str, float]]]:
        """Return the IRI of a talk, and its related talks with their scores, best first."""
        here = self._parts.lookup.talk(talk).iri
        found = self._parts.relater.related(here, limit=limit)
        return here, [(each.talk, each.score) for each in found]

    def similarities(self, text: str) -> Mapping[str, float]:
        """Return the cosines of a text with every passage and, at its best, every talk."""
        from talkgraph.search.vectors import cosines_with

        parts = self._parts
        [vector] = parts.encoder.encode([text])
        cosines = cosines_with(parts.vectors, vector).tolist()
        found: dict[str, float] = {}
        for passage, cosine in zip(parts.passages, cosines, strict=True):
            for iri in {passage.iri, passage.talk}:
                found[iri] = max(cosine, found.get(iri, -1.0))
        return found
