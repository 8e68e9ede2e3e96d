"""An archive as the rest of the program sees it: names of files, and a stream for each."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Final, Protocol

from talkgraph.sources.containers.limits import ArchiveBroken, ArchiveError

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_FIRST_PRINTABLE: Final = 32
_DELETE: Final = 127

CLIMBS: Final = "its name leads out of the archive; pack it again with names below one folder"
UNWRITABLE: Final = "its name has characters that no name should have; pack it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An entry of an archive that is not opened whoever looks for it: its name, and why."""

    name: str
    why: str


class Archive(Protocol):
    """An open archive. What can be read are its `names`; `refused` are entries that are not.

    `problem` says why there is no more, where it is damaged: what `names` has is whole.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files in it, in order, each once, with `/` between folders."""
        ...

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The entries that are not opened."""
        ...

    @property
    def problem(self) -> str:
        """Why it ends early; empty if it does not."""
        ...

    def open(self, name: str) -> io.BufferedReader:
        """Open a file in it. Raises `ArchiveError`, as reading it may."""
        ...

    def size(self, name: str) -> int:
        """Return how many bytes a file in it has."""
        ...

    def close(self) -> None:
        """Let go of the archive; open streams are of no use after that."""
        ...


def own_name(name: str) -> str:
    """Return the name of a file in an archive, without what says nothing.

    >>> own_name("./data//tweets.js")
    'data/tweets.js'
    """
    return PurePosixPath(*(part for part in name.split("/") if part not in {"", "."})).as_posix()


def why_unsafe(name: str) -> str | None:
    r"""Say what is wrong with a name as it stands in an archive.

    >>> why_unsafe("../out.md") == why_unsafe("/etc/out.md") == why_unsafe("C:\\out.md") == CLIMBS
    True
    >>> why_unsafe("day 1/..ropes.md")
    """
    if name.startswith("/") or "\\" in name or _DRIVE.match(name) or ".." in name.split("/"):
        return CLIMBS
    if any(ord(each) < _FIRST_PRINTABLE or ord(each) == _DELETE for each in name):
        return UNWRITABLE
    return None


@contextmanager
def as_archive_errors() -> Iterator[None]:
    """Turn whatever the libraries raise over bad bytes into `ArchiveBroken`."""
    try:
        yield
    except ArchiveError:
        raise
    except Exception as error:  # of zlib, lzma, struct and others, and many kinds
        raise ArchiveBroken(_reason(error)) from error


def _reason(error: Exception) -> str:
    told = str(error).strip() or type(error).__name__
    return f"it is damaged or cut short ({told}); get it again"


class Slice(io.RawIOBase):
    """Some bytes of a file that is open for others too, as a file of its own."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        """Take `size` bytes from `start`."""
        self._file, self._start, self._size = file, start, size
        self._at = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be read from any place."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Read some bytes; none at the end."""
        wanted = min(len(buffer), max(0, self._size - self._at))
        self._file.seek(self._start + self._at)
        data = self._file.read(wanted)
        if wanted and not data:
            raise ArchiveBroken("it is damaged or cut short (it ends early); get it again")
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
