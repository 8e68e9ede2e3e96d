"""Values of JSON as they are meant, whatever they are: text, objects, lists.

A programme may have `null`, a number or a list where a text belongs: nothing here raises for that.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

_UNSUITED: Final = re.compile("[\x00\ud800-\udfff]")
"""What can stand in JSON, but not in a graph: half of a character, and none."""


def text_of(value: object) -> str:
    """Return a value as text: a string or a whole number, else nothing.

    >>> text_of("Lamps"), text_of(43), text_of(None), text_of(["Lamps"])
    ('Lamps', '43', '', '')
    """
    if isinstance(value, str):
        return _UNSUITED.sub("\N{REPLACEMENT CHARACTER}", value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def mapping_of(value: object) -> Mapping[str, object]:
    """Return a JSON object, or an empty one for anything else."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def list_of(value: object) -> Sequence[object]:
    """Return a JSON array, or an empty one for anything else."""
    return cast("Sequence[object]", value) if isinstance(value, list) else ()


def mappings_in(value: object) -> Iterator[Mapping[str, object]]:
    """Yield the objects of a JSON array, without what else is in it."""
    return (mapping_of(each) for each in list_of(value) if isinstance(each, dict))


def json_of(data: bytes) -> object:
    """Read JSON. Raises `ValueError` for what is none or goes too far: see `json_problem`."""
    try:
        return cast("object", json.loads(data))
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:
        raise ValueError("it has a number that is too large") from error


def json_problem(error: ValueError, line: int | None = None) -> str:
    """Return what is wrong with JSON, and where; `line` is the only one that was read, if any."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} in line {line or error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start + 1} is not {error.encoding.upper()}"
    return str(error)


def pointer_part(key: str) -> str:
    """Return a key, or a number in a list, as a part of a JSON pointer (RFC 6901)."""
    return text_of(key).replace("~", "~0").replace("/", "~1")


def keys_at_head(head: bytes) -> tuple[str, ...]:
    """Return the keys of the first JSON object in the beginning of a file, as far as it goes.

    >>> keys_at_head(b'[{"title": "Lamps", "speakers": ["Ida H')
    ('title', 'speakers')
    """
    text = head.decode("utf-8-sig", "replace").lstrip().removeprefix("[").lstrip()
    decoder, at, keys = json.JSONDecoder(), 1, list[str]()
    try:
        while text.startswith("{"):
            at = _past(text, at, " \t\r\n,")
            key, at = decoder.raw_decode(text, at)
            at = _past(text, at, " \t\r\n:")
            keys.append(text_of(key))
            _, at = decoder.raw_decode(text, at)
    except (ValueError, RecursionError):
        pass
    return tuple(keys)


def _past(text: str, at: int, skipped: str) -> int:
    while at < len(text) and text[at] in skipped:
        at += 1
    return at
