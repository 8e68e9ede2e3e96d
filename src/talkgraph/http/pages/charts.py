"""The charts, as the data that plotly draws; colours come from the page's own stylesheet.

Figures name colours by the numbers of the palette in `style.css` (`theme:0` to `theme:6`,
`tile:0` to `tile:3`, `muted`, `accent`); the script puts in the page's colours, light or dark.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from talkgraph.http.pages.addresses import page_of
from talkgraph.http.pages.awaited import Awaited
from talkgraph.knowledge.answers import ThemeSummary
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.words import cut

if TYPE_CHECKING:
    import networkx as nx

Figure = dict[str, Any]
COLOURS: Final = 7
_STEPS: Final = 4
_TILES: Final = 20
_TILE_LINE: Final = 14
_SYMBOLS: Final = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "star",
    "hexagon",
    "triangle-down",
)
_NEIGHBOURS: Final = 2
_SEED: Final = 20
_LONGEST_LABEL: Final = 60


def theme_tiles(kb: KnowledgeBase) -> Figure:
    """Return the widest themes as tiles, the larger and stronger the more talks they have.

    There are as many as have room for their names.
    """
    themes = sorted(kb.themes(), key=lambda theme: -len(theme.talks))[:_TILES]
    most = max((len(theme.talks) for theme in themes), default=1)
    return {
        "kind": "treemap",
        "data": [
            {
                "type": "treemap",
                "labels": [_short(theme.name) for theme in themes],
                "ids": [theme.iri for theme in themes],
                "parents": ["" for _ in themes],
                "values": [len(theme.talks) for theme in themes],
                "text": [_wrapped(theme.name) for theme in themes],
                "customdata": [page_of(kb, theme.iri) for theme in themes],
                "texttemplate": "%{text}<br>%{value}",
                "hovertemplate": "%{label}<br>%{value} talks<extra></extra>",
                "marker": {
                    "colors": [f"tile:{_step(len(theme.talks), most)}" for theme in themes],
                    "line": {"width": 2, "color": "surface"},
                    "pad": {"t": 0, "l": 0, "r": 0, "b": 0},
                },
                "tiling": {"packing": "squarify", "pad": 2},
                "pathbar": {"visible": False},
                "textfont": {"color": "ink", "size": 14},
            }
        ],
        "layout": {
            "height": 380,
            "margin": {"t": 0, "l": 0, "r": 0, "b": 0},
            "uniformtext": {"minsize": 12, "mode": "hide"},
        },
    }


def _step(count: int, most: int) -> int:
    """Return how strongly a tile is coloured: 0 to 3, by its share of the largest."""
    return min(_STEPS - 1, int(_STEPS * count / (most + 1)))


def years_of(kb: KnowledgeBase, talks: Iterable[str]) -> dict[int, tuple[int, int]]:
    """Return, per year in which talks were given, how many of these there were, and of all."""
    everything = Counter(kb.year(iri) for iri, record in kb.records.items() if record.is_given)
    these = Counter(kb.year(iri) for iri in talks if kb.records[iri].is_given)
    return {
        year: (these[year], everything[year])
        for year in sorted(year for year in everything if year is not None)
    }


def years(counts: Mapping[int, tuple[int, int]]) -> Figure:
    """Return how many talks of a year belong to something, as bars."""
    labels = [str(year) for year in counts]
    shares = [f"{these} of {everything}" for these, everything in counts.values()]
    return {
        "kind": "bars",
        "data": [
            {
                "type": "bar",
                "x": labels,
                "y": [these for these, _ in counts.values()],
                "text": shares,
                "textposition": "outside",
                "cliponaxis": False,
                "hovertemplate": "%{x}: %{text} talks<extra></extra>",
                "marker": {"color": "accent"},
            }
        ],
        "layout": {
            "height": 220,
            "margin": {"t": 24, "l": 4, "r": 4, "b": 32},
            "bargap": 0.45,
            "xaxis": {"type": "category", "fixedrange": True, "showgrid": False},
            "yaxis": {"rangemode": "tozero", "fixedrange": True, "visible": False},
        },
    }


def talk_map(kb: KnowledgeBase) -> Awaited[Figure]:
    """Return the talks where likeness puts them, coloured and shaped by theme.

    Worked out once per generation, and only where somebody asks for it: of 1,500 talks it takes
    ten seconds, and four times as long for twice as many.
    """
    return kb.kept("talk map", lambda: Awaited("the map", lambda: _talk_map(kb)))


def _talk_map(kb: KnowledgeBase) -> Figure:
    network = kb.network("talks")
    places = _places(network)
    shown = shown_themes(kb)
    groups: dict[int, list[str]] = {}
    for iri in network.nodes:
        groups.setdefault(_theme_number(kb, shown, iri), []).append(iri)
    edges = _strongest(network)
    lines = {
        "type": "scatter",
        "mode": "lines",
        "x": [v for a, b in edges for v in (places[a][0], places[b][0], None)],
        "y": [v for a, b in edges for v in (places[a][1], places[b][1], None)],
        "line": {"width": 1, "color": "rule"},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    dots = [
        _dots(kb, number, shown, [(iri, places[iri]) for iri in members])
        for number, members in sorted(groups.items())
    ]
    bare = {"visible": False, "zeroline": False, "showgrid": False}
    return {
        "kind": "map",
        "data": [lines, *dots],
        "layout": {
            "height": 640,
            "margin": {"t": 8, "l": 8, "r": 8, "b": 8},
            "hovermode": "closest",
            "dragmode": "pan",
            "xaxis": bare,
            "yaxis": bare,
            "legend": {"orientation": "h", "y": -0.02, "itemsizing": "constant"},
        },
    }


def shown_themes(kb: KnowledgeBase) -> tuple[ThemeSummary, ...]:
    """Return the themes that get a colour on the map: together, they reach the most talks."""
    left = {talk.iri for talk in kb.talks()}
    shown: list[ThemeSummary] = []
    while len(shown) < COLOURS:
        reach = {theme.iri: len(left & {talk.iri for talk in theme.talks}) for theme in kb.themes()}
        best = max(kb.themes(), key=lambda theme: reach[theme.iri], default=None)
        if best is None or not reach[best.iri]:
            break
        shown.append(best)
        left -= {talk.iri for talk in best.talks}
    return tuple(shown)


def _theme_number(kb: KnowledgeBase, shown: Sequence[ThemeSummary], iri: str) -> int:
    """Return the number of a talk's strongest theme that has a colour, else `COLOURS`."""
    numbers = {theme.iri: number for number, theme in enumerate(shown)}
    own = (numbers[t.iri] for t in kb.themes_of(iri) if t.iri in numbers)
    return next(own, COLOURS)


