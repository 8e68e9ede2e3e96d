"""Nothing vanishes: every file that is not read is named once, counted, and told from the rest."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from talkgraph.cli import main
from talkgraph.cli.printing.accounts import print_coverage
from talkgraph.knowledge.build.build import check
from talkgraph.model import Coverage
from talkgraph.sources.discover import discover
from talkgraph.sources.formats import ending_of
from talkgraph.sources.left_out import MOST, Passed, accounts_of, diagnostic_of
from talkgraph.sources.registry import WHAT_IS_READ

NOTES = "# HarbourConf 2021\n\nMay 1, 2021 — Aberlane\n\n## Ropes\n\nMara Lind\n\n> Knots hold.\n"
MANUAL = "# Lamp\n\n## Installation\n\nrun it\n\n## Usage\n\nlight it\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def write(folder: Path, names: dict[str, str | bytes]) -> Path:
    for name, content in names.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def named(*given: Path) -> list[str]:
    return [str(each) for each in discover(given).diagnostics]


def test_each_file_is_named_once_with_its_reason(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "notes.md": NOTES,
            "deck.pptx": b"PK\0",
            "a/lamp.JPG": b"\xff\xd8",
            "a/LICENSE": "free",
            "a/ropes": NOTES,
            "a/schedule.md": '{"talks": []}',
            ".hidden/lamp.jpg": b"",
            ".DS_Store": b"\0",
        },
    )
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert named(tmp_path) == [
        "a/LICENSE: info: a file of this name lies beside files of any kind [file-left-out]",
        "a/lamp.JPG: info: pictures are not read (.jpg) [file-left-out]",
        "a/ropes: info: not an ending of notes; read if given by name [file-left-out]",
        "a/schedule.md: info: this is JSON, which no reader knows (.md) [file-left-out]",
        "deck.pptx: info: not a format that is read (.pptx) [file-left-out]",
        "gone.png: info: a link that leads nowhere, or no file (.png) [file-left-out]",
    ]


def test_a_file_that_is_given_or_met_twice_is_not_named_twice(tmp_path: Path) -> None:
    notes = write(
        tmp_path / "notes",
        {"n.md": NOTES, "b/m.md": NOTES, "b/deck.pptx": b"PK\0", "b/ropes": NOTES},
    )
    (notes / "c").mkdir()
    (notes / "c" / "same.pptx").symlink_to(notes / "b" / "deck.pptx")
    assert [line.split(":")[0] for line in named(notes, notes / "b" / "ropes", notes / "b")] == [
        "notes/b/deck.pptx"
    ]


def test_of_several_folders_the_names_are_told_apart(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, {"n.md": NOTES, "deck.key": b"PK\0"})
    found = named(tmp_path / "one", tmp_path / "two")
    assert [line.split(":")[0] for line in found] == ["one/deck.key", "two/deck.key"]


def test_many_of_a_kind_are_told_in_one_line(tmp_path: Path) -> None:
    pictures: dict[str, str | bytes] = {f"slides/{n}.jpg": b"" for n in range(MOST + 2)}
    pictures |= {f"photos/{n}/{n}.png": b"" for n in range(MOST + 1)}
    pictures |= {f"few/{n}.gif": b"" for n in range(MOST)}
    pictures |= {f"more/{n}": b"" for n in range(MOST + 1)}
    write(tmp_path, pictures | {"n.md": NOTES})
    found = [line for line in named(tmp_path) if not line.startswith("few/")]
    assert len(named(tmp_path)) == len(found) + MOST
    assert found == [
        "more/*: info: 11 files without an ending: not an ending of notes; read if given by name"
        " [file-left-out]",
        "photos/**/*.png: info: 11 files ending in .png: pictures are not read [file-left-out]",
        "slides/*.jpg: info: 12 files ending in .jpg: pictures are not read [file-left-out]",
    ]


PATHS = st.lists(st.sampled_from("abc"), max_size=3)


@given(st.lists(st.tuples(PATHS, st.sampled_from(["", ".jpg", ".pptx"]), st.sampled_from("xy"))))
def test_the_number_is_right_and_the_lines_are_few(files: list[tuple[list[str], str, str]]) -> None:
    passed = [
        Passed(parts=(*folders, f"{n}n{ending}"), why=why)
        for n, (folders, ending, why) in enumerate(files)
    ]
    accounts = accounts_of(passed)
    assert sum(each.files for each in accounts) == len(passed)
    assert accounts_of(reversed(passed)) == accounts
    kinds = {(ending_of(each.parts[-1]), each.why) for each in passed}
    assert len(accounts) <= MOST * len(kinds)
    assert len(set(map(diagnostic_of, accounts))) == len(accounts)
    for ending, why in kinds:
        told = [a for a in accounts if (ending_of(a.source), a.reason) == (ending, why)]
        meant = [p for p in passed if (ending_of(p.parts[-1]), p.why) == (ending, why)]
        assert sum(each.files for each in told) == len(meant)


STRUCTURED: dict[str, tuple[str, str]] = {
    "talks.json": ('{"talks": [{"title": "Ropes"}]}', "JSON"),
    "talks.yaml": ("talks:\n  - title: Ropes\n    speaker: Mara Lind\n", "YAML"),
    "talks.xml": ("<schedule><talk>Ropes</talk></schedule>", "XML"),
    "talks.md": ('<?xml version="1.0"?>\n<talks/>', "XML"),
}


@pytest.mark.parametrize("name", STRUCTURED)
def test_structured_files_never_become_events(tmp_path: Path, name: str) -> None:
    content, what = STRUCTURED[name]
    write(tmp_path, {name: content, "notes.markdown": NOTES})
    report = check([tmp_path / name, tmp_path / "notes.markdown"])
    assert report.events == 1
    assert [str(each) for each in report.diagnostics] == [
        f"{name}: error: this is {what}, which no reader knows; give {WHAT_IS_READ}"
        " [source-unknown]"
    ]
    in_folder = check([tmp_path])
    assert [(d.code, d.source) for d in in_folder.diagnostics] == [("file-left-out", name)]
    assert run("build", str(tmp_path / name), "--kb", str(tmp_path / "kb")).exit_code == 1


def folder_of_all_kinds(tmp_path: Path) -> Path:
    """Four files are read (a copy, a manual, an empty one among them), seventeen are not."""
    pictures: dict[str, str | bytes] = {f"slides/{n}.jpg": b"" for n in range(15)}
    files: dict[str, str | bytes] = {
        "a.md": NOTES,
        "b/copy.md": NOTES,
        "lamp/manual.md": MANUAL,
        "deck.pptx": b"PK\0",
    }
    return write(tmp_path / "notes", {**pictures, **files, "e.md": b"", "x.png": b""})


def test_coverage_counts_what_is_left_out_apart(tmp_path: Path) -> None:
    accounts = {each.source: each for each in check([folder_of_all_kinds(tmp_path)]).coverage}
    shown = {
        name: (a.files, a.content, a.in_graph, a.in_diagnostics, a.left_out, a.reason)
        for name, a in accounts.items()
    }
    assert shown == {
        "a.md": (1, 5, 5, 0, 0, ""),
        "b/copy.md": (1, 5, 0, 0, 5, "a copy of another file, byte for byte"),
        "e.md": (1, 0, 0, 0, 0, "the file is empty"),
        "lamp/manual.md": (
            *(1, 5, 0, 0, 5),
            "no notes of an event: its headings are those of a manual of software",
        ),
        "deck.pptx": (1, 0, 0, 0, 0, "not a format that is read"),
        "slides/*.jpg": (15, 0, 0, 0, 0, "pictures are not read"),
        "x.png": (1, 0, 0, 0, 0, "pictures are not read"),
    }


SUMMARY = """
  21 files: 1 in the graph, 20 left out
     16  pictures are not read (.jpg, .png)
      1  a copy of another file, byte for byte
      1  no notes of an event: its headings are those of a manual of software
      1  not a format that is read (.pptx)
      1  the file is empty (.md)
  15 lines: 5 in the graph (33.3 %), 0 named line by line, 10 left out
