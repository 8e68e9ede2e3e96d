"""What is proved to keep the shapes, pySHACL accepts too: asked of many spoilt things at once."""

import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from shape_samples import GRAPHS

from talkgraph.graph.shacl import keeps_shapes, validate_graph
from talkgraph.graph.shapes import Shapes
from talkgraph.model.names import RDF, RDFS, XSD, curie
from talkgraph.settings import ontology_file

TYPE: Final = NamedNode(RDF + "type")
DATATYPES: Final = ("string", "integer", "decimal", "boolean", "date", "gYear", "gYearMonth")
FORMS: Final = (
    *(
        "",
        " ",
        "# ",
        "a/b",
        "x#line=1,2",
        "y#method-tide",
        "http://a.example/",
        "https:// b",
        "1_000",
    ),
    *("1", "-1", "+1", "01", "0", "1.0", "1.50", ".5", "0.0000001", "1e3", "INF", "NaN", "9" * 30),
    *("true", "1 ", "２", "2031", "02031", "0000", "2031-00", "2031-13", "2031-05", "2031-05Z"),
    *("2031-05-06", "2031-02-30", "2031-05-06Z", "-2031-05-06", "2031-05-06T09:00:00"),
    *("2031-05-06T24:00:00", "2031-05-06T09:00:00Z", "2031-05-06T10:00:00+02:00", "2031-05-06T09"),
    *("2031-05-06T09:00:00.5", "2031-05-06T09:00:60", "2999-12-31T00:00:00Z", "en", "PT", "a\nb"),
)
"""Texts at the edges of what the datatypes allow."""


def things() -> list[tuple[NamedNode, list[Triple]]]:
    """Everything that the sample graphs describe, with what they say of it."""
    said: dict[NamedNode, list[Triple]] = {}
    for triples in GRAPHS.values():
        here: dict[NamedNode, list[Triple]] = {}
        for triple in dict.fromkeys(triples):
            assert isinstance(triple.subject, NamedNode)
            here.setdefault(triple.subject, []).append(triple)
        said |= here
    return list(said.items())


THINGS: Final = things()
# pySHACL raises where it cannot compare two values; these are asked about by themselves below.
COMPARED: Final = ("startDate", "endDate", "startTime", "endTime", "firstLine", "lastLine")
PREDICATES: Final = sorted(
    {t.predicate for _, said in THINGS for t in said if not t.predicate.value.endswith(COMPARED)},
    key=str,
)
VALUES: Final = sorted({t.object for _, said in THINGS for t in said}, key=str)


def value(chance: random.Random) -> NamedNode | Literal:
    """Return some value, right or wrong wherever it comes to stand."""
    text = chance.choice(FORMS)
    kind = chance.randrange(4)
    if kind == 0:
        return chance.choice(VALUES)  # type: ignore[return-value]
    if kind == 1:
        return NamedNode("https://example.org/" + chance.choice(("", "x#line=1,2", "#method-b")))
    if kind == 2:
        return Literal(text, language=chance.choice(("en", "pt-br")))
    datatype = chance.choice((*DATATYPES, "dateTime", "dateTime", "anyURI"))
    return Literal(text, datatype=NamedNode(XSD + datatype))


def spoilt(said: list[Triple], chance: random.Random) -> list[Triple]:
    """Return what is said of a thing with one or two triples gone, changed, added or moved."""
    found = list(said)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(found) + 1) - 1
        old = found[at] if found else said[0]
        way = chance.randrange(5)
        if way == 0 and found:
            del found[at]
        elif old.predicate not in PREDICATES:
            continue
        elif way == 1 and found:
            found[at] = Triple(old.subject, old.predicate, value(chance))
        elif way == 2:
            found.append(Triple(old.subject, chance.choice(PREDICATES), value(chance)))
        elif way == 3:
            found.append(Triple(old.subject, old.predicate, value(chance)))
        else:
            found.append(Triple(old.subject, chance.choice(PREDICATES), old.object))
    return found


def copies(chance: random.Random, count: int) -> Iterator[tuple[NamedNode, list[Triple]]]:
    """Yield spoilt things, each under an IRI of its own."""
    for number in range(count):
        thing, said = chance.choice(THINGS)
        copy = NamedNode(f"{thing.value}?copy={number}")
        yield copy, [Triple(copy, t.predicate, t.object) for t in spoilt(said, chance)]


def test_what_pyshacl_rejects_is_never_proved() -> None:
    made = list(copies(random.Random(31), 1000))
    broken, proved = judged(made)
    assert not broken & proved
    # Each is met often, and hardly anything is left to the judge that need not be.
    assert min(len(broken), len(proved)) > 200
    assert len(broken | proved) > 0.9 * len(made)


