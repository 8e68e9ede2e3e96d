"""Gives the examples in the docstrings a knowledge base: `kb`, of the sample notes."""

from pathlib import Path

import pytest

import talkgraph


@pytest.fixture(scope="session")
def documented_kb(tmp_path_factory: pytest.TempPathFactory) -> talkgraph.KnowledgeBase:
    """The knowledge base of the examples, built once with the packaged model."""
    sample = Path(__file__).resolve().parents[1] / "data"
    return talkgraph.create(sample, tmp_path_factory.mktemp("documented") / "kb")


@pytest.fixture(autouse=True)
def _examples(request: pytest.FixtureRequest, doctest_namespace: dict[str, object]) -> None:
    """Let an example say `kb`; it is built for the first that does."""
    examples = getattr(getattr(request.node, "dtest", None), "examples", ())
    if any("kb" in example.source for example in examples):
        doctest_namespace["kb"] = request.getfixturevalue("documented_kb")
