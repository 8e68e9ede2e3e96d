"""Bad input and where notes are found: always a diagnostic, never an exception."""

import os
from pathlib import Path

import pytest

from talkgraph.knowledge.build.build import check
from talkgraph.knowledge.build.sources import find_sources, gather, read_sources
from talkgraph.model import Reading, Severity, SourceFile
from talkgraph.sources import registry
from talkgraph.sources.discover import discover, met_in_passing
from talkgraph.sources.notes.markdown.source import LARGEST_SOURCE, MOST_LINES
from talkgraph.sources.notes.read import HandwrittenNotes

NOTES = "# ExampleConf 2019\n\nMay 1, 2019 — Here\n\n## <a name='a'></a>One\n\nAna Reed\n\n> a\n"


def read(data: bytes) -> Reading:
    return HandwrittenNotes().read_text(data, "n.md")


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "source-empty", None),
        (b" \n\n", "source-empty", None),
        (b"a\r\nb\xff\n", "source-not-utf-8", 2),
        (b"a\n\nb\0c\n", "source-binary", 3),
        ("a".encode("utf-16"), "source-binary", 1),
        (b"x" * (LARGEST_SOURCE + 1), "source-too-large", None),
        (b"# Read me\n\n## Install\n\npip install\n", "not-notes", 1),
    ],
)
def test_what_is_not_notes(data: bytes, code: str, line: int | None) -> None:
    reading = read(data)
    assert reading.event is None
    assert (code, line) in [(d.code, d.line) for d in reading.diagnostics]
    assert reading.coverage is not None
    assert reading.coverage.left_out == reading.coverage.content
    assert (reading.coverage.accounted, reading.coverage.missing) == (0, ())


def test_a_byte_order_mark_is_passed_over() -> None:
    plain, marked = read(NOTES.encode()), read(b"\xef\xbb\xbf" + NOTES.encode())
    assert marked.event == plain.event
    assert [(d.code, d.severity) for d in marked.diagnostics] == [
        ("byte-order-mark", Severity.INFO)
    ]


def test_an_event_without_talks() -> None:
    reading = read(b"# ExampleConf 2019\n\nMay 1, 2019\n\nIt rained.\n")
    assert reading.event is not None
    assert [note.plain for note in reading.event.notes] == ["It rained."]
    assert [d.code for d in reading.diagnostics] == ["no-talks"]


def test_one_huge_paragraph_is_kept_as_text() -> None:
    reading = read(f"{NOTES}\n> {'word ' * 20_000}\n".encode())
    assert reading.event is not None
    assert len(reading.event.talks[0].posts) == 2
    assert [(d.code, d.line) for d in reading.diagnostics] == [("paragraph-too-long", 11)]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    link = tmp_path / "gone.md"
    link.symlink_to(tmp_path / "nowhere.md")
    for path in (link, tmp_path, tmp_path / "absent.md"):
        reading = registry.read(SourceFile(path=path, name="n.md"))
        assert [d.code for d in reading.diagnostics] == ["source-unreadable"]
        assert (reading.sha256, reading.event) == ("", None)


