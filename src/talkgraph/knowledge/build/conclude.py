"""Embeds the passages, and concludes topics, related talks and themes over all the notes.

The results are plain values; `write_analysis` puts those that search needs beside the graph.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.conclusions.proposals.candidates import Corpus
from talkgraph.conclusions.proposals.propose import propose
from talkgraph.conclusions.related.agreement import Agreement
from talkgraph.conclusions.related.kept import FOLDER as RELATED
from talkgraph.conclusions.related.kept import Kept
from talkgraph.conclusions.related.related import RelatedTalks
from talkgraph.conclusions.themes.corpus import ThemeCorpus, ThemeRules
from talkgraph.conclusions.themes.seeds import ThemeSeed, seed_topic
from talkgraph.conclusions.themes.themes import map_themes
from talkgraph.conclusions.topics import (
    LabelLinker,
    Vocabulary,
    near_talks,
    talk_topics,
    topic_linker,
)
from talkgraph.conclusions.topics.labels import LabelIndex
from talkgraph.conclusions.topics.linker import concept_text
from talkgraph.knowledge import generation
from talkgraph.knowledge.build.given import given_names
from talkgraph.knowledge.build.passages import passages_of, records_of
from talkgraph.knowledge.build.sources import Facts, Progress, no_progress
from talkgraph.model import (
    Passage,
    PassageKind,
    Proposal,
    TalkRecord,
    Theme,
    Topic,
    TopicAssignment,
)
from talkgraph.model.names import Names
from talkgraph.search.evidence import talk_texts
from talkgraph.search.files import (
    AGREEMENT,
    SIMILAR,
    SIMILARITIES,
    TALK_VECTORS,
    TOPIC_VECTORS,
    VECTORS,
    save,
    save_array,
    text_digest,
    write_digests,
    write_table,
)
from talkgraph.search.lexical import PASSAGE_WORDS, TALK_WORDS, index_words
from talkgraph.search.stored.assigned import FOLDER as ASSIGNED
from talkgraph.search.stored.assigned import Assigned
from talkgraph.search.stored.lines import save_table, slug_keys
from talkgraph.search.vectors import index_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.protocols import Encoder

_AT_ONCE: Final = 128
_SIMILAR_PER_TALK: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVectors:
    """One vector a text: row i of `rows`, float32, is that of the text with digest i.

    `embedded` counts the texts that had to be encoded for it.
    """

    digests: tuple[str, ...]
    rows: "NDArray[np.float32]"
    embedded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Passages with their vectors, and what was concluded from them.

    `vectors` has one for each passage, `talk_vectors` one for the whole text of each record,
    `topic_vectors` one for each topic, in their orders; `agreement` says how far each similarity
    of talks agrees with the others.
    `assignments` are of passages and of talks; `outside` are the IRIs of the posts and notes in
    no theme; `similarities` map pairs of talk IRIs, in order, to a score of 0 to 1, and `nearest`
    to those passages of the two that are nearest each other. `proposals` are topics that no
    vocabulary has.
    """

    passages: tuple[Passage, ...]
    records: tuple[TalkRecord, ...]
    vectors: TextVectors
    talk_vectors: TextVectors
    topics: tuple[Topic, ...]
    topic_vectors: TextVectors
    assignments: tuple[TopicAssignment, ...]
    themes: tuple[Theme, ...]
    outside: tuple[str, ...]
    agreement: Agreement
    related: Kept
    similarities: Mapping[tuple[str, str], float]
    nearest: Mapping[tuple[str, str], tuple[str, ...]]
    proposals: tuple[Proposal, ...] = ()

    @property
    def embedded(self) -> int:
        """How many texts had to be encoded: passages, and the whole texts of talks."""
        return self.vectors.embedded + self.talk_vectors.embedded


def analyse(
    facts: Facts,
    names: Names,
    vocabulary: Vocabulary,
    encoder: "Encoder",
    known: "Mapping[str, NDArray[np.float32]]",
    progress: Progress = no_progress,
    seeds: Sequence[ThemeSeed] = (),
) -> Analysis:
    """Embed every passage, assign topics, relate talks and find themes.

    `known` maps the digests of texts (`text_digest`) to vectors of the same encoder; `seeds`
    are the themes that the user asks for.
    """
    passages = tuple(
        passage for event in facts.events for passage in passages_of(event, names, facts.people)
    )
    vectors = embed([passage.text for passage in passages], encoder, known, progress)
    progress("finding topics and themes", 0, 4)
    topics = vocabulary.topics
    topic_vectors = embed(list(map(concept_text, topics)), encoder, known)
    linked = topic_linker(topics, topic_vectors.rows).link(passages, vectors.rows)
    near = near_talks(passages, vectors.rows, topics, topic_vectors.rows)
    of_talks = talk_topics(passages, linked, near)
    titles = {p.iri for p in passages if p.kind is PassageKind.TALK}
    progress("finding topics and themes", 1, 4)
    holders = frozenset(passage.talk for passage in passages)
    records = with_topics(tuple(records_of(facts, names, holders)), of_talks)
    corpus = ThemeCorpus(passages, records, vectors.rows, ThemeRules())
    proposals = _proposals(facts, names, vocabulary, corpus, passages, records, linked, encoder)
    progress("finding topics and themes", 2, 4)
    seeded = LabelLinker([seed_topic(seed) for seed in seeds]).link(passages, vectors.rows)
    found = map_themes(corpus, topics, linked, seeds=seeds, seeded=seeded)
    del corpus  # which is large, as is what finds related talks
    progress("finding topics and themes", 3, 4)
    of_events = {record.iri for record in records if record.is_event}
    known = {**known, **dict(zip(vectors.digests, vectors.rows, strict=True))}
    talk_vectors = embed(talk_texts(passages, records), encoder, known, progress)
    relater = RelatedTalks(passages, records, vectors.rows, topics)
    similarities = relater.similarities(_SIMILAR_PER_TALK)
    progress("finding topics and themes", 4, 4)
    return Analysis(
        passages=passages,
        records=records,
        vectors=vectors,
        talk_vectors=talk_vectors,
        topics=tuple(topics),
        topic_vectors=topic_vectors,
        # A talk's title is a passage too; what it says of the talk is part of the talk's own. An
        # event is about more than its own notes are.
        assignments=(
            *(a for a in linked if a.target not in titles),
            *(a for a in of_talks if a.target not in of_events),
        ),
        themes=found.themes,
        outside=found.outside_passages,
        agreement=relater.agreement,
        related=relater.kept(),
        similarities=similarities,
        nearest={pair: relater.nearest_passages(*pair) for pair in similarities},
        proposals=proposals,
    )


