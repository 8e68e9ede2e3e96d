"""The addresses of the reconciliation service; each answers as JSON, or as JSONP where asked to."""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from talkgraph.http.guards.place import address_of
from talkgraph.http.library import Library
from talkgraph.http.pages.addresses import page_of
from talkgraph.http.problems import Problem
from talkgraph.http.reconcile import answers
from talkgraph.http.reconcile.answers import PATH
from talkgraph.http.reconcile.asking import (
    callback_of,
    extension_in,
    parameters,
    queries_in,
    read_form,
    single_query,
)
from talkgraph.http.reconcile.preview import HEADERS, flyout, flyout_of, preview_page
from talkgraph.knowledge.reconcile.index import Reconciler, reconciler
from talkgraph.knowledge.reconcile.kinds import (
    BY_ID,
    KINDS,
    Kind,
    kind_called,
    properties_of,
)
from talkgraph.knowledge.reconcile.things import Thing
from talkgraph.words import cut

T = TypeVar("T")
_Json = dict[str, Any]
_Content = Annotated[bytes, Depends(read_form)]
_SUGGESTED: Final = 20
_MOST_SUGGESTED: Final = 100
_FARTHEST: Final = 10_000


def router(library: Library) -> APIRouter:
    """Return the routes of the reconciliation service over a library."""
    routes = APIRouter(prefix=PATH, include_in_schema=False)
    _add_service(routes, library)
    _add_suggestions(routes, library)
    _add_flyouts(routes, library)
    _add_views(routes, library)
    return routes


def _add_service(routes: APIRouter, library: Library) -> None:
    @routes.api_route("", methods=["GET", "POST"])
    def reconcile(request: Request, content: _Content) -> Response:
        """Answer queries, give more of things that are known, or say what the service can do."""
        kb, asked = library.current(), parameters(request, content)
        callback = callback_of(asked)
        if "queries" in asked:
            found, batch = reconciler(kb), queries_in(asked["queries"])
            told = {key: answers.result(found.find(each)) for key, each in batch.items()}
        elif "extend" in asked:
            told = answers.extended(reconciler(kb), extension_in(asked["extend"]))
        elif "query" in asked:
            told = answers.result(reconciler(kb).find(single_query(asked["query"])))
        elif request.method == "POST":
            raise Problem(400, "the form has neither queries nor extend")
        else:
            told = answers.manifest(kb, address_of(request))
        return _answer(told, callback)

    @routes.get("/properties")
    def properties(request: Request) -> Response:
        """Propose properties that may be fetched for a type."""
        asked = parameters(request, b"")
        name = asked.get("type", "")
        limit = _number(asked, "limit", _MOST_SUGGESTED) if "limit" in asked else None
        told = answers.proposed(name, properties_of(kind_called(name)), limit)
        return _answer(told, callback_of(asked))


def _add_suggestions(routes: APIRouter, library: Library) -> None:
    @routes.get("/suggest/entity")
    def entities(request: Request) -> Response:
        """Complete the name of a thing."""
        asked = parameters(request, b"")
        kind = kind_called(asked.get("type", ""))
        kinds = frozenset[Kind]() if kind is None else frozenset({kind})
        found = reconciler(library.current()).beginning(asked.get("prefix", ""), kinds)
        return _answer(answers.suggested_things(_part(found, asked)), callback_of(asked))

    @routes.get("/suggest/type")
    def types(request: Request) -> Response:
        """Complete the name of a type."""
        asked = parameters(request, b"")
        called = [(kind, (kind.name, kind.plural, kind.iri)) for kind in KINDS]
        found = _beginning(called, asked.get("prefix", ""))
        return _answer(answers.suggested_kinds(_part(found, asked)), callback_of(asked))

    @routes.get("/suggest/property")
    def suggested(request: Request) -> Response:
        """Complete the name of a property."""
        asked = parameters(request, b"")
        known = properties_of(kind_called(asked.get("type", "")))
        found = _beginning(
            [(each, (each.id, each.name)) for each in known], asked.get("prefix", "")
        )
        return _answer(answers.suggested_properties(_part(found, asked)), callback_of(asked))


