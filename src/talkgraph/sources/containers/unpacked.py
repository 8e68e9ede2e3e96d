"""The bytes that a packed file holds, from first to last, and never more than there should be."""

import bz2
import io
import lzma
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final, Protocol, cast

from talkgraph.sources.containers.kinds import Kind, Packing, name_unpacked
from talkgraph.sources.containers.limits import (
    CHUNK,
    IN_MEMORY,
    LARGEST_DICTIONARY,
    LARGEST_HEADER,
    LARGEST_MEMBER,
    LARGEST_UNPACKED,
    ArchiveBroken,
    ArchiveTooLarge,
    megabytes,
    refuse_ratio,
)
from talkgraph.sources.containers.members import Refused, Slice, as_archive_errors


class _Decoder(Protocol):
    """What `bz2` and `lzma` have, and `_Gzip` too."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    """`zlib` with the manners of `bz2`."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        return not self._decoder.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)


_DECODERS: Final[dict[Packing, Callable[[], _Decoder]]] = {
    Packing.GZIP: _Gzip,
    Packing.BZIP2: bz2.BZ2Decompressor,
    Packing.XZ: lambda: lzma.LZMADecompressor(memlimit=LARGEST_DICTIONARY),
}


class Unpacked:
    """A packed file as a stream that goes forwards only; what `tarfile` needs of a file.

    Reading raises `ArchiveTooLarge` where more comes out than is read, or comes out of too little.
    A file that is not packed may be read from any place.
    """

    def __init__(self, path: Path, packing: Packing) -> None:
        """Open the file."""
        self._file = path.open("rb")
        self._plain = packing is Packing.NONE
        self._make = _DECODERS.get(packing, _Gzip)
        self._decoder = self._make()
        self._packed = 0
        self._at = 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def tell(self) -> int:
        """Return how many bytes were read or passed."""
        return self._at

    def seek(self, place: int) -> int:
        """Go forwards to a place; where the file ends before it, it is broken."""
        if self._plain:
            self._at = self._file.seek(place)
            return self._at
        if place < self._at:
            raise ArchiveBroken("it is damaged (an entry lies before itself); get it again")
        while self._at < place:
            if not self.some(min(CHUNK, place - self._at)):
                raise ArchiveBroken("it is damaged or cut short (it ends early); get it again")
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Read the bytes of a header, as many as there are."""
        if not 0 <= size <= LARGEST_HEADER:
            raise ArchiveTooLarge(
                f"what it says of one entry takes more than {megabytes(LARGEST_HEADER)}; if you"
                " trust it, unpack it yourself and give the folder"
            )
        parts: list[bytes] = []
        while size and (part := self.some(size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def some(self, size: int) -> bytes:
        """Read some bytes, at most `size`; none at the end."""
        data = self._file.read(size) if self._plain else self._unpack(size)
        self._at += len(data)
        if not self._plain:
            _refuse_much(self._packed, self._at)
        return data

    def _unpack(self, size: int) -> bytes:
        with as_archive_errors():
            while True:
                packed, ended = self._feed()
                if self._decoder.eof:
                    return b""
                if data := self._decoder.decompress(packed, size):
                    return data
                if ended and not self._decoder.eof:
                    raise EOFError("it ends early")

    def _feed(self) -> tuple[bytes, bool]:
        """Return what the decoder wants next, and whether there is no more of it."""
        if not self._decoder.eof:
            packed = self._next() if self._decoder.needs_input else b""
            return packed, self._decoder.needs_input and not packed
        packed = self._decoder.unused_data or self._next()
        while packed and not packed.strip(b"\0"):  # zeros fill a tape's last block
            packed = self._next()
        if packed:  # what was packed in two parts goes on
            self._decoder = self._make()
        return packed, not packed

    def _next(self) -> bytes:
        packed = self._file.read(CHUNK)
        self._packed += len(packed)
        return packed


def _refuse_much(packed: int, unpacked: int) -> None:
    refuse_ratio(packed, unpacked)
    if unpacked > LARGEST_UNPACKED:
        raise ArchiveTooLarge(
            f"it unpacks to more than {megabytes(LARGEST_UNPACKED)}, which is not read; unpack it"
            " yourself and give what is needed of it"
        )


class Kept:
    """Files that were unpacked, one after another: in memory while they are small."""

    def __init__(self) -> None:
        """Begin with none."""
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self._end = 0

    def keep(self, stream: Unpacked, size: int | None) -> tuple[int, int]:
        """Copy the next `size` bytes, or all up to the end; return where they lie, and how many.

        Raises `ArchiveError` where there are fewer, or more than a file may have.
        """
        start = self._end
        self._file.seek(start)
        left = LARGEST_MEMBER + 1 if size is None else size
        while left and (data := stream.some(min(CHUNK, left))):
            self._file.write(data)
            self._end += len(data)
            left -= len(data)
        if size is None and not left:
            raise ArchiveTooLarge(too_large_member(self._end - start))
        if size is not None and left:
            raise ArchiveBroken("it is damaged or cut short (it ends early); get it again")
        return start, self._end - start

    def open(self, place: tuple[int, int]) -> io.BufferedReader:
        """Open what was kept."""
        return io.BufferedReader(Slice(cast("BinaryIO", self._file), *place))

    def close(self) -> None:
        """Forget all of it."""
        self._file.close()


def too_large_member(size: int) -> str:
    """Say that a file in an archive is larger than what is read."""
    return (
        f"it has {megabytes(size)} or more, and files of more than {megabytes(LARGEST_MEMBER)} are"
        " not read; split it, or give what is needed of it"
    )


class PackedFile:
    """One packed file, as an archive of one. Implements `members.Archive`."""

    def __init__(self, path: Path, kind: Kind) -> None:
        """Unpack it. Raises `ArchiveError`."""
        self.names: tuple[str, ...] = (name_unpacked(path.name),)
        self.refused: tuple[Refused, ...] = ()
        self.problem = ""
        self._kept = Kept()
        stream = Unpacked(path, kind.packing)
        try:
            self._place = self._kept.keep(stream, None)
        except BaseException:
            self._kept.close()
            raise
        finally:
            stream.close()

    def open(self, name: str) -> io.BufferedReader:
        """Open it; it has only one file, whatever the name."""
        return self._kept.open(self._place)

    def size(self, name: str) -> int:
        """Return how many bytes it has."""
        return self._place[1]

    def close(self) -> None:
        """Forget it."""
        self._kept.close()
