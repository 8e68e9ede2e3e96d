"""The events of a calendar as the library `icalendar` reads them, each by itself."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from talkgraph.model import Diagnostic, Severity, Span
from talkgraph.sources.programmes.ical.lines import Block, Calendar
from talkgraph.sources.programmes.json_values import text_of
from talkgraph.sources.whole import BROKEN
from talkgraph.words import one_line

if TYPE_CHECKING:
    from icalendar.cal.component import Component

_BROKEN: Final = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError)
"""What the library may raise for a line that makes no sense."""
_NO_PERSON: Final = frozenset({"GROUP", "RESOURCE", "ROOM"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event of a calendar: what its properties say, and where.

    `people` are attendees by name, but for those who were invited; `organizer` is a name and an
    address. `repeats` is true where a rule repeats it; `instance` says of which time it tells.
    """

    span: Span
    summary: str = ""
    description: str = ""
    location: str = ""
    url: str = ""
    uid: str = ""
    status: str = ""
    categories: tuple[str, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    sequence: int = 0
    instance: str = ""
    repeats: bool = False
    people: tuple[str, ...] = ()
    organizer: tuple[str, str] = ("", "")

    @property
    def is_all_day(self) -> bool:
        """Whether it has a day, but no time."""
        return self.start is not None and not isinstance(self.start, dt.datetime)


def entries_of(calendar: Calendar, source: str) -> tuple[list[Entry], list[Diagnostic]]:
    """Read all events, and say of every line that cannot be read what is wrong with it."""
    from icalendar.timezone import tzp

    tzp.use_default()  # forget the time zones of other files
    entries, found = list[Entry](), list[Diagnostic]()
    for block in calendar.zones[:_MOST_ZONES]:
        _read(block, source, "time zone", found)
    for block in calendar.events:
        told = _read(block, source, "event", found)
        if told is not None:
            entries.append(told)
        if not block.is_closed:
            message = "this event has no END:VEVENT; it is taken to end with this line"
            last = Span(source=source, first=block.last, last=block.last)
            found.append(Diagnostic.at(last, "line-not-understood", message))
    return entries, found


def _read(block: Block, source: str, what: str, found: list[Diagnostic]) -> Entry | None:
    span = Span(source=source, first=block.first, last=block.last)
    try:
        _refuse_endless(block, what)
        told = _component(block)
        found += _problems(told.errors, block, source)
        return _entry(told, span)
    except (*_BROKEN, RecursionError) as error:
        message = f"this {what} cannot be read and is left out: {one_line(str(error))[:120]}"
        found.append(Diagnostic.at(span, BROKEN, message, Severity.ERROR))
        return None


_MOST_ZONES: Final = 50
_MOST_RULES: Final = 20
_LONG_AGO: Final = re.compile(r"^DTSTART(?:;[^:\n]*)?:(?!1[5-9]\d\d|2\d\d\d)", re.I | re.M)
_ZONE: Final = re.compile(r";TZID=(?:\"[^\"]*\"|[^\";:,]*)", re.IGNORECASE)
_RULE: Final = re.compile(r"^RRULE(?:;[^:\n]*)?:(.*)$", re.IGNORECASE | re.MULTILINE)
_OF_CLOCKS: Final = re.compile(
    r"FREQ=YEARLY|INTERVAL=1|BYMONTH=\d\d?|BYDAY=[+-]?\d?[A-Z]{2}|(?:UNTIL|WKST|COUNT)=\w{1,16}"
    r"|BYMONTHDAY=-?\d\d?(?:,-?\d\d?){0,6}",
    re.IGNORECASE,
)


def _refuse_endless(block: Block, what: str) -> None:
    """Refuse time zones of which the library, which writes out every change, would not get done."""
    unfolded = re.sub(r"\n[ \t]", "", "\n".join(block.lines))
    if what != "time zone":
        if "BEGIN:VTIMEZONE" in unfolded.upper():
            raise ValueError("a time zone stands within it")
        return
    rules = _RULE.findall(unfolded)
    for rule in rules:
        parts = [part.strip() for part in rule.split(";") if part.strip()]
        if "FREQ=YEARLY" not in rule.upper() or not all(map(_OF_CLOCKS.fullmatch, parts)):
            raise ValueError(f"clocks are set by no such rule as {rule[:40]!r}")
    if len(rules) > _MOST_RULES or _LONG_AGO.search(unfolded):
        raise ValueError("it has more rules, or older ones, than clocks were ever set by")


def _component(block: Block) -> "Component":
    from icalendar.cal.component import Component

    lines = block.lines if block.is_closed else (*block.lines, "END:VEVENT")
    text = "\r\n".join((*lines, ""))
    try:
        told = Component.from_ical(text)
    except OSError:  # a folder of zones, such as "Europe", is none: the library opens it
        told = Component.from_ical(_ZONE.sub("", text))
    if not hasattr(told, "errors"):
        raise ValueError("it is no single component")
    return told


def _problems(
    errors: Iterable[tuple[str | None, str]], block: Block, source: str
) -> Iterator[Diagnostic]:
    """Yield what the library could not read, lines that follow one another as one problem."""
    places = sorted({(_place(name, said, block), one_line(said)[:120]) for name, said in errors})
    at = 0
    while at < len(places):
        first, said = places[at]
        last = first
        while at + 1 < len(places) and places[at + 1][0] <= last + 1:
            at += 1
            last = places[at][0]
        at += 1
        message = f"this cannot be read and is left out: {said}"
        span = Span(source=source, first=first, last=last)
        yield Diagnostic.at(span, "line-not-understood", message)


def _place(name: str | None, said: str, block: Block) -> int:
    named = (f"{name.upper()}:", f"{name.upper()};") if name else ()
    for number, line in enumerate(block.lines, block.first):
        words = line.strip()
        if words.upper().startswith(named) if named else words and words in said:
            return number
    return block.first


# ── what an event says ───────────────────────────────────────────────────────────────────────────


def _entry(told: "Component", span: Span) -> Entry:
    start, end = _moment(told, "DTSTART"), _moment(told, "DTEND")
    sequence = _text(told, "SEQUENCE")
    organizer = _first(told, "ORGANIZER")
    return Entry(
        span=span,
        summary=one_line(_text(told, "SUMMARY")),
        description=_text(told, "DESCRIPTION"),
        location=one_line(_text(told, "LOCATION")),
        url=_text(told, "URL").strip(),
        uid="".join(_text(told, "UID").split()),
        status=_text(told, "STATUS").strip().upper(),
        categories=tuple(_categories(told)),
        start=start,
        end=end or _after(start, told),
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() else 0,
        instance=str(_moment(told, "RECURRENCE-ID") or ""),
        repeats=any(key in told for key in ("RRULE", "RDATE")),
        people=tuple(_people(told)),
        organizer=(_common_name(organizer), text_of(organizer).casefold()),
    )


def _all(told: "Component", key: str) -> Sequence[object]:
    value = told.get(key)
    return value if isinstance(value, list) else () if value is None else (value,)


def _first(told: "Component", key: str) -> object:
    return next(iter(_all(told, key)), None)


def _text(told: "Component", key: str) -> str:
    return text_of(_first(told, key))


def _moment(told: "Component", key: str) -> dt.date | None:
    try:
        value = getattr(_first(told, key), "dt", None)
    except _BROKEN:
        return None
    return value if isinstance(value, dt.date) else None


def _after(start: dt.date | None, told: "Component") -> dt.date | None:
    """Return the end where an event says how long it lasts."""
    try:
        lasts = getattr(_first(told, "DURATION"), "dt", None)
        return start + lasts if start and isinstance(lasts, dt.timedelta) else None
    except _BROKEN:
        return None


def _categories(told: "Component") -> Iterator[str]:
    for value in _all(told, "CATEGORIES"):
        for category in getattr(value, "cats", ()):
            if one_line(text_of(category)):
                yield one_line(text_of(category))


def _people(told: "Component") -> Iterator[str]:
    """Yield the attendees by name: who has been asked to answer is a guest."""
    for attendee in _all(told, "ATTENDEE"):
        parameters = getattr(attendee, "params", {})
        kind = text_of(parameters.get("CUTYPE")).upper()
        asked = "PARTSTAT" in parameters or "RSVP" in parameters
        name = _common_name(attendee)
        if name and not asked and kind not in _NO_PERSON:
            yield name


def _common_name(person: object) -> str:
    """Return the name that goes with an address, unless it is an address too."""
    name = one_line(text_of(getattr(person, "params", {}).get("CN"))).strip("\"'")
    return "" if "@" in name else name
