"""The ontology describes what the graph says, the shapes accept it and reject what is broken."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from graph_samples import SOURCE, people_of, rich_event, source_triples
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import DCTERMS, OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH, SKOS
from rdflib.term import Node
from shape_samples import GRAPHS, NAMES

from talkgraph.graph import queries
from talkgraph.graph.shacl import keeps_shapes, validate_graph
from talkgraph.graph.sparql import search
from talkgraph.graph.store import OxigraphStore
from talkgraph.knowledge.build.named_graphs import vocabulary_triples
from talkgraph.model.names import OA, PREFIXES, TG
from talkgraph.settings import ontology_file

TYPE: Final = NamedNode(str(RDF.type))
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
OTHER: Final = "https://example.org/other"
CONCLUDING: Final = [
    URIRef(TG + name) for name in ("concludes", "subjectProperty", "objectProperty")
]
# Not every rule has an example in the sample graphs.
RULES: Final = [
    "handle",
    "same-talk",
    "name",
    "nickname",
    "spelling",
    "override",
    "same-title",
    "main-title",
]

TOPICS: Final = vocabulary_triples(ontology_file("topics"))
ONTOLOGY: Final = Graph().parse(ontology_file("talkgraph.ttl"))
GONE: Final = {str(node) for node in ONTOLOGY.subjects(OWL.deprecated)}
SHAPES: Final = Graph().parse(ontology_file("shapes.ttl"))


def local_names(text: str) -> set[str]:
    return set(re.findall(r"\btg:([\w-]+)", text))


def used_terms() -> dict[str, bool]:
    """Every tg: term in the sample graphs, and whether it is used as a property."""
    used: dict[str, bool] = {}
    for triples in GRAPHS.values():
        for triple in triples:
            if triple.predicate.value.startswith(TG):
                used[triple.predicate.value] = True
            value = triple.object.value if isinstance(triple.object, NamedNode) else ""
            if value.startswith(TG) and value != TG:
                used.setdefault(value, False)
    # What only the topics have says something of words, not of things.
    labels = {triple.predicate.value for triple in TOPICS}
    return {label: False for label in labels if label.startswith(TG)} | used


@pytest.mark.parametrize("term", sorted(used_terms()))
def test_what_the_graph_uses_is_defined(term: str) -> None:
    node = URIRef(term)
    assert ONTOLOGY.value(node, RDFS.label) or ONTOLOGY.value(node, SKOS.prefLabel)
    comment = ONTOLOGY.value(node, RDFS.comment) or ONTOLOGY.value(node, SKOS.definition)
    assert len(str(comment)) > 15
    if used_terms()[term] and "#method" not in term:
        assert ONTOLOGY.value(node, RDFS.domain)
        assert ONTOLOGY.value(node, RDFS.range)


def test_what_is_defined_is_used() -> None:
    defined = {str(node) for node in ONTOLOGY.subjects(RDFS.isDefinedBy)} - GONE
    # Terms of queries, which never stand in a graph.
    asked = {value for value in vars(search).values() if str(value).startswith(TG)} | {
        TG + "Search"
    }
    assert asked - {TG} <= defined
    # What stands in descriptions of classes, and what a conclusion states without its being said.
    described = {str(each) for each in ONTOLOGY.predicates() if str(each).startswith(TG)}
    described |= {str(each) for p in CONCLUDING for each in ONTOLOGY.objects(None, p)}
    described |= {TG + "methods", TG + "Conclusion"}
    # What a person writes into a vocabulary.
    described |= {TG + "statuses", TG + "status-rejected"}
    methods = {str(each) for each in ONTOLOGY.subjects(SKOS.inScheme, URIRef(TG + "methods"))}
    rules = {f"{TG}method-{name}" for name in RULES}
    assert methods - set(used_terms()) <= rules
    assert defined - set(used_terms()) - asked - described - methods == set()


def test_other_files_use_defined_terms_only() -> None:
    terms = {str(node) for node in ONTOLOGY.subjects(RDFS.isDefinedBy)} - GONE
    defined = {term.removeprefix(TG) for term in terms}
    texts = [ontology_file(name).read_text() for name in ("shapes.ttl", "context.jsonld")]
    readme = Path(__file__).resolve().parents[2] / "ontology" / "README.md"
    texts += [text for name, text in vars(queries).items() if name.isupper()]
    texts.append(readme.read_text())
    for text in texts:
        assert local_names(text) <= defined


def test_a_term_that_went_names_its_successor_and_is_used_nowhere() -> None:
    defined = {str(node) for node in ONTOLOGY.subjects(RDFS.isDefinedBy)}
    told = (ontology_file("talkgraph.ttl").parent / "CHANGES.md").read_text("utf-8")
    assert GONE
    for term in GONE:
        assert str(ONTOLOGY.value(URIRef(term), DCTERMS.isReplacedBy)) in defined - GONE
        assert term not in used_terms()
        kind = term in {TG + "SimilarityMethod", TG + "alignedPassages", TG + "cosine"}
        assert kind or f"tg:{term.removeprefix(TG)} " in told


def test_the_header_says_what_a_catalogue_asks() -> None:
    text = ontology_file("talkgraph.ttl").read_text()
    for term in (
        "owl:versionIRI",
        "owl:versionInfo",
        "vann:preferredNamespacePrefix",
        "vann:preferredNamespaceUri",
        "dcterms:license",
    ):
        assert term in text


def test_vocabularies_load_without_blank_nodes() -> None:
    assert len(vocabulary_triples(ontology_file("talkgraph.ttl"))) > 300


# ── shapes ───────────────────────────────────────────────────────────────────────────────────


def test_every_class_has_a_shape() -> None:
    targets = {str(target) for target in SHAPES.objects(None, SH.targetClass)}
    classes = {
        triple.object.value
        for triples in GRAPHS.values()
        for triple in triples
        if triple.predicate == TYPE
        and isinstance(triple.object, NamedNode)
        and triple.object.value.startswith(TG)
    }
    assert classes
    assert classes <= targets


@pytest.mark.parametrize("name", sorted(GRAPHS))
def test_the_shapes_accept_what_is_right(name: str) -> None:
    assert validate_graph(GRAPHS[name], "notes.md") == ()
    assert keeps_shapes(GRAPHS[name])


def around(target: str) -> tuple[NamedNode, list[Triple]]:
    """Return a node of that class that has most properties, and the triples about it."""
    typed = [
        (triple.subject, graph)
        for graph in GRAPHS.values()
        for triple in graph
        if triple.predicate == TYPE and triple.object == NamedNode(target)
    ]
    described = [
        (node, [triple for triple in graph if triple.subject == node]) for node, graph in typed
    ]
    node, triples = max(described, key=lambda pair: len({t.predicate for t in pair[1]}))
    assert isinstance(node, NamedNode)
    return node, triples


def predicates(path: Node | None) -> list[str]:
    alternatives = SHAPES.value(path, SH.alternativePath)
    if alternatives is None:
        return [str(path)]
    return [str(item) for item in Collection(SHAPES, alternatives)]


def violations_of(
    node: NamedNode, triples: list[Triple], shape: Node
) -> Iterator[tuple[str, list[Triple]]]:
    """Yield, for each constraint of a property shape, the triples changed to break it."""
    paths = predicates(SHAPES.value(shape, SH.path))
    path = NamedNode(paths[0])
    held = [triple for triple in triples if triple.predicate.value in paths]
    rest = [triple for triple in triples if triple not in held]
    for constraint, value in SHAPES.predicate_objects(shape):
        name = str(constraint).removeprefix(str(SH))
        if name in ("path", "message"):
            continue
        yield name, rest + broken(name, str(value), node, path, held)


def broken(
    name: str, value: str, node: NamedNode, path: NamedNode, held: list[Triple]
) -> list[Triple]:
    def text(content: str, datatype: str = "string") -> list[Triple]:
        literal = Literal(content, datatype=NamedNode(XSD + datatype))
        return [Triple(node, path, literal)]

    if name == "minCount":
        return held[: int(value) - 1]
    if name == "maxCount":
        count = int(value) + 1 - len(held)
        sample = held[0].object if held else NamedNode(OTHER)
        return held + [Triple(node, path, another(sample, n)) for n in range(count)]
    if name == "hasValue":
        return [triple for triple in held if triple.object != NamedNode(value)]
    if name == "not":
        refused = SHAPES.value(BNode(value), SH["in"])
        assert refused is not None
        first, *_ = Collection(SHAPES, refused)
        return [*held, Triple(node, path, NamedNode(str(first)))]
    return {
        "datatype": [Triple(node, path, NamedNode(OTHER))],
        "or": [Triple(node, path, NamedNode(OTHER))],
        "nodeKind": text("no IRI"),
        "minLength": text(""),
        "in": text("unheard-of"),
        "pattern": text("# ", "string"),
        "minInclusive": text("-2", "integer"),
        "minExclusive": text("0.0", "decimal"),
        "maxInclusive": text("1.5", "decimal"),
        "lessThanOrEquals": text("9999", "integer")
        if value.endswith("lastLine")
        else text("2999-01-01T00:00:00Z", "dateTime")
        if value.endswith("endTime")
        else text("2999-01-01", "date"),
    }[name]


def another(value: object, n: int) -> NamedNode | Literal:
    if isinstance(value, NamedNode):
        return NamedNode(f"{value.value}{n}")
    assert isinstance(value, Literal)
    if value.datatype.value == XSD + "date":
        return Literal(f"200{n}-01-01", datatype=value.datatype)
    if value.datatype.value in (XSD + "integer", XSD + "decimal"):
        return Literal(f"{n}.5" if value.datatype.value.endswith("decimal") else f"{n + 700}")
    return Literal(f"{value.value}-{n}")


def property_shapes() -> list[tuple[str, Node]]:
    by_what_they_have = {"Lines": OA + "SpecificResource", "Scheduled": TG + "Talk"}
    by_what_they_have |= {"Posting": TG + "Post", "Addressed": TG + "Link"}
    named = {str(shape).partition("#")[2]: shape for shape in SHAPES.subjects(SH.targetSubjectsOf)}
    assert set(named) == set(by_what_they_have)
    targets = [
        *SHAPES.subject_objects(SH.targetClass),
        *((shape, URIRef(by_what_they_have[name])) for name, shape in named.items()),
    ]
    return sorted(
        (str(target), shape)
        for node, target in targets
        for shape in SHAPES.objects(node, SH.property)
    )


@pytest.mark.parametrize("target", sorted({target for target, _ in property_shapes()}))
def test_every_constraint_rejects_what_breaks_it(target: str) -> None:
    node, triples = around(target)
    assert validate_graph(triples, "notes.md") == ()
    for _, shape in (pair for pair in property_shapes() if pair[0] == target):
        message = str(SHAPES.value(shape, SH.message))
        for name, changed in violations_of(node, triples, shape):
            if TYPE in {
                triple.predicate for triple in changed if triple.object == NamedNode(target)
            }:
                found = validate_graph(changed, "notes.md")
                assert any(message in d.message for d in found), (message, name)
                assert not keeps_shapes(changed), (message, name)


def test_every_shape_wants_an_iri() -> None:
    blank = [
        Triple(BlankNode("b"), TYPE, NamedNode(TG + "Talk")),
        Triple(NamedNode(OTHER), NamedNode(TG + "talk"), BlankNode("b")),
    ]
    assert [d.code for d in validate_graph(blank, "notes.md")] == ["shape-violation"] * 2


def test_a_violation_names_file_and_line() -> None:
    text = NamedNode("https://schema.org/text")
    first = next(t for t in GRAPHS["source"] if t.predicate == text)
    [found] = validate_graph([t for t in GRAPHS["source"] if t != first], "a.md")
    assert (found.place, found.last) == (f"{SOURCE}:31", 31)
    assert "a post must have one clean text" in found.message


def test_an_unknown_speaker_is_reported() -> None:
    event = rich_event()
    people = people_of(event)
    nobody = type(people)(people=(), who={}, accounts={})
    found = validate_graph(source_triples(event, nobody, NAMES), "a.md")
    assert [d.place for d in found] == [f"{SOURCE}:{line}" for line in (12, 51, 51, 71)]
    assert all("nobody is known for this speaker" in d.message for d in found)


# ── JSON-LD and the README ───────────────────────────────────────────────────────────────────


def test_the_context_expands_its_own_names() -> None:
    context = json.loads(ontology_file("context.jsonld").read_text())["@context"]
    assert context["@vocab"] == PREFIXES["schema"]
    # Topics are things: whoever follows their IRIs finds them whole.
    prefixes = {name: iri for name, iri in PREFIXES.items() if name not in ("schema", "topic")}
    assert {name: context[name] for name in prefixes} == prefixes
    for term in (name for name in context if isinstance(context[name], dict)):
        meant = context[term].get("@reverse", term)
        prefix, _, local = meant.rpartition(":")
        value = {"@id": OTHER} if context[term].get("@type") == "@id" else "1"
        document = {"@context": context, "@id": OTHER, term: value}
        [quad] = parse(json.dumps(document), format=RdfFormat.JSON_LD)
        assert quad.predicate.value == PREFIXES[prefix or "schema"] + local


def test_the_context_knows_which_of_our_properties_lead_to_things() -> None:
    context = json.loads(ontology_file("context.jsonld").read_text())["@context"]
    for kind, is_wanted in ((OWL.ObjectProperty, True), (OWL.DatatypeProperty, False)):
        for term in set(used_terms()) & set(map(str, ONTOLOGY.subjects(RDF.type, kind))):
            name = f"tg:{term.removeprefix(TG)}"
            is_reference = context.get(name, {}).get("@type") == "@id"
            assert is_reference == is_wanted, f"{name} in ontology/context.jsonld"


def readme_queries() -> list[str]:
    readme = Path(__file__).resolve().parents[2] / "ontology" / "README.md"
    return re.findall(r"```sparql\n(.*?)```", readme.read_text(), re.DOTALL)


def with_ontology() -> OxigraphStore:
    store = OxigraphStore.in_memory()
    for name, triples in GRAPHS.items():
        store.load(NAMES.graph(name), triples)
    store.load(NAMES.graph("ontology"), vocabulary_triples(ontology_file("talkgraph.ttl")))
    return store


def test_the_query_of_the_readme_finds_every_kind_of_conclusion() -> None:
    store = with_ontology()
    [query] = readme_queries()
    concluded = {row["property"] for row in store.select(query)}
    assert concluded == {str(each) for each in ONTOLOGY.objects(None, CONCLUDING[0])}


def test_every_conclusion_says_how_sure_it_is_by_which_method_and_why() -> None:
    store = with_ontology()
    query = """SELECT ?kind (COUNT(DISTINCT ?sure) AS ?numbers) (COUNT(DISTINCT ?how) AS ?methods)
        (COUNT(DISTINCT ?why) AS ?reasons) WHERE {
      ?conclusion a ?kind . ?kind tg:concludes ?property .
      OPTIONAL { ?conclusion tg:confidence ?sure }
      OPTIONAL { ?conclusion tg:method ?how . ?how skos:inScheme tg:methods ; skos:definition ?is }
      OPTIONAL { ?conclusion tg:evidence|tg:evidenceText ?why }
    } GROUP BY ?kind ?conclusion"""
    rows = store.select(query)
    assert {row["kind"] for row in rows} == {
        row["kind"] for row in store.select("SELECT ?kind { ?kind tg:concludes ?property }")
    }
    for row in rows:
        assert (row["numbers"], row["methods"]) == ("1", "1"), row
        assert row["reasons"] != "0", row


def test_the_readme_names_every_graph() -> None:
    root = Path(__file__).resolve().parents[2]
    code = "".join(path.read_text("utf-8") for path in (root / "src").rglob("*.py"))
    graphs = set(re.findall(r'names\.graph\("(\w+)"\)', code))
    assert {"people", "places"} <= graphs
    told = set(re.findall(r"`graph/(\w+)", (root / "ontology" / "README.md").read_text("utf-8")))
    assert graphs <= told
