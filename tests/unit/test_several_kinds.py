"""Programmes, archives of posts and notes in one build: what the user says, and what is shown."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result

from talkgraph.cli import main
from talkgraph.errors import InputError
from talkgraph.model import Event, Hints, Reading, SourceFile, Span, TakenFor, Talk
from talkgraph.model.names import slug
from talkgraph.sources import registry
from talkgraph.sources.hints import checked_hints
from talkgraph.sources.layout import lay_out
from talkgraph.sources.opening import opened

NOTES: Final = (
    "# TideConf 2030\n\nMay 1, 2030\n\n## Tides\n\nIda Holt\n\n> Water waits for no one.\n"
)


class Listings:
    """Reads `{"is": kind, "format": ..., "events": {name: [titles]}}`, and keeps the hints."""

    def __init__(self) -> None:
        self.hints: list[Hints] = []

    def looks_for(self, name: str) -> bool:
        return name.endswith(".json")

    def accepts(self, head: bytes, name: str) -> bool:
        return head.startswith(b'{"is"')

    def read(self, sources: Sequence[SourceFile], hints: Hints) -> tuple[Reading, ...]:
        self.hints.append(hints)
        return tuple(map(self._read, sources))

    def _read(self, source: SourceFile) -> Reading:
        with opened(source) as file:
            data = file.read()
        told = json.loads(data)
        whole = Span(source=source.name)
        return Reading(
            source=source.name,
            sha256=hashlib.sha256(data).hexdigest(),
            events=tuple(
                Event(
                    name=name,
                    slug=slug(name),
                    source=source.name,
                    spans=(whole,),
                    talks=tuple(
                        Talk(key=slug(title), title=title, position=n, spans=(whole,))
                        for n, title in enumerate(titles, 1)
                    ),
                )
                for name, titles in told["events"].items()
            ),
            taken_for=TakenFor(
                what=told["is"], why=told["format"], format=told["format"].split(" ")[0]
            ),
        )


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Listings:
    reader = Listings()
    monkeypatch.setattr(registry, "READERS", (reader, *registry.READERS))
    return reader


def listing(kind: str, form: str, **events: list[str]) -> str:
    named: dict[str, Any] = {"is": kind, "format": form, "events": events}
    return json.dumps(named)


@pytest.fixture
def folder(tmp_path: Path, reader: Listings) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    programme = listing("programme", "schedule.xml (quay)", Harbour=["Ropes"], Tide=["Moon"])
    (folder / "programme.json").write_text(programme)
    (folder / "more.json").write_text(listing("part", "beside programme.json"))
    (folder / "posts.json").write_text(listing("archive", "twitter", Harbour=["Ropes"]))
    (folder / "tides.md").write_text(NOTES)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_the_summary_says_what_was_read_as_what(folder: Path, tmp_path: Path) -> None:
    arguments = ("build", str(folder), "--kb", str(tmp_path / "kb"), "--model", "hashing")
    wanted = (
        "\n  2 programmes (schedule.xml), 1 archive of posts (twitter), 1 file of notes\n"
        "  3 files: 3 in the graph"
    )
    for state in ("built", "unchanged"):
        shown = run(*arguments).stdout
        assert state in shown
        assert wanted in shown


def test_of_notes_alone_the_summary_says_no_kinds(folder: Path, tmp_path: Path) -> None:
    for path in folder.glob("*.json"):
        path.unlink()
    shown = run("build", str(folder), "--kb", str(tmp_path / "kb"), "--model", "hashing").stdout
    assert "of notes" not in shown


def test_the_layout_has_a_row_for_each_event_of_a_file(folder: Path) -> None:
    rows = [(row.file, row.taken_for, row.event, row.talks) for row in lay_out([folder]).files]
    assert rows == [
        ("more.json", "part", "", 0),
        ("posts.json", "archive", "Harbour", 1),
        ("programme.json", "programme", "Harbour", 1),
        ("programme.json", "programme", "Tide", 1),
        ("tides.md", "event", "TideConf 2030", 1),
    ]
    shown = run("layout", str(folder)).stdout
    assert "schedule.xml (quay)" in shown
    assert "Tide (named by the programme): 1 talk" in shown
    assert "4 files (1 archive, 1 event, 1 part, 1 programme): 3 events, 3 talks" in shown


@pytest.mark.parametrize("command", ["build", "validate", "layout"])
def test_hints_reach_the_readers(
    command: str, folder: Path, tmp_path: Path, reader: Listings
) -> None:
    kb = () if command == "layout" else ("--kb", str(tmp_path / "kb"))
    model = ("--model", "hashing") if command == "build" else ()
    said = (
        "--event",
        "Harbour 2031",
        "--tag",
        "#Harbour",
        "--tag",
        "hc31",
        "--zone",
        "europe/Rome",
    )
    assert run(command, str(folder), *kb, *model, *said).exit_code == 0
    assert reader.hints == [
        Hints(event="Harbour 2031", tags=("Harbour", "hc31"), zone="Europe/Rome")
    ]


def test_other_hints_make_another_build(folder: Path, tmp_path: Path) -> None:
    arguments = ("build", str(folder), "--kb", str(tmp_path / "kb"), "--model", "hashing")
    assert "built" in run(*arguments).stdout
    assert "unchanged" in run(*arguments).stdout
    for said in (("--event", "A"), ("--tag", "A"), ("--tag", "A", "--tag", "B"), ("--zone", "UTC")):
        assert "built" in run(*arguments, *said).stdout
        assert "unchanged" in run(*arguments, *said).stdout


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (("--zone", "Brussels"), "write the name of a zone's place, such as Europe/Brussels"),
        (("--zone", "new york"), "such as America/New_York"),
        (("--zone", "+02:00"), "is an offset, which changes in summer"),
        (("--zone", "../../etc/passwd"), "is unknown"),
        (("--zone", ""), "is unknown"),
        (("--tag", "two words"), "is no hashtag"),
        (("--tag", "#"), "is no hashtag"),
        (("--event", " "), "is empty"),
    ],
)
def test_hints_that_cannot_be_are_refused(
    tmp_path: Path, said: tuple[str, ...], answer: str
) -> None:
    for command in ("build", "validate", "layout"):
        result = run(command, str(tmp_path), *said)
        assert result.exit_code == 2
        assert answer in result.stderr


def test_hints_are_checked_for_programs_too() -> None:
    with pytest.raises(InputError, match="Europe/Paris"):
        checked_hints(zone="paris")
    assert checked_hints() == Hints()


def test_what_is_known_by_no_reader_is_named_by_what_it_is(folder: Path) -> None:
    (folder / "other.json").write_text('{"lamps": []}')
    (folder / "other.txt").write_text('<?xml version="1.0"?><lamps/>')
    result = run("validate", str(folder), str(folder / "other.txt"))
    assert "other.json: info: this is JSON, which no reader knows (.json)" in result.stdout
    assert "other.txt: error: this is XML, which no reader knows; give" in result.stdout
