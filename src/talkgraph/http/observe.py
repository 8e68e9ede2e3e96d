"""What is told of the service while it runs: metrics for Prometheus, and a log.

The log is one JSON object a line on standard error; each request has an identifier, which the
answer to it carries too.
"""

import json
import logging
import re
import sys
import time
import uuid
from collections.abc import Mapping
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkgraph.http import problems
from talkgraph.http.middleware import Around

_LOGGER: Final = logging.getLogger("talkgraph.http")
MEDIA_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
_FIELDS: Final = "fields"
_IDENTIFIER: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one application, in a registry of their own."""

    def __init__(self) -> None:
        """Start at nought."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "talkgraph_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "talkgraph_http_request_seconds",
            "How long requests took.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "talkgraph_http_requests_in_flight",
            "Requests being answered.",
            registry=self.registry,
        )
        self.queries = Counter(
            "talkgraph_sparql_queries",
            "SPARQL queries by outcome.",
            ("outcome",),
            registry=self.registry,
        )
        self.query_seconds = Histogram(
            "talkgraph_sparql_query_seconds",
            "How long SPARQL queries took, the wait for a worker included.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.queries_waiting = Gauge(
            "talkgraph_sparql_queries_waiting",
            "SPARQL queries waiting for a worker.",
            registry=self.registry,
        )
        self.workers_killed = Counter(
            "talkgraph_sparql_workers_killed",
            "Workers stopped because a query went over a limit.",
            ("reason",),
            registry=self.registry,
        )
        self.generation = Gauge(
            "talkgraph_knowledge_base_info",
            "The generation of the knowledge base that is served.",
            ("generation",),
            registry=self.registry,
        )
        self.holdings = Gauge(
            "talkgraph_knowledge_base_things",
            "What the knowledge base holds, by kind.",
            ("kind",),
            registry=self.registry,
        )

    def request(self, method: str, scope: Mapping[str, Any], status: int, seconds: float) -> None:
        """Count a request that has been answered; the `scope` tells which route it took."""
        route = getattr(scope.get("route"), "path", "other")
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def holds(self, generation: str, counts: Mapping[str, int]) -> None:
        """Note which generation is served and what it holds."""
        self.generation.clear()
        self.generation.labels(generation).set(1)
        for kind, count in counts.items():
            self.holdings.labels(kind).set(count)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON: time, level, event, then what the record carries."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {
            "time": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, _FIELDS, {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure() -> None:
    """Send the service's records, and the server's, to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    for name in ("talkgraph.http", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO if name == _LOGGER.name else logging.WARNING)


def log(event: str, **fields: object) -> None:
    """Write one record with its fields."""
    _LOGGER.info(event, extra={_FIELDS: fields})


def log_error(event: str, **fields: object) -> None:
    """Write one record with its fields, and the error that is being handled."""
    _LOGGER.exception(event, extra={_FIELDS: fields})


class RequestLog(Around):
    """Gives each request its identifier, logs and counts it, and answers for what went wrong."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap an application."""
        super().__init__(app)
        self._metrics = metrics

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        identifier = _identifier(scope)
        scope.setdefault("state", {})["request_id"] = identifier
        status, size, started = 0, 0, time.perf_counter()
        method, path = scope["method"], scope["path"]

        async def observed(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", identifier.encode()),
                ]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        with self._metrics.in_flight.track_inprogress():
            try:
                await self._app(scope, receive, observed)
            except Exception:
                log_error("request failed", request_id=identifier)
                if not status:
                    problem = problems.problem_of(RuntimeError())
                    await problems.response(problem, scope)(scope, receive, observed)
        seconds = time.perf_counter() - started
        self._metrics.request(method, scope, status, seconds)
        log(
            "request",
            request_id=identifier,
            method=method,
            path=path,
            status=status,
            ms=round(seconds * 1000, 1),
            bytes=size,
            client=(scope.get("client") or ("",))[0],
        )


def _identifier(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _IDENTIFIER.fullmatch(value):
            return str(value.decode())
    return uuid.uuid4().hex
