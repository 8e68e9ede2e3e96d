"""How answers slow down as a knowledge base grows: the same questions of 10 files and of 40.

Run with ``make bench``. What asks about one thing should take the same time of both; what counts
or compares everything should take about four times as long of the larger.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from generated import write
from pytest_benchmark.fixture import BenchmarkFixture

from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.reconcile.suggestions import suggestions
from talkgraph.settings import Settings

_TALK = "quay-conf-bergen-2000/t1"
QUESTIONS: dict[str, Callable[[KnowledgeBase], object]] = {
    "talk": lambda kb: kb.talk(_TALK),
    "speaker": lambda kb: kb.speaker(kb.talk(_TALK).speakers[0].name),
    "facts that two talks share": lambda kb: kb.sparql(
        kb.related(_TALK, limit=1)[0].reasons.sparql
    ),
    "search": lambda kb: kb.search("a tired engineer at three in the morning"),
    "stats": lambda kb: kb.stats(),
    "topics": lambda kb: kb.topics(),
    "suggestions": lambda kb: suggestions(kb).of("t"),
}
SIZES = (10, 40)


@pytest.fixture(scope="module")
def kbs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, KnowledgeBase]:
    """Knowledge bases of generated notes, without a model."""
    opened = {}
    for files in SIZES:
        folder = tmp_path_factory.mktemp(f"files-{files}")
        write(folder / "notes", files)
        sources: tuple[Path, ...] = (folder / "notes",)
        build(BuildRequest(sources=sources, kb=folder / "kb", settings=Settings(model="hashing")))
        opened[files] = open_knowledge_base(folder / "kb")
    return opened


@pytest.mark.parametrize("files", SIZES)
@pytest.mark.parametrize("question", QUESTIONS)
def bench_answer(
    benchmark: BenchmarkFixture, kbs: dict[int, KnowledgeBase], question: str, files: int
) -> None:
    benchmark.group = f"answer: {question}"
    ask = QUESTIONS[question]
    ask(kbs[files])
    benchmark.pedantic(lambda: ask(kbs[files]), rounds=5)  # type: ignore[no-untyped-call]
