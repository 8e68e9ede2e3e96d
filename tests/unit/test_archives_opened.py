"""Zips, tars and packed files: what is in them is read like a folder, and nothing does harm."""

import bz2
import gzip
import io
import json
import lzma
import shutil
import stat
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import talkgraph
from talkgraph.knowledge.build.build import BuildRequest, build, check
from talkgraph.knowledge.build.sources import find_sources, read_sources
from talkgraph.model import Reading, Severity, SourceFile
from talkgraph.settings import Settings
from talkgraph.sources import opening, registry
from talkgraph.sources.containers import limits, unpacked
from talkgraph.sources.containers.limits import ArchiveError
from talkgraph.sources.discover import Sources, discover
from talkgraph.sources.opening import held_open, opened, size_of

NOTES = "# HarbourConf 2031\n\nMay 1, 2031\n\n## Ropes\n\nMara Lind\n\n> Splice before you sail.\n"
OTHER = "# TideConf 2030\n\nMay 1, 2030\n\n## Tides\n\nIda Holt\n\n> Water waits for no one.\n"
SECRET = "Nobody may read this"
FILES = {
    "harbour.md": NOTES,
    "2030/tides.md": OTHER,
    "2030/lamp.jpg": "\xff",
    "data/direct-messages": SECRET,
}
Files = Mapping[str, str | bytes]


def data_of(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def zipped(path: Path, files: Files = FILES) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, data_of(content))
    return path


def tarred(path: Path, files: Files = FILES) -> Path:
    mode = {".gz": "w:gz", ".tgz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}.get(path.suffix, "w")
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data_of(content))
            archive.addfile(entry, io.BytesIO(data_of(content)))
    return path


def in_folder(path: Path, files: Files = FILES) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data_of(content))
    return path


def events(found: Sources) -> list[tuple[str, ...]]:
    return sorted(
        (event.name, *(talk.title for talk in event.talks))
        for reading in read_sources(found)
        for event in reading.events
    )


def told(found: Sources) -> list[str]:
    return [str(each) for each in found.diagnostics if each.severity is not Severity.INFO]


MAKERS: dict[str, Callable[[Path, Files], Path]] = {
    "posts.zip": zipped,
    "posts.tar": tarred,
    "posts.tar.gz": tarred,
    "posts.tgz": tarred,
    "posts.tar.bz2": tarred,
    "posts.tar.xz": tarred,
}


@pytest.fixture(params=MAKERS)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name: str = request.param
    return MAKERS[name](tmp_path / name, FILES)


def names(found: Sources) -> list[str]:
    return [each.name for each in found.files]


def test_an_archive_is_read_like_a_folder(archive: Path, tmp_path: Path) -> None:
    folder = in_folder(tmp_path / "unpacked")
    found = discover([archive])
    assert names(found) == [f"{archive.name}/harbour.md", f"{archive.name}/2030/tides.md"]
    assert events(found) == events(discover([folder]))
    assert [(each.source, each.reason) for each in found.left_out] == [
        (f"{archive.name}/2030/lamp.jpg", "pictures are not read"),
        (
            f"{archive.name}/data/direct-messages",
            "not what is looked for in an archive, and never opened",
        ),
    ]
    assert told(found) == []


def test_an_archive_may_lie_in_a_folder_and_be_given_twice(archive: Path) -> None:
    found = discover([archive.parent])
    assert names(found) == [f"{archive.name}/harbour.md", f"{archive.name}/2030/tides.md"]
    assert names(discover([archive, archive, archive.parent])) == names(found)


def test_an_archive_is_known_by_what_it_holds(archive: Path) -> None:
    other = archive.rename(archive.with_name("posts.txt"))
    for given_ in (other, other.parent):
        found = discover([given_])
        if archive.suffix == ".bz2":  # says nothing before a whole block is unpacked
            continue
        assert names(found) == ["posts.txt/harbour.md", "posts.txt/2030/tides.md"]


