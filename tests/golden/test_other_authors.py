"""Notes of many authors against what a person read in them: floors, and no line lost.

Each author's folder is read as a whole, once, as a build reads it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from knowledge_bases import CORPUS
from reading_scores import Figures, score

from talkgraph.model import Reading
from talkgraph.sources import registry
from talkgraph.sources.discover import Sources, discover

OTHERS = CORPUS / "others"
KEPT_ASIDE = frozenset({"emmanuel-vasseur", "rboulton", "xakraz"})
"""Authors whose notes were kept aside at first; their figures are told apart."""

TITLES, SPEAKERS, EVENTS, DATES, LINES = 0.95, 0.92, 0.85, 0.90, 0.98

pytestmark = pytest.mark.skipif(
    not (OTHERS / "gold.json").is_file(), reason=f"the notes of other authors are not at {OTHERS}"
)


@dataclass(frozen=True, kw_only=True)
class Author:
    """One author's folder, read."""

    folder: Path
    found: Sources
    readings: tuple[Reading, ...]


@dataclass(frozen=True, kw_only=True)
class Notes:
    """What was read of every author, and what is right."""

    gold: Sequence[Mapping[str, Any]]
    authors: tuple[Author, ...]

    @cached_property
    def readings(self) -> dict[str, Reading]:
        return {
            f"{author.folder.name}/{reading.source}": reading
            for author in self.authors
            for reading in author.readings
        }

    def figures(self) -> tuple[Figures, str]:
        """Return the figures of all files, and a text that has those of both groups as well."""
        names = {author.folder.name for author in self.authors}
        every = score(self.gold, self.readings)
        known = score(self.gold, self.readings, names - KEPT_ASIDE)
        strange = score(self.gold, self.readings, names & KEPT_ASIDE)
        lines = [f"all: {every}", f"looked at: {known}", f"kept aside: {strange}", *known.faults]
        return every, "\n".join(lines)


@pytest.fixture(scope="module")
def notes() -> Notes:
    gold = json.loads((OTHERS / "gold.json").read_text("utf-8"))
    authors = []
    for folder in sorted((OTHERS / "files").iterdir()):
        found = discover([folder])
        readings = registry.read_all(found.files)
        authors.append(Author(folder=folder, found=found, readings=readings))
    return Notes(gold=gold, authors=tuple(authors))


def test_every_file_of_the_gold_is_read(notes: Notes) -> None:
    assert [file["file"] for file in notes.gold if file["file"] not in notes.readings] == []


def test_titles_and_speakers(notes: Notes) -> None:
    every, told = notes.figures()
    assert every.titles.f1 >= TITLES, told
    assert every.speakers.f1 >= SPEAKERS, told


def test_events_and_dates(notes: Notes) -> None:
    every, told = notes.figures()
    assert every.events.share >= EVENTS, told
    assert every.dates.share >= DATES, told


def test_no_file_is_forgotten(notes: Notes) -> None:
    """Every file that lies there is read, or one of those that are counted as left out."""
    for author in notes.authors:
        there = sum(path.is_file() for path in author.folder.rglob("[!.]*"))
        left_out = sum(account.files for account in author.found.left_out)
        assert len(author.readings) + left_out == there, author.folder.name
        assert all(account.reason for account in author.found.left_out)


def test_what_is_in_no_event_has_a_reason(notes: Notes) -> None:
    """A file that is left out says why of all its lines, unless it is empty."""
    for name, reading in notes.readings.items():
        assert reading.taken_for is not None, name
        if reading.event is not None:
            assert reading.taken_for.what != "left out", name
            continue
        assert reading.taken_for.what == "left out", name
        assert reading.taken_for.why, name
        content = reading.coverage.content if reading.coverage else 0
        told = [d for d in reading.diagnostics if len(d.lines) >= content]
        assert told or not content, name


def test_no_line_is_lost(notes: Notes) -> None:
    accounts = {n: r.coverage for n, r in notes.readings.items() if r.coverage is not None}
    assert [name for name, account in accounts.items() if account.missing] == []
    lines = sum(lines_with_text(OTHERS / "files" / name) for name in notes.readings)
    in_graph = sum(account.in_graph for account in accounts.values())
    named = sum(account.in_diagnostics for account in accounts.values())
    left_out = sum(account.left_out for account in accounts.values())
    told = f"of {lines} lines {in_graph} in the graph, {named} named, {left_out} left out"
    assert in_graph + named + left_out == lines, told
    assert in_graph >= LINES * lines, told


def lines_with_text(path: Path) -> int:
    text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    return sum(bool(line.strip()) for line in text.replace("\r", "\n").split("\n"))
