"""Who may ask: by the name the service is asked by, by the page that asks, and by a token."""

import hmac
import re
import stat
from base64 import b64decode
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talkgraph.errors import InputError, because
from talkgraph.http.guards.place import asked_as
from talkgraph.http.middleware import RESOURCE_POLICY, Around
from talkgraph.http.observe import log, log_warning
from talkgraph.http.problems import Problem
from talkgraph.http.refusals import refusal

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_DATA: Final = (
    "/sparql",
    "/api/",
    "/data/",
    "/resource/",
    "/reconcile",
    "/dump.nq.gz",
    "/mcp",
    "/.well-known/void",
)
_VOCABULARY: Final = ("/context.jsonld", "/ontology")
_HOST: Final = re.compile(
    r"(?:\[(?P<address>[^\[\]]+)\]|(?P<name>[^\[\]:]*))(?::[0-9]{0,5})?", re.ASCII
)
_SHORTEST: Final = 16
_HASHED: Final = "sha256:"
_GIVEN_HOST: Final = re.compile(r"[\w.-]+|\[?[\da-f:.]+(%\w+)?\]?|\*", re.IGNORECASE)
_ORIGIN: Final = re.compile(r"https?://[^/?#@\s*]+|\*", re.IGNORECASE)


def check_names(hosts: Iterable[str], origins: Iterable[str]) -> None:
    """Refuse names that no request would ever have; raises `InputError`."""
    for host in hosts:
        if not _GIVEN_HOST.fullmatch(host):
            raise InputError(
                f"--allow-host {host!r} is no name; write one like example.org, without http:// "
                "and port, or *"
            )
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise InputError(
                f"--allow-origin {origin!r} is no origin; write one like https://example.org, "
                "without a path, or *"
            )


