"""The JSON API under /api/v1: search, talks, speakers, themes, topics, events and numbers.

Values are those of the Python API and carry the same names; things are named by their IRIs.
Errors are problem details (see `problems`).
"""

from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from talkgraph.http.api.document import api_document
from talkgraph.http.api.models import (
    MOST_ROWS,
    Answers,
    Beginning,
    Name,
    Page,
    Paging,
    Problem,
    Suggested,
    Suggestions,
    answers,
    narrowed_search,
    paging,
    part,
    wanted_search,
)
from talkgraph.http.catalog import ANSWERS, catalog
from talkgraph.http.guards.place import root_of
from talkgraph.http.library import Library
from talkgraph.http.limits import LONGEST_NAME
from talkgraph.http.pages.addresses import page_of
from talkgraph.knowledge.answers import (
    EventStats,
    Hit,
    Related,
    SpeakerDetails,
    SpeakerSummary,
    Stats,
    TalkDetails,
    TalkHits,
    TalkSummary,
    ThemeSummary,
    TopicPage,
    TopicSummary,
)
from talkgraph.knowledge.reconcile.suggestions import suggestions
from talkgraph.model import Search
from talkgraph.words import cut, one_line

PREFIX: Final = "/api/v1"
DESCRIPTION: Final = f"{PREFIX}/openapi.json"
_MOST_SUGGESTED: Final = 30
_MOST_TOLD: Final = 1000
_FEW_TALKS: Final = 20

_Paging = Annotated[Paging, Depends(paging)]
_Narrowed = Annotated[Search, Depends(narrowed_search)]
_Asked = Annotated[Search, Depends(wanted_search)]
_Weak = Annotated[
    bool,
    Query(
        description=f"Find what hardly answers, too: what scores less than {ANSWERS}, beside "
        "better. The page of a search leaves it out."
    ),
]
_Most = Annotated[
    int, Query(ge=1, le=_MOST_TOLD, description="How many talks and passages at the most.")
]
_Problems = dict[int | str, dict[str, Any]]


def _problem(*statuses: int) -> _Problems:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    said = {
        400: "The request cannot be answered as it is.",
        404: "There is nothing of that name; near names are suggested.",
        409: "The name stands for several things, which are listed.",
        422: "A value is missing or malformed.",
        503: "The knowledge base or its model cannot be used.",
    }
    return {status: {"description": said[status], "content": content} for status in statuses}


def router(library: Library) -> APIRouter:
    """Return the routes of the JSON API over a library."""
    routes = APIRouter(prefix=PREFIX, responses=_problem(422, 503))
    _add_search(routes, library)
    _add_suggestions(routes, library)
    _add_talks(routes, library)
    _add_speakers(routes, library)
    _add_themes(routes, library)
    _add_topics(routes, library)
    _add_events(routes, library)
    _add_documents(routes)
    return routes


def _add_search(routes: APIRouter, library: Library) -> None:
    @routes.get("/search", tags=["search"], responses=_problem(400, 404, 409))
    def search(
        request: Request, wanted: _Paging, asked: _Asked, weak: _Weak = True
    ) -> Answers[Hit]:
        """Find what was said by words and meaning, best first; at most the 500 best."""
        found = catalog(library.current()).hits(asked, weak=weak)
        return answers(request, found, wanted, found.understood)

    @routes.get("/search/talks", tags=["search"], responses=_problem(400, 404, 409))
    def search_talks(
        request: Request, wanted: _Paging, asked: _Asked, weak: _Weak = True
    ) -> Answers[TalkHits]:
        """Find the same as `/search`, each talk once, with its passages that answer."""
        found = catalog(library.current()).hits(asked, weak=weak)
        return answers(request, found.by_talk(), wanted, found.understood)


def _add_suggestions(routes: APIRouter, library: Library) -> None:
    @routes.get("/suggest", tags=["search"])
    def suggest(
        request: Request,
        q: Annotated[Beginning, Query(description="What somebody has typed so far.")],
        limit: Annotated[int, Query(ge=1, le=_MOST_SUGGESTED)] = 10,
    ) -> Suggestions:
        """Name the people, events, topics, themes and talks whose names have words beginning so."""
        kb, root = library.current(), root_of(request)
        found = suggestions(kb).of(q, limit)
        return Suggestions(
            items=[
                Suggested(
                    kind=each.kind,
                    iri=each.iri,
                    name=cut(one_line(each.name), LONGEST_NAME),
                    about=each.about,
                    talks=each.talks,
                    page=f"{root}{page_of(kb, each.iri) or '/'}",
                )
                for each in found
            ]
        )


