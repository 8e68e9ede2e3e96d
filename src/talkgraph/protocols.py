"""The seams of talkgraph: what can be replaced, and the laws a replacement keeps.

Each seam has a real implementation and a plain twin that the contract tests trust.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pyoxigraph import Triple

    from talkgraph.model import Passage, Reading, SourceFile, TopicAssignment


class SourceReader(Protocol):
    """Reads one source format.

    Laws: `read` never raises for what a file holds; what it cannot use is in the diagnostics,
    and a file of the format that tells of no event has one with the code `NOT_NOTES`. Every value
    has its span: lines, or a path into a structured file, or a post's address. Where the source
    has lines, every line that is not blank is accounted for in the coverage. Reading twice gives
    equal values.

    To add a format: write a reader in a folder of its own in `talkgraph.sources` and put it into
    `talkgraph.sources.registry.READERS`, before those that accept more than it does. The rest of
    the program needs to know nothing of it. `tests/unit/test_source_readers.py` has one of sixty
    lines, and takes it from a folder to the graph.
    """

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings, in lower case, of files in a folder that it is worth opening for it."""
        ...

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell whether a file is of this format, by its first 8 kilobytes and its name."""
        ...

    def read(self, source: "SourceFile") -> "Reading":
        """Read a file, which is called by its `name` in spans and diagnostics.

        Raises `OSError` if the file cannot be opened.
        """
        ...


class GraphStore(Protocol):
    """Holds named graphs and answers SPARQL 1.1 queries over their union.

    Laws: after `replace(g, t)` the graph `g` holds exactly the triples `t`. There are no blank
    nodes. `select` and `answer` see the union of all graphs as the default graph. Two stores
    with the same triples give the same answers (order aside, unless ORDER BY says it).
    """

    def replace(self, graph: str, triples: "Iterable[Triple]") -> int:
        """Make the named graph hold exactly these triples; return how many there are."""
        ...

    def select(
        self, sparql: str, bindings: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Yield the rows of a SELECT query as plain strings; unbound variables are absent.

        `bindings` gives IRIs to variables by value, never by text.
        """
        ...

    def answer(self, sparql: str, media_type: str) -> bytes:
        """Answer any query form, serialised as `media_type`."""
        ...

    def snapshot(self, folder: Path) -> None:
        """Write a consistent copy of the store to a new folder."""
        ...


class Encoder(Protocol):
    """Turns texts into vectors.

    To add one: write an adapter in `talkgraph.search.encoders` and put it into `registry` there,
    with what is to be installed for it.

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


class VectorStatistics(NamedTuple):
    """Mean, of shape (d,), and covariance, (d, d), of the vectors of an index; both float32.

    They give the mean and the variance of the cosines of any query.
    """

    mean: "NDArray[np.float32]"
    covariance: "NDArray[np.float32]"


class VectorIndex(Protocol):
    """Holds a fixed list of unit vectors, of shape (n, dimension), and finds the nearest.

    To use another: write it in `talkgraph.search`; a build saves it (`write_analysis` in
    `talkgraph.knowledge.build.conclude`), and `Parts.vectors` in `talkgraph.knowledge.opened`
    loads it.

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

    To use another: write it in `talkgraph.search`; it is saved and loaded where a `VectorIndex`
    is.

    Laws: a text that shares no word with the query scores 0, and is covered by 0; scores are
    never negative. What was saved and loaded gives the same numbers.
    """

    def scores(self, query: str) -> "NDArray[np.float32]":
        """Return one score per text, in the order of the texts; shape (n,)."""
        ...

    def coverage(self, query: str) -> "NDArray[np.float32]":
        """Return, for each text, the share of the query's different words that it holds."""
        ...

    def words_in(self, query: str, text: str) -> tuple[str, ...]:
        """Return the query's words that stand in any text, as the text spells them, in order."""
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

    To use another: write it in `talkgraph.conclusions.topics`; `analyse` in
    `talkgraph.knowledge.build.conclude` calls it.

    Laws: assignments are in order of target, then topic; at most one per target and topic;
    confidence is in (0, 1].
    """

    def link(
        self, passages: "Sequence[Passage]", vectors: "NDArray[np.float32]"
    ) -> "tuple[TopicAssignment, ...]":
        """Assign topics to passages; row i of `vectors` is the vector of passage i."""
        ...
