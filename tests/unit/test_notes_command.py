"""`talkgraph notes`: from a programme to notes that build the same knowledge base."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import talkgraph
from talkgraph.cli import main
from talkgraph.errors import InputError
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.settings import Settings

PROGRAMME = {
    "schedule": {
        "version": "1",
        "conference": {
            "acronym": "harbour-2031",
            "title": "HarbourConf 2031",
            "start": "2031-05-06",
            "end": "2031-05-06",
            "time_zone_name": "Europe/Lisbon",
            "days": [
                {
                    "index": 1,
                    "date": "2031-05-06",
                    "rooms": {
                        "Pier 2": [
                            {
                                "id": 7,
                                "guid": "0c2f",
                                "date": "2031-05-06T09:30:00+01:00",
                                "start": "09:30",
                                "duration": "00:45",
                                "room": "Pier 2",
                                "title": "Ropes That *Hold*",
                                "language": "en",
                                "type": "Talk",
                                "abstract": "Which ropes hold, and why.",
                                "persons": [{"id": 1, "public_name": "Ada Quay"}],
                                "links": [{"url": "https://harbour.example/s", "title": "Slides"}],
                            }
                        ]
                    },
                }
            ],
        },
    }
}
TIDES = "# TideConf 2030\n\nMay 1, 2030\n\n## Tides\n\nIda Holt\n\n> Water waits for no one.\n"


def built(kb: Path, *sources: Path) -> Path:
    build(BuildRequest(sources=sources, kb=kb, settings=Settings(model="hashing")))
    return kb


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    path = tmp_path / "schedule.json"
    path.write_text(json.dumps(PROGRAMME))
    return path


def facts(kb: Path) -> list[str]:
    """Return what a knowledge base holds, but for what is told of places in sources."""
    opened = talkgraph.open(kb)
    itself = {f"{triple} ." for triple in opened.contents()}
    lines = set(opened.export("nt").decode().splitlines()) - itself
    apart = ("/source/", "/version/", "/selector/", "/id/graph/", "/identity/")
    return sorted(line for line in lines if not any(each in line for each in apart))


def test_notes_build_the_same_knowledge_base(programme: Path, tmp_path: Path) -> None:
    (tmp_path / "tides.md").write_text(TIDES)
    kb = built(tmp_path / "kb", programme, tmp_path / "tides.md")
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["notes", str(kb), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [str(out / "harbourconf-2031.md")]
    text = (out / "harbourconf-2031.md").read_text()
    assert "### Ropes That \\*Hold\\* {#ropes-that-hold}\n\n- Speaker: Ada Quay\n" in text
    assert [path.name for path in out.iterdir()] == ["harbourconf-2031.md"]
    again = built(tmp_path / "again", out, tmp_path / "tides.md")
    assert facts(again) == facts(kb)
    assert talkgraph.open(again).notes() == talkgraph.open(kb).notes()


def test_a_file_that_is_there_is_never_overwritten(programme: Path, tmp_path: Path) -> None:
    kb, out = built(tmp_path / "kb", programme), tmp_path / "out"
    out.mkdir()
    (out / "harbourconf-2031.md").write_text("mine")
    result = CliRunner().invoke(main, ["notes", str(kb), "--out", str(out)])
    assert result.exit_code == 1
    assert "harbourconf-2031.md is there already" in result.output
    assert (out / "harbourconf-2031.md").read_text() == "mine"


def test_notes_by_hand_are_not_written(tmp_path: Path) -> None:
    (tmp_path / "tides.md").write_text(TIDES)
    kb = talkgraph.open(built(tmp_path / "kb", tmp_path / "tides.md"))
    with pytest.raises(InputError, match="no programme and no archive tells of any event"):
        kb.notes()


def test_what_hands_and_machines_tell_is_told_apart(programme: Path, tmp_path: Path) -> None:
    (tmp_path / "harbour.md").write_text(
        "# HarbourConf 2031\n\nMay 6, 2031\n\n## Ropes That Hold\n\nAda Quay\n\n> Splice first.\n\n"
        "## Unannounced\n\nCho Dock\n\n> Surprise.\n"
    )
    kb = talkgraph.open(built(tmp_path / "kb", programme, tmp_path / "harbour.md"))
    [text] = kb.notes("harbour").values()
    assert "Which ropes hold, and why." in text
    assert "Splice" not in text
    assert "Unannounced" not in text
