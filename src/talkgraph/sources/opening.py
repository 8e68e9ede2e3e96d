"""Opens what was found, wherever it lies: a file, or a file in an archive.

An archive that is opened for each of its thousand notes would be gone through a thousand times. So
whoever opens many says so (`held_open`), and each archive is opened once and closed at the end.
"""

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO, cast

from talkgraph.model import SourceFile
from talkgraph.sources.containers.kinds import Holder, kind_of
from talkgraph.sources.containers.limits import ArchiveBroken
from talkgraph.sources.containers.members import Archive
from talkgraph.sources.containers.tars import Tar
from talkgraph.sources.containers.unpacked import PackedFile
from talkgraph.sources.containers.zips import Zip


def opened(source: SourceFile) -> BinaryIO:
    """Open a source for reading. Raises `OSError` if it cannot be opened; so may reading it."""
    if source.archive is None:
        return source.path.open("rb")
    held = _HELD.get()
    if held is not None:
        return held.archive_of(source).open(source.member)
    archive = open_archive(source.archive, lambda name: name == source.member)
    return _Alone(archive, source.member)


def size_of(source: SourceFile) -> int:
    """Return the number of its bytes. Raises `OSError` if it cannot be found."""
    if source.archive is None:
        return source.path.stat().st_size
    with held_open([source]) as held:
        return held.archive_of(source).size(source.member)


def why_no_file(source: SourceFile) -> str | None:
    """Say why there is nothing to open, if so. Raises `OSError` if that cannot be found out."""
    path = source.archive or source.path
    if path.is_file():
        return None
    return "the link leads nowhere" if path.is_symlink() else "it is no file"


def open_archive(path: Path, wanted: Callable[[str], bool]) -> Archive:
    """Open an archive, of which only files with `wanted` names will be opened.

    Raises `ArchiveError`, or another `OSError` if it cannot be opened.
    """
    kind = kind_of(path)
    if kind is None:
        raise ArchiveBroken("it is no longer an archive; build again")
    if kind.holder is Holder.ZIP:
        return Zip(path, wanted)
    return Tar(path, kind, wanted) if kind.holder is Holder.TAR else PackedFile(path, kind)


class Held:
    """Archives that stay open, and whose files are wanted of each."""

    def __init__(self) -> None:
        """Hold none."""
        self._archives: dict[Path, Archive] = {}
        self._openable: dict[Path, Callable[[str], bool]] = {}
        self._wanted: dict[Path, set[str]] = defaultdict(set)

    def want(self, sources: Iterable[SourceFile]) -> None:
        """Say which files will be opened."""
        for source in sources:
            if source.archive is not None:
                self._wanted[source.archive].add(source.member)

    def look_into(self, path: Path, wanted: Callable[[str], bool]) -> Archive:
        """Open an archive to see what is in it. Raises `OSError`."""
        self._close(path)
        self._archives[path] = open_archive(path, wanted)
        self._openable[path] = wanted
        return self._archives[path]

    def archive_of(self, source: SourceFile) -> Archive:
        """Return the archive that a source lies in. Raises `OSError`."""
        path, member = cast("Path", source.archive), source.member
        known = self._openable.get(path)
        if known is not None and known(member):
            return self._archives[path]
        names = frozenset({*self._wanted[path], member})
        return self.look_into(path, lambda name: name in names or bool(known and known(name)))

    def close(self) -> None:
        """Close all of them."""
        for path in list(self._archives):
            self._close(path)

    def _close(self, path: Path) -> None:
        self._openable.pop(path, None)
        if archive := self._archives.pop(path, None):
            archive.close()


_HELD: ContextVar[Held | None] = ContextVar("archives that are held open", default=None)


@contextmanager
def held_open(sources: Iterable[SourceFile] = ()) -> Iterator[Held]:
    """Keep archives open meanwhile, so that each is gone through once.

    Within another, the outer one keeps them.
    """
    outer = _HELD.get()
    held = outer or Held()
    held.want(sources)
    token = _HELD.set(held)
    try:
        yield held
    finally:
        _HELD.reset(token)
        if outer is None:
            held.close()


class _Alone(io.BufferedReader):
    """A file in an archive that was opened for it alone, and is closed with it."""

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive = archive
        try:
            super().__init__(archive.open(name).detach())
        except BaseException:
            archive.close()
            raise

    def close(self) -> None:
        """Close both."""
        super().close()
        self._archive.close()
