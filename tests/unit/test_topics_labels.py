"""What counts as a label in a text, and what does not."""

from dataclasses import replace

import pytest

from talkgraph.conclusions.topics.labels import ABBREVIATION, OTHER_WORD, LabelIndex, labelled
from talkgraph.model import Passage, PassageKind, Topic


def _topic(name: str, label: str, *others: str) -> Topic:
    return Topic(iri=name, label=label, alternate_labels=others)


_INDEX = LabelIndex(
    [
        _topic("on-call", "On-call", "pager rotation"),
        _topic("rotation", "Rotation"),
        _topic("games", "Game days", "gameday"),
        _topic("postmortems", "Postmortems", "incident review"),
        _topic("slo", "Service level objectives", "SLO"),
        _topic("ci", "Continuous integration", "CI"),
        _topic("ci-cd", "CI/CD"),
        _topic("logging", "Logging", "log aggregation"),
        _topic("containers", "Containers"),
        _topic("releases", "Release management", "releases"),
        _topic("deployment", "Deployment", "deploy"),
        _topic("trauma", "Organisational trauma", "fight, flight, or freeze"),
        _topic("emergence", "Emergence"),
        _topic("policy", "Policy"),
        _topic("k8s", "Kubernetes", "k8s"),
    ]
)


def _found(text: str) -> list[tuple[str, str]]:
    return [(match.topic, text[match.start : match.end]) for match in _INDEX.matches(text)]


@pytest.mark.parametrize(
    ("text", "topic", "words"),
    [
        ("Our on-call week", "on-call", "on-call"),
        ("being On Call again", "on-call", "On Call"),
        ("an oncall week", "on-call", "oncall"),
        ("the #OnCall tag", "on-call", "OnCall"),
        ("a game-day went well", "games", "game-day"),
        ("one gameday", "games", "gameday"),
        ("two Gamedays", "games", "Gamedays"),
        ("a post-mortem", "postmortems", "post-mortem"),
        ("three post mortems", "postmortems", "post mortems"),
        ("reviewing: incident reviews matter", "postmortems", "incident reviews"),
        ("each SLO counts", "slo", "SLO"),
        ("all SLOs count", "slo", "SLOs"),
        ("write slos down", "slo", "slos"),
        ("the SLO's owner", "slo", "SLO's"),
        ("CI/CD for all", "ci-cd", "CI/CD"),
        ("CI / CD for all", "ci-cd", "CI / CD"),
        ("we deployed it", "deployment", "deployed"),
        ("deploys fail", "deployment", "deploys"),
        ("policies help", "policy", "policies"),
        ("organizational trauma", "trauma", "organizational trauma"),
        ("fight, flight, or freeze!", "trauma", "fight, flight, or freeze"),
        ("k8s is fine", "k8s", "k8s"),
        ("a container", "containers", "container"),
    ],
)
def test_finds(text: str, topic: str, words: str) -> None:
    assert _found(text) == [(topic, words)]


@pytest.mark.parametrize(
    "text",
    [
        "rotational symmetry",  # inside a longer word
        "log in and look",  # a word in -ing is not its verb
        "this contains it",
        "releasing the brake",
        "an emergency",  # the same stem, another word
        "the ci of a number",  # an abbreviation in small letters
        "the cis form",
        "incident, review",  # a comma parts the words
        "@oncall said so",  # a handle is a name
        "",
    ],
)
def test_finds_nothing(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("written in C++ and C#", ["C++", "C#"]),
        ("Rowboat.js and rowboat js", ["Rowboat.js", "rowboat js"]),
        ("the tide_ring of it", ["tide_ring"]),
    ],
)
def test_signs_that_belong_to_names_are_read(text: str, words: list[str]) -> None:
    index = LabelIndex(
        [
            _topic("plus", "C++"),
            _topic("sharp", "C#"),
            _topic("boats", "Rowboat.js"),
            _topic("ring", "tide_ring"),
        ]
    )
    assert [text[match.start : match.end] for match in index.matches(text)] == words


def test_the_longest_label_wins_and_nothing_overlaps() -> None:
    assert _found("the pager rotation and the rotation") == [
        ("on-call", "pager rotation"),
        ("rotation", "rotation"),
    ]


def test_a_word_with_a_capital_within_is_trusted_like_an_abbreviation() -> None:
    index = LabelIndex([Topic(iri="t", label="Kilns", alternate_labels=("GlazeKit", "Glazing"))])
    coined, small, plain = index.matches("GlazeKit, glazekit, glazing")
    assert coined.trust == small.trust == ABBREVIATION
    assert plain.trust == OTHER_WORD


def test_phrases_are_trusted_more_than_words_and_misspellings_least() -> None:
    index = LabelIndex(
        [
            Topic(
                iri="t",
                label="Alpha beta",
                alternate_labels=("gamma",),
                hidden_labels=("gmama",),
            )
        ]
    )
    trusts = [match.trust for match in index.matches("alpha beta, gamma, gmama")]
    assert trusts == sorted(trusts, reverse=True)
    assert len(set(trusts)) == 3


def _passage(talk: str, text: str) -> Passage:
    return Passage(iri=talk, kind=PassageKind.NOTE, talk=talk, text=text)


_OVENS = Topic(
    iri="ovens",
    label="Ovens",
    labels_elsewhere=(("fr", "four"), ("fr", "tests d'émail"), ("de", "Ofen")),
)


def test_a_label_in_another_language_is_found_in_talks_in_that_language() -> None:
    french = "Nous avons construit ce four pour les potiers du village voisin."
    index = LabelIndex([_OVENS])
    assert [index.of("fr").matches(text) != () for text in (french, "Ovens", "Ofen")] == [
        True,
        True,
        False,
    ]
    passages = [
        _passage("French", french),
        _passage("also French", "Le four"),
        _passage("English", "We built four of these for the potters of the village."),
    ]
    assert [bool(found) for found in labelled(passages, index)] == [True, False, False]
    together = [replace(passage, talk="talk") for passage in passages[:2]]
    assert [bool(found) for found in labelled(together, index)] == [True, True]


def test_an_elided_article_is_no_part_of_the_word() -> None:
    french = LabelIndex([_OVENS, Topic(iri="clay", label="Argile")]).of("fr")
    found = french.matches("L’argile, puis les tests d’émail de l'argile")
    assert [match.topic for match in found] == ["clay", "ovens", "clay"]
    assert (found[0].start, found[0].end) == (2, 8)
