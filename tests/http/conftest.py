"""The service that most tests of HTTP ask: on the sample notes, as it runs by default."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from service_process import Service, service
from waiting import HANGS


@pytest.fixture(scope="session")
def running(sample_kb: Path) -> Iterator[Service]:
    with service(sample_kb, "--timeout", str(HANGS)) as running:
        yield running
