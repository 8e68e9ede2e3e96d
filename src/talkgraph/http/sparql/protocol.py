"""What a request asks of the endpoint: the SPARQL 1.1 Protocol, for queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Request

from talkgraph.http.forms import FORM, parameters_in
from talkgraph.http.problems import Problem

_DIRECT: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
ACCEPT_POST: Final = f"{FORM}, {_DIRECT}"
_READ_ONLY: Final = "this endpoint is read-only: it answers queries, not updates"
_OF_UPDATES: Final = "{} is for updates; the graphs of a query are {}"
_NO_STORE: Final = (
    "no graphs are kept by name here (Graph Store Protocol); ask for one with a query: "
    "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <...> { ?s ?p ?o } }"
)
_NO_QUERY: Final = "the parameter query must be given once; it is given 0 times"
_OTHERS: Final = {
    "update": _READ_ONLY,
    "using-graph-uri": _OF_UPDATES.format("using-graph-uri", "default-graph-uri"),
    "using-named-graph-uri": _OF_UPDATES.format("using-named-graph-uri", "named-graph-uri"),
}
_WITHOUT_QUERY: Final = {
    "graph": _NO_STORE,
    "default": _NO_STORE,
    "default-graph-uri": _NO_QUERY,
    "named-graph-uri": _NO_QUERY,
}
_LONGEST_IRI: Final = 2000
_MOST_GRAPHS: Final = 100
_FORMAT_IN: Final = ("format", "output", "results")  # as other endpoints call it
Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query as asked: its text, the graphs chosen for it (`None`: none), `format`."""

    query: str
    graphs: Mapping[str, Sequence[str]] | None
    form: str | None


def read_request(request: Request, content: bytes, limit: int) -> Asked | None:
    """Return what is asked, or `None` for a GET that asks nothing.

    Raises `Problem`: 400 for what the protocol does not allow, 413 for a query that is too
    long, 415 for a content type that it does not know.
    """
    address = _parameters(request.url.query.encode("ascii", "replace"), "the address")
    if request.method == "GET":
        _refuse(address, _OTHERS if "query" in address else {**_OTHERS, **_WITHOUT_QUERY})
        return _asked(address, _one(address, "query"), limit) if "query" in address else None
    kind, charset = _content_type(request)
    if kind == _DIRECT:
        _refuse(address, _OTHERS)
        if "query" in address:
            raise Problem(400, "the query is given twice: in the address and as the content")
        return _asked(address, _decoded(content, charset), limit)
    if kind == FORM:
        form = _parameters(content, "the content")
        both = {name: [*address.get(name, ()), *form.get(name, ())] for name in (*address, *form)}
        _refuse(both, _OTHERS)
        return _asked(both, _one(both, "query"), limit)
    if kind == _UPDATE:
        raise Problem(415, _READ_ONLY)
    raise Problem(
        415,
        f"a query is posted as {_DIRECT} or {FORM}, not as {kind or 'content without a type'}",
        headers={"Accept-Post": ACCEPT_POST},
    )


def in_bounds(query: str, limit: int) -> str:
    """Return a query that has no more bytes than it may have; raises `Problem` (413)."""
    if len(query.encode("utf-8", "surrogatepass")) > limit:
        raise Problem(413, f"a query may have {limit} bytes at the most")
    return query


def _asked(parameters: Parameters, query: str, limit: int) -> Asked:
    default = _graphs(parameters, "default-graph-uri")
    named = _graphs(parameters, "named-graph-uri")
    if "version" in parameters:
        _one(parameters, "version")  # of SPARQL: whatever it is, the query is read all the same
    return Asked(
        query=in_bounds(query, limit),
        graphs={"default": default, "named": named} if default or named else None,
        form=form_in(parameters),
    )


def form_in(parameters: Parameters) -> str | None:
    """Return the format that is asked for, as it is called there.

    Clients send several names of it at once, each in its own words; `format` is the first.
    """
    return next((form for name in _FORMAT_IN for form in parameters.get(name, ())), None)


def _refuse(parameters: Parameters, refused: Mapping[str, str]) -> None:
    """Refuse what would be passed over otherwise, and the answer taken for what it is not."""
    for name, sentence in refused.items():
        if name in parameters:
            raise Problem(400, sentence)


def _graphs(parameters: Parameters, name: str) -> list[str]:
    found = list(dict.fromkeys(parameters.get(name, ())))
    if len(found) > _MOST_GRAPHS:
        raise Problem(400, f"{name} may be given {_MOST_GRAPHS} times at the most")
    for iri in found:
        if ":" not in iri or len(iri) > _LONGEST_IRI or any(c in iri for c in ' <>"{}|\\^`'):
            raise Problem(400, f"{name} {iri[:200]!r} is not an absolute IRI")
    return found


def _one(parameters: Parameters, name: str) -> str:
    values = parameters.get(name, ())
    if len(values) != 1:
        raise Problem(
            400, f"the parameter {name} must be given once; it is given {len(values)} times"
        )
    return values[0]


def _parameters(content: bytes, place: str) -> Parameters:
    found: dict[str, list[str]] = {}
    for name, value in parameters_in(content, place, 500, "too many parameters"):
        found.setdefault(name, []).append(value)
    return found


def _content_type(request: Request) -> tuple[str, str]:
    name, *parameters = request.headers.get("content-type", "").split(";")
    charset = "utf-8"
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return name.strip().lower(), charset


def _decoded(content: bytes, charset: str) -> str:
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(415, f"a query is written in UTF-8, not in {charset[:40]}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"the query is not UTF-8 (byte {error.start})") from None
