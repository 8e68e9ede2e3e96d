"""What commands say beside an answer: of doubts, of what to do next, of what was made of names."""

import io
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main
from talkgraph.cli.printing.answers import print_related
from talkgraph.cli.printing.search import print_hits, print_talk_hits
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base

CAN = "devopsdays-hartford-2019/can"


class Terminal(io.StringIO):
    """A terminal, as far as programs ask."""

    def isatty(self) -> bool:
        """Tell that it is one."""
        return True


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> KnowledgeBase:
    return open_knowledge_base(sample_kb)


def run(kb: Path, *arguments: str) -> Result:
    env = {"COLUMNS": "80", "TALKGRAPH_KB": str(kb)}
    return CliRunner().invoke(main, arguments, env=env)


# ── answers ──────────────────────────────────────────────────────────────────────────────────


def test_only_a_doubtful_answer_says_how_sure_it_is(sample_kb: Path, kb: KnowledgeBase) -> None:
    doubtful = ("pottery glaze", "--event", "harbourconf-2022")
    sure = kb.search(doubtful[0], event=doubtful[2]).understood.sure
    assert sure is not None
    assert sure < 0.5
    for more in ([], ["--group"]):
        last = run(sample_kb, "search", *doubtful, *more).stdout.splitlines()[-1]
        assert last.startswith("There may be no answer here: ")
        assert last.endswith(f" {sure:.2f}.")
        assert len(last) <= 80
        shown = run(sample_kb, "search", "paying people for being on call", *more)
        assert "no answer here" not in shown.stdout
    assert "no answer here" not in run(sample_kb, "search", *doubtful, "--format", "csv").output


def test_a_terminal_is_told_how_to_open_what_was_found(
    sample_kb: Path, kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    hits = kb.search("sleep", limit=2)
    for show in (print_hits, print_talk_hits):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        show(hits, "table", why=False)
        monkeypatch.undo()
        assert terminal.getvalue().endswith(
            "\n\nto open a hit at its line: talkgraph open FILE:LINE\n"
        )
    assert "talkgraph open" not in run(sample_kb, "search", "sleep").output
    nothing = Terminal()
    monkeypatch.setattr(sys, "stdout", nothing)
    print_hits(hits[:0], "table", why=False)
    assert "talkgraph open" not in nothing.getvalue()


def test_no_related_talk_is_without_a_reason(
    sample_kb: Path, kb: KnowledgeBase, capsys: pytest.CaptureFixture[str]
) -> None:
    found = kb.related(CAN, limit=100)
    bare = [e for e in found if not (e.reasons.posts or e.reasons.topics or e.reasons.people)]
    assert bare
    assert len(bare) < len(found)
    shown = run(sample_kb, "related", CAN, "--limit", "100", "--why").stdout
    assert shown.count("alike as a whole, in words and meaning") == len(bare)
    print_related(kb.find_talk(CAN), found, "json", why=True)
    assert "as a whole" not in re.sub(r'"sparql": ".*?[^\\]"', "", capsys.readouterr().out)
