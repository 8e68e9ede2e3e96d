"""Answers SPARQL at /sparql, for programs and for the page on which people ask.

A query is put to a worker process with its limits; the searches in it are answered here, where
the indexes are.
"""

import asyncio
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.graph.sparql.search import Finder, may_search
from talkgraph.http.forms import read_content
from talkgraph.http.guards.access import who
from talkgraph.http.guards.place import address_of
from talkgraph.http.guards.turns import Threads
from talkgraph.http.library import Library
from talkgraph.http.limits import FILES_A_WORKER, MEBIBYTE, ServiceSettings
from talkgraph.http.media import VARY, is_page, wanted
from talkgraph.http.observe import Metrics
from talkgraph.http.problems import Problem, problem_of
from talkgraph.http.sparql.description import service_description, void_description, wants_page
from talkgraph.http.sparql.pool import Client, Reply, Turn, WorkerPool
from talkgraph.http.sparql.protocol import ACCEPT_POST, Asked, in_bounds, read_request
from talkgraph.http.sparql.room import Room
from talkgraph.http.sparql.searches import answered
from talkgraph.http.sparql.table import Bounds, Table, read_table
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import Search

PATH: Final = "/sparql"
PATHS: Final = (PATH, f"{PATH}/")
"""Both are the endpoint: addresses get a slash at their end when they are copied."""
VOID_PATH: Final = "/.well-known/void"
_ALLOW: Final = "GET, HEAD, POST, OPTIONS"
_MORE: Final = 8  # to say at once that too many wait
_PIECE: Final = 1 << 16
Answer = TypeVar("Answer")
_PROBLEMS: Final[Mapping[str, tuple[int, str]]] = {
    "invalid": (400, "{detail}"),
    "no_room": (503, "there is no room to lay the answer down: {detail}"),
    "too_large": (413, "the answer has more than {size} MiB; ask for less, or for it in parts"),
    "too_many_rows": (413, "the answer has more than {rows} rows; ask for less (LIMIT, OFFSET)"),
}


