"""The vocabulary that ships: valid SKOS, rich enough, and without blank nodes."""

import pyoxigraph as ox
import pytest

from talkgraph.conclusions.topics import read_vocabulary, vocabulary_files
from talkgraph.conclusions.topics.labels import LabelIndex
from talkgraph.model import Topic, names
from talkgraph.settings import ontology_file

_FOLDER = ontology_file("topics")
_SCHEME = ox.NamedNode(f"{names.TOPIC}scheme")


@pytest.fixture(scope="module")
def topics() -> tuple[Topic, ...]:
    return read_vocabulary(_FOLDER)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    for file in vocabulary_files(_FOLDER):
        store.load(path=str(file), format=ox.RdfFormat.TURTLE)
    return store


def _ask(store: ox.Store, pattern: str) -> bool:
    prefixes = f"PREFIX skos: <{names.SKOS}> PREFIX topic: <{names.TOPIC}> PREFIX tg: <{names.TG}> "
    return bool(store.query(f"{prefixes} ASK {{ {pattern} }}"))


def test_covers_the_field(topics: tuple[Topic, ...]) -> None:
    assert len(topics) >= 380
    assert sum(len(topic.alternate_labels) for topic in topics) >= 5 * len(topics)


def test_iris_are_slugs_of_the_labels(topics: tuple[Topic, ...]) -> None:
    assert [t.iri for t in topics] == [f"{names.TOPIC}{names.slug(t.label)}" for t in topics]


def test_definitions_are_sentences(topics: tuple[Topic, ...]) -> None:
    assert [t.label for t in topics if len(t.definition) < 30 or t.definition[-1] != "."] == []


def test_there_are_no_blank_nodes(store: ox.Store) -> None:
    assert not _ask(store, "?s ?p ?o FILTER(isBlank(?s) || isBlank(?o))")


def test_every_label_is_english(store: ox.Store) -> None:
    assert not _ask(
        store,
        "?c skos:prefLabel|skos:altLabel|skos:hiddenLabel|tg:contextLabel|skos:definition ?l "
        'FILTER(lang(?l) != "en")',
    )


def test_every_concept_is_in_the_scheme_below_a_top_concept(store: ox.Store) -> None:
    assert not _ask(
        store,
        "?c a skos:Concept FILTER NOT EXISTS { ?c skos:inScheme topic:scheme ; "
        "skos:broader*/skos:topConceptOf topic:scheme }",
    )
    assert not _ask(
        store,
        "{ ?c skos:topConceptOf ?s FILTER NOT EXISTS { ?s skos:hasTopConcept ?c } } UNION "
        "{ ?s skos:hasTopConcept ?c FILTER NOT EXISTS { ?c skos:topConceptOf ?s } }",
    )


def test_relations_go_both_ways(store: ox.Store) -> None:
    assert not _ask(store, "?a skos:related ?b FILTER NOT EXISTS { ?b skos:related ?a }")
    assert not _ask(store, "?a skos:broader ?b FILTER NOT EXISTS { ?b skos:narrower ?a }")
    assert not _ask(store, "?b skos:narrower ?a FILTER NOT EXISTS { ?a skos:broader ?b }")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("we shared the on-call duty", "on-call"),
        ("an oncall handover", "on-call"),
        ("alert fatigue is real", "alert-fatigue"),
        ("a gameday on Friday", "game-days"),
        ("blameless post-mortems", "postmortems"),
        ("policy-as-code for all", "policy-as-code"),
        ("shift security left", "shift-left-security"),
        ("our SLIs were wrong", "service-level-indicators"),
        ("error budgets", "error-budgets"),
        ("k8s upgrades", "kubernetes"),
        ("an AWS Lambda", "serverless"),
        ("innersource", "inner-source"),
        ("burned out people", "burnout"),
        ("organizational trauma", "organisational-trauma"),
        ("legacy modernization", "legacy-modernisation"),
        ("the CI/CD pipeline", "ci-cd"),
        ("WIP limits", "flow-and-work-in-progress"),
    ],
)
def test_words_people_use_find_their_topic(topics: tuple[Topic, ...], text: str, slug: str) -> None:
    found = {match.topic for match in LabelIndex(topics).matches(text)}
    assert f"{names.TOPIC}{slug}" in found


def test_every_label_is_found_where_it_stands_alone(topics: tuple[Topic, ...]) -> None:
    index = LabelIndex(topics)
    lost = [
        (topic.label, label)
        for topic in topics
        for label in (topic.label, *topic.alternate_labels, *topic.hidden_labels)
        if [match.topic for match in index.matches(label)] != [topic.iri]
    ]
    assert lost == []
