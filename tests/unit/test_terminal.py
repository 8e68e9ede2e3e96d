"""What answers look like in a shell: whole places, lines that fit, errors that are seen."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from rich.text import Text

from talkgraph.cli import main
from talkgraph.cli.printing.rows import widths_of

ANSWERS = (
    "search sleep --limit 4",
    "search sleep --limit 4 --why",
    "search sleep --group --why",
    "talks",
    "quotes",
    "themes",
    "topics on-call",
    "related devopsdays-hartford-2019/can --why",
    "speaker calloway",
    "talk burnout has a lead",
)
RED = "\x1b[31m\x1b[1mError:\x1b[0m "


def run(kb: Path, line: str, *, columns: int = 80, **options: bool) -> Result:
    env = {"COLUMNS": str(columns), "TALKGRAPH_KB": str(kb), "NO_COLOR": "", "TERM": "xterm"}
    return CliRunner().invoke(main, line.split(), env=env, color=options.get("color", False))


def _places(found: list[dict[str, Any]]) -> set[str]:
    return {f"{each['source']}:{each['line']}" for each in found if each["line"]}


@pytest.mark.parametrize("line", ANSWERS)
def test_no_line_ends_in_blanks(sample_kb: Path, line: str) -> None:
    printed = run(sample_kb, line).stdout.splitlines()
    assert printed == [each.rstrip() for each in printed]


@pytest.mark.parametrize("columns", [50, 80, 120])
@pytest.mark.parametrize("more", ["", " --why"])
def test_a_place_and_an_address_are_not_broken(sample_kb: Path, columns: int, more: str) -> None:
    hits = json.loads(run(sample_kb, "search sleep nights --format json").stdout)
    lines = run(sample_kb, f"search sleep nights{more}", columns=columns).stdout.splitlines()
    shown = [line.strip() for line in lines]
    places = _places(hits)
    assert places <= {*shown}
    assert {hit["url"] for hit in hits if hit["url"]} <= {*shown}
    grouped = run(sample_kb, "search sleep nights --group", columns=columns).stdout.split()
    assert len(places & set(grouped)) >= 3


def test_evidence_of_a_topic_has_its_places_whole(sample_kb: Path) -> None:
    topic = json.loads(run(sample_kb, "topics on-call --format json").stdout)
    lines = run(sample_kb, "topics on-call", columns=50).stdout.splitlines()
    assert _places(topic["passages"]) <= {line.strip() for line in lines}


@pytest.mark.parametrize("columns", [60, 100])
def test_what_is_piped_is_as_wide_as_is_asked_for(sample_kb: Path, columns: int) -> None:
    table = run(sample_kb, "talks", columns=columns).stdout.split("\n\n")[0].splitlines()
    assert columns - 10 < max(map(len, table)) <= columns
    places = run(sample_kb, "quotes", columns=columns).stdout.split()
    quotes = json.loads(run(sample_kb, "quotes --format json").stdout)
    assert _places(quotes) <= {*places}


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        (80, [4, 17, 9]),  # all fits
        (23, [4, 7, 6]),  # the widest give way
        (20, [4, 5, 5]),
        (15, [3, 3, 3]),  # no word fits any more
    ],
)
def test_columns_give_way_down_to_their_longest_words(room: int, expected: list[int]) -> None:
    head = [Text("knot"), Text("rope"), Text("use")]
    rows = [[Text("reef"), Text("hemp and other it"), Text("sail\ntie up it")]]
    assert widths_of(head, rows, room) == expected


@pytest.mark.parametrize(
    "line", ["speaker nobodyy", "search", "serch x", "search x --limit 0", "-x"]
)
def test_an_error_is_red_unless_nobody_wants_that(sample_kb: Path, line: str) -> None:
    assert RED in run(sample_kb, line, color=True).stderr
    assert "\x1b" not in run(sample_kb, line).stderr
    if line != "-x":
        assert "\x1b" not in run(sample_kb, f"{line} --no-color", color=True).stderr
        assert RED in run(sample_kb, line, color=True).stderr
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        env = {"TALKGRAPH_KB": str(sample_kb), name: value}
        assert "\x1b" not in CliRunner().invoke(main, line.split(), env=env, color=True).stderr


def test_an_option_before_the_command_is_told_where_it_belongs(sample_kb: Path) -> None:
    found = run(sample_kb, "--event harbour talks")
    assert found.exit_code == 2
    assert "Error: write --event behind a command" in found.stderr
    assert "No such option '--evnt'" in run(sample_kb, "--evnt harbour talks").stderr


def test_the_summary_of_every_command_fits_its_line() -> None:
    lines = CliRunner().invoke(main, ["--help"], terminal_width=80).stdout.splitlines()
    commands = lines[lines.index("Commands:") + 1 :]
    assert len(commands) > 20
    assert not [line for line in commands if line.endswith("...")]


def test_a_table_for_spreadsheets_has_names_and_no_dictionaries(sample_kb: Path) -> None:
    text = run(sample_kb, "topics --format csv").stdout
    assert "{" not in text
    rows = {row["slug"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["on-call"]["broader"] == "Incident management"


def test_what_weighs_most_and_what_is_left_out_is_listed_first(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text(
        "# QuayConf 2031\n\n## Ropes by Ida Holm\n\n- Ropes hold\n", "utf-8"
    )
    (notes / "b.md").write_text("", "utf-8")
    (notes / "z.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    *lines, last = run(tmp_path, f"validate {notes}").stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == ["b.md", "z.png", "a.md"]
    assert last == "found: 1 warning, 2 remarks"
    clean = tmp_path / "clean.md"
    clean.write_text("# QuayConf 2031\n\n## Ropes\n\nIda Holm\n\n- Ropes hold\n", "utf-8")
    assert run(tmp_path, f"validate {clean}").stdout.splitlines()[-1].startswith("found: ")


def test_words_of_one_topic_are_enough(sample_kb: Path) -> None:
    shown = run(sample_kb, "topics chaos")
    assert shown.stdout.startswith("Chaos engineering\n")
    assert "Chaos: Breaking" in run(sample_kb, "talks --topic chaos").stdout
    several = run(sample_kb, "topics incident")
    assert several.exit_code in (0, 1)
    near = run(sample_kb, "topics engineering").stderr
    assert "Did you mean: " in near
    assert all("engineering" in each for each in near.split("Did you mean: ")[1].split(", "))
    assert "C++" not in run(sample_kb, "topics chaoss-like").stderr


def test_a_word_is_no_plural_of_itself(sample_kb: Path) -> None:
    assert "Open-source" not in run(sample_kb, "search chaos").stdout


def test_what_stands_in_the_way_is_not_said_twice(tmp_path: Path) -> None:
    kb = tmp_path / "kb"
    missing = run(kb, f"build {tmp_path / 'nowhere'} --kb {kb}").stderr
    assert missing.startswith(f"Error: nothing to read in {tmp_path / 'nowhere'}:\n")
    assert "check the path" in missing
    assert "give notes" not in missing


def test_a_column_without_anything_takes_no_room(sample_kb: Path) -> None:
    assert "affiliation" in run(sample_kb, "speaker calloway").stdout
    assert "affiliation" not in run(sample_kb, "speaker yee").stdout


def test_titles_to_open_need_no_quotation_marks(sample_kb: Path) -> None:
    found = run(sample_kb, "open burnout has a lead --browser --print")
    assert found.stdout == run(sample_kb, "open harbourconf-2022/strand --browser --print").stdout
    assert click.unstyle(found.stdout).startswith("http://")
