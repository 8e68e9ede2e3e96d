"""What a source says of the event itself: its name, its days, its place."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from talkgraph.model import Diagnostic, Severity, Span
from talkgraph.sources.notes.event.dates import Dates, Month, days_told, find_dates, month_in
from talkgraph.sources.notes.event.labels import labelled
from talkgraph.sources.notes.event.places import WhenAndWhere, folded, is_place, when_and_where
from talkgraph.sources.notes.layout.folders import FileRole, Placement
from talkgraph.sources.notes.layout.names import (
    Named,
    event_title,
    same_event,
    without_notes,
    without_when,
)
from talkgraph.sources.notes.layout.outline import Outline, Role, Section
from talkgraph.sources.notes.markdown.blocks import Block
from talkgraph.sources.notes.markdown.front_matter import FrontMatter, Value
from talkgraph.sources.notes.markdown.inline import (
    Piece,
    PieceKind,
    block_pieces,
    lines_of,
    text_of,
)

_FIRST_BLOCKS: Final = 12
_LONGEST_PLACE_LINE: Final = 6
_LONGEST_DATE_LINE: Final = 80
_FEW_WORDS: Final = 3
_FAR: Final = dt.timedelta(days=90)
_WRITTEN_UP: Final = dt.timedelta(days=30)


@dataclass(slots=True, kw_only=True)
class Head:
    """The event's own facts; `passed` are the body's lines that they were read from.

    `day` is the day that the title names.
    """

    name: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    location: str | None = None
    year: int | None = None
    month: int | None = None
    day: str | None = None
    passed: set[int] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def read_head(outline: Outline, front: FrontMatter, place: Placement) -> Head:
    """Find the name, the days and the place: the body's word counts more than the front matter's.

    The days are those of the line of dates, else of the title, else of the front matter's
    summary, else of the day headings, else of the front matter's date, else of the names of file
    and folder. What names the event has `place` settled among all files.
    """
    head = Head()
    title = next((s for s in outline.sections if s.role is Role.TITLE), None)
    front_title = front.values.get("title")
    body_title = title.heading.title if title and title.heading else ""
    if place.role is not FileRole.TALK:
        head.name = body_title or (front_title.text if front_title else "")
        head.name = head.name.strip() or None
        _compare_titles(head, title, front_title)
    head.year = _year_of(head.name)
    year = head.year or place.year or _year_of(_text(front.values.get("date")))
    dated = _without_dates(head, year)
    line = _date_line(outline, head, year) or dated
    summary = when_and_where(_text(front.values.get("summary")), year)
    chosen = line or summary
    if chosen:
        head.start, head.end = chosen.dates.start, chosen.dates.end
        head.location = chosen.location or (summary.location if summary else None)
    location = front.values.get("location")
    head.location = head.location or (location.text if location else None)
    if head.start is None:
        _dates_elsewhere(head, outline, year)
    headed = head.start
    _front_date(head, front.values.get("date"), whole=place.role is FileRole.TALK)
    if place.role is FileRole.TALK and head.start is None:
        _date_of_talk(head, outline, place)
    if head.start is None and place.start is not None:
        head.start, head.end = place.start, place.end
    if headed is None and place.role is not FileRole.TALK:
        _dates_in_prose(head, outline, place.year)
    _compare_dates(head, place, title)
    if _is_swapped(head.start, place.start):
        head.start = head.end = place.start
    if head.start is None:
        _take_month(head, outline, place, body_title)
    _settle_name(head, place, dated=bool(chosen) or bool(headed))
    return head


def read_event_head(outline: Outline, front: FrontMatter, place: Placement) -> Head:
    """Read the head, but take no days or place from a file that lies beside notes of talks."""
    head = read_head(outline, front, place)
    if place.aside:
        head.start, head.end, head.location = place.start, place.end, None
        head.diagnostics.clear()
        head.passed.clear()
    return head


def _take_month(head: Head, outline: Outline, place: Placement, title: str) -> None:
    """Take the year and month of an event of which no day is known."""
    head.year, head.month = head.year or place.year, place.month
    told = month_in(title) or _month_line(outline)
    if told is not None and head.year in {None, told.year}:
        head.year, head.month = told.year, told.month


def _month_line(outline: Outline) -> Month | None:
    """Return the month that the first line below the title names: "Toronto, May 2022"."""
    blocks = list(outline.preamble)
    for section in outline.sections[:1]:
        blocks += section.blocks if section.role is Role.TITLE else ()
    lines = [lines_of(block_pieces(b)) for b in blocks[:1] if b.kind == "paragraph"]
    line = text_of(lines[0][0]) if lines and lines[0] else ""
    return month_in(line) if len(line) <= _LONGEST_DATE_LINE else None


def _settle_name(head: Head, place: Placement, *, dated: bool) -> None:
    """Call the event as all files together call it.

    A title without a year, in a body that is `dated`, has it from a folder of its name alone.
    """
    if place.event is None:
        head.name = event_title(head.name).name if head.name else None
    elif place.named_by == "title" and head.name:
        own = event_title(head.name)
        folder = place.page.place.event
        alike = folder is not None and place.page.place.sure and same_event(own.name, folder.name)
        told = own.year is None and _says_year(place, own.name)
        told = told or place.page.is_index
        year = place.event.year if alike or told or not dated else None
        head.name = Named(name=own.name, year=year).full
        head.day = own.day
    else:
        head.name = place.event.full


def _compare_dates(head: Head, place: Placement, title: Section | None) -> None:
    """Name it where the title's year or the date of the file's name is not that of the days."""
    if head.start is None:
        return
    source = place.page.source
    span = title.heading.span if title and title.heading else Span(source=source.name)
    if head.year is not None and abs(head.year - head.start.year) > 1:
        message = (
            f"the title says {head.year}, but the days are of {head.start.year}; both are kept:"
            " correct the one that is wrong"
        )
        head.diagnostics.append(Diagnostic.at(span, "event-year-differs", message))
    if place.start is not None and abs(place.start - head.start) > _FAR:
        message = (
            f"the name of the file or its folder says {place.start}, the notes say {head.start};"
            " the notes are believed: correct the one that is wrong"
        )
        head.diagnostics.append(Diagnostic.at(span, "file-date-differs", message))


def _is_swapped(one: dt.date | None, other: dt.date | None) -> bool:
    """Tell whether two dates are one, day and month taken for each other."""
    if one is None or other is None or one == other:
        return False
    return (one.year, one.month, one.day) == (other.year, other.day, other.month)


def _date_of_talk(head: Head, outline: Outline, place: Placement) -> None:
    """Take the date that stands, beside a time or a weekday, in one of a talk's first lines."""
    blocks = [b for s in outline.sections[:1] for b in s.blocks[:_FIRST_BLOCKS]]
    leaves = [leaf for block in blocks for leaf in block.leaves()][:_FIRST_BLOCKS]
    for leaf in (each for each in leaves if each.kind in {"paragraph", "heading"}):
        text = text_of(block_pieces(leaf))
        found = find_dates(text, place.year) if len(text) <= _LONGEST_DATE_LINE else None
        if found is None or not found.one_day:
            continue
        if place.year is not None and found.start.year != place.year:
            continue
        rest = [w for w in f"{text[: found.at]} {text[found.stop :]}".split() if w.isalpha()]
        if len(rest) <= _FEW_WORDS:
            head.start = head.end = found.start
            return


