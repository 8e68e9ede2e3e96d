"""Which talks and sessions of several sources are one: by title, speakers and day."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final, Generic, TypeVar

from rapidfuzz import fuzz

from talkgraph.model import Session, Talk
from talkgraph.words import (
    CREDENTIALS,
    GENERIC_TITLE_WORDS,
    TITLE_STOP_WORDS,
    TITLES,
    fold,
    folded_words,
)

P = TypeVar("P", Talk, Session)
T = TypeVar("T")
_Person = str | tuple[str, str]

_ALIKE: Final = 90.0
"""How similar (0 to 100) two titles are that may be two spellings of one."""
_SUBTITLE: Final = re.compile(r":\s|\s[-–—|]\s")
_MOST_TRIED: Final = 100
"""How many talks of one title or person are looked at: nobody keeps more of them apart."""


@lru_cache(maxsize=65536)
def title_words(text: str) -> tuple[str, ...]:
    """Return the words of a title, without case, diacritics and punctuation."""
    folded = fold(text).replace("&", " and ")
    return tuple(re.findall(r"[^\W_]+", folded)) or (" ".join(folded.split()),)


@lru_cache(maxsize=65536)
def bare_name(text: str) -> str:
    """Return a name as it is compared: without case, diacritics, titles and degrees."""
    words = folded_words(text)
    return " ".join(w for w in words if w not in TITLES and w not in CREDENTIALS) or fold(text)


def says_nothing(title: tuple[str, ...]) -> bool:
    """Tell whether a title could be that of many talks.

    >>> says_nothing(title_words("Opening Keynote, Day 2"))
    True
    >>> says_nothing(title_words("Q&A on Tides"))
    False
    """
    return all(
        word in GENERIC_TITLE_WORDS or word in TITLE_STOP_WORDS or word.isdigit() for word in title
    )


@dataclass(slots=True, eq=False)
class Group(Generic[P]):
    """What is one talk or session, as each of some sources tells it.

    `telling` is the number of the first of these; `key` is the first's until another has it.
    """

    telling: int
    key: str
    parts: list[P] = field(default_factory=list)
    people: set[_Person] = field(default_factory=set)
    dates: set[dt.date] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    starts: set[dt.datetime] = field(default_factory=set)

    def add(self, part: P) -> None:
        """Add how one more source tells it."""
        self.parts.append(part)
        self.people |= _people(part)
        self.dates |= _known(part.date)
        self.days |= _known(part.day)
        self.starts |= _known(_clock(part.start))

    @property
    def date(self) -> dt.date | None:
        """Its date, by the first source that has one."""
        return next((part.date for part in self.parts if part.date), None)

    def agreement(self, part: P) -> tuple[bool | None, bool | None]:
        """Tell whether a part has the same people and day; `None` where that is not known."""
        dates, days = _known(part.date), _known(part.day)
        when = _agree(self.dates, dates) if self.dates or dates else _agree(self.days, days)
        return _agree(self.people, _people(part)), when

    @property
    def start(self) -> dt.datetime | None:
        """When it began, by the clock there, if any source says so."""
        return min(self.starts, default=None)

    def has_title_of(self, part: P) -> bool:
        """Tell whether a part of the same title is this one, too."""
        if _kind(self.parts[0]) != _kind(part):
            return False
        agreed = self.agreement(part)
        if says_nothing(title_words(part.title)):
            return True in agreed and False not in agreed
        return agreed != (False, False)

    def is_like(self, part: P) -> bool:
        """Tell whether a part with somebody in common is this one, though spelt otherwise."""
        title = title_words(part.title)
        if isinstance(part, Session) or says_nothing(title) or self.agreement(part)[1] is False:
            return False
        return any(_alike(title, title_words(each.title)) for each in self.parts)

    def has_slot_of(self, part: P) -> bool:
        """Tell whether a part with somebody in common is this one, though called otherwise.

        It is if it begins at the same time or, on the same day, where one of the titles is not
        known or only a part of the other.
        """
        if isinstance(part, Session) or self.agreement(part)[1] is False:
            return False
        start = _clock(part.start)
        if start is not None and self.starts:
            return start in self.starts
        titles = [each.title for each in self.parts if each.title]
        return not (part.title and titles) or any(_is_part(part.title, each) for each in titles)


def _clock(time: dt.datetime | None) -> dt.datetime | None:
    """Return a time as the clock showed it there: the zone may be known to one source only."""
    return None if time is None else time.replace(tzinfo=None)


def _is_part(one: str, other: str) -> bool:
    """Tell whether a title is another one's beginning or end, and says something by itself.

    One word does so where a subtitle follows it.

    >>> _is_part("Ropes", "Ropes: A Life"), _is_part("Ropes", "Ropes of the North")
    (True, False)
    """
    short, long = sorted((title_words(one), title_words(other)), key=len)
    size = len(short)
    if says_nothing(short) or short not in {long[:size], long[len(long) - size :]}:
        return False
    said = [word for word in short if word not in TITLE_STOP_WORDS]
    whole = max(one, other, key=lambda title: len(title_words(title)))
    return len(said) > 1 or title_words(_SUBTITLE.split(whole, maxsplit=1)[0]) == short


def _kind(part: Talk | Session) -> str | None:
    return part.kind if isinstance(part, Session) else None


def _alike(title: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two titles differ in their spelling only; parts 1 and 2 are two."""
    if [w for w in title if w.isdigit()] != [w for w in other if w.isdigit()]:
        return False
    return fuzz.ratio(" ".join(title), " ".join(other)) >= _ALIKE


