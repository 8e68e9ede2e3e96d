"""The bytes of a source that is read as a whole, or the reading that says why it is not read."""

import hashlib
from dataclasses import dataclass
from typing import Final

from talkgraph.model import Diagnostic, Reading, Severity, SourceFile, Span
from talkgraph.sources.opening import opened, size_of

BROKEN: Final = "source-broken"
"""The code of the diagnostic that a file is of a known format, but cannot be read."""

LARGEST: Final = 50 * 1024 * 1024
"""The largest programme that is read, in bytes; the largest known has some four million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeFile:
    """All bytes of a source, and their digest (SHA-256)."""

    data: bytes
    sha256: str


def read_whole(source: SourceFile, largest: int = LARGEST) -> WholeFile | Reading:
    """Return the bytes of a source, or the reading of one that has too many or cannot be opened."""
    try:
        size = size_of(source)
        data = b""
        if size <= largest:
            with opened(source) as file:
                data = file.read(largest + 1)  # it may have grown meanwhile
    except OSError as error:
        return unreadable(source.name, reason_of(error))
    if max(size, len(data)) > largest:
        problem = too_large(source.name, max(size, len(data)), largest)
        return Reading(source=source.name, sha256="", diagnostics=(problem,))
    return WholeFile(data=data, sha256=hashlib.sha256(data).hexdigest())


def reason_of(error: OSError) -> str:
    """Return why a file cannot be opened or read, without its path."""
    return error.strerror or str(error)


def unreadable(source: str, why: str) -> Reading:
    """Return the reading of a file that cannot be opened or read."""
    message = f"the file cannot be read: {why}; check that it exists and may be read"
    problem = Diagnostic.at(Span(source=source), "source-unreadable", message, Severity.ERROR)
    return Reading(source=source, sha256="", diagnostics=(problem,))


def too_large(source: str, size: int, largest: int) -> Diagnostic:
    """Say that a file is larger than what is read of its format."""
    message = (
        f"the file has {size:,} bytes, and more than {largest:,} are not read; split it, best into"
        " one file per event"
    )
    return Diagnostic.at(Span(source=source), "source-too-large", message, Severity.ERROR)


def broken(source: str, sha256: str, what: str, why: str, path: str = "") -> Reading:
    """Return the reading of a file of a known format that cannot be read."""
    message = f"this is {what}, but it cannot be read: {why}; correct it, or get it anew"
    problem = Diagnostic.at(Span(source=source, path=path), BROKEN, message, Severity.ERROR)
    return Reading(source=source, sha256=sha256, diagnostics=(problem,))
