"""The notes themselves, kept beside what was made of them: a line can be seen in its place.

A generation has one ZIP file of them, `texts.zip`, where each is called by the hash of its bytes:
a person can unpack it, what is said of a version is shown on that very version, and the manifest
counts it among its files. Packed, notes take a third of their size, much less than their graph.

Only what people wrote is kept. What machines publish has no lines to show, and its owners' licence;
an archive of a network holds posts that are nobody's business here; files that were left out are
left out. Who publishes a base publishes these texts with it, remarks in comments and all, and may
build it without (`Settings.keep_texts`): places are then shown by the passages that stand there.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.knowledge.generation import Generation, SourceMark, built
from talkgraph.model import SourceFile
from talkgraph.sources.whole import WholeFile, read_whole

FILE: Final = "texts.zip"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the same notes give the same bytes
_MODE: Final = 0o644 << 16
_UNIX: Final = 3
_LONGEST: Final = 1 << 25  # bytes: more than any reader of notes takes


def keep_texts(folder: Path, files: Sequence[SourceFile], marks: Iterable[SourceMark]) -> None:
    """Keep the bytes of those sources that are notes and tell of an event."""
    by_name = {each.name: each for each in files}
    wanted = {
        mark.sha256: by_name[mark.source]
        for mark in marks
        if mark.sha256 and mark.events and not mark.kind and mark.source in by_name
    }
    with zipfile.ZipFile(folder / FILE, "w", zipfile.ZIP_DEFLATED) as kept:
        for sha256, file in sorted(wanted.items()):
            read = read_whole(file)
            if isinstance(read, WholeFile) and read.sha256 == sha256:
                entry = zipfile.ZipInfo(sha256, _LONG_AGO)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system, entry.external_attr = _UNIX, _MODE
                kept.writestr(entry, read.data)


def forget_texts(kb: Path) -> None:
    """Remove the notes that former generations keep: none is to be found in this knowledge base.

    Those generations cannot stand in for one that is damaged any more.
    """
    for folder in built(kb):
        (folder / FILE).unlink(missing_ok=True)


class KeptTexts:
    """The notes that a generation has kept; older ones, and those built without, have none."""

    def __init__(self, generation: Generation) -> None:
        """Look which there are; the file stays open, whatever becomes of its name."""
        self._path = generation.folder / FILE
        self._file: zipfile.ZipFile | None = None
        held: frozenset[str] = frozenset()
        if FILE in generation.manifest.files:
            with self._reading():
                if not self._path.is_file():  # a pipe would be waited for
                    raise FileNotFoundError("it is no file")
                self._file = zipfile.ZipFile(self._path)
                held = frozenset(self._file.namelist())
        self._hashes: Mapping[str, str] = {
            mark.source: mark.sha256 for mark in generation.manifest.sources if mark.sha256 in held
        }

    def __contains__(self, source: str) -> bool:
        """Tell whether the text of a source is kept."""
        return source in self._hashes

    def of(self, source: str) -> bytes:
        """Return the bytes of a source that is kept, of which the hash is what the build read.

        Raises `KeyError` for any other source, and `KnowledgeBaseDamaged`.
        """
        sha256 = self._hashes[source]
        assert self._file is not None
        with self._reading():
            if self._file.getinfo(sha256).file_size > _LONGEST:
                raise zipfile.BadZipFile(f"{sha256} is longer than notes are")
            data = self._file.read(sha256)
            if hashlib.sha256(data).hexdigest() != sha256:
                raise zipfile.BadZipFile(f"{sha256} has been altered")
        return data

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile) as error:
            raise KnowledgeBaseDamaged(
                f"{self._path}: the texts of the notes cannot be read ({error}); build again"
            ) from None
