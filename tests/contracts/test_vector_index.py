"""Every vector index against the exact one."""

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from talkgraph.errors import KnowledgeBaseDamaged
from talkgraph.protocols import VectorIndex
from talkgraph.search import vectors as vector_index
from talkgraph.search.vectors import ExactIndex, FaissIndex

Vectors = NDArray[np.float32]
Positions = NDArray[np.int64]

IMPLEMENTATIONS: tuple[Callable[[Vectors], VectorIndex], ...] = (
    ExactIndex,
    FaissIndex,
    partial(FaissIndex, approximate_from=1),
)
KINDS: tuple[type[ExactIndex], ...] = (ExactIndex, FaissIndex)


def unit_rows(seed: int, count: int, dimension: int, distinct: int) -> Vectors:
    """Random unit vectors of which only `distinct` differ."""
    random = np.random.default_rng(seed)
    rows = random.normal(size=(max(distinct, 1), dimension)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows[random.integers(max(distinct, 1), size=count)]


def clustered(seed: int, count: int, dimension: int = 64, clusters: int = 60) -> Vectors:
    """Unit vectors scattered around some centres, as texts are around their subjects."""
    centres = np.random.default_rng(7).normal(size=(clusters, dimension))
    random = np.random.default_rng(seed)
    rows = centres[random.integers(clusters, size=count)]
    rows = rows + 0.8 * random.normal(size=rows.shape)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)


def plainly(
    vectors: Vectors, query: Vectors, k: int, allowed: Positions | None
) -> list[tuple[int, float]]:
    """The definition, in Python: sort by cosine, then position."""
    among = range(len(vectors)) if allowed is None else sorted({int(i) for i in allowed})
    scored = [(i, float(np.einsum("i,i->", vectors[i], query))) for i in among]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:k]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Vectors, Vectors, int, Positions | None]:
    count = draw(st.integers(0, 60))
    dimension = draw(st.sampled_from((3, 16)))
    rows = unit_rows(draw(st.integers(0, 99)), count, dimension, draw(st.integers(1, 20)))
    queries = unit_rows(draw(st.integers(100, 199)), draw(st.integers(0, 3)), dimension, 3)
    allowed = draw(
        st.none()
        | st.lists(st.integers(0, max(count - 1, 0)), max_size=count).map(
            lambda found: np.array(found, dtype=np.int64)
        )
    )
    return rows, queries, draw(st.integers(1, 80)), allowed


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@given(case=cases())
def test_answers_are_those_of_the_definition(
    implementation: Callable[[Vectors], VectorIndex],
    case: tuple[Vectors, Vectors, int, Positions | None],
) -> None:
    rows, queries, k, allowed = case
    positions, cosines = implementation(rows).search(queries, k, allowed)
    candidates = len(rows) if allowed is None else len(set(allowed.tolist()))
    assert positions.shape == cosines.shape == (len(queries), min(k, candidates))
    assert positions.dtype == np.int64
    assert cosines.dtype == np.float32
    for row, query in enumerate(queries):
        expected = plainly(rows, query, k, allowed)
        assert cosines[row] == pytest.approx([cosine for _, cosine in expected], abs=1e-6)
        assert np.all(np.diff(cosines[row]) <= 0)
        ties = np.diff(cosines[row]) == 0
        assert np.all(np.diff(positions[row])[ties] > 0)
        assert len(set(positions[row].tolist())) == len(expected)


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@given(case=cases())
def test_cosines_and_rows_are_those_of_the_definition(
    implementation: Callable[[Vectors], VectorIndex],
    case: tuple[Vectors, Vectors, int, Positions | None],
) -> None:
    rows, queries, _, positions = case
    index = implementation(rows)
    chosen = rows if positions is None or not len(rows) else rows[positions]
    positions = positions if len(rows) else None
    assert index.rows(positions).tolist() == chosen.tolist()
    for query in queries:
        cosines = index.cosines(query, positions)
        assert cosines.dtype == np.float32
        plain = [math.fsum(row.astype(np.float64) * query.astype(np.float64)) for row in chosen]
        assert cosines == pytest.approx(plain, abs=1e-6)
        assert np.all(np.abs(cosines) <= 1)
        found, best = index.search(query[None, :], len(rows), positions)
        assert (
            dict(zip(found[0], best[0], strict=True)).items()
            <= dict(enumerate(index.cosines(query).tolist())).items()
        )


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
def test_statistics_are_mean_and_covariance(
    implementation: Callable[[Vectors], VectorIndex],
) -> None:
    rows = clustered(1, 500, dimension=16)
    mean, covariance = implementation(rows).statistics
    assert mean == pytest.approx(rows.astype(np.float64).mean(axis=0), abs=1e-6)
    expected = np.cov(rows.astype(np.float64), rowvar=False, bias=True)
    assert covariance == pytest.approx(expected, abs=1e-6)
    query = rows[0]
    cosines = implementation(rows).cosines(query)
    assert float(query @ mean) == pytest.approx(float(cosines.mean()), abs=1e-6)
    assert float(query @ covariance @ query) == pytest.approx(float(cosines.var()), abs=1e-6)


def test_statistics_of_very_many_are_those_of_a_sample_at_even_distances() -> None:
    rows = clustered(1, 9_000, dimension=8)
    mean, covariance = FaissIndex(rows).statistics
    assert mean == pytest.approx(rows[::2].mean(axis=0), abs=1e-6)
    assert covariance == pytest.approx(np.cov(rows[::2], rowvar=False, bias=True), abs=1e-5)
    mean, covariance = ExactIndex(rows[:0]).statistics
    assert not mean.any()
    assert not covariance.any()


