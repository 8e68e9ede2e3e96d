"""What the pages show, worked out of the knowledge base's answers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Generic, TypeVar
from urllib.parse import unquote, urlencode

from fastapi import Request
from markupsafe import Markup

from talkgraph.graph import queries
from talkgraph.http.pages.addresses import page_of
from talkgraph.knowledge.answers import (
    EventStats,
    LinkView,
    PassageView,
    QuoteView,
    Related,
    Said,
    SpeakerDetails,
    TalkDetails,
    TalkSummary,
    ThemeSummary,
    Told,
    TopicPassage,
    TopicSummary,
)
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.model import LinkKind, PassageKind, TalkRecord
from talkgraph.model.passages import SPOKEN
from talkgraph.model.statements import AttributionBasis
from talkgraph.words import cut, numbered

_LINES: Final = re.compile(r"line=(\d+),\d+")
_SAYS_WHO: Final = re.compile(r"\s*[-–—]+\s*@\w+\s*")
_KINDS: Final = tuple(PassageKind)
_MARKS: Final = "\"“”„«»'‘’‚‹›"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPart:
    """A piece of a post: `text`, `quote` or `aside` (`kind`); `iri` is that of an aside."""

    kind: str
    text: str
    quote: QuoteView | None = None
    iri: str | None = None


def parts_of(said: Said, asides: Mapping[str, str]) -> tuple[PostPart, ...]:
    """Return the pieces of a post or note in the order of its text.

    `asides` maps the texts of its asides to their IRIs. Quotes and asides that cannot be found
    in the text, because it spells them in another way, come last.
    """
    found: list[tuple[int, int, PostPart]] = []
    missing: list[PostPart] = []
    for part, pattern in _wanted(said, asides):
        match = re.search(pattern, said.text)
        taken = match and any(a < match.end() and match.start() < b for a, b, _ in found)
        if match and not taken:
            found.append((match.start(), match.end(), part))
        else:
            missing.append(part)
    return (*_between(said.text, sorted(found, key=lambda each: each[:2])), *missing)


def _wanted(said: Said, asides: Mapping[str, str]) -> Iterator[tuple[PostPart, str]]:
    for quote in said.quotes:
        part = PostPart(kind="quote", text=quote.text, quote=quote)
        yield part, rf"[{_MARKS}]\s*{re.escape(quote.text)}\s*[{_MARKS}]"
    for text in said.asides:
        part = PostPart(kind="aside", text=text, iri=asides.get(text))
        yield part, rf"\[\s*{re.escape(text)}\s*\]"


def _between(text: str, found: list[tuple[int, int, PostPart]]) -> Iterator[PostPart]:
    last, before = 0, None
    for start, end, part in found:
        yield from _plain(text[last:start], before)
        yield part
        last, before = end, part
    yield from _plain(text[last:], before, alone=not found)


def _plain(text: str, before: PostPart | None, *, alone: bool = False) -> Iterator[PostPart]:
    """Yield a piece of text, unless it is only what stood around a quote, such as a full stop.

    So is a dash with whose words they are, which the quote `before` it says itself.
    """
    quote = before.quote if before else None
    if quote and quote.basis == AttributionBasis.EXPLICIT and _SAYS_WHO.fullmatch(text):
        return
    if alone or any(c.isalnum() for c in text):
        yield PostPart(kind="text", text=text.strip())


T = TypeVar("T")
_RELATED: Final = 8
_SLOTS: Final = 150
_LAST: Final = "9"  # after every day and every time
_RECORDINGS: Final = (LinkKind.VIDEO, LinkKind.SLIDES)
_LONGEST: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[T]):
    """A page of a list: the addresses lead to its neighbours.

    `number` counts pages and `first` is the place of the first item in the whole list, from 1.
    """

    items: Sequence[T]
    total: int
    number: int
    first: int
    pages: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkView:
    """A talk as its page shows it.

    `said` has the parts of each post; `lines` are sources with first lines; `topics` have a
    confidence.
    """

    details: TalkDetails
    said: tuple[tuple[Said, tuple[PostPart, ...]], ...]
    record: TalkRecord
    event: EventStats | None
    lines: Mapping[str, tuple[int, ...]]
    topics: tuple[tuple[TopicSummary, float], ...]
    themes: tuple[ThemeSummary, ...]
    related: tuple[Related, ...]
    repeats: tuple[Related, ...]
    before: TalkRecord | None
    after: TalkRecord | None

    @property
    def recordings(self) -> tuple[LinkView, ...]:
        """The links for which people come: recordings, then slides."""
        return tuple(
            link for kind in _RECORDINGS for link in self.details.links if link.kind == kind
        )

    @property
    def other_links(self) -> tuple[LinkView, ...]:
        """The other links, in their order."""
        return tuple(link for link in self.details.links if link.kind not in _RECORDINGS)

    @property
    def further_themes(self) -> tuple[ThemeSummary, ...]:
        """The themes that are not called as one of the topics is, whose page leads to them."""
        topics = {topic.label.casefold() for topic, _ in self.topics}
        return tuple(theme for theme in self.themes if theme.name.casefold() not in topics)

    @property
    def told_by_several(self) -> bool:
        """Whether what was said comes from several sources, which have to be named."""
        return len({said.source for said in self.details.said}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLines:
    """Some lines or another place of a source, and what comes from there: (label, page).

    `start` is the fragment of the first of several lines, which links to a passage name; it is
    empty where another place of the source has that fragment.
    """

    fragment: str
    start: str
    lines: str
    said: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A page of an event's programme, in runs of one day; `day` and `track` are those chosen.

    `days` have the addresses of the programmes of all days (`None`), which is `whole`, and of each
    day; there are none where there is one day only.
    """

    part: Part[TalkRecord]
    runs: tuple[tuple[str | None, tuple[TalkRecord, ...]], ...]
    days: tuple[tuple[str | None, str], ...]
    tracks: tuple[str, ...]
    day: str | None
    track: str | None
    whole: str
    is_timed: bool

    @property
    def chosen(self) -> bool:
        """Whether only a part of the programme is wanted."""
        return bool(self.day or self.track)


