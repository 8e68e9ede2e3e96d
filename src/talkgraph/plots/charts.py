"""Charts: events over time, topics and themes by event, and how alike talks are."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

from talkgraph.plots.style import (
    COLOURS,
    FONT,
    LINE,
    MARKS,
    SCALE,
    WIDTH,
    distinct,
    empty,
    escaped,
    finish,
    shorten,
    text_width,
    wrapped,
)

if TYPE_CHECKING:
    import numpy as np
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from talkgraph.knowledge.answers import EventStats, ThemeSummary
    from talkgraph.knowledge.base import KnowledgeBase

_LARGEST: Final = 46.0
_BUBBLE: Final = 15.0
_APART: Final = 18.0
_ROW: Final = 50
_BESIDE: Final = 330
_NARROWEST: Final = 90
_DARK: Final = 0.8
_FEWEST_TO_SCALE: Final = 4


def timeline(kb: "KnowledgeBase") -> "go.Figure":
    """Draw the events at their first day; a mark's area grows with the number of talks.

    Beside it stand the numbers of talks, posts and notes. Events without a date are named below
    the title.
    """
    import plotly.graph_objects as go

    title = "The events over time"
    events = kb.events()
    dated = [event for event in events if event.start]
    if not dated:
        return empty(title, "no event has a date")
    most = max(event.talks for event in dated) or 1
    names = distinct([wrapped(event.name, 30) for event in dated])
    middle = sorted(event.start or "" for event in dated)[len(dated) // 2]
    figure = go.Figure(
        go.Scatter(
            x=[_first_day(event.start or "") for event in dated],
            y=names,
            mode="markers+text",
            marker={
                "size": [max(9.0, _LARGEST * sqrt(event.talks / most)) for event in dated],
                "color": COLOURS[0],
                "opacity": 1,
                "line": {"color": "white", "width": 1},
            },
            text=[f"  {_numbers(event)}  " for event in dated],
            textposition=[
                "middle left" if (event.start or "") > middle else "middle right" for event in dated
            ],
            hovertext=[f"{escaped(e.name)}<br>{e.start} to {e.end or e.start}" for e in dated],
            hoverinfo="text",
        )
    )
    first, last = _padded(dated)
    figure.update_xaxes(
        type="date", range=[first, last], showline=True, linecolor=LINE, title="first day"
    )
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], automargin=True)
    undated = [event.name for event in events if not event.start]
    note = "the larger a mark, the more talks"
    if undated:
        note += f"; without a date: {'; '.join(map(escaped, undated))}"
    figure.update_layout(margin={"t": 90, "b": 60, "r": 30})
    return finish(figure, title, width=WIDTH, height=180 + 56 * len(dated), subtitle=note)


def _numbers(event: "EventStats") -> str:
    counts = (("talk", event.talks), ("post", event.posts), ("note", event.notes))
    return ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for name, n in counts if n)


def _first_day(start: str) -> str:
    """Return the first day of what may be no more than a year or a month: "2021"."""
    return f"{start}-01-01"[:10]


def _padded(events: "Sequence[EventStats]") -> tuple[str, str]:
    import datetime as dt

    days = [dt.date.fromisoformat(_first_day(event.start)) for event in events if event.start]
    span = max((max(days) - min(days)) * 0.12, dt.timedelta(days=20))
    return (min(days) - span).isoformat(), (max(days) + span).isoformat()


def topics_by_event(kb: "KnowledgeBase", *, limit: int = 15) -> "go.Figure":
    """Draw the `limit` topics that most talks have, against the events in order of date.

    A cell says how many talks have the topic; its colour, which share of the event's talks, in
    percent. Talks may have several topics, so a column adds up to more than its talks.
    """
    import plotly.graph_objects as go

    title = "Topics by event"
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    talks: Counter[str] = Counter()
    for talk in kb.talks():
        if talk.is_cancelled:
            continue
        talks[talk.event] += 1
        for topic in talk.topics:
            counts[topic][talk.event] += 1
    topics = sorted(counts, key=lambda topic: (-counts[topic].total(), topic))[:limit]
    events = [event.name for event in kb.events() if talks[event.name]]
    if not topics or not events:
        return empty(title, "no talk has a topic")
    share = [[100 * counts[topic][event] / talks[event] for event in events] for topic in topics]
    highest = max(map(max, share))
    names, column = _heads(events)
    scaled = len(topics) >= _FEWEST_TO_SCALE
    figure = go.Figure(
        go.Heatmap(
            x=names,
            y=distinct([shorten(escaped(topic), 36) for topic in topics]),
            z=share,
            text=[
                [_number(counts[t][e], 100 * counts[t][e] / talks[e], highest) for e in events]
                for t in topics
            ],
            texttemplate="%{text}",
            textfont={"size": FONT},  # else plotly makes room for the mark-up
            customdata=[[counts[topic][event] for event in events] for topic in topics],
            hovertemplate="%{y}<br>%{x}<br>talks: %{customdata} (%{z:.0f} %)<extra></extra>",
            colorscale=SCALE,
            zmin=0,
            zmax=highest,
            xgap=3,
            ygap=3,
            showscale=scaled,
            colorbar=_scale("% of the<br>talks there") if scaled else None,
        )
    )
    figure.update_xaxes(side="bottom", showgrid=False, tickangle=0)
    figure.update_yaxes(autorange="reversed", showgrid=False, automargin=True)
    figure.update_layout(margin={"t": 90, "b": 90})
    width = max(640, _BESIDE + len(events) * column)
    note = "number: talks with the topic; the darker, the larger their share of the event's talks"
    height = 190 + 34 * len(topics)
    return finish(figure, title, width=width, height=height, subtitle=note)


def _number(count: int, share: float, highest: float) -> str:
    """Return a cell's number, black on light, white on dark (contrast above 4.4)."""
    colour = "black" if share < _DARK * highest else "white"
    return f"<span style='color:{colour}'>{count}</span>" if count else ""


