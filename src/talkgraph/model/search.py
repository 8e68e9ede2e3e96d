"""What is indexed, what is asked, and what is answered."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from talkgraph.display import Shown


class PassageKind(StrEnum):
    """What a passage is: the values of `search --kind`."""

    POST = "post"
    NOTE = "note"
    QUOTE = "quote"
    TALK = "talk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text that can be found: the IRI of what says it, and of the talk it is in.

    `talk` is the IRI of a talk or, for what was said in a session, of the session. A passage of
    kind `TALK` is the talk's title.
    """

    iri: str
    kind: PassageKind
    talk: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRecord:
    """What search filters by and shows of a talk (or session), without asking the graph.

    `name` is the short name (`event/talk`). `speakers` are (IRI, name) pairs in order; `topics`
    are concept IRIs with their confidence; `mentions` are account IRIs; `work` is the IRI of
    the work performed.
    """

    iri: str
    name: str
    title: str
    event: str
    event_name: str
    is_talk: bool = True
    date: dt.date | None = None
    speakers: tuple[tuple[str, str], ...] = ()
    topics: Mapping[str, float] = field(default_factory=dict)
    mentions: tuple[str, ...] = ()
    work: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search is narrowed to before anything is ranked. Empty means no limit.

    `kinds` are passage kinds; `events`, `speakers`, `topics` and `talks` are sets of IRIs, and a
    talk passes if it has any of each set; `since` and `until` are dates, both included, and a
    talk without a date passes neither.
    """

    kinds: frozenset[PassageKind] = frozenset()
    events: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    talks: frozenset[str] = frozenset()
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why a passage was found: words it shares with the query, similarity, topics shared.

    `words` are the query's words that stand in the text, as the text spells them; `similarity`
    is the cosine with the query, or `None` where the passage was found by its words alone;
    `topics` are labels.
    """

    words: tuple[str, ...] = ()
    similarity: float | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Hit(Shown):
    """A passage that answers a search: what `search --format json` prints.

    `talk` is an IRI, `title` and `event` are names, `speakers` are names in order. Scores
    compare within one answer only.
    """

    PLURAL: ClassVar[str] = "hits"
    COLUMNS: ClassVar[tuple[str, ...]] = ("score", "kind", "text", "title", "speakers", "event")

    iri: str
    kind: PassageKind
    score: float
    text: str
    talk: str
    title: str
    event: str
    speakers: tuple[str, ...]
    why: Why
