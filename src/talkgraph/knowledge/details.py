"""Talks, speakers, topics and numbers in full, as the graph tells them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypedDict

from talkgraph.graph import queries
from talkgraph.knowledge.answers import (
    Announced,
    EventStats,
    LinkView,
    ProposedTopic,
    QuoteView,
    Said,
    SpeakerDetails,
    SpeakerView,
    Stats,
    TalkDetails,
    TalkGiven,
    TopicName,
    TopicPage,
    TopicPassage,
    TopicSummary,
    TopicTalk,
)
from talkgraph.knowledge.lookup import topic_slug
from talkgraph.knowledge.tables import Results
from talkgraph.model import Passage, Person, Proposal, TalkRecord, TalkStatus, Topic
from talkgraph.model.names import SCHEMA, TG, Names, curie
from talkgraph.protocols import GraphReader
from talkgraph.settings import Imprint

Solution = Mapping[str, str]
_STATUSES: Final = {
    f"{SCHEMA}EventScheduled": TalkStatus.GIVEN,
    f"{SCHEMA}EventCancelled": TalkStatus.CANCELLED,
}


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
    posted = _posted(store, about)
    told = _told(store.select(queries.TALK_FACTS, about), "talk").get(record.iri, {})
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
            **posted.get(row["post"], {}),
        )
        for row in _once((*store.select(queries.TALK_POSTS, about), *notes), "post")
    ]
    return TalkDetails(
        iri=record.iri,
        name=record.name,
        title=record.title,
        event=record.event_name,
        date=record.day,
        speakers=_speakers(store, about),
        topics=tuple(row["label"] for row in store.select(queries.TALK_TOPICS, about)),
        links=_links(store.select(queries.TALK_LINKS, about)),
        threads=_links(
            {**row, "kind": "thread"} for row in store.select(queries.TALK_THREADS, about)
        ),
        listed=tuple(
            dict.fromkeys(
                row["title"] for row in store.select(queries.SESSION_ITEMS, {"session": record.iri})
            )
        ),
        said=Results(sorted(said, key=_order), Said),
        start=record.begins,
        end=record.ends,
        room=record.room,
        track=record.track,
        language=record.language,
        type=next(iter(told.get("type", ())), None),
        status=record.status,
        url=next(iter(told.get("url", ())), None),
        identifiers=tuple(told.get("identifier", ())),
        abstract=next(iter(told.get("abstract", ())), None),
        announced=Results(
            (
                Announced(
                    iri=row["abstract"],
                    position=int(row["position"]),
                    text=row["text"],
                    source=row["source"],
                    line=_line(row),
                )
                for row in _once(store.select(queries.TALK_ABSTRACTS, about), "abstract")
            ),
            Announced,
        ),
    )


def _once(rows: Iterable[Solution], key: str) -> Iterable[Solution]:
    """Return the first row of each thing: what several sources tell stands in several places."""
    first: dict[str, Solution] = {}
    for row in rows:
        first.setdefault(row[key], row)
    return first.values()


def _told(rows: Iterable[Solution], key: str) -> dict[str, dict[str, list[str]]]:
    """Return the values of each fact about each thing, each once, in order."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        values = found.setdefault(row[key], {}).setdefault(row["fact"], [])
        if row["value"] not in values:
            values.append(row["value"])
    return found


class _Posted(TypedDict, total=False):
    """What a network knows of a post."""

    url: str
    time: str
    author: str
    reply_to: str
    media: tuple[LinkView, ...]


def _posted(store: GraphReader, about: Mapping[str, str]) -> dict[str, _Posted]:
    """Return what the networks know of the posts of a talk, by the IRIs of the posts."""
    found: dict[str, _Posted] = defaultdict(_Posted)
    for post, facts in _told(store.select(queries.TALK_POST_FACTS, about), "post").items():
        if "url" in facts:
            found[post]["url"] = facts["url"][0]
        if "time" in facts:
            found[post]["time"] = facts["time"][0]
        if "reply" in facts:
            found[post]["reply_to"] = facts["reply"][0]
    for row in store.select(queries.TALK_POST_AUTHORS, about):
        found[row["post"]].setdefault("author", f"@{row['handle']}")
    media: dict[str, list[Solution]] = defaultdict(list)
    for row in store.select(queries.TALK_MEDIA, about):
        media[row["post"]].append({"kind": "media", **row})
    for post, rows in media.items():
        found[post]["media"] = _links(rows)
    return found


def _line(row: Solution) -> int | None:
    return int(row["line"]) if "line" in row else None


def _order(said: Said) -> tuple[str, int, str]:
    return (said.source, said.position if said.line is None else said.line, said.iri)


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
                status=_STATUSES.get(row.get("status", "")),
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
        same_as=tuple(row["target"] for row in store.select(queries.SPEAKER_ELSEWHERE, about)),
    )