def test_what_is_never_looked_for_is_never_opened(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = opening.opened

    def watched(source: SourceFile) -> object:
        seen.append(source.name)
        return real(source)

    for module in ("inside", "registry", "whole"):
        monkeypatch.setattr(f"talkgraph.sources.{module}.opened", watched)
    read_sources(discover([archive]))
    assert {name.rpartition("/")[2] for name in seen} == {"harbour.md", "tides.md"}


def test_private_files_are_in_no_file_of_the_knowledge_base(archive: Path, tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    build(BuildRequest(sources=(archive,), kb=kb, settings=Settings(model="hashing")))
    for path in kb.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_one_source(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    ending = {gzip.compress: "gz", bz2.compress: "bz2", lzma.compress: "xz"}[pack]
    path = tmp_path / f"harbour.md.{ending}"
    path.write_bytes(pack(NOTES.encode()))
    (tmp_path / f"access.log.{ending}").write_bytes(pack(NOTES.encode()))
    (tmp_path / "harbour.md").write_text(NOTES)
    found = discover([tmp_path])
    assert names(found) == ["harbour.md", path.name]
    assert [each.source for each in found.left_out] == [f"access.log.{ending}"]
    assert check([tmp_path]).events == 1
    [source] = discover([path]).files
    assert (source.given, source.name) == (True, path.name)
    assert size_of(source) == len(NOTES.encode())
    with opened(source) as file:
        assert file.read() == NOTES.encode()


def test_members_can_be_read_by_pieces_and_again(archive: Path) -> None:
    [source, _] = discover([archive]).files
    for keep in (False, True):
        with held_open([source]) if keep else held_open():
            assert size_of(source) == len(NOTES.encode())
            with opened(source) as file:
                start = file.read(9)
                rest = file.read()
                file.seek(0)
                assert start + rest == file.read() == NOTES.encode()
    with opened(source) as file, io.TextIOWrapper(file, encoding="utf-8") as text:
        assert next(iter(text)) == "# HarbourConf 2031\n"


def test_a_build_knows_an_archive_again(archive: Path, tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    request = BuildRequest(sources=(archive,), kb=kb, settings=Settings(model="hashing"))
    assert build(request).changed
    assert not build(request).changed
    MAKERS[archive.name](archive, {**FILES, "harbour.md": NOTES.replace("Ropes", "Knots")})
    assert build(request).changed
    [hit] = talkgraph.open(kb).search("knots", kind="talk")[:1]
    assert hit.place.startswith(f"{archive.name}/harbour.md:")


def test_an_archive_beside_its_folder_holds_copies(archive: Path) -> None:
    in_folder(archive.parent / "posts")
    report = check([archive.parent])
    copies = [each for each in report.diagnostics if each.code == "source-copied"]
    assert len(copies) == 2
    assert report.events == 2


def test_two_archives_may_hold_files_of_the_same_names(tmp_path: Path) -> None:
    for name, content in (("one", NOTES), ("two", OTHER)):
        (tmp_path / name).mkdir()
        zipped(tmp_path / name / "posts.zip", {"notes.md": content})
        zipped(tmp_path / f"{name}.zip", {"notes.md": content})
    found = discover([tmp_path / "one.zip", tmp_path / "two.zip"])
    assert names(found) == ["one.zip/notes.md", "two.zip/notes.md"]
    found = discover([tmp_path / "one" / "posts.zip", tmp_path / "two" / "posts.zip"])
    assert names(found) == ["one/posts.zip/notes.md", "two/posts.zip/notes.md"]
    assert [each[0] for each in events(found)] == ["HarbourConf 2031", "TideConf 2030"]


@pytest.mark.parametrize("name", MAKERS)
def test_an_archive_without_anything_to_read_is_one_file_left_out(
    tmp_path: Path, name: str
) -> None:
    for files in ({}, {"a.jpg": "", "b/c.mp3": ""}):
        path = MAKERS[name](tmp_path / name, files)
        found = discover([path])
        assert (names(found), [each.source for each in found.left_out]) == ([], [name])
        assert [each.code for each in found.diagnostics] == [
            "archive-without-notes",
            "file-left-out",
        ]
        found = discover([path.parent])
        assert [each.severity for each in found.diagnostics] == [Severity.WARNING, Severity.INFO]
        assert found.diagnostics[0].code == "folder-without-notes"


def test_settings_in_an_archive_count_for_what_is_beside_them(archive: Path) -> None:
    files = {
        **FILES,
        "talkgraph.toml": '[[file]]\npath = "2030/*.md"\nas = "ignore"\n',
        "index.md": "# HarbourConf 2031\n\n- [Ropes](harbour.md)\n- [Lamps](lamps.md)\n",
    }
    found = discover([MAKERS[archive.name](archive, files)])
    assert [each[0] for each in events(found)].count("TideConf 2030") == 0
    missing = [d for r in read_sources(found) for d in r.diagnostics if d.code.endswith("missing")]
    assert not any("harbour.md" in each.message for each in missing)


def test_members_of_many_folders_are_given_like_folders(tmp_path: Path) -> None:
    talk = "# Ropes\n\nMara Lind\n\n- Splice.\n"
    files = {"day 1/ropes.md": talk, "day 2/lamps.md": talk.replace("Ropes", "Lamps")}
    folder = in_folder(tmp_path / "HarbourConf 2031", files)
    wanted = events(discover([folder]))
    assert [each[0] for each in wanted] == ["HarbourConf 2031", "HarbourConf 2031"]
    for name in ("HarbourConf 2031.zip", "HarbourConf 2031.tar.gz"):
        path = (zipped if name.endswith("zip") else tarred)(tmp_path / name, files)
        assert events(discover([path])) == wanted


# ── what is hostile or broken ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    ["../out.md", "/etc/out.md", "a/../../out.md", "C:/out.md", "a\\..\\out.md", "a/\x1b[2J.md"],
)
@pytest.mark.parametrize("maker", [zipped, tarred])
def test_names_that_lead_out_are_refused(
    tmp_path: Path, name: str, maker: Callable[[Path, Files], Path]
) -> None:
    path = maker(tmp_path / "posts.zip", {name: NOTES, "tides.md": OTHER})
    found = discover([path])
    assert names(found) == ["posts.zip/tides.md"]
    [line] = told(found)
    assert line.startswith("posts.zip: warning: '")
    assert "is not opened: its name" in line
    assert line.endswith("[archive-entry-refused]")
    assert "\x1b" not in line
    assert sum(each.files for each in found.left_out) == 1


def test_links_and_devices_in_a_tar_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "posts.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in (
            ("a.md", tarfile.SYMTYPE),
            ("b.md", tarfile.LNKTYPE),
            ("c.md", tarfile.FIFOTYPE),
            ("d.md", tarfile.CHRTYPE),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    found = discover([path])
    assert names(found) == []
    assert told(found) == [
        "posts.tar: warning: 'a.md', 'b.md' are not opened: a link in an archive is not followed;"
        " pack the file itself [archive-entry-refused]",
        "posts.tar: warning: 'c.md', 'd.md' are not opened: it is a device or the like, and no file"
        " [archive-entry-refused]",
    ]


def test_a_link_in_a_zip_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "posts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("a.md")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "a link in an archive is not followed" in told(discover([path]))[0]


def test_an_encrypted_file_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "posts.zip", {"tides.md": OTHER, "harbour.md": NOTES})
    data = bytearray(path.read_bytes())
    for magic, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.rfind(magic) + flags] |= 1
    path.write_bytes(data)
    found = discover([path])
    assert names(found) == ["posts.zip/tides.md"]
    assert told(found) == [
        "posts.zip: warning: 'harbour.md' is not opened: it is encrypted; unpack it with its"
        " password and give the folder [archive-entry-refused]"
    ]


@pytest.mark.parametrize("inner", ["inner.zip", "inner.tar.gz", "inner.gz", "inner.md"])
@pytest.mark.parametrize("maker", [zipped, tarred])
def test_an_archive_in_an_archive_is_not_opened(
    tmp_path: Path, inner: str, maker: Callable[[Path, Files], Path]
) -> None:
    held = zipped(tmp_path / "held.zip").read_bytes()
    path = maker(tmp_path / "posts.zip", {inner: held, "tides.md": OTHER})
    found = discover([path])
    assert names(found) == ["posts.zip/tides.md"]
    assert told(found) == [
        f"posts.zip: warning: {inner!r} is not opened: an archive in an archive is not opened;"
        " unpack the outer one and give the folder [archive-entry-refused]"
    ]


def test_other_archives_are_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "posts.7z"
    path.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(50))
    [reading] = read_sources(find_sources([path]))
    assert "this is a 7z archive, which is not opened" in reading.diagnostics[0].message


