"""Several vocabularies as one: what becomes one topic, and what is said where they disagree."""

from pathlib import Path

import pytest

import talkgraph
from talkgraph.conclusions.topics import Vocabulary, read_vocabularies
from talkgraph.conclusions.topics.labels import LabelIndex
from talkgraph.errors import VocabularyInvalid
from talkgraph.model import Severity, Topic
from talkgraph.model.meaning import every_label

_HEAD = """\
@prefix : <https://example.org/t/> .
@prefix o: <https://example.org/o/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix tg: <https://w3id.org/talkgraph/ontology#> .
"""
T, OTHER = "https://example.org/t/", "https://example.org/o/"


def read(folder: Path, *bodies: str) -> Vocabulary:
    paths = []
    for name, body in zip("abcd", bodies, strict=False):
        paths.append(folder / f"{name}.ttl")
        paths[-1].write_text(_HEAD + body, encoding="utf-8")
    return read_vocabularies(paths)


def topic(found: Vocabulary, iri: str) -> Topic:
    [topic] = [each for each in found.topics if each.iri == iri]
    return topic


def codes(found: Vocabulary) -> list[str]:
    return [each.code.removeprefix("vocabulary-") for each in found.diagnostics]


KILNS = ':kilns a skos:Concept ; skos:prefLabel "Kilns"@en ; skos:definition "Ovens for clay."@en .'


def test_one_iri_in_two_files_is_one_topic_named_by_the_first(tmp_path: Path) -> None:
    more = ':kilns a skos:Concept ; skos:prefLabel "Furnaces"@en ; skos:definition "Hot."@en .'
    found = read(tmp_path, KILNS, more)
    [kilns] = found.topics
    assert (kilns.label, kilns.alternate_labels) == ("Kilns", ("Furnaces",))
    assert kilns.definition == "Ovens for clay."
    [swapped] = read(tmp_path, more, KILNS).topics
    assert swapped.label == "Furnaces"


@pytest.mark.parametrize("link", ["skos:exactMatch", "owl:sameAs"])
def test_concepts_that_match_exactly_are_one_topic(tmp_path: Path, link: str) -> None:
    other = (
        f'o:oven a skos:Concept ; skos:prefLabel "Ovens"@en ; {link} :kilns ; skos:broader o:up .'
    )
    upper = 'o:up a skos:Concept ; skos:prefLabel "Workshops"@en ; skos:altLabel "atelier"@en .'
    found = read(tmp_path, KILNS, f"{other}\n{upper}")
    assert [each.iri for each in found.topics] == [f"{OTHER}up", f"{T}kilns"]
    assert topic(found, f"{T}kilns").alternate_labels == ("Ovens",)
    assert topic(found, f"{T}kilns").broader == (f"{OTHER}up",)
    assert found.present == {f"{OTHER}oven": f"{T}kilns"}


def test_one_preferred_label_in_two_files_makes_one_topic_and_a_remark(tmp_path: Path) -> None:
    found = read(tmp_path, KILNS, 'o:k a skos:Concept ; skos:prefLabel "kilns" .')
    assert [each.iri for each in found.topics] == [f"{T}kilns"]
    [remark] = [each for each in found.diagnostics if each.code == "vocabulary-same-label"]
    assert (remark.severity, remark.place) == (Severity.INFO, "b.ttl:8")
    assert f"<{T}kilns>" in remark.message


def test_any_other_label_stays_with_the_first_topic_that_has_it(tmp_path: Path) -> None:
    first = ':pots a skos:Concept ; skos:prefLabel "Pots" ; skos:altLabel "clay", "glaze" .'
    second = 'o:g a skos:Concept ; skos:prefLabel "Glaze" ; skos:altLabel "clay", "enamel" .'
    found = read(tmp_path, first, second)
    assert topic(found, f"{T}pots").alternate_labels == ("clay",)
    assert topic(found, f"{OTHER}g").alternate_labels == ("enamel",)
    shared = [each for each in found.diagnostics if each.code == "vocabulary-shared-label"]
    assert [(each.place, each.weighty) for each in shared] == [
        ("a.ttl:8", False),
        ("b.ttl:8", False),
    ]
    [within] = [each for each in read(tmp_path, f"{first}\n{second}").diagnostics if each.weighty][
        :1
    ]
    assert within.code == "vocabulary-shared-label"


def test_a_preferred_label_may_need_context(tmp_path: Path) -> None:
    told = ':l a skos:Concept ; skos:prefLabel "Lean"@en ; tg:contextLabel "Lean"@en, "thin"@en ;'
    [lean] = read(tmp_path, f'{told} skos:definition "Less waste."@en .').topics
    assert (lean.label, lean.context_labels) == ("Lean", ("Lean", "thin"))
    assert every_label(lean) == ("Lean", "thin")
    assert LabelIndex([lean]).matches("a lean start") == ()
    assert [each.doubtful for each in LabelIndex([lean]).matches("with Lean and thin")] == [
        True
    ] * 2
    [clear] = read(
        tmp_path, ':l a skos:Concept ; skos:prefLabel "Lean"@en .', f"{told[:-1]} ."
    ).topics
    assert clear.context_labels == ("thin",)


def test_a_topic_may_be_put_under_one_of_another_file(tmp_path: Path) -> None:
    own = (
        'o:a a skos:Concept ; skos:prefLabel "Raku" ; skos:broader :kilns .\n'
        'o:b a skos:Concept ; skos:prefLabel "Anagama" ; skos:broadMatch :kilns .\n'
        'o:c a skos:Concept ; skos:prefLabel "Firing" ; skos:narrower :kilns .'
    )
    found = read(tmp_path, own, KILNS)
    assert [topic(found, f"{OTHER}{name}").broader for name in "ab"] == [(f"{T}kilns",)] * 2
    assert topic(found, f"{T}kilns").broader == (f"{OTHER}c",)


