"""Describes a sentence-transformers model folder by its files, without loading the model."""

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from talkgraph.errors import EncoderUnavailable
from talkgraph.words import fold

WEIGHTS: Final = "model.safetensors"
_VOCABULARY: Final = "vocab.txt"
_DECIDING: Final = frozenset({".json", ".txt", ".model", ".safetensors", ".bin"})
_DESCRIBING: Final = frozenset({"data_config.json", "train_script.py", "README.md"})
_OTHER_FORMATS: Final = frozenset({"onnx", "openvino"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BertShape:
    """What a BERT model with mean pooling needs to be computed (Devlin et al. 2018).

    `length` is the most tokens that are read, the two special ones included.
    """

    layers: int
    heads: int
    epsilon: float
    length: int
    lower_case: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArray:
    """An array of float32 in the file of the weights; `offset` and `length` count bytes."""

    shape: tuple[int, ...]
    offset: int
    length: int


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """Read a JSON file of the model; raises `EncoderUnavailable` naming the file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(
            f"{path}: cannot be read as part of a sentence-transformers model ({error}); "
            "copy or install the model again"
        ) from None


def dimension(folder: Path) -> int | None:
    """Return the number of columns of the model's vectors, if its files say so."""
    columns: int | None = None
    for module in read_json(folder / "modules.json"):
        settings = folder / module["path"] / "config.json"
        match _last(module["type"]):
            case "Transformer":
                columns = read_json(settings).get("hidden_size")
            case "Pooling":
                pooling = read_json(settings)
                width = pooling.get("word_embedding_dimension", columns)
                columns = width * len(_pooling_modes(pooling)) if width else None
            case "Dense":
                columns = read_json(settings).get("out_features")
            case "Normalize" | "Dropout":
                pass
            case _:
                columns = None
    return columns


def bert_shape(folder: Path) -> BertShape | None:
    """Return the shape of a plain BERT with mean pooling, or `None` if it is anything else."""
    modules = read_json(folder / "modules.json")
    kinds = tuple(_last(module["type"]) for module in modules)
    if kinds not in (("Transformer", "Pooling"), ("Transformer", "Pooling", "Normalize")):
        return None
    base = folder / modules[0]["path"]
    needed = (base / WEIGHTS, base / "tokenizer.json", base / "config.json")
    if base != folder or not all(path.is_file() for path in needed):
        return None
    config = read_json(base / "config.json")
    pooling = read_json(folder / modules[1]["path"] / "config.json")
    if not _is_plain(config) or _pooling_modes(pooling) != ("mean",) or _has_prompt(folder):
        return None
    sentence = _optional_json(base / "sentence_bert_config.json")
    positions = int(config["max_position_embeddings"])
    return BertShape(
        layers=int(config["num_hidden_layers"]),
        heads=int(config["num_attention_heads"]),
        epsilon=float(config["layer_norm_eps"]),
        length=min(positions, int(sentence.get("max_seq_length") or positions)),
        lower_case=bool(sentence.get("do_lower_case", False)),
    )


def stored_arrays(path: Path) -> dict[str, StoredArray]:
    """Return where the arrays of float32 lie in a file in the format of safetensors.

    It begins with the length of a description in JSON, which tells of each array its type, its
    shape, and where behind the description its bytes begin and end. A file that is something else
    may raise anything.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > path.stat().st_size:
            raise ValueError("its description is longer than the file")
        described: dict[str, Any] = json.loads(file.read(length))
    return {
        name: StoredArray(
            shape=tuple(map(int, each["shape"])),
            offset=8 + length + int(each["data_offsets"][0]),
            length=int(each["data_offsets"][1]) - int(each["data_offsets"][0]),
        )
        for name, each in described.items()
        if name != "__metadata__" and each["dtype"] == "F32"
    }


def fingerprint(folder: Path, known: Mapping[str, str] | None = None) -> str:
    """Return a hash of every file that decides the vectors.

    `known` maps files, by their name in the folder, to SHA-256 sums that are checked elsewhere,
    which spares reading the weights only to name them.
    """
    known = known or {}
    lines = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix not in _DECIDING or path.name in _DESCRIBING or not path.is_file():
            continue
        if _OTHER_FORMATS.intersection(path.relative_to(folder).parts):
            continue
        if path.name == "pytorch_model.bin" and (path.parent / WEIGHTS).is_file():
            continue
        lines.append(f"{name}\t{known.get(name) or digest(path)}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def words(folder: Path) -> frozenset[str]:
    """Return the whole words of the model's vocabulary, folded; none without a `vocab.txt`.

    That is the list of a WordPiece tokenizer: a line a piece, those within a word with ## before.
    """
    path = folder / _VOCABULARY
    if not path.is_file():
        return frozenset()
    try:
        pieces = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(
            f"{path}: cannot be read as the vocabulary of a model ({error}); install it again"
        ) from error
    # Folding takes symbols apart into letters: "™".
    return frozenset(
        piece.lower() if piece.isascii() else fold(piece).casefold()
        for piece in pieces
        if piece.isalpha()
    )


def check_weights(folder: Path, name: str, sha256: str) -> None:
    """Raise `EncoderUnavailable` if the weights of a model are not those of that SHA-256."""
    path = folder / WEIGHTS
    found = digest(path)
    if found != sha256:
        raise EncoderUnavailable(
            f"{path}: the weights are not those of {name} (their SHA-256 is {found}, not {sha256});"
            " install the model again"
        )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, read once per process for as long as it does not change."""
    found = path.stat()
    return _digest(path, found.st_size, found.st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _digest(path: Path, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _last(dotted: str) -> str:
    return dotted.rsplit(".", 1)[-1]


def _optional_json(path: Path) -> Mapping[str, Any]:
    content: Mapping[str, Any] = read_json(path) if path.is_file() else {}
    return content


def _is_plain(config: Mapping[str, Any]) -> bool:
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and config.get("dtype", config.get("torch_dtype", "float32")) in (None, "float32")
    )


def _pooling_modes(pooling: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the pooling modes by name, from either of the two ways they are written down."""
    named = pooling.get("pooling_mode")
    if named is not None:
        return (named,) if isinstance(named, str) else tuple(named)
    modes = {
        "pooling_mode_cls_token": "cls",
        "pooling_mode_mean_tokens": "mean",
        "pooling_mode_max_tokens": "max",
        "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
        "pooling_mode_weightedmean_tokens": "weightedmean",
        "pooling_mode_lasttoken": "lasttoken",
    }
    return tuple(name for key, name in modes.items() if pooling.get(key))


def _has_prompt(folder: Path) -> bool:
    return _optional_json(folder / "config_sentence_transformers.json").get(
        "default_prompt_name"
    ) not in (None, "")
