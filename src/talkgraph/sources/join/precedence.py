"""Which source is followed where several tell the same: by its kind, then by its name."""

import datetime as dt
from collections.abc import Iterable
from typing import Final, TypeVar

from talkgraph.model import Event, SourceKind

T = TypeVar("T")

_RANKS: Final = {kind: rank for rank, kind in enumerate(SourceKind)}


def rank(event: Event) -> tuple[int, str, str]:
    """Return what puts the tellings of one event in the order in which they are followed."""
    return (_RANKS[event.kind], event.source, event.slug)


def first(values: Iterable[T | None]) -> T | None:
    """Return the first value that says something."""
    return next((value for value in values if value), None)


def distinct(values: Iterable[T]) -> tuple[T, ...]:
    """Return every value once, in order."""
    return tuple(dict.fromkeys(values))


def unused(key: str, taken: dict[str, int]) -> str:
    """Return a key that is not taken yet: itself, or with `-2` and so on.

    `taken` has for each key the number up to which those made of it are taken, too.
    """
    candidate, count = key, taken.get(key, 0)
    while candidate in taken:
        count += 1
        candidate = f"{key}-{count}"
    taken[key], taken[candidate] = max(count, 1), 1
    return candidate


def dates_of(event: Event) -> list[dt.date]:
    """Return the dates by which an event is told: its own, and those of its days."""
    told = (event.start, event.end, *(day.date for day in event.days))
    return [date for date in told if date is not None]
