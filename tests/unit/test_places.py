"""Where an event is: what is read of a place, what is concluded, and what stands in the graph."""

from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.conclusions.people import NO_OVERRIDES, mentions_of, resolve
from talkgraph.conclusions.places import place_of
from talkgraph.conclusions.places.gazetteer import cities_named, regions_named
from talkgraph.conclusions.places.named import place_in_name
from talkgraph.conclusions.places.told import told_place
from talkgraph.graph import queries
from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.source import source_facts
from talkgraph.graph.write.terms import A, schema
from talkgraph.graph.write.told.places import place_triples
from talkgraph.knowledge.exports.written import events_of
from talkgraph.model import Event, People, Session, SessionKind, SourceKind, Span, Talk
from talkgraph.model.names import Names
from talkgraph.model.places import Address, Place

NAMES = Names("https://base.example/")
AT = Span(source="a.json", path="/0")
COUNTRIES = """
SELECT ?name ?country (COALESCE(?confidence, 1.0) AS ?sure) WHERE {
  ?event a tg:Conference ; schema:name ?name ; schema:location ?place .
  ?place schema:address/schema:addressCountry ?country .
  OPTIONAL { ?c tg:locatedEvent|tg:locatedPlace ?event ; tg:confidence ?confidence }
  OPTIONAL { ?d tg:locatedEvent|tg:locatedPlace ?place ; tg:confidence ?confidence }
} ORDER BY ?name
"""


@pytest.mark.parametrize(
    ("text", "country", "region", "locality", "whole"),
    [
        ("Hartford, Connecticut, United States", "US", "Connecticut", "Hartford", True),
        ("New York, New York, United States", "US", "New York", "New York", True),
        ("Room 1, Quay Hall, Ghent, Belgium", "BE", None, "Ghent", True),
        ("Aberlane, Ireland", "IE", None, "Aberlane", True),
        ("Quay Congress Center, Germany", "DE", None, None, True),
        ("London, UK", "GB", None, "London", True),
        ("Linz Austria", "AT", None, "Linz", True),
        ("Montréal, Québec, Canada", "CA", "Quebec", "Montreal", True),
        ("Toronto, ON, CA", "CA", "Ontario", "Toronto", True),
        ("Berlin, DE", "DE", None, "Berlin", True),
        ("Online (Berlin)", "DE", None, "Berlin", False),
        ("Quay Hall, 12 Front St. Hartford, CT 06103", "US", "Connecticut", "Hartford", False),
        ("Boston, MA", "US", "Massachusetts", "Boston", False),
        ("Perth, WA", "AU", "Western Australia", "Perth", False),
        ("London, Ontario", "CA", "Ontario", "London", False),
        ("Atlanta, Georgia", "US", "Georgia", "Atlanta", False),
        ("Tbilisi, Georgia", "GE", None, "Tbilisi", True),
        ("Quay Theatre, New York", "US", "New York", "New York", False),
        ("Nowhere Falls, New York", "US", "New York", "Nowhere Falls", False),
        ("Quay Hall (Hall 2), Brussels", "BE", None, "Brussels", False),
    ],
)
def test_what_a_told_place_says(
    text: str, country: str, region: str | None, locality: str | None, whole: bool
) -> None:
    told = told_place(text)
    assert told.address == Address(country=country, region=region, locality=locality)
    assert (told.is_whole, told.is_virtual) == (whole, False)


@pytest.mark.parametrize(
    "text",
    ["Aberlane", "Portland", "Springfield", "Georgia", "Washington", "Room 12", "Quay & Co.", "MA"],
)
def test_what_could_be_two_places_or_none_says_nothing(text: str) -> None:
    assert told_place(text).address is None


@pytest.mark.parametrize("text", ["online", "Virtual event", "Zoom", "fully remote / online"])
def test_a_virtual_place(text: str) -> None:
    assert told_place(text).is_virtual
    assert told_place(text).address is None


@pytest.mark.parametrize(
    ("name", "words", "country", "locality"),
    [
        ("HarbourConf Ghent 2016", "Ghent", "BE", "Ghent"),
        ("An Evening of Ropes, Chicago 2018", "Chicago", "US", "Chicago"),
        ("HarbourConf New York City 2019", "New York City", "US", "New York"),
        ("ropesconf oslo", "oslo", "NO", "Oslo"),
        ("Ropes India #3", "India", "IN", None),
        ("HarbourConf UK '19", "UK", "GB", None),
    ],
)
def test_a_name_that_ends_in_a_place(
    name: str, words: str, country: str, locality: str | None
) -> None:
    found = place_in_name(name)
    assert found is not None
    assert (found[0], found[1].country, found[1].locality) == (words, country, locality)


@pytest.mark.parametrize(
    "name",
    [
        "Ghent",
        "HarbourConf 2016",
        "Oxford Ropes Press 2020",
        "HarbourConf Portland 2018",
        "Ropes for Reading 2020",
        "HarbourConf LA 2019",
        "HarbourConf EU",
        "Ropes East London",
        "Music of Northern Ireland",
        "HarbourConf Georgia",
    ],
)
def test_a_name_that_is_of_no_one_place(name: str) -> None:
    assert place_in_name(name) is None


def test_every_city_has_a_country_and_no_name_twice_in_a_region() -> None:
    assert {city.country for city in cities_named("Cambridge")} == {"GB", "US"}
    for name in ("Wrocław", "wroclaw", "WROCLAW"):
        assert [city.country for city in cities_named(name)] == ["PL"]
    assert [each.country for each in regions_named("OR")] == ["US"]


# ── in the graph ─────────────────────────────────────────────────────────────────────────────


