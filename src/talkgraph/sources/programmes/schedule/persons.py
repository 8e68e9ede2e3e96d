"""Who gives an entry: persons by whatever key has their name, with their pages and accounts."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from talkgraph.model import Account, Span, Speaker
from talkgraph.sources.notes.addresses import account_of, handle_in
from talkgraph.sources.notes.identifiers import ORCID, REGISTERS, identifier_called
from talkgraph.sources.programmes.handles import accounts_in
from talkgraph.sources.programmes.json_values import mapping_of
from talkgraph.sources.programmes.schedule.links import web_address
from talkgraph.sources.programmes.schedule.programme import (
    Entry,
    Fields,
    Part,
    items,
    line,
    text,
)
from talkgraph.sources.programmes.telling import is_person

_NAMES: Final = (
    *("public_name", "name", "full_public_name", "display_name", "full_name", "fullName", "#text"),
)
_NO_SPEAKERS: Final = frozenset(
    {"assistant", "attendee", "coordinator", "organizer", "submitter", "reviewer", "volunteer"}
)
_IDENTIFIERS: Final = ("guid", "code", "id", "@id")
_NETWORK: Final = re.compile(r"\b(?:twitter|x\.com)\b", re.IGNORECASE)


def speakers_of(
    entry: Entry, known: Mapping[str, Fields], source: str
) -> tuple[tuple[Speaker, ...], tuple[Part, ...]]:
    """Return the speakers of an entry, each once, and who is none: a team, "to be announced".

    `known` are persons whom the programme lists once for all entries.
    """
    found: dict[str, Speaker] = {}
    others: list[Part] = []
    for part in entry.persons:
        fields = _with_known(part.fields, known)
        name = _name(fields)
        if not name or line(fields, "role").casefold() in _NO_SPEAKERS:
            continue
        if not is_person(name):
            others.append(part)
            continue
        accounts, url = _addresses(fields)
        first, *more = accounts or (None,)
        speaker = Speaker(
            name=name,
            position=len(found) + 1,
            span=Span(source=source, path=part.path),
            account=first,
            more_accounts=tuple(each for each in more if each),
            url=url,
        )
        found.setdefault(name.casefold(), speaker)
    return tuple(found.values()), tuple(others)


def _with_known(fields: Fields, known: Mapping[str, Fields]) -> Fields:
    """Return what an entry tells of a person, with what the programme tells elsewhere."""
    identifiers = (text(fields.get(key)) for key in _IDENTIFIERS)
    more = next((known[each] for each in identifiers if each in known), {})
    return {**more, **{key: value for key, value in fields.items() if value}}


def _name(fields: Fields) -> str:
    own = line(fields, *_NAMES)
    parts = (line(fields, "first_name", "firstName"), line(fields, "last_name", "lastName"))
    return own or " ".join(part for part in parts if part)


def _addresses(fields: Fields) -> tuple[tuple[Account, ...], str | None]:
    """Return a person's accounts, and the first page that is no account."""
    accounts = {account.key: account for account in accounts_in(fields)}
    pages: list[str] = []
    for address, said in _told(fields):
        account = account_of(address) or _handle(address, said)
        if account is not None:
            accounts.setdefault(account.key, account)
        elif web_address(address, ""):
            pages.append(web_address(address, ""))
    return tuple(accounts.values()), next(iter(pages), None)


def _told(fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield addresses and handles of a person, each with what it was called."""
    for key in ("url", "href", "@href", "website", "homepage"):
        told = line(fields, key)
        if told:
            yield told, key
    for _, link in items(fields.get("links")):
        yield line(mapping_of(link), "url", "href"), line(mapping_of(link), "title", "type")
    for _, answer in items(fields.get("answers")):
        yield line(mapping_of(answer), "answer"), line(mapping_of(answer), "question")


def _handle(told: str, said: str) -> Account | None:
    """Return the account of a handle; one without a host is Twitter's, where that is said.

    An ORCID iD is known by itself, by its last character; other numbers by the register's name.
    """
    named = next((each for each in REGISTERS if each in said.casefold()), ORCID)
    identifier = identifier_called(named, told)
    if identifier is not None:
        return identifier
    account = handle_in(told)
    if account is None or (account.service == "twitter" and not _NETWORK.search(said)):
        return None
    return account
