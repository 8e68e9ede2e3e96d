"""The explorer: pages on what was said, by whom, on what, and how it hangs together."""

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from talkgraph.errors import InputError
from talkgraph.http.api.routes import matches
from talkgraph.http.catalog import MOST_HITS, Catalog, catalog
from talkgraph.http.library import Library
from talkgraph.http.media import documents, preferred, rdf_path
from talkgraph.http.pages import charts, views
from talkgraph.http.pages.addresses import data_name, page_of
from talkgraph.http.pages.query import PATH as QUERY_PATH
from talkgraph.http.pages.rendering import add_static_files, error_page, page
from talkgraph.http.problems import problem_of
from talkgraph.knowledge.answers import Hit
from talkgraph.model import PassageKind, Search

__all__ = ["error_page", "install", "router"]

_HITS: Final = 20
_TALKS: Final = 60
_PEOPLE: Final = 120
_Text = Annotated[str | None, Query(max_length=1000)]
_Number = Annotated[int, Query(ge=1, le=100_000)]


def _narrowed_search(
    event: _Text = None,
    speaker: _Text = None,
    topic: _Text = None,
    since: _Text = None,
    until: _Text = None,
) -> Search:
    """Read what a search is narrowed to from a form, whose empty fields mean nothing."""
    event, speaker, topic, since, until = (
        (each or "").strip() or None for each in (event, speaker, topic, since, until)
    )
    return Search(event=event, speaker=speaker, topic=topic, since=since, until=until)


_Narrowed = Annotated[Search, Depends(_narrowed_search)]


def install(app: FastAPI) -> None:
    """Let people have pages where programs get problems or a service description."""
    app.state.error_page = error_page
    app.state.query_page = QUERY_PATH


