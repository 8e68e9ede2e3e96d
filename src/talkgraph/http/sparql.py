"""The SPARQL 1.1 Protocol at /sparql, for queries: the endpoint is read-only."""

import gzip
import json
import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from talkgraph.errors import InputError, TalkgraphError
from talkgraph.graph.sparql.search import Expanded, Finder, Matches, plan
from talkgraph.http.description import service_description, void_description
from talkgraph.http.formats import Wanted, wanted
from talkgraph.http.library import Library
from talkgraph.http.limits import MEBIBYTE, ServiceSettings
from talkgraph.http.metrics import Metrics
from talkgraph.http.negotiation import quality, ranges
from talkgraph.http.problems import Problem, problem_of
from talkgraph.http.protocol import Asked, read_request
from talkgraph.http.workers import Reply, Turn, WorkerPool
from talkgraph.knowledge.base import KnowledgeBase

PATH: Final = "/sparql"
VOID_PATH: Final = "/.well-known/void"
_ALLOW: Final = "GET, HEAD, POST, OPTIONS"
_COMPRESSED_FROM: Final = 1000
_PROBLEMS: Final[Mapping[str, tuple[int, str]]] = {
    "invalid": (400, ""),
    "damaged": (503, ""),
    "too_large": (413, "the answer has more than {size} MiB; ask for less, or for it in parts"),
    "too_many_rows": (413, "the answer has more than {rows} rows; ask for less (LIMIT, OFFSET)"),
}


def router(
    library: Library, settings: ServiceSettings, metrics: Metrics, pool: WorkerPool
) -> APIRouter:
    """Return the routes of the endpoint and of its descriptions."""
    routes = APIRouter()
    endpoint = Endpoint(library, settings, metrics, pool)

    async def body(request: Request) -> bytes:
        return await _read_body(request, settings.query_bytes)

    @routes.api_route(PATH, methods=["GET", "POST"], include_in_schema=False)
    def sparql(request: Request, content: Annotated[bytes, Depends(body)]) -> Response:
        """Answer a query, or describe the service where there is none."""
        asked = read_request(request, content, settings.query_bytes)
        if asked is None:
            return _describe(request, library)
        return endpoint.answer(asked, request)

    @routes.options(PATH, include_in_schema=False)
    def options() -> Response:
        """Say which methods there are."""
        return Response(
            status_code=204,
            headers={"Allow": _ALLOW, "Accept-Post": _ACCEPT_POST, "Cache-Control": "no-store"},
        )

    @routes.get(VOID_PATH, include_in_schema=False)
    def void(request: Request) -> Response:
        """Describe the data set."""
        return void_description(request, library)

    return routes


_ACCEPT_POST: Final = "application/x-www-form-urlencoded, application/sparql-query"


class Endpoint:
    """Answers queries over the current knowledge base."""

    def __init__(
        self, library: Library, settings: ServiceSettings, metrics: Metrics, pool: WorkerPool
    ) -> None:
        """Answer with these limits."""
        self._library = library
        self._settings = settings
        self._metrics = metrics
        self._pool = pool

    def answer(self, asked: Asked, request: Request) -> Response:
        """Return the answer to a query; raises `Problem`."""
        started = time.perf_counter()
        outcome = "500"
        try:
            response = self._answer(asked, request)
            outcome = str(response.status_code)
            return response
        except (Problem, TalkgraphError) as error:
            outcome = str(problem_of(error).status)
            raise
        finally:
            self._metrics.queries.labels(outcome).inc()
            self._metrics.query_seconds.observe(time.perf_counter() - started)

    def _answer(self, asked: Asked, request: Request) -> Response:
        form = wanted(request.headers.get("accept"), asked.form)
        with self._pool.turn(_folder(self._library.current())) as turn:
            kb = self._library.current()
            head, content = self._evaluate(kb, asked, form, turn)
            following = self._library.current()
            if head["status"] == "damaged" and following is not kb:
                head, content = self._evaluate(following, asked, form, turn)
        if head["status"] == "not_acceptable":
            raise form.not_acceptable(graph=head["graph"])
        if head["status"] != "ok":
            status, sentence = _PROBLEMS[head["status"]]
            size = self._settings.result_bytes // MEBIBYTE
            shown = sentence.format(size=size, rows=self._settings.rows)
            raise Problem(status, shown or head["detail"])
        shown_type = form.graph if head["graph"] else form.rows
        return _response(content, str(shown_type), request)

    def _evaluate(self, kb: KnowledgeBase, asked: Asked, form: Wanted, turn: Turn) -> Reply:
        expanded = _expanded(kb, asked.query, turn)
        job = {
            "kind": "query",
            "folder": _folder(kb),
            "sparql": expanded.sparql,
            "graphs": asked.graphs,
            "rows_type": form.rows_standard,
            "graph_type": form.graph_standard,
            "rows": self._settings.rows,
            "bytes": self._settings.result_bytes,
        }
        similarities = json.dumps(expanded.similarities).encode() if expanded.similarities else b""
        return turn.ask(job, similarities)


def _folder(kb: KnowledgeBase) -> str:
    return str(kb.parts.folder.resolve() / "graph")


def _expanded(kb: KnowledgeBase, query: str, turn: Turn) -> Expanded:
    """Answer the searches in a query, after a worker has looked whether it can be read.

    A query is never parsed in this process: the parser is recursive, and a query nested deeply
    enough ends its process.
    """
    planned = plan(query)
    if planned is None:
        return Expanded(sparql=query)
    head, _ = turn.ask({"kind": "check", "sparql": planned.outline})
    if head["status"] != "ok":
        raise InputError(head["detail"])
    return planned.answered(_Timed(kb.finder(), turn))


class _Timed:
    """A finder that begins no search once the query's time is up.

    Searches are answered in this process, where the indexes are, and take milliseconds each; but
    a query may ask for many.
    """

    def __init__(self, finder: Finder, turn: Turn) -> None:
        self._finder = finder
        self._turn = turn

    def matches(self, asked: Matches) -> Sequence[tuple[str, float]]:
        self._turn.check()
        return self._finder.matches(asked)

    def related(self, talk: str, limit: int) -> tuple[str, Sequence[tuple[str, float]]]:
        self._turn.check()
        return self._finder.related(talk, limit)

    def similarities(self, text: str) -> Mapping[str, float]:
        self._turn.check()
        return self._finder.similarities(text)


def _describe(request: Request, library: Library) -> Response:
    page = getattr(request.app.state, "query_page", None)
    if page is not None and request.method != "POST":
        accept = request.headers.get("accept", "")
        as_page = quality(ranges(accept), "text/html")
        if as_page > quality(ranges(accept), "text/turtle"):
            return Response(status_code=303, headers={"Location": page, "Vary": "Accept"})
    return service_description(request, library)


def _response(content: bytes, media_type: str, request: Request) -> Response:
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    # Here and not where everything is compressed, which would hold up the other requests.
    if len(content) >= _COMPRESSED_FROM and "accept-encoding" in request.headers:
        content = gzip.compress(content, compresslevel=5, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept, Accept-Encoding"}
    return Response(content, media_type=media_type, headers=headers)


async def _read_body(request: Request, limit: int) -> bytes:
    """Read a request's content, and no more of it than a query may have (times 3: %XX)."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > 3 * limit:
            raise Problem(413, f"a query may have {limit} bytes at the most")
        parts.append(part)
    return b"".join(parts)
