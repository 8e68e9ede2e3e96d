"""Cards: what is known of the people, events, topics and themes that a query names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from talkgraph.knowledge.hits import Card
from talkgraph.knowledge.understanding.named import NamedEvent
from talkgraph.model import Topic
from talkgraph.model.passages import ABOUT_FROM
from talkgraph.model.queries import Mention, MentionKind
from talkgraph.search.once import once
from talkgraph.words import cut, one_line

if TYPE_CHECKING:
    from talkgraph.knowledge.opened import Parts

_MOST: Final = 3
_LONGEST: Final = 160
_SHOWN: Final = frozenset(
    {MentionKind.PERSON, MentionKind.EVENT, MentionKind.TOPIC, MentionKind.THEME}
)
_Known = tuple[str, list[str], int, int]
"""The name of a thing, what is told of it, and how many talks and sessions it has."""


class Cards:
    """What is known of everything that has a card."""

    def __init__(self, parts: "Parts") -> None:
        """Look it up in the parts of a generation."""
        self._parts = parts
        self._columns = parts.columns

    @once
    def _events(self) -> Mapping[str, NamedEvent]:
        return {each.iri: each for each in self._parts.named.events}

    @once
    def _topics(self) -> Mapping[str, Topic]:
        return {each.iri: each for each in self._parts.topics}

    @once
    def _talks_of_events(self) -> Mapping[str, int]:
        columns = self._columns
        places = Counter(columns.of_events[columns.is_talk].tolist())
        return Counter({columns.events[place]: count for place, count in places.items()})

    @once
    def _talks_of_topics(self) -> Mapping[str, int]:
        """How many talks are said to be about each topic."""
        columns = self._columns
        about = columns.is_talk[columns.topic_talks] & (columns.topic_shares >= ABOUT_FROM)
        places = Counter(columns.topic_places[about].tolist())
        return Counter({columns.topics[place]: count for place, count in places.items()})

    def of(self, mentions: Iterable[Mention]) -> tuple[Card, ...]:
        """Return the cards of what is named, in order; of more than three of a name, none."""
        found: dict[str, Card] = {}
        for mention in mentions:
            if mention.kind in _SHOWN and len(mention.iris) <= _MOST:
                for iri in mention.iris:
                    found.setdefault(iri, self._card(mention.kind, iri))
        return tuple(found.values())

    def _card(self, kind: MentionKind, iri: str) -> Card:
        makers = {
            MentionKind.PERSON: self._person,
            MentionKind.EVENT: self._event,
            MentionKind.TOPIC: self._topic,
            MentionKind.THEME: self._theme,
        }
        name, about, talks, sessions = makers[kind](iri)
        told = cut(one_line(", ".join(dict.fromkeys(about))), _LONGEST)
        return Card(kind=kind, iri=iri, name=name, about=told, talks=talks, sessions=sessions)

    def _person(self, iri: str) -> _Known:
        parts = self._parts
        rows = (parts.row(talk) for talk in parts.reader.people.talks_of(iri))
        given = [parts.records[row] for row in sorted(row for row in rows if row is not None)]
        talks = sum(record.is_talk for record in given)
        known = parts.named.organizations
        bodies = [each.names[0] for each in known if any(iri == who for who, _ in each.staff)]
        person = parts.person[parts.names.address(iri)]
        handles = [account.at_handle for account in person.accounts if not account.is_identifier]
        events = [record.event_name for record in given]
        return person.name, [*handles[:1], *bodies, *events], talks, len(given) - talks

    def _event(self, iri: str) -> _Known:
        event = self._events[iri]
        days = [day for day in (event.start, event.end) if day]
        when = " to ".join(dict.fromkeys(days))
        held = self._talks_of_events[iri]
        return event.name, [part for part in (when, event.location) if part], held, 0

    def _topic(self, iri: str) -> _Known:
        topic = self._topics[iri]
        return topic.label, [topic.definition], self._talks_of_topics[iri], 0

    def _theme(self, iri: str) -> _Known:
        theme = self._parts.theme[self._parts.names.address(iri)]
        return theme.name, list(theme.keywords), len(theme.members), 0