def _add_flyouts(routes: APIRouter, library: Library) -> None:
    @routes.get("/flyout/entity")
    def entity(request: Request) -> Response:
        """Show a thing that is suggested."""
        return _flyout(request, flyout_of(_thing(reconciler(library.current()), request)))

    @routes.get("/flyout/type")
    def kind(request: Request) -> Response:
        """Show a type that is suggested."""
        asked = request.query_params.get("id", "")
        found = kind_called(asked)
        if found is None:
            raise _nothing("type", asked)
        return _flyout(request, flyout(found.name, "type", f"all {found.plural}"))

    @routes.get("/flyout/property")
    def known(request: Request) -> Response:
        """Show a property that is suggested."""
        asked = request.query_params.get("id", "")
        found = BY_ID.get(asked)
        if found is None:
            raise _nothing("property", asked)
        told = f"of {', '.join(kind.plural for kind in found.of)}"
        return _flyout(request, flyout(found.name, "property", told))


def _add_views(routes: APIRouter, library: Library) -> None:
    @routes.get("/preview")
    def preview(request: Request) -> Response:
        """Show a thing in a frame."""
        thing = _thing(reconciler(library.current()), request)
        root = address_of(request)
        text = preview_page(thing, f"{root}{_page(library, thing)}")
        return Response(text, media_type="text/html", headers=HEADERS)

    @routes.get("/view")
    def view(request: Request) -> Response:
        """Lead to the page on a thing."""
        thing = _thing(reconciler(library.current()), request)
        return RedirectResponse(_page(library, thing), status_code=303)


def _page(library: Library, thing: Thing) -> str:
    return page_of(library.current(), thing.iri) or "/"


def _thing(found: Reconciler, request: Request) -> Thing:
    asked = request.query_params.get("id", "")
    thing = found.thing(asked)
    if thing is None:
        raise _nothing("thing", asked)
    return thing


def _nothing(what: str, asked: str) -> Problem:
    return Problem(404, f"there is no {what} {cut(asked, 200)!r} here.")


def _beginning(called: Sequence[tuple[T, Sequence[str]]], prefix: str) -> list[T]:
    """Return what is called by a word that begins so; all for an empty prefix."""
    wanted = prefix.strip().casefold()
    first = [each for each, names in called if any(n.casefold().startswith(wanted) for n in names)]
    then = [each for each, names in called if any(f" {wanted}" in n.casefold() for n in names)]
    return [*first, *(each for each in then if each not in first)]


def _part(whole: Sequence[T], asked: dict[str, str]) -> Sequence[T]:
    begin = _number(asked, "cursor", _FARTHEST)
    count = _number(asked, "limit", _MOST_SUGGESTED) if asked.get("limit") else _SUGGESTED
    return whole[begin : begin + count]


def _number(asked: dict[str, str], name: str, most: int) -> int:
    """Return a number that is not negative, at most `most`; raises `Problem` for another value."""
    text = asked.get(name) or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Problem(400, f"{name} {cut(text, 40)!r} is no number")
    return min(int(text), most)


def _flyout(request: Request, html: str) -> Response:
    asked = parameters(request, b"")
    return _answer({"id": asked.get("id", ""), "html": str(html)}, callback_of(asked))


def _answer(told: _Json, callback: str | None) -> Response:
    """Return an answer as JSON; as a call of the function that a JSONP client names, if it does."""
    headers = {"cache-control": "no-cache"}
    text = json.dumps(told, ensure_ascii=False)
    if callback is None:
        content = text.encode("utf-8", "replace")
        return Response(content, media_type="application/json", headers=headers)
    # The comment keeps what follows from being read as anything but a script.
    script = f"/**/{callback}({json.dumps(told)});"
    return Response(script, media_type="text/javascript", headers=headers)
