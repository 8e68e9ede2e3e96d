"""Files that lie together decide what each is, at which event, and on which day."""

import datetime as dt

import pytest
from note_lines import source_of

from talkgraph.sources.notes.layout.folders import FileRole, Placement, place
from talkgraph.sources.notes.layout.pages import open_page

EVENT = "# HarbourConf 2021\n\n## Ropes - Mara Lind\n\n- x\n\n## Boats - Tom Reed\n\n- y\n"
DAY = "# Day 1\n\n## Ropes - Mara Lind\n\n- x\n\n## Boats - Tom Reed\n\n- y\n"
TALK = "# Ropes under Load\n\nMara Lind\n\n- x\n"
PLAIN = "# Ropes under Load\n\n## Splices\n\n- x\n\n## Chains\n\n- y\n"
INDEX = "# HarbourConf 2021\n\nAberlane, 3-4 May\n"


def placed(**files: str) -> dict[str, Placement]:
    """Place files; in a name `__` stands for `/`, `_` for `-`, and the ending is missing."""
    names = {name.replace("__", "/").replace("_", "-"): text for name, text in files.items()}
    pages = [open_page(source_of(text, f"{name}.md"), None) for name, text in names.items()]
    return dict(zip(names, place(pages), strict=True))


def only(name: str, text: str) -> Placement:
    [found] = place([open_page(source_of(text, name), None)])
    return found


@pytest.mark.parametrize(
    ("name", "text", "role"),
    [
        ("harbour.md", EVENT, FileRole.EVENT),
        ("harbour.md", DAY, FileRole.DAY),
        ("day-1.md", EVENT, FileRole.DAY),
        ("2021-05-03.md", EVENT, FileRole.DAY),
        ("ropes.md", TALK, FileRole.TALK),
        ("ropes.md", "- x\n", FileRole.TALK),
        ("README.md", INDEX, FileRole.INDEX),
        ("README.md", "- x\n", FileRole.INDEX),
        ("README.md", EVENT, FileRole.EVENT),
        ("harbour.md", INDEX, FileRole.EVENT),
        ("CONTRIBUTING.md", EVENT, FileRole.LEFT_OUT),
        ("LICENSE.md", "Do as you like.\n", FileRole.LEFT_OUT),
        ("boats.md", "# Boats\n\n## Installation\n\n- x\n\n## Usage\n\n- y\n", FileRole.LEFT_OUT),
        ("_includes/ropes.md", TALK, FileRole.LEFT_OUT),
        ("_posts/ropes.md", TALK, FileRole.TALK),
        ("harbourconf-2021/security.md", TALK, FileRole.TALK),
        ("security.md", TALK, FileRole.LEFT_OUT),
    ],
)
def test_what_a_file_is(name: str, text: str, role: FileRole) -> None:
    found = only(name, text)
    assert found.role is role
    assert bool(found.left_out) is (role is FileRole.LEFT_OUT)


@pytest.mark.parametrize(
    ("name", "text", "event", "by"),
    [
        ("a.md", EVENT, "HarbourConf 2021", "title"),
        ("quayconf-2020/a.md", EVENT, "HarbourConf 2021", "title"),
        ("quayconf-2020/a.md", TALK, "quayconf 2020", "folder"),
        ("2020/QuayConf/a.md", TALK, "QuayConf 2020", "folder"),
        ("2020/QuayConf/Track 1/a.md", TALK, "QuayConf 2020", "folder"),
        ("QuayConf/a.md", TALK, "QuayConf", "folder"),
        ("QuayConf/2020-05-03.md", TALK, "QuayConf 2020", "folder"),
        ("quayconf-2020.md", EVENT.replace(" 2021", ""), "HarbourConf 2020", "title"),
        ("2020/a.md", EVENT.replace(" 2021", ""), "HarbourConf 2020", "title"),
        ("quayconf-2020.md", DAY, "quayconf 2020", "file name"),
        (
            "quayconf-2020.md",
            EVENT.replace("# Harbour", "# Harbour "),
            "Harbour Conf 2021",
            "title",
        ),
        ("a.md", f"---\nevent: QuayConf\n---\n{EVENT}", "QuayConf", "front matter"),
        (
            "a.md",
            f"---\nevent: QuayConf\ndate: 2020-05-03\n---\n{TALK}",
            "QuayConf 2020",
            "front matter",
        ),
        (
            "a.md",
            TALK.replace("Mara", "Event: QuayConf 2020\n\nMara"),
            "QuayConf 2020",
            "front matter",
        ),
        ("a.md", f"---\ncategory: meetups/quay\n---\n{TALK}", "quay", "front matter"),
        ("a.md", TALK, None, ""),
    ],
)
def test_what_names_the_event(name: str, text: str, event: str | None, by: str) -> None:
    found = only(name, text)
    assert (found.event.full if found.event else None) == event
    assert found.named_by == by


