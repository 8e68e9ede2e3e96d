"""Collects what can be matched with: people, talks, events, topics, organizations, their values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.graph import queries
from talkgraph.knowledge.answers import EventStats
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.reconcile.kinds import EVENT, ORGANIZATION, PERSON, TALK, TOPIC, Kind
from talkgraph.model import Person, TalkRecord, Topic
from talkgraph.model.meaning import every_label
from talkgraph.words import cut, numbered, one_line

_LONGEST: Final = 200
_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Named:
    """Another thing as a value: its name and its IRI."""

    name: str
    iri: str


Value = str | int | Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that a name may mean.

    `also` are its other names, `handles` those of its accounts (without the `@`); `values` has the
    values of each property (`kinds.PROPERTIES`), in order, and nothing for those without any.
    """

    iri: str
    kind: Kind
    name: str
    also: tuple[str, ...]
    handles: tuple[str, ...]
    description: str
    values: Mapping[str, tuple[Value, ...]]


def things_in(kb: KnowledgeBase) -> tuple[Thing, ...]:
    """Return all that can be matched with, by kind, then by name and IRI."""
    told = _Told(kb)
    makers = (_people, _talks, _events, _topics, _organizations)
    return tuple(
        thing
        for made in makers
        for thing in sorted(made(told), key=lambda each: (each.name, each.iri))
    )


