"""Content negotiation: the formats of answers, and which a client wants most (RFC 9110, 12.5.1).

A new format, if the store can write it (`graph.sparql.ask`), is a line in `_RESULTS` or `_RDF`:
queries then have it, and the descriptions of the service name it. `DOCUMENTS` are the formats in
which a single thing can be had.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.http.problems import Problem

_QUALITY: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_MOST_RANGES: Final = 100
PAGES: Final = ("text/html", "application/xhtml+xml")
VARY: Final = {"vary": "Accept"}  # what depends on this header says so


# ── what a client wants ──────────────────────────────────────────────────────────────────────


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
    """Return the ranges of an Accept header; what is malformed, or one of too many, is passed over.

    >>> [(r.sub, r.quality) for r in ranges("text/csv;q=0.5, */*;q=0.1, nonsense")]
    [('csv', 0.5), ('*', 0.1)]
    """
    found = []
    for part in accept.split(",", _MOST_RANGES)[:_MOST_RANGES]:
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

    `None` where the client wants none of them. No header means that anything is wanted. What is
    no standard name of a format is wanted by those alone who name it.

    >>> best("text/csv;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> best("application/*", ["text/turtle", "application/x-turtle", "application/n-triples"])
    'application/n-triples'
    >>> best("image/png", ["text/csv"]) is None
    True
    """
    if accept is None or not accept.strip():
        return offered[0] if offered else None
    wanted = ranges(accept)
    named = [each for each in wanted if each.precision == 2]
    scored = [
        (quality(named if each in _OTHER_NAMES else wanted, each), -place, each)
        for place, each in enumerate(offered)
    ]
    top = max(scored, default=(0.0, 0, ""))
    return top[2] if top[0] > 0 else None


def wants_coding(accept: str, coding: str) -> bool:
    """Tell whether an Accept-Encoding header names a coding; it has ranges without a first half.

    >>> wants_coding("br, gzip;q=0.5", "gzip"), wants_coding("gzip;q=0, br", "gzip")
    (True, False)
    """
    parts = (part.strip() for part in accept.split(",", _MOST_RANGES)[:_MOST_RANGES])
    named = ",".join(f"x/{part}" for part in parts if part)
    return bool(named) and best(named, [f"x/{coding}"]) is not None


def _quality(parameters: Sequence[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if _QUALITY.fullmatch(value.strip()) else None
    return 1.0


# ── formats ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media type, what `format=` calls it, other media types that clients use.

    `registered` is its name under http://www.w3.org/ns/formats/; `extension` and `name` (for
    people) are those of documents.
    """

    media_type: str
    registered: str
    calls: tuple[str, ...]
    also: tuple[str, ...] = ()
    extension: str = ""
    name: str = ""


_XML: Final = ("application/xml", "text/xml")
# In order of preference, where a client wants several of them as much.
_RESULTS: Final = (
    Format(
        "application/sparql-results+json",
        "SPARQL_Results_JSON",
        ("json", "srj"),
        ("application/json",),
    ),
    Format("application/sparql-results+xml", "SPARQL_Results_XML", ("xml", "srx", "sparql"), _XML),
    Format("text/csv", "SPARQL_Results_CSV", ("csv",)),
    Format("text/tab-separated-values", "SPARQL_Results_TSV", ("tsv",)),
)
_RDF: Final = (
    Format(
        "text/turtle",
        "Turtle",
        ("turtle", "ttl", "n3"),
        ("application/x-turtle", "text/n3", "text/rdf+n3"),  # Turtle is a part of N3
        "ttl",
        "Turtle",
    ),
    Format(
        "application/n-triples", "N-Triples", ("nt", "ntriples", "n-triples"), (), "nt", "N-Triples"
    ),
    Format(
        "application/rdf+xml",
        "RDF_XML",
        ("xml", "rdfxml", "rdf+xml", "rdf"),
        _XML,
        "rdf",
        "RDF/XML",
    ),
    Format(
        "application/ld+json",
        "JSON-LD",
        ("json", "jsonld", "json-ld"),
        ("application/json",),
        "jsonld",
        "JSON-LD",
    ),
    Format("application/trig", "TriG", ("trig",), (), "trig", "TriG"),
    Format("application/n-quads", "N-Quads", ("nq", "nquads", "n-quads"), (), "nq", "N-Quads"),
)
FORMATS: Final = (*_RESULTS, *_RDF)
_OTHER_NAMES: Final = frozenset(name for form in FORMATS for name in form.also) | {"text/plain"}


# ── documents on things ──────────────────────────────────────────────────────────────────────

_TURTLE, _N_TRIPLES, _RDF_XML, _JSON_LD, _TRIG, _N_QUADS = _RDF
DOCUMENTS: Final = (_TURTLE, _JSON_LD, _N_TRIPLES, _RDF_XML, _TRIG, _N_QUADS)
QUADS: Final = frozenset({_TRIG, _N_QUADS})  # what says of each statement in which graph it is
BY_EXTENSION: Final = {form.extension: form for form in DOCUMENTS}
_DOCUMENTS: Final = {
    **{form.media_type: form for form in DOCUMENTS},
    **{name: form for form in DOCUMENTS for name in form.also},
    "text/plain": _N_TRIPLES,
}


def rdf_path(rest: str, form: Format) -> str:
    """Return the path of a document on a thing, by what follows the base in the thing's IRI."""
    return f"/data/{rest}.{form.extension}"


def alternatives(rest: str) -> list[tuple[str, str, str]]:
    """Return the documents on a thing: the name, the media type and the path of each."""
    return [(form.name, form.media_type, rdf_path(rest, form)) for form in DOCUMENTS]


def preferred(accept: str | None) -> Format | None:
    """Return the RDF format that a client wants rather than a page, or `None` for a page.

    >>> preferred("text/turtle, text/html;q=0.5").extension
    'ttl'
    >>> preferred("*/*") is None
    True
    """
    chosen = best(accept, [*PAGES, *_DOCUMENTS])
    return None if chosen in PAGES else _DOCUMENTS.get(chosen or "")


def best_format(accept: str | None) -> Format | None:
    """Return the RDF format that suits a client best, or `None` if it takes none of them."""
    return _DOCUMENTS.get(best(accept, list(_DOCUMENTS)) or "")


def accepts_pages(accept: str | None) -> bool:
    """Tell whether a client takes HTML at all."""
    return best(accept, PAGES) is not None


# ── answers to queries ───────────────────────────────────────────────────────────────────────

# The standard media types of the media types that are answered.
ROWS: Final = {name: f.media_type for f in _RESULTS for name in (f.media_type, *f.also)}
GRAPHS: Final = {name: f.media_type for f in _RDF for name in (f.media_type, *f.also)}
_ROWS_CALLED: Final = {call: form.media_type for form in _RESULTS for call in form.calls}
_GRAPHS_CALLED: Final = {call: form.media_type for form in _RDF for call in form.calls}


def is_page(form: str | None) -> bool:
    """Tell whether `format=` asks for a page."""
    return form is not None and form.strip().lower() in ("html", "xhtml", *PAGES)


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
    name = form.strip().lower().replace(" ", "+")  # which + stands for in an address
    rows = name if name in ROWS else _ROWS_CALLED.get(name)
    graph = name if name in GRAPHS else _GRAPHS_CALLED.get(name)
    if rows or graph:
        return Wanted(rows=rows, graph=graph)
    known = ", ".join({**_ROWS_CALLED, **_GRAPHS_CALLED})
    raise Problem(400, f"there is no format {form[:80]!r}; there are {known}")
