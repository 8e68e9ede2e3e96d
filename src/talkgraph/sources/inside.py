"""Finds the files in an archive that somebody may read, and accounts for all the others.

Nobody looks at what no reader looks for: an archive of posts has private messages beside them.
What is looked for is read once to its end, so that what is damaged is known before it is used.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from talkgraph.model import Diagnostic, Severity, SourceFile, Span
from talkgraph.sources import registry
from talkgraph.sources.containers.kinds import (
    Holder,
    is_archive,
    kind_of,
    may_hold_files,
    name_unpacked,
)
from talkgraph.sources.containers.limits import CHUNK
from talkgraph.sources.containers.members import CLIMBS, UNWRITABLE, Archive
from talkgraph.sources.formats import BY_NAME_ONLY, CUT, is_no_notes, why_not_by_name
from talkgraph.sources.left_out import Passed
from talkgraph.sources.opening import Held, opened
from talkgraph.sources.whole import reason_of
from talkgraph.words import cut, printable

ARCHIVE_BROKEN: Final = "archive-broken"
"""The code of the diagnostic that an archive, or a file in it, cannot be read."""

ENTRY_REFUSED: Final = "archive-entry-refused"
"""The code of the diagnostic that names entries of an archive that are never opened."""

NESTED: Final = "an archive in an archive is not opened; unpack the outer one and give the folder"
NOTHING_READ: Final = "an archive that holds nothing that is read"
NEVER_OPENED: Final = "not what is looked for in an archive, and never opened"
_HIDDEN: Final = (".", "__MACOSX")
_NAMED: Final = 3
_WIDTH: Final = 80


@dataclass(slots=True, kw_only=True)
class Inside:
    """What is in one archive: what may be read, what is passed by, and what is wrong."""

    files: list[SourceFile] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def holds_files(path: Path, name: str, *, given: bool) -> bool:
    """Tell whether a file is one to look into. Raises `OSError` if it cannot be opened.

    In a folder those are opened that have an archive's ending or that a reader looks for, and of
    files that are packed alone those whose names a reader looks for.
    """
    if not given and not may_hold_files(name) and not registry.is_looked_for(name):
        return False
    kind = kind_of(path)
    if kind is None:
        return False
    return given or kind.holder is not Holder.PACKED or registry.is_looked_for(name_unpacked(name))


def look_into(path: Path, name: str, held: Held, *, given: bool) -> Inside:
    """Look into a file that `holds_files`, and is called `name`.

    One of which nothing is read is passed by as the one file that it is.
    """
    inside = Inside()
    reason = NOTHING_READ
    try:
        kind = kind_of(path)
        archive = held.look_into(path, _is_wanted)
    except OSError as error:
        reason = "an archive that cannot be read"
        message = f"the archive cannot be read: {reason_of(error)}"
        inside.problems.append(_problem(name, ARCHIVE_BROKEN, message, Severity.ERROR))
    else:
        if kind is not None and kind.holder is Holder.PACKED:
            _take_packed(inside, path, name, archive, given=given)
            return inside
        _take_all(inside, path, name, archive, given=given)
        if archive.problem:
            message = f"the archive cannot be read to its end: {archive.problem}"
            inside.problems.append(_problem(name, ARCHIVE_BROKEN, message, Severity.ERROR))
    if not inside.files:
        inside.passed = [Passed(parts=PurePosixPath(name).parts, why=reason)]
        if given and not inside.problems:
            message = f"the archive holds nothing that is read: {registry.WHAT_IS_READ}"
            inside.problems.append(_problem(name, "archive-without-notes", message))
    return inside


def _take_all(inside: Inside, path: Path, name: str, archive: Archive, *, given: bool) -> None:
    refused = [(each.name, each.why) for each in archive.refused]
    for member in archive.names:
        if _is_hidden(member):
            continue
        if may_hold_files(member):
            refused.append((member, NESTED))
        elif why := _take(inside, path, name, member, given=given):
            refused.append((member, why))
    _refuse(inside, name, refused)


def _is_wanted(member: str) -> bool:
    return not _is_hidden(member) and registry.is_looked_for(member) and not is_no_notes(member)


def _is_hidden(member: str) -> bool:
    return any(part.startswith(_HIDDEN) for part in member.split("/"))


def _take_packed(inside: Inside, path: Path, name: str, archive: Archive, *, given: bool) -> None:
    """Take what is packed by itself: it has the name of its file, as one source."""
    member = archive.names[0]
    source = SourceFile(
        path=path.with_name(member), name=name, given=given, archive=path, member=member
    )
    if given:
        inside.files.append(source)  # reading it will complain
    elif why := _offer(inside, source, PurePosixPath(name).parts):
        _refuse(inside, name, [(member, why)])


def _take(inside: Inside, path: Path, name: str, member: str, *, given: bool) -> str | None:
    """Take a file in an archive if somebody reads it; return why nobody should."""
    shown = _shown(member)
    parts = (*PurePosixPath(name).parts, *PurePosixPath(shown).parts)
    if not _is_wanted(member):
        why = why_not_by_name(member)
        inside.passed.append(Passed(parts=parts, why=NEVER_OPENED if why == BY_NAME_ONLY else why))
        return None
    source = SourceFile(
        path=path / member,
        name=f"{name}/{shown}",
        archive=path,
        member=member,
        archive_given=given,
    )
    return _offer(inside, source, parts)


def _offer(inside: Inside, source: SourceFile, parts: tuple[str, ...]) -> str | None:
    """Take a source that a reader accepts and that can be read; return why nobody should."""
    try:
        with opened(source) as file:
            head = file.read(CUT)
            if is_archive(head):
                return NESTED
            if registry.reader_by(head, source) is None:
                why = registry.why_refused_by(head, source)
                inside.passed.append(Passed(parts=parts, why=why))
                return None
            while file.read(CHUNK):
                pass
    except OSError as error:
        message = f"the file cannot be read: {reason_of(error)}"
        problem = _problem(source.name, ARCHIVE_BROKEN, message, Severity.ERROR)
        inside.problems.append(problem)
        inside.passed.append(Passed(parts=parts, why="it cannot be read"))
        return None
    inside.files.append(source)
    return None


def _refuse(inside: Inside, name: str, refused: Sequence[tuple[str, str]]) -> None:
    """Name the entries that are refused, those of one reason together."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for member, why in refused:
        reasons[why].append(member)
    for why, members in reasons.items():
        listed = ", ".join(repr(cut(_shown(each), _WIDTH)) for each in members[:_NAMED])
        more = f" and {len(members) - _NAMED:,} more" if len(members) > _NAMED else ""
        verb = "is" if len(members) == 1 else "are"
        message = f"{listed}{more} {verb} not opened: {why}"
        weighty = why in {CLIMBS, UNWRITABLE, NESTED} or any(map(_is_wanted, members))
        severity = Severity.WARNING if weighty else Severity.INFO
        inside.problems.append(_problem(name, ENTRY_REFUSED, message, severity))
        for each in members:
            below = (part for part in _shown(each).split("/") if part)
            parts = (*PurePosixPath(name).parts, *below)
            inside.passed.append(Passed(parts=parts, why=why.split(";", 1)[0]))


def _shown(member: str) -> str:
    """Return a name for people, with escapes for what is not UTF-8 or not for printing."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode()
        for each in printable(member)
    )


def _problem(
    name: str, code: str, message: str, severity: Severity = Severity.WARNING
) -> Diagnostic:
    return Diagnostic.at(Span(source=name), code, message, severity)