class Hosts(Around):
    """Answers by its own names alone.

    A page on any site may have its name lead to this machine, and would read what is here (DNS
    rebinding). An address is no name that anybody can move, so the one asked at is always right.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        """Wrap an application that is `AtPlace`; `*` among the `hosts` allows all."""
        super().__init__(app)
        self._hosts = frozenset(host.lower().strip("[]") for host in hosts) | LOOPBACK

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        known = {*self._hosts, _own_address(scope)}
        names = map(_name, asked_as(scope))
        asked = next((name for name in names if not name or name not in known), None)
        if "*" in self._hosts or asked is None:
            await self._app(scope, receive, send)
            return
        problem = Problem(
            421,
            f"this service is not called {asked[:100]!r}; whoever runs it can allow the name with "
            "--allow-host",
        )
        await refusal(problem, scope)(scope, receive, send)


def _name(host: str) -> str:
    """Return the name in a Host header, without the port; all of it where it has no such form.

    >>> _name("example.org:8000"), _name("[::1]:8000"), _name("example.org:80@evil.example")
    ('example.org', '::1', 'example.org:80@evil.example')
    """
    match = _HOST.fullmatch(host)
    if match is None:
        return host
    return (match["address"] or match["name"].rstrip(".")).lower()


def _own_address(scope: Scope) -> str:
    try:
        return str(ip_address((scope.get("server") or ("",))[0]))
    except ValueError:
        return ""


class Origins(Around):
    """Lets pages of other sites read the data, if they are asked for; other paths never.

    Without a word of CORS, browsers keep answers from the pages of other sites; the header
    Cross-Origin-Resource-Policy keeps them from taking answers in as scripts or pictures, too. The
    vocabulary is nobody's secret, and what is written in it is read by means of it everywhere.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        """Wrap an application; `*` among the `origins` lets all read."""
        super().__init__(app)
        self._for_all = _cors(app, ["*"])
        self._for_some = _cors(app, sorted(each.lower() for each in origins))
        self._nobody = not origins
        self._all = "*" in origins

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        data, vocabulary = (scope["path"].startswith(each) for each in (_DATA, _VOCABULARY))
        if vocabulary or (data and self._all):
            await self._for_all(scope, receive, _takeable(send))
        elif data and not self._nobody:
            await self._for_some(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _cors(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=["X-Request-ID", "Retry-After", "Link", "ETag"],
    )


def _takeable(send: Send) -> Send:
    """Let others take in what all may read: OpenRefine asks for some of it as scripts (JSONP)."""

    async def opened(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", ()), (RESOURCE_POLICY, b"cross-origin")]
            message = {**message, "headers": headers}
        await send(message)

    return opened


def read_tokens(path: Path) -> Mapping[str, str]:
    """Return the hashes of tokens by the names of those who have them.

    A line has a name and a token, or `sha256:` and the hash of one in hexadecimal digits; empty
    lines and those that begin with `#` are passed over. Raises `InputError`.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path}: the tokens cannot be read: {because(error)}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: the tokens are not UTF-8 text; save them as that") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, *rest = line.split()
        if len(rest) != 1:
            raise InputError(
                f"{path}:{number}: a line has a name and a token, with a blank between"
            )
        if name in found:
            raise InputError(f"{path}:{number}: {name} has a token already; give each another name")
        found[name] = _hash(rest[0], f"{path}:{number}")
    if not found:
        raise InputError(f"{path}: there is no token in it; write a line: NAME TOKEN")
    return found


class TokenFile:
    """Tokens as they stand in a file: whoever holds `tokens` has what was last read.

    For one thread alone, that in which requests are looked at.
    """

    def __init__(self, path: Path) -> None:
        """Read the file; raises `InputError`."""
        self._path = path
        self._mark = self._look()
        self.tokens = dict(read_tokens(path))
        self._tell_if_open()

    def renew(self) -> None:
        """Read the file anew if it is another; one that cannot be read changes nothing."""
        mark = self._look()
        if mark == self._mark:
            return
        self._mark = mark
        if self._path.exists() and not self._path.is_file():  # a pipe would be waited for
            log_warning("tokens stay as they were", problem=f"{self._path} is no file")
            return
        try:
            tokens = read_tokens(self._path)
        except InputError as error:
            log_warning("tokens stay as they were", problem=str(error))
            return
        self.tokens.clear()
        self.tokens.update(tokens)
        log("tokens", names=len(tokens))
        self._tell_if_open()

    def _look(self) -> tuple[int, ...]:
        try:
            found = self._path.stat()
        except OSError:
            return ()
        return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino

    def _tell_if_open(self) -> None:
        with suppress(OSError, UnicodeDecodeError):
            lines = self._path.read_text(encoding="utf-8").splitlines()
            words = [line.split()[1] for line in lines if line.strip() and line.strip()[0] != "#"]
            plain = not all(word.startswith(_HASHED) for word in words)
            if plain and self._path.stat().st_mode & stat.S_IROTH:
                log_warning(
                    "everybody on this machine can read the tokens",
                    file=str(self._path),
                    advice="chmod o-r, or write their hashes",
                )


def _hash(token: str, place: str) -> str:
    if token.startswith(_HASHED):
        digits = token.removeprefix(_HASHED).lower()
        if len(digits) != 64 or not set(digits) <= set("0123456789abcdef"):
            raise InputError(f"{place}: write 64 hexadecimal digits after sha256:")
        return digits
    if len(token) < _SHORTEST:
        raise InputError(
            f"{place}: a token has {_SHORTEST} characters at least; make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe())'"
        )
    return sha256(token.encode()).hexdigest()


class Tokens(Around):
    """Answers those who have a token; `free` are paths that anybody may ask."""

    def __init__(self, app: ASGIApp, tokens: Mapping[str, str], free: frozenset[str]) -> None:
        """Wrap an application; `tokens` are hashes by name, as `read_tokens` returns them."""
        super().__init__(app)
        self._tokens = tokens
        self._free = free

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or ask for a token."""
        who = self._who(Headers(scope=scope).get("authorization", ""))
        if who is None and scope["path"] not in self._free:
            problem = Problem(
                401,
                "this service answers those who have a token: send it as Authorization: Bearer "
                "TOKEN, or as the password that goes with its name",
                headers={"WWW-Authenticate": 'Basic realm="talkgraph", charset="UTF-8"'},
            )
            await refusal(problem, scope)(scope, receive, send)
            return
        scope.setdefault("state", {})["user"] = who
        await self._app(scope, receive, send)

    def _who(self, authorization: str) -> str | None:
        kind, _, given = authorization.partition(" ")
        name, token = None, given.strip()
        if kind.lower() == "basic":
            name, token = _basic(token)
        elif kind.lower() != "bearer":
            return None
        digest = sha256(token.encode()).hexdigest()
        found = [
            owner
            for owner, known in self._tokens.items()
            if hmac.compare_digest(known, digest) and name in (None, owner)
        ]
        return found[0] if found else None


def who(request: HTTPConnection) -> str:
    """Return what tells a client apart: the name that its token has, or its address.

    Nothing where that is this machine's: whoever is there is a proxy, or has the machine anyway.
    """
    user: str | None = request.scope.get("state", {}).get("user")
    address = request.client.host if request.client else ""
    try:
        local = ip_address(address).is_loopback
    except ValueError:
        local = False
    return user or ("" if local else address)


def _basic(given: str) -> tuple[str, str]:
    try:
        name, _, token = b64decode(given, validate=True).decode("utf-8").partition(":")
    except ValueError:
        return "", ""
    return name, token
