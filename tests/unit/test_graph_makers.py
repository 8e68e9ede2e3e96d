"""Who made a work or picture: told outright, or concluded with a record that says why."""

from typing import Final

import pytest
from graph_samples import SOURCE, rich_people, rich_works, source_triples
from maker_samples import CREDITS, makers_event
from pyoxigraph import Triple

from talkgraph.graph.store import OxigraphStore
from talkgraph.graph.write.conclusions import people_triples
from talkgraph.graph.write.terms import schema
from talkgraph.knowledge.build.named_graphs import vocabulary_triples
from talkgraph.model.names import TG, Names
from talkgraph.settings import ontology_file

NAMES: Final = Names(versions={SOURCE: "1f" * 32})
# Who made works and pictures, without a record of how that was concluded.
UNRECORDED: Final = """SELECT ?name ?property WHERE {
  VALUES ?property { schema:author schema:creator tg:creditedTo }
  VALUES ?class { tg:CitedWork tg:Link }
  ?made ?property ?maker ; a ?class ; schema:name ?name .
  FILTER NOT EXISTS {
    ?kind tg:concludes ?property ; tg:objectProperty ?leads .
    ?record a ?kind ; tg:creation ?made ; ?leads ?maker ;
      tg:confidence ?sure ; tg:method ?method ; tg:evidence ?why .
  }
} ORDER BY ?name ?property"""


def store_of(triples: list[Triple]) -> OxigraphStore:
    store = OxigraphStore.in_memory()
    store.load(NAMES.graph("a"), triples)
    store.load(NAMES.graph("p"), people_triples(rich_people(), rich_works(), NAMES))
    store.load(NAMES.graph("o"), vocabulary_triples(ontology_file("talkgraph.ttl")))
    return store


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    return store_of(source_triples(makers_event(), rich_people(), NAMES))


def records(store: OxigraphStore, kind: str, leads: str) -> set[tuple[str, ...]]:
    query = f"""SELECT ?name ?who ?how ?sure ?line WHERE {{
      ?record a {kind} ; tg:creation/schema:name ?name ; tg:confidence ?sure ;
        tg:method/skos:prefLabel ?how ; {leads} ?who ; tg:evidence ?evidence .
      ?evidence prov:wasDerivedFrom?/tg:firstLine ?line }}"""
    return {tuple(row.values()) for row in store.select(query)}


def test_who_wrote_a_work_is_concluded(store: OxigraphStore) -> None:
    assert records(store, "tg:AuthorEvidence", "tg:person/schema:name") == {
        ("Fog at Noon", "Mira Sol", "the speaker's own", "0.9", "39"),
        ("The Long Almanac: A History", "Ada Quay", "full name", "0.9", "33"),
    }


def test_whom_a_credit_names_is_concluded_unless_an_account_tells(store: OxigraphStore) -> None:
    assert records(store, "tg:CreatorEvidence", "tg:person/schema:name") == {
        ("by another credit", "Nora Owl", "another credit", "0.95", "81"),
        ("by name", "Ola Berg", "full name", "0.9", "82"),
    }
    assert records(store, "tg:CreditEvidence", "tg:maker/foaf:accountName") == {
        ("by another credit", "nightowl", "another credit", "0.95", "81"),
        ("nobody here, by another credit", "guest", "another credit", "0.95", "85"),
    }


def test_who_made_each_picture(store: OxigraphStore) -> None:
    query = """SELECT ?name ?who ?account WHERE { ?p a tg:Sketchnote ; schema:name ?name ;
      schema:creditText ?words OPTIONAL { ?p schema:creator/schema:name ?who }
      OPTIONAL { ?p tg:creditedTo/foaf:accountName ?account } }"""
    found = {row["name"]: (row.get("who"), row.get("account")) for row in store.select(query)}
    assert {name: found[name] for name in CREDITS} == {
        "told": ("Nora Owl", "nightowl"),
        "by another credit": ("Nora Owl", "nightowl"),
        "by name": ("Ola Berg", None),
        "by one word": (None, None),
        "nobody here": (None, "guest"),
        "nobody here, by another credit": (None, "guest"),
    }


def test_no_maker_is_concluded_without_a_record(store: OxigraphStore) -> None:
    # An account that stands beside the picture is told, and so is the person whose that is.
    told = {
        ("nobody here", TG + "creditedTo"),
        ("told", TG + "creditedTo"),
        ("told", schema["creator"].value),
    }
    assert {tuple(row.values()) for row in store.select(UNRECORDED)} == told
    triples = source_triples(makers_event(), rich_people(), NAMES)
    bare = store_of([each for each in triples if "/attribution/" not in str(each.subject)])
    assert {tuple(row.values()) for row in bare.select(UNRECORDED)} == told | {
        ("Fog at Noon", schema["author"].value),
        ("The Long Almanac: A History", schema["author"].value),
        ("by another credit", TG + "creditedTo"),
        ("by another credit", schema["creator"].value),
        ("by name", schema["creator"].value),
        ("nobody here, by another credit", TG + "creditedTo"),
    }
