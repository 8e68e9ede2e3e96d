"""Finds the things that a name from elsewhere may mean, and scores them.

A name is compared with those that have a rare word of it, and with those whose letters are most
like its own; both lists are short, however much there is. What else is told of the thing, the
properties, moves the score: by three tenths of it, towards what they come to.

A candidate is a match, which a program may take without asking, only if it alone has this very name
(or handle, or IRI) among all that are asked for, or alone among these has the properties told. A
slip of one letter is another person as often as not: it is a match only if the properties say so.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from heapq import nsmallest
from typing import Final

from rapidfuzz import fuzz, process

from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.reconcile.kinds import KINDS, PERSON, Kind
from talkgraph.knowledge.reconcile.names import (
    EXACT,
    LETTERS,
    LONGEST,
    Folded,
    folded,
    likeness,
    turned,
)
from talkgraph.knowledge.reconcile.things import Named, Thing, Value, things_in
from talkgraph.model.names import Names
from talkgraph.search.once import once

_BY_LETTERS: Final = 40
_BY_WORDS: Final = 200
_OF_PROPERTIES: Final = 0.3
_UNKNOWN: Final = 50.0
_FITS: Final = 80.0
_NEARLY: Final = 90.0
_CLEARLY: Final = 10.0
_BARE_HANDLE: Final = 90.0
_LONGEST_LIST: Final = 5_000
_DATE: Final = re.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for: a name, the kinds that it may be of, and what else is known.

    `kinds` that are empty mean any. `properties` are pairs of a property's identifier and the
    values that it may have: texts, or IRIs of things.
    """

    name: str = ""
    kinds: frozenset[Kind] = frozenset()
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()
    limit: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A thing that may be meant: 0 to 100 how surely, and whether no doubt is left.

    `name` is how alike the names are (`None` where none was asked for), `properties` how well
    each property fits, both 0 to 100.
    """

    thing: Thing
    score: float
    is_match: bool
    is_exact: bool
    name: float | None
    properties: Mapping[str, float] = field(default_factory=dict)


def reconciler(kb: KnowledgeBase) -> "Reconciler":
    """Return what matches names with a knowledge base, which is kept with it."""
    return kb.kept("reconciler", lambda: Reconciler(things_in(kb), kb.names))


class Reconciler:
    """All that a name may mean, and what finds it."""

    def __init__(self, things: Sequence[Thing], names: Names) -> None:
        """Index the names of some things; `names` says what short IRIs are below."""
        self.things = things
        self._names = names
        self._places = {thing.iri: place for place, thing in enumerate(things)}
        self._called: list[tuple[Folded, int]] = []
        self._with_word: dict[str, list[int]] = defaultdict(list)
        self._with_handle: dict[str, list[int]] = defaultdict(list)
        self._letters: dict[str, list[str]] = {kind.iri: [] for kind in KINDS}
        self._numbers: dict[str, list[int]] = {kind.iri: [] for kind in KINDS}
        for place, thing in enumerate(things):
            self._add(place, thing)
        self._words = sorted(self._with_word)

    def _add(self, place: int, thing: Thing) -> None:
        for handle in thing.handles:
            self._with_handle[handle.casefold()].append(place)
        for name in dict.fromkeys((thing.name, *thing.also)):
            bare = folded(name)
            if bare.words:
                number = len(self._called)
                self._called.append((bare, place))
                self._letters[thing.kind.iri].append(bare.ordered)
                self._numbers[thing.kind.iri].append(number)
                for word in set(bare.words):
                    self._with_word[word].append(number)

    def thing(self, text: str) -> Thing | None:
        """Return the thing with an IRI, which may be without the base (`person/ana-lund`)."""
        place = self._places.get(text, self._places.get(f"{self._names.base}{text}"))
        return None if place is None else self.things[place]

    # ── candidates ───────────────────────────────────────────────────────────────────────────

    def find(self, asked: Asked) -> tuple[Candidate, ...]:
        """Return what may be meant, the surest first, at most as many as are asked for."""
        named = self._named(asked) if asked.name.strip() else self._with_properties(asked)
        found = sorted(
            (self._candidate(place, alike, asked) for place, alike in named.items()),
            key=lambda each: (-each.score, each.thing.name, each.thing.iri),
        )
        chosen = _sure(found, asked)
        return tuple(replace(each, is_match=each is chosen) for each in found[: asked.limit])

    def _named(self, asked: Asked) -> dict[int, float | None]:
        """Return the places of the things whose names are like one, with how alike they are."""
        wanted = asked.name.strip()
        known = self.thing(wanted)
        if known is not None and _may_be(known, asked):
            return {self._places[known.iri]: EXACT}
        bare, usual = folded(wanted), turned(wanted)
        person = folded(usual) if usual else bare
        found: dict[int, float | None] = {}
        for number in (*self._by_words(bare), *self._by_letters(bare, asked.kinds)):
            name, place = self._called[number]
            thing = self.things[place]
            if _may_be(thing, asked):
                is_person = thing.kind is PERSON
                alike = likeness(person if is_person else bare, name, of_people=is_person)
                if alike:
                    found[place] = max(alike, found.get(place) or 0.0)
        for place in self._with_handle.get(wanted.removeprefix("@").casefold(), ()):
            if _may_be(self.things[place], asked):
                sure = EXACT if wanted.startswith("@") else _BARE_HANDLE
                found[place] = max(sure, found.get(place) or 0.0)
        return found

    def _by_words(self, bare: Folded) -> list[int]:
        """Return the names that have the rarest words of one."""
        found = Counter[int]()
        for word in sorted(set(bare.words), key=lambda each: (self._count(each), each)):
            numbers = self._with_word.get(word, ())
            if found and len(found) + len(numbers) > _LONGEST_LIST:
                break
            found.update(numbers[:_LONGEST_LIST])
        return nsmallest(
            _BY_WORDS, found, key=lambda n: (-found[n], len(self._called[n][0].text), n)
        )

    def _count(self, word: str) -> int:
        return len(self._with_word.get(word, ()))

    def _by_letters(self, bare: Folded, kinds: frozenset[Kind]) -> list[int]:
        found: list[int] = []
        for kind in KINDS:
            if not kinds or kind in kinds:
                near = process.extract(
                    bare.ordered,
                    self._letters[kind.iri],
                    scorer=fuzz.ratio,
                    score_cutoff=LETTERS,
                    limit=_BY_LETTERS,
                )
                found += [self._numbers[kind.iri][place] for _, _, place in near]
        return found

    def _with_properties(self, asked: Asked) -> dict[int, float | None]:
        """Return the places of the things that have, word for word, all properties asked for."""
        sets = [
            {place for value in values for place in self._having.get((name, _key(value)), ())}
            for name, values in asked.properties
        ]
        both = set.intersection(*sets) if sets else set()
        return {place: None for place in sorted(both) if _may_be(self.things[place], asked)}

    @once
    def _having(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """The places of the things that have a value, by property and value."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        keys = cache(lambda value: tuple(_keys(value)))  # many things have the same values
        for place, thing in enumerate(self.things):
            for name, values in thing.values.items():
                for key in dict.fromkeys(key for value in values for key in keys(value)):
                    found[name, key].append(place)
        return found

    def _candidate(self, place: int, alike: float | None, asked: Asked) -> Candidate:
        thing = self.things[place]
        fits = {name: _fit(thing, name, values) for name, values in asked.properties}
        score = alike
        if fits:
            mean = sum(fits.values()) / len(fits)
            score = mean if score is None else score + _OF_PROPERTIES * (mean - score)
        return Candidate(
            thing=thing,
            score=round(score or 0.0, 1),
            is_match=False,
            is_exact=alike == EXACT,
            name=alike,
            properties=fits,
        )

    # ── suggestions ──────────────────────────────────────────────────────────────────────────

    def beginning(self, text: str, kinds: frozenset[Kind] = frozenset()) -> tuple[Thing, ...]:
        """Return the things whose names begin with a text, then those whose words begin so.

        Then come those whose names are like it. An IRI, or the end of one, gives what it names.
        """
        asked = Asked(name=text, kinds=kinds, limit=_BY_LETTERS)
        known = self.thing(text.strip())
        if known is not None and _may_be(known, asked):
            return (known,)
        bare = folded(text)
        if not bare.words and not text.strip("@ "):
            return tuple(thing for thing in self.things if _may_be(thing, asked))
        first: list[Thing] = []
        then: list[Thing] = []
        for number in self._with_beginnings(bare.words):
            name, place = self._called[number]
            if _may_be(self.things[place], asked):
                begins = name.text.startswith(bare.text)
                (first if begins else then).append(self.things[place])
        rest = [each.thing for each in self.find(asked)]
        ordered = (*_in_order(first), *_in_order(then), *rest)
        return tuple({thing.iri: thing for thing in reversed(ordered)}.values())[::-1]

    def _with_beginnings(self, words: Sequence[str]) -> set[int]:
        """Return the names that have, for each of some words, one that begins with it."""
        found: set[int] | None = None
        for word in sorted(words, key=lambda each: (-len(each), each)):
            begun: set[int] = set()
            for place in range(bisect_left(self._words, word), len(self._words)):
                if not self._words[place].startswith(word):
                    break
                begun.update(self._with_word[self._words[place]])
            found = begun if found is None else found & begun
            if not found:
                break
        return found or set()


