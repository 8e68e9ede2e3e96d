"""A knowledge base on disk: its generations, their manifests, the atomic switch, the lock.

::

    kb/
      CURRENT                the name of the generation in use and the SHA-256 of its manifest, each
                             on a line; then the same of the one before it
      lock                   held by a writer while it lives
      iris-went.tsv          the IRIs that went and are not yet kept: `former.journal`
      sources.json           what was built, and with which options: `build.places`
      generations/NAME/      one finished build, never changed again
        manifest.json        format, settings, encoder, counts, size and SHA-256 of every file
        graph/ passages.* vectors.* lexical/ ...

A build writes to ``generations/.building-*`` and is published by two renames, each after what it
names is on the disk. A reader therefore sees the previous generation or the next one, never half of
one, even after the power went. The generation before the current one is kept, which doubles the
room on the disk: for readers that still have it open, and to answer where the current one turns out
to be damaged (`usable`). Older ones are removed, and so is what a failed build has begun. Nothing
else is: a folder without a manifest of ours is somebody's own, nothing is written or removed
through links, and files are made under fresh names.

`FORMAT_VERSION` goes up whenever an older generation could not be read any more: another file, or a
field without a default in a value that is stored (`Manifest`, `TalkRecord`, ...).
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from talkgraph.errors import (
    KnowledgeBaseDamaged,
    KnowledgeBaseError,
    KnowledgeBaseLocked,
    KnowledgeBaseMismatch,
    KnowledgeBaseMissing,
    KnowledgeBaseRefused,
    because,
    is_not_allowed,
    is_refusal,
    unreadable,
)
from talkgraph.search.files import as_json, flush, load, replace_file
from talkgraph.settings import NO_IMPRINT, Imprint
from talkgraph.words import is_utf_8, printable

# The files of a generation that hold values: written by a build, read by whoever opens it.
PEOPLE: Final = "people.jsonl"
DIAGNOSTICS: Final = "diagnostics.json"
COVERAGE: Final = "coverage.json"
THEMES: Final = "themes.jsonl"
TOPICS: Final = "topics.json"
OUTSIDE: Final = "outside.json"
PROPOSALS: Final = "proposals.json"
STATS: Final = "stats.json"
VOCABULARY: Final = "vocabulary.json"


FORMAT_VERSION: Final = 9
_MANIFEST: Final = "manifest.json"
_ALTERED: Final = f"{_MANIFEST} has been altered"
_CURRENT: Final = "CURRENT"
_LOCK: Final = "lock"
_GENERATIONS: Final = "generations"
GRAPH: Final = "graph"  # the folder of the store
_BUILDING: Final = ".building-"
_OURS: Final = re.compile(r"\.building-.+-[0-9a-f]{8}")  # a folder that a build has begun
_NAMED_BY_US: Final = re.compile(r"[0-9a-f]{16}(-[0-9]+)?")
_TEMPORARY: Final = re.compile(
    r"\.(CURRENT|fitted\.json|iris-went\.tsv|manifest\.json|sources\.json)\.[0-9a-f]{16}\.new"
)
_HASHED_ON_OPEN: Final = 16 * 1024 * 1024
# What a database engine rewrites for itself whenever somebody opens it.
_TRIES: Final = 10
_BETWEEN_TRIES: Final = 0.05  # seconds
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
    path to its size in bytes and its SHA-256. `imprint` is what the user says of the data. `gone`
    counts the triples that were taken away from the store since it was written from nothing.
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
    gone: int = 0
    format: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A published build: its folder, its manifest, and the SHA-256 that its manifest had.

    `problem` tells why the generation that `CURRENT` names cannot be read, where this is the one
    before it.
    """

    folder: Path
    manifest: Manifest
    digest: str | None = None
    problem: str | None = None

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

    Raises `KnowledgeBaseMissing`, `KnowledgeBaseMismatch` (another format version),
    `KnowledgeBaseDamaged` (a file is missing, truncated or altered), or `KnowledgeBaseRefused`.
    """
    with _reading(kb):
        found = _named(kb)
        checked = _checked(kb, found.name, found.digest, hash_up_to=_HASHED_ON_OPEN)
        if found.digest is None:
            raise KnowledgeBaseDamaged(_damage(kb, [f"{_CURRENT} has no SHA-256 of {_MANIFEST}"]))
        return checked


def usable(kb: Path) -> Generation:
    """Return the generation in use or, where that is damaged, the one before it.

    That has a `problem` then, which who opens it has to tell. All of it has been checked. Raises
    what `current` raises where there is none that is whole, and of this format.
    """
    while True:
        seen = mark(kb)
        try:
            return current(kb)
        except KnowledgeBaseDamaged as error:
            if mark(kb) != seen:
                continue  # a build has ended meanwhile, and removed what was named before
            former = _former(kb)
            if former is None:
                raise
            return replace(former, problem=str(error))


def _former(kb: Path) -> Generation | None:
    """Return the newest whole generation that `CURRENT` does not name as the one in use."""
    try:
        named = _named(kb)
    except KnowledgeBaseError:
        named = _Named(name="")
    with _reading(kb):
        for folder in _finished(kb, named):
            digest = named.former_digest if folder.name == named.former else None
            try:
                return _checked(kb, folder.name, digest, hash_up_to=None)
            except KnowledgeBaseError:
                continue
    return None


def _finished(kb: Path, named: "_Named") -> list[Path]:
    """Return the folders of the other generations: the one before first, then the newest."""
    order: dict[Path, tuple[bool, int, str]] = {}
    for folder in (kb / _GENERATIONS).glob("[!.]*"):
        with suppress(OSError):  # it is no generation, or has just gone
            changed = (folder / _MANIFEST).stat().st_mtime_ns
            order[folder] = (folder.name == named.former, changed, folder.name)
    found = sorted(order, key=lambda folder: order[folder], reverse=True)
    return [folder for folder in found if folder.name != named.name]


def is_begun(folder: Path) -> bool:
    """Tell whether a folder is one that a build writes to, has begun to, or has left damaged."""
    ours = ("lock", _CURRENT, _GENERATIONS)
    return any(os.path.lexists(folder / name) for name in ours)


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
        try:
            folder = usable(kb).folder
        except KnowledgeBaseMismatch:
            folder = kb / _GENERATIONS / _named(kb).name
        base = load(folder / _MANIFEST, dict[str, Any]).get("base_iri")
    except KnowledgeBaseError:
        return None
    return folder / GRAPH if base == base_iri and (folder / GRAPH).is_dir() else None


def verify(generation: Generation) -> tuple[str, ...]:
    """Check size and SHA-256 of every file; return one sentence per problem found.

    The first is that of the generation in use, where this one stands in for it.
    """
    problems = _problems(generation, hash_up_to=None)
    return (*([generation.problem] if generation.problem else ()), *problems)


def is_whole(generation: Generation) -> bool:
    """Tell whether every file of a generation is what was built, by size and SHA-256."""
    return not any(_problems(generation, hash_up_to=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What `CURRENT` says: the generation in use, the one before it, their manifests' SHA-256."""

    name: str
    digest: str | None = None
    former: str | None = None
    former_digest: str | None = None


