"""Turns where events are into triples: places, rooms in them, and their addresses.

What a source tells is said with its event (`write_place`, `write_room`); what was concluded stands
apart, with the evidence for it (`place_triples`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.terms import A, Triples, decimal, schema, string, tg
from talkgraph.model import Event, Span
from talkgraph.model.names import Names, slug, unused
from talkgraph.model.places import Address, Place, PlaceMethod

if TYPE_CHECKING:
    from talkgraph.graph.write.told.writer import SourceWriter

# How sure: see "Where the numbers come from" in ontology/README.md.
_CONFIDENCE: Final[Mapping[PlaceMethod, float]] = {
    PlaceMethod.GAZETTEER: 0.95,
    PlaceMethod.EVENT_NAME: 0.9,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where an event and its parts are: `rooms` has the IRI of each room by its name.

    `place` is `None` where nothing is known; `node` is its IRI all the same.
    """

    place: Place | None
    node: NamedNode
    rooms: Mapping[str, NamedNode]

    @property
    def is_told(self) -> bool:
        """Tell whether a source says where the event is."""
        return self.place is not None and self.place.method is not PlaceMethod.EVENT_NAME

    @property
    def told_address(self) -> Address | None:
        """The address, if the words of a source say all of it."""
        return self.place.address if self.place and self.place.method is None else None


def whereabouts(event: Event, names: Names) -> Whereabouts:
    """Return where an event is, with its rooms in the order of the programme.

    What is told of an event that nobody has looked at is the name of its place.
    """
    told = Place(name=event.location) if event.location else None
    rooms: dict[str, NamedNode] = {}
    taken: dict[str, int] = {}
    named = [talk.room for talk in event.talks] + [part.location for part in event.sessions]
    for room in named:
        if room and room not in rooms:
            rooms[room] = NamedNode(names.room(event.slug, unused(slug(room), taken)))
    node = NamedNode(names.venue(event.slug))
    return Whereabouts(place=event.place or told, node=node, rooms=rooms)


def write_place(writer: "SourceWriter", conference: NamedNode, by: str | None) -> None:
    """Write where a source says that an event is."""
    where = writer.whereabouts
    if where.place is None or not where.is_told:
        return
    writer.say(conference, schema["location"], where.node, by)
    _write_kind(writer, where.node, by)
    writer.text(where.node, schema["name"], where.place.name, by)
    _write_address(writer, where.node, by)


def write_room(writer: "SourceWriter", part: NamedNode, room: str | None, by: str | None) -> None:
    """Write in which room a talk or session is, and that the room is in the event's place.

    A room of an event on the net is on the net as well: one of its streams.
    """
    if not room:
        return
    where = writer.whereabouts
    node = where.rooms[room]
    writer.say(part, schema["location"], node, by)
    _write_kind(writer, node, by)
    writer.text(node, schema["name"], room, by)
    if where.is_told and where.place is not None and not where.place.is_virtual:
        writer.say(node, schema["containedInPlace"], where.node, by)
    _write_address(writer, node, by)


def _write_kind(writer: "SourceWriter", node: NamedNode, by: str | None) -> None:
    place = writer.whereabouts.place
    is_virtual = place is not None and place.is_virtual
    writer.say(node, A, schema["VirtualLocation" if is_virtual else "Place"], by)
    if is_virtual:  # it has no address but that of the event's website
        writer.text(node, schema["url"], writer.event.url, by)


def _write_address(writer: "SourceWriter", place: NamedNode, by: str | None) -> None:
    address = writer.whereabouts.told_address
    if address is not None:
        node = NamedNode(writer.names.postal_address(address))
        writer.say(place, schema["address"], node, by)
        writer.shared += address_triples(node, address)


def address_triples(node: NamedNode, address: Address) -> Triples:
    """Return what is said of an address, wherever it is."""
    triples = [
        Triple(node, A, schema["PostalAddress"]),
        Triple(node, schema["addressCountry"], string(address.country)),
    ]
    if address.region:
        triples.append(Triple(node, schema["addressRegion"], string(address.region)))
    if address.locality:
        triples.append(Triple(node, schema["addressLocality"], string(address.locality)))
    return triples


def place_triples(events: Iterable[Event], names: Names) -> Triples:
    """Return where events are that no source says so, or not wholly, and how that is known.

    A room has the address of the place in which it is.
    """
    triples: Triples = []
    for event in events:
        place = event.place
        if place is None or place.method is None or place.address is None:
            continue
        where = whereabouts(event, names)
        address = NamedNode(names.postal_address(place.address))
        triples += address_triples(address, place.address)
        triples += [
            Triple(node, schema["address"], address) for node in (where.node, *where.rooms.values())
        ]
        if where.is_told:
            triples += _evidence(event, place, names, "AddressEvidence", where.node, address)
            continue
        conference = NamedNode(names.event(event.slug))
        triples.append(Triple(where.node, A, schema["Place"]))
        triples.append(Triple(where.node, schema["name"], string(place.name)))
        triples.append(Triple(conference, schema["location"], where.node))
        triples += [
            Triple(node, schema["containedInPlace"], where.node) for node in where.rooms.values()
        ]
        triples += _evidence(event, place, names, "PlaceEvidence", conference, where.node)
    return list(dict.fromkeys(triples))


_ENDS: Final = {
    "AddressEvidence": (tg["locatedPlace"], tg["address"]),
    "PlaceEvidence": (tg["locatedEvent"], tg["place"]),
}


def _evidence(
    event: Event, place: Place, names: Names, own: str, subject: NamedNode, value: NamedNode
) -> Triples:
    """Return why a place is taken to be there: the words, where they stand, and how sure it is."""
    node = NamedNode(names.identity("place", subject.value, value.value))
    of_subject, of_value = _ENDS[own]
    method = place.method or PlaceMethod.GAZETTEER
    return [
        Triple(node, A, tg[own]),
        Triple(node, of_subject, subject),
        Triple(node, of_value, value),
        Triple(node, tg["confidence"], decimal(_CONFIDENCE[method])),
        Triple(node, tg["method"], tg[f"method-{method.value}"]),
        Triple(node, tg["evidenceText"], string(place.name)),
        *(Triple(node, tg["evidence"], NamedNode(names.place(s))) for s in _told_at(event, method)),
    ]


def _told_at(event: Event, method: PlaceMethod) -> Sequence[Span]:
    """Return where the words stand: the event's name comes first in the source that tells it.

    In which of its lines a source tells the place is not kept, so that all of them are named.
    """
    is_name = method is PlaceMethod.EVENT_NAME
    source = dict(event.told_by).get("name" if is_name else "location", event.source)
    there = [span for span in event.spans if span.source == source]
    return there[:1] if is_name else there
