"""`Awaited`: what takes too long to be made before anybody asks for it, or to be waited for."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, Generic, TypeVar

from talkgraph.http.problems import Problem

T = TypeVar("T")
_PATIENCE: Final = 10.0


class Awaited(Generic[T]):
    """Something that a thread of its own makes, once, from when it is first asked for."""

    def __init__(self, name: str, make: Callable[[], T], patience: float = _PATIENCE) -> None:
        """Take what makes it; `name` tells what it is, in a sentence; seconds to wait for it."""
        self._name = name
        self._make = make
        self._patience = patience
        self._lock = threading.Lock()
        self._made: Future[T] | None = None

    async def get(self) -> T:
        """Return it; raises what making it raises, and `Problem` (503) if it is not made in time.

        What failed is tried again by who asks next.
        """
        made = self._begun()
        try:
            async with asyncio.timeout(self._patience):
                return await asyncio.shield(asyncio.wrap_future(made))
        except TimeoutError:
            sentence = f"{self._name} is still being made; try again in a moment"
            raise Problem(503, sentence, headers={"Retry-After": "5"}) from None

    def _begun(self) -> "Future[T]":
        with self._lock:
            if self._made is None or (self._made.done() and self._made.exception()):
                self._made = Future()
                threading.Thread(
                    target=self._work, args=(self._made,), name="talkgraph-awaited", daemon=True
                ).start()
            return self._made

    def _work(self, made: "Future[T]") -> None:
        try:
            made.set_result(self._make())
        except Exception as error:
            made.set_exception(error)
