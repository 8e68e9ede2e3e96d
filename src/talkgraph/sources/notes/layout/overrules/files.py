"""Reads `talkgraph.toml`, and says which files each of its statements is about."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from talkgraph.model import Diagnostic, Severity, Span
from talkgraph.sources.notes.layout.overrules.globs import glob
from talkgraph.sources.notes.layout.overrules.keys import (
    OF_FILES,
    OF_FOLDERS,
    Entry,
    invalid,
    said_by,
    shown,
    unused,
)
from talkgraph.sources.notes.layout.overrules.said import NOTHING, Said
from talkgraph.sources.notes.layout.overrules.toml_lines import TomlLine, toml_lines
from talkgraph.sources.notes.markdown.source import Source

FILE_NAME: Final = "talkgraph.toml"
_TABLE: Final = "file"
_OF_COMMANDS: Final = frozenset({"build", "serve", "open"})
"""Tables with what commands do without options, if they run in this folder (`cli.folder`)."""
_FIRST_PART: Final = re.compile(r"[.\s\"']")
_AT_LINE: Final = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A `[[file]]`: what is said of the files whose paths fit one of the patterns."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    said: Said
    span: Span

    def fits(self, path: str) -> bool:
        """Tell whether it is about a file, by its path below the folder."""
        return any(pattern.fullmatch(path) for _, pattern in self.patterns)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverruleFile:
    """A `talkgraph.toml` that was read: what it says of `folder` and of single files below it."""

    name: str
    folder: Path
    said: Said = NOTHING
    rules: tuple[Rule, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def said_of(self, path: Path) -> Said:
        """Return what it says of a file, whose path is absolute; later words count more."""
        below = _below(path, self.folder)
        said = NOTHING
        if below is not None:
            said = self.said
            for rule in self.rules:
                if rule.fits(below):
                    said = rule.said.over(said)
        return said


def is_overrule_file(name: str) -> bool:
    """Tell whether a file is one by its name, whatever folder it lies in."""
    return name.rsplit("/", 1)[-1] == FILE_NAME


def read_overrule_file(source: Source, folder: Path) -> OverruleFile:
    """Read a file that lies in `folder`; nothing of one that is not TOML is used."""
    text = "\n".join(line.rstrip("\r\n") for line in source.lines) + "\n"
    name = source.name
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also of numbers of thousands of digits
        return OverruleFile(name=name, folder=folder, diagnostics=(_broken(source, error),))
    places = _Places(source, toml_lines(text))
    rules, found = _rules(values.get(_TABLE), places)
    top = [
        Entry(key=key, value=value, span=places.of(key))
        for key, value in values.items()
        if key != _TABLE and not (key in _OF_COMMANDS and isinstance(value, dict))
    ]
    said, problems = said_by(top, OF_FOLDERS)
    found = sorted([*found, *problems], key=lambda each: (each.line or 0, each.message))
    return OverruleFile(
        name=name, folder=folder, said=said, rules=tuple(rules), diagnostics=tuple(found)
    )


def _broken(source: Source, error: Exception) -> Diagnostic:
    told = str(error)
    match = _AT_LINE.search(told)
    last = max(1, max(source.content_lines(), default=1))
    line = int(match["line"]) if match and match["line"] else last
    reason = _AT_LINE.sub("", told) or "it is nested too deeply"
    message = f"this is not TOML: {reason}; correct it, until then nothing of this file is used"
    return Diagnostic.at(_line(source.name, line), "overrules-broken", message, Severity.ERROR)


def _line(name: str, line: int) -> Span:
    return Span(source=name, first=line, last=line)


class _Places:
    """Where the keys of a file stand; `_first` has the lines of keys with parts: `file.path`."""

    def __init__(self, source: Source, lines: Iterable[TomlLine]) -> None:
        self._name = source.name
        self._lines: Mapping[tuple[str, int, str], int] = {}
        known: dict[tuple[str, int, str], int] = {}
        for each in lines:
            known.setdefault((each.table, each.number, each.key), each.line)
        self._lines = known
        self._first: dict[str, int] = {}
        for (table, _, key), line in known.items():
            first = _FIRST_PART.split((table or key).lstrip("\"' "), maxsplit=1)[0]
            self._first[first] = min(line, self._first.get(first, line))

    def of(self, key: str) -> Span:
        """Return the place of a key, or of a table, that stands at the top."""
        line = self._lines.get(("", 0, key)) or self._lines.get((key, 0, ""), 0)
        return _line(self._name, line or self._first.get(key, 1))

    def of_file(self, number: int, key: str = "") -> Span:
        """Return the place of the header of a `[[file]]`, or of one of its keys."""
        header = self._lines.get((_TABLE, number, ""), self._first.get(_TABLE, 1))
        return _line(self._name, self._lines.get((_TABLE, number, key), header))


def _rules(tables: object, places: _Places) -> tuple[list[Rule], list[Diagnostic]]:
    if tables is None:
        return [], []
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        message = "file is no list of tables and is passed over; write [[file]], with two brackets"
        return [], [invalid(places.of(_TABLE), message)]
    rules: list[Rule] = []
    found: list[Diagnostic] = []
    for number, table in enumerate(tables):
        rule, problems = _rule(number, table, places)
        rules += [rule] if rule else []
        found += problems
    return rules, found


def _rule(
    number: int, table: Mapping[str, object], places: _Places
) -> tuple[Rule | None, list[Diagnostic]]:
    header = places.of_file(number)
    entries = [
        Entry(key=key, value=value, span=places.of_file(number, key))
        for key, value in table.items()
        if key != "path"
    ]
    said, found = said_by(entries, OF_FILES)
    if "path" not in table:
        message = (
            'this [[file]] has no path and is passed over; add one, such as path = "day1/*.md"'
        )
        return None, [invalid(header, message), *found]
    span = places.of_file(number, "path")
    patterns, problems = _patterns(table["path"], span)
    found += problems
    if said == NOTHING and not found:
        found.append(
            unused(header, "this [[file]] says nothing of its files; add a key or drop it")
        )
    return (Rule(patterns=patterns, said=said, span=span) if patterns else None), found


def _patterns(
    value: object, span: Span
) -> tuple[tuple[tuple[str, re.Pattern[str]], ...], list[Diagnostic]]:
    told = value if isinstance(value, list) else [value]
    patterns: list[tuple[str, re.Pattern[str]]] = []
    found: list[Diagnostic] = []
    for each in told:
        if not isinstance(each, str):
            message = f'path: {shown(each)} is not a text; write a path such as "day1/*.md"'
            found.append(invalid(span, message))
            continue
        try:
            patterns.append((each, glob(each)))
        except ValueError as error:
            found.append(invalid(span, f"path: {each!r} is no pattern of files: {error}"))
    if not told:
        found.append(invalid(span, "path: the list is empty; write a path, or drop the table"))
    return tuple(patterns), found


# ── several of them ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrules:
    """All that `talkgraph.toml` files say; the nearest ones last."""

    files: tuple[OverruleFile, ...] = ()

    @classmethod
    def of(cls, files: Iterable[OverruleFile]) -> "Overrules":
        """Put files in order of depth."""
        return cls(files=tuple(sorted(files, key=lambda each: (len(each.folder.parts), each.name))))

    def said_of(self, path: Path | None) -> Said:
        """Return what they say of a file together; nothing of a text that lies nowhere."""
        said = NOTHING
        if path is not None:
            absolute = placed_at(path)
            for each in self.files:
                said = each.said_of(absolute).over(said)
        return said

    def unfitting(self, read: Sequence[Path], suffixes: tuple[str, ...]) -> Iterator[Diagnostic]:
        """Yield a warning for each pattern that fits none of the files that were `read`.

        What fits other files of notes (with one of the `suffixes`) is not wrong: only some may
        have been asked for.
        """
        placed = [placed_at(path) for path in read]
        for each in self.files:
            paths = [below for path in placed if (below := _below(path, each.folder)) is not None]
            lying: list[str] | None = None
            for rule in each.rules:
                for text, pattern in rule.patterns:
                    if any(map(pattern.fullmatch, paths)):
                        continue
                    lying = list(_lying_in(each.folder)) if lying is None else lying
                    there = [path for path in lying if pattern.fullmatch(path)]
                    if not any(path.lower().endswith(suffixes) for path in there):
                        yield _unfitting(rule, text, there)


def _unfitting(rule: Rule, pattern: str, there: Sequence[str]) -> Diagnostic:
    if there:
        message = f"path: {pattern!r} fits only files that are not read, such as {there[0]}"
    else:
        message = (
            f"path: {pattern!r} fits no file; paths are below the folder of this file, * stays in"
            " one folder and **/ passes folders"
        )
    return unused(rule.span, message)


def _lying_in(folder: Path) -> Iterator[str]:
    """Yield the paths of all files below a folder, but for what is hidden."""
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name != FILE_NAME:
                yield Path(above, name).relative_to(folder).as_posix()


def placed_at(path: Path) -> Path:
    """Return where a file lies: the real folder, and in it the file's own name."""
    return Path(os.path.realpath(path.parent), path.name)


def _below(path: Path, folder: Path) -> str | None:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else None
