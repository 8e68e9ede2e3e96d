"""Content negotiation (RFC 9110, 12.5.1): which of the offered media types a client wants most."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.http.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class RdfDocument:
    """A format of RDF documents: its extension, its media type, its name for people."""

    extension: str
    media_type: str
    name: str


FORMATS: Final = (
    RdfDocument(extension="ttl", media_type="text/turtle", name="Turtle"),
    RdfDocument(extension="jsonld", media_type="application/ld+json", name="JSON-LD"),
    RdfDocument(extension="nt", media_type="application/n-triples", name="N-Triples"),
    RdfDocument(extension="rdf", media_type="application/rdf+xml", name="RDF/XML"),
)
BY_EXTENSION: Final = {form.extension: form for form in FORMATS}
_PAGES: Final = ("text/html", "application/xhtml+xml")
# Formats by their media types, and by other names that clients use for them.
_MEANS: Final = {
    **{form.media_type: form for form in FORMATS},
    "application/x-turtle": BY_EXTENSION["ttl"],
    "application/json": BY_EXTENSION["jsonld"],
    "text/plain": BY_EXTENSION["nt"],
    "application/xml": BY_EXTENSION["rdf"],
    "text/xml": BY_EXTENSION["rdf"],
}


def rdf_path(rest: str, form: RdfDocument) -> str:
    """Return the path of a document on a thing, by what follows the base in the thing's IRI."""
    return f"/data/{rest}.{form.extension}"


def documents(rest: str) -> list[tuple[str, str, str]]:
    """Return the documents on a thing: the name, the media type and the path of each."""
    return [(form.name, form.media_type, rdf_path(rest, form)) for form in FORMATS]


def preferred(accept: str | None) -> RdfDocument | None:
    """Return the RDF format that a client wants rather than a page, or `None` for a page.

    >>> preferred("text/turtle, text/html;q=0.5").extension
    'ttl'
    >>> preferred("*/*") is None
    True
    """
    chosen = best(accept, [*_PAGES, *_MEANS])
    return None if chosen in _PAGES else _MEANS.get(chosen or "")


def best_format(accept: str | None) -> RdfDocument | None:
    """Return the RDF format that suits a client best, or `None` if it takes none of them."""
    return _MEANS.get(best(accept, list(_MEANS)) or "")


def accepts_pages(accept: str | None) -> bool:
    """Tell whether a client takes HTML at all."""
    return best(accept, _PAGES) is not None


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


_QUALITY: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A media range of an Accept header: `*/*`, `text/*` or `text/csv`, and its quality."""

    main: str
    sub: str
    quality: float

    @property
    def precision(self) -> int:
        """How much the range says: 0 for anything, 1 for a kind, 2 for one media type."""
        return (self.main != "*") + (self.sub != "*")

    def covers(self, media_type: str) -> bool:
        """Tell whether a media type is in the range."""
        main, _, sub = media_type.partition("/")
        return self.main in ("*", main) and self.sub in ("*", sub)


def ranges(accept: str) -> tuple[Range, ...]:
    """Return the ranges of an Accept header; what is malformed is passed over.

    >>> [(r.sub, r.quality) for r in ranges("text/csv;q=0.5, */*;q=0.1, nonsense")]
    [('csv', 0.5), ('*', 0.1)]
    """
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.lower().split(";"))
        main, slash, sub = name.partition("/")
        quality = _quality(parameters)
        if main and slash and sub and quality is not None:
            found.append(Range(main=main, sub=sub, quality=quality))
    return tuple(found)


def quality(accept: Iterable[Range], media_type: str) -> float:
    """Return how much a client wants a media type: by the most precise range that covers it."""
    covering = [each for each in accept if each.covers(media_type)]
    if not covering:
        return 0.0
    precision = max(each.precision for each in covering)
    return max(each.quality for each in covering if each.precision == precision)


def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the offered media type that is wanted most, the earlier where two are equal.

    `None` where the client wants none of them. No header means that anything is wanted.

    >>> best("text/csv;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> best("image/png", ["text/csv"]) is None
    True
    """
    if accept is None or not accept.strip():
        return offered[0] if offered else None
    wanted = ranges(accept)
    scored = [(quality(wanted, each), -place, each) for place, each in enumerate(offered)]
    top = max(scored, default=(0.0, 0, ""))
    return top[2] if top[0] > 0 else None


def _quality(parameters: Sequence[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if _QUALITY.fullmatch(value.strip()) else None
    return 1.0
