"""The IRIs that went, remembered in the knowledge base's folder until they are kept.

``kb/iris-went.tsv`` is no part of a build: two builds may pass before somebody keeps anything, and
a build depends on its sources alone. An IRI that is there again leaves it, and so does one that
the sources now say the present IRI of.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from talkgraph.model.names import Names
from talkgraph.search.files import replace_file

if TYPE_CHECKING:
    from talkgraph.knowledge.former.changes import Changes
    from talkgraph.knowledge.former.matching import Match

_FILE: Final = "iris-went.tsv"
_ROW: Final = re.compile(r"([^\t]+)\t([^\t]*)\t(\d\.\d+|)\t([^\t]*)")
_HEADER: Final = "former\tpresent\tsure\twhy\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class WentIri:
    """An IRI that went: what it is called `present`ly (empty: not known), how sure, and why.

    Both are without the base. `sure` (0 to 1) is how much of what was told of the former one is
    told of the present one.
    """

    PLURAL: ClassVar[str] = "IRIs that went"
    COLUMNS: ClassVar[tuple[str, ...]] = ("former", "present", "sure", "why")

    former: str
    present: str = ""
    sure: float | None = None
    why: str = ""


def went_iris(kb: Path) -> tuple[WentIri, ...]:
    """Return the IRIs that went since they were last kept, in order."""
    path = kb / _FILE
    if not path.is_file():  # a pipe would be waited for
        return ()
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return ()
    rows = (_ROW.fullmatch(line) for line in lines[1:])
    return tuple(
        WentIri(former=row[1], present=row[2], sure=float(row[3]) if row[3] else None, why=row[4])
        for row in rows
        if row
    )


def remember(kb: Path, changes: "Changes", kept: Collection[str], names: Names) -> None:
    """Write down what went in a build, beside what went before; `kept` (IRIs) are told already."""
    before = {each.former: _followed(each, changes, names) for each in went_iris(kb)}
    now = {
        names.below(iri): _went(names.below(iri), changes.matches.get(iri), names)
        for iri in changes.went
    }
    known = [
        each
        for former, each in sorted((before | now).items())
        if names.whole(former) not in changes.things and names.whole(former) not in kept
    ]
    _write(kb / _FILE, known)


def _followed(entry: WentIri, changes: "Changes", names: Names) -> WentIri:
    """Return an entry with what its present IRI has become."""
    present = names.whole(entry.present)
    if not entry.present or present in changes.things:
        return entry
    further = changes.matches.get(present)
    if further is None:
        return WentIri(former=entry.former)
    sure = min(further.sure, entry.sure if entry.sure is not None else 1.0)
    return replace(
        entry, present=names.below(further.present), sure=sure, why=f"{entry.why}; {further.why}"
    )


def _went(former: str, found: "Match | None", names: Names) -> WentIri:
    if found is None:
        return WentIri(former=former)
    return WentIri(
        former=former, present=names.below(found.present), sure=found.sure, why=found.why
    )


def _write(path: Path, entries: Iterable[WentIri]) -> None:
    rows = [
        f"{each.former}\t{each.present}\t{'' if each.sure is None else each.sure}\t{each.why}\n"
        for each in entries
    ]
    if rows:
        replace_file(path, "".join((_HEADER, *rows)).encode())
    else:
        path.unlink(missing_ok=True)
