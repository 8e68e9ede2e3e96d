"""Keeps requests until there is a generation to answer from, which is opened before it is used.

They wait in the loop, where it costs no thread; those that come when too many wait, or when what is
opened will not soon be there, are told so at once.
"""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from talkgraph.http.guards.admission import FILES
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.middleware import Around
from talkgraph.http.refusals import refusal

_LOOK_EVERY: Final = 0.1


class Opened(Around):
    """Lets requests wait for the first generation, for a while; `free` are paths that need none."""

    def __init__(
        self, app: ASGIApp, library: Library, settings: ServiceSettings, free: frozenset[str]
    ) -> None:
        """Wrap an application."""
        super().__init__(app)
        self._library = library
        self._patience = settings.patience
        self._most = settings.waiting
        self._free = free
        self._waiting = 0

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on once it can be answered, or send it away (503)."""
        path = scope["path"]
        is_free = path in self._free or path.startswith(FILES)
        if is_free or self._library.is_open or await self._opens():
            await self._app(scope, receive, send)
            return
        await refusal(self._library.not_open(), scope)(scope, receive, send)

    async def _opens(self) -> bool:
        if self._waiting >= self._most:
            return False
        self._library.start()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                while not self._library.is_open and self._library.is_worth_waiting_for:
                    await asyncio.sleep(_LOOK_EVERY)
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1
        return self._library.is_open
