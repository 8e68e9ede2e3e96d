"""What a graph says of its things, as evidence of which thing it is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from talkgraph.model.names import DCAT, DCTERMS, FOAF, OA, PROV, RDF, SCHEMA, SKOS, TG, VOID, Names
from talkgraph.protocols import GraphReader

TALK: Final = f"{TG}talk"
EVENT: Final = f"{TG}event"
TEXT: Final = f"{SCHEMA}text"
URL: Final = f"{SCHEMA}url"
SHA256: Final = f"{TG}sha256"
TYPE: Final = NamedNode(f"{RDF}type")

NAMING: Final = frozenset(
    {
        f"{SCHEMA}name",
        f"{SCHEMA}alternateName",
        f"{SCHEMA}identifier",
        f"{SKOS}prefLabel",
        f"{DCTERMS}identifier",
        f"{FOAF}accountName",
        f"{TG}shortName",
        f"{TG}acronym",
    }
)
"""What a thing is called: its IRI is made of it, so it differs wherever an IRI went."""

_CERTAINTY: Final = NamedNode(f"{TG}confidence")
# What is concluded of a thing says little of which it is, and its place in a file is its version's.
_NO_EVIDENCE: Final = frozenset(
    {
        f"{RDF}type",
        f"{SCHEMA}about",
        f"{SCHEMA}position",
        f"{TG}evidence",
        f"{TG}evidenceText",
        f"{TG}markdown",
        f"{TG}toldIn",
        f"{OA}motivatedBy",
        f"{DCTERMS}isReplacedBy",
    }
)
# What a build says of itself, and of the graph as a whole.
_OF_BUILDS: Final = (VOID, DCAT, PROV)
_SAID_IN: Final = frozenset({TALK, EVENT})
_VERSION_OF: Final = f"{DCTERMS}isVersionOf"
_NO_THINGS: Final = frozenset(
    {"graph", "build", "software", "ingredient", "agent", "selector", "scheme"}
)
_MANY: Final = 200


class Edge(NamedTuple):
    """A statement about a thing: a property and the other end, which leads to it if `inward`."""

    property: str
    inward: bool
    value: "str | Literal"


class Described:
    """One graph, asked for what it says of things; every answer is kept.

    Things are what has a class and an IRI of its own below the base: no places in files, no named
    graphs, and nothing that only a build has.
    """

    def __init__(self, store: GraphReader, names: Names) -> None:
        """Ask nothing yet."""
        self._store = store
        self._names = names
        self._edges: dict[str, tuple[Edge, ...]] = {}
        self._evidence: dict[str, Mapping[Edge, None]] = {}
        self._having: dict[tuple[Edge, str], frozenset[str] | None] = {}
        self._things: dict[str, bool] = {}
        self._concluded: dict[str, bool] = {}

    def things(self) -> frozenset[str]:
        """Return the IRIs of all things."""
        nodes = {triple.subject for triple in self._store.fitting(predicate=TYPE)}
        iris = (node.value for node in nodes if isinstance(node, NamedNode))
        return frozenset(filter(self._may_be_thing, iris))

    def __contains__(self, iri: object) -> bool:
        """Tell whether an IRI is that of a thing, without looking for all of them."""
        assert isinstance(iri, str)
        known = self._things.get(iri)
        if known is None:
            known = self._things[iri] = self._may_be_thing(iri) and self._has(iri, TYPE)
        return known

    def _may_be_thing(self, iri: str) -> bool:
        local = iri.removeprefix(self._names.base)
        return local not in ("", iri) and "#" not in local and self.kind(iri) not in _NO_THINGS

    def _has(self, iri: str, predicate: NamedNode) -> bool:
        found = self._store.fitting(subject=NamedNode(iri), predicate=predicate)
        return next(found, None) is not None

    def kind(self, iri: str) -> str:
        """Return the kind of a thing, as its IRI tells it: `talk`, `person` and so on."""
        return iri.removeprefix(self._names.base).partition("/")[0]

    def edges(self, iri: str) -> tuple[Edge, ...]:
        """Return all that is said of a thing, in order."""
        known = self._edges.get(iri)
        if known is None:
            known = self._edges[iri] = tuple(sorted(set(self._read(iri)), key=_in_order))
        return known

    def outward(self, iri: str) -> Iterator[Edge]:
        """Yield what a thing is the subject of, in no order; nothing of it is kept."""
        for triple in self._store.fitting(subject=NamedNode(iri)):
            value = triple.object
            if isinstance(value, NamedNode):
                yield Edge(triple.predicate.value, False, value.value)
            elif isinstance(value, Literal):
                yield Edge(triple.predicate.value, False, value)

    def _read(self, iri: str) -> Iterator[Edge]:
        yield from self.outward(iri)
        for triple in self._store.fitting(value=NamedNode(iri)):
            if isinstance(triple.subject, NamedNode):
                yield Edge(triple.predicate.value, True, triple.subject.value)

    def evidence(self, iri: str) -> Mapping[Edge, None]:
        """Return what is said of a thing and tells which it is: the keys, in order."""
        known = self._evidence.get(iri)
        if known is None:
            known = self._evidence[iri] = dict.fromkeys(filter(self._is_evidence, self.edges(iri)))
        return known

    def _is_evidence(self, edge: Edge) -> bool:
        return (
            edge.property not in _NO_EVIDENCE
            and not edge.property.startswith(_OF_BUILDS)
            and not (isinstance(edge.value, str) and self._is_aside(edge.value, edge.inward))
        )

    def _is_aside(self, iri: str, inward: bool) -> bool:
        """Tell whether an edge leads to what is concluded, or to no thing of this base."""
        local = iri.removeprefix(self._names.base)
        if local == iri:
            return False
        kind = local.partition("/")[0]
        return "#" in local or kind in _NO_THINGS or (inward and self.is_concluded(iri))

    def is_concluded(self, iri: str) -> bool:
        """Tell whether a thing is a conclusion, which nobody told."""
        known = self._concluded.get(iri)
        if known is None:
            known = self._concluded[iri] = self._has(iri, _CERTAINTY)
        return known

    def values(self, iri: str, *properties: str) -> list[str]:
        """Return the values that a thing has of some properties, as plain strings."""
        return [
            e.value if isinstance(e.value, str) else e.value.value
            for e in self.edges(iri)
            if e.property in properties and not e.inward
        ]

    def text(self, iri: str) -> str | None:
        """Return the text of a post, a note and the like; `None` of what is not one."""
        if not self.values(iri, TALK, EVENT):
            return None
        return next(iter(self.values(iri, TEXT)), None)

    def owner(self, iri: str) -> str | None:
        """Return in what something was said or appeared: a talk, a session, or an event."""
        return next(iter(self.values(iri, TALK) or self.values(iri, EVENT)), None)

    def said_in(self, iri: str) -> list[str]:
        """Return what was said in a talk, a session or an event, as IRIs."""
        return [
            e.value
            for e in self.edges(iri)
            if e.inward and e.property in _SAID_IN and isinstance(e.value, str)
        ]

    def pairs(self, told: str, among: Iterable[str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield all things of this base that have a property, each with a value, as strings.

        Only those `among` some IRIs, if there are any given.
        """
        predicate = NamedNode(told)
        if among is None:
            found = self._store.fitting(predicate=predicate)
        else:
            found = (t for i in among for t in self._store.fitting(NamedNode(i), predicate))
        for triple in found:
            subject, value = triple.subject, triple.object
            if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
                continue
            if subject.value.startswith(self._names.base):
                yield subject.value, value.value

    def versions(self, source: str) -> list[str]:
        """Return the versions of a source that there are, and not those that there were."""
        return [
            e.value
            for e in self.edges(source)
            if e.inward
            and e.property == _VERSION_OF
            and isinstance(e.value, str)
            and self.values(e.value, SHA256)
        ]

    def versions_of(self, version: str) -> list[str]:
        """Return the source of a version."""
        return self.values(version, _VERSION_OF)

    def told_in(self, source: str) -> Iterator[str]:
        """Yield the things that a source tells of."""
        for version in self.versions(source):
            for place in self._store.fitting(None, NamedNode(f"{OA}hasSource"), NamedNode(version)):
                for told in (f"{TG}toldIn", f"{PROV}wasDerivedFrom"):
                    if isinstance(place.subject, NamedNode):
                        for t in self._store.fitting(None, NamedNode(told), place.subject):
                            if isinstance(t.subject, NamedNode):
                                yield t.subject.value

    def having(self, edge: Edge, kind: str) -> frozenset[str] | None:
        """Return the things of a kind that have an edge; `None` if they are many."""
        key = (edge, kind)
        if key not in self._having:
            self._having[key] = self._find(edge, kind)
        return self._having[key]

    def _find(self, edge: Edge, kind: str) -> frozenset[str] | None:
        found: set[str] = set()
        value = NamedNode(edge.value) if isinstance(edge.value, str) else edge.value
        below = f"{self._names.base}{kind}/"
        predicate = NamedNode(edge.property)
        if edge.inward:
            assert isinstance(value, NamedNode)
            nodes = (t.object for t in self._store.fitting(value, predicate))
        else:
            nodes = (t.subject for t in self._store.fitting(None, predicate, value))
        for node in nodes:
            if isinstance(node, NamedNode) and node.value.startswith(below):
                found.add(node.value)
                if len(found) > _MANY:
                    return None
        return frozenset(found)


def _in_order(edge: Edge) -> tuple[str, bool, str]:
    return edge.property, edge.inward, str(edge.value)
