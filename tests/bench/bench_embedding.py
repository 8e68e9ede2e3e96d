"""How fast texts become vectors and answers, beside sentence-transformers called directly.

Run with ``make bench``. Embedding is compared within one run on the same texts, sorted by length
as sentence-transformers likes them best.
"""

import os
import random
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from talkgraph.model import Filters, Passage, PassageKind, TalkRecord, Topic
from talkgraph.search.encoders.hashing import HashingEncoder
from talkgraph.search.encoders.registry import open_encoder
from talkgraph.search.engine import Indexes, SearchEngine, TopicSpace
from talkgraph.search.lexical import Bm25Index
from talkgraph.search.vectors import ExactIndex, FaissIndex
from talkgraph.settings import PACKAGED_MODEL

Vectors = NDArray[np.float32]

_TEXT = """the of and to in we a rope knot harbour tide crane winch ship hull anchor mast cargo
sail crew captain pilot lighthouse signal fog storm repair paint rust ballast bell log chart
learned that slow is smooth because nobody asked what would happen when it breaks"""
_WORDS = _TEXT.split()


def texts(count: int) -> list[str]:
    """Made-up posts of 5 to 45 words, shortest first."""
    source = random.Random(1)
    made = [" ".join(source.choices(_WORDS, k=source.randint(5, 45))) for _ in range(count)]
    return sorted(made, key=len)


TEXTS = texts(400)
TALKS = Filters(kinds=frozenset({PassageKind.TALK}))


@pytest.mark.benchmark(group="embedding 400 texts")
def test_embedding(benchmark: BenchmarkFixture) -> None:
    encoder = open_encoder(PACKAGED_MODEL)
    encoder.encode(TEXTS[:8])
    benchmark.pedantic(encoder.encode, args=(TEXTS,), rounds=4)  # type: ignore[no-untyped-call]


@pytest.mark.benchmark(group="embedding 400 texts")
def test_embedding_with_sentence_transformers_directly(benchmark: BenchmarkFixture) -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer

    from talkgraph.search.encoders import registry

    model = SentenceTransformer(str(registry._packaged_folder()), device="cpu")
    model.encode(TEXTS[:8], show_progress_bar=False)

    def encode() -> None:
        model.encode(TEXTS, show_progress_bar=False)

    benchmark.pedantic(encode, rounds=4)  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def engine() -> SearchEngine:
    """A search engine over 1,000 passages of 50 talks."""
    encoder = HashingEncoder()
    made = texts(1000)
    vectors = encoder.encode(made)
    records = [
        TalkRecord(iri=f"talk/{n}", name=str(n), title="", event="e", event_name="E")
        for n in range(50)
    ]
    return SearchEngine(
        passages=[
            Passage(iri=f"post/{n}", kind=PassageKind.POST, talk=f"talk/{n % 50}", text=text)
            for n, text in enumerate(made)
        ],
        records=records,
        indexes=Indexes(
            vectors=FaissIndex(vectors),
            words=Bm25Index(made),
            talk_vectors=encoder.encode(["\n".join(made[n::50]) for n in range(50)]),
            talk_words=Bm25Index(["\n".join(made[n::50]) for n in range(50)]),
        ),
        encoder=_Fixed(vectors[500:501]),
        topics=TopicSpace(
            [Topic(iri=f"topic/{word}", label=word) for word in _WORDS],
            encoder.encode(_WORDS),
        ),
    )


class _Fixed:
    """An encoder that costs nothing, so that the search alone is measured."""

    name = fingerprint = "fixed"

    def __init__(self, vector: Vectors) -> None:
        self._vector = vector
        self.dimension = vector.shape[1]

    def encode(self, texts: object) -> Vectors:
        return self._vector

    def words(self) -> frozenset[str]:
        return frozenset()


@pytest.mark.benchmark(group="one search over 1,000 passages, encoder excluded")
def test_search(benchmark: BenchmarkFixture, engine: SearchEngine) -> None:
    queries = iter(f"{a} {b} breaks" for a in _WORDS * 99 for b in _WORDS)
    benchmark.pedantic(lambda: engine.search(next(queries)), rounds=200)  # type: ignore[no-untyped-call]


@pytest.mark.benchmark(group="one search over 1,000 passages, encoder excluded")
def test_search_for_talks(benchmark: BenchmarkFixture, engine: SearchEngine) -> None:
    queries = iter(f"{a} {b} breaks" for a in _WORDS * 99 for b in _WORDS)
    benchmark.pedantic(lambda: engine.search(next(queries), filters=TALKS), rounds=200)  # type: ignore[no-untyped-call]


def clustered(count: int) -> Vectors:
    """Unit vectors of 384 dimensions around 600 centres, as texts are around their subjects."""
    source = np.random.default_rng(1)
    centres = source.normal(size=(600, 384)).astype(np.float32)
    rows = centres[source.integers(600, size=count)]
    rows += source.normal(size=rows.shape).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


@pytest.mark.parametrize("kind", [ExactIndex, FaissIndex])
@pytest.mark.parametrize("count", [1_000, 10_000, 60_000])
def test_nearest_ten(
    benchmark: BenchmarkFixture, kind: Callable[[Vectors], ExactIndex | FaissIndex], count: int
) -> None:
    rows = clustered(count + 50)
    rows, queries = rows[:-50], rows[-50:]
    index = kind(rows)
    exact, _ = ExactIndex(rows).search(queries, 10)
    found, _ = index.search(queries, 10)
    benchmark.group = f"nearest ten of {count} vectors"
    benchmark.extra_info["recall"] = float(
        np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact, found, strict=True)])
    )
    benchmark.pedantic(lambda: index.search(queries[:1], 10), rounds=40)  # type: ignore[no-untyped-call]
