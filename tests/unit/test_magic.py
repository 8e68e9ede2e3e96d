"""`%load_ext talkgraph`: SPARQL cells in an IPython session."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from IPython.core.error import UsageError
    from IPython.core.interactiveshell import InteractiveShell

import talkgraph
from talkgraph.knowledge.tables import Table

Shell = Any  # IPython has no types
COUNT = "SELECT (COUNT(?talk) AS ?n) { ?talk a tg:Talk ; tg:event/schema:name ?event }"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    make: Any = InteractiveShell
    shell: Shell = make()
    shell.run_line_magic("load_ext", "talkgraph")
    yield shell
    shell.history_manager.enabled = False
    InteractiveShell.clear_instance()


def test_open_and_ask(shell: Shell, sample_kb: Path) -> None:
    kb = shell.run_line_magic("talkgraph", f"open '{sample_kb}'")
    assert isinstance(kb, talkgraph.KnowledgeBase)
    assert shell.user_ns["kb"] is kb
    answer = shell.run_cell_magic("sparql", "", COUNT)
    assert isinstance(answer, Table)
    assert answer[0]["n"] == 14


def test_another_name_bound_values_and_a_kept_answer(shell: Shell, sample_kb: Path) -> None:
    shell.run_line_magic("talkgraph", f"open '{sample_kb}' --as mine")
    shell.user_ns["event"] = "HarbourConf 2022"
    shell.run_cell_magic("sparql", "--kb mine --bind ?event --out rows", COUNT)
    assert shell.user_ns["rows"] == ({"n": 2},)
    shell.user_ns["event"] = 'HarbourConf 2022" } #'
    assert shell.run_cell_magic("sparql", "--kb mine --bind event", COUNT)[0]["n"] == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--kb nothing", "no variable nothing"),
        ("--kb text", "not a knowledge base"),
        ("--what", "--bind VARIABLE"),
        ("--bind", "--bind VARIABLE"),
        ("--bind missing", "no variable"),
        ("'", "cannot be read"),
    ],
)
def test_mistakes_are_told_in_a_sentence(
    shell: Shell, sample_kb: Path, line: str, message: str
) -> None:
    shell.user_ns["text"] = "a text"
    shell.user_ns["kb"] = talkgraph.open(sample_kb)
    with pytest.raises(UsageError, match=message):
        shell.run_cell_magic("sparql", line, COUNT)


def test_a_query_that_cannot_be_read_is_told_too(shell: Shell, sample_kb: Path) -> None:
    shell.user_ns["kb"] = talkgraph.open(sample_kb)
    with pytest.raises(UsageError, match="line 1, column"):
        shell.run_cell_magic("sparql", "", "SELECT ?x {")
    with pytest.raises(UsageError, match="no knowledge base here"):
        shell.run_line_magic("talkgraph", "open nowhere")
    with pytest.raises(UsageError, match="open PATH"):
        shell.run_line_magic("talkgraph", "close")
