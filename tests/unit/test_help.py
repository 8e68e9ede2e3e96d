"""The help of every command: two examples that do what they say on the sample."""

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from talkgraph.cli import main

# What takes long, goes on until it is stopped, or opens something on the screen.
ONLY_READ = frozenset({"build", "serve", "mcp", "eval", "open", "watch", "init"})


def _commands(command: click.Command, *words: str) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(words), command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            inner = command.get_command(click.Context(command), name)
            assert inner is not None
            yield from _commands(inner, *words, name)


COMMANDS = dict(_commands(main))


def _examples(command: click.Command) -> list[str]:
    lines = (command.epilog or "").splitlines()
    return [line.removeprefix("  talkgraph ") for line in lines if line.startswith("  talkgraph ")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, sample: Path, sample_kb: Path) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(sample, folder / "data")
    shutil.copytree(sample_kb, folder / "kb")
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_two_examples_of_a_command_work(
    name: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    found = _examples(COMMANDS[name])
    assert len(found) >= 2, name
    for example in found:
        assert example.startswith(name)
        words = shlex.split(example)
        if words[0] in ONLY_READ:
            around = click.Context(main, **main.context_settings)  # click keeps what help it made
            assert COMMANDS[words[0]].make_context(words[0], words[1:], parent=around)
            continue
        result = CliRunner().invoke(main, words, prog_name="talkgraph")
        assert result.exit_code == 0, (example, result.output)
        assert "nothing found" not in result.output, example


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_said_of_output_is_taken_everywhere(name: str) -> None:
    shown = CliRunner().invoke(main, [*name.split(), "--help"]).output
    assert ("--no-pager" in shown) == (name == "")
    if name.split(" ")[0] not in ("serve", "mcp"):
        taken = {option for parameter in COMMANDS[name].params for option in parameter.opts}
        assert {"--no-color", "--no-pager"} <= taken
