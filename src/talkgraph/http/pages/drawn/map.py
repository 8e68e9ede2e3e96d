"""The map of talks: what is alike lies together, groups have their names on it.

It is drawn here, as SVG, so that it needs no script and none of a chart library's: each dot is a
link, and scripts only add zoom, search and cards. Talks that the graph calls similar pull one
another like springs, all others push, a few at random in each step, so that four thousand talks
take a second; they begin where they lie along the two directions in which their meanings differ
most. The same knowledge base gives the same map.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from talkgraph.graph import queries
from talkgraph.http.pages.addresses import page_of
from talkgraph.http.pages.awaited import Awaited
from talkgraph.knowledge.answers import ThemeSummary
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import PassageKind, TalkRecord
from talkgraph.words import cut, one_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

COLOURS: Final = 7
WIDTH, HEIGHT = 1000, 640
_MARGIN: Final = 30
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
_NEIGHBOURS: Final = 2
_ROUNDS: Final = 150
_TURNS: Final = 30
_PUSHES: Final = 5
_SEED: Final = 20
_PULL, _PUSH, _NEAR = 0.12, 0.25, 0.1
_EVENLY: Final = 0.75
_SENTENCE: Final = 180
_TITLE: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a dot tells when it is pointed at: `sentence` is of what was said, or announced."""

    title: str
    speakers: str
    event: str
    theme: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkMap:
    """The drawing, the cards of its dots in their order, and the themes that have a colour."""

    drawing: Markup
    cards: tuple[Card, ...]
    themes: tuple[ThemeSummary, ...]


def talk_map(kb: KnowledgeBase) -> Awaited[TalkMap]:
    """Return the map of a knowledge base, drawn once however many ask for it."""
    return kb.kept("talk map", lambda: Awaited("the map", lambda: _talk_map(kb)))


def _talk_map(kb: KnowledgeBase) -> TalkMap:
    records = [record for record in kb.records.values() if record.is_given]
    themes = shown_themes(kb)
    number = {theme.iri: place for place, theme in enumerate(themes)}
    of_talk = {
        record.iri: next((number[t.iri] for t in kb.themes_of(record.iri) if t.iri in number), None)
        for record in records
    }
    ties = _ties(kb, records)
    spots = _on_paper(places(_beginnings(kb, records), ties)) if records else []
    places_of = {record.iri: spot for record, spot in zip(records, spots, strict=True)}
    return TalkMap(
        drawing=Markup("\n").join(
            (
                _lines(_strongest(ties, len(records)), spots),
                *(_dot(kb, each, places_of[each.iri], of_talk[each.iri]) for each in records),
                *_labels(kb, places_of, number),
            )
        ),
        cards=tuple(_cards(kb, records)),
        themes=themes,
    )


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


# ── places ───────────────────────────────────────────────────────────────────────────────────

_Tie = tuple[int, int, float]


def _ties(kb: KnowledgeBase, records: Sequence[TalkRecord]) -> list[_Tie]:
    """Return the similar talks that the graph knows: two numbers, and how alike they are."""
    number = {record.iri: place for place, record in enumerate(records)}
    return [
        (number[row["left"]], number[row["right"]], float(row["weight"]))
        for row in kb.select(queries.SIMILAR_TALKS)
        if row["left"] in number and row["right"] in number
    ]


def _beginnings(kb: KnowledgeBase, records: Sequence[TalkRecord]) -> "Floats":
    """Return where the means of the talks' vectors lie along the two widest directions."""
    import numpy as np

    number = {record.iri: place for place, record in enumerate(records)}
    owners = np.array([number.get(each.talk, len(records)) for each in kb.passages()])
    vectors = np.asarray(kb.vectors(), dtype=np.float64)
    means = np.zeros((len(records) + 1, vectors.shape[1]))
    np.add.at(means, owners, vectors)
    counts = np.bincount(owners, minlength=len(records) + 1)[:, None]
    means = (means / np.maximum(counts, 1))[:-1]
    means -= means.mean(axis=0)
    widest = np.random.default_rng(_SEED).normal(size=(vectors.shape[1], 2))
    for _ in range(_TURNS):  # each turns it towards where they differ most
        widest, _ = np.linalg.qr(means.T @ (means @ widest))
    flat = means @ widest
    return np.asarray(3 * flat / max(float(flat.std()), 1e-9))


def places(start: "Floats", ties: Sequence[_Tie]) -> "Floats":
    """Return places (rows of two) in which tied points lie together, from where they begin."""
    import numpy as np

    random = np.random.default_rng(_SEED)
    count = len(start)
    spots = start + random.normal(scale=1e-3, size=start.shape)
    left = np.array([tie[0] for tie in ties], dtype=np.int64)
    right = np.array([tie[1] for tie in ties], dtype=np.int64)
    weight = np.array([tie[2] for tie in ties])[:, None]
    pushed = np.repeat(np.arange(count), _PUSHES)
    for turn in range(_ROUNDS):
        step = 1.0 - turn / _ROUNDS
        apart = spots[left] - spots[right]
        moves = _PULL * weight * apart
        spots = spots - step * (_summed(left, moves, count) - _summed(right, moves, count))
        others = random.integers(0, count, size=len(pushed))
        apart = spots[pushed] - spots[others]
        square = (apart**2).sum(axis=1, keepdims=True)
        spots = spots + step * _PUSH * _summed(pushed, apart / (_NEAR + square), count)
    return np.asarray(spots)


