"""The entries of a large JSON file one by one, after whatever JavaScript stands before them.

Only one entry is in memory at a time, so that an archive may be larger than that. What a decoder
says of a broken file quotes the file, and is not repeated: it may be private.
"""

import codecs
import hashlib
import io
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from talkgraph.model import SourceFile
from talkgraph.sources.opening import opened

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Entry = dict[str, object]
"""One entry as JSON has it; of its values nothing is sure."""

_HEAD: Final = 4096
"""How far into a file its first bracket may stand."""
_CHUNK: Final = 1 << 18
_LARGEST_ENTRY: Final = 1 << 24
"""Characters of one entry that are read; real posts have some thousands."""


class Entries:
    """Reads the entries of a file; `sha256` and `problem` are right once all of them are read.

    They stand in a list, or, with `key`, in lists at that key of an object. One object without a
    list is an entry, too. `count` is how many have been read.
    """

    def __init__(self, source: SourceFile, key: str = "") -> None:
        """Choose a file; nothing is opened yet."""
        self._source = source
        self._key = key
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

    def _entries(self, text: "_Json") -> Iterator[Entry]:
        try:
            if text.next() == "[":
                values = text.items()
            else:
                values = text.lists_at(self._key) if self._key else iter((text.value(),))
            for value in values:
                self.count += 1
                if isinstance(value, dict):
                    yield value
        except (ValueError, RecursionError):
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
        while self.take(_CHUNK):
            pass
        return self._hash.hexdigest()


class _Json:
    """A file as JSON, from its first bracket on, of which one value at a time is decoded.

    Everything raises `ValueError`, or `RecursionError`, where that is no JSON.
    """

    def __init__(self, file: Hashed) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._at = 0
        self._ended = False
        while not self._ended and len(self._text) < _HEAD:
            self._more(_HEAD)
        starts = (self._text.find(bracket) for bracket in "[{")
        self._at = min((at for at in starts if 0 <= at < _HEAD), default=0)

    def _more(self, size: int) -> None:
        data = self._file.take(size)
        self._ended = not data
        self._text = self._text[self._at :] + self._decode(data, not data)
        self._at = 0

    def next(self) -> str:
        """Return the next character that is not white space, and stay there; "" at the end."""
        while True:
            found = _SOME.search(self._text, self._at)
            if found or self._ended:
                self._at = found.start() if found else len(self._text)
                return found[0] if found else ""
            self._more(_CHUNK)

    def _pass(self, character: str) -> bool:
        """Pass over a character if it is the next."""
        passed = self.next() == character
        self._at += passed
        return passed

    def value(self) -> object:
        """Return the next value."""
        self.next()
        size = _CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                end = len(self._text)
                if self._ended:
                    raise
            # What ends where the text ends may go on: a number, or half a word.
            if end < len(self._text) or self._ended:
                self._at = end
                return value
            if len(self._text) - self._at > _LARGEST_ENTRY:
                raise ValueError("an entry is too large")
            self._more(size)
            size *= 2

    def items(self) -> Iterator[object]:
        """Yield the values of the list that comes next."""
        if not self._pass("["):
            raise ValueError("no list")
        while not self._pass("]"):
            yield self.value()
            if not self._pass(",") and self.next() != "]":
                raise ValueError("no end of a list")

    def lists_at(self, key: str) -> Iterator[object]:
        """Yield the values of the lists at a key of the object that comes next."""
        if not self._pass("{"):
            raise ValueError("no object")
        while not self._pass("}"):
            name = self.value()
            if not isinstance(name, str) or not self._pass(":"):
                raise ValueError("no key")
            if name == key and self.next() == "[":
                yield from self.items()
            else:
                self.value()
            if not self._pass(",") and self.next() != "}":
                raise ValueError("no end of an object")


_SOME: Final = re.compile(r"[^ \t\r\n]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def text_in(entry: object, *keys: str) -> str:
    """Return the text at a key, or at the first of several that has some; else nothing.

    What no text should hold, and no graph can, is a blank: control characters, half characters.
    """
    if isinstance(entry, dict):
        for key in keys:
            value = entry.get(key)
            if isinstance(value, str) and value:
                return _CONTROL.sub(" ", value)
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
