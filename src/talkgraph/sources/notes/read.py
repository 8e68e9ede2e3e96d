"""Reads live-tweet notes in Markdown: bytes in, an event and diagnostics out."""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from talkgraph.model import (
    NOT_NOTES,
    Coverage,
    Diagnostic,
    Event,
    Reading,
    Session,
    SessionKind,
    SourceFile,
    Span,
    Talk,
)
from talkgraph.sources.notes.event.assembly import assemble
from talkgraph.sources.notes.event.contents import Contents, read_contents
from talkgraph.sources.notes.event.head import Head, read_head
from talkgraph.sources.notes.event.programme import Part, Programme, keys_of, read_programme
from talkgraph.sources.notes.layout.roles import Clues, outline, read_levels
from talkgraph.sources.notes.markdown.blocks import Document, parse
from talkgraph.sources.notes.markdown.front_matter import FrontMatter, read_front_matter
from talkgraph.sources.notes.markdown.inline import block_pieces, title_and_anchor
from talkgraph.sources.notes.markdown.source import (
    LARGEST_SOURCE,
    Source,
    decode,
    is_text,
    too_large,
)


def spans_of(event: Event) -> Iterator[Span]:
    """Yield the spans of an event and of everything it holds."""
    yield from event.spans
    yield from (day.span for day in event.days)
    yield from (link.span for link in event.links)
    yield from (note.span for note in event.notes)
    parts: tuple[Talk | Session, ...] = (*event.talks, *event.sessions)
    for part in parts:
        yield from _part_spans(part)


def _part_spans(part: Talk | Session) -> Iterator[Span]:
    yield from part.spans
    for values in (part.speakers, part.threads, part.links, part.posts, part.notes):
        yield from (value.span for value in values)
    if isinstance(part, Session):
        yield from (item.span for item in part.items)


def _lines(places: Iterable[Span | Diagnostic]) -> set[int]:
    return {line for place in places for line in place.lines}


def account(source: Source, event: Event | None, diagnostics: Sequence[Diagnostic]) -> Coverage:
    """Count the lines that something stands for; a blank line is nothing to account for."""
    content = source.content_lines()
    in_graph = content & _lines(spans_of(event)) if event else frozenset()
    in_diagnostics = (content - in_graph) & _lines(diagnostics)
    return Coverage(
        source=source.name,
        content=len(content),
        in_graph=len(in_graph),
        in_diagnostics=len(in_diagnostics),
        missing=tuple(sorted(content - in_graph - in_diagnostics)),
    )


