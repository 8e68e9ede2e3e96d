"""What wraps every answer: the methods there are, its headers, and whether it is new to a client.

`app.create_app` puts them around the routes, the outermost last.
"""

import re
from abc import ABC, abstractmethod
from hashlib import blake2b
from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkgraph.http.media import wants_coding
from talkgraph.http.problems import Problem, response

_LARGEST: Final = 1 << 20
_MOST_PARAMETERS: Final = 500
_TAG: Final = re.compile(rb'"[^"]*"')
_Headers = list[tuple[bytes, bytes]]
_ONLY_HEADERS: Final = "talkgraph.only_headers"
_ACCEPT: Final = b"accept"
_ENCODING: Final = b"accept-encoding"
_ALLOW: Final = b"allow"
_ORDER: Final = ("GET", "HEAD", "POST", "OPTIONS")
# What says something of the content that a 304 does not have.
_OF_CONTENT: Final = frozenset({b"content-type", b"content-length", b"content-encoding"})
_CSP: Final = b"content-security-policy"
_ANY_FRAME: Final = b"frame-ancestors *"
RESOURCE_POLICY: Final = b"cross-origin-resource-policy"
_SECURITY: Final = [
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        b"form-action 'self'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (RESOURCE_POLICY, b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]


class Around(ABC):
    """Wraps an application, and lets pass what is no request."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass on what is none."""
        await (self.answer if scope["type"] == "http" else self._app)(scope, receive, send)

    @abstractmethod
    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""


class SecurityHeaders(Around):
    """Adds the security headers that an answer does not bring itself."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name.lower() for name, _ in headers}
                if any(name.lower() == _CSP and _ANY_FRAME in value for name, value in headers):
                    present.add(b"x-frame-options")  # which knows no word for any
                headers += [pair for pair in _SECURITY if pair[0] not in present]
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, secured)


class HeadLikeGet(Around):
    """Answers HEAD as GET would be answered, without the content."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def headers_only(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"
        scope[_ONLY_HEADERS] = True
        await self._app(scope, receive, headers_only)


def asks_for_headers(scope: Scope) -> bool:
    """Tell whether a request is HEAD, for what is better not made in vain."""
    return bool(scope.get(_ONLY_HEADERS))


class Compress(GZipMiddleware):
    """Compresses answers, but not what is a compressed file by its name."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass on what is none."""
        is_packed = scope["type"] == "http" and scope["path"].endswith(".gz")
        await (self.app if is_packed else super().__call__)(scope, receive, send)


class Methods(Around):
    """Answers OPTIONS, and names HEAD and OPTIONS wherever the methods of a path are named."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        answered = False

        async def with_methods(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start" and message["status"] == 405:
                message = {**message, "headers": _with_methods(message.get("headers", ()))}
                if scope["method"] == "OPTIONS":
                    answered = True
                    message = {**message, "status": 204, "headers": _only_allow(message["headers"])}
            elif answered:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, with_methods)


def _with_methods(headers: _Headers) -> _Headers:
    named = ",".join(value.decode("latin-1") for name, value in headers if name == _ALLOW)
    methods = {method.strip() for method in named.split(",") if method.strip()} | {"OPTIONS"}
    methods |= {"HEAD"} if "GET" in methods else set()
    allow = ", ".join(method for method in _ORDER if method in methods)
    return [*(pair for pair in headers if pair[0] != _ALLOW), (_ALLOW, allow.encode())]


def _only_allow(headers: _Headers) -> _Headers:
    return [pair for pair in headers if not pair[0].startswith(b"content-")]


class Bounded(Around):
    """Refuses addresses with more parameters than anything takes.

    They are read in the loop, for which everybody waits, before a route sees how many they are.
    """

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["query_string"].count(b"&") < _MOST_PARAMETERS:
            await self._app(scope, receive, send)
            return
        problem = Problem(400, f"the address has more than {_MOST_PARAMETERS} parameters")
        await response(problem, scope)(scope, receive, send)


class PlainAccept(Around):
    """Makes one line of several Accept lines, and of Accept-Encoding `gzip` or nothing.

    What compresses only looks whether the word is there, even in `gzip;q=0`.
    """

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        # In place: what wraps this reads from the same scope which route was taken.
        scope["headers"] = _with_one_accept(_with_plain_encoding(scope["headers"]))
        await self._app(scope, receive, send)


def _with_one_accept(headers: _Headers) -> _Headers:
    lines = [value for name, value in headers if name == _ACCEPT]
    if len(lines) < 2:
        return headers
    return [*(pair for pair in headers if pair[0] != _ACCEPT), (_ACCEPT, b", ".join(lines))]


def _with_plain_encoding(headers: _Headers) -> _Headers:
    codings = b",".join(value for name, value in headers if name == _ENCODING).decode("latin-1")
    kept = [pair for pair in headers if pair[0] != _ENCODING]
    if wants_coding(codings, "gzip"):
        kept.append((_ENCODING, b"gzip"))
    return kept


class Conditional(Around):
    """Gives answers to GET an entity tag, and answers 304 where the client names it.

    The tag is weak, because what compresses answers comes later. Files bring their own; what is
    larger than a mebibyte has none, so that no request holds up the others.
    """

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        held: Message | None = None

        async def validated(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                if _may_have_tag(message):
                    held = message
                    return
                if message["status"] == 304:
                    message = {**message, "headers": _varying(message["headers"])}
            if held is not None:
                start, held = held, None
                if not message.get("more_body") and len(message.get("body", b"")) <= _LARGEST:
                    start, message = _with_tag(start, message, scope["headers"])
                await send(start)
            await send(message)

        await self._app(scope, receive, validated)


def _may_have_tag(start: Message) -> bool:
    names = {name.lower() for name, _ in start.get("headers", ())}
    return start["status"] == 200 and b"etag" not in names


def _with_tag(start: Message, content: Message, asked: _Headers) -> tuple[Message, Message]:
    headers: _Headers = [(name.lower(), value) for name, value in start.get("headers", ())]
    body = content.get("body", b"")
    kind = b"".join(value for name, value in headers if name == b"content-type")
    digest = blake2b(kind + b"\n" + body, digest_size=12).hexdigest()
    tag = f'"{digest}"'.encode()
    headers.append((b"etag", b"W/" + tag))
    if not any(name == b"cache-control" for name, _ in headers):
        headers.append((b"cache-control", b"no-cache"))
    if not names_tag(asked, tag):
        return {**start, "headers": headers}, content
    kept = [pair for pair in headers if pair[0] not in _OF_CONTENT]
    return {**start, "status": 304, "headers": _varying(kept)}, {**content, "body": b""}


def _varying(headers: _Headers) -> _Headers:
    """Add to Vary what compression adds to it, which passes over answers without content."""
    varying = [value for name, value in headers if name == b"vary"]
    kept = [pair for pair in headers if pair[0] != b"vary"]
    return [*kept, (b"vary", b", ".join([*varying, b"Accept-Encoding"]))]


def names_tag(asked: _Headers, tag: bytes) -> bool:
    """Tell whether If-None-Match names a tag, compared weakly, or any."""
    lines = [value for name, value in asked if name == b"if-none-match"]
    return any(line.strip() == b"*" or tag in _TAG.findall(line) for line in lines)
