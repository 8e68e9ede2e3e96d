"""The knowledge base on disk: publishing, refusing what is damaged, locking, sweeping."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from generations import manifest_of

from talkgraph.errors import (
    KnowledgeBaseDamaged,
    KnowledgeBaseLocked,
    KnowledgeBaseMismatch,
    KnowledgeBaseMissing,
    KnowledgeBaseRefused,
)
from talkgraph.knowledge import generation
from talkgraph.knowledge.build.build import program_digest
from talkgraph.knowledge.generation import Generation


def _publish(kb: Path, name: str, text: str = "content") -> Generation:
    with generation.writer(kb):
        folder = generation.begin(kb, name)
        (folder / "part").mkdir()
        (folder / "part" / "file.txt").write_text(text, encoding="utf-8")
        return generation.publish(kb, folder, name, manifest_of(folder, name))


def test_what_is_published_is_current(tmp_path: Path) -> None:
    published = _publish(tmp_path, "a")
    assert generation.current(tmp_path) == published
    assert generation.verify(published) == ()


def test_the_last_generation_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    for name in "abc":
        _publish(tmp_path, name)
    assert generation.current(tmp_path).name == "c"
    assert sorted(p.name for p in (tmp_path / "generations").iterdir()) == ["b", "c"]


def test_an_unfinished_build_is_not_seen_and_is_swept(tmp_path: Path) -> None:
    _publish(tmp_path, "a")
    with generation.writer(tmp_path):
        left = generation.begin(tmp_path, "b")
        (left / "half").write_text("half", encoding="utf-8")
    assert generation.current(tmp_path).name == "a"
    with generation.writer(tmp_path):
        assert not left.exists()


def test_no_knowledge_base(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseMissing, match="talkgraph build"):
        generation.current(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda p: p.write_text("contenX", encoding="utf-8"), "part/file.txt has been altered"),
        (lambda p: p.write_text("con", encoding="utf-8"), "part/file.txt has 3 bytes instead of 7"),
        (lambda p: p.unlink(), "part/file.txt is missing"),
    ],
    ids=["altered", "truncated", "missing"],
)
def test_damage_is_refused_by_name(tmp_path: Path, damage: object, says: str) -> None:
    published = _publish(tmp_path, "a")
    assert callable(damage)
    damage(published.folder / "part" / "file.txt")
    with pytest.raises(KnowledgeBaseDamaged, match=says):
        generation.current(tmp_path)
    assert [says in problem for problem in generation.verify(published)] == [True]


def test_another_format_version_is_refused(tmp_path: Path) -> None:
    manifest = _publish(tmp_path, "a").folder / "manifest.json"
    raw = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(raw | {"format": 99}), encoding="utf-8")
    with pytest.raises(KnowledgeBaseDamaged, match=r"manifest\.json has been altered"):
        generation.current(tmp_path)
    (tmp_path / "CURRENT").write_text(f"a\n{generation.file_digest(manifest)}\n", encoding="utf-8")
    with pytest.raises(KnowledgeBaseMismatch, match=r"format 99.*a later talkgraph made it"):
        generation.current(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"format": 1}', '{"format": 1, "files": 3}'])
def test_a_manifest_that_is_not_one_is_refused(tmp_path: Path, content: str) -> None:
    manifest = _publish(tmp_path, "a").folder / "manifest.json"
    manifest.write_text(content, encoding="utf-8")
    with pytest.raises((KnowledgeBaseDamaged, KnowledgeBaseMismatch), match="manifest"):
        generation.current(tmp_path)


@pytest.mark.parametrize("content", ["", "../a", ".building-a", "gone", "\x00", "a/b"])
def test_a_current_that_names_nothing_is_refused(tmp_path: Path, content: str) -> None:
    _publish(tmp_path, "a")
    (tmp_path / "CURRENT").write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeBaseDamaged):
        generation.current(tmp_path)


def test_no_flipped_bit_of_a_manifest_is_passed_over(tmp_path: Path) -> None:
    published = _publish(tmp_path, "a")
    path = published.folder / "manifest.json"
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((KnowledgeBaseDamaged, KnowledgeBaseMismatch)):
            generation.current(tmp_path)
        assert "manifest.json has been altered" in generation.verify(published)
    path.write_bytes(whole)
    assert generation.current(tmp_path) == published


def test_no_flipped_bit_of_current_names_anything_else(tmp_path: Path) -> None:
    published = _publish(tmp_path, "a")
    path = tmp_path / "CURRENT"
    whole = path.read_bytes()
    for place in range(len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(KnowledgeBaseDamaged):
            generation.current(tmp_path)
    path.write_bytes(whole)
    assert generation.current(tmp_path) == published


def test_a_file_that_is_taken_out_of_the_list_is_missed(tmp_path: Path) -> None:
    published = _publish(tmp_path, "a")
    path = published.folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["files"]["part/file.txt"]
    path.write_text(json.dumps(told), encoding="utf-8")
    (published.folder / "part" / "file.txt").write_bytes(b"")
    with pytest.raises(KnowledgeBaseDamaged, match=r"manifest\.json has been altered"):
        generation.current(tmp_path)


# ── what is not ours ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder of somebody's beside the knowledge base."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "talks.md").write_text("# Talks\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["CURRENT.new", "CURRENT"])
def test_nothing_is_written_through_a_link(tmp_path: Path, notes: Path, name: str) -> None:
    kb = tmp_path / "kb"
    kb.mkdir()
    (kb / name).symlink_to(notes / "talks.md")
    _publish(kb, "a")
    assert generation.current(kb).name == "a"
    assert (notes / "talks.md").read_text(encoding="utf-8") == "# Talks\n"


def test_a_link_in_place_of_the_generations_is_refused(tmp_path: Path, notes: Path) -> None:
    kb = tmp_path / "kb"
    kb.mkdir()
    (kb / "generations").symlink_to(notes)
    with pytest.raises(KnowledgeBaseDamaged, match="is a link"):
        _publish(kb, "a")
    assert [path.name for path in notes.iterdir()] == ["talks.md"]


def test_what_somebody_keeps_among_the_generations_stays(tmp_path: Path, notes: Path) -> None:
    kb = tmp_path / "kb"
    _publish(kb, "a")
    generations = kb / "generations"
    notes.rename(generations / "mine")
    (generations / ".building-mine").mkdir()
    (generations / ".building-link").symlink_to(tmp_path)
    (generations / "b").mkdir()
    for name in "bcd":
        assert _publish(kb, name).name == ("b-2" if name == "b" else name)
    assert (generations / "mine" / "talks.md").exists()
    assert (generations / ".building-mine").is_dir()
    assert (generations / ".building-link").is_symlink()
    assert (generations / "b").is_dir()
    assert generation.current(kb).name == "d"


def test_what_stands_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "generations").write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeBaseDamaged, match="is no folder"):
        _publish(tmp_path, "a")
    (tmp_path / "generations").unlink()
    (tmp_path / "CURRENT").mkdir()
    with pytest.raises(KnowledgeBaseDamaged, match="is a folder; move it away"):
        _publish(tmp_path, "a")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".new")] == []
    assert list((tmp_path / "generations").iterdir()) == []


def test_a_lock_that_is_no_file_is_to_be_moved_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = tmp_path / "kb"
    (kb / "lock").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    for place in (kb, Path("kb")):
        with pytest.raises(KnowledgeBaseRefused, match="is a folder"), generation.writer(place):
            pytest.fail("it was opened")
    (kb / "lock").rmdir()
    (kb / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KnowledgeBaseRefused, match=r"is a link.* move it"), generation.writer(kb):
        pytest.fail("it was opened")
    assert not (tmp_path / "elsewhere").exists()


def test_a_manifest_that_is_a_folder_is_left_behind(tmp_path: Path) -> None:
    published = _publish(tmp_path, "a")
    (published.folder / "manifest.json").unlink()
    (published.folder / "manifest.json").mkdir()
    with pytest.raises(KnowledgeBaseDamaged, match="manifest"):
        generation.current(tmp_path)
    assert _publish(tmp_path, "a").name == "a-2"
    assert generation.current(tmp_path).name == "a-2"


def test_what_a_killed_writer_left_half_written_goes(tmp_path: Path) -> None:
    _publish(tmp_path, "a")
    left = tmp_path / f".CURRENT.{'0' * 16}.new"
    left.write_text("b", encoding="utf-8")
    other = tmp_path / ".CURRENT.mine.new"
    other.write_text("mine", encoding="utf-8")
    with generation.writer(tmp_path):
        pass
    assert not left.exists()
    assert other.exists()


def test_one_writer_at_a_time_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from talkgraph.knowledge import generation\n"
        "with generation.writer(Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(3600)\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "held"
        with (
            pytest.raises(KnowledgeBaseLocked, match="another process"),
            generation.writer(tmp_path),
        ):
            pass
    finally:
        other.kill()
        other.wait()
        if other.stdout is not None:
            other.stdout.close()
    with generation.writer(tmp_path):
        pass


# ── what a build depends on ──────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def package(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of talkgraph's code."""
    copy = tmp_path_factory.mktemp("copy") / "talkgraph"
    shutil.copytree(
        project / "src" / "talkgraph", copy, ignore=shutil.ignore_patterns("__pycache__")
    )
    return copy


