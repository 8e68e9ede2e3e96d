"""The lines of a calendar: where its events stand, and what its head says.

Every event is cut out by its own lines, so that one which is broken takes no other with it, and
what is told of it has a place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from talkgraph.sources.programmes.json_values import text_of

_BEGIN: Final = re.compile(r"BEGIN:VEVENT\s*", re.IGNORECASE)
_END: Final = re.compile(r"END:(?:VEVENT|VCALENDAR)\s*", re.IGNORECASE)
_ZONE_BEGINS: Final = re.compile(r"BEGIN:VTIMEZONE\s*", re.IGNORECASE)
_ZONE_ENDS: Final = re.compile(r"END:VTIMEZONE\s*", re.IGNORECASE)
_PROPERTY: Final = re.compile(r"(?P<name>[A-Za-z][\w-]*)(?:;[^:\n]*)?:(?P<value>.*)")
_ESCAPE: Final = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The lines of one event or time zone: their text, and the numbers of the first and last."""

    lines: tuple[str, ...]
    first: int
    is_closed: bool = True

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.first + len(self.lines) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A file cut up: events, time zones, what its head says, and the lines of all the rest."""

    events: tuple[Block, ...]
    zones: tuple[Block, ...]
    head: Mapping[str, str]
    other: tuple[int, ...]


def lines_of(data: bytes) -> tuple[list[str], bool]:
    """Return the lines of a file, and whether all of it could be decoded."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = data.decode(encoding, "replace")
    plain = text_of(text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.split("\n"), "\N{REPLACEMENT CHARACTER}" not in plain


def calendar_of(lines: Sequence[str]) -> Calendar:
    """Cut a file up. An event that is not closed ends before the next, or with the calendar."""
    events, zones, rest = list[Block](), list[Block](), dict[int, str]()
    at = 0
    while at < len(lines):
        if _BEGIN.fullmatch(lines[at]):
            block = _block(lines, at, _END, _BEGIN)
            events.append(block)
        elif _ZONE_BEGINS.fullmatch(lines[at]):
            block = _block(lines, at, _ZONE_ENDS, _BEGIN)
            zones.append(block)
        else:
            rest[at + 1] = lines[at]
            at += 1
            continue
        at = block.last
    other = tuple(number for number, line in rest.items() if line.strip())
    head = dict(_properties(rest.values()))
    return Calendar(events=tuple(events), zones=tuple(zones), head=head, other=other)


def _block(lines: Sequence[str], at: int, end: re.Pattern[str], new: re.Pattern[str]) -> Block:
    for stop in range(at + 1, len(lines)):
        if end.fullmatch(lines[stop]):
            own = lines[stop].upper().startswith("END:V") and "VCALENDAR" not in lines[stop].upper()
            return Block(lines=tuple(lines[at : stop + own]), first=at + 1, is_closed=own)
        if new.fullmatch(lines[stop]):
            return Block(lines=tuple(lines[at:stop]), first=at + 1, is_closed=False)
    return Block(lines=tuple(lines[at:]), first=at + 1, is_closed=False)


def _properties(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the properties of the head, the first of a name last, so that it is the one kept."""
    unfolded: list[str] = []
    for line in lines:
        if line[:1] in {" ", "\t"} and unfolded:
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    for line in reversed(unfolded):
        found = _PROPERTY.fullmatch(line.strip())
        if found:
            yield found["name"].upper(), _ESCAPE.sub(_unescaped, found["value"]).strip()


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]