def zeros(size: int) -> Iterator[bytes]:
    block = bytes(1 << 20)
    for _ in range(size >> 20):
        yield block


def bomb(path: Path, size: int = 64 << 20) -> Path:
    """Pack that many zeros under the name of notes."""
    if path.suffix == ".zip":
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open("big.md", "w", force_zip64=True) as file,
        ):
            file.writelines(zeros(size))
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("tides.md", OTHER)
        return path
    packers: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
    with packers[path.suffix](path, "wb") as packed:
        if ".tar" in path.name:
            entry = tarfile.TarInfo("big.md")
            entry.size = size
            packed.write(entry.tobuf())
        packed.writelines(zeros(size))
    return path


@pytest.mark.parametrize(
    "name", ["b.zip", "b.tar.gz", "b.tar.bz2", "b.tar.xz", "b.md.gz", "b.md.bz2", "b.md.xz"]
)
def test_a_bomb_stops_early_and_takes_no_memory(tmp_path: Path, name: str) -> None:
    path = bomb(tmp_path / name)
    (tmp_path / "harbour.md").write_text(NOTES)
    tracemalloc.start()
    found = discover([tmp_path])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 << 20
    assert [each for each in names(found) if "big" in each or each == path.name] == []
    assert "harbour.md" in names(found)
    assert any("200 times its size" in line for line in told(found))


