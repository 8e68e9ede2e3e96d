"""Reads the archive of posts that Mastodon, and what is like it, hands to its users.

`outbox.json` has the posts of everybody's eyes, and those of a few. Only what is public is read,
and what is unlisted where the user asks for it; of the others nothing is kept, counted or told.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from typing import Final

from talkgraph.model import (
    NOT_NOTES,
    Account,
    Diagnostic,
    Hints,
    Link,
    LinkKind,
    Reading,
    Severity,
    SourceFile,
    Span,
    TakenFor,
)
from talkgraph.model.links import host_and_path
from talkgraph.sources.archives.entries import (
    Entries,
    Entry,
    list_in,
    text_in,
    value_in,
)
from talkgraph.sources.archives.markup import text_of
from talkgraph.sources.archives.posted import Posted, post_of
from talkgraph.sources.archives.threads import Grouped, grouped
from talkgraph.sources.formats import CUT
from talkgraph.sources.opening import opened
from talkgraph.sources.times import utc_time_in
from talkgraph.sources.whole import BROKEN
from talkgraph.words import numbered

_OUTBOX: Final = re.compile(rb'\{.*"type"\s*:\s*"OrderedCollection"', re.DOTALL)
_ITEMS: Final = re.compile(rb'"orderedItems"\s*:|"type"\s*:\s*"(?:Create|Announce)"')
_ACTOR: Final = re.compile(rb'\{.*"type"\s*:\s*"(?:Person|Service|Group|Application)"', re.DOTALL)
_PUBLIC: Final = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_POSTS: Final = frozenset({"Note", "Article", "Question"})
_TELLING: Final = frozenset({"Create", "Update"})
_HANDLE: Final = re.compile(r"[\w.-]{1,60}")
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class MastodonArchive:
    """Reads outbox.json and actor.json.

    Implements `talkgraph.protocols.SourceReader`.
    """

    def looks_for(self, name: str) -> bool:
        """Tell by its name whether a file is one of the two that are read."""
        return name.rsplit("/", 1)[-1].casefold() in {"outbox.json", "actor.json"}

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell whether a file holds what somebody posted, or whose it is."""
        return bool(_what(head))

    def read(self, sources: Sequence[SourceFile], hints: Hints) -> tuple[Reading, ...]:
        """Read archives; an actor and an outbox that lie in one folder belong together."""
        owners: dict[str, Account] = {}
        told: dict[str, Reading] = {}
        outboxes = []
        for source in sources:
            if _kind(source) == "actor":
                told[source.name], owner = _read_actor(source)
                if owner is not None:
                    owners.setdefault(_folder(source), owner)
            else:
                outboxes.append(source)
        for source in outboxes:
            told[source.name] = _read_outbox(source, owners.get(_folder(source)), hints)
        return tuple(told[source.name] for source in sources)


def _what(head: bytes) -> str:
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(b"{"):
        return ""
    if _OUTBOX.match(head) and _ITEMS.search(head):
        return "outbox"
    return "actor" if _ACTOR.match(head) and b'"preferredUsername"' in head else ""


def _kind(source: SourceFile) -> str:
    try:
        with opened(source) as file:
            return _what(file.read(CUT))
    except OSError:
        return "outbox"


def _folder(source: SourceFile) -> str:
    return source.name.rpartition("/")[0]


def _account(address: str, name: str = "") -> Account | None:
    """Return the account at an address like `https://example.org/users/ana`."""
    host, path = host_and_path(address)
    handle = name or (path[-1].lstrip("@") if path else "")
    if not host or not _HANDLE.fullmatch(handle):
        return None
    return Account(service=host, handle=handle, url=f"https://{host}/@{handle}")


def _read_actor(source: SourceFile) -> tuple[Reading, Account | None]:
    entries = Entries(source)
    owner = None
    for actor in entries:
        owner = owner or _account(text_in(actor, "id", "url"), text_in(actor, "preferredUsername"))
    reading = Reading(
        source=source.name,
        sha256=entries.sha256,
        diagnostics=tuple(_broken(source, entries)),
        taken_for=TakenFor(what="part", why="whose archive of posts it is (Mastodon)"),
    )
    return reading, owner


