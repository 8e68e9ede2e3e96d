"""The seams of talkgraph: what can be replaced, and the laws a replacement keeps.

Each seam has a real implementation and a plain twin that the contract tests trust.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple
    from rdflib import Dataset

    from talkgraph.model import Hints, Passage, Reading, SourceFile, TopicAssignment


class SourceReader(Protocol):
    """Reads one source format, all its files at once.

    Laws: `read` never raises for what a file holds, nor for one that cannot be opened; what it
    cannot use is in the diagnostics, and a file of the format that tells of no event has one with
    the code `NOT_NOTES`. Every value has its span: lines, or a path into a structured file, or a
    post's address. Where the source has lines, every line that is not blank is accounted for in
    the coverage. Reading twice gives equal values.

    To add a format: write a reader in a folder of its own in `talkgraph.sources` and put it into
    `talkgraph.sources.registry.READERS`, before those that accept more than it does. The rest of
    the program needs to know nothing of it. `tests/unit/test_source_readers.py` has one of sixty
    lines, and takes it from a folder to the graph.
    """

    def looks_for(self, name: str) -> bool:
        """Tell by its name whether a file in a folder or an archive is worth opening for it.

        `name` is the path below the folder, with `/`. What no reader looks for is never opened.
        """
        ...

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell whether a file is of this format, by its first 8 kilobytes and its name."""
        ...

    def read(self, sources: "Sequence[SourceFile]", hints: "Hints") -> "tuple[Reading, ...]":
        """Read files that were found together, each called by its `name` in spans and diagnostics.

        One reading a file, in their order. A file is opened with `talkgraph.sources.opening`, which
        knows of archives. `hints` are what the user says where the files do not. Files that lie
        together may decide together what each is; a reader of files that stand by themselves reads
        one after another.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphChoice:
    """The graphs (IRIs) that a query sees, whatever its FROM says: SPARQL 1.1 Protocol, 2.1.4."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A SPARQL query of any form, and what it is put with.

    `bindings` gives terms to variables; `graphs`, if any, are what it sees; `functions` are what it
    may call, by IRI: from terms to a term, or to `None` for an error; `base`, if any, is what its
    relative IRIs are relative to where it names no BASE.
    """

    sparql: str
    bindings: "Mapping[str, NamedNode | Literal]" = field(default_factory=dict)
    graphs: GraphChoice | None = None
    functions: "Mapping[str, Callable[..., NamedNode | Literal | None]]" = field(
        default_factory=dict
    )
    base: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerForm:
    """How an answer is written: rows (SELECT, ASK) and graphs each as a media type, and how long.

    Without a media type, there is no answer of that kind; without a number, no limit.
    """

    rows: str | None = None
    graph: str | None = None
    most_rows: int | None = None
    most_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as text; `is_graph` for that to CONSTRUCT and DESCRIBE."""

    content: bytes
    is_graph: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """An answer as terms, read while it is evaluated; `None` where a variable is unbound.

    The answer to ASK is one cell, `answer`; to CONSTRUCT and DESCRIBE (`is_graph`), the distinct
    triples: `subject`, `predicate`, `object`.
    """

    header: tuple[str, ...]
    rows: "Iterator[Sequence[NamedNode | Literal | BlankNode | Triple | None]]"
    is_graph: bool


