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
    rows = np.repeat(unit_rows(1, 400, 8, 400)[:1], 4_000, axis=0)
    index = FaissIndex(rows, approximate_from=approximate_from)
    positions, _ = index.search(rows[:1], 5)
    assert positions.tolist() == [[0, 1, 2, 3, 4]]
    positions, _ = index.search(rows[:1], 3, np.arange(3_999, 2_000, -1))
    assert positions.tolist() == [[2001, 2002, 2003]]


FILTERS: tuple[str, ...] = (
    *("none", "most", "a third", "a twentieth", "a block", "a subject"),
    *("the near", "the far", "a far subject", "the far and some near", "few"),
)


def passing(name: str, rows: Vectors, query: Vectors) -> Positions | None:
    """Positions that a filter may leave; some go with what the query means, or against it."""
    count, cosines = len(rows), rows @ query
    drawn = np.random.default_rng(5).random(count)
    descending = np.argsort(-cosines)
    subject = np.argsort(-(rows @ rows[17]))
    far_subject = np.argsort(-(rows @ rows[descending[-1]]))
    kept: dict[str, Positions | None] = {
        "none": None,
        "most": np.flatnonzero(drawn < 0.9),
        "a third": np.flatnonzero(drawn < 1 / 3),
        "a twentieth": np.flatnonzero(drawn < 1 / 20),
        "a block": np.arange(count // 3, count // 2),
        "a subject": subject[: count // 10],
        "the near": descending[: count // 10],
        "the far": descending[-count // 3 :],
        "a far subject": far_subject[: count // 10],
        "the far and some near": np.concatenate([descending[-count // 3 :], descending[:70]]),
        "few": np.flatnonzero(drawn < 0.003),
    }
    return kept[name]


def recall(index: VectorIndex, rows: Vectors, queries: Vectors, k: int, name: str) -> float:
    """Which share of the k nearest that pass a filter are found, on average over the queries."""
    shares = []
    for query in queries:
        allowed = passing(name, rows, query)
        exact, _ = ExactIndex(rows).search(query[None, :], k, allowed)
        found, cosines = index.search(query[None, :], k, allowed)
        assert found.shape == exact.shape
        assert allowed is None or np.isin(found, allowed).all()
        assert cosines[0].tolist() == index.cosines(query, found[0]).tolist()
        shares.append(len(set(found[0]) & set(exact[0])) / exact.shape[1])
    return float(np.mean(shares))


@pytest.fixture(scope="module")
def many() -> Vectors:
    """As many as show how an approximate index answers; half lie around subjects, half anywhere."""
    return np.concatenate([clustered(1, 20_000), clustered(4, 20_000, clusters=20_000)])


@pytest.fixture(scope="module")
def approximate(many: Vectors) -> VectorIndex:
    return FaissIndex(many, approximate_from=len(many))


@pytest.mark.parametrize("k", [10, 100, 1000])
@pytest.mark.parametrize("name", FILTERS)
def test_the_approximate_index_finds_what_the_exact_one_finds_whatever_the_filter(
    many: Vectors, approximate: VectorIndex, name: str, k: int
) -> None:
    queries = np.concatenate([clustered(2, 4), clustered(5, 2, clusters=20_000)])
    assert recall(approximate, many, queries, k, name) >= 0.98


def test_vectors_of_which_most_numbers_are_nothing_are_found_as_well() -> None:
    # As of words that are hashed: few are in a text, and the rare ones count most.
    count, words, dimension = 20_000, 5_000, 256
    random = np.random.default_rng(3)
    share = 1 / np.arange(1, words + 1)
    share /= share.sum()
    rows = np.zeros((count, dimension), dtype=np.float32)
    place, sign = random.integers(dimension, size=words), random.choice([-1, 1], words)
    for word in random.choice(words, size=(6, count), p=share):
        rows[np.arange(count), place[word]] += sign[word] * (1 - np.log(share[word]))
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    rows, queries = rows[:-40], rows[-40:]
    assert recall(FaissIndex(rows, approximate_from=1_000), rows, queries, 10, "none") >= 0.99


def test_codes_alone_do_not_decide(many: Vectors) -> None:
    index = FaissIndex(many[:3_000], approximate_from=1_000)
    found, cosines = index.search(many[:5], 3)
    assert found[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert cosines[:, 0] == pytest.approx(1, abs=1e-6)


def test_an_index_of_whole_vectors_in_cells_can_still_be_read(tmp_path: Path) -> None:
    import faiss

    rows, queries = clustered(1, 6_000), clustered(2, 10)
    cells = faiss.IndexIVFFlat(faiss.IndexFlatIP(64), 64, 90, faiss.METRIC_INNER_PRODUCT)
    cells.train(rows)
    cells.add(rows)
    ExactIndex(rows).save(tmp_path)
    faiss.write_index(cells, str(tmp_path / "vectors.faiss"))
    allowed = np.flatnonzero(np.random.default_rng(5).random(len(rows)) < 0.5)
    for among in (None, allowed):
        found, cosines = FaissIndex.load(tmp_path).search(queries, 100, among)
        exact, exact_cosines = ExactIndex(rows).search(queries, 100, among)
        assert found.tolist() == exact.tolist()
        assert cosines.tolist() == exact_cosines.tolist()


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
