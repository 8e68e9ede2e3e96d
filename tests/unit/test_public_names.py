"""What `talkgraph` offers is exactly what it says it offers."""

import subprocess
import sys
from pathlib import Path

import pytest

import talkgraph
from talkgraph.knowledge import answers, tables


def test_all_is_what_is_public() -> None:
    assert sorted(talkgraph.__all__) == dir(talkgraph)
    for name in talkgraph.__all__:
        assert getattr(talkgraph, name) is not None


def test_the_classes_of_all_answers_are_public() -> None:
    for module, names in ((answers, answers.__all__), (tables, ("Results", "Row", "Table"))):
        for name in names:
            assert getattr(talkgraph, name) is getattr(module, name)
            assert name in talkgraph.__all__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = talkgraph.nothing


def test_open_gives_a_knowledge_base(sample_kb: Path) -> None:
    kb = talkgraph.open(sample_kb)
    assert isinstance(kb, talkgraph.KnowledgeBase)
    assert "14 talks" in repr(kb)


def test_python_m_talkgraph() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "talkgraph", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"talkgraph, version {talkgraph.__version__}"
