"""What a search answers with beside its hits: what was understood of the words, and cards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from talkgraph.knowledge.answers import Hit, TalkHits
from talkgraph.knowledge.tables import Results, Shown
from talkgraph.model import PassageKind, Why
from talkgraph.model.queries import Correction, Mention, MentionKind
from talkgraph.words import numbered


def talks_and_sessions(talks: int, sessions: int) -> str:
    """Return in words how many talks and other sessions there are; nothing where there are none.

    >>> talks_and_sessions(2, 1), talks_and_sessions(0, 1), talks_and_sessions(0, 0)
    ('2 talks, 1 session', '1 session', '')
    """
    counted = ((talks, "talk", "talks"), (sessions, "session", "sessions"))
    return ", ".join(numbered(count, one, many) for count, one, many in counted if count)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Card(Shown):
    """A person, event, topic or theme that the words name: its name, and a line of what is known.

    `talks` counts its talks, and `sessions` the sessions, such as short talks, of a person.
    """

    PLURAL: ClassVar[str] = "cards"
    COLUMNS: ClassVar[tuple[str, ...]] = ("kind", "name", "about", "talks")

    kind: MentionKind
    iri: str
    name: str
    about: str
    talks: int
    sessions: int = 0

    @property
    def held(self) -> str:
        """How many talks and sessions it has, in words; empty where it has none."""
        return talks_and_sessions(self.talks, self.sessions)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Understood(Shown):
    """What was made of the words of a search.

    `text` is what hits are ranked by, empty where the words only name people, events or times.
    `mentions` are what the words name; those in `dropped` would have left nothing and were not
    kept. `corrections` are words that were read as others. `found_phrase` tells whether anything
    has the words in quotation marks (`None`: there are none). `language` (BCP 47) is that of the
    words where the model does not speak it. `sure`, 0 to 1, is how sure it is that there is an
    answer, in what the search is narrowed to.
    """

    PLURAL: ClassVar[str] = "readings"

    typed: str = ""
    text: str = ""
    mentions: tuple[Mention, ...] = ()
    dropped: tuple[Mention, ...] = ()
    corrections: tuple[Correction, ...] = ()
    found_phrase: bool | None = None
    language: str | None = None
    sure: float | None = None
    cards: tuple[Card, ...] = ()

    @property
    def replaced(self) -> tuple[Correction, ...]:
        """The corrections of which what was typed is no longer searched for."""
        return tuple(each for each in self.corrections if each.replaces)

    @property
    def added(self) -> tuple[Correction, ...]:
        """The corrections that are searched for beside what was typed."""
        return tuple(each for each in self.corrections if not each.replaces)


class Hits(Results[Hit]):
    """What a search found, best first, and what it `understood` of the words."""

    understood: Understood

    def __new__(
        cls,
        values: Iterable[Hit] = (),
        kind: type | None = None,
        understood: Understood | None = None,
    ) -> Self:
        """Hold the hits in the order given."""
        self = super().__new__(cls, values, kind or Hit)
        self.understood = understood or Understood()
        return self

    @property
    def is_listed(self) -> bool:
        """Whether they are all that the words name, with nothing to rank them by."""
        return bool(self) and all(hit.score == 1.0 and hit.why == Why() for hit in self)

    def by_talk(self) -> Results[TalkHits]:
        """Return the talks that the hits are in, in the order of the best hit of each.

        >>> found = kb.search("paid for being on call", limit=10)
        >>> talks = found.by_talk()
        >>> len(talks) < len(found) == sum(len(each.hits) for each in talks)
        True
        """
        held: dict[str, list[Hit]] = {}
        for hit in self:
            held.setdefault(hit.talk, []).append(hit)
        return Results((_together(hits) for hits in held.values()), TalkHits)

    def newest_first(self) -> Self:
        """Return the same hits in order of date, the newest first, those without one last.

        Hits of one day stay in their order.
        """
        return self._like(sorted(self, key=lambda hit: hit.date or "", reverse=True))

    def near_best(self, share: float) -> Self:
        """Return the hits that score at least this share of what the best of them scores."""
        least = share * max((hit.score for hit in self), default=0.0)
        return self._like(hit for hit in self if hit.score >= least)

    def answering(self, least: float) -> Self:
        """Return the hits that score at least so much; all, where none does or nothing ranks them.

        What has the words in quotation marks answers, however low its score. So do quotes alone:
        they are few, and too short to score as a post does.
        """
        is_quotes = all(hit.kind is PassageKind.QUOTE for hit in self)
        if self.understood.found_phrase or self.is_listed or is_quotes:
            return self
        return self._like(hit for hit in self if hit.score >= least) or self

    def __getnewargs__(self) -> tuple[tuple[Hit, ...], type | None, Understood]:
        """Tell pickle and copy what `__new__` needs."""
        return (tuple(self), self.kind, self.understood)

    def _like(self, values: Iterable[Hit]) -> Self:
        return type(self)(values, self.kind, self.understood)


def _together(hits: Sequence[Hit]) -> TalkHits:
    """Return the hits of one talk as one."""
    first = hits[0]
    return TalkHits(
        talk=first.talk,
        title=first.title,
        event=first.event,
        speakers=first.speakers,
        date=first.date,
        score=max(hit.score for hit in hits),
        hits=Results(hits, Hit),
        start=first.start,
        room=first.room,
        status=first.status,
    )
