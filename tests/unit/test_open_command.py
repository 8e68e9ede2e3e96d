"""`talkgraph open`: what is meant, where it lies now, and how an editor or a browser is told."""

import os
import shutil
import socket
import sys
import webbrowser
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main
from talkgraph.cli.folder.editors import command

ID = "https://w3id.org/talkgraph/id/"
POST = f"{ID}post/harbourconf-2021/venkatarao/46a9116339"


NOTES = """# {name} 2020

May 4, 2020 — Bergen, Norway

## <a name="diaz"></a> Paying for Pagers

Rosa Díaz

> Being on call is work. #quay

> Nights are paid for. #quay
"""


def _build(tmp_path: Path, *names: str, pack: bool = False) -> tuple[str, str]:
    """Build a knowledge base of small notes, one folder for each name; return it and the first."""
    folders = [tmp_path / name for name in names]
    for folder in folders:
        folder.mkdir()
        text = NOTES.replace("{name}", folder.name.title())
        (folder / "notes.md").write_text(text, "utf-8")
    given = [str(folder) for folder in folders]
    if pack:
        given = [shutil.make_archive(given[0], "zip", given[0])]
    kb = str(tmp_path / "kb")
    assert run("build", *given, "--kb", kb, "--model", "hashing").exit_code == 0
    return kb, given[0]


def run(*arguments: str, **environment: str) -> Result:
    variables = {"VISUAL": None, "EDITOR": None, **environment}
    result = CliRunner().invoke(main, arguments, env=variables)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_path_as_the_shell_completes_it(tmp_path: Path) -> None:
    kb, folder = _build(tmp_path, "quayconf")
    found = run("open", f"{folder}/notes.md:9", "--kb", kb, "--print")
    assert found.stdout == f"{folder}/notes.md:9\n"
    beyond = run("open", "notes.md:999", "--kb", kb, "--print")
    assert beyond.exit_code == 1
    assert "notes.md has no line 999; name one up to " in beyond.stderr
    unknown = run("open", "elsewhere/note.md:3", "--kb", kb, "--print")
    assert "there is no source 'elsewhere/note.md' in this" in unknown.stderr
    assert "Did you mean: notes.md?" in unknown.stderr


