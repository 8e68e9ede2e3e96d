"""What a search is read as: the people, events, times and phrases in it, and what is put right.

A `Query` is what `knowledge.understanding` makes of the words that somebody typed; search ranks by
its `text` among what its `filters` leave. Places in the words (`start`, `end`) count characters
from 0, the end not included.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from talkgraph.model.passages import Filters


class MentionKind(StrEnum):
    """What words in a query name."""

    PERSON = "person"
    EVENT = "event"
    ORGANIZATION = "organization"
    TOPIC = "topic"
    THEME = "theme"
    TIME = "time"
    KIND = "kind"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of a query that name something: `text` as typed, `label` as the notes call it.

    `iris` are those of what is named, sorted: several for an organization's or an event's series;
    none of a time, a kind of passage or a phrase. `narrows` tells whether it says where to look,
    or only what is preferred.
    """

    kind: MentionKind
    start: int
    end: int
    text: str
    label: str
    iris: tuple[str, ...] = ()
    narrows: bool = True


class Rewriting(StrEnum):
    """How a word was read as another."""

    SPELLING = "spelling"
    NUMERONYM = "numeronym"
    ACRONYM = "acronym"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A word that was read as others (`meant`): in place of it, or beside it.

    The words of a numeronym or an acronym are searched for beside what was typed, if anything has
    that; those of a misspelt word in its place.
    """

    start: int
    end: int
    typed: str
    meant: tuple[str, ...]
    how: Rewriting

    @property
    def replaces(self) -> bool:
        """Whether what was typed is no longer searched for."""
        return self.how is Rewriting.SPELLING


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What somebody typed, read once.

    `text` is what is ranked by, corrections made and what only narrows taken out: empty where the
    words name people, events or times and nothing else. `filters` are what the mentions narrow to;
    `preferred` gives talks (IRIs) that are likelier meant, by how much (0 to 1). `phrases` are
    words that have to stand together, in this order.
    """

    typed: str
    text: str
    mentions: tuple[Mention, ...] = ()
    corrections: tuple[Correction, ...] = ()
    phrases: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    preferred: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
