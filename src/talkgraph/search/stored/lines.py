"""A table on disk that is read by need: a file of JSON Lines, with where each begins and its keys.

===============  ==============================================================================
beside x.jsonl   content
===============  ==============================================================================
x.rows           64-bit numbers, little-endian: where each line begins, and where the last ends
x.keys           as many of them twice over: the digests of all keys in order, then their lines
===============  ==============================================================================

A person reads the lines with any editor, and a program the one that it needs: the files are mapped,
and nothing is parsed before it is asked for. What has been asked for is kept.
"""

import hashlib
import json
import mmap
import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar, overload

from talkgraph.errors import unreadable
from talkgraph.search.once import once
from talkgraph.search.stored.values import reader

T = TypeVar("T")
_Keys = Callable[[T], Iterable[str]]
_NUMBER: Final = 8  # bytes


def save_table(path: Path, values: Iterable[T], keys: _Keys[T]) -> None:
    """Write one value a line, as JSON in ASCII, to be found by its place or by any of its keys."""
    from pydantic_core import to_jsonable_python

    starts, digests = array("Q", [0]), []
    with path.open("wb") as file:
        for row, value in enumerate(values):
            file.write(json.dumps(to_jsonable_python(value), sort_keys=True).encode() + b"\n")
            starts.append(file.tell())
            digests += [(_digest(key), row) for key in keys(value)]
    digests.sort()
    found = array("Q", [digest for digest, _ in digests] + [row for _, row in digests])
    for each, numbers in ((".rows", starts), (".keys", found)):
        if sys.byteorder == "big":
            numbers.byteswap()
        path.with_suffix(each).write_bytes(numbers.tobytes())


class Lines(Sequence[T], Generic[T]):
    """The values of such a file, each made when it is first asked for."""

    def __init__(self, path: Path, kind: type[T], keys: _Keys[T]) -> None:
        """Map a file; raises `KnowledgeBaseDamaged`, naming it, if its parts do not fit."""
        self._path = path
        self._read = reader(kind)
        self._keys_of = keys
        self._content = _mapped(path)
        self._starts = _numbers(path.with_suffix(".rows"))
        self._keys = _numbers(path.with_suffix(".keys"))
        if not len(self._starts) or self._starts[-1] != len(self._content) or len(self._keys) % 2:
            raise unreadable(path.with_suffix(".rows"), "it does not fit the lines")
        self._made: dict[int, T] = {}

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...

    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        """Return a value by its place; raises `KnowledgeBaseDamaged`, naming file and line."""
        if isinstance(place, slice):
            return tuple(self._at(row) for row in range(*place.indices(len(self))))
        row = int(place) + len(self) if place < 0 else int(place)
        if not 0 <= row < len(self):
            raise IndexError(place)
        return self._at(row)

    def __iter__(self) -> Iterator[T]:
        """Yield all values in their order."""
        return map(self._at, range(len(self)))

    def row(self, key: str) -> int | None:
        """Return the place of the first value with a key, and `None` if no value has it."""
        count = len(self._keys) // 2
        digest = _digest(key)
        place = bisect_left(self._keys, digest, 0, count)
        while place < count and self._keys[place] == digest:
            row = self._keys[count + place]
            if key in self._keys_of(self[row]):
                return row
            place += 1
        return None

    def _at(self, row: int) -> T:
        found = self._made.get(row)
        if found is None:
            line = self._content[self._starts[row] : self._starts[row + 1]]
            try:
                found = self._read(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise unreadable(f"{self._path}:{row + 1}", error) from error
            self._made[row] = found
        return found


class _Slugged(Protocol):
    @property
    def slug(self) -> str: ...


def slug_keys(value: _Slugged) -> tuple[str, ...]:
    """Return what a person or a theme is found by."""
    return (value.slug,)


class ByKey(Mapping[str, T]):
    """Values by the first of their keys, in their order."""

    def __init__(self, lines: Sequence[T], keys: _Keys[T]) -> None:
        """Take lines, whose own keys are used, or any other sequence of values."""
        self._lines = lines
        self._keys = keys

    def __getitem__(self, key: str) -> T:
        """Return the value with this key as its first; raises `KeyError`."""
        row = self._lines.row(key) if isinstance(self._lines, Lines) else self._rows.get(key)
        if row is not None:
            value: T = self._lines[row]
            if self._first(value) == key:
                return value
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        """Yield the first keys of all values."""
        return map(self._first, self._lines)

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._lines)

    @once
    def _rows(self) -> Mapping[str, int]:
        return {self._first(value): row for row, value in enumerate(self._lines)}

    def _first(self, value: T) -> str:
        return next(iter(self._keys(value)))


class Later(Sequence[T]):
    """A sequence that is made when it is first looked into."""

    def __init__(self, make: Callable[[], Sequence[T]]) -> None:
        """Take what makes it."""
        self._make = make

    @once
    def _made(self) -> Sequence[T]:
        return self._make()

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...

    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        """Return what stands at a place."""
        return self._made[place]

    def __iter__(self) -> Iterator[T]:
        """Yield everything in order."""
        return iter(self._made)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._made)


def _digest(key: str) -> int:
    told = key.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(told, digest_size=_NUMBER).digest(), "little")


def _mapped(path: Path) -> bytes | mmap.mmap:
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise unreadable(path, error) from error


def _numbers(path: Path) -> Sequence[int]:
    content = _mapped(path)
    if len(content) % _NUMBER:
        raise unreadable(path, "it has a part of a number at its end")
    if sys.byteorder == "big":
        swapped = array("Q", bytes(content))
        swapped.byteswap()
        return swapped
    return memoryview(content).cast("Q")
