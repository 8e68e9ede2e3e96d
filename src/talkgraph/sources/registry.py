"""Who reads which file: the readers of all source formats, asked in order, by content."""

from collections.abc import Sequence
from typing import Final

from talkgraph.model import Diagnostic, Reading, Severity, SourceFile, Span
from talkgraph.protocols import SourceReader
from talkgraph.sources.formats import CUT, structure_of
from talkgraph.sources.notes.layout.overrules.files import FILE_NAME
from talkgraph.sources.notes.read import HandwrittenNotes

READERS: tuple[SourceReader, ...] = (HandwrittenNotes(),)
"""The formats that talkgraph reads; the first reader that accepts a file reads it."""

COMPANIONS: Final = (FILE_NAME,)
"""The names of files that are no notes, but say how those of their folder are to be read."""


def suffixes() -> tuple[str, ...]:
    """Return the endings of the files that any reader looks for in a folder, in lower case."""
    return tuple(dict.fromkeys(suffix for reader in READERS for suffix in reader.suffixes))


def an_ending_of_each() -> str:
    """Return one ending of what each reader reads, for a sentence that asks for such files."""
    return " or ".join(dict.fromkeys(reader.suffixes[0] for reader in READERS))


def reader_of(source: SourceFile) -> SourceReader | None:
    """Return the reader of a file, or `None` if nobody accepts it.

    A file that the user names is offered to every reader, one that only lies in a folder to
    those that look for files of its ending. Raises `OSError` if it cannot be opened.
    """
    name = source.name.lower()
    asked = [each for each in READERS if source.given or name.endswith(each.suffixes)]
    head = _head(source)
    return next((reader for reader in asked if reader.accepts(head, source.name)), None)


def why_refused(source: SourceFile) -> str:
    """Say what a file is that no reader accepts, as far as its beginning tells.

    Raises `OSError` if it cannot be opened.
    """
    what = structure_of(_head(source), source.name)
    known = f"this is {what}, which no reader knows"
    return known if what else "no reader knows what this file is"


def _head(source: SourceFile) -> bytes:
    with source.path.open("rb") as file:
        return file.read(CUT)


def read_all(sources: Sequence[SourceFile]) -> tuple[Reading, ...]:
    """Read files that were found together, in their order, each with whoever accepts it.

    A reader is given all its files at once, so that they can decide together. What nobody can
    read has an error and no event.
    """
    readings: dict[int, Reading] = {}
    accepted: dict[int, list[int]] = {}
    for place, source in enumerate(sources):
        try:
            if not source.path.is_file():
                link = source.path.is_symlink()
                reason = "the link leads nowhere" if link else "it is no file"
                readings[place] = _unread(source, reason)
                continue
            reader = reader_of(source)
            if reader is None:
                wanted = f"give notes, such as files ending in {an_ending_of_each()}"
                message = f"{why_refused(source)}; {wanted}"
                readings[place] = _without_event(source, "source-unknown", message)
                continue
        except OSError as error:
            readings[place] = _unread(source, error.strerror or str(error))
            continue
        accepted.setdefault(READERS.index(reader), []).append(place)
    for number, places in accepted.items():
        told = READERS[number].read([sources[place] for place in places])
        readings.update(zip(places, told, strict=True))
    return tuple(readings[place] for place in range(len(sources)))


def read(source: SourceFile) -> Reading:
    """Read one file by itself."""
    return read_all((source,))[0]


def _unread(source: SourceFile, reason: str) -> Reading:
    message = f"the file cannot be read: {reason}; check that it exists and may be read"
    return _without_event(source, "source-unreadable", message)


def _without_event(source: SourceFile, code: str, message: str) -> Reading:
    problem = Diagnostic.at(Span(source=source.name), code, message, Severity.ERROR)
    return Reading(source=source.name, sha256="", event=None, diagnostics=(problem,))
