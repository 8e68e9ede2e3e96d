"""Encodes texts, each once, and not at all where an earlier build knew its vector."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from talkgraph.knowledge.build.sources import Progress, no_progress
from talkgraph.search.files import text_digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.protocols import Encoder

_AT_ONCE: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVectors:
    """One vector a text: row i of `rows`, float32, is that of the text with digest i.

    `embedded` counts the texts that had to be encoded for it.
    """

    digests: tuple[str, ...]
    rows: "NDArray[np.float32]"
    embedded: int

    def by_digest(self) -> "dict[str, NDArray[np.float32]]":
        """Return the vectors by what they are known by."""
        return dict(zip(self.digests, self.rows, strict=True))


def embed(
    texts: Sequence[str],
    encoder: "Encoder",
    known: "Mapping[str, NDArray[np.float32]]",
    progress: Progress = no_progress,
) -> TextVectors:
    """Return one vector per text.

    A text is encoded once however often it occurs, and not at all if `known` has its digest.
    """
    import numpy as np

    digests = tuple(map(text_digest, texts))
    new = {d: text for d, text in zip(digests, texts, strict=True) if d not in known}
    fresh: dict[str, NDArray[np.float32]] = {}
    progress("embedding", 0, len(new))
    for start in range(0, len(new), _AT_ONCE):
        batch = list(new)[start : start + _AT_ONCE]
        encoded = encoder.encode([new[digest] for digest in batch])
        fresh.update(zip(batch, encoded, strict=True))
        progress("embedding", len(fresh), len(new))
    rows = np.empty((len(texts), encoder.dimension), dtype=np.float32)
    for row, digest in enumerate(digests):
        rows[row] = fresh[digest] if digest in fresh else known[digest]
    return TextVectors(digests=digests, rows=rows, embedded=len(new))


def embed_wholes(
    texts: Sequence[str],
    encoder: "Encoder",
    known: "Mapping[str, NDArray[np.float32]]",
    progress: Progress = no_progress,
) -> TextVectors:
    """Return one vector per whole text, however long: see `talkgraph.search.wholes`.

    `known` has texts by their digest, and what is read in windows by its `whole_digest`.
    `embedded` counts the windows.
    """
    import numpy as np

    from talkgraph.search.wholes import mean_of_windows, whole_digest, windows

    digests = tuple(map(whole_digest, texts))
    new = {d: windows(text) for d, text in zip(digests, texts, strict=True) if d not in known}
    pieces = embed([each for parts in new.values() for each in parts], encoder, known, progress)
    fresh: dict[str, NDArray[np.float32]] = {}
    start = 0
    for digest, parts in new.items():
        fresh[digest] = mean_of_windows(parts, pieces.rows[start : start + len(parts)])
        start += len(parts)
    rows = np.empty((len(texts), encoder.dimension), dtype=np.float32)
    for row, digest in enumerate(digests):
        rows[row] = fresh[digest] if digest in fresh else known[digest]
    return TextVectors(digests=digests, rows=rows, embedded=pieces.embedded)
