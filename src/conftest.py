"""Gives the examples in the docstrings a knowledge base: `kb`, of the sample notes."""

import pytest
from knowledge_bases import packaged_kb

import talkgraph

__all__ = ["packaged_kb"]


@pytest.fixture(autouse=True)
def _examples(request: pytest.FixtureRequest, doctest_namespace: dict[str, object]) -> None:
    """Let an example say `kb`; it is built for the first that does."""
    examples = getattr(getattr(request.node, "dtest", None), "examples", ())
    if any("kb" in example.source for example in examples):
        doctest_namespace["kb"] = talkgraph.open(request.getfixturevalue("packaged_kb"))
