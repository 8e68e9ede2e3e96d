"""Where an event is: a place as it is called, and the city and country in which it lies."""

from dataclasses import dataclass
from enum import StrEnum


class PlaceMethod(StrEnum):
    """How a place, or a part of its address, was found where no source tells it.

    `GAZETTEER`: a city is told, and in which region and country it lies is known. `EVENT_NAME`: no
    place is told, but the event is named after one.
    """

    GAZETTEER = "gazetteer"
    EVENT_NAME = "event-name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A city, a region and a country (ISO 3166, two letters), as far as they are known."""

    country: str
    region: str | None = None
    locality: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an event is: `name` is as the source has it, or the words of the event's own name.

    `method` is set where the address is concluded from that. A virtual place has no address.
    """

    name: str
    address: Address | None = None
    is_virtual: bool = False
    method: PlaceMethod | None = None
