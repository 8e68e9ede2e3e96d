"""What consumers of schema.org ask of an event, a person and a recording, read as plain JSON.

Stated in our words after schema.org's definitions (schema.org/Event, Person, VideoObject) and what
Google's Search Central documents as required and recommended for events and videos. Who checks
reads like a simple consumer: keys without a prefix, and no context.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Node = Mapping[str, Any]
_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_TIME: Final = re.compile(rf"{_DAY}(T\d{{2}}:\d{{2}}(:\d{{2}}(\.\d+)?)?(Z|[+-]\d{{2}}:\d{{2}})?)?")
_ADDRESS: Final = re.compile(r"https?://[^\s/]+\S*")
_STATUSES: Final = {
    f"https://schema.org/Event{name}"
    for name in ("Scheduled", "Cancelled", "Postponed", "Rescheduled", "MovedOnline")
}


def problems(node: Node) -> list[str]:
    """Return what a consumer finds missing or wrong in an event, a person or a recording."""
    checks: dict[str, Callable[[Node], Iterator[str]]] = {
        "Event": _event,
        "Person": _person,
        "VideoObject": _video,
    }
    return [text for kind in types(node) if kind in checks for text in checks[kind](node)]


def types(node: Node) -> list[str]:
    """Return the classes of a node, the prefixed ones too."""
    found = node.get("@type", [])
    return [found] if isinstance(found, str) else list(found)


def qualifies(event: Node) -> bool:
    """Tell whether an event has what is required: a name, when, and a place with its address."""
    return not list(_required(event))


def _required(event: Node) -> Iterator[str]:
    yield from _text(event, "name")
    start = event.get("startDate")
    if not (isinstance(start, str) and _TIME.fullmatch(start)):
        yield f"startDate is {start!r}"
    place = event.get("location")
    if not isinstance(place, Mapping) or "Place" not in types(place):
        yield "location is no Place"
    else:
        yield from _text(place, "name")
        yield from _address(place.get("address"))


def _address(address: object) -> Iterator[str]:
    if not isinstance(address, Mapping) or "PostalAddress" not in types(address):
        yield "the place has no PostalAddress"
        return
    parts = ("streetAddress", "addressLocality", "addressRegion", "addressCountry")
    if not any(isinstance(address.get(part), str) for part in parts):
        yield "the address says nothing"
    country = address.get("addressCountry")
    if country is not None and not re.fullmatch("[A-Z]{2}", str(country)):
        yield f"addressCountry is {country!r}"


def _event(event: Node) -> Iterator[str]:
    yield from _required(event)
    end = event.get("endDate")
    if end is not None and not (isinstance(end, str) and _TIME.fullmatch(end)):
        yield f"endDate is {end!r}"
    if event.get("eventStatus", "https://schema.org/EventScheduled") not in _STATUSES:
        yield f"eventStatus is {event['eventStatus']!r}"
    for key in ("performer", "organizer"):
        for who in event.get(key, ()):
            if not {"Person", "Organization", "PerformingGroup"} & set(types(who)):
                yield f"a {key} is neither a person nor a body"
            yield from _text(who, "name")
    for part in event.get("subEvent", ()):
        yield from _text(part, "name")
    above = event.get("superEvent")
    if above is not None:
        yield from _text(above, "name")
    yield from _page(event, "url")


def _person(person: Node) -> Iterator[str]:
    yield from _text(person, "name")
    for page in person.get("sameAs", ()):
        if not (isinstance(page, str) and _ADDRESS.fullmatch(page)):
            yield f"sameAs is {page!r}"
    for body in person.get("affiliation", ()):
        if "Organization" not in types(body):
            yield "an affiliation is no Organization"
        yield from _text(body, "name")
    yield from _page(person, "url")


def _video(video: Node) -> Iterator[str]:
    yield from _text(video, "name")
    if not {"url", "contentUrl", "embedUrl"} & set(video):
        yield "nothing leads to the recording"
    for key in ("url", "contentUrl", "embedUrl", "thumbnailUrl"):
        yield from _page(video, key)


def _text(node: Node, key: str) -> Iterator[str]:
    text = node.get(key) if isinstance(node, Mapping) else None
    if not (isinstance(text, str) and text.strip()):
        yield f"{key} is {text!r}"


def _page(node: Node, key: str) -> Iterator[str]:
    for address in [node[key]] if isinstance(node.get(key), str) else node.get(key, ()):
        if not (isinstance(address, str) and _ADDRESS.fullmatch(address)):
            yield f"{key} is {address!r}"
