"""What a knowledge base says of itself: the data set (DCAT, VoID) and how it was made (PROV).

All of it stands in the default graph, and depends on nothing but the inputs. When a build ran is
in a graph of its own, which exports leave out, so that the same notes give the same bytes.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.graph.sparql.bindings import plain
from talkgraph.graph.write.terms import (
    A,
    Triples,
    date_time,
    dcat,
    dcterms,
    foaf,
    owl,
    prov,
    schema,
    string,
    tg,
    void,
)
from talkgraph.model.names import DCAT, OWL, RDFS, SCHEMA, TG, VOID, Names
from talkgraph.protocols import GraphWriter
from talkgraph.settings import NO_IMPRINT, Imprint

CLOCK: Final = "clock"
"""The graph that tells when a build ran; it is no part of the data set."""

UNTITLED: Final = "talkgraph knowledge base"
_COMMENT: Final = NamedNode(f"{RDFS}comment")
_NO_LICENCE: Final = "No licence is stated: what may be done with these data is not known."
_AT_ONCE: Final = 50_000
_SCHEMES: Final = ("http", "https", "urn", "mailto")
# What the ontology and the description are written in: how much of that there is, nobody asks.
_LANGUAGES: Final = (OWL, VOID, DCAT)
# The kinds of things that people look up, of each of which one is the example.
_SHOWN: Final = (
    *(f"{TG}{name}" for name in ("Conference", "Session", "Talk", "TalkWork", "Theme")),
    *(f"{TG}{name}" for name in ("Post", "Note", "Quote", "Abstract", "TopicAssignment")),
    *(f"{SCHEMA}{name}" for name in ("Person", "Organization", "Place")),
)


def _utc() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """What a build used beside the sources: its kind in a word, its name, and which it was.

    Of a file the SHA-256 tells that, of what is no file a `version`.
    """

    kind: str
    name: str
    sha256: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How a knowledge base is made.

    `fingerprint` is of everything that it depends on, `version` that of talkgraph, `sources` the
    names of those that were used; `imprint` is what the user says of the whole. `started` is when
    the build began and `clock` tells the time; without them, nobody says when it was.
    """

    fingerprint: str
    version: str
    ingredients: tuple[Ingredient, ...] = ()
    sources: tuple[str, ...] = ()
    imprint: Imprint = NO_IMPRINT
    started: dt.datetime | None = None
    clock: Callable[[], dt.datetime] = _utc


@dataclass(slots=True, kw_only=True)
class Content:
    """What one graph holds, counted while it is written.

    `classes` has the number of instances of each class, `examples` the first of some; `homes` are
    the vocabularies of all its properties and classes. `left_out` counts the triples that another
    graph has.
    """

    triples: int = 0
    left_out: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    homes: tuple[str, ...] = ()

    def load(self, store: GraphWriter, graph: str | None, triples: Iterable[Triple]) -> None:
        """Load triples into a graph of a store, and count those that no other graph has."""
        rest = iter(triples)
        while batch := list(islice(rest, _AT_ONCE)):
            # Each class by itself, because a store says how many triples were new, not which.
            parts: dict[str | None, Triples] = defaultdict(list)
            for triple in batch:
                parts[_class_of(triple)].append(triple)
            for kind, part in parts.items():
                new = store.load(graph, part)
                self.triples += new
                self.left_out += len(part) - new
                if kind is not None:
                    self.classes[kind] = self.classes.get(kind, 0) + new
                    self._note(kind, part)
            terms = {triple.predicate.value for triple in batch} | {*filter(None, parts)}
            self.homes = tuple(sorted({*self.homes, *map(_home, terms)}))

    def without(self, triples: Iterable[Triple]) -> "Content | None":
        """Return what is left without some triples: not known, where one tells of an example.

        The vocabularies stay: what is taken away of a graph is like what stays.
        """
        gone = list(triples)
        kinds = Counter(filter(None, map(_class_of, gone)))
        if {*self.examples.values()}.intersection(plain(each.subject) for each in gone):
            return None
        left = {kind: count - kinds[kind] for kind, count in self.classes.items()}
        return replace(
            self,
            triples=self.triples - len(gone),
            classes={kind: count for kind, count in left.items() if count},
            examples={**self.examples},
        )

    def _note(self, kind: str, triples: Triples) -> None:
        if kind in _SHOWN:
            first = min(plain(triple.subject) for triple in triples)
            self.examples[kind] = min(first, self.examples.get(kind, first))


