"""The kinds of things that names from elsewhere are matched with, and their properties.

A new property is a line in `PROPERTIES`, and its values in `things`.
"""

from dataclasses import dataclass
from typing import Final

from talkgraph.model.names import SCHEMA, SKOS, TG


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of things: its class (an IRI), its name, and what several are called."""

    iri: str
    name: str
    plural: str


PERSON: Final = Kind(iri=f"{SCHEMA}Person", name="Person", plural="people")
TALK: Final = Kind(iri=f"{TG}Talk", name="Talk", plural="talks")
EVENT: Final = Kind(iri=f"{TG}Conference", name="Event", plural="events")
TOPIC: Final = Kind(iri=f"{SKOS}Concept", name="Topic", plural="topics")
ORGANIZATION: Final = Kind(iri=f"{SCHEMA}Organization", name="Organization", plural="organizations")
KINDS: Final = (PERSON, TALK, EVENT, TOPIC, ORGANIZATION)
TABLES: Final = tuple(kind.plural for kind in KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property: its identifier, its name, what has it, and the kind of its values, if things."""

    id: str
    name: str
    of: tuple[Kind, ...]
    leads_to: Kind | None = None


_ALL: Final = KINDS
PROPERTIES: Final = (
    Property(id="alternateName", name="also known as", of=(PERSON, TOPIC, ORGANIZATION)),
    Property(id="account", name="account", of=(PERSON,)),
    Property(id="affiliation", name="affiliation", of=(PERSON,), leads_to=ORGANIZATION),
    Property(id="person", name="person", of=(ORGANIZATION,), leads_to=PERSON),
    Property(id="speaker", name="speaker", of=(TALK,), leads_to=PERSON),
    Property(id="event", name="event", of=(PERSON, TALK, ORGANIZATION), leads_to=EVENT),
    Property(id="talk", name="talk", of=(PERSON,), leads_to=TALK),
    Property(id="topic", name="topic", of=(TALK,), leads_to=TOPIC),
    Property(id="broader", name="broader topic", of=(TOPIC,), leads_to=TOPIC),
    Property(id="date", name="date", of=(TALK,)),
    Property(id="startDate", name="first day", of=(EVENT,)),
    Property(id="endDate", name="last day", of=(EVENT,)),
    Property(id="year", name="year", of=(PERSON, TALK, EVENT, ORGANIZATION)),
    Property(id="place", name="place", of=(EVENT, TALK)),
    Property(id="country", name="country", of=(PERSON, TALK, EVENT)),
    Property(id="series", name="series", of=(EVENT,)),
    Property(id="definition", name="definition", of=(TOPIC,)),
    Property(id="talks", name="number of talks", of=(PERSON, EVENT, TOPIC, ORGANIZATION)),
    Property(id="url", name="page", of=(PERSON, EVENT)),
    Property(id="sameAs", name="same elsewhere", of=_ALL),
)
BY_ID: Final = {each.id: each for each in PROPERTIES}


def kind_called(text: str) -> Kind | None:
    """Return the kind of an IRI, or of a name as people write it, or `None`.

    >>> kind_called("https://schema.org/Person") is kind_called("people") is PERSON
    True
    """
    wanted = text.strip()
    name = wanted.rpartition(":")[2].casefold().replace("organisation", "organization")
    for kind in KINDS:
        local = kind.iri.replace("#", "/").rpartition("/")[2].casefold()
        if wanted == kind.iri or name in (kind.name.casefold(), kind.plural, local):
            return kind
    return None


def properties_of(kind: Kind | None) -> tuple[Property, ...]:
    """Return the properties that things of a kind have; all of them for `None`."""
    return tuple(each for each in PROPERTIES if kind is None or kind in each.of)
