"""Every command the README shows prints what the README says."""

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from talkgraph.cli import main

_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


@pytest.fixture
def somewhere(tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample notes, as a new user has it."""
    shutil.copytree(sample, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TALKGRAPH_KB", raising=False)
    return tmp_path


def test_every_command_prints_what_the_readme_says(somewhere: Path, project: Path) -> None:
    page = project / "README.md"
    text = page.read_text(encoding="utf-8")
    shown = _BLOCK.sub(lambda block: _run(block[1]), text)
    if os.environ.get("TALKGRAPH_UPDATE_GOLDEN"):
        page.write_text(shown, encoding="utf-8")
    assert text.count("```console") >= 5
    assert shown == page.read_text(encoding="utf-8"), (
        "a command prints something else than README.md says; review it and run this test once "
        "with TALKGRAPH_UPDATE_GOLDEN=1"
    )


def _run(block: str) -> str:
    """Return a block as it would be with the output of its commands."""
    commands = [line for line in block.splitlines() if line.startswith("$ talkgraph ")]
    assert commands, f"a console block without a command: {block}"
    parts = []
    for command in commands:
        result = CliRunner().invoke(main, shlex.split(command)[2:])
        assert result.exit_code == 0, f"{command}: {result.output}"
        printed = [line.rstrip() for line in result.stdout.splitlines()]
        parts.append("\n".join([command, *printed]).rstrip())
    return "```console\n" + "\n".join(parts) + "\n```"
