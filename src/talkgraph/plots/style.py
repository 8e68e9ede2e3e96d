"""What all pictures share: colours, fonts, sizes, and how long a label may be."""

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe and Ito (2008), without black and the yellow that white paper swallows."""

SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "star", "hexagon")
QUIET: Final = "#9A9A9A"
INK: Final = "#222222"
LINE: Final = "#D5D5D5"
SCALE: Final = ((0.0, "#F3F7FB"), (0.45, "#A9CDE8"), (0.75, "#4A90C4"), (1.0, "#08306B"))
"""From nothing to all."""

MARKS: Final = ((0.0, "#9CC3E0"), (0.5, "#2F7EBB"), (1.0, "#08306B"))
"""The same hue, but nothing so light that a mark of it is lost on white."""
FONT: Final = 13
"""Pixels."""

WIDTH: Final = 940
"""Pixels: what a notebook beside its list of files shows on a screen of 1400, unscrolled."""

_ADVANCE: Final = 0.56
_FAMILY: Final = "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif"


def text_width(text: str, size: float = FONT) -> float:
    """Return about how many pixels wide a text is."""
    return len(text) * size * _ADVANCE


def shorten(text: str, most: int) -> str:
    """Cut a text at a word's end, to at most `most` characters.

    In a drawing half a word reads as another word; in a table, `words.cut` fills the column.

    >>> shorten("How to Build a Healthy On-Call Culture", 20)
    'How to Build a…'
    """
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    whole = cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut
    return f"{whole.rstrip(' :;,.–—-&')}…"


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """Break a text into lines of at most `width` characters, for plotly.

    >>> wrapped("Diversity and inclusion & Organisational culture", 24)
    'Diversity and inclusion<br>& Organisational culture'
    """
    broken = wrap(escaped(" ".join(text.split())), width) or [""]
    if len(broken) > lines:
        broken = [*broken[: lines - 1], f"{broken[lines - 1].rstrip(' &,')}…"]
    return "<br>".join(broken)


def escaped(text: str) -> str:
    """Keep plotly from reading a text as HTML."""
    return text.replace("<", "‹").replace(">", "›")


def finish(
    figure: "go.Figure", title: str, *, width: int, height: int, subtitle: str = ""
) -> "go.Figure":
    """Give a figure its title, size and fonts; return it."""
    figure.update_xaxes(title_font={"size": FONT})
    figure.update_yaxes(title_font={"size": FONT})
    figure.update_layout(
        template="plotly_white",
        title={
            "text": title,
            "subtitle": {"text": subtitle, "font": {"size": FONT, "color": "#555555"}},
            "x": 0.01,
            "xanchor": "left",
            "font": {"size": 19},
        },
        font={"family": _FAMILY, "size": FONT, "color": INK},
        hoverlabel={"align": "left"},
        width=width,
        height=height,
    )
    return figure


def empty(title: str, reason: str) -> "go.Figure":
    """Return a figure that says why there is nothing to see."""
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_annotation(text=reason, showarrow=False, x=0.5, y=0.5, xref="paper", yref="paper")
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return finish(figure, title, width=700, height=300)


def distinct(labels: Sequence[str]) -> list[str]:
    """Return labels of which no two are equal, by numbering repeats.

    >>> distinct(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    seen: dict[str, int] = {}
    result = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        result.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return result
