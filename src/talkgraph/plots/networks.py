"""Networks: which talks are related, and who speaks about what."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from talkgraph.plots.labels import Point, place
from talkgraph.plots.style import (
    COLOURS,
    FONT,
    INK,
    QUIET,
    SYMBOLS,
    WIDTH,
    distinct,
    empty,
    escaped,
    finish,
    shorten,
)

if TYPE_CHECKING:
    import networkx as nx
    import plotly.graph_objects as go

    from talkgraph.knowledge.base import KnowledgeBase

_SEED: Final = 11
_PLOT: Final = (900.0, 540.0)
_MARGIN: Final = {"t": 80, "l": 20, "r": 20}
_LEGEND_COLUMNS, _LEGEND_ROW = 3, 22
_APART: Final = 30.0
_LABEL: Final = 12
_SHORT: Final = 34
Place = dict[str, tuple[float, float]]


def related_network(kb: "KnowledgeBase", *, neighbours: int = 3) -> "go.Figure":
    """Draw the talks, each linked to the `neighbours` talks most like it.

    Colour and shape (from the seventh group on, hollow shapes) are groups of talks that are closer
    to each other than to the rest (Louvain; Blondel and others 2008), named by the topic that tells
    them best from the others (F1). A heavy line joins deliveries of one talk. Labels that have no
    room are left out; the hover text has them all.
    """
    import networkx as nx
    import plotly.graph_objects as go

    title = "Related talks"
    graph = nearest(kb.network("talks"), neighbours)
    if not graph.number_of_edges():
        return empty(title, "no two talks are alike enough")
    places = _layout(graph)
    figure = go.Figure()
    repeats = [edge for edge in graph.edges if graph.edges[edge].get("repeat")]
    others = [edge for edge in graph.edges if not graph.edges[edge].get("repeat")]
    _add_lines(figure, others, places, {"color": "#C4C4C4", "width": 1.2}, "most alike")
    _add_lines(figure, repeats, places, {"color": INK, "width": 4}, "the same talk")
    groups = nx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    sizes = {iri: 9.0 + 2.0 * min(graph.degree(iri), 7) for iri in graph}
    large = [group for group in ordered[: 2 * len(COLOURS)] if len(group) > 1]
    names = _group_names(graph, large)
    for number, group in enumerate(large):
        hollow = "-open" if number >= len(COLOURS) else ""
        place = number % len(COLOURS)
        style = {"color": COLOURS[place], "symbol": f"{SYMBOLS[place]}{hollow}"}
        _add_nodes(figure, graph, sorted(group), places, sizes, style, names[number])
    small = sorted(iri for group in ordered if group not in large for iri in group)
    if small:
        style = {"color": QUIET, "symbol": "circle"}
        _add_nodes(figure, graph, small, places, sizes, style, "other")
    _add_labels(figure, graph, places, sizes)
    note = f"each with the {neighbours} talks most like it"
    return _finish_network(figure, title, note)


def nearest(graph: "nx.Graph[str]", neighbours: int) -> "nx.Graph[str]":
    """Return the graph with each node's `neighbours` heaviest edges, and every repeat."""
    kept = set()
    for iri in sorted(graph):
        edges = sorted(graph[iri].items(), key=lambda edge: (-edge[1]["weight"], edge[0]))
        kept |= {tuple(sorted((iri, other))) for other, _ in edges[:neighbours]}
        kept |= {tuple(sorted((iri, other))) for other, data in edges if data.get("repeat")}
    thin: nx.Graph[str] = graph.__class__()
    thin.add_nodes_from((iri, graph.nodes[iri]) for iri in sorted(graph))
    thin.add_edges_from((left, right, graph.edges[left, right]) for left, right in sorted(kept))
    return thin


def _layout(graph: "nx.Graph[str]") -> Place:
    """Return a place for every node, in pixels, no two too near each other."""
    import networkx as nx
    import numpy as np

    width, height = _PLOT
    k = 2.2 / np.sqrt(len(graph))
    found = nx.spring_layout(graph, weight="weight", seed=_SEED, k=k, iterations=300)
    names = list(graph)
    raw = np.array([found[name] for name in names])
    # Turned so that it is widest from left to right, as the frame is; the sign is settled, too.
    raw = raw - raw.mean(0)
    axes = np.linalg.svd(raw, full_matrices=False)[2]
    axes = axes * np.where(axes[np.arange(2), np.abs(axes).argmax(1)] < 0, -1.0, 1.0)[:, None]
    raw = (raw @ axes.T).round(6)
    # Ranks share out the room better than distances, which one far talk would use up.
    ranks = np.argsort(np.argsort(raw, axis=0, kind="stable"), axis=0, kind="stable")
    unit = (raw - raw.min(0)) / np.maximum(raw.max(0) - raw.min(0), 1e-9)
    mixed = 0.5 * unit + 0.5 * ranks / max(1, len(names) - 1)
    spots = np.array([60.0, 40.0]) + mixed * np.array([width - 120.0, height - 80.0])
    for _ in range(60):
        gaps = spots[:, None, :] - spots[None, :, :]
        far = np.linalg.norm(gaps, axis=2) + np.eye(len(names)) * 1e9
        push = np.clip(_APART - far, 0, None)[:, :, None] * gaps / np.maximum(far, 1e-6)[:, :, None]
        spots = spots + 0.5 * push.sum(1)
    spots = np.clip(spots, [20.0, 16.0], [width - 20.0, height - 16.0])
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, spots, strict=True)}


