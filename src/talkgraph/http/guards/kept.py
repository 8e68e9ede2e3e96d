"""Keeps the pages that were asked for last, as long as the generation that they tell of is in use.

A page says the same to everybody until there is another generation, and takes tens of milliseconds
to make; one that is kept takes none, needs no turn, and so holds up nobody.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkgraph.http.guards.place import address_of
from talkgraph.http.library import Library
from talkgraph.http.limits import MEBIBYTE
from talkgraph.http.middleware import Around
from talkgraph.knowledge.base import KnowledgeBase

_MOST: Final = 16 * MEBIBYTE
_LARGEST: Final = MEBIBYTE // 2
_LONGEST_KEY: Final = 2000
_HTML: Final = b"text/html"
_Key = tuple[str, str, bytes, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    start: Message
    body: Message
    route: Any  # by which the request is counted

    @property
    def size(self) -> int:
        return len(self.body.get("body", b"")) + _LONGEST_KEY

    def messages(self) -> tuple[Message, Message]:
        """Return what is to be sent, for once: whoever passes it on may change it."""
        return _copy(self.start), _copy(self.body)


class KeptPages(Around):
    """Answers with the page that was made for the same request before.

    `without` are paths of which that would not be right: a query may ask for the time.
    """

    def __init__(self, app: ASGIApp, library: Library, without: frozenset[str]) -> None:
        """Wrap an application that answers from a library."""
        super().__init__(app)
        self._library = library
        self._without = without

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a page that is kept."""
        is_kept = self._library.is_open and scope["path"] not in self._without
        key = _key(scope) if is_kept else None
        if key is None:
            await self._app(scope, receive, send)
            return
        kb = self._library.current()
        pages = _pages_of(kb)
        if (kept := pages.get(key)) is not None:
            scope["route"] = kept.route
            for message in kept.messages():
                await send(message)
            return
        start: Message | None = None

        async def noted(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = _copy(message) if _is_page(message) else None
            elif start is not None:
                # What was asked for while another generation came into use may be of either.
                if not message.get("more_body") and self._library.current() is kb:
                    pages.put(
                        key, _Kept(start=start, body=_copy(message), route=scope.get("route"))
                    )
                start = None
            await send(message)

        await self._app(scope, receive, noted)


class _Pages:
    """The pages of a generation, the last one last that was asked for. Safe to use from threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: _Key) -> _Kept | None:
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: _Key, page: _Kept) -> None:
        if page.size > _LARGEST:
            return
        with self._lock:
            former = self._kept.pop(key, None)
            self._size += page.size - (former.size if former else 0)
            self._kept[key] = page
            while self._size > _MOST:
                _, oldest = self._kept.popitem(last=False)
                self._size -= oldest.size


def _pages_of(kb: KnowledgeBase) -> _Pages:
    return kb.kept("pages", _Pages)


def _key(scope: Scope) -> _Key | None:
    """Return all that a page depends on besides the knowledge base; `None` for what is not kept."""
    if scope["method"] != "GET":
        return None
    accept = Headers(scope=scope).get("accept")
    key = (address_of(HTTPConnection(scope)), scope["path"], scope["query_string"], accept)
    return key if sum(len(each or "") for each in key) <= _LONGEST_KEY else None


def _copy(message: Message) -> Message:
    if "headers" not in message:
        return {**message}
    return {**message, "headers": [*message["headers"]]}


def _is_page(start: Message) -> bool:
    kind: bytes = dict(start.get("headers", ())).get(b"content-type", b"")
    return start["status"] == 200 and kind.startswith(_HTML)
