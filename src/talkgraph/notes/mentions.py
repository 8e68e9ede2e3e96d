"""Mentions: the accounts that a text names with `@`."""

import re
from typing import Final
from urllib.parse import urlsplit

from talkgraph.model import Account
from talkgraph.notes.text import Anchor, Prose
from talkgraph.notes.urls import without_addresses

HANDLE: Final = (
    r"(?<![\w@])(?<!\w[.+/-])@(?!\d{1,2}[ap]m\b)(?=\w*[A-Za-z_])"
    r"(?P<handle>[A-Za-z0-9_]{1,30})(?![\w])(?:@(?P<host>(?:[\w-]+\.)+[A-Za-z]{2,}))?"
)
_MENTION: Final = re.compile(HANDLE)
_TWITTER: Final = frozenset({"twitter.com", "x.com"})


def account_of(match: re.Match[str]) -> Account:
    """Return the account that a match of `HANDLE` names."""
    host = match["host"]
    return Account(service=host.casefold() if host else "twitter", handle=match["handle"])


def mentions_of(source: Prose) -> tuple[Account, ...]:
    """Return the accounts named with `@`, each once, in order; none from e-mail, URLs or code."""
    if "@" not in source.visible:
        return ()
    found: dict[tuple[str, str], Account] = {}
    linked = {place: each for each in source.anchors for place in range(each.start, each.end)}
    for match in _MENTION.finditer(without_addresses(source.visible)):
        account = _at_link(linked.get(match.start()), match) or account_of(match)
        found.setdefault(account.key, account)
    return tuple(found.values())


def _at_link(anchor: Anchor | None, match: re.Match[str]) -> Account | None:
    """`@ana` linked to `https://host/@ana` is an account at that host."""
    if anchor is None:
        return None
    try:
        parts = urlsplit(anchor.url)
        host = (parts.hostname or "").casefold()
    except ValueError:
        return None
    named = parts.path.casefold().rstrip("/") == f"/@{match['handle']}".casefold()
    if named and host and host.removeprefix("www.") not in _TWITTER:
        return Account(service=host, handle=match["handle"])
    return None
