"""Whenever a build is killed, the previous generation still answers and the next build works."""

import subprocess
import sys
from pathlib import Path

import pytest

from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.entry import open_knowledge_base
from talkgraph.settings import Settings

NOTES = """# Quay Conf 2020

May 4, 2020 — Bergen, Norway

## <a name="ra"></a> Paying for Pagers

Rosa Díaz

> Being on call is work. {extra}
"""
PROGRAM = """
import sys
from pathlib import Path
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.settings import Settings

def progress(stage, done, total):
    print(stage, done, flush=True)
    sys.stdin.readline()

progress("started", 0, 0)
build(BuildRequest(sources=(Path(sys.argv[1]),), kb=Path(sys.argv[2]),
                   settings=Settings(model="hashing")), progress)
progress("built", 0, 0)
"""
STAGES = ("started", "reading notes", "embedding", "finding topics", "validating", "writing")


@pytest.mark.parametrize("stage", [*STAGES, "built"])
def test_a_killed_build_leaves_a_whole_knowledge_base(tmp_path: Path, stage: str) -> None:
    notes, kb = tmp_path / "notes", tmp_path / "kb"
    notes.mkdir()
    source = notes / "quay.md"
    source.write_text(NOTES.format(extra=""), encoding="utf-8")
    request = BuildRequest(sources=(notes,), kb=kb, settings=Settings(model="hashing"))
    first = build(request).generation.name
    source.write_text(NOTES.format(extra="It has to be paid."), encoding="utf-8")
    _build_until(stage, notes, kb)
    opened = open_knowledge_base(kb)
    assert (opened.parts.generation.name == first) is (stage != "built")
    assert opened.verify() == ()
    assert len(opened.search("on call")) > 0
    assert build(request).generation.name != first
    assert [p.name for p in (kb / "generations").glob(".building-*")] == []


def _build_until(stage: str, notes: Path, kb: Path) -> None:
    """Build in another process, which is killed as soon as it says that it is at a stage."""
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(notes), str(kb)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        while not (said := child.stdout.readline()).startswith(stage):
            assert said, f"the build never was at {stage!r}"
            child.stdin.write("\n")
            child.stdin.flush()
        child.kill()
