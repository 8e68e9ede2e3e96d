"""A knowledge base on disk: its generations, their manifests, the atomic switch, the lock.

::

    kb/
      CURRENT                the name of the generation in use, replaced by rename
      lock                   held by a writer while it lives
      iris-went.tsv          the IRIs that went and are not yet kept: `former.journal`
      generations/NAME/      one finished build, never changed again
        manifest.json        format, settings, encoder, counts, size and SHA-256 of every file
        graph/ passages.* vectors.* lexical/ ...

A build writes to ``generations/.building-*`` and is published by two renames. A reader
therefore sees the previous generation or the next one, never half of one. The generation before
the current one is kept for readers that still have it open; older ones are removed.

`FORMAT_VERSION` goes up whenever an older generation could not be read any more: another file, or a
field without a default in a value that is stored (`Manifest`, `TalkRecord`, ...).
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from talkgraph.errors import (
    KnowledgeBaseDamaged,
    KnowledgeBaseError,
    KnowledgeBaseLocked,
    KnowledgeBaseMismatch,
    KnowledgeBaseMissing,
)
from talkgraph.search.files import load, save
from talkgraph.settings import NO_IMPRINT, Imprint

# The files of a generation that hold values: written by a build, read by whoever opens it.
PEOPLE: Final = "people.json"
DIAGNOSTICS: Final = "diagnostics.json"
COVERAGE: Final = "coverage.json"
VERDICTS: Final = "shacl.json"
THEMES: Final = "themes.json"
TOPICS: Final = "topics.json"
OUTSIDE: Final = "outside.json"
PROPOSALS: Final = "proposals.json"


FORMAT_VERSION: Final = 4
_MANIFEST: Final = "manifest.json"
_CURRENT: Final = "CURRENT"
GRAPH: Final = "graph"  # the folder of the store
_BUILDING: Final = ".building-"
_HASHED_ON_OPEN: Final = 16 * 1024 * 1024
# What a database engine rewrites for itself whenever somebody opens it.
_NOT_CONTENT: Final = ("LOCK", "LOG", "LOG.old")


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderMark:
    """Which encoder made the vectors."""

    name: str
    fingerprint: str
    dimension: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMark:
    """Which bytes a source had, and the slugs of the events that it tells of.

    `kind` is "programme", "archive" or "part" for what machines write, and `format` is then its
    format in words for people; both are empty for notes.
    """

    source: str
    sha256: str
    events: tuple[str, ...] = ()
    kind: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation is made of.

    `fingerprint` identifies everything the build depended on; `files` maps each file's posix
    path to its size in bytes and its SHA-256. `imprint` is what the user says of the data.
    """

    fingerprint: str
    version: str
    base_iri: str
    language: str
    encoder: EncoderMark
    sources: tuple[SourceMark, ...]
    counts: Mapping[str, int]
    files: Mapping[str, tuple[int, str]]
    imprint: Imprint = NO_IMPRINT
    format: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A published build: its folder and its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The generation's name."""
        return self.folder.name

    @property
    def graph(self) -> Path:
        """The folder of its graph store."""
        return self.folder / GRAPH


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def current(kb: Path) -> Generation:
    """Return the generation in use, after checking that it is whole.

    Sizes are checked for every file and hashes for those up to 16 MiB; `verify` checks all.

    Raises `KnowledgeBaseMissing`, `KnowledgeBaseMismatch` (another format version) or
    `KnowledgeBaseDamaged` (a file is missing, truncated or altered).
    """
    name = _current_name(kb)
    folder = kb / "generations" / name
    if not folder.is_dir():
        raise KnowledgeBaseDamaged(
            f"{kb}: CURRENT names the generation {name}, which is not there; build again"
        )
    generation = Generation(folder=folder, manifest=_read_manifest(folder))
    problems = list(_problems(generation, hash_up_to=_HASHED_ON_OPEN))
    if problems:
        raise KnowledgeBaseDamaged(_damage(kb, problems))
    return generation


def mark(kb: Path) -> tuple[int, int, int] | None:
    """Return what changes whenever another generation comes into use; `None` without one."""
    try:
        found = (kb / _CURRENT).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def last_graph(kb: Path, base_iri: str) -> Path | None:
    """Return the folder of the graph in use if its IRIs have this base, whoever wrote it."""
    try:
        folder = kb / "generations" / _current_name(kb)
        base = load(folder / _MANIFEST, dict[str, Any]).get("base_iri")
    except KnowledgeBaseError:
        return None
    return folder / GRAPH if base == base_iri and (folder / GRAPH).is_dir() else None