def _says_year(place: Placement, name: str) -> bool:
    """Tell whether the file is called by the event's name and its year."""
    named = place.page.named
    if named is None or named.year is None:
        return False
    words = folded(named.rest).split()
    return len(words) > 1 and same_event(name, named.rest)


def _dates_in_prose(head: Head, outline: Outline, year: int | None) -> None:
    """Take the first dates that the introduction names in a sentence; `year` is the event's.

    Where a date is known, it is that of a post about the event: days shortly before it count.
    """
    known = head.start
    blocks = list(outline.preamble)
    first = {Role.TITLE, Role.CONTAINER}
    blocks += [b for s in outline.sections[:1] if s.role in first for b in s.blocks]
    for block in (b for b in blocks[:_FIRST_BLOCKS] if b.kind == "paragraph"):
        found = find_dates(text_of(block_pieces(block)), known.year if known else None)
        if found is None or (year is not None and found.start.year != year):
            continue
        if known is not None and not _are_before(found, known):
            continue
        head.diagnostics = [d for d in head.diagnostics if d.code != "date-from-front-matter"]
        head.start, head.end = found.start, found.end
        told = days_told(found.start, found.end)
        message = f"no line of dates; {told} is taken from a sentence"
        head.diagnostics.append(
            Diagnostic.at(block.span, "dates-from-prose", message, Severity.INFO)
        )
        return


def _are_before(found: Dates, known: dt.date) -> bool:
    """Tell whether dates are of what a post tells of afterwards, and not of the day before it."""
    least = dt.timedelta(days=2 if found.one_day else 0)
    return least <= known - found.end <= _WRITTEN_UP


def _without_dates(head: Head, year: int | None) -> WhenAndWhere | None:
    """Cut dates and place off a title: "ExampleConf: October 2-3, 2019, Hartwell"."""
    name, found = without_when(without_notes(head.name or ""), year)
    if found:
        head.name = name
    return found


def _text(value: Value | None) -> str:
    return value.text if value else ""


def _year_of(text: str | None) -> int | None:
    years = [word.strip("():,.-") for word in (text or "").replace("-", " ").split()]
    found = [int(y) for y in years if len(y) == 4 and y.isdigit() and y[:2] in {"19", "20"}]
    return found[-1] if found else None


