"""Asides: the note-taker's own voice in square brackets."""

import re
from collections.abc import Iterator
from typing import Final

from talkgraph.notes.cleaning import FIN
from talkgraph.notes.text import Prose

_NO_ASIDE: Final = re.compile(r"\s*(?:[xX]|\^.*|\d+(?:\s*[,–-]\s*\d+)*|sic!?|[.…\s*]*)\s*")


def brackets(source: Prose) -> tuple[tuple[int, int], ...]:
    """Find the asides: where each opens, and where it ends (behind its bracket).

    They may nest (the outermost counts), follow one another or span paragraphs. A link's text,
    code, `[fin]`, a checkbox, a footnote mark, `[sic]`, `[...]` and letters put into a word are
    no asides.
    """
    if "[" not in source.bare:
        return ()
    found = []
    for start, end in _outermost(_text_of(source)):
        inner = source.text[start + 1 : end - 1]
        whole = source.text[start:end]
        if (
            _NO_ASIDE.fullmatch(inner)
            or FIN.fullmatch(whole)
            or _in_a_word(source.text, start, end)
        ):
            continue
        found.append((start, end))
    return tuple(found)


def _text_of(source: Prose) -> str:
    characters = list(source.bare)
    for anchor in source.anchors:
        characters[anchor.start : anchor.end] = " " * (anchor.end - anchor.start)
    return "".join(characters)


def _outermost(text: str) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for place, character in enumerate(text):
        if character == "[":
            opened.append(place)
        elif character == "]" and opened:
            start = opened.pop()
            while pairs and pairs[-1][0] > start:
                pairs.pop()
            pairs.append((start, place + 1))
    yield from pairs


def _in_a_word(text: str, start: int, end: int) -> bool:
    attached = text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum()
    return attached and " " not in text[start:end]