def verify(generation: Generation) -> tuple[str, ...]:
    """Check size and SHA-256 of every file; return one sentence per problem found."""
    return tuple(_problems(generation, hash_up_to=None))


def _current_name(kb: Path) -> str:
    try:
        name = (kb / _CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise KnowledgeBaseMissing(
            f"{kb}: there is no knowledge base here; "
            f"make one with: talkgraph build NOTES... --kb {kb}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeBaseDamaged(f"{kb}: CURRENT cannot be read ({error}); build again") from None
    if not name or Path(name).name != name or name.startswith("."):
        raise KnowledgeBaseDamaged(f"{kb}: CURRENT does not name a generation; build again")
    return name


def _read_manifest(folder: Path) -> Manifest:
    path = folder / _MANIFEST
    version = load(path, dict[str, Any]).get("format")
    if version != FORMAT_VERSION:
        raise KnowledgeBaseMismatch(
            f"{path}: the knowledge base has format {version}, this talkgraph reads format "
            f"{FORMAT_VERSION}; build it again with this version"
        )
    return load(path, Manifest)


def _problems(generation: Generation, *, hash_up_to: int | None) -> Iterator[str]:
    for name, (size, sha256) in sorted(generation.manifest.files.items()):
        path = generation.folder / name
        try:
            found = path.stat().st_size
            if found != size:
                yield f"{name} has {found} bytes instead of {size}"
            elif (hash_up_to is None or size <= hash_up_to) and file_digest(path) != sha256:
                yield f"{name} has been altered"
        except FileNotFoundError:
            yield f"{name} is missing"
        except OSError as error:
            yield f"{name} cannot be read ({error.strerror})"


def _damage(kb: Path, problems: list[str]) -> str:
    return (
        f"{kb}: the knowledge base is damaged: {'; '.join(problems)}. "
        f"Build it again (talkgraph build NOTES... --kb {kb})"
    )


# ── writing ──────────────────────────────────────────────────────────────────────────────────


@contextmanager
def writer(kb: Path) -> Iterator[None]:
    """Hold the right to write to a knowledge base.

    The lock goes with the process that holds it, however it ends. Raises `KnowledgeBaseLocked`
    at once where another process holds it. What killed builds left behind is swept away.
    """
    from filelock import FileLock, Timeout

    try:
        kb.mkdir(parents=True, exist_ok=True)
        lock = FileLock(kb / "lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise KnowledgeBaseLocked(
            f"{kb}: another process is building this knowledge base; wait until it has finished"
        ) from None
    except OSError as error:
        raise KnowledgeBaseLocked(f"{kb}: cannot be written to ({error.strerror})") from error
    try:
        for left in (kb / "generations").glob(f"{_BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


def begin(kb: Path, name: str) -> Path:
    """Make and return the folder in which a build may put its files; a writer calls this."""
    folder = kb / "generations" / f"{_BUILDING}{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of every file of a finished build, by posix path."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, file_digest(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in _NOT_CONTENT and path.name != _MANIFEST
    }


def publish(kb: Path, folder: Path, name: str, manifest: Manifest) -> Generation:
    """Give a finished build its name and make it the current one.

    The manifest is written last, the folder is renamed, then ``CURRENT`` is replaced.
    """
    save(folder / _MANIFEST, manifest)
    final = kb / "generations" / name
    if final.exists():  # an earlier build of the same input that was damaged or superseded
        shutil.rmtree(final)
    folder.rename(final)
    switch(kb, name)
    return Generation(folder=final, manifest=manifest)


def switch(kb: Path, name: str) -> None:
    """Make the named generation the current one and remove those before the last."""
    try:
        previous: str | None = _current_name(kb)
    except (KnowledgeBaseMissing, KnowledgeBaseDamaged):
        previous = None
    replace_file(kb / _CURRENT, f"{name}\n")
    for folder in (kb / "generations").iterdir():
        if folder.name not in (name, previous):
            shutil.rmtree(folder, ignore_errors=True)


def replace_file(path: Path, text: str) -> None:
    """Write a file (UTF-8) that whoever reads it sees as it was, or whole; raises `OSError`."""
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
