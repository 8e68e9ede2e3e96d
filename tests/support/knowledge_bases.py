"""Knowledge bases that many tests ask: each is built once, also where two processes test."""

import os
from pathlib import Path
from typing import Final

import pytest
from filelock import FileLock

PROJECT: Final = Path(__file__).resolve().parents[2]
SAMPLE: Final = PROJECT / "data"
CORPUS: Final = PROJECT.parent / "shared" / "corpus"


def build_once(
    factory: pytest.TempPathFactory, name: str, sources: tuple[Path, ...], model: str | None = None
) -> Path:
    """Build a knowledge base for the whole run of the tests, or wait for whoever builds it.

    Without a `model` it is the packaged one. The knowledge base is only for reading.
    """
    from talkgraph.knowledge.build.build import BuildRequest, build
    from talkgraph.settings import PACKAGED_MODEL, Settings

    kb = _shared(factory) / name
    with FileLock(f"{kb}.lock"):
        if not (kb / "CURRENT").is_file():
            settings = Settings(model=model or PACKAGED_MODEL)
            build(BuildRequest(sources=sources, kb=kb, settings=settings))
    return kb


def _shared(factory: pytest.TempPathFactory) -> Path:
    """Return the temporary folder that all processes of this run share."""
    folder = factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def sample_kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample notes, without a model."""
    return build_once(tmp_path_factory, "sample", (SAMPLE,), "hashing")


@pytest.fixture(scope="session")
def packaged_kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample notes, with the packaged model."""
    return build_once(tmp_path_factory, "packaged", (SAMPLE,))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The real notes and judgements, which live beside the project; skips where they do not."""
    if not CORPUS.is_dir():
        pytest.skip("the real notes (../shared/corpus) are not on this machine")
    return CORPUS


@pytest.fixture(scope="session")
def real_kb(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real notes, with the packaged model."""
    return build_once(tmp_path_factory, "real", (corpus / "notes",))


@pytest.fixture(scope="session")
def plain_real_kb(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real notes, without a model."""
    return build_once(tmp_path_factory, "plain-real", (corpus / "notes",), "hashing")
