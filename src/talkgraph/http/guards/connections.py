"""Connections that end: each has its time for a request, for an answer, and for nothing at all.

uvicorn closes a connection that waits for its next request, and no other: one that sends half a
head, half a body, or does not read what it asked for stays for ever. Its `http` option takes the
class of a connection, and this is one (after `Timeouts` of Apache's mod_reqtimeout and of nginx).

Where there are as many connections as there may be, the one that has done nothing for longest
makes room for a new one, first of all one that never asked anything. One that is being answered
never does, but for one whose client does not read.
"""

import asyncio
import re
import resource
import time
from asyncio import TimerHandle, Transport
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

import h11
from h11._receivebuffer import ReceiveBuffer
from uvicorn.protocols.http.h11_impl import H11Protocol

from talkgraph.http.guards.proxies import Proxies, plain_address
from talkgraph.http.limits import FILES_A_WORKER, ServiceSettings
from talkgraph.http.observe import log

BACKLOG: Final = 64  # connections taken at a time, before the first of them can be turned away
_DESCRIPTORS: Final = 48 + BACKLOG  # of the process that are for no connection, beside the workers'
_FEWEST: Final = 8
_TURNED_AWAY: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\n"
    b"content-length: 0\r\n\r\n"
)
_TOO_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
LONGEST_HEAD: Final = 1 << 16
"""Bytes of a request's first line and headers."""
_MOST_LINES: Final = 100  # of a head, as in Apache
_FREE_CHUNKS: Final = 100  # that may be as small as they like
_CHUNK: Final = 512  # bytes that others have at the least, on average
_LENGTHS: Final = frozenset({b"content-length", b"transfer-encoding"})
_BLANK_LINE: Final = re.compile(rb"\n\r?\n")
_REFUSED: Final = (
    "HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\n"
    "connection: close\r\n\r\n{sentence}"
)
_LAST_SECONDS: Final = 2.0
_STALLED_SECONDS: Final = 1.0
# Of the time for a reader, by each read of what was written ahead (48 KiB): whoever reads a little
# now and then holds a large answer no longer than a slow line would, 24 KiB a second by default.
_REGAINED: Final = 0.1
_TOLD_EVERY: Final = 1.0


class Phase(Enum):
    """What a connection waits for; the value stands in the log."""

    HEAD = "head"
    BODY = "body"
    ANSWER = "answer"
    READER = "reader"
    CLOSING = "closing"


@dataclass(slots=True)
class Connections:
    """The connections of one service, in the order in which they began to wait.

    `most` are allowed, `most_of_one` from one address that is no proxy.
    """

    settings: ServiceSettings
    most: int
    most_of_one: int
    trusted: Proxies = field(default_factory=Proxies)
    open: dict["Connection", None] = field(default_factory=dict)
    by_client: Counter[str] = field(default_factory=Counter)
    _ended: Counter[str] = field(default_factory=Counter)
    _telling: TimerHandle | None = None

    def enter(self, connection: "Connection", client: str) -> bool:
        """Take a connection in; tell whether there was room, or could be made."""
        others: Iterable[Connection] = ()
        if client not in self.trusted and self.by_client[client] >= self.most_of_one:
            others = (each for each in self.open if each.address == client)
        elif len(self.open) >= self.most:
            others = self.open
        else:
            self._add(connection, client)
            return True
        idle = min((each for each in others if each.is_idle), key=_worth, default=None)
        if idle is None:
            self.ended("refused")
            return False
        idle.end("crowded")
        self.leave(idle)
        self._add(connection, client)
        return True

    def _add(self, connection: "Connection", client: str) -> None:
        self.open[connection] = None
        self.by_client[client] += 1

    def leave(self, connection: "Connection") -> None:
        """Forget a connection, if it is among those that are open."""
        if connection in self.open:
            del self.open[connection]
            self.by_client[connection.address] -= 1
            if not self.by_client[connection.address]:
                del self.by_client[connection.address]

    def ended(self, why: str) -> None:
        """Count a connection that was ended; told once a second."""
        self._ended[why] += 1
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(_TOLD_EVERY, self._tell)

    def _tell(self) -> None:
        self._telling = None
        log("connections ended", **dict(sorted(self._ended.items())), open=len(self.open))
        self._ended.clear()


