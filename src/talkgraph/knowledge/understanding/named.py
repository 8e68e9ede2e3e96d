"""What of the graph a query may name: events with their places, organizations, who has slides.

Kept in a file beside the graph, so that a search need not open it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from talkgraph.graph import queries

FILE: Final = "named.json"
_SLIDES: Final = "slides"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedEvent:
    """An event: its name, its series, its day (or month, or year), where it was."""

    iri: str
    name: str
    series: str | None = None
    start: str | None = None
    end: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOrganization:
    """An organization with all its names; `staff` are the people (IRIs) with their talks."""

    iri: str
    names: tuple[str, ...]
    staff: tuple[tuple[str, str], ...] = ()

    @property
    def talks(self) -> frozenset[str]:
        """The talks of its people, when they were there."""
        return frozenset(talk for _, talk in self.staff)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """All that has a name beside people, topics and themes; `with_slides` are talks."""

    events: tuple[NamedEvent, ...] = ()
    organizations: tuple[NamedOrganization, ...] = ()
    with_slides: tuple[str, ...] = ()


class Asked(Protocol):
    """What answers the program's own queries: a graph."""

    def select(
        self, sparql: str, bindings: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, str]]:
        """Yield the rows of a query."""
        ...


def named_in(graph: Asked) -> Named:
    """Return what a graph names, in order of IRI."""
    events: dict[str, NamedEvent] = {}
    for row in graph.select(queries.EVENTS):
        if row["event"] not in events:
            events[row["event"]] = NamedEvent(
                iri=row["event"],
                name=row["name"],
                series=row.get("series"),
                start=row.get("start"),
                end=row.get("end"),
                location=row.get("location"),
            )
    called: dict[str, dict[str, None]] = defaultdict(dict)
    others: dict[str, dict[str, None]] = defaultdict(dict)
    for row in graph.select(queries.ORGANIZATIONS):
        called[row["body"]][row["name"]] = None
        others[row["body"]][row.get("other", row["name"])] = None
    staff: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in graph.select(queries.APPEARANCES):
        staff[row["body"]].add((row["person"], row["talk"]))
    slides = {row["talk"] for row in graph.select(queries.TALK_LINKS) if row["kind"] == _SLIDES}
    return Named(
        events=tuple(events[iri] for iri in sorted(events)),
        organizations=tuple(
            NamedOrganization(
                iri=iri,
                names=tuple(dict.fromkeys((*called[iri], *others[iri]))),
                staff=tuple(sorted(staff[iri])),
            )
            for iri in sorted(called)
        ),
        with_slides=tuple(sorted(slides)),
    )
