"""Who reads which file: the readers of all source formats, asked in order, by content."""

from collections.abc import Sequence
from typing import Final

from talkgraph.model import NO_HINTS, Diagnostic, Hints, Reading, Severity, SourceFile, Span
from talkgraph.protocols import SourceReader
from talkgraph.sources.archives.mastodon import MastodonArchive
from talkgraph.sources.archives.placing import placed
from talkgraph.sources.archives.twitter import TwitterArchive
from talkgraph.sources.containers.kinds import name_unpacked, other_archive
from talkgraph.sources.formats import CUT, binary_of, structure_of
from talkgraph.sources.former_iris import IRIS_FILE, FormerIris
from talkgraph.sources.notes.layout.overrules.files import FILE_NAME
from talkgraph.sources.notes.read import HandwrittenNotes
from talkgraph.sources.opening import held_open, opened, why_no_file
from talkgraph.sources.programmes.devopsdays import DevOpsDays
from talkgraph.sources.programmes.ical.read import ICalendar
from talkgraph.sources.programmes.pyvideo import PyVideo
from talkgraph.sources.programmes.rubyevents import RubyEvents
from talkgraph.sources.programmes.schedule import ScheduleProgrammes
from talkgraph.sources.programmes.sessionize import Sessionize
from talkgraph.sources.whole import reason_of, unreadable
from talkgraph.sources.written.reading import WrittenNotes

READERS: tuple[SourceReader, ...] = (
    FormerIris(),
    ScheduleProgrammes(),
    DevOpsDays(),
    RubyEvents(),
    PyVideo(),
    Sessionize(),
    ICalendar(),
    TwitterArchive(),
    MastodonArchive(),
    WrittenNotes(),
    HandwrittenNotes(),
)
"""The formats that talkgraph reads; the first reader that accepts a file reads it."""

COMPANIONS: Final = (FILE_NAME, IRIS_FILE)
"""The names of files that are no notes, but say how those of their folder are to be read, or what
IRIs that went are called now."""


WHAT_IS_READ: Final = (
    "notes (.md, .txt and others), programmes (.xml, .json, .yml, .ics) or archives of posts"
)
"""What to give, for a sentence that asks for it."""


def is_looked_for(name: str) -> bool:
    """Tell by its name whether any reader looks for such a file in a folder."""
    return any(reader.looks_for(name) for reader in READERS)


def reader_of(source: SourceFile) -> SourceReader | None:
    """Return the reader of a file, or `None` if nobody accepts it.

    A file that the user names is offered to every reader, one that only lies in a folder to
    those that look for files of its ending. Raises `OSError` if it cannot be opened.
    """
    return reader_by(_head(source), source)


def reader_by(head: bytes, source: SourceFile) -> SourceReader | None:
    """Return the reader of a file of which the first `CUT` bytes are known."""
    name = _unpacked(source)
    asked = (each for each in READERS if source.given or each.looks_for(name))
    return next((reader for reader in asked if reader.accepts(head, name)), None)


def why_refused(source: SourceFile) -> str:
    """Say what a file is that no reader accepts, as far as its beginning tells.

    Raises `OSError` if it cannot be opened.
    """
    return why_refused_by(_head(source), source)


def why_refused_by(head: bytes, source: SourceFile) -> str:
    """Say what a file is that no reader accepts, of which the first `CUT` bytes are known."""
    if archive := other_archive(head):
        return f"this is {archive}, which is not opened"
    what = structure_of(head, _unpacked(source)) or binary_of(head)
    known = f"this is {what}, which no reader knows"
    return known if what else "no reader knows what this file is"


def _unpacked(source: SourceFile) -> str:
    """Return a source's name, and of one that is packed alone the name that it has unpacked."""
    alone = source.archive is not None and not source.is_member
    return name_unpacked(source.name) if alone else source.name


def _head(source: SourceFile) -> bytes:
    with opened(source) as file:
        return file.read(CUT)


def read_all(sources: Sequence[SourceFile], hints: Hints = NO_HINTS) -> tuple[Reading, ...]:
    """Read files that were found together, in their order, each with whoever accepts it.

    A reader is given all its files at once, so that they can decide together. What archives of
    posts tell of events is found among all that the others tell. What nobody can read has an error
    and no event.
    """
    with held_open(sources):
        return _read_all(sources, hints)


def _read_all(sources: Sequence[SourceFile], hints: Hints) -> tuple[Reading, ...]:
    readings: dict[int, Reading] = {}
    accepted: dict[int, list[int]] = {}
    for place, source in enumerate(sources):
        try:
            if reason := why_no_file(source):
                readings[place] = unreadable(source.name, reason)
                continue
            reader = reader_of(source)
            if reader is None:
                readings[place] = _unknown(source)
                continue
        except OSError as error:
            readings[place] = unreadable(source.name, reason_of(error))
            continue
        accepted.setdefault(READERS.index(reader), []).append(place)
    for number, places in accepted.items():
        told = READERS[number].read([sources[place] for place in places], hints)
        readings.update(zip(places, told, strict=True))
    return placed([readings[place] for place in range(len(sources))], hints)


def read(source: SourceFile, hints: Hints = NO_HINTS) -> Reading:
    """Read one file by itself."""
    return read_all((source,), hints)[0]


def _unknown(source: SourceFile) -> Reading:
    message = f"{why_refused(source)}; give {WHAT_IS_READ}"
    problem = Diagnostic.at(Span(source=source.name), "source-unknown", message, Severity.ERROR)
    return Reading(source=source.name, sha256="", diagnostics=(problem,))