def _worth(connection: "Connection") -> tuple[bool, float]:
    """Return a key by which those go first that never asked anything, the idlest of them."""
    return connection.cycle is not None, connection.since


class _Lines(ReceiveBuffer):
    """What has come of a request; gives out no more lines at a time than a head may have."""

    def maybe_extract_lines(self) -> list[bytearray] | None:
        """Return the lines before a blank one, if it has come; raises `RemoteProtocolError`."""
        if _are_many_lines(bytes(self)):
            raise h11.RemoteProtocolError("too many lines", error_status_hint=431)
        return super().maybe_extract_lines()


def _are_many_lines(read: bytes) -> bool:
    """Tell whether more lines than a head may have come before a blank one."""
    if read.count(b"\n") <= _MOST_LINES:
        return False
    blank = _BLANK_LINE.search(read)
    return read.count(b"\n", 0, blank.start() if blank else len(read)) > _MOST_LINES


def _wrong(read: bytes) -> tuple[str, str]:
    """Return the status and a sentence for what cannot be read."""
    if _are_many_lines(read):
        sentence = f"the headers of a request may have {_MOST_LINES} lines at the most\n"
        return "431 Request Header Fields Too Large", sentence
    if len(read) <= LONGEST_HEAD:
        return "400 Bad Request", "this is no request of HTTP/1.1\n"
    most = f"may have {LONGEST_HEAD} bytes at the most\n"
    if b"\n" in read[:LONGEST_HEAD]:
        return "431 Request Header Fields Too Large", f"the headers of a request {most}"
    return "414 URI Too Long", f"an address (a long query is sent with POST) {most}"


class _Reading(h11.Connection):
    """Reads requests that cost little to read, and say in one way alone where content ends.

    Lines and chunks cost the loop, for which everybody waits, as much as a hundred bytes each. And
    what stands between may have taken a length for the truth where there are chunks, too, and the
    rest of the content for another client's request (RFC 9112, 11.2).
    """

    _receive_buffer: ReceiveBuffer

    def __init__(self) -> None:
        """Begin to read."""
        super().__init__(h11.SERVER, LONGEST_HEAD)
        self._receive_buffer = _Lines()  # of the head, and of what may follow chunks
        self._chunks = self._bytes = 0

    def next_event(self) -> Any:  # noqa: ANN401 - as h11 has it
        """Return what comes next; raises `RemoteProtocolError`."""
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._chunks = self._bytes = 0
            if {name for name, _ in event.headers} >= _LENGTHS:
                raise h11.RemoteProtocolError("a length beside chunks")
        elif isinstance(event, h11.Data):
            self._chunks += event.chunk_end
            self._bytes += len(event.data)
            if self._chunks > _FREE_CHUNKS + self._bytes // _CHUNK:
                raise h11.RemoteProtocolError("too many chunks")
        return event


