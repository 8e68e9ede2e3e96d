"""Opens what was found, wherever it lies: a file, or a member of an archive."""

from typing import BinaryIO

from talkgraph.model import SourceFile


def opened(source: SourceFile) -> BinaryIO:
    """Open a source for reading. Raises `OSError` if it cannot be opened."""
    return source.path.open("rb")


def size_of(source: SourceFile) -> int:
    """Return the number of its bytes. Raises `OSError` if it cannot be found."""
    return source.path.stat().st_size
