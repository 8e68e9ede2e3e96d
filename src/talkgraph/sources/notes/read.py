"""Reads notes that people take by hand: files in, events and diagnostics out."""

import hashlib
import os
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from talkgraph.model import (
    NO_HINTS,
    NOT_NOTES,
    Coverage,
    Diagnostic,
    Event,
    Hints,
    Reading,
    Severity,
    SourceFile,
    Span,
    TakenFor,
)
from talkgraph.model.names import slug
from talkgraph.sources.collector import collector_paused
from talkgraph.sources.formats import structure_of
from talkgraph.sources.notes.accounts import account, left_over
from talkgraph.sources.notes.event.assembly import assemble
from talkgraph.sources.notes.event.contents import Contents
from talkgraph.sources.notes.event.head import Head, read_event_head
from talkgraph.sources.notes.event.programme import Part, Programme, keys_of, read_programme
from talkgraph.sources.notes.formats import SUFFIXES, leads_to_notes
from talkgraph.sources.notes.layout.folders import FileRole, Placement, place
from talkgraph.sources.notes.layout.names import Named
from talkgraph.sources.notes.layout.overrules.events import (
    overrule_event,
    overrule_head,
    overrule_talk,
)
from talkgraph.sources.notes.layout.overrules.files import (
    FILE_NAME,
    OverruleFile,
    Overrules,
    is_overrule_file,
    placed_at,
    read_overrule_file,
)
from talkgraph.sources.notes.layout.overrules.pages import overruled
from talkgraph.sources.notes.layout.pages import Page, open_page
from talkgraph.sources.notes.layout.reasons import taken_for
from talkgraph.sources.notes.layout.shape import shape_of
from talkgraph.sources.notes.markdown.blocks import Document
from talkgraph.sources.notes.markdown.source import (
    LARGEST_SOURCE,
    Source,
    decode,
    is_text,
)
from talkgraph.sources.whole import read_whole

_ENDINGS: Final = (*SUFFIXES, FILE_NAME)


class HandwrittenNotes:
    """Reads notes of any layout: a file per talk, per day, per event, or posts.

    Files that are read together decide together (`layout.folders`), and a `talkgraph.toml` among
    them says what of it is otherwise (`layout.overrules`). Implements
    `talkgraph.protocols.SourceReader`.
    """

    def looks_for(self, name: str) -> bool:
        """Tell by its ending whether a file may be notes, or says how notes are to be read."""
        return name.lower().endswith(_ENDINGS)

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell whether a file is notes by its name, or text, and not plainly structured."""
        if name.endswith(FILE_NAME):
            return is_overrule_file(name)
        notes = name.lower().endswith(_ENDINGS) or is_text(head)
        return notes and structure_of(head, name) is None

    def read(self, sources: Sequence[SourceFile], hints: Hints = NO_HINTS) -> tuple[Reading, ...]:
        """Read files that were found together, in their order; `hints` are of no use here."""
        with collector_paused():
            return _read_all([_opened(source) for source in sources])

    def read_text(self, text: str | bytes, source: str) -> Reading:
        """Read notes from memory; a `str` counts as its UTF-8."""
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        with collector_paused():
            return _read_all([_of_bytes(data, source, None)])[0]

    def layout(self, sources: Sequence[SourceFile]) -> tuple[Placement, ...]:
        """Return what each file is taken for, and why; files that cannot be read are not among."""
        with collector_paused():
            return _placed([_opened(source) for source in sources])[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A file as a page, or the reading that says why it is none; or what it says of others."""

    page: Page | None
    sha256: str
    found: tuple[Diagnostic, ...]
    reading: Reading
    path: Path | None = None
    overrules: OverruleFile | None = None


def _opened(file: SourceFile) -> _Opened:
    """Open a file, unless it is far larger than notes are, or cannot be read."""
    whole = read_whole(file, LARGEST_SOURCE)
    if isinstance(whole, Reading):
        return _closed(file.name, "", 0, whole.diagnostics)
    return _of_bytes(whole.data, file.name, file)


def _closed(name: str, sha256: str, content: int, found: tuple[Diagnostic, ...]) -> _Opened:
    reading = Reading(
        source=name,
        sha256=sha256,
        diagnostics=found,
        coverage=Coverage.of_left_out(name, content) if sha256 else None,
    )
    return _Opened(page=None, sha256=sha256, found=found, reading=reading)


