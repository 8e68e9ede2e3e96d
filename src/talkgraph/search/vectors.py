"""Finds the nearest vectors: exactly with NumPy, and through FAISS.

Both give the same numbers: FAISS finds the candidates, and the cosines that are returned come
from the same NumPy product, which rounds equal rows equally wherever they stand (a batched BLAS
product does not), so that ties are ties and fall in order of position.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from talkgraph.errors import unreadable
from talkgraph.protocols import VectorIndex, VectorStatistics
from talkgraph.search.files import VECTORS, load_array, save_array
from talkgraph.search.once import once

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats, Positions

VECTOR_INDEX: Final = "vectors.faiss"  # the file of a generation, where it has many vectors
_APPROXIMATE_FROM: Final = 50_000
_SAMPLE: Final = 4096
# How far FAISS's cosines may be from ours: rounding in float32, with room to spare.
_ROUNDING: Final = 1e-5
_SPARE: Final = 8
_EARLY: Final = 6  # the first few searches, which may be all that there are


def index_vectors(vectors: "Floats") -> VectorIndex:
    """Index unit vectors of shape (n, dimension); here another index is chosen."""
    return FaissIndex(vectors)


def open_vectors(folder: Path) -> VectorIndex:
    """Open the index of a generation; raises `KnowledgeBaseDamaged`, naming the file."""
    return FaissIndex.load(folder)


class ExactIndex:
    """Compares with every vector: the plain twin (a `VectorIndex`)."""

    def __init__(self, vectors: "Floats") -> None:
        """Index unit vectors of shape (n, dimension); row i is found as position i."""
        self._vectors = vectors

    def search(
        self, vectors: "Floats", k: int, allowed: "Positions | None" = None
    ) -> "tuple[Positions, Floats]":
        """Return positions and cosines, each of shape (len(vectors), min(k, candidates))."""
        among = _candidates(len(self._vectors), allowed)
        count = min(max(k, 0), len(among))
        positions = np.empty((len(vectors), count), dtype=np.int64)
        cosines = np.empty((len(vectors), count), dtype=np.float32)
        for row, query in enumerate(vectors):
            one = np.ascontiguousarray(query, dtype=np.float32)
            positions[row], cosines[row] = self._nearest(one, among, count)
        return positions, cosines

    def cosines(self, query: "Floats", positions: "Positions | None" = None) -> "Floats":
        """Return the query's cosine with the vectors at `positions`, or with all; shape (n,)."""
        products: Floats = np.einsum("ij,j->i", self.rows(positions), query)
        np.clip(products, -1.0, 1.0, out=products)
        return products

    def rows(self, positions: "Positions | None" = None) -> "Floats":
        """Return the vectors at `positions`, or all; shape (n, dimension)."""
        return np.asarray(self._vectors if positions is None else self._vectors[positions])

    @once
    def statistics(self) -> VectorStatistics:
        """Mean and covariance over all vectors, or evenly spaced ones if there are very many."""
        step = max(1, len(self._vectors) // _SAMPLE)
        rows = np.asarray(self._vectors[::step], dtype=np.float32)
        count = np.float32(max(1, len(rows)))
        mean = rows.sum(axis=0) / count
        return VectorStatistics(mean, rows.T @ rows / count - np.outer(mean, mean))

    def save(self, folder: Path) -> None:
        """Write the vectors into a folder."""
        save_array(folder / VECTORS, self._vectors, "float32")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; raises `KnowledgeBaseDamaged`, naming the file."""
        return cls(load_array(folder / VECTORS, "float32", 2))

    def _nearest(
        self, query: "Floats", among: "Positions", count: int
    ) -> "tuple[Positions, Floats]":
        """Return the `count` best of the positions `among`, which ascend."""
        cosines = self.cosines(query, None if len(among) == len(self._vectors) else among)
        if 0 < count < len(among) // 4:
            threshold = np.partition(cosines, len(cosines) - count)[len(cosines) - count]
            kept = np.flatnonzero(cosines >= threshold)
            among, cosines = among[kept], cosines[kept]
        order = np.argsort(-cosines, kind="stable")[:count]
        return among[order], cosines[order]


class FaissIndex(ExactIndex):
    """Finds candidates with FAISS (a `VectorIndex`).

    Below `approximate_from` rows the FAISS index is flat, and the answer is that of `ExactIndex`,
    which answers the first few times. From there on it is an inverted file (IVF) over about 4
    sqrt(n) cells of which a sixteenth is read; few `allowed` positions, and questions that the
    cells read do not answer in full, are compared one by one. FAISS is loaded when it is needed.
    """

    def __init__(self, vectors: "Floats", *, approximate_from: int = _APPROXIMATE_FROM) -> None:
        """Index unit vectors of shape (n, dimension); row i is found as position i."""
        super().__init__(vectors)
        self._approximate = len(vectors) >= max(approximate_from, 1)
        self._kept: Path | None = None
        self._asked = 0

    @once
    def _index(self) -> Any:  # noqa: ANN401 - faiss has no types
        if self._kept is not None:
            return _read(self._kept, self._vectors.shape)
        rows = np.ascontiguousarray(self._vectors, dtype=np.float32)
        return _inverted_file(rows) if self._approximate else _flat(rows)

    def save(self, folder: Path) -> None:
        """Write the vectors and, of many, what took long to work out, in FAISS's own format."""
        super().save(folder)
        if self._approximate:
            import faiss

            faiss.write_index(self._index, str(folder / VECTOR_INDEX))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; raises `KnowledgeBaseDamaged`, naming the file.

        What FAISS has written is read when it is needed, and raises the same then.
        """
        index, path = super().load(folder), folder / VECTOR_INDEX
        if path.exists():
            index._kept, index._approximate = path, True
        return index

    def _nearest(
        self, query: "Floats", among: "Positions", count: int
    ) -> "tuple[Positions, Floats]":
        if count == 0 or self._reads_all(count, len(among)) or self._is_early():
            return super()._nearest(query, among, count)
        allowed = among if len(among) < len(self._vectors) else None
        wanted = min(count + _SPARE, len(among))
        while True:
            positions, lowest = self._ask(query, wanted, allowed)
            if len(positions) < count:  # the cells that were read hold too few
                return super()._nearest(query, among, count)
            found, cosines = super()._nearest(query, np.sort(positions), count)
            # A row as good as the last one found may have been left behind: fetch more.
            tied = len(positions) == wanted and lowest >= cosines[-1] - _ROUNDING
            if not tied or wanted == len(among):
                return found, cosines
            wanted = min(wanted * 4, len(among))

    def _reads_all(self, count: int, candidates: int) -> bool:
        # Where most candidates are wanted anyway, or few are allowed, asking FAISS is a detour.
        few = len(self._vectors) // 32 if self._approximate else 0
        return count * 2 >= candidates or candidates <= few

    def _is_early(self) -> bool:
        """Tell whether to load FAISS for a flat index takes longer than to do without."""
        if self._approximate or "_index" in vars(self):
            return False
        self._asked += 1
        return self._asked <= _EARLY

    def _ask(
        self, query: "Floats", wanted: int, allowed: "Positions | None"
    ) -> "tuple[Positions, float]":
        import faiss

        parameters: Any = None
        if self._approximate:
            parameters = faiss.SearchParametersIVF()
            parameters.nprobe = self._index.nprobe
        elif allowed is not None:
            parameters = faiss.SearchParameters()
        if allowed is not None:
            parameters.sel = _selected(allowed, len(self._vectors))
        # For this thread and FAISS alone: one query is answered before others could help.
        faiss.omp_set_num_threads(1)
        cosines, positions = self._index.search(query[None, :], wanted, params=parameters)
        present = positions[0] >= 0
        kept: Positions = positions[0][present]
        return kept, float(cosines[0][present].min(initial=np.inf))


def _read(path: Path, shape: tuple[int, ...]) -> Any:  # noqa: ANN401 - faiss has no types
    import faiss

    try:
        found = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
    except RuntimeError as error:
        raise unreadable(path, str(error).splitlines()[-1]) from error
    if (found.ntotal, found.d) != shape:
        raise unreadable(path, f"it is of {found.ntotal} vectors of {found.d} dimensions")
    return found


def _candidates(count: int, allowed: "Positions | None") -> "Positions":
    if allowed is None:
        return np.arange(count, dtype=np.int64)
    positions = np.asarray(allowed, dtype=np.int64)
    ascending = bool(np.all(positions[1:] > positions[:-1]))  # then they are unique, too
    return positions if ascending else np.unique(positions)


def _selected(positions: "Positions", count: int) -> Any:  # noqa: ANN401 - faiss has no types
    """Return what selects some of `count` rows: a bit for each, which is looked up at once."""
    import faiss

    chosen = np.zeros(count, dtype=bool)
    chosen[positions] = True
    return faiss.IDSelectorBitmap(np.packbits(chosen, bitorder="little"))  # type: ignore[call-arg, arg-type]


def _flat(rows: "Floats") -> Any:  # noqa: ANN401 - faiss has no types
    import faiss

    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    return index


def _inverted_file(rows: "Floats") -> Any:  # noqa: ANN401 - faiss has no types
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
