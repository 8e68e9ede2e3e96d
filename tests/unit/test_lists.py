"""Lists of what a knowledge base holds, what they are narrowed to, and how they are shown."""

import csv
import io
import json
import re
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import talkgraph
from talkgraph.cli import main
from talkgraph.cli.options import UNPAGED
from talkgraph.cli.printing.checks import _HELD
from talkgraph.cli.printing.console import console
from talkgraph.cli.printing.pages import paged
from talkgraph.errors import Ambiguous, InputError, NotFound
from talkgraph.knowledge import lists
from talkgraph.knowledge.answers import Told
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import Search

NOTES = """# QuayConf 2031
12-13 May 2031

## Ropes and Knots by Ida Holm

> A knot is "only as good as its rope" - @idaholm

- Splices last

## Câbles sans fin by Ida Holm, Ole Brandt

## Anchors by Ada Brandt
"""
SESSIONS = """# QuayConf 2031
12-13 May 2031

## <a name="ropes"></a> Ropes and Knots

Ida Holm

> Splices last. #quay

## <a name="anchors"></a> Anchors

Ada Brandt

> Chains are heavy. #quay

## Ignites

- Ida Holm: Bowlines in Five Minutes
- Ida Roth: Sails of Paper
"""
EMPTY = "# LockConf 2032\n3 June 2032\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    (folder / "quay.md").write_text(NOTES, encoding="utf-8")
    (folder / "lock.md").write_text(EMPTY, encoding="utf-8")
    result = CliRunner().invoke(
        main, ["build", str(folder), "--kb", str(folder / "kb"), "--model", "hashing"]
    )
    assert result.exit_code == 0, result.output
    return folder / "kb"


@pytest.fixture(scope="module")
def kb(folder: Path) -> KnowledgeBase:
    return talkgraph.open(folder)


@pytest.fixture(scope="module")
def notes(sample_kb: Path) -> KnowledgeBase:
    return talkgraph.open(sample_kb)


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--kb", str(folder)])


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        (Search(), ["Ropes and Knots", "Câbles sans fin", "Anchors"]),
        (Search(text="CABLES"), ["Câbles sans fin"]),
        (Search(text="ida knot"), ["Ropes and Knots"]),
        (Search(speaker="holm"), ["Ropes and Knots", "Câbles sans fin"]),
        (Search(event="quay", since="2031"), ["Ropes and Knots", "Câbles sans fin", "Anchors"]),
        (Search(until="2030"), []),
    ],
)
def test_talks(kb: KnowledgeBase, asked: Search, titles: list[str]) -> None:
    assert sorted(talk.title for talk in lists.talks(kb, asked)) == sorted(titles)


def test_talks_by_how_much_is_told_of_them(kb: KnowledgeBase, notes: KnowledgeBase) -> None:
    said = {talk.title: talk.said for talk in lists.talks(kb, Search(), Told.SAID)}
    assert said == {"Ropes and Knots": 2}
    assert len(lists.talks(kb, Search(), Told.TITLE)) == 2
    assert not lists.talks(kb, Search(), Told.ANNOUNCED)
    for talk in notes.talks():
        kinds = {passage.kind for passage in notes.passages() if passage.talk == talk.iri}
        assert (talk.told is Told.SAID) == bool(kinds & {"post", "note"})


def test_events_without_talks_are_listed_by_what_is_told_of_them(kb: KnowledgeBase) -> None:
    def named(asked: Search) -> list[str]:
        return [event.name for event in lists.events(kb, asked)]

    assert named(Search()) == ["QuayConf 2031", "LockConf 2032"]
    assert named(Search(since="2032-06")) == named(Search(event="lock")) == ["LockConf 2032"]
    assert named(Search(speaker="holm")) == named(Search(text="quay")) == ["QuayConf 2031"]
    assert named(Search(since="2033")) == []