def judged(made: list[tuple[NamedNode, list[Triple]]]) -> tuple[set[str], set[str]]:
    """Return which things pySHACL rejects, and which are proved."""
    found = validate_graph([triple for _, said in made for triple in said], "notes.md")
    broken = {diagnostic.message.partition(": ")[0] for diagnostic in found}
    return broken, {curie(copy.value) for copy, said in made if keeps_shapes(said)}


@pytest.mark.parametrize(
    ("first", "second", "datatype", "values"),
    [
        ("startDate", "endDate", "date", ("2031-05-06", "2031-05-07", "0999-01-01")),
        ("firstLine", "lastLine", "integer", ("9", "10", "11")),
        (
            "startTime",
            "endTime",
            "dateTime",
            ("2031-05-06T09:00:00Z", "2031-05-06T10:30:00+02:00", "2031-05-06T10:00:00.5Z"),
        ),
        ("startTime", "endTime", "dateTime", ("2031-05-06T09:00:00", "2031-05-06T10:00:00")),
    ],
)
def test_what_ends_before_it_starts_is_never_proved(
    first: str, second: str, datatype: str, values: tuple[str, ...]
) -> None:
    said = next(said for _, said in THINGS if len({*named(said, first), *named(said, second)}) == 2)
    made = []
    for number, (start, end) in enumerate(product(values, repeat=2)):
        copy = NamedNode(f"https://example.org/thing?copy={number}")
        told = {predicate: start for predicate in named(said, first)}
        told |= {predicate: end for predicate in named(said, second)}
        rest = [Triple(copy, t.predicate, t.object) for t in said if t.predicate not in told]
        kind = NamedNode(XSD + datatype)
        rest += [Triple(copy, p, Literal(value, datatype=kind)) for p, value in told.items()]
        made.append((copy, rest))
    broken, proved = judged(made)
    assert not broken & proved
    assert len(broken | proved) == len(made)
    assert broken


def named(said: list[Triple], name: str) -> list[NamedNode]:
    """Return the properties with a local name of which something is said."""
    return [t.predicate for t in said if t.predicate.value.endswith(("#" + name, "/" + name))]


def test_what_the_samples_say_is_proved_thing_by_thing() -> None:
    assert [thing for thing, said in THINGS if not keeps_shapes(said)] == []


def test_a_value_given_twice_is_one() -> None:
    similar = next(s for t, s in THINGS if any(x.predicate.value.endswith("/element") for x in s))
    elements = [t for t in similar if t.predicate.value.endswith("/element")]
    alone = [t for t in similar if t != elements[0]]
    assert len(elements) == 2
    assert not keeps_shapes([*alone, elements[1]])


@pytest.mark.parametrize(
    "triple",
    [
        Triple(BlankNode("b"), TYPE, NamedNode(RDFS + "Class")),
        # Whoever is of a narrower class is held to the shape of the broader one.
        Triple(
            NamedNode("https://example.org/Keynote"),
            NamedNode(RDFS + "subClassOf"),
            NamedNode("https://w3id.org/talkgraph/ontology#Talk"),
        ),
    ],
)
def test_what_is_not_understood_in_a_graph_proves_nothing(triple: Triple) -> None:
    assert not keeps_shapes([triple])


PREFIXES: Final = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
ex:Boat a sh:NodeShape ; sh:targetClass ex:Boat ;
"""


@pytest.mark.parametrize(
    ("asked", "is_understood"),
    [
        ("sh:property [ sh:path ex:sail ; sh:maxCount 1 ]", True),
        ("sh:property [ sh:path ex:sail ; sh:uniqueLang true ]", False),
        ("sh:property [ sh:path [ sh:inversePath ex:sail ] ; sh:maxCount 1 ]", False),
        ("sh:property [ sh:path [ sh:alternativePath ( ex:sail ex:oar ) ] ]", True),
        ("sh:property [ sh:path ex:sail ; sh:nodeKind sh:Literal ]", False),
        ("sh:property [ sh:path ex:sail ; sh:datatype xsd:duration ]", False),
        ("sh:property [ sh:path ex:sail ; sh:not [ sh:datatype xsd:string ] ]", False),
        ("sh:property [ sh:path ex:sail ; sh:pattern 'A' ; sh:flags 'i' ]", False),
        ("sh:closed true", False),
        ("sh:nodeKind sh:BlankNode", False),
    ],
)
def test_shapes_that_are_not_understood_prove_nothing(
    asked: str, is_understood: bool, tmp_path: Path
) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(f"{PREFIXES}{asked} .")
    assert (Shapes.read(path) is not None) == is_understood


def test_the_shipped_shapes_are_understood() -> None:
    assert Shapes.read(ontology_file("shapes.ttl")) is not None
