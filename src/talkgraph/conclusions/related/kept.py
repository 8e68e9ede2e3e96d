"""What takes long to work out of all talks before two are compared: kept with them on disk.

================================  =============================================================
file of a generation              content
================================  =============================================================
related/records.npy               int64: the place of each talk among the records
related/works.npy                 int64: the number of the work that a talk performs, or -1
related/passages.npy              int64: the places of the passages of each talk, by IRI
related/passage-starts.npy        int64: where those of each talk begin, and where the last end
related/shares.npy                float32: how much each of them says of its talk
related/is-title.npy              bool: which of them are titles
related/mean.npy                  float32: the mean of the vectors of what was said
related/means.npy, titles.npy     float32: the mean vector of each talk, and that of its title
related/topics.npy                float32: the topics of each talk as a vector
related/rarity.json               how rare each topic is, in the order of these columns
related/starts.npy                int64: where the words of each talk begin, and the last end
related/terms.npy, weights.npy    int32, float32: the words that it shares, what each weighs
related/ends.npy                  int64: where the talks with each word end
related/talks.npy, shared.npy     int64, float32: these talks, and what the word weighs in each
related/scales.npy                float64: of each talk the means and deviations of similarities
================================  =============================================================

Talks are in order of IRI.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from talkgraph.errors import unreadable
from talkgraph.search.files import load, load_array, save, save_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from talkgraph.search.scores import Floats, Mask, Positions

FOLDER: Final = "related"
_WORDS: Final = {
    "starts": "int64",
    "terms": "int32",
    "weights": "float32",
    "ends": "int64",
    "talks": "int64",
    "shared": "float32",
}
_PASSAGES: Final = {
    "passages": "int64",
    "passage_starts": "int64",
    "shares": "float32",
    "is_title": "bool",
    "mean": "float32",
    "means": "float32",
    "titles": "float32",
}
_TALKS: Final = {"records": "int64", "works": "int64", "topics": "float32", "scales": "float64"}
_DIMENSIONS: Final = {"means": 2, "titles": 2, "topics": 2, "scales": 3}
_RARITY: Final = "rarity.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordWeights:
    """The words of talks as a sparse matrix, by rows and by columns.

    The terms of talk i and their weights stand at ``starts[i]`` to ``starts[i + 1]``, in order of
    the terms' numbers; `talks` with term i, in order, and what it weighs in each (`shared`) at
    ``ends[i]`` to ``ends[i + 1]``. `starts` has shape (talks + 1,), `ends` (terms + 1,), the others
    (entries,).
    """

    starts: "Positions"
    terms: "NDArray[np.int32]"
    weights: "Floats"
    ends: "Positions"
    talks: "Positions"
    shared: "Floats"

    @classmethod
    def of_rows(cls, starts: "Positions", terms: "NDArray[np.int32]", weights: "Floats") -> Self:
        """Return the matrix whose rows are given."""
        order = np.argsort(terms, kind="stable")
        count = int(terms.max(initial=-1)) + 1
        return cls(
            starts=starts,
            terms=terms,
            weights=weights,
            ends=np.searchsorted(terms[order], np.arange(count + 1)),
            talks=np.repeat(np.arange(len(starts) - 1), np.diff(starts))[order],
            shared=np.asarray(weights[order]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageVectors:
    """The passages of talks, and the vectors of talks that come of them: as in the table above."""

    passages: "Positions"
    passage_starts: "Positions"
    shares: "Floats"
    is_title: "Mask"
    mean: "Floats"
    means: "Floats"
    titles: "Floats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All of it; `scales` has shape (talks, 2, 5), the others as in the table above.

    A scale is the means and the deviations of a talk's five similarities to the sample.
    """

    records: "Positions"
    works: "Positions"
    vectors: PassageVectors
    words: WordWeights
    topics: "Floats"
    rarity: Mapping[str, float]
    scales: "NDArray[np.float64]"

    def save(self, folder: Path) -> None:
        """Write it into a new folder."""
        folder.mkdir()
        for owner, kinds in ((self.words, _WORDS), (self.vectors, _PASSAGES), (self, _TALKS)):
            for name, kind in kinds.items():
                save_array(_file(folder, name), getattr(owner, name), kind)
        save(folder / _RARITY, dict(self.rarity))

    @classmethod
    def load(cls, folder: Path, talks: int, passages: int) -> Self:
        """Map what `save` wrote of so many talks, and passages of all kinds.

        Raises `KnowledgeBaseDamaged`, naming the file, if it is not of these.
        """
        words, vectors, own = (_mapped(folder, kinds) for kinds in (_WORDS, _PASSAGES, _TALKS))
        rarity = load(folder / _RARITY, dict[str, float])
        scales = own["scales"]
        if scales.shape != (talks, 2, 5):
            shape = f"its shape {scales.shape} is not ({talks}, 2, 5)"
            raise unreadable(_file(folder, "scales"), shape)
        if own["topics"].shape != (talks, len(rarity)):
            raise unreadable(_file(folder, "topics"), "it is of other talks or topics")
        starts = vectors["passage_starts"]
        fits = (
            _is_matrix(words["starts"], talks, words["terms"], words["weights"])
            and _is_matrix(words["ends"], len(words["ends"]) - 1, words["talks"], words["shared"])
            and _is_matrix(starts, talks, vectors["passages"], vectors["shares"])
            and len(vectors["is_title"]) == len(vectors["shares"])
            and int(vectors["passages"].max(initial=-1)) < passages
            and {len(own["records"]), len(own["works"])} == {talks}
            and {len(vectors["means"]), len(vectors["titles"])} == {talks}
        )
        if not fits:
            raise unreadable(folder, "its arrays are of different talks")
        return cls(
            vectors=PassageVectors(**vectors), words=WordWeights(**words), rarity=rarity, **own
        )


def _mapped(folder: Path, kinds: Mapping[str, str]) -> "dict[str, NDArray[Any]]":
    return {
        name: np.asarray(load_array(_file(folder, name), kind, _DIMENSIONS.get(name, 1)))
        for name, kind in kinds.items()
    }


def _is_matrix(starts: "Positions", rows: int, *entries: "NDArray[Any]") -> bool:
    """Tell whether entries are those of so many rows."""
    lengths = {len(each) for each in entries} | set(starts[-1:].tolist())
    return len(starts) == rows + 1 and len(lengths) == 1


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name.replace('_', '-')}.npy"
