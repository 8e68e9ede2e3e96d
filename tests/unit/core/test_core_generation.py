"""How a generation is made current: in which order, what is flushed, what is refused, kept."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from talkgraph.errors import KnowledgeBaseDamaged, KnowledgeBaseMissing, KnowledgeBaseRefused
from talkgraph.knowledge import generation
from talkgraph.knowledge.generation import EncoderMark, Generation, Manifest, SourceMark
from talkgraph.search.files import load, save

FLUSH_ALL = generation._flush_all  # which other tests do without


def manifest_of(folder: Path, fingerprint: str = "f") -> Manifest:
    return Manifest(
        fingerprint=fingerprint,
        version="1",
        base_iri="https://example.org/",
        language="english",
        encoder=EncoderMark(name="hashing", fingerprint="e", dimension=3),
        sources=(SourceMark(source="n.md", sha256="0"),),
        counts={"talks": 1},
        files=generation.contents(folder),
    )


def publish(kb: Path, name: str, content: bytes = b"content") -> Generation:
    folder = generation.begin(kb, name)
    (folder / "part").mkdir()
    (folder / "part" / "file").write_bytes(content)
    return generation.publish(kb, folder, name, manifest_of(folder))


# ── order ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What is flushed to the disk and renamed, with what there is at that moment."""
    seen: list[str] = []
    fsync, rename, replaced = os.fsync, os.rename, os.replace

    def shown(path: object) -> str:
        name = Path(str(path)).relative_to(tmp_path).as_posix()
        return re.sub(r"[0-9a-f]{8,}", "*", name)

    def flushed(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        told = "" if path.is_dir() else f": {len(path.read_bytes())} bytes"
        seen.append(f"flush {shown(path)}{told}")
        fsync(descriptor)

    def renamed(old: object, new: object) -> None:
        has = " with its manifest" if (Path(str(old)) / "manifest.json").exists() else ""
        seen.append(f"rename {shown(old)} to {shown(new)}{has}")
        rename(str(old), str(new))

    def put(old: object, new: object) -> None:
        seen.append(f"replace {shown(new)} by {shown(old)}")
        replaced(str(old), str(new))

    monkeypatch.setattr(generation, "_flush_all", FLUSH_ALL)
    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "rename", renamed)
    monkeypatch.setattr(os, "replace", put)
    return seen


def test_the_order_of_publishing(tmp_path: Path, events: list[str]) -> None:
    publish(tmp_path, "a")
    size = (tmp_path / "generations" / "a" / "manifest.json").stat().st_size
    begun = events.index("flush generations/.building-a-*") + 1
    assert events[begun:] == [
        f"flush generations/.building-a-*/.manifest.json.*.new: {size} bytes",
        "replace generations/.building-a-*/manifest.json by "
        "generations/.building-a-*/.manifest.json.*.new",
        "flush generations/.building-a-*",
        "flush generations/.building-a-*/part/file: 7 bytes",
        "flush generations/.building-a-*/part",
        f"flush generations/.building-a-*/manifest.json: {size} bytes",
        "flush generations/.building-a-*",
        "rename generations/.building-a-* to generations/a with its manifest",
        "flush generations",
        "flush .CURRENT.*.new: 67 bytes",
        "replace CURRENT by .CURRENT.*.new",
        "flush .",
    ]
    name, digest = (tmp_path / "CURRENT").read_text(encoding="ascii").splitlines()
    assert name == "a"
    assert digest == generation.file_digest(tmp_path / "generations" / "a" / "manifest.json")


