"""Opens tars, packed or not, entry by entry from the first to the last."""

import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from talkgraph.sources.containers.kinds import Kind, Packing
from talkgraph.sources.containers.limits import (
    LARGEST_MEMBER,
    MOST_MEMBERS,
    ArchiveBroken,
    ArchiveTooLarge,
)
from talkgraph.sources.containers.members import (
    Refused,
    Slice,
    as_archive_errors,
    own_name,
    why_unsafe,
)
from talkgraph.sources.containers.unpacked import Kept, Unpacked, too_large_member

LINK: Final = "a link in an archive is not followed; pack the file itself"
NO_FILE: Final = "it is a device or the like, and no file"
SPARSE: Final = "it is a file with holes, which may be far larger than its bytes; pack it again"


class Tar:
    """A tar whose entries were gone through once. Implements `members.Archive`.

    Of a packed one, the files whose names are `wanted` are kept while it is open; the others have
    a name, and cannot be opened.
    """

    def __init__(self, path: Path, kind: Kind, wanted: Callable[[str], bool]) -> None:
        """Go through it. Raises `ArchiveError` if there is too much of it."""
        self.problem = ""
        self._refused: list[Refused] = []
        self._wanted = wanted
        self._places: dict[str, tuple[int, int] | None] = {}
        self._kept = Kept() if kind.packing is not Packing.NONE else None
        self._file = path.open("rb")
        self._length = path.stat().st_size
        stream = Unpacked(path, kind.packing)
        try:
            for entry in _entries(stream):
                self._take(entry, stream)
        except ArchiveBroken as error:
            self.problem = str(error)
        except BaseException:
            self.close()
            raise
        finally:
            stream.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files."""
        return tuple(self._places)

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The entries that are not opened."""
        return tuple(self._refused)

    def open(self, name: str) -> io.BufferedReader:
        """Open a file in it."""
        place = self._places.get(name)
        if place is None:
            raise ArchiveBroken("there is no such file in the archive; get it again")
        if self._kept is not None:
            return self._kept.open(place)
        return io.BufferedReader(Slice(self._file, *place))

    def size(self, name: str) -> int:
        """Return how many bytes a file in it has."""
        place = self._places.get(name)
        return place[1] if place else 0

    def close(self) -> None:
        """Close it, and forget what was kept of it."""
        self._file.close()
        if self._kept is not None:
            self._kept.close()

    def _take(self, entry: tarfile.TarInfo, stream: Unpacked) -> None:
        if entry.isdir():
            return
        if why := _why_not(entry):
            self._refused.append(Refused(name=entry.name, why=why))
            return
        name = own_name(entry.name)
        self._places[name] = None
        if self._kept is None:
            if entry.offset_data + entry.size > self._length:
                del self._places[name]
                raise ArchiveBroken("it is damaged or cut short (it ends early); get it again")
            self._places[name] = (entry.offset_data, entry.size)
        elif self._wanted(name):
            try:
                self._places[name] = self._kept.keep(stream, entry.size)
            except ArchiveBroken:
                del self._places[name]
                raise


def _why_not(entry: tarfile.TarInfo) -> str | None:
    if unsafe := why_unsafe(entry.name):
        return unsafe
    if entry.issym() or entry.islnk():
        return LINK
    if not entry.isreg():
        return NO_FILE
    if entry.issparse():
        return SPARSE
    return too_large_member(entry.size) if entry.size > LARGEST_MEMBER else None


def _entries(stream: Unpacked) -> Iterator[tarfile.TarInfo]:
    """Yield the entries; `tarfile` itself passes over broken ones as if the archive ended there."""
    with as_archive_errors():
        tar = tarfile.TarFile(fileobj=cast("BinaryIO", stream), mode="r")
        entry = tar.next()
    count = 0
    while entry is not None:
        count += 1
        if count > MOST_MEMBERS:
            raise ArchiveTooLarge(
                f"it has more than {MOST_MEMBERS:,} entries, which is not read; unpack it yourself"
                " and give the folder"
            )
        yield entry
        with as_archive_errors():
            if entry.size < 0 or tar.offset <= entry.offset:
                raise ArchiveBroken("it is damaged (an entry ends before it begins); get it again")
            stream.seek(tar.offset)
            entry = _next(tar)


def _next(tar: tarfile.TarFile) -> tarfile.TarInfo | None:
    try:
        return tarfile.TarInfo.fromtarfile(tar)
    except (tarfile.EOFHeaderError, tarfile.EmptyHeaderError):  # type: ignore[attr-defined]
        return None