def part_of(request: Request, whole: Sequence[T], number: int, size: int) -> Part[T]:
    """Return one page of a list; a number beyond the last page gives the last one."""
    pages = max(1, -(-len(whole) // size))
    number = min(max(1, number), pages)
    before = (number - 1) * size
    return Part(
        items=whole[before : before + size],
        total=len(whole),
        number=number,
        first=before + 1,
        pages=pages,
        previous=_at(request, number - 1) if number > 1 else None,
        next=_at(request, number + 1) if number < pages else None,
    )


def talk_view(kb: KnowledgeBase, record: TalkRecord) -> TalkView:
    """Return everything the page on a talk shows."""
    topics = {topic.iri: topic for topic in kb.vocabulary()}
    found = kb.related(record.iri, limit=_RELATED) if record.is_talk else ()
    details = kb.talk(record.iri)
    asides: dict[str, dict[str, str]] = {}
    for row in kb.select(queries.TALK_ASIDES, {"talk": record.iri}):
        asides.setdefault(row["in"], {})[row["text"]] = row["aside"]
    lines: dict[str, tuple[int, ...]] = {}
    for row in kb.select(queries.TALK_LINES, {"talk": record.iri}):
        held = lines.setdefault(row["source"], ())
        if "line" in row:
            lines[row["source"]] = tuple(dict.fromkeys((*held, int(row["line"]))))
    events = {event.iri: event for event in kb.events()}
    before, after = neighbours(kb, record)
    return TalkView(
        details=details,
        said=tuple((each, parts_of(each, asides.get(each.iri, {}))) for each in details.said),
        record=record,
        event=events.get(record.event),
        lines=lines,
        topics=tuple(
            (topics[iri], record.topics[iri])
            for iri in record.topics_by_confidence
            if iri in topics
        ),
        themes=kb.themes_of(record.iri),
        related=tuple(each for each in found if not each.repeat),
        repeats=tuple(each for each in found if each.repeat),
        before=before,
        after=after,
    )


def prepare(kb: KnowledgeBase) -> None:
    """Work out what pages need of a whole knowledge base, which is kept with it."""
    kb.passages_of("")
    voice(kb, None)
    _programmes_of(kb)


def told(kb: KnowledgeBase, talk: str) -> Markup:
    """Return, in a few words, how much is told of a talk (an IRI): what was said, or less."""
    counts = Counter(_KINDS[kind] for kind in kb.of_passages()[1][kb.passages_of(talk)])
    said = [
        numbered(counts[kind], f"{kind.value}", f"{kind.value}s")
        for kind in (PassageKind.POST, PassageKind.NOTE)
        if counts[kind]
    ]
    bare = Told.ANNOUNCED if counts[PassageKind.ABSTRACT] else Told.TITLE
    most = Told.SAID if said else bare
    words = ", ".join(said) or most.bare
    return Markup('<span class="told told-{}">{}</span>').format(most.value, words)


def neighbours(
    kb: KnowledgeBase, record: TalkRecord
) -> tuple[TalkRecord | None, TalkRecord | None]:
    """Return what comes before and after a talk in the programme: in its room, if it has one."""
    there = _programmes_of(kb).get((record.event, record.room), ())
    at = next((number for number, each in enumerate(there) if each is record), None)
    if at is None:
        return None, None
    before = there[at - 1] if at else None
    return before, there[at + 1] if at + 1 < len(there) else None


def _programmes_of(
    kb: KnowledgeBase,
) -> Mapping[tuple[str, str | None], Sequence[TalkRecord]]:
    return kb.kept("programmes", lambda: _programmes(kb))


def _programmes(kb: KnowledgeBase) -> Mapping[tuple[str, str | None], Sequence[TalkRecord]]:
    """Return the programme of each room of each event; `None` is the room of those without one."""
    places: dict[tuple[str, str | None], list[TalkRecord]] = {}
    for record in sorted(kb.records.values(), key=_in_programme):
        if not record.is_event:
            places.setdefault((record.event, record.room), []).append(record)
    return places


def _in_programme(record: TalkRecord) -> tuple[str, str, str]:
    """Tell where a talk stands in a programme; what no clock tells stays in the notes' order."""
    return record.day or _LAST, record.begins or _LAST, record.room or ""


def programme(
    request: Request,
    there: Iterable[TalkRecord],
    *,
    day: str | None,
    track: str | None,
    number: int,
) -> Programme:
    """Return a page of the talks of an event, and of its sessions whose times are known.

    `day` and `track` narrow it down; empty texts and `None` do not.
    """
    slots = sorted(
        (record for record in there if record.is_talk or record.start), key=_in_programme
    )
    days = dict.fromkeys(record.day for record in slots if record.day)
    choices = (None, *days) if len(days) > 1 else ()
    kept = [r for r in slots if day in (None, "", r.day) and track in (None, "", r.track)]
    part = part_of(request, kept, number, _SLOTS)
    return Programme(
        part=part,
        runs=tuple((on, tuple(held)) for on, held in groupby(part.items, lambda r: r.day)),
        days=tuple((each, _to(request, day=each, track=track)) for each in choices),
        tracks=tuple(sorted({record.track for record in slots if record.track})),
        day=day or None,
        track=track or None,
        whole=_to(request, track=track),
        is_timed=any(record.start for record in slots),
    )


def by_event(
    kb: KnowledgeBase, talks: Sequence[TalkSummary]
) -> tuple[tuple[EventStats | None, str, tuple[TalkSummary, ...]], ...]:
    """Return talks in runs of one event, each with the event and its name."""
    events = {event.iri: event for event in kb.events()}
    return tuple(
        (events.get(iri), members[0].event, members)
        for iri, group in groupby(talks, key=lambda talk: kb.records[talk.iri].event)
        if (members := tuple(group))
    )


def is_talk(kb: KnowledgeBase, iri: str) -> bool:
    """Tell a talk from a session, and from a short talk that one lists, which has no record."""
    return iri in kb.records and kb.records[iri].is_talk


def affiliations(person: SpeakerDetails) -> tuple[tuple[str, str], ...]:
    """Return for whom somebody worked, each with the years for which the notes say so."""
    told: dict[str, list[str]] = {}
    for talk in person.talks:
        if talk.affiliation:
            told.setdefault(talk.affiliation, []).append((talk.date or "")[:4])
    return tuple((company, _span([y for y in those if y])) for company, those in told.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What talks are about, be it a theme or a topic: its name, its page, how many talks."""

    name: str
    page: str
    talks: int


def subjects(kb: KnowledgeBase) -> tuple[Subject, ...]:
    """Return the themes, and the topics that are none of them, each name once, most talks first."""
    found: dict[str, Subject] = {}
    themes = ((theme.name, theme.iri, len(theme.talks)) for theme in kb.themes())
    topics = ((topic.label, topic.iri, topic.talks) for topic in kb.topics() if topic.talks)
    for name, iri, talks in (*themes, *topics):
        subject = Subject(name=name, page=page_of(kb, iri) or "/", talks=talks)
        found.setdefault(name.casefold(), subject)
    return tuple(sorted(found.values(), key=lambda each: (-each.talks, each.name)))


def voice(kb: KnowledgeBase, name: str | None) -> str | None:
    """Return the page of who is quoted, by a name that only one person has."""
    pages = kb.kept("voices", lambda: _voices(kb))
    return pages.get(name) if name else None


def _voices(kb: KnowledgeBase) -> Mapping[str, str | None]:
    counts = Counter(person.name for person in kb.people)
    return {
        person.name: page_of(kb, kb.names.person(person.slug))
        for person in kb.people
        if counts[person.name] == 1
    }


def meaning_of(kb: KnowledgeBase, label: str) -> str:
    """Return how the vocabulary defines a topic; empty where it does not."""
    return next((topic.definition for topic in kb.vocabulary() if topic.label == label), "")


def topics_of(kb: KnowledgeBase, talks: Iterable[str]) -> tuple[tuple[TopicSummary, int], ...]:
    """Return the topics of some talks (IRIs) with how many of these have each, most first."""
    known = {topic.iri: topic for topic in kb.topics()}
    counts = Counter(
        iri for talk in talks if talk in kb.records for iri in kb.records[talk].topics_by_confidence
    )
    found = [(known[iri], count) for iri, count in counts.items() if iri in known]
    return tuple(sorted(found, key=lambda each: (-each[1], each[0].label)))


def said_in(kb: KnowledgeBase, talk: str) -> Sequence[PassageView]:
    """Return the posts and notes of a talk, or of an event of its own, by its IRI."""
    kinds = kb.of_passages()[1]
    return kb.passages_at(r for r in kb.passages_of(talk).tolist() if _KINDS[kinds[r]] in SPOKEN)


def told_of(passages: Iterable[TopicPassage]) -> tuple[tuple[TopicPassage, tuple[str, ...]], ...]:
    """Return each passage that has a topic once, with all words that say so, in their order."""
    found: dict[str, tuple[TopicPassage, tuple[str, ...]]] = {}
    for each in passages:
        first, words = found.get(each.iri, (each, ()))
        found[each.iri] = first, (*words, each.evidence)
    return tuple(found.values())


def resource_rows(kb: KnowledgeBase, iri: str) -> tuple[list[Mapping[str, Any]], ...]:
    """Return the properties of a thing and what leads to it, each value with its page."""
    out = kb.select(queries.PROPERTIES, {"thing": iri})
    into = kb.select(queries.INCOMING, {"thing": iri})
    return (
        [
            {**row, "label": row.get("label"), "page": page_of(kb, row["value"])}
            if row["link"] == "true"
            else {**row, "label": None, "page": None}
            for row in out
        ],
        [{**row, "label": row.get("label"), "page": page_of(kb, row["subject"])} for row in into],
    )


def source_lines(kb: KnowledgeBase, source: str) -> tuple[SourceLines, ...]:
    """Return the lines of a source that something is told by, in order."""
    told: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
    for row in kb.select(queries.SOURCE_LINES, {"source": source}):
        said = told.setdefault((row["lines"], _place(row)), [])
        if "thing" in row:
            label = row.get("label") or kb.names.short(row["thing"])
            said.append((cut(label, _LONGEST), page_of(kb, row["thing"])))
    places = [lines.partition("#")[2] for lines, _ in told]
    return tuple(
        SourceLines(
            fragment=fragment,
            start=start,
            lines=lines,
            said=tuple(dict.fromkeys(said)),
        )
        for fragment, start, ((_, lines), said) in zip(
            places, _starts(places), told.items(), strict=True
        )
    )


def _starts(fragments: Sequence[str]) -> Iterator[str]:
    taken = set(fragments)
    for fragment in fragments:
        lines = _LINES.fullmatch(fragment)
        start = f"line={lines[1]},{int(lines[1]) + 1}" if lines else ""
        yield "" if start in taken else start
        taken.add(start)


def _place(row: Mapping[str, str]) -> str:
    """Say which lines of a source a row is about, or which other place."""
    if "first" not in row:
        return unquote(row["lines"].partition("#")[2]) or "all of it"
    first, last = row["first"], row["last"]
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _span(years: Sequence[str]) -> str:
    if not years:
        return ""
    first, last = min(years), max(years)
    return first if first == last else f"{first}–{last}"


def _to(request: Request, **wanted: str | None) -> str:
    """Return the address of a part of a programme, from its heading on."""
    query = urlencode({name: text for name, text in wanted.items() if text})
    return f"{request.url.path}{'?' if query else ''}{query}#programme"


def _at(request: Request, number: int) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "page" and v]
    return f"{request.url.path}?{urlencode([*kept, ('page', str(number))])}"