def _size(path: Path) -> int:
    """Return a file's size; raises `OSError` for a pipe, whose opener waits for its other end."""
    told = path.stat()
    if not (stat.S_ISREG(told.st_mode) or stat.S_ISDIR(told.st_mode)):
        raise OSError(errno.EINVAL, "it is no file", str(path))
    return told.st_size


def _missing(kb: Path) -> KnowledgeBaseMissing:
    """Return the error for a folder that is none, and perhaps that of the notes."""
    missing = f"{printable(kb)}: there is no knowledge base here"
    if is_begun(kb) or not kb.is_dir() or not any(kb.glob("[!.]*")):
        return KnowledgeBaseMissing(
            f"{missing}; make one with: talkgraph build NOTES... --kb {printable(kb)}"
        )
    return KnowledgeBaseMissing(
        f"{missing}, but other files; say with --kb where it is or, if these are the notes, make "
        f"one of them: talkgraph build {printable(kb)} --kb FOLDER"
    )


def _named(kb: Path) -> _Named:
    path = kb / _CURRENT
    try:
        _size(path)
        name, *more = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise _missing(kb) from None
    except (OSError, UnicodeDecodeError) as error:
        if is_not_allowed(error):
            raise unreadable(path, error) from error
        raise KnowledgeBaseDamaged(f"{kb}: CURRENT cannot be read ({error}); build again") from None
    name = name.strip()
    if not name or "\x00" in name or Path(name).name != name or name.startswith("."):
        raise KnowledgeBaseDamaged(f"{kb}: CURRENT does not name a generation; build again")
    told = [*filter(None, map(str.strip, more)), None, None, None]
    return _Named(name=name, digest=told[0], former=told[1], former_digest=told[2])


