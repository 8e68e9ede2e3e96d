"""What commands say beside an answer: of doubts, of what to do next, of what was made of names."""

import fcntl
import io
import json
import os
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main
from talkgraph.cli.printing.answers import print_related
from talkgraph.cli.printing.console import broken, remark
from talkgraph.cli.printing.search import print_hits, print_talk_hits
from talkgraph.knowledge import lists
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.model import Search

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


# ── standard error ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("width", [30, 80])
def test_what_goes_to_a_terminal_is_broken_between_words_alone(width: int) -> None:
    command = "talkgraph iris keep NOTES --kb '/srv/my notes/kb'"
    path = "/srv/notes/a-folder/of-a-very-long-name/that-no-line-of-thirty-columns-holds.md:12:"
    text = (
        f"{path} warning: nobody can tell who spoke here, for there is no name; keep what was "
        f'with {command}, or set tag = ["quay", "pier"] in talkgraph.toml; give --tag quay again'
    )
    lines = broken(f"{text}\n  {'a row of a list ' * 9}", width).splitlines()
    assert lines.pop() == f"  {'a row of a list ' * 9}"
    assert " ".join(lines) == text
    for whole in (path, command, 'tag = ["quay", "pier"]', "--tag quay"):
        assert any(whole in line for line in lines)
    assert all(len(line) <= width for line in lines if path not in line and command not in line)


def test_only_a_terminal_breaks_remarks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"  {'nobody is named here; ' * 9}".rstrip()
    remark(text)
    assert capsys.readouterr().err == f"{text}\n"
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", "50")
    remark(text)
    lines = terminal.getvalue().splitlines()
    assert len(lines) > 3
    assert all(len(line) <= 50 and line.startswith("  ") for line in lines)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals")
def test_an_error_fits_the_terminal_it_goes_to(sample_kb: Path) -> None:
    terminal, descriptor = os.openpty()
    command = [sys.executable, "-m", "talkgraph", "talks", "--event", "nowhere-that-anybody-knows"]
    env = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    size = struct.pack("HHHH", 24, 60, 0, 0)
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, size)
    subprocess.run([*command, "--kb", str(sample_kb)], stderr=descriptor, env=env, check=False)
    os.close(descriptor)
    told = b""
    with suppress(OSError):  # so does a terminal end whose other side is closed
        while more := os.read(terminal, 4096):
            told += more
    os.close(terminal)
    lines = click.unstyle(told.decode()).splitlines()
    assert lines[0].startswith("Error: there is no event 'nowhere-that-anybody-knows'")
    assert len(lines) > 1
    assert all(len(line) <= 60 for line in lines)


# ── where nothing is found ───────────────────────────────────────────────────────────────────


def test_talks_are_listed_by_their_event_and_date_too(kb: KnowledgeBase) -> None:
    found = lists.talks(kb, Search(text="DevOpsDays 2019"))
    assert found
    assert [*found] == [talk for talk in kb.talks() if talk.event == "DevOpsDays Hartford 2019"]
    assert [*lists.talks(kb, Search(text="calloway 2021-09"))] != []


@pytest.mark.parametrize(
    ("line", "last"),
    [
        (
            "talks zzz",
            "looked through: titles, speakers, events, dates; to narrow: --event, --since",
        ),
        (
            "quotes zzz",
            "looked through: quotes and whose they are; what was said: talkgraph search",
        ),
        ("topics --text zzz", "looked through: labels"),
        ("events --until 1990", "leave out one of the options that narrow"),
        ("search zzz", "try other words, or --literal; what there is: talkgraph talks, "),
        (
            "search zzz --literal",
            "try other words; what there is: talkgraph talks, talkgraph topics",
        ),
    ],
)
def test_where_nothing_is_found_a_line_leads_on(sample_kb: Path, line: str, last: str) -> None:
    shown = run(sample_kb, *line.split()).stdout.splitlines()
    assert "nothing found" in shown
    assert shown[-1].startswith(last)
    assert len(shown[-1]) <= 80
    for form in ("json", "csv"):
        assert last not in run(sample_kb, *line.split(), "--format", form).output


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("speakers ines caloway", "did you mean: Ines Calloway?"),
        ("events hardford", "did you mean: DevOpsDays Hartford 2019?"),
        ("talks helthy culture", "did you mean: How to Build a Healthy On-Call Culture?"),
        ("topics --text kaos", "did you mean: Chaos engineering?"),
    ],
)
def test_where_nothing_is_found_near_names_are_told(sample_kb: Path, line: str, near: str) -> None:
    assert run(sample_kb, *line.split()).stdout.splitlines()[-2] == near


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("talk zzz", "talks"),
        ("speaker zzz", "speakers"),
        ("themes zzz", "themes"),
        ("topics zzz", "topics"),
        ("search sleep --event zzz", "events"),
    ],
)
def test_an_unknown_name_leads_to_those_there_are(sample_kb: Path, line: str, command: str) -> None:
    told = run(sample_kb, *line.split())
    assert told.stderr.endswith(f" All there are: talkgraph {command}\n")
    assert run(sample_kb, command).exit_code == 0
    assert "All there are" not in run(sample_kb, "questions", "zzz").stderr


# ── one speaker, one topic ───────────────────────────────────────────────────────────────────


def test_a_speaker_leads_to_what_was_said(sample_kb: Path, kb: KnowledgeBase) -> None:
    shown = run(sample_kb, "speaker", "calloway").stdout
    keys = [kb.records[talk.iri].name for talk in kb.speaker("calloway").talks]
    assert len(keys) > 1
    for key in keys:
        assert key in shown.split()
        assert run(sample_kb, "talk", key).exit_code == 0
    last = "to see what was said: talkgraph talk KEY, with the key below the title"
    assert shown.splitlines()[-1] == last


def test_a_speaker_has_the_month_where_no_day_is_known(tmp_path: Path) -> None:
    notes = tmp_path / "quay.md"
    notes.write_text(
        "# QuayConf 2031\n\n12-13 May 2031\n\n## Ropes by Ida Holm\n\n- Splices last\n", "utf-8"
    )
    base = tmp_path / "kb"
    run(base, "build", str(notes), "--kb", str(base), "--model", "hashing")
    [talk] = json.loads(run(base, "speaker", "holm", "--format", "json").stdout)["talks"]
    assert talk["date"] is None
    assert "2031-05" in run(base, "speaker", "holm").stdout.split()


@pytest.mark.parametrize(
    "line", ["topics {}", "search sleep --topic {}", "talks --topic {}", "topics --topic {}"]
)
def test_what_a_topic_is_read_as_is_told(sample_kb: Path, line: str) -> None:
    told = "read as the topic Chaos engineering\n"
    read = run(sample_kb, *line.format("chaos").split())
    assert read.stderr == f"“chaos” {told}"
    for name in ("Chaos-Engineering", "chaos-engineering"):
        named = run(sample_kb, *line.format(name).split())
        assert named.exit_code == 0
        assert told not in named.output