def test_accepts_text_formats_by_name() -> None:
    reader = HandwrittenNotes()
    assert [reader.accepts(b"\0", name) for name in ("a.md", "a.MARKDOWN", "a.txt", "md")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("head", [b"", b"Caf\xe9", "words".encode("utf-16")])
def test_accepts_text_of_any_name(head: bytes) -> None:
    assert HandwrittenNotes().accepts(head, "notes.txt")


def test_discover(tmp_path: Path) -> None:
    for name in ("b/two.md", "b/.hidden.md", ".git/x.md", "a.markdown", "b/c.wiki", "z/two.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(NOTES, encoding="utf-8")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    found = discover([tmp_path, tmp_path / "a.markdown", tmp_path / "b" / "c.wiki"])
    assert [each.name for each in found.files] == ["a.markdown", "b/two.md", "z/two.md", "c.wiki"]
    assert found.diagnostics == ()


def test_discover_knows_a_file_that_is_named_by_another_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("README.md", "notes.md"):
        (tmp_path / name).write_text(NOTES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = discover([Path(), tmp_path / "README.md"]).files
    assert [(each.name, each.given) for each in found] == [("README.md", True), ("notes.md", False)]


def test_discover_makes_names_distinct_and_names_problems(tmp_path: Path) -> None:
    for name in ("one", "two", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "one" / "n.md").write_text(NOTES, encoding="utf-8")
    (tmp_path / "two" / "n.md").write_text(NOTES, encoding="utf-8")
    (tmp_path / "two" / "broken.md").symlink_to(tmp_path / "nowhere")
    found = discover([tmp_path / "one", tmp_path / "two", tmp_path / "empty", tmp_path / "absent"])
    assert [each.name for each in found.files] == ["one/n.md", "two/n.md"]
    assert [(d.code, d.source) for d in found.diagnostics] == [
        ("source-missing", "broken.md"),
        ("folder-without-notes", "empty"),
        ("source-missing", "absent"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "n.md"
    path.write_text(NOTES, encoding="utf-8")
    path.chmod(0)
    reading = registry.read(SourceFile(path=path, name="n.md"))
    assert [d.code for d in reading.diagnostics] == ["source-unreadable"]


def test_what_is_not_notes_is_a_warning_unless_it_accompanies_them() -> None:
    manual = read(b"# Quay tools\n\n## Install\n\nRun it.\n")
    (diagnostic,) = manual.diagnostics
    assert (diagnostic.code, diagnostic.line, diagnostic.last) == ("not-notes", 1, 5)
    assert diagnostic.severity is Severity.WARNING
    assert met_in_passing(manual) == manual
    readme = HandwrittenNotes().read_text(b"Words.\n", "notes/README.md")
    assert [d.severity for d in met_in_passing(readme).diagnostics] == [Severity.INFO]
    nothing = HandwrittenNotes().read_text(b"", "README.md")
    assert met_in_passing(nothing).diagnostics == nothing.diagnostics


def test_a_file_that_is_named_is_told_from_one_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Read me\n")
    (tmp_path / "notes.md").write_text(NOTES)
    both = [tmp_path, tmp_path / "README.md"]
    for given, severity in (([tmp_path], "info"), (both, "warning"), (both[1:], "warning")):
        readings = read_sources(find_sources(given))
        assert [str(d.severity) for r in readings for d in r.diagnostics] == [severity]


def test_too_many_lines_are_refused() -> None:
    reading = HandwrittenNotes().read_text("- a\n" * (MOST_LINES + 1), "n.md")
    assert [d.code for d in reading.diagnostics] == ["source-too-large"]
    assert reading.event is None


def test_many_brackets_are_kept_as_text() -> None:
    text = f"# ExampleConf 2021\n\nMay 1, 2021\n\n## On things\n\nAna Reed\n\n> {'[' * 5000}\n"
    reading = HandwrittenNotes().read_text(text, "n.md")
    assert {d.code: d.line for d in reading.diagnostics} == {"paragraph-too-long": 9}
    assert reading.event is not None
    assert reading.event.talks[0].posts[0].plain == "[" * 5000


UNTITLED = "# Ropes - Ben Ode\n\n> knots hold\n\n# Lanterns\n\n- bright\n"


def test_an_event_that_no_line_names_is_derived_from_the_whole_file(tmp_path: Path) -> None:
    (tmp_path / "day-1.md").write_text(UNTITLED)
    report = check([tmp_path])
    assert [d.code for d in report.diagnostics if d.severity is not Severity.INFO] == [
        "title-missing"
    ]
    [reading] = read_sources(find_sources([tmp_path]))
    assert reading.event is not None
    assert [(span.first, span.last) for span in reading.event.spans] == [(1, 7)]
    assert reading.coverage is not None
    assert reading.coverage.in_graph == 4


def test_words_that_nothing_places_are_a_talk_of_an_event_named_after_the_file() -> None:
    reading = read(b"Just words.\n")
    assert reading.event is not None
    assert [(t.title, len(t.notes)) for t in reading.event.talks] == [("n", 1)]
    assert reading.event.name == "n"
    (diagnostic,) = reading.diagnostics
    assert (diagnostic.code, diagnostic.severity) == ("title-missing", Severity.WARNING)


def test_two_untitled_files_of_one_name_are_events_named_after_their_folders(
    tmp_path: Path,
) -> None:
    for name, title in (("a", "Ropes"), ("b", "Tides")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "day-1.md").write_text(UNTITLED.replace("Ropes", title))
    facts = gather(read_sources(find_sources([tmp_path])))
    assert [(event.name, event.sources) for event in facts.events] == [
        ("a", ("a/day-1.md",)),
        ("b", ("b/day-1.md",)),
    ]
    titles = [[talk.title for talk in event.talks] for event in facts.events]
    assert titles == [["Ropes", "Lanterns"], ["Tides", "Lanterns"]]


def test_a_copy_of_a_file_is_named_and_told_once(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(NOTES)
    facts = gather(read_sources(find_sources([tmp_path])))
    assert [event.sources for event in facts.events] == [("a.md",)]
    assert [str(d) for d in facts.diagnostics] == [
        "b.md: warning: this is a copy of a.md, byte for byte; it is left out [source-copied]"
    ]


def test_names_that_are_not_utf_8_are_escaped(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system has names in UTF-8 only")
    for name in (b"b\xff.md", b"b\xff.jpg"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(NOTES)
    Path(os.fsdecode(os.fsencode(folder) + b"/d\xff.md")).symlink_to("nowhere")
    report = check([folder])
    assert report.events == 1
    assert [d.source for d in report.diagnostics] == ["d\\xff.md", "b\\xff.jpg"]
    assert {account.source for account in report.coverage} >= {"b\\xff.md", "b\\xff.jpg"}
    " ".join(str(d) for d in report.diagnostics).encode()
    assert [found.name for found in discover([tmp_path]).files] == ["caf\\xe9/b\\xff.md"]
