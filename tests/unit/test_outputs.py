"""Every command, where its output cannot go where it should, ends in a code and a sentence.

The commands are those that the command line has: one that is new has to say here how it is asked.
"""

import errno
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from commands_in_conditions import CONDITIONS, RARE, in_conditions

from talkgraph.cli import boundary, main
from talkgraph.errors import OutputRefused

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full is here")

# How each command is asked; KB, NOTES, GOLD and NEW stand for places. None: it goes on until it is
# stopped, and is only asked for its help.
ASKED: dict[tuple[str, ...], list[str] | None] = {
    ("build",): ["NOTES", "--kb", "NEW/kb", "--model", "hashing"],
    ("eval",): ["GOLD", "--kb", "KB"],
    ("events",): ["--kb", "KB"],
    ("export",): ["--kb", "KB", "--output", "-"],
    ("init",): None,  # which writes to the folder that it runs in
    ("iris",): ["--kb", "KB"],
    ("iris", "keep"): ["NEW", "--kb", "KB"],
    ("layout",): ["NOTES"],
    ("mcp",): None,
    ("notes",): ["KB", "--out", "NEW/notes"],
    ("open",): ["devopsdays-hartford-2019/can", "--kb", "KB", "--print"],
    ("questions",): ["talk-length", "--kb", "KB"],
    ("quotes",): ["--kb", "KB"],
    ("related",): ["devopsdays-hartford-2019/can", "--kb", "KB"],
    ("search",): ["on call", "--kb", "KB"],
    ("serve",): None,
    ("sparql",): ["SELECT * { ?s schema:name ?name }", "--kb", "KB", "--format", "json"],
    ("speaker",): ["Serhat Can", "--kb", "KB"],
    ("speakers",): ["--kb", "KB", "--format", "csv"],
    ("stats",): ["--kb", "KB"],
    ("talk",): ["devopsdays-hartford-2019/can", "--kb", "KB"],
    ("talks",): ["--kb", "KB"],
    ("themes",): ["--kb", "KB", "--format", "json"],
    ("topics",): ["--kb", "KB"],
    ("topics", "check"): ["shipped", "--kb", "KB", "--format", "csv"],
    ("topics", "show"): ["on-call", "--kb", "KB"],
    ("topics", "suggest"): ["--kb", "KB", "--out", "-"],
    ("validate",): ["--kb", "KB"],
    ("verify",): ["--kb", "KB"],
    ("watch",): None,
}


def _all_commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        is_asked = not isinstance(command, click.Group) or command.invoke_without_command
        if is_asked or name == "topics":
            yield (*before, name)
        if isinstance(command, click.Group):
            yield from _all_commands(command, *before, name)


def test_every_command_is_asked_here() -> None:
    assert sorted(_all_commands(main)) == sorted(ASKED)


Done = dict[tuple[tuple[str, ...], str], dict[str, Any]]
SHOWN = ("stats",)  # the command that is run in the rare conditions, too
SLOW = {("build",), ("eval",), ("topics", "check")}  # those that are run in the first two alone


