"""Linked data: every IRI leads from the thing to a page or to an RDF document about it.

The IRIs below the base are answered at /id/... and at the base's own path. A thing is answered
with 303 to its page or to /data/...; a document says what the graph says of the thing.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.convertors import PathConvertor, register_url_convertor

from talkgraph.graph import queries
from talkgraph.http.library import Library
from talkgraph.http.media import (
    BY_EXTENSION,
    DOCUMENTS,
    VARY,
    accepts_pages,
    alternatives,
    best_format,
    preferred,
    rdf_path,
)
from talkgraph.http.pages import documents
from talkgraph.http.pages.addresses import (
    ONTOLOGY,
    SOURCE,
    data_name,
    encoded,
    is_described,
    page_of,
    spellings,
)
from talkgraph.http.pages.rendering import page
from talkgraph.http.pages.searching import near_path
from talkgraph.http.pages.views import resource_rows, source_lines
from talkgraph.http.problems import Problem
from talkgraph.http.refusals import wants_page
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model.names import DCTERMS, OWL, RDF, RDFS, SCHEMA, SKOS, TG, TOPIC

_NAMING: Final = (
    f"{SCHEMA}name",
    f"{SKOS}prefLabel",
    f"{RDFS}label",
    f"{DCTERMS}title",
    f"{DCTERMS}identifier",
)
_KINDS: Final = {
    f"{OWL}Class": "Classes",
    f"{OWL}ObjectProperty": "Properties that lead to things",
    f"{OWL}DatatypeProperty": "Properties that hold values",
    f"{RDF}Property": "Properties that lead to things or hold values",
    f"{OWL}NamedIndividual": "Named things",
}
_MEDIA: Final = ", ".join(form.media_type for form in DOCUMENTS)


class _Anything(PathConvertor):
    """Any path, with line breaks too: the name of a file may have one, and its IRI leads there."""

    regex = r"[\s\S]*"


register_url_convertor("any", _Anything())


def router(library: Library) -> APIRouter:
    """Return the routes by which IRIs are dereferenced; the last of them takes every path."""
    routes = APIRouter(include_in_schema=False)
    documents.add_context(routes)
    _add_vocabulary(routes, library)
    _add_documents(routes, library)
    _add_things(routes, library)
    return routes


def _add_things(routes: APIRouter, library: Library) -> None:
    @routes.get("/id/{rest:any}")
    def thing(request: Request, rest: str) -> Response:
        kb = library.current()
        return _lead_on(request, kb, _find(kb, _raw(request, "/id/")), "/id/")

    @routes.get("/{rest:any}")
    def anything(request: Request, rest: str) -> Response:
        kb, path = library.current(), _raw(request, "")
        for base in (kb.names.base, TOPIC):
            below = urlsplit(base).path
            if below != "/" and path.startswith(below):
                rest = path.removeprefix(below)
                return _lead_on(request, kb, _find(kb, rest, bases=(base,)), below)
        if path in _vocabulary_paths(kb):
            return _see_other(request, kb, ONTOLOGY)
        try:
            if urlsplit(kb.names.base).path == "/":
                return _lead_on(request, kb, _find(kb, path.removeprefix("/")), "/")
            raise Problem(404, f"there is nothing at {request.url.path}.")
        except Problem as problem:
            known = problem.status != HTTPStatus.NOT_FOUND or problem.members.get("suggestions")
            if wants_page(request.scope) and not known:
                problem.members["near"] = near_path(kb, path)
            raise


def _add_documents(routes: APIRouter, library: Library) -> None:
    @routes.get("/data/{rest:any}")
    def document(request: Request, rest: str) -> Response:
        kb, path = library.current(), _raw(request, "/data/")
        name, _, extension = path.rpartition(".")
        form = BY_EXTENSION.get(extension)
        if form is not None:
            return documents.answer(request, kb, _described(kb, _find(kb, name)), form, {})
        iri = _described(kb, _find(kb, path))
        form = best_format(request.headers.get("accept"))
        if form is None:
            raise Problem(406, f"documents are given as {_MEDIA}.")
        headers = {**VARY, "content-location": rdf_path(path, form)}
        return documents.answer(request, kb, iri, form, headers)

    @routes.get("/resource/{rest:any}")
    def resource(request: Request, rest: str) -> Response:
        kb = library.current()
        iri = _described(kb, _find(kb, _raw(request, "/resource/")))
        present = kb.present(iri)
        if present is not None:
            return RedirectResponse(page_of(kb, present) or "/", status_code=301)
        properties, incoming = resource_rows(kb, iri)
        return page(
            request,
            "resource.html",
            headers=VARY,
            path=lambda each: page_of(kb, each),
            short=kb.names.short,
            iri=iri,
            name=_name(properties) or kb.names.short(iri),
            documents=alternatives(data_name(kb, iri)),
            text=own if (own := page_of(kb, iri) or "").startswith(SOURCE) else None,
            parts=() if own.startswith(SOURCE) else source_lines(kb, iri),
            revised=list(kb.select(queries.REVISED, {"thing": iri})),
            embedded=documents.embedded(kb, iri),
            properties=properties,
            incoming=incoming,
        )


def _add_vocabulary(routes: APIRouter, library: Library) -> None:
    @routes.get("/ontology")
    def ontology(request: Request) -> Response:
        kb, accept = library.current(), request.headers.get("accept")
        form = preferred(accept)
        if form is not None:
            return documents.answer(request, kb, ONTOLOGY, form, VARY)
        if not accepts_pages(accept):
            raise Problem(406, f"the vocabulary is given as text/html, {_MEDIA}.")
        return page(
            request,
            "ontology.html",
            headers=VARY,
            path=lambda each: page_of(kb, each),
            kinds=_terms(kb),
            titles=_KINDS,
            namespace=TG,
            documents=alternatives(data_name(kb, ONTOLOGY)),
        )

    @routes.get("/ontology.{extension}")
    def ontology_document(request: Request, extension: str) -> Response:
        form = BY_EXTENSION.get(extension)
        if form is None:
            raise Problem(404, f"documents end in {', '.join(BY_EXTENSION)}.")
        return documents.answer(request, library.current(), ONTOLOGY, form, {})


def _name(properties: Iterable[Mapping[str, Any]]) -> str | None:
    """Return what a thing is called, if its properties say so."""
    said = {row["property"]: row["value"] for row in properties if row["link"] != "true"}
    return next((said[each] for each in _NAMING if each in said), None)


def _lead_on(request: Request, kb: KnowledgeBase, iri: str, below: str) -> Response:
    """Lead from a thing to what tells of it, and from a former IRI to the present one for good.

    `below` is the path under which the client asked for it, and may ask for the other.
    """
    present = kb.present(iri)
    if present is None:
        return _see_other(request, kb, iri)
    return RedirectResponse(below + data_name(kb, present), status_code=301)


def _see_other(request: Request, kb: KnowledgeBase, iri: str) -> Response:
    """Lead from a thing to what tells of it, by what the client prefers."""
    accept = request.headers.get("accept")
    form = preferred(accept)
    if form is None and not accepts_pages(accept):
        raise Problem(406, f"this is told as text/html, {_MEDIA}.")
    if form is not None:
        target = rdf_path(data_name(kb, iri), form)
    else:
        target = page_of(kb, _canonical(kb, iri)) or "/"
    links = ", ".join(
        f'<{path}>; rel="alternate"; type="{media}"'
        for _, media, path in alternatives(data_name(kb, iri))
    )
    return RedirectResponse(target, status_code=303, headers={**VARY, "link": links})


def _vocabulary_paths(kb: KnowledgeBase) -> set[str]:
    """Return the paths of the vocabulary's own IRI and of that of its version."""
    versions = kb.select(queries.VERSIONS)
    return {urlsplit(iri).path for iri in (ONTOLOGY, *(row["version"] for row in versions))}


