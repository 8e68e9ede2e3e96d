"""Slips in a vocabulary that a person edits: none crashes, and none loses anything silently."""

import errno
from pathlib import Path

import pytest
from click.testing import CliRunner

from talkgraph.cli import main
from talkgraph.conclusions.topics import Vocabulary, read_vocabularies
from talkgraph.conclusions.topics.labels import LabelIndex
from talkgraph.errors import VocabularyInvalid
from talkgraph.model import Topic

_HEAD = """\
@prefix : <https://example.org/t/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix tg: <https://w3id.org/talkgraph/ontology#> .
"""
_KILNS = ':kilns a skos:Concept ; skos:prefLabel "Kilns" ; skos:definition "Ovens for clay." .\n'


def read(folder: Path, *bodies: str) -> Vocabulary:
    paths = []
    for name, body in zip("abcd", bodies, strict=False):
        paths.append(folder / f"{name}.ttl")
        paths[-1].write_text(_HEAD + body, encoding="utf-8")
    return read_vocabularies(paths)


def said(found: Vocabulary, code: str) -> list[str]:
    wanted = f"vocabulary-{code}"
    return [f"{d.source}:{d.line}: {d.message}" for d in found.diagnostics if d.code == wanted]


def labels(found: Vocabulary, iri: str) -> tuple[str, ...]:
    [topic] = [each for each in found.topics if each.iri.endswith(iri)]
    return (topic.label, *topic.alternate_labels)


@pytest.mark.parametrize("label", ["@potter", "-- @potter", "🏺", "(.*"])
def test_a_label_without_a_word_is_named_and_looked_for_nowhere(tmp_path: Path, label: str) -> None:
    found = read(tmp_path, _KILNS + f':kilns skos:altLabel "{label}" .')
    [text] = said(found, "empty-label")
    assert label in text
    assert "remove it" in text
    assert labels(found, "kilns") == ("Kilns",)


def test_an_index_takes_a_label_without_a_word() -> None:
    topics = [Topic(iri="https://example.org/t/a", label="Kilns", alternate_labels=("@potter",))]
    assert len(LabelIndex(topics).matches("@potter has two kilns")) == 1


def test_a_very_long_label_of_one_word_is_taken_apart_no_further() -> None:
    topics = [Topic(iri="https://example.org/t/a", label="kiln" * 5000)]
    index = LabelIndex(topics)
    assert index._parts == set()
    assert len(index.matches("kiln" * 5000)) == 1


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("skos:altlabel", "core#altLabel"),
        ("skos:altLable", "core#altLabel"),
        ("tg:contextlabel", "ontology#contextLabel"),
    ],
)
def test_a_misspelt_property_is_named_with_what_it_may_mean(
    tmp_path: Path, slip: str, meant: str
) -> None:
    found = read(tmp_path, _KILNS.replace("skos:definition", f'{slip} "oven" ; skos:definition'))
    [text] = said(found, "unknown-term")
    assert text.startswith("a.ttl:6: ")
    assert meant in text


def test_a_misspelt_class_and_a_forgotten_one_are_named(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        _KILNS
        + ':glaze a skos:concept ; skos:prefLabel "Glaze" .\n'
        + ':clay skos:prefLabel "Clay" .\n:slip skos:prefLabel "Slip" .\n'
        + ':all a skos:Collection ; skos:prefLabel "Everything" .\n',
    )
    assert [each.label for each in found.topics] == ["Kilns"]
    assert "a.ttl:7: " in said(found, "unknown-term")[0]
    [text] = said(found, "no-concept")
    assert text.startswith("a.ttl:8: <https://example.org/t/clay>")
    assert "1 other thing" in text


@pytest.mark.parametrize("status", ["tg:status-reject", '"rejected"'])
def test_a_misspelt_status_is_named(tmp_path: Path, status: str) -> None:
    found = read(tmp_path, _KILNS.replace("skos:def", f"adms:status {status} ; skos:def"))
    [text] = said(found, "unknown-status")
    assert "tg:status-rejected" in text


def test_a_status_of_another_register_is_left_alone(tmp_path: Path) -> None:
    status = "adms:status <http://purl.org/adms/status/Completed> ; skos:def"
    assert read(tmp_path, _KILNS.replace("skos:def", status)).diagnostics == ()


