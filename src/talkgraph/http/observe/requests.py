"""`RequestLog`: an identifier, a line of the log and a count for each request."""

import re
import time
import uuid
from collections.abc import Mapping
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkgraph.http.middleware import Around
from talkgraph.http.observe.lines import log_error, log_of_kind
from talkgraph.http.observe.metrics import Metrics
from talkgraph.http.problems import problem_of
from talkgraph.http.refusals import refusal

_IDENTIFIER: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_LONGEST_PATH: Final = 500


class RequestLog(Around):
    """Gives each request its identifier, logs and counts it, and answers for what went wrong.

    Requests of one status are one kind of lines: a flood of those that are turned away hides
    none of those that failed.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap an application."""
        super().__init__(app)
        self._metrics = metrics

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        identifier = _identifier(scope)
        state: Mapping[str, Any] = scope.setdefault("state", {})
        scope["state"]["request_id"] = identifier
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
                    problem = problem_of(RuntimeError())
                    await refusal(problem, scope)(scope, receive, observed)
        seconds = time.perf_counter() - started
        self._metrics.request(method, scope, status, seconds)
        fields = {
            "request_id": identifier,
            "method": method,
            "path": path[:_LONGEST_PATH],
            "status": status,
            "ms": round(seconds * 1000, 1),
            "bytes": size,
            "client": (scope.get("client") or ("",))[0],
        }
        if user := state.get("user"):
            fields["user"] = user
        log_of_kind(f"request {status}", "request", fields)


def _identifier(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _IDENTIFIER.fullmatch(value):
            return str(value.decode())
    return uuid.uuid4().hex
