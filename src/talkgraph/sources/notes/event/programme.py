"""The sections of a source as drafts: talks and sessions, with their days and their entries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

from talkgraph.model import (
    Day,
    Diagnostic,
    Link,
    LinkKind,
    SessionItem,
    SessionKind,
    Severity,
    Speaker,
)
from talkgraph.model.names import slug
from talkgraph.sources.notes.event.body import Body, BodyReader
from talkgraph.sources.notes.event.contents import (
    Contents,
    Entry,
    TitleIndex,
    anchor_key,
    best_title,
    speakers_in,
    title_keys,
)
from talkgraph.sources.notes.event.dates import day_of, distinct, read_day
from talkgraph.sources.notes.event.head import Head
from talkgraph.sources.notes.event.sessions import (
    is_programme,
    other_kind,
    read_session,
    session_kind,
)
from talkgraph.sources.notes.event.several import Other, others_in, tell_of
from talkgraph.sources.notes.layout.folders import FileRole, Placement
from talkgraph.sources.notes.layout.outline import (
    Form,
    Heading,
    Outline,
    Role,
    Section,
    is_timed,
)
from talkgraph.sources.notes.layout.titles import Habit, Way, choose, cleaned, title_text, ways
from talkgraph.sources.notes.markdown.front_matter import FrontMatter
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.notes.speakers.inferred import settle
from talkgraph.sources.notes.speakers.lines import names_in
from talkgraph.sources.notes.speakers.persons import named_by

_MOST_LINES: Final = 5
_MOST_COMPARED: Final = 200
_FEWEST_NAMED: Final = 4
_NEARLY_ALL: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A talk (`kind` is `None`) or a session, read but without its key.

    `elsewhere` is another event of the same file, where it belongs to that.
    """

    heading: Heading
    body: Body
    entries: tuple[Entry, ...] = ()
    kind: SessionKind | None = None
    day: Day | None = None
    items: tuple[SessionItem, ...] = ()
    location: str | None = None
    elsewhere: Other | None = None


@dataclass(slots=True, kw_only=True)
class Programme:
    """The days and parts of an event, and the body that belongs to the event itself."""

    event_body: Body
    days: tuple[Day, ...] = ()
    parts: list[Part] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def read_programme(
    outline: Outline,
    contents: Contents,
    source: Source,
    passed: frozenset[int],
    head: Head,
    place: Placement,
) -> Programme:
    """Read every section; `passed` are the lines understood already."""
    event = BodyReader(source=source, of_event=True, passed=passed)
    event.read(outline.preamble)
    programme = Programme(event_body=event.body)
    entries, unknown = _by_heading(outline.sections, contents)
    programme.diagnostics += [_unknown_anchor(entry) for entry in unknown]
    headed = _days(outline, programme, (head.start, head.end))
    day = _own_day(head, place, source)
    if day and day.date and any(each.date == day.date for each in headed):
        day = None  # a heading says it too
    programme.days = distinct([*([day] if day else []), *headed])
    days = iter(programme.days[1:] if day else programme.days)
    reader = _PartReader(
        source=source,
        passed=passed,
        habit=place.habit,
        strict=_are_anchored(outline.sections),
        front=place.page.front if place.role is FileRole.TALK else None,
    )
    others = others_in(outline, dated=head.start is not None)
    elsewhere: Other | None = None
    for n, section in enumerate(outline.sections):
        elsewhere = others.get(n, elsewhere)
        if section.role is Role.SECTION:
            part = reader.part(section, entries.get(n, ()), day)
            programme.parts.append(replace(part, elsewhere=elsewhere))
            continue
        if n in others and section.heading:
            programme.diagnostics.append(
                tell_of(section.heading, others[n], head.name or "the first")
            )
            day = None
        if section.role is Role.DAY:
            day = next(days)
        _read_as_event(event, section, entries.get(n, ()))
    programme.diagnostics += _doubtful(programme.parts)
    return programme


