"""Computes a BERT sentence encoder with NumPy alone.

Why not through sentence-transformers, which the contract test compares this with: importing it
takes five seconds, importing torch alone takes 0.9 s, and this is ready for its first vector
0.2 s after the process starts. The weights are mapped from their file: of the embeddings, which are
half of it, only those of the words that are asked for are ever read.

Each text is a forward pass of its own on a single BLAS thread, and the texts are shared out to
as many threads as BLAS would have used. A vector then depends on its text alone to the last bit:
a batched product rounds a row differently with its neighbours, and vectors taken over from an
earlier build would differ from those of a build from scratch. On two cores this encodes about
180 texts of 33 tokens a second, as many as the same arithmetic in batches, and no fewer than
sentence-transformers does on texts sorted by length (140 to 175).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from talkgraph.errors import EncoderUnavailable
from talkgraph.search.encoders import model_folder
from talkgraph.search.encoders.model_folder import WEIGHTS, BertShape
from talkgraph.search.once import once
from talkgraph.search.threads import blas_threads, one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    Array = NDArray[np.float32]

_CHUNK: Final = 1 << 15


class BertEncoder:
    """Encodes texts with a BERT of mean pooling, from a sentence-transformers folder.

    Nothing is read but the small files until the first text is encoded. With `sha256`, weights
    whose sum differs are refused with `EncoderUnavailable`, unless they are `trusted`.
    """

    def __init__(
        self,
        folder: Path,
        shape: BertShape,
        *,
        name: str,
        sha256: str | None = None,
        trusted: bool = False,
    ) -> None:
        """Describe the model in `folder`, which has the given `shape`."""
        self._folder = folder
        self._shape = shape
        self._name = name
        self._sha256 = sha256
        self._trusted = trusted

    @property
    def name(self) -> str:
        """What the user called it."""
        return self._name

    @once
    def dimension(self) -> int:
        """The number of columns of a vector."""
        return int(model_folder.read_json(self._folder / "config.json")["hidden_size"])

    @once
    def fingerprint(self) -> str:
        """A hash of every file that decides the vectors."""
        return model_folder.fingerprint(
            self._folder, known={WEIGHTS: self._sha256} if self._sha256 else None
        )

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode texts to float32 of shape (len(texts), dimension), rows of unit length.

        Texts beyond the model's length limit are cut there. Raises `EncoderUnavailable` if the
        model cannot be loaded.
        """
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return rows
        network = self._network
        tokens = [each.ids for each in self._tokenizer.encode_batch([*map(self._clean, texts)])]
        longest_first = sorted(range(len(texts)), key=lambda i: (-len(tokens[i]), i))

        def encode_one(position: int) -> None:
            rows[position] = network.sentence(tokens[position])

        _in_parallel(encode_one, longest_first)
        return rows

    def words(self) -> frozenset[str]:
        """Return the whole words of the model's vocabulary, folded."""
        return model_folder.words(self._folder)

    def _clean(self, text: str) -> str:
        whole = text.encode("utf-8", "replace").decode()  # the tokenizer takes no lone surrogates
        return whole.lower() if self._shape.lower_case else whole

    @once
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        path = self._folder / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:
            raise _unusable(path, error) from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._shape.length)
        return tokenizer

    @once
    def _network(self) -> "_Network":
        path = self._folder / WEIGHTS
        try:
            if self._sha256 and not self._trusted:
                model_folder.check_weights(self._folder, self._name, self._sha256)
            return _Network.from_weights(_mapped(path), self._shape)
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise _unusable(path, error) from error


def _mapped(path: Path) -> "dict[str, Array]":
    """Return the arrays of a file in the format of safetensors, mapped; of float32 alone.

    It begins with the length of a description in JSON, which tells of each array its type, its
    shape, and where behind the description its bytes begin and end.
    """
    whole = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
    length = int.from_bytes(whole[:8].tobytes(), "little")
    described: dict[str, Any] = json.loads(whole[8 : 8 + length].tobytes())
    content = whole[8 + length :]
    arrays: dict[str, Array] = {}
    for name, each in described.items():
        if name != "__metadata__" and each["dtype"] == "F32":
            begin, end = each["data_offsets"]
            arrays[name] = content[begin:end].view(np.float32).reshape(each["shape"])
    return arrays


def _unusable(path: Path, error: Exception) -> EncoderUnavailable:
    return EncoderUnavailable(
        f"{path}: cannot be used as part of a BERT model ({error}); install the model again"
    )


def _in_parallel(work: Callable[[int], None], items: Sequence[int]) -> None:
    """Do the work in as many threads as BLAS has, each with one BLAS thread."""
    threads = min(blas_threads(), len(items))
    with one_thread():
        if len(items) == 1:  # a query: starting threads would take longer than it does
            work(items[0])
            return
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, items))  # raises what a thread has raised


# ── the arithmetic ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Linear:
    weight: "Array"  # (in, out)
    bias: "Array"

    def __call__(self, x: "Array") -> "Array":
        y = x @ self.weight
        y += self.bias
        return y