def _of_bytes(data: bytes, name: str, file: SourceFile | None) -> _Opened:
    sha256 = hashlib.sha256(data).hexdigest()
    decoded = decode(data, name)
    closed = _closed(name, sha256, decoded.content, decoded.diagnostics)
    if decoded.source is None:
        return closed
    if file is not None and is_overrule_file(name):
        return _overruling(decoded.source, file, closed)
    page = open_page(decoded.source, file)
    return replace(closed, page=page, path=file.path if file else None)


def _overruling(source: Source, file: SourceFile, closed: _Opened) -> _Opened:
    """Read what a file says of others: it is no notes itself, and its lines are none."""
    told = read_overrule_file(source, placed_at(file.path).parent)
    found = (*closed.found, *told.diagnostics)
    reading = replace(closed.reading, diagnostics=found, coverage=None)
    return replace(closed, found=found, reading=reading, overrules=told)


def _read_all(opened: Sequence[_Opened]) -> tuple[Reading, ...]:
    places, problems = _placed(opened)
    placed = iter(places)
    readings: list[Reading] = []
    for each in opened:
        more = tuple(problem for problem in problems if problem.source == each.reading.source)
        if each.page is not None:
            readings.append(_read(next(placed), each.sha256, (*each.found, *more)))
        elif each.overrules is not None:
            found = sorted((*each.found, *more), key=_by_line)
            settings = _settings(each.overrules, places)
            readings.append(replace(each.reading, diagnostics=tuple(found), taken_for=settings))
        else:
            readings.append(each.reading)
    return tuple(_links_nowhere(opened, list(_editions(readings))))


def _placed(opened: Sequence[_Opened]) -> tuple[tuple[Placement, ...], tuple[Diagnostic, ...]]:
    """Place the files that are pages, and return what cannot be done of what is said of them."""
    pages = [(each.page, each.path) for each in opened if each.page is not None]
    overrules = Overrules.of(each.overrules for each in opened if each.overrules is not None)
    paths = [path for _, path in pages]
    done, found = overruled([page for page, _ in pages], paths, overrules)
    unfitting = overrules.unfitting([path for path in paths if path is not None], tuple(SUFFIXES))
    return place(done), (*found, *unfitting)


def _settings(told: OverruleFile, places: Sequence[Placement]) -> TakenFor:
    """Say how many files a `talkgraph.toml` fixes something of."""
    count = sum(told.name in placed.page.said.sources for placed in places)
    files = "1 file" if count == 1 else f"{count} files"
    return TakenFor(what="settings", why=f"it says how {files} of notes are to be read")


def _by_line(each: Diagnostic) -> tuple[int, int, str, str]:
    return each.line or 0, each.last or 0, each.code, each.message


def _links_nowhere(opened: Sequence[_Opened], readings: Sequence[Reading]) -> Iterator[Reading]:
    """Name the files of notes that an index links to and that are not there."""
    read = {each.path for each in opened}  # those in archives are nowhere else
    for each, reading in zip(opened, readings, strict=True):
        if each.page is None or each.path is None or not each.page.is_index:
            yield reading
            continue
        folder = each.path.parent
        found = [
            Diagnostic.at(link.span, "note-file-missing", _missing(link.url))
            for talk in (reading.event.talks if reading.event else ())
            for link in talk.links
            if leads_to_notes(link.url) and not _is_there(folder / unquote(link.url), read)
        ]
        told = sorted((*reading.diagnostics, *found), key=_by_line)
        yield replace(reading, diagnostics=tuple(told))


def _is_there(path: Path, read: Set[Path | None]) -> bool:
    return path.exists() or Path(os.path.normpath(path)) in read


def _missing(url: str) -> str:
    return (
        f"the notes {url!r} are listed here, but there is no such file; add it or correct the link"
    )


def _editions(readings: Sequence[Reading]) -> Iterator[Reading]:
    """Tell apart events of one name in several years: each name gets its year."""
    years: dict[str, set[int]] = {}
    for reading in readings:
        if reading.event is not None and reading.event.start is not None:
            years.setdefault(reading.event.slug, set()).add(reading.event.start.year)
    for reading in readings:
        event = reading.event
        if event is None or event.start is None or len(years[event.slug]) < _SEVERAL:
            yield reading
            continue
        name = Named(name=event.name, year=event.start.year).full
        yield replace(reading, events=(replace(event, name=name, slug=slug(name)),))


_SEVERAL: Final = 2