class GraphReader(Protocol):
    """Answers SPARQL 1.1 over the graphs of one finished generation of a knowledge base.

    Real: `graph.store`, on disk; the plain twin: `graph.plain_store`. Yours is opened in
    `graph.store.open_graph`, which everybody calls, and added to
    `tests/contracts/test_graph_store.py`, which tests the laws. To have two at once, a knowledge
    base has to say which is its own: a field of `settings.Settings` for the build and one of
    `knowledge.generation.Manifest` for those who open it, which there are not yet. The laws:

    - Every triple is in one graph, a named one or the default graph (which describes the others),
      and none has a blank node. A query sees all of them at once as its default graph, each triple
      once, unless its FROM or the question's `graphs` choose; GRAPH sees the named graphs.
    - The prefixes of `model.names.PREFIXES` are declared, but a query may declare them otherwise.
    - A query contacts nobody else and changes nothing, however it is written: every text goes
      through `graph.sparql.safety.refuse_outside` first.
    - Values are bound as terms, wherever their variable stands, and never pasted as text.
    - An answer is whole, or there is none: `QueryInvalid` for what is wrong with a query (a store
      that calls no functions says so of a question with some), `NoSuchAnswer` where its form has no
      media type, `AnswerTooLarge`, `KnowledgeBaseDamaged` where the store cannot be read.
    - Two stores with the same triples give the same answers; in the same order only where ORDER BY
      makes it. A reader may be used by several threads, each of which reads what it asked.

    Over HTTP (SPARQL 1.1 Protocol): a query is posted, `graphs` as `default-graph-uri` and
    `named-graph-uri`, the store's default graph being set up as the union of all; missing PREFIX
    lines are put before it, and values into it by `graph.sparql.bindings.write_in`. `answer` asks
    for both media types of its form and reads no further than its limits; `rows` and `select` read
    JSON with `pyoxigraph.parse_query_results`. `scan` is a CONSTRUCT with ORDER BY, LIMIT
    and OFFSET, one page after another; `dataset` a `Dataset` over rdflib's `SPARQLStore`.
    """

    def select(
        self, sparql: str, bindings: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Yield the rows of one of the program's own SELECT queries (`graph.queries`).

        Values are plain strings, and unbound variables are absent; `bindings` gives IRIs.
        """
        ...

    def rows(self, question: Question) -> Rows:
        """Answer any query form as terms."""
        ...

    def answer(self, question: Question, form: AnswerForm) -> Answer:
        """Answer any query form as text: SPARQL results, or RDF."""
        ...

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        ...

    def scan(self, graph: str | None) -> "Iterator[Triple]":
        """Yield the triples of a graph (`None`: the default graph), in no particular order."""
        ...

    def fitting(
        self,
        subject: "NamedNode | None" = None,
        predicate: "NamedNode | None" = None,
        value: "NamedNode | Literal | None" = None,
    ) -> "Iterator[Triple]":
        """Yield the triples of all graphs that have these terms, in no particular order."""
        ...

    def dataset(self) -> "Dataset":
        """Return the graphs as an rdflib `Dataset` for reading, their union as its default."""
        ...


class GraphWriter(Protocol):
    """Writes the graphs of one new generation, which nobody reads before it is published.

    Real: `graph.store`; the plain twin: `graph.plain_store`. Yours is made in
    `graph.store.create_graph`. Laws: what is loaded adds up, and nothing is changed or taken
    away; loading a triple again changes nothing. Every triple stays in the graph that said it
    first: for another graph it is left out. What is never published is thrown away with its
    generation, so over HTTP each has a repository of its own, filled by the Graph Store Protocol.
    """

    def load(self, graph: str | None, triples: "Iterable[Triple]") -> int:
        """Add triples to a graph (`None`: the default graph); return how many were not left out."""
        ...

    def tells_of(self, iri: str) -> bool:
        """Tell whether a triple that is written has this subject."""
        ...

    def publish(self) -> None:
        """Finish: all of it is kept, and can be read; the writer is of no use afterwards."""
        ...


class Altered(NamedTuple):
    """What of a former graph is altered: the IRIs that have a class `less`, and one `more`.

    `subjects` are those of which something is told otherwise; `gone` counts the triples that were
    taken away.
    """

    less: frozenset[str]
    more: frozenset[str]
    subjects: frozenset[str]
    gone: int


class GraphGrower(GraphWriter, Protocol):
    """Writes the graphs of a new generation where those of a former one are.

    Real: what `graph.store.grow_graph` returns; the plain twin is a new store. Laws: in the end it
    is what a new one is in which those of the former graphs that are kept were loaded first, and
    then all that is loaded.
    """

    def alter(self, graph: str, subjects: "Iterable[str]") -> "list[Triple] | None":
        """Keep what a former graph tells, but of the `subjects` (IRIs), which is returned.

        What it is to tell of these is loaded next, and nothing else. `None` where there is no such
        graph, or where another that came before has taken something of it: it is then written
        whole.
        """
        ...

    def altered(self) -> Altered:
        """Return what of the former graph is altered, once the new one is published."""
        ...


class Encoder(Protocol):
    """Turns texts into vectors.

    To add one: write an adapter in `talkgraph.search.encoders` and put it into `registry` there,
    with what is to be installed for it; `tests/contracts/test_encoders.py` tests the laws.

    Laws: row i of `encode(texts)` depends on `texts[i]` alone (to within 1e-5); every row has
    length 1; `encode([])` has shape (0, dimension); the same `fingerprint` means the same
    vectors.
    """

    @property
    def name(self) -> str:
        """What the user called it: a model's name or path."""
        ...

    @property
    def dimension(self) -> int:
        """The number of columns of a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """A hash of what decides the vectors: the weights, the pooling, the length limit."""
        ...

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode texts to float32 of shape (len(texts), dimension), rows of unit length."""
        ...

    def words(self) -> frozenset[str]:
        """Return the whole words it was taught, folded: none where it has no list of them."""
        ...


class VectorStatistics(NamedTuple):
    """Mean, of shape (d,), and covariance, (d, d), of the vectors of an index; both float32.

    They give the mean and the variance of the cosines of any query.
    """

    mean: "NDArray[np.float32]"
    covariance: "NDArray[np.float32]"


class VectorIndex(Protocol):
    """Holds a fixed list of unit vectors, of shape (n, dimension), and finds the nearest.

    To use another: write it in `talkgraph.search`, and have `index_vectors` and `open_vectors` in
    `talkgraph.search.vectors` return it; `tests/contracts/test_vector_index.py` tests the laws.

    Laws: cosines are within -1 and 1, and equal vectors have equal ones. What `search` returns
    descends; equal cosines are in order of position; with `allowed`, only those positions are
    returned, and as many as `k` if there are as many. What was saved and loaded gives the same
    numbers.
    """

    def search(
        self,
        vectors: "NDArray[np.float32]",
        k: int,
        allowed: "NDArray[np.int64] | None" = None,
    ) -> "tuple[NDArray[np.int64], NDArray[np.float32]]":
        """Return positions and cosines, each of shape (len(vectors), min(k, candidates))."""
        ...

    def cosines(
        self, query: "NDArray[np.float32]", positions: "NDArray[np.int64] | None" = None
    ) -> "NDArray[np.float32]":
        """Return the cosines of a query with the vectors at `positions`, or with all."""
        ...

    def rows(self, positions: "NDArray[np.int64] | None" = None) -> "NDArray[np.float32]":
        """Return the vectors at `positions`, or all of them, to reckon with."""
        ...

    @property
    def statistics(self) -> VectorStatistics:
        """Mean and covariance over all vectors, or over a fixed sample of very many."""
        ...

    def save(self, folder: Path) -> None:
        """Write everything into a folder that exists."""
        ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; raises `KnowledgeBaseDamaged`, naming the file."""
        ...


class LexicalIndex(Protocol):
    """Compares a fixed list of texts with a query by their words.

    To use another: write it in `talkgraph.search`, and have `index_words` and `open_words` in
    `talkgraph.search.lexical` return it; `tests/contracts/test_lexical_index.py` tests the laws.

    Laws: a text that shares no word with the query scores 0, and is covered by 0; scores are
    never negative. What was saved and loaded gives the same numbers.
    """

    def scores(self, query: str) -> "NDArray[np.float32]":
        """Return one score per text, in the order of the texts; shape (n,)."""
        ...

    def coverage(self, query: str) -> "NDArray[np.float32]":
        """Return, for each text, the share of the query's words, by rarity, that it holds.

        A word counts by its IDF, as in BM25, and once; 1 is every word, and nothing else is 1.
        """
        ...

    def words_in(self, query: str, text: str) -> tuple[str, ...]:
        """Return the query's words that stand in any text, as the text spells them, in order."""
        ...

    def words(self) -> frozenset[str]:
        """Return the words of all texts, and the language's stop words: whole words, folded."""
        ...

    def save(self, folder: Path) -> None:
        """Write the index to a folder that is made for it."""
        ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; raises `KnowledgeBaseDamaged`, naming the file."""
        ...


class TopicLinker(Protocol):
    """Assigns topics to passages.

    To use another: write it in `talkgraph.conclusions.topics`, and have `topic_linker` there
    return it; `tests/contracts/test_topic_linker.py` tests the laws.

    Laws: assignments are in order of target, then topic; at most one per target and topic;
    confidence is in (0, 1].
    """

    def link(
        self, passages: "Sequence[Passage]", vectors: "NDArray[np.float32]"
    ) -> "tuple[TopicAssignment, ...]":
        """Assign topics to passages; row i of `vectors` is the vector of passage i."""
        ...
