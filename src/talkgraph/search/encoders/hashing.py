"""The plain encoder: hashed character n-grams, without a model.

Near-duplicates and texts with shared words come out near each other; meaning does not. It is
deterministic across machines, needs no file and encodes thousands of texts a second, which is
what tests and first trials want.
"""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HASHING: Final = "hashing"
_DIMENSION: Final = 512
_LENGTHS: Final = (3, 4, 5)


class HashingEncoder:
    """Encodes a text as the signed counts of its hashed character n-grams (an `Encoder`).

    N-grams of 3 to 5 characters are taken within words, with the words' edges marked. Their
    CRC-32 gives the column (low bits) and the sign (highest bit), as in Weinberger et al. 2009,
    "Feature Hashing for Large Scale Multitask Learning".
    """

    name = HASHING
    dimension = _DIMENSION
    fingerprint = f"hashing-crc32-{_DIMENSION}-{_LENGTHS[0]}-{_LENGTHS[-1]}-v1"

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode texts to float32 of shape (len(texts), 512), rows of unit length."""
        import numpy as np

        rows = np.zeros((len(texts), _DIMENSION), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            words = text.casefold().split()
            if words:
                columns, signs = np.concatenate([_hashed(word) for word in words], axis=1)
                row[:] = np.bincount(columns, signs, _DIMENSION)
            length = float(np.linalg.norm(row))
            if length == 0.0:  # no words, or n-grams that cancel out: any fixed direction will do
                row[0] = length = 1.0
            row /= length
        return rows

    def words(self) -> frozenset[str]:
        """Return nothing: it was taught no words."""
        return frozenset()


@lru_cache(maxsize=65536)
def _hashed(word: str) -> "NDArray[np.int64]":
    """Return the columns of a word's n-grams and their signs, of shape (2, n-grams).

    Texts have few words, again and again.
    """
    import numpy as np

    edged = f" {word} "
    codes = [
        zlib.crc32(edged[start : start + length].encode("utf-8", "surrogatepass"))
        for length in _LENGTHS
        for start in range(max(1, len(edged) - length + 1))
    ]
    return np.array(
        [[code % _DIMENSION for code in codes], [1 if code >> 31 else -1 for code in codes]]
    )
