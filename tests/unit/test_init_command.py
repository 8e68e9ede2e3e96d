"""`talkgraph init`, and the settings that it writes: a folder in which nothing need be said."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main
from talkgraph.sources.layout import lay_out

NOTES = (
    "# Quay 2020\n\nMay 4, 2020 — Bergen\n\n## Pay by Rosa Díaz\n\n> Nights are paid for. #quay\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to work in, which holds a folder of notes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TALKGRAPH_KB", raising=False)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "quay.md").write_text(NOTES, "utf-8")
    return tmp_path


def run(*arguments: str, typed: str | None = None) -> Result:
    """Run a command; with something `typed`, as in a terminal."""
    with pytest.MonkeyPatch.context() as patch:
        if typed is not None:
            patch.setattr("talkgraph.cli.folder.beginning._in_terminal", lambda: True)
        result = CliRunner().invoke(main, arguments, input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def told() -> dict[str, object]:
    return tomllib.loads(Path("talkgraph.toml").read_text("utf-8"))


def test_after_it_nothing_need_be_said(folder: Path) -> None:
    begun = run("init", "--kb", "bases/quay")
    assert begun.exit_code == 0
    assert "next: talkgraph build" in begun.stdout
    with Path("talkgraph.toml").open("a") as file:
        file.write('model = "hashing"\nlicense = "CC0-1.0"\n')
    built = run("build")
    assert built.exit_code == 0
    assert "licence: " in built.stdout
    assert (folder / "bases" / "quay" / "CURRENT").is_file()
    assert "Nights are paid for" in run("search", "nights").stdout
    assert run("topics", "show").exit_code == 0
    assert run("notes", "--out", "out").exit_code == 1  # there are only notes
    assert run("iris").exit_code == 0


def test_an_option_that_is_given_no_more_is_named_once(folder: Path) -> None:
    Path("people.txt").write_text('same "Rosa Díaz" "Rosa Diaz"\n', "utf-8")
    build = ("build", "notes", "--model", "hashing")
    assert "the build before" not in run(*build, "--tag", "quay", "--tag", "pier").stderr
    kept = run(*build, "--tag", "quay", "--license", "CC0-1.0", "--overrides", "people.txt")
    assert "the build before" not in kept.stderr
    said = run(*build).stderr
    assert "had --overrides people.txt --tag quay --license http" in said
    assert 'below [build]: overrides = "people.txt"; tag = ["quay"]; license = "http' in said
    assert "the build before" not in run(*build).stderr
    Path("talkgraph.toml").write_text(
        '[build]\nnotes = ["notes"]\nmodel = "hashing"\nlicense = "CC0-1.0"\n'
    )
    assert run("build").exit_code == 0
    Path("talkgraph.toml").unlink()
    said = run("build", "notes").stderr
    assert "had --model hashing --license" in said


def test_a_file_in_the_place_of_one_that_is_named_is_told(folder: Path) -> None:
    for name in ("people.txt", "others.txt"):
        Path(name).write_text('same "Rosa Díaz" "Rosa Diaz"\n', "utf-8")
    Path("talkgraph.toml").write_text(
        '[build]\nnotes = ["notes"]\nmodel = "hashing"\noverrides = "people.txt"\n'
    )
    told = "--overrides takes the place of what talkgraph.toml names: people.txt\n"
    assert "takes the place" not in run("build").stderr
    assert "takes the place" not in run("build", "--overrides", "people.txt").stderr
    assert told in run("build", "--overrides", "others.txt").stderr
    Path("talkgraph.toml").unlink()
    said = run("build", "notes", "--model", "hashing").stderr
    assert "had --overrides others.txt, typed or from talkgraph.toml; this one has not" in said


def test_it_asks_two_questions_until_the_answers_will_do(folder: Path) -> None:
    asked = run("init", typed="nowhere\nnotes\nnotes\nkb\n")
    assert asked.exit_code == 0
    assert asked.stderr.count("Where are the notes?") == 2
    assert asked.stderr.count("Where shall the knowledge base go?") == 2
    assert "1 file to read there" in asked.stderr
    assert told() == {"build": {"notes": ["notes"], "kb": "kb"}}


def test_what_is_there_is_not_written_over(folder: Path) -> None:
    run("init", "-y")
    before = Path("talkgraph.toml").read_text()
    refused = run("init", "--notes", "notes/quay.md")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert run("init", typed="n\n").exit_code == 1
    assert Path("talkgraph.toml").read_text() == before
    assert run("init", typed="y\nnotes/quay.md\n\n").exit_code == 0
    assert told() == {"build": {"notes": ["notes/quay.md"], "kb": "kb"}}
    assert run("init", "--force", "-y", "--kb", "other").exit_code == 0
    assert told() == {"build": {"notes": ["notes"], "kb": "other"}}


@pytest.mark.parametrize(
    "text",
    [
        'event = "Quay"\n',
        '[[file]]\npath = ["a.md"]\n',
        '# mine\nevent = "Quay"\n\n[build]\nkb = "x"\nthemes = "t"\n\n[serve]\nport = 1\n',
    ],
)
def test_what_else_stands_there_stays(text: str, folder: Path) -> None:
    Path("talkgraph.toml").write_text(text)
    assert run("init", "-y", "--force").exit_code == 0
    wanted = {"notes": ["notes"], "kb": "kb"}
    assert told() == {**tomllib.loads(text), "build": wanted}
    assert Path("talkgraph.toml").read_text().startswith(text.splitlines()[0])


def test_what_cannot_be_changed_safely_is_left(folder: Path) -> None:
    text = 'build.kb = "x"\n'
    Path("talkgraph.toml").write_text(text)
    refused = run("init", "-y", "--force")
    assert refused.exit_code == 1
    assert "by hand" in refused.stderr
    assert Path("talkgraph.toml").read_text() == text


def test_an_option_and_the_environment_go_first(folder: Path) -> None:
    Path("talkgraph.toml").write_text('[build]\nkb = "of-file"\n[open]\nurl = "ftp://x"\n')
    said = CliRunner().invoke(main, ["stats"], env={"TALKGRAPH_KB": "of-environment"}).stderr
    assert "of-environment" in said
    assert "of-option" in run("stats", "--kb", "of-option").stderr
    assert "of-file" in run("stats").stderr
    assert "ftp://x" in run("open", "x", "--browser").stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[build", "the settings cannot be read"),
        ("build = 1", "a table [build], and there is none"),
        ("[build]\nkb = 1", "kb is a text in quotation marks, and not 1"),
        ("[build]\nnotes = 'a'", "notes is a list of texts"),
        ("[build]\nstrict = 'no'", "strict is true or false"),
        ("[build]\nnote = ['a']", "no setting 'note'; it has base-iri, "),
        ("[build]\noverrides = 'gone.txt'", "overrides: File 'gone.txt' does not exist"),
    ],
)
def test_what_is_wrong_in_the_file_is_said(text: str, words: str, folder: Path) -> None:
    Path("talkgraph.toml").write_text(text)
    said = run("build", "notes")
    assert said.exit_code == 1
    assert said.stderr.startswith("Error: talkgraph.toml: ")
    assert words in said.stderr


def test_a_home_folder_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    Path("talkgraph.toml").write_text(
        '[build]\nnotes = ["~/notes"]\nkb = "~/b"\nmodel = "hashing"\n'
    )
    assert run("build").exit_code == 0
    assert run("stats").exit_code == 0
    assert (folder / "b" / "CURRENT").is_file()


def test_without_notes_it_says_how_to_go_on(folder: Path) -> None:
    said = run("build")
    assert said.exit_code == 2
    assert "talkgraph init" in said.stderr


def test_notes_in_the_same_folder_are_read_as_ever(folder: Path) -> None:
    Path("notes/quay.md").rename("quay.md")
    run("init", "--notes", ".")
    Path("talkgraph.toml").write_text(f'event = "Pier 2021"\n{Path("talkgraph.toml").read_text()}')
    with Path("talkgraph.toml").open("a") as file:
        file.write('model = "hashing"\n')
    built = run("build", "--strict")
    assert built.exit_code == 0, built.stderr
    assert "pier-2021" in run("search", "nights", "--format", "json").stdout
    assert "talkgraph.toml" not in str(lay_out([Path()]).diagnostics)