"""


def test_a_build_ends_with_what_became_of_the_files(tmp_path: Path) -> None:
    notes, kb = str(folder_of_all_kinds(tmp_path)), str(tmp_path / "kb")
    first = run("build", notes, "--kb", kb, "--model", "hashing").stdout
    assert f"{kb}: built\n  1 event, 1 talk, 1 speaker, 1 person\n" in first
    assert SUMMARY in first
    assert f"talkgraph validate --kb {kb}\n" in first
    assert all(len(line) <= 80 for line in first.splitlines()[1:-1])
    assert SUMMARY in run("build", notes, "--kb", kb, "--model", "hashing").stdout
    listed = run("validate", "--kb", kb).stdout
    assert "slides/*.jpg: info: 15 files ending in .jpg" in listed


@pytest.mark.parametrize("own", [True, False])
def test_coverage_is_shown_by_file_and_in_all(tmp_path: Path, own: bool) -> None:
    notes, kb = str(folder_of_all_kinds(tmp_path)), str(tmp_path / "kb")
    run("build", notes, "--kb", kb, "--model", "hashing")
    where = ("--kb", kb) if own else (notes,)
    table = run("validate", *where, "--coverage").stdout
    rows = [line.split() for line in table.splitlines() if re.search(r"\d %\s*$", line)]
    assert rows == [
        ["a.md", "5", "5", "0", "0", "none", "100.0", "%"],
        ["b/copy.md", "5", "0", "0", "5", "none", "0.0", "%"],
        ["lamp/manual.md", "5", "0", "0", "5", "none", "0.0", "%"],
        ["all", "15", "5", "0", "10", "none", "33.3", "%"],
    ]
    assert SUMMARY in table
    told: list[dict[str, Any]] = json.loads(
        run("validate", *where, "--coverage", "--format", "json").stdout
    )
    assert sum(each["files"] for each in told) == 21
    lines = run("validate", *where, "--coverage", "--format", "csv").stdout.splitlines()
    assert lines[0] == "source,content,in_graph,in_diagnostics,left_out,missing,files,reason"
    assert len(lines) == 1 + len(told)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(9, 9, "100.0 %"), (99_999, 100_000, "99.9 %"), (0, 7, "0.0 %")],
)
def test_only_the_whole_is_a_hundred_per_cent(
    part: int, whole: int, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    account = Coverage(source="n.md", content=whole, in_graph=part, in_diagnostics=0)
    print_coverage([account], "table")
    assert shown in capsys.readouterr().out


def test_a_knowledge_base_among_the_notes_is_no_part_of_them(tmp_path: Path) -> None:
    write(tmp_path, {"n.md": NOTES})
    arguments = ("build", str(tmp_path), "--kb", str(tmp_path / "kb"), "--model", "hashing")
    assert "1 file: 1 in the graph, 0 left out" in run(*arguments).stdout
    assert "unchanged" in run(*arguments).stdout


def test_another_picture_is_counted_by_the_next_build(tmp_path: Path) -> None:
    notes = write(tmp_path / "notes", {"n.md": NOTES})
    arguments = ("build", str(notes), "--kb", str(tmp_path / "kb"), "--model", "hashing")
    run(*arguments)
    write(notes, {"lamp.jpg": b""})
    assert "2 files: 1 in the graph, 1 left out" in run(*arguments, "--strict").stdout
