"""The formats of answers and graphs: which there are by media type, and how RDF is written."""

from collections.abc import Iterable
from itertools import takewhile
from typing import Final

from pyoxigraph import Quad, QueryResultsFormat, RdfFormat, Triple, serialize

from talkgraph.errors import QueryInvalid
from talkgraph.model.names import PREFIXES

_WITH_PREFIXES: Final = (RdfFormat.TURTLE, RdfFormat.TRIG)


def media_formats(media_type: str) -> tuple[QueryResultsFormat | None, RdfFormat | None]:
    """Return the formats of that media type for rows and for RDF; one of the two is there.

    Raises `QueryInvalid` for a media type that no answer has.
    """
    rows = QueryResultsFormat.from_media_type(media_type)
    rdf = RdfFormat.from_media_type(media_type)
    if rows is None and rdf is None:
        raise QueryInvalid(f"no answer can be given as {media_type}")
    return rows, rdf


def written(statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat) -> bytes:
    """Return triples or quads as text in an RDF format, with the usual prefixes in order."""
    text = serialize(statements, format=form, prefixes=PREFIXES) or b""
    if form not in _WITH_PREFIXES:
        return text
    lines = text.splitlines(keepends=True)
    # The serialiser declares the prefixes in another order in every process.
    head = sum(1 for _ in takewhile(lambda line: line.startswith(b"@prefix "), lines))
    return b"".join([*sorted(lines[:head]), *lines[head:]])
