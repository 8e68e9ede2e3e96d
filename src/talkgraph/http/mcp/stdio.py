"""Speaks MCP with the process that started this one: one message a line, in and out.

It ends when its input does, after what was asked has been answered, and at once on a signal.
"""

import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp.types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    JSONRPCRequest,
    JSONRPCResponse,
    RequestId,
)
from pydantic import ValidationError

from talkgraph.http.guards.turns import Threads
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.mcp.server import Held, create_server

if TYPE_CHECKING:
    from talkgraph.http.library import Library
    from talkgraph.http.sparql.endpoint import Endpoint
    from talkgraph.http.sparql.pool import WorkerPool
    from talkgraph.knowledge.base import KnowledgeBase

Incoming = SessionMessage | Exception
_STOP: Final = (signal.SIGINT, signal.SIGTERM)
_LAST_SECONDS: Final = 0.5
_NOT_JSON: Final = "json_invalid"


def serve(kb: Path, settings: ServiceSettings) -> None:
    """Answer until the input ends, or SIGTERM or SIGINT comes.

    Nothing but messages goes to standard output; the log goes to standard error. Links lead to
    `settings.base_url`, if that is given; raises `InputError` if it is no address.
    """
    address = _address(settings.base_url) if settings.base_url else None
    opened = _Opened(kb, settings)
    held = Held(
        current=opened.current,
        endpoint=opened.endpoint,
        address=lambda _: address,
        threads=Threads(settings.threads),
    )
    server = create_server(held)

    def stop(*_: object) -> None:
        # A thread waits for input, and nothing ends that wait.
        opened.close()
        os._exit(0)

    for number in _STOP:
        signal.signal(number, stop)
    try:
        anyio.run(_converse, server, settings)
    except* BrokenPipeError:  # whoever asked is gone
        pass
    finally:
        opened.close()
    _end()


def _end() -> None:
    """End the process, also where a thread hangs, for which the interpreter would wait."""
    for each in threading.enumerate():
        if each is not threading.main_thread() and not each.daemon:
            each.join(_LAST_SECONDS)
            if each.is_alive():
                os._exit(0)


def _address(url: str) -> str:
    from talkgraph.http.guards.place import public_place

    public_place(url)
    return url.rstrip("/")


class _Opened:
    """What is answered from, opened when it is first needed. Safe to use from several threads."""

    def __init__(self, kb: Path, settings: ServiceSettings) -> None:
        self._kb = kb
        self._settings = settings
        self._lock = threading.RLock()
        self._library: Library | None = None
        self._endpoint: Endpoint | None = None
        self._pool: WorkerPool | None = None

    def current(self) -> "KnowledgeBase":
        return self._opened().current()

    def _opened(self) -> "Library":
        with self._lock:
            if self._library is None:
                from talkgraph.http.library import Library

                self._library = Library(self._kb)
            return self._library

    def endpoint(self) -> "Endpoint":
        with self._lock:
            if self._endpoint is None:
                from talkgraph.http.observe import Metrics
                from talkgraph.http.sparql.endpoint import Endpoint
                from talkgraph.http.sparql.pool import WorkerPool

                metrics = Metrics()
                self._pool = WorkerPool(self._settings, metrics)
                self._endpoint = Endpoint(self._opened(), self._settings, metrics, self._pool)
            return self._endpoint

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()


async def _converse(server: Server[Any], settings: ServiceSettings) -> None:
    """Let the server and the client talk; wait for the last answers as long as a query may take."""
    to_server, asked = anyio.create_memory_object_stream[Incoming]()
    answers, from_server = anyio.create_memory_object_stream[SessionMessage]()
    unanswered = _Unanswered()
    async with stdio_server() as (incoming, outgoing), anyio.create_task_group() as tasks:

        async def listen() -> None:
            async with incoming, to_server:
                async for message in incoming:
                    if isinstance(message, Exception):
                        await outgoing.send(_refusal(message))
                    else:
                        unanswered.note(message)
                        await to_server.send(message)
                # The server stops what it works on once nobody can say more.
                with anyio.move_on_after(settings.patience + settings.timeout):
                    await unanswered.none()

        async def speak() -> None:
            async with from_server, outgoing:
                async for message in from_server:
                    await outgoing.send(message)
                    unanswered.note(message)

        tasks.start_soon(listen)
        tasks.start_soon(speak)
        await server.run(asked, answers, server.create_initialization_options())


def _refusal(error: Exception) -> SessionMessage:
    """Return the answer to a line that is no message; the library passes over such lines."""
    is_json = not (
        isinstance(error, ValidationError)
        and any(each["type"] == _NOT_JSON for each in error.errors())
    )
    told = (
        ErrorData(code=INVALID_REQUEST, message="this line is no message of JSON-RPC 2.0")
        if is_json
        else ErrorData(code=PARSE_ERROR, message="this line is not JSON")
    )
    return SessionMessage(JSONRPCError(jsonrpc="2.0", id=None, error=told))


class _Unanswered:
    """The requests that have had no answer yet."""

    def __init__(self) -> None:
        self._ids: set[RequestId] = set()
        self._changed = anyio.Event()

    def note(self, message: SessionMessage) -> None:
        """Note what was asked, answered or called off."""
        said = message.message
        if isinstance(said, JSONRPCRequest):
            self._ids.add(said.id)
        elif isinstance(said, JSONRPCResponse | JSONRPCError):
            self._ids.discard(said.id)
        elif said.method == "notifications/cancelled":
            self._ids.discard((said.params or {}).get("requestId"))
        self._changed.set()

    async def none(self) -> None:
        """Wait until there are none."""
        while self._ids:
            self._changed = anyio.Event()
            await self._changed.wait()
