"""Terms are used as their vocabularies mean them, and no reasoner finds a contradiction."""

import shutil
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Final

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import SKOS, XSD
from rdflib.term import Node
from reused_terms import CLASSES, LITERAL, PROPERTIES, expand, with_above

import talkgraph
from talkgraph.model.names import TG
from talkgraph.settings import ontology_file

ONTOLOGY: Final = Graph().parse(ontology_file("talkgraph.ttl"))
OWN_CLASSES: Final = {str(node) for node in ONTOLOGY.subjects(RDF.type, OWL.Class)}
ABOVE: Final = {
    **CLASSES,
    # A place in a source and a named graph are entities, as PROV has it.
    expand("oa:SpecificResource"): frozenset({expand("prov:Entity")}),
    expand("void:Dataset"): frozenset({expand("prov:Entity")}),
    **{
        each: frozenset(map(str, ONTOLOGY.objects(URIRef(each), RDFS.subClassOf)))
        for each in OWN_CLASSES
    },
}
# Kinds of things of which nothing is two at once, whatever follows from the vocabularies.
APART: Final = tuple(
    map(
        expand,
        (
            *("schema:Event", "schema:Person", "schema:Organization", "schema:Place"),
            *("schema:CreativeWork", "sioc:UserAccount", "oa:SpecificResource", "oa:Selector"),
            *("skos:ConceptScheme", "sim:Association", "prov:Activity"),
        ),
    )
)
_TALK_AND_DAY: Final = tuple((RDF.type, URIRef(TG + name)) for name in ("Talk", "Day"))
_LABELS: Final = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
# A talk or a person is no document; a copy of words is one.
NEVER: Final = tuple(map(expand, ("prov:Entity", "prov:Activity", "foaf:Document", "sioc:Item")))


@pytest.fixture(scope="module")
def graph(sample_kb: Path) -> Graph:
    """Everything that the sample's knowledge base says."""
    return Graph().parse(data=talkgraph.open(sample_kb).export("nt"), format="nt")


@pytest.fixture(scope="module")
def classes(graph: Graph) -> dict[Node, set[str]]:
    """The classes of every node, with those above them."""
    return _classes(graph)


def _classes(graph: Graph) -> dict[Node, set[str]]:
    told: dict[Node, set[str]] = {}
    for node, kind in graph.subject_objects(RDF.type):
        told.setdefault(node, set()).add(str(kind))
    return {node: with_above(kinds, ABOVE) for node, kinds in told.items()}


