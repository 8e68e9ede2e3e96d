"""Reads people in a query: whole names, handles, surnames and given names, misspelt names.

A whole name always counts. A surname or a given name counts where it is no ordinary word, or has
a capital letter as names have; nothing is said of two people, or beside another name ("Ada Kite"
is not "Lena Kite"): then their talks are preferred, or it is a word like any other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from talkgraph.knowledge.understanding.reading import Reading, spans
from talkgraph.knowledge.understanding.words import FRAME, Ordinary, Typed, key, keys
from talkgraph.model import Filters, Person, TalkRecord
from talkgraph.model.names import Names
from talkgraph.model.queries import MentionKind

_FULL: Final = 9
_HANDLE: Final = 8
_WEAK: Final = 2
_MOST_PREFERRED: Final = 5
_SHORTEST_MISSPELT: Final = 4
_LONG: Final = 8
_Index = Mapping[tuple[str, ...], Sequence[str]]


class People:
    """Everybody with a name or a handle, by the words of the name."""

    def __init__(
        self,
        people: Iterable[Person],
        records: Iterable[TalkRecord],
        names: Names,
        ordinary: Ordinary,
    ) -> None:
        """Index names."""
        self._ordinary = ordinary
        self._labels: dict[str, str] = {}
        self._talks: dict[str, set[str]] = defaultdict(set)
        for record in records:
            for iri, _ in record.speakers:
                self._talks[iri].add(record.iri)
        full: dict[tuple[str, ...], set[str]] = defaultdict(set)
        endings: dict[tuple[str, ...], set[str]] = defaultdict(set)
        given: dict[str, set[str]] = defaultdict(set)
        handles: dict[str, set[str]] = defaultdict(set)
        self._with_word: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for person in people:
            iri = names.person(person.slug)
            self._labels[iri] = person.name
            for account in person.accounts:
                if not account.is_identifier:
                    handles[key(account.handle)].add(iri)
            for words in {keys(each) for each in (person.name, *person.alternate_names)}:
                if not words:
                    continue
                full[words].add(iri)
                given[words[0]].add(iri)
                for first in range(1, len(words)):
                    endings[words[first:]].add(iri)
                for word in words if len(words) > 1 else ():
                    self._with_word[word].add(words)
        self._full, self._endings, self._given, self._handles = full, endings, given, handles
        self._longest = max(map(len, full), default=0)
        self._missing: dict[str, set[str]] = defaultdict(set)
        for word in self._with_word:
            for shorter in _shortened(word):
                self._missing[shorter].add(word)

    # ── what surely is a name ────────────────────────────────────────────────────────────────

    def whole(self, typed: Typed, taken: set[int]) -> Iterator[Reading]:
        """Yield whole names of at least two words, and handles."""
        for first, last in spans(len(typed), self._longest, taken):
            words = typed.keys(first, last)
            if len(words) > 1 and words in self._full:
                yield self._reading(first, last, self._full[words], _FULL)
        for place, word in enumerate(typed.words):
            if place not in taken and word.key in self._handles:
                bare = not word.is_handle
                if not (bare and self._ordinary.knows(word.key)):
                    yield self._reading(place, place + 1, self._handles[word.key], _HANDLE)

    # ── what may be one ──────────────────────────────────────────────────────────────────────

    def parts(self, typed: Typed, taken: set[int]) -> Iterator[Reading]:
        """Yield surnames, given names and names of one word, and names with a letter wrong."""
        for first, last in spans(len(typed), self._longest, taken):
            words = typed.keys(first, last)
            if last - first == 1:
                yield from self._of_one_word(typed, first, taken)
            elif words in self._endings:
                yield self._reading(first, last, self._endings[words], _WEAK + 1)
        yield from self._misspelt(typed, taken)

    def _of_one_word(self, typed: Typed, place: int, taken: set[int]) -> Iterator[Reading]:
        word = typed.key(place)
        alone = self._full.get((word,))
        last = self._endings.get((word,))
        first = self._given.get(word)
        found = alone or last or first
        if not found or not self._is_name(typed, place, alone is not None):
            return
        if not alone and not last and not typed.words[place].is_capital and word in FRAME:
            return
        before = self._named_before(typed, place, taken)
        if before is not None and last:
            same = {iri for iri in last if self._may_be_called(iri, before)}
            if same:
                yield self._reading(place - 1, place + 1, same, _WEAK + 1)
            return
        beside = self._stands_beside_a_name(typed, place, taken)
        if beside and word in self._ordinary:
            return
        reading = self._reading(place, place + 1, found, _WEAK, narrows=not beside)
        if reading.narrows or len(found) <= _MOST_PREFERRED:
            yield reading

    def _is_name(self, typed: Typed, place: int, is_whole: bool) -> bool:
        word = typed.words[place]
        if typed.capital_tells(place) or (is_whole and len(typed) == 1):
            return True
        return word.key not in self._ordinary

    def _named_before(self, typed: Typed, place: int, taken: set[int]) -> str | None:
        """Return the given name that stands before a surname, if there is one."""
        before = place - 1
        if before < 0 or before in taken:
            return None
        word = typed.words[before]
        if word.key in self._given and (word.is_capital or word.key not in self._ordinary):
            return word.key
        return word.key if word.is_capital == typed.words[place].is_capital and _is_given(
            word.key
        ) and word.key not in self._ordinary else None

    def _may_be_called(self, iri: str, given: str) -> bool:
        from talkgraph.conclusions.people.names import same_given_name

        names = [keys(self._labels[iri])]
        return any(
            words and (words[0] == given or same_given_name(given, words[0])) for words in names
        )

    def _stands_beside_a_name(self, typed: Typed, place: int, taken: set[int]) -> bool:
        """Tell whether the next word, or the one before, may be of the same name."""
        for other in (place - 1, place + 1):
            if not 0 <= other < len(typed) or other in taken:
                continue
            word = typed.words[other]
            gap = typed.text[
                min(typed.words[place].end, word.end) : max(typed.words[place].start, word.start)
            ]
            if gap.strip() or word.text.endswith(("'s", "’s")) or typed.words[
                place
            ].text.endswith(("'s", "’s")):
                continue
            if word.is_capital and word.key not in FRAME and (other > 0 or typed.words[place].is_capital):
                return True
        return False

    # ── misspelt ─────────────────────────────────────────────────────────────────────────────

    def _misspelt(self, typed: Typed, taken: set[int]) -> Iterator[Reading]:
        for place, (left, right) in enumerate(pairwise(typed.words)):
            if {place, place + 1} & taken:
                continue
            found = self._near(left.key, right.key)
            iris = {iri for words in found for iri in self._full[words]}
            if len(iris) == 1:
                yield self._reading(place, place + 2, iris, _WEAK + 1)
        for place, word in enumerate(typed.words):
            if place not in taken and typed.capital_tells(place):
                yield from self._one_misspelt(typed, place, word.key)

    def _near(self, left: str, right: str) -> set[tuple[str, ...]]:
        """Return the names of two words of which one is right, and the other nearly."""
        found = set()
        for right_one, wrong in ((left, right), (right, left)):
            for words in self._with_word.get(right_one, ()):
                if len(words) != 2 or len(wrong) < _SHORTEST_MISSPELT:
                    continue
                place = 0 if right_one == left else 1
                if words[place] == right_one and self._is_misspelt(wrong, words[1 - place]):
                    found.add(words)
        return found

    def _one_misspelt(self, typed: Typed, place: int, word: str) -> Iterator[Reading]:
        if len(word) <= _SHORTEST_MISSPELT or self._ordinary.knows(word) or word in self._with_word:
            return
        meant = {
            each
            for shorter in (word, *_shortened(word))
            for each in (*self._missing.get(shorter, ()), shorter)
            if (each,) in self._endings and self._is_misspelt(word, each)
        }
        iris = {iri for each in meant for iri in self._endings[(each,)]}
        if len(iris) == 1 and not self._stands_beside_a_name(typed, place, set()):
            yield self._reading(place, place + 1, iris, _WEAK - 1)

    def _is_misspelt(self, typed: str, meant: str) -> bool:
        from rapidfuzz.distance import OSA

        if typed == meant or self._ordinary.knows(typed):
            return False
        most = 2 if len(meant) >= _LONG else 1
        return OSA.distance(typed, meant, score_cutoff=most) <= most

    # ── readings ─────────────────────────────────────────────────────────────────────────────

    def _reading(
        self, first: int, last: int, found: Iterable[str], strength: int, *, narrows: bool = True
    ) -> Reading:
        iris = tuple(sorted(found))
        talks = frozenset().union(*(self._talks.get(iri, ()) for iri in iris))
        label = " / ".join(dict.fromkeys(self._labels[iri] for iri in iris[:_MOST_PREFERRED]))
        one = len(iris) == 1 or strength == _FULL
        return Reading(
            kind=MentionKind.PERSON,
            first=first,
            last=last,
            label=label,
            iris=iris,
            filters=Filters(speakers=frozenset(iris)) if one and narrows and talks else Filters(),
            talks=talks,
            strength=strength,
        )


def _is_given(word: str) -> bool:
    from talkgraph.conclusions.people.names import is_known

    return is_known(word)


def _shortened(word: str) -> list[str]:
    """Return a word with each of its letters left out in turn."""
    return [word[:place] + word[place + 1 :] for place in range(len(word))]
