"""Every command the README shows prints what the README says."""

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from talkgraph.cli import main

_PROGRESS = re.compile(r"[a-z ]+: [\d,]+ of [\d,]+")
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


@pytest.fixture
def somewhere(tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample notes, as a new user has it."""
    shutil.copytree(sample, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    for name in ("TALKGRAPH_KB", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize("name", ["README.md", "src/talkgraph/sources/README.md"])
def test_every_command_prints_what_the_page_says(somewhere: Path, project: Path, name: str) -> None:
    if name != "README.md":
        CliRunner().invoke(main, ["build", "data"])
    page = project / name
    text = page.read_text(encoding="utf-8")
    shown = _BLOCK.sub(lambda block: _run(block[1]), text)
    if os.environ.get("TALKGRAPH_UPDATE_GOLDEN"):
        page.write_text(shown, encoding="utf-8")
    assert "```console" in text
    assert shown == page.read_text(encoding="utf-8"), (
        f"a command prints something else than {name} says; review it and run this test once "
        "with TALKGRAPH_UPDATE_GOLDEN=1"
    )


def test_commands_are_shown_only_where_they_are_tried(project: Path) -> None:
    pages = [page for page in _pages(project) if "```console" in page.read_text("utf-8")]
    assert {str(page.relative_to(project)) for page in pages} == {
        "README.md",
        "src/talkgraph/sources/README.md",
    }


def test_the_readme_is_read_in_five_minutes(project: Path) -> None:
    assert len((project / "README.md").read_text("utf-8").splitlines()) <= 250


def test_what_pages_link_to_is_there(project: Path) -> None:
    missing = [
        f"{page.relative_to(project)}: {target}"
        for page in _pages(project)
        for target in re.findall(r"\]\(([^)\s:#]+)\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert missing == []


def _pages(project: Path) -> list[Path]:
    """Return the project's own pages: not the sample, whose notes have links of their own."""
    found = [project / "README.md", *(project / "ontology").rglob("*.md")]
    return [*found, *(project / "src").rglob("README.md")]


def _run(block: str) -> str:
    """Return a block as it would be with the output of its commands, their warnings included."""
    commands = [line for line in block.splitlines() if line.startswith("$ talkgraph ")]
    assert commands, f"a console block without a command: {block}"
    parts = []
    for command in commands:
        result = CliRunner().invoke(main, shlex.split(command)[2:])
        assert result.exit_code == 0, f"{command}: {result.output}"
        shown = [line for line in result.output.splitlines() if not _PROGRESS.fullmatch(line)]
        assert shown == [line.rstrip() for line in shown]
        parts.append("\n".join([command, *shown]).rstrip())
    return "```console\n" + "\n".join(parts) + "\n```"