def _find(kb: KnowledgeBase, rest: str, bases: Iterable[str] = ()) -> str:
    """Return the IRI that a path means; raises `Problem` (404) if nothing is known of it."""
    names = kb.names
    wanted = tuple(bases) or (names.base,)
    if not bases and rest.startswith("topic/"):
        wanted, rest = (TOPIC,), rest.removeprefix("topic/")
    if not bases and rest == "ontology":
        return ONTOLOGY
    known = filter(None, (_known(kb, base, rest) for base in wanted))
    found = next(known, None)
    if found is None:
        raise _unknown(kb, wanted[0], rest)
    return found


def _known(kb: KnowledgeBase, base: str, rest: str) -> str | None:
    """Return the IRI that a path below a base means, if it is a thing here or a topic."""
    spelt = (base + spelling for spelling in spellings(rest))
    topics = set(kb.addresses("topic").values()) if base == TOPIC else ()
    return next((iri for iri in spelt if iri in topics or is_described(kb, iri)), None)


def _described(kb: KnowledgeBase, iri: str) -> str:
    """Return an IRI of which the graph says something; raises `Problem` (404) for a bare topic."""
    if iri == ONTOLOGY or is_described(kb, iri):
        return iri
    raise Problem(
        404,
        f"nothing in this knowledge base is about {iri}, so its graph does not have that topic;"
        f" {page_of(kb, iri)} says what it means.",
    )