@pytest.mark.parametrize(
    ("name", "start", "end", "year", "month"),
    [
        ("a.md", None, None, None, None),
        ("2021-05-03-ropes.md", "2021-05-03", "2021-05-03", 2021, 5),
        ("2021-05-03/ropes.md", "2021-05-03", "2021-05-03", 2021, None),
        ("quay-2021/2021-05-03-05.md", "2021-05-03", "2021-05-05", 2021, 5),
        ("quayconf-2021/ropes.md", None, None, 2021, None),
        ("quayconf-2021-05/ropes.md", None, None, 2021, 5),
        ("2021-05-ropes.md", None, None, 2021, 5),
    ],
)
def test_the_days_of_a_file(
    name: str, start: str | None, end: str | None, year: int | None, month: int | None
) -> None:
    found = only(name, TALK)
    days = [dt.date.fromisoformat(day) if day else None for day in (start, end)]
    assert [found.start, found.end, found.year, found.month] == [*days, year, month]


def test_the_index_names_the_event_of_files_beside_and_below_it() -> None:
    found = placed(
        notes__README=INDEX, notes__ropes=TALK, notes__day_1__boats=TALK, quay__nets=TALK
    )
    assert found["notes/README"].role is FileRole.INDEX
    for name in ("notes/ropes", "notes/day-1/boats"):
        event = found[name].event
        assert event is not None
        assert (event.full, found[name].named_by) == ("HarbourConf 2021", "index")
    assert found["quay/nets"].named_by == "folder"


def test_an_index_without_a_year_has_the_folders() -> None:
    found = placed(
        harbourconf_2021__README="# HarbourConf\n\nAberlane\n", harbourconf_2021__ropes=TALK
    )
    event = found["harbourconf-2021/ropes"].event
    assert event is not None
    assert event.full == "HarbourConf 2021"


@pytest.mark.parametrize(
    "title", ["List of conference notes", "Index of talks at conferences", "Notes", "Day 1"]
)
def test_titles_of_indexes_that_name_no_event(title: str) -> None:
    found = placed(README=f"# {title}\n\nAll of them.\n", ropes=TALK)
    assert found["ropes"].event is None


def test_talks_beside_one_event_are_of_it() -> None:
    found = placed(harbour=EVENT, ropes=TALK)
    event = found["ropes"].event
    assert event is not None
    assert (event.full, found["ropes"].named_by) == ("HarbourConf 2021", "siblings")
    assert found["ropes"].year == 2021
    two = placed(harbour=EVENT, quay=EVENT.replace("Harbour", "Quay"), ropes=TALK)
    assert two["ropes"].event is None


def test_the_names_of_talk_files_begin_with_the_event() -> None:
    names = ("quayconf on ropes", "quayconf small boats", "quayconf why")
    pages = [open_page(source_of(TALK, f"2021-05-03 {name}.md"), None) for name in names]
    for each, title in zip(place(pages), ("on ropes", "small boats", "why"), strict=True):
        assert each.event is not None
        assert (each.event.full, each.named_by) == ("quayconf 2021", "file name")
        assert each.title == title


def test_siblings_lean_together() -> None:
    """Headings that alone would be talks are parts of one where the files beside it are talks."""
    parts = "## Splices of rope\n\n- x\n\n## Chains of iron\n\n- y\n"
    assert only("iron.md", parts).role is FileRole.EVENT
    talks = {name: TALK for name in ("ropes", "nets", "boats")}
    assert placed(iron=parts, **talks)["iron"].role is FileRole.TALK
    assert placed(iron=parts, ropes=TALK)["iron"].role is FileRole.EVENT
    assert placed(x__iron=parts, **talks)["x/iron"].role is FileRole.EVENT


def test_files_come_back_in_their_order() -> None:
    found = placed(b=TALK, a__c=TALK, a__b=EVENT)
    assert [each.name for each in found.values()] == ["b.md", "a/c.md", "a/b.md"]
    assert place([]) == ()


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": INDEX, "index.md": INDEX.replace("Harbour", "Quay"), "ropes.md": TALK},
        {"a.md": EVENT, "b.md": EVENT.replace("HarbourConf", "harbourconf"), "ropes.md": TALK},
    ],
    ids=["two indexes", "two spellings"],
)
def test_the_order_of_files_names_no_event(files: dict[str, str]) -> None:
    pages = [open_page(source_of(text, name), None) for name, text in files.items()]
    there, back = place(pages)[-1], place(pages[::-1])[0]
    assert there.name == back.name == "ropes.md"
    assert there.event == back.event
