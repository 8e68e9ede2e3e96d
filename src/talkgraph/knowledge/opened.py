"""The parts of a generation, each loaded when it is first needed.

Asking the graph therefore loads no vectors, and searching loads no graph.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from talkgraph.errors import KnowledgeBaseMismatch
from talkgraph.knowledge import generation
from talkgraph.knowledge.generation import Generation, Manifest
from talkgraph.knowledge.lookup import Lookup
from talkgraph.model import Coverage, Diagnostic, Passage, Person, TalkRecord, Theme, Topic
from talkgraph.model.names import Names
from talkgraph.search.tables import load, read_table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.conclusions.related.related import RelatedTalks
    from talkgraph.protocols import Encoder, GraphReader, LexicalIndex, VectorIndex
    from talkgraph.search.engine import SearchEngine


class Parts:
    """What a generation holds, and the engines that work on it."""

    def __init__(self, generation: Generation) -> None:
        """Read from a generation that has been checked."""
        self.generation = generation

    @property
    def manifest(self) -> Manifest:
        """What this generation is made of."""
        return self.generation.manifest

    @property
    def folder(self) -> Path:
        """Where this generation is on disk."""
        return self.generation.folder

    @cached_property
    def names(self) -> Names:
        """How this knowledge base names things."""
        return Names(self.manifest.base_iri)

    @cached_property
    def store(self) -> "GraphReader":
        """The graph, opened for reading."""
        from talkgraph.graph.store import OxigraphStore

        return OxigraphStore.open(self.folder / "graph")

    @cached_property
    def _table(self) -> tuple[tuple[Passage, ...], tuple[TalkRecord, ...]]:
        return read_table(self.folder)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Everything that can be found, in the order of the vectors' rows."""
        return self._table[0]

    @property
    def records(self) -> tuple[TalkRecord, ...]:
        """What search knows of every talk and session."""
        return self._table[1]

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody the notes name."""
        return load(self.folder / generation.PEOPLE, tuple[Person, ...])

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """The topic vocabulary that was used."""
        return load(self.folder / generation.TOPICS, tuple[Topic, ...])

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was noticed in the sources when this generation was built."""
        return load(self.folder / generation.DIAGNOSTICS, tuple[Diagnostic, ...])

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """The accounting of every source's lines."""
        return load(self.folder / generation.COVERAGE, tuple[Coverage, ...])

    @cached_property
    def vectors(self) -> "VectorIndex":
        """The passages' vectors, passage i at position i."""
        from talkgraph.search.vectors import FaissIndex

        return FaissIndex.load(self.folder)

    @cached_property
    def topic_vectors(self) -> "NDArray[np.float32]":
        """The topics' vectors: float32 of shape (topics, dimension), rows of unit length."""
        from talkgraph.search.tables import TOPIC_VECTORS, load_array

        return load_array(self.folder / TOPIC_VECTORS, "float32", 2)

    @cached_property
    def encoder(self) -> "Encoder":
        """The encoder that made the vectors.

        Raises `KnowledgeBaseMismatch` if the model has changed since, `EncoderUnavailable` if
        it cannot be loaded.
        """
        from talkgraph.search.encoders.registry import open_encoder

        made_by = self.manifest.encoder
        encoder = open_encoder(made_by.name)
        if encoder.fingerprint != made_by.fingerprint:
            raise KnowledgeBaseMismatch(
                f"{self.folder.parents[1]}: the vectors were made by another version of the model "
                f"{made_by.name}; build the knowledge base again"
            )
        return encoder

    @cached_property
    def lexical(self) -> "LexicalIndex":
        """The index of the passages' words."""
        from talkgraph.search.lexical import PASSAGE_WORDS, Bm25Index

        return Bm25Index.load(self.folder / PASSAGE_WORDS)

    @cached_property
    def talk_lexical(self) -> "LexicalIndex":
        """The index of the words of all that was said in each talk, in the order of records."""
        from talkgraph.search.lexical import TALK_WORDS, Bm25Index

        return Bm25Index.load(self.folder / TALK_WORDS)

    @cached_property
    def engine(self) -> "SearchEngine":
        """The search engine over all passages."""
        from talkgraph.search.engine import Indexes, SearchEngine, TopicSpace
        from talkgraph.search.lexical import TOPIC_WORDS, Bm25Index

        return SearchEngine(
            passages=self.passages,
            records=self.records,
            indexes=Indexes(vectors=self.vectors, words=self.lexical, talk_words=self.talk_lexical),
            encoder=self.encoder,
            topics=TopicSpace(
                self.topics, self.topic_vectors, Bm25Index.load(self.folder / TOPIC_WORDS)
            ),
        )

    @cached_property
    def relater(self) -> "RelatedTalks":
        """What finds related talks."""
        from talkgraph.conclusions.related.related import RelatedTalks

        return RelatedTalks(self.passages, self.records, self.vectors.rows(), self.topics)

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The themes that were found."""
        return load(self.folder / generation.THEMES, tuple[Theme, ...])

    @cached_property
    def outside_themes(self) -> tuple[str, ...]:
        """The IRIs of the posts and notes that are in no theme."""
        return load(self.folder / generation.OUTSIDE, tuple[str, ...])

    @cached_property
    def lookup(self) -> Lookup:
        """What finds talks, people, events, topics and themes by name."""
        return Lookup(
            names=self.names,
            records=self.records,
            people=self.people,
            topics=self.topics,
            themes=self.themes,
        )
