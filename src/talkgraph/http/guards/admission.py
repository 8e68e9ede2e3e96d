"""How much is worked on at a time, so that no flood of requests slows SPARQL, or the probes.

Searches and pages are worked on by threads of one interpreter, which take turns: sixty at a time
take as long as sixty one after another, and everything else waits behind all of them. So a few
requests are worked on, some wait, and the others are sent away. A request waits once, before
anything is done for it: the framework goes to a thread several times for one request, and each
time would be another wait behind all others. Those who ask take turns, and so do the kinds of what
is asked, since many who ask may come by one address, a proxy's. SPARQL, which waits for processes,
has threads and an order of its own (`sparql.pool`); probes need no thread.
"""

from contextlib import AsyncExitStack
from typing import Final

from anyio.to_thread import current_default_thread_limiter
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkgraph.http.guards.access import who
from talkgraph.http.guards.turns import Threads
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.middleware import Around
from talkgraph.http.problems import Problem
from talkgraph.http.refusals import refusal

FILES: Final = "/static/"
"""What begins so needs neither a thread nor a knowledge base."""


def bound_threads(settings: ServiceSettings) -> None:
    """Bound the framework's threads: for those whose turn it is, and as many beside them.

    Called where the loop runs. The others give what was begun, in pieces, and files.
    """
    current_default_thread_limiter().total_tokens = 2 * settings.threads


class Admission(Around):
    """Gives each request a turn, and sends it away where too many wait for one.

    The turn lasts until the answer begins; who sends something waits for it once all is there.
    `free` are paths that need none; those that wait for something else first take theirs `later`.
    """

    def __init__(
        self,
        app: ASGIApp,
        threads: Threads,
        settings: ServiceSettings,
        *,
        free: frozenset[str],
        later: frozenset[str],
    ) -> None:
        """Wrap an application."""
        super().__init__(app)
        self._later = later
        self._threads = threads
        self._most = settings.waiting
        self._free = free

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or send it away."""
        path = scope["path"]
        if path.startswith(FILES) or path in self._free:
            await self._app(scope, receive, send)
            return
        waiting, by = self._threads.waiting, who(HTTPConnection(scope))
        # Whoever has a name leaves half of the places to others.
        own, half = self._threads.waiting_of(by) if by else 0, max(1, self._most // 2)
        if waiting >= self._most or own >= half:
            problem = Problem(
                429,
                f"{waiting} requests wait already; try again in a moment",
                headers={"Retry-After": "1"},
            )
            await refusal(problem, scope)(scope, receive, send)
            return
        if path in self._later:
            await self._app(scope, receive, send)
            return
        async with AsyncExitStack() as turn:
            await self._in_turn(turn, by, scope, receive, send)

    async def _in_turn(
        self, turn: AsyncExitStack, by: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        kind = _kind(scope["path"])
        waits = scope["method"] not in ("GET", "HEAD")
        if not waits:
            await turn.enter_async_context(self._threads.turn(by=by, kind=kind))

        async def received() -> Message:
            nonlocal waits
            message = await receive()
            if waits and not message.get("more_body"):
                waits = False
                await turn.enter_async_context(self._threads.turn(by=by, kind=kind))
            return message

        async def sent(message: Message) -> None:
            await turn.aclose()
            await send(message)

        await self._app(scope, received, sent)


def _kind(path: str) -> str:
    """Return what the paths of one kind of request begin with.

    >>> _kind("/talk/harbourconf-2021/calloway"), _kind("/api/v1/search")
    ('/talk', '/api/v1/search')
    """
    return "/".join(path.split("/")[: 4 if path.startswith("/api/") else 2])