def test_speakers_count_the_talks_that_are_meant(kb: KnowledgeBase, notes: KnowledgeBase) -> None:
    def talks(base: KnowledgeBase, asked: Search) -> dict[str, int]:
        return {speaker.name: speaker.talks for speaker in lists.speakers(base, asked)}

    assert talks(kb, Search()) == {"Ada Brandt": 1, "Ida Holm": 2, "Ole Brandt": 1}
    assert talks(kb, Search(speaker="holm")) == {"Ida Holm": 2}  # and not who spoke beside her
    assert talks(kb, Search(text="brandt o")) == {"Ole Brandt": 1}
    assert talks(notes, Search(speaker="calloway", since="2022")) == {"Ines Calloway": 1}
    with pytest.raises(Ambiguous, match="ole-brandt"):
        lists.speakers(kb, Search(speaker="brandt"))


def test_topics_are_counted_among_the_talks_that_are_meant(notes: KnowledgeBase) -> None:
    every = lists.topics(notes, Search())
    assert every == notes.topics()
    dates = [lists.topics(notes, Search(until="2020")), lists.topics(notes, Search(since="2021"))]
    for topic in every:
        parts = [each for part in dates for each in part if each.iri == topic.iri]
        assert sum(each.talks for each in parts) == topic.talks
        assert sum(each.passages for each in parts) == topic.passages
    family = lists.topics(notes, Search(topic="on-call"))
    assert family[0].label == "On-call"
    assert {each.iri for each in family} <= notes.filters(Search(topic="on-call")).topics


def test_quotes_by_whose_they_are_and_in_whose_talk(kb: KnowledgeBase) -> None:
    [quote] = lists.quotes(kb, Search(text="GOOD rope"))
    assert (quote.title, quote.event) == ("Ropes and Knots", "QuayConf 2031")
    assert lists.quotes(kb, Search(speaker="holm")) == (quote,)
    assert quote.who
    assert lists.quotes(kb, Search(), who=quote.who) == (quote,)
    assert not lists.quotes(kb, Search(), who="ole")
    assert not lists.quotes(kb, Search(speaker="ole"))
    with pytest.raises(NotFound):
        lists.quotes(kb, Search(), who="nobody")
    with pytest.raises(InputError):
        lists.quotes(kb, Search(since="no date"))


# ── the commands ─────────────────────────────────────────────────────────────────────────────


def test_quotes_stand_below_their_talk_with_place_and_voice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    shown = run(folder, "quotes").stdout.splitlines()
    assert shown == [
        "",
        "Ropes and Knots (QuayConf 2031, 2031-05)",
        "  “only as good as its rope” — @idaholm  quay.md:6",
        "",
        "1 quote",
    ]
    monkeypatch.setenv("COLUMNS", "45")
    narrow = run(folder, "quotes").stdout.splitlines()
    assert narrow[2:4] == ["  “only as good as its rope” — @idaholm", "  quay.md:6"]


def test_all_count_the_same_speakers(tmp_path: Path) -> None:
    (tmp_path / "quay.md").write_text(SESSIONS, encoding="utf-8")
    kb = tmp_path / "kb"
    built = CliRunner().invoke(
        main, ["build", str(tmp_path / "quay.md"), "--kb", str(kb), "--model", "hashing"]
    )
    assert "1 event, 2 talks, 2 speakers, 3 people" in built.stdout
    opened = talkgraph.open(kb)
    assert sum(event.speakers for event in opened.events()) == len(opened.speakers()) == 2
    assert run(kb, "speakers").stdout.endswith("\n2 speakers\n")
    one = run(kb, "speaker", "holm").stdout
    assert one.count("[session]") == 1
    assert len(opened.speaker("holm").talks) == 2
    with pytest.raises(Ambiguous) as raised:
        opened.find_speaker("ida")
    assert [each.rpartition(", ")[2] for each in raised.value.candidates] == ["1 talk", "0 talks"]


def test_numbers_are_told_in_words(sample_kb: Path) -> None:
    shown = run(sample_kb, "stats").stdout
    assert not re.search(r"\b(tg|schema|sioc):", shown)
    assert re.search(r"^ talks +14$", shown, re.MULTILINE)
    told = json.loads(run(sample_kb, "stats", "--format", "json").stdout)
    assert "tg:Talk" in told["counts"]
    assert _HELD.keys() >= told["counts"].keys()