def _read(placed: Placement, sha256: str, decoding: tuple[Diagnostic, ...]) -> Reading:
    page = placed.page
    source = page.source
    event: Event | None = None
    found = [*decoding, *page.front.diagnostics]
    if placed.role is FileRole.LEFT_OUT or not any(source.content_lines()):
        if not decoding or any(source.content_lines()):
            ignored = placed.page.said.role is not None
            found.append(_ignored(placed) if ignored else _not_notes(source, placed.left_out))
    else:
        event, more = _told(placed)
        found += more
    found += left_over(source, event, found)
    found.sort(key=_by_line)
    coverage = account(source, event, found)
    if event is not None and not event.spans:
        event = replace(event, spans=(source.whole,))  # no line speaks of it alone
    if event is not None:
        event = overrule_event(event, placed)
    return Reading(
        source=source.name,
        sha256=sha256,
        events=() if event is None else (event,),
        diagnostics=tuple(found),
        coverage=coverage,
        taken_for=taken_for(placed, event, found),
    )


def _told(placed: Placement) -> tuple[Event | None, list[Diagnostic]]:
    """Read what a file tells of its event, with what was noticed on the way."""
    page = placed.page
    source, contents = page.source, page.contents
    shape = shape_of(placed)
    head = read_event_head(shape, page.front, placed)
    overrule_head(head, placed)
    whole = placed.role is FileRole.TALK
    listed = contents.frame | contents.lines if whole else frozenset()
    if whole:  # the table is of the talk's parts
        contents = Contents(entries=(), lines=frozenset())
    head.passed |= contents.frame
    passed = frozenset({*head.passed, *contents.lines, *listed})
    programme = read_programme(shape, contents, source, passed, head, placed)
    overrule_talk(programme, placed)
    for part in programme.parts[:1]:
        part.body.own.update(listed)
    keys, duplicates = keys_of(programme.parts)
    _own_structure(page, programme)
    event, verdict = _event(head, programme, keys, placed)
    found = [
        *head.diagnostics,
        *programme.diagnostics,
        *programme.event_body.diagnostics,
        *(d for part in programme.parts for d in part.body.diagnostics),
        *duplicates,
        *_missed(programme, contents),
        *_limits(page.document, programme),
        *verdict,
    ]
    return event, found


def _event(
    head: Head, programme: Programme, keys: tuple[str, ...], placed: Placement
) -> tuple[Event | None, list[Diagnostic]]:
    """Build the event, unless nothing tells that these are notes of one."""
    source = placed.page.source
    found: list[Diagnostic] = []
    if placed.role is FileRole.INDEX and not (programme.parts or head.start or placed.event):
        return None, [_not_notes(source, "it names no event of which there are notes here")]
    name = head.name
    if name is None:
        name = _fallback(placed)
        what = "no title" if placed.role is not FileRole.TALK else "no event"
        message = (
            f"the notes have {what}; the event is called {name!r} after the file. Name it in the"
            " front matter (event: ...) or by the name of the folder"
        )
        found.append(_about(source, "title-missing", message))
    event = assemble(head, name, programme, keys, placed.page.front.own, source)
    if not (event.talks or placed.role is FileRole.INDEX or placed.aside):
        found.append(_about(source, "no-talks", "the notes hold no talk"))
    return event, found


def _fallback(placed: Placement) -> str:
    return placed.page.words.strip() or "Untitled"


def _not_notes(source: Source, why: str) -> Diagnostic:
    message = f"no notes of an event: {why}; nothing of this file is in the graph"
    return Diagnostic.at(source.whole, NOT_NOTES, message)


def _ignored(placed: Placement) -> Diagnostic:
    message = f"{placed.left_out}: this file is ignored, and nothing of it is in the graph"
    return Diagnostic.at(placed.page.source.whole, NOT_NOTES, message, Severity.INFO)


def _about(source: Source, code: str, message: str) -> Diagnostic:
    return Diagnostic.at(Span(source=source.name), code, message)


def _missed(programme: Programme, contents: Contents) -> list[Diagnostic]:
    if not contents.entries:
        return []
    return [
        Diagnostic.at(
            part.heading.span,
            "toc-misses-talk",
            f"the table of contents does not list the talk {part.heading.title!r}; add it",
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


def _own_structure(page: Page, programme: Programme) -> None:
    """Let each part stand for its link references, and for lines that are no more than marks.

    Such are, in formats other than Markdown, the lines below titles and around blocks.
    """
    starts: list[tuple[int, Part | None]] = [
        (part.heading.span.first, part) for part in programme.parts
    ]
    source = page.source
    marks = {n for n, line in enumerate(source.as_markdown, 1) if not line.strip()}
    marks &= source.content_lines()
    for line in sorted({*page.document.reference_lines, *marks}):
        within = [part for first, part in starts if first < line]
        body = within[-1].body if within and within[-1] else programme.event_body
        body.own.add(line)
