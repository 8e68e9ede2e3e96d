"""Documents as one tree: invented places and times, as consumers of schema.org read them."""

import json
from typing import Any, Final

import json_ld
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from schema_org import problems, qualifies

from talkgraph.graph.json_ld import document
from talkgraph.graph.queries import description, told_in_page
from talkgraph.graph.sparql.bindings import plain
from talkgraph.graph.store import OxigraphStore
from talkgraph.protocols import AnswerForm, Question
from talkgraph.settings import DEFAULT_BASE as BASE

GRAPH: Final = """
PREFIX : <https://w3id.org/talkgraph/id/>
PREFIX tg: <https://w3id.org/talkgraph/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

<event/quay> a tg:Conference, schema:Event ; schema:name "QuayConf" ;
  schema:startDate "2031-05-06"^^xsd:date ; schema:endDate "2031-05-07"^^xsd:date ;
  schema:location <place/porto> ; schema:url "https://quay.example.org/" .
<place/porto> a schema:Place ; schema:name "Porto do Cais" ; schema:address <address/porto> .
<address/porto> a schema:PostalAddress ; schema:addressLocality "Porto do Cais" ;
  schema:addressCountry "PT" .
<place/quay/hall> a schema:Place ; schema:name "Quay Hall" ;
  schema:containedInPlace <place/porto> ; schema:address <address/porto> .
<talk/quay/ropes> a tg:Talk, schema:Event ; schema:name "Ropes \\"hold\\" </script>" ;
  tg:event <event/quay> ; schema:superEvent <event/quay> ; schema:location <place/quay/hall> ;
  schema:startDate "2031-05-06"^^xsd:date ;
  tg:startTime "2031-05-07T00:30:00+01:00"^^xsd:dateTime ;
  tg:endTime "2031-05-07T01:15:00+01:00"^^xsd:dateTime ; tg:position 1 ;
  schema:eventStatus schema:EventScheduled ; schema:performer <person/mara>, <person/ben> ;
  schema:recordedIn <link/ropes> .
<talk/quay/lamps> a tg:Talk, schema:Event ; schema:name "Lamps" ; tg:event <event/quay> ;
  schema:superEvent <event/quay> ; schema:startDate "2031-05-07"^^xsd:date .
<link/ropes> a tg:Link, schema:CreativeWork, schema:VideoObject ; schema:name "Ropes, filmed" ;
  schema:url "https://www.youtube.com/watch?t=3&v=abcdefghijk" ; tg:talk <talk/quay/ropes> .
<link/site> a tg:Link, schema:CreativeWork ; schema:name "All films" ; tg:event <event/hill> .
<event/hill> a tg:Conference, schema:Event ; schema:name "HillConf" ;
  schema:location <place/porto> .
<link/stream> a tg:Link, schema:CreativeWork ; schema:name "Live" ; tg:event <event/web> .
<link/file> a schema:VideoObject ; schema:name "A file" ;
  schema:url "https://quay.example.org/a.mp4" .
<person/mara> a schema:Person, foaf:Person ; schema:name "Mara Lind" ;
  schema:alternateName "M. Lind" ; foaf:account <account/mara>, <account/none> .
<person/ben> a schema:Person, foaf:Person ; schema:name "Ben Ode" .
<account/mara> foaf:accountName "mara" ; schema:url "https://social.example.org/@mara" .
<account/none> foaf:accountName "none" ; schema:url "no address at all" .
<appearance/mara> a tg:Appearance, schema:Role ; tg:speaker <person/mara> ;
  tg:inTalk <talk/quay/ropes> ; schema:name "Mara Lind" ; tg:affiliation <organization/quay> .
<organization/quay> a schema:Organization ; schema:name "Quay Ltd" .
<event/once> a tg:Conference, schema:Event ; schema:name "OnceConf" ;
  schema:description "Einmal am Kai."@de ;
  schema:startDate "2030"^^xsd:gYear ; schema:location "somewhere" .
<event/web> a tg:Conference, schema:Event ; schema:name "WebConf" ; schema:location <place/web> .
<talk/web/nets> a tg:Talk, schema:Event ; schema:name "Nets" ; tg:event <event/web> .
<talk/web/rods> a tg:Talk, schema:Event ; schema:name "Rods" ; tg:event <event/web> ;
  schema:location <place/web/one> .
<place/web/one> a schema:Place ; schema:name "Stream 1" .
<place/web> a schema:VirtualLocation ; schema:name "online" .
<version/a> oa:hasSource <source/a> .
<version/a#line=0,1> a oa:SpecificResource ; oa:hasSource <version/a> ; tg:firstLine 1 .
"""
THINGS: Final = sorted(
    {
        triple.subject.value
        for triple in parse(GRAPH.encode(), format=RdfFormat.TURTLE, base_iri=BASE)
        if isinstance(triple.subject, NamedNode)
    }
)


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    store = OxigraphStore.in_memory()
    quads = parse(GRAPH.encode(), format=RdfFormat.TURTLE, base_iri=BASE)
    store.load(f"{BASE}graph/all", [quad.triple for quad in quads])
    return store