def _places(network: "nx.Graph[Any]") -> dict[str, tuple[float, float]]:
    import networkx as nx

    if not network.number_of_nodes():
        return {}
    spread = 2.2 / max(1.0, network.number_of_nodes() ** 0.5)
    found = nx.spring_layout(network, seed=_SEED, k=spread, iterations=120, weight="weight")
    return {iri: (round(float(x), 4), round(float(y), 4)) for iri, (x, y) in found.items()}


def _strongest(network: "nx.Graph[Any]") -> list[tuple[str, str]]:
    """Return each talk's strongest ties, so that the picture stays legible."""
    kept = set()
    for iri in network.nodes:
        ties = sorted(network[iri].items(), key=lambda tie: (-tie[1]["weight"], tie[0]))
        kept |= {tuple(sorted((iri, other))) for other, _ in ties[:_NEIGHBOURS]}
    return sorted((left, right) for left, right in kept)


def _dots(
    kb: KnowledgeBase,
    number: int,
    shown: Sequence[ThemeSummary],
    members: Sequence[tuple[str, tuple[float, float]]],
) -> Figure:
    is_theme = number < len(shown)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _short(shown[number].name) if is_theme else "other themes",
        "x": [place[0] for _, place in members],
        "y": [place[1] for _, place in members],
        "text": [_short(kb.records[iri].title) for iri, _ in members],
        "customdata": [
            [
                page_of(kb, iri),
                _short(kb.records[iri].event_name),
                _short(", ".join(kb.records[iri].speaker_names)),
            ]
            for iri, _ in members
        ],
        "hovertemplate": "%{text}<br>%{customdata[2]}<br>%{customdata[1]}<extra></extra>",
        "marker": {
            "size": 13,
            "symbol": _SYMBOLS[number % len(_SYMBOLS)] if is_theme else "circle-open",
            "color": f"theme:{number}" if is_theme else "muted",
            "line": {"width": 1.5, "color": "surface" if is_theme else "muted"},
        },
    }


def _wrapped(text: str) -> str:
    """Return a name in short lines, for a tile."""
    return "<br>".join(escape(line, quote=False) for line in wrap(text, _TILE_LINE))


def _short(text: str) -> str:
    """Return the beginning of a text, with what plotly would take for tags escaped."""
    return escape(cut(text, _LONGEST_LABEL), quote=False)
