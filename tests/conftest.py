"""What all tests share: where the real notes are, if they are there at all."""

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's top folder."""
    return PROJECT


@pytest.fixture(scope="session")
def sample(project: Path) -> Path:
    """The folder with the sample notes."""
    return project / "data"


@pytest.fixture(scope="session")
def corpus(project: Path) -> Path:
    """The real notes and judgements, which live beside the project; skips where they do not."""
    folder = project.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the real notes (../shared/corpus) are not on this machine")
    return folder


@pytest.fixture(scope="session")
def real_kb(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base of the real notes, built once with the packaged model; only for reading."""
    from talkgraph.knowledge.build.build import BuildRequest, build

    kb = tmp_path_factory.mktemp("real") / "kb"
    build(BuildRequest(sources=(corpus / "notes",), kb=kb))
    return kb


@pytest.fixture(scope="session")
def sample_kb(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base of the sample notes, built once without a model."""
    from talkgraph.knowledge.build.build import BuildRequest, build
    from talkgraph.settings import Settings

    kb = tmp_path_factory.mktemp("sample") / "kb"
    build(BuildRequest(sources=(sample,), kb=kb, settings=Settings(model="hashing")))
    return kb
