"""Passages, talk records and vectors on disk."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.knowledge.build.conclude import embed
from talkgraph.model import Passage, PassageKind, TalkRecord
from talkgraph.search.encoders.hashing import HashingEncoder
from talkgraph.search.files import (
    known_vectors,
    passage_keys,
    read_table,
    record_keys,
    text_digest,
    write_digests,
    write_table,
)
from talkgraph.search.stored.columns import FOLDER, Columns
from talkgraph.search.stored.lines import ByKey, Lines, save_table
from talkgraph.search.vectors import ExactIndex

PASSAGES = (
    Passage(iri="https://e.org/t", kind=PassageKind.TALK, talk="https://e.org/t", text="Ropes"),
    Passage(
        iri="https://e.org/p",
        kind=PassageKind.POST,
        talk="https://e.org/t",
        text="naïve\n\ud800🪢",
        source="wörk/days.md",
        line=71,
    ),
)
RECORDS = (
    TalkRecord(
        iri="https://e.org/t",
        name="harbour-2031/ropes",
        title="Ropes",
        event="https://e.org/e",
        event_name="Harbour 2031",
        date=dt.date(2031, 4, 9),
        speakers=(("https://e.org/ana", "Ana"), ("https://e.org/bo", "Bo")),
        topics={"https://e.org/z": 0.25, "https://e.org/a": 1.0},
        work="https://e.org/w",
    ),
    TalkRecord(iri="https://e.org/s", name="s", title="", event="e", event_name="E", is_talk=False),
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_table(tmp_path, PASSAGES, RECORDS)
    passages, records = read_table(tmp_path)
    assert (tuple(passages), tuple(records)) == (PASSAGES, RECORDS)
    assert (passages[-1], passages[1:], len(records)) == (PASSAGES[1], PASSAGES[1:], 2)
    with pytest.raises(IndexError):
        passages[2]


def test_an_empty_table_is_read(tmp_path: Path) -> None:
    write_table(tmp_path, (), ())
    assert [*map(tuple, read_table(tmp_path))] == [(), ()]
    assert Columns.load(tmp_path / FOLDER, 0, 0).topics == ()


def test_values_are_found_by_their_keys(tmp_path: Path) -> None:
    many = [replace(PASSAGES[1], iri=f"https://e.org/{number}") for number in range(300)]
    save_table(tmp_path / "many.jsonl", many, passage_keys)
    lines = Lines(tmp_path / "many.jsonl", Passage, passage_keys)
    assert [lines.row(each.iri) for each in many] == [*range(300)]
    assert lines.row("https://e.org/300") is None
    for found in (ByKey(lines, passage_keys), ByKey(many, passage_keys)):
        assert dict(found) == {each.iri: each for each in many}
        assert "https://e.org/300" not in found
    write_table(tmp_path, PASSAGES, RECORDS)
    _, records = read_table(tmp_path)
    assert isinstance(records, Lines)
    assert (records.row("harbour-2031/ropes"), records.row("https://e.org/s")) == (0, 1)
    assert "harbour-2031/ropes" not in ByKey(records, record_keys)


def test_the_columns_are_those_of_the_table(tmp_path: Path) -> None:
    write_table(tmp_path, PASSAGES, RECORDS)
    made, found = Columns.of(PASSAGES, RECORDS), Columns.load(tmp_path / FOLDER, 2, 2)
    for each in fields(Columns):
        assert np.array_equal(getattr(made, each.name), getattr(found, each.name))
    assert (found.titles.tolist(), found.is_talk.tolist()) == ([0, -1], [True, False])
    with pytest.raises(KnowledgeBaseDamaged, match=r"kinds\.npy"):
        Columns.load(tmp_path / FOLDER, 3, 2)
    np.save(tmp_path / FOLDER / "talks.npy", np.array([0, 2]))
    with pytest.raises(KnowledgeBaseDamaged, match=r"talks\.npy"):
        Columns.load(tmp_path / FOLDER, 2, 2)


def test_equal_values_give_equal_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    write_table(tmp_path / "a", PASSAGES, RECORDS)
    passages, records = read_table(tmp_path / "a")
    write_table(tmp_path / "b", passages, records)
    for path in filter(Path.is_file, (tmp_path / "a").rglob("*")):
        other = tmp_path / "b" / path.relative_to(tmp_path / "a")
        assert path.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("passages.jsonl", b"{"),
        ("passages.jsonl", b"{}"),
        ("passages.jsonl", b"[]"),
        ("passages.jsonl", b'{"iri": "a", "kind": "other", "talk": "b", "text": "c"}'),
        ("passages.jsonl", b'{"iri": 1, "kind": "post", "talk": "b", "text": "c"}'),
        ("talks.jsonl", b"\xff\xfe"),
        ("talks.jsonl", b"7"),
        ("talks.jsonl", b""),
    ],
)
def test_damage_is_reported_with_file_and_line(tmp_path: Path, name: str, line: bytes) -> None:
    write_table(tmp_path, PASSAGES, RECORDS)
    path = tmp_path / name
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(KnowledgeBaseDamaged, match="does not fit"):
        read_table(tmp_path)
    rows = path.with_suffix(".rows")
    rows.write_bytes(rows.read_bytes() + path.stat().st_size.to_bytes(8, "little"))
    tables = dict(zip(("passages.jsonl", "talks.jsonl"), read_table(tmp_path), strict=True))
    assert tables[name][1] is not None
    with pytest.raises(KnowledgeBaseDamaged, match=f"{name}:3"):
        tables[name][2]
    path.unlink()
    with pytest.raises(KnowledgeBaseDamaged, match=name):
        read_table(tmp_path)


def _write(folder: Path, vectors: np.ndarray, texts: list[str]) -> None:
    ExactIndex(vectors).save(folder)
    write_digests(folder / "vectors.npy", map(text_digest, texts))


@pytest.mark.parametrize("count", [0, 3])
def test_vectors_are_read_as_they_were_written(tmp_path: Path, count: int) -> None:
    vectors = np.arange(count * 4, dtype=np.float32).reshape(count, 4)
    texts = [f"text {number}" for number in range(count)]
    _write(tmp_path, vectors, texts)
    assert np.array_equal(ExactIndex.load(tmp_path).rows(), vectors)
    known = known_vectors(tmp_path)
    assert set(known) == {text_digest(text) for text in texts}
    for text, vector in zip(texts, vectors, strict=True):
        assert np.array_equal(known[text_digest(text)], vector)


class _Counting(HashingEncoder):
    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return super().encode(texts)


def test_only_new_texts_are_encoded_and_each_once() -> None:
    plain, encoder = HashingEncoder(), _Counting()
    texts = ["two", "one", "two", "three"]
    known = {text_digest("one"): plain.encode(["one"])[0]}
    found = embed(texts, encoder, known)
    assert np.array_equal(found.rows, plain.encode(texts))
    assert found.digests == tuple(map(text_digest, texts))
    assert encoder.asked == ["two", "three"]
    assert found.embedded == 2
    again = embed(texts, encoder, dict(zip(found.digests, found.rows, strict=True)))
    assert np.array_equal(again.rows, found.rows)
    assert encoder.asked == ["two", "three"]
    assert embed([], encoder, known).rows.shape == (0, plain.dimension)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((2, 4), dtype=np.float64),
        np.zeros(8, dtype=np.float32),
        np.array([[object()]]),
        None,
    ],
)
def test_damaged_vectors_are_reported(tmp_path: Path, array: np.ndarray | None) -> None:
    _write(tmp_path, np.ones((2, 4), dtype=np.float32), ["a", "b"])
    path = tmp_path / "vectors.npy"
    if array is None:
        path.write_bytes(path.read_bytes()[:-4])
    else:
        np.save(path, array, allow_pickle=True)
    with pytest.raises(KnowledgeBaseDamaged, match=r"vectors\.npy"):
        known_vectors(tmp_path)


def test_digests_that_do_not_belong_to_the_vectors_are_reported(tmp_path: Path) -> None:
    _write(tmp_path, np.ones((2, 4), dtype=np.float32), ["a", "b"])
    np.save(tmp_path / "vectors.npy", np.ones((3, 4), dtype=np.float32))
    with pytest.raises(KnowledgeBaseDamaged, match=r"vectors\.jsonl"):
        known_vectors(tmp_path)


@given(left=st.text(), right=st.text())
def test_a_digest_stands_for_its_text(left: str, right: str) -> None:
    assert (text_digest(left) == text_digest(right)) == (left == right)
