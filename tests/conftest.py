"""What all tests share: folders, knowledge bases that are built once, how long to search.

The real notes and their judgements are in `shared/corpus` beside the checkout; where they are not,
the tests that need them are skipped.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from knowledge_bases import (
    PROJECT,
    SAMPLE,
    corpus,
    packaged_kb,
    plain_real_kb,
    real_kb,
    sample_kb,
)
from programme_samples import quayconf_kb

from talkgraph.knowledge import generation

__all__ = ["corpus", "packaged_kb", "plain_real_kb", "quayconf_kb", "real_kb", "sample_kb"]

# HYPOTHESIS_PROFILE=nightly looks for new examples, and for longer. Without it the examples are
# few, and the same ones everywhere.
_CALM = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile(
    "everywhere", max_examples=48, deadline=None, derandomize=True, suppress_health_check=_CALM
)
settings.register_profile(
    "nightly", max_examples=1000, deadline=None, suppress_health_check=_CALM, print_blob=True
)
# What runs in the background has Ctrl-C ignored, and so would all that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everywhere"))


@pytest.fixture(autouse=True)
def _no_width_of_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed is as wide as where nobody says, whatever the shell of the tests says."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_disks() -> Iterator[None]:
    """A build waits until all it wrote is on the disk; no power goes in these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_flush_all", lambda _: None)
        yield


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's top folder."""
    return PROJECT


@pytest.fixture(scope="session")
def sample() -> Path:
    """The folder with the sample notes."""
    return SAMPLE
