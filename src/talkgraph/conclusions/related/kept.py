"""What takes long to work out of all talks before two are compared: kept with them on disk.

==========================  ===================================================================
file of a generation        content
==========================  ===================================================================
related/starts.npy          int64: where the words of each talk begin, and where the last end
related/terms.npy           int32: the numbers of the words that a talk shares with others
related/weights.npy         float32: what each weighs in its talk
related/scales.npy          float64: of each talk the means and deviations of its similarities
==========================  ===================================================================

Talks are in order of IRI.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from talkgraph.errors import unreadable
from talkgraph.search.files import load_array, save_array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.search.scores import Floats, Positions

FOLDER: Final = "related"
_WORDS: Final = {"starts": "int64", "terms": "int32", "weights": "float32"}
_SCALES: Final = "scales.npy"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordWeights:
    """The words of talks as a sparse matrix, by rows.

    The terms of talk i and their weights stand at ``starts[i]`` to ``starts[i + 1]``, in order of
    the terms' numbers. `starts` has shape (talks + 1,), `terms` and `weights` (entries,).
    """

    starts: "Positions"
    terms: "NDArray[np.int32]"
    weights: "Floats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The words of talks, and the scales of their similarities, of shape (talks, 2, 5).

    A scale is the means and the deviations of a talk's five similarities to the sample.
    """

    words: WordWeights
    scales: "NDArray[np.float64]"

    def save(self, folder: Path) -> None:
        """Write both into a new folder."""
        folder.mkdir()
        for name, kind in _WORDS.items():
            save_array(folder / f"{name}.npy", getattr(self.words, name), kind)
        save_array(folder / _SCALES, self.scales, "float64")

    @classmethod
    def load(cls, folder: Path, talks: int) -> Self:
        """Read what `save` wrote of so many talks.

        Raises `KnowledgeBaseDamaged`, naming the file, if it is not of these.
        """
        words = WordWeights(
            **{n: load_array(folder / f"{n}.npy", kind, 1) for n, kind in _WORDS.items()}
        )
        scales = load_array(folder / _SCALES, "float64", 3)
        if scales.shape != (talks, 2, 5):
            raise unreadable(folder / _SCALES, f"its shape {scales.shape} is not ({talks}, 2, 5)")
        entries = {len(words.terms), len(words.weights), *words.starts[-1:].tolist()}
        if len(words.starts) != talks + 1 or len(entries) != 1:
            raise unreadable(folder, "its arrays are of different talks")
        return cls(words=words, scales=scales)
