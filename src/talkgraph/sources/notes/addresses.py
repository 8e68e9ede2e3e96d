"""Addresses: what one leads to (video, slides, blog: `_HOSTS`), whose it is, where they stand.

An account or a post is known by its address as well; `bare_urls` finds addresses in a text.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from talkgraph.model import Account, LinkKind
from talkgraph.model.links import TWITTER, host_and_path, is_federated
from talkgraph.sources.notes.identifiers import identifier_at
from talkgraph.words import word_set

_NOT_A_HANDLE: Final = word_set(
    "about compose explore hashtag home i intent login notifications privacy search settings "
    "share signup tos who_to_follow"
)
_FORGES: Final = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "codeberg"}
_HANDLE: Final = re.compile(r"@?([A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9_])?)(?:@([\w-]+(?:\.[\w-]+)+))?")


def account_of(url: str) -> Account | None:
    """Return the account whose profile an address is, or the entry in a register, or `None`.

    >>> account_of("https://hachyderm.io/@ana").key
    ('hachyderm.io', 'ana')
    >>> account_of("https://twitter.com/ana/status/1") is None
    True
    """
    host, path = host_and_path(url)
    identifier = identifier_at(host, path)
    if identifier is not None:
        return identifier
    profile = url.strip().split("?")[0].split("#")[0].rstrip("/")
    if host in TWITTER and len(path) == 1:
        return _account("twitter", path[0], profile)
    if host == "bsky.app" and len(path) == 2 and path[0] == "profile":
        return _account("bluesky", path[1], profile)
    if host.endswith("linkedin.com") and len(path) >= 2 and path[0] in {"in", "pub"}:
        return _account("linkedin", path[1], profile)
    if host in _FORGES and len(path) == 1:
        return _account(_FORGES[host], path[0], profile)
    if len(path) == 1 and path[0].startswith("@") and is_federated(host):
        return _account(host, path[0], profile)
    if len(path) == 2 and path[0] == "users" and is_federated(host):
        return _account(host, path[1], profile)
    return None


def is_thread(url: str) -> bool:
    """Tell whether an address is that of a post, which stands for the thread it begins."""
    host, path = host_and_path(url)
    if host in TWITTER:
        return bool({"status", "statuses", "moments", "events"} & set(path[1:3]))
    if host == "bsky.app":
        return len(path) == 4 and path[2] == "post"
    if host == "threadreaderapp.com":
        return path[:1] == ("thread",)
    return (
        is_federated(host)
        and len(path) >= 2
        and ((path[0].startswith("@") and path[1].isdigit()) or path[-2] == "statuses")
    )


def thread_account(url: str) -> Account | None:
    """Return the account that wrote a thread, where its address says so."""
    host, path = host_and_path(url)
    origin = url.strip().split("//")[0] + "//" + url.strip().split("//")[-1].split("/")[0]
    if host in TWITTER and len(path) > 2 and path[0] != "i":
        return _account("twitter", path[0], f"{origin}/{path[0]}")
    if host == "bsky.app" and len(path) == 4:
        return _account("bluesky", path[1], f"{origin}/profile/{path[1]}")
    if path and path[0].startswith("@") and is_federated(host):
        return _account(host, path[0], f"{origin}/{path[0]}")
    if len(path) > 2 and path[0] == "users" and is_federated(host):
        return _account(host, path[1], f"{origin}/users/{path[1]}")
    return None


def handle_in(text: str) -> Account | None:
    """Read a handle: `@ana` is an account at Twitter, `@ana@example.org` a federated one.

    One below `bsky.social` is at Bluesky.

    >>> handle_in("@ana@hachyderm.io").key
    ('hachyderm.io', 'ana')
    """
    match = _HANDLE.fullmatch(text.strip())
    if match is None or not text.strip().startswith("@"):
        return None
    usual = "bluesky" if match[1].lower().endswith(".bsky.social") else "twitter"
    return Account(service=(match[2] or usual).lower(), handle=match[1])


def _account(service: str, segment: str, url: str) -> Account | None:
    match = _HANDLE.fullmatch(segment)
    if match is None or match[1].casefold() in _NOT_A_HANDLE:
        return None
    return Account(service=(match[2] or service).lower(), handle=match[1], url=url)


# ── what an address leads to ─────────────────────────────────────────────────────────────────

_WORDS: Final[tuple[tuple[LinkKind, frozenset[str]], ...]] = (
    (LinkKind.SKETCHNOTE, word_set("sketchnote sketchnotes sketch sketches")),
    (LinkKind.SLIDES, word_set("slides slide slidedeck deck presentation speakerdeck")),
    (LinkKind.VIDEO, word_set("video videos recording recordings youtube vimeo watch livestream")),
    (LinkKind.BLOG, word_set("blog article post blogpost writeup essay")),
    (LinkKind.IMAGE, word_set("image photo picture drawing infographic")),
    (LinkKind.WEBSITE, word_set("website site homepage webpage")),
)
_HOSTS: Final[tuple[tuple[LinkKind, frozenset[str]], ...]] = (
    (LinkKind.VIDEO, word_set("youtube.com youtube-nocookie.com youtu.be vimeo.com infoq.com")),
    (LinkKind.SLIDES, word_set("slideshare.net speakerdeck.com noti.st slides.com slid.es")),
    (LinkKind.BLOG, word_set("medium.com dev.to substack.com wordpress.com")),
)
_IMAGE_FILE: Final = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)$", re.IGNORECASE)
_THUMBNAIL_HOST: Final = re.compile(r"img\.youtube\.com|i\d?\.ytimg\.com")
_MOST_WORDS: Final = 4
_OF_ITSELF: Final = frozenset(
    {LinkKind.SKETCHNOTE, LinkKind.SLIDES, LinkKind.VIDEO, LinkKind.IMAGE}
)


def link_kind(url: str, text: str = "", under: LinkKind | None = None) -> LinkKind:
    """Return what a link leads to: by its text, else by the label it stands `under`, else its host.

    A long text is a title, whose words say nothing of that.

    >>> link_kind("https://example.org/", "blog post version")
    <LinkKind.BLOG: 'blog'>
    >>> link_kind("https://docs.google.com/presentation/d/1")
    <LinkKind.SLIDES: 'slides'>
    """
    return _kind_by_words(text) or under or _kind_by_host(url)


def is_thread_link(url: str, text: str) -> bool:
    """Tell whether a link leads to a thread of posts and does not say that it leads elsewhere.

    >>> post = "https://twitter.com/ana/status/1"
    >>> is_thread_link(post, "ana (me)"), is_thread_link(post, "Ana's sketch")
    (True, False)
    """
    return is_thread(url) and _kind_by_words(text) not in _OF_ITSELF


def _kind_by_words(text: str) -> LinkKind | None:
    words = re.findall(r"[a-z]+", text.casefold())
    if len(words) > _MOST_WORDS or "://" in text:
        return None
    return next((kind for kind, known in _WORDS if not known.isdisjoint(words)), None)


def _kind_by_host(url: str) -> LinkKind:
    host, path = host_and_path(f"//{url}" if url.casefold().startswith("www.") else url)
    for kind, hosts in _HOSTS:
        if host in hosts or any(host.endswith(f".{known}") for known in hosts):
            return kind
    if path and _IMAGE_FILE.search(path[-1]):
        return LinkKind.IMAGE
    if host == "docs.google.com" and path[:1] == ("presentation",):
        return LinkKind.SLIDES
    return LinkKind.BLOG if host.startswith("blog.") or path[:1] == ("blog",) else LinkKind.OTHER


def image_kind(url: str, text: str, leads_to: str | None = None) -> LinkKind:
    """Return what an image is: a thumbnail of the video it `leads_to`, a sketchnote or another."""
    host, _ = host_and_path(url)
    if _THUMBNAIL_HOST.fullmatch(host) or (leads_to and link_kind(leads_to) is LinkKind.VIDEO):
        return LinkKind.THUMBNAIL
    return LinkKind.SKETCHNOTE if "sketch" in text.casefold() else LinkKind.IMAGE


# ── where addresses stand in a text ──────────────────────────────────────────────────────────

_URL: Final = re.compile(r"(?:\bhttps?://|(?<![\w.@/-])www\.)[^\s<>|\"“”„«»`]+", re.IGNORECASE)
_SCHEMELESS: Final = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_TRAILING: Final = ".,;:!?'’‘*_~…|"
_BRACKETS: Final = {")": "(", "]": "[", "}": "{"}


def may_hold_url(text: str) -> bool:
    """Tell in a moment whether it is worth looking for URLs."""
    return "://" in text or "www." in text.casefold()


def bare_urls(text: str) -> Iterator[tuple[int, int]]:
    """Yield where URLs stand in running text, without the punctuation that follows them."""
    if not may_hold_url(text):
        return
    for match in _URL.finditer(text):
        end = match.start() + len(_trimmed(match.group()))
        if end - match.start() > len("https://"):
            yield match.start(), end


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where anything that looks like an address stands, with or without a scheme."""
    yield from bare_urls(text)
    if "/" in text:
        for match in _SCHEMELESS.finditer(text):
            yield match.span()


def without_urls(text: str) -> str:
    """Blank out URLs, character for character."""
    return blanked(text, bare_urls(text))


def without_addresses(text: str) -> str:
    """Blank out anything that looks like an address, character for character."""
    return blanked(text, addresses(text))


def blanked(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """Put blanks in the place of ranges, character for character."""
    ranges = tuple(ranges)
    if not ranges:
        return text
    characters = list(text)
    for start, end in ranges:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _trimmed(url: str) -> str:
    balance = {opening: url.count(opening) for opening in _BRACKETS.values()}
    closing = {mark: url.count(mark) for mark in _BRACKETS}
    end = len(url)
    while end:
        last = url[end - 1]
        if last in _BRACKETS and closing[last] > balance[_BRACKETS[last]]:
            closing[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return url[:end]
