"""What somebody has said of a file of notes, each word with the line it stands on."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Final, Generic, TypeVar

from talkgraph.model import Span

T = TypeVar("T")

TALK: Final = "talk"
IGNORE: Final = "ignore"
KINDS: Final = (TALK, "day", "event", "index", IGNORE)
"""What a file may be declared to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed(Generic[T]):
    """A value that somebody has fixed, and where."""

    value: T
    span: Span

    def __str__(self) -> str:
        """Name the place for people: "talkgraph.toml, line 7"."""
        return f"{self.span.source}, line {self.span.first}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is fixed of one file; `None` where nothing is.

    `kind` is one of `KINDS`; `level` that of the headings (1 to 6) or what else acts as headings.
    `date` is the file's own day; `start` and `end` are those of its event.
    """

    kind: Fixed[str] | None = None
    level: Fixed[int | str] | None = None
    event: Fixed[str] | None = None
    start: Fixed[dt.date] | None = None
    end: Fixed[dt.date] | None = None
    location: Fixed[str] | None = None
    date: Fixed[dt.date] | None = None
    title: Fixed[str] | None = None
    speakers: Fixed[tuple[str, ...]] | None = None

    def over(self, other: "Said") -> "Said":
        """Return both together, with this one's word where both say something.

        What the other one says of another event is not said of this one's.
        """
        told = {name: getattr(self, name) or getattr(other, name) for name in _NAMES}
        dated = self.start is not None or self.end is not None
        if self.event and (other.event is None or self.event.value != other.event.value):
            told.update(start=self.start, end=self.end, location=self.location)
        elif dated:
            told.update(start=self.start, end=self.end)
        return Said(**told)

    @property
    def role(self) -> Fixed[str] | None:
        """What the file is said to be; title and speakers are those of a talk."""
        of_talk = self.title or self.speakers
        if self.kind is None and self.level is None and of_talk is not None:
            return Fixed(value=TALK, span=of_talk.span)
        return self.kind

    @property
    def sources(self) -> frozenset[str]:
        """The sources in which something is said."""
        said = (getattr(self, name) for name in _NAMES)
        return frozenset(each.span.source for each in said if each is not None)

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day of the event."""
        if self.start is None:
            return None
        return self.start.value, (self.end or self.start).value


_NAMES: Final = tuple(each.name for each in fields(Said))

NOTHING: Final = Said()
"""Nobody has said anything."""
