"""Finds room for labels beside points, so that none covers another label or a point.

A greedy placement over eight positions (Christensen, Marks and Shieber 1995), the most important
label first; a label without room is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from talkgraph.plots.style import text_width

Anchor = Literal["left", "center", "right"]
Box = tuple[float, float, float, float]

_GAP: Final = 3.0
_SIDES: Final[tuple[tuple[int, int], ...]] = (
    *((1, 0), (-1, 0), (0, 1), (0, -1)),
    *((1, 1), (1, -1), (-1, 1), (-1, -1)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point with a label: its place, in pixels from the lower left corner, and its radius."""

    x: float
    y: float
    radius: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label with room: the point's number, and where its anchor is, in pixels from the point.

    The anchor is the left end, the middle or the right end of the text, half-way up.
    """

    point: int
    dx: float
    dy: float
    anchor: Anchor


def place(
    points: Sequence[Point], *, width: float, height: float, size: float
) -> tuple[Label, ...]:
    """Place labels of a font `size` (pixels) within a frame, in the order of the points."""
    taken: list[Box] = [
        (p.x - p.radius, p.y - p.radius, p.x + p.radius, p.y + p.radius) for p in points
    ]
    placed: list[Label] = []
    for number, point in enumerate(points):
        for label in _candidates(number, point, size):
            box = _text_box(label, point, size)
            others = (b for i, b in enumerate(taken) if i != number)
            if _inside(box, width, height) and not any(_overlap(box, other) for other in others):
                taken.append(box)
                placed.append(label)
                break
    return tuple(placed)


def _candidates(number: int, point: Point, size: float) -> list[Label]:
    beside, above = point.radius + _GAP, point.radius + _GAP + size * 0.625
    anchors: dict[int, Anchor] = {1: "left", 0: "center", -1: "right"}
    return [
        Label(
            point=number,
            dx=across * (beside if not up else point.radius * 0.6),
            dy=up * (above if not across else above * 0.8),
            anchor=anchors[across],
        )
        for across, up in _SIDES
    ]


def _text_box(label: Label, point: Point, size: float) -> Box:
    width = text_width(point.text, size)
    shift = {"left": width / 2, "center": 0.0, "right": -width / 2}[label.anchor]
    return _box(point.x + label.dx + shift, point.y + label.dy, width, size * 1.25)


def _box(x: float, y: float, width: float, height: float) -> Box:
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _inside(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
