"""What the triples of one event say, asked in SPARQL; and how they stay the same."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from graph_samples import (
    EVENT,
    GUEST,
    TAKER,
    at,
    people_of,
    rich_event,
    rich_people,
    rich_works,
    source_triples,
)
from pyoxigraph import BlankNode, Literal, NamedNode

from talkgraph.errors import InputError, VocabularyInvalid
from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.conclusions import people_triples
from talkgraph.graph.write.source import shared_triples, source_facts
from talkgraph.graph.write.terms import decimal
from talkgraph.knowledge.build.named_graphs import vocabulary_triples
from talkgraph.knowledge.build.passages import passages_of
from talkgraph.model import CitedWork, Event, PassageKind, TalkKey, WorkKind
from talkgraph.model.names import TG, Names
from talkgraph.model.passages import identify

NAMES: Final = Names()


def event() -> Event:
    sample: Event = rich_event()
    return sample


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    store = OxigraphStore.in_memory()
    people = rich_people()
    store.load(NAMES.source_graph(event().source), source_triples(event(), people, NAMES))
    store.load(NAMES.graph("people"), people_triples(people, rich_works(), NAMES))
    return store


def column(store: OxigraphStore, pattern: str) -> list[str]:
    """Return the sorted values of ?x."""
    return sorted(row["x"] for row in store.select(f"SELECT ?x {{ {pattern} }}"))


def test_quotes_and_who_said_them(store: OxigraphStore) -> None:
    query = """SELECT ?text ?who ?how { ?q a tg:Quote ; schema:text ?text
      OPTIONAL { ?q tg:attributedTo/schema:name ?who }
      OPTIONAL { ?finding tg:quote ?q ; tg:method ?how } }"""
    found = {
        row["text"]: (row.get("who"), row.get("how", "").rpartition("#method-")[2])
        for row in store.select(query)
    }
    assert found == {
        "Nobody keeps the lamp alone.": ("Mira Sol", "only-speaker"),
        "Fog is only weather": ("Ada Quay", "named"),
        "Ring twice": ("@guest", "named"),
        "never the other way": (None, ""),
    }
    assert column(store, "?q a tg:Quote ; schema:creditText ?x") == ["@guest", "Ada Quay"]


def test_asides_are_the_note_takers(store: OxigraphStore) -> None:
    assert column(store, "?a a tg:Aside ; sioc:has_creator/foaf:accountName ?x") == ["nightowl"]
    assert column(store, "?a a tg:Aside ; tg:attributedTo/schema:name ?x") == ["Nora Owl"]


def test_posts_belong_to_the_note_takers_thread(store: OxigraphStore) -> None:
    pattern = "?p a tg:Post ; schema:isPartOf ?t . ?t schema:url ?x"
    assert column(store, pattern) == ["https://example.org/t/2"] * 6


def test_without_the_note_takers_thread_only_a_single_one_will_do() -> None:
    talk = event().talks[0]
    others = tuple(replace(thread, by_note_taker=False) for thread in talk.threads)
    for threads, expected in ((others, 0), (others[:1], 6)):
        changed = replace(event(), talks=(replace(talk, threads=threads),))
        triples = source_triples(changed, people_of(changed), NAMES)
        parts = [
            t
            for t in triples
            if t.predicate.value.endswith("isPartOf") and "/thread/" in str(t.object)
        ]
        assert len(parts) == expected


def test_only_talks_are_talks(store: OxigraphStore) -> None:
    assert column(store, "?x a tg:Talk") == [
        NAMES.talk(TalkKey(event=EVENT, talk=key)) for key in ("charts", "sol")
    ]
    assert len(column(store, "?x a tg:ListedTalk ; schema:name 'Knots'")) == 2
    assert column(store, "?i a tg:ListedTalk ; schema:performer/schema:name ?x") == ["Ola Berg"]
    assert column(store, "?x foaf:account ?a . FILTER(STRENDS(STR(?x), 'mira-sol'))") == [
        NAMES.person("mira-sol")
    ]


def test_who_appeared_as_what(store: OxigraphStore) -> None:
    query = """SELECT ?name ?person ?company { ?a a tg:Appearance ; schema:name ?name ;
      tg:inTalk ?t ; tg:speaker/schema:name ?person . ?t a tg:Talk
      OPTIONAL { ?a tg:affiliation/schema:name ?company } } ORDER BY ?t ?name"""
    assert [(r["name"], r["person"], r.get("company")) for r in store.select(query)] == [
        ("Ada Quay", "Ada Quay", None),
        ("Ola Berg", "Ola Berg", "Lighthouse Ltd"),
        ("Dr. Mira Sol", "Mira Sol", "Lighthouse Ltd"),
    ]


def test_notes_hang_under_notes_and_attributions_are_none(store: OxigraphStore) -> None:
    assert column(store, "?n tg:parent/schema:text ?x") == ["Draw the coast first:"]
    assert column(store, "?n a tg:Attribution ; schema:text ?x") == ["Visual recording by a friend"]
    assert column(store, "?n a tg:Note ; tg:event ?e ; schema:text ?x") == ["Held in a tent."]
    assert column(store, "?n a tg:Note ; tg:noteKind 'attribution' ; schema:text ?x") == []


def test_links_by_kind_and_citations_without_talk(store: OxigraphStore) -> None:
    assert len(column(store, "?l a tg:Link ; tg:talk ?t ; tg:linkKind ?x")) == 10
    assert column(store, "?l a schema:VideoObject ; schema:url ?x") == [
        "https://example.org/elsewhere",
        "https://example.org/video",
    ]
    assert column(store, "?l a tg:Sketchnote, schema:ImageObject ; schema:name ?x") == [
        "drawn",
        "sketchnote",
    ]
    cited = (
        "?p schema:citation ?l . ?l a tg:Link ; schema:name ?x FILTER NOT EXISTS { ?l tg:talk ?t }"
    )
    assert column(store, cited) == ["almanac"]
    assert column(store, "?l a tg:Link ; tg:event ?e ; schema:name ?x") == ["site"]


def test_what_a_link_is_to_its_talk(store: OxigraphStore) -> None:
    for relation, name in (
        ("recordedIn", ["video"]),
        ("workFeatured", ["slides"]),
        ("subjectOf", ["blog", "drawn", "sketchnote"]),
    ):
        assert column(store, f"?t a tg:Talk ; schema:{relation}/schema:name ?x") == name


def test_a_recording_of_another_delivery_is_not_the_talks(store: OxigraphStore) -> None:
    query = "SELECT ?name ?talk ?at { ?l tg:recordsOtherDeliveryOf/schema:name ?talk ; "
    query += "schema:name ?name ; tg:recordedAt ?at }"
    assert [dict(row) for row in store.select(query)] == [
        {"name": "elsewhere", "talk": "Charts for Two", "at": "Pier Days, May 1, 2030"}
    ]


def test_whose_a_picture_is(store: OxigraphStore) -> None:
    query = """SELECT ?name ?credit ?account ?who ?license ?notice ?page { ?i a tg:Sketchnote ;
      schema:name ?name ; schema:creditText ?credit ; tg:creditedTo/foaf:accountName ?account ;
      schema:creator/schema:name ?who ; schema:license ?license ;
      schema:copyrightNotice ?notice ; dcterms:source/schema:url ?page }"""
    assert [dict(row) for row in store.select(query)] == [
        {
            "name": "drawn",
            "credit": "Night Owl",
            "account": "nightowl",
            "who": "Nora Owl",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "notice": "drawn for us",
            "page": "https://example.org/friend",
        }
    ]
    assert column(store, "?n a tg:Attribution ; schema:citation ?x") == []
    assert column(store, "?n a tg:Attribution ; dcterms:references/schema:name ?x") == ["friend"]


def test_a_work_that_is_named(store: OxigraphStore) -> None:
    query = """SELECT ?title ?credit ?who ?url ?text { ?w a tg:CitedWork , schema:Book ;
      schema:name ?title ; schema:creditText ?credit ; schema:author/schema:name ?who ;
      schema:url ?url . ?p schema:citation ?w ; cito:citesAsRecommendedReading ?w ;
      schema:text ?text }"""
    [row] = store.select(query)
    assert (row["title"], row["credit"], row["who"]) == (
        "The Long Almanac: A History",
        "Ada Quay",
        "Ada Quay",
    )
    assert row["text"].startswith('"Fog is only weather"')
    assert column(store, "?x a tg:CitedWork") == [NAMES.cited("Long almanac")]


def test_a_work_of_the_speaker_credits_nobody_by_name() -> None:
    work = CitedWork(title="Fog at Noon", kind=WorkKind.BOOK, span=at(39), by_speaker=True)
    triples = source_triples(citing(work), people_of(citing(work)), NAMES)
    said = {
        t.predicate.value.rsplit("/", 1)[1]: t.object
        for t in triples
        if "/cited/" in str(t.subject)
    }
    assert said["author"] == NamedNode(NAMES.person("mira-sol"))
    assert "creditText" not in said


def citing(work: CitedWork) -> Event:
    """The event with one post, which names a work."""
    talk = event().talks[0]
    post = replace(talk.posts[4], says=replace(talk.posts[4].says, works=(work,)))
    return replace(event(), talks=(replace(talk, posts=(post,)),))


def test_a_talks_own_title_is_no_citation() -> None:
    work = CitedWork(title="Lamps that Burn All Night", kind=WorkKind.TALK, span=at(39))
    triples = source_triples(citing(work), people_of(citing(work)), NAMES)
    assert not [t for t in triples if "/cited/" in str(t.object)]


def test_who_wrote_each_post(store: OxigraphStore) -> None:
    assert column(store, "?p a tg:Post ; sioc:has_creator/foaf:accountName ?x") == ["nightowl"] * 7


def test_a_post_is_of_who_wrote_its_thread() -> None:
    talk = event().talks[0]
    for threads, creators in (
        (talk.threads[:1], {GUEST}),  # the only thread that the notes name
        ((), {TAKER}),
        ((replace(talk.threads[0], account=None),), set()),
    ):
        changed = replace(event(), talks=(replace(talk, threads=threads),), sessions=())
        triples = source_triples(changed, people_of(changed), NAMES)
        found = {
            str(t.object).strip("<>")
            for t in triples
            if t.predicate.value.endswith("has_creator") and "/post/" in str(t.subject)
        }
        assert found == {NAMES.account(each) for each in creators}


def test_a_thread_began_when_its_number_says() -> None:
    talk = event().talks[0]
    url = "https://twitter.com/NightOwl/status/1500000000000000000"
    thread = replace(talk.threads[1], url=url)
    changed = replace(event(), talks=(replace(talk, threads=(thread,)),))
    told = [
        t.object.value
        for t in source_triples(changed, people_of(changed), NAMES)
        if t.predicate.value.endswith("dateCreated") and isinstance(t.object, Literal)
    ]
    assert told == ["2022-03-05T06:47:23Z"]


def test_lines_are_named_in_both_ways(store: OxigraphStore) -> None:
    span = at(31, 33)
    triples = source_triples(replace(event(), spans=(span,)), rich_people(), NAMES)
    assert NamedNode(NAMES.place(span)) in {triple.object for triple in triples}
    query = """SELECT ?x ?n ?l { ?p a tg:Aside ; prov:wasDerivedFrom ?x .
      ?x tg:firstLine ?n ; tg:lastLine ?l }"""
    [row] = store.select(query)
    assert (row["n"], row["l"]) == ("35", "35")
    assert row["x"].endswith("/source/harbour%20conf%202031.md#line=34,35")


def test_hashtags_and_mentions(store: OxigraphStore) -> None:
    assert column(store, "?e a tg:Conference ; tg:hashtag/schema:name ?x") == ["harbourconf"]
    assert column(store, "?p a tg:Post ; schema:mentions/foaf:accountName ?x") == ["mirasol"]


def test_what_was_concluded_about_people(store: OxigraphStore) -> None:
    assert column(store, f"<{NAMES.person('n-owl')}> owl:sameAs ?x") == [NAMES.person("nora-owl")]
    sure = "; tg:confidence ?x"
    initials = f"?e a tg:IdentityEvidence ; tg:method tg:method-initials {sure}"
    assert column(store, initials) == ["0.9"]
    assert column(store, f"?e a tg:IdentityCandidate {sure}") == ["0.5"]
    assert column(store, "?e a tg:IdentityCandidate ; tg:method ?x") == [f"{TG}method-initials"]
    assert column(store, "?e a tg:SameWork ; sim:element/schema:name ?x") == [
        "Charts for Two",
        "Lamps That Burn All Night",
    ]


def test_no_blank_nodes_and_no_repeats() -> None:
    triples = source_triples(event(), rich_people(), NAMES)
    assert len(triples) == len(set(triples))
    assert not any(isinstance(t.subject, BlankNode) for t in triples)
    assert not any(isinstance(t.object, BlankNode) for t in triples)
    assert triples == source_triples(event(), rich_people(), NAMES)


def test_deleting_a_post_keeps_every_other_iri() -> None:
    talk = event().talks[0]
    fewer = replace(event(), talks=(replace(talk, posts=talk.posts[1:]), event().talks[1]))
    before, after = identify(event(), NAMES), identify(fewer, NAMES)
    assert before.talks["sol"].posts[1:] == after.talks["sol"].posts
    assert before.talks["charts"] == after.talks["charts"]
    assert before.sessions == after.sessions


def test_repeated_texts_are_told_apart() -> None:
    iris = [post.iri for post in identify(event(), NAMES).talks["sol"].posts]
    assert len(set(iris)) == len(iris)
    assert iris[5] == f"{iris[4]}-2"


def test_passages_are_nodes_of_the_graph() -> None:
    passages = passages_of(event(), NAMES)
    subjects = {t.subject for t in source_triples(event(), rich_people(), NAMES)}
    assert {NamedNode(passage.iri) for passage in passages} <= subjects
    assert [p.text for p in passages if p.kind is PassageKind.TALK] == [
        "Lamps That Burn All Night",
        "Charts for Two",
    ]
    texts = [p.text for p in passages]
    assert "Visual recording by a friend" not in texts  # an attribution
    assert "print(depth)" not in texts  # code
    assert texts[-1] == "Held in a tent."  # about the event itself
    assert "" not in texts
    assert passages[-1].talk == NAMES.event(event().slug)
    assert passages[-2].talk == NAMES.session(TalkKey(event=event().slug, talk="short-talks"))
    assert [p.text for p in passages[:3]] == [
        "Lamps That Burn All Night",
        'Keepers rest in turns: "Nobody keeps the lamp alone."',
        "Nobody keeps the lamp alone.",
    ]


def test_sources_have_nothing_in_common_but_what_is_shared() -> None:
    people = rich_people()
    other = replace(
        event(), name="Harbour Conf 2032", slug="harbour-conf-2032", source="other.md", talks=()
    )
    facts = [source_facts(each, people_of(each), NAMES) for each in (event(), other)]
    about_people = people_triples(people, rich_works(), NAMES)
    shared = shared_triples([*facts[0].shared, *facts[1].shared], about_people)
    graphs = [facts[0].own, facts[1].own, shared, about_people]
    triples = [triple for graph in graphs for triple in graph]
    store = OxigraphStore.in_memory()
    kept = [
        store.load(f"http://example.org/{position}", graph) for position, graph in enumerate(graphs)
    ]
    assert facts[0].shared
    assert facts[1].shared
    # Spans of the sample name one source, so its lines are described by both.
    common = {t for t in triples if triples.count(t) > 1}
    assert all("/source/" in str(t.subject) for t in common)
    assert not {*shared} & {*facts[0].own, *facts[1].own, *about_people}
    everything = {*triples, *facts[0].shared, *facts[1].shared}
    held = [triple for graph in store.graphs() for triple in store.scan(graph)]
    assert len(held) == len(everything) == sum(kept)
    assert set(held) == everything
    assert (sum(kept) < len(triples)) is bool(common)


def test_a_vocabulary_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    broken, blank = tmp_path / "broken.ttl", tmp_path / "blank.ttl"
    broken.write_text("this is no turtle")
    blank.write_text("<http://example.org/a> <http://example.org/b> [] , <http://example.org/c> .")
    assert [each.object for each in vocabulary_triples(blank)] == [
        NamedNode("http://example.org/c")
    ]
    for path in (broken, tmp_path / "missing.ttl"):
        with pytest.raises(VocabularyInvalid, match=path.name):
            vocabulary_triples(path)


def numbers() -> Iterator[tuple[float, str]]:
    yield from ((0.1 + 0.2, "0.3"), (1.0, "1.0"), (0.0000004, "0.0"), (-0.25, "-0.25"))


@pytest.mark.parametrize(("value", "text"), list(numbers()))
def test_decimals_are_short(value: float, text: str) -> None:
    assert decimal(value).value == text


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import talkgraph.graph, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"rdflib", "pyshacl", "pyoxigraph", "oxrdflib"} & set(done.stdout.split())
    with pytest.raises(AttributeError):
        __import__("talkgraph.graph").graph.nothing  # noqa: B018
    assert issubclass(VocabularyInvalid, InputError)


def test_half_a_surrogate_pair_does_not_stop_a_build() -> None:
    odd = replace(event(), location="Pier \ud83d")
    triples = source_triples(odd, people_of(odd), NAMES)
    assert "Pier \ufffd" in {getattr(triple.object, "value", "") for triple in triples}
