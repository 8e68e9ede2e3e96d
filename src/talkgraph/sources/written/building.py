"""Builds an event of the blocks of our own notes: days, talks, sessions, and what is below them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from talkgraph.model import Day, Diagnostic, Event, Link, Session, Span, Talk
from talkgraph.model.names import slug
from talkgraph.sources.notes.event.dates import day_of, read_day
from talkgraph.sources.notes.markdown.source import Source
from talkgraph.sources.written.outline import NOWHERE, Block, Fact, Heading, Quote, Section, Text
from talkgraph.sources.written.parts import LINKS, Draft, FactReader, PartReader
from talkgraph.sources.written.said import Said
from talkgraph.sources.written.times import UNKNOWN, read_date

_OF_TALKS: Final = frozenset({"speaker", "speakers", "time", "start", "end", "room", "kind"})
"""The labels that only a talk or a session has: with one of them a heading is no day's."""
_DEEP: Final = 4


@dataclass(slots=True, kw_only=True)
class Builder:
    """Goes through the blocks once; `event` has what the top of the notes says.

    `own` are the lines that only the event itself stands for, `title` is that of the notes.
    """

    source: Source
    event: Event
    title: str | None = None
    own: set[int] = field(default_factory=set)
    facts: FactReader = field(default_factory=FactReader)
    days: dict[str, Day] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    here: Day | None = None
    opened: Draft | None = None
    said: Said = field(init=False)

    def __post_init__(self) -> None:
        """Start with nothing said."""
        self.said = self._reader(of_event=True)

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What was noticed so far."""
        return self.facts.diagnostics

    def read(self, blocks: Sequence[Block]) -> None:
        """Read the blocks, in order."""
        for block in blocks:
            if block.heading is None:
                self._below(None, block.facts, block.contents)
            else:
                self._heading(block.heading, block)

    def _heading(self, heading: Heading, block: Block) -> None:
        if heading.section is not None:
            own = self.own if self.opened is None else self.opened.said.own
            own.update(heading.span.lines)
            self._below(heading.section, block.facts, block.contents)
        elif heading.level == 1 and self.title is None and not self.drafts:
            self.title = heading.text
            self.own.update(heading.span.lines)
            self._below(None, block.facts, block.contents)
        elif heading.key == NOWHERE:
            self.opened = self.here = None
            self.own.update(heading.span.lines)
            self._below(None, block.facts, block.contents)
        elif self._is_part(heading, block):
            self._part(heading, block)
        elif self._is_day(heading):
            self.opened, self.here = None, self._day(heading, block.facts)
            self._below(None, (), block.contents)
        elif heading.level >= _DEEP:
            self._below(None, block.facts, (Text(span=heading.span), *block.contents))
        else:
            self._part(heading, block)

    def _is_part(self, heading: Heading, block: Block) -> bool:
        talks = any(fact.label in _OF_TALKS for fact in block.facts)
        return talks or (heading.key is not None and heading.level != 2)

    def _is_day(self, heading: Heading) -> bool:
        return heading.key is not None or day_of(heading.text) is not None

    def _reader(self, *, of_event: bool = False) -> Said:
        tags = frozenset(tag.casefold() for tag in self.event.tags)
        return Said(source=self.source, event_tags=tags, of_event=of_event)

    def _part(self, heading: Heading, block: Block) -> None:
        self.opened = Draft(heading=heading, day=self.here, said=self._reader())
        self.drafts.append(self.opened)
        self._below(None, block.facts, block.contents)

    def _below(
        self, section: Section | None, facts: Sequence[Fact], contents: Sequence[Quote | Text]
    ) -> None:
        """Keep what stands below a heading of the talk or session, or else of the event."""
        if self.opened is not None:
            self.opened.facts += facts
            self.opened.contents.append((section, contents))
            return
        for fact in facts:
            link = self.facts.link(fact) if fact.label in LINKS else None
            if link is not None:
                self.links.append(link)
            elif fact.label not in LINKS:
                self.facts.unused(fact, "only talks have such a thing")
        self.said.read(contents)

    # ── days ─────────────────────────────────────────────────────────────────────────────────

    def _day(self, heading: Heading, facts: Sequence[Fact]) -> Day:
        """Return a heading's day, which a heading may name again."""
        last = max([heading.span.last, *(fact.span.last for fact in facts)])
        day = self._read_day(heading, self.source.span(heading.span.first, last))
        known = self.days.get(day.key)
        for fact in facts:
            if fact.label == "date" and fact.value.lower() == UNKNOWN:
                day = replace(day, date=None)
            elif fact.label == "date":
                date = self.facts.read(fact, read_date, "date", "2031-05-06")
                day = replace(day, date=date or day.date)
            elif fact.label == "number":
                number = self.facts.read(fact, _number, "number", "2")
                day = replace(day, number=day.number if number is None else number)
            else:
                self.facts.unused(fact, "a day has no such thing")
        if known is not None:
            self.own.update(day.span.lines)
        return self.days.setdefault(day.key, day)

    def _read_day(self, heading: Heading, span: Span) -> Day:
        title = heading.text
        known = day_of(title) if heading.key is None else None
        if known is None:
            return Day(
                key=heading.key or slug(title), title=title, span=span, date=read_date(title)
            )
        day, found = read_day(known, span, self.event.start, self.event.end)
        self.diagnostics.extend(found)
        return day

    # ── the event ────────────────────────────────────────────────────────────────────────────

    def built(self) -> Event:
        """Return the event with all that was read."""
        talks: list[Talk] = []
        sessions: list[Session] = []
        for draft, key in zip(self.drafts, self._keys(), strict=True):
            reader = PartReader(source=self.source, event=self.event, draft=draft)
            if draft.is_session:
                sessions.append(reader.session(key, len(sessions) + 1))
            else:
                talks.append(reader.talk(key, len(talks) + 1))
            self.diagnostics.extend(reader.diagnostics)
        self.own |= self.said.own
        self.diagnostics.extend(self.said.diagnostics)
        return replace(
            self.event,
            days=tuple(self.days.values()),
            talks=tuple(talks),
            sessions=tuple(sessions),
            links=(*self.links, *self.said.links),
            posts=tuple(self.said.posts),
            notes=tuple(self.said.notes),
        )

    def _keys(self) -> list[str]:
        """Return the key of each talk and session: as written, or its title's, each once."""
        taken: dict[str, int] = {}
        for n, draft in enumerate(self.drafts):
            if draft.heading.key:
                taken.setdefault(draft.heading.key, n)
        tried: dict[str, int] = {}
        found: list[str] = []
        for n, draft in enumerate(self.drafts):
            wanted = draft.heading.key or slug(draft.heading.text)
            key, count = wanted, tried.get(wanted, 1)
            while taken.get(key, n) != n:
                count += 1
                key = f"{wanted}-{count}"
            taken[key], tried[wanted] = n, count
            if draft.heading.key and key != wanted:
                message = f"{{#{wanted}}} stands here twice; this one is called {{#{key}}}"
                self.diagnostics.append(Diagnostic.at(draft.heading.span, "duplicate-key", message))
            found.append(key)
        return found


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None
