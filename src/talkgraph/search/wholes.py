"""Vectors of whole talks: of each, all that is told of it, read as one text.

A passage alone leaves out what it is said about, and the mean of all passages counts each by
itself. An encoder reads only so much of a text, so a long one is read in windows, and its vector
is their mean.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from talkgraph.search.files import text_digest
from talkgraph.search.scores import unit

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats

WINDOW: Final = 150
"""Words of a window: about 200 tokens of the 256 that the packaged encoder reads of a text."""

_WORD: Final = re.compile(r"\S+")
_BETWEEN: Final = "\x1e"  # the record separator of ASCII


def windows(text: str, most: int = WINDOW) -> tuple[str, ...]:
    """Return a text in as few pieces of at most so many words as it takes, of about equal length.

    >>> windows("one two three four five", most=4)
    ('one two three', 'four five')
    >>> windows(" as it stands ")
    (' as it stands ',)
    """
    words = list(_WORD.finditer(text))
    if len(words) <= most:
        return (text,)
    length = -(-len(words) // -(-len(words) // most))
    return tuple(
        text[words[start].start() : words[min(start + length, len(words)) - 1].end()]
        for start in range(0, len(words), length)
    )


def whole_digest(text: str) -> str:
    """Return what the vector of a whole text is known by.

    It is the digest of the text, as of any other, unless the text is read in windows.
    """
    return text_digest(_BETWEEN.join(windows(text)))


def mean_of_windows(pieces: Sequence[str], rows: "Floats") -> "Floats":
    """Return the vector of a text from those of its pieces, by their words: shape (dimension,).

    One piece keeps its vector to the last bit.
    """
    if len(pieces) == 1:
        return rows[0]
    shares = np.array([len(piece.split()) for piece in pieces], dtype=np.float32)
    whole: Floats = unit((rows * shares[:, None]).sum(axis=0, keepdims=True))[0]
    return whole