def _line_of(path: Path, text: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return 1 + next(number for number, line in enumerate(lines) if text in line)


@pytest.mark.parametrize(
    ("what", "source", "text"),
    [
        ("harbourconf-2021/calloway", "harbourconf-2021.md", "## <a"),
        ("burnout has a", "harbourconf-2022.md", "measures burnout"),  # its title has no line
        (POST, "harbourconf-2021.md", ""),
        (POST.removeprefix(ID), "harbourconf-2021.md", ""),
        ("harbourconf-2021.md:59", "harbourconf-2021.md", "Question from the audience"),
        ("event/harbourconf-2021", "harbourconf-2021.md", ""),
    ],
)
def test_what_is_meant(what: str, source: str, text: str, sample_kb: Path, sample: Path) -> None:
    printed = run("open", what, "--kb", str(sample_kb), "--print").stdout.strip()
    path, _, line = printed.rpartition(":")
    assert path == str(sample / source)
    told = (sample / source).read_text("utf-8").splitlines()[int(line) - 1]
    assert text in told
    if what == "harbourconf-2021/calloway":  # the heading, and not the table of contents
        assert "calloway" in told


def test_the_line_of_a_hit_is_that_of_its_answer(sample_kb: Path, sample: Path) -> None:
    post = (sample / "harbourconf-2021.md").read_text("utf-8").splitlines()
    printed = run("open", POST, "--kb", str(sample_kb), "--print").stdout.strip()
    assert post[int(printed.rpartition(":")[2]) - 1].startswith("> ")


def test_each_editor_is_told_in_its_way() -> None:
    path = Path("/notes/a b.md")
    assert command("vim", path, 7) == ["vim", "+7", "/notes/a b.md"]
    assert command("emacsclient -t", path, 7) == ["emacsclient", "-t", "+7", "/notes/a b.md"]
    assert command("'/opt/VS Code/code' -w", path, 7) == [
        *("/opt/VS Code/code", "-w", "--goto", "/notes/a b.md:7")
    ]
    assert command("subl -w", path, 7) == ["subl", "-w", "/notes/a b.md:7"]
    assert command("kate", path, 7) == ["kate", "--line", "7", "/notes/a b.md"]
    assert command("vim", path, None) == ["vim", "/notes/a b.md"]


def test_the_editor_is_started_at_the_line_as_it_is_now(tmp_path: Path) -> None:
    kb, notes = _build(tmp_path, "quay")
    file, told, editor = Path(notes) / "notes.md", tmp_path / "told", tmp_path / "editor"
    program = f'import sys\nopen({str(told)!r}, "w").write(str(sys.argv[1:]))\n'
    editor.write_text(f"#!{sys.executable}\n{program}")
    editor.chmod(0o755)
    post = f"notes.md:{_line_of(file, 'Nights')}"
    assert run("open", post, "--kb", kb, EDITOR=str(editor)).exit_code == 0
    assert told.read_text() == str(["+11", str(file)])

    file.write_text("\n\n" + file.read_text("utf-8"), "utf-8")
    moved = run("open", post, "--kb", kb, VISUAL=str(editor), EDITOR="false")
    assert told.read_text() == str(["+13", str(file)])
    assert moved.stderr == ""
    file.write_text(file.read_text("utf-8").replace("Nights are", "A night is"), "utf-8")
    changed = run("open", post, "--kb", kb, EDITOR=str(editor))
    assert "was changed since the build" in changed.stderr


def test_both_may_move_and_what_is_gone_is_said(tmp_path: Path) -> None:
    kb, notes = _build(tmp_path, "quay")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    Path(notes).rename(elsewhere / "quay")
    Path(kb).rename(elsewhere / "kb")
    kb, file = str(elsewhere / "kb"), elsewhere / "quay" / "notes.md"
    assert run("open", "notes.md", "--kb", kb, "--print").stdout == f"{file}\n"
    file.unlink()
    gone = run("open", "quay-2020/diaz", "--kb", kb, "--print")
    assert gone.exit_code == 1
    for words in (f"{file} is gone", "build again", "--browser"):
        assert words in gone.stderr
    Path(kb, "sources.json").write_text("[")
    assert "build again" in run("open", "quay-2020/diaz", "--kb", kb).stderr


def test_without_an_editor_that_can_be_started(sample_kb: Path) -> None:
    wanted = ("open", "harbourconf-2021/calloway", "--kb", str(sample_kb))
    for environment, words in (
        ({}, "no editor is named for"),
        ({"EDITOR": "no-such-editor -x"}, "'no-such-editor' (EDITOR) cannot be started"),
        ({"VISUAL": "false"}, "'false' (VISUAL) ended with 1"),
        ({"EDITOR": "vim 'x"}, "cannot be started"),
    ):
        refused = run(*wanted, **environment)
        assert refused.exit_code == 1
        assert words in refused.stderr
        assert "export VISUAL=" in refused.stderr


def test_a_file_in_an_archive_is_no_file_to_edit(tmp_path: Path) -> None:
    kb, archive = _build(tmp_path, "quay", pack=True)
    refused = run("open", "quay-2020/diaz", "--kb", kb, EDITOR="true")
    assert refused.exit_code == 1
    assert f"lies in {archive}" in refused.stderr


def test_sources_of_one_name_are_told_apart(tmp_path: Path) -> None:
    kb, _ = _build(tmp_path, "quay", "mole")
    printed = run("open", "mole-2020/diaz", "--kb", kb, "--print").stdout
    assert printed == f"{tmp_path / 'mole' / 'notes.md'}:5\n"


def test_a_page_of_the_service(sample_kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def browse(url: str) -> bool:
        opened.append(url)
        return len(opened) < 5

    monkeypatch.setattr(webbrowser, "open", browse)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/kb"
        wanted = ("--kb", str(sample_kb), "--browser", "--url", url)
        for what, page in (
            ("harbourconf-2021/calloway", "/talk/harbourconf-2021/calloway"),
            (POST, "/talk/harbourconf-2021/venkatarao#post-46a9116339"),
            ("harbourconf-2021.md:59", "/source/harbourconf-2021.md?line=59#L59"),
            (f"{ID}person/ines-calloway", "/speaker/ines-calloway"),
        ):
            assert run("open", what, *wanted).exit_code == 0
            assert opened[-1] == url + page
        none = run("open", POST, *wanted)
        assert none.exit_code == 1
        assert f"no browser can be started here; open the page yourself: {url}/talk/" in none.stderr
    silent = run("open", POST, *wanted)
    assert silent.exit_code == 1
    assert f"no service answers at {url}/" in silent.stderr
    assert "talkgraph serve" in silent.stderr


def test_what_has_no_one_place(sample_kb: Path) -> None:
    person = run("open", f"{ID}person/ines-calloway", "--kb", str(sample_kb))
    assert person.exit_code == 1
    assert "--browser" in person.stderr
    assert run("open", "x", "--kb", "nowhere", "--browser", "--url", "ftp:x").exit_code == 2


def test_where_the_sources_lie_is_not_part_of_a_generation(sample_kb: Path) -> None:
    (folder,) = (sample_kb / "generations").iterdir()
    told = (sample_kb / "sources.json").read_text()
    assert "data" in told
    inside = [path.read_bytes() for path in folder.iterdir() if path.is_file()]
    assert not any(os.fsencode(str(sample_kb.parent)) in content for content in inside)