def _proposals(
    facts: Facts,
    names: Names,
    vocabulary: Vocabulary,
    themes: ThemeCorpus,
    passages: Sequence[Passage],
    records: Sequence[TalkRecord],
    linked: Sequence[TopicAssignment],
    encoder: "Encoder",
) -> tuple[Proposal, ...]:
    """Return the topics that the talks suggest; people, bodies and places are none."""
    people = (n for each in facts.people.people for n in (each.name, *each.alternate_names))
    bodies = facts.organizations.organizations
    corpus = Corpus(
        themes,
        records,
        LabelIndex(vocabulary.topics),
        (*people, *(n for each in bodies for n in (each.name, *each.alternate_names))),
    )
    return propose(
        corpus,
        passages,
        vocabulary.topics,
        linked,
        encoder,
        names.proposed,
        given=given_names(facts.events),
        rejected=vocabulary.rejected,
    )


def embed(
    texts: Sequence[str],
    encoder: "Encoder",
    known: "Mapping[str, NDArray[np.float32]]",
    progress: Progress = no_progress,
) -> TextVectors:
    """Return one vector per text.

    A text is encoded once however often it occurs, and not at all if `known` has its digest.
    """
    import numpy as np

    digests = tuple(map(text_digest, texts))
    first: dict[str, int] = {}
    for row, digest in enumerate(digests):
        if digest not in known:
            first.setdefault(digest, row)
    new = list(first.values())
    rows = np.empty((len(texts), encoder.dimension), dtype=np.float32)
    progress("embedding", 0, len(new))
    for start in range(0, len(new), _AT_ONCE):
        batch = new[start : start + _AT_ONCE]
        rows[batch] = encoder.encode([texts[row] for row in batch])
        progress("embedding", start + len(batch), len(new))
    for row, digest in enumerate(digests):
        if (place := first.get(digest)) != row:
            rows[row] = known[digest] if place is None else rows[place]
    return TextVectors(digests=digests, rows=rows, embedded=len(new))


def write_analysis(folder: Path, analysis: Analysis, language: str) -> None:
    """Write passages, topics and themes, and what searches them, into a new generation."""
    write_table(folder, analysis.passages, analysis.records)
    index_vectors(analysis.vectors.rows).save(folder)
    for vectors, each in (
        (TALK_VECTORS, analysis.talk_vectors),
        (TOPIC_VECTORS, analysis.topic_vectors),
    ):
        save_array(folder / vectors, each.rows, "float32")
        write_digests(folder / vectors, each.digests)
    write_digests(folder / VECTORS, analysis.vectors.digests)
    save(folder / AGREEMENT, analysis.agreement)
    analysis.related.save(folder / RELATED)
    _write_similar(folder, analysis)
    for name, texts in (
        (PASSAGE_WORDS, [passage.text for passage in analysis.passages]),
        (TALK_WORDS, talk_texts(analysis.passages, analysis.records)),
    ):
        index_words(texts, language).save(folder / name)
    save(folder / generation.TOPICS, analysis.topics)
    Assigned.of(analysis.assignments, analysis.passages, analysis.topics).save(folder / ASSIGNED)
    save_table(folder / generation.THEMES, analysis.themes, slug_keys)
    save(folder / generation.OUTSIDE, analysis.outside)
    save(folder / generation.PROPOSALS, analysis.proposals)


def _write_similar(folder: Path, analysis: Analysis) -> None:
    import numpy as np

    place = {record.iri: row for row, record in enumerate(analysis.records)}
    pairs = [(place[left], place[right]) for left, right in analysis.similarities]
    save_array(folder / SIMILAR, np.array(pairs, dtype=np.int64).reshape(-1, 2), "int64")
    scores = np.array([*analysis.similarities.values()], dtype=np.float64)
    save_array(folder / SIMILARITIES, scores, "float64")


def with_topics(
    records: Sequence[TalkRecord], assignments: Sequence[TopicAssignment]
) -> tuple[TalkRecord, ...]:
    """Return the records with the topics of their talks, and with no other topic."""
    topics: dict[str, dict[str, float]] = {}
    for each in assignments:
        topics.setdefault(each.target, {})[each.topic] = each.confidence
    return tuple(replace(record, topics=topics.get(record.iri, {})) for record in records)