@dataclass(slots=True, kw_only=True)
class Contents:
    """What the graphs of a knowledge base hold, by their IRIs, and the default graph (`own`).

    `sources` has the source's name for those that hold what one source says. `roots` are the IRIs
    of the events.
    """

    graphs: dict[str, Content] = field(default_factory=dict)
    own: Content = field(default_factory=Content)
    sources: dict[str, str] = field(default_factory=dict)
    roots: tuple[str, ...] = ()

    @property
    def triples(self) -> int:
        """The number of all triples."""
        return sum(each.triples for each in self._all)

    @property
    def classes(self) -> Mapping[str, int]:
        """The number of instances of each class."""
        counted: Counter[str] = Counter()
        for each in self._all:
            counted.update(each.classes)
        return counted

    @property
    def examples(self) -> frozenset[str]:
        """The first instances of the classes that are shown."""
        first: dict[str, str] = {}
        for kind, example in (shown for each in self._all for shown in each.examples.items()):
            first[kind] = min(example, first.get(kind, example))
        return frozenset(first.values())

    @property
    def homes(self) -> frozenset[str]:
        """The vocabularies of all properties and classes."""
        return frozenset(home for each in self._all for home in each.homes)

    @property
    def _all(self) -> tuple[Content, ...]:
        return (self.own, *self.graphs.values())

    def load(self, store: GraphWriter, graph: str | None, triples: Iterable[Triple]) -> None:
        """Load triples into a graph (`None`: the default graph) of a store; see `Content`."""
        content = self.own if graph is None else self.graphs.get(graph, Content())
        content.load(store, graph, triples)
        if graph is not None and content.homes:  # there was one
            self.graphs[graph] = content


def agent_iri(said: str) -> NamedNode | None:
    """Return the IRI by which somebody is named, or `None` for a name in words.

    >>> agent_iri("https://orcid.org/0000-0002-1825-0097").value
    'https://orcid.org/0000-0002-1825-0097'
    >>> agent_iri("Quill: notes and more") is None
    True
    """
    scheme, _, rest = said.partition(":")
    try:
        return NamedNode(said) if scheme in _SCHEMES and rest else None
    except ValueError:
        return None


def describe(store: GraphWriter, contents: Contents, making: Making, names: Names) -> None:
    """Load the description of a data set, its named graphs and its build into the default graph.

    All else is loaded already. The description counts itself: `void:triples` is the number of
    triples in all graphs and in it, and the classes that it uses are among the others.
    """
    whole = NamedNode(names.base)
    build = NamedNode(names.build(making.fingerprint))
    described = [
        *_imprint(whole, making.imprint, names),
        *_version(whole, making, names),
        *_graphs(whole, build, contents, names),
        *_making(build, making, names),
        *_silent_sources(making, contents, names),
        *(Triple(whole, void["rootResource"], NamedNode(iri)) for iri in contents.roots),
        *(
            Triple(whole, void["exampleResource"], NamedNode(iri))
            for iri in sorted(contents.examples)
        ),
    ]
    contents.load(store, None, dict.fromkeys(described))
    contents.load(store, None, _classes(whole, contents, names))
    homes = {*contents.homes, VOID}
    contents.load(store, None, (Triple(whole, void["vocabulary"], NamedNode(h)) for h in homes))
    count = Literal(contents.triples + 1)
    contents.load(store, None, [Triple(whole, void["triples"], count)])


def clock_triples(making: Making, names: Names) -> Triples:
    """Return when a build ran, which ends now, and so when the data set was made."""
    if making.started is None:
        return []
    build, whole, now = (
        NamedNode(names.build(making.fingerprint)),
        NamedNode(names.base),
        making.clock(),
    )
    return [
        Triple(build, prov["startedAtTime"], date_time(making.started)),
        Triple(build, prov["endedAtTime"], date_time(now)),
        Triple(whole, prov["generatedAtTime"], date_time(now)),
    ]


def _imprint(whole: NamedNode, imprint: Imprint, names: Names) -> Iterator[Triple]:
    yield Triple(whole, A, dcat["Dataset"])
    yield Triple(whole, A, void["Dataset"])
    yield Triple(whole, A, prov["Entity"])
    yield Triple(whole, dcterms["title"], string(imprint.title or UNTITLED))
    if imprint.description:
        yield Triple(whole, dcterms["description"], string(imprint.description))
    if imprint.license:
        yield Triple(whole, dcterms["license"], NamedNode(imprint.license))
    else:
        yield Triple(whole, _COMMENT, Literal(_NO_LICENCE))
    for creator in imprint.creators:
        yield from _agent(whole, dcterms["creator"], creator, names)
    if imprint.publisher:
        yield from _agent(whole, dcterms["publisher"], imprint.publisher, names)
    if imprint.homepage:
        yield Triple(whole, foaf["homepage"], NamedNode(imprint.homepage))
        yield Triple(whole, dcat["landingPage"], NamedNode(imprint.homepage))


