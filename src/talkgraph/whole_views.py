"""The whole of a knowledge base at once: as RDF, as networks, as texts with their vectors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from talkgraph.answers import Results
from talkgraph.errors import InputError, NotFound
from talkgraph.parts import Parts
from talkgraph.results import PassageView
from talkgraph.views import passage_views

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    import rdflib
    from numpy.typing import NDArray


class WholeViews:
    """Hands out all that the parts of a generation hold, for other tools to work on."""

    parts: Parts

    def export(self, form: str) -> bytes:
        """Return everything as turtle, trig, nt, nq, jsonld, or graphml (similar talks).

        UTF-8. `turtle` and `nt` are the union of all graphs, `trig` and `nq` keep them apart.
        Raises `InputError` for another format.

        >>> len(kb.export("nt").splitlines()) > 8000
        True
        """
        if form == "graphml":
            import networkx as nx

            return "\n".join(nx.generate_graphml(self.network("talks"))).encode() + b"\n"
        from talkgraph.graph.exports import EXPORT_FORMATS, export

        if form not in EXPORT_FORMATS:
            known = ", ".join(sorted((*EXPORT_FORMATS, "graphml")))
            raise InputError(f"no export format {form!r}; there are {known}")
        return export(self.parts.store, form)

    def rdf(self) -> "rdflib.Dataset":
        """Return an rdflib Dataset over the store itself, for reading.

        Its default graph is the union of all graphs; nothing is copied. It suits walking along
        the graph; for SPARQL, `sparql` is much faster.

        >>> from rdflib import RDF, URIRef
        >>> len(set(kb.rdf().subjects(RDF.type, URIRef("https://schema.org/Quotation"))))
        14
        """
        from talkgraph.graph.exports import as_rdflib_dataset

        return as_rdflib_dataset(self.parts.folder / "graph")

    def network(self, kind: str = "talks") -> "nx.Graph[Any]":
        """Return a networkx graph, whose nodes are IRIs with a `label` and further attributes.

        - `talks` are linked by similarity. Nodes have a `name`, `event`, `date`, `speakers` and
          `topics` (up to five, the surest first); edges a `weight` (the similarity, 0 to 1), a
          `distance` (1 - `weight`), and `repeat`: 1 between deliveries of one talk, else 0.
        - `people` are linked with the events they spoke at and the topics they spoke about. Nodes
          have a `kind` (`person`, `event`, `topic`), people also `talks`, a number; edges a
          `relation` (`spoke-at`, `spoke-about`, `spoke-with`) and a `weight`: a number of talks
          or, for topics, the sum of their confidence in these talks.
        - `topics` are linked with talks. Nodes have a `kind` (`topic`, `talk`) and `bipartite`
          (1, 0); topics also `talks`, a number, and `broader`; edges a `weight`: the confidence,
          0 to 1.

        Attributes are texts and numbers only, as GraphML wants them; several names in one are
        separated by "; ". Raises `NotFound` for another kind.

        >>> talks = kb.network("talks")
        >>> talks.number_of_nodes()
        14
        >>> [sorted(data) for _, _, data in talks.edges(data=True)][0]
        ['distance', 'repeat', 'weight']
        """
        from talkgraph.knowledge import networks

        views = {
            "talks": lambda: networks.talk_network(
                self.parts.records, self.parts.relater.similarities(), self.parts.topics
            ),
            "people": lambda: networks.people_network(self.parts.records, self.parts.topics),
            "topics": lambda: networks.topic_network(self.parts.records, self.parts.topics),
        }
        if kind not in views:
            raise NotFound(f"there is no network of {kind!r}.", name=kind, suggestions=list(views))
        return views[kind]()

    # ── texts and their vectors ──────────────────────────────────────────────────────────────

    def passages(self) -> Results[PassageView]:
        """Return every text that has a vector, in the order of the rows of `vectors`.

        Posts, notes, quotes and titles; within an event, talks stand in the order of the notes.
        """
        return Results(passage_views(self.parts.passages, self.parts.records), PassageView)

    def vectors(self) -> "NDArray[np.float32]":
        """Return the vectors of the passages, for reading.

        float32 of shape (passages, dimension); row i, of length 1, is that of `passages()[i]`.

        >>> kb.vectors().shape[0] == len(kb.passages())
        True
        """
        return self.parts.vectors

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode texts with the encoder of this knowledge base.

        float32 of shape (len(texts), dimension), rows of length 1: the product with the transpose
        of `vectors()` is the cosine similarity to each passage.

        Raises `InputError` for a single text; `EncoderUnavailable` or `KnowledgeBaseMismatch` if
        the model cannot be used, or is not the one that made the vectors.

        >>> (kb.embed(["who carries the pager?"]) @ kb.vectors().T).shape == (1, len(kb.passages()))
        True
        """
        if isinstance(texts, str):
            raise InputError("give a list of texts: embed([text])")
        return self.parts.encoder.encode(list(texts))
