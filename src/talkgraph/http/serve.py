"""Runs the service: one process, until it is told to stop."""

import contextlib
import math
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn

from talkgraph.errors import InputError
from talkgraph.http import observe
from talkgraph.http.app import create_app
from talkgraph.http.connections import BACKLOG, LONGEST_HEAD, connection_class
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings

_WAITING: Final = 256  # connections that the system holds until they are taken
_STOP: Final = (signal.SIGINT, signal.SIGTERM)


def serve(kb: Path, host: str, port: int, settings: ServiceSettings) -> None:
    """Serve a knowledge base until SIGTERM or SIGINT, then finish what is being answered.

    Port 0 takes any free port; the address stands in the first line of the log. Raises
    `InputError` if the address cannot be had, and what `open_knowledge_base` raises.
    """
    library = Library(kb)
    generation = library.current().generation.name
    app = create_app(library, settings)
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}/"
    observe.configure()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        http=connection_class(settings, settings.proxies),
        h11_max_incomplete_event_size=LONGEST_HEAD,
        backlog=BACKLOG,
        timeout_keep_alive=math.ceil(settings.idle_seconds),
        timeout_graceful_shutdown=max(1, round(settings.grace)),
        ws="none",
    )
    if settings.warm:
        threading.Thread(target=_warm, args=(library,), daemon=True).start()
    observe.log("started", url=address, kb=str(kb), generation=generation)
    try:
        _Server(config).run(sockets=[listener])
    finally:
        listener.close()
        observe.log("stopped", url=address)


class _Server(uvicorn.Server):
    """A server for which being told to stop is a good end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop gracefully on a signal, and do not raise it again afterwards."""

        def stop(number: int, frame: FrameType | None) -> None:
            self.handle_exit(number, frame)

        before = {number: signal.signal(number, stop) for number in _STOP}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        listener = socket.create_server(
            (host, port), family=family, backlog=_WAITING, dualstack_ipv6=both
        )
        # Connections inherit it; without it the last part of an answer waits 40 ms for the
        # client to say that it has got the first.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        raise InputError(
            f"{host}:{port} cannot be listened on ({error.strerror}); name another with "
            "--host and --port"
        ) from error


def _warm(library: Library) -> None:
    try:
        library.warm()
    except Exception:  # asked for again, and answered for, when somebody searches
        observe.log_error("search is not ready")
