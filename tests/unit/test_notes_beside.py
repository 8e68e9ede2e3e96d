"""Files that lie together: what the event is called, what holds no talk, what is dated apart."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from talkgraph.model import Reading, SourceFile
from talkgraph.sources.notes.event.dates import find_dates
from talkgraph.sources.notes.layout.names import event_title, place_of
from talkgraph.sources.notes.read import HandwrittenNotes

DAY = "# Day 1\n\n## Ropes hold - Mara Lind\n\n- tar\n\n## Why boats - Ana Reed\n\n- oars\n"
TALKS = "## Ropes hold - Mara Lind\n\n- tar\n\n## Why boats - Ana Reed\n\n- oars\n"


def read(folder: Path, files: Mapping[str, str]) -> dict[str, Reading]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    sources = [SourceFile(path=folder / name, name=name) for name in sorted(files)]
    return {reading.source: reading for reading in HandwrittenNotes().read(sources)}


def events(readings: Mapping[str, Reading]) -> set[str]:
    return {each.event.name for each in readings.values() if each.event is not None}


def titles(reading: Reading) -> list[str]:
    return [talk.title for talk in reading.event.talks] if reading.event else []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Apuntes de la FaroConf 2022", "FaroConf 2022"),
        ("Notizen zur HafenKonf 2022", "HafenKonf 2022"),
        ("Trip report: HarbourConf", "HarbourConf"),
        ("Subject: Re: Trip report: HarbourConf", "HarbourConf"),
        ("Quay Summit 2022 plan + notes", "Quay Summit 2022"),
        ("HarbourConf 2021 wrap-up", "HarbourConf 2021"),
        ("Reporting Summit 2021", "Reporting Summit 2021"),
    ],
)
def test_the_words_for_notes_are_no_part_of_a_name(title: str, name: str) -> None:
    assert event_title(title).name == name


def test_folders_keep_days_and_lose_ids() -> None:
    days = place_of(("lakeside-rope-days-2023",)).event
    exported = place_of(("HarbourConf Aberlane 1f3e9a7c2b4d4e5f8a9b0c1d2e3f4a5b",)).event
    assert days is not None
    assert exported is not None
    assert (days.full, exported.full) == ("lakeside rope days 2023", "HarbourConf Aberlane")


@pytest.mark.parametrize(
    "title",
    [
        "My notes of HarbourConf Hull, 5-6 March 2018",
        "HarbourConf Hull 2018 (Hull, March 5-6)",
    ],
)
def test_an_index_names_the_event_without_its_dates(tmp_path: Path, title: str) -> None:
    found = read(tmp_path, {"x/README.md": f"# {title}\n", "x/Day 1.md": DAY})
    assert events(found) == {"HarbourConf Hull 2018"}


def test_a_trip_report_is_named_by_its_event() -> None:
    text = f"# Trip report: HarbourConf, Hull, Oct 4-5 2023\n\n{TALKS}"
    event = HandwrittenNotes().read_text(text, "n.md").event
    assert event is not None
    assert (event.name, str(event.start), event.location) == ("HarbourConf", "2023-10-04", "Hull")


def test_two_days_may_be_added() -> None:
    found = find_dates("15 + 16 Aug 2017")
    assert found is not None
    assert (found.start.day, found.end.day) == (15, 16)


def test_a_month_is_no_title() -> None:
    text = "# Sailors’ Meetup — Nov ’22\n\n## Ropes (Mara Lind)\n\n- x\n\n## Oars (Ana Reed)\n\n- y"
    event = HandwrittenNotes().read_text(text, "n.md").event
    assert event is not None
    assert (event.year, event.month) == (2022, 11)
    assert [talk.title for talk in event.talks] == ["Ropes", "Oars"]


def test_a_title_of_marks_is_as_it_is_written() -> None:
    text = "# HarbourConf 2021\n\n## ![](boat.png)\n\nby Mara Lind\n\n- x\n\n## Ropes - Ana Reed\n"
    reading = HandwrittenNotes().read_text(text, "n.md")
    assert "e3b0c44298" not in titles(reading)


def test_a_file_that_only_dates_itself_is_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, {"Daily/2022-05-21.md": "# 2022-05-21\nTrain home.\n"})
    assert events(found) == set()


@pytest.mark.parametrize("name", ["expenses.md", "Packliste.md", "Q&A.md", "hallway.md"])
def test_what_is_no_talk_beside_talks_is_of_the_event(tmp_path: Path, name: str) -> None:
    files = {
        "harbourconf-2021/all.md": f"# HarbourConf Hull 2021\n\n{TALKS}",
        f"harbourconf-2021/{name}": "# Some words\n\n- on 7 May 2020, 12 coins\n",
    }
    found = read(tmp_path, files)
    assert events(found) == {"HarbourConf Hull 2021"}
    beside = found[f"harbourconf-2021/{name}"].event
    assert beside is not None
    assert (len(beside.talks), len(beside.notes), beside.start) == (0, 1, None)


@pytest.mark.parametrize("name", ["Packing list.md", "Reisekosten.md", "People/Bea Marlo.md"])
def test_what_is_no_talk_in_no_events_folder_is_left_out(tmp_path: Path, name: str) -> None:
    files = {"HarbourConf 2021.md": f"# HarbourConf 2021\n\n{TALKS}", name: "# It\n\n- charger\n"}
    found = read(tmp_path, files)
    assert events(found) == {"HarbourConf 2021"}
    assert found[name].event is None


def test_a_speaker_makes_a_talk_of_any_name(tmp_path: Path) -> None:
    text = "# Travel\n\nSpeaker: Mara Lind\n\n- x\n"
    found = read(tmp_path, {"harbourconf-2021/travel.md": text})
    assert titles(found["harbourconf-2021/travel.md"]) == ["Travel"]


def test_a_post_dated_weeks_later_is_not_the_events(tmp_path: Path) -> None:
    files = {
        "_posts/2019-05-13-quayconf-day-1.md": f"---\ntitle: QuayConf 2019, day 1\n---\n\n{TALKS}",
        "_posts/2019-06-02-new-lamp.md": "---\ntitle: A new lamp\n---\n\nIt is bright.\n",
    }
    found = read(tmp_path, files)
    assert events(found) == {"QuayConf 2019"}
    assert found["_posts/2019-06-02-new-lamp.md"].event is None


def test_tracks_are_parts_of_the_event(tmp_path: Path) -> None:
    files = {
        "harbourconf-2024/README.md": "# HarbourConf 2024\n",
        "harbourconf-2024/track-ropes.md": f"# Ropes track\n\n{TALKS}",
        "harbourconf-2024/track-oars.md": "# HarbourConf 2024 — Oars track\n\n## Why - Ana Reed\n",
    }
    found = read(tmp_path, files)
    assert events(found) == {"HarbourConf 2024"}
    assert titles(found["harbourconf-2024/track-ropes.md"]) == ["Ropes hold", "Why boats"]


@pytest.mark.parametrize(
    ("text", "dates", "lines"),
    [
        (
            "# HarbourConf 2019\n*Hull, 4 Nov 2019*\n\n## Ropes - Mara Lind\n\n- x\n\n"
            "# QuayConf 2018\n*Leith, 12-13 June 2018*\n\n## Oars - Ana Reed\n\n- y\n",
            ["2019-11-04", "None"],
            [8],
        ),
        (
            "# 2019\n\n## HarbourConf (Hull, 4 Nov)\n\n### Ropes - Mara Lind\n\n- x\n\n"
            "# 2018\n\n## QuayConf (Leith, 12 June)\n\n### Oars - Ana Reed\n\n- y\n",
            ["2019-11-04", "2018-06-12"],
            [3, 11],
        ),
    ],
)
def test_a_second_event_of_a_file_is_named(text: str, dates: list[str], lines: list[int]) -> None:
    reading = HandwrittenNotes().read_text(text, "log.md")
    assert reading.event is not None
    assert [str(talk.date) for talk in reading.event.talks] == dates
    told = [each for each in reading.diagnostics if each.code == "several-events"]
    assert [each.line for each in told] == lines
    assert told[-1].message.startswith("'QuayConf")
