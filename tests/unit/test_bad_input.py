"""Whatever is wrong with the input: a diagnostic, the rest of the build, an honest exit code."""

import cProfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main
from talkgraph.sources.notes.read import HandwrittenNotes

GOOD = """# Quay Conf 2020

May 4, 2020 — Bergen, Norway

## <a name="diaz"></a> Paying for Pagers

Rosa Díaz

**My livetweet contents**

> Being on call is work. #quay
"""
TALK = '\n## <a name="b"></a> {title}\n\nBen Okafor\n\n> Said so. #quay\n'


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def _event(name: str, rest: str) -> str:
    return f"# {name}\n\nMay 4, 2020 — Bergen\n{TALK.format(title='Talk')}\n{rest}"


def _write(path: Path, content: bytes | str) -> None:
    path.write_bytes(content.encode() if isinstance(content, str) else content)


BAD: dict[str, bytes | str] = {
    "empty": b"",
    "blank": b"\n \n\t\n",
    "binary": bytes(range(256)) * 40,
    "zeros": b"\x00" * 100,
    "latin-1": GOOD.replace("Quay", "Other").encode("latin-1", "replace") + b"\n> caf\xe9\n",
    "manual": "# Quay tools\n\n## Installation\n\nRun it.\n\n## Usage\n\nRead on.\n",
    "broken-yaml": "---\ntitle: [unclosed\ndate: 2020\n---\n\n" + _event("Yaml Conf 2020", ""),
    "odd-yaml": "---\ntitle: {a: 1}\ndate: [1, 2]\nsummary: 3\n---\n\n"
    + _event("Odd Conf 2020", ""),
    "duplicate": GOOD,
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_one_bad_file_among_good_ones(tmp_path: Path, name: str) -> None:
    notes, kb = tmp_path / "notes", str(tmp_path / "kb")
    notes.mkdir()
    _write(notes / "a-good.md", GOOD)
    _write(notes / "z-bad.md", BAD[name])
    arguments = ("build", str(notes), "--kb", kb, "--model", "hashing")

    lenient = run(*arguments)
    assert lenient.exit_code == 0
    assert "z-bad.md" in lenient.stderr
    assert run("talk", "quay-conf-2020/diaz", "--kb", kb).exit_code == 0

    strict = run(*arguments[:2], "--kb", str(tmp_path / "strict"), *arguments[4:], "--strict")
    assert strict.exit_code == 1
    assert "z-bad.md" in strict.stderr
    assert not (tmp_path / "strict" / "CURRENT").exists()

    accounts = run("validate", str(notes), "--coverage")
    assert accounts.exit_code == 0


@pytest.mark.parametrize("name", ["empty", "binary", "zeros", "latin-1", "manual"])
def test_nothing_but_bad_files(tmp_path: Path, name: str) -> None:
    _write(tmp_path / "bad.md", BAD[name])
    built = run("build", str(tmp_path / "bad.md"), "--kb", str(tmp_path / "kb"))
    assert built.exit_code == 1
    assert "bad.md" in built.stderr
    assert run("validate", str(tmp_path / "bad.md")).exit_code == 1


def test_a_readme_beside_notes_is_no_problem(tmp_path: Path) -> None:
    _write(tmp_path / "quay.md", GOOD)
    _write(tmp_path / "README.md", BAD["manual"])
    arguments = ("build", str(tmp_path), "--kb", str(tmp_path / "kb"), "--model", "hashing")
    assert run(*arguments, "--strict").exit_code == 0
    assert "README.md" in run("validate", str(tmp_path)).stdout


def test_a_byte_order_mark_changes_nothing(tmp_path: Path) -> None:
    answers = []
    for name, content in (("plain", GOOD.encode()), ("marked", b"\xef\xbb\xbf" + GOOD.encode())):
        folder = tmp_path / name
        folder.mkdir()
        _write(folder / "quay.md", content)
        kb = str(tmp_path / f"{name}-kb")
        assert run("build", str(folder), "--kb", kb, "--model", "hashing").exit_code == 0
        query = "SELECT ?p ?t WHERE { ?p a tg:Post ; schema:text ?t }"
        answers.append(run("sparql", query, "--kb", kb, "--format", "csv").stdout)
    assert answers[0] == answers[1]


def test_an_empty_folder_and_no_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for place in ("empty", "nowhere"):
        result = run("build", str(tmp_path / place), "--kb", str(tmp_path / "kb"))
        assert result.exit_code == 1
        assert place in result.stderr


def test_a_broken_link_and_a_folder_that_looks_like_a_file(tmp_path: Path) -> None:
    notes, kb = tmp_path / "notes", str(tmp_path / "kb")
    notes.mkdir()
    _write(notes / "good.md", GOOD)
    (notes / "broken.md").symlink_to(notes / "gone.md")
    (notes / "loop").symlink_to(notes, target_is_directory=True)
    (notes / "folder.md").mkdir()
    result = run("build", str(notes), "--kb", kb, "--model", "hashing")
    assert result.exit_code == 0
    assert "broken.md" in result.stderr


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes, kb = tmp_path / "notes", str(tmp_path / "kb")
    notes.mkdir()
    _write(notes / "good.md", GOOD)
    _write(notes / "secret.md", GOOD)
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        if path.name == "secret.md":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    result = run("build", str(notes), "--kb", kb, "--model", "hashing")
    assert result.exit_code == 0
    assert "secret.md" in result.stderr
    assert "Permission denied" in result.stderr


def _many_posts(size: int) -> str:
    return _event("Large Conf 2020", "> The same words again and again. #large\n\n" * size)


def _nested_quotes(size: int) -> str:
    return _event("Quote Conf 2020", ">" * size + " deep\n")


def _nested_lists(size: int) -> str:
    return _event("List Conf 2020", "".join("  " * n + "* deep\n" for n in range(size)))


def _one_long_line(size: int) -> str:
    return _event("Line Conf 2020", "> " + "word " * size + "\n")


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (_many_posts, 500_000),  # too large a file, so it is not even read
        (_nested_quotes, 5000),
        (_nested_lists, 2000),
        (_one_long_line, 50_000),
    ],
)
def test_hostile_sizes_are_answered(tmp_path: Path, make: Callable[[int], str], size: int) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    _write(notes / "good.md", GOOD)
    _write(notes / "hostile.md", make(size))
    assert run("validate", str(notes), "--coverage", "--format", "json").exit_code == 0
    built = run("build", str(notes), "--kb", str(tmp_path / "kb"), "--model", "hashing")
    assert built.exit_code == 0


@pytest.mark.parametrize("make", [_many_posts, _nested_quotes, _nested_lists, _one_long_line])
def test_work_grows_with_the_text_and_not_with_its_square(make: Callable[[int], str]) -> None:
    small, large = make(300), make(600)
    assert _calls(large) / _calls(small) < 1.3 * len(large) / len(small)


def _calls(text: str) -> int:
    """Count the calls of functions while a text is read."""
    profile = cProfile.Profile()
    profile.runcall(HandwrittenNotes().read_text, text.encode(), "hostile.md")
    return sum(entry.callcount for entry in profile.getstats())
