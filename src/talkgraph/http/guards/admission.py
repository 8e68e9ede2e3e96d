"""How much is worked on at a time, so that no flood of requests slows SPARQL, or the probes.

Searches and pages are worked on by threads of one interpreter, which take turns: sixty at a time
take as long as sixty one after another, and everything else waits behind all of them. So a few
threads work, some requests wait, and the others are sent away. SPARQL, which waits for processes,
has threads and an order of its own (`sparql.pool`); probes need no thread.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter, run_sync
from starlette.types import ASGIApp, Receive, Scope, Send

from talkgraph.http.limits import ServiceSettings
from talkgraph.http.middleware import Around
from talkgraph.http.problems import Problem
from talkgraph.http.refusals import refusal

Result = TypeVar("Result")
FILES: Final = "/static/"
"""What begins so needs neither a thread nor a knowledge base."""


class Threads:
    """Threads beside those of ordinary requests."""

    def __init__(self, count: int) -> None:
        """Allow so many at a time."""
        self._count = count
        self._limiter: CapacityLimiter | None = None

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do some work in one of them."""
        if self._limiter is None:  # it belongs to the loop that runs now
            self._limiter = CapacityLimiter(self._count)
        return await run_sync(work, limiter=self._limiter)


def bound_threads(settings: ServiceSettings) -> None:
    """Let ordinary requests have as many threads as they may; called where the loop runs."""
    current_default_thread_limiter().total_tokens = settings.threads


class Admission(Around):
    """Sends requests away where too many wait for a thread; `free` are paths that need none."""

    def __init__(self, app: ASGIApp, settings: ServiceSettings, free: frozenset[str]) -> None:
        """Wrap an application."""
        super().__init__(app)
        self._most = settings.waiting
        self._free = free

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or send it away."""
        waiting = current_default_thread_limiter().statistics().tasks_waiting
        path = scope["path"]
        if waiting < self._most or path in self._free or path.startswith(FILES):
            await self._app(scope, receive, send)
            return
        problem = Problem(
            429,
            f"{waiting} requests wait already; try again in a moment",
            headers={"Retry-After": "1"},
        )
        await refusal(problem, scope)(scope, receive, send)