def _agree(left: set[T], right: set[T]) -> bool | None:
    return not left.isdisjoint(right) if left and right else None


def _known(value: T | None) -> set[T]:
    return set() if value is None else {value}


def _people(part: Talk | Session) -> set[_Person]:
    speakers = [each for speaker in part.speakers for each in speaker.namings]
    names: set[_Person] = {bare_name(speaker.name) for speaker in speakers}
    return names | {account.key for speaker in speakers for account in speaker.accounts}


def grouped(told: Sequence[Sequence[P]]) -> list[Group[P]]:
    """Group the talks (or sessions) that each source tells: at most one of a source in a group."""
    known = _Groups[P]()
    for telling, parts in enumerate(told):
        homes: dict[int, int] = {}
        taken: set[int] = set()
        for find in (known.of_title, known.alike, known.in_slot):
            for n, part in enumerate(parts):
                at = None if n in homes else find(part, taken)
                if at is not None:
                    homes[n] = at
                    taken.add(at)
        for n, part in enumerate(parts):
            known.add(part, telling, homes.get(n))
    return known.groups


class _Groups(Generic[P]):
    """The groups so far, found by the titles and the people of their parts."""

    def __init__(self) -> None:
        self.groups: list[Group[P]] = []
        self._by_title: dict[object, dict[int, None]] = defaultdict(dict)
        self._by_person: dict[object, dict[int, None]] = defaultdict(dict)

    def add(self, part: P, telling: int, at: int | None) -> None:
        """Add a part to the group at a place, or else to a new one."""
        if at is None:
            at = len(self.groups)
            self.groups.append(Group(telling=telling, key=part.key))
        self.groups[at].add(part)
        if part.title:
            self._by_title[title_words(part.title)][at] = None
        for who in _people(part):
            self._by_person[who][at] = None

    def of_title(self, part: P, taken: set[int]) -> int | None:
        """Find the group of a part by its title: of several, that of its people, then day."""
        if not part.title:
            return None
        free = (at for at in self._by_title[title_words(part.title)] if at not in taken)
        fit = [at for at in islice(free, _MOST_TRIED) if self.groups[at].has_title_of(part)]
        return max(fit, key=lambda at: _closeness(self.groups[at], part), default=None)

    def alike(self, part: P, taken: set[int]) -> int | None:
        """Find the first group of a part among those with somebody in common."""
        return next((at for at in self._near(part, taken) if self.groups[at].is_like(part)), None)

    def in_slot(self, part: P, taken: set[int]) -> int | None:
        """Find the one group with somebody in common that was given when a part was."""
        fit = [at for at in self._near(part, taken) if self.groups[at].has_slot_of(part)]
        return fit[0] if len(fit) == 1 else None

    def _near(self, part: P, taken: set[int]) -> list[int]:
        near = {at for who in _people(part) for at in self._by_person[who]} - taken
        return sorted(near)[:_MOST_TRIED]


def _closeness(group: Group[P], part: P) -> tuple[bool, bool]:
    people, days = group.agreement(part)
    return people is True, days is True


def in_order(groups: Sequence[Group[P]]) -> Sequence[Group[P]]:
    """Return talks by day or, where the day of one is not known, as the sources tell them.

    Those of one day are in order of their start, if that of all is known.
    """
    dated = [(group.date, n) for n, group in enumerate(groups) if group.date]
    if len(dated) < len(groups):
        return groups
    timed = [(date, groups[n].start or dt.datetime.min, n) for date, n in dated]
    if any(start == dt.datetime.min for _, start, _ in timed):
        return [groups[n] for _, n in sorted(dated)]
    return [groups[n] for _, _, n in sorted(timed)]
