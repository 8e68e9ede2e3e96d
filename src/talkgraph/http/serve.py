"""Runs the service: one process, until it is told to stop."""

import ctypes
import math
import socket
from contextlib import closing, suppress
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import uvicorn
from fastapi import FastAPI

from talkgraph.errors import InputError
from talkgraph.http import observe
from talkgraph.http.app import create_app
from talkgraph.http.ending import SPARE_OF_ALL, run_until_told, told_by_signals
from talkgraph.http.guards.access import TokenFile
from talkgraph.http.guards.connections import BACKLOG, connection_class
from talkgraph.http.library import Library
from talkgraph.http.limits import ServiceSettings
from talkgraph.http.observe.stacks import tell_stacks
from talkgraph.http.sparql.pool import Orders, WorkerPool
from talkgraph.knowledge.generation import current

_WAITING: Final = 256  # connections that the system holds until they are taken
_ARENA_MAX: Final = -8  # as malloc.h has it
_ARENAS: Final = 2


def serve(
    kb: Path,
    host: str,
    port: int,
    settings: ServiceSettings,
    *,
    token_file: Path | None = None,
    public: bool = False,
) -> None:
    """Serve a knowledge base until SIGTERM or SIGINT, then finish what is being answered.

    Port 0 takes any free port; the address stands in the first line of the log. The tokens of
    the `token_file` are read anew whenever it changes. Requests may take `settings.grace` seconds
    more; the process ends within a second after that, whatever its threads do. Raises
    `InputError` if the address cannot be had, or others than this machine could ask and neither
    tokens nor `public` let them, and what `open_knowledge_base` and `read_tokens` raise.
    """
    _share_memory()
    with closing(_listen(host, port)) as listener, told_by_signals() as told:
        if not (token_file or public or _is_loopback(listener)):
            raise InputError(
                f"whoever can reach {host} could read everything: say who may with --token-file, "
                "or that all may with --public"
            )
        generation = current(kb).name
        observe.configure(settings.lines_a_second)
        tell_stacks()
        tokens = None if token_file is None else TokenFile(token_file)
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}/"
        app = create_app(
            Library(kb),
            replace(
                settings,
                tokens={} if tokens is None else tokens.tokens,
                hosts=(*settings.hosts, *_names(listener, host)),
            ),
        )
        pool: WorkerPool = app.state.pool
        pool.orders = Orders(file=told, seconds=settings.grace + SPARE_OF_ALL)
        server = _Server(_config(app, settings), tokens)
        observe.log("started", url=address, kb=str(kb), generation=generation)
        run_until_told(
            lambda: server.run(sockets=[listener]),
            server.stop,
            settings.grace,
            ended=lambda: observe.log("stopped", url=address),
            cut=pool.cut,
        )


def _config(app: FastAPI, settings: ServiceSettings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        http=connection_class(settings, settings.proxies),
        backlog=BACKLOG,
        timeout_keep_alive=math.ceil(settings.idle_seconds),
        timeout_graceful_shutdown=settings.grace,  # type: ignore[arg-type]  # it takes parts of seconds
        ws="none",
    )


def _share_memory() -> None:
    """Have threads share what they free: else each keeps, for good, what it needed once (glibc)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


class _Server(uvicorn.Server):
    """A server for which being told to stop is a good end; it looks after the tokens."""

    def __init__(self, config: uvicorn.Config, tokens: TokenFile | None) -> None:
        """Serve as the configuration says."""
        super().__init__(config)
        self._tokens = tokens

    async def on_tick(self, counter: int) -> bool:
        """Look after the tokens once a second; uvicorn calls this ten times."""
        if self._tokens is not None and counter % 10 == 0:
            self._tokens.renew()
        return await super().on_tick(counter)

    def stop(self, number: int) -> bool:
        """Stop gracefully, and at once if Ctrl-C comes again; tell whether it is at once."""
        self.handle_exit(number, None)
        return self.force_exit


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, address = _resolved(host, port)
        both = host == "::" and socket.has_dualstack_ipv6()
        listener = socket.create_server(
            address, family=family, backlog=_WAITING, dualstack_ipv6=both
        )
        # Connections inherit it; without it the last part of an answer waits 40 ms for the
        # client to say that it has got the first.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(
            f"{host}:{port} cannot be listened on ({why}); name another with --host and --port"
        ) from error


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, tuple[Any, ...]]:
    """Return the address that a host has here, one of IPv4 if it has several."""
    with suppress(ValueError):
        mapped = getattr(ip_address(host), "ipv4_mapped", None)
        host = str(mapped or host)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
    return family, address


def _is_loopback(listener: socket.socket) -> bool:
    """Tell whether none but this machine reaches a socket, however its address was written."""
    return ip_address(_bound(listener)).is_loopback


def _names(listener: socket.socket, host: str) -> tuple[str, ...]:
    """Return the name by which the service is asked if it was told to listen at a name."""
    return () if ip_address(_bound(listener)).is_unspecified else (host,)


def _bound(listener: socket.socket) -> str:
    address: str = listener.getsockname()[0]
    return address.partition("%")[0]
