"""Lists of what a knowledge base holds, narrowed: events, talks, speakers, topics, quotes.

All take a `Search`. Its filters mean the talks that they mean for a search, and what is listed is
what these talks have; its text is looked for in what a list shows, without regard to accents and
letter case, and every word of it has to be there. Its kinds and its limit mean nothing here. Names
raise `NotFound` or `Ambiguous`, and what is no date raises `InputError`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from talkgraph.errors import InputError
from talkgraph.graph import queries
from talkgraph.knowledge.answers import (
    EventStats,
    QuoteSummary,
    SpeakerSummary,
    TalkSummary,
    Told,
    TopicSummary,
)
from talkgraph.knowledge.base import KnowledgeBase
from talkgraph.knowledge.lookup.dates import read_period
from talkgraph.knowledge.tables import Results
from talkgraph.model import Filters, Search, TalkRecord
from talkgraph.words import fold


def talks(kb: KnowledgeBase, asked: Search, told: Told | None = None) -> Results[TalkSummary]:
    """Return talks, in order of date; with `told`, only those of which no more than this is told.

    >>> from talkgraph.model import Search
    >>> [talk.title for talk in talks(kb, Search(speaker="strand"))]
    ['Burnout Has a Lead Time']
    """
    filters = kb.filters(asked)
    return Results(
        (
            talk
            for talk in kb.talks()
            if filters.passes(kb.records[talk.iri])
            and told in (None, talk.told)
            and _says(asked, talk.title, *talk.speakers, talk.event, talk.date)
        ),
        TalkSummary,
    )


def events(kb: KnowledgeBase, asked: Search) -> Results[EventStats]:
    """Return events, in order of date: those of such talks, and those of which no talk is told."""
    filters = kb.filters(asked)
    having = {record.event for record in _passing(kb, filters)}
    return Results(
        (
            event
            for event in kb.events()
            if (event.iri in having or _passes(event, filters))
            and _says(asked, event.name, event.location, event.series)
        ),
        EventStats,
    )


def _passes(event: EventStats, filters: Filters) -> bool:
    """Tell whether an event passes as a talk would of which nothing else is told."""
    try:
        start = read_period(event.start) if event.start else None
        end = read_period(event.end) if event.end else start
    except InputError:  # it is not told as a date
        start = end = None
    days = (start[0], end[1]) if start and end else None
    alone = TalkRecord(
        iri=event.iri,
        name=event.slug,
        title="",
        event=event.iri,
        event_name=event.name,
        event_dates=days,
    )
    return filters.passes(alone)


def speakers(kb: KnowledgeBase, asked: Search) -> Results[SpeakerSummary]:
    """Return those who gave such talks, in order of name; `talks` counts no others."""
    given = Counter(
        iri
        for record in _passing(kb, kb.filters(asked))
        if record.is_talk
        for iri, _ in record.speakers
    )
    if asked.speaker:  # whose talks others may have given as well
        found = kb.names.person(kb.find_speaker(asked.speaker).slug)
        given = Counter({found: given[found]})
    return Results(
        (
            replace(each, talks=given[each.iri])
            for each in kb.speakers()
            if given[each.iri] and _says(asked, each.name, *each.also_known_as, *each.handles)
        ),
        SpeakerSummary,
    )


def topics(kb: KnowledgeBase, asked: Search) -> Results[TopicSummary]:
    """Return the topics of such talks, those of most talks first; the counts are of these talks."""
    if asked.narrowed:
        found = sorted(_topics(kb, asked), key=lambda each: (-each.talks, -each.passages))
    else:
        found = [*kb.topics()]
    return Results((each for each in found if _says(asked, each.label)), TopicSummary)


def _topics(kb: KnowledgeBase, asked: Search) -> Iterator[TopicSummary]:
    filters = kb.filters(asked)
    passing = {record.iri: record for record in _passing(kb, filters)}
    talks: Counter[str] = Counter()
    for record in passing.values():
        if not (record.is_event or record.is_cancelled):
            talks.update(record.topics_by_confidence)
    passages: Counter[str] = Counter()
    for row in kb.select(queries.TOPIC_COUNTS_OF_TALKS):
        if row["talk"] in passing:
            passages[row["topic"]] += int(row["count"])
    for topic in kb.vocabulary():
        wanted = not filters.topics or topic.iri in filters.topics
        if wanted and (talks[topic.iri] or passages[topic.iri]):
            yield replace(topic, talks=talks[topic.iri], passages=passages[topic.iri])


def quotes(kb: KnowledgeBase, asked: Search, who: str | None = None) -> Results[QuoteSummary]:
    """Return the quotes of such talks, talk by talk; with `who`, only what this person said."""
    filters = kb.filters(asked)
    voice = kb.find_speaker(who).name if who else None
    return Results(
        (
            quote
            for quote in kb.quotes()
            if filters.passes(kb.records[quote.talk])
            and voice in (None, quote.who)
            and _says(asked, quote.text, quote.who)
        ),
        QuoteSummary,
    )


def _passing(kb: KnowledgeBase, filters: Filters) -> Iterator[TalkRecord]:
    return (record for record in kb.records.values() if filters.passes(record))


def _says(asked: Search, *texts: str | None) -> bool:
    """Tell whether all words that are asked for stand in some texts."""
    if not asked.text.strip():
        return True
    text = fold(" ".join(filter(None, texts)))
    return all(word in text for word in fold(asked.text).split())
