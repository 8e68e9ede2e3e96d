"""The vocabulary that ships: valid SKOS, rich enough, and without blank nodes."""

import pyoxigraph as ox
import pytest

from talkgraph.conclusions.topics import read_vocabulary, vocabulary_files
from talkgraph.conclusions.topics.labels import LabelIndex, labelled
from talkgraph.model import Passage, PassageKind, Topic, names
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
    spelt = [t.label.replace("++", " plus plus") for t in topics]
    assert [t.iri for t in topics] == [f"{names.TOPIC}{names.slug(label)}" for label in spelt]


def test_definitions_are_sentences(topics: tuple[Topic, ...]) -> None:
    assert [t.label for t in topics if len(t.definition) < 30 or t.definition[-1] != "."] == []


def test_there_are_no_blank_nodes(store: ox.Store) -> None:
    assert not _ask(store, "?s ?p ?o FILTER(isBlank(?s) || isBlank(?o))")


def test_every_label_is_english_but_alternative_ones(store: ox.Store) -> None:
    assert not _ask(
        store,
        "?c skos:prefLabel|skos:hiddenLabel|tg:contextLabel|skos:definition ?l "
        'FILTER(lang(?l) != "en")',
    )
    assert not _ask(
        store, '?c skos:altLabel ?l FILTER(lang(?l) NOT IN ("en", "de", "es", "fr", "pt"))'
    )


def test_labels_in_other_languages_are_found_in_texts_in_these(topics: tuple[Topic, ...]) -> None:
    index = LabelIndex(topics)
    told = [(topic.iri, *each) for topic in topics for each in topic.labels_elsewhere]
    assert len(told) > 200
    lost = [
        each
        for each in told
        if [match.topic for match in index.of(each[1]).matches(each[2])] != [each[0]]
    ]
    assert lost == []


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


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("our services are in Go, with a goroutine each", "go-language"),
        ("from C++ we moved to Rust", "rust-language"),
        ("a Spring application on the JDK, with Spring Boot", "spring-framework"),
        ("each sprint of our Scrum", "agile"),
        ("the GIL of CPython", "python"),
        ("a plot in R, or in Python with pandas", "r-language"),
        ("we keep secrets out of GitHub, and credentials too", "secrets-management"),
    ],
)
def test_words_of_several_meanings_are_found_in_context(
    topics: tuple[Topic, ...], words: str, slug: str
) -> None:
    passage = Passage(iri="p", kind=PassageKind.POST, talk="t", text=words)
    (found,) = labelled([passage], LabelIndex(topics))
    assert f"{names.TOPIC}{slug}" in {each.topic for each in found}


@pytest.mark.parametrize(
    "words",
    [
        "Let it Go and never look back",
        "the Rust belt in Spring",
        "we sprint to the harbour and go for a swim",
        "my intern wrote down the narrative of our culture",
        "A C in the exam, and a plan B",
        "secrets of a good promotion",
    ],
)
def test_words_of_several_meanings_name_nothing_by_themselves(
    topics: tuple[Topic, ...], words: str
) -> None:
    passage = Passage(iri="p", kind=PassageKind.POST, talk="t", text=words)
    assert labelled([passage], LabelIndex(topics)) == ((),)


def test_words_that_anybody_uses_are_no_labels(topics: tuple[Topic, ...]) -> None:
    index = LabelIndex(topics)
    words = (
        "data code community software system project tool user people developer work team "
        "problem example library language application service model process quality future"
    )
    assert [word for word in words.split() if index.matches(word)] == []


def test_every_label_is_found_where_it_stands_alone(topics: tuple[Topic, ...]) -> None:
    index = LabelIndex(topics)
    lost = [
        (topic.label, label)
        for topic in topics
        for label in (topic.label, *topic.alternate_labels, *topic.hidden_labels)
        if label not in topic.context_labels
        and [match.topic for match in index.matches(label)] != [topic.iri]
    ]
    assert lost == []
