"""A way to read some words of a query, and how readings that do not overlap are chosen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from talkgraph.knowledge.understanding.words import Typed
from talkgraph.model import Filters
from talkgraph.model.queries import Mention, MentionKind
from talkgraph.words import word_set

NO_FILTERS: Final = Filters()
AT: Final = frozenset({"at", "from", "in", "during", "of"})
"""Words that say where or when."""
PEOPLE: Final = word_set("people speakers folks those anybody anyone somebody someone engineers")
"""Words for whoever comes from a place or an organization."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Words from `first` to before `last` as the name of something.

    `lead` is where the words begin that say nothing without it ("at", "in the"). `filters` are what
    it narrows to, empty where it only prefers; `talks` are then the ones preferred, by `weight`.
    Talks that are `foremost` come first in any case.
    """

    kind: MentionKind
    first: int
    last: int
    label: str
    iris: tuple[str, ...] = ()
    filters: Filters = NO_FILTERS
    talks: frozenset[str] = frozenset()
    weight: float = 1.0
    foremost: frozenset[str] = frozenset()
    lead: int | None = None
    strength: int = 1

    @property
    def narrows(self) -> bool:
        """Whether it says where to look."""
        return self.filters != NO_FILTERS

    @property
    def covered(self) -> range:
        """The places of its words."""
        return range(self.first, self.last)

    def place(self, typed: Typed) -> tuple[int, int]:
        """Return where its words stand, in characters."""
        return typed.words[self.first].start, typed.words[self.last - 1].end

    def mention(self, typed: Typed) -> Mention:
        """Return it as a mention, with places in characters."""
        start, end = self.place(typed)
        return Mention(
            kind=self.kind,
            start=start,
            end=end,
            text=typed.between(self.first, self.last),
            label=self.label,
            iris=self.iris,
            narrows=self.narrows,
        )


def chosen(readings: Iterable[Reading], taken: set[int]) -> Iterator[Reading]:
    """Yield those that do not overlap, the longest and then the strongest first.

    Takes the places of their words into `taken`, and leaves out what stands there already.
    """
    ordered = sorted(
        readings, key=lambda each: (each.first - each.last, -each.strength, each.first, each.iris)
    )
    for reading in ordered:
        if taken.isdisjoint(reading.covered):
            taken.update(reading.covered)
            yield reading


def spans(count: int, longest: int, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of words, at most `longest` long, none of which is taken; longest first."""
    for length in range(min(longest, count), 0, -1):
        for first in range(count - length + 1):
            if taken.isdisjoint(range(first, first + length)):
                yield first, first + length


def led_by(typed: Typed, first: int, leads: frozenset[str]) -> int | None:
    """Return where a preposition before a word begins, an article between them or not.

    "People" before it belong to it: "speakers from", "those at".
    """
    before = first - 1
    if typed.key(before) in {"the", "a"}:
        before -= 1
    if before < 0 or typed.key(before) not in leads:
        return None
    return before - 1 if typed.key(before - 1) in PEOPLE else before
