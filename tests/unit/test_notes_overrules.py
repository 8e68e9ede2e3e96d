"""What people say of their notes in `talkgraph.toml` or front matter: read, checked, obeyed."""

import datetime as dt
from pathlib import Path

import pytest

from talkgraph.model import NOT_NOTES, Diagnostic, Event, Reading, Severity
from talkgraph.sources import registry
from talkgraph.sources.discover import discover
from talkgraph.sources.join import join

DAY = """# Notes

## Ropes That Hold

Mara Lind

- Splice before you sail.

## Lamps

Tom Reed

- Oil the wick.
"""
PARTS = "# Small Boats\n\n## Hulls\n\n- Wood.\n\n## Oars\n\n- Ash.\n"
FIRST, LAST = dt.date(2021, 9, 9), dt.date(2021, 9, 10)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def read(*paths: Path) -> dict[str, Reading]:
    found = discover(paths)
    assert not [each for each in found.diagnostics if each.weighty]
    return {each.source: each for each in registry.read_all(found.files)}


def event_of(reading: Reading) -> Event:
    assert reading.event is not None
    return reading.event


def complaints(readings: dict[str, Reading]) -> list[Diagnostic]:
    told = [d for reading in readings.values() for d in reading.diagnostics]
    return [d for d in told if d.code.startswith("overrule")]


# ── what is said is done ─────────────────────────────────────────────────────────────────────────


def test_a_folder_has_its_event(tmp_path: Path) -> None:
    toml = 'event = "HarbourConf"\nstart = 2021-09-09\nend = 2021-09-10\nlocation = "Aberlane"\n'
    files = {"talkgraph.toml": toml, "day1.md": DAY, "sub/day2.md": DAY.replace("Lamps", "Sails")}
    readings = read(write(tmp_path, files))
    events = [event_of(readings[name]) for name in ("day1.md", "sub/day2.md")]
    for event in events:
        assert (event.name, event.start, event.end) == ("HarbourConf", FIRST, LAST)
        assert event.location == "Aberlane"
        assert {s.first for s in event.spans if s.source == "talkgraph.toml"} == {1, 2, 3, 4}
    assert [talk.date for event in events for talk in event.talks] == [FIRST, FIRST, LAST, LAST]
    (joined,), _ = join(events)
    assert [day.date for day in joined.days] == [FIRST, LAST]
    assert complaints(readings) == []
    taken = readings["talkgraph.toml"].taken_for
    assert taken is not None
    assert (taken.what, taken.why) == ("settings", "it says how 2 files of notes are to be read")


@pytest.mark.parametrize(
    ("kind", "role", "talks"),
    [
        ("talk", "talk", ["Small Boats"]),
        ("event", "event", ["Hulls", "Oars"]),
        ("day", "day", ["Hulls", "Oars"]),
        ("index", "index", []),
    ],
)
def test_a_file_is_what_it_is_said_to_be(
    tmp_path: Path, kind: str, role: str, talks: list[str]
) -> None:
    toml = f'[[file]]\npath = "small-boats.md"\nas = "{kind}"\nevent = "HarbourConf 2021"\n'
    reading = read(write(tmp_path, {"talkgraph.toml": toml, "small-boats.md": PARTS}))[
        "small-boats.md"
    ]
    event, taken = reading.event, reading.taken_for
    assert taken is not None
    if kind != "index":
        assert event is not None
        assert [talk.title for talk in event.talks] == talks
        assert taken.what == role
        assert "talkgraph.toml, line 3" in taken.why
        assert taken.named_by == "talkgraph.toml, line 4"
    assert taken.chosen


def test_a_file_is_ignored(tmp_path: Path) -> None:
    toml = '[[file]]\npath = "drafts"\nas = "ignore"\n'
    files = {"talkgraph.toml": toml, "day1.md": DAY, "drafts/a/day2.md": DAY}
    readings = read(write(tmp_path, files))
    ignored = readings["drafts/a/day2.md"]
    assert ignored.event is None
    (found,) = ignored.diagnostics
    assert (found.code, found.severity) == (NOT_NOTES, Severity.INFO)
    assert found.message.startswith("talkgraph.toml, line 3 says so: this file is ignored")
    assert ignored.coverage is not None
    assert ignored.coverage.missing == ()
    assert ignored.taken_for is not None
    assert ignored.taken_for.what == "left out"
    assert readings["day1.md"].event is not None