class _Told:
    """What a knowledge base tells, by what it tells of."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.events = {event.iri: event for event in kb.events()}
        self.event = {iri: Named(name=each.name, iri=iri) for iri, each in self.events.items()}
        self._order = {iri: place for place, iri in enumerate(self.events)}
        self.parts = [record for record in kb.records.values() if not record.is_event]
        self.talks = [record for record in self.parts if record.is_talk]
        self.by_person: dict[str, list[TalkRecord]] = defaultdict(list)
        for record in self.parts:
            for person, _ in record.speakers:
                self.by_person[person].append(record)
        self.topics: Mapping[str, Topic] = {topic.iri: topic for topic in kb.parts.topics}
        self.topic = {iri: Named(name=each.label, iri=iri) for iri, each in self.topics.items()}
        self.bodies: dict[str, dict[str, Named]] = defaultdict(dict)
        self.staff: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in kb.select(queries.APPEARANCES):
            known = Named(name=row["bodyName"], iri=row["body"])
            self.bodies[row["person"]].setdefault(row["body"], known)
            self.staff[row["body"]][row["person"]].add(row["talk"])
        self.elsewhere: dict[str, list[str]] = defaultdict(list)
        for row in kb.select(queries.ELSEWHERE):
            if row["target"] not in self.topics:
                self.elsewhere[row["thing"]].append(row["target"])
        self.countries: dict[str, list[str]] = defaultdict(list)
        for row in kb.select(queries.EVENT_COUNTRIES):
            self.countries[row["event"]].append(row["country"])
        self.names = {kb.names.person(person.slug): person.name for person in kb.people}

    def years(self, records: Iterable[TalkRecord]) -> list[int]:
        return sorted({record.dates[0].year for record in records if record.dates})

    def of_events(self, records: Iterable[TalkRecord]) -> list[EventStats]:
        """Return the events of some talks, each once, in order of date."""
        found = {record.event for record in records}
        return [self.events[iri] for iri in sorted(found, key=lambda each: self._order[each])]


def _with_values(**values: Iterable[Value]) -> Mapping[str, tuple[Value, ...]]:
    kept = {name: tuple(dict.fromkeys(each)) for name, each in values.items()}
    return {name: each for name, each in kept.items() if each}


def _people(told: _Told) -> Iterator[Thing]:
    for person in told.kb.people:
        iri = told.kb.names.person(person.slug)
        talks = told.by_person.get(iri, [])
        events = told.of_events(talks)
        bodies = list(told.bodies.get(iri, {}).values())
        yield Thing(
            iri=iri,
            kind=PERSON,
            name=person.name,
            also=person.alternate_names,
            handles=tuple(account.handle for account in person.accounts),
            description=_described([*(each.name for each in bodies), *(e.name for e in events)]),
            values=_with_values(
                alternateName=person.alternate_names,
                account=_accounts(person),
                affiliation=sorted(bodies),
                event=[told.event[event.iri] for event in events],
                talk=[Named(name=talk.title, iri=talk.iri) for talk in talks if talk.is_talk],
                year=told.years(talks),
                country=[c for event in events for c in told.countries.get(event.iri, ())],
                talks=[sum(talk.is_talk for talk in talks)],
                url=person.urls,
                sameAs=told.elsewhere.get(iri, ()),
            ),
        )


def _accounts(person: Person) -> list[str]:
    accounts = (each for each in person.accounts if not each.is_identifier)
    return [each.url or f"{each.service}:{each.handle}" for each in accounts]


def _talks(told: _Told) -> Iterator[Thing]:
    for talk in told.talks:
        event = told.events[talk.event]
        speakers = [Named(name=name, iri=iri) for iri, name in talk.speakers]
        yield Thing(
            iri=talk.iri,
            kind=TALK,
            name=talk.title,
            also=(),
            handles=(),
            description=_joined(
                [_described([each.name for each in speakers]), event.name, talk.day or event.start]
            ),
            values=_with_values(
                speaker=speakers,
                event=[told.event[event.iri]],
                date=[talk.day] if talk.day else (),
                year=told.years([talk]),
                place=[event.location] if event.location else (),
                country=told.countries.get(event.iri, ()),
                topic=[told.topic[iri] for iri in talk.topics_by_confidence if iri in told.topic],
                sameAs=told.elsewhere.get(talk.iri, ()),
            ),
        )


def _events(told: _Told) -> Iterator[Thing]:
    for event in told.events.values():
        start = event.start or ""
        yield Thing(
            iri=event.iri,
            kind=EVENT,
            name=event.name,
            also=(),
            handles=(),
            description=_described([start, event.location or "", _talk_count(event.talks)]),
            values=_with_values(
                startDate=[start] if start else (),
                endDate=[event.end] if event.end else (),
                year=[int(start[:4])] if start else (),
                place=[event.location] if event.location else (),
                country=told.countries.get(event.iri, ()),
                series=[event.series] if event.series else (),
                talks=[event.talks],
                url=[event.url] if event.url else (),
                sameAs=told.elsewhere.get(event.iri, ()),
            ),
        )


def _topics(told: _Told) -> Iterator[Thing]:
    talks = {topic.iri: topic.talks for topic in told.kb.vocabulary()}
    for topic in told.topics.values():
        yield Thing(
            iri=topic.iri,
            kind=TOPIC,
            name=topic.label,
            also=every_label(topic)[1:],
            handles=(),
            description=cut(one_line(topic.definition), _LONGEST),
            values=_with_values(
                alternateName=topic.alternate_labels,
                broader=[told.topic[iri] for iri in topic.broader if iri in told.topic],
                definition=[topic.definition] if topic.definition else (),
                talks=[talks.get(topic.iri, 0)],
                sameAs=told.elsewhere.get(topic.iri, ()),
            ),
        )


def _organizations(told: _Told) -> Iterator[Thing]:
    called: dict[str, dict[str, None]] = defaultdict(dict)
    others: dict[str, dict[str, None]] = defaultdict(dict)
    for row in told.kb.select(queries.ORGANIZATIONS):
        called[row["body"]][row["name"]] = None
        others[row["body"]][row.get("other", row["name"])] = None
    records = told.kb.records
    for iri, (name, *more) in called.items():
        also = [each for each in dict.fromkeys((*more, *others[iri])) if each != name]
        staff = told.staff.get(iri, {})
        people = sorted(Named(name=told.names.get(who, who), iri=who) for who in staff)
        talks = [records[talk] for each in staff.values() for talk in each if talk in records]
        yield Thing(
            iri=iri,
            kind=ORGANIZATION,
            name=name,
            also=tuple(also),
            handles=(),
            description=_described([each.name for each in people]),
            values=_with_values(
                alternateName=also,
                person=people,
                event=[told.event[event.iri] for event in told.of_events(talks)],
                year=told.years(talks),
                talks=[len({talk.iri for talk in talks if talk.is_talk})],
                sameAs=told.elsewhere.get(iri, ()),
            ),
        )


def _talk_count(count: int) -> str:
    return numbered(count, "talk", "talks")


def _joined(parts: Iterable[str | None]) -> str:
    return cut(", ".join(part for part in parts if part), _LONGEST)


def _described(parts: Sequence[str]) -> str:
    told = list(dict.fromkeys(one_line(part) for part in parts if part.strip()))
    more = len(told) - _MOST_NAMED
    return _joined([*told[:_MOST_NAMED], f"{more} more" if more > 0 else None])