def test_a_lying_size_in_a_zip_does_not_help(tmp_path: Path) -> None:
    path = bomb(tmp_path / "b.zip")
    data = bytearray(path.read_bytes())
    place = data.find(b"PK\x01\x02")
    end = data.find(b"PK\x01\x02", place + 4)
    data[place + 24 : place + 28] = struct.pack("<L", 100)
    assert end > place
    path.write_bytes(data)
    found = discover([path])
    assert names(found) == ["b.zip/tides.md"]
    assert "b.zip/big.md: error: the file cannot be read: it is damaged" in told(found)[0]


def test_files_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", {"a.md": (NOTES * 90000)[: 8 << 20]})
    with zipfile.ZipFile(path, "a") as archive:
        [entry] = archive.infolist()
        for n in range(60):
            twin = zipfile.ZipInfo(f"{n}.md")
            for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(twin, field, getattr(entry, field))
            archive.filelist.append(twin)
        archive._didModify = True  # type: ignore[attr-defined]
    found = discover([path])
    assert names(found) == []
    assert "200 times its size" in told(found)[0]


def test_limits_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (unpacked, limits):
        monkeypatch.setattr(module, "LARGEST_UNPACKED", 10_000)
    path = tarred(tmp_path / "b.tgz", {"a.md": NOTES * 500})
    assert "unpacks to more than" in told(discover([path]))[0]


@pytest.mark.parametrize("name", ["b.zip", "b.tar", "b.tgz"])
def test_too_many_entries_are_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("zips", "tars"):
        monkeypatch.setattr(f"talkgraph.sources.containers.{module}.MOST_MEMBERS", 3)
    path = (zipped if name.endswith("zip") else tarred)(tmp_path / name, FILES)
    assert "has more than 3 entries" in told(discover([path]))[0]


def test_a_header_as_large_as_the_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.tar.gz"
    with gzip.open(path, "wb") as packed:
        entry = tarfile.TarInfo("x")
        entry.type, entry.size = tarfile.XHDTYPE, 64 << 20
        packed.write(entry.tobuf())
        packed.writelines(zeros(64 << 20))
    tracemalloc.start()
    found = discover([path])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 << 20
    assert "takes more than 1 MB" in told(found)[0]