def _unknown(kb: KnowledgeBase, base: str, rest: str) -> Problem:
    """Return the problem with an IRI of which nothing is known, with what to do about it."""
    now: list[str] = []
    if rest.startswith("version/"):
        file = rest.removeprefix("version/").rpartition("/")[0]
        source = _known(kb, base, f"source/{file}")
        rows = kb.select(queries.VERSIONS_OF, {"source": source}) if source else ()
        now = [row["version"] for row in rows]
        why = "it may be an earlier version of a file, whose lines were others"
    else:
        why = (
            "if it once was, a title or a name that it is made of was corrected: whoever builds"
            " the knowledge base can list what went with `talkgraph iris`, and have it answer"
            " again with `talkgraph iris keep`"
        )
    return Problem(
        404, f"nothing is known of {base}{rest} in this knowledge base; {why}.", suggestions=now
    )


def _canonical(kb: KnowledgeBase, iri: str) -> str:
    """Return the thing that another name (owl:sameAs) stands for."""
    found = next(kb.select(queries.NOW_CALLED, {"thing": iri}), None)
    return found["same"] if found else iri


def _raw(request: Request, prefix: str) -> str:
    """Return the path as the client escaped it, behind a prefix."""
    raw: bytes = request.scope.get("raw_path") or encoded(request.url.path).encode()
    return raw.decode("ascii", "replace").partition("?")[0].removeprefix(prefix)


def _terms(kb: KnowledgeBase) -> list[tuple[str, list[dict[str, list[str] | str]]]]:
    """Return the terms of the vocabulary by kind, each with all that is said of it."""
    kinds: dict[str, dict[str, dict[str, list[str] | str]]] = {}
    for row in kb.select(queries.TERMS):
        term = kinds.setdefault(row["kind"], {}).setdefault(
            row["term"],
            {
                "iri": row["term"],
                "name": row["term"].removeprefix(TG),
                "label": row.get("label", ""),
                "comment": row.get("comment", ""),
                "above": [],
                "domain": [],
                "range": [],
            },
        )
        for key in ("above", "domain", "range"):
            held = term[key]
            if key in row and isinstance(held, list) and row[key] not in held:
                held.append(row[key])
    return [(kind, list(terms.values())) for kind, terms in kinds.items()]
