"""Reads events in a query: by name, series, acronym, place and year, alone or together.

Pieces that stand together ("SailConf in Lund 2019") mean the events that fit all of them. A place
alone, or a series of one word written small ("replay"), may be a word like any other: unless it
stands after "in" or "at", or by itself, such events are only preferred.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

from talkgraph.knowledge.understanding.named import NamedEvent
from talkgraph.knowledge.understanding.reading import AT, Reading, Strength, led_by, spans
from talkgraph.knowledge.understanding.words import YEAR, Ordinary, Typed, keys
from talkgraph.model import Filters, TalkRecord
from talkgraph.model.queries import NO_FILTERS, MentionKind
from talkgraph.search.stored.shelf import Dictionary, Shelf, Shelved, sets
from talkgraph.words import numbered

_LONGEST: Final = 8
_YEAR: Final = re.compile(YEAR)
_GLUED: Final = re.compile(r"([^\W\d_]{3,})((?:19|20)?\d\d)")
_AT: Final = frozenset({"at", "during"})
_BETWEEN: Final = frozenset({"in", "at", "of", "the", "from", "edition"})
_SHORT_ACRONYM: Final = 3
_LONGEST_ACRONYM: Final = 8
# How much talks are preferred: of a name that may be a word, of a place that may be no place.
_NAMED_SMALL: Final = 0.4
_PLACE: Final = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Words that some events have in common; `is_sure` where they cannot mean anything else."""

    first: int
    last: int
    events: frozenset[str]
    is_name: bool
    is_sure: bool


class Events(Shelved):
    """The events by what they are called."""

    ON_SHELF = (
        "_labels",
        "_talks",
        "_years",
        "_of_years",
        "_series",
        "_series_of",
        "_whole",
        "_names",
        "_acronyms",
        "_places",
        "_alone",
        "talks_of_years",
    )

    def __init__(
        self, events: Iterable[NamedEvent], records: Iterable[TalkRecord], ordinary: Ordinary
    ) -> None:
        """Index names, series, acronyms, places and years."""
        self._ordinary = ordinary
        talks, years = _held_in(records)
        labels: dict[str, tuple[str]] = {}
        series_of: dict[str, tuple[str]] = {}
        series, whole, names, acronyms, places = (sets() for _ in range(5))
        alone: set[str] = set()
        for event in events:
            labels[event.iri] = (event.name,)
            told = (*_YEAR.findall(event.name), *(d[:4] for d in (event.start, event.end) if d))
            years[event.iri].update(told)
            bare = _without_year(event.name)
            whole["".join(keys(event.name))].add(event.iri)
            called = [event.name, bare, *([event.series] if event.series else [])]
            for name in called:
                words = keys(name)
                names["".join(words)].add(event.iri)
                if len(words) == 1:
                    alone.add(words[0])
            if event.series:
                series[event.series].add(event.iri)
                series_of[event.iri] = (event.series,)
            for acronym in (*_acronyms(bare), *_acronyms(event.series or "")):
                acronyms[acronym].add(event.iri)
            for place in _places(event.location or "", bare, event.series or ""):
                places["".join(keys(place))].add(event.iri)
        names.pop("", None)
        places.pop("", None)
        of_years = sets()
        for iri, each in years.items():
            for year in each:
                of_years[year].add(iri)
        talks_of_years = {
            year: {talk for iri in held for talk in talks.get(iri, ())}
            for year, held in of_years.items()
        }
        self._labels: Dictionary = labels
        self._talks: Dictionary = talks
        self._years: Dictionary = years
        self._of_years: Dictionary = of_years
        self._series: Dictionary = series
        self._series_of: Dictionary = series_of
        self._whole: Dictionary = whole
        self._names: Dictionary = names
        self._acronyms: Dictionary = acronyms
        self._places: Dictionary = places
        self._alone: Dictionary = dict.fromkeys(alone, ())  # names of one word
        self.talks_of_years: Dictionary = talks_of_years

    @classmethod
    def stored(cls, shelf: Shelf, ordinary: Ordinary) -> Self:
        """Return the one that was saved."""
        return cls.taken(shelf, _ordinary=ordinary)

    def readings(self, typed: Typed, taken: set[int]) -> Iterator[Reading]:
        """Yield what names events: runs of pieces."""
        for run in _runs(typed, self._pieces(typed, taken)):
            yield from self._of_run(typed, run)

    # ── pieces ───────────────────────────────────────────────────────────────────────────────

    def _pieces(self, typed: Typed, taken: set[int]) -> list[_Piece]:
        found: list[_Piece] = []
        used = set(taken)
        for first, last in spans(len(typed), _LONGEST, used):
            piece = self._piece(typed, first, last)
            if piece is not None:
                used.update(range(first, last))
                found.append(piece)
        return sorted(found, key=lambda piece: piece.first)

    def _piece(self, typed: Typed, first: int, last: int) -> _Piece | None:
        joined = "".join(typed.keys(first, last))
        several = last - first > 1
        if several and len(joined) <= _SHORT_ACRONYM:
            return None
        if joined in self._names:
            sure = joined not in self._alone
            return self._made(first, last, self._names[joined], is_name=True, is_sure=sure)
        if not several and joined in self._acronyms:
            shouted = typed.words[first].text.isupper()
            if shouted or (len(joined) > _SHORT_ACRONYM and not self._ordinary.knows(joined)):
                return self._made(first, last, self._acronyms[joined], is_name=True, is_sure=True)
            return None
        capital = any(typed.words[place].is_capital for place in range(first, last))
        if joined in self._places and (capital or joined not in self._ordinary):
            return self._made(first, last, self._places[joined], is_name=False, is_sure=False)
        return None if several else self._with_year(joined, first, last)

    def _with_year(self, joined: str, first: int, last: int) -> _Piece | None:
        """Read a name and a year in one word ("sailconf2019", "SC19"), or a year."""
        if _YEAR.fullmatch(joined):
            events = set(self._of_years.get(joined, ()))
            year = self._made(first, last, events, is_name=False, is_sure=False)
            return year if events else None
        glued = _GLUED.fullmatch(joined)
        if glued is None:
            return None
        name, year_of = glued[1], glued[2] if len(glued[2]) == 4 else f"20{glued[2]}"
        events = {
            iri
            for iri in (*self._names.get(name, ()), *self._acronyms.get(name, ()))
            if year_of in self._years.get(iri, ())
        }
        return self._made(first, last, events, is_name=True, is_sure=True) if events else None

    def _made(
        self, first: int, last: int, events: Iterable[str], *, is_name: bool, is_sure: bool
    ) -> _Piece:
        return _Piece(
            first=first, last=last, events=frozenset(events), is_name=is_name, is_sure=is_sure
        )

    # ── pieces together ──────────────────────────────────────────────────────────────────────

    def _of_run(self, typed: Typed, run: Sequence[_Piece]) -> Iterator[Reading]:
        while run:
            events = frozenset.intersection(*(piece.events for piece in run))
            years = [p for p in run if _is_year(typed, p)]
            if events and len(run) > len(years):
                yield self._reading(typed, run, events, len(run) > 1)
                return
            if len(run) == 1:
                return
            rest = run[-1:]
            yield from self._of_run(typed, rest)
            run = run[:-1]

    def _reading(
        self, typed: Typed, run: Sequence[_Piece], events: frozenset[str], together: bool
    ) -> Reading:
        first, last = run[0].first, run[-1].last
        named = [piece for piece in run if piece.is_name]
        lead = led_by(typed, first, _AT if named else AT)
        alone = typed.is_all(range(first, last))
        sure = any(piece.is_sure for piece in run) or together or lead is not None or alone
        if any(_YEAR.fullmatch(typed.key(place)) for place in (first - 1, last)):
            sure = False  # of a year in which it was not
        exact = events.intersection(self._whole.get("".join(typed.keys(first, last)), ()))
        return Reading(
            kind=MentionKind.EVENT,
            first=first,
            last=last,
            lead=lead if sure else None,
            label=self._label(typed, run, events),
            iris=tuple(sorted(events)),
            filters=Filters(events=events) if sure else NO_FILTERS,
            talks=self._talks_of(events),
            weight=_NAMED_SMALL if named else _PLACE,
            foremost=self._talks_of(exact) if sure and len(events) > 1 else frozenset(),
            strength=Strength.EVENT if sure else Strength.PREFERRED,
        )

    def _talks_of(self, events: Iterable[str]) -> frozenset[str]:
        return frozenset(talk for iri in events for talk in self._talks.get(iri, ()))

    def _label(self, typed: Typed, run: Sequence[_Piece], events: frozenset[str]) -> str:
        first = min(events)
        if len(events) == 1:
            [label] = self._labels[first]
            return label
        for name in self._series_of.get(first, ()):
            if events == frozenset(self._series[name]):
                return f"{name} ({numbered(len(events), 'event', 'events')})"
        words = typed.between(run[0].first, run[-1].last)
        return f"{words} ({numbered(len(events), 'event', 'events')})"


