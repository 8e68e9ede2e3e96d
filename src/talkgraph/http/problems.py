"""Errors as RFC 9457 problem details: one sentence for people, members for programs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from talkgraph.errors import (
    MOST_LISTED,
    Ambiguous,
    EncoderUnavailable,
    InputError,
    KnowledgeBaseError,
    NotFound,
    TalkgraphError,
)

MEDIA_TYPE: Final = "application/problem+json"
GONE: Final = 499
"""The status, as nginx has it, of a request whose client has left; it stands in the log alone."""
_STATUS: Final[tuple[tuple[type[TalkgraphError], int], ...]] = (
    (NotFound, 404),
    (Ambiguous, 409),
    (InputError, 400),
    (EncoderUnavailable, 503),
    (TalkgraphError, 500),
)


class Problem(Exception):
    """A request that is answered with an error: its status, a sentence, and further members."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **members: Any,  # noqa: ANN401 - JSON
    ) -> None:
        """Keep what the answer will say."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members

    @property
    def title(self) -> str:
        """The status in words."""
        return "Client Closed Request" if self.status == GONE else HTTPStatus(self.status).phrase


def problem_of(error: Exception) -> Problem:
    """Return the problem that an error is to a client."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        detail = error.detail if isinstance(error.detail, str) else HTTPStatus(error.status_code)
        return Problem(error.status_code, str(detail), headers=error.headers)
    members: dict[str, Any] = {}
    if isinstance(error, NotFound):
        members["suggestions"] = list(error.suggestions)
        if error.namesake:
            members["namesake"] = asdict(error.namesake)
    elif isinstance(error, Ambiguous):
        members["candidates"] = list(error.candidates[:MOST_LISTED])
    elif isinstance(error, KnowledgeBaseError):  # which names files of this machine
        return Problem(503, "the knowledge base cannot be read; the service's log says why")
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return Problem(status, str(error), **members)
    return Problem(500, "something went wrong in the service; its log says what")


def body(problem: Problem, instance: str, identifier: str | None) -> bytes:
    """Return a problem as JSON."""
    document = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        **({"request_id": identifier} if identifier else {}),
        **problem.members,
    }
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def request_id(scope: Mapping[str, Any]) -> str | None:
    """Return the identifier of a request, if it has got one."""
    identifier: str | None = scope.get("state", {}).get("request_id")
    return identifier


def response(problem: Problem, scope: Mapping[str, Any]) -> Response:
    """Return a problem as the answer to a request."""
    return Response(
        content=body(problem, scope["path"], request_id(scope)),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=problem.headers,
    )


def install(
    app: FastAPI,
    page: Callable[[Request, Problem], Response | None],
    log_error: Callable[[str], None],
) -> None:
    """Let an app answer every error that it expects: as a `page` if that has one, else as JSON."""

    # Not in a thread: whoever is sent away because all threads have work waits for none.
    async def answer(request: Request, error: Exception) -> Response:
        if isinstance(error, KnowledgeBaseError):
            log_error("knowledge base cannot be read")
        problem = problem_of(error)
        return page(request, problem) or response(problem, request.scope)

    for kind in (Problem, HTTPException, RequestValidationError, TalkgraphError):
        app.add_exception_handler(kind, answer)


def _invalid(error: RequestValidationError) -> Problem:
    errors = [
        {"where": ".".join(map(str, each["loc"])), "message": str(each["msg"])}
        for each in error.errors()
    ]
    sentence = "; ".join(f"{each['where']}: {each['message']}" for each in errors)
    return Problem(422, sentence or "the request cannot be understood", errors=errors)
