"""Dictionaries on disk: what stands under a text is read when the text is looked up.

A shelf is one table (`stored.lines`) of many named dictionaries, from texts to texts. A line holds
the name of its dictionary, the text, and what stands under it; a set is a dictionary with nothing
under its texts. What asks dictionaries, made or taken from a shelf, is a `Shelved`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import ClassVar, Final, Self

from talkgraph.search.stored.lines import Lines, save_table

Dictionary = Mapping[str, Collection[str]]
"""Texts under texts: sets are put in order when they are saved, all else keeps its order."""
_Line = tuple[str, str, tuple[str, ...]]
_BETWEEN: Final = "\n"


def save_shelf(path: Path, dictionaries: Mapping[str, Dictionary]) -> None:
    """Write dictionaries by their names."""
    save_table(path, _lines(dictionaries), _keys)


def _lines(dictionaries: Mapping[str, Dictionary]) -> Iterator[_Line]:
    for name in sorted(dictionaries):
        for text, held in sorted(dictionaries[name].items(), key=lambda each: each[0]):
            ordered = sorted(held) if isinstance(held, set | frozenset) else held
            yield (name, text, tuple(ordered))


def _keys(line: _Line) -> tuple[str, ...]:
    return (_key(line[0], line[1]),)


def _key(name: str, text: str) -> str:
    return f"{name}{_BETWEEN}{text}"


class Shelf:
    """The dictionaries that `save_shelf` wrote."""

    def __init__(self, path: Path) -> None:
        """Map a file; raises `KnowledgeBaseDamaged`, naming it, if its parts do not fit."""
        self._lines: Lines[_Line] = Lines(path, _Line, _keys)  # type: ignore[arg-type]

    def dictionary(self, name: str) -> "Stored":
        """Return the dictionary with a name; one that was not saved is empty."""
        return Stored(self._lines, name)


class Stored(Mapping[str, tuple[str, ...]]):
    """A dictionary on a shelf: to look a text up is fast, to go through all of them is not."""

    def __init__(self, lines: Lines[_Line], name: str) -> None:
        """Take the lines of all dictionaries, and the name of this one."""
        self._lines = lines
        self._name = name

    def __getitem__(self, text: str) -> tuple[str, ...]:
        """Return what stands under a text; raises `KeyError`."""
        row = self._lines.row(_key(self._name, text))
        if row is None:
            raise KeyError(text)
        return self._lines[row][2]

    def __iter__(self) -> Iterator[str]:
        """Yield all texts, in order."""
        return (line[1] for line in self._lines if line[0] == self._name)

    def __len__(self) -> int:
        """Count the texts, which takes as long as going through all of the shelf."""
        return sum(1 for _ in self)


class Numbers(Mapping[str, int]):
    """A stored dictionary with one number under each text."""

    def __init__(self, held: Stored) -> None:
        """Take the dictionary."""
        self._held = held

    def __getitem__(self, text: str) -> int:
        """Return the number; raises `KeyError`."""
        [number] = self._held[text]
        return int(number)

    def __iter__(self) -> Iterator[str]:
        """Yield all texts, in order."""
        return iter(self._held)

    def __len__(self) -> int:
        """Count the texts, which takes as long as going through all of the shelf."""
        return len(self._held)


class Shelved:
    """What looks texts up in dictionaries: its attributes `ON_SHELF`, made or taken from a shelf.

    One that is worked out `once` is worked out when it is saved, and taken as it was. What only
    serves to work them out (`BEHIND`) is not there where they were taken.
    """

    ON_SHELF: ClassVar[tuple[str, ...]]
    BEHIND: ClassVar[tuple[str, ...]] = ()

    def shelved(self) -> dict[str, Dictionary]:
        """Return what is to be saved, by the names it is found under again."""
        return {_name(type(self), each): getattr(self, each) for each in self.ON_SHELF}

    @classmethod
    def taken(cls, shelf: Shelf, **others: object) -> Self:
        """Return one with the dictionaries of a shelf, the `others` of its attributes as given."""
        made = cls.__new__(cls)
        vars(made).update(others, **dict.fromkeys(cls.BEHIND))
        for each in cls.ON_SHELF:
            vars(made)[each] = shelf.dictionary(_name(cls, each))
        return made


def sets() -> dict[str, set[str]]:
    """Return a dictionary to fill, with a set under any text."""
    return defaultdict(set)


def _name(owner: type, attribute: str) -> str:
    return f"{owner.__name__}.{attribute.strip('_')}"