@dataclass(frozen=True, slots=True)
class _LayerNorm:
    weight: "Array"
    bias: "Array"
    epsilon: float

    def __call__(self, x: "Array") -> "Array":
        x = x - x.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1])
        x /= np.sqrt(variance + np.float32(self.epsilon))
        x *= self.weight
        x += self.bias
        return x


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    query_key_value: _Linear
    attended: _Linear
    after_attention: _LayerNorm
    widen: _Linear
    narrow: _Linear
    after_narrowing: _LayerNorm

    def __call__(self, x: "Array", heads: int) -> "Array":
        x = self.after_attention(self.attended(_attention(self.query_key_value(x), heads)) + x)
        return self.after_narrowing(self.narrow(_gelu(self.widen(x))) + x)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Network:
    words: "Array"
    positions: "Array"  # with the embedding of the first token type added
    embedded: _LayerNorm
    layers: tuple[_Layer, ...]
    heads: int

    @classmethod
    def from_weights(cls, weights: "Mapping[str, Array]", shape: BertShape) -> "_Network":
        weights = {name.removeprefix("bert."): array for name, array in weights.items()}
        table = "embeddings.{}_embeddings.weight".format
        return cls(
            words=weights[table("word")],
            positions=weights[table("position")] + weights[table("token_type")][0],
            embedded=_layer_norm(weights, "embeddings.LayerNorm", shape.epsilon),
            layers=tuple(
                _layer(weights, f"encoder.layer.{number}", shape.epsilon)
                for number in range(shape.layers)
            ),
            heads=shape.heads,
        )

    def sentence(self, tokens: Sequence[int]) -> "Array":
        """Return the unit vector of one text: the mean over its tokens."""
        x = self.embedded(self.words[np.asarray(tokens)] + self.positions[: len(tokens)])
        for layer in self.layers:
            x = layer(x, self.heads)
        mean = x.mean(axis=0)
        vector: Array = mean / np.sqrt(np.einsum("i,i->", mean, mean))
        return vector


def _linear(weights: "Mapping[str, Array]", *names: str) -> _Linear:
    found = [weights[f"{name}.weight"].T for name in names]
    # Each number is moved once: at every start, that is what takes longest.
    weight = np.empty((len(found[0]), sum(each.shape[1] for each in found)), dtype=np.float32)
    end = 0
    for each in found:
        end += each.shape[1]
        weight[:, end - each.shape[1] : end] = each
    return _Linear(weight, np.concatenate([weights[f"{name}.bias"] for name in names]))


def _layer_norm(weights: "Mapping[str, Array]", name: str, epsilon: float) -> _LayerNorm:
    return _LayerNorm(weights[f"{name}.weight"], weights[f"{name}.bias"], epsilon)


def _layer(weights: "Mapping[str, Array]", name: str, epsilon: float) -> _Layer:
    projections = (f"{name}.attention.self.{each}" for each in ("query", "key", "value"))
    return _Layer(
        query_key_value=_linear(weights, *projections),
        attended=_linear(weights, f"{name}.attention.output.dense"),
        after_attention=_layer_norm(weights, f"{name}.attention.output.LayerNorm", epsilon),
        widen=_linear(weights, f"{name}.intermediate.dense"),
        narrow=_linear(weights, f"{name}.output.dense"),
        after_narrowing=_layer_norm(weights, f"{name}.output.LayerNorm", epsilon),
    )


def _attention(query_key_value: "Array", heads: int) -> "Array":
    """Scaled dot-product attention of one text: (tokens, 3 x width) to (tokens, width)."""
    tokens, columns = query_key_value.shape
    size = columns // 3 // heads
    query, key, value = query_key_value.reshape(tokens, 3, heads, size).transpose(1, 2, 0, 3)
    weights: Array = query @ key.transpose(0, 2, 1)
    weights *= np.float32(size**-0.5)
    weights -= weights.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=-1, keepdims=True)
    attended: Array = (weights @ value).transpose(1, 0, 2).reshape(tokens, heads * size)
    return attended


def _gelu(x: "Array") -> "Array":
    """Multiply x by Phi(x) in place, Phi the normal distribution function, exact to 1.5e-7.

    The error function is formula 7.1.26 of Abramowitz and Stegun, Handbook of Mathematical
    Functions (1964); in pieces that stay in the processor's cache.
    """
    flat = x.reshape(-1)
    for start in range(0, flat.size, _CHUNK):
        part = flat[start : start + _CHUNK]
        z = np.abs(part)
        z *= np.float32(0.5**0.5)
        t = z * np.float32(0.3275911)
        t += np.float32(1)
        np.divide(np.float32(1), t, out=t)
        tail = t * np.float32(1.061405429)
        for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
            tail += np.float32(coefficient)
            tail *= t
        z *= z
        np.negative(z, out=z)
        tail *= np.exp(z, out=z)  # now 1 - erf|x / sqrt 2|
        np.subtract(np.float32(1), tail, out=tail)
        np.copysign(tail, part, out=tail)
        tail += np.float32(1)
        tail *= np.float32(0.5)
        part *= tail
    return x
