"""Links and images of a line as values; of which kind a link is, `addresses.link_kind` says."""

import re
from collections.abc import Iterable
from typing import Final

from talkgraph.model import Account, Link, LinkKind, Span, Thread
from talkgraph.sources.notes.addresses import (
    handle_in,
    image_kind,
    is_thread,
    is_thread_link,
    link_kind,
    thread_account,
)
from talkgraph.sources.notes.event.labels import Label
from talkgraph.sources.notes.markdown.inline import Piece, PieceKind

_LABELS: Final = {
    Label.VIDEOS: LinkKind.VIDEO,
    Label.SLIDES: LinkKind.SLIDES,
    Label.SKETCHNOTES: LinkKind.SKETCHNOTE,
    Label.IMAGES: LinkKind.IMAGE,
    Label.WEBSITE: LinkKind.WEBSITE,
}
_LABEL_WITH_NAME: Final = re.compile(
    r"(?P<handle>[^()]*?)\s*\((?P<inside>[^()]*)\)\s*"
    r"(?:[,:–—-]?\s*\(?(?:part|pt\.?|continued|cont\.?|again|also|day|\d).*)?",
    re.IGNORECASE,
)
_ME: Final = frozenset({"me", "mine", "my thread", "myself", "my"})


def is_material(piece: Piece) -> bool:
    """Tell whether a link or image leads to a recording, slides, a picture or a thread."""
    return (
        piece.kind is PieceKind.IMAGE
        or is_thread(piece.url)
        or link_kind(piece.url, piece.text) is not LinkKind.OTHER
    )


def links_and_threads(
    pieces: Iterable[Piece], label: Label | None, span: Span
) -> tuple[tuple[Link, ...], tuple[Thread, ...]]:
    """Turn the links and images among pieces into links and threads, all with the one span."""
    links: list[Link] = []
    threads: list[Thread] = []
    for piece in pieces:
        if piece.kind is PieceKind.IMAGE:
            kind = image_kind(piece.url, piece.text, piece.within)
            links.append(Link(url=piece.url, label=piece.text, kind=kind, span=span))
        elif piece.kind is PieceKind.LINK and is_thread_link(piece.url, piece.text):
            threads.append(thread(piece, span))
        elif piece.kind is PieceKind.LINK and piece.url and not piece.url.startswith("#"):
            kind = link_kind(piece.url, piece.text, _LABELS.get(label) if label else None)
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
