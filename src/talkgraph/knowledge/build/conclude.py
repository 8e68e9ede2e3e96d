"""What follows from meaning: vectors, topics, related talks and themes over all the notes.

The results are plain values; `write_analysis` puts those that search needs beside the graph.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.knowledge import generation
from talkgraph.conclusions.related.related import RelatedTalks
from talkgraph.conclusions.themes.seeds import ThemeSeed, seed_topic
from talkgraph.conclusions.themes.themes import map_themes
from talkgraph.conclusions.topics import LabelLinker, SkosLinker, talk_topics
from talkgraph.conclusions.topics.linker import concept_text
from talkgraph.knowledge.build.sources import Facts, Progress, no_progress
from talkgraph.model import Event, Passage, PassageKind, Session, Talk, TalkKey, TalkRecord, Theme, Topic, TopicAssignment
from talkgraph.model.names import Names
from talkgraph.model.passages import passages_of
from talkgraph.search.encoders.registry import RememberingEncoder
from talkgraph.search.evidence import talk_texts
from talkgraph.search.lexical import Bm25Index, PASSAGE_WORDS, TALK_WORDS, TOPIC_WORDS
from talkgraph.search.tables import TOPIC_VECTORS, text_digest, write_table, write_vectors
from talkgraph.search.vectors import VECTOR_INDEX, write_vector_index

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.protocols import Encoder

_AT_ONCE: Final = 128
_SIMILAR_PER_TALK: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Passages with their vectors, and what was concluded from them.

    Row i of `vectors`, float32 of shape (passages, dimension), belongs to passage i, and row i
    of `topic_vectors`, of shape (topics, dimension), to topic i.
    `assignments` are of passages and of talks; `outside` are the
    IRIs of the posts and notes in no theme; `similarities` map pairs of talk IRIs, in order,
    to a score of 0 to 1; `embedded` counts the texts that had to be encoded.
    """

    passages: tuple[Passage, ...]
    records: tuple[TalkRecord, ...]
    vectors: "NDArray[np.float32]"
    topics: tuple[Topic, ...]
    topic_vectors: "NDArray[np.float32]"
    assignments: tuple[TopicAssignment, ...]
    themes: tuple[Theme, ...]
    outside: tuple[str, ...]
    similarities: Mapping[tuple[str, str], float]
    embedded: int


def analyse(
    facts: Facts,
    names: Names,
    topics: Sequence[Topic],
    encoder: "Encoder",
    known: "Mapping[str, NDArray[np.float32]]",
    progress: Progress = no_progress,
    seeds: Sequence[ThemeSeed] = (),
) -> Analysis:
    """Embed every passage, assign topics, relate talks and find themes.

    `known` maps the digests of texts (`text_digest`) to vectors of the same encoder; `seeds`
    are the themes that the user asks for.
    """
    passages = tuple(p for event in facts.events for p in passages_of(event, names))
    vectors, embedded = embed(passages, encoder, known, progress)
    progress("finding topics and themes", 0, 3)
    encoder = RememberingEncoder(encoder, known)  # the linker asks for the same texts again
    topic_vectors = encoder.encode([concept_text(topic) for topic in topics])
    linked = SkosLinker(topics, encoder).link(passages, vectors)
    of_talks = talk_topics(passages, linked)
    titles = {p.iri for p in passages if p.kind is PassageKind.TALK}
    progress("finding topics and themes", 1, 3)
    records = with_topics(tuple(_records(facts, names)), of_talks)
    similarities = RelatedTalks(passages, records, vectors, topics).similarities(_SIMILAR_PER_TALK)
    progress("finding topics and themes", 2, 3)
    found = map_themes(
        passages,
        records,
        vectors,
        topics,
        linked,
        seeds=seeds,
        seeded=LabelLinker([seed_topic(seed) for seed in seeds]).link(passages, vectors),
    )
    progress("finding topics and themes", 3, 3)
    return Analysis(
        passages=passages,
        records=records,
        vectors=vectors,
        topics=tuple(topics),
        topic_vectors=topic_vectors,
        # A talk's title is a passage too; what it says of the talk is part of the talk's own.
        assignments=(*(a for a in linked if a.target not in titles), *of_talks),
        themes=found.themes,
        outside=found.outside_passages,
        similarities=similarities,
        embedded=embedded,
    )


