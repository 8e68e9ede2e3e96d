"""Writes a BERT sentence encoder down as an ONNX graph over weights that stay where they are.

The graph names each array by its place in the file of the weights, which ONNX Runtime maps into
memory: nothing is converted, copied or kept, and of the embeddings, which are half of the file,
only those of the words that are asked for are ever read. That is why every product takes a matrix
as it lies there, output by input (`Gemm` with `transB`), where the fused `Attention` would want
three of them side by side and turned: 8 % less time, for 90 MB in a cache.

ONNX is a format of protocol buffers, of which the few kinds of field that are needed here are
written by hand: importing the package `onnx` takes as long as the answer to a question.
github.com/onnx/onnx/blob/main/onnx/onnx.proto has the numbers of the fields;
protobuf.dev/programming-guides/encoding how they are written.
"""

import struct
from collections.abc import Iterable, Mapping
from typing import Final

from talkgraph.search.encoders.model_folder import BertShape, StoredArray

TOKENS: Final = "tokens"

_IR_VERSION: Final = 9
_OPERATORS: Final = 18
_MICROSOFT: Final = "com.microsoft"
_FLOAT, _INT64 = 1, 7  # kinds of array
_FLOAT_ATTRIBUTE, _INT_ATTRIBUTE = 1, 2
_EXTERNAL: Final = 1

_Value = int | float | str | bytes


def bert_graph(shape: BertShape, weights: Mapping[str, StoredArray], location: str) -> bytes:
    """Return the graph: from the tokens of one text, int64 (count,), to its unit vector (width,).

    `location` is the name of the file of the weights in its folder. Raises `KeyError` naming an
    array that a BERT model has and `weights` does not.
    """
    made = _Graph({name.removeprefix("bert."): each for name, each in weights.items()}, location)
    x = _embedded(made, shape)
    for number in range(shape.layers):
        x = _layer(made, shape, f"encoder.layer.{number}", x)
    mean = made.node("ReduceMean", x, made.zero(), keepdims=0)
    return made.model(made.node("LpNormalization", mean, axis=-1, p=2))


def _embedded(made: "_Graph", shape: BertShape) -> str:
    table = "embeddings.{}_embeddings.weight".format
    words = made.node("Gather", made.weight(table("word")), TOKENS)
    count = made.node("Shape", TOKENS)
    positions = made.node("Slice", made.weight(table("position")), made.zero(), count)
    kind = made.node("Gather", made.weight(table("token_type")), made.zero())
    placed = made.node("Add", positions, kind)
    return made.node(
        "LayerNormalization",
        made.node("Add", words, placed),
        *made.both("embeddings.LayerNorm"),
        epsilon=shape.epsilon,
    )


def _layer(made: "_Graph", shape: BertShape, name: str, x: str) -> str:
    attention = made.node(
        "MultiHeadAttention",
        *(
            made.node("Unsqueeze", made.linear(f"{name}.attention.self.{each}", x), made.zero())
            for each in ("query", "key", "value")
        ),
        domain=_MICROSOFT,
        num_heads=shape.heads,
    )
    attended = made.node("Squeeze", attention, made.zero())

    def normalized(dense: str, of: str, beside: str) -> str:
        return made.node(
            "SkipLayerNormalization",
            made.linear(f"{name}.{dense}.dense", of),
            beside,
            *made.both(f"{name}.{dense}.LayerNorm"),
            domain=_MICROSOFT,
            epsilon=shape.epsilon,
        )

    x = normalized("attention.output", attended, x)
    wide = made.node("Gelu", made.linear(f"{name}.intermediate.dense", x), domain=_MICROSOFT)
    return normalized("output", wide, x)


class _Graph:
    """Nodes and arrays as they are written down; a node's output is called by its number."""

    def __init__(self, weights: Mapping[str, StoredArray], location: str) -> None:
        self._weights = weights
        self._location = location
        self._nodes: list[bytes] = []
        self._arrays: dict[str, bytes] = {}

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: float) -> str:
        """Add a node; return the name of its output."""
        output = str(len(self._nodes))
        self._nodes.append(
            _message(
                *((1, each) for each in inputs),
                (2, output),
                (4, operator),
                *((5, _attribute(name, value)) for name, value in attributes.items()),
                (7, domain),
            )
        )
        return output

    def linear(self, name: str, x: str) -> str:
        """Multiply by a matrix that lies output by input, and add what is to be added."""
        return self.node("Gemm", x, *self.both(name), transB=1)

    def both(self, name: str) -> tuple[str, str]:
        """Return the names of the weight and of the bias of a part."""
        return self.weight(f"{name}.weight"), self.weight(f"{name}.bias")

    def weight(self, name: str) -> str:
        """Have an array of the file; return its name."""
        found = self._weights[name]
        places = {"location": self._location, "offset": found.offset, "length": found.length}
        self._arrays[name] = _message(
            *((1, length) for length in found.shape),
            (2, _FLOAT),
            (8, name),
            *((13, _message((1, key), (2, str(value)))) for key, value in places.items()),
            (14, _EXTERNAL),
        )
        return name

    def zero(self) -> str:
        """Have an array of one zero; return its name."""
        name = "zero"
        self._arrays[name] = _message((1, 1), (2, _INT64), (8, name), (9, bytes(8)))
        return name

    def model(self, output: str) -> bytes:
        """Return all of it, as a model that takes `TOKENS` and gives one output."""
        any_length = _message((1, _message((2, "count"))))
        graph = _message(
            *((1, node) for node in self._nodes),
            (2, "sentence"),
            *((5, array) for array in self._arrays.values()),
            (11, _named(TOKENS, (1, _INT64), (2, any_length))),
            (12, _named(output, (1, _FLOAT))),
        )
        operators = (("", _OPERATORS), (_MICROSOFT, 1))
        return _message(
            (1, _IR_VERSION),
            (7, graph),
            *((8, _message((1, domain), (2, version))) for domain, version in operators),
        )


def _named(name: str, *kind: tuple[int, _Value]) -> bytes:
    return _message((1, name), (2, _message((1, _message(*kind)))))


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _message((1, name), (3, value), (20, _INT_ATTRIBUTE))
    return _message((1, name), (2, value), (20, _FLOAT_ATTRIBUTE))


def _message(*fields: tuple[int, _Value]) -> bytes:
    """Write the fields of a message, each a number and a value.

    >>> _message((1, 150), (2, "testing")).hex(" ")
    '08 96 01 12 07 74 65 73 74 69 6e 67'
    """
    return b"".join(_fields(fields))


def _fields(fields: Iterable[tuple[int, _Value]]) -> Iterable[bytes]:
    for number, value in fields:
        if isinstance(value, int):
            yield _varint(number << 3)
            yield _varint(value)
        elif isinstance(value, float):
            yield _varint(number << 3 | 5)
            yield struct.pack("<f", value)
        else:
            content = value.encode() if isinstance(value, str) else value
            yield _varint(number << 3 | 2)
            yield _varint(len(content))
            yield content


def _varint(value: int) -> bytes:
    """Write an integer in groups of seven bits, the lowest first; a negative one as 64 bits.

    >>> _varint(300).hex(" "), len(_varint(-1))
    ('ac 02', 10)
    """
    left = value % (1 << 64)
    groups = bytearray()
    while left > 0x7F:
        groups.append(left & 0x7F | 0x80)
        left >>= 7
    groups.append(left)
    return bytes(groups)
