"""The parts of a generation, each loaded when it is first needed, or given instead.

Asking the graph therefore loads no vectors, and searching loads no graph.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Self, TypedDict, Unpack

from talkgraph.errors import KnowledgeBaseMismatch, unreadable
from talkgraph.knowledge import generation
from talkgraph.knowledge.generation import Generation, Manifest
from talkgraph.knowledge.lookup import Lookup
from talkgraph.model import (
    Coverage,
    Diagnostic,
    Passage,
    PassageKind,
    Person,
    Proposal,
    TalkRecord,
    Theme,
    Topic,
    TopicAssignment,
)
from talkgraph.model.names import Names
from talkgraph.search.files import Table, load, passage_keys, read_table, record_keys
from talkgraph.search.once import once
from talkgraph.search.stored.lines import ByKey, Later, Lines, slug_keys

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.conclusions.related.agreement import Agreement
    from talkgraph.conclusions.related.related import RelatedTalks
    from talkgraph.knowledge.answers import Stats, TopicSummary
    from talkgraph.knowledge.understanding.cards import Cards
    from talkgraph.knowledge.understanding.named import Named
    from talkgraph.knowledge.understanding.people import People
    from talkgraph.knowledge.understanding.reader import Reader
    from talkgraph.protocols import Encoder, GraphReader, LexicalIndex, VectorIndex
    from talkgraph.search.engine import SearchEngine
    from talkgraph.search.stored.assigned import Assigned
    from talkgraph.search.stored.columns import Columns
    from talkgraph.search.stored.shelf import Shelf


class Given(TypedDict, total=False):
    """The parts that can be given; the names are those of the attributes of `Parts`."""

    store: "GraphReader"
    encoder: "Encoder"
    table: Table
    vectors: "VectorIndex"
    talk_vectors: "NDArray[np.float32]"
    lexical: "LexicalIndex"
    talk_lexical: "LexicalIndex"


class Parts:
    """What a generation holds, and the engines that work on it."""

    def __init__(self, generation: Generation, **given: Unpack[Given]) -> None:
        """Read from a generation that has been checked what is not given."""
        self.generation = generation
        self._given = given
        vars(self).update(given)  # where an attribute finds what it need not make

    def replace(self, **given: Unpack[Given]) -> Self:
        """Return the parts of the same generation with others given; what uses them is anew."""
        everything: Given = {**self._given, **given}
        return type(self)(self.generation, **everything)

    def has_loaded(self, name: str) -> bool:
        """Tell whether a part is there already."""
        return name in vars(self)

    @property
    def _is_own(self) -> bool:
        """Whether its passages and records are those that the build kept more of."""
        return "table" not in self._given

    def after(self, older: "Parts") -> Self:
        """Return these parts with the encoder of older ones, if it is loaded and the same."""
        same = older.manifest.encoder == self.manifest.encoder
        return self.replace(encoder=older.encoder) if same and older.has_loaded("encoder") else self

    def without(self, hidden: Iterable[tuple[str, str]]) -> Self:
        """Return the parts with some texts (talk, text) taken out of search.

        Passages that stand in such a text go with it, and so does what rests on them: their
        vectors, their words among those of the talk, the topics that the talk has on their
        account. Titles stay, and so does the graph.
        """
        import numpy as np

        from talkgraph.conclusions.topics import near_talks, talk_topics
        from talkgraph.knowledge.build.conclude import embed, with_topics
        from talkgraph.search.evidence import talk_texts
        from talkgraph.search.files import known_vectors
        from talkgraph.search.lexical import index_words
        from talkgraph.search.vectors import index_vectors

        texts: dict[str, list[str]] = defaultdict(list)
        for talk, text in hidden:
            texts[talk].append(text)
        kept = [
            row
            for row, passage in enumerate(self.passages)
            if passage.kind is PassageKind.TALK
            or not any(passage.text in text for text in texts.get(passage.talk, ()))
        ]
        passages = tuple(self.passages[row] for row in kept)
        vectors = self.vectors.rows(np.array(kept, dtype=np.int64))
        near = near_talks(passages, vectors, self.topics, self.topic_vectors)
        records = with_topics(self.records, talk_topics(passages, self.linked, near))
        wholes = talk_texts(passages, records)
        known = known_vectors(self.folder)
        language = self.manifest.language
        return self.replace(
            encoder=self.encoder,
            table=(passages, records),
            vectors=index_vectors(vectors),
            lexical=index_words([passage.text for passage in passages], language),
            talk_vectors=embed(wholes, self.encoder, known).rows,
            talk_lexical=index_words(wholes, language),
        )

    @property
    def manifest(self) -> Manifest:
        """What this generation is made of."""
        return self.generation.manifest

    @property
    def folder(self) -> Path:
        """Where this generation is on disk."""
        return self.generation.folder

    @once
    def names(self) -> Names:
        """How this knowledge base names things."""
        versions = {each.source: each.sha256 for each in self.manifest.sources}
        return Names(self.manifest.base_iri, versions=versions)

    @once
    def store(self) -> "GraphReader":
        """The graph, opened for reading."""
        from talkgraph.graph.store import open_graph

        return open_graph(self.generation.graph)

    @once
    def table(self) -> Table:
        """The passages and the records, each of which is read when it is asked for."""
        return read_table(self.folder)

    @property
    def passages(self) -> Sequence[Passage]:
        """Everything that can be found, in the order of the vectors' rows."""
        return self.table[0]

    @property
    def records(self) -> Sequence[TalkRecord]:
        """What search knows of every talk and session."""
        return self.table[1]

    @once
    def talks(self) -> Mapping[str, TalkRecord]:
        """The records by IRI, in their order."""
        return ByKey(self.records, record_keys)

    @once
    def said(self) -> Mapping[str, Passage]:
        """The passages by IRI, in their order."""
        return ByKey(self.passages, passage_keys)

    def row(self, name: str) -> int | None:
        """The place of the record with an IRI or a name; `None` if there is none."""
        records = self.records
        if isinstance(records, Lines):
            return records.row(name)
        found = (row for row, each in enumerate(records) if name in record_keys(each))
        return next(found, None)

    @once
    def topic_labels(self) -> Mapping[str, str]:
        """The labels of the topics, by IRI."""
        return {topic.iri: topic.label for topic in self.topics}

    @once
    def people(self) -> Sequence[Person]:
        """Everybody the notes name, each of whom is read when asked for."""
        return Lines(self.folder / generation.PEOPLE, Person, slug_keys)

    @once
    def person(self) -> Mapping[str, Person]:
        """Everybody by the slug."""
        return ByKey(self.people, slug_keys)

    @once
    def topics(self) -> tuple[Topic, ...]:
        """The topic vocabulary that was used."""
        return load(self.folder / generation.TOPICS, tuple[Topic, ...])

    @once
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was noticed in the sources when this generation was built."""
        return load(self.folder / generation.DIAGNOSTICS, tuple[Diagnostic, ...])

    @once
    def coverage(self) -> tuple[Coverage, ...]:
        """The accounting of every source's lines, and of the files that are left out."""
        return load(self.folder / generation.COVERAGE, tuple[Coverage, ...])

    @once
    def linked(self) -> tuple[TopicAssignment, ...]:
        """The topics of every passage, found again as a build finds them."""
        from talkgraph.conclusions.topics import topic_linker

        linker = topic_linker(self.topics, self.topic_vectors)
        return linker.link(self.passages, self.vectors.rows())

    @once
    def vectors(self) -> "VectorIndex":
        """The passages' vectors, passage i at position i."""
        from talkgraph.search.vectors import open_vectors

        return open_vectors(self.folder)

    @once
    def talk_vectors(self) -> "NDArray[np.float32]":
        """The vectors of the whole texts of the records, in their order, of unit length."""
        from talkgraph.search.files import TALK_VECTORS, load_array

        return load_array(self.folder / TALK_VECTORS, "float32", 2)

    @once
    def agreement(self) -> "Agreement":
        """How far each similarity of talks agrees with the others."""
        from talkgraph.conclusions.related.agreement import Agreement
        from talkgraph.search.files import AGREEMENT

        return load(self.folder / AGREEMENT, Agreement)

    @once
    def similar(self) -> "tuple[NDArray[np.int64], NDArray[np.float64]]":
        """The places of the records of similar talks, shape (pairs, 2), and how similar they are.

        Raises `KnowledgeBaseDamaged`, naming the file, if the two are not of the same pairs.
        """
        from talkgraph.search.files import SIMILAR, SIMILARITIES, load_array

        pairs = load_array(self.folder / SIMILAR, "int64", 2)
        scores = load_array(self.folder / SIMILARITIES, "float64", 1)
        last = int(pairs.max(initial=-1))
        if pairs.shape != (len(scores), 2) or last >= len(self.records):
            raise unreadable(self.folder / SIMILAR, "it is of other talks")
        return pairs, scores

    @once
    def topic_vectors(self) -> "NDArray[np.float32]":
        """The topics' vectors: float32 of shape (topics, dimension), rows of unit length."""
        from talkgraph.search.files import TOPIC_VECTORS, load_array

        return load_array(self.folder / TOPIC_VECTORS, "float32", 2)

    @once
    def encoder(self) -> "Encoder":
        """The encoder that made the vectors.

        Raises `KnowledgeBaseMismatch` if the model has changed since, `EncoderUnavailable` if
        it cannot be loaded.
        """
        from talkgraph.search.encoders.registry import reopen_encoder

        made_by = self.manifest.encoder
        encoder = reopen_encoder(made_by.name)
        if encoder.fingerprint != made_by.fingerprint:
            raise KnowledgeBaseMismatch(
                f"{self.folder.parents[1]}: the vectors were made by another version of the model "
                f"{made_by.name}; build the knowledge base again"
            )
        return encoder

    @once
    def lexical(self) -> "LexicalIndex":
        """The index of the passages' words."""
        from talkgraph.search.lexical import PASSAGE_WORDS, open_words

        return open_words(self.folder / PASSAGE_WORDS)

    @once
    def talk_lexical(self) -> "LexicalIndex":
        """The index of the words of all that is told of each talk, in the order of records."""
        from talkgraph.search.lexical import TALK_WORDS, open_words

        return open_words(self.folder / TALK_WORDS)

    @once
    def engine(self) -> "SearchEngine":
        """The search engine over all passages."""
        from talkgraph.search.encoders.fitted import kept_fitted
        from talkgraph.search.engine import Indexes, SearchEngine, TopicSpace

        return SearchEngine(
            passages=self.passages,
            records=self.records,
            indexes=Indexes(
                vectors=self.vectors,
                words=self.lexical,
                talk_vectors=self.talk_vectors,
                talk_words=self.talk_lexical,
            ),
            encoder=self.encoder,
            topics=TopicSpace(self.topics, self.topic_vectors, self.agreement.of_topics),
            fits=kept_fitted(self.folder.parents[1], self.encoder),
            columns=self.columns,
        )

    @once
    def columns(self) -> "Columns":
        """What search needs of all passages and records: kept, unless the table is given."""
        from talkgraph.search.stored.columns import FOLDER, Columns

        if not self._is_own:
            return Columns.of(self.passages, self.records)
        return Columns.load(self.folder / FOLDER, len(self.passages), len(self.records))

    @once
    def assigned(self) -> "Assigned":
        """The passages of each topic: kept, unless the table is given."""
        from talkgraph.search.stored.assigned import FOLDER, Assigned

        if not self._is_own:
            return Assigned.of(self.linked, self.passages, self.topics)
        return Assigned.load(self.folder / FOLDER, len(self.passages), len(self.topics))

    @once
    def by_talk(self) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        """The places of the passages in the order of their talks; where those of each begin."""
        import numpy as np

        talks = self.columns.talks
        ordered = np.argsort(talks, kind="stable")
        return ordered, np.searchsorted(talks[ordered], np.arange(len(self.records) + 1))

    @once
    def named(self) -> "Named":
        """What of the graph a query may name; of an older generation, the graph is asked."""
        from talkgraph.knowledge.understanding import named

        kept = self.folder / named.FILE
        return load(kept, named.Named) if kept.is_file() else named.named_in(self.store)

    @once
    def reader(self) -> "Reader":
        """What reads the words of a search."""
        from talkgraph.knowledge.understanding.reader import make_reader, stored_reader

        return stored_reader(self, self.shelf) if self._is_own else make_reader(self)

    @once
    def shelf(self) -> "Shelf":
        """The dictionaries of what reads words."""
        from talkgraph.knowledge.understanding.words import FILE
        from talkgraph.search.stored.shelf import Shelf

        return Shelf(self.folder / FILE)

    @once
    def names_of_people(self) -> "People":
        """The people by the words of their names."""
        from talkgraph.knowledge.understanding.people import People

        return People.taken(self.shelf)

    @once
    def cards(self) -> "Cards":
        """What tells of the things that a search names."""
        from talkgraph.knowledge.understanding.cards import Cards

        return Cards(self)

    @once
    def relater(self) -> "RelatedTalks":
        """What finds related talks."""
        from talkgraph.conclusions.related.kept import FOLDER, Kept
        from talkgraph.conclusions.related.related import RelatedTalks

        talks, passages = int(self.columns.is_talk.sum()), len(self.passages)
        return RelatedTalks(
            self.passages,
            self.records,
            self.vectors.rows(),
            self.topics,
            agreement=self.agreement,
            columns=self.columns,
            kept=Kept.load(self.folder / FOLDER, talks, passages) if self._is_own else None,
        )

    @once
    def themes(self) -> Sequence[Theme]:
        """The themes that were found, each of which is read when it is asked for."""
        return Lines(self.folder / generation.THEMES, Theme, slug_keys)

    @once
    def theme(self) -> Mapping[str, Theme]:
        """The themes by their slugs."""
        return ByKey(self.themes, slug_keys)

    @once
    def stats(self) -> "Stats":
        """What it holds, in numbers."""
        from talkgraph.knowledge.answers import Stats

        return load(self.folder / generation.STATS, Stats)

    @once
    def vocabulary(self) -> "Sequence[TopicSummary]":
        """All topics with how many talks and passages have them, those of most talks first."""
        from talkgraph.knowledge.answers import TopicSummary
        from talkgraph.knowledge.details import topic_summaries

        if not self._is_own:
            return topic_summaries(self.store, self.topics, self.records)
        return load(self.folder / generation.VOCABULARY, tuple[TopicSummary, ...])

    @once
    def proposals(self) -> tuple[Proposal, ...]:
        """The topics that the talks suggest and no vocabulary has, the surest first."""
        return load(self.folder / generation.PROPOSALS, tuple[Proposal, ...])

    @once
    def outside_themes(self) -> tuple[str, ...]:
        """The IRIs of the posts and notes that are in no theme."""
        return load(self.folder / generation.OUTSIDE, tuple[str, ...])

    @once
    def former(self) -> Mapping[str, str]:
        """What is called otherwise now: its present IRI by its former one."""
        from talkgraph.graph import queries

        rows = self.store.select(queries.REPLACED, {"graph": self.names.graph("former")})
        return MappingProxyType({row["former"]: row["present"] for row in rows})

    @once
    def lookup(self) -> Lookup:
        """What finds talks, people, events, topics and themes by name."""
        return Lookup(
            present=lambda iri: self.former.get(iri),
            names=self.names,
            records=self.records,
            row=self.row,
            by_slug=self.person,
            by_name=(lambda: self.names_of_people) if self._is_own else None,
            people=Later(lambda: self.people),
            topics=Later(lambda: self.topics),
            themes=Later(lambda: self.themes),
            event_slugs=sorted({event for each in self.manifest.sources for event in each.events}),
        )