def _add_talks(routes: APIRouter, library: Library) -> None:
    @routes.get("/talks", tags=["talks"], responses=_problem(400, 404, 409))
    def talks(request: Request, wanted: _Paging, narrowed: _Narrowed) -> Page[TalkSummary]:
        """List the talks in order of date."""
        return part(request, catalog(library.current()).narrowed(narrowed), wanted)

    @routes.get("/talks/{event}/{key}", tags=["talks"], responses=_problem(404))
    def talk(event: str, key: str) -> TalkDetails:
        """Give a talk or session with everything the notes hold about it."""
        kb = library.current()
        return kb.talk(kb.at("talk", f"{event}/{key}"))

    @routes.get("/talks/{event}/{key}/related", tags=["talks"], responses=_problem(404))
    def related(request: Request, event: str, key: str, wanted: _Paging) -> Page[Related]:
        """List the talks related to a talk, best first, each with its reasons."""
        kb = library.current()
        found = kb.related(kb.at("talk", f"{event}/{key}"), limit=len(kb.records))
        return part(request, found, wanted)


def _add_speakers(routes: APIRouter, library: Library) -> None:
    @routes.get("/speakers", tags=["speakers"])
    def speakers(
        request: Request,
        wanted: _Paging,
        q: Annotated[Name | None, Query(description="A part of a name or handle.")] = None,
    ) -> Page[SpeakerSummary]:
        """List everybody who gave a talk, in order of name."""
        return part(request, catalog(library.current()).speakers(q), wanted)

    @routes.get("/speakers/{slug}", tags=["speakers"], responses=_problem(404))
    def speaker(slug: str) -> SpeakerDetails:
        """Give a person with their talks and the quotes that are theirs."""
        kb = library.current()
        return kb.speaker(kb.at("speaker", slug))


def _add_themes(routes: APIRouter, library: Library) -> None:
    @routes.get("/themes", tags=["themes"])
    def themes(request: Request, wanted: _Paging) -> Page[ThemeSummary]:
        """List the themes that run across the talks, the strongest first, each with its closest."""
        found = [_with_talks(theme, _FEW_TALKS) for theme in library.current().themes()]
        return part(request, found, wanted)

    @routes.get("/themes/{slug}", tags=["themes"], responses=_problem(404))
    def theme(slug: str, limit: _Most = MOST_ROWS) -> ThemeSummary:
        """Give a theme with its talks in order of weight."""
        kb = library.current()
        return _with_talks(kb.theme(kb.at("theme", slug)), limit)


def _with_talks(theme: ThemeSummary, most: int) -> ThemeSummary:
    """Return a theme with so many of its talks at the most."""
    return replace(theme, talks=theme.talks[:most])


def _add_topics(routes: APIRouter, library: Library) -> None:
    @routes.get("/topics", tags=["topics"])
    def topics(request: Request, wanted: _Paging) -> Page[TopicSummary]:
        """List the topics of the vocabulary, those with most talks first."""
        return part(request, library.current().vocabulary(), wanted)

    @routes.get("/topics/{slug}", tags=["topics"], responses=_problem(404))
    def topic(slug: str, limit: _Most = MOST_ROWS) -> TopicPage:
        """Give a topic with its neighbours, the talks surest of it, and what was said on it."""
        kb = library.current()
        return kb.topic(kb.at("topic", slug), most=limit)


def _add_events(routes: APIRouter, library: Library) -> None:
    @routes.get("/events", tags=["events"])
    def events(request: Request, wanted: _Paging) -> Page[EventStats]:
        """List the events in order of date."""
        return part(request, library.current().events(), wanted)

    @routes.get("/events/{slug}", tags=["events"], responses=_problem(404))
    def event(slug: str) -> EventStats:
        """Give an event in numbers."""
        kb = library.current()
        return kb.event(kb.at("event", slug))

    @routes.get("/stats", tags=["stats"])
    def stats() -> Stats:
        """Give what the knowledge base holds, in numbers."""
        return library.current().stats()


def _add_documents(routes: APIRouter) -> None:
    @cache
    def document() -> dict[str, Any]:
        return api_document(routes.routes, Problem)

    @routes.get("/openapi.json", include_in_schema=False)
    def openapi(request: Request) -> JSONResponse:
        """Give the description of the API."""
        root = root_of(request)
        return JSONResponse({**document(), **({"servers": [{"url": root}]} if root else {})})

    @routes.get("", include_in_schema=False)
    def index() -> JSONResponse:
        """Name what there is."""
        return JSONResponse({"description": DESCRIPTION, "paths": sorted(document()["paths"])})
