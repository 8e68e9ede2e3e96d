"""What programmes and archives of posts tell, as triples: each in the graph of who says it."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from graph_samples import people_of, source_triples
from hypothesis import given
from hypothesis import strategies as st
from joined_samples import (
    ARCHIVE,
    NOTES,
    ODD_PATH,
    PROGRAMME,
    THREAD,
    TIDE,
    joined_event,
    joined_talk,
    posted,
)
from pyoxigraph import Literal, NamedNode, Triple

from talkgraph.conclusions.places import place_of
from talkgraph.graph.shacl import validate_graph
from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.dataset import Making
from talkgraph.graph.write.source import source_facts
from talkgraph.graph.write.terms import date_time, sioc, tg
from talkgraph.knowledge.build.sources import Facts
from talkgraph.knowledge.build.traces.events import trace
from talkgraph.knowledge.build.traces.write import write_store
from talkgraph.model import Account, Aside, Event, Post, Span, Talk, TalkKey, TalkStatus, Works
from talkgraph.model.names import PROV, SCHEMA, Names
from talkgraph.model.passages import identify

NAMES: Final = Names()
TALK: Final = NAMES.talk(TalkKey(event=TIDE, talk="tides"))
XSD: Final = "http://www.w3.org/2001/XMLSchema#"


def triples_of(event: Event) -> list[Triple]:
    return source_triples(event, people_of(event), NAMES)


def with_talk(talk: Talk) -> Event:
    return replace(joined_event(), talks=(talk,))


def violations(event: Event) -> list[str]:
    return [found.message for found in validate_graph(triples_of(event), "a")]


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    store = OxigraphStore.in_memory()
    store.load("http://example.org/all", triples_of(joined_event()))
    return store


def values(store: OxigraphStore, pattern: str) -> list[str]:
    """Return the values of ?x in order."""
    return [row["x"] for row in store.select(f"SELECT ?x {{ {pattern} }} ORDER BY ?x")]


# ── when and where ───────────────────────────────────────────────────────────────────────────


def test_times_are_the_clocks_and_the_day_is_the_programmes(store: OxigraphStore) -> None:
    assert values(store, f"<{TALK}> tg:startTime ?x") == ["2032-05-02T00:10:00+02:00"]
    assert values(store, f"<{TALK}> tg:endTime ?x") == ["2032-05-02T00:55:00+02:00"]
    assert values(store, f"<{TALK}> schema:startDate ?x") == ["2032-05-01"]
    session = "?s a tg:Session ; tg:startTime ?x"
    assert values(store, session) == ["2032-05-01T10:00:00"]  # nobody says in which zone
    assert values(
        store, "?s a tg:Session ; schema:location/schema:name 'Loft' ; tg:sourceIdentifier ?x"
    ) == ["18"]


def test_what_the_programme_tells_of_a_talk(store: OxigraphStore) -> None:
    told = {
        "schema:location/schema:name": ["Lower Deck"],
        "tg:track": ["Water"],
        "schema:inLanguage": ["pt-BR"],
        "tg:programmeType": ["late talk"],
        "schema:eventStatus": [f"{SCHEMA}EventScheduled"],
        "schema:url": ["https://example.org/talks/17"],
        "tg:sourceIdentifier": ["17", "TIDES7"],
    }
    assert {term: values(store, f"<{TALK}> {term} ?x") for term in told} == told
    accounts = f"?a tg:inTalk <{TALK}> ; tg:account/foaf:accountName ?x"
    assert values(store, accounts) == ["ines", "inesmar"]


@pytest.mark.parametrize(
    ("status", "said"),
    [(TalkStatus.CANCELLED, {"EventCancelled"}), (None, set())],
)
def test_only_a_known_status_is_said(status: TalkStatus | None, said: set[str]) -> None:
    found = {
        str(triple.object).removeprefix(f"<{SCHEMA}").rstrip(">")
        for triple in triples_of(with_talk(replace(joined_talk(), status=status)))
        if triple.predicate.value == f"{SCHEMA}eventStatus"
    }
    assert found == said


def test_what_the_programme_tells_of_its_event(store: OxigraphStore) -> None:
    event = "?e a tg:Conference"
    assert values(store, f"{event} ; tg:acronym ?x") == ["tc32"]
    assert values(store, f"{event} ; tg:timeZone ?x") == ["Europe/Lisbon"]
    assert values(store, f"{event} ; tg:hashtag/schema:name ?x") == ["tc32", "tideconf"]
    assert values(store, f"{event} ; tg:ownAccount/foaf:accountName ?x") == ["tideconf"]


def test_a_talk_that_ends_before_it_starts_is_reported() -> None:
    talk = joined_talk()
    assert talk.start is not None
    for end, expected in ((talk.start, 0), (talk.start - dt.timedelta(minutes=1), 1)):
        found = violations(with_talk(replace(talk, end=end)))
        assert len([each for each in found if "nor after it ends" in each]) == expected


@given(
    st.datetimes(),
    st.none() | st.timedeltas(dt.timedelta(hours=-23, minutes=-59), dt.timedelta(hours=23)),
)
def test_every_time_is_one_for_xml_schema(when: dt.datetime, offset: dt.timedelta | None) -> None:
    zone = None if offset is None else dt.timezone(offset)
    literal, node = date_time(when.replace(tzinfo=zone)), NamedNode("http://example.org/t")
    store = OxigraphStore.in_memory()
    store.load("http://example.org/g", [Triple(node, tg["startTime"], literal)])
    # What is no xsd:dateTime has no value for the store to compute with.
    assert values(store, "?t tg:startTime ?s BIND(YEAR(?s) AS ?x)") == [str(_year(literal))]
    assert values(store, "?t tg:startTime ?x") == [literal.value]


def _year(literal: Literal) -> int:
    return int(literal.value[:4])


# ── what was announced ───────────────────────────────────────────────────────────────────────


def test_an_abstract_is_whole_on_its_talk_and_in_pieces(store: OxigraphStore) -> None:
    whole = '"Why twice?" See the tables.\n\nAll about water.'
    assert values(store, f"<{TALK}> schema:description ?x") == [whole]
    pieces = f"?a a tg:Abstract , schema:CreativeWork ; tg:talk <{TALK}> ; schema:position ?n"
    assert values(store, f"{pieces} ; tg:markdown ?m ; schema:text ?x") == [
        '"Why twice?" See the tables.',
        "All about water.",
        "The same in short.",
    ]
    assert values(store, "?a a tg:Abstract ; schema:citation/schema:url ?x") == [
        "https://example.org/tides"
    ]
    iris = identify(joined_event(), NAMES).talks["tides"].abstracts
    assert set(values(store, f"?x a tg:Abstract ; tg:talk <{TALK}>")) == set(iris)


def test_nobody_is_quoted_in_what_was_announced(store: OxigraphStore) -> None:
    assert values(store, "?q a tg:Quote ; schema:text ?x") == ["Water keeps no diary."]
    assert values(store, "?q schema:isPartOf ?a . ?a a tg:Abstract ; schema:text ?x") == []


# ── posts ────────────────────────────────────────────────────────────────────────────────────


def numbers(store: OxigraphStore, pattern: str) -> list[int]:
    return [int(x) for x in values(store, pattern)]


def test_what_the_network_knows_of_a_post(store: OxigraphStore) -> None:
    post = "?p a tg:Post ; sioc:id '102'"
    assert values(store, f"{post} ; schema:url ?x") == ["https://example.social/@Wren/102"]
    assert values(store, f"{post} ; schema:dateCreated ?x") == ["2032-05-01T22:42:00Z"]
    assert values(store, f"{post} ; sioc:has_creator/foaf:accountName ?x") == ["wren"]
    media = f"{post} ; schema:associatedMedia ?m . ?m a schema:ImageObject"
    assert values(store, f"{media} ; schema:description ?x") == ["A buoy, seen from above"]
    assert values(store, f"{media} ; schema:name ?x") == []
    assert values(store, f"{media} ; tg:talk ?x") == []  # of the post, not of the talk


def test_a_reply_names_the_post_or_its_address(store: OxigraphStore) -> None:
    assert numbers(store, "?p sioc:id '102' ; sioc:reply_of/sioc:id ?x") == [101]
    assert numbers(store, "?p sioc:id '101' ; sioc:reply_of/sioc:id ?x") == [100]
    assert values(store, "?p sioc:id '103' ; tg:inReplyTo ?x") == [
        "https://elsewhere.example/@gull/7"
    ]
    assert values(store, "?p a tg:Post ; sioc:reply_of ?r ; tg:inReplyTo ?x") == []


def test_posts_of_an_archive_are_in_the_thread_to_which_they_lead(store: OxigraphStore) -> None:
    thread = f"?p sioc:id ?x ; schema:isPartOf/schema:url '{THREAD}'"
    assert numbers(store, thread) == [100, 101, 102]
    assert values(store, "?p a tg:Post ; schema:isPartOf ?t ; tg:markdown ?x") == [
        f"Post {number} [sic] on tides" for number in (100, 101, 102)
    ]


def test_the_events_own_posts_are_of_the_event(store: OxigraphStore) -> None:
    assert numbers(store, "?p a tg:Post ; tg:event ?e ; sioc:id ?x") == [99]
    assert numbers(store, "?p a tg:Post ; tg:event ?e ; tg:talk ?t ; sioc:id ?x") == []


def parts_of_threads(event: Event) -> int:
    return sum(
        triple.predicate.value == f"{SCHEMA}isPartOf" and "/thread/" in str(triple.object)
        for triple in triples_of(event)
    )


def test_in_notes_a_thread_has_the_posts_of_its_author() -> None:
    talk = joined_talk()
    at = Span(source=NOTES, first=20, last=20)
    thread = replace(talk.threads[0], span=at)
    ours = replace(posted(1, 500), span=at, url=None)
    theirs = replace(ours, author=joined_event().accounts[0])
    unknown = replace(ours, author=None)
    cases: list[tuple[tuple[Post, ...], int]] = [
        ((ours,), 1),
        ((theirs,), 0),
        ((unknown,), 1),
        ((ours, theirs), 1),
    ]
    for posts, expected in cases:
        event = with_talk(replace(talk, threads=(thread,), posts=posts))
        assert parts_of_threads(event) == expected


def test_an_aside_in_a_post_is_its_author_s() -> None:
    others = Account(service="example.social", handle="gull")
    said = posted(1, 100)
    aside = Aside(text="sic", span=said.span)
    post = replace(said, says=replace(said.says, asides=(aside,)), author=others)
    store = OxigraphStore.in_memory()
    told = triples_of(with_talk(replace(joined_talk(), posts=(post,))))
    store.load(NAMES.source_graph(ARCHIVE), told)
    assert values(store, "?a a tg:Aside ; sioc:has_creator/foaf:accountName ?x") == ["gull"]


# ── whose statement it is ────────────────────────────────────────────────────────────────────


def test_each_statement_is_in_the_graph_of_who_makes_it() -> None:
    event = replace(joined_event(), place=place_of(joined_event()))
    said = source_facts(event, people_of(event), NAMES)
    assert sum(map(len, said.by_source.values())) == len(said.own)
    assert {t for each in said.by_source.values() for t in each} == set(said.own)
    makers = {triple: source for source, each in said.by_source.items() for triple in each}

    def told(subject: str, *terms: NamedNode) -> set[str]:
        return {
            source
            for triple, source in makers.items()
            if triple.subject == NamedNode(subject) and triple.predicate in terms
        }

    assert told(TALK, tg["startTime"], NamedNode(f"{SCHEMA}description")) == {PROGRAMME}
    assert told(TALK, tg["endTime"], tg["track"]) == {NOTES}
    assert told(TALK, tg["toldIn"]) == {PROGRAMME, NOTES}
    assert told(NAMES.event(TIDE), NamedNode(f"{SCHEMA}location")) == {NOTES}
    assert told(NAMES.event(TIDE), tg["acronym"]) == {PROGRAMME}
    assert told(NAMES.event(TIDE), tg["noteTaker"]) == {ARCHIVE}
    [appearance] = {t.subject for t in said.own if t.predicate == tg["inTalk"]}
    assert isinstance(appearance, NamedNode)
    assert told(appearance.value, tg["affiliationText"]) == {NOTES}
    assert told(appearance.value, tg["account"]) == {PROGRAMME}
    assert {s for t, s in makers.items() if t.predicate == sioc["id"]} == {ARCHIVE}
    for triple, source in makers.items():
        if triple.predicate in (tg["toldIn"], NamedNode(f"{PROV}wasDerivedFrom")):
            assert str(triple.object).startswith(f"<{NAMES.source(source)}#")


def test_places_of_every_kind_have_iris_and_lead_back() -> None:
    event = joined_event()
    assert violations(event) == []
    text = NamedNode(f"{SCHEMA}text")
    found = validate_graph([t for t in triples_of(event) if t.predicate != text], "a")
    places = {diagnostic.place for diagnostic in found}
    assert f"{PROGRAMME}#{ODD_PATH}/abstract" in places
    assert f"{NOTES}:12" in places
    assert f"{ARCHIVE}#https://example.social/@Wren/101" in places


@given(st.text(st.characters(exclude_characters="\n")), st.booleans())
def test_any_path_or_address_gives_an_iri(text: str, is_address: bool) -> None:
    span = (
        Span(source="a.json", address=f"https://{text}")
        if is_address
        else Span(source="a.json", path=f"/{text}\ud800")
    )
    assert NamedNode(NAMES.place(span)).value.startswith(NAMES.source("a.json"))


# ── several events of one source ─────────────────────────────────────────────────────────────


def test_the_graph_of_a_source_of_several_events_holds_them_all(tmp_path: Path) -> None:
    first = joined_event()
    second = replace(first, name="Tide Conf 2033", slug="tide-conf-2033")
    people = people_of(first)
    people = replace(people, who={**people.who, **people_of(second).who})
    facts = Facts(
        readings=(), events=(first, second), people=people, works=Works(works=()), diagnostics=()
    )
    seen: list[tuple[int, int]] = []
    making = Making(fingerprint="0" * 64, version="1")
    count = write_store(
        *(tmp_path / "g", trace(facts, NAMES), {}, making),
        lambda _, done, of: seen.append((done, of)),
    ).triples
    assert seen == [(n, 10) for n in range(1, 11)]
    store = OxigraphStore.open(tmp_path / "g")
    held = {graph: len(list(store.scan(graph))) for graph in (None, *store.graphs())}
    assert sum(held.values()) == count
    rows = store.select("SELECT ?g ?n { ?g void:triples ?n }")
    sizes = {g: n for g, n in held.items() if g}
    assert {row["g"]: int(row["n"]) for row in rows} == {NAMES.base: count, **sizes}
    assert values(store, "?c a tg:Conference ; schema:name ?x") == [first.name, second.name]
    graph = NAMES.source_graph(PROGRAMME)
    named = f"GRAPH <{graph}> {{ ?t a tg:Talk ; tg:shortName ?x }}"
    assert values(store, named) == ["tide-conf-2032/tides", "tide-conf-2033/tides"]


def test_a_literal_of_a_time_says_so() -> None:
    when = dt.datetime(2032, 5, 1, 9, tzinfo=dt.UTC)
    expected = Literal("2032-05-01T09:00:00Z", datatype=NamedNode(f"{XSD}dateTime"))
    assert date_time(when) == expected
