"""Where events are: the city and country in what is told, or in an event's name.

What the words tell is taken as told. What they do not, such as the country of a city, comes from
a small gazetteer and is a conclusion: then the place has a method.
"""

from talkgraph.conclusions.places.named import place_in_name
from talkgraph.conclusions.places.told import told_place
from talkgraph.model import Event
from talkgraph.model.places import Place, PlaceMethod


def place_of(event: Event) -> Place | None:
    """Return where an event is, from what a source tells of it, else from its name.

    The place of an event that is named after a city is called by those words.
    """
    if event.location:
        told = told_place(event.location)
        whole = told.address is None or told.is_whole
        return Place(
            name=event.location,
            address=told.address,
            is_virtual=told.is_virtual,
            method=None if whole else PlaceMethod.GAZETTEER,
        )
    found = place_in_name(event.name)
    if found is None:
        return None
    words, address = found
    return Place(name=words, address=address, method=PlaceMethod.EVENT_NAME)
