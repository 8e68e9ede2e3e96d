"""Titles told by the line of punctuation below them, or by one above and one below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

_ADORNMENT: Final = re.compile(r"([!-/:-@\[-`{-~])\1*\s*$")
_BULLET: Final = re.compile(r"[-+*•]\s")
_MOST_LINES: Final = 3
"""Lines of a title with an adornment above; the rules allow one, people write more."""

_FIXED: Final = {"=": 1, "*": 1, "#": 1, "-": 2}
_OTHER_LEVEL: Final = 3
_NO_UNDERLINE: Final = frozenset({"::", "..", "__"})


class Levels(Enum):
    """How adornments tell levels: by which comes first (reStructuredText), or each by itself."""

    BY_APPEARANCE = auto()
    FIXED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title: its lines of text, and its style.

    The style is the character of the adornment, twice where there is one above too: then the
    first line is that, and the text may have several. `is_exact` if the adornment is at least as
    long as the title.
    """

    texts: tuple[str, ...]
    style: str
    is_exact: bool


@dataclass(slots=True)
class TitleLevels:
    """The levels of styles in one file, learnt as titles go by."""

    levels: Levels
    known: dict[str, int] = field(default_factory=dict)
    _last: int = 0

    def level(self, title: Title) -> int:
        """Return the level of a title, from 1 to 6."""
        if self.levels is Levels.FIXED:
            return _FIXED.get(title.style[0], _OTHER_LEVEL)
        self._last = self.known.setdefault(title.style, self._last + 1)
        return min(6, self._last)


def is_adornment(line: str) -> bool:
    """Tell whether a line is one punctuation character, repeated.

    >>> is_adornment("====="), is_adornment("== =="), is_adornment(" ==")
    (True, False, False)
    """
    return _ADORNMENT.match(line) is not None


def title_at(lines: Sequence[str], at: int, levels: Levels, *, fresh: bool = True) -> Title | None:
    """Return the title that begins at a line (its overline, if it has one), if there is one.

    `fresh` unless the line goes on a paragraph; then the adornment must be as long as the title,
    give or take one.
    """
    return _overlined(lines, at) or _underlined(lines, at, levels, fresh)


def _overlined(lines: Sequence[str], at: int) -> Title | None:
    if at + 2 >= len(lines) or not is_adornment(lines[at]):
        return None
    over = lines[at].rstrip()
    texts: list[str] = []
    for line in lines[at + 1 : at + 2 + _MOST_LINES]:
        if line.rstrip() == over and texts:
            is_exact = len(over) >= max(map(len, texts))
            is_title = is_exact or (len(over) > 3 and len(texts) == 1)
            found = Title(texts=tuple(texts), style=over[0] * 2, is_exact=is_exact)
            return found if is_title else None
        if not line.strip() or is_adornment(line):
            return None
        texts.append(line.strip())
    return None


def _underlined(lines: Sequence[str], at: int, levels: Levels, fresh: bool) -> Title | None:
    if at + 1 >= len(lines) or not is_adornment(lines[at + 1]):
        return None
    text, under = lines[at].rstrip(), lines[at + 1].rstrip()
    if not text or text[0].isspace() or _BULLET.match(text) or under in _NO_UNDERLINE:
        return None
    if is_adornment(text):
        return None
    is_exact = len(under) >= len(text)
    is_title = (
        is_exact or _is_near(text, under, levels) if fresh else abs(len(under) - len(text)) < 2
    )
    if not is_title:
        return None
    return Title(texts=(text,), style=under[0], is_exact=is_exact)


def _is_near(text: str, under: str, levels: Levels) -> bool:
    """Tell whether an adornment shorter than its title still counts."""
    if levels is Levels.BY_APPEARANCE:
        return len(under) >= 4
    if under[0] in "=-":
        return len(under) >= 3
    return len(under) >= max(3, len(text) - 2)
