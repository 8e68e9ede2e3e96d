"""Accounts of people and events, as programmes give them: a handle, with or without its URL."""

import re
from collections.abc import Mapping
from typing import Final

from talkgraph.model import Account
from talkgraph.sources.notes.addresses import account_of, handle_in
from talkgraph.sources.notes.identifiers import REGISTERS, identifier_called
from talkgraph.sources.programmes.plain_values import Value, line_at

_SERVICES: Final = (
    *("twitter", "mastodon", "bluesky", "bsky", "github", "gitlab", "linkedin"),
    *("orcid", "wikidata", "dblp"),
)
"""The keys at which accounts stand, those first under which somebody posts, registers last."""

_NAMES: Final = {"bsky": "bluesky"}
_HANDLE: Final = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9_])?")
_ADDRESS: Final = re.compile(r"(?:https?://)?([\w-]+(?:\.[\w-]+)+/\S+)", re.IGNORECASE)
_WEBSITE: Final = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)


def accounts_in(values: Mapping[str, Value]) -> tuple[Account, ...]:
    """Return the accounts that a mapping gives, each once.

    >>> [a.key for a in accounts_in({"twitter": "@ana", "github": "https://github.com/ana-k"})]
    [('twitter', 'ana'), ('github', 'ana-k')]
    """
    found: dict[tuple[str, str], Account] = {}
    for service in _SERVICES:
        account = account_at(_NAMES.get(service, service), line_at(values, service))
        if account is not None:
            found.setdefault(account.key, account)
    return tuple(found.values())


def account_at(service: str, text: str) -> Account | None:
    """Read an account at a service from a handle or the URL of a profile; `None` if it is none.

    >>> account_at("twitter", "twitter.com/ana").key, account_at("twitter", "n/a")
    (('twitter', 'ana'), None)
    """
    identifier = identifier_called(service, text)
    if identifier is not None or service in REGISTERS:
        return identifier or account_of(text)
    address = _ADDRESS.fullmatch(text)
    if address is not None:
        return account_of(f"https://{address[1]}")
    handle = handle_in(f"@{text.removeprefix('@')}")
    if handle is not None and handle.service != "twitter":
        return handle
    bare = text.removeprefix("@")
    if service == "mastodon" or not _HANDLE.fullmatch(bare):
        return None
    return Account(service=service, handle=bare)


def website_in(values: Mapping[str, Value]) -> str | None:
    """Return the personal page that a mapping gives, if it is an address."""
    text = line_at(values, "website")
    return text if _WEBSITE.fullmatch(text) else None