def router(
    endpoint: "Endpoint", library: Library, settings: ServiceSettings, *, query_page: str
) -> APIRouter:
    """Return the routes of the endpoint and of its descriptions.

    `query_page` is where people ask, to which browsers are led that ask nothing, and who wants an
    answer as a page.
    """
    routes = APIRouter()

    async def body(request: Request) -> bytes:
        return await _read_body(request, settings.query_bytes)

    @routes.api_route(PATHS[0], methods=["GET", "POST"], include_in_schema=False)
    @routes.api_route(PATHS[1], methods=["GET", "POST"], include_in_schema=False)
    async def sparql(request: Request, content: Annotated[bytes, Depends(body)]) -> Response:
        """Answer a query, or describe the service where there is none."""
        asked = read_request(request, content, settings.query_bytes)
        if asked is None:
            return await run_in_threadpool(_describe, request, library, query_page)
        if is_page(asked.form) and asked.graphs is None:
            shown = f"{query_page}?{urlencode({'query': asked.query})}"
            return Response(status_code=303, headers={"location": shown})
        return await while_waited_for(
            request,
            endpoint.threads,
            lambda client: endpoint.answer(asked, request, client),
        )

    @routes.options(PATHS[0], include_in_schema=False)
    @routes.options(PATHS[1], include_in_schema=False)
    def options() -> Response:
        """Say which methods there are."""
        return Response(
            status_code=204,
            headers={"Allow": _ALLOW, "Accept-Post": ACCEPT_POST, "Cache-Control": "no-store"},
        )

    @routes.get(VOID_PATH, include_in_schema=False)
    def void(request: Request) -> Response:
        """Describe the data set."""
        return void_description(request, library)

    return routes


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
        self._room = Room(
            settings.workers * settings.result_bytes, settings.workers * FILES_A_WORKER
        )
        # They wait more than they work, and may all wait.
        self.threads = Threads(settings.workers + settings.queue + _MORE)

    def answer(self, asked: Asked, request: Request, client: Client | None = None) -> Response:
        """Return the answer to a query as the client wants it; raises `Problem`."""
        form = wanted(request.headers.get("accept"), asked.form)
        takes_packed = "accept-encoding" in request.headers
        with self._counted(), self._file() as file:
            job = {
                "kind": "query",
                "base": base_of(request),
                "graphs": asked.graphs,
                "rows_type": form.rows_standard,
                "graph_type": form.graph_standard,
                "rows": self._settings.rows,
                "bytes": self._settings.result_bytes,
                "file": str(file),
                "packed": takes_packed,
            }
            head, content = self._have_done(job, asked.query, client)
            if head["status"] == "not_acceptable":
                raise form.not_acceptable(graph=head["graph"])
            laid = self._room.lay(file, head["size"], client) if "size" in head else None
        shown_type = form.graph if head["graph"] else form.rows
        headers = {**VARY, "cache-control": "no-cache"}
        if head.get("packed"):
            headers |= {"content-encoding": "gzip", "vary": "Accept, Accept-Encoding"}
        if laid is None:
            return Response(content, media_type=str(shown_type), headers=headers)
        headers["content-length"] = str(head["size"])
        pieces = _pieces(laid, self.threads)
        return StreamingResponse(pieces, media_type=str(shown_type), headers=headers)

    def table(
        self, query: str, bounds: Bounds, client: Client | None = None, base: str = ""
    ) -> Table:
        """Return the first rows of the answer to a query; raises `Problem`.

        `base` is what relative IRIs are relative to; without, there may be none.
        """
        with self._counted():
            job = {
                "kind": "table",
                "base": base,
                "graphs": None,
                "bounds": asdict(bounds),
                "bytes": bounds.size,
            }
            sparql = in_bounds(query, self._settings.query_bytes)
            _, content = self._have_done(job, sparql, client)
        return read_table(content)

    @contextmanager
    def _file(self) -> Iterator[Path]:
        """Give the name of a file that is not there, and is not there afterwards.

        Whoever has opened it meanwhile can go on reading it.
        """
        file = Path(tempfile.gettempdir()) / f"talkgraph-answer-{secrets.token_hex(16)}"
        try:
            yield file
        finally:
            file.unlink(missing_ok=True)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Count a query by its outcome, and the time that it takes."""
        started = time.perf_counter()
        outcome = 200
        try:
            yield
        except Exception as error:
            outcome = problem_of(error).status
            raise
        finally:
            self._metrics.queries.labels(str(outcome)).inc()
            self._metrics.query_seconds.observe(time.perf_counter() - started)

    def _have_done(self, job: Mapping[str, Any], query: str, client: Client | None) -> Reply:
        """Have a worker do what a query asks; raises `Problem` where it comes to no answer."""
        with self._pool.turn(graph_folder(self._library.current()), client) as turn:
            kb = self._library.current()
            head, content = _evaluate(kb, job, query, turn)
            # Builds that follow close upon one another remove what is still answered from.
            while head["status"] == "damaged":
                following = self._library.after(kb, turn.seconds_left)
                if following is None:
                    break
                kb = following
                head, content = _evaluate(kb, job, query, turn)
        if head["status"] == "damaged":
            raise KnowledgeBaseDamaged(head["detail"])
        if head["status"] in _PROBLEMS:
            status, sentence = _PROBLEMS[head["status"]]
            said = {"size": job["bytes"] // MEBIBYTE, "rows": job.get("rows"), **head}
            raise Problem(status, sentence.format_map(said))
        return head, content


def base_of(request: Request) -> str:
    """Return what relative IRIs are relative to in a query that names no BASE: the endpoint."""
    return address_of(request) + PATH


def graph_folder(kb: KnowledgeBase) -> str:
    """Return where the graph of a knowledge base lies, for a worker."""
    return str(kb.generation.graph.resolve())


def _evaluate(kb: KnowledgeBase, job: Mapping[str, Any], query: str, turn: Turn) -> Reply:
    """Have a worker evaluate a query, after answering here the searches in it.

    A query is never parsed in this process: the parser is recursive, and a query nested deeply
    enough ends its process.
    """
    answers = b""
    if may_search(query):
        head, asked = turn.ask({**job, "kind": "plan", "sparql": query})
        if head["status"] != "ok":
            return head, b""
        if asked:
            answers = answered(asked, _Timed(kb.finder(), turn))
    return turn.ask({**job, "folder": graph_folder(kb), "sparql": query}, answers)


class _Timed:
    """A finder that begins no search once the query's time is up.

    Searches are answered in this process, where the indexes are, and take milliseconds each; but
    a query may ask for many.
    """

    def __init__(self, finder: Finder, turn: Turn) -> None:
        self._finder = finder
        self._turn = turn

    def matches(self, asked: Search) -> Sequence[tuple[str, float]]:
        self._turn.check()
        return self._finder.matches(asked)

    def related(self, talk: str, limit: int) -> tuple[str, Sequence[tuple[str, float]]]:
        self._turn.check()
        return self._finder.related(talk, limit)

    def similarities(self, text: str) -> Mapping[str, float]:
        self._turn.check()
        return self._finder.similarities(text)


def _describe(request: Request, library: Library, page: str) -> Response:
    if wants_page(request):
        return Response(status_code=303, headers={"location": page, **VARY})
    return service_description(request, library)


async def _pieces(file: BinaryIO, threads: Threads) -> AsyncIterator[bytes]:
    with file:
        while piece := await threads.run(partial(file.read, _PIECE)):
            yield piece


async def while_waited_for(
    request: Request, threads: Threads, work: Callable[[Client], Answer], *, by: str = ""
) -> Answer:
    """Do some work in a thread; it is told when the client of the request has left.

    Who has no name of their own shares the workers with all others that come `by` the same way.
    """
    client = Client(who(request) or by)

    async def watch() -> None:
        await until_left(request)
        client.leave()

    watching = asyncio.create_task(watch())
    try:
        return await threads.run(lambda: work(client))
    finally:
        watching.cancel()


async def until_left(request: Request) -> None:
    """Wait until the client of a request, whose content has been read, has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _read_body(request: Request, limit: int) -> bytes:
    """Read a request's content, and no more of it than a query may have (times 3: %XX)."""
    too_long = f"a query may have {limit} bytes at the most"
    return await read_content(request, 3 * limit, too_long)