def _summed(which: "Ints", moves: "Floats", count: int) -> "Floats":
    import numpy as np

    sums = [np.bincount(which, moves[:, axis], minlength=count) for axis in (0, 1)]
    return np.stack(sums, axis=1)


def _on_paper(spots: "Floats") -> list[tuple[float, float]]:
    """Return places on the drawing, spread over it: a few that lie far off take no room from all.

    Where a place stands among the others counts for more than how far it is from them.
    """
    import numpy as np

    low, high = np.percentile(spots, 2, axis=0), np.percentile(spots, 98, axis=0)
    far = np.clip((spots - low) / np.maximum(high - low, 1e-9), 0, 1)
    ranks = spots.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    share = _EVENLY * ranks / max(1, len(spots) - 1) + (1 - _EVENLY) * far
    room = np.array([WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN])
    return [(round(x, 1), round(y, 1)) for x, y in (_MARGIN + share * room).tolist()]


# ── the drawing ──────────────────────────────────────────────────────────────────────────────


def _strongest(ties: Sequence[_Tie], count: int) -> list[tuple[int, int]]:
    """Return each talk's strongest ties, so that the picture stays legible."""
    near: list[list[tuple[float, int]]] = [[] for _ in range(count)]
    for left, right, weight in ties:
        near[left].append((-weight, right))
        near[right].append((-weight, left))
    kept = {
        (min(talk, other), max(talk, other))
        for talk, others in enumerate(near)
        for _, other in sorted(others)[:_NEIGHBOURS]
    }
    return sorted(kept)


def _lines(ties: Sequence[tuple[int, int]], spots: Sequence[tuple[float, float]]) -> Markup:
    drawn = "".join(f"M{_at(spots[left])}L{_at(spots[right])}" for left, right in ties)
    return Markup('<path class="ties" d="{}"/>').format(drawn)


def _at(spot: tuple[float, float]) -> str:
    return f"{spot[0]:g} {spot[1]:g}"


def _dot(
    kb: KnowledgeBase, record: TalkRecord, spot: tuple[float, float], theme: int | None
) -> Markup:
    return Markup(
        '<a href="{}" tabindex="-1" class="dot {}"><circle cx="{:g}" cy="{:g}" r="4">'
        "<title>{}</title></circle></a>"
    ).format(
        page_of(kb, record.iri),
        "other" if theme is None else f"theme-{theme}",
        *spot,
        cut(one_line(record.title), _TITLE),
    )


def _labels(
    kb: KnowledgeBase, spots: Mapping[str, tuple[float, float]], number: Mapping[str, int]
) -> list[Markup]:
    """Return the names of the themes near where most of their talks lie, the widest first.

    Each has the place about there on which it covers the fewest dots. A name that would lie upon
    another is left out.
    """
    import numpy as np

    dots = np.array([*spots.values()])
    wide, narrow = _Room(dots, 1.0), _Room(dots, _ON_A_TELEPHONE)
    found: list[Markup] = []
    for theme in sorted(kb.themes(), key=lambda theme: (-len(theme.talks), theme.name)):
        own = [spots[talk.iri] for talk in theme.talks if talk.iri in spots]
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
        covers = [wide.covered(x, y, half) + narrow.covered(x, y, half) for x, y in free]
        x, y = free[covers.index(min(covers))]
        wide.take(x, y, half)
        everywhere = ""
        if narrow.is_free(x, y, half):
            narrow.take(x, y, half)
            everywhere = " everywhere"
        colour = f"theme-{number[theme.iri]}" if theme.iri in number else "other"
        found.append(
            Markup('<text class="group {}{}" x="{:.0f}" y="{:.0f}">{}</text>').format(
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


def _cards(kb: KnowledgeBase, records: Sequence[TalkRecord]) -> list[Card]:
    sentences: dict[str, str] = {}
    for kinds in ((PassageKind.POST, PassageKind.NOTE), (PassageKind.ABSTRACT,)):
        told: dict[str, str] = {}
        for each in kb.passages():
            if each.kind in kinds and each.talk not in sentences:
                # The longest of the first few says more than a greeting.
                held = told.get(each.talk, "")
                told[each.talk] = max(held, cut(one_line(each.text), _SENTENCE), key=len)
        sentences |= told
    return [
        Card(
            title=one_line(record.title),
            speakers=", ".join(record.speaker_names),
            event=" · ".join(filter(None, (record.event_name, record.when))),
            theme=next((theme.name for theme in kb.themes_of(record.iri)), ""),
            sentence=sentences.get(record.iri, ""),
        )
        for record in records
    ]