def test_a_circle_of_broader_topics_is_broken_and_named(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ':a a skos:Concept ; skos:prefLabel "A1" ; skos:broader :b .',
        ':b a skos:Concept ; skos:prefLabel "B1" ; skos:broader :a ; skos:related :a .',
    )
    assert topic(found, f"{T}a").broader == (f"{T}b",)
    assert (topic(found, f"{T}b").broader, topic(found, f"{T}b").related) == ((), ())
    assert codes(found) == ["no-definition", "broader-and-related", "cycle", "no-definition"]


def test_a_public_file_may_lack_definitions_and_english(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ':a a skos:Concept ; skos:prefLabel "Öfen"@de, "fours"@fr ; skos:altLabel "Ofen"@de .\n'
        ':b a skos:Concept ; skos:prefLabel "Ton"@de ; skos:related :elsewhere .\n'
        ':c a skos:Concept ; skos:prefLabel "Dye"@en-GB, "Glanz"@de ; skos:scopeNote "Dip."@en .\n'
        ":c skos:note [ skos:prefLabel 'kept nowhere' ] .\n"
        ":d a skos:Concept ; skos:altLabel 'nameless' .",
    )
    assert [each.label for each in found.topics] == ["Öfen", "Ton", "Dye"]
    assert topic(found, f"{T}a").alternate_labels == ("Ofen",)
    assert topic(found, f"{T}a").labels_elsewhere == (("fr", "fours"),)
    assert topic(found, f"{T}c").definition == "Dip."
    assert {code: codes(found).count(code) for code in codes(found)} == {
        "blank-nodes": 1,
        "no-definition": 1,
        "unknown-concept": 1,
        "preferred-label": 1,
    }
    [nameless] = [each for each in found.diagnostics if each.severity is Severity.ERROR]
    assert (nameless.place, "t/d>" in nameless.message) == ("a.ttl:12", True)


def test_other_formats_are_read_by_their_endings(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(
        f"<{T}x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://www.w3.org/2004/02/skos/core#Concept> .\n"
        f'<{T}x> <http://www.w3.org/2004/02/skos/core#prefLabel> "Wheels" .\n'
    )
    assert [each.label for each in read_vocabularies([tmp_path / "a.nt"]).topics] == ["Wheels"]
    (tmp_path / "b.rdf").write_text("<not xml")
    with pytest.raises(VocabularyInvalid, match=r"b\.rdf.*RDF/XML"):
        read_vocabularies([tmp_path / "a.nt", tmp_path / "b.rdf"])


# ── what a person decided ────────────────────────────────────────────────────────────────────


def test_what_is_proposed_or_rejected_is_no_topic(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"{KILNS}\n"
        ':p a skos:Concept ; adms:status tg:status-proposed ; skos:prefLabel "Wheel throwing" .\n'
        ':r a skos:Concept ; adms:status tg:status-rejected ; skos:prefLabel "Tea breaks" ;\n'
        '  skos:altLabel "tea" .',
    )
    assert [each.label for each in found.topics] == ["Kilns"]
    assert found.rejected == ("Tea breaks", "tea")
    assert found.diagnostics == ()


def test_what_is_replaced_gives_its_labels_to_another(tmp_path: Path) -> None:
    own = (
        ":p a skos:Concept ; adms:status tg:status-proposed ; dcterms:isReplacedBy :kilns ;\n"
        '  skos:prefLabel "Ovens" ; skos:altLabel "oven" .'
    )
    for bodies in ((KILNS, own), (own, KILNS)):
        found = read(tmp_path, *bodies)
        [kilns] = found.topics
        assert (kilns.label, kilns.alternate_labels) == ("Kilns", ("Ovens", "oven"))
    lost = read(tmp_path, f"{KILNS}\n{own.replace(':kilns', ':nothing')}")
    assert [each.label for each in lost.topics] == ["Kilns"]
    assert "t/nothing" in lost.diagnostics[0].message


def test_a_file_of_which_nothing_is_accepted_is_refused_alone(tmp_path: Path) -> None:
    with pytest.raises(VocabularyInvalid, match="shipped"):
        read(tmp_path, ':p a skos:Concept ; adms:status tg:status-proposed ; skos:prefLabel "P1" .')


# ── in a build ───────────────────────────────────────────────────────────────────────────────


def test_a_build_takes_the_shipped_vocabulary_and_ones_own(tmp_path: Path, sample: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        _HEAD + 'o:pager a skos:Concept ; skos:prefLabel "Pagers"@en ; skos:altLabel "pager"@en ;\n'
        "  skos:broader <https://w3id.org/talkgraph/topic/on-call> .\n"
        'o:oncall a skos:Concept ; skos:prefLabel "on-call"@en ; skos:altLabel "pager duty rota" .'
    )
    kb = talkgraph.create(sample, tmp_path / "kb", model="hashing", vocabulary=["shipped", own])
    pagers = kb.topic("Pagers")
    assert pagers.passages
    assert [each.label for each in pagers.broader] == ["On-call"]
    assert kb.topic("pager duty rota").label == "On-call"
    assert {"vocabulary-same-label"} <= {each.code for each in kb.diagnostics()}
    told = kb.sparql(f"SELECT ?label {{ <{OTHER}oncall> skos:exactMatch/skos:prefLabel ?label }}")
    assert [row["label"] for row in told] == ["On-call"]
