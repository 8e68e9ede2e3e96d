"""What is given by mistake: each is named for what it is, with what to give instead, at once."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with all that is given by mistake, and no notes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "slide.png").write_bytes(PNG)
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.4\n%\xe2\xe3\n")
    shutil.make_archive("pictures", "zip", tmp_path, "slide.png")
    (tmp_path / "base" / "generations" / "0123456789abcdef").mkdir(parents=True)
    (tmp_path / "base" / "lock").write_text("")
    return tmp_path


GIVEN = {
    "https://example.org/schedule.xml": (
        "https://example.org/schedule.xml is an address",
        "download it",
    ),
    "-": ("standard input is not read", "give the file"),
    "~/notes": ("the ~ in ~/notes", "write the path in full"),
    "nowhere": ("no file or folder at nowhere", "check the path"),
    "empty": ("the folder empty holds nothing that is read", "give notes"),
    "slide.png": ("this is a picture", "give notes"),
    "paper.pdf": ("this is PDF", "give notes"),
    "pictures.zip": ("the archive holds nothing that is read", "give notes"),
    "base": ("base is a knowledge base", "talkgraph search WORDS --kb"),
    "base/generations": ("lies in a knowledge base", "give the notes that it was made of"),
    "": ("it is empty", "write a dot"),
}


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("command", ["build", "validate", "init"])
def test_what_is_no_notes(command: str, given: str, folder: Path) -> None:
    arguments = ("--notes", given) if command == "init" else (given,)
    said = run(command, *arguments)
    assert said.exit_code in (1, 2)
    for words in GIVEN[given]:
        assert words in said.output
    assert not (folder / "kb" / "CURRENT").exists()
    assert not (folder / "talkgraph.toml").exists()


KB = {
    "https://example.org/": ("is an address", "a folder on this machine"),
    "paper.pdf": ("paper.pdf is a file", "name the folder that talkgraph build writes to"),
    "": ("it is empty", "name the folder"),
    "nowhere": ("no knowledge base here", "talkgraph build NOTES... --kb nowhere"),
    "notes": ("but other files", "talkgraph build notes --kb FOLDER"),
}


@pytest.mark.parametrize("given", KB)
def test_what_is_no_knowledge_base(given: str, folder: Path) -> None:
    (folder / "notes").mkdir()
    (folder / "notes" / "a.md").write_text("# A 2020\n")
    said = run("search", "sleep", "--kb", given)
    assert said.exit_code in (2, 3)
    for words in KB[given]:
        assert words in said.stderr


def test_a_build_writes_to_no_folder_of_somebodys_own(folder: Path) -> None:
    notes, own = folder / "notes", folder / "photos"
    for each in (notes, own):
        each.mkdir()
    (notes / "a.md").write_text("# A 2020\n\n## Pay by Rosa Díaz\n\n- Nights are paid for.\n")
    (own / "b.jpg").write_bytes(b"")
    for kb, words in (("notes", "is in the knowledge base"), ("photos", "b.jpg lies there")):
        said = run("build", "notes", "--kb", kb, "--model", "hashing")
        assert said.exit_code == 1
        assert words in said.stderr
        assert "--kb" in said.stderr
    assert [path.name for path in own.iterdir()] == ["b.jpg"]
    assert [path.name for path in notes.iterdir()] == ["a.md"]


AT_ONCE = {
    "search sleep --speaker X --badoption": "No such option '--badoption'",
    "search sleep --since 2022 --until 2019": "since 2022 and until 2019",
    "search sleep --since someday": "'someday' is not a date",
    "search ???": "has no words",
    "talks --since 2022 --until 2019": "since 2022 and until 2019",
    "quotes --since someday": "'someday' is not a date",
    "search sleep --format yaml": "'yaml' is not one of",
    "search sleep --kind song": "'song' is not one of",
    "search sleep --limit 0": "0 is not in the range",
    "related": "Missing argument",
    "themes --by year": "--by counts one theme",
    "sparql @nowhere.rq": "nowhere.rq cannot be read",
    "questions no-such-question": "no-such-question",
    "export -o nowhere/graph.trig": "there is no folder nowhere",
    "export --format docx": "'docx' is not one of",
    "topics suggest --out paper.pdf": "paper.pdf is there already",
    "topics suggest --out nowhere/t.ttl": "there is no folder nowhere",
    "topics check https://example.org/t.ttl": "is an address",
    "eval nowhere.json": "nowhere.json",
    "eval": "name judgements files",
    "open x --browser --url example": "is no address",
    "build . --base-iri talks": "write an absolute IRI",
    "build . --model no-such-model": "neither a folder nor a model",
    "build . --zone Mars": "Mars",
    "build . --license nonsense": "licence",
    "watch . --base-iri talks": "write an absolute IRI",
    "serve --port 70000": "70000 is not in the range",
}


@pytest.mark.parametrize("typed", AT_ONCE)
def test_a_wrong_argument_answers_before_anything_is_opened(
    typed: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("a knowledge base, a model or notes were opened")

    for name in (
        "talkgraph.knowledge.generation.current",
        "talkgraph.knowledge.generation.writer",
        "talkgraph.knowledge.build.build.find_sources",
        "talkgraph.search.encoders.bert.BertEncoder.encode",
    ):
        monkeypatch.setattr(name, opened)
    said = run(*typed.split())
    assert said.exit_code in (1, 2)
    assert AT_ONCE[typed] in said.stderr