def router(library: Library) -> APIRouter:
    """Return the routes of the explorer over a library."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _add_home(routes, library)
    _add_search(routes, library)
    _add_talks(routes, library)
    _add_speakers(routes, library)
    _add_themes(routes, library)
    _add_topics(routes, library)
    _add_events(routes, library)
    add_static_files(routes)
    return routes


def _show(
    request: Request,
    known: Catalog,
    template: str,
    *,
    status: int = 200,
    about: str | None = None,
    **context: Any,  # noqa: ANN401 - whatever the template shows
) -> HTMLResponse:
    """Return a page whose template can find the pages of things by their IRIs.

    `about` is the IRI of the thing that the page tells of, whose documents it links to.
    """
    if about is not None:
        context["documents"] = documents(data_name(known.kb, about))
    return page(
        request,
        template,
        status=status,
        headers={"vary": "Accept"} if about is not None else None,
        path=lambda iri: page_of(known.kb, iri),
        **context,
    )


def _document(request: Request, known: Catalog, iri: str) -> Response | None:
    """Lead a client that wants RDF rather than a page to the document on a thing."""
    wanted = preferred(request.headers.get("accept"))
    if wanted is None:
        return None
    target = rdf_path(data_name(known.kb, iri), wanted)
    return RedirectResponse(target, status_code=303, headers={"vary": "Accept"})


def _add_home(routes: APIRouter, library: Library) -> None:
    @routes.get("/")
    def home(request: Request) -> HTMLResponse:
        known = catalog(library.current())
        return _show(
            request,
            known,
            "home.html",
            counts=known.stats.counts,
            speakers=len(known.speakers),
            events=known.events,
            themes=known.themes,
            topics=[entry for entry in known.topics if entry.talks][:16],
            tiles=charts.theme_tiles(known.kb, known.themes),
        )

    @routes.get("/map")
    def talk_map(request: Request) -> HTMLResponse:
        known = catalog(library.current())
        return _show(
            request,
            known,
            "map.html",
            figure=charts.talk_map(known.kb),
            themes=charts.shown_themes(known),
            talks=len(known.talks),
        )


def _add_search(routes: APIRouter, library: Library) -> None:
    @routes.get("/search")
    def search(
        request: Request,
        narrowed: _Narrowed,
        q: _Text = None,
        kind: Annotated[list[str] | None, Query(max_length=8)] = None,
        page: _Number = 1,
    ) -> HTMLResponse:
        known = catalog(library.current())
        kinds = tuple(sorted({each for each in kind or () if each}))
        wanted = replace(narrowed, text=(q or "").strip(), kinds=kinds)
        found: tuple[Hit, ...] = ()
        problem = None
        if wanted.text:
            try:
                found = known.hits(wanted)
            except InputError as error:
                problem = problem_of(error)
        return _show(
            request,
            known,
            "search.html",
            status=problem.status if problem else 200,
            all_kinds=list(PassageKind),
            wanted=wanted,
            problem=problem,
            most=MOST_HITS,
            part=views.part_of(request, found, page, _HITS),
            **_choices(known),
        )


def _choices(known: Catalog) -> dict[str, Any]:
    """Return what filters can be set to."""
    return {
        "events": known.events,
        "speaker_names": [speaker.name for speaker in known.speakers],
        "topic_labels": sorted(entry.topic.label for entry in known.topics if entry.talks),
    }


def _add_talks(routes: APIRouter, library: Library) -> None:
    @routes.get("/talks")
    def talks(request: Request, wanted: _Narrowed, page: _Number = 1) -> HTMLResponse:
        known = catalog(library.current())
        problem = None
        try:
            found = known.narrowed(wanted)
        except InputError as error:
            found, problem = (), problem_of(error)
        part = views.part_of(request, found, page, _TALKS)
        return _show(
            request,
            known,
            "talks.html",
            status=problem.status if problem else 200,
            wanted=wanted,
            problem=problem,
            part=part,
            groups=views.by_event(known, part.items),
            **_choices(known),
        )

    @routes.get("/talk/{event}/{key}")
    def talk(request: Request, event: str, key: str) -> Response:
        known = catalog(library.current())
        record = known.talk(event, key)
        return _document(request, known, record.iri) or _show(
            request,
            known,
            "talk.html",
            about=record.iri,
            view=views.talk_view(known, record),
            source_iri=known.kb.parts.names.source,
        )


def _add_speakers(routes: APIRouter, library: Library) -> None:
    @routes.get("/speakers")
    def speakers(request: Request, q: _Text = None, page: _Number = 1) -> HTMLResponse:
        known = catalog(library.current())
        words = (q or "").strip() or None
        found = [each for each in known.speakers if matches(each, words)]
        part = views.part_of(request, found, page, _PEOPLE)
        return _show(request, known, "speakers.html", part=part, words=words or "")

    @routes.get("/speaker/{slug}")
    def speaker(request: Request, slug: str) -> Response:
        known = catalog(library.current())
        person = known.person(slug)
        iri = known.kb.parts.names.person(person.slug)
        if person.slug != slug:
            return RedirectResponse(page_of(known.kb, iri) or "/speakers", status_code=301)
        details = known.kb.speaker(iri)
        return _document(request, known, iri) or _show(
            request,
            known,
            "speaker.html",
            about=iri,
            person=details,
            slug=slug,
            year=known.year,
            accounts=person.accounts,
            urls=person.urls,
            affiliations=views.affiliations(details),
            records=known.records,
        )


def _add_themes(routes: APIRouter, library: Library) -> None:
    @routes.get("/themes")
    def themes(request: Request) -> HTMLResponse:
        known = catalog(library.current())
        tiles = charts.theme_tiles(known.kb, known.themes)
        return _show(request, known, "themes.html", themes=known.themes, tiles=tiles)

    @routes.get("/theme/{slug}")
    def theme(request: Request, slug: str) -> Response:
        known = catalog(library.current())
        found = known.theme(slug)
        counts = charts.years_of(known, [talk.iri for talk in found.talks])
        return _document(request, known, found.iri) or _show(
            request,
            known,
            "theme.html",
            about=found.iri,
            theme=found,
            slug=slug,
            counts=counts,
            figure=charts.years(counts),
            records=known.records,
        )


def _add_topics(routes: APIRouter, library: Library) -> None:
    @routes.get("/topics")
    def topics(request: Request) -> HTMLResponse:
        known = catalog(library.current())
        return _show(request, known, "topics.html", topics=known.topics)

    @routes.get("/topic/{slug}")
    def topic(request: Request, slug: str) -> Response:
        known = catalog(library.current())
        entry = known.topic(slug)
        counts = charts.years_of(known, [record.iri for record, _ in entry.talks])
        neighbours = {other.topic.iri: other for other in known.topics}
        return _document(request, known, entry.topic.iri) or _show(
            request,
            known,
            "topic.html",
            about=entry.topic.iri,
            entry=entry,
            broader=[neighbours[iri] for iri in entry.topic.broader if iri in neighbours],
            narrower=[o for o in known.topics if entry.topic.iri in o.topic.broader],
            related=[neighbours[iri] for iri in entry.topic.related if iri in neighbours],
            passages=views.topic_passages(known, entry.topic.iri),
            counts=counts,
            figure=charts.years(counts),
        )


def _add_events(routes: APIRouter, library: Library) -> None:
    @routes.get("/events")
    def events(request: Request) -> HTMLResponse:
        known = catalog(library.current())
        return _show(request, known, "events.html", events=known.events)

    @routes.get("/event/{slug}")
    def event(request: Request, slug: str) -> Response:
        known = catalog(library.current())
        found = known.event(slug)
        there = [r for r in known.records.values() if r.event == found.iri]
        talks = known.narrowed(Search(event=found.iri))
        sessions = sorted((r for r in there if not r.is_talk), key=lambda r: r.name)
        return _document(request, known, found.iri) or _show(
            request,
            known,
            "event.html",
            about=found.iri,
            event=found,
            talks=talks,
            sessions=sessions,
            source_iri=known.kb.parts.names.source,
        )