def _read_outbox(source: SourceFile, owner: Account | None, hints: Hints) -> Reading:
    entries = Entries(source, "orderedItems")
    posts: dict[str, Posted] = {}
    withdrawn: set[str] = set()
    for activity in entries:
        if not _may_be_read(activity, hints):
            withdrawn |= _withdrawn_by(activity)
            continue
        owner = owner or _account(text_in(activity, "actor"))
        found = _posted(activity, source.name, owner)
        if found is not None:
            posts[found.identifier] = found
    posts = {identifier: each for identifier, each in posts.items() if identifier not in withdrawn}
    addresses = {each.post.url: each.identifier for each in posts.values()}
    known = posts.keys() | addresses.keys()
    whole = [_of_owner(each, known, owner) for each in posts.values()]
    whole = [replace(each, answers=addresses.get(each.answers, each.answers)) for each in whole]
    told = grouped(whole, owner or Account(service="mastodon", handle=""))
    return Reading(
        source=source.name,
        sha256=entries.sha256,
        groups=told.groups,
        diagnostics=(*_broken(source, entries), *_noticed(source, told, owner)),
        taken_for=TakenFor(what="archive", why="an archive of posts (Mastodon)", format="Mastodon"),
    )


def _broken(source: SourceFile, entries: Entries) -> Iterable[Diagnostic]:
    if entries.problem:
        message = (
            f"this is a Mastodon archive, but not all of it can be read: {entries.problem}; "
            "ask for it anew"
        )
        yield Diagnostic.at(Span(source=source.name), BROKEN, message, Severity.ERROR)


def _noticed(source: SourceFile, told: Grouped, owner: Account | None) -> Iterable[Diagnostic]:
    span = Span(source=source.name)
    counts = (
        (told.in_talk_with_others, "is said to others", "are said to others"),
        (told.untagged, "has no hashtag", "have no hashtag"),
    )
    reasons = ", ".join(numbered(*each) for each in counts if each[0])
    if reasons:
        message = f"public posts that are left out: {reasons}"
        yield Diagnostic.at(span, "posts-left-out", message, Severity.INFO)
    if told.groups and owner is None:
        message = "nothing tells whose archive this is: actor.json is not beside it; put it there"
        yield Diagnostic.at(span, "archive-owner-unknown", message)
    if not told.groups:
        message = "no public post in this archive has a hashtag, by which to know its event"
        yield Diagnostic.at(span, NOT_NOTES, message, Severity.INFO)


# ── who may see a post ───────────────────────────────────────────────────────────────────────────


def _may_be_read(activity: Entry, hints: Hints) -> bool:
    """Tell whether everybody may see an activity and the post in it: both must say so."""
    note = activity.get("object")
    if not _is_of(activity, _TELLING) or not isinstance(note, dict) or not _is_of(note, _POSTS):
        return False
    told = [each for each in (activity, note) if any(key in each for key in _AUDIENCE)]
    if not told or any(map(_is_said_private, (activity, note))):
        return False
    if all(_is_public(each, "to") for each in told):
        return True
    return hints.unlisted and all(_is_public(each, "to") or _is_public(each, "cc") for each in told)


_AUDIENCE: Final = ("to", "cc", "bto", "bcc", "audience")


def _is_said_private(told: Entry) -> bool:
    """Tell whether another server's own words say that not everybody may see it."""
    visibility = text_in(told, "visibility") or "public"
    return told.get("directMessage") is True or visibility not in {"public", "unlisted"}


def _withdrawn_by(activity: Entry) -> set[str]:
    """Return the post that an activity deletes, or tells to fewer than everybody.

    What the same post said to everybody, before or after, is not read either.
    """
    if not _is_of(activity, _TELLING | {"Delete"}):
        return set()
    note = activity.get("object")
    return {note if isinstance(note, str) else text_in(note, "id")}


