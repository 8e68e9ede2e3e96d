"""Computes a BERT sentence encoder with ONNX Runtime.

Why not through sentence-transformers, which the contract test compares this with: importing it
takes five seconds, importing torch alone takes 0.9 s, and this is ready for its first vector
0.15 s after NumPy is there, 0.05 of it to arrange the weights for fast products. `bert_graph` tells
how the weights are read.

Each text is a run of its own on a single thread, and the texts are shared out to as many threads
as BLAS would have used. A vector then depends on its text alone to the last bit: a batched product
rounds a row differently with its neighbours, and vectors taken over from an earlier build would
differ from those of a build from scratch.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from talkgraph.errors import EncoderUnavailable
from talkgraph.search.encoders import model_folder
from talkgraph.search.encoders.bert_graph import TOKENS, bert_graph
from talkgraph.search.encoders.model_folder import WEIGHTS, BertShape
from talkgraph.search.once import once
from talkgraph.search.threads import blas_threads

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

_ERRORS_ONLY: Final = 3
_FOLDER_OF_WEIGHTS: Final = "session.model_external_initializers_file_folder_path"


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
        session = self._session
        tokens = [each.ids for each in self._tokenizer.encode_batch([*map(self._clean, texts)])]
        longest_first = sorted(range(len(texts)), key=lambda i: (-len(tokens[i]), i))

        def encode_one(position: int) -> None:
            [rows[position]] = session.run(None, {TOKENS: np.array(tokens[position], np.int64)})

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
    def _session(self) -> "InferenceSession":
        weights = self._folder / WEIGHTS
        if self._sha256 and not self._trusted:
            model_folder.check_weights(self._folder, self._name, self._sha256)
        runtime = _onnxruntime()
        try:
            return _opened(runtime, weights.resolve(), self._shape)
        except Exception as error:  # a file that is something else may raise anything
            raise _unusable(weights, error) from error


def _opened(runtime: Any, weights: Path, shape: BertShape) -> "InferenceSession":  # noqa: ANN401
    graph = bert_graph(shape, model_folder.stored_arrays(weights), weights.name)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = _ERRORS_ONLY
    options.add_session_config_entry(_FOLDER_OF_WEIGHTS, str(weights.parent))
    return runtime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _onnxruntime() -> Any:  # noqa: ANN401 - a module
    """Import ONNX Runtime so that it tells nobody.

    Since 1.29 it reports its use to its makers, and keeps a number of this machine in the user's
    folder, unless this is said before it is imported.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime
    except ImportError as error:
        raise EncoderUnavailable(
            f"onnxruntime cannot be loaded ({error}); install it again, or choose another model "
            "(`hashing` needs none)"
        ) from error
    return onnxruntime


def _unusable(path: Path, error: Exception) -> EncoderUnavailable:
    return EncoderUnavailable(
        f"{path}: cannot be used as part of a BERT model ({error}); install the model again"
    )


def _in_parallel(work: Callable[[int], None], items: Sequence[int]) -> None:
    """Do the work in as many threads as BLAS has."""
    if len(items) == 1:  # a query: starting threads would take longer than it does
        work(items[0])
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(blas_threads(), len(items))) as pool:
        list(pool.map(work, items))  # raises what a thread has raised
