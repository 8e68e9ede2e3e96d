"""Puts the service together: routes, what wraps every answer, health and metrics."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import chain
from typing import Final

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from talkgraph.graph.json_ld import terms
from talkgraph.graph.questions import questions
from talkgraph.http import dump, problems
from talkgraph.http.api import routes as api
from talkgraph.http.catalog import catalog
from talkgraph.http.guards.access import Hosts, Origins, Tokens, check_names
from talkgraph.http.guards.admission import Admission, bound_threads
from talkgraph.http.guards.kept import KeptPages
from talkgraph.http.guards.opened import Opened
from talkgraph.http.guards.place import AtPlace, public_place
from talkgraph.http.guards.proxies import Proxies
from talkgraph.http.guards.turns import Threads
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.mcp import routes as mcp
from talkgraph.http.middleware import (
    Bounded,
    Compress,
    Conditional,
    HeadLikeGet,
    Methods,
    PlainAccept,
    SecurityHeaders,
)
from talkgraph.http.observe import MEDIA_TYPE, Metrics, RequestLog, log_error
from talkgraph.http.pages import addresses, facets, linked, query, views
from talkgraph.http.pages import routes as pages
from talkgraph.http.pages.rendering import error_page, load_templates
from talkgraph.http.reconcile import routes as reconcile
from talkgraph.http.sparql import endpoint
from talkgraph.http.sparql.endpoint import Endpoint, graph_folder
from talkgraph.http.sparql.pool import WorkerPool
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.entry import Part, parts_of
from talkgraph.knowledge.reconcile.index import reconciler
from talkgraph.search.once import make_all
from talkgraph.version import __version__

_SMALLEST_COMPRESSED: Final = 1000
_PROBES: Final = ("/healthz", "/readyz", "/metrics")
_LASTING: Final = 60.0  # seconds without a worker, after which only a restart may help


def create_app(library: Library, settings: ServiceSettings | None = None) -> FastAPI:
    """Return the service over a library.

    `app.state` carries the `library`, the `settings`, the `metrics` and the `pool` of workers.
    """
    allowed = settings or ServiceSettings()
    place, proxies = public_place(allowed.base_url), Proxies(allowed.proxies)
    check_names(allowed.hosts, allowed.origins)
    metrics = Metrics()
    pool = WorkerPool(allowed, metrics)
    app = FastAPI(
        title="talkgraph",
        summary="A knowledge graph and semantic search over notes on conference talks.",
        version=__version__,
        openapi_url=None,  # the API describes itself
        lifespan=_lifespan,
    )
    app.state.library = library
    app.state.settings = allowed
    app.state.metrics = metrics
    app.state.pool = pool
    problems.install(app, error_page, log_error)
    _add_health(app, library, metrics, pool)
    answering = Endpoint(library, allowed, metrics, pool)
    threads = Threads(allowed.threads)
    spoken = mcp.Spoken(library, answering, allowed, threads)
    library.open_before_use(lambda kb: _parts_of(kb, pool, spoken))
    for room in (
        endpoint.router(answering, library, allowed, query_page=query.PATH),
        dump.router(library, allowed),
        api.router(library),
        reconcile.router(library),
        pages.router(library, api_docs=f"{api.PREFIX}/docs", api_description=api.DESCRIPTION),
        query.router(library, answering),
        mcp.router(spoken, allowed),
        linked.router(library),  # the last, because it answers for every path that is left
    ):
        app.include_router(room)
    app.add_middleware(
        Admission,
        threads=threads,
        settings=allowed,
        free=frozenset({*_PROBES, *endpoint.PATHS, query.PATH}),
        later=frozenset({mcp.PATH, *chain.from_iterable(pages.DRAWN.values())}),
    )
    app.add_middleware(KeptPages, library=library, without=frozenset({query.PATH}))
    app.add_middleware(Conditional)
    app.add_middleware(Compress, minimum_size=_SMALLEST_COMPRESSED, compresslevel=5)
    app.add_middleware(PlainAccept)
    app.add_middleware(Opened, library=library, settings=allowed, free=frozenset(_PROBES))
    if allowed.tokens:
        app.add_middleware(Tokens, tokens=allowed.tokens, free=frozenset(_PROBES[:2]))
    app.add_middleware(Origins, origins=allowed.origins)
    app.add_middleware(Hosts, hosts=[*allowed.hosts, *([place.name] if place.host else [])])
    app.add_middleware(Bounded)
    app.add_middleware(Methods)
    app.add_middleware(HeadLikeGet)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AtPlace, place=place, proxies=proxies)
    app.add_middleware(RequestLog, metrics=metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    library: Library = app.state.library
    pool: WorkerPool = app.state.pool
    bound_threads(app.state.settings)
    library.start()
    yield
    library.close()
    pool.close()


def _parts_of(kb: KnowledgeBase, pool: WorkerPool, spoken: mcp.Spoken) -> Mapping[str, Part]:
    """Return what opens what answers rest on; the processes start while all else is opened."""
    return {
        "processes": lambda: pool.start(graph_folder(kb)),
        **parts_of(kb),
        "catalog": lambda: make_all(catalog(kb), apart_from=(KnowledgeBase,)),
        "reconciliation": lambda: make_all(reconciler(kb)),
        "documents": lambda: (terms(), questions()),
        "pages": lambda: _prepare_pages(kb),
        "tools": spoken.load,
    }


def _prepare_pages(kb: KnowledgeBase) -> None:
    load_templates()
    views.prepare(kb)
    facets.prepare(kb)
    addresses.texts(kb)


def _add_health(app: FastAPI, library: Library, metrics: Metrics, pool: WorkerPool) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> JSONResponse:
        """Say that the process is alive, and that what it lacks is not lacking for long."""
        if (seconds := pool.unready_for()) > _LASTING:
            sentence = f"no worker for queries could be started for {seconds:.0f} seconds"
            raise problems.Problem(503, sentence)
        return JSONResponse({"status": "ok", "version": __version__})

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        """Say whether questions can be answered."""
        found = library.readiness()
        parts = {"parts": found.opened, "missing": found.missing}
        if not found.ready or not pool.ready:
            sentence = found.problem or "no worker for queries has started yet"
            raise problems.Problem(503, sentence, headers={"Retry-After": "1"}, **parts)
        return JSONResponse(
            {
                "status": "ready",
                "generation": found.generation,
                "problem": found.problem,
                "parts": found.opened,
            }
        )

    @app.get("/metrics", include_in_schema=False)
    async def measured() -> Response:
        """Give the metrics in Prometheus' text format."""
        readiness = library.readiness()
        if readiness.ready and readiness.generation is not None:
            metrics.holds(readiness.generation, library.current().generation.manifest.counts)
        return Response(metrics.text(), media_type=MEDIA_TYPE)
