"""A knowledge base on disk: its generations, their manifests, the atomic switch, the lock.

::

    kb/
      CURRENT                the name of the generation in use, and the SHA-256 of its manifest
      lock                   held by a writer while it lives
      iris-went.tsv          the IRIs that went and are not yet kept: `former.journal`
      generations/NAME/      one finished build, never changed again
        manifest.json        format, settings, encoder, counts, size and SHA-256 of every file
        graph/ passages.* vectors.* lexical/ ...

A build writes to ``generations/.building-*`` and is published by two renames, each after what it
names is on the disk. A reader therefore sees the previous generation or the next one, never half of
one, even after the power went. The generation before the current one is kept for readers that still
have it open; older ones are removed. Nothing else is: a folder without a manifest of ours is
somebody's own, nothing is written or removed through links, and files are made under fresh names.

`FORMAT_VERSION` goes up whenever an older generation could not be read any more: another file, or a
field without a default in a value that is stored (`Manifest`, `TalkRecord`, ...).
"""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
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
_GENERATIONS: Final = "generations"
GRAPH: Final = "graph"  # the folder of the store
_BUILDING: Final = ".building-"
_TEMPORARY: Final = re.compile(r"\.(CURRENT|iris-went\.tsv)\.[0-9a-f]{16}\.new")
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
    """A published build: its folder, its manifest, and the SHA-256 that its manifest had."""

    folder: Path
    manifest: Manifest
    digest: str | None = None

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
    name, digest = _current(kb)
    folder = kb / _GENERATIONS / name
    if not folder.is_dir():
        raise KnowledgeBaseDamaged(
            f"{kb}: CURRENT names the generation {name}, which is not there; build again"
        )
    generation = Generation(folder=folder, manifest=_read_manifest(folder), digest=digest)
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
        folder = kb / _GENERATIONS / _current(kb)[0]
        base = load(folder / _MANIFEST, dict[str, Any]).get("base_iri")
    except KnowledgeBaseError:
        return None
    return folder / GRAPH if base == base_iri and (folder / GRAPH).is_dir() else None


def verify(generation: Generation) -> tuple[str, ...]:
    """Check size and SHA-256 of every file; return one sentence per problem found."""
    return tuple(_problems(generation, hash_up_to=None))


def _current(kb: Path) -> tuple[str, str | None]:
    """Return the name of the generation in use, and the SHA-256 of its manifest if it is told."""
    try:
        name, *more = (kb / _CURRENT).read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise KnowledgeBaseMissing(
            f"{kb}: there is no knowledge base here; "
            f"make one with: talkgraph build NOTES... --kb {kb}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeBaseDamaged(f"{kb}: CURRENT cannot be read ({error}); build again") from None
    name = name.strip()
    if not name or "\x00" in name or Path(name).name != name or name.startswith("."):
        raise KnowledgeBaseDamaged(f"{kb}: CURRENT does not name a generation; build again")
    return name, next((line.strip() for line in more if line.strip()), None)


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
    if generation.digest not in (None, file_digest(generation.folder / _MANIFEST)):
        yield f"{_MANIFEST} has been altered"
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
        _sweep(kb)
        yield
    finally:
        lock.release()


def _sweep(kb: Path) -> None:
    for left in _generations(kb).glob(f"{_BUILDING}*"):
        _remove(left)
    for left in kb.iterdir():
        if _TEMPORARY.fullmatch(left.name):
            left.unlink(missing_ok=True)


def _generations(kb: Path) -> Path:
    """Return the folder of the generations, after making it; raises `KnowledgeBaseDamaged`."""
    folder = kb / _GENERATIONS
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        what = "a link" if folder.is_symlink() else "no folder"
        raise KnowledgeBaseDamaged(
            f"{folder} is {what}, and talkgraph writes to folders of its own alone; move it away "
            "and build again"
        )
    folder.mkdir(exist_ok=True, parents=True)
    return folder


def _remove(folder: Path) -> None:
    """Remove a folder if a build has made it."""
    if _is_ours(folder):
        shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    manifest = folder / _MANIFEST
    if folder.is_symlink() or manifest.is_symlink() or not manifest.is_file():
        return False
    try:
        told = load(manifest, dict[str, Any])
    except KnowledgeBaseError:
        return False
    return "format" in told and ("fingerprint" in told or _BUILDING in told)


def begin(kb: Path, name: str) -> Path:
    """Make and return the folder in which a build may put its files; a writer calls this."""
    folder = _generations(kb) / f"{_BUILDING}{name}-{secrets.token_hex(4)}"
    folder.mkdir()
    save(folder / _MANIFEST, {"format": FORMAT_VERSION, _BUILDING: name})
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
    _flush_all(folder)
    final = _free(_generations(kb) / name)
    folder.rename(final)
    _flush(final.parent)
    digest = switch(kb, final.name)
    return Generation(folder=final, manifest=manifest, digest=digest)


def _free(folder: Path) -> Path:
    """Return where a build can go: what is there of ours makes room, and what is not stays."""
    for number in count(1):
        place = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        _remove(place)
        if not os.path.lexists(place):
            break
    return place


def switch(kb: Path, name: str) -> str:
    """Make the named generation the current one and remove those before the last.

    Returns the SHA-256 of its manifest. Raises `KnowledgeBaseDamaged` if `CURRENT` is a folder.
    """
    try:
        previous: str | None = _current(kb)[0]
    except (KnowledgeBaseMissing, KnowledgeBaseDamaged):
        previous = None
    folder = _generations(kb)
    digest = file_digest(folder / name / _MANIFEST)
    try:
        replace_file(kb / _CURRENT, f"{name}\n{digest}\n")
    except IsADirectoryError:
        raise KnowledgeBaseDamaged(
            f"{kb / _CURRENT} is a folder; move it away and build again"
        ) from None
    for each in folder.iterdir():
        if each.name not in (name, previous):
            _remove(each)
    return digest


def replace_file(path: Path, text: str) -> None:
    """Write a file (UTF-8) that whoever reads it sees as it was, or whole; raises `OSError`."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        with os.fdopen(
            os.open(temporary, flags, 0o666), "w", encoding="utf-8", newline="\n"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush(path.parent)


def _flush_all(folder: Path) -> None:
    """Have what is in a folder on the disk, the files before the folders that name them."""
    for place, _, files in os.walk(folder, topdown=False):
        for file in files:
            _flush(Path(place) / file)
        _flush(Path(place))


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
