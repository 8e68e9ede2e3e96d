"""Where the service is, as its clients see it: behind proxies, under a prefix, by another name.

Inside, paths have no prefix; it goes off here as a request comes in, and onto every address as an
answer goes out. Whoever is no named proxy is not believed what it forwards.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkgraph.errors import InputError
from talkgraph.http.guards.proxies import Proxies
from talkgraph.http.middleware import Around

_ROOT: Final = "talkgraph.root"
_ASKED_AS: Final = "talkgraph.asked_as"
_LINK: Final = re.compile(rb"<(?=/(?!/))")
_ATTRIBUTE: Final = re.compile(r'(?<=\s)(href|src|action|data-document)="(?=/(?!/))')
_WHOLE: Final = re.compile(rb"https?://([^/?#@]+)(/[^?#]*)?", re.IGNORECASE)
_PREFIX: Final = re.compile(r"(?:/[\w.~-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The public address: what is empty is taken from the request."""

    scheme: str = ""
    host: str = ""
    prefix: str = ""

    @property
    def name(self) -> str:
        """The host without the port."""
        return urlsplit(f"//{self.host}").hostname or ""


def public_place(url: str | None) -> Place:
    """Return the place that an address names; raises `InputError` if it is none.

    >>> public_place("https://example.org/kb/")
    Place(scheme='https', host='example.org', prefix='/kb')
    """
    if not url:
        return Place()
    parts = urlsplit(url)
    prefix = parts.path.rstrip("/")
    right = parts.scheme in ("http", "https") and parts.netloc and "@" not in parts.netloc
    if not right or parts.query or parts.fragment or not _PREFIX.fullmatch(prefix):
        raise InputError(
            f"--base-url {url!r} is no address of a service; write one like https://example.org/kb"
        )
    return Place(scheme=parts.scheme, host=parts.netloc, prefix=prefix)


class AtPlace(Around):
    """Takes the prefix off what comes in, and puts it onto the addresses that go out.

    `proxies` are believed what they forward.
    """

    def __init__(self, app: ASGIApp, place: Place, proxies: Proxies) -> None:
        """Wrap an application."""
        super().__init__(app)
        self._place = place
        self._proxies = proxies

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        _take_whole_address(scope)
        place = self._place
        host = Headers(scope=scope).get("host", "")
        client = (scope.get("client") or ("", 0))[0]
        if client in self._proxies:
            place = _forwarded(scope, place)
        scope[_ASKED_AS] = host, place.host or host
        scope["scheme"] = place.scheme or scope["scheme"]
        if place.host:
            others = (pair for pair in scope["headers"] if pair[0] != b"host")
            scope["headers"] = [*others, (b"host", place.host.encode("latin-1"))]
        _strip(scope, place.prefix)
        await self._app(scope, receive, _prefixing(send, place.prefix) if place.prefix else send)


def _take_whole_address(scope: Scope) -> None:
    """Read a request that names the whole address, as proxies are asked (RFC 9112, 3.2.2)."""
    match = _WHOLE.fullmatch(scope.get("raw_path") or b"")
    if match is not None:
        host, path = match.groups()
        scope["raw_path"], scope["path"] = path or b"/", unquote((path or b"/").decode("ascii"))
        others = (pair for pair in scope["headers"] if pair[0] != b"host")
        scope["headers"] = [*others, (b"host", host)]


def _forwarded(scope: Scope, place: Place) -> Place:
    """Return the place with what a proxy says; what was named at the start goes before."""
    headers = Headers(scope=scope)

    def last(name: str) -> str:  # what stands before, perhaps in a line of its own, anybody may say
        return ",".join(headers.getlist(name)).rpartition(",")[2].strip()

    if client := last("x-forwarded-for"):
        scope["client"] = (client[:64], 0)
    scheme, prefix = last("x-forwarded-proto").lower(), last("x-forwarded-prefix").rstrip("/")
    return Place(
        scheme=place.scheme or (scheme if scheme in ("http", "https") else ""),
        host=place.host or last("x-forwarded-host"),
        prefix=place.prefix or (prefix if _PREFIX.fullmatch(prefix) else ""),
    )


def _strip(scope: Scope, prefix: str) -> None:
    """Take the prefix off a path, if the proxy has left it there."""
    scope[_ROOT] = prefix
    if prefix and (scope["path"] == prefix or scope["path"].startswith(f"{prefix}/")):
        scope["path"] = scope["path"].removeprefix(prefix) or "/"
        if raw := scope.get("raw_path"):
            scope["raw_path"] = raw.removeprefix(prefix.encode("ascii")) or b"/"


def _prefixing(send: Send, prefix: str) -> Send:
    root = prefix.encode("ascii")

    def put(name: bytes, value: bytes) -> bytes:
        if name.lower() == b"location" and value.startswith(b"/") and value[1:2] != b"/":
            return root + value
        return _LINK.sub(b"<" + root, value) if name.lower() == b"link" else value

    async def prefixed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(name, put(name, value)) for name, value in message.get("headers", ())]
            message = {**message, "headers": headers}
        await send(message)

    return prefixed


def asked_as(scope: Scope) -> tuple[str, str]:
    """Return the host that a request names itself, and the one that it is answered as.

    A page that has its own name lead here asks by that name, whatever the public address is, and
    from a machine that may be that of a proxy.
    """
    hosts: tuple[str, str] = scope[_ASKED_AS]
    return hosts


def root_of(request: HTTPConnection) -> str:
    """Return the prefix of all paths, without a slash at its end."""
    root: str = request.scope.get(_ROOT, "")
    return root


def address_of(request: HTTPConnection) -> str:
    """Return the address of the service as the client sees it, without a slash at its end."""
    return str(request.base_url).rstrip("/") + root_of(request)


def with_root(html: str, request: HTTPConnection) -> str:
    """Return a page of ours with the prefix before each path in it.

    Pages are made with paths from `/`, and only templates write attributes: in texts, quotation
    marks are escaped.
    """
    root = root_of(request)
    return _ATTRIBUTE.sub(rf'\1="{root}', html) if root else html
