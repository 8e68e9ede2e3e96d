"""The drawings that need no script: themes as tiles, and talks by year.

They are SVG whose colours are the page's own; a drawing says nothing that a list does not.
"""

from collections import Counter
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from talkgraph.http.pages.addresses import page_of
from talkgraph.knowledge.answers import ThemeSummary
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.words import cut, numbered

if TYPE_CHECKING:
    from talkgraph.http.pages.drawn.layout import Ints

_WIDTH, _HEIGHT = 1120.0, 380.0
_STEPS: Final = 4
_TILES: Final = 20
_LETTER: Final = 7.8  # about as wide as one of a tile's is
_LINE: Final = 18
_INDENT: Final = 8
_LONGEST_NAME: Final = 60
_SHORTEST_WORD: Final = 6  # of which something is left that can be read, if it is cut

_Rectangle = tuple[float, float, float, float]
"""Left, top, width, height."""


def tiled(kb: KnowledgeBase) -> Sequence[ThemeSummary]:
    """Return the themes that have tiles: the widest."""
    return sorted(kb.themes(), key=lambda theme: (-len(theme.talks), theme.name))[:_TILES]


def theme_tiles(kb: KnowledgeBase) -> Markup:
    """Return the widest themes as tiles, the larger and stronger the more talks they have."""
    themes = tiled(kb)
    counts = [len(theme.talks) for theme in themes]
    tiles = zip(themes, counts, squarified(counts, (0.0, 0.0, _WIDTH, _HEIGHT)), strict=True)
    return Markup("\n").join(
        Markup(
            '<a href="{}"><rect class="tile-{}" x="{:.1f}" y="{:.1f}" width="{:.1f}"'
            ' height="{:.1f}"/><title>{}, {}</title>{}</a>'
        ).format(
            page_of(kb, theme.iri),
            _step(count, counts[0]),
            *place,
            theme.name,
            numbered(count, "talk", "talks"),
            _named(cut(theme.name, _LONGEST_NAME), count, place),
        )
        for theme, count, place in tiles
    )


def _named(name: str, count: int, place: _Rectangle) -> Markup:
    """Return the name and the number in a tile, as far as it has room for them."""
    left, top, width, height = place
    most = max(1, int((width - 2 * _INDENT) / _LETTER))
    words = " ".join(cut(word, most) if most >= _SHORTEST_WORD else word for word in name.split())
    lines = [*wrap(words, most, break_long_words=False), str(count)]
    if max(map(len, lines)) > most or len(lines) * _LINE > height - _INDENT:
        return Markup("")
    return Markup("").join(
        Markup('<text x="{:.1f}" y="{:.1f}">{}</text>').format(
            left + _INDENT, top + _LINE * (number + 1), line
        )
        for number, line in enumerate(lines)
    )


def _step(count: int, most: int) -> int:
    """Return how strongly a tile is coloured: 0 to 3, by its share of the largest."""
    return min(_STEPS - 1, int(_STEPS * count / (most + 1)))


def squarified(sizes: Sequence[int], room: _Rectangle) -> list[_Rectangle]:
    """Return rectangles of these sizes (descending) that fill a room, as square as can be.

    Rows are filled along the shorter side as long as that makes their tiles squarer (Bruls,
    Huizing and van Wijk, 2000).

    >>> squarified([2, 1, 1], (0, 0, 4, 2))
    [(0, 0, 2.0, 2.0), (2.0, 0, 2.0, 1.0), (2.0, 1.0, 2.0, 1.0)]
    """
    found: list[_Rectangle] = []
    rest = list(sizes)
    while rest and (total := sum(rest)):
        left, top, width, height = room
        side = min(width, height)
        scale = width * height / total
        row = rest[:1]
        for size in rest[1:]:
            if _worst([*row, size], side, scale) > _worst(row, side, scale):
                break
            row.append(size)
        rest = rest[len(row) :]
        depth = sum(row) * scale / side
        along = 0.0
        for size in row:
            length = size * scale / depth
            if height <= width:
                found.append((left, top + along if along else top, depth, length))
            else:
                found.append((left + along if along else left, top, length, depth))
            along += length
        if height <= width:
            room = (left + depth, top, width - depth, height)
        else:
            room = (left, top + depth, width, height - depth)
    return found


def _worst(row: Sequence[int], side: float, scale: float) -> float:
    """Return how far the worst tile of a row is from a square; 1 is one."""
    area = sum(row) * scale
    return max(
        max(side**2 * size * scale / area**2, area**2 / (side**2 * size * scale)) for size in row
    )


def years_of(kb: KnowledgeBase, talks: "Ints") -> dict[int, tuple[int, int]]:
    """Return, per year in which talks were given, how many of these there were, and of all.

    `talks` are places among the records, of shape (n,).
    """
    years, is_given = kb.years()
    everything = Counter(years[is_given].tolist())
    these = Counter(years[talks[is_given[talks]]].tolist())
    return {year: (these[year], everything[year]) for year in sorted(everything) if year}
