"""What is asked: a search as people write it, what it narrows, and what its words are read as.

`Search` is what is asked, and says where a filter is added; `Filters` are what that narrows. A
`Query` is what `knowledge.understanding` makes of the words that somebody typed; search ranks by
its `text` among what its `filters` leave. Places in the words (`start`, `end`) count characters
from 0, the end not included.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from talkgraph.model.passages import PassageKind, TalkRecord

Date = str | dt.date
"""A date, or a text such as `2019`, `2019-10` or `2019-10-02`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is searched for, as people write it, and how many answers are wanted at the most.

    The filters are those of `KnowledgeBase.search`: `kinds` are values of `PassageKind`; `event`,
    `speaker` and `topic` are names or IRIs. Without a text they say which talks are meant.

    The text is read for the names, times and phrases in it (`Query`), but for those
    words of it that `plain` names; `literal` takes all of it as it was typed. `exact` wants the
    whole text as one phrase. `newest` sorts the answers by date instead of by score.

    A new filter is a field here and one of `Filters`, made from it in `Lookup.filters`, and tested
    in `Filters.passes`; what it looks at is a field of `TalkRecord`, filled in by `_record` in
    `knowledge/build/passages.py`. To be asked for, it is a keyword of `KnowledgeBase.search`, an
    option in `cli/questions.py`, a parameter in `graph/sparql/search.py` (with its term in
    `ontology/talkgraph.ttl`), one of the API (`http/api/models.py`), and a field in the
    macro `choices` of the pages (`templates/macros.html`). The engine needs no change.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    event: str | None = None
    speaker: str | None = None
    topic: str | None = None
    since: Date | None = None
    until: Date | None = None
    limit: int = 10
    exact: bool = False
    literal: bool = False
    plain: tuple[str, ...] = ()
    newest: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether it says where to look, or for what kind of passage."""
        asked = (self.kinds, self.event, self.speaker, self.topic, self.since, self.until)
        return any(asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search is narrowed to before anything is ranked. Empty means no limit.

    `kinds` are passage kinds; `events`, `speakers`, `topics` and `talks` are sets of IRIs, and a
    talk passes if it has any of each set; `since` and `until` are dates, both included. A talk
    whose day is not told passes if its event was going on between them, and one that has neither
    passes neither. `voices` are names of people whose own words are wanted: only quotes pass then,
    and only theirs.
    """

    kinds: frozenset[PassageKind] = frozenset()
    events: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    talks: frozenset[str] = frozenset()
    since: dt.date | None = None
    until: dt.date | None = None

    def passes(self, record: TalkRecord) -> bool:
        """Tell whether a talk is one of those searched; of which kind a passage is, aside."""
        sets: tuple[tuple[frozenset[str], Iterable[str]], ...] = (
            (self.talks, (record.iri,)),
            (self.events, (record.event,)),
            (self.speakers, (iri for iri, _ in record.speakers)),
            (self.topics, record.topics),
        )
        if any(wanted and wanted.isdisjoint(has) for wanted, has in sets):
            return False
        if self.since is None and self.until is None:
            return True
        if record.dates is None:
            return False
        first, last = record.dates
        return (self.since is None or last >= self.since) and (
            self.until is None or first <= self.until
        )


NO_FILTERS: Final = Filters()


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
    words that have to stand together, in this order. `says` tells that it asks what was said,
    whatever that was ("what did Calloway say").
    """

    typed: str
    text: str
    mentions: tuple[Mention, ...] = ()
    corrections: tuple[Correction, ...] = ()
    phrases: tuple[str, ...] = ()
    filters: Filters = NO_FILTERS
    preferred: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    says: bool = False
