"""Writes what IRIs that went are called now into `talkgraph-iris.tsv`, which builds read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from talkgraph.errors import InputError, OutputRefused, because
from talkgraph.knowledge.former.journal import WentIri
from talkgraph.search.files import replace_file
from talkgraph.sources.former_iris import HEADER, IRIS_FILE, followed, read_rows

_ABOUT: Final = (
    "# What things are called now whose IRIs went, so that the former IRIs go on answering.",
    "# One row a line: the former IRI, a tab, the present one; both without the base IRI. The",
    "# earlier version of a file leads to the file. Builds read this file beside the notes;",
    "# `talkgraph iris keep` adds to it, and rows may be added or corrected by hand.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of keeping: the file, its rows, how many were added, and how many led nowhere."""

    file: Path
    rows: int
    added: int
    unknown: int


def keep_iris(went: Iterable[WentIri], place: Path) -> Kept:
    """Add what IRIs that went are called now to the file in a folder, or beside a file of notes.

    Rows that are there stay, but follow what their present IRIs are called now. Raises `InputError`
    where there is no such place, and for a file of which a line is not understood.
    """
    file = _file_at(place)
    comments, rows = _read(file)
    known = {each.former: each.present for each in went if each.present}
    merged = dict(rows)
    for former, present in known.items():
        merged[former] = _stable(present) if former.startswith("version/") else present
    merged = dict(_all_followed(merged))
    lines = [*_ABOUT, *comments, "\t".join(HEADER)]
    lines += [f"{former}\t{now}" for former, now in sorted(merged.items()) if former != now]
    try:
        replace_file(file, ("\n".join(lines) + "\n").encode())
    except OSError as error:
        raise OutputRefused(f"{file} cannot be written: {because(error)}") from None
    return Kept(
        file=file,
        rows=len(lines) - len(comments) - len(_ABOUT) - 1,
        added=len(known.keys() - rows.keys()),
        unknown=sum(not each.present and each.former not in rows for each in went),
    )


def _file_at(place: Path) -> Path:
    if place.is_dir():
        return place / IRIS_FILE
    if place.name == IRIS_FILE and place.parent.is_dir():
        return place
    if place.is_file():
        return place.parent / IRIS_FILE
    raise InputError(
        f"there is no file or folder at {place}; name the folder of the notes, or one of them"
    )


def _read(file: Path) -> tuple[list[str], Mapping[str, str]]:
    """Return the comments of a file that are not ours, and its rows; nothing if there is none."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return [], {}
    except OSError as error:
        raise InputError(f"{file} cannot be read: {because(error)}") from None
    rows, problems = read_rows(data, str(file))
    if problems:
        listing = "".join(f"\n  {problem}" for problem in problems)
        raise InputError(f"{file} is left as it is; correct these lines:{listing}")
    text = data.decode("utf-8-sig").splitlines()
    comments = [line for line in text if line.startswith("#") and line not in _ABOUT]
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.former, row.present)
    return comments, found


def _stable(version: str) -> str:
    """Return the file of a version, which has another version after the next correction."""
    file = version.removeprefix("version/").rpartition("/")[0]
    return f"source/{file}"


def _all_followed(rows: Mapping[str, str]) -> Mapping[str, str]:
    """Return what each is called after all rows that follow; as it is, if they go round.

    >>> _all_followed({"a": "b", "b": "c", "x": "y", "y": "x"})
    {'a': 'c', 'b': 'c', 'x': 'y', 'y': 'x'}
    """
    ends: dict[str, str | None] = {}
    return {former: followed(former, rows, (), ends) or now for former, now in rows.items()}
