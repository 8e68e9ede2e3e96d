"""Finds the nearest vectors: exactly with NumPy, and through FAISS.

Both give the same numbers: FAISS finds the candidates, and the cosines that are returned come
from the same NumPy product, which rounds equal rows equally wherever they stand (a batched BLAS
product does not), so that ties are ties and fall in order of position.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from talkgraph.errors import KnowledgeBaseDamaged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from talkgraph.protocols import VectorIndex

    Vectors = NDArray[np.float32]
    Positions = NDArray[np.int64]

VECTOR_INDEX: Final = "vectors.faiss"  # the file of a generation, where it has many vectors
_APPROXIMATE_FROM: Final = 50_000
# How far FAISS's cosines may be from ours: rounding in float32, with room to spare.
_ROUNDING: Final = 1e-5
_SPARE: Final = 8


def write_vector_index(path: Path, vectors: "Vectors") -> None:
    """Write what takes long to work out about many vectors; with few, there is nothing to write.

    `vectors` are unit vectors of shape (n, dimension).
    """
    if len(vectors) >= _APPROXIMATE_FROM:
        FaissIndex(vectors).save(path)


def open_vector_index(vectors: "Vectors", path: Path | None = None) -> "VectorIndex":
    """Return the index for these unit vectors, of shape (n, dimension).

    `path` is where `write_vector_index` may have written it. Raises `KnowledgeBaseDamaged` if
    what is there cannot be read or does not fit the vectors.
    """
    if path is not None and path.exists():
        return FaissIndex.load(path, vectors)
    return FaissIndex(vectors)


class ExactIndex:
    """Compares with every vector: the plain twin (a `VectorIndex`)."""

    def __init__(self, vectors: "Vectors") -> None:
        """Index unit vectors of shape (n, dimension); row i is found as position i."""
        self._vectors = vectors

    def search(
        self, vectors: "Vectors", k: int, allowed: "Positions | None" = None
    ) -> "tuple[Positions, Vectors]":
        """Return positions and cosines, each of shape (len(vectors), min(k, candidates))."""
        among = _candidates(len(self._vectors), allowed)
        count = min(max(k, 0), len(among))
        found = [_nearest(self._vectors, query, among, count) for query in vectors]
        return _table(found, count)


class FaissIndex:
    """Finds candidates with FAISS (a `VectorIndex`).

    Below `approximate_from` rows the FAISS index is flat, and the answer is that of
    `ExactIndex`. From there on it is an inverted file (IVF) over about 4 sqrt(n) cells of which
    a sixteenth is read; few `allowed` positions, and questions that the cells read do not
    answer in full, are compared one by one.
    """

    def __init__(self, vectors: "Vectors", *, approximate_from: int = _APPROXIMATE_FROM) -> None:
        """Index unit vectors of shape (n, dimension); row i is found as position i."""
        self._vectors = vectors
        self._approximate = len(vectors) >= max(approximate_from, 1)
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        self._index = _inverted_file(rows) if self._approximate else _flat(rows)

    def save(self, path: Path) -> None:
        """Write the index to a file in FAISS's own format."""
        import faiss

        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path, vectors: "Vectors") -> "FaissIndex":
        """Read what `save` wrote for these vectors; raises `KnowledgeBaseDamaged`."""
        import faiss

        try:
            found = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
        except RuntimeError as error:
            raise _damaged(path, str(error).splitlines()[-1]) from error
        if (found.ntotal, found.d) != vectors.shape:
            raise _damaged(path, f"it is of {found.ntotal} vectors of {found.d} dimensions")
        index = cls.__new__(cls)
        index._vectors = vectors
        index._index = found
        index._approximate = isinstance(found, faiss.IndexIVFFlat)
        return index

    def search(
        self, vectors: "Vectors", k: int, allowed: "Positions | None" = None
    ) -> "tuple[Positions, Vectors]":
        """Return positions and cosines, each of shape (len(vectors), min(k, candidates))."""
        among = _candidates(len(self._vectors), allowed)
        count = min(max(k, 0), len(among))
        restricted = len(among) < len(self._vectors)
        found = [
            self._one(np.ascontiguousarray(query, dtype=np.float32), count, among, restricted)
            for query in vectors
        ]
        return _table(found, count)

    def _one(
        self, query: "Vectors", count: int, among: "Positions", restricted: bool
    ) -> "tuple[Positions, Vectors]":
        if count == 0 or self._reads_all(count, len(among)):
            return _nearest(self._vectors, query, among, count)
        wanted = min(count + _SPARE, len(among))
        while True:
            positions, lowest = self._ask(query, wanted, among if restricted else None)
            if len(positions) < count:  # the cells that were read hold too few
                return _nearest(self._vectors, query, among, count)
            found, cosines = _nearest(self._vectors, query, np.sort(positions), count)
            # A row as good as the last one found may have been left behind: fetch more.
            tied = len(positions) == wanted and lowest >= cosines[-1] - _ROUNDING
            if not tied or wanted == len(among):
                return found, cosines
            wanted = min(wanted * 4, len(among))

    def _reads_all(self, count: int, candidates: int) -> bool:
        # Where most candidates are wanted anyway, or few are allowed, asking FAISS is a detour.
        few = len(self._vectors) // 32 if self._approximate else 0
        return count * 2 >= candidates or candidates <= few

    def _ask(
        self, query: "Vectors", wanted: int, allowed: "Positions | None"
    ) -> "tuple[Positions, float]":
        import faiss

        parameters: Any = None
        if self._approximate:
            parameters = faiss.SearchParametersIVF()
            parameters.nprobe = self._index.nprobe
        elif allowed is not None:
            parameters = faiss.SearchParameters()
        if allowed is not None:
            parameters.sel = faiss.IDSelectorBatch(allowed)
        # For this thread and FAISS alone: one query is answered before others could help.
        faiss.omp_set_num_threads(1)
        cosines, positions = self._index.search(query[None, :], wanted, params=parameters)
        present = positions[0] >= 0
        kept: Positions = positions[0][present]
        return kept, float(cosines[0][present].min(initial=np.inf))


