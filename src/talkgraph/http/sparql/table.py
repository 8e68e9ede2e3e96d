"""The first rows of an answer, for people: a worker cuts and writes them, the service reads them.

What a query makes can be as large as its worker's memory allows, so what a page shows of it is
cut before it leaves the worker: the rows, the columns, the texts, and all of it together.
"""

import json
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.errors import AnswerTooLarge
from talkgraph.protocols import Rows
from talkgraph.words import cut

_AROUND: Final = 64  # what a cell takes beside its text, about as much as on a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An RDF term as people read it: an IRI, or a literal's text, cut where it is long."""

    text: str
    is_iri: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The first rows and columns of an answer, which is triples where it `is_graph`.

    There is `more` where it has other rows; `columns` is how many there are.
    """

    header: tuple[str, ...]
    columns: int
    rows: tuple[tuple[Term, ...], ...]
    more: bool
    is_graph: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much of an answer is shown: at most so many rows and columns, characters of a cell.

    `size` is how many bytes of the whole (about).
    """

    rows: int
    columns: int
    cell: int
    size: int


def first_rows(answer: Rows, bounds: Bounds) -> bytes:
    """Return the first rows of an answer as `read_table` reads them.

    Raises `AnswerTooLarge` where not even one row is small enough.
    """
    rows: list[list[tuple[str, bool]]] = []
    more, size = False, 0
    for row in answer.rows:
        cells = [_cell(term, bounds.cell) for term in islice(row, bounds.columns)]
        size += sum(_AROUND + len(text) for text, _ in cells)
        more = len(rows) == bounds.rows or size > bounds.size
        if more:
            break
        rows.append(cells)
    if more and not rows:
        raise AnswerTooLarge("bytes", bounds.size)
    table = {
        "header": answer.header[: bounds.columns],
        "columns": len(answer.header),
        "rows": rows,
        "more": more,
        "is_graph": answer.is_graph,
    }
    return json.dumps(table, ensure_ascii=False).encode()


def read_table(content: bytes) -> Table:
    """Return the table that a worker has written."""
    table = json.loads(content)
    return Table(
        header=tuple(table["header"]),
        columns=table["columns"],
        rows=tuple(tuple(Term(text=t, is_iri=iri) for t, iri in row) for row in table["rows"]),
        more=table["more"],
        is_graph=table["is_graph"],
    )


def _cell(term: Any, longest: int) -> tuple[str, bool]:  # noqa: ANN401 - any RDF term
    if term is None:
        return "", False
    text = term.value if isinstance(term, Literal | NamedNode) else str(term)
    if isinstance(term, Triple):  # a triple term, which prints without its brackets
        text = f"<<( {text} )>>"
    shown = cut(text, longest)
    return shown, shown == text and isinstance(term, NamedNode)
