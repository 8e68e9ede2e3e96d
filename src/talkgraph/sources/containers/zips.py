"""Opens zips: their table of contents first, and then only the files that somebody wants."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from talkgraph.sources.containers.limits import (
    LARGEST_DIRECTORY,
    LARGEST_MEMBER,
    LARGEST_UNPACKED,
    MOST_MEMBERS,
    ArchiveBroken,
    ArchiveTooLarge,
    megabytes,
    refuse_ratio,
)
from talkgraph.sources.containers.members import (
    Refused,
    as_archive_errors,
    own_name,
    why_unsafe,
)
from talkgraph.sources.containers.tars import LINK
from talkgraph.sources.containers.unpacked import too_large_member

ENCRYPTED: Final = "it is encrypted; unpack it with its password and give the folder"
UNKNOWN_METHOD: Final = "it is packed in a way that is not read; pack it again as an ordinary zip"
_IS_ENCRYPTED: Final = 0x1 | 0x40
_IS_UTF8: Final = 0x800
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = 20
_LONGEST_COMMENT: Final = 1 << 16


class Zip:
    """An open zip. Implements `members.Archive`."""

    def __init__(self, path: Path, wanted: Callable[[str], bool]) -> None:
        """Read its table of contents. Raises `ArchiveError`."""
        self.problem = ""
        with as_archive_errors():
            _refuse_directory(path)
            self._zip = zipfile.ZipFile(path)
        try:
            self._refused: list[Refused] = []
            self._members: dict[str, zipfile.ZipInfo] = {}
            for entry in self._zip.infolist():
                self._take(entry)
            _refuse_much(
                path, [info for name, info in self._members.items() if wanted(name)], self._zip
            )
        except BaseException:
            self.close()
            raise

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files."""
        return tuple(self._members)

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The entries that are not opened."""
        return tuple(self._refused)

    def open(self, name: str) -> io.BufferedReader:
        """Open a file in it."""
        with as_archive_errors():
            return io.BufferedReader(_Member(self._zip.open(self._members[name])))

    def size(self, name: str) -> int:
        """Return how many bytes a file in it has, as its table of contents says."""
        return self._members[name].file_size

    def close(self) -> None:
        """Close it."""
        self._zip.close()

    def _take(self, entry: zipfile.ZipInfo) -> None:
        name = _name(entry)
        if entry.is_dir():
            return
        if why := _why_not(entry):
            self._refused.append(Refused(name=name, why=why))
        else:
            self._members[own_name(name)] = entry


class _Member(io.RawIOBase):
    """A file in a zip whose errors are ours."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with as_archive_errors():
            return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        with as_archive_errors():
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a name as it was written, whether or not it says that it is UTF-8."""
    name = entry.orig_filename
    if entry.flag_bits & _IS_UTF8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _why_not(entry: zipfile.ZipInfo) -> str | None:
    if unsafe := why_unsafe(_name(entry)):
        return unsafe
    if stat.S_ISLNK(entry.external_attr >> 16):
        return LINK
    if entry.flag_bits & _IS_ENCRYPTED:
        return ENCRYPTED
    if entry.compress_type not in _METHODS:
        return UNKNOWN_METHOD
    if entry.file_size > LARGEST_MEMBER:
        return too_large_member(entry.file_size)
    try:
        refuse_ratio(entry.compress_size, entry.file_size)
    except ArchiveTooLarge as error:
        return str(error)
    return None


def _refuse_much(path: Path, wanted: list[zipfile.ZipInfo], archive: zipfile.ZipFile) -> None:
    """Refuse what would unpack to too much, or whose files share their bytes."""
    if len(archive.infolist()) > MOST_MEMBERS:
        raise ArchiveTooLarge(
            f"it has more than {MOST_MEMBERS:,} entries, which is not read; unpack it yourself and"
            " give the folder"
        )
    total = sum(info.file_size for info in wanted)
    refuse_ratio(path.stat().st_size, total)
    if total > LARGEST_UNPACKED:
        raise ArchiveTooLarge(
            f"what would be read of it has more than {megabytes(LARGEST_UNPACKED)}; unpack it"
            " yourself and give what is needed of it"
        )


def _refuse_directory(path: Path) -> None:
    """Refuse a table of contents that would fill the memory: `zipfile` reads it whole."""
    with path.open("rb") as file:
        length = file.seek(0, io.SEEK_END)
        file.seek(max(0, length - _LONGEST_COMMENT - _END.size - _LOCATOR - _END_64.size))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END.size:
            raise ArchiveBroken(
                "it is damaged or cut short (its table of contents is missing); get it again"
            )
        size = _END.unpack_from(tail, at)[5]
        at -= _LOCATOR + _END_64.size
        if tail[max(0, at + _END_64.size) :].startswith(b"PK\x06\x07") and at >= 0:
            size = _END_64.unpack_from(tail, at)[8]
    if size > LARGEST_DIRECTORY:
        raise ArchiveTooLarge(
            f"its table of contents has more than {megabytes(LARGEST_DIRECTORY)}, which is not"
            " read; unpack it yourself and give the folder"
        )
