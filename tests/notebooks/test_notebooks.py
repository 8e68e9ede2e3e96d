"""The notebooks: clean as committed, and running from their first cell without a warning."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import nbformat
import pytest
from nbclient import NotebookClient
from waiting import HANGS

import talkgraph

FOLDER: Final = Path(__file__).resolve().parents[2] / "notebooks"
NAMES: Final = sorted(path.name for path in FOLDER.glob("*.ipynb"))
STRICT: Final = "%reset -f\nimport warnings\nwarnings.simplefilter('error')"
RELAXED: Final = "import warnings\nwarnings.simplefilter('ignore')  # the kernel's own, at its end"


def _read(name: str) -> Any:  # noqa: ANN401 - nbformat has no types
    read: Any = nbformat.read
    return read(FOLDER / name, as_version=4)


def test_all_six_are_there() -> None:
    assert [name[:2] for name in NAMES] == ["01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_committed_clean(name: str) -> None:
    notebook = _read(name)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert [cell.id for cell in notebook.cells] == [
        f"cell-{number:02d}" for number in range(1, len(notebook.cells) + 1)
    ]
    for cell in notebook.cells:
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_and_explains(name: str) -> None:
    cells = _read(name).cells
    assert cells[0].cell_type == "markdown"
    assert re.match(r"# \S", cells[0].source)
    assert re.search(r"\*\*The question: [^*]+\?", cells[0].source)
    kinds = [cell.cell_type for cell in cells]
    assert kinds[-1] == "markdown"
    assert kinds.count("markdown") >= 8
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert sum("# the one line to change" in source for source in code) == 1
    assert "# the one line to change" in code[0]
    assert max(len(source.splitlines()) for source in code) <= 70


@pytest.fixture(scope="module")
def kernel() -> Iterator[NotebookClient]:
    """One kernel for all notebooks: it takes longer to start than most of them to run."""
    client = NotebookClient(
        _notebook([]),
        timeout=int(HANGS),
        kernel_name="python3",
        resources={"metadata": {"path": str(FOLDER)}},
    )
    with client.setup_kernel(env={**os.environ, "OMP_NUM_THREADS": "2"}):
        yield client


@pytest.fixture(scope="module")
def foreign_kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base of another field: titles only, no known topic, no theme, no date."""
    folder = tmp_path_factory.mktemp("foreign")
    notes = folder / "garden-days.md"
    notes.write_text(
        "# Garden Days\n\n"
        '## <a name="roses"></a> Roses for Beginners\n\n[Ada Rose](https://example.org/ada)\n\n'
        '## <a name="compost"></a> Compost Without Tears\n\nBo Moss\n',
        encoding="utf-8",
    )
    talkgraph.create(notes, folder / "kb", model="hashing")
    return folder / "kb"


@pytest.mark.parametrize("name", NAMES[:-1])
def test_it_runs_on_notes_that_hold_little(
    name: str, foreign_kb: Path, kernel: NotebookClient
) -> None:
    _run(kernel, name, {'Path("../build/demo")': f"Path({str(foreign_kb)!r})"})


@pytest.mark.parametrize("name", NAMES[:-1])
def test_it_runs_on_the_sample(name: str, packaged_kb: Path, kernel: NotebookClient) -> None:
    _run(kernel, name, {'Path("../build/demo")': f"Path({str(packaged_kb)!r})"})


def test_the_last_one_runs_as_it_stands(kernel: NotebookClient) -> None:
    _run(kernel, NAMES[-1], {})


@pytest.mark.parametrize("name", NAMES[:-1])
def test_it_runs_on_the_real_notes(name: str, real_kb: Path, kernel: NotebookClient) -> None:
    _run(kernel, name, {'Path("../build/demo")': f"Path({str(real_kb)!r})"})


def test_the_last_one_builds_from_a_folder_of_notes(sample: Path, kernel: NotebookClient) -> None:
    _run(kernel, NAMES[-1], {"MY_NOTES = None": f"MY_NOTES = Path({str(sample)!r})"})


def _notebook(sources: list[str]) -> Any:  # noqa: ANN401 - nbformat has no types
    new_notebook: Any = nbformat.v4.new_notebook
    new_cell: Any = nbformat.v4.new_code_cell
    return new_notebook(cells=[new_cell(source) for source in sources])


def _run(kernel: NotebookClient, name: str, change: dict[str, str]) -> None:
    """Run a notebook, with no names left by another; every warning is an error, none is shown."""
    code = [cell.source for cell in _read(name).cells if cell.cell_type == "code"]
    for old, new in change.items():
        assert sum(source.count(old) for source in code) == 1
        code = [source.replace(old, new) for source in code]
    kernel.nb = _notebook([STRICT, *code, RELAXED])
    for number, cell in enumerate(kernel.nb.cells):
        kernel.execute_cell(cell, number)
    outputs = [out for cell in kernel.nb.cells for out in cell.outputs]
    assert not [out.text for out in outputs if out.get("name") == "stderr"]
    pictures = [out for out in outputs if "application/vnd.plotly.v1+json" in out.get("data", {})]
    assert bool(pictures) == (not name.startswith("02"))
    for picture in pictures:
        layout = picture.data["application/vnd.plotly.v1+json"]["layout"]
        assert layout["width"] <= 1000, "too wide for a page beside the list of files"
