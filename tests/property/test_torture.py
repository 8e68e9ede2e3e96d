"""The short form of `make torture`: a few trials of each kind, always the same ones."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_SEED = "everywhere"


@pytest.fixture(scope="module")
def told(project: Path) -> str:
    """What a short torture says, which is a process of its own: it forks, and has no threads."""
    tests = project / "tests"
    paths = (project / "src", tests / "support", tests / "bench", tests / "torture")
    done = subprocess.run(
        [sys.executable, tests / "torture" / "torture.py", "--short", "--seed", _SEED],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "not held" in done.stdout, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "kind", ["kill", "full", "damage", "edit", "sequence", "fuzz", "serve", "flood"]
)
def test_nothing_breaks_what_a_base_promises(told: str, kind: str) -> None:
    assert not re.search(rf"\b{kind}:\d\S*", told), told