def left_over(
    source: Source, event: Event | None, diagnostics: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Name the lines that nothing else stands for, so that none is lost in silence."""
    missing = account(source, event, diagnostics).missing
    message = "this line is not understood and is not in the graph"
    return tuple(
        Diagnostic.at(span, "line-not-understood", message) for span in source.spans(missing)
    )


_LARGE: Final = 200_000


class MarkdownNotes:
    """Reads the family of formats in which one takes live-tweet notes as Markdown.

    Implements `talkgraph.protocols.SourceReader`.
    """

    suffixes = (".md", ".markdown")

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell whether a file is Markdown by its name, or text of any other name."""
        return name.lower().endswith(self.suffixes) or is_text(head)

    def read(self, source: SourceFile) -> Reading:
        """Read a file, unless it is far larger than notes are."""
        size = source.path.stat().st_size
        if size > LARGEST_SOURCE:
            found = (too_large(source.name, size),)
            return Reading(source=source.name, sha256="", event=None, diagnostics=found)
        return self.read_text(source.path.read_bytes(), source.name)

    def read_text(self, text: str | bytes, source: str) -> Reading:
        """Read notes from memory; a `str` counts as its UTF-8."""
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        sha256 = hashlib.sha256(data).hexdigest()
        decoded = decode(data, source)
        if decoded.source is None:
            coverage = Coverage(
                source=source, content=decoded.content, in_graph=0, in_diagnostics=decoded.content
            )
            return Reading(
                source=source,
                sha256=sha256,
                event=None,
                diagnostics=decoded.diagnostics,
                coverage=coverage,
            )
        with _collector_paused(len(data) > _LARGE):
            return _read(decoded.source, sha256, decoded.diagnostics)


@contextmanager
def _collector_paused(large: bool) -> Iterator[None]:
    """Spare a large source the garbage collector, which would look at every token many times.

    Reading makes no cycles to speak of.
    """
    pause = large and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def _read(source: Source, sha256: str, decoding: tuple[Diagnostic, ...]) -> Reading:
    front = read_front_matter(source)
    document = parse(source, after=front.last)
    contents = _contents(document)
    front_title = front.values.get("title")
    clues = Clues(title=front_title.text if front_title else None)
    levels, marks, habit = read_levels(document.blocks, contents, source, clues)
    shape = outline(levels, marks, habit, contents, source)
    head = read_head(shape, front)
    head.passed |= contents.frame
    passed = frozenset({*head.passed, *contents.lines})
    programme = read_programme(shape, contents, source, passed, (head.start, head.end), habit)
    keys, duplicates = keys_of(programme.parts)
    found = [
        *decoding,
        *front.diagnostics,
        *head.diagnostics,
        *programme.diagnostics,
        *programme.event_body.diagnostics,
        *(d for part in programme.parts for d in part.body.diagnostics),
        *duplicates,
        *_missed(programme, contents),
        *_limits(document, programme),
    ]
    _own_references(document, programme)
    event, verdict = _event(head, programme, keys, front, source)
    if not decoding or any(source.content_lines()):
        found += verdict
    found += left_over(source, event, found)
    found.sort(key=lambda d: (d.line or 0, d.last or 0, d.code, d.message))
    coverage = account(source, event, found)
    if event is not None and not event.spans:
        event = replace(event, spans=(source.whole,))  # no line speaks of it alone
    return Reading(
        source=source.name,
        sha256=sha256,
        event=event,
        diagnostics=tuple(found),
        coverage=coverage,
    )


def _contents(document: Document) -> Contents:
    titles = [
        title_and_anchor(block_pieces(block))[0]
        for block in document.blocks
        if block.kind == "heading"
    ]
    return read_contents(document.blocks, titles)


def _event(
    head: Head,
    programme: Programme,
    keys: tuple[str, ...],
    front: FrontMatter,
    source: Source,
) -> tuple[Event | None, list[Diagnostic]]:
    """Build the event, unless nothing tells that these are notes of one."""
    found: list[Diagnostic] = []
    if not _is_event(head, programme):
        message = "these do not look like notes of an event: no talk, no session, no dates;"
        message += " nothing of this file is in the graph"
        return None, [Diagnostic.at(source.whole, NOT_NOTES, message)]
    name = head.name
    if name is None:
        stem = PurePosixPath(source.name).stem.replace("-", " ").replace("_", " ").strip()
        name = stem or "Untitled"
        message = f"the notes have no title; the event is called {name!r} after the file"
        found.append(_about(source, "title-missing", message))
    event = assemble(head, name, programme, keys, front.own, source)
    if not event.talks:
        found.append(_about(source, "no-talks", "the notes hold no talk"))
    return event, found


def _is_event(head: Head, programme: Programme) -> bool:
    """Tell whether anything makes these the notes of an event: a talk, a session, dates, a year."""
    known = any(part.kind is not SessionKind.OTHER for part in programme.parts)
    dated = head.start is not None and not head.told
    return known or dated or bool(programme.parts and head.year)


def _about(source: Source, code: str, message: str) -> Diagnostic:
    return Diagnostic.at(Span(source=source.name), code, message)


def _missed(programme: Programme, contents: Contents) -> list[Diagnostic]:
    if not contents.entries:
        return []
    return [
        Diagnostic.at(
            part.heading.span,
            "toc-misses-talk",
            f"the table of contents does not list the talk {part.heading.title!r}",
        )
        for part in programme.parts
        if part.kind is None and not part.entries
    ]


def _limits(document: Document, programme: Programme) -> list[Diagnostic]:
    long = "this is too long for its Markdown, quotes and the like to be read; it is kept as text"
    bodies = (programme.event_body, *(part.body for part in programme.parts))
    drafts = (draft for body in bodies for draft in (*body.posts, *body.notes))
    long_spans = {*document.long_paragraphs, *(d.span for d in drafts if d.is_long)}
    deep = "quotes or lists are nested too deeply; the innermost markers are kept as text"
    return [
        Diagnostic.at(span, code, message)
        for code, message, spans in (
            ("paragraph-too-long", long, sorted(long_spans)),
            ("nested-too-deeply", deep, document.too_deep),
        )
        for span in spans
    ]


def _own_references(document: Document, programme: Programme) -> None:
    """Let the part in which a link reference is defined stand for its lines."""
    starts: list[tuple[int, Part | None]] = [
        (part.heading.span.first, part) for part in programme.parts
    ]
    for line in document.reference_lines:
        within = [part for first, part in starts if first < line]
        body = within[-1].body if within and within[-1] else programme.event_body
        body.own.add(line)
