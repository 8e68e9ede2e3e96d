"""Where the generation in use is damaged, the one before it answers, and it is said so."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from waiting import eventually

from talkgraph.cli import main
from talkgraph.errors import (
    FormerGenerationUsed,
    KnowledgeBaseDamaged,
    KnowledgeBaseMismatch,
    KnowledgeBaseMissing,
)
from talkgraph.http.library import Library, Patience
from talkgraph.knowledge import generation
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.settings import Settings

NOTE = "# Quay Conf 2020\n\n## Ropes — Ida Holm\n\n- hold{more}\n"
Damage = Callable[[Path, Path], object]


def request(top: Path, more: str, kb: str = "kb") -> BuildRequest:
    notes = top / "notes"
    notes.mkdir(exist_ok=True)
    (notes / "quay.md").write_text(NOTE.format(more=more), encoding="utf-8")
    return BuildRequest(sources=(notes,), kb=top / kb, settings=Settings(model="hashing"))


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a knowledge base `kb` that was built twice, for to be copied."""
    top = tmp_path_factory.mktemp("twice")
    build(request(top, ""))
    build(request(top, " fast\n- and more"))
    return top


@pytest.fixture
def kb(twice: Path, tmp_path: Path) -> Path:
    """A copy of a knowledge base that was built twice."""
    return shutil.copytree(twice / "kb", tmp_path / "kb")


def named(kb: Path) -> list[str]:
    """Return the generation in use and the one before it."""
    return (kb / "CURRENT").read_text(encoding="utf-8").split()[::2]


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])


def be_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.touch()


