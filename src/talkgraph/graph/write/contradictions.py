"""Turns what sources say differently of one event or talk into triples: both values, both places.

The graph itself says what the source says that is followed. What the other one says stands nowhere
else, so it is here in words, with the property of which it would be a value.
"""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Triple

from talkgraph.graph.write.terms import A, Triples, schema, string, tg
from talkgraph.model import Contradiction, Event, TalkKey
from talkgraph.model.names import Names

_PROPERTIES: Final = {
    "event-dates-differ": schema["startDate"],
    "talk-dates-differ": schema["startDate"],
    "talk-times-differ": tg["startTime"],
    "talk-rooms-differ": schema["location"],
    "talk-titles-differ": schema["name"],
    "speakers-differ": schema["performer"],
}


def contradiction_triples(events: Iterable[Event], names: Names) -> Triples:
    """Return what the sources of events say that cannot all be right, each of it once."""
    told = ((event, each) for event in events for each in event.contradictions)
    return list(
        dict.fromkeys(t for event, each in told for t in _contradiction(event, each, names))
    )


def _contradiction(event: Event, each: Contradiction, names: Names) -> Triples:
    if each.talk is None:
        thing = names.event(event.slug)
    else:
        thing = names.talk(TalkKey(event=event.slug, talk=each.talk))
    places = [names.place(span) for span in (each.followed_in, each.other_in)]
    node = NamedNode(names.contradiction(thing, each.code, *places, each.followed, each.other))
    return [
        Triple(node, A, tg["Contradiction"]),
        Triple(node, tg["disputed"], NamedNode(thing)),
        Triple(node, tg["disputedProperty"], _PROPERTIES[each.code]),
        Triple(node, tg["followedValue"], string(each.followed)),
        Triple(node, tg["followedPlace"], NamedNode(places[0])),
        Triple(node, tg["otherValue"], string(each.other)),
        Triple(node, tg["otherPlace"], NamedNode(places[1])),
    ]
