"""The formats of SPARQL answers, and which of them a client is given."""

from dataclasses import dataclass
from typing import Final

from talkgraph.http.negotiation import best
from talkgraph.http.problems import Problem

# Media types that are answered, in order of preference, and the standard name of each.
ROWS: Final = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
    "text/csv": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
}
GRAPHS: Final = {
    "text/turtle": "text/turtle",
    "application/x-turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "application/rdf+xml": "application/rdf+xml",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "application/ld+json": "application/ld+json",
    "application/json": "application/ld+json",
    "application/trig": "application/trig",
    "application/n-quads": "application/n-quads",
}
_NAMES: Final[dict[str, tuple[str | None, str | None]]] = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv", None),
    "tsv": ("text/tab-separated-values", None),
    "turtle": (None, "text/turtle"),
    "ttl": (None, "text/turtle"),
    "nt": (None, "application/n-triples"),
    "ntriples": (None, "application/n-triples"),
    "rdfxml": (None, "application/rdf+xml"),
    "rdf+xml": (None, "application/rdf+xml"),
    "n3": (None, "text/turtle"),
    "rdf": (None, "application/rdf+xml"),
    "jsonld": (None, "application/ld+json"),
    "json-ld": (None, "application/ld+json"),
    "trig": (None, "application/trig"),
    "nq": (None, "application/n-quads"),
    "nquads": (None, "application/n-quads"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a client takes for rows (SELECT, ASK) and for a graph (CONSTRUCT, DESCRIBE)."""

    rows: str | None
    graph: str | None

    @property
    def rows_standard(self) -> str | None:
        """The standard media type of `rows`."""
        return None if self.rows is None else ROWS[self.rows]

    @property
    def graph_standard(self) -> str | None:
        """The standard media type of `graph`."""
        return None if self.graph is None else GRAPHS[self.graph]

    def not_acceptable(self, *, graph: bool) -> Problem:
        """Return the problem of a query whose form has no format that the client takes."""
        kind, there_are = ("CONSTRUCT and DESCRIBE", GRAPHS) if graph else ("SELECT and ASK", ROWS)
        listed = list(dict.fromkeys(there_are.values()))
        return Problem(406, f"{kind} queries are answered as {', '.join(listed)}", available=listed)


def wanted(accept: str | None, form: str | None) -> Wanted:
    """Return what a client takes, by `format=` or else by its Accept header.

    Raises `Problem`: 400 for a format that is none, 406 where nothing is taken that there is.
    """
    if form is not None:
        return _named(form)
    found = Wanted(rows=best(accept, list(ROWS)), graph=best(accept, list(GRAPHS)))
    if found.rows is None and found.graph is None:
        listed = list(dict.fromkeys([*ROWS.values(), *GRAPHS.values()]))
        raise Problem(406, f"answers are given as {', '.join(listed)}", available=listed)
    return found


def _named(form: str) -> Wanted:
    name = form.strip().lower()
    if name in _NAMES:
        rows, graph = _NAMES[name]
        return Wanted(rows=rows, graph=graph)
    if name in ROWS or name in GRAPHS:
        return Wanted(rows=name if name in ROWS else None, graph=name if name in GRAPHS else None)
    known = ", ".join(_NAMES)
    raise Problem(400, f"there is no format {form[:80]!r}; there are {known}")
