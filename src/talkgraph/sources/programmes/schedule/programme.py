"""What a schedule tells, whatever its syntax: days, entries, persons, links, none of it checked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from talkgraph.words import one_line

Fields = Mapping[str, Any]
"""What stands below a name, as JSON has it; of a schedule.xml likewise."""

_ODD: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LANGUAGES: Final = ("en", "de", "fr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A day, a person or a link: where it stands, and what it tells."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the programme.

    `day` is the place of its day in the programme's list, where it stands below one; `room` is
    that of the list in which it stands.
    """

    path: str
    fields: Fields
    day: int | None = None
    room: str = ""
    persons: tuple[Part, ...] = ()
    links: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """All that one file tells; `form` names its syntax and what wrote it, for people.

    `persons` are those listed once for all entries, by their identifiers; `names` are those of
    tracks and rooms, by their own.
    """

    form: str
    path: str
    conference: Fields
    days: tuple[Part, ...] = ()
    entries: tuple[Entry, ...] = ()
    persons: Mapping[str, Fields] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


class Unreadable(Exception):
    """A file cannot be read for a `reason`; `path` is where, if that is known."""

    def __init__(self, reason: str, path: str = "") -> None:
        """Keep the reason and the place."""
        super().__init__(reason)
        self.reason = reason
        self.path = path


def items(value: object) -> Iterator[tuple[str, Any]]:
    """Yield what is in a list or an object, each with its place there; a null is nothing."""
    if isinstance(value, dict):
        yield from ((str(key), each) for key, each in value.items() if each is not None)
    elif isinstance(value, list):
        yield from ((str(n), each) for n, each in enumerate(value) if each is not None)


def text(value: object, language: str | None = None) -> str:
    """Return a value as text; of a text in several languages, that in the `language` or English.

    >>> text({"en": "Ropes", "de": "Seile"}, "de"), text(7), text(None), text(["Ropes"])
    ('Seile', '7', '', '')
    """
    if isinstance(value, str):
        return _ODD.sub("", value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**18 else ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, dict):
        for key in (language, "#text", "name", *_LANGUAGES, *value):
            said = value.get(key) if key is not None else None
            if isinstance(said, str) and said.strip():
                return text(said)
    return ""


def line(fields: Fields, *keys: str, language: str | None = None) -> str:
    """Return the first of some fields that is not empty, as one line."""
    return next((told for key in keys if (told := one_line(text(fields.get(key), language)))), "")