def test_code_that_decides_results_is_told_from_code_that_shows_them(package: Path) -> None:
    before = program_digest(package)
    deciding: set[str] = set()
    showing: set[str] = set()
    for path in sorted(package.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            path.write_bytes(content + b"\n# changed\n")
            changed = deciding if program_digest(package) != before else showing
            changed.add(path.relative_to(package).as_posix())
            path.write_bytes(content)
    assert {name.split("/")[0] for name in deciding} == {
        "conclusions",
        "graph",
        "knowledge",
        "model",
        "search",
        "settings.py",
        "sources",
        "words.py",
    }
    pages = {name for name in showing if name.endswith(".md")}
    assert {name.split("/")[0] for name in showing - pages} == {
        "__init__.py",
        "__main__.py",
        "cli",
        "errors.py",
        "evaluation",
        "http",
        "knowledge",
        "magic.py",
        "plots",
        "protocols.py",
        "py.typed",
        "version.py",
    }
    inside = {name for name in deciding if name.startswith("knowledge/")}
    rooms = ("knowledge/build/", "knowledge/understanding/")
    elsewhere = {name for name in inside if not name.startswith(rooms)}
    assert elsewhere == {"knowledge/details.py", "knowledge/indexes.py"}


def test_a_file_that_goes_or_gets_another_name_changes_the_digest(package: Path) -> None:
    before = program_digest(package)
    path = package / "conclusions" / "topics" / "labels.py"
    path.rename(path.with_name("other.py"))
    assert program_digest(package) != before
    path.with_name("other.py").rename(path)
    assert program_digest(package) == before


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "file.txt"])
def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(tmp_path: Path, name: str) -> None:
    _publish(tmp_path, "a")
    (path,) = tmp_path.rglob(name)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(KnowledgeBaseDamaged, match=r"it is no file"):
        generation.current(tmp_path)


def test_a_base_that_does_not_say_what_its_manifest_was_is_refused(tmp_path: Path) -> None:
    _publish(tmp_path, "a")
    (tmp_path / "CURRENT").write_text("a\n")
    with pytest.raises(KnowledgeBaseDamaged, match=r"no SHA-256"):
        generation.current(tmp_path)


def test_a_file_that_no_build_wrote_is_missed_by_nobody(tmp_path: Path) -> None:
    published = _publish(tmp_path, "a")
    os.mkfifo(published.folder / "part" / "000099.log")
    with pytest.raises(KnowledgeBaseDamaged, match=r"000099\.log is no file of the build"):
        generation.current(tmp_path)
