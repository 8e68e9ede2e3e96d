"""Reading a vocabulary: what is read, and what is refused by file and concept."""

from pathlib import Path

import pytest

from talkgraph.conclusions.topics import read_vocabulary, vocabulary_files
from talkgraph.errors import VocabularyInvalid

_HEAD = """
@prefix : <https://example.org/t/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def _write(folder: Path, body: str) -> Path:
    path = folder / "topics.ttl"
    path.write_text(_HEAD + body, encoding="utf-8")
    return path


def _concept(name: str, label: str, rest: str = "") -> str:
    return (
        f':{name} a skos:Concept ; skos:prefLabel "{label}"@en ; {rest} '
        f'skos:definition "What {label} is."@en .\n'
    )


def test_reads_labels_relations_and_definition(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        _concept("b", "Beta", 'skos:altLabel "second"@en, "deux"@fr ; skos:broader :a ;')
        + _concept("a", "Alpha", 'skos:hiddenLabel "alhpa"@en ;'),
    )
    first, second = read_vocabulary(path)
    assert first.iri == "https://example.org/t/a"
    assert first.hidden_labels == ("alhpa",)
    assert first.definition == "What Alpha is."
    assert second.label == "Beta"
    assert second.alternate_labels == ("second",)
    assert second.broader == ("https://example.org/t/a",)


@pytest.mark.parametrize(
    ("body", "concept", "what"),
    [
        (_concept("a", "Alpha", 'skos:prefLabel "First"@en ;'), "t/a", "exactly one"),
        (
            _concept("a", "Alpha", 'skos:altLabel "same  one"@en ;')
            + _concept("b", "Beta", 'skos:altLabel "Same one"@en ;'),
            "t/b",
            "share the label",
        ),
        (
            _concept("a", "Alpha", "skos:broader :b ;")
            + _concept("b", "Beta", "skos:broader :a ;"),
            "t/a",
            "cycle",
        ),
        (
            _concept("a", "Alpha", "skos:broader :b ; skos:related :c ;")
            + _concept("b", "Beta", "skos:broader :c ;")
            + _concept("c", "Gamma"),
            "t/a",
            "broader and related",
        ),
        (_concept("a", "Alpha", "skos:related :z ;"), "t/a", "no concept of the file"),
        (':a a skos:Concept ; skos:prefLabel "Alpha"@en .', "t/a", "no skos:definition"),
        (_concept("a", "Alpha", 'skos:altLabel "--"@en ;'), "t/a", "no letter"),
    ],
)
def test_refuses_and_names_file_and_concept(
    tmp_path: Path, body: str, concept: str, what: str
) -> None:
    path = _write(tmp_path, body)
    with pytest.raises(VocabularyInvalid, match=what) as caught:
        read_vocabulary(path)
    assert str(path) in str(caught.value)
    assert concept in str(caught.value)


def test_a_folder_is_one_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "b.ttl").write_text(_HEAD + _concept("b", "Beta", "skos:broader :a ;"))
    (tmp_path / "a.ttl").write_text(_HEAD + _concept("a", "Alpha"))
    (tmp_path / "notes.txt").write_text("no part of it")
    assert [topic.label for topic in read_vocabulary(tmp_path)] == ["Alpha", "Beta"]
    assert [file.name for file in vocabulary_files(tmp_path)] == ["a.ttl", "b.ttl"]
    (tmp_path / "c.ttl").write_text("this is not Turtle")
    with pytest.raises(VocabularyInvalid, match=r"c\.ttl"):
        read_vocabulary(tmp_path)


def test_labels_that_need_context_are_read_apart(tmp_path: Path) -> None:
    head = "@prefix tg: <https://w3id.org/talkgraph/ontology#> .\n"
    path = _write(tmp_path, head + _concept("a", "Alpha", 'tg:contextLabel "Al"@en, "Al"@fr ;'))
    (topic,) = read_vocabulary(path)
    assert topic.context_labels == ("Al",)
    assert topic.alternate_labels == ()
    body = head + _concept("a", "Alpha", 'tg:contextLabel "al"@en ;') + _concept("b", "Al")
    with pytest.raises(VocabularyInvalid, match="share the label"):
        read_vocabulary(_write(tmp_path, body))


@pytest.mark.parametrize("text", ["this is not Turtle", ""])
def test_refuses_what_holds_no_vocabulary(tmp_path: Path, text: str) -> None:
    path = tmp_path / "topics.ttl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyInvalid, match=r"topics\.ttl"):
        read_vocabulary(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyInvalid, match=r"absent\.ttl"):
        read_vocabulary(tmp_path / "absent.ttl")