def event(name: str, location: str | None = None, rooms: tuple[str, ...] = ()) -> Event:
    talks = tuple(
        Talk(key=f"k{n}", title=f"Ropes {n}", position=n, spans=(AT,), room=room)
        for n, room in enumerate(rooms, 1)
    )
    told = Event(
        name=name,
        slug=name.casefold().replace(" ", "-"),
        source=AT.source,
        spans=(AT,),
        location=location,
        kind=SourceKind.PROGRAMME,
        talks=talks,
        sessions=(
            Session(
                key="open",
                kind=SessionKind.OPEN_SPACE,
                title="Open",
                position=1,
                spans=(AT,),
                location=rooms[0],
            ),
        )
        if rooms
        else (),
    )
    return replace(told, place=place_of(told))


def graph(*events: Event) -> OxigraphStore:
    store = OxigraphStore.in_memory()
    people = resolve(mentions_of(events), NO_OVERRIDES)
    for each in events:
        said = source_facts(each, people, NAMES)
        store.load(f"https://g.example/{each.slug}", [*said.own, *said.shared])
    store.load("https://g.example/places", place_triples(events, NAMES))
    return store


def test_events_by_country_with_how_sure_that_is() -> None:
    store = graph(
        event("A", "Aberlane, Ireland"),
        event("B", "Quay Hall, Ghent"),
        event("C Oslo"),
        event("D", "online"),
        event("E", "somewhere"),
    )
    rows = [(row["name"], row["country"], float(row["sure"])) for row in store.select(COUNTRIES)]
    assert rows == [("A", "IE", 1.0), ("B", "BE", 0.95), ("C Oslo", "NO", 0.9)]


def test_who_asks_what_is_told_gets_the_words_of_the_source() -> None:
    events = (event("B", "Quay Hall, Ghent"), event("C Oslo"), event("D", "Zoom"))
    store = graph(*events)
    told = {row["name"]: row.get("location") for row in store.select(queries.EVENTS)}
    assert told == {"B": "Quay Hall, Ghent", "C Oslo": None, "D": "Zoom"}
    assert {each.name: each.location for each in events_of(store)} == told


def test_rooms_are_in_the_event_s_place_and_keep_their_names() -> None:
    store = graph(event("A", "Aberlane, Ireland", rooms=("Dock A", "dock a", "Dock A")))
    query = """SELECT ?talk ?room ?in ?country { ?talk schema:location ?r . ?r schema:name ?room ;
      schema:containedInPlace/schema:name ?in ; schema:address/schema:addressCountry ?country
    } ORDER BY ?talk"""
    found = [(row["talk"].rsplit("/", 1)[1], row["room"]) for row in store.select(query)]
    assert found == [("open", "Dock A"), ("k1", "Dock A"), ("k2", "dock a"), ("k3", "Dock A")]
    assert {(row["in"], row["country"]) for row in store.select(query)} == {
        ("Aberlane, Ireland", "IE")
    }
    [back] = events_of(store)
    assert [talk.room for talk in back.talks] == ["Dock A", "dock a", "Dock A"]


def test_a_concluded_place_has_its_evidence_and_stands_in_no_source() -> None:
    triples = place_triples([event("C Oslo", rooms=("Dock",))], NAMES)
    subject = NamedNode(NAMES.event("c-oslo"))
    assert any(t.subject == subject and "location" in t.predicate.value for t in triples)
    kinds = {t.predicate.value.rsplit("#")[-1]: str(t.object) for t in triples}
    assert kinds["evidenceText"] == '"Oslo"'
    assert kinds["method"].endswith("#method-event-name>")
    assert place_triples([event("A", "Aberlane, Ireland")], NAMES) == []
    people = resolve((), NO_OVERRIDES)
    own = source_facts(event("C Oslo"), people, NAMES).own
    assert not any("location" in t.predicate.value for t in own)


def test_the_evidence_for_a_place_is_in_the_source_that_tells_it() -> None:
    other, line = Span(source="b.md", first=1, last=1), Span(source="b.md", first=3, last=3)
    told = replace(event("B", "Quay Hall, Ghent"), spans=(AT, other, line))
    told = replace(told, told_by=(("name", "a.json"), ("location", "b.md")))
    found = {t.object for t in place_triples([told], NAMES) if "#evidence>" in str(t.predicate)}
    assert found == {NamedNode(NAMES.place(each)) for each in (other, line)}
    named = replace(event("C Oslo"), spans=(AT, other), told_by=(("name", "b.md"),))
    found = {t.object for t in place_triples([named], NAMES) if "#evidence>" in str(t.predicate)}
    assert found == {NamedNode(NAMES.place(other))}


def test_a_room_of_an_event_on_the_net_is_on_the_net() -> None:
    event = Event(
        name="Tide Conf 2031",
        slug="tide-conf-2031",
        source="tides.md",
        spans=(Span(source="tides.md", first=1, last=1),),
        location="online",
        url="https://tides.example/",
        place=Place(name="online", is_virtual=True),
        talks=(
            Talk(
                key="oil",
                title="Oil",
                position=1,
                spans=(Span(source="tides.md", first=2, last=2),),
                room="Stream 2",
            ),
        ),
    )
    people = People(people=(), who={}, accounts={})
    told = source_facts(event, people, Names()).own
    room = NamedNode(Names().room("tide-conf-2031", "stream-2"))
    kinds = {t.object for t in told if t.subject == room and t.predicate == A}
    assert kinds == {schema["VirtualLocation"]}
    assert Triple(room, schema["url"], Literal("https://tides.example/")) in told