def cosines_with(vectors: "Vectors", query: "Vectors") -> "Vectors":
    """Return the cosine of every row with the query; equal rows give equal numbers.

    Rows of shape (n, dimension) and the query are of unit length; the result, of shape (n,), is
    kept within -1 and 1.
    """
    products: Vectors = np.einsum("ij,j->i", vectors, query)
    np.clip(products, -1.0, 1.0, out=products)
    return products


def _candidates(count: int, allowed: "Positions | None") -> "Positions":
    if allowed is None:
        return np.arange(count, dtype=np.int64)
    return np.unique(np.asarray(allowed, dtype=np.int64))


def _nearest(
    vectors: "Vectors", query: "Vectors", among: "Positions", count: int
) -> "tuple[Positions, Vectors]":
    """Return the `count` best of the positions `among`, which ascend."""
    rows = vectors if len(among) == len(vectors) else vectors[among]
    cosines = cosines_with(np.asarray(rows), np.asarray(query, dtype=np.float32))
    if 0 < count < len(among) // 4:
        threshold = np.partition(cosines, len(cosines) - count)[len(cosines) - count]
        kept = np.flatnonzero(cosines >= threshold)
        among, cosines = among[kept], cosines[kept]
    order = np.argsort(-cosines, kind="stable")[:count]
    return among[order], cosines[order]


def _table(found: "list[tuple[Positions, Vectors]]", count: int) -> "tuple[Positions, Vectors]":
    positions = np.empty((len(found), count), dtype=np.int64)
    cosines = np.empty((len(found), count), dtype=np.float32)
    for row, (of_row, values) in enumerate(found):
        positions[row], cosines[row] = of_row, values
    return positions, cosines


def _flat(rows: "Vectors") -> Any:  # noqa: ANN401 - faiss has no types
    import faiss

    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    return index


def _inverted_file(rows: "Vectors") -> Any:  # noqa: ANN401 - faiss has no types
    import faiss

    cells = max(1, min(len(rows) // 40, round(4 * len(rows) ** 0.5)))
    index = faiss.IndexIVFFlat(
        faiss.IndexFlatIP(rows.shape[1]), rows.shape[1], cells, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.niter = 6
    index.cp.max_points_per_centroid = 64
    index.cp.seed = 1
    index.train(rows)
    index.add(rows)
    index.nprobe = max(8, cells // 16)
    return index


def _damaged(path: Path, why: str) -> KnowledgeBaseDamaged:
    return KnowledgeBaseDamaged(
        f"{path}: the vector index cannot be read ({why}); build the knowledge base again"
    )
