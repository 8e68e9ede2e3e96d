"""Search on the real notes: fused beats words alone and meaning alone, and keeps its level."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from talkgraph.config import PACKAGED_MODEL
from talkgraph.index.encoders import open_encoder
from talkgraph.index.lexical import Bm25Index
from talkgraph.index.vectors import open_vector_index
from talkgraph.model import Filters, Passage, PassageKind, Session, Talk, TalkKey, TalkRecord
from talkgraph.names import Names
from talkgraph.notes import MarkdownNotes
from talkgraph.passages import identify, passages_of
from talkgraph.retrieval.search import SearchEngine, Weights

POSTS = Filters(kinds=frozenset({PassageKind.POST, PassageKind.NOTE}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A search engine, its parts, and what the judgements call talks and posts."""

    build: Callable[[Weights], SearchEngine]
    queries: tuple[Mapping[str, Any], ...]
    talks: Mapping[str, str]
    posts: Mapping[tuple[str, int], str]
    passages: tuple[Passage, ...]
    words: Bm25Index

    def post_grades(self, query: Mapping[str, Any]) -> dict[str, int]:
        return {
            self.posts[self.talks[judged["talk"]], judged["line"]]: judged["grade"]
            for judged in query.get("relevant_posts", ())
        }

    def talk_grades(self, query: Mapping[str, Any]) -> dict[str, int]:
        return {self.talks[talk]: grade for talk, grade in query["relevant_talks"].items()}


@pytest.fixture(scope="module")
def judged(corpus: Path) -> Judged:
    names, reader = Names(), MarkdownNotes()
    passages: list[Passage] = []
    records: list[TalkRecord] = []
    talks: dict[str, str] = {}
    posts: dict[tuple[str, int], str] = {}
    for path in sorted((corpus / "notes").glob("*.md")):
        judged_version = corpus / "notes-front-matter" / path.name
        chosen = judged_version if judged_version.exists() else path
        event = reader.read(chosen, path.name).event
        assert event is not None
        passages.extend(passages_of(event, names))
        identified = identify(event, names)
        parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
        for part in parts:
            key = TalkKey(event=event.slug, talk=part.key)
            is_talk = isinstance(part, Talk)
            record = TalkRecord(
                iri=names.talk(key) if is_talk else names.session(key),
                name=str(key),
                title=part.title,
                event=event.slug,
                event_name=event.name,
                is_talk=is_talk,
            )
            records.append(record)
            if is_talk:
                talks[f"{path.stem}#{part.key}"] = record.iri
                iris = identified.talks[part.key]
                for post, of_post in zip(part.posts, iris.posts, strict=True):
                    posts[record.iri, post.span.first] = of_post.iri
                for note, of_note in zip(part.notes, iris.notes, strict=True):
                    posts[record.iri, note.span.first] = of_note.iri
    texts = [passage.text for passage in passages]
    encoder, words = open_encoder(PACKAGED_MODEL), Bm25Index(texts)
    vectors = encoder.encode(texts)

    def build(weights: Weights) -> SearchEngine:
        return SearchEngine(
            passages=passages,
            records=records,
            vectors=vectors,
            vector_index=open_vector_index(vectors),
            lexical=words,
            encoder=encoder,
            topic_labels={},
            weights=weights,
        )

    gold = json.loads((corpus / "gold" / "notes.json").read_text(encoding="utf-8"))
    return Judged(
        build=build,
        queries=tuple(gold["queries"]),
        talks=talks,
        posts=posts,
        passages=tuple(passages),
        words=words,
    )


def gain(found: list[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """nDCG: Järvelin and Kekäläinen 2002, with gains of 2**grade - 1."""

    def discounted(values: list[int]) -> float:
        return sum(float(2**v - 1) / math.log2(n + 2) for n, v in enumerate(values[:depth]))

    best = discounted(sorted(grades.values(), reverse=True))
    return discounted([grades.get(iri, 0) for iri in found]) / best


def of_posts(judged: Judged, search: Callable[[str], list[str]]) -> float:
    asked = [query for query in judged.queries if query.get("relevant_posts")]
    return float(np.mean([gain(search(q["query"]), judged.post_grades(q)) for q in asked]))


def test_posts_are_found_better_than_by_words_or_meaning_alone(judged: Judged) -> None:
    def by(weights: Weights) -> float:
        engine = judged.build(weights)
        return of_posts(judged, lambda q: [h.iri for h in engine.search(q, filters=POSTS)])

    def by_words(query: str) -> list[str]:
        ranked = np.argsort(-judged.words.scores(query), kind="stable")
        passages = [judged.passages[position] for position in ranked]
        return [p.iri for p in passages if p.kind in POSTS.kinds]

    fused, meaning = by(Weights()), by(Weights(lexical=0.0, talk=0.0))
    assert fused > max(of_posts(judged, by_words), meaning) + 0.05
    assert fused > 0.75


def test_talks_are_found_better_than_by_meaning_alone(judged: Judged) -> None:
    def by(weights: Weights) -> float:
        engine = judged.build(weights)
        gains = [
            gain([h.iri for h in engine.search_talks(q["query"])], judged.talk_grades(q))
            for q in judged.queries
        ]
        return float(np.mean(gains))

    fused = by(Weights())
    assert fused > by(Weights(lexical=0.0)) + 0.02
    assert fused > 0.79
