"""The SPARQL 1.1 Protocol at /sparql, for queries: the endpoint is read-only."""

import gzip
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response

from talkgraph.errors import InputError, TalkgraphError
from talkgraph.graph.sparql.search import Expanded, Finder, plan
from talkgraph.http.library import MEBIBYTE, Library, ServiceSettings
from talkgraph.http.media import Wanted, quality, ranges, wanted
from talkgraph.http.observe import Metrics
from talkgraph.http.problems import Problem, problem_of
from talkgraph.http.sparql.description import service_description, void_description
from talkgraph.http.sparql.pool import Reply, Turn, WorkerPool
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import Search

_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_READ_ONLY: Final = "this endpoint is read-only: it answers queries, not updates"
_LONGEST_IRI: Final = 2000
_MOST_GRAPHS: Final = 100
Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query as asked: its text, the graphs chosen for it (`None`: none), `format`."""

    query: str
    graphs: Mapping[str, Sequence[str]] | None
    form: str | None


def read_request(request: Request, content: bytes, limit: int) -> Asked | None:
    """Return what is asked, or `None` for a GET that asks nothing.

    Raises `Problem`: 400 for what the protocol does not allow, 413 for a query that is too
    long, 415 for a content type that it does not know.
    """
    address = _parameters(request.url.query.encode("ascii", "replace"), "the address")
    if request.method == "GET":
        if "update" in address:
            raise Problem(400, _READ_ONLY)
        if "query" not in address:
            return None
        return _asked(address, _one(address, "query"), limit)
    kind, charset = _content_type(request)
    if kind == _DIRECT:
        if "query" in address:
            raise Problem(400, "the query is given twice: in the address and as the content")
        return _asked(address, _decoded(content, charset), limit)
    if kind == _FORM:
        form = _parameters(content, "the content")
        if "update" in form or "update" in address:
            raise Problem(400, _READ_ONLY)
        both = {name: [*address.get(name, ()), *form.get(name, ())] for name in (*address, *form)}
        return _asked(both, _one(both, "query"), limit)
    if kind == _UPDATE:
        raise Problem(415, _READ_ONLY)
    raise Problem(
        415,
        f"a query is posted as {_DIRECT} or {_FORM}, not as {kind or 'content without a type'}",
        headers={"Accept-Post": f"{_FORM}, {_DIRECT}"},
    )


def _asked(parameters: Parameters, query: str, limit: int) -> Asked:
    if len(query.encode("utf-8", "surrogatepass")) > limit:
        raise Problem(413, f"a query may have {limit} bytes at the most")
    default = _graphs(parameters, "default-graph-uri")
    named = _graphs(parameters, "named-graph-uri")
    forms = parameters.get("format") or parameters.get("output") or (None,)
    return Asked(
        query=query,
        graphs={"default": default, "named": named} if default or named else None,
        form=forms[0],
    )


def _graphs(parameters: Parameters, name: str) -> list[str]:
    found = list(dict.fromkeys(parameters.get(name, ())))
    if len(found) > _MOST_GRAPHS:
        raise Problem(400, f"{name} may be given {_MOST_GRAPHS} times at the most")
    for iri in found:
        if ":" not in iri or len(iri) > _LONGEST_IRI or any(c in iri for c in ' <>"{}|\\^`'):
            raise Problem(400, f"{name} {iri[:200]!r} is not an absolute IRI")
    return found


def _one(parameters: Parameters, name: str) -> str:
    values = parameters.get(name, ())
    if len(values) != 1:
        raise Problem(
            400, f"the parameter {name} must be given once; it is given {len(values)} times"
        )
    return values[0]


def _parameters(content: bytes, place: str) -> Parameters:
    try:
        pairs = parse_qsl(
            content.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=500
        )
    except UnicodeDecodeError:
        raise Problem(400, f"{place} is not UTF-8") from None
    except ValueError:
        raise Problem(400, f"{place} has too many parameters") from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _content_type(request: Request) -> tuple[str, str]:
    name, *parameters = request.headers.get("content-type", "").split(";")
    charset = "utf-8"
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return name.strip().lower(), charset


def _decoded(content: bytes, charset: str) -> str:
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(415, f"a query is written in UTF-8, not in {charset[:40]}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"the query is not UTF-8 (byte {error.start})") from None


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

    def matches(self, asked: Search) -> Sequence[tuple[str, float]]:
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