@pytest.mark.parametrize(
    ("level", "talks"),
    [
        ("1", ["Morning", "Evening"]),
        ("2", ["Ropes", "Lamps", "Sails"]),
        ('"list item"', ["Knots", "Wicks"]),
    ],
)
def test_the_talks_stand_where_it_is_said(tmp_path: Path, level: str, talks: list[str]) -> None:
    notes = (
        "# Morning\n\n## Ropes\n\n- Mara Lind: Knots\n- Tom Reed: Wicks\n\n## Lamps\n\nOil.\n\n"
        "# Evening\n\n## Sails\n\nWind.\n"
    )
    toml = f'[[file]]\npath = "*.md"\nlevel = {level}\nevent = "HarbourConf 2021"\n'
    readings = read(write(tmp_path, {"talkgraph.toml": toml, "notes.md": notes}))
    assert complaints(readings) == []
    assert [talk.title for talk in event_of(readings["notes.md"]).talks] == talks


def test_title_speakers_and_date_of_a_talk(tmp_path: Path) -> None:
    toml = (
        'event = "HarbourConf 2021"\nstart = 2021-09-09\nend = 2021-09-10\n\n'
        '[[file]]\npath = "a.md"\ntitle = "Hulls and Oars"\ndate = 2021-09-10\n'
        'speakers = ["Mara Lind", "Tom Reed"]\n'
    )
    readings = read(write(tmp_path, {"talkgraph.toml": toml, "a.md": PARTS}))
    event = event_of(readings["a.md"])
    (talk,) = event.talks
    assert (talk.title, talk.key, talk.date) == ("Hulls and Oars", "hulls-and-oars", LAST)
    assert [(s.name, s.span.source, s.span.first) for s in talk.speakers] == [
        ("Mara Lind", "talkgraph.toml", 9),
        ("Tom Reed", "talkgraph.toml", 9),
    ]
    assert {s.first for s in talk.spans if s.source == "talkgraph.toml"} == {7, 8}
    assert (event.start, event.end) == (FIRST, LAST)
    assert [day.date for day in event.days] == [LAST]
    coverage = readings["a.md"].coverage
    assert coverage is not None
    assert coverage.missing == ()


def test_the_nearest_and_the_last_word_count(tmp_path: Path) -> None:
    files = {
        "talkgraph.toml": (
            'event = "HarbourConf 2021"\nstart = 2021-09-09\nlocation = "Aberlane"\n'
            '[[file]]\npath = "**/c.md"\nevent = "Ignored"\n'
        ),
        "a.md": DAY,
        "quay/talkgraph.toml": (
            'event = "QuayConf 2022"\n[[file]]\npath = "*.md"\nlocation = "Hartwell"\n'
            '[[file]]\npath = "b.md"\nlocation = "Eastmoor"\n'
        ),
        "quay/b.md": DAY,
        "quay/c.md": DAY,
        "quay/d.md": "---\ntalkgraph:\n  event: TideConf 2023\n---\n" + DAY,
    }
    readings = read(write(tmp_path, files))
    told = {
        name: (event.name, event.start, event.location)
        for name, reading in readings.items()
        if (event := reading.event) is not None
    }
    assert told == {
        "a.md": ("HarbourConf 2021", FIRST, "Aberlane"),
        "quay/b.md": ("QuayConf 2022", None, "Eastmoor"),
        "quay/c.md": ("QuayConf 2022", None, "Hartwell"),
        "quay/d.md": ("TideConf 2023", None, None),
    }


@pytest.mark.parametrize(
    ("front", "what", "line"),
    [
        ("---\ntalkgraph: ignore\n---\n", "left out", 2),
        ("---\ntalkgraph:\n  event: HarbourConf 2021\n  as: event\n---\n", "event", 4),
        ('+++\ntalkgraph = "event"\n+++\n', "event", 2),
        ('+++\ntalkgraph = {as = "event", date = 2021-09-09}\n+++\n', "event", 2),
        ("---\ntitle: [broken\ntalkgraph: ignore\n---\n", "left out", 3),
    ],
)
def test_front_matter_says_the_same(tmp_path: Path, front: str, what: str, line: int) -> None:
    readings = read(write(tmp_path, {"small-boats.md": front + PARTS}))
    taken = readings["small-boats.md"].taken_for
    assert taken is not None
    assert taken.what == what
    assert f"small-boats.md, line {line} says" in taken.why
    coverage = readings["small-boats.md"].coverage
    assert coverage is not None
    assert coverage.missing == ()


def test_a_file_given_by_itself_obeys_its_own_folder(tmp_path: Path) -> None:
    toml = 'event = "HarbourConf 2021"\n[[file]]\npath = "b.md"\nas = "ignore"\n'
    write(tmp_path, {"talkgraph.toml": 'event = "Above"\n', "x/talkgraph.toml": toml})
    write(tmp_path, {"x/a.md": DAY, "x/b.md": DAY})
    readings = read(tmp_path / "x" / "a.md")
    assert set(readings) == {"a.md", "talkgraph.toml"}
    assert event_of(readings["a.md"]).name == "HarbourConf 2021"
    assert complaints(readings) == []  # the other file is there, only not asked for


