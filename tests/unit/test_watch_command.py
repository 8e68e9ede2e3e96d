"""`talkgraph watch`: builds when something was saved, says what that changed, and goes on."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from talkgraph.cli.folder.progress import line_by_line
from talkgraph.cli.folder.watching import Watch, stamps, told_of_build
from talkgraph.errors import KnowledgeBaseLocked
from talkgraph.knowledge import generation
from talkgraph.knowledge.build.build import BuildRequest, build
from talkgraph.knowledge.build.places import Options
from talkgraph.knowledge.former.news import NO_NEWS, News
from talkgraph.model import Diagnostic, Span
from talkgraph.settings import Settings

NOTES = (
    "# Quay 2020\n\nMay 4, 2020 — Bergen\n\n## Pay by Rosa Díaz\n\n> Nights are paid for. #quay\n"
)
Step = Callable[[], object]


@pytest.fixture
def request_of(tmp_path: Path) -> BuildRequest:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "quay.md").write_text(NOTES, "utf-8")
    return BuildRequest(sources=(notes,), kb=notes / "kb", settings=Settings(model="hashing"))


def watched(request: BuildRequest, steps: Sequence[Step]) -> None:
    """Watch, and take a step whenever it waits for changes; Ctrl-C comes after the last."""
    left = list(steps)

    def wait(seconds: float) -> None:
        if seconds < 1:  # until all is saved
            return
        if not left:
            raise KeyboardInterrupt
        left.pop(0)()

    with pytest.raises(KeyboardInterrupt):
        Watch(request, wait).run()


def test_it_says_what_was_saved_and_what_that_changed(
    request_of: BuildRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    file = request_of.sources[0] / "quay.md"
    backup, fresh = file.with_suffix(".md~"), file.with_name(".new")

    def put_another() -> None:  # as editors do
        fresh.write_text(f"{NOTES}\n> So are days. #quay\n\n> And weekends. #quay\n", "utf-8")
        file.rename(backup)
        fresh.rename(file)

    def spoil() -> None:
        built.append(generation.current(request_of.kb).name)
        file.write_text("")

    def mend() -> None:
        built.append(generation.current(request_of.kb).name)
        backup.rename(file)

    built: list[str] = []
    picture = file.with_name("picture.png")
    steps = [put_another, spoil, mend, file.touch, lambda: picture.write_bytes(b"x"), lambda: None]
    watched(request_of, steps)
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert "1 talk" in lines[0]
    assert lines[1].endswith("saved: quay.md")
    assert "2 more posts" in lines[2]
    assert lines[3].endswith("saved: quay.md")
    assert "Error: none of the sources tells of an event" in told.err
    assert built[0] == built[1]  # what was built before is in use
    assert lines[4].endswith("saved: quay.md")
    assert "2 fewer posts" in lines[5]
    assert "nothing new in that" in lines[7]
    assert len(lines) == 8  # a picture is nothing to build


def test_who_and_what_changed_is_said_by_name(
    request_of: BuildRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    file = request_of.sources[0] / "quay.md"

    def put(before: str, after: str) -> Step:
        return lambda: file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")

    other = "\n## Sleep by Ana Lund\n\n> Rest is work. #quay\n"
    steps = [
        put("Rosa Díaz", "Rosa Díaz-Lund"),
        put("Nights are paid for", "Nights must be paid for"),
        put("May 4", "May 5"),
        lambda: file.write_text(file.read_text("utf-8") + other, "utf-8"),
        put(other, ""),
        lambda: None,
    ]
    watched(request_of, steps)
    told = [line for line in capsys.readouterr().out.splitlines() if not line[0].isdigit()][1:]
    assert [re.sub(r".*: built: |^[^:]*: | \(\d.*", "", line) for line in told] == [
        "renamed: person “Rosa Díaz” to “Rosa Díaz-Lund”",
        "changed: talk “Pay”",
        "changed: event “Quay 2020”, talk “Pay”",
        "1 more talk, 1 more person, 1 more post; new: talk “Sleep”, person “Ana Lund”",
        "1 fewer talk, 1 fewer person, 1 fewer post; gone: talk “Sleep”, person “Ana Lund”",
    ]


def test_two_people_who_become_one_are_told_so(
    request_of: BuildRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    file = request_of.sources[0] / "quay.md"
    other = "\n## Sleep by Rosie Diaz\n\n> Rest is work. #quay\n"
    file.write_text(file.read_text("utf-8") + other, "utf-8")
    people = request_of.sources[0].parent / "people.txt"
    people.write_text("", "utf-8")

    def join() -> None:
        people.write_text('same "Rosa Díaz" "Rosie Diaz"\n', "utf-8")

    watched(replace(request_of, overrides=people), [join, lambda: None])
    told = capsys.readouterr().out
    assert "now one person: “Rosa Díaz” and “Rosie Diaz”, called “Ros" in told
    assert "renamed" not in told
    assert "gone: person" not in told


def test_what_a_build_before_was_given_is_not_lost_in_silence(
    request_of: BuildRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = request_of.sources[0].parent / "people.txt"
    beside.write_text('same "Rosa Díaz" "Rosa Diaz"\n', "utf-8")
    build(replace(request_of, overrides=beside))
    watched(request_of, [lambda: None])
    said = capsys.readouterr().err
    assert f"had --overrides {beside}, typed or from talkgraph.toml; this one has not" in said
    watched(request_of, [lambda: None])
    assert "this one has not" not in capsys.readouterr().err


@dataclass
class Told:
    """What a build is told to come to: an error, or a report."""

    counts: dict[str, int]
    diagnostics: tuple[Diagnostic, ...] = ()
    changed: bool = True
    news: News = NO_NEWS
    no_more: Options = field(default_factory=dict)


def test_it_waits_for_another_build_and_does_not_repeat_itself(
    request_of: BuildRequest, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = KnowledgeBaseLocked("kb: another process is building")
    left: list[Told | Exception] = [
        Told({}),
        locked,
        locked,
        Told({"posts": 1}),
        PermissionError(13, "No", "x"),
    ]

    def come(*_: object) -> Told:
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr("talkgraph.knowledge.build.build.build", come)
    save = (request_of.sources[0] / "quay.md").write_text
    watched(request_of, [lambda: save("1"), lambda: None, lambda: None, lambda: save("two")])
    told = capsys.readouterr()
    assert not left
    assert told.err.count("another process is building") == 1
    assert "1 more post" in told.out
    assert "Error: x cannot be read or written: No; give yourself the right" in told.err


def test_only_what_is_newly_odd_is_named() -> None:
    def odd(line: int, message: str) -> Diagnostic:
        return Diagnostic.at(Span(source="a.md", first=line, last=line), "odd", message)

    before = Told({}, (odd(1, "first"),))
    after = Told({}, (odd(7, "first"), odd(8, "second")))
    found = told_of_build(Path("kb"), before, after)  # type: ignore[arg-type]
    assert [line.strip()[:6] for line in found[1:]] == ["a.md:8"]


def test_files_beside_the_notes_and_archives_are_watched(request_of: BuildRequest) -> None:
    (folder,) = request_of.sources
    beside = folder.parent / "people.txt"
    for path in (beside, folder / "posts.zip", folder / "kb" / "lock", folder / ".hidden.md"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    (folder / "kb" / "generations").mkdir()
    (folder / "kb" / "a.md").write_text("")
    found = stamps(replace(request_of, overrides=beside))
    assert {path.name for path in found} == {"people.txt", "posts.zip", "quay.md"}


def test_ctrl_c_ends_it_cleanly(request_of: BuildRequest) -> None:
    arguments = ("watch", str(request_of.sources[0]), "--kb", str(request_of.kb))
    child = subprocess.Popen(
        [sys.executable, "-m", "talkgraph", *arguments, "--model", "hashing"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr is not None
    lines = iter(child.stderr.readline, "")
    assert any("watching for changes" in line for line in lines)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 0
    assert said.splitlines()[-1] == "stopped"
    assert "Traceback" not in said


def test_a_build_without_a_terminal_says_that_it_moves(request_of: BuildRequest) -> None:
    lines: list[str] = []
    build(request_of, line_by_line(lines.append))
    stages = [line.partition(":")[0] for line in lines]
    assert stages[0] == "reading notes"
    assert {"embedding", "writing the graph"} <= set(stages)
    assert len(stages) < 20
    assert all(line.isprintable() for line in lines)
