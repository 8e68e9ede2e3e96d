"""How the service and its workers talk: frames of a JSON head and bytes, over pipes."""

import json
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

HEAD: Final = struct.Struct(">IQ")


def pack(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a frame."""
    text = json.dumps(head).encode()
    return b"".join((HEAD.pack(len(text), len(body)), text, body))


def unpack(read: Callable[[int], bytes]) -> tuple[Mapping[str, Any], bytes]:
    """Return the head and body of the next frame, or raise `EOFError`.

    `read` returns exactly as many bytes as it is asked for, or raises `EOFError`.
    """
    lengths = HEAD.unpack(read(HEAD.size))
    head: Mapping[str, Any] = json.loads(read(lengths[0]))
    return head, read(lengths[1])