def test_only_a_file_of_the_very_name_is_read_as_one(tmp_path: Path) -> None:
    files = {"my-talkgraph.toml": 'event = "X"\n', "Cargo.toml": "a = 1\n", "a.md": DAY}
    assert set(read(write(tmp_path, files))) == {"a.md"}


def test_a_folder_without_notes_is_still_named(tmp_path: Path) -> None:
    write(tmp_path, {"talkgraph.toml": 'event = "HarbourConf 2021"\n'})
    (problem,) = discover([tmp_path]).diagnostics
    assert problem.code == "folder-without-notes"
    assert "talkgraph.toml" not in problem.message


# ── what is wrong has a line ─────────────────────────────────────────────────────────────────────

FILE = '[[file]]\npath = "a.md"\n'
W, E = Severity.WARNING, Severity.ERROR


@pytest.mark.parametrize(
    ("toml", "line", "severity", "says"),
    [
        ("event = HarbourConf\n", 1, E, "this is not TOML"),
        ('event = "A"\n\nstart = 2021-02-30\n', 3, E, "this is not TOML"),
        ('event = "A"\nevent = "B"\n', 2, E, "this is not TOML"),
        (f"event = {'1' * 5000}\n", 1, E, "this is not TOML"),
        ('event = "A\n', 1, E, "this is not TOML"),
        ('event = "A"\nlevel = [1,\n\n2\n', 4, E, "this is not TOML"),
        ("a = " + "[" * 3000 + "]" * 3000 + "\n", 1, E, "this is not TOML"),
        ('# a\n\nevnt = "A"\n', 3, W, "did you mean event?"),
        ("colour = 3\n", 1, W, "the keys are as, level, event"),
        ('"title" = "A"\n', 1, W, "put it below [[file]]"),
        (f'{FILE}titel = "A"\n', 3, W, "did you mean title?"),
        ("event = 2021\n", 1, E, "event: 2021 is not a text"),
        ('location = " "\n', 1, E, "location: the text is empty"),
        ('start = "2021-09-09"\n', 1, E, "write it like 2021-09-09, without quotation marks"),
        ('event = "A"\nend = 2021-09-10\n', 2, E, "end stands without start"),
        ("start = 2021-09-10\nend = 2021-09-09\n", 2, E, "is before start"),
        ("start = 2021-09-10\ndate = 2021-10-09\n", 2, E, "none of the event's days"),
        (f'{FILE}\n# odd\nas = "party"\n', 5, E, 'as: "party" is nothing that a file can be'),
        (f"{FILE}level = 7\n", 3, E, "level: 7 is no level of headings"),
        (f"{FILE}level = true\n", 3, E, "level: True is no level of headings"),
        (f'{FILE}as = "talk"\nlevel = 2\n', 4, W, "has no level of talks"),
        (f'{FILE}as = "day"\ntitle = "A"\n', 4, W, 'add as = "talk"'),
        (f"{FILE}speakers = 3\n", 3, E, "speakers: 3 are no names"),
        (f'{FILE}speakers = [\n  "Mara Lind",\n  3,\n]\n', 3, E, "3 is not a text"),
        (
            f"{FILE}level = 5\n",
            3,
            W,
            "a.md has no heading of level 5 (its headings have level 1, 2)",
        ),
        (f'{FILE}level = "bold line"\n', 3, W, "a.md has no bold lines"),
        ("level = 5\n", 1, W, "a.md and 1 more have no heading of level 5"),
        (f"{FILE}", 1, W, "says nothing of its files"),
        ('\n[[file]]\nas = "talk"\n', 2, E, "has no path"),
        ('file = "a.md"\n', 1, E, "write [[file]], with two brackets"),
        ('[file]\npath = "a.md"\n', 1, E, "write [[file]], with two brackets"),
        ('[[file]]\npath = 3\nas = "talk"\n', 2, E, "path: 3 is not a text"),
        ('[[file]]\npath = ""\nas = "talk"\n', 2, E, "it is empty"),
        ('[[file]]\npath = []\nas = "talk"\n', 2, E, "the list is empty"),
        ('[[file]]\npath = "/a.md"\nas = "talk"\n', 2, E, "not below the folder"),
        ('[[file]]\npath = "../a.md"\nas = "talk"\n', 2, E, "leads out of the folder"),
        ("[[file]]\npath = 'b\\a.md'\nas = \"talk\"\n", 2, E, "parted by /"),
        ('[[file]]\npath = "a[.md"\nas = "talk"\n', 2, E, "is not closed"),
        ('[[file]]\npath = "a[z-a].md"\nas = "talk"\n', 2, E, "the set in square brackets"),
        ('[[file]]\npath = "**.md"\nas = "talk"\n', 2, E, "between slashes"),
        ('[[file]]\npath = "x.md"\nas = "talk"\n', 2, W, "'x.md' fits no file"),
        ('[[file]]\npath = ["a.md", "x.md"]\nas = "talk"\n', 2, W, "'x.md' fits no file"),
        ('[[file]]\npath = "*.key"\nas = "talk"\n', 2, W, "fits only files that are not read"),
        (
            '[[file]]\nas = "talk"\npath = "a.md"\n[[file]]\n"as" = 1\npath = "a.md"\n',
            5,
            E,
            "as: 1",
        ),
        ('x = """\n[[file]]\nas = "no"\n"""\n', 1, W, 'nothing is called "x"'),
        ("[[file]]\npath = 'a.md'\nspeakers = '''\nMara\n'''\nlevel = 9\n", 6, E, "level: 9"),
    ],
)
def test_each_fault_has_its_line(
    tmp_path: Path, toml: str, line: int, severity: Severity, says: str
) -> None:
    files = {"talkgraph.toml": toml, "a.md": DAY, "b/a.md": DAY, "slides.key": "x"}
    readings = read(write(tmp_path, files))
    found = complaints(readings)
    assert [(d.source, d.line, d.severity) for d in found] == [("talkgraph.toml", line, severity)]
    assert says in found[0].message
    for name in ("a.md", "b/a.md"):
        assert readings[name].event is not None
        assert readings[name].coverage is not None


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (b'event = "A"\nlocation = "\xff"\n', 2, "source-not-utf-8"),
        (b"\x00\x01", 1, "source-binary"),
    ],
)
def test_what_is_no_text_is_an_error(tmp_path: Path, content: bytes, line: int, code: str) -> None:
    write(tmp_path, {"a.md": DAY})
    (tmp_path / "talkgraph.toml").write_bytes(content)
    (found,) = read(tmp_path)["talkgraph.toml"].diagnostics
    assert (found.line, found.code, found.severity) == (line, code, E)


