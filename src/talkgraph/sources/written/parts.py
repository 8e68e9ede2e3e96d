"""Talks and sessions of our own notes: what their facts, announcements and texts come to."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from talkgraph.model import (
    Abstract,
    Day,
    Diagnostic,
    Event,
    Link,
    Session,
    SessionItem,
    SessionKind,
    Span,
    Speaker,
    Talk,
    TalkStatus,
    Thread,
)
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.times import zone_named
from talkgraph.sources.written.outline import Fact, Heading, Quote, Section, Text
from talkgraph.sources.written.said import Said, read_announced
from talkgraph.sources.written.times import UNKNOWN, Clock, read_date, read_times
from talkgraph.sources.written.values import (
    LINK_LABELS,
    read_link,
    read_speaker,
    read_thread,
    read_words,
    split_list,
)
from talkgraph.sources.written.writing import usual_date

LINKS: Final = {label.lower(): kind for label, kind in LINK_LABELS.items()}
_OFTEN: Final = frozenset({"speaker", "speakers", "identifier", "thread", *LINKS})
_NO_SESSION: Final = ("anchor", "track", "language", "type", "status")

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Draft:
    """A talk or session as its blocks are gathered; `said` reads what was said there, at last."""

    heading: Heading
    day: Day | None
    said: Said
    facts: list[Fact] = field(default_factory=list)
    contents: list[tuple[Section | None, Sequence[Quote | Text]]] = field(default_factory=list)

    @property
    def is_session(self) -> bool:
        """Whether it is a session, which says of what kind."""
        return any(fact.label == "kind" for fact in self.facts)


@dataclass(slots=True, kw_only=True)
class FactReader:
    """Reads facts; what cannot be read, or is of no use there, gets a diagnostic."""

    diagnostics: list[Diagnostic] = field(default_factory=list)

    def read(
        self, fact: Fact, read: Callable[[str], T | None], what: str, example: str
    ) -> T | None:
        """Return the value of a fact, or `None` where it is none."""
        value = read(fact.value)
        if value is None and fact.value:
            message = f"{fact.value!r} is no {what}; write {fact.label.title()}: {example}"
            self.diagnostics.append(Diagnostic.at(fact.span, "value-unreadable", message))
        return value

    def link(self, fact: Fact) -> Link | None:
        """Return the link that a fact is."""
        found = self.read(fact, read_link, "link", "[slides](https://example.org/slides)")
        kind = LINKS[fact.label]
        return Link(url=found[1], label=found[0], kind=kind, span=fact.span) if found else None

    def unused(self, fact: Fact, why: str) -> None:
        """Say that a fact is not read."""
        message = f"{fact.label.title()}: {why}; it is not read"
        self.diagnostics.append(Diagnostic.at(fact.span, "fact-unused", message))


@dataclass(slots=True, kw_only=True)
class PartReader(FactReader):
    """Makes a talk or a session of its draft; `event` has what is told of the event itself."""

    source: Source
    event: Event
    draft: Draft

    def talk(self, key: str, position: int) -> Talk:
        """Return the talk."""
        draft, said = self.draft, self.draft.said
        self._only_once()
        date = self._date()
        start, end = self._times(date)
        speakers = self._speakers(self._of("speaker", "speakers"))
        said.voices, said.title = [each.name for each in speakers], draft.heading.text
        abstracts = self._abstracts()
        self._said()
        anchor, status = self._text("anchor"), self._status()
        links = [link for fact in draft.facts if fact.label in LINKS and (link := self.link(fact))]
        threads = [thread for fact in self._of("thread") if (thread := self._thread(fact))]
        page = next(iter(self._of("page")), None)
        url = self.read(page, read_link, "address", "<https://example.org/talk>") if page else None
        return Talk(
            key=key,
            title=draft.heading.text,
            position=position,
            spans=self._spans(),
            anchor=anchor,
            day=draft.day.key if draft.day else None,
            date=date,
            start=start,
            end=end,
            room=self._text("room"),
            track=self._text("track"),
            language=self._text("language"),
            type=self._text("type"),
            status=status,
            url=url[1] if url else None,
            identifiers=tuple(
                text for f in self._of("identifier") if (text := read_words(f.value))
            ),
            speakers=_numbered((*speakers, *said.speakers)),
            abstracts=abstracts,
            threads=(*threads, *said.threads),
            links=(*links, *said.links),
            posts=tuple(said.posts),
            notes=tuple(said.notes),
        )

    def session(self, key: str, position: int) -> Session:
        """Return the session: a talk that says of what kind it is, and may list short talks."""
        for fact in self._of(*_NO_SESSION):
            self.unused(fact, "a session has no such thing")
        items = self._items()
        talk = self.talk(key, position)
        kinds = ", ".join(kind.value for kind in SessionKind)
        fact = self._of("kind")[0]
        kind = self.read(fact, _kind, f"kind of session ({kinds})", "open-space")
        return Session.like(talk, kind or SessionKind.OTHER, items)

    def _spans(self) -> tuple[Span, ...]:
        """Return the lines that only the part itself stands for, its heading first."""
        heading = self.draft.heading.span
        own = self.draft.said.own - set(heading.lines)
        own |= {
            line for fact in self.draft.facts if fact.label not in LINKS for line in fact.span.lines
        }
        return (heading, *self.source.spans(own - self._refused()))

    def _refused(self) -> set[int]:
        return {line for each in self.diagnostics for line in each.lines}

    # ── facts ────────────────────────────────────────────────────────────────────────────────

    def _of(self, *labels: str) -> list[Fact]:
        return [fact for fact in self.draft.facts if fact.label in labels]

    def _only_once(self) -> None:
        """Keep the first of facts that there can be one of."""
        seen: set[str] = set()
        kept: list[Fact] = []
        for fact in self.draft.facts:
            if fact.label in seen and fact.label not in _OFTEN:
                self.unused(fact, "it stands here twice, and the first is taken")
            elif fact.label == "number":
                self.unused(fact, "only days have numbers")
            else:
                kept.append(fact)
            seen.add(fact.label)
        self.draft.facts[:] = kept

    def _text(self, label: str) -> str | None:
        return next((text for fact in self._of(label) if (text := read_words(fact.value))), None)

    def _date(self) -> dt.date | None:
        usual = usual_date(self.event, self.draft.day)
        for fact in self._of("date"):
            if fact.value.lower() == UNKNOWN:
                return None
            return self.read(fact, read_date, "date", "2031-05-06") or usual
        return usual

    def _times(self, date: dt.date | None) -> tuple[dt.datetime | None, dt.datetime | None]:
        clock = Clock(date=date, zone=zone_named(self.event.time_zone))

        def read(text: str) -> tuple[dt.datetime | None, dt.datetime | None] | None:
            return read_times(text, clock)

        start: dt.datetime | None = None
        end: dt.datetime | None = None
        for fact in self._of("time", "start", "end"):
            several = "09:30–10:15" if fact.label == "time" else "09:30"
            told = self.read(fact, read, "time", f"2031-05-06 {several} +01:00")
            if told is not None and fact.label == "end":
                end = told[0]
            elif told is not None:
                start, end = told[0], told[1] or end
        return start, end

    def _status(self) -> TalkStatus | None:
        for fact in self._of("status"):
            return self.read(fact, _status, "status", "cancelled")
        return None

    def _thread(self, fact: Fact) -> Thread | None:
        def read(text: str) -> Thread | None:
            return read_thread(text, fact.span)

        return self.read(fact, read, "thread", "[ana](https://example.org/@ana/7)")

    def _speakers(self, facts: Sequence[Fact]) -> tuple[Speaker, ...]:
        found: list[Speaker] = []
        for fact in facts:
            several = fact.label == "speakers"
            for text in split_list(fact.value) if several else [fact.value]:
                speaker = read_speaker(text, 1, fact.span)
                if speaker is not None:
                    found.append(speaker)
        return _numbered(found)

    # ── what stands below ────────────────────────────────────────────────────────────────────

    def _abstracts(self) -> tuple[Abstract, ...]:
        told = (
            abstract
            for section, contents in self.draft.contents
            if section is Section.ANNOUNCED
            for content in contents
            for abstract in read_announced(content, self.source)
        )
        return tuple(replace(each, position=n) for n, each in enumerate(told, 1))

    def _said(self) -> None:
        for section, contents in self.draft.contents:
            listed = section is Section.TALKS and self.draft.is_session
            if section is not Section.ANNOUNCED and not listed:
                self.draft.said.read(contents)
        self.diagnostics += self.draft.said.diagnostics

    def _items(self) -> tuple[SessionItem, ...]:
        """Read the short talks that a session lists, each with its speakers below it."""
        found: list[SessionItem] = []
        lines = (
            line
            for section, contents in self.draft.contents
            if section is Section.TALKS
            for content in contents
            for line in content.span.lines
        )
        for n in lines:
            line, span = self.source.lines[n - 1], self.source.span(n, n)
            nested, text = line[0].isspace(), line.strip()
            if not text or text[0] not in "-*+":
                continue
            text = text[1:].strip()
            label, _, name = text.partition(":")
            if nested and found and label.lower() in {"speaker", "speakers"}:
                told = self._speakers([Fact(label=label.lower(), value=name.strip(), span=span)])
                found[-1] = replace(found[-1], speakers=_numbered((*found[-1].speakers, *told)))
            elif not nested:
                position = len(found) + 1
                found.append(SessionItem(title=read_words(text), position=position, span=span))
        self.draft.said.own.update(
            line for each in found for who in each.speakers for line in who.span.lines
        )
        return tuple(found)


def _numbered(speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    return tuple(replace(each, position=n) for n, each in enumerate(speakers, 1))


def _kind(text: str) -> SessionKind | None:
    name = text.strip().lower().replace(" ", "-")
    return SessionKind(name) if name in set(SessionKind) else None


def _status(text: str) -> TalkStatus | None:
    name = text.strip().lower()
    name = "cancelled" if name == "canceled" else name
    return TalkStatus(name) if name in set(TalkStatus) else None
