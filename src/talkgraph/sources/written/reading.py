"""Reads our own notes: what a machine wrote as it is, and what people made of it as their notes."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from talkgraph.model import (
    NO_HINTS,
    Coverage,
    Diagnostic,
    Event,
    Hints,
    Reading,
    SourceFile,
    Span,
    TakenFor,
)
from talkgraph.model.names import slug
from talkgraph.sources.notes.accounts import account, left_over
from talkgraph.sources.notes.markdown.source import Source, decode
from talkgraph.sources.times import zone_named
from talkgraph.sources.whole import read_whole
from talkgraph.sources.written.building import Builder
from talkgraph.sources.written.front import Front, is_marked, read_front
from talkgraph.sources.written.outline import outline

LARGEST: Final = 64 * 1024 * 1024
"""The largest file that is read, in bytes: an event of 1,000 talks has about two megabytes."""

_MOST_LINES: Final = 2_000_000
_WHY: Final = "notes in talkgraph's own format"


class WrittenNotes:
    """Reads what `talkgraph notes` writes, one file an event.

    Implements `talkgraph.protocols.SourceReader`.
    """

    def looks_for(self, name: str) -> bool:
        """Tell by its ending whether a file may be such notes."""
        return name.lower().endswith((".md", ".markdown"))

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell by the mark at its top whether a file is such notes."""
        return is_marked(head)

    def read(self, sources: Sequence[SourceFile], hints: Hints = NO_HINTS) -> tuple[Reading, ...]:
        """Read the files one after another; `hints` are of no use here."""
        return tuple(self._read(source) for source in sources)

    def read_text(self, text: str | bytes, source: str) -> Reading:
        """Read such notes from memory; a `str` counts as its UTF-8."""
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        return _of_bytes(data, hashlib.sha256(data).hexdigest(), source)

    def _read(self, file: SourceFile) -> Reading:
        whole = read_whole(file, LARGEST)
        if isinstance(whole, Reading):
            return whole
        return _of_bytes(whole.data, whole.sha256, file.name)


def _of_bytes(data: bytes, sha256: str, name: str) -> Reading:
    decoded = decode(data, name, largest=LARGEST, most_lines=_MOST_LINES)
    if decoded.source is None:
        return Reading(
            source=name,
            sha256=sha256,
            diagnostics=decoded.diagnostics,
            coverage=Coverage.of_left_out(name, decoded.content),
        )
    return _read_source(decoded.source, sha256, decoded.diagnostics)


def _read_source(source: Source, sha256: str, decoding: Sequence[Diagnostic]) -> Reading:
    front = read_front(source)
    event, told = _event(source, front)
    found = [*decoding, *front.diagnostics, *told]
    found += left_over(source, event, found)
    found.sort(key=lambda each: (each.line or 0, each.last or 0, each.code, each.message))
    return Reading(
        source=source.name,
        sha256=sha256,
        events=(event,),
        diagnostics=tuple(found),
        coverage=account(source, event, found),
        taken_for=TakenFor(what="event", why=_WHY, named_by="front matter"),
    )


def _event(source: Source, front: Front) -> tuple[Event, list[Diagnostic]]:
    start, year, month = front.start()
    end = front.date("end")
    tags = front.values["tags"].texts if "tags" in front.values else ()
    tags = tuple(dict.fromkeys(tag for each in tags if (tag := each.strip().lstrip("#"))))
    takers = front.accounts("note-taker")
    zone = front.text("zone")
    if zone and zone_named(zone) is None:
        front.refuse("zone", f"{zone!r} is no time zone; write one as Europe/Lisbon")
    name = front.text("event")
    base = Event(
        name=name or "",
        slug="",
        source=source.name,
        spans=(),
        series=front.text("series"),
        start=start,
        end=end,
        year=year,
        month=month,
        location=front.text("place"),
        url=front.text("url"),
        kind=front.kind(),
        acronym=front.text("acronym"),
        tags=tags,
        accounts=front.accounts("accounts"),
        time_zone=zone,
        note_taker=next(iter(takers), None),
    )
    builder = Builder(source=source, event=base)
    builder.read(outline(source, front.last))
    if name is None:
        name = builder.title or "Untitled"
        message = f"the notes name no event; it is called {name!r}. Write event: ... at the top"
        span = Span(source=source.name, first=1, last=1)
        builder.diagnostics.append(Diagnostic.at(span, "title-missing", message))
    event = builder.built()
    spans = source.spans({*front.own, *builder.own})
    return replace(event, name=name, slug=slug(name), spans=spans), builder.diagnostics
