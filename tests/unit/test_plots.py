"""Pictures: what they show, that they are the same every time, and that labels have room."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import talkgraph
from talkgraph import plots
from talkgraph.knowledge.tables import Results
from talkgraph.plots.charts import _marks, _told_apart
from talkgraph.plots.labels import Label, Point, place
from talkgraph.plots.networks import _group_names, nearest
from talkgraph.plots.style import shorten, text_width

DRAWN = tuple(name for name in plots.__all__ if name.islower())


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> talkgraph.KnowledgeBase:
    return talkgraph.open(sample_kb)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> talkgraph.KnowledgeBase:
    """Notes with one talk of one title, no date, no topic: as little as there can be."""
    folder = tmp_path_factory.mktemp("bare")
    notes = '# Bare Conf\n\n## <a name="x"></a> Qwx\n\n[Ada](https://example.org/ada)\n'
    (folder / "bare.md").write_text(notes, encoding="utf-8")
    return talkgraph.create(folder / "bare.md", folder / "kb", model="hashing")


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_knowledge_base_gives_the_same_figure(
    kb: talkgraph.KnowledgeBase, name: str
) -> None:
    draw = getattr(plots, name)
    figure = draw(kb)
    assert figure.to_json() == draw(talkgraph.open(kb.parts.folder.parents[1])).to_json()
    assert figure.layout.title.text
    assert 600 <= figure.layout.width <= 1000, "a notebook has no more room"
    assert figure.layout.height >= 300
    assert figure.data


@pytest.mark.parametrize("name", DRAWN)
def test_next_to_nothing_can_be_drawn(bare: talkgraph.KnowledgeBase, name: str) -> None:
    figure = getattr(plots, name)(bare)
    assert figure.data or figure.layout.annotations[0].text


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_loads_nothing_from_elsewhere(kb: talkgraph.KnowledgeBase, name: str) -> None:
    text = getattr(plots, name)(kb).to_json()
    assert "http" not in text.replace("https://w3id.org", "")


def test_the_timeline_has_every_event(kb: talkgraph.KnowledgeBase) -> None:
    [marks] = plots.timeline(kb).data
    assert sorted(marks.x) == [event.start for event in kb.events()]
    assert [text.strip().split(",")[0] for text in marks.text] == ["6 talks", "6 talks", "2 talks"]


def test_topics_by_event_counts_talks(kb: talkgraph.KnowledgeBase) -> None:
    [heat] = plots.topics_by_event(kb, limit=3).data
    assert len(heat.y) == 3
    for topic, counts in zip(heat.y, heat.text, strict=True):
        talks = [talk for talk in kb.talks() if topic in talk.topics]
        numbers = [re.sub(r"<[^>]*>", "", text) for text in counts]
        assert sum(int(number or 0) for number in numbers) == len(talks)


def test_the_theme_map_has_a_mark_for_each_talk(kb: talkgraph.KnowledgeBase) -> None:
    [marks] = plots.theme_map(kb, limit=4).data
    themes = kb.themes()[:4]
    assert len(marks.x) == sum(len(theme.talks) for theme in themes)
    for row, theme in enumerate(themes):
        shown = [w for w, y in zip(marks.marker.color, marks.y, strict=True) if abs(y - row) < 0.5]
        assert sorted(shown) == sorted(talk.weight for talk in theme.talks)


def test_a_weight_has_one_size_wherever_it_stands(kb: talkgraph.KnowledgeBase) -> None:
    themes = kb.themes()[:2]
    crowd = Results([replace(themes[0].talks[0], weight=0.81)] * 20)
    alone = Results([replace(themes[0].talks[0], weight=0.81)])
    crowded = [replace(themes[0], talks=crowd), replace(themes[1], talks=alone)]
    events = [event.name for event in kb.events()]
    for width in (70, 140):
        marks = _marks(crowded, events, width)
        assert len({size for *_, size, _ in marks}) == 1
        places = {(x, y) for x, y, *_ in marks}
        assert len(places) == 21
        assert all(abs(x - round(x)) < 0.5 and abs(y - round(y)) < 0.5 for x, y in places)


def test_talks_with_one_title_are_told_apart() -> None:
    titles = ["Paid to Sleep Badly", "Drafting Success", "Paid to Sleep Badly"]
    labels = _told_apart(titles, ["HarbourConf 2021", "Hartford", "HarbourConf 2022"], 40)
    assert labels[1] == "Drafting Success"
    assert [label[-4:] for label in labels[::2]] == ["2021", "2022"]
    assert max(map(len, labels)) <= 40


def test_the_heatmap_is_symmetric_and_has_no_diagonal(kb: talkgraph.KnowledgeBase) -> None:
    [heat] = plots.similarity_heatmap(kb).data
    rows = [list(row) for row in heat.z]
    assert len(rows) == 14
    for i, row in enumerate(rows):
        assert row[i] is None or row[i] != row[i]
        assert [row[j] for j in range(i)] == [rows[j][i] for j in range(i)]


def test_the_network_has_every_talk_once(kb: talkgraph.KnowledgeBase) -> None:
    figure = plots.related_network(kb)
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert sum(len(trace.x) for trace in marks) == 14
    styles = [(trace.marker.color, trace.marker.symbol) for trace in marks]
    assert len({symbol for _, symbol in styles}) == len(styles)


def test_speakers_and_topics_are_the_strongest(kb: talkgraph.KnowledgeBase) -> None:
    figure = plots.speaker_topic_network(kb, speakers=5, topics=4)
    left, right = [trace for trace in figure.data if trace.mode == "markers+text"]
    assert 1 <= len(left.text) <= 5
    assert 1 <= len(right.text) <= 4


def test_a_group_is_named_by_what_tells_it_from_the_others() -> None:
    graph: nx.Graph[str] = nx.Graph()
    held = {
        "abcd": ("DevOps; Security", "DevOps; Security", "DevOps", "Mainframe; DevOps"),
        "efg": ("DevOps", "DevOps", "Chaos"),
        "hi": ("Chaos", "On-call"),
        "jk": ("Culture", "Culture"),
    }
    for group, topics in held.items():
        for talk, listed in zip(group, topics, strict=True):
            graph.add_node(talk, topics=listed)
    names = _group_names(graph, [set(group) for group in held])
    assert names == ["DevOps, Security (4)", "DevOps (3)", "no common topic (2)", "Culture (2)"]


def test_nearest_keeps_each_nodes_heaviest_edges() -> None:
    graph: nx.Graph[str] = nx.Graph()
    weights = {("a", "b"): 0.9, ("a", "c"): 0.8, ("a", "d"): 0.1, ("c", "d"): 0.2, ("b", "c"): 0.5}
    for (left, right), weight in weights.items():
        graph.add_edge(left, right, weight=weight, repeat=0)
    assert sorted(nearest(graph, 1).edges) == [("a", "b"), ("a", "c"), ("c", "d")]
    graph.edges["a", "d"]["repeat"] = 1
    assert ("a", "d") in nearest(graph, 1).edges


points = st.builds(
    Point,
    x=st.floats(0, 400),
    y=st.floats(0, 300),
    radius=st.floats(2, 10),
    text=st.text("abc ", min_size=1, max_size=20),
)


def _box(label: Label, point: Point) -> tuple[float, float, float, float]:
    width = text_width(point.text, 12)
    left = point.x + label.dx - {"left": 0, "center": width / 2, "right": width}[label.anchor]
    return (left, point.y + label.dy - 7.5, left + width, point.y + label.dy + 7.5)


@given(st.lists(points, max_size=25))
def test_labels_cover_neither_labels_nor_points(given_points: list[Point]) -> None:
    labels = place(given_points, width=400, height=300, size=12)
    boxes = [_box(label, given_points[label.point]) for label in labels]
    marks = [(p.x - p.radius, p.y - p.radius, p.x + p.radius, p.y + p.radius) for p in given_points]
    for number, (label, box) in enumerate(zip(labels, boxes, strict=True)):
        assert box[0] >= -1e-6
        assert box[2] <= 400 + 1e-6
        others = [b for i, b in enumerate(boxes) if i != number]
        others += [b for i, b in enumerate(marks) if i != label.point]
        for other in others:
            apart = (
                box[0] >= other[2] - 1e-6
                or other[0] >= box[2] - 1e-6
                or box[1] >= other[3] - 1e-6
                or other[1] >= box[3] - 1e-6
            )
            assert apart


def test_a_point_alone_gets_its_label() -> None:
    [label] = place([Point(x=100, y=100, radius=5, text="one")], width=400, height=300, size=12)
    assert (label.anchor, label.dy) == ("left", 0)


@given(st.text(), st.integers(2, 40))
def test_short_is_short(text: str, most: int) -> None:
    assert len(shorten(text, most)) <= most


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(f * p for f, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_colour_stands_out_from_the_paper_and_has_its_own_shape() -> None:
    assert len(set(plots.COLOURS)) == len(set(plots.SYMBOLS)) == 6
    assert min(_contrast(colour, "#FFFFFF") for colour in plots.COLOURS) > 2


@pytest.mark.skipif(
    not any(map(shutil.which, ("chromium", "google-chrome", "chrome"))),
    reason="there is no Chrome or Chromium on this machine",
)
def test_a_figure_exports_to_png(kb: talkgraph.KnowledgeBase, tmp_path: Path) -> None:
    figure = plots.timeline(kb)
    figure.write_image(tmp_path / "timeline.png")
    head = (tmp_path / "timeline.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(head[16:20], "big") == figure.layout.width
    written: dict[str, Any] = json.loads(figure.to_json())
    assert written["layout"]["width"] == figure.layout.width