def _group_names(graph: "nx.Graph[str]", groups: list[set[str]]) -> list[str]:
    """Name each group by the topic that tells it best from the others, or two where need be.

    That is the topic with the best F1: talks of the group that have it, against both the talks of
    the group and all talks that have it. A topic that only one talk of a group has names no group.
    """

    def topics(nodes: Iterable[str]) -> Counter[str]:
        listed = (str(graph.nodes[iri].get("topics", "")).split("; ") for iri in nodes)
        return Counter(topic for each in listed for topic in each if topic)

    everywhere = topics(graph)
    ranked = []
    for group in groups:
        here = topics(group)
        f1 = {t: 2 * n / (len(group) + everywhere[t]) for t, n in here.items() if n > 1}
        ranked.append([t for _, t in sorted((-score, t) for t, score in f1.items())])
    firsts = Counter(best[0] for best in ranked if best)
    names = [
        ", ".join(best[: 2 if firsts[best[0]] > 1 else 1]) if best else "no common topic"
        for best in ranked
    ]
    return [
        f"{shorten(escaped(name), 36)} ({len(group)})"
        for name, group in zip(distinct(names), groups, strict=True)
    ]


def _add_lines(
    figure: "go.Figure",
    edges: list[tuple[str, str]],
    places: Place,
    line: dict[str, Any],
    name: str,
) -> None:
    if not edges:
        return
    xs: list[float | None] = []
    ys: list[float | None] = []
    for left, right in edges:
        xs += [places[left][0], places[right][0], None]
        ys += [places[left][1], places[right][1], None]
    figure.add_scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", name=name)


def _add_nodes(
    figure: "go.Figure",
    graph: "nx.Graph[str]",
    nodes: list[str],
    places: Place,
    sizes: dict[str, float],
    style: dict[str, str],
    name: str,
) -> None:
    figure.add_scatter(
        x=[places[iri][0] for iri in nodes],
        y=[places[iri][1] for iri in nodes],
        mode="markers",
        name=name,
        marker={
            **style,
            "opacity": 1,
            "size": [sizes[iri] for iri in nodes],
            "line": {
                "color": style["color"] if style["symbol"].endswith("-open") else "white",
                "width": 2.5 if style["symbol"].endswith("-open") else 1,
            },
        },
        hovertext=[
            "<br>".join(
                escaped(str(graph.nodes[iri].get(part, "")))
                for part in ("label", "speakers", "event")
            )
            for iri in nodes
        ],
        hoverinfo="text",
    )


def _add_labels(
    figure: "go.Figure", graph: "nx.Graph[str]", places: Place, sizes: dict[str, float]
) -> None:
    ranked = sorted(graph, key=lambda iri: (-graph.degree(iri, weight="weight"), iri))
    points = [
        Point(
            x=places[iri][0],
            y=places[iri][1],
            radius=sizes[iri] / 2 + 1,
            text=shorten(escaped(graph.nodes[iri]["label"]), _SHORT),
        )
        for iri in ranked
    ]
    width, height = _PLOT
    for label in place(points, width=width, height=height, size=_LABEL):
        point = points[label.point]
        figure.add_annotation(
            x=point.x,
            y=point.y,
            text=point.text,
            showarrow=False,
            xshift=label.dx,
            yshift=label.dy,
            xanchor=label.anchor,
            yanchor="middle",
            font={"size": _LABEL},
            bgcolor="rgba(255,255,255,0.7)",
            borderpad=0,
        )


