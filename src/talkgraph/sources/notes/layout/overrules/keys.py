"""Checks what somebody has said, key by key, and says what is wrong on which line."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from talkgraph.model import Diagnostic, Severity, Span
from talkgraph.sources.notes.layout.outline import LEVELS
from talkgraph.sources.notes.layout.overrules.said import KINDS, TALK, Fixed, Said

INVALID: Final = "overrule-invalid"
UNUSED: Final = "overrule-unused"
_TOPMOST_HEADINGS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key with its value, as TOML or YAML gives it, and where it stands."""

    key: str
    value: object
    span: Span


def invalid(span: Span, message: str) -> Diagnostic:
    """Return the error that something cannot be meant, and is passed over."""
    return Diagnostic.at(span, INVALID, message, Severity.ERROR)


def unused(span: Span, message: str) -> Diagnostic:
    """Return the warning that something has no effect."""
    return Diagnostic.at(span, UNUSED, message)


def said_by(entries: Iterable[Entry], known: Iterable[str]) -> tuple[Said, list[Diagnostic]]:
    """Return what entries fix, and what is wrong with them; `known` are the keys that may stand.

    What is wrong is passed over, the rest holds.
    """
    told: dict[str, Fixed[Any]] = {}
    found: list[Diagnostic] = []
    for entry in entries:
        if entry.key not in known:
            found.append(_unknown(entry, list(known)))
            continue
        field, read = _READERS[entry.key]
        try:
            told[field] = Fixed(value=read(entry.value), span=entry.span)
        except ValueError as error:
            found.append(invalid(entry.span, f"{entry.key}: {error}; it is passed over"))
    for name, problem in _contradictions(Said(**told)):
        found.append(problem)
        told.pop(name)
    return Said(**told), found


def _unknown(entry: Entry, known: list[str]) -> Diagnostic:
    if entry.key in _READERS:
        message = f"{entry.key} is said of single files; put it below [[file]], beside their path"
        return unused(entry.span, message)
    near = get_close_matches(entry.key, known, 1, 0.6)
    advice = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"
    return unused(
        entry.span, f"nothing is called {shown(entry.key)} here and it is not used; {advice}"
    )


def _contradictions(said: Said) -> Iterator[tuple[str, Diagnostic]]:
    """Yield what cannot hold beside the rest, by the name of its field."""
    if said.end and not said.start:
        yield "end", invalid(said.end.span, "end stands without start; give the first day too")
    elif said.start and said.end and said.end.value < said.start.value:
        message = (
            f"end ({said.end.value}) is before start ({said.start.value}); correct one of them"
        )
        yield "end", invalid(said.end.span, message)
    if said.date and said.days and not said.days[0] <= said.date.value <= said.days[1]:
        message = f"the date {said.date.value} is none of the event's days; correct one of them"
        yield "date", invalid(said.date.span, message)
    if said.kind and said.level and said.kind.value not in {"day", "event"}:
        message = f'a file that is said to be "{said.kind.value}" has no level of talks; drop one'
        yield "level", unused(said.level.span, message)
    of_talk = said.kind is None or said.kind.value == TALK
    for name, value in (("title", said.title), ("speakers", said.speakers)):
        if value and (said.level or not of_talk):
            message = f'{name} is said of a file that is one talk; add as = "talk", or drop it'
            yield name, unused(value.span, message)


# ── values ───────────────────────────────────────────────────────────────────────────────────────


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} is not a text; put it in quotation marks")
    if not value.strip():
        raise ValueError("the text is empty; write one, or drop the key")
    return " ".join(value.split())


def _kind(value: object) -> str:
    if value not in KINDS:
        words = ", ".join(f'"{kind}"' for kind in KINDS)
        raise ValueError(f"{shown(value)} is nothing that a file can be; write one of {words}")
    return str(value)


def _level(value: object) -> int | str:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _TOPMOST_HEADINGS:
        return value
    forms = [form.value for form in LEVELS]
    if value in forms:
        return str(value)
    words = ", ".join(f'"{form}"' for form in forms)
    raise ValueError(f"{shown(value)} is no level of headings; write 1 to 6, or one of {words}")


def _date(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    raise ValueError(
        f"{shown(value)} is not a date; write it like 2021-09-09, without quotation marks"
    )


def _names(value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names:
        raise ValueError(f'{shown(value)} are no names; write a list such as ["Mara Lind"]')
    return tuple(map(_text, names))


def shown(value: object) -> str:
    """Return a value for a message, short."""
    if isinstance(value, dict | list):  # YAML may make a short text a very large value
        return "a table" if isinstance(value, dict) else "a list"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST: Final = 40
_READERS: Final[Mapping[str, tuple[str, Callable[[object], object]]]] = {
    "as": ("kind", _kind),
    "level": ("level", _level),
    "event": ("event", _text),
    "start": ("start", _date),
    "end": ("end", _date),
    "location": ("location", _text),
    "date": ("date", _date),
    "title": ("title", _text),
    "speakers": ("speakers", _names),
}
OF_FILES: Final = tuple(_READERS)
"""The keys that may be said of single files."""

OF_FOLDERS: Final = tuple(key for key in OF_FILES if key not in {"title", "speakers"})
"""The keys that may be said of all files of a folder."""