def test_an_iri_is_no_label(tmp_path: Path) -> None:
    found = read(tmp_path, _KILNS + ":clay a skos:Concept ; skos:prefLabel :mud .")
    assert [each.label for each in found.topics] == ["Kilns"]
    [text] = said(found, "preferred-label")
    assert "a.ttl:7: <https://example.org/t/clay> has no skos:prefLabel" in text


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_concept_of_another_vocabulary_can_be_given_a_label(
    tmp_path: Path, order: tuple[int, int]
) -> None:
    bodies = (_KILNS, ':kilns a skos:Concept ; skos:altLabel "pottery oven" .')
    found = read(tmp_path, *(bodies[each] for each in order))
    assert labels(found, "kilns") == ("Kilns", "pottery oven")
    assert found.diagnostics == ()


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("adms:status tg:status-proposed", "is proposed"),
        ("adms:status tg:status-rejected", "is rejected"),
        ("dcterms:isReplacedBy :clay", "itself replaced"),
    ],
)
def test_what_is_merged_into_no_topic_says_why(tmp_path: Path, target: str, why: str) -> None:
    found = read(
        tmp_path,
        _KILNS
        + ':clay a skos:Concept ; skos:prefLabel "Clay" ; dcterms:isReplacedBy :mud .\n'
        + f':mud a skos:Concept ; skos:prefLabel "Mud" ; {target} .\n',
    )
    [text] = said(found, "unknown-concept")
    assert why in text


def test_mappings_to_elsewhere_are_no_fault(tmp_path: Path) -> None:
    mapping = "skos:closeMatch <https://example.com/9> ; skos:def"
    assert read(tmp_path, _KILNS.replace("skos:def", mapping)).diagnostics == ()


def test_other_labels_in_english_are_read_of_a_concept_named_in_another_language(
    tmp_path: Path,
) -> None:
    found = read(
        tmp_path,
        ':ton a skos:Concept ; skos:prefLabel "Ton"@de ; skos:altLabel "clay"@en, "x"@fr .',
    )
    assert labels(found, "ton") == ("Ton", "clay")


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(_HEAD + _KILNS, encoding="utf-8-sig")
    assert [each.label for each in read_vocabularies([path]).topics] == ["Kilns"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ((_HEAD + ":a skos:prefLabel 'x .\n").encode(), r"a\.ttl:6: .*correct it there"),
        ((_HEAD + ":a skos:prefLabel 'Töpfer' .\n").encode("latin-1"), r"a\.ttl:6: .*as UTF-8"),
        ((_HEAD + _KILNS).encode("utf-16"), r"a\.ttl:1: .*as UTF-8"),
        (b"PK\x03\x04", r"a\.ttl:1: .*Turtle \(\.ttl\)"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(
    tmp_path: Path, text: bytes, what: str
) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(text)
    with pytest.raises(VocabularyInvalid, match=what):
        read_vocabularies([path])


def test_a_folder_without_turtle_says_so(tmp_path: Path) -> None:
    with pytest.raises(VocabularyInvalid, match=r"\*\.ttl"):
        read_vocabularies([tmp_path])


def test_of_a_file_without_a_topic_the_first_fault_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyInvalid, match=r"line 6: .*no letter or digit"):
        read(tmp_path, ':a a skos:Concept ; skos:prefLabel "--" .')


def test_an_address_is_no_file() -> None:
    done = CliRunner().invoke(main, ["topics", "check", "https://example.org/v.ttl"])
    assert done.exit_code == 2
    assert "download it" in done.output


def test_a_full_disk_is_an_error_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("talkgraph.cli.topics.open_knowledge_base", full)
    done = CliRunner().invoke(main, ["topics"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: a file cannot be read or written: No space left")


def test_labels_that_are_not_read_are_counted_by_language(tmp_path: Path) -> None:
    more = 'skos:hiddenLabel "Four"@fr, "Fours"@fr, "Ofen"@de ; skos:def'
    [found] = read(tmp_path, _KILNS.replace("skos:def", more)).diagnostics
    assert (found.source, found.line) == ("a.ttl", 6)
    assert "1 in de, 2 in fr;" in found.message


def test_labels_of_skos_xl_are_said_to_be_unread(tmp_path: Path) -> None:
    more = "<http://www.w3.org/2008/05/skos-xl#altLabel> :label ; skos:def"
    [found] = read(tmp_path, _KILNS.replace("skos:def", more)).diagnostics
    assert "SKOS-XL" in found.message
