"""The RDF formats of documents, and which of them a client prefers to a page."""

from dataclasses import dataclass
from typing import Final

from talkgraph.http.negotiation import best


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
