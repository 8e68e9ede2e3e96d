"""Puts the service together: routes, what wraps every answer, health and metrics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from talkgraph.errors import TalkgraphError
from talkgraph.http import dump, problems
from talkgraph.http.api import routes as api
from talkgraph.http.guards.access import Hosts, Origins, Tokens, check_names
from talkgraph.http.guards.admission import Admission, Threads, bound_threads
from talkgraph.http.guards.place import AtPlace, public_place
from talkgraph.http.guards.proxies import Proxies
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
from talkgraph.http.pages import linked, query
from talkgraph.http.pages import routes as pages
from talkgraph.http.pages.rendering import error_page
from talkgraph.http.reconcile import routes as reconcile
from talkgraph.http.sparql import endpoint
from talkgraph.http.sparql.endpoint import Endpoint, graph_folder
from talkgraph.http.sparql.pool import WorkerPool
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
    for room in (
        endpoint.router(answering, library, allowed, query_page=query.PATH),
        dump.router(library, allowed),
        api.router(library),
        reconcile.router(library),
        pages.router(library, api_docs=f"{api.PREFIX}/docs", api_description=api.DESCRIPTION),
        query.router(library, answering),
        mcp.router(library, answering, allowed),
        linked.router(library),  # the last, because it answers for every path that is left
    ):
        app.include_router(room)
    app.add_middleware(Conditional)
    app.add_middleware(Compress, minimum_size=_SMALLEST_COMPRESSED, compresslevel=5)
    app.add_middleware(PlainAccept)
    app.add_middleware(
        Admission, settings=allowed, free=frozenset({*_PROBES, *endpoint.PATHS, query.PATH})
    )
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
    settings: ServiceSettings = app.state.settings
    pool: WorkerPool = app.state.pool
    with suppress(TalkgraphError):  # which questions, and /readyz, will tell
        library: Library = app.state.library
        pool.start(graph_folder(library.current()))
    bound_threads(settings)
    yield
    pool.close()


def _add_health(app: FastAPI, library: Library, metrics: Metrics, pool: WorkerPool) -> None:
    apart = Threads(1)  # what they ask is soon told, but the first of all may open the base

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
        found = await apart.run(library.readiness)
        if not found.ready or not pool.ready:
            sentence = found.problem or "no worker for queries has started yet"
            raise problems.Problem(503, sentence, headers={"Retry-After": "1"})
        return JSONResponse(
            {"status": "ready", "generation": found.generation, "problem": found.problem}
        )

    @app.get("/metrics", include_in_schema=False)
    async def measured() -> Response:
        """Give the metrics in Prometheus' text format."""
        readiness = await apart.run(library.readiness)
        if readiness.ready and readiness.generation is not None:
            metrics.holds(readiness.generation, library.current().generation.manifest.counts)
        return Response(metrics.text(), media_type=MEDIA_TYPE)
