"""How fast notes become a graph, each figure beside what it can be compared with.

Run with ``make bench``. The groups compare within one run: reading against bare Markdown
parsing, writing the graph against Oxigraph's own bulk load of the same triples.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from generated import notes
from pyoxigraph import NamedNode, Quad, Store
from pytest_benchmark.fixture import BenchmarkFixture

from talkgraph.graph.write.dataset import Making
from talkgraph.knowledge.build.named_graphs import Told
from talkgraph.knowledge.build.sources import Facts, gather
from talkgraph.knowledge.build.traces.events import trace
from talkgraph.knowledge.build.traces.write import write_store
from talkgraph.model.names import Names
from talkgraph.sources.notes.read import HandwrittenNotes

FILES = 20
TEXTS = {f"quay-{number}.md": notes(number).encode() for number in range(FILES)}
SIZE = sum(map(len, TEXTS.values()))
NAMES = Names()


def _read() -> Facts:
    reader = HandwrittenNotes()
    return gather([reader.read_text(text, name) for name, text in TEXTS.items()])


@pytest.fixture(scope="module")
def facts() -> Facts:
    return _read()


@pytest.fixture(scope="module")
def quads(facts: Facts) -> list[Quad]:
    return [
        Quad(t.subject, t.predicate, t.object, NamedNode(NAMES.source_graph(source)))
        for source, said in Told(facts=facts, names=NAMES)
        for t in said.own
    ]


@pytest.mark.benchmark(group="reading notes")
def bench_read_and_extract(benchmark: BenchmarkFixture) -> None:
    benchmark.extra_info["bytes"] = SIZE
    assert len(benchmark(_read).events) == FILES


@pytest.mark.benchmark(group="reading notes")
def bench_bare_markdown_parse(benchmark: BenchmarkFixture) -> None:
    from markdown_it import MarkdownIt

    benchmark.extra_info["bytes"] = SIZE
    parser = MarkdownIt("commonmark")
    benchmark(lambda: [parser.parse(text.decode()) for text in TEXTS.values()])


@pytest.mark.benchmark(group="writing the graph")
def bench_events_to_store(benchmark: BenchmarkFixture, facts: Facts, tmp_path: Path) -> None:
    places = _places(tmp_path)
    traced = trace(facts, NAMES)

    def write() -> int:
        making = Making(fingerprint="0" * 64, version="1")
        return write_store(next(places), traced, {}, making).triples

    assert benchmark.pedantic(write, rounds=5) > 0  # type: ignore[no-untyped-call]


@pytest.mark.benchmark(group="writing the graph")
def bench_oxigraph_bulk_load(
    benchmark: BenchmarkFixture, quads: list[Quad], tmp_path: Path
) -> None:
    places = _places(tmp_path)
    benchmark.extra_info["triples"] = len(quads)
    benchmark.pedantic(lambda: Store(str(next(places))).bulk_extend(quads), rounds=5)  # type: ignore[no-untyped-call]


@pytest.mark.benchmark(group="validation")
def bench_shacl(benchmark: BenchmarkFixture, facts: Facts) -> None:
    few = replace(facts, events=facts.events[:3])
    told = Told(facts=few, names=NAMES)
    benchmark.extra_info["triples"] = sum(len(said.own) for _, said in told)
    benchmark.pedantic(lambda: trace(few, NAMES), rounds=3)  # type: ignore[no-untyped-call]


def _places(folder: Path) -> Iterator[Path]:
    number = 0
    while True:
        number += 1
        yield folder / f"store-{number}"
