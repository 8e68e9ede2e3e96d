"""How fast texts become vectors and answers, beside sentence-transformers called directly.

Run with ``make bench``; with ``BENCH_MILLION`` set, nearest vectors are also looked for among a
million. Embedding is compared within one run on the same texts, sorted by length as
sentence-transformers likes them best.
"""

import os
import random
import time

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


COUNTS = (1_000, 10_000, 100_000, *((1_000_000,) if "BENCH_MILLION" in os.environ else ()))


@pytest.fixture(scope="module", params=COUNTS)
def indexes(request: pytest.FixtureRequest) -> tuple[ExactIndex, FaissIndex, Vectors]:
    """Both indexes over as many vectors, and queries that are not among them."""
    rows = clustered(request.param + 20)
    rows, queries = rows[:-20], rows[-20:]
    return ExactIndex(rows), FaissIndex(rows), queries


@pytest.mark.parametrize("share", [1, 1 / 3, 1 / 20], ids=["all", "a third", "a twentieth"])
@pytest.mark.parametrize("k", [10, 1000])
def test_nearest(
    benchmark: BenchmarkFixture,
    indexes: tuple[ExactIndex, FaissIndex, Vectors],
    k: int,
    share: float,
) -> None:
    """A search through FAISS; beside it, recall and how much longer comparing with each takes."""
    plain, index, queries = indexes
    count = len(plain.rows())
    kept = np.flatnonzero(np.random.default_rng(5).random(count) < share)
    allowed = None if share == 1 else kept
    found, _ = index.search(queries, k, allowed)
    began = time.thread_time()
    exact, _ = plain.search(queries, k, allowed)
    each = (time.thread_time() - began) / len(queries)
    began = time.thread_time()
    index.search(queries, k, allowed)
    shared = [len(set(a) & set(b)) / len(a) for a, b in zip(exact, found, strict=True)]
    benchmark.group = f"nearest {k} of {len(kept)} of {count} vectors"
    benchmark.extra_info["recall"] = round(float(np.mean(shared)), 4)
    benchmark.extra_info["exact, ms"] = round(each * 1000, 2)
    ratio = each * len(queries) / (time.thread_time() - began)
    benchmark.extra_info["times as fast as exact"] = round(ratio, 1)
    print(f"\n{benchmark.group}: {benchmark.extra_info}")  # noqa: T201
    benchmark.pedantic(lambda: index.search(queries[:1], k, allowed), rounds=20)  # type: ignore[no-untyped-call]
