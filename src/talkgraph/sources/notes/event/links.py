"""What a link leads to, decided by its words, then by the label above it, then by its host."""

import re
from collections.abc import Iterable
from typing import Final

from talkgraph.model import Account, Link, LinkKind, Span, Thread
from talkgraph.sources.notes.event.labels import Label
from talkgraph.sources.notes.markdown.addresses import (
    handle_in,
    host_and_path,
    is_thread,
    thread_account,
)
from talkgraph.sources.notes.markdown.inline import Piece, PieceKind
from talkgraph.words import word_set

_WORDS: Final[tuple[tuple[LinkKind, frozenset[str]], ...]] = (
    (LinkKind.SKETCHNOTE, word_set("sketchnote sketchnotes sketch sketches")),
    (
        LinkKind.SLIDES,
        word_set("slides slide slidedeck deck presentation speakerdeck"),
    ),
    (
        LinkKind.VIDEO,
        word_set("video videos recording recordings youtube vimeo watch livestream"),
    ),
    (LinkKind.BLOG, word_set("blog article post blogpost writeup essay")),
    (LinkKind.IMAGE, word_set("image photo picture drawing infographic")),
    (LinkKind.WEBSITE, word_set("website site homepage webpage")),
)
_HOSTS: Final[tuple[tuple[LinkKind, frozenset[str]], ...]] = (
    (
        LinkKind.VIDEO,
        frozenset({"youtube.com", "youtu.be", "vimeo.com", "infoq.com", "youtube-nocookie.com"}),
    ),
    (
        LinkKind.SLIDES,
        frozenset({"slideshare.net", "speakerdeck.com", "noti.st", "slides.com", "slid.es"}),
    ),
    (LinkKind.BLOG, frozenset({"medium.com", "dev.to", "substack.com", "wordpress.com"})),
)
_LABELS: Final = {
    Label.VIDEOS: LinkKind.VIDEO,
    Label.SLIDES: LinkKind.SLIDES,
    Label.SKETCHNOTES: LinkKind.SKETCHNOTE,
    Label.IMAGES: LinkKind.IMAGE,
    Label.WEBSITE: LinkKind.WEBSITE,
}
_IMAGE_FILE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|svg)$", re.IGNORECASE)
_THUMBNAIL_HOST: Final = re.compile(r"(?:img\.youtube\.com|i\d?\.ytimg\.com)")
_MOST_WORDS: Final = 4
_LABEL_WITH_NAME: Final = re.compile(
    r"(?P<handle>[^()]*?)\s*\((?P<inside>[^()]*)\)\s*"
    r"(?:[,:–—-]?\s*\(?(?:part|pt\.?|continued|cont\.?|again|also|day|\d).*)?",
    re.IGNORECASE,
)
_ME: Final = frozenset({"me", "mine", "my thread", "myself", "my"})


def kind_of(text: str, url: str, label: Label | None = None) -> LinkKind:
    """Return what a link leads to; a long text is a title, whose words say nothing of that.

    >>> kind_of("blog post version", "https://example.org/")
    <LinkKind.BLOG: 'blog'>
    """
    words = re.findall(r"[a-z]+", text.casefold())
    by_words = next((kind for kind, known in _WORDS if known & set(words)), None)
    if by_words and len(words) <= _MOST_WORDS and "://" not in text:
        return by_words
    if label in _LABELS:
        return _LABELS[label]
    return host_kind(url)


def host_kind(url: str) -> LinkKind:
    """Return what an address leads to, by its host and its ending alone."""
    host, path = host_and_path(url)
    for kind, hosts in _HOSTS:
        if host in hosts or any(host.endswith(f".{known}") for known in hosts):
            return kind
    if path and _IMAGE_FILE.search(path[-1]):
        return LinkKind.IMAGE
    if host == "docs.google.com" and path[:1] == ("presentation",):
        return LinkKind.SLIDES
    return LinkKind.BLOG if host.startswith("blog.") or path[:1] == ("blog",) else LinkKind.OTHER


def image_kind(piece: Piece) -> LinkKind:
    """Return what an image is: a video's thumbnail, a sketchnote or another image."""
    host, _ = host_and_path(piece.url)
    around = piece.within and kind_of("", piece.within) is LinkKind.VIDEO
    if around or _THUMBNAIL_HOST.fullmatch(host):
        return LinkKind.THUMBNAIL
    return LinkKind.SKETCHNOTE if "sketch" in piece.text.casefold() else LinkKind.IMAGE


def is_material(piece: Piece) -> bool:
    """Tell whether a link or image leads to a recording, slides, a picture or a thread."""
    return (
        piece.kind is PieceKind.IMAGE
        or is_thread(piece.url)
        or kind_of(piece.text, piece.url) is not LinkKind.OTHER
    )


def links_and_threads(
    pieces: Iterable[Piece], label: Label | None, span: Span
) -> tuple[tuple[Link, ...], tuple[Thread, ...]]:
    """Turn the links and images among pieces into links and threads, all with the one span."""
    links: list[Link] = []
    threads: list[Thread] = []
    for piece in pieces:
        if piece.kind is PieceKind.IMAGE:
            kind = image_kind(piece)
            links.append(Link(url=piece.url, label=piece.text, kind=kind, span=span))
        elif piece.kind is PieceKind.LINK and is_thread(piece.url):
            threads.append(thread(piece, span))
        elif piece.kind is PieceKind.LINK and piece.url and not piece.url.startswith("#"):
            kind = kind_of(piece.text, piece.url, label)
            links.append(Link(url=piece.url, label=piece.text, kind=kind, span=span))
    return tuple(links), tuple(threads)


def thread(piece: Piece, span: Span) -> Thread:
    """Read a link to a thread; its text may be `handle (Name)` or `handle (me)`."""
    label = piece.text
    match = _LABEL_WITH_NAME.fullmatch(label)
    handle, inside = (match["handle"], match["inside"].strip()) if match else (label, "")
    told = {words.strip().casefold() for words in inside.split(",")}
    mine = bool(told & _ME) or handle.strip().casefold() in _ME
    account = thread_account(piece.url) or _account_by_label(handle)
    name = inside if inside and not mine else None
    return Thread(
        url=piece.url, label=label, span=span, account=account, name=name, by_note_taker=mine
    )


def _account_by_label(handle: str) -> Account | None:
    words = handle.strip().lstrip("@")
    if " " in words or "://" in words or words.casefold() in {*_ME, "thread", "here", ""}:
        return None
    return handle_in(f"@{words}")
