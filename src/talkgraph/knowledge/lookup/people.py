"""People by their names: whole ones, surnames, and parts that are of one person only.

A whole name goes before any part of one, and of parts what is surer goes first: a surname, any
other words of a name, the beginnings of its words, letters within it. Accents and letter case
count for nothing, and a part of a name means those who gave talks before those who did not.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from talkgraph.knowledge.understanding.words import keys
from talkgraph.model import Person

A_PERSON: Final = "A person's name, a part of one that only one has, or an @handle."
_Words = tuple[str, ...]


class PeopleByName:
    """Everybody, by the words of all their names."""

    def __init__(self, people: Iterable[Person], speakers: Collection[str]) -> None:
        """Take people, and the slugs of those of them who gave a talk."""
        self._named = [
            (words, person)
            for person in people
            for words in {_words(name): None for name in (person.name, *person.alternate_names)}
        ]
        self._speakers = speakers

    def called(self, name: str) -> list[Person]:
        """Return those who have this very name."""
        return self._those(_words(name), _Words.__eq__)

    def part(self, name: str) -> list[Person]:
        """Return those of whose names this is a part, in the surest way in which it is one."""
        asked = keys(name)
        if not asked:
            return []
        for is_part in _WAYS:
            if found := self._those(asked, is_part):
                return [each for each in found if each.slug in self._speakers] or found
        return []

    def _those(self, asked: _Words, is_it: Callable[[_Words, _Words], bool]) -> list[Person]:
        found = {each.slug: each for words, each in self._named if is_it(words, asked)}
        return list(found.values())


def _words(name: str) -> _Words:
    return keys(name) or (name.strip(),)


def _ends(name: _Words, asked: _Words) -> bool:
    return name[-len(asked) :] == asked


def _holds(name: _Words, asked: _Words) -> bool:
    return f" {' '.join(asked)} " in f" {' '.join(name)} "


def _begins(name: _Words, asked: _Words) -> bool:
    """Tell whether each word asked for begins a word of the name, whatever their order.

    >>> _begins(("ada", "kite"), ("kite", "a")), _begins(("ada", "kite"), ("a", "ad"))
    (True, False)
    """
    left = list(name)
    for word in sorted(asked, key=len, reverse=True):
        begun = next((each for each in left if each.startswith(word)), None)
        if begun is None:
            return False
        left.remove(begun)
    return True


def _has_letters(name: _Words, asked: _Words) -> bool:
    return " ".join(asked) in " ".join(name)


_WAYS: Final[Sequence[Callable[[_Words, _Words], bool]]] = (_ends, _holds, _begins, _has_letters)