def _agent(whole: NamedNode, role: NamedNode, said: str, names: Names) -> Iterator[Triple]:
    """Yield who it is: an IRI as it is, and for a name a node that bears it."""
    iri = agent_iri(said)
    if iri is None:
        iri = NamedNode(names.agent(said))
        yield Triple(iri, A, foaf["Agent"])
        yield Triple(iri, foaf["name"], string(said))
    yield Triple(whole, role, iri)


def _version(whole: NamedNode, making: Making, names: Names) -> Iterator[Triple]:
    version = names.build(making.fingerprint).rpartition("/")[2]
    yield Triple(whole, void["uriSpace"], Literal(names.base))
    yield Triple(whole, owl["versionInfo"], Literal(version))
    yield Triple(whole, dcat["version"], Literal(version))
    yield Triple(whole, prov["wasGeneratedBy"], NamedNode(names.build(making.fingerprint)))


def _graphs(
    whole: NamedNode, build: NamedNode, contents: Contents, names: Names
) -> Iterator[Triple]:
    for iri, content in sorted(contents.graphs.items()):
        node = NamedNode(iri)
        source = contents.sources.get(iri)
        title = iri.removeprefix(names.graph("")) if source is None else source
        yield Triple(whole, void["subset"], node)
        yield Triple(node, A, void["Dataset"])
        yield Triple(node, A, prov["Entity"])
        yield Triple(node, dcterms["title"], string(title))
        yield Triple(node, void["triples"], Literal(content.triples))
        yield Triple(node, prov["wasGeneratedBy"], build)
        if source is not None:
            yield Triple(node, prov["wasDerivedFrom"], NamedNode(names.version(source)))


def _making(build: NamedNode, making: Making, names: Names) -> Iterator[Triple]:
    software = NamedNode(names.software(making.version))
    yield Triple(build, A, prov["Activity"])
    yield Triple(build, dcterms["identifier"], Literal(making.fingerprint))
    yield Triple(build, prov["wasAssociatedWith"], software)
    yield Triple(software, A, prov["SoftwareAgent"])
    yield Triple(software, A, schema["SoftwareApplication"])
    yield Triple(software, foaf["name"], Literal("talkgraph"))
    yield Triple(software, schema["softwareVersion"], Literal(making.version))
    for source in making.sources:
        yield Triple(build, prov["used"], NamedNode(names.version(source)))
    for each in making.ingredients:
        node = NamedNode(names.ingredient(each.kind, each.name, each.sha256 or each.version))
        yield Triple(build, prov["used"], node)
        yield Triple(node, A, prov["Entity"])
        yield Triple(node, tg["ingredientKind"], Literal(each.kind))
        yield Triple(node, dcterms["identifier"], string(each.name))
        if each.sha256:
            yield Triple(node, tg["sha256"], Literal(each.sha256))
        if each.version:
            yield Triple(node, owl["versionInfo"], string(each.version))


def _classes(whole: NamedNode, contents: Contents, names: Names) -> Triples:
    parts: Triples = []
    told = (each for each in contents.classes.items() if not each[0].startswith(_LANGUAGES))
    for kind, count in sorted(told):
        part = NamedNode(names.instances(kind))
        parts += [
            Triple(whole, void["classPartition"], part),
            Triple(part, void["class"], NamedNode(kind)),
            Triple(part, void["entities"], Literal(count)),
        ]
    return parts


def _silent_sources(making: Making, contents: Contents, names: Names) -> Iterator[Triple]:
    """Yield what describes sources that serve to read others, and have no graph themselves."""
    for source in sorted(set(making.sources).difference(contents.sources.values())):
        version = NamedNode(names.version(source))
        yield Triple(version, A, prov["Entity"])
        yield Triple(version, dcterms["identifier"], string(source))
        yield Triple(version, dcterms["isVersionOf"], NamedNode(names.source(source)))
        yield Triple(version, tg["sha256"], Literal(names.versions[source]))


def _class_of(triple: Triple) -> str | None:
    """Return the class that a triple gives to something, if it does that."""
    return plain(triple.object) if triple.predicate == A else None


def _home(iri: str) -> str:
    """Return the vocabulary that a term belongs to: what stands before its local name."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
