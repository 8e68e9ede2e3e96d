"""Adapts sentence-transformers: any model that it can load from disk, as an `Encoder`."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.errors import EncoderUnavailable
from talkgraph.search.encoders import model_folder
from talkgraph.search.once import once

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

_BATCH: Final = 32


class SentenceTransformerEncoder:
    """Encodes texts with a model folder that sentence-transformers understands.

    The library and the model are loaded when the first text is encoded, never from the network
    and without running code from the folder.
    """

    def __init__(self, folder: Path, *, name: str, sha256: str | None = None) -> None:
        """Describe the model in `folder`; with `sha256`, other weights are refused."""
        self._folder = folder
        self._name = name
        self._sha256 = sha256

    @property
    def name(self) -> str:
        """What the user called it."""
        return self._name

    @once
    def dimension(self) -> int:
        """The number of columns of a vector; the model is loaded only if its files do not say."""
        return model_folder.dimension(self._folder) or int(
            self._model.get_embedding_dimension() or 0
        )

    @once
    def fingerprint(self) -> str:
        """A hash of every file that decides the vectors."""
        return model_folder.fingerprint(
            self._folder, known={model_folder.WEIGHTS: self._sha256} if self._sha256 else None
        )

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode texts to float32 of shape (len(texts), dimension), rows of unit length.

        Raises `EncoderUnavailable` if the model cannot be loaded.
        """
        import numpy as np

        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
        for start in range(0, len(texts), _BATCH):
            batch = by_length[start : start + _BATCH]
            rows[batch] = self._model.encode(
                [texts[i].encode("utf-8", "replace").decode() for i in batch],
                batch_size=_BATCH,
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return rows

    def words(self) -> frozenset[str]:
        """Return the whole words of the model's vocabulary, folded."""
        return model_folder.words(self._folder)

    @once
    def _model(self) -> "SentenceTransformer":
        weights = self._folder / model_folder.WEIGHTS
        if self._sha256 is not None and model_folder.digest(weights) != self._sha256:
            raise EncoderUnavailable(
                f"{weights}: the weights are not those of {self._name}; install the model again"
            )
        # Read by the libraries when they are imported, so it has to be said before.
        os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            return _load(self._folder)
        except Exception as error:  # the library raises whatever the folder makes it stumble over
            raise EncoderUnavailable(
                f"{self._folder}: sentence-transformers cannot load this model "
                f"({type(error).__name__}: {error}); check the model's name or its folder"
            ) from error


def _load(folder: Path) -> "SentenceTransformer":
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        shown = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(
                str(folder), device="cpu", local_files_only=True, trust_remote_code=False
            )
        finally:
            if shown:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
