"""`talkgraph layout`, and what a `talkgraph.toml` means to a build."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main
from talkgraph.sources.layout import lay_out

DAY = "# HarbourConf 2021\n\n## Ropes\n\nMara Lind\n\n- Splice.\n\n## Lamps\n\nTom Reed\n\n- Oil.\n"
TALK = "# Small Boats\n\nInes Hall\n\n- Wood floats.\n"
TOML = '[[file]]\npath = "drafts"\nas = "ignore"\n'


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    for name, text in {
        "harbourconf-2021.md": DAY,
        "quayconf-2022/small-boats.md": TALK,
        "drafts/day.md": f"{DAY}- Draft.\n",
        "talkgraph.toml": TOML,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_json_has_the_whole_table(notes: Path) -> None:
    result = run("layout", str(notes), "--format", "json")
    assert result.exit_code == 0
    rows = {row["file"]: row for row in json.loads(result.stdout)}
    assert list(rows) == sorted(rows)
    assert {name: (row["taken_for"], row["event"], row["talks"]) for name, row in rows.items()} == {
        "drafts/day.md": ("left out", "", 0),
        "harbourconf-2021.md": ("event", "HarbourConf 2021", 2),
        "quayconf-2022/small-boats.md": ("talk", "quayconf 2022", 1),
        "talkgraph.toml": ("settings", "", 0),
    }
    event = rows["harbourconf-2021.md"]
    assert set(event["scores"]) >= {"file", "level 2"}
    assert event["scores"]["level 2"] == max(event["scores"].values())
    assert event["why"] == "both headings at level 2 may name speakers"
    assert (event["named_by"], event["chosen"]) == ("title", False)
    assert rows["drafts/day.md"]["why"] == "talkgraph.toml, line 3 says so"
    assert rows["drafts/day.md"]["chosen"]
    assert rows["talkgraph.toml"]["why"] == "it says how 1 file of notes are to be read"
    assert rows["quayconf-2022/small-boats.md"]["why"].startswith("a speaker with the title")


def test_the_table_is_for_people(notes: Path) -> None:
    result = run("layout", str(notes))
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "file taken for day talks why"
    assert "HarbourConf 2021 (named by title): 2 talks" in lines
    at = lines.index("quayconf 2022 (named by folder): 1 talk")
    assert lines[at + 1] == "in quayconf-2022/"
    assert lines[at + 2].startswith("small-boats.md talk 1 a speaker with the title")
    assert lines.index("no event") > at
    assert lines[-1] == ("4 files (1 event, 1 left out, 1 settings, 1 talk): 2 events, 3 talks")
    assert all(len(line) <= 100 for line in result.stdout.splitlines())


def test_a_talk_that_an_index_lists_counts_once(tmp_path: Path) -> None:
    index = "# HarbourConf 2021\n\n| Talk | Speaker |\n|--|--|\n| [Ropes](ropes.md) | Mara Lind |\n"
    more = "| [Boats](boats.md) | Tom Reed |\n"
    (tmp_path / "README.md").write_text(index + more, encoding="utf-8")
    (tmp_path / "ropes.md").write_text("# Ropes\n\n*Mara Lind*\n\n- one\n", encoding="utf-8")
    (tmp_path / "boats.md").write_text("# Boats\n\n*Tom Reed*\n\n- two\n", encoding="utf-8")
    lines = run("layout", str(tmp_path)).stdout.splitlines()
    assert lines[2].startswith("HarbourConf 2021 (named by title, index): 2 talks")
    assert lines[-1].endswith("1 event, 2 talks")


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_rows_for_spreadsheets(notes: Path, form: str, delimiter: str) -> None:
    text = run("layout", str(notes), "--format", form).stdout
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    assert len(rows) == 4
    assert "level 2: " in rows[1]["scores"]


def test_files_that_cannot_be_read_are_among_them(notes: Path) -> None:
    (notes / "broken.md").write_bytes(b"\x00\x01\x02")
    (notes / "gone.md").symlink_to(notes / "nowhere.md")
    rows = {each.file: each for each in lay_out([notes]).files}
    assert rows["broken.md"].taken_for == "not read"
    assert "binary" in rows["broken.md"].why
    assert rows["gone.md"].taken_for == "not read"
    assert "leads nowhere" in rows["gone.md"].why


def test_faults_of_the_toml_go_to_standard_error(notes: Path) -> None:
    (notes / "talkgraph.toml").write_text(f"{TOML}level = 2\n\nas = 3\n", encoding="utf-8")
    result = run("layout", str(notes), "--format", "json")
    assert result.exit_code == 0
    assert "talkgraph.toml:6: error: this is not TOML" in result.stderr
    assert len(json.loads(result.stdout)) == 4


def test_nothing_there_is_one_sentence(tmp_path: Path) -> None:
    result = run("layout", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "there is no file or folder" in result.stderr


def test_nothing_heavy_is_loaded(notes: Path) -> None:
    program = (
        "import sys, contextlib\n"
        f"sys.argv = ['talkgraph', 'layout', {str(notes)!r}]\n"
        "from talkgraph.cli import main\n"
        "with contextlib.suppress(SystemExit):\n    main()\n"
        "heavy = {'torch', 'faiss', 'rdflib', 'pandas', 'pyoxigraph', 'numpy', 'transformers'}\n"
        "print('loaded:', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "loaded: []"


# ── builds ───────────────────────────────────────────────────────────────────────────────────────


def test_a_changed_toml_builds_anew(notes: Path, tmp_path: Path) -> None:
    arguments = ("build", str(notes), "--kb", str(tmp_path / "kb"), "--model", "hashing")
    assert "2 events, 3 talks" in run(*arguments).stdout
    assert "unchanged" in run(*arguments).stdout
    (notes / "talkgraph.toml").write_text('event = "HarbourConf 2021"\n', encoding="utf-8")
    assert "1 event, 3 talks" in run(*arguments).stdout
    assert "unchanged" in run(*arguments).stdout
    (notes / "talkgraph.toml").unlink()
    assert "2 events" in run(*arguments).stdout


def test_what_is_said_is_in_the_graph_with_its_line(notes: Path, tmp_path: Path) -> None:
    toml = (
        'event = "HarbourConf 2021"\nstart = 2021-09-09\nend = 2021-09-10\nlocation = "Aberlane"\n'
        '[[file]]\npath = "**/small-boats.md"\ntitle = "Boats"\nspeakers = ["Ines Hall"]\n'
        "date = 2021-09-10\n"
    )
    (notes / "talkgraph.toml").write_text(toml, encoding="utf-8")
    kb = str(tmp_path / "kb")
    result = run("build", str(notes), "--kb", kb, "--model", "hashing", "--strict")
    assert result.exit_code == 0, result.stderr
    query = (
        "SELECT DISTINCT ?line WHERE { ?talk a tg:Talk ; schema:name 'Boats' ;"
        " schema:startDate ?date ; tg:toldIn ?place . ?place tg:firstLine ?line ;"
        " oa:hasSource/dcterms:identifier 'talkgraph.toml' } ORDER BY ?line"
    )
    told = json.loads(run("sparql", query, "--kb", kb, "--format", "json").stdout)
    assert [row["line"]["value"] for row in told["results"]["bindings"]] == ["7", "9"]
    talk = json.loads(run("speaker", "Ines Hall", "--kb", kb, "--format", "json").stdout)
    assert [each["title"] for each in talk["talks"]] == ["Boats"]


def test_coverage_counts_what_is_ignored_as_left_out(notes: Path) -> None:
    result = run("validate", str(notes), "--coverage", "--format", "json")
    accounts = {each["source"]: each for each in json.loads(result.stdout)}
    assert "talkgraph.toml" not in accounts
    assert accounts["drafts/day.md"]["missing"] == []
    assert accounts["drafts/day.md"]["in_graph"] == 0