def _read_as_event(event: BodyReader, section: Section, entries: Sequence[Entry]) -> None:
    """Read a section that is no talk, and let the event stand for its heading and its entries."""
    blocks = section.blocks
    if section.role is Role.EVENT_PART and section.heading:
        blocks = (section.heading.block, *blocks)
    event.read(blocks)
    if section.role in {Role.TITLE, Role.CONTAINER} and section.heading:
        event.body.own.update(section.heading.span.lines)
    for entry in entries:
        event.body.own.update(entry.span.lines)


def _doubtful(parts: Sequence[Part]) -> list[Diagnostic]:
    """Name the talks that show nothing of one where nearly all others name who speaks.

    Many a real talk is noted without its speaker, so that it stays one; but who reads the notes
    may have added a heading of another kind, whose words tell nothing.
    """
    talks = [p for p in parts if p.kind is None and p.heading.form is Form.HEADING]
    named = sum(bool(p.body.speakers) for p in talks)
    if named < max(_FEWEST_NAMED, _NEARLY_ALL * (len(talks) - 1)):
        return []
    message = (
        f"no speaker, time, link or post, while {named} of {len(talks)} talks name who speaks; if"
        " this is no talk, make its heading smaller than theirs"
    )
    return [
        Diagnostic.at(p.heading.span, "doubtful-talk", message, Severity.INFO)
        for p in talks
        if _shows_nothing(p)
    ]


def _shows_nothing(part: Part) -> bool:
    heading, body = part.heading, part.body
    told = body.speakers or body.threads or body.links or body.posts
    return not (told or heading.anchor or heading.listed or is_timed(heading))


def _own_day(head: Head, place: Placement, source: Source) -> Day | None:
    """Return the day that the title, the file's or the folder's name says the file is of."""
    named = next((n for n in (place.page.named, place.page.place.dated) if n is not None), None)
    number = named.number if named is not None else None
    heading = day_of(head.day) if head.day else None
    number = heading.number if heading and heading.number is not None else number
    whole = place.role is FileRole.DAY and head.start is not None and head.start == head.end
    if number is None and not whole:
        return None
    date = head.start if head.start == head.end else None
    title = head.day or (f"Day {number}" if number is not None else str(date))
    key = date.isoformat() if date else f"day-{number}"
    return Day(key=key, title=title, span=source.whole, number=number, date=date)


def _days(
    outline: Outline, programme: Programme, dates: tuple[dt.date | None, dt.date | None]
) -> list[Day]:
    days: list[Day] = []
    for section in outline.sections:
        if section.role is Role.DAY and section.heading:
            heading = day_of(section.heading.title)
            assert heading is not None
            before = days[-1].date if days else None
            day, found = read_day(heading, section.heading.span, *dates, before)
            days.append(day)
            programme.diagnostics += found
    return days


def _by_heading(
    sections: Sequence[Section], contents: Contents
) -> tuple[dict[int, tuple[Entry, ...]], list[Entry]]:
    """Say which sections each entry means: by anchor, else by the title; and which mean nothing."""
    by_anchor: dict[str, list[int]] = {}
    by_title: dict[str, list[int]] = {}
    for place, section in enumerate(sections):
        if section.heading is None:
            continue
        if section.heading.anchor:
            by_anchor.setdefault(anchor_key(section.heading.anchor), []).append(place)
        for key in title_keys(section.heading.title):
            by_title.setdefault(key, []).append(place)
    index = TitleIndex([s.heading.title if s.heading else "" for s in sections])
    talks = [n for n, section in enumerate(sections) if section.role is Role.SECTION]
    meant: dict[int, list[Entry]] = {}
    unknown: list[Entry] = []
    compared = 0
    for entry in contents.entries:
        key = anchor_key(entry.target) if entry.target else ""
        places = by_anchor.get(key) or by_title.get(key) or []
        if not places and entry.target:
            unknown.append(entry)
        places = places or index.named_by(entry)
        if not (places or entry.target) and compared < _MOST_COMPARED:
            compared += 1
            places = talks
        if not places:
            continue
        titles = [h.title if (h := sections[place].heading) else "" for place in places]
        meant.setdefault(places[best_title(entry, titles)], []).append(entry)
    return {place: tuple(found) for place, found in meant.items()}, unknown


