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
# How far FAISS's cosines of whole vectors may be from ours: rounding in float32, and to spare.
_ROUNDING: Final = 1e-5
_SPARE: Final = 8
_CODED: Final = 16  # rows: as many as a code of 4 bits tells apart
_TRAINED_ON: Final = 8192
_ADDED: Final = 65_536
_MISSED: Final = 0.01  # of what is asked for, which may be missed
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
    which answers the first few times. From there on FAISS holds a code of 4 bits for every two
    numbers of a vector, turned at random so that all tell as much (product quantization). It reads
    the codes of all rows allowed, and the best three times as many as are asked for are compared.
    How far the codes are wrong shows then, and where that may have cost too much, more are: so
    neither a filter nor the way in which the vectors lie makes it miss more. FAISS is loaded when
    it is needed.
    """

    def __init__(self, vectors: "Floats", *, approximate_from: int = _APPROXIMATE_FROM) -> None:
        """Index unit vectors of shape (n, dimension); row i is found as position i."""
        super().__init__(vectors)
        self._approximate = len(vectors) >= max(approximate_from, _CODED)
        self._kept: Path | None = None
        self._asked = 0

    @once
    def _index(self) -> Any:  # noqa: ANN401 - faiss has no types
        if self._kept is not None:
            return _read(self._kept, self._vectors.shape)
        import faiss

        faiss.omp_set_num_threads(1)  # the pieces are so small that others would only wait
        rows = np.ascontiguousarray(self._vectors, dtype=np.float32)
        return _quantized(rows) if self._approximate else _flat(rows)

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
        wanted = 3 * count + 256 if self._approximate else count + _SPARE
        # Where most are wanted anyway, or few are allowed, asking FAISS is a detour.
        few = len(self._vectors) // 128 if self._approximate else 0
        if count == 0 or 2 * wanted + few >= len(among) or self._is_early():
            return super()._nearest(query, among, count)
        allowed = among if len(among) < len(self._vectors) else None
        while 2 * wanted + few < len(among):
            positions, estimates = self._ask(query, wanted, allowed)
            if len(positions) < wanted:
                break
            found, cosines = super()._nearest(query, positions, max(count, wanted // 3))
            wrong = cosines - estimates[np.searchsorted(positions, found)]
            if self._has_all(cosines, wrong, float(estimates.min()), count):
                return found[:count], cosines[:count]
            wanted *= 4
        return super()._nearest(query, among, count)

    def _has_all(self, cosines: "Floats", wrong: "Floats", lowest: float, count: int) -> bool:
        """Tell whether the first `count` of `cosines`, which descend, are as good as all.

        `wrong` is by how much they differ from their estimates; those of the rows that were not
        compared are `lowest` at most.
        """
        last = cosines[count - 1]
        if not self._approximate:
            return bool(lowest < last - _ROUNDING)
        if (last - wrong[cosines == last]).min() <= lowest + _ROUNDING:  # a tie may have been cut
            return False
        # How often one as good as each is wrong by so much as to be left behind, up or down: what
        # is below its estimate is found the sooner, and there may be as much above.
        known = np.searchsorted(np.sort(np.abs(wrong)), cosines[:count] - lowest)
        return bool(1 - known.mean() / len(wrong) <= _MISSED)

    def _is_early(self) -> bool:
        """Tell whether to load FAISS for a flat index takes longer than to do without."""
        if self._approximate or "_index" in vars(self):
            return False
        self._asked += 1
        return self._asked <= _EARLY

    def _ask(
        self, query: "Floats", wanted: int, allowed: "Positions | None"
    ) -> "tuple[Positions, Floats]":
        """Return the positions of the `wanted` best, ascending, and what FAISS makes of them."""
        import faiss

        parameters: Any = None
        selected = None if allowed is None else _selected(allowed, len(self._vectors))
        if self._approximate:
            parameters = faiss.SearchParametersIVF()
            parameters.nprobe = faiss.extract_index_ivf(self._index).nlist
        elif selected is not None:
            parameters = faiss.SearchParameters()
        if selected is not None:
            parameters.sel = selected
        if isinstance(self._index, faiss.IndexPreTransform):
            within, parameters = parameters, faiss.SearchParametersPreTransform()
            parameters.index_params = within
        # For this thread and FAISS alone: one query is answered before others could help.
        faiss.omp_set_num_threads(1)
        estimates, positions = self._index.search(query[None, :], wanted, params=parameters)
        order = np.argsort(positions[0])[np.count_nonzero(positions[0] < 0) :]
        return positions[0][order], estimates[0][order]


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


def _quantized(rows: "Floats") -> Any:  # noqa: ANN401 - faiss has no types
    """Index rows by codes: in one cell, since of such indexes those with cells can be filtered."""
    import faiss

    dimension = rows.shape[1]
    codes = dimension // 2 if dimension % 2 == 0 else dimension
    coded = faiss.IndexIVFPQFastScan(
        faiss.IndexFlatIP(dimension), dimension, 1, codes, 4, faiss.METRIC_INNER_PRODUCT
    )
    coded.by_residual = False
    coded.cp.min_points_per_centroid = coded.pq.cp.min_points_per_centroid = 1
    coded.pq.cp.niter = 10
    turned = faiss.RandomRotationMatrix(dimension, dimension)
    turned.init(1)
    index = faiss.IndexPreTransform(turned, coded)
    index.train(np.ascontiguousarray(rows[:: max(1, len(rows) // _TRAINED_ON)]))
    for start in range(0, len(rows), _ADDED):
        index.add(rows[start : start + _ADDED])
    return index