def _limits(term: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return domain and range of a property, ours or another's; `None` where there is none."""
    if not term.startswith(TG):
        return PROPERTIES.get(term)
    node = URIRef(term)
    if (node, RDF.type, OWL.AnnotationProperty) in ONTOLOGY:
        return frozenset(), frozenset()
    domain = {str(each) for each in ONTOLOGY.objects(node, RDFS.domain)}
    range_ = {str(each) for each in ONTOLOGY.objects(node, RDFS.range)}
    included = {
        str(each) for each in ONTOLOGY.objects(node, URIRef(expand("schema:domainIncludes")))
    }
    if not (domain and range_):
        return None
    is_value = all(each.startswith(str(XSD)) for each in range_)
    return frozenset(included or domain), frozenset({LITERAL}) if is_value else frozenset(range_)


def _broken(graph: Graph, classes: dict[Node, set[str]]) -> Iterator[str]:
    anything = {expand("owl:Thing"), expand("schema:Thing"), expand("rdfs:Resource")}
    for subject, predicate, value in graph:
        limits = _limits(str(predicate))
        if limits is None:
            yield f"{predicate}: no such property"
            continue
        domain, range_ = limits
        # A class partition is a void:Dataset by what is said of it, and costs no type.
        implied = {expand("void:Dataset")} if str(predicate).startswith(expand("void:")) else set()
        kinds = classes.get(subject, implied)
        if domain and not domain & (kinds | anything):
            yield f"{predicate}: its subject is {sorted(classes.get(subject, ()))}"
        if not _fits(value, range_, classes.get(value), anything):
            yield f"{predicate}: its value is {value!r} ({sorted(classes.get(value, ()))})"


def _fits(value: Node, range_: frozenset[str], kinds: set[str] | None, anything: set[str]) -> bool:
    if not range_:
        return True
    if isinstance(value, Literal):
        return LITERAL in range_
    if kinds is None:  # what lies outside, such as a licence, whose class is not known here
        return range_ != {LITERAL}
    return bool(range_ & (kinds | anything))


def test_no_statement_breaks_a_domain_or_range(graph: Graph, classes: dict[Node, set[str]]) -> None:
    assert sorted(set(_broken(graph, classes))) == []


def test_no_statement_on_real_notes_breaks_a_domain_or_range(real_kb: Path) -> None:
    told = Graph().parse(data=talkgraph.open(real_kb).export("nt"), format="nt")
    assert sorted(set(_broken(told, _classes(told)))) == []


def test_every_class_exists_in_its_vocabulary(graph: Graph) -> None:
    assert {str(each) for each in graph.objects(None, RDF.type)} <= CLASSES.keys() | OWN_CLASSES
    named = {str(each) for each in ONTOLOGY.objects(None, RDFS.subClassOf)}
    named |= {str(each) for p in (RDFS.domain, RDFS.range) for each in ONTOLOGY.objects(None, p)}
    unknown = {each for each in named if not each.startswith(str(XSD))}
    assert unknown <= CLASSES.keys() | OWN_CLASSES


def test_a_statement_that_breaks_a_domain_is_found(graph: Graph) -> None:
    talk = next(graph.subjects(RDF.type, URIRef(f"{TG}Talk")))
    wrong = Graph()
    for kind in graph.objects(talk, RDF.type):
        wrong.add((talk, RDF.type, kind))
    wrong.add((talk, URIRef(expand("schema:position")), Literal(1)))
    wrong.add((talk, URIRef(expand("schema:performer")), Literal("somebody")))
    wrong.add((talk, URIRef(expand("sim:likeness")), talk))
    assert len(set(_broken(wrong, _classes(wrong)))) == 3


# ── reasoners ────────────────────────────────────────────────────────────────────────────────


def _axioms() -> Graph:
    """What the vocabularies say of classes, domains and ranges, where those name one class."""
    axioms = Graph()
    for name, above in CLASSES.items():
        for each in above:
            axioms.add((URIRef(name), RDFS.subClassOf, URIRef(each)))
    for name, (domain, range_) in PROPERTIES.items():
        if name.startswith(expand("schema:")):
            continue  # there, a domain is what a property is expected on, and not what follows
        for relation, limit in ((RDFS.domain, domain), (RDFS.range, range_)):
            if len(limit) == 1 and LITERAL not in limit:
                axioms.add((URIRef(name), relation, URIRef(next(iter(limit)))))
    return axioms


def _unmeant(graph: Graph) -> Iterator[str]:
    for node in set(graph.subjects()):
        kinds = {str(each) for each in graph.objects(node, RDF.type)}
        for one, other in combinations(APART, 2):
            if {one, other} <= kinds:
                yield f"{node} is both {one} and {other}"
        if kinds & set(map(expand, ("schema:Event", "schema:Person", "schema:Organization"))):
            yield from (f"{node} is {each}" for each in NEVER if each in kinds)


def _of_every_kind(graph: Graph) -> Graph:
    """Return what is said of one node of each kind, which is all that can follow of its classes.

    Nodes are of one kind if they have the same classes, and the same properties lead from them and
    to them: what follows of the class of a node depends on nothing else. Of a property that leads
    from a node, or to it, one statement is enough. Reasoners take minutes over the whole.
    """
    marks: dict[Node, set[tuple[str, Node]]] = {}
    for subject, predicate, value in graph:
        if predicate == RDF.type:
            marks.setdefault(subject, set()).add(("is", value))
            continue
        marks.setdefault(subject, set()).add(("from", predicate))
        if not isinstance(value, Literal):
            marks.setdefault(value, set()).add(("to", predicate))
    kinds: dict[frozenset[tuple[str, Node]], Node] = {}
    for node in sorted(marks, key=str):
        kinds.setdefault(frozenset(marks[node]), node)
    few = Graph()
    for node in kinds.values():
        for way, mark in marks[node]:
            if way == "is":
                few.add((node, RDF.type, mark))
            elif way == "from":
                few.add((node, mark, next(graph.objects(node, mark))))
            else:
                few.add((next(graph.subjects(mark, node)), mark, node))
    return few


def _without_words(graph: Graph) -> Graph:
    """Return a graph without what terms are called, from which nothing follows."""
    words = {RDFS.label, RDFS.comment, RDFS.isDefinedBy, SKOS.definition, *_LABELS}
    rest = Graph()
    for triple in graph:
        if triple[1] not in words:
            rest.add(triple)
    return rest


def _followed(graph: Graph, semantics: type) -> Graph:
    """Return what follows from a graph, the ontology and the vocabularies."""
    whole = _without_words(graph + ONTOLOGY + _axioms())
    owlrl.DeductiveClosure(semantics).expand(whole)
    return whole


def _about(node: Node, *said: tuple[URIRef, Node]) -> Graph:
    graph = Graph()
    for predicate, value in said:
        graph.add((node, predicate, value))
    return graph


def test_nothing_unmeant_follows(graph: Graph) -> None:
    few = _of_every_kind(graph)
    whole = _followed(few, owlrl.RDFS_Semantics)
    assert sorted(_unmeant(whole)) == []
    posts = set(few.subjects(RDF.type, URIRef(f"{TG}Post")))
    entity = URIRef(expand("prov:Entity"))
    assert posts
    assert all((post, RDF.type, entity) in whole for post in posts)


@pytest.mark.parametrize(
    ("kind", "relation"),
    [
        ("schema:Event", "prov:wasDerivedFrom"),
        ("schema:Person", "foaf:primaryTopic"),
        ("prov:Activity", "oa:hasSource"),
    ],
)
def test_what_is_unmeant_is_found(kind: str, relation: str) -> None:
    node = URIRef("https://example.org/node")
    wrong = _about(
        node, (RDF.type, URIRef(expand(kind))), (URIRef(expand(relation)), URIRef("x:y"))
    )
    assert sorted(_unmeant(_followed(wrong, owlrl.RDFS_Semantics)))


def _contradictions(graph: Graph) -> list[str]:
    error = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return [str(each) for each in graph.objects(None, error)]


def test_owl_rl_finds_no_contradiction(graph: Graph) -> None:
    whole = _followed(_of_every_kind(graph), owlrl.OWLRL_Semantics)
    assert _contradictions(whole) == []
    both = _about(URIRef("https://example.org/both"), *_TALK_AND_DAY)
    assert _contradictions(_followed(both, owlrl.OWLRL_Semantics))


def _for_hermit(graph: Graph) -> Graph:
    """Return a graph with every term declared, without the datatypes that HermiT does not know."""
    told = Graph()
    foreign = {XSD.date, XSD.gYear, XSD.gYearMonth}
    for s, p, o in graph:
        if not (isinstance(o, Literal) and o.datatype in foreign):
            told.add((s, p, o))
    kinds = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    builtin = tuple(map(expand, ("rdf:", "rdfs:", "owl:")))
    for each in set(told.predicates()):
        if str(each).startswith(builtin) or any((each, RDF.type, k) in told for k in kinds):
            continue
        values = [isinstance(value, Literal) for value in told.objects(None, each)]
        kind = OWL.DatatypeProperty if all(values) else OWL.ObjectProperty
        told.add((each, RDF.type, kind if len(set(values)) == 1 else OWL.AnnotationProperty))
    naming = (RDF.type, RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.disjointWith)
    for each in {each for relation in naming for each in told.objects(None, relation)}:
        if not str(each).startswith((*builtin, str(XSD))):
            told.add((each, RDF.type, OWL.Class))
    return told


def _is_consistent(graph: Graph, folder: Path) -> bool:
    import owlready2

    path = folder / "graph.nt"
    _for_hermit(graph).serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    ontology = world.get_ontology(path.as_uri()).load()
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return False
    return not list(world.inconsistent_classes())


@pytest.mark.skipif(
    find_spec("owlready2") is None or shutil.which("java") is None,
    reason="HermiT needs owlready2 and Java",
)
def test_hermit_finds_it_consistent(graph: Graph, tmp_path: Path) -> None:
    assert _is_consistent(_of_every_kind(graph) + ONTOLOGY, tmp_path)
    wrong = ONTOLOGY + _about(URIRef("https://example.org/both"), *_TALK_AND_DAY)
    assert not _is_consistent(wrong, tmp_path)


# ── concepts (after qSKOS) ───────────────────────────────────────────────────────────────────


def _schemes(graph: Graph) -> Iterable[Node]:
    return sorted(set(graph.subjects(RDF.type, SKOS.ConceptScheme)), key=str)


def test_the_concepts_are_well_kept(graph: Graph) -> None:
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    schemes = set(_schemes(graph))
    assert len(schemes) == 5  # topics, their proposals, themes, statuses, kinds
    for concept in concepts:
        labels = list(graph.objects(concept, SKOS.prefLabel))
        assert len(labels) == len({getattr(each, "language", None) for each in labels}) == 1
        assert set(graph.objects(concept, SKOS.inScheme)) <= schemes
        assert (concept, SKOS.inScheme, None) in graph
        assert not set(graph.objects(concept, SKOS.altLabel)) & set(labels)
    for one, inverse in ((SKOS.broader, SKOS.narrower), (SKOS.related, SKOS.related)):
        for narrow, broad in graph.subject_objects(one):
            assert (broad, inverse, narrow) in graph
            assert broad in concepts
    for scheme in schemes:
        top = ((None, SKOS.topConceptOf, scheme), (scheme, SKOS.hasTopConcept, None))
        is_empty = (None, SKOS.inScheme, scheme) not in graph
        assert is_empty or any(each in graph for each in top)


def test_every_concept_of_a_vocabulary_is_defined(graph: Graph) -> None:
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        if (concept, RDF.type, URIRef(f"{TG}Theme")) not in graph:
            assert (concept, SKOS.definition, None) in graph, concept
            assert all(
                getattr(each, "language", None) == "en"
                for each in graph.objects(concept, SKOS.prefLabel)
            )
