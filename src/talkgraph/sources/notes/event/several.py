"""A file that tells of several events, one below the other: which headings begin another one.

A file is one event's; so the others are named, and their talks do not get the first one's dates.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from talkgraph.model import Diagnostic
from talkgraph.sources.notes.event.dates import Dates, day_of
from talkgraph.sources.notes.event.places import when_and_where
from talkgraph.sources.notes.layout.names import event_title, without_notes, without_when, year_in
from talkgraph.sources.notes.layout.outline import Heading, Outline, Role, Section
from talkgraph.sources.notes.markdown.inline import block_pieces, lines_of, text_of

_APART: Final = dt.timedelta(days=7)
"""Within this time of the first event's days, dates are rather those of one of its parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """An event that begins within a file that is another's."""

    name: str
    dates: Dates | None

    @property
    def only_day(self) -> dt.date | None:
        """The event's day, where it had but one."""
        return self.dates.start if self.dates is not None and self.dates.one_day else None


def others_in(outline: Outline, *, dated: bool) -> Mapping[int, Other]:
    """Return the other events of a file, by the place of the section that begins each.

    An event begins with a heading that is dated, in itself or by the first line below it. The
    first is the file's own where that is `dated`.
    """
    first: int | None = None
    days: Dates | None = None
    year: int | None = None
    mine = Other(name="", dates=None)
    found: dict[int, Other] = {}
    for n, section in enumerate(outline.sections):
        if section.heading is None or section.role in {Role.SECTION, Role.DAY}:
            continue
        title = section.heading.title
        year = year_in(title) or year
        dates = _dated(section, year) if day_of(title) is None else None
        name, _ = without_when(without_notes(title), year)
        other = Other(name=event_title(name).name, dates=dates)
        if dates is None:
            if found and year_in(title) and other.name != str(year):
                found[n] = other
        elif days is None:
            first, days = n, dates
            mine = other
        elif found or dates.start > days.end + _APART or dates.end < days.start - _APART:
            found[n] = other
    if found and first is not None and not dated:
        found[first] = mine
    return found


def _dated(section: Section, year: int | None) -> Dates | None:
    assert section.heading is not None
    _, when = without_when(without_notes(section.heading.title), year)
    if when is not None:
        return when.dates
    for block in section.blocks[:1]:
        lines = lines_of(block_pieces(block)) if block.kind == "paragraph" else ()
        for line in lines[:1]:
            found = when_and_where(text_of(line), year)
            other = when_and_where(_turned(text_of(line)), year)
            when = found or other
            if when is not None:
                return when.dates
    return None


def _turned(text: str) -> str:
    """Put what stands before the first comma, a place, last: "Delft, 4 Nov 2019"."""
    place, comma, rest = text.partition(",")
    return f"{rest.strip()}, {place}" if comma else text


def tell_of(heading: Heading, other: Other, own: str) -> Diagnostic:
    """Name the heading of another event than the file's own."""
    message = (
        f"{other.name!r} is another event than {own!r}, but a file tells of one, so that"
        " the talks below are put there; give each event a file of its own"
    )
    return Diagnostic.at(heading.span, "several-events", message)
