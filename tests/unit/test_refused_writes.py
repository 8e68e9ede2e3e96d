"""What the system refuses a build is told in a sentence, and nothing of it is left behind."""

import errno
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from commands_in_conditions import in_conditions
from generations import manifest_of
from waiting import HANGS

from talkgraph.cli import main
from talkgraph.errors import KnowledgeBaseRefused
from talkgraph.graph.store import OxigraphStore
from talkgraph.knowledge import generation
from talkgraph.knowledge.build import build as building
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.knowledge.generation import Generation
from talkgraph.search import files
from talkgraph.settings import Settings

NOTE = "# Quay Conf 2020\n\n## Ropes — Ida Holm\n\n- {said}\n"
NUMBERS = (errno.ENOSPC, errno.EFBIG, errno.EACCES, errno.EROFS, errno.EMFILE, errno.EIO)


def request(top: Path, said: str = "hold") -> BuildRequest:
    notes = top / "notes"
    notes.mkdir(exist_ok=True)
    (notes / "quay.md").write_text(NOTE.format(said=said), encoding="utf-8")
    return BuildRequest(sources=(notes,), kb=top / "kb", settings=Settings(model="hashing"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildRequest:
    """A knowledge base, and what changed since."""
    top = tmp_path_factory.mktemp("refused")
    build(request(top))
    return request(top, "hold fast")


def left_over(kb: Path) -> list[str]:
    """Return what lies in a knowledge base and does not belong there."""
    named = generation._named(kb)
    found = [path.name for path in kb.iterdir() if path.name.endswith(".new")]
    places = (kb / "generations").iterdir()
    return found + [path.name for path in places if path.name not in (named.name, named.former)]


# ── each write of a generation ───────────────────────────────────────────────────────────────


def publish(kb: Path, name: str) -> Generation:
    with generation.writer(kb), generation.building(kb, name) as folder:
        (folder / "part").mkdir()
        (folder / "part" / "file").write_text(name, encoding="utf-8")
        return generation.publish(kb, folder, name, manifest_of(folder, name))


class _Published(Exception):
    """It went well all the same."""


def _publish_all_the_same(kb: Path, name: str) -> None:
    publish(kb, name)
    raise _Published  # what was refused was of no use, such as to remove what is old


class Faults:
    """Counts the calls that write, and refuses one of them: as a system, or as who kills it."""

    CALLS = ("open", "mkdir", "fsync", "rename", "replace")

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.at = -1
        self.error: BaseException = OSError()
        for name in self.CALLS:
            patch.setattr(os, name, self._watched(getattr(os, name)))

    def _watched(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: object, **options: object) -> object:
            self.count += 1
            if self.count == self.at:
                raise self.error
            return call(*arguments, **options)

        return watched

    def expect(self, at: int, error: BaseException) -> None:
        self.count, self.at, self.error = 0, at, error


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    with monkeypatch.context() as patch:
        yield Faults(patch)


@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.__getitem__)
def test_every_call_that_writes_may_be_refused(tmp_path: Path, faults: Faults, number: int) -> None:
    kb, names = tmp_path / "kb", iter(f"{n:016x}" for n in range(1, 1000))
    publish(kb, next(names))
    faults.expect(-1, OSError())
    publish(kb, next(names))
    for at in range(1, faults.count + 1):
        before, name = generation.current(kb).name, next(names)
        faults.expect(at, OSError(number, os.strerror(number)))
        told = rf"{re.escape(str(kb))}.* cannot be (written|read): {os.strerror(number)}; "
        with suppress(_Published), pytest.raises(KnowledgeBaseRefused, match=told):
            _publish_all_the_same(kb, name)
        faults.expect(-1, OSError())
        assert not [each for each in left_over(kb) if each.startswith(".")]
        found = generation.current(kb)
        assert found.name in (before, name)
        assert generation.verify(found) == ()
        publish(kb, next(names))
        assert left_over(kb) == []


def test_who_stops_a_build_at_any_call_leaves_nothing_half_done(
    tmp_path: Path, faults: Faults
) -> None:
    kb, names = tmp_path / "kb", iter(f"{n:016x}" for n in range(1, 1000))
    publish(kb, next(names))
    faults.expect(-1, OSError())
    publish(kb, next(names))
    for at in range(1, faults.count + 1):
        before, name = generation.current(kb).name, next(names)
        faults.expect(at, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            publish(kb, name)
        faults.expect(-1, OSError())
        found = generation.current(kb)
        assert found.name in (before, name)
        assert generation.verify(found) == ()
        with generation.writer(kb):
            pass
        publish(kb, next(names))
        assert left_over(kb) == []


# ── the libraries that write ─────────────────────────────────────────────────────────────────

FULL = "No space left on device"


def _refuse(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, FULL)


def _refuse_as_rocksdb_does(*_: object, **__: object) -> None:
    raise OSError(f"IO error: {FULL}: While appending to file: /kb/graph/000010.sst: {FULL}")


def _refuse_as_faiss_does(*_: object, **__: object) -> None:
    raise RuntimeError(f"Error in 'fwrite' of /kb/vectors.faiss: {FULL}")


@pytest.mark.parametrize(
    ("place", "name", "refuse"),
    [
        (OxigraphStore, "create", _refuse_as_rocksdb_does),
        (OxigraphStore, "_flush", _refuse_as_rocksdb_does),
        (OxigraphStore, "publish", _refuse_as_rocksdb_does),
        (files, "save_lines", _refuse),
        (files, "as_json", _refuse),
        (building, "write_analysis", _refuse_as_faiss_does),
        (building, "remember", _refuse),
        (generation, "replace_file", _refuse),
        (generation, "flush", _refuse),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whoever_writes_says_that_the_base_cannot_be_written(
    built: BuildRequest, place: object, name: str, refuse: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = generation.current(built.kb)
    with monkeypatch.context() as patch:
        patch.setattr(place, name, refuse)
        with pytest.raises(KnowledgeBaseRefused) as caught:
            build(built)
    assert str(caught.value) == (
        f"{built.kb}: the knowledge base cannot be written: {FULL}; make room, or write elsewhere."
        " What was there before is as it was"
    )
    assert generation.current(built.kb) == before
    assert left_over(built.kb) == []


def test_an_array_on_a_full_disk_says_why() -> None:
    np = pytest.importorskip("numpy")
    with pytest.raises(OSError, match=FULL):
        files.save_array(Path("/dev/full"), np.ones((1000, 1000)), "float32")


@pytest.mark.parametrize("shape", [(0, 3), (5,), (2, 3)])
def test_an_array_is_written_as_numpy_does(tmp_path: Path, shape: tuple[int, ...]) -> None:
    np = pytest.importorskip("numpy")
    array = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    files.save_array(tmp_path / "ours.npy", array, "float32")
    np.save(tmp_path / "theirs.npy", array)
    assert (tmp_path / "ours.npy").read_bytes() == (tmp_path / "theirs.npy").read_bytes()


def test_files_that_may_not_be_large(built: BuildRequest, tmp_path: Path) -> None:
    new = tmp_path / "kb"
    cases = [
        {"arguments": ["build", str(built.sources[0]), "--kb", str(kb), "--model", "hashing"]}
        | {"condition": "", "most_bytes": most}
        for kb, most in ((new, 0), (built.kb, 20_000))
    ]
    for done in in_conditions(cases):
        # What it tells the test is larger, too.
        assert done["code"] == 3
        assert "File too large; let files be larger (ulimit -f)" in done["err"] or not done["err"]
    assert [path.name for path in (new / "generations").iterdir()] == []
    assert left_over(built.kb) == []


# ── who stops a build ────────────────────────────────────────────────────────────────────────

PROGRAM = """
import sys
from contextlib import contextmanager
from talkgraph.cli import main
from talkgraph.cli.folder import building

@contextmanager
def shown_progress():
    def show(stage, done, total):
        if stage.startswith(sys.argv[1]):
            print(stage, flush=True)
            sys.stdin.readline()
    yield show

building.shown_progress = shown_progress
main(["build", sys.argv[2], "--kb", sys.argv[3], "--model", "hashing"])
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 1)])
def test_a_build_that_is_stopped_takes_its_folder_with_it(
    built: BuildRequest, number: signal.Signals, code: int
) -> None:
    before = generation.current(built.kb)
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "writing", str(built.sources[0]), str(built.kb)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline().startswith("writing")
        assert len(list((built.kb / "generations").glob(".building-*"))) == 1
        child.send_signal(number)
        assert child.wait(HANGS) == code
        assert "Traceback" not in child.stderr.read()
    assert left_over(built.kb) == []
    assert generation.current(built.kb) == before


# ── names that are not UTF-8 ─────────────────────────────────────────────────────────────────


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_names_of_files_that_are_not_utf_8(tmp_path: Path, project: Path, sample_kb: Path) -> None:
    odd = "caf\udce9"
    notes = tmp_path / odd
    try:
        notes.mkdir()
    except OSError:
        pytest.skip("the file system takes no such names")
    for name in ("quay", odd):
        (notes / f"{name}.md").write_text(NOTE.format(said=ascii(name)), encoding="utf-8")
    texts = {
        "overrides": 'same "Ida Holm" "I. Holm"\n',
        "themes": "Ropes: rope\n",
        "links": "iri,relation,target\nevent/quay-conf-2020,same,https://example.org/e\n",
    }
    options = []
    for option, text in texts.items():
        suffix = ".csv" if option == "links" else ".txt"
        (tmp_path / f"{option}{odd}{suffix}").write_text(text, encoding="utf-8")
        options += [f"--{option}", str(tmp_path / f"{option}{odd}{suffix}")]
    topics = next((project / "ontology" / "topics").glob("*.ttl"))
    vocabulary = tmp_path / f"{odd}.ttl"
    vocabulary.write_bytes(topics.read_bytes())
    kb = str(tmp_path / "kb")
    built = run(
        *("build", str(notes), "--kb", kb, "--model", "hashing", "--vocabulary", str(vocabulary)),
        *options,
    )
    assert built.exit_code == 0
    opened = open_knowledge_base(kb)
    assert {each.source for each in opened.coverage()} == {"quay.md", r"caf\xe9.md"}
    for asked in (["validate"], ["validate", "--format", "json"], ["stats"], ["search", "hold"]):
        assert run(*asked, "--kb", kb).exit_code == 0
    for asked in (["export", "--output"], ["export", "--format", "jsonld", "--output"]):
        assert run(*asked, str(tmp_path / f"{odd}.out"), "--kb", kb).exit_code == 0
    assert run("layout", str(notes), "--format", "json").exit_code == 0
    assert run("search", odd, "--kb", kb).exit_code == 0
    assert run("notes", str(sample_kb), "--out", str(tmp_path / f"{odd}-notes")).exit_code == 0
    assert run("iris", "keep", str(notes), "--kb", kb).exit_code == 0
    assert run("topics", "check", str(vocabulary), "--kb", kb).exit_code == 0
    for option in ("--overrides", "--links", "--themes"):
        missing = run("build", str(notes), "--kb", kb, option, str(tmp_path / odd / "none"))
        assert missing.exit_code == 2
    refused = run("build", str(notes), "--kb", str(tmp_path / f"{odd}-kb"), "--model", "hashing")
    assert refused.exit_code == 3
    assert re.search(r"caf\\xe9-kb: the name of this folder is not UTF-8.*--kb", refused.stderr)
    (tmp_path / "kb").rename(tmp_path / f"{odd}-kb")
    moved = run("stats", "--kb", str(tmp_path / f"{odd}-kb"))
    assert (moved.exit_code, "is not UTF-8" in moved.stderr) == (3, True)


# ── reading ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [errno.EACCES, errno.EMFILE], ids=errno.errorcode.__getitem__)
@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "passages.jsonl"])
def test_what_may_not_be_read_is_not_called_damaged(
    built: BuildRequest, number: int, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def refused(path: Path, *arguments: Any, **options: Any) -> object:  # noqa: ANN401
        if path.name == name:
            raise OSError(number, os.strerror(number), str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refused)
    done = run("stats", "--kb", str(built.kb))
    assert done.exit_code == 3
    assert re.search(rf"Error: .*{name} cannot be read: {os.strerror(number)}; ", done.stderr)


def test_a_path_that_is_too_long(tmp_path: Path, built: BuildRequest) -> None:
    long = str(tmp_path.joinpath(*["a" * 200] * 30))
    for asked in (["stats"], ["build", str(built.sources[0]), "--model", "hashing"]):
        done = run(*asked, "--kb", long)
        assert done.exit_code == 3
        assert done.stderr.strip().splitlines()[-1].startswith("Error: ")
        assert "File name too long; give a shorter path" in done.stderr


def test_a_manifest_is_replaced_whole(tmp_path: Path) -> None:
    published = publish(tmp_path, "0" * 16)
    told = json.loads((published.folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["files"] == {
        "part/file": [16, generation.file_digest(published.folder / "part/file")]
    }
