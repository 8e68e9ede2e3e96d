"""The house rules that a machine can check: which way imports go, and what loads when."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

# Lowest first. What stands in one layer does not know the others in it.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "version", "settings", "words"}),
    frozenset({"model"}),
    frozenset({"protocols"}),
    frozenset({"sources", "graph", "search"}),
    frozenset({"conclusions"}),
    frozenset({"knowledge"}),
    frozenset({"http", "plots", "evaluation", "magic"}),
    frozenset({"cli"}),
    frozenset({"__init__", "__main__"}),
)
LEVEL = {name: level for level, layer in enumerate(LAYERS) for name in layer}
HEAVY = (
    *("torch", "faiss", "rdflib", "pandas", "onnxruntime", "sentence_transformers", "pyoxigraph"),
    "rich",
)


def _imports(path: Path) -> set[str]:
    """Return the talkgraph modules that a file imports, under TYPE_CHECKING or not."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name.startswith("talkgraph.")}
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "talkgraph":
                found |= {f"talkgraph.{a.name}" for a in node.names}
            elif node.module.startswith("talkgraph."):
                found.add(node.module)
    return {name.split(".")[1] for name in found}


def _room(path: Path, source: Path) -> str:
    return path.relative_to(source).parts[0].removesuffix(".py")


def test_imports_go_down_only(project: Path) -> None:
    source = project / "src" / "talkgraph"
    upward = []
    for path in sorted(source.rglob("*.py")):
        room = _room(path, source)
        assert room in LEVEL, f"{path.name} has no place in the order of layers"
        for other in _imports(path) - {room, "__version__"}:
            lazily_public = room == "__init__"
            if not lazily_public and other in LEVEL and LEVEL[other] >= LEVEL[room]:
                upward.append(f"{path.relative_to(source)} imports {other}")
    assert upward == []


def test_the_readme_tells_the_rooms_in_this_order(project: Path) -> None:
    readme = (project / "README.md").read_text(encoding="utf-8")
    told = re.search(r"## Where things are\n.*?```\n(.*?)```", readme, re.DOTALL)
    assert told is not None
    rows = [re.findall(r"\b(\w+)(?:/|\.py)", row) for row in told[1].splitlines()]
    levels = [{LEVEL[name] for name in row} for row in rows]
    assert levels == sorted(levels, key=max, reverse=True)
    assert all(len(level) == 1 for level in levels)
    source = project / "src" / "talkgraph"
    rooms = {path.parent.name for path in source.glob("*/__init__.py")}
    rooms |= {path.stem for path in source.glob("[a-z]*.py")} - {"version"}
    assert {name for row in rows for name in row} == rooms


def test_nobody_reaches_into_the_parts_of_a_knowledge_base(project: Path) -> None:
    source = project / "src" / "talkgraph"
    asking = [
        path
        for room in ("http", "evaluation", "plots", "cli")
        for path in (source / room).rglob("*.py")
    ]
    for path in (*asking, source / "magic.py"):
        names = {
            n.attr
            for n in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(n, ast.Attribute)
        }
        assert names.isdisjoint({"parts", "__dict__"}), path


def test_the_root_holds_few_rooms(project: Path) -> None:
    source = project / "src" / "talkgraph"
    inside = [path for path in source.iterdir() if path.name != "__pycache__"]
    folders = {path.name for path in inside if path.is_dir()}
    modules = {path.stem for path in inside if path.suffix == ".py"} - {"__init__", "__main__"}
    assert len(folders) <= 10, folders
    assert len(modules) <= 6, modules


def test_a_folder_of_many_files_has_folders_of_its_own(project: Path) -> None:
    source = project / "src" / "talkgraph"
    for folder in [source, *(path for path in source.rglob("*") if path.is_dir())]:
        modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(modules) <= 12, f"{folder.relative_to(source)} holds {len(modules)} files"


@pytest.mark.parametrize("arguments", [["--help"], ["search", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert _loaded(["talkgraph", *arguments]).isdisjoint(HEAVY)


def test_importing_talkgraph_loads_nothing_heavy() -> None:
    assert _loaded([]).isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "arguments",
    [
        ["sparql", "SELECT ?t WHERE { ?t a tg:Talk }"],
        ["talk", "devopsdays-hartford-2019/can"],
        ["speaker", "Serhat Can"],
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_asking_the_graph_loads_no_model_and_no_index(
    arguments: list[str], sample_kb: Path
) -> None:
    loaded = _loaded(["talkgraph", *arguments, "--kb", str(sample_kb)])
    assert "pyoxigraph" in loaded
    assert loaded.isdisjoint({"torch", "faiss", "bm25s", "tokenizers", "sentence_transformers"})
    assert loaded.isdisjoint({"numpy", "onnxruntime", "pydantic"})


def test_numbers_are_read_without_the_graph(sample_kb: Path) -> None:
    loaded = _loaded(["talkgraph", "stats", "--kb", str(sample_kb)])
    assert loaded.isdisjoint({*HEAVY, "numpy", "pydantic"} - {"rich"})


def test_searching_loads_no_torch(sample_kb: Path) -> None:
    loaded = _loaded(["talkgraph", "search", "on call", "--kb", str(sample_kb)])
    assert loaded.isdisjoint({"torch", "sentence_transformers", "pyoxigraph", "rdflib", "onnx"})
    assert loaded.isdisjoint({"bm25s", "scipy", "pydantic"})


def _loaded(arguments: list[str]) -> set[str]:
    """Return the top-level modules loaded after running the command line in a new process."""
    program = (
        "import json, sys, contextlib, io\n"
        "import talkgraph\n"
        f"sys.argv = {arguments!r}\n"
        "if sys.argv:\n"
        "    from talkgraph.cli import main\n"
        "    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "        main.main()\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))
