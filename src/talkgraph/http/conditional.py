"""Conditional requests (RFC 9110, 13): who has an answer already is told so, and no more."""

import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LARGEST: Final = 1 << 20
_TAG: Final = re.compile(rb'"[^"]*"')
_Headers = list[tuple[bytes, bytes]]
# What says something of the content that a 304 does not have.
_OF_CONTENT: Final = frozenset({b"content-type", b"content-length", b"content-encoding"})


class Conditional:
    """Gives answers to GET an entity tag, and answers 304 where the client names it.

    The tag is weak, because what compresses answers comes later. Files bring their own; what is
    larger than a mebibyte has none, so that no request holds up the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "GET":
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
    if not _names(asked, tag):
        return {**start, "headers": headers}, content
    kept = [pair for pair in headers if pair[0] not in _OF_CONTENT]
    return {**start, "status": 304, "headers": _varying(kept)}, {**content, "body": b""}


def _varying(headers: _Headers) -> _Headers:
    """Add to Vary what compression adds to it, which passes over answers without content."""
    varying = [value for name, value in headers if name == b"vary"]
    kept = [pair for pair in headers if pair[0] != b"vary"]
    return [*kept, (b"vary", b", ".join([*varying, b"Accept-Encoding"]))]


def _names(asked: Iterable[tuple[bytes, bytes]], tag: bytes) -> bool:
    """Tell whether If-None-Match names a tag, compared weakly, or any."""
    lines = [value for name, value in asked if name == b"if-none-match"]
    return any(line.strip() == b"*" or tag in _TAG.findall(line) for line in lines)