def be_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES: dict[str, Damage] = {
    "the folder is missing": lambda _, folder: shutil.rmtree(folder),
    "the folder is a file": lambda _, folder: be_a_file(folder),
    "no manifest": lambda _, folder: (folder / "manifest.json").unlink(),
    "an empty manifest": lambda _, folder: (folder / "manifest.json").write_bytes(b""),
    "half a manifest": lambda _, folder: cut(folder / "manifest.json"),
    "a manifest that was altered": lambda _, folder: flip(folder / "manifest.json"),
    "a file is missing": lambda _, folder: (folder / "vectors.npy").unlink(),
    "a file is cut": lambda _, folder: cut(folder / "passages.jsonl"),
    "a file was altered": lambda _, folder: flip(folder / "topics.json"),
    "a file of the graph is missing": lambda _, folder: (folder / "graph" / "CURRENT").unlink(),
    "CURRENT is empty": lambda kb, _: (kb / "CURRENT").write_bytes(b""),
    "CURRENT is of zeros": lambda kb, _: (kb / "CURRENT").write_bytes(bytes(64)),
    "CURRENT is not UTF-8": lambda kb, _: (kb / "CURRENT").write_bytes(b"\xff\n"),
    "CURRENT is a folder": lambda kb, _: be_a_folder(kb / "CURRENT"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_the_generation_before_answers(kb: Path, what: str) -> None:
    current, former = named(kb)
    DAMAGES[what](kb, kb / "generations" / current)
    with pytest.raises(KnowledgeBaseDamaged) as caught:
        generation.current(kb)
    # Nobody knows which is the last where CURRENT is gone; the newest that is whole is.
    expected = current if what.startswith("CURRENT") else former
    with pytest.warns(FormerGenerationUsed) as warned:
        opened = open_knowledge_base(kb)
    assert opened.generation.name == expected
    assert opened.generation.problem == str(caught.value)
    told = f"{caught.value}. Until then the generation before it answers, {expected}"
    assert [str(each.message) for each in warned] == [told]
    assert "uild" in told
    assert len(opened.search("hold")) > 0
    assert opened.verify() == (str(caught.value),)


@pytest.mark.parametrize("what", [each for each in DAMAGES if "CURRENT is a f" not in each])
def test_a_build_mends_it_and_takes_nothing_over(
    twice: Path, kb: Path, what: str, tmp_path: Path
) -> None:
    current, _ = named(kb)
    DAMAGES[what](kb, kb / "generations" / current)
    readable = generation.usable(kb).name
    again = build(request(tmp_path, " fast\n- and more"))
    assert again.changed
    assert generation.verify(generation.current(kb)) == ()
    # What was read until now is kept for who reads it, and what was damaged is gone, unless it
    # cannot be told from what somebody keeps there.
    assert named(kb) == [again.generation.name, readable]
    odd = {current} if what == "the folder is a file" else set()
    assert {each.name for each in (kb / "generations").iterdir()} == {*named(kb), *odd}
    whole = open_knowledge_base(twice / "kb")
    assert open_knowledge_base(kb).export("nq") == whole.export("nq")
    assert not build(request(tmp_path, " fast\n- and more")).changed


def test_nothing_is_warned_of_what_is_whole(kb: Path) -> None:
    assert open_knowledge_base(kb).generation.problem is None
    assert generation.usable(kb) == generation.current(kb)


def _of_format(folder: Path, number: int) -> None:
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(told | {"format": number}), encoding="utf-8")
    current = folder.parents[1] / "CURRENT"
    names = current.read_text(encoding="utf-8").split()
    names[names.index(folder.name) + 1] = generation.file_digest(path)
    current.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")


@pytest.mark.parametrize("number", [generation.FORMAT_VERSION - 1, generation.FORMAT_VERSION + 1])
def test_never_one_of_another_format(kb: Path, number: int) -> None:
    current, former = (kb / "generations" / name for name in named(kb))
    _of_format(former, number)
    cut(current / "vectors.npy")
    with pytest.raises(KnowledgeBaseDamaged, match=r"vectors\.npy has"):
        open_knowledge_base(kb)


@pytest.mark.parametrize("number", [generation.FORMAT_VERSION - 1, generation.FORMAT_VERSION + 1])
def test_never_instead_of_one_of_another_format(kb: Path, number: int) -> None:
    _of_format(kb / "generations" / named(kb)[0], number)
    with pytest.raises(KnowledgeBaseMismatch, match=f"has format {number}"):
        open_knowledge_base(kb)


@pytest.mark.parametrize("what", [each for each in DAMAGES if "CURRENT is" not in each])
def test_never_one_that_is_damaged_itself(kb: Path, what: str) -> None:
    current, former = (kb / "generations" / name for name in named(kb))
    DAMAGES[what](kb, former)
    cut(current / "vectors.npy")
    with pytest.raises(KnowledgeBaseDamaged, match=r"vectors\.npy has"):
        open_knowledge_base(kb)


def test_a_large_file_of_the_one_before_is_looked_at_as_well(
    kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "_HASHED_ON_OPEN", 0)
    current, former = (kb / "generations" / name for name in named(kb))
    flip(former / "vectors.npy")
    cut(current / "vectors.npy")
    with pytest.raises(KnowledgeBaseDamaged, match=r"vectors\.npy has"):
        open_knowledge_base(kb)


def test_a_large_file_that_was_altered_is_mended_by_the_same_build(
    twice: Path, kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "_HASHED_ON_OPEN", 0)
    flip(kb / "generations" / named(kb)[0] / "vectors.npy")
    assert open_knowledge_base(kb).verify() == ("vectors.npy has been altered",)
    assert build(request(tmp_path, " fast\n- and more")).changed
    assert open_knowledge_base(kb).verify() == ()


def test_nothing_answers_where_there_is_no_current(kb: Path) -> None:
    (kb / "CURRENT").unlink()
    with pytest.raises(KnowledgeBaseMissing):
        open_knowledge_base(kb)


def test_a_build_that_ends_meanwhile_is_what_answers(
    kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = named(kb)[0]
    told = (kb / "CURRENT").read_text(encoding="utf-8")
    (kb / "CURRENT").write_text("gone\n", encoding="utf-8")
    read = generation.current

    def meanwhile(place: Path) -> generation.Generation:
        try:
            return read(place)
        finally:
            (kb / "CURRENT").write_text(told, encoding="utf-8")

    monkeypatch.setattr(generation, "current", meanwhile)
    found = generation.usable(kb)
    assert (found.name, found.problem) == (current, None)


def test_the_one_before_a_build_is_the_one_that_was_read(kb: Path, tmp_path: Path) -> None:
    """A build that equals the one before does not take its place: who reads it goes on."""
    current, former = named(kb)
    (kb / "generations" / current / "vectors.npy").unlink()
    again = build(request(tmp_path, ""))
    assert again.changed
    assert again.generation.name == f"{former}-2"
    assert again.counts["embedded"] == 0
    assert named(kb) == [f"{former}-2", former]


def test_commands_say_that_another_answers(kb: Path) -> None:
    current, former = named(kb)
    (kb / "generations" / current / "vectors.npy").unlink()
    for asked in (["stats"], ["search", "hold"], ["export"], ["stats", "--format", "json"]):
        done = run(*asked, "--kb", str(kb))
        assert done.exit_code == 0
        assert done.stderr.startswith(f"Warning: {kb}: the knowledge base is damaged: vectors.npy")
        assert former in done.stderr
        assert "Warning" not in done.stdout
    verified = run("verify", "--kb", str(kb))
    assert verified.exit_code == 3
    assert f"Error: {kb}: the knowledge base is damaged: vectors.npy is missing" in verified.stderr


@pytest.fixture
def library(kb: Path) -> Iterator[Library]:
    """The knowledge base as a service has it open, which looks for a new generation at once."""
    found = Library(kb, Patience(between_looks=0.01, after_failure=0.01))
    yield found
    found.close()


def test_a_service_starts_with_it_and_says_so(kb: Path, library: Library) -> None:
    current, former = named(kb)
    (kb / "generations" / current / "vectors.npy").unlink()
    assert library.current().generation.name == former
    ready = library.readiness()
    assert (ready.ready, ready.generation) == (True, former)
    assert ready.problem is not None
    assert "vectors.npy is missing" in ready.problem


def test_a_service_keeps_what_it_has_open(kb: Path, library: Library) -> None:
    current, _ = named(kb)
    opened = library.current()
    (kb / "generations" / current / "vectors.npy").unlink()
    told = (kb / "CURRENT").read_bytes()
    (kb / "CURRENT").unlink()
    (kb / "CURRENT").write_bytes(told)  # as if a build had ended
    assert eventually(lambda: "vectors.npy is missing" in (library.readiness().problem or ""))
    assert library.current() is opened