def test_readers_find_the_old_generation_until_the_last_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, "a")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("rename", "fsync", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(os, step, fail)
            with pytest.raises(KeyboardInterrupt):
                publish(tmp_path, "b")
        assert generation.current(tmp_path).name == "a"
        with generation.writer(tmp_path):
            pass
    assert publish(tmp_path, "b").name == "b"
    assert generation.current(tmp_path).name == "b"


def test_the_previous_generation_is_kept_and_no_older_one(tmp_path: Path) -> None:
    def kept() -> list[str]:
        return sorted(path.name for path in (tmp_path / "generations").iterdir())

    for name, left in (("a", ["a"]), ("b", ["a", "b"]), ("c", ["b", "c"]), ("b", ["b", "c"])):
        publish(tmp_path, name)
        assert kept() == left
    (tmp_path / "CURRENT").write_text("../x", encoding="utf-8")
    publish(tmp_path, "d")  # keeps what was read when nobody knew which was the last
    assert (generation.current(tmp_path).name, kept()) == ("d", ["b", "d"])


def test_a_build_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    first = publish(tmp_path, "a")
    (first.folder / "more").write_text("more", encoding="utf-8")
    again = publish(tmp_path, "a", b"changed")
    assert sorted(p.name for p in again.folder.iterdir()) == ["manifest.json", "part"]
    assert generation.current(tmp_path) == again
    assert again.name == "a-2"  # for nobody knows whether the other is read
    assert publish(tmp_path, "a").name == "a"


def test_a_build_begins_with_an_empty_folder(tmp_path: Path) -> None:
    folder = generation.begin(tmp_path, "a")
    assert folder.parent == tmp_path / "generations"
    assert folder.name.startswith(".building-a-")
    (folder / "left").write_text("left", encoding="utf-8")
    again = generation.begin(tmp_path, "a")
    assert again != folder
    assert [path.name for path in again.iterdir()] == ["manifest.json"]


# ── contents ─────────────────────────────────────────────────────────────────────────────────


def test_the_contents_of_a_build(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name in ("b/c/file", "a", "LOG", "b/LOCK", "LOG.old", "manifest.json", "b/LOGS"):
        (tmp_path / name).write_bytes(b"abc")
    # The SHA-256 of "abc", as FIPS 180 gives it.
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert generation.contents(tmp_path) == {
        "a": (3, digest),
        "b/LOGS": (3, digest),
        "b/c/file": (3, digest),
    }
    assert list(generation.contents(tmp_path)) == ["a", "b/LOGS", "b/c/file"]
    assert generation.file_digest(tmp_path / "a") == digest


@pytest.mark.parametrize(
    ("size", "seen"), [(16 * 1024 * 1024, True), (16 * 1024 * 1024 + 1, False)]
)
def test_large_files_are_hashed_only_to_verify(tmp_path: Path, size: int, seen: bool) -> None:
    published = publish(tmp_path, "a", bytes(size))
    with (published.folder / "part" / "file").open("r+b") as file:
        file.write(b"x")
    altered = "part/file has been altered"
    assert generation.verify(published) == (altered,)
    if seen:
        with pytest.raises(KnowledgeBaseDamaged, match=altered):
            generation.current(tmp_path)
    else:
        assert generation.current(tmp_path) == published


def test_every_damage_is_told_in_order(tmp_path: Path) -> None:
    folder = generation.begin(tmp_path, "a")
    for name in "abcd":
        (folder / name).write_text("text", encoding="utf-8")
    published = generation.publish(tmp_path, folder, "a", manifest_of(folder))
    (published.folder / "a").write_text("longer", encoding="utf-8")
    (published.folder / "b").unlink()
    (published.folder / "c").unlink()
    (published.folder / "c").symlink_to("c")
    (published.folder / "d").write_text("tex!", encoding="utf-8")
    problems = (
        "a has 6 bytes instead of 4",
        "b is missing",
        "c cannot be read (Too many levels of symbolic links)",
        "d has been altered",
    )
    assert generation.verify(published) == problems
    with pytest.raises(KnowledgeBaseDamaged) as caught:
        generation.current(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: the knowledge base is damaged: {'; '.join(problems)}. "
        f"Build it again (talkgraph build NOTES... --kb {tmp_path})"
    )


# ── what CURRENT may say ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"b\n", "CURRENT names the generation b, which is not there; build again"),
        (b" \n", "CURRENT does not name a generation; build again"),
        (b"a/b", "CURRENT does not name a generation"),
        (b".building-a", "CURRENT does not name a generation"),
        (b"\xff", "CURRENT cannot be read .*; build again"),
    ],
)
def test_a_current_that_is_damaged(tmp_path: Path, content: bytes, says: str) -> None:
    publish(tmp_path, "a")
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(KnowledgeBaseDamaged, match=says):
        generation.current(tmp_path)


def test_a_current_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseMissing) as caught:
        generation.current(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: there is no knowledge base here; "
        f"make one with: talkgraph build NOTES... --kb {tmp_path}"
    )


def test_white_space_around_a_name_is_passed_over(tmp_path: Path) -> None:
    publish(tmp_path, "a")
    told = (tmp_path / "CURRENT").read_text(encoding="utf-8").split()
    (tmp_path / "CURRENT").write_text(f" a \n {told[1]} \n", encoding="utf-8")
    assert generation.current(tmp_path).name == "a"


# ── values ───────────────────────────────────────────────────────────────────────────────────


def test_values_are_kept_as_indented_json(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    value = EncoderMark(name="å", fingerprint="f", dimension=2)
    save(path, (value,))
    assert path.read_text(encoding="utf-8") == (
        '[\n {\n  "name": "å",\n  "fingerprint": "f",\n  "dimension": 2\n }\n]\n'
    )
    assert load(path, tuple[EncoderMark, ...]) == (value,)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('[{"name": 1}]', r"value.json: it should be a text at 0\.name; build the knowledge"),
        ("3", r"value.json: it should be a list at the top; build the knowledge base"),
        ("[{}]", r"value.json: it should be there at 0\.name; build the knowledge base"),
        ("{", r"value.json: Expecting property name.*; build the knowledge base again"),
        ("[" * 100_000, r"value.json: .*recursion.*; build the knowledge base again"),
    ],
)
def test_other_values_are_refused(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "value.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeBaseDamaged, match=says):
        load(path, tuple[EncoderMark, ...])
    path.unlink()
    with pytest.raises(KnowledgeBaseDamaged, match=r"value.json is missing; build the knowledge"):
        load(path, tuple[EncoderMark, ...])


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    published = publish(tmp_path, "a")
    assert generation.current(tmp_path).manifest == published.manifest
    assert replace(published.manifest, fingerprint="g") != published.manifest


# ── the writer ───────────────────────────────────────────────────────────────────────────────


def test_a_writer_makes_the_folder_and_sweeps_what_was_left(tmp_path: Path) -> None:
    kb = tmp_path / "some" / "kb"
    with generation.writer(kb):
        left = generation.begin(kb, "a")
        assert (kb / "lock").exists()
    assert left.exists()
    with generation.writer(kb):
        assert not left.exists()
        publish(kb, "b")
    with generation.writer(kb):
        assert (kb / "generations" / "b").exists()


def test_a_writer_lets_go_of_its_right_whatever_happens(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), generation.writer(tmp_path):
        raise KeyboardInterrupt
    with generation.writer(tmp_path):
        pass


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with (
        pytest.raises(KnowledgeBaseRefused, match=r"file: .* cannot be written: File exists; name"),
        generation.writer(tmp_path / "file"),
    ):
        raise AssertionError