def _held_in(records: Iterable[TalkRecord]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the talks of each event, and the years of their dates."""
    talks, years = sets(), sets()
    for record in records:
        talks[record.event].add(record.iri)
        if record.date is not None:
            years[record.event].add(str(record.date.year))
    return talks, years


def _is_year(typed: Typed, piece: _Piece) -> bool:
    return piece.last - piece.first == 1 and bool(_YEAR.fullmatch(typed.key(piece.first)))


def _runs(typed: Typed, pieces: Sequence[_Piece]) -> Iterator[Sequence[_Piece]]:
    """Yield the pieces that stand side by side, but for prepositions."""
    run: list[_Piece] = list(pieces[:1])
    for left, right in pairwise(pieces):
        if all(typed.key(place) in _BETWEEN for place in range(left.last, right.first)):
            run.append(right)
        else:
            yield run
            run = [right]
    if run:
        yield run


def _without_year(name: str) -> str:
    return " ".join(_YEAR.sub(" ", name).split())


def _acronyms(name: str) -> Iterator[str]:
    """Yield the initials of a name, and its capital letters: "SailOps Summit" is SS and SOS.

    >>> sorted(set(_acronyms("SailOps Yearly Summit")))
    ['soys', 'sys']
    """
    words = name.split()
    if len(words) < 2:
        return
    for letters in (
        "".join(word[0] for word in words if word[0].isalnum()),
        "".join(c for word in words for c in word if c.isupper()),
        "".join(word if word.isupper() else word[0] for word in words),
    ):
        if _SHORT_ACRONYM <= len(letters) <= _LONGEST_ACRONYM:
            yield "".join(keys(letters))


def _places(location: str, name: str, series: str) -> Iterator[str]:
    """Yield the names of places in a location, and what a name says beside its series."""
    parts = [part.strip() for part in re.split(r"[,();/]", location)]
    yield from (part for part in parts if len(part) > 2)
    if series and name.startswith(f"{series} "):
        rest = name.removeprefix(f"{series} ")
        yield rest
        yield from (letters for letters in _acronyms(rest))
