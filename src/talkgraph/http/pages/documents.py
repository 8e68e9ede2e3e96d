"""Documents on things: in every RDF format the same, as JSON-LD a tree, and inside pages too."""

from typing import Final

from fastapi import APIRouter, Request, Response
from pyoxigraph import RdfFormat, Triple

from talkgraph.graph import queries
from talkgraph.graph.exports import in_order, written
from talkgraph.graph.json_ld import Document, context_file, document, graph
from talkgraph.graph.sparql.bindings import plain
from talkgraph.http.guards.place import address_of
from talkgraph.http.media import QUADS, Format
from talkgraph.http.pages.addresses import ONTOLOGY
from talkgraph.knowledge.base import KnowledgeBase

JSON_LD: Final = "application/ld+json"
CONTEXT: Final = "/context.jsonld"
_TRIPLES: Final = RdfFormat.N_TRIPLES
_MOST_LEADING: Final = 200
_MOST_IN_PAGE: Final = 50
"""A page shows what leads to a thing anyway; its size and its speed are the readers'."""
_FOR_ALL: Final = {"access-control-allow-origin": "*"}


def answer(
    request: Request, kb: KnowledgeBase, iri: str, form: Format, headers: dict[str, str]
) -> Response:
    """Return the document on a thing (an IRI), or on the vocabulary with all of its terms."""
    if form in QUADS:
        content = _within_graphs(kb, iri, form)
        return Response(content, media_type=form.media_type, headers={**_FOR_ALL, **headers})
    if form.media_type == JSON_LD:
        content = json_ld(kb, iri).linked(f"{address_of(request)}{CONTEXT}")
    else:
        # The thing itself comes first, and every subject once.
        triples = _told(kb, iri)
        triples.sort(key=lambda each: (plain(each.subject) != iri, in_order(each)))
        content = written(triples, RdfFormat.from_media_type(form.media_type) or _TRIPLES)
    return Response(content, media_type=form.media_type, headers={**_FOR_ALL, **headers})


def json_ld(kb: KnowledgeBase, iri: str) -> Document:
    """Return the document on a thing, or on the vocabulary, as a tree of JSON."""
    triples = _told(kb, iri)
    return graph(triples) if iri == ONTOLOGY else document(iri, triples)


def _told(kb: KnowledgeBase, iri: str) -> list[Triple]:
    if iri == ONTOLOGY:
        return kb.triples(queries.whole_graph(kb.names.graph("ontology")))
    return kb.triples(queries.description(iri, kb.leading_to(iri, _MOST_LEADING)))


def _within_graphs(kb: KnowledgeBase, iri: str, form: Format) -> bytes:
    if iri == ONTOLOGY:
        query = queries.whole_graph_quads(kb.names.graph("ontology"))
    else:
        query = queries.description_quads(iri, kb.leading_to(iri, _MOST_LEADING))
    return kb.quads(query, form.media_type)


def embedded(kb: KnowledgeBase, iri: str) -> str:
    """Return what a page has in it of the document on a thing: JSON-LD for a `script` element."""
    leading = kb.leading_to(iri, _MOST_IN_PAGE)
    return document(iri, kb.triples(queries.told_in_page(iri, leading))).embedded()


def add_context(routes: APIRouter) -> None:
    """Serve the context of the documents, beside the vocabulary too."""

    @routes.get(CONTEXT)
    @routes.get(f"/ontology{CONTEXT}")
    def context() -> Response:
        return Response(
            context_file(),
            media_type=JSON_LD,
            headers={**_FOR_ALL, "cache-control": "public, max-age=3600"},
        )
