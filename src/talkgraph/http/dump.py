"""Hands out the whole data set at /dump.nq.gz, in no more memory than a part of it takes."""

import threading
import time
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from queue import Empty, Full, Queue
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from talkgraph.graph import queries
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.middleware import asks_for_headers, names_tag
from talkgraph.http.problems import Problem
from talkgraph.knowledge.base import KnowledgeBase

PATH: Final = "/dump.nq.gz"
MEDIA_TYPE: Final = "application/gzip"
_LEVEL: Final = 5
_GZIP: Final = 16 + zlib.MAX_WBITS  # a header without a name and without a time
_WAITING: Final = 4
_LOOK_EVERY: Final = 0.5
_Making = Generator[bytes, None, None]


def router(library: Library, settings: ServiceSettings) -> APIRouter:
    """Return the route of the dump; as many are given at a time as queries are worked on."""
    routes = APIRouter(include_in_schema=False)
    free = threading.BoundedSemaphore(settings.workers)

    @routes.get(PATH)
    def dump(request: Request) -> Response:
        """Give everything as N-Quads, compressed; the same build gives the same bytes."""
        kb = library.current()
        headers = _headers(kb)
        if _is_known(request, headers):
            return Response(status_code=304, headers=headers)
        if asks_for_headers(request.scope):
            return StreamingResponse(iter(()), media_type=MEDIA_TYPE, headers=headers)
        if not free.acquire(blocking=False):
            sentence = f"{settings.workers} dumps are being given already; try again later"
            raise Problem(503, sentence, headers={"Retry-After": "10"})

        def make() -> _Making:
            try:
                yield from compressed(kb.dump())
            finally:
                free.release()

        pieces = made_elsewhere(make, patience=settings.patience)
        return StreamingResponse(pieces, media_type=MEDIA_TYPE, headers=headers)

    return routes


def compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces compressed, as one gzip file that depends on nothing but them.

    >>> import gzip
    >>> gzip.decompress(b"".join(compressed([b"rope ", b"and pulley"])))
    b'rope and pulley'
    """
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        if data := deflate.compress(piece):
            yield data
    yield deflate.flush()


def made_elsewhere(make: Callable[[], _Making], *, patience: float) -> Iterator[bytes]:
    """Return what one thread makes from now on, to be taken by whichever threads.

    It is no longer made once nobody holds the iterator, or nobody has taken a piece for `patience`
    seconds; then that raises `TimeoutError`, as it raises what `make` does.
    """
    belt = _Belt(patience)

    def work() -> None:
        try:
            with closing(make()) as pieces:
                whole = all(map(belt.put, pieces))
            if whole:
                belt.put(None)
        except Exception as error:
            belt.put(error)

    threading.Thread(target=work, name="talkgraph-dump", daemon=True).start()
    return _taken(belt)


def _taken(belt: "_Belt") -> Iterator[bytes]:
    try:
        while (piece := belt.take()) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        belt.over.set()


_Piece = bytes | Exception | None


class _Belt:
    """Carries a few pieces from one thread to others; the last is `None`."""

    def __init__(self, patience: float) -> None:
        self.over = threading.Event()
        self._patience = patience
        self._pieces: Queue[_Piece] = Queue(_WAITING)

    def put(self, piece: _Piece) -> bool:
        """Tell whether there was room for a piece in time, and somebody to take it."""
        deadline = time.monotonic() + self._patience
        while not self.over.is_set() and time.monotonic() < deadline:
            try:
                self._pieces.put(piece, timeout=_LOOK_EVERY)
            except Full:
                continue
            return True
        self.over.set()
        return False

    def take(self) -> _Piece:
        while True:
            try:
                return self._pieces.get(timeout=_LOOK_EVERY)
            except Empty:
                if self.over.is_set():
                    raise TimeoutError("nobody took the next piece in time") from None


def _headers(kb: KnowledgeBase) -> dict[str, str]:
    name, made = kb.generation.name, _made_at(kb)
    return {
        "etag": f'"{name}"',
        "cache-control": "no-cache",
        "content-disposition": f'attachment; filename="talkgraph-{name}.nq.gz"',
        **({"last-modified": format_datetime(made, usegmt=True)} if made else {}),
    }


def _made_at(kb: KnowledgeBase) -> datetime | None:
    """Return when the data set was made."""
    found = next(kb.select(queries.MADE_AT, {"whole": kb.names.base}), None)
    return datetime.fromisoformat(found["time"]) if found else None


def _is_known(request: Request, headers: dict[str, str]) -> bool:
    """Tell whether a client has it already: by its tag or, if it names none, by its time."""
    if "if-none-match" in request.headers:
        return names_tag(request.scope["headers"], headers["etag"].encode())
    since, made = request.headers.get("if-modified-since"), headers.get("last-modified")
    if since is None or made is None:
        return False
    try:
        return parsedate_to_datetime(made) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # no date, or one without a zone
        return False