def test_a_table_of_contents_as_large_as_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talkgraph.sources.containers.zips.LARGEST_DIRECTORY", 100)
    assert "table of contents" in told(discover([zipped(tmp_path / "b.zip")]))[0]


def test_a_damaged_file_does_not_spoil_the_others(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", {"harbour.md": NOTES * 9, "tides.md": OTHER})
    data = bytearray(path.read_bytes())
    place = data.find(b"harbour.md") + 30
    data[place : place + 8] = b"\xff" * 8
    path.write_bytes(data)
    found = discover([path])
    assert names(found) == ["b.zip/tides.md"]
    assert told(found)[0].startswith("b.zip/harbour.md: error: the file cannot be read: it is")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_archive_is_named_and_the_rest_is_read(archive: Path, share: float) -> None:
    in_folder(archive.parent, {"other/tides.md": OTHER})
    data = archive.read_bytes()
    archive.write_bytes(data[: int(len(data) * share)])
    for given_ in ([archive.parent], [archive, archive.parent / "other"]):
        found = discover(given_)
        assert any(name.endswith("tides.md") for name in names(found))
        readings = read_sources(found)
        assert any(reading.events for reading in readings)
        said = [str(d) for d in found.diagnostics] + [
            str(d) for r in readings for d in r.diagnostics
        ]
        whole = [each for each in names(found) if each.startswith(f"{archive.name}/")]
        assert len(whole) == 2 or any(archive.name in line for line in said)


@given(
    name=st.sampled_from(sorted(MAKERS)),
    flips=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(1, 255)), min_size=1, max_size=8),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_raises(
    tmp_path_factory: pytest.TempPathFactory, name: str, flips: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    path = MAKERS[name](folder / name, FILES)
    data = bytearray(path.read_bytes())
    for place, bits in flips:
        data[place % len(data)] ^= bits
    path.write_bytes(data)
    readings: tuple[Reading, ...] = read_sources(discover([path]))
    assert SECRET not in json.dumps([str(each) for each in readings])
    shutil.rmtree(folder)


def test_what_vanishes_meanwhile_is_named(archive: Path) -> None:
    found = discover([archive])
    archive.write_bytes(b"")
    readings = registry.read_all(found.files)
    assert [[d.code for d in each.diagnostics] for each in readings] == [["source-unreadable"]] * 2
    with pytest.raises(ArchiveError):
        opened(found.files[0])
    archive.unlink()
    readings = registry.read_all(found.files)
    assert all(each.diagnostics and not each.events for each in readings)


def test_a_large_member_takes_no_memory(tmp_path: Path) -> None:
    line = zlib.compress(bytes(range(256)) * 40) + b"\n"
    path = tmp_path / "b.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        entry = tarfile.TarInfo("big.md")
        entry.size = 48 << 20
        noise = (line * (1 + (48 << 20) // len(line)))[: 48 << 20]
        archive.addfile(entry, io.BytesIO(noise))
    del noise
    tracemalloc.start()
    discover([path])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 << 20


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_of_two_entries_of_one_name_the_last_counts(tmp_path: Path) -> None:
    for name, maker in (("a.zip", "zip"), ("a.tar.gz", "w:gz"), ("a.tar", "w")):
        path = tmp_path / name
        if maker == "zip":
            with zipfile.ZipFile(path, "w") as packed:
                packed.writestr("n.md", NOTES)
                packed.writestr("n.md", OTHER)
        else:
            with tarfile.open(path, maker) as archive:  # type: ignore[call-overload]
                for content in (NOTES, OTHER):
                    entry = tarfile.TarInfo("./n.md")
                    entry.size = len(content)
                    archive.addfile(entry, io.BytesIO(content.encode()))
        found = discover([path])
        assert names(found) == [f"{name}/n.md"]
        assert [each[0] for each in events(found)] == ["TideConf 2030"]
