"""The wheel holds the vocabulary, so that talkgraph works away from its checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", str(project), "--wheel-dir", str(folder)),
            *("--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check"),
        ],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("talkgraph-*.whl"))


def test_the_wheel_carries_vocabulary_and_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = ("talkgraph.ttl", "shapes.ttl", "topics/scheme.ttl", "context.jsonld")
    for name in (*files, "questions/co-speakers.rq"):
        assert f"talkgraph/ontology/{name}" in names
    assert "talkgraph/py.typed" in names
    assert "talkgraph/http/deploy/talkgraph.service" in names
    assert not any(name.startswith(("tests/", "data/")) for name in names)


def test_the_wheel_works_away_from_the_checkout(wheel: Path, tmp_path: Path, sample: Path) -> None:
    """Build and query with the packages of this environment, but talkgraph from the wheel."""
    place = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(place)
    program = (
        "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "import talkgraph; assert talkgraph.__file__.startswith(sys.path[0])\n"
        "from talkgraph.cli import main; main()\n"
    )
    kb = str(tmp_path / "kb")
    base = [sys.executable, "-c", program, str(place)]
    build = [*base, "build", str(sample), "--kb", kb, "--model", "hashing"]
    subprocess.run(build, check=True, capture_output=True, cwd=tmp_path)
    query = "ASK { ?t a tg:Talk . ?c a skos:Concept . tg:Talk rdfs:label ?l }"
    asked = [*base, "sparql", query, "--kb", kb]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=tmp_path)
    assert "true" in done.stdout
