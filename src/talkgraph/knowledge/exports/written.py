"""What programmes and archives gave of an event, taken from the graph to be written as notes.

The values are made anew from the triples: those that a source told which is no notes, or notes that
were written of such a source. What follows from a text (quotes, mentions) is not among them: it
follows again when the notes are read.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, zip_longest
from typing import Final, Generic, TypeVar

from talkgraph.graph import queries
from talkgraph.graph.write.told.credits import RELATIONS
from talkgraph.model import (
    Abstract,
    Account,
    Day,
    Event,
    Link,
    LinkKind,
    Note,
    NoteKind,
    Post,
    Session,
    SessionItem,
    SessionKind,
    SourceKind,
    Span,
    Speaker,
    Statements,
    Talk,
    TalkStatus,
    Thread,
)
from talkgraph.model.names import SCHEMA, curie
from talkgraph.protocols import GraphReader
from talkgraph.sources.notes.addresses import account_of
from talkgraph.sources.written.said import plain_of
from talkgraph.sources.written.writing import written

T = TypeVar("T")

_STATEMENTS: Final = (
    queries.EVENT_ITSELF,
    queries.EVENT_PARTS,
    queries.EVENT_SAID,
    queries.EVENT_APPEARANCES,
    queries.EVENT_MEDIA,
)
_NOWHERE: Final = Span(source="")
_CANCELLED: Final = SCHEMA + "EventCancelled"
_Row = Mapping[str, Sequence[str]]


def notes_of(store: GraphReader, wanted: frozenset[str] | None = None) -> dict[str, str]:
    """Return the notes of each event (an IRI) that a machine tells of, by the event's slug.

    With `wanted`, only those of them.
    """
    return {event.slug: written(event) for event in events_of(store, wanted)}


def events_of(store: GraphReader, wanted: frozenset[str] | None = None) -> Iterator[Event]:
    """Yield each event as the programmes and archives tell it that tell of it."""
    kinds = _machine_events(store)
    chosen = {iri: kind for iri, kind in kinds.items() if wanted is None or iri in wanted}
    if chosen:
        shared = _shared(store)
        for iri, kind in chosen.items():
            yield _event_of(store, iri, kind, shared)


def _machine_events(store: GraphReader) -> dict[str, SourceKind]:
    """Return the events (IRIs) that a programme or an archive tells of, and which of the two."""
    found: dict[str, SourceKind] = {}
    for row in store.select(queries.SOURCES_OF):
        kind = SourceKind(row["kind"])
        if kind is not SourceKind.NOTES and found.get(row["event"]) is not SourceKind.PROGRAMME:
            found[row["event"]] = kind
    return found


def _shared(store: GraphReader) -> "Shared":
    """Return what the events of a graph share: accounts, names of series and hashtags."""
    accounts: dict[str, list[Account]] = defaultdict(list)
    for row in store.select(queries.ACCOUNTS):
        account = Account(service=row["service"], handle=row["handle"], url=row.get("url"))
        accounts[row["account"]].append(account)
    names: dict[str, list[str]] = defaultdict(list)
    for row in store.select(queries.SHARED_NAMES):
        names[row["thing"]].append(row["name"])
    places = {row["place"]: row["name"] for row in store.select(queries.PLACES)}
    return Shared(accounts=_Turns(accounts), names=_Turns(names), places=places)


class _Turns(Generic[T]):
    """Gives the values of a thing in turn, so that all are told where it stands often enough."""

    def __init__(self, values: Mapping[str, Sequence[T]]) -> None:
        self._values = values
        self._turns = {key: cycle(each) for key, each in values.items()}

    def all(self, key: str) -> Sequence[T]:
        """Return all values of a thing."""
        return self._values.get(key, ())

    def of(self, key: str) -> T | None:
        """Return the next value of a thing, or `None` where it has none."""
        return next(self._turns[key]) if key in self._turns else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Accounts, the names of series and hashtags, and those of places, by IRI."""

    accounts: _Turns[Account]
    names: _Turns[str]
    places: Mapping[str, str]


def _event_of(store: GraphReader, iri: str, kind: SourceKind, shared: Shared) -> Event:
    """Return an event (an IRI) as its programmes and archives tell it."""
    things = _statements(store, iri)
    machines = {
        row["version"]
        for row in store.select(queries.SOURCES_OF, {"event": iri})
        if row["kind"] != SourceKind.NOTES.value
    }
    return _Told(iri=iri, things=things, machines=machines, shared=shared).event(kind)