def test_a_table_says_what_it_does_not_show(folder: Path) -> None:
    assert run(folder, "talks", "--limit", "2").stdout.endswith(
        "2 of 3 talks are shown; all of them: --limit 3\n"
        "what is told of them: of 1 what was said (--told said), "
        "of 2 no more than the title (--told title)\n"
    )
    narrowed = run(folder, "speakers", "--event", "quay", "brandt", "--limit", "1").stdout
    assert narrowed.endswith("1 of 2 speakers (3 in all) are shown; all of them: --limit 2\n")
    assert run(folder, "quotes", "nowhere").stdout.startswith("nothing found\n0 quotes of 1\n")
    assert run(folder, "talks", "--told", "title").stdout.endswith("2 talks of 3\n")
    assert "title only" in run(folder, "talks").stdout


def test_programs_get_all_of_a_list(sample_kb: Path) -> None:
    for command in ("events", "talks", "speakers", "quotes", "topics"):
        found = run(sample_kb, command, "--format", "json")
        rows = list(csv.DictReader(io.StringIO(run(sample_kb, command, "--format", "csv").stdout)))
        assert [each["iri"] for each in json.loads(found.stdout)] == [row["iri"] for row in rows]
        assert not found.stderr
    assert len(rows) > 20
    some = run(sample_kb, "topics", "--format", "json", "--limit", "3")
    assert len(json.loads(some.stdout)) == 3
    assert f"3 of {len(rows)} topics are shown" in some.stderr


def test_a_topic_is_shown_and_not_narrowed(sample_kb: Path) -> None:
    assert run(sample_kb, "topics", "on", "call").stdout.startswith("On-call\n")
    assert "On-call" in run(sample_kb, "topics", "--text", "call").stdout
    assert run(sample_kb, "topics", "on-call", "--event", "harbour").exit_code == 2


def test_names_need_no_quotation_marks(sample_kb: Path) -> None:
    for one in ("speaker Ines Calloway", "talk burnout has a lead time", "related burnout lead"):
        command, *words = one.split()
        if command == "related":
            words = ["burnout", "has", "a", "lead"]
        shown = run(sample_kb, command, *words)
        assert shown.exit_code == 0
        assert shown.stdout == run(sample_kb, command, " ".join(words)).stdout


# ── colours and pages ────────────────────────────────────────────────────────────────────────


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def _on_terminal(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    """Put a terminal of five lines in place of the streams, and return what is printed to it."""
    content = io.BytesIO()
    for name in ("NO_COLOR", "FORCE_COLOR", "PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (("TERM", "xterm"), ("COLUMNS", "40"), ("LINES", "5")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", _Terminal(content, "utf-8", write_through=True))
    monkeypatch.setattr(sys, "stdin", _Terminal(io.BytesIO()))
    return content


def _print(
    lines: int, *, color: bool | None = None, unpaged: bool = False, error: bool = False
) -> None:
    with click.Context(main, color=color) as context, paged(context):
        context.meta[UNPAGED] = unpaged
        console().print("\n".join(["Ropes"] * lines), style="bold red")
        if error:
            raise NotFound("there is nobody", name="nobody")


def test_a_terminal_has_colours_unless_nobody_wants_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = _on_terminal(monkeypatch)
    _print(1)
    assert b"\x1b[1;31mRopes\x1b[0m" in terminal.getvalue()
    _print(1, color=False)
    monkeypatch.setenv("NO_COLOR", "1")
    _print(1)
    assert terminal.getvalue().endswith(b"\x1b[0m\nRopes\nRopes\n")


def test_only_what_is_long_is_given_to_the_pager(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = _on_terminal(monkeypatch)
    shown = tmp_path / "shown"
    monkeypatch.setenv("PAGER", f"dd of={shown} status=none")
    _print(3)
    _print(9, unpaged=True)
    with pytest.raises(NotFound):
        _print(9, error=True)
    assert terminal.getvalue().count(b"Ropes") == 21
    assert not shown.exists()
    _print(9)
    assert shown.read_text().splitlines() == ["Ropes"] * 9
    monkeypatch.setenv("PAGER", "")
    _print(9)
    assert terminal.getvalue().count(b"Ropes") == 30


def test_what_is_piped_is_plain_and_not_kept(
    sample_kb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", "false")
    for wanted in (["talks"], ["search", "sleep"], ["themes"]):
        assert "\x1b" not in run(sample_kb, *wanted).stdout
