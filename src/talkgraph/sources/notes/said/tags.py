"""Hashtags, and which of them are the event's own; accounts that a text mentions with `@`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from talkgraph.model import Account
from talkgraph.model.links import TWITTER, host_and_path
from talkgraph.sources.notes.addresses import without_addresses
from talkgraph.sources.notes.markdown.text import Anchor, Prose
from talkgraph.words import fold

HANDLE: Final = (
    r"(?<![\w@])(?<!\w[.+/-])@(?!\d{1,2}[ap]m\b)(?=\w*[A-Za-z_])"
    r"(?P<handle>[A-Za-z0-9_]{1,30})(?![\w])(?:@(?P<host>(?:[\w-]+\.)+[A-Za-z]{2,}))?"
)
MENTION: Final = re.compile(HANDLE)


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
    for match in MENTION.finditer(without_addresses(source.visible)):
        account = _at_link(linked.get(match.start()), match) or account_of(match)
        found.setdefault(account.key, account)
    return tuple(found.values())


def _at_link(anchor: Anchor | None, match: re.Match[str]) -> Account | None:
    """`@ana` linked to `https://host/@ana` is an account at that host."""
    if anchor is None:
        return None
    host, path = host_and_path(anchor.url)
    named = [segment.casefold() for segment in path] == [f"@{match['handle']}".casefold()]
    if named and host and host not in TWITTER:
        return Account(service=host, handle=match["handle"])
    return None


# ── hashtags ─────────────────────────────────────────────────────────────────────────────────────

HASHTAG: Final = re.compile(
    r"(?<![\w#&@])(?<!\w[./])[#＃]((?:[\w\u0300-\u036f])*[^\W\d_][\w\u0300-\u036f]*)"
)
_YEAR: Final = re.compile(r"\b(?:19|20)(\d\d)\b")
_SHORTEST_MISSPELT: Final = 8
_FEWEST_POSTS: Final = 3
_FEWEST_INITIALS: Final = 3
_FEWEST_PLACE_INITIALS: Final = 2
_SHARE_OF_TALKS: Final = 4
_MOST_OWN: Final = 100
"""An event has a few tags of its own; of more than these, no slips are looked for."""


def tags_of(source: Prose) -> Iterator[str]:
    """Yield the hashtags of a text as written, without the `#`, in order."""
    if "#" not in source.bare and "＃" not in source.bare:
        return
    for match in HASHTAG.finditer(source.bare):
        yield match.group(1)


def event_hashtags(
    per_talk: Sequence[Sequence[Sequence[str]]], event_name: str, series: str | None = None
) -> frozenset[str]:
    """Return the event's own hashtags, casefolded, from the tags of each post of each talk.

    A tag is the event's if at least half the posts carry it in at least two talks that make up
    a quarter of those with posts (or in the only talk, if that has three posts or more); if it
    spells the event's name, with or without the year, its series or its initials with the year; or
    if it is one slip of the keyboard away from such a tag. A tag that is frequent in one talk of
    several is about that talk.
    """
    talks = [[{tag.casefold() for tag in post} for post in posts] for posts in per_talk if posts]
    seen = {tag for posts in talks for post in posts for tag in post}
    own = _frequent(talks) | spellings(event_name, series)
    own |= {tag for tag in seen if tag.replace("_", "") in own}
    if len(own) > _MOST_OWN:
        return frozenset(own)
    return frozenset(own | {tag for tag in seen if any(_is_slip(tag, of) for of in own)})


def _frequent(talks: Sequence[Sequence[set[str]]]) -> set[str]:
    carried = Counter[str]()
    for posts in talks:
        counts = Counter(tag for post in posts for tag in post)
        carried.update(tag for tag, count in counts.items() if 2 * count >= len(posts))
    if len(talks) == 1:
        return set(carried) if len(talks[0]) >= _FEWEST_POSTS else set()
    needed = max(2, -(-len(talks) // _SHARE_OF_TALKS))
    return {tag for tag, count in carried.items() if count >= needed}


def spellings(event_name: str, series: str | None) -> set[str]:
    """Return the tags, casefolded, that spell an event's name, its series or its initials.

    >>> sorted(spellings("QuayConf 2023", "QuayConf"))
    ['quayconf', 'quayconf2023', 'quayconf23']
    """
    names = {event_name, _YEAR.sub("", event_name), _YEAR.sub(r"\1", event_name), series or ""}
    spelt = {compact for name in names if (compact := _compact(name)) and not compact.isdigit()}
    spelt |= _with_initials(event_name, series or "")
    return spelt | _initials(event_name, event_name) | _initials(series or "", event_name)


def _with_initials(event_name: str, series: str) -> set[str]:
    """Return the series with the initials of the place behind it: "ExampleDaysNYC"."""
    rest = _YEAR.sub("", event_name.removeprefix(series)).split()
    letters = "".join(word[0] for word in rest).casefold()
    if not series or not event_name.startswith(series) or len(letters) < _FEWEST_PLACE_INITIALS:
        return set()
    return {_compact(series) + letters}


def _initials(name: str, event_name: str) -> set[str]:
    """Return the capitals of a name with the event's year behind them: "DES2019", "DES19"."""
    year = _YEAR.search(event_name)
    letters = "".join(character for character in name if character.isupper()).casefold()
    if year is None or len(letters) < _FEWEST_INITIALS:
        return set()
    return {letters + year[0], letters + year[1]}


def _compact(name: str) -> str:
    return "".join(character for character in fold(name) if character.isalnum())


def _is_slip(tag: str, of: str) -> bool:
    if min(len(tag), len(of)) < _SHORTEST_MISSPELT or _digits(tag) != _digits(of):
        return False
    return DamerauLevenshtein.distance(tag, of, score_cutoff=1) == 1


def _digits(tag: str) -> str:
    return "".join(character for character in tag if character.isdigit())
