"""The process that speaks MCP over standard input and output: what it says, loads and survives."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from mcp_clients import OPENING, asking, calling, command, lines
from waiting import HANGS, eventually

from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.settings import Settings

QUESTIONS = (
    OPENING,
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    asking("tools/list", 1),
    calling("search", 2, query="on call"),
    calling("sparql", 3, query="SELECT ?t { ?t a tg:Talk } LIMIT 1"),
    calling("talk", 4, talk="no such talk"),
    asking("resources/read", 5, uri="https://w3id.org/talkgraph/id/event/harbourconf-2021"),
)
HEAVY = {"numpy", "faiss", "rdflib", "pandas", "fastapi", "tokenizers", "bm25s", "rich", "torch"}


def test_nothing_but_messages_is_said_and_all_is_answered(sample_kb: Path) -> None:
    said = "".join(json.dumps(each) + "\n" for each in QUESTIONS)
    done = subprocess.run(
        command(sample_kb), input=said, capture_output=True, text=True, timeout=HANGS, check=True
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert {each["jsonrpc"] for each in answers} == {"2.0"}
    assert sorted(each["id"] for each in answers) == [0, 1, 2, 3, 4, 5]
    assert all("result" in each for each in answers)
    assert done.stderr == ""


MALFORMED = {"nonsense": -32700, '{"jsonrpc": "2.0"': -32700, '{"a": 1}': -32600, "[]": -32600}


def test_malformed_lines_are_answered_and_end_nothing(sample_kb: Path) -> None:
    with lines(sample_kb) as running:
        for _ in range(2):  # before the client has said who it is, and after
            for line, code in MALFORMED.items():
                refused = running.ask(line)
                assert (refused["id"], refused["error"]["code"]) == (None, code)
            assert running.ask(OPENING)["result"]["serverInfo"]["name"] == "talkgraph"


def test_it_ends_with_its_input(sample_kb: Path) -> None:
    with lines(sample_kb) as running:
        running.ask(OPENING)
        running.end_of_input()
        assert running.process.wait(HANGS) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_on_a_signal_while_it_waits_and_while_it_works(
    sample_kb: Path, number: signal.Signals
) -> None:
    with lines(sample_kb) as running:
        running.ask(OPENING)
        running.ask(calling("sparql", query="SELECT (1 AS ?n) {}"))
        running.say(calling("sparql", 2, query="SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
        running.process.send_signal(number)
        assert running.process.wait(HANGS) == 0


HANGING = """
import threading, talkgraph.http.mcp.server as server, talkgraph.knowledge.base as base
server._LONGEST = 0.5
base.KnowledgeBase.themes = lambda self: threading.Event().wait()
from talkgraph.__main__ import main
main()
"""


def test_what_hangs_is_given_up_and_ends_with_the_input(sample_kb: Path) -> None:
    said = "".join(json.dumps(each) + "\n" for each in (OPENING, calling("themes", 1)))
    program = [sys.executable, "-c", HANGING, *command(sample_kb)[3:]]
    done = subprocess.run(
        program, input=said, capture_output=True, text=True, timeout=HANGS, check=True
    )
    answer = json.loads(done.stdout.splitlines()[-1])["result"]
    assert (answer["isError"], answer["content"][0]["text"]) == (
        True,
        "this takes too long; ask again later",
    )


def test_a_request_that_is_called_off_is_not_waited_for(sample_kb: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    cancelled = {
        "jsonrpc": "2.0",
        "method": "notifications/cancelled",
        "params": {"requestId": 7},
    }
    with lines(sample_kb) as running:
        running.ask(OPENING)
        running.say(calling("sparql", 7, query=endless))
        running.say(cancelled)
        assert running.ask(asking("ping", 8))["id"] == 8
        running.end_of_input()
        assert running.process.wait(HANGS) == 0


def test_what_is_built_meanwhile_is_taken_up(sample: Path, tmp_path: Path) -> None:
    kb, settings = tmp_path / "kb", Settings(model="hashing")
    files = sorted(file for file in sample.glob("*.md") if file.name != "README.md")
    build(BuildRequest(sources=tuple(files[:1]), kb=kb, settings=settings))
    with lines(kb) as running:
        running.ask(OPENING)

        def events() -> int:
            return len(running.ask(asking("resources/list"))["result"]["resources"])

        def counted() -> str:
            query = "SELECT (COUNT(?e) AS ?n) { ?e a tg:Conference }"
            answer = running.ask(calling("sparql", query=query))["result"]
            text: str = answer["structuredContent"]["item"]["rows"][0][0]["text"]
            return text

        assert (events(), counted()) == (1, "1")
        build(BuildRequest(sources=tuple(files[:2]), kb=kb, settings=settings))
        eventually(lambda: events() == 2)
        assert counted() == "2"


def test_what_cannot_be_opened_is_told_before_anything_is_said(tmp_path: Path) -> None:
    done = subprocess.run(command(tmp_path / "kb"), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert "there is no knowledge base here" in done.stderr


def test_what_breaks_later_is_told_to_the_model(sample_kb: Path, tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    shutil.copytree(sample_kb, kb)
    with lines(kb) as running:
        running.ask(OPENING)
        (kb / "CURRENT").unlink()
        told = running.ask(calling("search", query="on call"))["result"]
        assert told["isError"]
        assert "there is no knowledge base here" in told["content"][0]["text"]


def test_links_lead_to_no_address_that_is_none(sample_kb: Path) -> None:
    done = subprocess.run(
        command(sample_kb, "--base-url", "example.org"), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "--base-url" in done.stderr


def test_little_is_loaded_before_a_tool_is_called() -> None:
    program = (
        "import sys, json\n"
        "from talkgraph.cli import main\n"
        "main.get_command(None, 'mcp')\n"
        "from talkgraph.http.mcp import stdio\n"
        "stdio.create_server(stdio.Held(current=None, endpoint=None, address=None, threads=None))\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
        "print('talkgraph.knowledge.base' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    loaded, base = done.stdout.splitlines()
    assert HEAVY.isdisjoint(json.loads(loaded))
    assert base == b"False"
