"""Reads pyvideo's records of talks: a file a talk beside its `category.json`, or JSON lines.

The format: https://github.com/pyvideo/data. A record tells what was recorded, by whom and when; of
the event only its title is known, and that from `category.json`. Times are local, without zone.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from talkgraph.model import (
    NO_HINTS,
    NOT_NOTES,
    Abstract,
    Diagnostic,
    Event,
    Hints,
    Link,
    LinkKind,
    Reading,
    Severity,
    SourceFile,
    SourceKind,
    Span,
    TakenFor,
    Talk,
)
from talkgraph.model.names import slug
from talkgraph.sources.formats import CUT
from talkgraph.sources.notes.addresses import link_kind
from talkgraph.sources.opening import opened
from talkgraph.sources.programmes.announced import Markup, abstracts_of
from talkgraph.sources.programmes.json_values import (
    json_of,
    json_problem,
    keys_at_head,
    list_of,
    mapping_of,
    mappings_in,
    text_of,
)
from talkgraph.sources.programmes.languages import language_tag
from talkgraph.sources.programmes.listing import (
    coverage_of,
    event_named,
    listed,
    not_somebody,
    speakers_of,
    unnamed,
)
from talkgraph.sources.programmes.telling import title_and_status
from talkgraph.sources.times import day_of, in_zone, later, moment_of, zone_named
from talkgraph.sources.whole import BROKEN, broken, read_whole, reason_of, unreadable
from talkgraph.words import one_line, word_set

_CATEGORY: Final = "category.json"
_OF_CATEGORY: Final = word_set("title description slug alias id url start_date end_date")
_OF_VIDEO: Final = word_set(
    "title speakers description summary recorded language tags videos thumbnail_url duration"
    " related_urls copyright_text quality_notes source_url"
)
_ITS_OWN: Final = word_set("copyright_text thumbnail_url videos recorded quality_notes")
_OF_LINE: Final = word_set("event event_id category recorded")
_KINDS: Final = word_set(
    "talk talks tutorial tutorials workshop workshops keynote keynotes poster posters panel sprint"
)
_LIGHTNING: Final = frozenset({"lightning talk", "lightning talks", "sponsor workshop"})
_KIND_OF_LINES: Final = "JSON lines (one talk a line)"


class PyVideo:
    """Reads pyvideo's JSON. Implements `talkgraph.protocols.SourceReader`."""

    def looks_for(self, name: str) -> bool:
        """Tell whether a file may be one of pyvideo's: JSON, or JSON lines."""
        return name.casefold().endswith((".json", ".jsonl", ".ndjson"))

    def accepts(self, head: bytes, name: str) -> bool:
        """Tell by the keys of its first object whether a file is a category, a talk or a list."""
        return bool(_kind(head, name))

    def read(self, sources: Sequence[SourceFile], hints: Hints = NO_HINTS) -> tuple[Reading, ...]:
        """Read files, those of one category together: its title is in a file of its own."""
        files = [_opened(source) for source in sources]
        names = {_folder(each.source): each.title for each in files if each.title}
        dates: dict[str, set[dt.date]] = {}
        for each in files:
            if each.talk and each.talk.date:
                dates.setdefault(_folder(each.source), set()).add(each.talk.date)
        with_talks = {_folder(each.source) for each in files if each.talk}
        readings: list[Reading] = []
        for each in files:
            folder = _folder(each.source)
            if each.reading:
                readings.append(each.reading)
            elif each.is_lines:
                readings.append(_read_lines(each.source, hints))
            else:
                told = names.get(folder, "")
                alone = folder not in with_talks
                readings.append(_read_file(each, told, dates.get(folder, ()), hints, alone=alone))
        return tuple(readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file that was opened: a category's `title`, a `talk`, lines, or what went wrong."""

    source: SourceFile
    sha256: str = ""
    title: str = ""
    talk: Talk | None = None
    problems: tuple[Diagnostic, ...] = ()
    is_lines: bool = False
    reading: Reading | None = None


def _kind(head: bytes, name: str) -> str:
    """Return "category", "video" or "lines", by the keys in the beginning of a file."""
    path = PurePosixPath(name)
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return ""
    keys = frozenset(keys_at_head(head))
    if path.name == _CATEGORY and "title" in keys:
        return "category" if keys <= _OF_CATEGORY else ""
    if path.suffix.casefold() in {".jsonl", ".ndjson"}:
        return "lines" if "title" in keys and keys & (_OF_LINE | {"abstract", "speakers"}) else ""
    if {"title", "speakers"} <= keys and keys & {"event", "event_id"}:
        return "lines"
    own = keys & _ITS_OWN
    among_videos = "videos" in path.parts[:-1] and len(own) > 0
    return "video" if (len(keys & _OF_VIDEO) > 3 and len(own) > 1) or among_videos else ""


def _opened(source: SourceFile) -> _File:
    try:
        with opened(source) as file:
            kind = _kind(file.read(CUT), source.name)
    except OSError as error:
        return _File(source=source, reading=unreadable(source.name, reason_of(error)))
    if kind == "lines":
        return _File(source=source, is_lines=True)
    whole = read_whole(source)
    if isinstance(whole, Reading):
        return _File(source=source, reading=whole)
    sha256 = whole.sha256
    what = "pyvideo's category.json" if kind == "category" else "a talk of pyvideo's"
    try:
        told = mapping_of(json_of(whole.data))
    except ValueError as error:
        reading = broken(source.name, sha256, what, json_problem(error))
        return _File(source=source, reading=reading)
    if PurePosixPath(source.name).name == _CATEGORY and "videos" not in told:
        title = one_line(text_of(told.get("title")))
        return _File(source=source, sha256=sha256, title=title)
    talk, problems = _talk(told, Span(source=source.name), PurePosixPath(source.name).stem)
    return _File(source=source, sha256=sha256, talk=talk, problems=problems)


def _folder(source: SourceFile) -> str:
    """Return the folder of a category: where `category.json` lies and, in another, the videos."""
    folder = PurePosixPath(source.name).parent
    return str(folder.parent if folder.name == "videos" else folder)


def _read_file(
    file: _File, told: str, dates: Iterable[dt.date], hints: Hints, *, alone: bool
) -> Reading:
    source, whole = file.source, Span(source=file.source.name)
    place = replace(source, name=str(PurePosixPath(_folder(source)) / "videos.json"))
    name, by = event_named(place, told, hints)
    found = list(file.problems)
    if not name:
        found.append(unnamed(source.name))
    if file.talk is None:
        what, why = ("programme", "category.json (pyvideo)") if not alone else ("part", "its talks")
    else:
        what, why = "programme", "a talk (pyvideo)"
    if file.talk is None and alone:
        message = (
            "this names an event, but the files of its talks are not beside it; put them there"
        )
        found.append(Diagnostic.at(whole, NOT_NOTES, message))
    events: tuple[Event, ...] = ()
    if name and not (file.talk is None and alone):
        event = _event(name, whole)
        talks = [_in_zone(file.talk, hints)] if file.talk else []
        events = (listed(event, talks, tuple(dates)),)
    return Reading(
        source=source.name,
        sha256=file.sha256,
        events=events,
        diagnostics=tuple(found),
        taken_for=TakenFor(what=what, why=why, format="pyvideo", named_by=by),
    )


def _event(name: str, span: Span, acronym: str | None = None) -> Event:
    return Event(
        name=name,
        slug=slug(name),
        source=span.source,
        spans=(span,),
        kind=SourceKind.PROGRAMME,
        acronym=acronym,
    )


def _in_zone(talk: Talk, hints: Hints) -> Talk:
    zone = zone_named(hints.zone)
    start = in_zone(talk.start, zone) if talk.start else None
    end = in_zone(talk.end, zone) if talk.end else None
    return replace(talk, start=start, end=end)


# ── JSON lines ───────────────────────────────────────────────────────────────────────────────────


def _read_lines(source: SourceFile, hints: Hints) -> Reading:
    """Read a talk from each line, one line at a time: such files are large."""
    digest, lines = hashlib.sha256(), _Lines(source, hints)
    try:
        with opened(source) as file:
            for number, line in enumerate(file, 1):
                digest.update(line)
                if line.strip():
                    lines.read(line, number)
    except OSError as error:
        return unreadable(source.name, reason_of(error))
    events, found = lines.events(), lines.found
    if not events:
        whole = Span(source=source.name)
        found.append(
            Diagnostic.at(
                whole,
                NOT_NOTES,
                "no line of this file tells of a talk; check that it is the right file",
            )
        )
    return Reading(
        source=source.name,
        sha256=digest.hexdigest(),
        events=events,
        diagnostics=tuple(found),
        coverage=coverage_of(source.name, lines.content, events, found),
        taken_for=TakenFor(
            what="programme", why=_KIND_OF_LINES, format="pyvideo", named_by="programme"
        ),
    )


class _Lines:
    """What was read of a file's lines so far: their numbers, talks by event, and what is odd."""

    def __init__(self, source: SourceFile, hints: Hints) -> None:
        self.source, self.hints = source, hints
        self.content: list[int] = []
        self.found: list[Diagnostic] = []
        self._events: dict[str, tuple[Event, list[Talk]]] = {}

    def events(self) -> tuple[Event, ...]:
        """Return the events in the order in which they first appear."""
        return tuple(listed(event, talks) for event, talks in self._events.values())

    def read(self, line: bytes, number: int) -> None:
        """Read a line that is not blank."""
        self.content.append(number)
        span = Span(source=self.source.name, first=number, last=number)
        try:
            told = json_of(line)
            if not isinstance(told, dict):
                raise ValueError("it is no JSON object")
        except ValueError as error:
            message = f"this line cannot be read and is left out: {json_problem(error, number)}"
            self.found.append(Diagnostic.at(span, BROKEN, message, Severity.ERROR))
            return
        record = mapping_of(told)
        talk, problems = _talk(record, span, "")
        self.found += problems
        acronym = one_line(text_of(record.get("event_id")))
        title = text_of(record.get("event")) or text_of(record.get("category")) or acronym
        name, _ = event_named(self.source, title, self.hints)
        if not name:
            self.found.append(replace(unnamed(self.source.name), line=number, last=number))
        elif talk:
            event = _event(name, span, acronym or None)
            _, talks = self._events.setdefault(event.slug, (event, []))
            talks.append(_in_zone(talk, self.hints))


# ── a talk ───────────────────────────────────────────────────────────────────────────────────────


def _talk(
    told: Mapping[str, object], span: Span, stem: str
) -> tuple[Talk | None, tuple[Diagnostic, ...]]:
    """Return what a record tells of a talk, and what is odd about it."""
    title, status = title_and_status(text_of(told.get("title")))
    if not title:
        message = "this record has no title and is left out"
        return None, (Diagnostic.at(span, NOT_NOTES, message),)
    names = [text_of(each) for each in list_of(told.get("speakers"))]
    written = text_of(told.get("recorded")) or text_of(told.get("date"))
    moment = moment_of(written)
    found = [*not_somebody(names, span)]
    if written.strip() and moment is None:
        message = f"{written.strip()[:40]!r} is no date that can be read; write it like 2031-05-04"
        found.append(Diagnostic.at(span, "date-not-understood", message))
    start = moment if isinstance(moment, dt.datetime) and moment.time() != dt.time.min else None
    identifier = text_of(told.get("id")) or text_of(told.get("slug")) or stem
    talk = Talk(
        key="",
        title=title,
        position=1,
        spans=(span,),
        date=day_of(moment),
        start=start,
        end=later(start, told.get("duration")),
        language=language_tag(text_of(told.get("language"))),
        type=_type(told),
        status=status,
        identifiers=(stem or identifier,) if stem or identifier else (),
        speakers=speakers_of(names, span),
        abstracts=_abstracts(told, span),
        links=tuple(_links(told, span)),
    )
    return talk, tuple(found)


def _type(told: Mapping[str, object]) -> str | None:
    """Return the one tag, if any, that says what kind of talk it is."""
    tags = (one_line(text_of(tag)) for tag in list_of(told.get("tags")))
    return next((tag for tag in tags if tag.casefold() in _KINDS | _LIGHTNING), None)


def _abstracts(told: Mapping[str, object], span: Span) -> tuple[Abstract, ...]:
    """Return summary and description, of which one often repeats the other."""
    texts: list[str] = []
    for key in ("summary", "description", "abstract"):
        text = text_of(told.get(key)).strip()
        if text and not any(one_line(text) in one_line(known) for known in texts):
            texts = [known for known in texts if one_line(known) not in one_line(text)]
            texts.append(text)
    return abstracts_of("\n\n".join(texts), Markup.RST, span)


def _links(told: Mapping[str, object], span: Span) -> Iterator[Link]:
    """Yield where the recordings lie, their picture, and what else belongs to the talk."""
    for video in mappings_in(told.get("videos")):
        yield from _link(video.get("url"), text_of(video.get("type")), LinkKind.VIDEO, span)
    if not list_of(told.get("videos")):
        yield from _link(told.get("url") or told.get("source_url"), "video", LinkKind.VIDEO, span)
    yield from _link(told.get("thumbnail_url"), "thumbnail", LinkKind.THUMBNAIL, span)
    for related in list_of(told.get("related_urls")):
        fields = mapping_of(related)
        url, label = text_of(fields.get("url")) or text_of(related), text_of(fields.get("label"))
        yield from _link(url, label, link_kind(url, label), span)


def _link(url: object, label: str, kind: LinkKind, span: Span) -> Iterator[Link]:
    address = "".join(text_of(url).split())
    if address.casefold().startswith(("http://", "https://")):
        yield Link(url=address, label=one_line(label) or address, kind=kind, span=span)
