"""The maps of talks and of passages: what is alike lies together, groups have their names on it.

They are drawn here, as SVG, so that they need no script and none of a chart library's: each dot is
a link, and scripts only add zoom, search and cards. Talks are tied that the graph calls similar,
passages to those whose vectors are nearest. Of a large knowledge base a map shows a part, for no
page may grow with all that there is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from talkgraph.http.pages.addresses import page_of
from talkgraph.http.pages.awaited import Awaited
from talkgraph.http.pages.drawn.layout import (
    Tie,
    beginnings,
    nearest,
    on_paper,
    places,
    strongest,
)
from talkgraph.http.pages.drawn.names import Spot, names_of_themes
from talkgraph.knowledge.answers import PassageView, ThemeSummary
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import PassageKind, TalkRecord
from talkgraph.model.passages import SPOKEN
from talkgraph.words import cut, one_line

if TYPE_CHECKING:
    from talkgraph.http.pages.drawn.layout import Floats, Ints

COLOURS: Final = 7
_KINDS: Final = tuple(PassageKind)
MOST: Final = 1200
"""Dots of a map at the most: about 300 kB."""
_NEAREST: Final = 5
_SENTENCE: Final = 180
_FIRST: Final = 8
_TITLE: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a dot tells when it is pointed at: `sentence` is of what was said, or announced.

    `theme` has the names of all themes of the talk, so that each of them finds it.
    """

    title: str
    speakers: str
    event: str
    theme: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """The drawing, the cards of its dots in their order, and the themes that have a colour.

    The drawing is what lies below the dots, the dots with the talk that each belongs to, and the
    names. `whole` is how many there are of what the dots stand for.
    """

    lines: Markup
    dots: tuple[tuple[str, Markup], ...]
    names: tuple[Markup, ...]
    cards: tuple[Card, ...]
    themes: tuple[ThemeSummary, ...]
    whole: int

    def marking(self, talks: Collection[str] | None) -> Markup:
        """Return the drawing in which only the dots of some talks (IRIs) stand out; `None`: all."""
        dots = (drawn for _, drawn in self.dots)
        if talks is not None:
            dots = (_marked(drawn, talk in talks) for talk, drawn in self.dots)
        return Markup("\n").join((self.lines, *dots, *self.names))


def talk_map(kb: KnowledgeBase) -> Awaited[Map]:
    """Return the map of the talks, drawn once however many ask for it."""
    return kb.kept("talk map", lambda: Awaited("the map", lambda: _talk_map(kb)))


def passage_map(kb: KnowledgeBase) -> Awaited[Map]:
    """Return the map of what was said, or of what was announced where nothing was said."""
    return kb.kept("passage map", lambda: Awaited("the map", lambda: _passage_map(kb)))


def shown_themes(kb: KnowledgeBase) -> tuple[ThemeSummary, ...]:
    """Return the themes that get a colour on the map: together, they reach the most talks."""
    reached = {theme.iri: {talk.iri for talk in theme.talks} for theme in kb.themes()}
    left = frozenset(talk for talks in reached.values() for talk in talks)
    shown: list[ThemeSummary] = []
    while len(shown) < COLOURS:
        reach = {iri: len(left & talks) for iri, talks in reached.items()}
        best = max(kb.themes(), key=lambda theme: reach[theme.iri], default=None)
        if best is None or not reach[best.iri]:
            break
        shown.append(best)
        left -= reached[best.iri]
    return tuple(shown)


# ── talks ────────────────────────────────────────────────────────────────────────────────────


def _talk_map(kb: KnowledgeBase) -> Map:
    import numpy as np

    given = np.flatnonzero(kb.years()[1]).tolist()
    rows = _most_told(kb, given)
    records = kb.records_at(rows)
    ties = _ties(kb, rows)
    spots = on_paper(places(beginnings(_means(kb, rows)), ties)) if records else []
    return _map(
        kb,
        [
            _Dot(page=page_of(kb, each.iri), talk=each.iri, spot=spot, title=each.title)
            for each, spot in zip(records, spots, strict=True)
        ],
        ties,
        [_card_of_talk(kb, each) for each in records],
        whole=len(given),
    )


def _most_told(kb: KnowledgeBase, rows: Sequence[int]) -> Sequence[int]:
    """Return the talks of which most is told, if there are too many, in their order.

    Talks are meant by their places among all records, here and below.
    """
    import numpy as np

    if len(rows) <= MOST:
        return rows
    told = np.bincount(kb.of_passages()[0], minlength=len(kb.records)).tolist()
    return sorted(sorted(rows, key=lambda row: -told[row])[:MOST])


def _ties(kb: KnowledgeBase, rows: Sequence[int]) -> list[Tie]:
    """Return the similar talks that the graph knows: two numbers, and how alike they are."""
    pairs, scores = kb.similar()
    number = _numbers(kb, rows)[pairs]
    both = (number >= 0).all(axis=1)
    return [
        (left, right, score)
        for (left, right), score in zip(number[both].tolist(), scores[both].tolist(), strict=True)
    ]


def _numbers(kb: KnowledgeBase, rows: Sequence[int]) -> "Ints":
    """Return the numbers of the dots of all records, -1 of those that have none."""
    import numpy as np

    number = np.full(len(kb.records), -1, dtype=np.int64)
    number[list(rows)] = np.arange(len(rows))
    return number


