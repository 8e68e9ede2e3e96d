"""`Threads`: work that takes turns."""

import asyncio
import math
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

Result = TypeVar("Result")
_Line = deque[asyncio.Future[None]]


class Threads:
    """So many things that are worked on at a time, each in a thread; the others wait.

    Those who ask take turns, and what one of them asks for, by its kind: whoever asks for sixty
    things at a time, or for what takes long, waits for that, and the others wait for one of them.
    Within a kind the first comes first. For one loop, in whose thread all calls are made.
    """

    def __init__(self, count: int) -> None:
        """Allow so many at a time."""
        self._free = count
        self._lines: OrderedDict[str, OrderedDict[str, _Line]] = OrderedDict()
        self._made: CapacityLimiter | None = None
        self.waiting = 0

    def waiting_of(self, by: str) -> int:
        """Return how many wait of what one of those who ask has asked for."""
        return sum(map(len, self._lines.get(by, {}).values()))

    async def run(
        self, work: Callable[[], Result], *, by: str = "", kind: str = "", is_left: bool = False
    ) -> Result:
        """Do some work in a thread, which is left to itself on a cancellation if it `is_left`.

        Its turn lasts until the thread is done.
        """
        if self._made is None:  # it belongs to the loop that runs now
            self._made = CapacityLimiter(math.inf)
        await self._enter(by, kind)
        loop = asyncio.get_running_loop()
        begun = ended = False

        def end() -> None:
            nonlocal ended
            if not ended:
                ended = True
                self._leave()

        def worked() -> Result:
            nonlocal begun
            begun = True
            try:
                return work()
            finally:
                with suppress(RuntimeError):  # the loop has ended, and nobody waits
                    loop.call_soon_threadsafe(end)

        try:
            return await run_sync(worked, limiter=self._made, abandon_on_cancel=is_left)
        finally:
            if not (begun and is_left):
                end()

    @asynccontextmanager
    async def turn(self, *, by: str = "", kind: str = "") -> AsyncIterator[None]:
        """Count what is done within as one of them, in whichever threads."""
        await self._enter(by, kind)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, by: str, kind: str) -> None:
        if self._free and not self._lines:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(by, OrderedDict()).setdefault(kind, deque()).append(turn)
        self.waiting += 1
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():  # it came while nobody waited any longer
                self._leave()
            raise
        finally:
            self.waiting -= 1

    def _leave(self) -> None:
        """Give the turn to the next one."""
        while self._lines:
            by, kinds = self._lines.popitem(last=False)
            kind, line = kinds.popitem(last=False)
            turn = line.popleft()
            if line:
                kinds[kind] = line
            if kinds:
                self._lines[by] = kinds
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
