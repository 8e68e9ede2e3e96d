"""Whenever a build is killed, the previous generation still answers and the next build works."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from talkgraph.knowledge.base import open_knowledge_base
from talkgraph.knowledge.build.build import BuildRequest, build
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
print("started", flush=True)
build(BuildRequest(sources=(Path(sys.argv[1]),), kb=Path(sys.argv[2]),
                   settings=Settings(model="hashing")))
print("built", flush=True)
"""


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3, 0.6, 1.0])
def test_a_killed_build_leaves_the_previous_one_in_use(tmp_path: Path, after: float) -> None:
    notes, kb = tmp_path / "notes", tmp_path / "kb"
    notes.mkdir()
    source = notes / "quay.md"
    source.write_text(NOTES.format(extra=""), encoding="utf-8")
    request = BuildRequest(sources=(notes,), kb=kb, settings=Settings(model="hashing"))
    first = build(request).generation.name
    source.write_text(NOTES.format(extra="It has to be paid."), encoding="utf-8")

    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(notes), str(kb)], stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "started"
        time.sleep(after)
        child.kill()

    opened = open_knowledge_base(kb)
    assert opened.parts.generation.name == first or child.returncode == 0 or _is_new(opened.search)
    assert opened.verify() == ()
    assert len(opened.search("on call")) > 0
    assert build(request).generation.name != first
    assert [p.name for p in (kb / "generations").glob(".building-*")] == []


def _is_new(search: object) -> bool:
    assert callable(search)
    return any("paid" in hit.text for hit in search("paid"))