def _is_of(told: Entry, types: frozenset[str]) -> bool:
    """Tell whether all that something is said to be, by one type or several, is among some."""
    values = _texts(told, "type")
    return bool(values) and types.issuperset(values)


def _is_public(told: Entry, key: str) -> bool:
    return not _PUBLIC.isdisjoint(_texts(told, key))


def _texts(told: Entry, key: str) -> list[str]:
    """Return the text at a key, or the texts in the list there."""
    value = told.get(key)
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]


# ── one post ─────────────────────────────────────────────────────────────────────────────────────


def _posted(activity: Entry, source: str, owner: Account | None) -> Posted | None:
    note = value_in(activity, "object")
    identifier = text_in(note, "id")
    url = text_in(note, "url") or identifier
    time = utc_time_in(text_in(note, "published") or text_in(activity, "published"))
    text = "\n\n".join(
        filter(None, (text_of(text_in(note, "summary")), text_of(text_in(note, "content"))))
    )
    if not identifier or time is None or not text or not _is_address(url):
        return None
    answers = text_in(note, "inReplyTo", "inReplyToAtomUri")
    post = post_of(
        _with_hosts(text, note),
        source=source,
        identifier=identifier,
        url=url,
        time=time,
        author=owner,
        reply_to=answers if _is_address(answers) else None,
        media=tuple(_media(note, Span(source=source, address=url))),
    )
    return Posted(
        post=post,
        sequence=int((time - _EPOCH) / dt.timedelta(microseconds=1)),
        answers=answers or None,
    )


def _of_owner(each: Posted, known: Set[str | None], owner: Account | None) -> Posted:
    """Say of a reply whether it is to somebody else: to no post of the archive, nor the account.

    What is not in the archive, or is not for everybody's eyes, is not even named.
    """
    if each.answers is None or each.answers in known:
        return each
    answered = _answered(each.answers)
    if owner is None or answered is None or answered.key != owner.key:
        return replace(each, to_another=True)
    return replace(each, answers=None, post=replace(each.post, reply_to=None))


def _answered(address: str) -> Account | None:
    """Return whose post is at an address, where that says so."""
    host, path = host_and_path(address)
    if len(path) >= 2 and path[0] == "users":
        return _account(f"https://{host}/{path[1]}")
    return _account(f"https://{host}/{path[0]}") if path and path[0].startswith("@") else None


def _with_hosts(text: str, note: object) -> str:
    """Write the host behind handles that the tags of a post know in full."""
    hosts: dict[str, str] = {}
    for tag in list_in(note, "tag"):
        name = text_in(tag, "name")
        handle, _, host = name[1:].partition("@")
        host = host or host_and_path(text_in(tag, "href"))[0]
        if text_in(tag, "type") == "Mention" and name.startswith("@") and host:
            hosts.setdefault(handle.casefold(), f"@{handle}@{host}")
    return _BARE_HANDLE.sub(lambda bare: hosts.get(bare[1].casefold(), bare[0]), text)


_BARE_HANDLE: Final = re.compile(r"@([\w-]++(?:\.[\w-]++)*+)(?!@)")


def _media(note: object, span: Span) -> Iterable[Link]:
    """Yield what hangs on a post: by its address or, where only the archive has it, the post's."""
    for n, each in enumerate(list_in(note, "attachment"), 1):
        url = text_in(each, "url")
        kind = _MEDIA.get(text_in(each, "mediaType").partition("/")[0])
        if kind is not None:
            label = " ".join(text_in(each, "name", "summary").split())
            url = url if _is_address(url) else f"{span.address}#media-{n}"
            yield Link(url=url, label=label, kind=kind, span=span)


_MEDIA: Final = {"image": LinkKind.IMAGE, "video": LinkKind.VIDEO}


def _is_address(text: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text)) and bool(host_and_path(text)[0])
