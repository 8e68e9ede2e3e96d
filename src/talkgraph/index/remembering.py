"""Spares an encoder the texts whose vectors are known already."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from talkgraph.index.passages import text_digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talkgraph.protocols import Encoder


class RememberingEncoder:
    """Encodes a text once, however often it comes, and not at all if it is known (an `Encoder`).

    `encoded` counts the texts that had to be encoded.
    """

    def __init__(self, encoder: "Encoder", known: "Mapping[str, NDArray[np.float32]]") -> None:
        """Wrap an encoder; `known` maps digests of texts (`text_digest`) to its own vectors."""
        self._encoder = encoder
        self._known = dict(known)
        self.encoded = 0

    @property
    def name(self) -> str:
        """What the user called the encoder."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """The number of columns of a vector."""
        return self._encoder.dimension

    @property
    def fingerprint(self) -> str:
        """A hash of what decides the vectors."""
        return self._encoder.fingerprint

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode texts to float32 of shape (len(texts), dimension), rows of unit length."""
        import numpy as np

        digests = [text_digest(text) for text in texts]
        pairs = zip(digests, texts, strict=True)
        new = {digest: text for digest, text in pairs if digest not in self._known}
        fresh = self._encoder.encode(list(new.values()))
        self._known.update(zip(new, fresh, strict=True))
        self.encoded += len(new)
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, digest in enumerate(digests):
            rows[row] = self._known[digest]
        return rows
