"""Which source is followed where several tell the same: by its kind, then by its name."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from talkgraph.model import Event, Session, SourceKind, Speaker, Talk

T = TypeVar("T")
Told = TypeVar("Told", Event, Talk, Session, Speaker)

_RANKS: Final = {kind: rank for rank, kind in enumerate(SourceKind)}


def rank(event: Event) -> tuple[int, str, str]:
    """Return what puts the tellings of one event in the order in which they are followed."""
    return (_RANKS[event.kind], event.source, event.slug)


def settled(
    told: Sequence[Told], sources: Sequence[str], fields: Iterable[str]
) -> dict[str, object]:
    """Return the fields of what several sources tell: the first one's that says something.

    `sources` has who tells each of `told`; `told_by` is among the fields that are returned, for
    those values that are not the first one's.
    """
    values: dict[str, object] = {}
    origins: list[tuple[str, str]] = list(told[0].told_by)
    for field in fields:
        at = next((n for n, each in enumerate(told) if getattr(each, field)), 0)
        values[field] = getattr(told[at], field)
        if at:
            own = dict(told[at].told_by)
            origins.append((field, own.get(field, sources[at])))
    return {**values, "told_by": distinct(origins)}


def distinct(values: Iterable[T]) -> tuple[T, ...]:
    """Return every value once, in order."""
    return tuple(dict.fromkeys(values))


def dates_of(event: Event) -> list[dt.date]:
    """Return the dates by which an event is told: its own, and those of its days."""
    told = (event.start, event.end, *(day.date for day in event.days))
    return [date for date in told if date is not None]
