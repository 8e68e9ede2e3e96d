"""What the API and the pages list: everything of a generation by its address, worked out once."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from threading import Lock
from typing import Final

from talkgraph.errors import Ambiguous, NotFound
from talkgraph.graph import queries
from talkgraph.knowledge.answers import Hit, SpeakerSummary, Stats, TalkSummary, ThemeSummary
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.tables import Results
from talkgraph.model import Person, Search, TalkRecord, Topic
from talkgraph.model.names import curie

MOST_HITS: Final = 500
_KEPT: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTalks:
    """A topic, its address, and the talks it was given to with their confidence, best first."""

    topic: Topic
    slug: str
    talks: tuple[tuple[TalkRecord, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEntry:
    """An event with its place and numbers; dates are ISO texts, `sources` the notes' names."""

    iri: str
    slug: str
    name: str
    start: str | None
    end: str | None
    location: str | None
    url: str | None
    series: str | None
    sources: tuple[str, ...]
    talks: int
    speakers: int
    posts: int
    notes: int


@lru_cache(maxsize=1)
def catalog(kb: KnowledgeBase) -> "Catalog":
    """Return the catalog of a knowledge base; that of the one in use is kept."""
    return Catalog(kb)


class Catalog:
    """The lists of one generation."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """List what a knowledge base holds."""
        self.kb = kb
        self._answers: OrderedDict[Search, Results[Hit]] = OrderedDict()
        self._lock = Lock()

    def hits(self, asked: Search) -> Results[Hit]:
        """Return the best answers to a search, at most `MOST_HITS`, whatever its limit.

        The last few are kept, for whoever asks for the next part of them.
        """
        with self._lock:
            if asked in self._answers:
                self._answers.move_to_end(asked)
                return self._answers[asked]
        found = self.kb.find(replace(asked, limit=MOST_HITS))
        with self._lock:
            self._answers[asked] = found
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        return found

    # ── lists ────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def records(self) -> dict[str, TalkRecord]:
        """Every talk and session by IRI."""
        return {record.iri: record for record in self.kb.parts.records}

    @cached_property
    def talks(self) -> Results[TalkSummary]:
        """Every talk: the events in order of date, their talks by day, then name."""
        return Results(
            sorted(
                self.kb.talks(),
                key=lambda talk: (
                    self._starts.get(self.records[talk.iri].event) or talk.date or "9",
                    self.records[talk.iri].event,
                    talk.date or "9",
                    talk.name,
                ),
            )
        )

    @cached_property
    def speakers(self) -> Results[SpeakerSummary]:
        """Everybody who gave a talk, in order of name."""
        return self.kb.speakers()

    @cached_property
    def themes(self) -> Results[ThemeSummary]:
        """The themes, the widest first."""
        return self.kb.themes()

    @cached_property
    def themes_of(self) -> dict[str, tuple[ThemeSummary, ...]]:
        """The themes of each talk (by IRI), the one it carries most first."""
        found: dict[str, list[tuple[float, int, ThemeSummary]]] = {}
        for rank, theme in enumerate(self.themes):
            for member in theme.talks:
                found.setdefault(member.iri, []).append((-member.weight, rank, theme))
        return {
            iri: tuple(theme for *_, theme in sorted(those, key=lambda each: each[:2]))
            for iri, those in found.items()
        }

    @cached_property
    def topics(self) -> tuple[TopicTalks, ...]:
        """The topics of the vocabulary, those with most talks first."""
        given: dict[str, list[tuple[TalkRecord, float]]] = {}
        for record in self.kb.parts.records:
            for topic, confidence in record.topics.items() if record.is_talk else ():
                given.setdefault(topic, []).append((record, confidence))
        entries = (
            TopicTalks(
                topic=topic,
                slug=topic_slug(topic.iri),
                talks=tuple(
                    sorted(given.get(topic.iri, ()), key=lambda each: (-each[1], each[0].iri))
                ),
            )
            for topic in self.kb.parts.topics
        )
        return tuple(sorted(entries, key=lambda each: (-len(each.talks), each.topic.iri)))

    @cached_property
    def stats(self) -> Stats:
        """What there is, in numbers."""
        return self.kb.stats()

    @cached_property
    def events(self) -> tuple[EventEntry, ...]:
        """The events in order of date."""
        told: dict[str, list[dict[str, str]]] = {}
        for row in self.kb.parts.store.select(queries.EVENT):
            told.setdefault(row["event"], []).append(dict(row))
        return tuple(
            EventEntry(
                iri=event.iri,
                slug=self.slug(event.iri),
                name=event.name,
                start=event.start,
                end=event.end,
                location=told[event.iri][0].get("location"),
                url=told[event.iri][0].get("url"),
                series=told[event.iri][0].get("series"),
                sources=tuple(
                    dict.fromkeys(row["source"] for row in told[event.iri] if "source" in row)
                ),
                talks=event.talks,
                speakers=event.speakers,
                posts=event.posts,
                notes=event.notes,
            )
            for event in self.stats.events
        )

    def year(self, record: TalkRecord) -> int | None:
        """Return the year of a talk: its own or, where no day is told, that of the event."""
        if record.date is not None:
            return record.date.year
        start = self._starts.get(record.event)
        return int(start[:4]) if start else None

    @cached_property
    def _starts(self) -> dict[str, str | None]:
        return {event.iri: event.start for event in self.events}

    def short(self, iri: str) -> str:
        """Return an IRI as people read it: with a known prefix, or without the base."""
        base = self.kb.parts.names.base
        return iri.removeprefix(base) if iri.startswith(base) and iri != base else curie(iri)

    # ── one thing by its address ─────────────────────────────────────────────────────────────

    def slug(self, iri: str) -> str:
        """Return what follows the kind in an IRI of this knowledge base."""
        return iri.removeprefix(self.kb.parts.names.base).partition("/")[2]

    def talk(self, event: str, key: str) -> TalkRecord:
        """Return the talk or session of that address; raises `NotFound` with near names."""
        name = f"{event}/{key}"
        for record in self.kb.parts.records:
            if record.name == name:
                return record
        raise self._near("talk", name)

    def person(self, slug: str) -> Person:
        """Return the person of that address, or whose address it was; raises `NotFound`."""
        people = self.kb.parts.people
        for wanted in ([p for p in people if p.slug == slug], _formerly(people, slug)):
            if len(wanted) == 1:
                return wanted[0]
        raise self._near("speaker", slug)

    def theme(self, slug: str) -> ThemeSummary:
        """Return the theme of that address; raises `NotFound`."""
        for theme in self.themes:
            if self.slug(theme.iri) == slug:
                return theme
        raise self._near("theme", slug)

    def topic(self, slug: str) -> TopicTalks:
        """Return the topic of that address; raises `NotFound`."""
        for entry in self.topics:
            if slug in (entry.slug, entry.topic.iri):
                return entry
        raise self._near("topic", slug)

    def event(self, slug: str) -> EventEntry:
        """Return the event of that address; raises `NotFound`."""
        for event in self.events:
            if event.slug == slug:
                return event
        raise self._near("event", slug)

    def narrowed(self, asked: Search) -> tuple[TalkSummary, ...]:
        """Return the talks that a search means, whatever its text and kinds.

        Raises `NotFound`, `Ambiguous` or `InputError`.
        """
        filters = self.kb.parts.lookup.filters(asked)
        return tuple(talk for talk in self.talks if filters.passes(self.records[talk.iri]))

    def _near(self, kind: str, name: str) -> NotFound:
        """Return the error for an address that is nobody's, with the nearest names."""
        look = self.kb.parts.lookup
        asked = name.rpartition("/")[2] if kind == "talk" else name
        searches = {
            "talk": look.talk,
            "speaker": look.person,
            "theme": look.theme,
            "topic": look.topic,
            "event": look.events,
        }
        near: Sequence[str] = ()
        for words in dict.fromkeys((name, asked.replace("-", " "))):
            try:
                found = searches[kind](words)
            except NotFound as error:
                near = near or error.suggestions
            except Ambiguous as error:
                near = near or error.candidates[:3]
            else:
                near = near or self._named(found)
        return NotFound(f"there is no {kind} {name!r} here.", name=name, suggestions=near)

    def _named(self, found: object) -> tuple[str, ...]:
        if isinstance(found, frozenset):
            labels: dict[str, str] = {each.iri: each.label for each in self.kb.parts.topics}
            labels |= {record.event: record.event_name for record in self.kb.parts.records}
            return tuple(sorted(labels.get(str(iri), str(iri)) for iri in found))[:3]
        return (str(getattr(found, "name", found)),)


def topic_slug(iri: str) -> str:
    """Return the last part of a topic's IRI."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def _formerly(people: Iterable[Person], slug: str) -> list[Person]:
    return [person for person in people if slug in person.aliases]