def test_faults_in_front_matter_have_their_line(tmp_path: Path) -> None:
    front = "---\ntitle: Boats\ntalkgraph:\n  level: 4\n\n  date: soon\n---\n"
    found = complaints(read(write(tmp_path, {"a.md": front + PARTS})))
    assert [(d.source, d.line) for d in found] == [("a.md", 4), ("a.md", 6)]


def test_an_impossible_date_in_front_matter_spoils_nothing_else(tmp_path: Path) -> None:
    front = "---\nmade: 2021-02-30\ntalkgraph:\n  as: day\n  date: 2021-02-31\n---\n"
    readings = read(write(tmp_path, {"a.md": front + PARTS}))
    (found,) = complaints(readings)
    assert (found.line, found.severity) == (5, E)
    assert 'date: "2021-02-31" is not a date' in found.message
    taken = readings["a.md"].taken_for
    assert taken is not None
    assert taken.what == "day"


def test_a_small_text_with_a_very_large_value_is_named_shortly(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    front = "---\n" + "\n".join([*lines, "talkgraph:", "  as: *a11", "  event: *a11"]) + "\n---\n"
    found = complaints(read(write(tmp_path, {"a.md": front + PARTS})))
    assert [(d.line, len(d.message) < 200) for d in found] == [(15, True), (16, True)]


def test_tables_that_grow_by_merging_cost_nothing(tmp_path: Path) -> None:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 16)]
    said = ["talkgraph:", "  as: *a15", "  event: {<<: *a15}", "  speakers: [*a15, [*a15]]"]
    front = "---\n" + "\n".join([*lines, *said]) + "\n---\n"
    found = complaints(read(write(tmp_path, {"a.md": front + PARTS})))
    assert [each.line for each in found] == [19, 20, 21]


def test_what_is_right_holds_beside_what_is_wrong(tmp_path: Path) -> None:
    toml = 'event = "HarbourConf 2021"\nstart = "soon"\n[[file]]\npath = "a.md"\nlevel = 9\n'
    readings = read(write(tmp_path, {"talkgraph.toml": toml, "a.md": DAY}))
    assert event_of(readings["a.md"]).name == "HarbourConf 2021"
    assert [d.line for d in complaints(readings)] == [2, 5]
