"""The entries of a large JSON file one by one, after whatever JavaScript stands before them.

Only one entry is in memory at a time, so that an archive may be larger than that. What a decoder
says of a broken file quotes the file, and is not repeated: it may be private.
"""

import hashlib
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

import ijson

from talkgraph.model import SourceFile
from talkgraph.sources.opening import opened

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Entry = dict[str, object]
"""One entry as JSON has it; of its values nothing is sure."""

_HEAD: Final = 4096
"""How far into a file its first bracket may stand."""
_HELD: Final = 64
"""The bytes at the end that may be no JSON, but the end of a statement of JavaScript."""


class Entries:
    """Reads the entries of a file; `sha256` and `problem` are right once all of them are read.

    `at` is where the entries stand, as ijson writes it: `item` in a list, `orderedItems.item`
    below a key, nothing for the one value of the whole file.
    """

    def __init__(self, source: SourceFile, at: str = "item") -> None:
        """Choose a file; nothing is opened yet."""
        self._source = source
        self._at = at
        self.sha256 = ""
        self.problem = ""
        self.count = 0

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries that are objects; count the others, too."""
        try:
            with opened(self._source) as file:
                hashed = Hashed(file)
                yield from self._entries(_Json(hashed))
                self.sha256 = hashed.finish()
        except OSError as error:
            self.problem = f"the file cannot be read: {error.strerror or 'no access'}"

    def _entries(self, stream: "_Json") -> Iterator[Entry]:
        try:
            for value in ijson.items(stream, self._at, use_float=True):
                self.count += 1
                if isinstance(value, dict):
                    yield value
        except (ijson.JSONError, UnicodeError, ValueError, OverflowError, RecursionError):
            where = f"after entry {self.count}" if self.count else "from its beginning"
            self.problem = f"it is no JSON {where}"


class Hashed(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        """Take an open file from its beginning."""
        super().__init__()
        self._file = file
        self._hash = hashlib.sha256()

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read into a buffer, for what reads through Python's own layers."""
        view = memoryview(buffer).cast("B")
        data = self.take(len(view))
        view[: len(data)] = data
        return len(data)

    def finish(self) -> str:
        """Read what is left, and return the digest of the whole file."""
        while self.take(1 << 16):
            pass
        return self._hash.hexdigest()


class _Json:
    """A file as its bytes of JSON alone: without what stands before its first bracket."""

    def __init__(self, file: Hashed) -> None:
        self._file = file
        head = file.take(_HEAD)
        starts = [at for at in (head.find(b"["), head.find(b"{")) if at >= 0]
        self._held = head[min(starts) :] if starts else head
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; the last few are held back until it is known that they are."""
        if size == 0:
            return b""
        while not self._ended and len(self._held) <= _HELD:
            data = self._file.take(max(size, 1 << 16))
            self._held += data
            if not data:
                self._ended = True
                self._held = self._held.rstrip(b"; \t\r\n\0")
        keep = len(self._held) - (0 if self._ended else _HELD)
        data, self._held = self._held[:keep], self._held[keep:]
        return data


def text_in(entry: object, *keys: str) -> str:
    """Return the text at a key, or at the first of several that has some; else nothing."""
    if isinstance(entry, dict):
        for key in keys:
            value = entry.get(key)
            if isinstance(value, str) and value:
                return value
    return ""


def identifier_in(entry: object, *keys: str) -> str:
    """Return the number at a key, written as text or not, or at the first of several."""
    if isinstance(entry, dict):
        for key in keys:
            value = entry.get(key)
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value) if 0 <= value < _LARGEST else ""
            if isinstance(value, str) and value.isascii() and value.isdigit():
                return value if len(value) <= _MOST_DIGITS else ""
    return ""


_MOST_DIGITS: Final = 20
_LARGEST: Final = 10**_MOST_DIGITS


def value_in(entry: object, *path: str) -> object:
    """Return what stands below one key after another, or nothing."""
    for key in path:
        entry = entry.get(key) if isinstance(entry, dict) else None
    return entry


def list_in(entry: object, *path: str) -> list[object]:
    """Return the list below one key after another; anything else is an empty one."""
    value = value_in(entry, *path)
    return value if isinstance(value, list) else []