def _heads(events: Sequence[str]) -> tuple[list[str], int]:
    """Return the events' names as heads of columns, and how many pixels wide a column is."""
    column = int(max(_NARROWEST, min(140, (WIDTH - _BESIDE) / len(events))))
    most = int((column - 4) / text_width("n"))
    return distinct([wrapped(event, most, 5) for event in events]), column


def theme_map(kb: "KnowledgeBase", *, limit: int = 12) -> "go.Figure":
    """Draw the first `limit` themes against the events: one mark for each talk in a theme.

    The heavier a talk weighs in the theme (0 to 1), the larger and darker its mark. A talk in
    several themes has a mark in each.
    """
    import plotly.graph_objects as go

    title = "Themes across the events"
    themes = kb.themes()[:limit]
    present = {talk.event for theme in themes for talk in theme.talks}
    events = [event.name for event in kb.events() if event.name in present]
    if not themes or not events:
        return empty(title, "no theme was found")
    names, column_width = _heads(events)
    marks = _marks(themes, events, column_width)
    figure = go.Figure(
        go.Scatter(
            x=[mark[0] for mark in marks],
            y=[mark[1] for mark in marks],
            mode="markers",
            marker={
                "size": [mark[3] for mark in marks],
                "color": [mark[2] for mark in marks],
                "colorscale": MARKS,
                "opacity": 1,
                "cmin": 0,
                "cmax": 1,
                "line": {"color": "white", "width": 1},
                "colorbar": _scale("weight"),
            },
            hovertext=[mark[4] for mark in marks],
            hoverinfo="text",
        )
    )
    figure.update_xaxes(
        tickvals=list(range(len(events))),
        ticktext=names,
        range=[-0.5, len(events) - 0.5],
        showgrid=False,
        zeroline=False,
        tickangle=0,
    )
    figure.update_yaxes(
        tickvals=list(range(len(themes))),
        ticktext=[wrapped(theme.name, 30) for theme in themes],
        range=[len(themes) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    for edge in range(1, len(themes)):
        figure.add_hline(y=edge - 0.5, line={"color": LINE, "width": 1})
    for edge in range(1, len(events)):
        figure.add_vline(x=edge - 0.5, line={"color": LINE, "width": 1, "dash": "dot"})
    figure.update_layout(margin={"t": 90, "b": 90, "l": 230, "r": 100})
    width = max(640, _BESIDE + len(events) * column_width)
    height = 180 + _ROW * len(themes)
    note = "a mark is a talk; the larger and darker, the more it weighs in the theme"
    return finish(figure, title, width=width, height=height, subtitle=note)


def _marks(
    themes: "Sequence[ThemeSummary]", events: list[str], width: int
) -> list[tuple[float, float, float, float, str]]:
    """Return x, y, weight, size and hover text of each theme's talks, side by side in their cells.

    `width` is a column's, in pixels. A weight has the same size in every cell.
    """
    cells = {
        (column, row): [talk for talk in theme.talks if talk.event == event]
        for row, theme in enumerate(themes)
        for column, event in enumerate(events)
    }
    room = max(1, int(0.9 * width / _APART))
    most = max(map(len, cells.values()))
    step = min(_APART, 0.9 * width / ceil(most / 3))
    largest = min(_BUBBLE, step - 1)
    marks = []
    for (column, row), talks in cells.items():
        lines = min(3, ceil(len(talks) / room)) or 1
        across = ceil(len(talks) / lines)
        for number, talk in enumerate(talks):
            line, place = divmod(number, across)
            x = column + (place - (across - 1) / 2) * step / width
            y = row + (line - (lines - 1) / 2) * 0.32
            size = max(4.0, largest * sqrt(talk.weight))
            text = f"{escaped(talk.title)}<br>{escaped(talk.event)}<br>weight {talk.weight:.2f}"
            marks.append((x, y, talk.weight, size, text))
    return marks


def similarity_heatmap(kb: "KnowledgeBase", *, limit: int = 40) -> "go.Figure":
    """Draw how alike the talks are (0 to 1), each with each, similar ones side by side.

    Of more than `limit` talks, those with the most likeness to others are shown. A cell without
    colour is a pair that is not alike enough to be kept. The order is that of an average-linkage
    clustering with optimal leaf order (Bar-Joseph and others 2001).
    """
    import numpy as np
    import plotly.graph_objects as go

    title = "How alike the talks are"
    graph = kb.network("talks")
    ranked = sorted(graph, key=lambda iri: (-graph.degree(iri, weight="weight"), iri))
    kept = ranked[:limit]
    if len(kept) < 2 or not graph.subgraph(kept).number_of_edges():
        return empty(title, "no two talks are alike enough")
    matrix = np.zeros((len(kept), len(kept)))
    for row, left in enumerate(kept):
        for column, right in enumerate(kept):
            if graph.has_edge(left, right):
                matrix[row, column] = graph.edges[left, right]["weight"]
    order = _leaves(matrix)
    shown = np.where(np.eye(len(kept), dtype=bool), np.nan, matrix)[np.ix_(order, order)]
    titles = [escaped(graph.nodes[kept[i]]["label"]) for i in order]
    events = [escaped(graph.nodes[kept[i]]["event"]) for i in order]
    whole = [f"{name} ({event})" for name, event in zip(titles, events, strict=True)]
    labels = [
        f"{text}  <b>{n}</b> " for n, text in enumerate(_told_apart(titles, events, 42), start=1)
    ]
    figure = go.Figure(
        go.Heatmap(
            z=shown.round(3).tolist(),
            x=[str(n) for n in range(1, len(kept) + 1)],
            y=labels,
            customdata=[[f"{left}<br>{right}" for right in whole] for left in whole],
            hovertemplate="%{customdata}<br>similarity %{z:.2f}<extra></extra>",
            colorscale=SCALE,
            zmin=0,
            xgap=1,
            ygap=1,
            colorbar=_scale("similarity"),
        )
    )
    few = len(kept) <= 20
    step, left = (26, 330) if few else (15, 290)
    small = {"size": FONT if few else 11}
    figure.update_xaxes(
        type="category", tickangle=0, tickfont=small, showgrid=False, title="the same talks"
    )
    figure.update_xaxes(tickmode="linear", tick0=0 if few else 4, dtick=1 if few else 5)
    figure.update_yaxes(autorange="reversed", tickfont=small, showgrid=False, dtick=1)
    figure.update_layout(margin={"t": 90, "l": left, "b": 60, "r": 80}, plot_bgcolor="white")
    side = step * len(kept)
    left_out = len(ranked) - len(kept)
    note = f"{left_out} talks with less likeness to others are left out" if left_out else ""
    width = left + 80 + max(side, 360)
    return finish(figure, title, width=width, height=150 + side, subtitle=note)


def _told_apart(titles: Sequence[str], events: Sequence[str], most: int) -> list[str]:
    """Return the titles, cut to `most` characters, with the event where a title is not alone."""
    labels = []
    for title, event in zip(titles, events, strict=True):
        at = f" · {shorten(event, most // 2)}" if titles.count(title) > 1 else ""
        labels.append(shorten(title, most - len(at)) + at)
    return labels


def _leaves(matrix: "NDArray[np.float64]") -> list[int]:
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    if len(matrix) < 3:
        return list(range(len(matrix)))
    distances = 1.0 - matrix / max(matrix.max(), 1.0)
    for place in range(len(matrix)):
        distances[place, place] = 0.0
    tree = linkage(squareform(distances, checks=False), "average", optimal_ordering=True)
    return [int(leaf) for leaf in leaves_list(tree)]


def _scale(title: str) -> dict[str, object]:
    # The empty line keeps the title clear of the topmost number.
    text = f"{title}<br>&nbsp;"
    return {"title": {"text": text, "font": {"size": FONT}}, "thickness": 14, "len": 0.8}
