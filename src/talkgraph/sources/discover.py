"""Finds the files that somebody may read, and gives each the name by which it is known."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from talkgraph.model import NOT_NOTES, Diagnostic, Reading, Severity, SourceFile, Span
from talkgraph.sources import registry

# Files that lie beside notes in many folders and are not meant to be notes.
_ACCOMPANYING: Final = frozenset(
    {"readme", "license", "licence", "contributing", "changelog", "code_of_conduct", "security"}
)


def discover(
    sources: Sequence[Path],
) -> tuple[tuple[SourceFile, ...], tuple[Diagnostic, ...]]:
    """Return the files below `sources` that may be read, and what was wrong on the way.

    A folder is searched to any depth in order of names, without what is hidden, for files that a
    reader accepts; a file given by itself is taken whatever it is, and with it what lies beside it
    and says how files are to be read. The source name is the path
    below the folder, with `/`; where two are the same, the names of their folders are put before
    them. A file reached twice counts once.
    """
    found: list[tuple[Path, Path | None, str]] = []
    problems: list[Diagnostic] = []
    seen: set[str] = set()
    for given in sources:
        for path, name in _below(given, problems):
            real = os.path.realpath(path)
            if real not in seen:
                seen.add(real)
                found.append((path, given if given.is_dir() else None, name))
    named = zip(found, _names(found), strict=True)
    asked = {os.path.realpath(given) for given in sources}
    files = (
        SourceFile(path=path, name=name, given=os.path.realpath(path) in asked)
        for (path, _, _), name in named
    )
    return tuple(files), tuple(problems)


def met_in_passing(reading: Reading) -> Reading:
    """Return the reading of a file that only lay in a folder.

    That a README or the like holds no notes is then no more than a remark. Of any other file,
    and of one that the user names, it is worth a warning.
    """
    stem = reading.source.rsplit("/", 1)[-1].split(".", 1)[0].casefold()
    if stem not in _ACCOMPANYING:
        return reading
    softer = (
        replace(d, severity=Severity.INFO) if d.code == NOT_NOTES else d
        for d in reading.diagnostics
    )
    return replace(reading, diagnostics=tuple(softer))


def _below(given: Path, problems: list[Diagnostic]) -> Iterator[tuple[Path, str]]:
    try:
        if given.is_dir():
            yield from _in_folder(given, problems)
        elif given.is_file():
            yield given, given.name
            for name in registry.COMPANIONS:
                if (given.parent / name).is_file():
                    yield given.parent / name, name
        else:
            reason = "a link that leads nowhere" if given.is_symlink() else "no file or folder"
            message = f"there is {reason} at {given}; check the path"
            problems.append(_problem("source-missing", message, given.name or str(given)))
    except OSError as error:
        problems.append(_unreadable(given, error))


def _in_folder(given: Path, problems: list[Diagnostic]) -> Iterator[tuple[Path, str]]:
    before = len(problems)
    empty = True
    for path in _walk(given, frozenset(), problems):
        empty = empty and path.name in registry.COMPANIONS
        yield path, path.relative_to(given).as_posix()
    if empty and len(problems) == before:
        known = registry.known_endings()
        message = f"the folder {given} holds no notes (files ending in {known})"
        problems.append(_problem("folder-without-notes", message, given.name or str(given)))


def _walk(folder: Path, above: frozenset[str], problems: list[Diagnostic]) -> Iterator[Path]:
    """Yield what may be read below a folder, never entering one that leads back above."""
    real = os.path.realpath(folder)
    if real in above:
        return
    try:
        inside = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        problems.append(_unreadable(folder, error))
        return
    for path in inside:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _walk(path, above | {real}, problems)
        elif not path.name.lower().endswith(registry.suffixes()):
            continue
        elif not path.is_file():
            message = f"{path} is a link that leads nowhere, or no file; remove it"
            problems.append(_problem("source-missing", message, path.name))
        elif _is_read(path):
            yield path


def _is_read(path: Path) -> bool:
    """Tell whether a reader accepts a file; one that cannot be opened is worth a complaint."""
    try:
        return registry.reader_of(SourceFile(path=path, name=path.name)) is not None
    except OSError:
        return True


def _unreadable(path: Path, error: OSError) -> Diagnostic:
    reason = error.strerror or str(error)
    message = f"{path} cannot be read: {reason}; check that it exists and may be read"
    return _problem("source-unreadable", message, path.name or str(path))


def _problem(code: str, message: str, source: str) -> Diagnostic:
    severity = Severity.WARNING if code == "folder-without-notes" else Severity.ERROR
    return Diagnostic.at(Span(source=source), code, message, severity)


def _names(found: Sequence[tuple[Path, Path | None, str]]) -> list[str]:
    """Return the names of the files, with what makes them distinct."""
    counts = Counter(name for _, _, name in found)
    taken: set[str] = set()
    names: list[str] = []
    for path, folder, name in found:
        chosen = name
        if counts[name] > 1:
            root = folder if folder is not None else path.parent
            chosen = f"{root.resolve().name}/{name}"
        number, base = 1, chosen
        while chosen in taken:
            number += 1
            chosen = f"{number}/{base}"
        taken.add(chosen)
        names.append(chosen)
    return names
