"""Reads people in a query: whole names, handles, surnames and given names, misspelt names.

A whole name always counts. A surname or a given name counts where it is no ordinary word, or has
a capital letter as names have, or stands where only a name makes sense ("what did page say");
nothing is said of two people, or beside another name ("Ada Kite" is not "Lena Kite"): then their
talks are preferred, or it is a word like any other.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final, Self

from talkgraph.knowledge.understanding.reading import Reading, Strength, spans
from talkgraph.knowledge.understanding.words import (
    FRAME,
    KIND_WORDS,
    Ordinary,
    Typed,
    keys,
)
from talkgraph.model import Filters, Person, TalkRecord
from talkgraph.model.names import Names
from talkgraph.model.queries import NO_FILTERS, MentionKind
from talkgraph.search.once import once
from talkgraph.search.stored.shelf import Dictionary, Shelf, Shelved, sets

_MOST_PREFERRED: Final = 5
_BESIDE: Final = 0.15  # how much somebody is preferred who may well be somebody else
_SHORTEST: Final = 3
_LONGEST_HANDLE: Final = 6  # in words: "@ada.kite@sail.example"
_ABOUT: Final = frozenset({"about", "on"})
_SHORTEST_MISSPELT: Final = 4
_LONG: Final = 8
_LONGEST: Final = "words of the longest name"
_Words = tuple[str, ...]


class People(Shelved):
    """Everybody with a name or a handle, by the words of the name, a space between them."""

    ON_SHELF = (
        "_labels",
        "_talks",
        "_full",
        "_endings",
        "_given",
        "_handles",
        "_accounts",
        "_with_word",
        "_missing",
        "_numbers",
    )

    def __init__(
        self,
        people: Iterable[Person],
        records: Iterable[TalkRecord],
        names: Names,
        ordinary: Ordinary,
    ) -> None:
        """Index names."""
        self.ordinary = ordinary
        labels: dict[str, tuple[str]] = {}
        full, endings, given, handles, with_word, accounts = (sets() for _ in range(6))
        longest = 0
        for person in people:
            iri = names.person(person.slug)
            labels[iri] = (person.name,)
            for account in person.accounts:
                accounts[account.key[1]].add(iri)
                if not account.is_identifier:
                    handles[_bare(account.handle)].add(iri)
            for words in {keys(each) for each in (person.name, *person.alternate_names)}:
                if words:
                    longest = max(longest, len(words))
                    full[_joined(words)].add(iri)
                    given[words[0]].add(iri)
                    for first in range(1, len(words)):
                        endings[_joined(words[first:])].add(iri)
                    for word in words if len(words) > 1 else ():
                        with_word[word].add(_joined(words))
        self._labels: Dictionary = labels
        self._talks: Dictionary = _talks_of(records)
        self._full: Dictionary = full
        self._endings: Dictionary = endings
        self._given: Dictionary = given
        self._handles: Dictionary = handles
        self._accounts: Dictionary = accounts
        self._with_word: Dictionary = with_word
        self._missing: Dictionary = _by_shortened(with_word)
        self._numbers: Dictionary = {_LONGEST: (str(longest),)}

    @classmethod
    def stored(cls, shelf: Shelf, ordinary: Ordinary) -> Self:
        """Return the one that was saved."""
        return cls.taken(shelf, ordinary=ordinary)

    def name(self, iri: str) -> str:
        """Return what a person is called."""
        [name] = self._labels[iri]
        return name

    def talks_of(self, iri: str) -> Collection[str]:
        """Return the talks (IRIs) of somebody."""
        return self._talks.get(iri, ())

    def called(self, name: str) -> Collection[str]:
        """Return those (IRIs) who have this very name, as far as its words tell."""
        return self._full.get(_joined(keys(name)), ())

    def ending(self, name: str) -> Collection[str]:
        """Return those whose names have more words, and end in these."""
        return self._endings.get(_joined(keys(name)), ())

    def with_account(self, handle: str) -> Collection[str]:
        """Return those who have an account with a handle, as accounts compare them."""
        return self._accounts.get(handle, ())

    @once
    def _longest(self) -> int:
        """How many words the longest name has."""
        [longest] = self._numbers[_LONGEST]
        return int(longest)

    # ── what surely is a name ────────────────────────────────────────────────────────────────

    def whole(self, typed: Typed, taken: set[int]) -> Iterator[Reading]:
        """Yield whole names of at least two words, and handles."""
        for first, last in spans(len(typed), self._longest, taken):
            words = typed.keys(first, last)
            if len(words) > 1 and (found := self._full.get(_joined(words))):
                yield self._reading(first, last, found, Strength.WHOLE)
        for first, last in spans(len(typed), _LONGEST_HANDLE, taken):
            handle = typed.between(first, last)
            owners = self._handles.get(_bare(handle))
            is_word = last - first == 1 and self.ordinary.knows(typed.key(first))
            if owners and (handle.startswith("@") or not is_word):
                yield self._reading(first, last, owners, Strength.HANDLE)

    # ── what may be one ──────────────────────────────────────────────────────────────────────

    def parts(self, typed: Typed, taken: set[int]) -> Iterator[Reading]:
        """Yield surnames, given names and names of one word, and names with a letter wrong."""
        for first, last in spans(len(typed), self._longest, taken):
            words = typed.keys(first, last)
            if last - first == 1:
                yield from self._of_one_word(typed, first, taken)
            elif found := self._endings.get(_joined(words)):
                yield self._reading(first, last, found, Strength.PART)
            else:
                yield from self._misspelt(typed, first, last)

    def _of_one_word(self, typed: Typed, place: int, taken: set[int]) -> Iterator[Reading]:
        word = typed.key(place)
        surname = self._endings.get(word)
        found = self._called(word)
        if found and surname:
            yield from self._with_given_name(typed, place, surname, taken)
        if not found:
            yield from self._one_misspelt(typed, place, taken)
        elif self._is_name(typed, place, taken):
            sure = not self._stands_beside_a_name(typed, place, taken)
            if sure or word not in self.ordinary:
                yield self._reading(place, place + 1, found, Strength.PART, narrows=sure)

    def _called(self, word: str) -> Collection[str]:
        """Return whom a word names: as a whole name, else as a surname, else as a given name."""
        whole, surname = self._full.get(word), self._endings.get(word)
        return whole or surname or self._given.get(word) or ()

    def _with_given_name(
        self, typed: Typed, place: int, surname: Iterable[str], taken: set[int]
    ) -> Iterator[Reading]:
        """Yield a surname with another form of the given name ("Tom" for "Thomas")."""
        if place > 0 and place - 1 not in taken:
            given = typed.key(place - 1)
            same = [iri for iri in surname if _may_be_called(self.name(iri), given)]
            if same:
                yield self._reading(place - 1, place + 1, same, Strength.PART)

    def _is_name(self, typed: Typed, place: int, taken: set[int]) -> bool:
        """Tell whether a word that is somebody's name is used as one."""
        word = typed.key(place)
        is_whole = word in self._full
        found = self._called(word)
        talks = frozenset().union(*(self._talks.get(iri, ()) for iri in found))
        alone = typed.is_all([place], taken)
        if is_whole and (len(typed) == 1 or typed.is_said(place)):
            return True
        if len(word) < _SHORTEST:
            return alone and typed.capital_tells(place, taken)
        ordinary = word in self.ordinary
        if ordinary and not typed.capital_tells(place, taken):
            return self._can_be_nothing_else(typed, place, taken, talks)
        if self.ordinary.is_subject(word, talks):
            return typed.is_said(place)
        if ordinary:
            return alone or typed.is_said(place)
        if (is_whole or word in self._endings) and not _is_given(word):
            return True
        return alone or typed.is_said(place) or typed.key(place + 1) in _ABOUT

    def _can_be_nothing_else(
        self, typed: Typed, place: int, taken: set[int], talks: Collection[str]
    ) -> bool:
        """Tell whether an ordinary word, written small, stands where only a name makes sense.

        So it is where it is all that is asked for, and the notes do not have the word, neither as
        a word nor as a name in other talks than these.
        """
        if typed.is_surely_said(place):
            return True
        asked = typed.is_all([place], taken) or typed.is_said(place)
        return asked and not self.ordinary.is_written(typed.key(place), talks)

    def _stands_beside_a_name(self, typed: Typed, place: int, taken: set[int]) -> bool:
        """Tell whether the next word, or the one before, may be of the same name.

        What somebody has may be named after them, too: "Okafor's law".
        """
        following = typed.key(place + 1)
        if typed.is_possessive(place) and following not in FRAME | KIND_WORDS | {""}:
            return True
        return any(
            0 <= other < len(typed)
            and other not in taken
            and typed.are_side_by_side(min(place, other))
            and self._may_be_a_name(typed, other, place)
            for other in (place - 1, place + 1)
        )

    def _may_be_a_name(self, typed: Typed, other: int, place: int) -> bool:
        word = typed.words[other]
        if word.key in FRAME or word.key in KIND_WORDS or word.key.isdecimal():
            return False
        if word.is_capital and typed.words[place].is_capital:
            # Beside a name, capitals throughout are an acronym: "Kite TLS".
            return not word.is_acronym or typed.words[place].is_acronym
        unknown = word.key not in self.ordinary or (other < place and _is_given(word.key))
        return unknown and word.is_capital == typed.words[place].is_capital

    # ── misspelt ─────────────────────────────────────────────────────────────────────────────

    def _misspelt(self, typed: Typed, first: int, last: int) -> Iterator[Reading]:
        """Yield the name that has all these words but one, which is nearly the same."""
        words = typed.keys(first, last)
        near = {
            name
            for word in words
            for name in self._with_word.get(word, ())
            if self._is_nearly(words, tuple(name.split(" ")))
        }
        iris = {iri for name in near for iri in self._full[name]}
        if len(iris) == 1:
            yield self._reading(first, last, iris, Strength.PART)

    def _is_nearly(self, typed: _Words, name: _Words) -> bool:
        if len(typed) != len(name):
            return False
        unlike = [pair for pair in zip(typed, name, strict=True) if pair[0] != pair[1]]
        return len(unlike) == 1 and self._is_misspelt(*unlike[0])

    def _one_misspelt(self, typed: Typed, place: int, taken: set[int]) -> Iterator[Reading]:
        """Yield the surname that is nearly a word, where it is used as a name."""
        word = typed.key(place)
        if not (typed.is_all([place], taken) or typed.is_said(place)) or len(word) < len(
            typed.words[place].text
        ):
            return
        meant = {
            each
            for shorter in (word, *_shortened(word))
            for each in (*self._missing.get(shorter, ()), shorter)
            if each in self._endings and self._is_misspelt(word, each)
        }
        iris = {iri for each in meant for iri in self._endings[each]}
        if len(iris) == 1 and not self._stands_beside_a_name(typed, place, taken):
            yield self._reading(place, place + 1, iris, Strength.PART)

    def _is_misspelt(self, typed: str, meant: str) -> bool:
        from rapidfuzz.distance import OSA

        if min(len(typed), len(meant)) < _SHORTEST_MISSPELT or self.ordinary.knows(typed):
            return False
        most = 2 if len(meant) >= _LONG else 1
        return OSA.distance(typed, meant, score_cutoff=most) <= most

    # ── readings ─────────────────────────────────────────────────────────────────────────────

    def _reading(
        self,
        first: int,
        last: int,
        found: Iterable[str],
        strength: Strength,
        *,
        narrows: bool = True,
    ) -> Reading:
        iris = tuple(sorted(found))
        talks = frozenset(talk for iri in iris for talk in self._talks.get(iri, ()))
        one = len(iris) == 1 or strength == Strength.WHOLE
        few = len(iris) <= _MOST_PREFERRED
        shown = dict.fromkeys(self.name(iri) for iri in iris[:_MOST_PREFERRED])
        return Reading(
            kind=MentionKind.PERSON,
            first=first,
            last=last,
            label=" / ".join(shown) + ("" if few else " / …"),
            iris=iris,
            filters=Filters(speakers=frozenset(iris)) if one and narrows and talks else NO_FILTERS,
            talks=talks if few else frozenset(),
            weight=1.0 if narrows else _BESIDE,
            strength=strength,
        )


def _talks_of(records: Iterable[TalkRecord]) -> Dictionary:
    talks = sets()
    for record in records:
        for iri, _ in record.speakers:
            talks[iri].add(record.iri)
    return talks


def _by_shortened(words: Iterable[str]) -> Dictionary:
    found = sets()
    for word in words:
        for shorter in _shortened(word):
            found[shorter].add(word)
    return found


def _joined(words: _Words) -> str:
    return " ".join(words)


def _may_be_called(name: str, given: str) -> bool:
    from talkgraph.conclusions.people.names import same_given_name

    first = keys(name)[0]
    return first != given and same_given_name(given, first)


def _bare(handle: str) -> str:
    return handle.lstrip("@").strip("_").casefold()


def _is_given(word: str) -> bool:
    from talkgraph.conclusions.people.names import is_known

    return is_known(word)


def _shortened(word: str) -> list[str]:
    """Return a word with each of its letters left out in turn."""
    return [word[:place] + word[place + 1 :] for place in range(len(word))]