@pytest.fixture(scope="module")
def done(sample_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """What came of every command in every condition, and without any (``""``)."""
    top = tmp_path_factory.mktemp("outputs")
    notes, gold = top / "notes", top / "gold.json"
    notes.mkdir()
    (notes / "quay.md").write_text("# Quay Conf 2020\n\n## Ropes — Ida Holm\n\n- hold\n", "utf-8")
    calloways = ["harbourconf-2021#calloway", "harbourconf-2022#calloway"]
    gold.write_text(
        json.dumps({"repeat_groups": [{"kind": "same talk", "talks": calloways}]}), "utf-8"
    )
    places = {"KB": str(sample_kb), "NOTES": str(notes), "GOLD": str(gold)}
    cases: dict[tuple[tuple[str, ...], str], dict[str, Any]] = {}
    for command, arguments in ASKED.items():
        usual = CONDITIONS[:2] if command in SLOW else CONDITIONS
        for condition in ("", *usual, *(RARE if command == SHOWN else ())):
            new = top / f"{'-'.join(command)} {condition}"
            new.mkdir()
            words = arguments or ["--help"]
            given = [places.get(each, each.replace("NEW", str(new))) for each in words]
            cases[command, condition] = {
                "arguments": [*command, *given],
                "condition": condition,
            }
    return dict(zip(cases, in_conditions(list(cases.values())), strict=True))


@pytest.mark.parametrize("command", ASKED, ids=" ".join)
def test_a_command_ends_well_whatever_its_output_is(command: tuple[str, ...], done: Done) -> None:
    usual = done[command, ""]
    assert usual["code"] == 0, usual["err"]
    for condition, reason in (("full", "No space left"), ("closed", "Bad file descriptor")):
        if (command, condition) not in done:
            continue
        found = done[command, condition]
        if usual["out"]:
            *others, last = found["err"].splitlines()
            assert last.startswith(f"Error: standard output cannot be written: {reason}")
            assert (found["code"], others) == (1, usual["err"].splitlines())
        else:
            assert (found["code"], found["err"]) == (0, usual["err"])
    gone = done[command, "nobody reads"]
    assert (gone["code"], gone["err"]) == (0, usual["err"])


def test_streams_that_are_closed_or_full_beside_the_output(done: Done) -> None:
    usual = done[SHOWN, ""]
    assert done[SHOWN, "all closed"]["code"] == 1
    assert done[SHOWN, "told full"] == usual
    assert done[SHOWN, "latin-1"] == usual | {"out": done[SHOWN, "latin-1"]["out"]}


@pytest.mark.parametrize("command", [each for each in ASKED if each not in SLOW], ids=" ".join)
def test_what_cannot_be_shown_is_escaped_and_nothing_is_lost(
    command: tuple[str, ...], done: Done
) -> None:
    usual, shown = done[command, ""], done[command, "ascii"]
    assert (shown["code"], shown["err"]) == (0, usual["err"])
    if command in {("sparql",), ("themes",)}:
        assert json.loads(shown["out"]) == json.loads(usual["out"])
    if command not in {("sparql",), ("export",), ("topics", "suggest")}:  # of which all is UTF-8
        assert shown["out"].isascii()
    assert "?" not in shown["out"] or "?" in usual["out"]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("café — 😀\udce9", b"caf\xe9 \\u2014 \\ud83d\\ude00\\udce9"),
        ("plain", b"plain"),
    ],
)
def test_what_is_escaped_is_json(text: str, escaped: bytes) -> None:
    assert text.encode("latin-1", boundary._ESCAPED) == escaped
    ascii_only = text.encode("ascii", boundary._ESCAPED).decode()
    assert json.loads(f'"{ascii_only}"') == text


def test_a_stream_of_ascii_is_not_taken_for_a_mistake() -> None:
    raw = io.BytesIO()
    stream = boundary.Ascii(raw, encoding="utf-8", errors=boundary._ESCAPED)
    click.echo("é", file=stream)
    assert stream.write("—") == 1
    stream.flush()
    assert raw.getvalue() == b"\\u00e9\n\\u2014"


def test_a_file_that_cannot_be_written_whole_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "out"

    def full(path: Path, content: bytes) -> int:
        path.open("wb").close()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputRefused, match="out cannot be written: No space left on device; make"):
        boundary.write_out(b"content", place)
    assert not place.exists()
    place.touch()
    with pytest.raises(OutputRefused):
        boundary.write_out(b"content", place)
    assert place.exists()


@pytest.mark.parametrize("command", ["export", "notes", "iris keep", "eval"])
def test_a_file_on_a_full_disk(command: str, sample_kb: Path, tmp_path: Path) -> None:
    options = {
        "export": ["--output", "/dev/full", "--kb", str(sample_kb)],
        "notes": [str(sample_kb), "--out", "/proc/notes"],
        "iris keep": ["/proc", "--kb", str(sample_kb)],
        "eval": [str(tmp_path), "--kb", str(sample_kb)],
    }
    done = CliRunner().invoke(main, [*command.split(), *options[command]])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert re.match("Error: .* cannot be (read|written).*: .*; ", done.stderr.splitlines()[-1])


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            OSError(errno.EIO, "Input/output error", "/a/b"),
            "/a/b cannot be read or written: Input/",
        ),
        (
            OSError(errno.EMFILE, "Too many open files"),
            "a file cannot be read or written: Too many",
        ),
        (BrokenPipeError(errno.ENOTCONN, "other"), "a file cannot be read or written: other"),
        (OSError("96 file descriptors are needed"), "a file cannot be read or written: Too many"),
        (
            ExceptionGroup("", [ExceptionGroup("", [OSError(errno.EBADF, "told", "/in")])]),
            "/in cannot be read or written: told; do not",
        ),
        ("caf\udce9", r"'caf\udce9' is no text in utf-8; give another"),
    ],
    ids=["EIO", "EMFILE", "another pipe", "no number", "several", "encoding"],
)
def test_whatever_is_refused_ends_in_a_sentence(
    error: Exception | str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise error if isinstance(error, Exception) else AssertionError(error.encode())

    monkeypatch.setattr("talkgraph.cli.upkeep.open_knowledge_base", fail)
    done = CliRunner().invoke(main, ["stats"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {says}")
