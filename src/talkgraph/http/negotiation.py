"""Content negotiation (RFC 9110, 12.5.1): which of the offered media types a client wants most."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_QUALITY: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A media range of an Accept header: `*/*`, `text/*` or `text/csv`, and its quality."""

    main: str
    sub: str
    quality: float

    @property
    def precision(self) -> int:
        """How much the range says: 0 for anything, 1 for a kind, 2 for one media type."""
        return (self.main != "*") + (self.sub != "*")

    def covers(self, media_type: str) -> bool:
        """Tell whether a media type is in the range."""
        main, _, sub = media_type.partition("/")
        return self.main in ("*", main) and self.sub in ("*", sub)


def ranges(accept: str) -> tuple[Range, ...]:
    """Return the ranges of an Accept header; what is malformed is passed over.

    >>> [(r.sub, r.quality) for r in ranges("text/csv;q=0.5, */*;q=0.1, nonsense")]
    [('csv', 0.5), ('*', 0.1)]
    """
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.lower().split(";"))
        main, slash, sub = name.partition("/")
        quality = _quality(parameters)
        if main and slash and sub and quality is not None:
            found.append(Range(main=main, sub=sub, quality=quality))
    return tuple(found)


def quality(accept: Iterable[Range], media_type: str) -> float:
    """Return how much a client wants a media type: by the most precise range that covers it."""
    covering = [each for each in accept if each.covers(media_type)]
    if not covering:
        return 0.0
    precision = max(each.precision for each in covering)
    return max(each.quality for each in covering if each.precision == precision)


def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the offered media type that is wanted most, the earlier where two are equal.

    `None` where the client wants none of them. No header means that anything is wanted.

    >>> best("text/csv;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> best("image/png", ["text/csv"]) is None
    True
    """
    if accept is None or not accept.strip():
        return offered[0] if offered else None
    wanted = ranges(accept)
    scored = [(quality(wanted, each), -place, each) for place, each in enumerate(offered)]
    top = max(scored, default=(0.0, 0, ""))
    return top[2] if top[0] > 0 else None


def _quality(parameters: Sequence[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if _QUALITY.fullmatch(value.strip()) else None
    return 1.0
