"""Programmes, archives of posts and notes in one build: what the user says, and what is shown."""

import hashlib
import io
import json
import tarfile
import zipfile
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
        "  no licence is stated (--license)\n"
        "  4 files: 4 in the graph"
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


CALENDAR: Final = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//tide//EN
X-WR-CALNAME:TideConf 2031
BEGIN:VEVENT
UID:moon@tide.example
DTSTART:20310506T100000
DTEND:20310506T104500
SUMMARY:Moon and Water - Ida Holt
LOCATION:Dock Hall
DESCRIPTION:Why the water comes back.
END:VEVENT
BEGIN:VEVENT
UID:lunch@tide.example
DTSTART:20310506T120000
SUMMARY:Lunch
END:VEVENT
END:VCALENDAR
"""
SESSIONS: Final = {
    "sessions": [
        {
            "id": "1",
            "title": "Moon and Water",
            "startsAt": "2031-05-06T10:00:00",
            "endsAt": "2031-05-06T10:45:00",
            "speakers": ["a"],
            "roomId": 7,
            "status": "Accepted",
            "isServiceSession": False,
        }
    ],
    "speakers": [{"id": "a", "fullName": "Ida Holt", "sessions": [1]}],
    "questions": [],
    "categories": [],
    "rooms": [{"id": 7, "name": "Dock Hall", "sort": 0}],
}
_WRITER: Final = "https://tide.example/users/bo"
_PUBLIC: Final = "https://www.w3.org/ns/activitystreams#Public"


def outbox(*posts: tuple[int, str, str]) -> str:
    """Return a Mastodon outbox of a thread of public posts: their numbers, times and texts."""
    items: list[dict[str, Any]] = []
    for number, time, text in posts:
        seen = {"to": [_PUBLIC], "cc": [], "published": time}
        note = {
            **seen,
            "id": f"{_WRITER}/statuses/{number}",
            "url": f"https://tide.example/@bo/{number}",
            "type": "Note",
            "attributedTo": _WRITER,
            "inReplyTo": f"{_WRITER}/statuses/{number - 1}" if number > 1 else None,
            "content": f"<p>{text} #tideconf</p>",
            "tag": [{"type": "Hashtag", "name": "#tideconf"}],
        }
        items.append(
            {
                **seen,
                "id": f"{note['id']}/activity",
                "type": "Create",
                "actor": _WRITER,
                "object": note,
            }
        )
    return json.dumps({"type": "OrderedCollection", "id": "outbox.json", "orderedItems": items})


@pytest.fixture
def tide(tmp_path: Path) -> Path:
    """A folder with a calendar and an archive of posts of one event."""
    folder = tmp_path / "tide"
    folder.mkdir()
    (folder / "tide.ics").write_text(CALENDAR)
    posts = outbox(
        (1, "2031-05-06T08:01:00Z", "Next up: Ida Holt on Moon and Water"),
        (2, "2031-05-06T08:05:00Z", "The water is never in a hurry."),
    )
    (folder / "outbox.json").write_text(posts)
    actor = {"type": "Person", "id": _WRITER, "preferredUsername": "bo"}
    (folder / "actor.json").write_text(json.dumps(actor))
    return folder


def built(folder: Path, kb: Path, *said: str) -> str:
    result = run("build", str(folder), "--kb", str(kb), "--model", "hashing", *said)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_lines_are_counted_only_where_there_are_some(tmp_path: Path) -> None:
    folder = tmp_path / "TideConf 2031"
    folder.mkdir()
    (folder / "all.json").write_text(json.dumps(SESSIONS))
    kb = tmp_path / "kb"
    assert built(tmp_path, kb).splitlines()[-1] == "  1 file: 1 in the graph, 0 left out"
    shown = run("validate", "--kb", str(kb), "--coverage").stdout
    assert shown == "  1 file: 1 in the graph, 0 left out\n"


def test_what_stands_beside_an_archive_is_counted_with_it(tide: Path, tmp_path: Path) -> None:
    assert "  3 files: 3 in the graph, 0 left out\n" in built(tide, tmp_path / "kb")


def test_the_layout_says_what_a_programme_without_an_event_lacks(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text(json.dumps(SESSIONS))
    [row] = lay_out([file]).files
    assert row.why.startswith("Sessionize; ")
    assert "say so with --event" in row.why
    [row] = lay_out([file], Hints(event="TideConf 2031")).files
    assert row.why == "Sessionize"


def test_posts_are_shown_by_the_clock_of_their_talk(tide: Path, tmp_path: Path) -> None:
    built(tide, tmp_path / "kb", "--zone", "Europe/Oslo")
    shown = run("talk", "Moon and Water", "--kb", str(tmp_path / "kb")).stdout
    assert "Tue 6 May 2031, 10:00–10:45 +02:00 · Dock Hall" in shown
    assert "Tue 6 May 2031, 10:05 +02:00 · https://tide.example/@bo/2" in shown


def test_a_search_shows_the_address_of_a_post(tide: Path, tmp_path: Path) -> None:
    built(tide, tmp_path / "kb")
    asked = ("search", "water in a hurry", "--kb", str(tmp_path / "kb"), "--kind", "post")
    assert "https://tide.example/@bo/2" in run(*asked).stdout
    assert "outbox.json#" not in run(*asked).stdout
    [first, *_] = json.loads(run(*asked, "--format", "json").stdout)
    assert (first["source"], first["path"]) == ("outbox.json", "https://tide.example/@bo/2")


def test_a_break_is_named_by_its_title(tide: Path) -> None:
    shown = run("validate", str(tide)).stdout
    assert "'Lunch' is a break or the like and is left out [no-talk]" in shown


def test_without_a_file_to_read_it_is_said_what_to_give(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for command in ("build", "layout", "validate"):
        result = run(command, str(tmp_path / "empty.zip"))
        assert result.exit_code == 1
        first, *reasons = result.stderr.splitlines()
        assert first.startswith("Error: nothing to read in ")
        assert registry.WHAT_IS_READ in first
        assert len(reasons) == 1


def test_an_archive_that_is_cut_off_is_named_where_nothing_else_is_read(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "posts.tar.gz", "w:gz") as archive:
        data = outbox(*((n, "2031-05-06T08:01:00Z", f"Water {n}") for n in range(1, 99))).encode()
        info = tarfile.TarInfo("outbox.json")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    whole = (tmp_path / "posts.tar.gz").read_bytes()
    (tmp_path / "posts.tar.gz").write_bytes(whole[: len(whole) // 2])
    kb = ("--kb", str(tmp_path / "kb"), "--model", "hashing")
    result = run("build", str(tmp_path / "posts.tar.gz"), *kb)
    assert "posts.tar.gz: error: the archive cannot be read to its end" in result.stderr
