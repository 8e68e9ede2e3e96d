"""Clean text: what a post says, without what only served its publication."""

import re
from collections.abc import Iterator
from typing import Final

from talkgraph.notes.hashtags import HASHTAG
from talkgraph.notes.urls import bare_urls, without_urls

FIN: Final = re.compile(r"\[\s*/?\s*fin\s*[.!]?\s*/?\s*\]", re.IGNORECASE)
_NEXT_UP: Final = re.compile(
    r"\s*next\s+up\b(?P<at>\s+at\s+(?P<tag>[#＃]\w+))?(?P<mark>\s*[:,;!.–—-]+(?!\w))?\s*",
    re.IGNORECASE,
)
_MARKS_AT_START: Final = re.compile(r"^(?:[,;:|/–—-]+|\.(?!\.))(?=\s|$)\s*")
_MARKS_AT_END: Final = re.compile(r"(?:\s*[,;]|\s+[|/–—-]+)$")
_CLOSING: Final = ",.;:!?)]}…%"
_MAY_CHANGE: Final = re.compile(r"[#＃\[]|://|www\.|^next\s+up\b", re.IGNORECASE)
_PAIRS: Final = {"(": ")", "[": "]", "{": "}", "“": "”", '"': '"'}
_MOST_PASSES: Final = 8

_Removal = tuple[int, int, bool]


def clean(text: str, event_tags: frozenset[str], *, urls: bool = True) -> str:
    """Remove URLs, the event's hashtags, `[fin]` and a leading "Next up:" from plain text.

    Punctuation that a removal left dangling goes too; no other word or mark does. Cleaning a
    clean text changes nothing. With `urls` false, URLs stay.
    """
    text = " ".join(text.split())
    if not _MAY_CHANGE.search(text):
        return text
    for _ in range(_MOST_PASSES):
        shorter = _without_announcement(text, event_tags)
        shorter = _without(shorter, sorted(_removals(shorter, event_tags, urls=urls)))
        if shorter == text or not _MAY_CHANGE.search(shorter):
            return shorter
        text = shorter
    return text


def _removals(text: str, event_tags: frozenset[str], *, urls: bool) -> Iterator[_Removal]:
    if urls:
        yield from ((start, end, True) for start, end in bare_urls(text))
    for match in FIN.finditer(text):
        yield (*match.span(), False)
    for match in HASHTAG.finditer(without_urls(text)):
        if match.group(1).casefold() in event_tags:
            yield (*match.span(), False)


def _without(text: str, removals: list[_Removal]) -> str:
    """Cut the pieces out one after the other; only the last piece kept is looked at again."""
    kept: list[str] = []
    position, was_url = 0, False
    for start, end, is_url in removals:
        piece = text[position:start]
        if piece.strip() or not position:
            _append(kept, piece, is_url=was_url)
            was_url = False
        position, was_url = max(position, end), was_url or is_url
    if removals:
        _append(kept, text[position:], is_url=was_url)
        return "".join(kept).strip()
    return text


def _append(kept: list[str], right: str, *, is_url: bool) -> None:
    """Add what stood behind a removed piece to what stood before it."""
    if not kept:
        kept.append(right)
        return
    left = kept.pop()
    touching = not left[-1:].isspace() and not right[:1].isspace()
    left, right = left.rstrip(), right.lstrip()
    while left and right and _PAIRS.get(left[-1]) == right[0]:
        left, right = left[:-1].rstrip(), right[1:].lstrip()
    if not left and not kept:
        right = _MARKS_AT_START.sub("", right, count=1)
    elif not right:
        left = _end(left, is_url=is_url)
    elif left:
        left, right = _one_mark(left, right)
        closed = not right or right[0] in _CLOSING or left[-1:] in "([{“„«"
        if not closed and not (touching and right[0] in "’'”\""):
            left += " "
    kept.extend(part for part in (left, right) if part)
    if not kept:
        kept.append("")


def _one_mark(left: str, right: str) -> tuple[str, str]:
    """Where marks now meet, keep the stronger."""
    first, second = left[-1], right[0]
    if right.startswith("..") or second not in ",.;:!?":
        return left, right
    if first in ".!?…" and second in ",.;:":
        return left, right[1:].lstrip()
    if first in ",;:":
        return (left[:-1], right) if second in ".!?" else (left, right[1:].lstrip())
    return left, right


def _end(left: str, *, is_url: bool) -> str:
    ended = _MARKS_AT_END.sub("", left)
    return re.sub(r"\s*:$", "", ended) if is_url else ended


def _without_announcement(text: str, event_tags: frozenset[str]) -> str:
    match = _NEXT_UP.match(text)
    if match is None:
        return text
    rest = text[match.end() :]
    tag = match["tag"]
    if tag is not None and tag[1:].casefold() not in event_tags:
        return text
    follows_directly = match["mark"] is None and tag is None and rest[:1].islower()
    return text if follows_directly else rest