@given(case=cases())
def test_faiss_gives_the_same_numbers_as_numpy(
    case: tuple[Vectors, Vectors, int, Positions | None],
) -> None:
    rows, queries, k, allowed = case
    exact, exact_cosines = ExactIndex(rows).search(queries, k, allowed)
    found, found_cosines = FaissIndex(rows).search(queries, k, allowed)
    assert found.tolist() == exact.tolist()
    assert found_cosines.tolist() == exact_cosines.tolist()


@pytest.mark.parametrize("approximate_from", [50_000, 1])
def test_ties_across_the_last_place_go_to_the_first_positions(approximate_from: int) -> None:
    rows = np.repeat(unit_rows(1, 400, 8, 400)[:1], 400, axis=0)
    index = FaissIndex(rows, approximate_from=approximate_from)
    positions, _ = index.search(rows[:1], 5)
    assert positions.tolist() == [[0, 1, 2, 3, 4]]
    positions, _ = index.search(rows[:1], 3, np.arange(399, 200, -1))
    assert positions.tolist() == [[201, 202, 203]]


def test_the_approximate_index_finds_what_the_exact_one_finds() -> None:
    rows, queries = clustered(1, 6_000), clustered(2, 50)
    exact, _ = ExactIndex(rows).search(queries, 10)
    found, cosines = FaissIndex(rows, approximate_from=1_000).search(queries, 10)
    shared = [len(set(a) & set(b)) / 10 for a, b in zip(exact, found, strict=True)]
    assert np.mean(shared) >= 0.95
    assert np.all(np.diff(cosines, axis=1) <= 0)


@pytest.mark.parametrize("share", [0.005, 0.3])
def test_the_approximate_index_gives_as_many_as_are_asked_for(share: float) -> None:
    rows, queries = clustered(1, 6_000), clustered(3, 10)
    allowed = np.flatnonzero(np.random.default_rng(5).random(len(rows)) < share)
    k = min(len(allowed), 400)
    exact, _ = ExactIndex(rows).search(queries, 10, allowed)
    found, _ = FaissIndex(rows, approximate_from=1_000).search(queries, k, allowed)
    assert found.shape == (10, k)
    assert np.isin(found, allowed).all()
    shared = [len(set(a) & set(b)) / 10 for a, b in zip(exact, found[:, :10], strict=True)]
    assert np.mean(shared) >= 0.95


@pytest.mark.parametrize("approximate_from", [50_000, 1_000])
def test_an_index_that_was_saved_answers_the_same(tmp_path: Path, approximate_from: int) -> None:
    rows, queries = clustered(1, 3_000), clustered(2, 20)
    index = FaissIndex(rows, approximate_from=approximate_from)
    index.save(tmp_path)
    again = FaissIndex.load(tmp_path)
    allowed = np.flatnonzero(np.random.default_rng(5).random(len(rows)) < 0.3)
    for among in (None, allowed):
        positions, cosines = again.search(queries, 10, among)
        expected, expected_cosines = index.search(queries, 10, among)
        assert positions.tolist() == expected.tolist()
        assert cosines.tolist() == expected_cosines.tolist()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [0, 1, 40])
def test_what_was_saved_and_loaded_gives_the_same_numbers(
    tmp_path: Path, kind: type[ExactIndex], count: int
) -> None:
    rows = clustered(1, count)
    kind(rows).save(tmp_path)
    again = kind.load(tmp_path)
    assert again.rows().tolist() == rows.tolist()
    for before, after in zip(kind(rows).statistics, again.statistics, strict=True):
        assert after.tolist() == before.tolist()
    query = clustered(2, 1)
    assert again.cosines(query[0]).tolist() == kind(rows).cosines(query[0]).tolist()
    assert again.search(query, 5)[0].tolist() == kind(rows).search(query, 5)[0].tolist()


def test_the_same_vectors_give_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        FaissIndex(clustered(1, 3_000), approximate_from=1_000).save(tmp_path / name)
    for name in ("vectors.npy", "vectors.faiss"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_only_many_vectors_have_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = clustered(1, 3_000)
    FaissIndex(rows).save(tmp_path)
    assert not (tmp_path / "vectors.faiss").exists()
    assert FaissIndex.load(tmp_path).search(rows[:1], 1)[0].tolist() == [[0]]
    FaissIndex(rows, approximate_from=3_000).save(tmp_path)
    monkeypatch.setattr(vector_index, "_quantized", None)  # it is not trained again
    assert FaissIndex.load(tmp_path).search(rows[:1], 1)[0].tolist() == [[0]]


def test_a_damaged_file_is_reported_with_its_name(tmp_path: Path) -> None:
    rows, path = clustered(1, 3_000), tmp_path / "vectors.faiss"
    FaissIndex(rows, approximate_from=1_000).save(tmp_path)
    ExactIndex(rows[:-1]).save(tmp_path)
    loaded = FaissIndex.load(tmp_path)
    with pytest.raises(KnowledgeBaseDamaged, match=r"vectors\.faiss.*3000 vectors"):
        loaded.search(rows[:1], 5)
    for content in (b"", b"no index at all", path.read_bytes()[:5_000]):
        path.write_bytes(content)
        loaded = FaissIndex.load(tmp_path)
        for _ in range(2):
            with pytest.raises(KnowledgeBaseDamaged, match=r"vectors\.faiss"):
                loaded.search(rows[:1], 5)
    (tmp_path / "vectors.npy").unlink()
    for kind in KINDS:
        with pytest.raises(KnowledgeBaseDamaged, match=r"vectors\.npy"):
            kind.load(tmp_path)