def _means(kb: KnowledgeBase, rows: Sequence[int]) -> "Floats":
    """Return the mean of the vectors of each talk's passages."""
    import numpy as np

    owners = _numbers(kb, rows)[kb.of_passages()[0]]
    theirs = np.flatnonzero(owners >= 0)
    vectors = np.asarray(kb.vectors()[theirs], dtype=np.float64)
    means = np.zeros((len(rows), vectors.shape[1]))
    np.add.at(means, owners[theirs], vectors)
    counts = np.bincount(owners[theirs], minlength=len(rows))[:, None]
    return np.asarray(means / np.maximum(counts, 1))


def _card_of_talk(kb: KnowledgeBase, record: TalkRecord) -> Card:
    return Card(
        title=one_line(record.title),
        speakers=", ".join(record.speaker_names),
        event=" · ".join(filter(None, (record.event_name, record.when))),
        theme=_theme(kb, record.iri),
        sentence=_sentence(kb, record.iri),
    )


def _sentence(kb: KnowledgeBase, talk: str) -> str:
    """Return what says something of a talk: of the first few the longest, which is no greeting."""
    rows, kinds = kb.passages_of(talk).tolist(), kb.of_passages()[1]
    for wanted in (SPOKEN, (PassageKind.ABSTRACT,)):
        told = [row for row in rows if _KINDS[kinds[row]] in wanted][:_FIRST]
        if told:
            texts = (cut(one_line(each.text), _SENTENCE) for each in kb.passages_at(told))
            return max(texts, key=len)
    return ""


# ── passages ─────────────────────────────────────────────────────────────────────────────────


def _passage_map(kb: KnowledgeBase) -> Map:
    import numpy as np

    whole = _told(kb)
    # Every so many, so that each talk has its share.
    rows = [whole[i * len(whole) // MOST] for i in range(MOST)] if len(whole) > MOST else whole
    shown = kb.passages_at(rows)
    vectors = np.asarray(kb.vectors()[rows], dtype=np.float64)
    ties = nearest(vectors, _NEAREST) if len(rows) > 1 else []
    spots = on_paper(places(beginnings(vectors), ties)) if rows else []
    return _map(
        kb,
        [
            _Dot(page=page_of(kb, each.iri), talk=each.talk, spot=spot, title=each.text)
            for each, spot in zip(shown, spots, strict=True)
        ],
        ties,
        [_card_of_passage(kb, each) for each in shown],
        whole=len(whole),
    )


def _told(kb: KnowledgeBase) -> list[int]:
    """Return the places of what was said or, where nothing was, announced; else of all."""
    import numpy as np

    kinds = kb.of_passages()[1]
    for wanted in (SPOKEN, (PassageKind.ABSTRACT,)):
        places = [place for place, kind in enumerate(PassageKind) if kind in wanted]
        found: list[int] = np.flatnonzero(np.isin(kinds, places)).tolist()
        if found:
            return found
    return list(range(len(kinds)))


def _card_of_passage(kb: KnowledgeBase, each: PassageView) -> Card:
    return Card(
        title=one_line(each.title or each.event),
        speakers=", ".join(each.speakers),
        event=" · ".join(filter(None, (each.event if each.title else "", each.date))),
        theme=_theme(kb, each.talk),
        sentence=cut(one_line(each.text), _SENTENCE),
    )


# ── the drawing ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dot:
    """A dot: its page, the talk that it belongs to, its place, and what it is called."""

    page: str | None
    talk: str
    spot: Spot
    title: str


def _map(
    kb: KnowledgeBase, dots: Sequence[_Dot], ties: Sequence[Tie], cards: Iterable[Card], whole: int
) -> Map:
    themes = shown_themes(kb)
    number = {theme.iri: place for place, theme in enumerate(themes)}
    of_talk: dict[str, list[Spot]] = {}
    for dot in dots:
        of_talk.setdefault(dot.talk, []).append(dot.spot)
    colours = {
        talk: next((number[t.iri] for t in kb.themes_of(talk) if t.iri in number), None)
        for talk in of_talk
    }
    return Map(
        lines=_lines(strongest(ties, len(dots)), dots),
        dots=tuple((dot.talk, _drawn(dot, colours)) for dot in dots),
        names=tuple(names_of_themes(kb.themes(), of_talk, number)),
        cards=tuple(cards),
        themes=themes,
        whole=whole,
    )


def _lines(ties: Sequence[tuple[int, int]], dots: Sequence[_Dot]) -> Markup:
    drawn = "".join(f"M{_at(dots[left].spot)}L{_at(dots[right].spot)}" for left, right in ties)
    return Markup('<path class="ties" d="{}"/>').format(drawn)


def _at(spot: Spot) -> str:
    return f"{spot[0]:g} {spot[1]:g}"


def _drawn(dot: _Dot, colours: Mapping[str, int | None]) -> Markup:
    theme = colours[dot.talk]
    return Markup(
        '<a href="{}" tabindex="-1" class="dot {}"><circle cx="{:g}" cy="{:g}" r="4">'
        "<title>{}</title></circle></a>"
    ).format(
        dot.page,
        "other" if theme is None else f"theme-{theme}",
        *dot.spot,
        cut(one_line(dot.title), _TITLE),
    )


def _marked(drawn: Markup, is_found: bool) -> Markup:
    how = "found" if is_found else "dim"
    return Markup(str(drawn).replace('class="dot ', f'class="dot {how} ', 1))


def _theme(kb: KnowledgeBase, talk: str) -> str:
    return " · ".join(theme.name for theme in kb.themes_of(talk))