def statistics(store: GraphReader, names: Names, imprint: Imprint) -> Stats:
    """Return counts by class, and the events in order of date."""
    told: dict[str, list[Solution]] = defaultdict(list)
    for row in store.select(queries.EVENTS):
        told[row["event"]].append(row)
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
        imprint=imprint,
        counts={
            curie(row["class"]): int(row["count"]) for row in store.select(queries.CLASS_COUNTS)
        },
        events=tuple(
            EventStats(
                iri=iri,
                slug=names.address(iri),
                name=row["name"],
                start=row.get("start"),
                end=row.get("end"),
                location=row.get("location"),
                url=row.get("url"),
                series=row.get("series"),
                sources=tuple(dict.fromkeys(each["source"] for each in rows if "source" in each)),
                talks=talks.get(iri, 0),
                speakers=speakers.get(iri, 0),
                posts=posts.get(iri, 0),
                notes=notes.get(iri, 0),
            )
            for iri, rows in told.items()
            for row in rows[:1]
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


def _quote(row: Solution, talk: str) -> QuoteView:
    return QuoteView(
        iri=row["quote"],
        text=row["text"],
        who=row.get("whoName"),
        basis=row.get("basis"),
        talk=talk,
        source=row["source"],
        line=_line(row),
    )


def _links(rows: Iterable[Solution]) -> tuple[LinkView, ...]:
    return tuple(
        dict.fromkeys(
            LinkView(kind=row["kind"], label=row.get("label", ""), url=row["url"]) for row in rows
        )
    )


def _kind(note_kind: str | None) -> str:
    if note_kind is None:
        return "post"
    return "attribution" if note_kind == "attribution" else "note"


def topic_summaries(
    store: GraphReader, topics: Sequence[Topic], records: Iterable[TalkRecord]
) -> list[TopicSummary]:
    """Return all topics, those of most talks first, then those of most passages."""
    talks = Counter(t for record in records if _counts(record) for t in record.topics_by_confidence)
    passages = {row["topic"]: int(row["count"]) for row in store.select(queries.TOPIC_COUNTS)}
    labels = {topic.iri: topic.label for topic in topics}
    found = (
        TopicSummary(
            iri=topic.iri,
            slug=topic_slug(topic.iri),
            label=topic.label,
            definition=topic.definition,
            broader=_named(topic.broader, labels),
            talks=talks[topic.iri],
            passages=passages.get(topic.iri, 0),
        )
        for topic in topics
    )
    return sorted(found, key=lambda t: (-t.talks, -t.passages, t.label.casefold(), t.iri))


def _counts(record: TalkRecord) -> bool:
    return not (record.is_event or record.is_cancelled)


def proposed_topics(
    proposals: Iterable[Proposal], topics: Iterable[Topic]
) -> Iterator[ProposedTopic]:
    """Yield proposals as they are shown, in their order."""
    told = tuple(proposals)
    labels = {each.iri: each.label for each in (*topics, *(p.topic for p in told))}
    for each in told:
        yield ProposedTopic(
            iri=each.topic.iri,
            label=each.topic.label,
            also_known_as=each.topic.alternate_labels,
            broader=_named(each.topic.broader, labels),
            confidence=each.confidence,
            talks=len(each.talks),
            speakers=each.speakers,
            evidence=each.evidence,
            given=each.given,
        )


def topic_talks(topic: str, records: Iterable[TalkRecord]) -> tuple[TopicTalk, ...]:
    """Return what a topic (an IRI) is to talks and sessions that have it, in their order."""
    return tuple(
        TopicTalk(
            iri=record.iri,
            name=record.name,
            title=record.title,
            event=record.event_name,
            date=record.day,
            confidence=record.topics[topic],
            status=record.status,
        )
        for record in records
    )


def topic_passages(
    store: GraphReader,
    names: Names,
    topic: str,
    passages: Iterable[Passage],
    records: Mapping[str, TalkRecord],
) -> Iterator[TopicPassage]:
    """Yield what a topic (an IRI) was found by in passages that have it, in their order."""
    from pyoxigraph import NamedNode

    from talkgraph.graph.sparql.bindings import plain

    for each in passages:
        assignment = NamedNode(names.assignment(each.iri, topic))
        told = {t.predicate.value: plain(t.object) for t in store.fitting(subject=assignment)}
        yield TopicPassage(
            iri=each.iri,
            confidence=float(told[f"{TG}confidence"]),
            method=told[f"{TG}method"].removeprefix(f"{TG}method-"),
            evidence=told[f"{TG}evidenceText"],
            text=each.text,
            talk=each.talk,
            title=records[each.talk].title,
            event=records[each.talk].event_name,
            source=each.source,
            line=each.line,
            kind=each.kind,
        )


def topic_page(
    topic: Topic,
    topics: Sequence[Topic],
    talks: tuple[TopicTalk, ...],
    passages: tuple[TopicPassage, ...],
    in_all: tuple[int, int],
) -> TopicPage:
    """Return a topic of the vocabulary `topics` with its evidence.

    `in_all` counts its talks and its passages, of which not all need be given.
    """
    labels = {each.iri: each.label for each in topics}
    return TopicPage(
        iri=topic.iri,
        slug=topic_slug(topic.iri),
        label=topic.label,
        also_known_as=topic.alternate_labels,
        definition=topic.definition,
        broader=_named(topic.broader, labels),
        narrower=_named((each.iri for each in topics if topic.iri in each.broader), labels),
        related=_named(_related(topic, topics), labels),
        talks=talks,
        talks_in_all=in_all[0],
        passages=passages,
        passages_in_all=in_all[1],
    )


def _named(iris: Iterable[str], labels: Mapping[str, str]) -> tuple[TopicName, ...]:
    found = (TopicName(iri=iri, label=labels[iri]) for iri in iris if iri in labels)
    return tuple(sorted(found, key=lambda each: (each.label, each.iri)))


def _related(topic: Topic, topics: Iterable[Topic]) -> set[str]:
    return {*topic.related, *(other.iri for other in topics if topic.iri in other.related)}
