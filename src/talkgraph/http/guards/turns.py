"""`Threads`: work that takes turns."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

Result = TypeVar("Result")


class Threads:
    """So many things that are worked on at a time, each in a thread; the others wait in order."""

    def __init__(self, count: int) -> None:
        """Allow so many at a time."""
        self._count = count
        self._made: CapacityLimiter | None = None

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._limiter.statistics().tasks_waiting

    async def run(self, work: Callable[[], Result], *, is_left: bool = False) -> Result:
        """Do some work in a thread, which is left to itself on a cancellation if it `is_left`."""
        return await run_sync(work, limiter=self._limiter, abandon_on_cancel=is_left)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Count what is done within as one of them, in whichever threads."""
        turn = object()
        await self._limiter.acquire_on_behalf_of(turn)
        try:
            yield
        finally:
            self._limiter.release_on_behalf_of(turn)

    @property
    def _limiter(self) -> CapacityLimiter:
        if self._made is None:  # it belongs to the loop that runs now
            self._made = CapacityLimiter(self._count)
        return self._made