def _compare_titles(head: Head, title: Section | None, front: Value | None) -> None:
    if title and title.heading and front and title.heading.title.split() != front.text.split():
        message = (
            f"the front matter calls the event {front.text!r}, the body"
            f" {title.heading.title!r}; the body's title is taken"
        )
        head.diagnostics.append(Diagnostic.at(front.span, "front-matter-title-differs", message))


def _date_line(outline: Outline, head: Head, year: int | None) -> WhenAndWhere | None:
    """Find the line of dates before the first day or talk, and the line of the place after it."""
    blocks = list(outline.preamble)
    for section in outline.sections:
        if section.role not in {Role.TITLE, Role.EVENT_PART}:
            break
        if section.role is Role.EVENT_PART and section.heading:
            blocks.append(section.heading.block)
        blocks += section.blocks
    blocks = [leaf for b in blocks[:_FIRST_BLOCKS] for leaf in (b.leaves() if b.is_list else (b,))]
    for place, block in enumerate(blocks[:_FIRST_BLOCKS]):
        if block.kind not in {"paragraph", "heading"}:
            continue
        lines = lines_of(block_pieces(block))
        for n, line in enumerate(lines):
            found = when_and_where(_unlabelled(text_of(line)), year)
            if found is None:
                continue
            head.passed.update(_line_numbers(block, lines, n))
            if found.location:
                return found
            return _with_place(found, head, blocks[place : place + 2], n)
    return None


def _unlabelled(text: str) -> str:
    label, colon, rest = text.partition(":")
    return rest.strip() if colon and label.casefold() in {"date", "dates", "when"} else text


def _line_numbers(block: Block, lines: Sequence[Sequence[Piece]], at: int) -> range:
    first = lines[at][0].line
    last = lines[at + 1][0].line - 1 if at + 1 < len(lines) else block.span.last
    return range(first, max(first, last) + 1)


def _with_place(found: WhenAndWhere, head: Head, blocks: Sequence[Block], at: int) -> WhenAndWhere:
    """Take the place from the next line, or the next paragraph of a single line."""
    here = lines_of(block_pieces(blocks[0]))[at + 1 : at + 2]
    if not here and len(blocks) > 1 and blocks[1].kind == "paragraph":
        here = lines_of(block_pieces(blocks[1]))
        here = here if len(here) == 1 else ()
    if not here:
        return found
    line = here[0]
    text = text_of(line)
    label, colon, rest = text.partition(":")
    named = bool(colon) and label.casefold() in {"where", "location", "place", "venue"}
    if named or (_is_place_line(line, text) and ("," in text or len(text.split()) <= 2)):
        head.passed.add(line[0].line)
        return WhenAndWhere(dates=found.dates, location=rest.strip() if named else text)
    return found


def _is_place_line(line: Sequence[Piece], text: str) -> bool:
    plain = all(piece.kind is PieceKind.TEXT for piece in line)
    short = len(text.split()) <= _LONGEST_PLACE_LINE
    return (
        plain and short and is_place(text) and not text.endswith((".", ":")) and not labelled(line)
    )


def _dates_elsewhere(head: Head, outline: Outline, year: int | None) -> None:
    titles = [s.heading.title for s in outline.sections if s.role is Role.DAY and s.heading]
    dates = [found.start for title in titles if (found := find_dates(title, year))]
    dates += [s.heading.date for s in outline.sections if s.heading and s.heading.date]
    if dates:
        head.start, head.end = min(dates), max(dates)
        return
    named = find_dates(head.name or "", year)
    if named:
        head.start, head.end = named.start, named.end


def _front_date(head: Head, value: Value | None, *, whole: bool) -> None:
    """Compare the front matter's date with the body's, or take it where there is no other.

    Where the file is `whole` one talk, its front matter is the place for the talk's date.
    """
    if value is None:
        return
    found = find_dates(value.text)
    if found is None:
        message = f"the front matter's date {value.text!r} is not a date and was passed over"
        head.diagnostics.append(Diagnostic.at(value.span, "front-matter-date-invalid", message))
    elif head.start is None:
        head.start = found.start
        head.end = found.end if found.end != found.start or whole else None
        if whole:
            return
        message = f"no dates in the body; {found.start} is taken from the front matter"
        head.diagnostics.append(
            Diagnostic.at(value.span, "date-from-front-matter", message, Severity.INFO)
        )
    elif not head.start <= found.start <= (head.end or head.start):
        message = (
            f"the front matter's date {found.start} is not among the event's days,"
            f" {days_told(head.start, head.end)}; the body's dates are taken"
        )
        head.diagnostics.append(Diagnostic.at(value.span, "front-matter-date-differs", message))