def _statements(store: GraphReader, event: str) -> dict[str, dict[str, list[str]]]:
    """Return the values of all things that hang on an event, by thing and property, in order."""
    names: dict[str, str] = {}
    told: dict[str, dict[str, set[str]]] = {}
    for query in _STATEMENTS:
        for row in store.select(query, {"event": event}):
            name = names.setdefault(row["property"], "") or curie(row["property"])
            names[row["property"]] = name
            told.setdefault(row["thing"], {}).setdefault(name, set()).add(row["value"])
    return {
        thing: {name: sorted(values) for name, values in row.items()}
        for thing, row in sorted(told.items())
    }


@dataclass(slots=True, kw_only=True)
class _Told:
    """The triples of one event by subject and property, and the values made of them.

    `below` has the things that hang on another one, by that and by their class.
    """

    iri: str
    things: Mapping[str, Mapping[str, Sequence[str]]]
    machines: set[str]
    shared: Shared
    below: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for thing, row in self.things.items():
            if thing == self.iri or not self._is_told(row):
                continue
            classes = [curie(each) for each in row.get("rdf:type", ())]
            address = _one(row, "schema:url")
            if address and "tg:Post" in classes:
                self.addresses[thing] = address
            owners = {o for p in ("tg:talk", "tg:event", "tg:inTalk") for o in row.get(p, ())}
            for owner in sorted(owners):
                for each in classes:
                    self.below[owner, each].append(thing)

    def _is_told(self, row: _Row) -> bool:
        """Tell whether a source tells of a thing that is no notes."""
        places = (*row.get("prov:wasDerivedFrom", ()), *row.get("tg:toldIn", ()))
        return any(place.split("#", 1)[0] in self.machines for place in places)

    def _of(self, owner: str, kind: str) -> list[_Row]:
        """Return what hangs on a thing, by position."""
        rows = [(self.things[each], each) for each in self.below.get((owner, kind), ())]
        return [row for row, _ in sorted(rows, key=lambda each: (_position(each[0]), each[1]))]

    def event(self, kind: SourceKind) -> Event:
        row = self.things[self.iri]
        start, year, month = _start(_one(row, "schema:startDate"))
        end = _one(row, "schema:endDate")
        series = next(iter(row.get("schema:superEvent", ())), None)
        takers = list(filter(None, map(self.shared.accounts.of, row.get("tg:noteTaker", ()))))
        days = self._days()
        return Event(
            name=_one(row, "schema:name") or "",
            slug=_one(row, "schema:identifier") or "",
            source="",
            spans=(),
            series=self.shared.names.of(series) if series else None,
            start=start,
            end=dt.date.fromisoformat(end) if end else None,
            year=year,
            month=month,
            location=self._place(row),
            url=_one(row, "schema:url"),
            kind=kind,
            acronym=_one(row, "tg:acronym"),
            time_zone=_one(row, "tg:timeZone"),
            tags=tuple(filter(None, map(self.shared.names.of, row.get("tg:hashtag", ())))),
            accounts=self._accounts(row.get("tg:ownAccount", ())),
            note_taker=next(iter(takers), None),
            days=tuple(days.values()),
            talks=tuple(self._talks(days)),
            sessions=tuple(self._sessions(days)),
            links=tuple(self._links(self.iri)),
            posts=tuple(self._posts(self.iri)),
            notes=tuple(self._notes(self.iri)),
        )

    def _place(self, row: _Row) -> str | None:
        """Return what a source calls the place where something was, if one does."""
        iris = row.get("schema:location", ())
        return next((self.shared.places[iri] for iri in iris if iri in self.shared.places), None)

    def _accounts(self, iris: Sequence[str]) -> tuple[Account, ...]:
        """Return accounts, each with every address that it has."""
        return tuple(known for iri in iris for known in self.shared.accounts.all(iri))

    def _days(self) -> dict[str, Day]:
        """Return the days by IRI, in the order of their date, else of their position."""
        rows = [(self.things[iri], iri) for iri in self.below.get((self.iri, "tg:Day"), ())]
        found: dict[str, Day] = {}
        dated = all(_one(row, "schema:startDate") for row, _ in rows)
        for row, iri in sorted(rows, key=lambda each: _day_order(*each, dated=dated)):
            date = _one(row, "schema:startDate")
            found[iri] = Day(
                key=iri.rsplit("/", 1)[1],
                title=_one(row, "schema:name") or "",
                span=_NOWHERE,
                number=_position(row),
                date=dt.date.fromisoformat(date) if date else None,
            )
        return found

    # ── talks and sessions ───────────────────────────────────────────────────────────────────

    def _talks(self, days: Mapping[str, Day]) -> Iterator[Talk]:
        for position, iri in enumerate(self._parts("tg:Talk"), 1):
            yield self._talk(iri, position, days)

    def _parts(self, kind: str) -> list[str]:
        """Return the talks or sessions in their order."""
        found = self.below.get((self.iri, kind), ())
        return sorted(found, key=lambda iri: (_position(self.things[iri]), iri))

    def _talk(self, iri: str, position: int, days: Mapping[str, Day]) -> Talk:
        row = self.things[iri]
        key = (_one(row, "tg:shortName") or "").partition("/")[2]
        date, start = _one(row, "schema:startDate"), _one(row, "tg:startTime")
        end, status = _one(row, "tg:endTime"), _one(row, "schema:eventStatus")
        day = next((days[each].key for each in row["schema:superEvent"] if each in days), None)
        anchor = _one(row, "schema:identifier")
        given = TalkStatus.CANCELLED if status == _CANCELLED else TalkStatus.GIVEN
        return Talk(
            key=key,
            title=_one(row, "schema:name") or "",
            position=position,
            spans=(),
            anchor=anchor if anchor != key else None,
            day=day,
            date=dt.date.fromisoformat(date) if date else None,
            start=dt.datetime.fromisoformat(start) if start else None,
            end=dt.datetime.fromisoformat(end) if end else None,
            room=self._place(row),
            track=_one(row, "tg:track"),
            language=_one(row, "schema:inLanguage"),
            type=_one(row, "tg:programmeType"),
            status=given if status else None,
            url=_one(row, "schema:url"),
            identifiers=tuple(sorted(row.get("tg:sourceIdentifier", ()), key=_short_first)),
            speakers=self._speakers(iri),
            abstracts=tuple(self._abstracts(iri)),
            threads=tuple(self._threads(iri)),
            links=tuple(self._links(iri)),
            posts=tuple(self._posts(iri)),
            notes=tuple(self._notes(iri)),
        )

    def _sessions(self, days: Mapping[str, Day]) -> Iterator[Session]:
        for position, iri in enumerate(self._parts("tg:Session"), 1):
            part = self._talk(iri, position, days)
            kind = SessionKind(_one(self.things[iri], "tg:sessionKind") or "other")
            yield Session.like(part, kind, self._items(iri))

    def _items(self, session: str) -> tuple[SessionItem, ...]:
        listed = self.below.get((self.iri, "tg:ListedTalk"), ())
        mine = [each for each in listed if session in self.things[each]["schema:superEvent"]]
        return tuple(
            SessionItem(
                title=_one(self.things[iri], "schema:name") or "",
                position=position,
                span=_NOWHERE,
                speakers=self._speakers(iri),
            )
            for position, iri in enumerate(
                sorted(mine, key=lambda each: (_position(self.things[each]), each)), 1
            )
        )

    def _speakers(self, talk: str) -> tuple[Speaker, ...]:
        """Return who appeared; who has other names there comes again, where a position is free."""
        found: list[Speaker] = []
        again: list[Speaker] = []
        for row in self._of(talk, "tg:Appearance"):
            first, *others = self._namings(row)
            while again and len(found) + 1 < _position(row):
                found.append(again.pop(0))
            found.append(first)
            again += others
        return tuple(replace(each, position=n) for n, each in enumerate([*found, *again], 1))

    def _namings(self, row: _Row) -> Iterator[Speaker]:
        """Yield an appearance once for each name, page and affiliation that it has."""
        known = (account_of(iri) for iri in row.get("tg:identifiedBy", ()))
        accounts = (*self._accounts(row.get("tg:account", ())), *filter(None, known))
        names = [*row.get("schema:name", ("",)), *row.get("schema:alternateName", ())]
        pages = row.get("schema:url", ())
        affiliations = row.get("tg:affiliationText", ())
        for name, page, affiliation in zip_longest(names, pages, affiliations):
            yield Speaker(
                name=names[0] if name is None else name,
                position=1,
                span=_NOWHERE,
                account=next(iter(accounts), None),
                more_accounts=accounts[1:],
                url=page,
                affiliation=affiliation,
            )

    def _threads(self, talk: str) -> Iterator[Thread]:
        posts = self.below.get((talk, "tg:Post"), ())
        begun = {each for iri in posts for each in self.things[iri].get("schema:isPartOf", ())}
        for iri in sorted(self.below.get((talk, "tg:Thread"), ())):
            row = self.things[iri]
            owners = map(self.shared.accounts.of, row.get("sioc:has_owner", ()))
            labels = row.get("schema:name", ("",))
            for label, owner in zip_longest(labels, owners):
                yield Thread(
                    url=_one(row, "schema:url") or "",
                    label=labels[0] if label is None else label,
                    span=_NOWHERE,
                    account=owner,
                    by_note_taker=iri in begun,
                )

    def _links(self, owner: str) -> Iterator[Link]:
        told: list[Link] = []
        for iri in self.below.get((owner, "tg:Link"), ()):
            row = self.things[iri]
            kinds = [kind for kind in _kinds(row) if self._is_led_to(owner, iri, kind)]
            told += _as_links(row, "schema:name", kinds or _kinds(row))
        kinds = list(LinkKind)
        yield from sorted(told, key=lambda each: (kinds.index(each.kind), each.label, each.url))

    def _is_led_to(self, owner: str, iri: str, kind: LinkKind) -> bool:
        """Tell whether a link is of that kind to a talk, and not only to a post of it.

        What stands at the same address in both is one thing in the graph, with the kinds of both.
        """
        relation = RELATIONS.get(kind)
        if relation is None or owner == self.iri:
            return True
        elsewhere = self.things[iri].get("tg:recordsOtherDeliveryOf", ())
        return iri in self.things[owner].get(curie(relation.value), ()) or owner in elsewhere

    # ── what was announced and said ──────────────────────────────────────────────────────────

    def _abstracts(self, talk: str) -> Iterator[Abstract]:
        for position, row in enumerate(self._of(talk, "tg:Abstract"), 1):
            yield Abstract(
                position=position,
                markdown=_one(row, "tg:markdown") or "",
                plain="",
                text=_one(row, "schema:text") or "",
                span=_NOWHERE,
            )

    def _posts(self, owner: str) -> Iterator[Post]:
        for position, row in enumerate(self._of(owner, "tg:Post"), 1):
            time = _one(row, "schema:dateCreated")
            author = next(iter(row.get("sioc:has_creator", ())), None)
            answered = next(iter(row.get("sioc:reply_of", ())), "")
            media = (self.things[each] for each in row.get("schema:associatedMedia", ()))
            yield Post(
                position=position,
                markdown=_one(row, "tg:markdown") or "",
                plain="",
                says=Statements(text=""),
                span=_NOWHERE,
                identifier=_one(row, "sioc:id"),
                url=_one(row, "schema:url"),
                time=dt.datetime.fromisoformat(time) if time else None,
                author=self.shared.accounts.of(author) if author else None,
                reply_to=self.addresses.get(answered) or _one(row, "tg:inReplyTo"),
                media=tuple(
                    link
                    for one in media
                    for link in _as_links(one, "schema:description", _kinds(one))
                ),
            )

    def _notes(self, owner: str) -> Iterator[Note]:
        kinds = ("tg:Note", "tg:Attribution")
        iris = [iri for kind in kinds for iri in self.below.get((owner, kind), ())]
        ordered = sorted(iris, key=lambda iri: (_position(self.things[iri]), iri))
        places = {iri: n for n, iri in enumerate(ordered, 1)}
        for iri, position in places.items():
            row = self.things[iri]
            parent = next(iter(row.get("tg:parent", ())), "")
            markdown = _one(row, "tg:markdown") or ""
            yield Note(
                position=position,
                kind=NoteKind(_one(row, "tg:noteKind") or "paragraph"),
                markdown=markdown,
                plain=plain_of(markdown),
                says=Statements(text=""),
                span=_NOWHERE,
                parent=places.get(parent),
            )


