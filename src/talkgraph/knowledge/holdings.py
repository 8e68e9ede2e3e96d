"""What a knowledge base holds, for other tools to work on: values, vectors, triples, exports."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from talkgraph.errors import EncoderUnavailable, InputError, NotFound
from talkgraph.graph import EXPORT_FORMATS
from talkgraph.knowledge import generation
from talkgraph.knowledge.answers import PassageView
from talkgraph.knowledge.generation import Generation
from talkgraph.knowledge.opened import Parts
from talkgraph.knowledge.tables import Results
from talkgraph.knowledge.views import passage_views
from talkgraph.model import Coverage, Diagnostic, Filters, Person, Search, TalkRecord
from talkgraph.model.names import OA, Names
from talkgraph.protocols import Question

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    import rdflib
    from numpy.typing import NDArray
    from pyoxigraph import Triple

    from talkgraph.search.encoders.fitted import Fitted, Signals

T = TypeVar("T")
_LOOKED_AT: Final = 5000  # things that lead to another, which has tens of thousands at times


class Holdings:
    """What the parts of a generation hold; the same for ever, and made once however many ask."""

    def __init__(self, parts: Parts) -> None:
        """Answer from the parts of a generation."""
        self.parts = parts
        self._answers: dict[Hashable, Any] = {}
        self._locks: dict[Hashable, Lock] = {}

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` makes of it, made once, however many threads ask for that `key`."""
        if key not in self._answers:
            # One lock for each key: what takes long holds up none but those who ask for it.
            with self._locks.setdefault(key, Lock()):
                if key not in self._answers:
                    self._answers[key] = make()
        answer: T = self._answers[key]
        return answer

    # ── what it is, and what it has as values ────────────────────────────────────────────────────

    @property
    def generation(self) -> Generation:
        """The build that it answers from: its name, its folder and its manifest."""
        return self.parts.generation

    @property
    def names(self) -> Names:
        """How it names things: what IRIs are made of."""
        return self.parts.names

    @property
    def records(self) -> Mapping[str, TalkRecord]:
        """What search knows of every talk and session, by IRI, in the order of the notes."""
        return self.parts.talks

    def records_of(self, event: str) -> list[TalkRecord]:
        """Return the records of an event (an IRI), in their order, without reading others."""
        import numpy as np

        there = self.parts.columns.passing(Filters(events=frozenset({event})))
        return self.records_at(np.flatnonzero(there).tolist())

    def records_at(self, rows: Iterable[int]) -> list[TalkRecord]:
        """Return some of the `records`, by their places among all, without reading others."""
        return [self.parts.records[row] for row in rows]

    def rows_of(self, talks: Iterable[str]) -> "NDArray[np.int64]":
        """Return the places among the `records` of talks (IRIs) that are among them, shape (n,)."""
        import numpy as np

        rows = (self.parts.row(talk) for talk in talks)
        return np.array([row for row in rows if row is not None], dtype=np.int64)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody whom the notes name, with all names and accounts, speaker or not."""
        return tuple(self.parts.people)

    def year(self, talk: str) -> int | None:
        """Return the year of a talk (IRI): its own or, where no day is told, that of the event."""
        dates = self.records[talk].dates
        return dates[0].year if dates else None

    def years(self) -> "tuple[NDArray[np.int64], NDArray[np.bool_]]":
        """Return the `year` of each of the `records`, 0 where none is told, and which were given.

        Both of shape (records,).
        """
        columns = self.parts.columns
        return columns.years, columns.is_talk & ~columns.is_cancelled

    def talks_about(self, topic: str) -> "NDArray[np.int64]":
        """Return which of the `records` have a topic (an IRI): their places, the surest first.

        Sessions are among them; shape (n,).
        """
        return self.parts.columns.about(topic)

    def filters(self, asked: Search) -> Filters:
        """Return what a search is narrowed to: names as IRIs, kinds and dates.

        Raises `InputError`, and `NotFound` or `Ambiguous` for a name.
        """
        return self.parts.lookup.filters(asked)

    def present(self, iri: str) -> str | None:
        """Return the present IRI of something by its former one, and `None` for any other.

        >>> kb.present("https://w3id.org/talkgraph/id/person/ines-calloway") is None
        True
        """
        return self.parts.former.get(iri)

    # ── texts and their vectors ──────────────────────────────────────────────────────────────────

    def passages(self) -> Results[PassageView]:
        """Return every text that has a vector, in the order of the rows of `vectors`.

        Posts, notes, quotes, abstracts and titles; within an event, talks stand in the order of
        the notes.
        """
        return Results(passage_views(self.parts.passages, self.parts.talks), PassageView)

    def passages_at(self, rows: "Iterable[int]") -> Results[PassageView]:
        """Return some of the `passages`, by their places among all."""
        chosen = [self.parts.passages[row] for row in rows]
        return Results(passage_views(chosen, self.parts.talks), PassageView)

    def of_passages(self) -> "tuple[NDArray[np.int64], NDArray[np.uint8]]":
        """Return what each of the `passages` is of, and what it is, without reading any.

        The places of their talks among `records`, and of their kinds among all `PassageKind`s, in
        their order; each of shape (passages,).
        """
        columns = self.parts.columns
        return columns.talks, columns.kinds

    def passages_of(self, talk: str) -> "NDArray[np.int64]":
        """Return the places among the `passages` of those of a talk (an IRI), in their order."""
        row = self.parts.row(talk)
        ordered, starts = self.parts.by_talk
        return ordered[:0] if row is None else ordered[starts[row] : starts[row + 1]]

    def similar(self) -> "tuple[NDArray[np.int64], NDArray[np.float64]]":
        """Return the pairs of talks that the graph calls similar, and how similar they are.

        The places of two talks among `records`, shape (pairs, 2), and 0 to 1, shape (pairs,).
        """
        return self.parts.similar

    def vectors(self) -> "NDArray[np.float32]":
        """Return the vectors of the passages, for reading.

        float32 of shape (passages, dimension); row i, of length 1, is that of `passages()[i]`.

        >>> kb.vectors().shape[0] == len(kb.passages())
        True
        """
        return self.parts.vectors.rows()

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

    def signals(self, text: str) -> "Signals":
        """Return what tells whether there is an answer to a text; raises `InputError` as search."""
        return self.parts.engine.signals(text)

    def usual_fit(self) -> "Fitted":
        """Return what is fitted for its encoder where nobody fitted it to this knowledge base."""
        from talkgraph.search.encoders.fitted import fitted

        return fitted(self.parts.encoder, self.parts.engine.topics)

    def keep_fit(self, found: "Fitted") -> Path:
        """Keep what was fitted for its encoder, for whoever opens it next; return the file."""
        from talkgraph.search.encoders.fitted import keep_fitted

        return keep_fitted(self.parts.folder.parents[1], self.parts.encoder, found)

    # ── the graph ────────────────────────────────────────────────────────────────────────────────

    def select(
        self, query: str, things: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Ask one of the program's own queries: rows of plain strings, unbound variables absent.

        `things` gives IRIs to variables. Raises `QueryInvalid`.
        """
        return self.parts.store.select(query, things)

    def triples(self, query: str) -> "list[Triple]":
        """Answer a query for a graph (CONSTRUCT) in which no search is; raises `QueryInvalid`."""
        from pyoxigraph import Triple

        rows: Iterable[Any] = self.parts.store.rows(Question(sparql=query)).rows
        return [Triple(*row) for row in rows]

    def quads(self, query: str, media_type: str) -> bytes:
        """Answer a SELECT of graphs, subjects, predicates and objects as TriG or N-Quads.

        Raises `QueryInvalid`.
        """
        from pyoxigraph import RdfFormat

        from talkgraph.graph.exports import quads

        form = RdfFormat.from_media_type(media_type)
        if form is None or not form.supports_datasets:
            raise InputError(
                f"{media_type} does not keep graphs apart; ask for application/trig, or for "
                "application/n-quads"
            )
        return quads(self.parts.store.rows(Question(sparql=query)).rows, form)

    def contents(self) -> "list[Triple]":
        """Return what the data set says of itself, its graphs and its build.

        It is what exports have in their default graph, and SPARQL here as a part of the union.
        """
        return [*self.parts.store.scan(None)]

    def hours(self) -> "list[Triple]":
        """Return what tells when it was built, which exports leave out."""
        return [triple for graph in self._hours for triple in self.parts.store.scan(graph)]

    def leading_to(self, thing: str, most: int) -> "list[tuple[str, str]]":
        """Return what leads to a thing (an IRI): subjects and properties, the first in order.

        Places in a source that lead to the whole of it are not among them. Of what many thousands
        lead to, some are looked at, the same ones each time.
        """
        from pyoxigraph import NamedNode

        from talkgraph.graph.sparql.bindings import plain

        # A store sorts its answer to SPARQL more slowly than it gives them all.
        found = self.parts.store.fitting(value=NamedNode(thing))
        others = (each for each in found if each.predicate.value != f"{OA}hasSource")
        looked_at = islice(others, max(_LOOKED_AT, most))
        return nsmallest(most, {(plain(each.subject), each.predicate.value) for each in looked_at})

    @property
    def _hours(self) -> tuple[str, ...]:
        """The graphs that tell when it was built, and so are no part of the data set."""
        from talkgraph.graph.write.dataset import CLOCK

        return (self.parts.names.graph(CLOCK),)

    # ── the whole of it, for other tools to work on ──────────────────────────────────────────────

    def export(self, form: str) -> bytes:
        """Return everything as turtle, trig, nt, nq, jsonld, or graphml (similar talks).

        UTF-8. `turtle` and `nt` are the union of all graphs, `trig`, `nq` and `jsonld` keep them
        apart: their default graph holds only the description of the data set, so that rdflib finds
        a talk in a `Dataset(default_union=True)`, and none in a plain `Dataset()`. When it was
        built is left out: the same notes give the same bytes. Raises `InputError` for another
        format.

        >>> len(kb.export("nt").splitlines()) > 8000
        True
        """
        if form == "graphml":
            import networkx as nx

            return "\n".join(nx.generate_graphml(self.network("talks"))).encode() + b"\n"
        from talkgraph.graph.exports import export

        if form not in EXPORT_FORMATS:
            known = ", ".join(sorted((*EXPORT_FORMATS, "graphml")))
            raise InputError(f"no export format {form!r}; there are {known}")
        return export(self.parts.store, form, self._hours)

    def dump(self) -> Iterator[bytes]:
        r"""Yield what the export `nq` holds in another order, piece by piece; for large ones.

        One thread has to read it to the end.

        >>> sum(piece.count(b"\n") for piece in kb.dump()) == len(kb.export("nq").splitlines())
        True
        """
        from talkgraph.graph.exports import dump

        return dump(self.parts.store, self._hours)

    def notes(self, event: str | None = None) -> dict[str, str]:
        """Return what programmes and archives gave as notes to edit: Markdown, by file name.

        One file an event; with `event`, only for events whose name is this or contains it. Read
        again, it is the same graph. Raises `InputError` where no machine told of any.
        """
        from talkgraph.knowledge.exports.written import notes_of

        wanted = None if event is None else self.parts.lookup.events(event)
        found = notes_of(self.parts.store, wanted)
        if not found:
            what = "it" if event else "any event"
            raise InputError(
                f"no programme and no archive tells of {what}; edit what people noted themselves,"
                " which is Markdown already"
            )
        return {f"{slug}.md": text for slug, text in sorted(found.items())}

    def rdf(self) -> "rdflib.Dataset":
        """Return an rdflib Dataset over the store itself, for reading.

        Its default graph is the union of all graphs, as SPARQL sees them here, with the hours of
        the build; nothing is copied. An export read with rdflib has no such union unless it is
        read into `rdflib.Dataset(default_union=True)`. It suits walking along the graph; for
        SPARQL, `sparql` is much faster.

        >>> from rdflib import RDF, URIRef
        >>> len(set(kb.rdf().subjects(RDF.type, URIRef("https://schema.org/Quotation"))))
        12
        """
        return self.parts.store.dataset()

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
        from talkgraph.knowledge.exports import networks

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

    # ── how it was made, and whether it is whole ─────────────────────────────────────────────────

    def diagnostics(self) -> Results[Diagnostic]:
        """Return what was noticed in the notes when they were read, by source and line.

        >>> [each.code for each in kb.diagnostics() if each.severity == "warning"]
        ['toc-unknown-anchor']
        """
        return Results(self.parts.diagnostics, Diagnostic)

    def coverage(self) -> Results[Coverage]:
        """Return, for every source, how many of its lines are in the graph, named, or left out.

        Files of the folders that nobody reads are among them, with the reason; many alike are one.
        """
        return Results(self.parts.coverage, Coverage)

    def verify(self) -> tuple[str, ...]:
        """Check size and SHA-256 of every file, and of the model; return one sentence per problem.

        A model that is not installed is none: all but search answers without it.

        >>> kb.verify()
        ()
        """
        from talkgraph.search.encoders.registry import check_encoder

        problems = generation.verify(self.parts.generation)
        try:
            check_encoder(self.parts.manifest.encoder.name)
        except EncoderUnavailable as error:
            return (*problems, str(error))
        return problems
