"""What clients send: the content of a request within its bounds, and the parameters of a form."""

from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.requests import ClientDisconnect

from talkgraph.http.problems import GONE, Problem

FORM: Final = "application/x-www-form-urlencoded"


async def read_content(request: Request, most: int, too_long: str) -> bytes:
    """Read the content of a request.

    Raises `Problem`: 413, `too_long`, above `most` bytes; 415 for a content that is packed; 499
    where the client leaves meanwhile.
    """
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise Problem(
            415,
            f"what is sent is read as it is, and not unpacked ({coding[:40]})",
            headers={"Accept-Encoding": "identity"},
        )
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > most:
                raise Problem(413, too_long)
            parts.append(part)
    except ClientDisconnect:
        raise Problem(GONE, "whoever asked is gone") from None
    return b"".join(parts)


def parameters_in(content: bytes, place: str, most: int, too_many: str) -> list[tuple[str, str]]:
    """Return the parameters of a form or of an address (`place`, in words), in their order.

    Raises `Problem` (400) for what is not UTF-8, and above `most` parameters: `too_many`.
    """
    try:
        return parse_qsl(
            content.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=most
        )
    except UnicodeDecodeError:
        raise Problem(400, f"{place} is not UTF-8") from None
    except ValueError:
        raise Problem(400, f"{place} has {too_many}") from None