def embed(
    passages: Sequence[Passage],
    encoder: "Encoder",
    known: "Mapping[str, NDArray[np.float32]]",
    progress: Progress = no_progress,
) -> "tuple[NDArray[np.float32], int]":
    """Return one vector per passage, and how many texts had to be encoded for it.

    A text is encoded once however often it occurs, and not at all if `known` has its digest.
    """
    import numpy as np

    digests = [text_digest(passage.text) for passage in passages]
    texts = {d: p.text for d, p in zip(digests, passages, strict=True) if d not in known}
    new = list(texts)
    fresh: dict[str, NDArray[np.float32]] = {}
    progress("embedding", 0, len(new))
    for start in range(0, len(new), _AT_ONCE):
        batch = new[start : start + _AT_ONCE]
        rows = encoder.encode([texts[d] for d in batch])
        fresh.update(zip(batch, rows, strict=True))
        progress("embedding", len(fresh), len(new))
    vectors = np.empty((len(passages), encoder.dimension), dtype=np.float32)
    for row, each in enumerate(digests):
        vectors[row] = fresh[each] if each in fresh else known[each]
    return vectors, len(new)


def write_analysis(folder: Path, analysis: Analysis, language: str) -> None:
    """Write passages, topics and themes, and what searches them, into a new generation."""
    passages = [passage.text for passage in analysis.passages]
    concepts = [concept_text(topic) for topic in analysis.topics]
    write_table(folder, analysis.passages, analysis.records)
    write_vectors(folder, analysis.vectors, passages)
    write_vectors(folder, analysis.topic_vectors, concepts, TOPIC_VECTORS)
    write_vector_index(folder / VECTOR_INDEX, analysis.vectors)
    talks = talk_texts(analysis.passages, analysis.records)
    for name, texts in ((PASSAGE_WORDS, passages), (TALK_WORDS, talks), (TOPIC_WORDS, concepts)):
        Bm25Index(texts, language=language).save(folder / name)
    generation.save(folder / generation.TOPICS, analysis.topics)
    generation.save(folder / generation.THEMES, analysis.themes)
    generation.save(folder / generation.OUTSIDE, analysis.outside)


def with_topics(
    records: Sequence[TalkRecord], assignments: Sequence[TopicAssignment]
) -> tuple[TalkRecord, ...]:
    """Return the records with the topics of their talks, and with no other topic."""
    topics: dict[str, dict[str, float]] = {}
    for each in assignments:
        topics.setdefault(each.target, {})[each.topic] = each.confidence
    return tuple(replace(record, topics=topics.get(record.iri, {})) for record in records)


# ── what search shows and filters by ─────────────────────────────────────────────────────────


def _records(facts: Facts, names: Names) -> Iterator[TalkRecord]:
    works = {key: work.slug for work in facts.works.works for key in work.deliveries}
    for event in facts.events:
        parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
        for part in parts:
            key = TalkKey(event=event.slug, talk=part.key)
            work = works.get(key) if isinstance(part, Talk) else None
            yield TalkRecord(
                iri=names.talk(key) if isinstance(part, Talk) else names.session(key),
                name=str(key),
                title=part.title,
                event=names.event(event.slug),
                event_name=event.name,
                is_talk=isinstance(part, Talk),
                date=part.date,
                speakers=_speakers(event, part, facts, names),
                mentions=_mentions(part, names),
                work=names.work(work) if work else None,
            )


def _speakers(
    event: Event, part: Talk | Session, facts: Facts, names: Names
) -> tuple[tuple[str, str], ...]:
    key = TalkKey(event=event.slug, talk=part.key)
    listed = [s for item in part.items for s in item.speakers] if isinstance(part, Session) else []
    slugs = [facts.people.who.get((key, s.span, s.name)) for s in (*part.speakers, *listed)]
    person = {p.slug: p.name for p in facts.people.people}
    found = dict.fromkeys(slug for slug in slugs if slug is not None)
    return tuple((names.person(slug), person[slug]) for slug in found)


def _mentions(part: Talk | Session, names: Names) -> tuple[str, ...]:
    says = [post.says for post in part.posts] + [note.says for note in part.notes]
    return tuple(sorted({names.account(account) for each in says for account in each.mentions}))
