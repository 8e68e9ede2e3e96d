"""Speaks MCP at /mcp (streamable HTTP): one request, one answer in JSON, and nothing kept between.

What guards every route guards this one. Besides, a page of another site is refused by its Origin
(403), unless its site is allowed to read the data.
"""

from collections.abc import Collection
from contextlib import suppress
from typing import Final

import anyio
from fastapi import APIRouter, Request, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkgraph.errors import InputError
from talkgraph.http.forms import read_content
from talkgraph.http.guards.place import address_of
from talkgraph.http.guards.turns import Threads
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.mcp import check_installed
from talkgraph.http.problems import Problem
from talkgraph.http.sparql.endpoint import Endpoint, until_left
from talkgraph.http.sparql.pool import gone
from talkgraph.search.once import once

PATH: Final = "/mcp"
_ENVELOPE: Final = 16 * 1024  # bytes of a message around a query
_ESCAPED: Final = 6  # a character in JSON: \\u0000
_KEPT_HEADERS: Final = frozenset({"content-type", "allow"})


class Spoken:
    """What answers by the protocol; its library takes half a second to load."""

    def __init__(
        self, library: Library, endpoint: Endpoint, settings: ServiceSettings, threads: Threads
    ) -> None:
        """Load nothing yet; work is done in `threads`."""
        self._threads = threads
        self.most = settings.query_bytes * _ESCAPED + _ENVELOPE
        self._library = library
        self._endpoint = endpoint

    def load(self) -> None:
        """Load it, if the library is installed."""
        with suppress(Problem):
            _ = self.application

    @once
    def application(self) -> ASGIApp:
        """What answers requests; raises `Problem` (501) without the library."""
        return _application(self._library, self._endpoint, self._threads, self.most)


def router(spoken: Spoken, settings: ServiceSettings) -> APIRouter:
    """Return the route at which the protocol is spoken."""
    routes = APIRouter(include_in_schema=False)
    most = spoken.most

    @routes.post(PATH)
    async def ask(request: Request) -> Response:
        """Answer one message."""
        _refuse_other_sites(request, settings.origins)
        content = await read_content(request, most, f"a message may have {most} bytes at the most")
        return await _answer(spoken.application, request, content)

    @routes.get(PATH)
    def look() -> Response:
        """Say how it is spoken to: there is no stream to listen to."""
        raise Problem(405, "MCP is spoken here, by POST", headers={"Allow": "POST"})

    return routes


def _refuse_other_sites(request: Request, allowed: Collection[str]) -> None:
    """Raise `Problem` (403) for a request from a page of a site that may not read the data."""
    origin = request.headers.get("origin")
    own = str(request.base_url).rstrip("/")
    if origin is None or "*" in allowed or origin in {own, *allowed}:
        return
    raise Problem(
        403,
        f"pages of {origin[:100]!r} may not ask here; whoever runs the service can allow it with "
        "--allow-origin",
    )


def _application(library: Library, endpoint: Endpoint, threads: Threads, most: int) -> ASGIApp:
    """Return what answers requests by the protocol; raises `Problem` (501) without the library."""
    try:
        check_installed()
    except InputError as error:
        raise Problem(501, str(error)) from error
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from talkgraph.http.mcp.server import Held, create_server

    server = create_server(
        Held(
            current=library.current,
            endpoint=lambda: endpoint,
            address=address_of,
            threads=threads,
        )
    )

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        # One a request: what it starts ends with it.
        manager = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=most
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    return answer


async def _answer(application: ASGIApp, request: Request, content: bytes) -> Response:
    """Return the answer to a request whose content has been read.

    Raises `Problem` (499) if the client leaves meanwhile; what was done for it ends.
    """
    unread = [content]
    status, headers, parts = 500, Headers(), list[bytes]()
    left = False

    async def receive() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], Headers(raw=message.get("headers", []))
        else:
            parts.append(message.get("body", b""))

    async with anyio.create_task_group() as tasks:

        async def watch() -> None:
            nonlocal left
            await until_left(request)
            left = True
            tasks.cancel_scope.cancel()

        tasks.start_soon(watch)
        await application(request.scope, receive, send)
        tasks.cancel_scope.cancel()
    if left:
        raise gone()
    kept = {name: value for name, value in headers.items() if name in _KEPT_HEADERS}
    return Response(b"".join(parts), status, {**kept, "cache-control": "no-store"})
