"""The service that most tests of HTTP ask: on the sample notes, as it runs by default."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from service_process import Service, service
from waiting import HANGS

from talkgraph.http.app import create_app
from talkgraph.http.library import Library


@pytest.fixture(scope="session")
def running(sample_kb: Path) -> Iterator[Service]:
    with service(sample_kb, "--timeout", str(HANGS)) as running:
        yield running


@pytest.fixture(scope="module")
def client(sample_kb: Path) -> Iterator[TestClient]:
    with TestClient(
        create_app(Library(sample_kb)), base_url="http://127.0.0.1", follow_redirects=False
    ) as client:
        yield client
