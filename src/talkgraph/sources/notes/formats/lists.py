"""The markers of list items in notes, and what stands for them in Markdown."""

import re
from dataclasses import dataclass
from typing import Final

_BULLET: Final = re.compile(r"(?P<mark>[-+*•‣⁃◦▪●○∙·■□])(?:\s+|$)")
_LOOSE: Final = re.compile(r"(?P<mark>[–—]|o(?=\s))\s+|(?P<tight>[•‣⁃◦▪●○■□])(?=\S)")
_NUMBER: Final = re.compile(r"\(?(?P<number>\d{1,9}|#)(?P<end>[.)])(?:\s+|$)")
_LETTER: Final = re.compile(r"\(?(?P<letter>[a-z])[.)]\s+")
_BREAK: Final = re.compile(r"(?:([-*_])\s*)(?:\1\s*){2,}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item: its marker in Markdown, its text, and the columns its own marker takes.

    `number` is that of a numbered item (1 for one that is numbered by itself), and `letter` that
    of a lettered one, which becomes a bullet that keeps its letter.
    """

    marker: str
    text: str
    width: int
    number: int | None = None
    letter: str = ""


def is_break(text: str) -> bool:
    """Tell whether a text is a line across, as `* * *`."""
    return len(text) < 1000 and _BREAK.match(text) is not None


def item_at(text: str, *, loose: bool = False) -> Item | None:
    """Return the item that a text (without indentation) begins.

    `loose` for the bullets of plain text: dashes, the letter o, no space after a dot.

    >>> item_at("#. Small boats")
    Item(marker='1.', text='Small boats', width=3, number=1, letter='')
    """
    found = _BULLET.match(text) or (_LOOSE.match(text) if loose else None)
    if found:
        mark = found["mark"]
        marker = mark if mark and mark in "-+*" else "-"
        return Item(marker=marker, text=text[found.end() :], width=found.end())
    found = _NUMBER.match(text)
    if found:
        digits = found["number"].replace("#", "1")
        marker, number = digits + found["end"], int(digits)
        return Item(marker=marker, text=text[found.end() :], width=found.end(), number=number)
    found = _LETTER.match(text)
    if found:
        return Item(marker="-", text=text, width=found.end(), letter=found["letter"])
    return None
