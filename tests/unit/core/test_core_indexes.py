"""What search looks things up in: BM25 by hand, and the nearest of vectors on a circle."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.search.lexical import Bm25Index, PlainBm25
from talkgraph.search.scores import unit
from talkgraph.search.vectors import ExactIndex, FaissIndex

Numbers = Sequence[Any] | NDArray[Any]


def numbers(values: Numbers) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def is_near(found: Numbers, expected: Numbers) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


# ── BM25 ─────────────────────────────────────────────────────────────────────────────────────

TEXTS = ["kiln glaze", "kiln kiln clay clay", ""]


@pytest.mark.parametrize("index", [PlainBm25, Bm25Index])
def test_bm25_by_hand(index: type[PlainBm25 | Bm25Index]) -> None:
    words = index(TEXTS)
    mean = 6 / 3
    rare = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    common = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    first = 1 / (1 + 1.5 * (0.25 + 0.75 * 2 / mean))
    second = 2 / (2 + 1.5 * (0.25 + 0.75 * 4 / mean))
    is_near(words.scores("kiln"), [common * first, common * second, 0])
    is_near(words.scores("glaze kilns"), [(rare + common) * first, common * second, 0])
    is_near(words.scores("kiln kiln"), [2 * common * first, 2 * common * second, 0])
    is_near(words.scores("nothing"), [0, 0, 0])
    whole = rare + common + math.log(1 + (3 + 0.5) / 0.5)
    is_near(words.coverage("glaze kiln unknown"), [(rare + common) / whole, common / whole, 0])
    is_near(words.coverage("the"), [0, 0, 0])
    assert words.words_in("glaze kiln", "Kilns, and Glaze; kilns") == ("Kilns", "Glaze")


def test_no_words_at_all() -> None:
    for texts in ([], ["the", ""]):
        words = Bm25Index(texts)
        assert words.scores("kiln").tolist() == [0] * len(texts)
        assert words.coverage("kiln").tolist() == [0] * len(texts)


def test_a_lexical_index_is_kept_whole(tmp_path: Path) -> None:
    Bm25Index(TEXTS).save(tmp_path / "words")
    assert sorted(path.name for path in (tmp_path / "words").iterdir()) == [
        "data.npy",
        "indices.npy",
        "indptr.npy",
        "words.json",
        "words.jsonl",
        "words.keys",
        "words.rows",
    ]
    again = Bm25Index.load(tmp_path / "words")
    for query in ("kiln", "glazes", "claykiln", "nothing"):
        assert again.scores(query).tolist() == Bm25Index(TEXTS).scores(query).tolist()
        assert again.coverage(query).tolist() == Bm25Index(TEXTS).coverage(query).tolist()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("indptr", lambda a: a[:-1]),
        ("indptr", lambda a: a + 1),
        ("indptr", lambda a: a[[0, 2, 1, *range(3, len(a))]]),
        ("data", lambda a: a[:-1]),
        ("data", lambda a: -a),
        ("data", lambda a: a.astype("float64")),
        ("data", lambda a: a[None, :]),
        ("indices", lambda a: a[:-1]),
        ("indices", lambda a: a - 1),
        ("indices", lambda a: a + 2),
    ],
)
def test_a_lexical_index_that_does_not_fit_is_refused(
    tmp_path: Path, name: str, change: object
) -> None:
    folder = tmp_path / "words"
    Bm25Index(TEXTS).save(folder)
    path = folder / f"{name}.npy"
    assert callable(change)
    np.save(path, change(np.load(path)))
    with pytest.raises(KnowledgeBaseDamaged, match=rf"{name}\.npy: cannot be read"):
        Bm25Index.load(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"language": 3}'])
def test_words_that_are_none_are_refused(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "words"
    Bm25Index(TEXTS).save(folder)
    (folder / "words.json").write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeBaseDamaged, match=r"words\.json"):
        Bm25Index.load(folder)
    (folder / "words.json").unlink()
    with pytest.raises(KnowledgeBaseDamaged, match=r"words\.json"):
        Bm25Index.load(folder)


# ── nearest vectors ──────────────────────────────────────────────────────────────────────────

CIRCLE = unit(numbers([[math.cos(n / 10), math.sin(n / 10)] for n in range(40)]))


@pytest.mark.parametrize(
    "build",
    [ExactIndex, FaissIndex, partial(FaissIndex, approximate_from=1)],
    ids=["exact", "flat", "codes"],
)
def test_the_nearest_in_order(
    build: Callable[[NDArray[np.float32]], ExactIndex | FaissIndex],
) -> None:
    index = build(CIRCLE)
    at = numbers([[math.cos(1.02), math.sin(1.02)], [1, 0]])
    positions, cosines = index.search(at, 3)
    assert positions.tolist() == [[10, 11, 9], [0, 1, 2]]
    is_near(cosines[0], [math.cos(0.02), math.cos(0.08), math.cos(0.12)])
    positions, _ = index.search(at, 2, np.array([30, 5, 20, 5]))
    assert positions.tolist() == [[5, 20], [5, 20]]
    positions, _ = index.search(at, 2, np.arange(0, 40, 2))
    assert positions.tolist() == [[10, 12], [0, 2]]
    assert index.search(at, 9, np.array([30, 5]))[0].shape == (2, 2)
    assert index.search(at, 0)[0].shape == (2, 0)
    assert index.search(at, -1)[0].shape == (2, 0)
    assert index.search(at[:0], 2)[0].shape == (0, 2)


@pytest.mark.parametrize("approximate_from", [1, 10**6])
def test_equals_come_in_order_of_position(approximate_from: int) -> None:
    rows = np.concatenate([CIRCLE, CIRCLE, CIRCLE])
    index = FaissIndex(rows, approximate_from=approximate_from)
    assert index.search(CIRCLE[:1], 4)[0].tolist() == [[0, 40, 80, 1]]
    same = np.repeat(numbers([[1, 0]]), 300, axis=0)
    index = FaissIndex(same, approximate_from=approximate_from)
    assert index.search(same[:1], 5)[0].tolist() == [[0, 1, 2, 3, 4]]


def test_an_index_is_kept_where_there_are_many_vectors(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    FaissIndex(CIRCLE).save(tmp_path)
    assert not path.exists()
    assert FaissIndex.load(tmp_path).search(CIRCLE[3:4], 1)[0].tolist() == [[3]]
    many = np.concatenate([CIRCLE] * 20)
    FaissIndex(many, approximate_from=1).save(tmp_path)
    found = FaissIndex.load(tmp_path)
    assert found.search(CIRCLE[3:4], 2)[0].tolist() == [[3, 43]]
    ExactIndex(many[1:]).save(tmp_path)
    with pytest.raises(KnowledgeBaseDamaged, match="it is of 800 vectors of 2 dimensions"):
        FaissIndex.load(tmp_path).search(CIRCLE[3:4], 2)
    path.write_bytes(b"nonsense")
    with pytest.raises(KnowledgeBaseDamaged, match=r"vectors\.faiss: cannot be read"):
        FaissIndex.load(tmp_path).search(CIRCLE[3:4], 2)
    assert FaissIndex(CIRCLE).search(CIRCLE[3:4], 1)[0].tolist() == [[3]]
