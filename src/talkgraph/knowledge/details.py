"""Talks, speakers, topics and numbers in full, as the graph tells them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from talkgraph.graph import queries
from talkgraph.knowledge.answers import (
    EventStats,
    LinkView,
    QuoteView,
    Said,
    SpeakerDetails,
    SpeakerView,
    Stats,
    TalkDetails,
    TalkGiven,
    TopicPage,
    TopicPassage,
    TopicSummary,
    TopicTalk,
)
from talkgraph.knowledge.tables import Results
from talkgraph.model import Person, TalkRecord, Topic
from talkgraph.model.names import curie
from talkgraph.protocols import GraphReader

Row = Mapping[str, str]


def talk_details(store: GraphReader, record: TalkRecord) -> TalkDetails:
    """Return everything the graph holds of a talk or session."""
    about = {"talk": record.iri}
    quotes = defaultdict(list)
    for row in store.select(queries.TALK_QUOTES, about):
        quotes[row["in"]].append(_quote(row, record.title))
    asides = defaultdict(list)
    for row in store.select(queries.TALK_ASIDES, about):
        asides[row["in"]].append(row["text"])
    notes = [{**row, "post": row["note"]} for row in store.select(queries.TALK_NOTES, about)]
    kinds = {row["note"]: row["kind"] for row in notes}
    said = [
        Said(
            iri=row["post"],
            kind=_kind(kinds.get(row["post"])),
            position=int(row["position"]),
            text=row["text"],
            source=row["source"],
            line=_line(row),
            quotes=tuple(quotes[row["post"]]),
            asides=tuple(asides[row["post"]]),
        )
        for row in (*store.select(queries.TALK_POSTS, about), *notes)
    ]
    return TalkDetails(
        iri=record.iri,
        name=record.name,
        title=record.title,
        event=record.event_name,
        date=record.date.isoformat() if record.date else None,
        speakers=_speakers(store, about),
        topics=tuple(row["label"] for row in store.select(queries.TALK_TOPICS, about)),
        links=_links(store.select(queries.TALK_LINKS, about)),
        threads=_links({**row, "kind": "thread"} for row in _threads(store, about)),
        listed=tuple(
            dict.fromkeys(
                row["title"] for row in store.select(queries.SESSION_ITEMS, {"session": record.iri})
            )
        ),
        said=Results(sorted(said, key=_order), Said),
    )


def _line(row: Row) -> int | None:
    return int(row["line"]) if "line" in row else None


def _order(said: Said) -> tuple[int, str]:
    return (said.position if said.line is None else said.line, said.iri)


def speaker_details(store: GraphReader, person: Person, iri: str) -> SpeakerDetails:
    """Return everything the graph holds of a person (`iri` is theirs)."""
    about = {"person": iri}
    talks: dict[str, TalkGiven] = {}
    for row in store.select(queries.SPEAKER_TALKS, about):
        talks.setdefault(
            row["talk"],
            TalkGiven(
                iri=row["talk"],
                title=row["title"],
                event=row["eventName"],
                date=row.get("date"),
                affiliation=row.get("affiliation"),
            ),
        )
    return SpeakerDetails(
        iri=iri,
        name=person.name,
        also_known_as=tuple(row["name"] for row in store.select(queries.SPEAKER_NAMES, about)),
        handles=tuple(
            dict.fromkeys(
                f"@{row['handle']} ({row['service']})"
                for row in store.select(queries.SPEAKER_ACCOUNTS, about)
            )
        ),
        talks=Results(talks.values(), TalkGiven),
        quotes=Results(
            (
                _quote({**row, "whoName": person.name}, row["title"])
                for row in store.select(queries.SPEAKER_QUOTES, about)
            ),
            QuoteView,
        ),
    )


def statistics(store: GraphReader) -> Stats:
    """Return counts by class, and the events in order of date."""
    talks, speakers, posts, notes = (
        {row["event"]: int(row["count"]) for row in store.select(query)}
        for query in (
            queries.EVENT_TALKS,
            queries.EVENT_SPEAKERS,
            queries.EVENT_POSTS,
            queries.EVENT_NOTES,
        )
    )
    return Stats(
        counts={
            curie(row["class"]): int(row["count"]) for row in store.select(queries.CLASS_COUNTS)
        },
        events=tuple(
            EventStats(
                iri=row["event"],
                name=row["name"],
                start=row.get("start"),
                end=row.get("end"),
                talks=talks.get(row["event"], 0),
                speakers=speakers.get(row["event"], 0),
                posts=posts.get(row["event"], 0),
                notes=notes.get(row["event"], 0),
            )
            for row in store.select(queries.EVENTS)
        ),
    )


def _speakers(store: GraphReader, about: Mapping[str, str]) -> tuple[SpeakerView, ...]:
    found: dict[str, SpeakerView] = {}
    for row in store.select(queries.TALK_SPEAKERS, about):
        handles = (
            f"@{account['handle']}"
            for account in store.select(queries.SPEAKER_ACCOUNTS, {"person": row["person"]})
        )
        found.setdefault(
            row["person"],
            SpeakerView(
                iri=row["person"],
                name=row["name"],
                handles=tuple(dict.fromkeys(handles)),
                affiliation=row.get("affiliation"),
            ),
        )
    return tuple(found.values())


def _quote(row: Row, talk: str) -> QuoteView:
    return QuoteView(
        iri=row["quote"],
        text=row["text"],
        who=row.get("whoName"),
        basis=row.get("attribution"),
        talk=talk,
        source=row["source"],
        line=_line(row),
    )


def _threads(store: GraphReader, about: Mapping[str, str]) -> Iterable[Row]:
    return store.select(queries.TALK_THREADS, about)


def _links(rows: Iterable[Row]) -> tuple[LinkView, ...]:
    return tuple(
        dict.fromkeys(
            LinkView(kind=row["kind"], label=row.get("label", ""), url=row["url"]) for row in rows
        )
    )


def _kind(note_kind: str | None) -> str:
    if note_kind is None:
        return "post"
    return "attribution" if note_kind == "attribution" else "note"


def topic_summaries(store: GraphReader, topics: Iterable[Topic]) -> list[TopicSummary]:
    """Return the topics that anything has, those of most talks first."""
    talks: dict[str, int] = defaultdict(int)
    passages: dict[str, int] = defaultdict(int)
    for row in store.select(queries.TOPIC_COUNTS):
        counts = talks if row["method"] == "aggregate" else passages
        counts[row["topic"]] += int(row["count"])
    found = [
        TopicSummary(
            iri=topic.iri,
            label=topic.label,
            talks=talks[topic.iri],
            passages=passages[topic.iri],
        )
        for topic in topics
        if topic.iri in talks or topic.iri in passages
    ]
    return sorted(found, key=lambda each: (-each.talks, -each.passages, each.label))


def topic_page(store: GraphReader, topic: Topic, topics: Sequence[Topic]) -> TopicPage:
    """Return a topic of the vocabulary `topics`, with the evidence for it."""
    about = {"topic": topic.iri}
    return TopicPage(
        iri=topic.iri,
        label=topic.label,
        also=topic.alternate_labels,
        definition=topic.definition,
        broader=_labels(topic.broader, topics),
        narrower=_labels((each.iri for each in topics if topic.iri in each.broader), topics),
        related=_labels(_related(topic, topics), topics),
        talks=tuple(
            TopicTalk(
                iri=row["talk"],
                confidence=float(row["confidence"]),
                title=row["title"],
                event=row["eventName"],
            )
            for row in store.select(queries.TOPIC_TALKS, about)
        ),
        passages=tuple(
            TopicPassage(
                iri=row["passage"],
                confidence=float(row["confidence"]),
                method=row["method"],
                evidence=row["evidence"],
                text=row["text"],
                talk=row["talk"],
                title=row["title"],
                source=row["source"],
                line=_line(row),
            )
            for row in store.select(queries.TOPIC_PASSAGES, about)
        ),
    )


def event_years(store: GraphReader) -> dict[str, str]:
    """Return the year in which each event began, by IRI."""
    return {row["event"]: row["start"][:4] for row in store.select(queries.EVENT_STARTS)}


def _labels(iris: Iterable[str], topics: Iterable[Topic]) -> tuple[str, ...]:
    labels = {topic.iri: topic.label for topic in topics}
    return tuple(sorted(labels[iri] for iri in iris if iri in labels))


def _related(topic: Topic, topics: Iterable[Topic]) -> set[str]:
    return {*topic.related, *(other.iri for other in topics if topic.iri in other.related)}
