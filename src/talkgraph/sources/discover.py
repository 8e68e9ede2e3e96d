"""Finds the files that somebody may read, names each, and passes none of the others in silence."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from talkgraph.errors import NotesUnreadable
from talkgraph.model import NOT_NOTES, Coverage, Diagnostic, Reading, Severity, SourceFile, Span
from talkgraph.sources import registry
from talkgraph.sources.formats import is_no_notes, why_not_by_name
from talkgraph.sources.inside import holds_files, look_into
from talkgraph.sources.left_out import Passed, accounts_of, diagnostic_of
from talkgraph.sources.opening import Held, held_open
from talkgraph.sources.whole import reason_of
from talkgraph.words import printable

# Files that lie beside notes in many folders and are not meant to be notes.
_ACCOMPANYING: Final = frozenset(
    {"readme", "license", "licence", "contributing", "changelog", "code_of_conduct", "security"}
)
_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z\d+.-]+:)/+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a search found.

    `files` may be read; `left_out` accounts for those in the folders that are not; `diagnostics`
    name these, and what was wrong on the way.
    """

    files: tuple[SourceFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    left_out: tuple[Coverage, ...] = ()


def nothing_to_read(paths: Sequence[Path], diagnostics: Sequence[Diagnostic]) -> NotesUnreadable:
    """Return the error for sources without a file to read, with what stood in the way."""
    weighty = [each for each in diagnostics if each.weighty]
    reasons = "".join(f"\n  {each}" for each in weighty or diagnostics)
    is_told = any(each.severity is Severity.ERROR for each in weighty)  # what else there is to do
    wanted = "" if is_told else f" give {registry.WHAT_IS_READ}, or folders of them"
    return NotesUnreadable(
        f"nothing to read in {', '.join(map(shown_path, paths)) or 'no sources'}:{wanted}{reasons}"
    )


def discover(sources: Sequence[Path]) -> Sources:
    """Find the files below `sources` that may be read, and account for those that are not.

    A folder is searched to any depth in order of names, without what is hidden and without
    knowledge bases, for files that a reader accepts; a file given by itself is taken whatever it
    is, and with it what lies beside it and says how files are to be read. The source name is the
    path below the folder, with `/`; where two are the same, the names of their folders are put
    before them. A file reached twice counts once.
    """
    found: list[_Found] = []
    seen: set[str] = set()
    with held_open() as held:
        search = _Search(given=tuple(sources), held=held)
        for given in sources:
            for each in search.below(given):
                if each.real not in seen:
                    seen.add(each.real)
                    found.append(each)
    named = zip(found, _names(found), strict=True)
    left_out = accounts_of(search.passed)
    return Sources(
        files=tuple(replace(each.source, name=name) for each, name in named),
        diagnostics=(*search.problems, *map(diagnostic_of, left_out)),
        left_out=left_out,
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A file that may be read, and the folder that was given or that it was given from."""

    source: SourceFile
    root: Path

    @property
    def real(self) -> str:
        """What tells it from every other, by whatever way it is reached."""
        if self.source.archive is None:
            return os.path.realpath(self.source.path)
        return f"{os.path.realpath(self.source.archive)}/{self.source.member}"


class _Search:
    """One search, with what it passes by and what stands in its way."""

    def __init__(self, given: tuple[Path, ...], held: Held) -> None:
        self.problems: list[Diagnostic] = []
        self.passed: list[Passed] = []
        self._asked = {os.path.realpath(path) for path in given}
        self._several = len(given) > 1
        self._known = set(self._asked)
        self._held = held
        self._looked_into: set[str] = set()

    def below(self, given: Path) -> Iterator[_Found]:
        """Yield what may be read of a file or folder that was given."""
        try:
            if base := _knowledge_base_of(given):
                self.problems.append(_of_base(given, base))
            elif given.is_dir():
                yield from self._in_folder(given)
            elif given.is_file():
                yield from self._file(given, given.parent, named=True)
                for name in registry.COMPANIONS:
                    if (given.parent / name).is_file():
                        yield self._found(given.parent / name, given.parent)
            else:
                message = _why_missing(given)
                self.problems.append(_problem("source-missing", message, given.name or str(given)))
        except OSError as error:
            self.problems.append(_unreadable(given, error))

    def _in_folder(self, given: Path) -> Iterator[_Found]:
        before = len(self.problems)
        empty = True
        for path in self._walk(given, given, frozenset()):
            for each in self._file(path, given):
                empty = empty and path.name in registry.COMPANIONS
                yield each
        if empty and len(self.problems) == before:
            folder = printable(given)
            message = f"the folder {folder} holds nothing that is read: {registry.WHAT_IS_READ}"
            name = given.name or str(given)
            self.problems.append(_problem("folder-without-notes", message, name))

    def _file(self, path: Path, root: Path, *, named: bool = False) -> Iterator[_Found]:
        """Yield a file, or the files in it; one that the user has `named` is not questioned."""
        name = printable(path.relative_to(root).as_posix())
        given = self._is_asked(path)
        try:
            archive = holds_files(path, name, given=given)
        except OSError:
            archive = False  # reading it will complain
        if not archive:
            if named or self._is_read(path, root):
                yield self._found(path, root)
            return
        real = os.path.realpath(path)
        if real in self._looked_into:
            return
        self._looked_into.add(real)
        inside = look_into(path, name, self._held, given=given)
        self.problems += inside.problems
        above = () if named else self._above(root)
        self.passed += (replace(p, parts=(*above, *p.parts)) for p in inside.passed)
        yield from (_Found(source=source, root=root) for source in inside.files)

    def _found(self, path: Path, root: Path) -> _Found:
        name = printable(path.relative_to(root).as_posix())
        source = SourceFile(path=path, name=name, given=self._is_asked(path))
        return _Found(source=source, root=root)

    def _is_asked(self, path: Path) -> bool:
        return os.path.realpath(path) in self._asked

    def _walk(self, folder: Path, given: Path, above: frozenset[str]) -> Iterator[Path]:
        """Yield the files below a folder, never entering one that leads back above."""
        real = os.path.realpath(folder)
        if real in above:
            return
        try:
            inside = sorted(folder.iterdir(), key=lambda path: path.name)
        except OSError as error:
            self.problems.append(_unreadable(folder, error))
            return
        for path in inside:
            if path.name.startswith("."):
                continue
            if path.is_dir():
                if not is_knowledge_base(path):
                    yield from self._walk(path, given, above | {real})
            else:
                yield path

    def _is_read(self, path: Path, given: Path) -> bool:
        """Tell whether a file may be read; one that is not is passed by or worth a complaint."""
        name = path.relative_to(given).as_posix()
        looked_for = registry.is_looked_for(name)
        if not path.is_file():
            if not os.path.lexists(path):
                return False  # it was removed since the folder was listed
            if looked_for:
                message = f"{printable(path)} is a link that leads nowhere, or no file; remove it"
                self.problems.append(_problem("source-missing", message, path.name))
            else:
                self._pass(path, given, "a link that leads nowhere, or no file")
            return False
        if not looked_for or is_no_notes(path.name):
            self._pass(path, given, why_not_by_name(path.name))
            return False
        source = SourceFile(path=path, name=name)
        try:
            if registry.reader_of(source) is not None:
                return True
            self._pass(path, given, registry.why_refused(source))
        except OSError:
            return True  # reading it will complain
        return False

    def _pass(self, path: Path, given: Path, why: str) -> None:
        """Pass a file by, unless it was met before or is given by itself."""
        real = os.path.realpath(path)
        if real not in self._known:
            self._known.add(real)
            parts = (*self._above(given), *path.relative_to(given).parts)
            self.passed.append(Passed(parts=tuple(map(printable, parts)), why=why))

    def _above(self, given: Path) -> tuple[str, ...]:
        return (given.resolve().name,) if self._several else ()


def is_knowledge_base(folder: Path) -> bool:
    """Tell whether a folder is what a build writes, which no build reads."""
    return (folder / "generations").is_dir() and (folder / "lock").exists()


def _knowledge_base_of(given: Path) -> Path | None:
    """Return the knowledge base that a path is or lies in, if it does."""
    real = Path(os.path.realpath(given))
    return next((folder for folder in (real, *real.parents) if is_knowledge_base(folder)), None)


def _of_base(given: Path, base: Path) -> Diagnostic:
    name = printable(given)
    where = "is" if Path(os.path.realpath(given)) == base else "lies in"
    message = (
        f"{name} {where} a knowledge base, which is no notes: give the notes that it was made of; "
        f"to ask it: talkgraph search WORDS --kb {printable(base)}"
    )
    return _problem("source-is-base", message, given.name or str(given))


def _why_missing(given: Path) -> str:
    """Say why there is nothing at a path, and what to give instead.

    >>> _why_missing(Path("https://example.org/schedule.xml"))
    'https://example.org/schedule.xml is an address, and nothing is fetched; download it, ...'
    """
    name = shown_path(given)
    if _ADDRESS.match(name):
        return f"{name} is an address, and nothing is fetched; download it, and give the file"
    if name == "-":
        return "standard input is not read; save what comes from it, and give the file"
    if name.startswith("~"):
        return f"no shell has put a folder in place of the ~ in {name}; write the path in full"
    reason = "a link that leads nowhere" if given.is_symlink() else "no file or folder"
    return f"there is {reason} at {name}; check the path"


def shown_path(given: Path) -> str:
    """Return a path as it was typed, also one that is an address and lost a slash."""
    return _ADDRESS.sub(lambda match: f"{match[1]}//", printable(given))


def _unreadable(path: Path, error: OSError) -> Diagnostic:
    reason = reason_of(error)
    message = f"{printable(path)} cannot be read: {reason}; check that it exists and may be read"
    return _problem("source-unreadable", message, path.name or str(path))


def _problem(code: str, message: str, source: str) -> Diagnostic:
    severity = Severity.WARNING if code == "folder-without-notes" else Severity.ERROR
    return Diagnostic.at(Span(source=printable(source)), code, message, severity)


def _names(found: Sequence[_Found]) -> list[str]:
    """Return the names of the files, with what makes them distinct."""
    counts = Counter(each.source.name for each in found)
    taken: set[str] = set()
    tried: dict[str, int] = {}
    names: list[str] = []
    for each in found:
        chosen = each.source.name
        if counts[chosen] > 1:
            chosen = f"{printable(each.root.resolve().name)}/{chosen}"
        base, number = chosen, tried.get(chosen, 1)
        while chosen in taken:
            number += 1
            chosen = f"{number}/{base}"
        taken.add(chosen)
        tried[base] = number
        names.append(chosen)
    return names
