"""URLs in running text, and what a URL leads to."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from talkgraph.model import LinkKind

_URL: Final = re.compile(r"(?:\bhttps?://|(?<![\w.@/-])www\.)[^\s<>\"“”„«»`]+", re.IGNORECASE)
_SCHEMELESS: Final = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_TRAILING: Final = ".,;:!?'’‘*_~…|"
_BRACKETS: Final = {")": "(", "]": "[", "}": "{"}

_HOSTS: Final = {
    "youtube.com": LinkKind.VIDEO,
    "youtu.be": LinkKind.VIDEO,
    "vimeo.com": LinkKind.VIDEO,
    "speakerdeck.com": LinkKind.SLIDES,
    "slideshare.net": LinkKind.SLIDES,
    "noti.st": LinkKind.SLIDES,
}
_WORDS: Final = (
    (re.compile(r"\bsketch[ -]?notes?\b", re.IGNORECASE), LinkKind.SKETCHNOTE),
    (re.compile(r"\b(?:slides?|slide deck|deck)\b", re.IGNORECASE), LinkKind.SLIDES),
    (re.compile(r"\b(?:videos?|recording)\b", re.IGNORECASE), LinkKind.VIDEO),
    (re.compile(r"\bblog\b", re.IGNORECASE), LinkKind.BLOG),
)
_IMAGE: Final = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)$", re.IGNORECASE)


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


def link_kind(url: str, label: str = "") -> LinkKind:
    """Say what a URL leads to, by the words that carry it, else by its host or ending."""
    for words, kind in _WORDS:
        if words.search(label):
            return kind
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host, path = (parts.hostname or "").casefold(), parts.path
    except ValueError:
        return LinkKind.OTHER
    for of_host, kind in _HOSTS.items():
        if f".{host}".endswith(f".{of_host}"):
            return kind
    return LinkKind.IMAGE if _IMAGE.search(path) else LinkKind.OTHER


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
