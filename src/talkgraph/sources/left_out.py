"""What lies in a folder and is not read: every file is counted, and few lines tell of many.

An operator with ten thousand pictures wants to know that they were seen, not to read their names.
So at most `MOST` entries of one kind (ending and reason) stand for a folder: more of them are
one entry, `slides/*.jpg`, or `talks/**/*.jpg` where they lie in its sub-folders.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.model import Coverage, Diagnostic, Severity, Span
from talkgraph.sources.formats import ending_of

MOST: Final = 10
"""The most files or folders of one kind in a folder that are named one by one."""

FILE_LEFT_OUT: Final = "file-left-out"
"""The code of the diagnostic that names a file, or many alike, that no reader reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A file that is not read: its path below the folder that was given, and why."""

    parts: tuple[str, ...]
    why: str


def accounts_of(passed: Iterable[Passed]) -> tuple[Coverage, ...]:
    """Return the accounts of files that are not read, in order of their names, none of them lost.

    >>> [(a.source, a.files) for a in accounts_of(
    ...     [Passed(parts=("slides", f"{n}.jpg"), why="pictures") for n in range(12)])]
    [('slides/*.jpg', 12)]
    """
    kinds: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for each in passed:
        kinds[ending_of(each.parts[-1]), each.why].append(each.parts)
    told = [
        Coverage.of_left_out(entry.source(ending), files=entry.files, reason=why)
        for (ending, why), names in kinds.items()
        for entry in _folded(names)
    ]
    return tuple(sorted(told, key=lambda each: (each.source, each.reason)))


def diagnostic_of(account: Coverage) -> Diagnostic:
    """Name a file, or many alike, that are not read, with the reason."""
    ending = ending_of(account.source)
    if account.files > 1:
        many = f"{account.files:,} files"
        message = f"{many} ending in {ending}: {account.reason}" if ending else ""
        message = message or f"{many} without an ending: {account.reason}"
    else:
        message = f"{account.reason} ({ending})" if ending else account.reason
    return Diagnostic.at(Span(source=account.source), FILE_LEFT_OUT, message, Severity.INFO)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A file, or (with more than one) all of a kind in a folder, or `below` it."""

    parts: tuple[str, ...]
    files: int = 1
    below: bool = False

    def source(self, ending: str) -> str:
        if self.files == 1:
            return "/".join(self.parts)
        return "/".join((*self.parts, *(["**"] if self.below else []), f"*{ending}"))


def _folded(names: Sequence[tuple[str, ...]]) -> Iterator[_Entry]:
    """Yield the entries for files of one kind, folding crowded folders from the deepest up."""
    held: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    for parts in names:
        held[parts[:-1]].append(_Entry(parts=parts))
    for depth in range(max(map(len, held)), 0, -1):
        for folder in [each for each in held if len(each) == depth]:
            held[folder[:-1]] += _told(folder, held.pop(folder))
    yield from _told((), held[()])


def _told(folder: tuple[str, ...], entries: list[_Entry]) -> list[_Entry]:
    if len(entries) <= MOST:
        return entries
    below = any(len(entry.parts) > len(folder) + 1 or entry.files > 1 for entry in entries)
    return [_Entry(parts=folder, files=sum(entry.files for entry in entries), below=below)]
