"""How the guards refuse: in a sentence, as JSON or as a page that asks for nothing more."""

import html
from http import HTTPStatus
from typing import Final

from fastapi import Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import Headers
from starlette.types import Scope

from talkgraph.http.media import PAGES
from talkgraph.http.problems import Problem, response

_DATA: Final = (
    "/api/",
    "/sparql",
    "/data/",
    "/dump.",
    "/.well-known/",
    "/reconcile",
    "/mcp",
    "/healthz",
    "/readyz",
    "/metrics",
)


def refusal(problem: Problem, scope: Scope) -> Response:
    """Return a problem as the answer of a guard.

    A page takes nothing else from the service, for that would be refused as well. Where the
    service will soon be there, it asks again by itself.
    """
    if not wants_page(scope):
        return response(problem, scope)
    detail = html.escape(problem.detail)
    after = problem.headers.get("Retry-After", "")
    soon = problem.status == HTTPStatus.SERVICE_UNAVAILABLE and scope["method"] == "GET"
    again = f'<meta http-equiv="refresh" content="{after}">' if soon and after.isdigit() else ""
    text = (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{problem.title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark">{again}\n'
        f"<h1>{problem.title}</h1>\n<p>{detail[:1].upper()}{detail[1:]}.</p>\n"
    )
    return HTMLResponse(text, status_code=problem.status, headers=problem.headers)


def wants_page(scope: Scope) -> bool:
    """Tell whether a person looks at the answer, and not a program."""
    asked = Headers(scope=scope).get("accept", "")
    return not scope["path"].startswith(_DATA) and any(kind in asked for kind in PAGES)
