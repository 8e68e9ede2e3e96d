"""How long a SPARQL query takes over HTTP beside the same query in the process."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from load import QUERIES
from pytest_benchmark.fixture import BenchmarkFixture
from service_process import Service, service

from talkgraph.knowledge.entry import open_knowledge_base


@pytest.fixture(scope="module")
def running(sample_kb: Path) -> Iterator[Service]:
    with service(sample_kb) as running:
        yield running


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_over_http(benchmark: BenchmarkFixture, running: Service, number: int) -> None:
    with httpx.Client(base_url=running.url) as client:
        fields = {"query": QUERIES[number]}
        response = benchmark(lambda: client.get("/sparql", params=fields))
    assert response.status_code == 200


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_in_the_process(benchmark: BenchmarkFixture, sample_kb: Path, number: int) -> None:
    kb = open_knowledge_base(sample_kb)
    media_type = "application/sparql-results+json"
    assert benchmark(lambda: kb.answer(QUERIES[number], media_type))