def told(store: OxigraphStore, thing: str) -> list[Triple]:
    form = AnswerForm(graph="application/n-triples")
    into = store.fitting(value=NamedNode(thing))
    leading = {(plain(each.subject), each.predicate.value) for each in into}
    answer = store.answer(Question(sparql=description(thing, sorted(leading))), form)
    return [quad.triple for quad in parse(answer.content, format=RdfFormat.N_TRIPLES)]


def of(store: OxigraphStore, thing: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(document(BASE + thing, told(store, BASE + thing)).embedded())


@pytest.mark.parametrize("thing", THINGS)
def test_a_tree_says_what_its_triples_say(store: OxigraphStore, thing: str) -> None:
    triples = told(store, thing)
    found = document(thing, triples)
    linked = json.loads(found.linked(json_ld.CONTEXT))
    assert linked["@id"] == thing
    assert "@included" not in linked
    assert {quad.triple for quad in json_ld.quads(linked)} == set(triples)
    assert json_ld.compacted(linked) == linked
    # What stands in a page needs no other file.
    inside = json.loads(found.embedded())
    assert {quad.triple for quad in json_ld.quads(inside)} == set(triples)
    assert document(thing, reversed(triples)) == found


def test_the_clock_tells_when_and_a_room_where(store: OxigraphStore) -> None:
    talk = of(store, "talk/quay/ropes")
    assert problems(talk) == []
    assert talk["@type"] == ["Event", "tg:Talk"]
    assert talk["startDate"] == talk["tg:startTime"] == "2031-05-07T00:30:00+01:00"
    assert talk["endDate"] == "2031-05-07T01:15:00+01:00"
    assert talk["eventStatus"] == "https://schema.org/EventScheduled"
    assert talk["location"]["name"] == "Quay Hall"
    assert talk["location"]["address"]["addressCountry"] == "PT"
    assert talk["location"]["containedInPlace"]["name"] == "Porto do Cais"
    assert [who["name"] for who in talk["performer"]] == ["Ben Ode", "Mara Lind"]
    assert talk["superEvent"]["name"] == "QuayConf"
    assert talk["tg:position"] == 1
    [video] = talk["recordedIn"]
    assert problems(video) == []
    assert video["embedUrl"] == "https://www.youtube.com/embed/abcdefghijk"


def test_a_part_of_an_event_is_where_the_event_is(store: OxigraphStore) -> None:
    talk = of(store, "talk/quay/lamps")
    assert qualifies(talk)
    assert talk["startDate"] == "2031-05-07"
    assert talk["location"]["address"]["addressLocality"] == "Porto do Cais"
    event = of(store, "event/quay")
    assert problems(event) == []
    assert [part["name"] for part in event["subEvent"]] == ["Lamps", 'Ropes "hold" </script>']
    assert event["@reverse"]["tg:event"] == [part["@id"] for part in event["subEvent"]]
    assert event["url"] == "https://quay.example.org/"


@pytest.mark.parametrize("thing", ["event/web", "talk/web/nets"])
def test_what_is_on_the_net_is_nowhere_else(store: OxigraphStore, thing: str) -> None:
    found = of(store, thing)
    assert found["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert found["location"]["name"] == "online"
    assert "eventAttendanceMode" not in of(store, "event/quay")


def test_what_is_no_event_is_not_where_the_event_is(store: OxigraphStore) -> None:
    for link in ("link/site", "link/stream"):
        assert {"location", "eventAttendanceMode"}.isdisjoint(of(store, link))


def test_a_person_has_pages_and_bodies(store: OxigraphStore) -> None:
    person = of(store, "person/mara")
    assert problems(person) == []
    assert person["sameAs"] == ["https://social.example.org/@mara"]
    assert [body["name"] for body in person["affiliation"]] == ["Quay Ltd"]
    assert person["alternateName"] == ["M. Lind"]
    assert [talk["name"] for talk in person["performerIn"]] == ['Ropes "hold" </script>']


def test_a_file_is_its_own_content(store: OxigraphStore) -> None:
    video = of(store, "link/file")
    assert problems(video) == []
    assert video["contentUrl"] == "https://quay.example.org/a.mp4"
    assert "embedUrl" not in video


def test_what_is_of_another_type_is_plain_too(store: OxigraphStore) -> None:
    event = of(store, "event/once")
    assert (event["startDate"], event["location"]) == ("2030", "somewhere")
    assert event["description"] == "Einmal am Kai."
    assert problems(event) == ["startDate is '2030'", "location is no Place"]
    linked = json.loads(document(BASE + "event/once", told(store, BASE + "event/once")).linked("x"))
    assert linked["@context"] == [
        "x",
        {
            "description": {"@id": "https://schema.org/description", "@language": "de"},
            "location": {"@id": "https://schema.org/location"},
            "startDate": {"@id": "https://schema.org/startDate", "@type": "xsd:gYear"},
        },
    ]


def test_a_page_leaves_out_the_places_of_a_whole_source() -> None:
    whole, part = (query(f"{BASE}version/a", ()) for query in (description, told_in_page))
    assert whole.count("oa:hasSource <") == 1
    assert "oa:hasSource <" not in part


def test_a_name_that_means_the_contrary_is_written_out() -> None:
    thing, other = NamedNode(f"{BASE}a"), NamedNode(f"{BASE}b")
    triples = [
        Triple(thing, NamedNode("https://schema.org/subEvent"), other),
        Triple(other, NamedNode("https://schema.org/superEvent"), thing),
        Triple(other, NamedNode("https://schema.org/name"), Literal("Ö", language="sv")),
        Triple(other, NamedNode("https://schema.org/name"), Literal("Z")),
        Triple(NamedNode(f"{BASE}c"), NamedNode("https://schema.org/name"), Literal("left")),
    ]
    found = json.loads(document(thing.value, triples).linked(json_ld.CONTEXT))
    assert found["https://schema.org/subEvent"]["@id"] == other.value
    assert found["subEvent"][0]["name"] == ["Z", {"@value": "Ö", "@language": "sv"}]
    assert found["@included"] == [{"@id": f"{BASE}c", "name": "left"}]
    assert {quad.triple for quad in json_ld.quads(found)} == set(triples)


def test_another_processor_frames_it(store: OxigraphStore) -> None:
    thing = f"{BASE}event/quay"
    linked = json.loads(document(thing, told(store, thing)).linked(json_ld.CONTEXT))
    found = json_ld.framed(linked, {"@id": thing, "location": {"address": {}}, "subEvent": {}})
    assert found["name"] == "QuayConf"
    assert found["location"]["address"]["addressLocality"] == "Porto do Cais"
    assert [part["name"] for part in found["subEvent"]] == ["Lamps", 'Ropes "hold" </script>']
