"""The explorer: pages on what was said, by whom, on what, and how it hangs together."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, fields, replace
from heapq import nlargest
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import create_model
from starlette.concurrency import run_in_threadpool

from talkgraph.errors import InputError
from talkgraph.http.catalog import MOST_HITS, MOST_NEWEST, catalog
from talkgraph.http.library import Library
from talkgraph.http.media import VARY, alternatives, preferred, rdf_path
from talkgraph.http.pages import sources, views
from talkgraph.http.pages.addresses import data_name, is_described, page_of, texts
from talkgraph.http.pages.awaited import Awaited
from talkgraph.http.pages.documents import embedded
from talkgraph.http.pages.drawn import charts
from talkgraph.http.pages.drawn.layout import HEIGHT, WIDTH
from talkgraph.http.pages.drawn.map import Map, passage_map, talk_map
from talkgraph.http.pages.facets import called, facets
from talkgraph.http.pages.rendering import add_static_files, page
from talkgraph.http.pages.searching import (
    Instead,
    instead,
    known_at,
    near,
    no_such_source,
    understanding,
)
from talkgraph.http.problems import problem_of
from talkgraph.knowledge import lists
from talkgraph.knowledge.answers import SpeakerSummary, TopicSummary
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.hits import Hits, talks_and_sessions
from talkgraph.model import PassageKind, Search
from talkgraph.settings import UNLICENSED
from talkgraph.words import one_line

_MAPS: Final = {"talk": talk_map, "passage": passage_map}
DRAWN: Final = {
    "talk": ("/map", "/map/talks.json"),
    "passage": ("/map/passages", "/map/passages.json"),
}
"""The map of what, and where it is with its cards; who asks waits for a drawing made once."""
_HITS: Final = 20
_TALKS_FOUND: Final = 10
_LONGEST: Final = 1000
_TALKS: Final = 60
_TALKS_ABOUT: Final = 60
_TOLD: Final = 10
_QUOTES: Final = 40
_PEOPLE: Final = 120
_OFFERED: Final = 300  # speakers or topics to choose from; any other can be typed
_FEW: Final = 16
_SAID: Final = 200
_Counted = TypeVar("_Counted", SpeakerSummary, TopicSummary)
_Text = Annotated[str | None, Query(max_length=1000)]
_Number = Annotated[int, Query(ge=1, le=100_000)]
# A form has a field of text for whatever a search can do without.
_FILTERS: Final[Any] = {each.name: (_Text, None) for each in fields(Search) if each.default is None}
_Form: Any = create_model("_Form", **_FILTERS)


def _narrowed_search(form: Annotated[_Form, Query()]) -> Search:
    """Read what a search is narrowed to from a form, whose empty fields mean nothing."""
    given: dict[str, Any] = {name: (text or "").strip() or None for name, text in form}
    return Search(**given)


_Narrowed = Annotated[Search, Depends(_narrowed_search)]
_Several = Annotated[list[str] | None, Query(max_length=8)]
_Plain = Annotated[list[str] | None, Query(max_length=_LONGEST)]


def _wanted_search(
    narrowed: _Narrowed,
    q: _Text = None,
    kind: _Several = None,
    plain: _Plain = None,
    exact: _Text = None,
    literal: _Text = None,
    sort: _Text = None,
) -> Search:
    """Read what is searched for from a form; a box that is ticked has a value.

    Of the `plain` words, only those still count that the text has.
    """
    text = (q or "").strip()
    return replace(
        narrowed,
        text=text,
        kinds=tuple(sorted({each for each in kind or () if each})),
        plain=tuple(dict.fromkeys(each for each in plain or () if _holds(text, each))),
        exact=_is_ticked(exact),
        literal=_is_ticked(literal),
        newest=sort == "date",
    )


def _is_ticked(value: str | None) -> bool:
    return (value or "").strip().casefold() not in ("", "0", "false", "no", "off")


def _holds(text: str, words: str) -> bool:
    bare = one_line(words).casefold()
    return bool(bare) and bare in one_line(text).casefold()


_Wanted = Annotated[Search, Depends(_wanted_search)]


def router(library: Library, *, api_docs: str, api_description: str) -> APIRouter:
    """Return the routes of the explorer over a library.

    `api_docs` is where the page on the JSON API is, `api_description` where its description is.
    """
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _add_home(routes, library)
    _add_maps(routes, library)
    _add_search(routes, library)
    _add_talks(routes, library)
    _add_quotes(routes, library)
    _add_speakers(routes, library)
    _add_themes(routes, library)
    _add_topics(routes, library)
    _add_events(routes, library)
    _add_sources(routes, library)
    _add_api_docs(routes, api_docs, api_description)
    add_static_files(routes)
    return routes


def _show(
    request: Request,
    kb: KnowledgeBase,
    template: str,
    *,
    status: int = 200,
    about: str | None = None,
    **context: Any,  # noqa: ANN401 - whatever the template shows
) -> HTMLResponse:
    """Return a page whose template can find the pages of things by their IRIs.

    `about` is the IRI of the thing that the page tells of, whose documents it links to, and
    of which it holds one.
    """
    if about is not None:
        context["documents"] = alternatives(data_name(kb, about))
        context["embedded"] = embedded(kb, about)
    return page(
        request,
        template,
        status=status,
        headers=VARY if about is not None else None,
        path=lambda iri: page_of(kb, iri),
        told=lambda iri: views.told(kb, iri),
        voice=lambda name: views.voice(kb, name),
        **context,
    )


def _moved(kb: KnowledgeBase, kind: str, address: str, iri: str) -> Response | None:
    """Lead a client that asked for the former address of a thing to the present one for good."""
    if address in kb.addresses(kind):
        return None
    return RedirectResponse(page_of(kb, iri) or "/", status_code=301)


def _document(request: Request, kb: KnowledgeBase, iri: str) -> Response | None:
    """Lead a client that wants RDF rather than a page to the document on a thing."""
    wanted = preferred(request.headers.get("accept"))
    if wanted is None:
        return None
    target = rdf_path(data_name(kb, iri), wanted)
    return RedirectResponse(target, status_code=303, headers=VARY)


def _add_home(routes: APIRouter, library: Library) -> None:
    @routes.get("/")
    def home(request: Request) -> HTMLResponse:
        kb = library.current()
        return _show(
            request,
            kb,
            "home.html",
            counts=kb.stats().counts,
            imprint=kb.stats().imprint,
            unlicensed=UNLICENSED,
            triples=kb.generation.manifest.counts["triples"],
            speakers=len(kb.speakers()),
            events=kb.events(),
            themes=kb.themes(),
            subjects=views.subjects(kb),
            tiled={theme.name for theme in charts.tiled(kb)},
            drawing=charts.theme_tiles(kb),
        )


def _add_maps(routes: APIRouter, library: Library) -> None:
    for of, make in _MAPS.items():
        _add_map(routes, library, of, make)


def _add_map(
    routes: APIRouter, library: Library, of: str, make: Callable[[KnowledgeBase], Awaited[Map]]
) -> None:
    page, cards = DRAWN[of]

    @routes.get(page)
    async def shown(request: Request, theme: _Text = None) -> HTMLResponse:
        kb = library.current()
        marked = kb.theme(known_at(kb, "theme", theme)) if theme else None
        drawn = await make(kb).get()
        return await run_in_threadpool(
            _show,
            request,
            kb,
            "map.html",
            map=drawn,
            drawing=drawn.marking([talk.iri for talk in marked.talks] if marked else None),
            marked=marked,
            colours={each.iri: number for number, each in enumerate(drawn.themes)},
            of=of,
            cards=cards,
            listed=_TALKS_ABOUT,
            width=WIDTH,
            height=HEIGHT,
        )

    @routes.get(cards)
    async def told() -> Response:
        drawn = await make(library.current()).get()
        return JSONResponse([asdict(card) for card in drawn.cards])


def _add_search(routes: APIRouter, library: Library) -> None:
    @routes.get("/search")
    def search(
        request: Request,
        wanted: _Wanted,
        view: _Text = None,
        weak: _Text = None,
        page: _Number = 1,
    ) -> HTMLResponse:
        kb = library.current()
        found = everything = Hits()
        problem, name, others = None, wanted.text, Instead()
        if wanted.text:
            try:
                everything = catalog(kb).hits(wanted)
                found = catalog(kb).hits(wanted, weak=_is_ticked(weak))
            except InputError as error:
                problem, name = problem_of(error), getattr(error, "name", "")
                others = instead(request, error)
        by_passage = view == "passages"
        talks = found.by_talk()
        ways = facets(request, kb, wanted, talks)
        return _show(
            request,
            kb,
            "search.html",
            status=problem.status if problem else 200,
            all_kinds=[(kind, called(kind)) for kind in PassageKind],
            wanted=wanted,
            problem=problem,
            most=MOST_NEWEST if wanted.newest else MOST_HITS,
            total=len(found),
            weaker=len(everything) - len(found),
            talks=len(talks),
            by_passage=by_passage,
            part=views.part_of(request, found, page, _HITS)
            if by_passage
            else views.part_of(request, talks, page, _TALKS_FOUND),
            understood=found.understood,
            listed=found.is_listed,
            reading=understanding(request, wanted, found.understood),
            facets=ways,
            chosen=[each for way in ways for each in way.first if each.is_chosen],
            near=near(kb, name) if name and not found else (),
            instead=others,
            start=_beginnings(kb) if not wanted.text else {},
            source_iri=kb.names.source,
            **_choices(kb),
        )


def _beginnings(kb: KnowledgeBase) -> dict[str, Any]:
    """Return what to begin with where nothing is searched for yet."""
    having = [topic for topic in kb.topics() if topic.talks]
    return {"events": kb.events(), "topics": having[:_FEW]}


def _choices(kb: KnowledgeBase) -> dict[str, Any]:
    """Return what filters can be set to; of many speakers and topics, those of most talks."""
    topics = (topic for topic in kb.topics() if topic.talks)
    return {
        "events": kb.events(),
        "speaker_names": [each.name for each in _of_most_talks(kb.speakers())],
        "topic_labels": sorted(each.label for each in _of_most_talks(topics)),
    }


def _of_most_talks(found: Iterable[_Counted]) -> list[_Counted]:
    """Return, in their order, as many as can be offered: a page does not grow with all there is."""
    every = list(found)
    chosen = {each.iri for each in nlargest(_OFFERED, every, key=lambda each: each.talks)}
    return [each for each in every if each.iri in chosen]


def _add_talks(routes: APIRouter, library: Library) -> None:
    @routes.get("/talks")
    def talks(request: Request, wanted: _Narrowed, page: _Number = 1) -> HTMLResponse:
        kb = library.current()
        problem, name, others = None, "", Instead()
        try:
            found = catalog(kb).narrowed(wanted)
        except InputError as error:
            found, problem, name = (), problem_of(error), getattr(error, "name", "")
            others = instead(request, error)
        part = views.part_of(request, found, page, _TALKS)
        return _show(
            request,
            kb,
            "talks.html",
            status=problem.status if problem else 200,
            wanted=wanted,
            problem=problem,
            near=near(kb, name) if name else (),
            instead=others,
            part=part,
            groups=views.by_event(kb, part.items),
            **_choices(kb),
        )

    @routes.get("/talk/{event}/{key}")
    def talk(request: Request, event: str, key: str) -> Response:
        kb = library.current()
        address = f"{event}/{key}"
        record = kb.records[known_at(kb, "talk", address)]
        return (
            _moved(kb, "talk", address, record.iri)
            or _document(request, kb, record.iri)
            or _show(
                request,
                kb,
                "talk.html",
                about=record.iri,
                view=views.talk_view(kb, record),
                source_iri=kb.names.source,
            )
        )


def _add_quotes(routes: APIRouter, library: Library) -> None:
    @routes.get("/quotes")
    def quotes(request: Request, q: _Text = None, page: _Number = 1) -> HTMLResponse:
        kb = library.current()
        words = (q or "").strip()
        found = lists.quotes(kb, Search(text=words)) if words else kb.quotes()
        return _show(
            request,
            kb,
            "quotes.html",
            part=views.part_of(request, found, page, _QUOTES),
            words=words,
            near=near(kb, words) if not found else (),
            source_iri=kb.names.source,
        )


def _add_speakers(routes: APIRouter, library: Library) -> None:
    @routes.get("/speakers")
    def speakers(request: Request, q: _Text = None, page: _Number = 1) -> HTMLResponse:
        kb = library.current()
        words = (q or "").strip() or None
        found = catalog(kb).speakers(words)
        return _show(
            request,
            kb,
            "speakers.html",
            part=views.part_of(request, found, page, _PEOPLE),
            words=words or "",
            near=near(kb, words) if words and not found else (),
        )

    @routes.get("/speaker/{slug}")
    def speaker(request: Request, slug: str) -> Response:
        kb = library.current()
        iri = known_at(kb, "speaker", slug)
        person = kb.find_speaker(iri)
        if person.slug != slug:
            return RedirectResponse(page_of(kb, iri) or "/speakers", status_code=301)
        details = kb.speaker(iri)
        sessions = {talk.iri for talk in details.talks if not views.is_talk(kb, talk.iri)}
        return _document(request, kb, iri) or _show(
            request,
            kb,
            "speaker.html",
            about=iri,
            person=details,
            sessions=sessions,
            held=talks_and_sessions(len(details.talks) - len(sessions), len(sessions)),
            slug=slug,
            year=kb.year,
            accounts=person.accounts,
            urls=person.urls,
            affiliations=views.affiliations(details),
            topics=views.topics_of(kb, [talk.iri for talk in details.talks])[:_FEW],
            said=lambda talk: views.said_in(kb, talk),
            source_iri=kb.names.source,
        )


def _add_themes(routes: APIRouter, library: Library) -> None:
    @routes.get("/themes")
    def themes(request: Request) -> HTMLResponse:
        kb = library.current()
        widest = sorted(kb.themes(), key=lambda theme: (-len(theme.talks), theme.name))
        return _show(request, kb, "themes.html", themes=widest, drawing=charts.theme_tiles(kb))

    @routes.get("/theme/{slug}")
    def theme(request: Request, slug: str, page: _Number = 1) -> Response:
        kb = library.current()
        found = kb.theme(known_at(kb, "theme", slug))
        counts = charts.years_of(kb, kb.rows_of(talk.iri for talk in found.talks))
        topic = kb.namesake("topic", found.name)
        return (
            _moved(kb, "theme", slug, found.iri)
            or _document(request, kb, found.iri)
            or _show(
                request,
                kb,
                "theme.html",
                about=found.iri,
                theme=found,
                part=views.part_of(request, found.talks, page, _TALKS_ABOUT),
                topic=topic,
                speak=len(kb.talks_about(kb.at("topic", topic.address))) if topic else 0,
                meaning=views.meaning_of(kb, topic.name) if topic else None,
                narrower=[each for each in kb.themes() if each.parent_iri == found.iri],
                slug=slug,
                counts=counts,
                records=kb.records,
            )
        )


def _add_topics(routes: APIRouter, library: Library) -> None:
    @routes.get("/topics")
    def topics(request: Request) -> HTMLResponse:
        kb = library.current()
        return _show(request, kb, "topics.html", topics=kb.vocabulary())

    @routes.get("/topic/{slug}")
    def topic(request: Request, slug: str, page: _Number = 1) -> Response:
        kb = library.current()
        found = kb.topic(known_at(kb, "topic", slug), most=_TOLD)
        about = kb.talks_about(found.iri)
        told_in = set(kb.rows_of(each.talk for each in found.passages).tolist())
        part = views.part_of(request, about.tolist(), page, _TALKS_ABOUT)
        theme = kb.namesake("theme", found.label)
        return _document(request, kb, found.iri) or _show(
            request,
            kb,
            "topic.html",
            about=found.iri if is_described(kb, found.iri) else None,
            documents=(),
            topic=found,
            theme=theme,
            belong=len(kb.theme(kb.at("theme", theme.address)).talks) if theme else 0,
            passages=views.told_of(found.passages),
            told_elsewhere=bool(told_in - set(about.tolist())),
            part=part,
            listed=kb.topic_talks(found.iri, part.items),
            counts=charts.years_of(kb, about),
        )


def _add_events(routes: APIRouter, library: Library) -> None:
    @routes.get("/events")
    def events(request: Request) -> HTMLResponse:
        kb = library.current()
        return _show(request, kb, "events.html", events=kb.events())

    @routes.get("/event/{slug}")
    def event(
        request: Request, slug: str, day: _Text = None, track: _Text = None, page: _Number = 1
    ) -> Response:
        kb = library.current()
        found = kb.event(known_at(kb, "event", slug))
        if moved := _moved(kb, "event", slug, found.iri):
            return moved
        there = [record for record in kb.records_of(found.iri) if not record.is_event]
        untimed = (r for r in there if not (r.is_talk or r.start))
        on_day = (record for record in untimed if not day or record.day in (day, None))
        return _document(request, kb, found.iri) or _show(
            request,
            kb,
            "event.html",
            about=found.iri,
            event=found,
            programme=views.programme(request, there, day=day, track=track, number=page),
            cancelled_talks=sum(record.is_cancelled for record in there),
            sessions=sorted(on_day, key=lambda record: record.name),
            said=views.part_of(request, views.said_in(kb, found.iri), page, _SAID),
            source_iri=kb.names.source,
        )


def _add_sources(routes: APIRouter, library: Library) -> None:
    @routes.get("/source/{name:any}")
    def source(
        request: Request,
        name: str,
        line: _Text = None,
        view: _Text = None,
        page: Annotated[int | None, Query(ge=1, le=100_000)] = None,
    ) -> Response:
        kb = library.current()
        iri = kb.names.source(name)
        if name not in texts(kb):  # a programme, say, or notes of which no copy was to be kept
            if not (is_described(kb, iri) or kb.present(iri)):
                raise no_such_source(name, [each for e in kb.events() for each in e.sources])
            return RedirectResponse(f"/resource/{data_name(kb, iri)}", status_code=303)
        return _document(request, kb, iri) or _show(
            request,
            kb,
            "source.html",
            about=iri,
            iri=iri,
            resource=f"/resource/{data_name(kb, iri)}",
            events=[event for event in kb.events() if name in event.sources],
            source=sources.source_page(
                request, kb, name, line=line or "", view=view or "", number=page
            ),
        )


def _add_api_docs(routes: APIRouter, path: str, description: str) -> None:
    @routes.get(path)
    def api_docs(request: Request) -> HTMLResponse:
        return page(request, "api_docs.html", document=description)