@contextmanager
def _reading(kb: Path) -> Iterator[None]:
    """Say which knowledge base it is that the system does not let us read."""
    _refuse_odd_name(kb)
    try:
        yield
    except OSError as error:
        raise unreadable(error.filename or kb, error) from error


def _refuse_odd_name(kb: Path) -> None:
    if not is_utf_8(str(kb)):
        raise KnowledgeBaseRefused(
            f"{printable(kb)}: the name of this folder is not UTF-8, which the store of graphs "
            "does not take; give it another name (--kb)"
        )


def _checked(kb: Path, name: str, digest: str | None, *, hash_up_to: int | None) -> Generation:
    """Return a generation that is whole; see `current`."""
    folder = kb / _GENERATIONS / name
    if not folder.is_dir():
        raise KnowledgeBaseDamaged(
            f"{kb}: CURRENT names the generation {name}, which is not there; build again"
        )
    try:
        manifest = _read_manifest(folder)
    except KnowledgeBaseMismatch:
        if _is_as_written(folder, digest):
            raise
        raise KnowledgeBaseDamaged(_damage(kb, [_ALTERED])) from None
    generation = Generation(folder=folder, manifest=manifest, digest=digest)
    problems = list(_problems(generation, hash_up_to=hash_up_to))
    if problems:
        raise KnowledgeBaseDamaged(_damage(kb, problems))
    return generation


def _what_to_do(version: object) -> str:
    """Say what to do about a knowledge base of another format."""
    build = "build it again with this one (talkgraph build NOTES... --kb ...)"
    if isinstance(version, int) and version > FORMAT_VERSION:
        return f"a later talkgraph made it: install that, or {build}"
    return build


def _read_manifest(folder: Path) -> Manifest:
    path = folder / _MANIFEST
    if path.exists():
        _size(path)
    version = load(path, dict[str, Any]).get("format")
    if version != FORMAT_VERSION:
        raise KnowledgeBaseMismatch(
            f"{path}: the knowledge base has format {version}, this talkgraph reads format "
            f"{FORMAT_VERSION}; {_what_to_do(version)}"
        )
    return load(path, Manifest)


def _is_as_written(folder: Path, digest: str | None) -> bool:
    path = folder / _MANIFEST
    _size(path)
    return digest in (None, file_digest(path))