class Connection(H11Protocol):
    """One connection: it ends where what it waits for does not come in time."""

    all: Connections
    conn: _Reading

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        """Begin to read."""
        super().__init__(*arguments, **named)
        self.conn = _Reading()

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        """Take the connection in, or turn it away where there are too many."""
        self.phase, self.since = Phase.HEAD, time.monotonic()
        self._patience = self.all.settings.reader_seconds
        self._clock: TimerHandle | None = None
        super().connection_made(transport)
        self.address = plain_address(self.client[0]) if self.client else ""
        if self.all.enter(self, self.address):
            self._begin(Phase.HEAD)
        else:
            self._close(_TURNED_AWAY)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop()
        self.all.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come, and look what is waited for now."""
        if self.phase is Phase.CLOSING:  # to read on, so that the client can read the last words
            return
        super().data_received(data)
        self._look()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with a request that cannot be read."""
        cycle = self.cycle
        status, sentence = _wrong(self.conn.trailing_data[0])
        if cycle is not None and not cycle.response_complete:
            if cycle.response_started:
                self.end("invalid")
                return
            cycle.disconnected = True
            cycle.message_event.set()
            status, sentence = "400 Bad Request", "the content cannot be read to its end\n"
        said = _REFUSED.format(status=status, length=len(sentence), sentence=sentence)
        self.all.ended("invalid")
        self.transport.write(said.encode("ascii"))
        # A connection that is closed while the client sends is reset, and what was said is lost.
        self.transport.write_eof()
        self._begin(Phase.CLOSING)

    def pause_writing(self) -> None:
        """Begin to wait for the reader."""
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        """Go on: the reader has read."""
        super().resume_writing()
        self._look()

    def on_response_complete(self) -> None:
        """Look what is waited for after an answer."""
        super().on_response_complete()
        self._look()

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is lost with the connection, or its client does not read."""
        if self.phase is Phase.READER:
            return time.monotonic() - self.since >= _STALLED_SECONDS
        return self.phase in (Phase.HEAD, Phase.BODY)

    def end(self, why: str) -> None:
        """End the connection now."""
        self.all.ended(why)
        self.transport.abort()

    def _look(self) -> None:
        if self.phase is Phase.CLOSING or self.transport.is_closing():
            phase = Phase.CLOSING
        elif self.flow.write_paused:
            phase = Phase.READER
        elif self.cycle is not None and not self.cycle.response_complete:
            phase = Phase.BODY if self.conn.their_state is h11.SEND_BODY else Phase.ANSWER
        else:
            phase = Phase.HEAD
        if phase is not self.phase:
            self._begin(phase)

    def _begin(self, phase: Phase) -> None:
        self._stop()
        now, most = time.monotonic(), self.all.settings.reader_seconds
        if phase is Phase.HEAD:
            self._patience = most
        elif self.phase is Phase.READER:
            self._patience = min(most, self._patience - (now - self.since) + most * _REGAINED)
        self.phase, self.since = phase, now
        seconds = self._seconds(phase)
        if seconds is not None:
            self._clock = self.loop.call_later(seconds, self._too_late)

    def _seconds(self, phase: Phase) -> float | None:
        settings = self.all.settings
        return {
            Phase.HEAD: settings.head_seconds,
            Phase.BODY: settings.body_seconds,
            Phase.READER: self._patience,
            Phase.CLOSING: _LAST_SECONDS,
        }.get(phase)

    def _too_late(self) -> None:
        self._clock = None
        if self.phase is Phase.HEAD and self.conn.trailing_data[0]:
            self.all.ended(self.phase.value)
            self._close(_TOO_SLOW)
        else:
            self.end(self.phase.value)

    def _close(self, last_words: bytes) -> None:
        transport: Transport = self.transport
        transport.write(last_words)
        transport.close()
        self._begin(Phase.CLOSING)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None


def connection_class(settings: ServiceSettings, trusted: Iterable[str] = ()) -> type[Connection]:
    """Return the class of a service's connections, for uvicorn's option `http`.

    `trusted` are the addresses of proxies, which bring many clients.
    """
    most = max(_FEWEST, min(settings.connections, _descriptors() - _reserved(settings)))
    several = Connections(
        settings=settings,
        most=most,
        most_of_one=min(most, settings.connections_of_one),
        trusted=Proxies(trusted),
    )
    return type("ServiceConnection", (Connection,), {"all": several})


def _reserved(settings: ServiceSettings) -> int:
    return _DESCRIPTORS + (4 + FILES_A_WORKER) * settings.workers


def _descriptors() -> int:
    """Return how many descriptors this process may have, after asking for all it can get."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1 << 20 if soft == resource.RLIM_INFINITY else soft
