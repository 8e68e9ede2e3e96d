"""Reads `talkgraph-iris.tsv`: what things are called now whose IRIs went.

One row a line, two columns with a tab between, written by `talkgraph iris keep` or by hand::

    former	present
    talk/harbourconf-2021/ropes-that-hold	talk/harbourconf-2021/ropes-that-held

IRIs stand without the base of the knowledge base, so that another base does not spoil the file; one
of another base stands whole. A line that begins with ``#`` is a comment. The row of a version of a
file leads to the file, whatever version of it there is.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Final

from talkgraph.model import (
    NO_HINTS,
    Diagnostic,
    FormerIri,
    Hints,
    Reading,
    Severity,
    SourceFile,
    Span,
    TakenFor,
)
from talkgraph.sources.whole import WholeFile, read_whole
from talkgraph.words import cut

IRIS_FILE: Final = "talkgraph-iris.tsv"
HEADER: Final = ("former", "present")
_LARGEST: Final = 50_000_000
_SHOWN: Final = 200
_WITH_SCHEME: Final = re.compile(r"[a-z][a-z\d+.-]*:", re.IGNORECASE)
_SOME_BASE: Final = "https://example.org/"


class FormerIris:
    """Reads the file that tells of former IRIs, which lies among notes and is none.

    Implements `talkgraph.protocols.SourceReader`.
    """

    def looks_for(self, name: str) -> bool:
        """Tell whether a file is one by its name, whatever folder it lies in."""
        return name.rsplit("/", 1)[-1] == IRIS_FILE

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell whether a file is one by its name."""
        return self.looks_for(name)

    def read(self, sources: Sequence[SourceFile], hints: Hints = NO_HINTS) -> tuple[Reading, ...]:
        """Read files, in their order; `hints` are of no use here."""
        return tuple(_read(source) for source in sources)


def _read(source: SourceFile) -> Reading:
    whole = read_whole(source, _LARGEST)
    return whole if isinstance(whole, Reading) else _reading(whole, source.name)


def _reading(whole: WholeFile, name: str) -> Reading:
    rows, problems = read_rows(whole.data, name)
    count = "1 former IRI is" if len(rows) == 1 else f"{len(rows)} former IRIs are"
    return Reading(
        source=name,
        sha256=whole.sha256,
        diagnostics=problems,
        taken_for=TakenFor(what="settings", why=f"it says what {count} called now"),
        former_iris=rows,
    )


def read_rows(data: bytes, name: str) -> tuple[tuple[FormerIri, ...], tuple[Diagnostic, ...]]:
    r"""Return the rows of a file (UTF-8), and what is wrong with others.

    >>> rows, problems = read_rows(b"former\tpresent\ntalk/a/b\ttalk/a/c\nodd\n", "iris.tsv")
    >>> [(row.former, row.present) for row in rows]
    [('talk/a/b', 'talk/a/c')]
    >>> [f"{each.place} {each.code}" for each in problems]
    ['iris.tsv:3 iris-no-row']
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "this line is not UTF-8, and nothing of the file is used; save it as UTF-8"
        found = Diagnostic.at(_line(name, line), "iris-broken", message, Severity.ERROR)
        return (), (found,)
    rows: list[FormerIri] = []
    problems: list[Diagnostic] = []
    for row in _rows(text, name):
        if isinstance(row, Diagnostic):
            problems.append(row)
        else:
            rows.append(row)
    return tuple(rows), tuple(problems)


def _rows(text: str, name: str) -> Iterator[FormerIri | Diagnostic]:
    for number, line in enumerate(text.split("\n"), 1):
        cells = tuple(cell.strip() for cell in line.rstrip().split("\t"))
        if not any(cells) or line.startswith("#") or cells == HEADER:
            continue
        span = _line(name, number)
        if len(cells) != 2 or not all(cells):
            message = (
                f"this line has {sum(map(bool, cells))} IRIs where two are needed and is passed"
                " over; write the former one, a tab, and the present one"
            )
            yield Diagnostic.at(span, "iris-no-row", message)
            continue
        former, present = cells
        odd = next((cell for cell in cells if not _is_iri(cell)), None)
        if odd is not None:
            message = (
                f"{cut(odd, _SHOWN)!r} is no IRI and its line is passed over; write it as pages and"
                " exports show it, without < and >, with or without the base"
            )
            yield Diagnostic.at(span, "iris-no-iri", message)
        elif former == present:
            message = f"{former} is said to be called as it was; remove the line"
            yield Diagnostic.at(span, "iris-same", message)
        else:
            yield FormerIri(former=former, present=present, span=span)


def followed(
    former: str,
    called: Mapping[str, str],
    there: Container[str],
    ends: dict[str, str | None] | None = None,
) -> str | None:
    """Return what an IRI is called after all renamings that follow; `None` for a circle.

    `called` has the next name of each former IRI. The end may be nothing that is `there`. Whoever
    follows many gives one `ends` to all calls, in which the end of each name that is passed is
    kept, so that a long chain is gone along once.

    >>> followed("a", {"a": "b", "b": "c"}, {"c"}), followed("a", {"a": "b", "b": "a"}, {"c"})
    ('c', None)
    """
    known: dict[str, str | None] = {} if ends is None else ends
    passed, present = {former: None}, called.get(former, former)
    end: str | None = present
    while present not in there and present in called:
        if present in known or present in passed:
            end = known.get(present)
            break
        passed[present] = None
        end = present = called[present]
    known.update(dict.fromkeys(passed, end))
    return end


def _is_iri(cell: str) -> bool:
    """Tell whether a cell is an IRI, as it stands or below a base; others would break graphs."""
    # The graph's own reader of IRIs, which nobody needs who only looks at files.
    from pyoxigraph import NamedNode

    try:
        NamedNode(cell if _WITH_SCHEME.match(cell) else _SOME_BASE + cell)
    except ValueError:
        return False
    return True


def _line(name: str, line: int) -> Span:
    return Span(source=name, first=line, last=line)