def _one(row: _Row, name: str) -> str | None:
    return next(iter(row.get(name, ())), None)


def _position(row: _Row) -> int:
    return int(_one(row, "tg:position") or _one(row, "schema:position") or 0)


def _short_first(text: str) -> tuple[int, str]:
    return len(text), text


def _day_order(row: _Row, iri: str, *, dated: bool) -> tuple[str, int, str]:
    date = _one(row, "schema:startDate") or ""
    return (date if dated else "", _position(row), iri)


def _start(text: str | None) -> tuple[dt.date | None, int | None, int | None]:
    """Return the date of a start, or the year and the month where no more is known."""
    if text is None:
        return None, None, None
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return dt.date(*parts), None, None
    return None, parts[0], parts[1] if len(parts) > 1 else None


def _kinds(row: _Row) -> list[LinkKind]:
    return [LinkKind(kind) for kind in row.get("tg:linkKind", ("other",))]


def _as_links(row: _Row, label: str, kinds: Sequence[LinkKind]) -> Iterator[Link]:
    """Yield a link once for each label and each of the kinds."""
    url, labels = _one(row, "schema:url") or "", row.get(label, ("",))
    for kind, text in zip_longest(kinds, labels):
        named = text if text is not None else labels[0]
        yield Link(url=url, label=named, kind=kind or kinds[0], span=_NOWHERE)