def _finish_network(figure: "go.Figure", title: str, note: str) -> "go.Figure":
    width, height = _PLOT
    figure.update_xaxes(visible=False, range=[0, width])
    figure.update_yaxes(visible=False, range=[0, height])
    bottom = 20 + _LEGEND_ROW * -(-len(figure.data) // _LEGEND_COLUMNS)
    figure.update_layout(
        margin={**_MARGIN, "b": bottom, "autoexpand": False},
        legend={
            "orientation": "h",
            "x": 0,
            "y": -0.02,
            "yanchor": "top",
            "itemsizing": "constant",
            "entrywidth": width / _LEGEND_COLUMNS - 50,
        },
    )
    whole = int(height) + _MARGIN["t"] + bottom
    return finish(figure, title, width=WIDTH, height=whole, subtitle=note)


def speaker_topic_network(
    kb: "KnowledgeBase", *, speakers: int = 18, topics: int = 12
) -> "go.Figure":
    """Draw who speaks about what: speakers on the left, topics on the right.

    The `topics` of most speakers are shown, and the `speakers` who say most about these; a line's
    width is the confidence that the talk is about the topic, summed over the speaker's talks. A
    line has the colour of its topic; the six colours repeat.
    """
    import plotly.graph_objects as go

    title = "Who speaks about what"
    graph = kb.network("people")
    spoken = [
        (*sorted(edge, key=lambda iri: graph.nodes[iri]["kind"]), graph.edges[edge]["weight"])
        for edge in graph.edges
        if graph.edges[edge]["relation"] == "spoke-about"
    ]
    by_topic: Counter[str] = Counter(topic for _, topic, _ in spoken)
    right = sorted(by_topic, key=lambda iri: (-by_topic[iri], iri))[:topics]
    by_person: dict[str, float] = defaultdict(float)
    for person, topic, weight in spoken:
        if topic in right:
            by_person[person] += weight
    left = sorted(by_person, key=lambda iri: (-by_person[iri], iri))[:speakers]
    links = [(p, t, w) for p, t, w in spoken if p in set(left) and t in set(right)]
    if not links:
        return empty(title, "no speaker's talk has a topic")
    right = [topic for topic in right if any(topic == t for _, t, _ in links)]
    left, right = _untangled(left, right, links)
    height = 34 * max(len(left), len(right))
    row_of = {
        iri: height * (1 - (place + 0.5) / len(side))
        for side in (left, right)
        for place, iri in enumerate(side)
    }
    colour = {iri: COLOURS[number % len(COLOURS)] for number, iri in enumerate(right)}
    heaviest = max(weight for _, _, weight in links)
    figure = go.Figure()
    for person, topic, weight in sorted(links):
        figure.add_scatter(
            x=[0, 1],
            y=[row_of[person], row_of[topic]],
            mode="lines",
            line={"color": colour[topic], "width": 0.8 + 4.2 * weight / heaviest},
            opacity=0.65,
            hoverinfo="skip",
        )
    for side, x, position in ((left, 0, "middle left"), (right, 1, "middle right")):
        figure.add_scatter(
            x=[x] * len(side),
            y=[row_of[iri] for iri in side],
            mode="markers+text",
            text=[f" {shorten(escaped(graph.nodes[iri]['label']), 34)} " for iri in side],
            textposition=position,
            textfont={"size": FONT},
            marker={
                "size": 11,
                "color": [colour.get(iri, INK) for iri in side],
                "symbol": "square" if x else "circle",
            },
            hoverinfo="text",
        )
    figure.update_xaxes(visible=False, range=[-0.72, 1.72])
    figure.update_yaxes(visible=False, range=[0, height])
    figure.update_layout(
        showlegend=False, margin={"t": 90, "l": 10, "r": 10, "b": 20, "autoexpand": False}
    )
    note = "a line is as wide as the topic is sure"
    return finish(figure, title, width=WIDTH, height=height + 110, subtitle=note)


def _untangled(
    left: list[str], right: list[str], links: list[tuple[str, str, float]]
) -> tuple[list[str], list[str]]:
    """Order both sides so that fewer lines cross: barycentres (Sugiyama and others 1981)."""
    for _ in range(8):
        right = _by_barycentre(right, left, [(t, p, w) for p, t, w in links])
        left = _by_barycentre(left, right, links)
    return left, right


def _by_barycentre(
    moved: list[str], fixed: list[str], links: list[tuple[str, str, float]]
) -> list[str]:
    row = {iri: number for number, iri in enumerate(fixed)}
    sums: dict[str, float] = defaultdict(float)
    weights: dict[str, float] = defaultdict(float)
    for mine, other, weight in links:
        sums[mine] += weight * row[other]
        weights[mine] += weight
    centre = {iri: sums[iri] / weights[iri] if weights[iri] else 0.0 for iri in moved}
    return sorted(moved, key=lambda iri: (centre[iri], iri))