def _in_order(things: Iterable[Thing]) -> list[Thing]:
    return sorted(things, key=lambda each: (each.name.casefold(), each.iri))


def _may_be(thing: Thing, asked: Asked) -> bool:
    return not asked.kinds or thing.kind in asked.kinds


def _sure(found: Sequence[Candidate], asked: Asked) -> Candidate | None:
    """Return the candidate of which no doubt is left, if there is one."""
    fitting = [each for each in found if all(fit >= _FITS for fit in each.properties.values())]
    exact = [each for each in found if each.is_exact]
    if exact:
        alone = exact if len(exact) == 1 else [each for each in exact if each in fitting]
        contradicted = [e for e in alone if any(fit < _UNKNOWN for fit in e.properties.values())]
        return alone[0] if len(alone) == 1 and not contradicted else None
    if not asked.name.strip():
        return found[0] if len(found) == 1 else None
    if asked.properties and len(fitting) == 1 and fitting[0] is found[0]:
        gap = found[0].score - (found[1].score if len(found) > 1 else 0.0)
        return found[0] if (found[0].name or 0.0) >= _NEARLY and gap >= _CLEARLY else None
    return None


# ── properties ───────────────────────────────────────────────────────────────────────────────


def _fit(thing: Thing, name: str, values: Sequence[str]) -> float:
    """Return how well a property fits, 0 to 100; what nothing is known of is neither."""
    known = thing.values.get(name, ())
    if not known or not values:
        return _UNKNOWN
    return max(_same(value, each) for value in values for each in known)


def _keys(value: Value) -> Iterator[str]:
    """Yield what may be asked for to get a value: of a date, also the year and the month."""
    if isinstance(value, Named):
        yield _key(value.name)
        yield value.iri
    elif isinstance(value, str) and _DATE.fullmatch(value):
        parts = value.split("-")
        yield from ("-".join(parts[:count]) for count in range(1, len(parts) + 1))
    else:
        yield _key(str(value))


def _key(text: str) -> str:
    bare = text.strip()
    return bare if "://" in bare or _DATE.fullmatch(bare) else folded(bare).text


def _same(asked: str, known: Value) -> float:
    if isinstance(known, int):
        return EXACT if asked.strip()[:4] == str(known) else 0.0
    if isinstance(known, Named):
        if asked == known.iri or known.iri.endswith(f"/{asked}"):
            return EXACT
        return likeness(folded(asked), folded(known.name))
    bare = asked.strip()
    if bare and known[:1].isdigit() and known.startswith(bare):
        return EXACT  # a year or a month of a date
    if bare == known:
        return EXACT
    return likeness(folded(bare), folded(known[:LONGEST]))
