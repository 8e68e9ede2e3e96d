"""The names of themes on a map."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from talkgraph.http.pages.drawn.layout import HEIGHT, WIDTH
from talkgraph.knowledge.answers import ThemeSummary

if TYPE_CHECKING:
    from talkgraph.http.pages.drawn.layout import Floats

_LABELS: Final = 18
_LETTER: Final = 9.0  # about as wide as one of a label is
_HEIGHT: Final = 13  # of its letters
_LINE: Final = 22
_DOT: Final = 5
_EDGE: Final = 6
_ABOVE: Final = 8  # of the place itself, where there may be a dot
# Where a name may stand about its place: lines above or below, halves of its width aside.
_DOWN: Final = (0, 1.2, -0.6, 0.6, -1.2, 1.8, -1.8, 2.4, -2.4)
_ASIDE: Final = (0, 0.4, -0.4, 0.8, -0.8)
_ON_A_TELEPHONE: Final = 2.2
_UNNAMED: Final = 4  # covering so many dots is as bad as to be left out on a telephone
Spot = tuple[float, float]


def names_of_themes(
    themes: Sequence[ThemeSummary],
    dots: Mapping[str, Sequence[Spot]],
    number: Mapping[str, int],
) -> list[Markup]:
    """Return the names of themes near where most of their talks lie, the widest theme first.

    `dots` are the places of each talk (by IRI); a theme with a `number` has a colour. Each name has
    the place about there on which it covers the fewest dots, rather one that has room for it on a
    telephone, too. One that would lie upon another is left out.
    """
    import numpy as np

    everything = np.array([spot for spots in dots.values() for spot in spots])
    wide, narrow = _Room(everything, 1.0), _Room(everything, _ON_A_TELEPHONE)
    found: list[Markup] = []
    for theme in sorted(themes, key=lambda theme: (-len(theme.talks), theme.name)):
        own = [spot for talk in theme.talks for spot in dots.get(talk.iri, ())]
        if len(own) < 2 or len(found) >= _LABELS:
            continue
        x, y = np.median(own, axis=0).tolist()
        half = len(theme.name) * _LETTER / 2 + _EDGE
        about = [
            (min(max(x + aside * half, half), WIDTH - half), y - _ABOVE + down * _LINE)
            for down in _DOWN
            for aside in _ASIDE
            if y - _ABOVE + down * _LINE <= HEIGHT - _EDGE
        ]
        free = [spot for spot in about if wide.is_free(*spot, half)]
        if not free:
            continue
        costs = [
            wide.covered(x, y, half)
            + narrow.covered(x, y, half)
            + (0 if narrow.is_free(x, y, half) else _UNNAMED)
            for x, y in free
        ]
        x, y = free[costs.index(min(costs))]
        wide.take(x, y, half)
        everywhere = ""
        if narrow.is_free(x, y, half):
            narrow.take(x, y, half)
            everywhere = " everywhere"
        colour = f"theme-{number[theme.iri]}" if theme.iri in number else "other"
        found.append(
            Markup('<text class="theme-name {}{}" x="{:.0f}" y="{:.0f}">{}</text>').format(
                colour, everywhere, x, y, theme.name
            )
        )
    return found


class _Room:
    """What room the names take that are on the map already, so many times their usual size."""

    def __init__(self, dots: "Floats", size: float) -> None:
        self._dots = dots
        self._size = size
        self._taken: list[tuple[float, float, float]] = []

    def is_free(self, x: float, y: float, half: float) -> bool:
        """Tell whether no name is in the way of one that is so wide, and the edge is not."""
        half, line = half * self._size, _LINE * self._size
        if not (half <= x <= WIDTH - half and _HEIGHT * self._size + _EDGE <= y):
            return False
        return not any(abs(x - a) < half + b and abs(y - c) < line for a, c, b in self._taken)

    def take(self, x: float, y: float, half: float) -> None:
        """Take the room of a name that stands on a place."""
        self._taken.append((x, y, half * self._size))

    def covered(self, x: float, y: float, half: float) -> int:
        """Return how many dots a name would lie upon."""
        half, height = half * self._size, _HEIGHT * self._size
        across, down = self._dots[:, 0] - x, y + _DOT - self._dots[:, 1]
        within = (abs(across) <= half) & (down >= 0) & (down <= height + 2 * _DOT)
        return int(within.sum())
