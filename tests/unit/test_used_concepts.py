"""A knowledge base keeps of a vocabulary what something in it uses, and no loose ends."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

import talkgraph
from talkgraph.graph.write.concepts import used_concepts
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model.names import SKOS, TOPIC

BASE = "https://example.org/v/"
VOCABULARY = f"""
@prefix : <{BASE}> .
@prefix skos: <{SKOS}> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
:scheme a skos:ConceptScheme ; skos:prefLabel "Boats" ; skos:hasTopConcept :boats , :tides .
:boats a skos:Concept ; skos:prefLabel "Boats"@en , "Boote"@de ; skos:narrower :sail , :row .
:sail a skos:Concept ; skos:prefLabel "Sailing" ; skos:broader :boats ; skos:related :row , :wind ;
    skos:narrower :yachts ; xl:prefLabel :sail-label .
:row a skos:Concept ; skos:prefLabel "Rowing" ; skos:related :sail ; xl:prefLabel :row-label .
:yachts a skos:Concept ; skos:prefLabel "Yachts" .
:wind a skos:Concept ; skos:prefLabel "Wind" ; skos:related :sail .
:tides a skos:Concept ; skos:prefLabel "Tides" ; skos:topConceptOf :scheme .
:wet a skos:Collection ; skos:prefLabel "Wet" ; skos:member :tides , :sail .
:dry a skos:Collection ; skos:prefLabel "Dry" ; skos:member :row .
:sail-label a xl:Label ; xl:literalForm "Sailing"@en ; xl:labelRelation :note .
:row-label a xl:Label ; xl:literalForm "Rowing"@en .
:note skos:prefLabel "of labels" .
"""


@pytest.fixture(scope="module")
def vocabulary() -> list[Triple]:
    return [quad.triple for quad in parse(VOCABULARY, format=RdfFormat.TURTLE)]


def described(triples: list[Triple]) -> set[str]:
    return {str(triple.subject).strip("<>").removeprefix(BASE) for triple in triples}


def test_a_used_concept_comes_with_the_broader_ones_only(vocabulary: list[Triple]) -> None:
    kept = used_concepts(vocabulary, [f"{BASE}yachts"])
    assert described(kept) == {"scheme", "boats", "sail", "yachts", "wet", "sail-label", "note"}
    said = {(str(t.subject).strip("<>"), t.predicate.value): t.object for t in kept}
    assert said[f"{BASE}wet", f"{SKOS}member"] == NamedNode(f"{BASE}sail")
    assert said[f"{BASE}scheme", f"{SKOS}hasTopConcept"] == NamedNode(f"{BASE}boats")
    assert Literal("Boote", language="de") in [t.object for t in kept]


def test_nothing_leads_to_a_concept_that_is_not_kept(vocabulary: list[Triple]) -> None:
    kept = used_concepts(vocabulary, [f"{BASE}sail", f"{BASE}wind", "https://example.org/other"])
    ours = {t.object.value for t in kept if isinstance(t.object, NamedNode)}
    assert {iri.removeprefix(BASE) for iri in ours if iri.startswith(BASE)} <= described(kept)
    assert "row" not in described(kept)
    assert Triple(
        NamedNode(f"{BASE}sail"), NamedNode(f"{SKOS}related"), NamedNode(f"{BASE}wind")
    ) in (kept)


def test_where_nothing_is_used_the_scheme_is_left(vocabulary: list[Triple]) -> None:
    assert described(used_concepts(vocabulary, [])) == {"scheme"}
    assert len(used_concepts(vocabulary, [f"{BASE}{name}" for name in ("row", "tides")])) < len(
        vocabulary
    )


# ── in a knowledge base ──────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def kb(sample_kb: Path) -> KnowledgeBase:
    return talkgraph.open(sample_kb)


def test_the_graph_has_what_is_assigned_and_no_more(kb: KnowledgeBase) -> None:
    named = "{ GRAPH ?g { ?topic a skos:Concept } FILTER(STRENDS(STR(?g), '/topics')) }"
    written = {row["topic"] for row in kb.sparql(f"SELECT ?topic {named}")}
    assigned = {
        row["t"] for row in kb.sparql("SELECT ?t { ?a a tg:TopicAssignment; oa:hasBody ?t}")
    }
    broader = {topic.iri: topic.broader for topic in kb.parts.topics}
    above = {iri for each in written for iri in broader[each]}
    assert assigned
    assert assigned | above == written
    assert len(written) < len(kb.parts.topics)


def test_a_topic_that_nothing_has_is_still_known(kb: KnowledgeBase) -> None:
    page = kb.topic("Fortran")
    assert (page.talks, page.passages) == ((), ())
    assert page.broader[0].label == "Programming languages"
    assert page.iri == f"{TOPIC}fortran"
    assert page.iri not in {topic.iri for topic in kb.topics()}
    assert page.iri in {topic.iri for topic in kb.vocabulary()}
    (card,) = kb.search("Fortran").understood.cards
    assert (card.iri, card.talks) == (page.iri, 0)


def test_a_talk_lists_the_topics_that_it_is_about_and_no_others(kb: KnowledgeBase) -> None:
    labels = kb.parts.topic_labels
    passing = 0
    for record in kb.parts.records:
        if record.is_talk:
            about = [labels[iri] for iri in record.topics_by_confidence]
            assert sorted(kb.talk(record.name).topics) == sorted(about)
            assert record.name in {t.name for label in about for t in kb.topic(label).talks} or (
                not about
            )
            passing += len(record.topics) - len(about)
    assert passing
