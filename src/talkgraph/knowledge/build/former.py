"""What becomes of the rows on former IRIs in a build: what each is called now, and what is wrong.

Which IRIs there are is known when all graphs are written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from talkgraph.model import Diagnostic, FormerIri, Severity
from talkgraph.model.names import Names
from talkgraph.sources.former_iris import followed

# What is concluded comes and goes with every edit, and nobody could correct a row of it.
_CONCLUDED: Final = frozenset({"assignment", "attribution", "identity", "membership", "similarity"})
_WHAT_TO_DO: Final = "correct the line, or run talkgraph iris keep again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Former IRIs: what is called otherwise now, and which versions of files were before these.

    `replaced` has the present IRI of each former one; `revised` the present version and the file of
    each version that there was before; `diagnostics` tell what is wrong with the rows.
    """

    replaced: Mapping[str, str] = field(default_factory=dict)
    revised: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any former IRI."""
        return bool(self.replaced or self.revised)


class FormerIris:
    """The rows of all files on former IRIs."""

    def __init__(self, rows: Sequence[FormerIri], names: Names) -> None:
        """Take the rows in order of file and line; of several on one former IRI, the first."""
        self._names = names
        self._rows: dict[str, FormerIri] = {}
        self._twice: list[Diagnostic] = []
        for row in sorted(rows, key=lambda row: row.span):
            former = names.whole(row.former)
            first = self._rows.setdefault(former, row)
            if names.whole(first.present) != names.whole(row.present):
                self._twice.append(_twice(row, first))
        presents = (names.whole(row.present) for row in self._rows.values())
        self._wanted = frozenset((*self._rows, *presents))

    def settled(self, is_there: Callable[[str], bool]) -> Past:
        """Return what each former IRI is called now; `is_there` tells of one if the graph does."""
        there = frozenset(filter(is_there, self._wanted))
        versions = {self._names.source(n): self._names.version(n) for n in self._names.versions}
        sources = {version: source for source, version in versions.items()}
        replaced: dict[str, str] = {}
        revised: dict[str, tuple[str, str]] = {}
        found = list(self._twice)
        called = {former: self._names.whole(r.present) for former, r in self._rows.items()}
        ends: dict[str, str | None] = {}
        for former, row in self._rows.items():
            present = followed(former, called, there, ends)
            if former in there:
                both = present in there and present != former
                found.append(_both(row, self._weight(former)) if both else _again(row))
            elif present is None:
                found.append(_in_a_circle(row))
            elif present not in there:
                found.append(_unknown(row, self._weight(former)))
            elif not _is_version(self._names, former):
                replaced[former] = present
            elif present not in versions and present not in sources:
                found.append(_of_no_file(row))
            else:
                version = versions.get(present, present)
                if former.rpartition("/")[2] == version.rpartition("/")[2]:
                    replaced[former] = version
                else:
                    source = sources[version]
                    revised[former] = (version, source)
        replaced |= self._graphs_of(replaced)
        found.sort(key=lambda each: (each.source, each.line or 0))
        return Past(replaced=replaced, revised=revised, diagnostics=tuple(found))

    def _graphs_of(self, replaced: Mapping[str, str]) -> dict[str, str]:
        """Return what the graphs of files are called now that have another name."""
        files = [tuple(map(self._names.below, pair)) for pair in replaced.items()]
        return {
            self._names.graph(former): self._names.graph(present)
            for former, present in files
            if former.startswith("source/") and present.startswith("source/")
        }

    def _weight(self, former: str) -> Severity:
        is_concluded = self._names.below(former).partition("/")[0] in _CONCLUDED
        return Severity.INFO if is_concluded else Severity.WARNING


def _is_version(names: Names, iri: str) -> bool:
    return names.below(iri).startswith("version/")


def _twice(row: FormerIri, first: FormerIri) -> Diagnostic:
    message = (
        f"{row.former} is {first.present} by line {first.span.line} of {first.span.source}, and"
        " this line is passed over; remove one of the two"
    )
    return Diagnostic.at(row.span, "iris-twice", message)


def _again(row: FormerIri) -> Diagnostic:
    message = f"{row.former} is there again, so that this line is not needed"
    return Diagnostic.at(row.span, "iris-former-again", message, Severity.INFO)


def _both(row: FormerIri, severity: Severity) -> Diagnostic:
    message = (
        f"{row.former} is there again beside {row.present}, so that who cited the one may now find"
        " another thing there; give one of the two another title or an anchor, or remove the line"
        " if both are meant"
    )
    return Diagnostic.at(row.span, "iris-both", message, severity)


def _in_a_circle(row: FormerIri) -> Diagnostic:
    message = f"{row.former} leads back to itself, and to nothing that there is; {_WHAT_TO_DO}"
    return Diagnostic.at(row.span, "iris-in-circle", message)


def _unknown(row: FormerIri, severity: Severity) -> Diagnostic:
    message = (
        f"{row.former} is said to be {row.present}, of which nothing is known now; {_WHAT_TO_DO}"
    )
    return Diagnostic.at(row.span, "iris-present-unknown", message, severity)


def _of_no_file(row: FormerIri) -> Diagnostic:
    message = (
        f"{row.former} is a version of a file, and {row.present} is neither a file nor a version of"
        f" one; {_WHAT_TO_DO}"
    )
    return Diagnostic.at(row.span, "iris-no-file", message)
