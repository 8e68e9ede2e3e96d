"""The questions to a knowledge base that are about topics, and about themes over time."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from talkgraph.answers import Results
from talkgraph.errors import NotFound
from talkgraph.graph import queries
from talkgraph.model import Topic
from talkgraph.parts import Parts
from talkgraph.topic_results import (
    Outside,
    OutsidePassage,
    OutsideTalk,
    ThemeCount,
    TopicPage,
    TopicPassage,
    TopicSummary,
    TopicTalk,
)

PERIODS: Final = ("year", "event")
_UNDATED: Final = "undated"


class TopicQuestions:
    """Answers about topics, and about themes over time, from the parts of a generation."""

    parts: Parts

    def topics(self) -> Results[TopicSummary]:
        """Return the topics that anything has, those of most talks first."""
        talks: dict[str, int] = defaultdict(int)
        passages: dict[str, int] = defaultdict(int)
        for row in self.parts.store.select(queries.TOPIC_COUNTS):
            counts = talks if row["method"] == "aggregate" else passages
            counts[row["topic"]] += int(row["count"])
        found = [
            TopicSummary(
                iri=topic.iri,
                label=topic.label,
                talks=talks[topic.iri],
                passages=passages[topic.iri],
            )
            for topic in self.parts.topics
            if topic.iri in talks or topic.iri in passages
        ]
        found.sort(key=lambda each: (-each.talks, -each.passages, each.label))
        return Results(found, TopicSummary)

    def topic(self, name: str) -> TopicPage:
        """Return a topic, by IRI or any of its labels, with the evidence for it.

        Raises `NotFound`, with labels that come near.
        """
        topic = self.parts.lookup.one_topic(name)
        about = {"topic": topic.iri}
        store = self.parts.store
        return TopicPage(
            iri=topic.iri,
            label=topic.label,
            also=topic.alternate_labels,
            definition=topic.definition,
            broader=self._labels(topic.broader),
            narrower=self._labels(t.iri for t in self.parts.topics if topic.iri in t.broader),
            related=self._labels(_related(topic, self.parts.topics)),
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
                    line=int(row["line"]),
                )
                for row in store.select(queries.TOPIC_PASSAGES, about)
            ),
        )

    def theme_counts(self, name: str, by: str = "year") -> Results[ThemeCount]:
        """Return how much of a theme there is in each `year` or at each `event`, in order.

        `name` is as in `theme`; a talk without a date counts in the year of its
        event. Years and events without the theme are there too.

        Raises `NotFound` for a theme or a way of counting that there is not.
        """
        if by not in PERIODS:
            raise NotFound(
                f"themes cannot be counted by {by!r}.", name=by, suggestions=list(PERIODS)
            )
        starts = {
            row["event"]: row["start"][:4] for row in self.parts.store.select(queries.EVENT_STARTS)
        }
        weights = {m.talk: m.weight for m in self.parts.lookup.theme(name).members}
        there: dict[tuple[str, str], list[str]] = defaultdict(list)
        for record in self.parts.records:
            if record.is_talk:
                year = str(record.date.year) if record.date else starts.get(record.event, _UNDATED)
                there[(year, year) if by == "year" else (year, record.event_name)].append(
                    record.iri
                )
        counts = []
        for (_, period), talks in sorted(there.items()):
            held = [weights[talk] for talk in talks if talk in weights]
            counts.append(
                ThemeCount(
                    period=period,
                    talks=len(held),
                    of=len(talks),
                    weight=round(sum(held), 4),
                    share=round(sum(held) / len(talks), 4),
                )
            )
        return Results(counts, ThemeCount)

    def outside_themes(self) -> Outside:
        """Return the talks, and the posts and notes, that are in no theme, in order of IRI."""
        held = {member.talk for theme in self.parts.themes for member in theme.members}
        titles = {record.iri: record.title for record in self.parts.records}
        said = {passage.iri: passage for passage in self.parts.passages}
        return Outside(
            talks=tuple(
                OutsideTalk(iri=record.iri, title=record.title, event=record.event_name)
                for record in sorted(self.parts.records, key=lambda record: record.iri)
                if record.is_talk and record.iri not in held
            ),
            passages=tuple(
                OutsidePassage(
                    iri=iri,
                    text=said[iri].text,
                    talk=said[iri].talk,
                    title=titles[said[iri].talk],
                )
                for iri in self.parts.outside_themes
            ),
        )

    def _labels(self, iris: Iterable[str]) -> tuple[str, ...]:
        labels = {topic.iri: topic.label for topic in self.parts.topics}
        return tuple(sorted(labels[iri] for iri in iris if iri in labels))


def _related(topic: Topic, topics: Iterable[Topic]) -> set[str]:
    return {*topic.related, *(other.iri for other in topics if topic.iri in other.related)}