def _unknown_anchor(entry: Entry) -> Diagnostic:
    message = (
        f"the table of contents names #{entry.target}, which is no heading's anchor; correct"
        f" the entry {entry.text!r} or give its talk that anchor"
    )
    return Diagnostic.at(entry.span, "toc-unknown-anchor", message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PartReader:
    """Reads sections as talks and sessions.

    `habit` is how the headings of talks are written; `strict` is true where they are marked by
    anchors; `front` is the front matter of a file that is one talk.
    """

    source: Source
    passed: frozenset[int]
    habit: Habit
    strict: bool
    front: FrontMatter | None

    def part(self, section: Section, entries: tuple[Entry, ...], day: Day | None) -> Part:
        heading = section.heading
        assert heading is not None
        kind = session_kind(heading) or section.kind
        if not (heading.title or heading.anchor):
            heading = replace(heading, title=self._as_written(heading))
        if kind is None or self.front is not None:
            part = self._talk(heading, section, entries, day)
            if part is not None:
                return part
            kind = kind or other_kind(heading)
        session = read_session(heading, kind, section.blocks, self.source)
        return Part(
            heading=heading,
            body=session.body,
            entries=entries,
            kind=kind,
            day=day,
            items=tuple(session.items),
            location=session.location,
        )

    def _as_written(self, heading: Heading) -> str:
        """Return what stands for the title of a heading that has no words, only marks."""
        line = self.source.lines[heading.span.first - 1]
        return " ".join(line.strip(" \t#=*_").split()) or PurePosixPath(self.source.name).stem

    def _talk(
        self, heading: Heading, section: Section, entries: tuple[Entry, ...], day: Day | None
    ) -> Part | None:
        """Read a section as a talk, unless it shows that it is none."""
        listed = self._listed(heading, entries)
        known = named_by(tuple(speaker.name for speaker in listed), heading.anchor)
        pieces = cleaned(heading.pieces, self.habit)
        found = ways(pieces, self.source)
        likely = choose(found, self.habit)
        told = likely.speakers if likely and not listed and self._is_certain(likely) else ()
        names = (*known.names, *(s.name for s in told))
        expected = replace(known, names=names, employs=self.habit.employs)
        reader = BodyReader(
            source=self.source,
            known=expected,
            passed=self.passed,
            items_speak=self.habit.items_speak,
            title=heading.title,
            headings_speak=self.habit.headings_speak,
            whole=self.front is not None,
        )
        reader.heading_links(heading.pieces, heading.span)
        if self.front is not None:
            of_front_matter(self.front, reader, self.source)
        body = reader.read(section.blocks)
        named = likely is not None and self._is_certain(likely)
        whole = self.front is not None
        if not (whole or named or _is_talk(heading, body, strict=self.strict)):
            return None
        title = settle(heading.span, body, found, self.habit, listed, known)
        heading = replace(heading, title=title or title_text(pieces) or heading.title)
        return Part(heading=heading, body=body, entries=entries, day=day)

    def _listed(self, heading: Heading, entries: tuple[Entry, ...]) -> list[Speaker]:
        """Return the speakers that the table of contents names."""
        texts = [speakers_in(entry, heading.title) for entry in entries]
        return [
            speaker
            for entry, text in zip(entries, texts, strict=True)
            if text
            for speaker in names_in(text, self.source, entry.span.first)
        ]

    def _is_certain(self, way: Way) -> bool:
        return way.sure or self.habit.is_sure_of(way.joint, way.order)


def of_front_matter(front: FrontMatter, reader: BodyReader, source: Source) -> None:
    """Give a talk the speakers and links that its file's front matter names."""
    value = front.values.get("speakers")
    if value is not None:
        found = [s for text in value.items for s in names_in(text, source, value.span.first)]
        named = [replace(s, position=n, span=value.span) for n, s in enumerate(found, 1)]
        reader.body.speakers += named
        reader.speakers_open = not named
        reader.fresh = len(named)
    for key, kind in (("video", LinkKind.VIDEO), ("slides", LinkKind.SLIDES)):
        link = front.values.get(key)
        if link is not None and "://" in link.text:
            one = Link(url=link.text, label=key, kind=kind, span=link.span)
            reader.body.links.append(one)
    for value in front.values.values():
        reader.body.own.update(value.span.lines)


def _is_talk(heading: Heading, body: Body, *, strict: bool) -> bool:
    """Tell a talk, which needs no speaker, from a point of the programme that nobody speaks at.

    `strict` is true where the other talks have anchors: then this one has to show that it is one.
    """
    if heading.anchor or heading.listed:
        return True
    if is_programme(heading):
        return bool(body.sure or body.threads or body.posts)
    return not strict or bool(body.speakers or body.threads or body.posts)


def _are_anchored(sections: Sequence[Section]) -> bool:
    """Tell whether the talks are marked by anchors or listed, all but a few."""
    talks = [s.heading for s in sections if s.role is Role.SECTION and s.heading]
    marked = sum(bool(heading.anchor or heading.listed) for heading in talks)
    return 2 * marked > len(talks)


def keys_of(parts: Sequence[Part]) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """Give each part a key that is unique in the event, and report anchors used twice.

    A talk's key is the slug of its anchor; talks that share one are all called by their titles.
    A session's is its title's, with its date before it.
    """
    anchors = [slug(p.heading.anchor) if p.kind is None and p.heading.anchor else "" for p in parts]
    found: list[Diagnostic] = []
    wanted: list[str] = []
    places: dict[str, list[int]] = {}
    for place, anchor in enumerate(anchors):
        places.setdefault(anchor, []).append(place)
    for place, part in enumerate(parts):
        others = places[anchors[place]] if anchors[place] else []
        if len(others) > 1:
            found.append(_duplicate(parts, place, others))
        if anchors[place] and len(others) == 1:
            wanted.append(anchors[place])
        elif part.kind is not None and part.day is not None and part.day.date is not None:
            wanted.append(f"{part.day.date.isoformat()}-{slug(part.heading.title)}")
        else:
            wanted.append(slug(part.heading.title or part.heading.anchor or ""))
    return _unique(wanted, anchors), tuple(found)


def _duplicate(parts: Sequence[Part], place: int, others: Sequence[int]) -> Diagnostic:
    heading = parts[place].heading
    shown = [n for n in others[:_MOST_LINES] if n != place]
    lines = ", ".join(str(parts[n].heading.span.first) for n in shown)
    message = (
        f"the anchor {heading.anchor!r} is also that of line {lines}; the talks are called by"
        " their titles instead. Give each its own anchor"
    )
    return Diagnostic.at(heading.block.span, "duplicate-anchor", message)


def _unique(wanted: Sequence[str], anchors: Sequence[str]) -> tuple[str, ...]:
    """Number the keys that are wanted twice; one that is an anchor's own is never changed."""
    taken = {key for key, anchor in zip(wanted, anchors, strict=True) if key == anchor}
    keys: list[str] = []
    tried: dict[str, int] = {}
    for key, anchor in zip(wanted, anchors, strict=True):
        if key == anchor:
            keys.append(key)
            continue
        number, chosen = tried.get(key, 1), key
        while chosen in taken:
            number += 1
            chosen = f"{key}-{number}"
        tried[key] = number
        taken.add(chosen)
        keys.append(chosen)
    return tuple(keys)
