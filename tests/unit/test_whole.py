"""Files that are read as a whole: what every reader says of one that is gone or far too large."""

import hashlib
import os
from pathlib import Path

import pytest

from talkgraph.model import NO_HINTS, Reading, SourceFile
from talkgraph.protocols import SourceReader
from talkgraph.sources.notes.read import HandwrittenNotes
from talkgraph.sources.programmes.devopsdays import DevOpsDays
from talkgraph.sources.programmes.ical.read import ICalendar
from talkgraph.sources.programmes.pyvideo import PyVideo
from talkgraph.sources.programmes.rubyevents import RubyEvents
from talkgraph.sources.programmes.schedule import ScheduleProgrammes
from talkgraph.sources.programmes.sessionize import Sessionize
from talkgraph.sources.whole import WholeFile, read_whole
from talkgraph.sources.written.reading import WrittenNotes

READERS: tuple[SourceReader, ...] = (
    *(ScheduleProgrammes(), DevOpsDays(), RubyEvents(), PyVideo(), Sessionize(), ICalendar()),
    *(WrittenNotes(), HandwrittenNotes()),
)


def _told(reader: SourceReader, path: Path) -> tuple[list[str], str]:
    [reading] = reader.read([SourceFile(path=path, name=path.name, given=True)], NO_HINTS)
    assert reading.events == ()
    return [each.code for each in reading.diagnostics], reading.sha256


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: type(reader).__name__)
def test_what_is_gone_or_far_too_large_is_named(reader: SourceReader, tmp_path: Path) -> None:
    path = tmp_path / "programme"
    assert _told(reader, path) == (["source-unreadable"], "")
    path.touch()
    os.truncate(path, 65 * 1024 * 1024)
    assert _told(reader, path) == (["source-too-large"], "")


def test_a_file_is_read_up_to_the_largest_size(tmp_path: Path) -> None:
    path = tmp_path / "programme"
    path.write_bytes(b"ropes")
    source = SourceFile(path=path, name=path.name)
    whole = read_whole(source, 5)
    assert whole == WholeFile(data=b"ropes", sha256=hashlib.sha256(b"ropes").hexdigest())
    refused = read_whole(source, 4)
    assert isinstance(refused, Reading)
    [problem] = refused.diagnostics
    assert "5 bytes, and more than 4 are not read" in problem.message
