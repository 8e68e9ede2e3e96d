"""What an address says: whose account it is, and whether it is a thread of posts."""

import re
from typing import Final
from urllib.parse import urlsplit

from talkgraph.model import Account
from talkgraph.words import word_set

_TWITTER: Final = frozenset({"twitter.com", "x.com"})
_NOT_A_HANDLE: Final = word_set(
    "about compose explore hashtag home i intent login notifications privacy search settings "
    "share signup tos who_to_follow"
)
_NOT_FEDERATED: Final = frozenset(
    {"medium.com", "youtube.com", "tiktok.com", "threads.net", "dev.to", "substack.com"}
)
_HANDLE: Final = re.compile(r"@?([A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9_])?)(?:@([\w-]+(?:\.[\w-]+)+))?")


def host_and_path(url: str) -> tuple[str, tuple[str, ...]]:
    """Return the host, in lower case without `www.` or `mobile.`, and the path's segments.

    An address that cannot be read has neither.

    >>> host_and_path("https://www.Twitter.com/ana/?s=20")
    ('twitter.com', ('ana',))
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return "", ()
    for prefix in ("www.", "mobile.", "m."):
        host = host.removeprefix(prefix)
    return host, tuple(segment for segment in parts.path.split("/") if segment)


def account_of(url: str) -> Account | None:
    """Return the account whose profile an address is, or `None`.

    >>> account_of("https://hachyderm.io/@ana").key
    ('hachyderm.io', 'ana')
    >>> account_of("https://twitter.com/ana/status/1") is None
    True
    """
    host, path = host_and_path(url)
    profile = url.strip().split("?")[0].split("#")[0].rstrip("/")
    if host in _TWITTER and len(path) == 1:
        return _account("twitter", path[0], profile)
    if host == "bsky.app" and len(path) == 2 and path[0] == "profile":
        return _account("bluesky", path[1], profile)
    if host.endswith("linkedin.com") and len(path) >= 2 and path[0] in {"in", "pub"}:
        return _account("linkedin", path[1], profile)
    if host == "github.com" and len(path) == 1:
        return _account("github", path[0], profile)
    if len(path) == 1 and path[0].startswith("@") and _federated(host):
        return _account(host, path[0], profile)
    if len(path) == 2 and path[0] == "users" and _federated(host):
        return _account(host, path[1], profile)
    return None


def is_thread(url: str) -> bool:
    """Tell whether an address is that of a post, which stands for the thread it begins."""
    host, path = host_and_path(url)
    if host in _TWITTER:
        return bool({"status", "statuses", "moments", "events"} & set(path[1:3]))
    if host == "bsky.app":
        return len(path) == 4 and path[2] == "post"
    if host == "threadreaderapp.com":
        return path[:1] == ("thread",)
    return (
        _federated(host)
        and len(path) >= 2
        and ((path[0].startswith("@") and path[1].isdigit()) or path[-2] == "statuses")
    )


def thread_account(url: str) -> Account | None:
    """Return the account that wrote a thread, where its address says so."""
    host, path = host_and_path(url)
    origin = url.strip().split("//")[0] + "//" + url.strip().split("//")[-1].split("/")[0]
    if host in _TWITTER and len(path) > 2 and path[0] != "i":
        return _account("twitter", path[0], f"{origin}/{path[0]}")
    if host == "bsky.app" and len(path) == 4:
        return _account("bluesky", path[1], f"{origin}/profile/{path[1]}")
    if path and path[0].startswith("@") and _federated(host):
        return _account(host, path[0], f"{origin}/{path[0]}")
    if len(path) > 2 and path[0] == "users" and _federated(host):
        return _account(host, path[1], f"{origin}/users/{path[1]}")
    return None


def handle_in(text: str) -> Account | None:
    """Read a handle: `@ana` is an account at Twitter, `@ana@example.org` a federated one.

    >>> handle_in("@ana@hachyderm.io").key
    ('hachyderm.io', 'ana')
    """
    match = _HANDLE.fullmatch(text.strip())
    if match is None or not text.strip().startswith("@"):
        return None
    return Account(service=(match[2] or "twitter").lower(), handle=match[1])


def _federated(host: str) -> bool:
    return "." in host and host not in _NOT_FEDERATED and host not in _TWITTER


def _account(service: str, segment: str, url: str) -> Account | None:
    match = _HANDLE.fullmatch(segment)
    if match is None or match[1].casefold() in _NOT_A_HANDLE:
        return None
    return Account(service=(match[2] or service).lower(), handle=match[1], url=url)