def _problems(generation: Generation, *, hash_up_to: int | None) -> Iterator[str]:
    if not _is_as_written(generation.folder, generation.digest):
        yield _ALTERED
    for name, (size, sha256) in sorted(generation.manifest.files.items()):
        path = generation.folder / name
        try:
            found = _size(path)
            if found != size:
                yield f"{name} has {found} bytes instead of {size}"
            elif (hash_up_to is None or size <= hash_up_to) and file_digest(path) != sha256:
                yield f"{name} has been altered"
        except FileNotFoundError:
            yield f"{name} is missing"
        except OSError as error:
            if is_not_allowed(error):
                raise
            yield f"{name} cannot be read ({error.strerror})"
    for path in generation.folder.rglob("*"):  # the store reads what lies in its folder
        name = path.relative_to(generation.folder).as_posix()
        known = name in generation.manifest.files or name == _MANIFEST
        if not (known or path.is_dir() or path.name.startswith(_NOT_CONTENT)):
            yield f"{name} is no file of the build"


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
    at once where another process holds it, and `KnowledgeBaseRefused` where nothing can be
    written. What killed builds left behind is swept away.
    """
    from filelock import FileLock, Timeout

    _refuse_odd_name(kb)
    lock = FileLock(kb / _LOCK, timeout=0)
    with _writing(kb):
        _make(kb)
        _refuse_odd_lock(kb)
        try:
            lock.acquire()
        except Timeout:
            raise KnowledgeBaseLocked(
                f"{kb}: another process is building this knowledge base; wait until it has finished"
            ) from None
    try:
        with _writing(kb):
            _sweep(kb)
        yield
    finally:
        lock.release()


def _refuse_odd_lock(kb: Path) -> None:
    place = kb / _LOCK
    if place.is_symlink() or place.is_dir():
        what = "a link" if place.is_symlink() else "a folder"
        raise KnowledgeBaseRefused(
            f"{place} is {what}, and talkgraph locks a file of its own alone; move it away and "
            "build again"
        )


@contextmanager
def _writing(kb: Path) -> Iterator[None]:
    """Say that it is the knowledge base that cannot be written, whoever says so."""
    try:
        yield
    except (OSError, RuntimeError, KnowledgeBaseDamaged) as error:
        refused = error.__cause__ if isinstance(error, KnowledgeBaseDamaged) else error
        if not isinstance(refused, OSError | RuntimeError) or not _is_of(kb, refused):
            raise
        raise KnowledgeBaseRefused(
            f"{kb}: the knowledge base cannot be written: {because(refused)}. What was there "
            "before is as it was"
        ) from error


def _is_of(kb: Path, error: OSError | RuntimeError) -> bool:
    """Tell whether an error is about a file of a knowledge base; one that names none is."""
    if not isinstance(error, OSError):
        return is_refusal(error)
    place = error.filename
    if not isinstance(place, str | bytes | os.PathLike):
        return True
    told, own = Path(os.fsdecode(place)).absolute(), kb.absolute()
    return told == own or own in told.parents or told in own.parents


def _make(kb: Path) -> None:
    """Make the folder, and those above it, if they are not there."""
    new = [folder for folder in (kb, *kb.parents) if not folder.exists()]
    kb.mkdir(parents=True, exist_ok=True)
    for folder in reversed(new):
        with suppress(PermissionError):  # of a folder that one may enter, and not list
            flush(folder.parent)


def _sweep(kb: Path) -> None:
    for left in _generations(kb).glob(f"{_BUILDING}*"):
        if _is_ours(left):
            _discard(left)
        elif _OURS.fullmatch(left.name) and not left.is_symlink():
            _remove_temporaries(left)
            with suppress(OSError):  # something else is in it
                left.rmdir()
    _remove_temporaries(kb)


def _remove_temporaries(folder: Path) -> None:
    for left in folder.iterdir():
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


def _remove(folder: Path, named: Collection[str | None] = ()) -> None:
    """Remove a generation if a build has made it: one with our manifest, or `named` by us.

    It goes in one step for whoever looks for it by its name.
    """
    is_named = folder.name in named and _NAMED_BY_US.fullmatch(folder.name)
    if _is_ours(folder) or (is_named and folder.is_dir() and not folder.is_symlink()):
        gone = _fresh(folder)
        with suppress(OSError):
            folder.rename(gone)
            _discard(gone)


def _fresh(folder: Path) -> Path:
    """Return a name that nothing has yet, which says that a build has begun or ended with it."""
    return folder.with_name(f"{_BUILDING}{folder.name}-{secrets.token_hex(4)}")


def _discard(folder: Path) -> None:
    """Remove a folder of ours, as far as that goes; last the manifest, which tells that it is.

    A store that could not be written may still be at work in it, and is waited for a little.
    """
    for _ in range(_TRIES):
        with suppress(OSError):
            manifest = folder / _MANIFEST
            for each in folder.iterdir():
                if each == manifest and not each.is_dir():
                    continue
                if each.is_dir() and not each.is_symlink():
                    shutil.rmtree(each)
                else:
                    each.unlink()
            manifest.unlink(missing_ok=True)
            folder.rmdir()
        if not folder.exists():
            return
        time.sleep(_BETWEEN_TRIES)


def _is_ours(folder: Path) -> bool:
    manifest = folder / _MANIFEST
    if folder.is_symlink() or manifest.is_symlink() or not manifest.is_file():
        return False
    try:
        told = load(manifest, dict[str, Any])
    except KnowledgeBaseError:
        return False
    return "format" in told and ("fingerprint" in told or _BUILDING in told)


def built(kb: Path) -> list[Path]:
    """Return the folders of the generations that builds have finished, for a writer."""
    return [each for each in _generations(kb).iterdir() if each.is_dir() and _is_ours(each)]


@contextmanager
def building(kb: Path, name: str) -> Iterator[Path]:
    """Give a build the folder for its files, which goes if the build fails; a writer calls this.

    Raises `KnowledgeBaseRefused` for whatever says that a file there cannot be written.
    """
    with _writing(kb):
        folder = begin(kb, name)
        try:
            yield folder
        except BaseException:
            _discard(folder)
            raise


def begin(kb: Path, name: str) -> Path:
    """Make and return the folder in which a build may put its files."""
    folder = _fresh(_generations(kb) / name)
    folder.mkdir()
    try:
        replace_file(folder / _MANIFEST, as_json({"format": FORMAT_VERSION, _BUILDING: name}))
    except BaseException:
        _discard(folder)
        raise
    return folder


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of every file of a finished build, by posix path."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, file_digest(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in _NOT_CONTENT and path.name != _MANIFEST
    }


def publish(kb: Path, folder: Path, name: str, manifest: Manifest) -> Generation:
    """Give a finished build its name and make it the current one; remove those before the last.

    The manifest is written last, the folder is renamed, then ``CURRENT`` is replaced. What is read
    until then stays, also where it stands in for a generation that is damaged. Raises
    `KnowledgeBaseDamaged` if ``CURRENT`` is a folder.
    """
    replace_file(folder / _MANIFEST, as_json(manifest))
    _flush_all(folder)
    before, named = _before(kb)
    taken = {named.name, before.name if before else named.name}
    final = _free(_generations(kb) / name, taken)
    folder.rename(final)
    try:
        flush(final.parent)
        digest = _switch(kb, final.name, before)
    except BaseException:
        if _is_unused(kb, final.name):
            _remove(final)
        raise
    for each in final.parent.iterdir():
        if each.name != final.name and (before is None or each.name != before.name):
            _remove(each, {named.name, named.former})
    return Generation(folder=final, manifest=manifest, digest=digest)


def _is_unused(kb: Path, name: str) -> bool:
    """Tell whether it is certain that `CURRENT` does not name a generation."""
    if (kb / _CURRENT).is_dir():
        return True
    try:
        return _named(kb).name != name
    except KnowledgeBaseMissing:
        return True
    except KnowledgeBaseError:
        return False


def _before(kb: Path) -> tuple[Generation | None, _Named]:
    """Return the generation that is read until now, if any is, and what `CURRENT` says."""
    named = _Named(name="")
    with suppress(KnowledgeBaseError):
        named = _named(kb)
    try:
        return usable(kb), named
    except KnowledgeBaseError:
        return None, named


def _free(folder: Path, taken: Collection[str]) -> Path:
    """Return where a build can go: what is there of ours makes room, if nobody reads it."""
    for number in count(1):
        place = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        if place.name not in taken:
            _remove(place)
        if not os.path.lexists(place):
            break
    return place


def _switch(kb: Path, name: str, before: Generation | None) -> str:
    """Make the named generation the current one; return the SHA-256 of its manifest."""
    digest = file_digest(kb / _GENERATIONS / name / _MANIFEST)
    lines = [name, digest]
    if before is not None and before.name != name:
        lines += [before.name, before.digest or file_digest(before.folder / _MANIFEST)]
    try:
        replace_file(kb / _CURRENT, "".join(f"{line}\n" for line in lines).encode())
    except IsADirectoryError:
        raise KnowledgeBaseDamaged(
            f"{kb / _CURRENT} is a folder; move it away and build again"
        ) from None
    return digest


def _flush_all(folder: Path) -> None:
    """Have what is in a folder on the disk, the files before the folders that name them."""
    for place, _, files in os.walk(folder, topdown=False):
        for file in files:
            flush(Path(place) / file)
        flush(Path(place))
