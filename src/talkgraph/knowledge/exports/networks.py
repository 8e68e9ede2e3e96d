"""Views of the talks, people and topics as networkx graphs, ready to be written as GraphML.

Nodes are IRIs. Every attribute is a string, a whole number or a float: GraphML knows no others.
Nodes and edges are added in order, so the same input gives the same file.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final

from talkgraph.model import TalkRecord, Topic

if TYPE_CHECKING:
    import networkx as nx

_SHOWN_TOPICS: Final = 5
_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def talk_network(
    records: Sequence[TalkRecord],
    similarities: Mapping[tuple[str, str], float],
    topics: Sequence[Topic],
) -> "nx.Graph[str]":
    """Return the talks (`label`, `name`, `event`, `date`, `speakers`, `topics`) by similarity.

    An edge's `weight` is the similarity, 0 to 1, and its `distance` 1 - `weight`, for what looks
    for the shortest way; `repeat` is 1 where both perform one work, and
    such talks are linked even where `similarities` does not say so.
    """
    graph = _empty()
    talks = _talks(records)
    labels = {topic.iri: topic.label for topic in topics}
    for record in talks.values():
        _add_talk(graph, record, labels)
    for (left, right), weight in sorted(similarities.items()):
        if left in talks and right in talks and left != right:
            graph.add_edge(left, right, weight=float(weight), repeat=0)
    works: dict[str, list[str]] = defaultdict(list)
    for record in talks.values():
        if record.work is not None:
            works[record.work].append(record.iri)
    for deliveries in works.values():
        for left, right in combinations(deliveries, 2):
            if not graph.has_edge(left, right):
                graph.add_edge(left, right, weight=1.0)
            graph.edges[left, right]["repeat"] = 1
    for _, _, data in graph.edges(data=True):
        data["distance"] = round(max(0.0, 1.0 - data["weight"]), 6)
    return graph


def people_network(records: Sequence[TalkRecord], topics: Sequence[Topic]) -> "nx.Graph[str]":
    """Return the speakers with the events they spoke at and the topics they spoke about.

    Nodes have a `kind` (`person`, `event` or `topic`) and a `label`; people also `talks`, a
    number. Edges have a `relation` (`spoke-at`, `spoke-about`, `spoke-with`) and a `weight`:
    the number of talks or, for topics, the sum of their confidence in them.
    """
    graph = _empty()
    talks = _talks(records).values()
    labels = {topic.iri: topic.label for topic in topics}
    names = {iri: name for record in talks for iri, name in record.speakers}
    counts = Counter(iri for record in talks for iri, _ in record.speakers)
    for iri in sorted(names):
        graph.add_node(iri, kind="person", label=_plain(names[iri]), talks=counts[iri])
    weights: dict[tuple[str, str, str], float] = defaultdict(float)
    for record in talks:
        if record.speakers:
            graph.add_node(record.event, kind="event", label=_plain(record.event_name))
        for topic in sorted(record.topics_by_confidence) if record.speakers else ():
            graph.add_node(topic, kind="topic", label=labels.get(topic, topic))
        for speaker, _ in record.speakers:
            weights[speaker, record.event, "spoke-at"] += 1.0
            for topic in record.topics_by_confidence:
                weights[speaker, topic, "spoke-about"] += record.topics[topic]
        for left, right in combinations(sorted({iri for iri, _ in record.speakers}), 2):
            weights[left, right, "spoke-with"] += 1.0
    _add_weighted(graph, weights)
    return graph


def topic_network(records: Sequence[TalkRecord], topics: Sequence[Topic]) -> "nx.Graph[str]":
    """Return the topics that talks have, with these talks: a bipartite graph.

    Nodes have a `kind` (`talk` or `topic`), a `label` and `bipartite`: 0 for talks, 1 for topics,
    as `networkx.bipartite` wants it; topics also `talks`, a number, and `broader`, the labels of
    the topics above. An edge's `relation` is `about`, its `weight` the confidence, 0 to 1.
    """
    graph = _empty()
    talks = _talks(records)
    labels = {topic.iri: topic.label for topic in topics}
    broader = {topic.iri: topic.broader for topic in topics}
    counts = Counter(topic for record in talks.values() for topic in record.topics_by_confidence)
    for iri in sorted(counts):
        above = "; ".join(labels.get(each, each) for each in broader.get(iri, ()))
        label = labels.get(iri, iri)
        graph.add_node(
            iri, kind="topic", bipartite=1, label=label, talks=counts[iri], broader=above
        )
    weights: dict[tuple[str, str, str], float] = {}
    for record in talks.values():
        _add_talk(graph, record, labels, kind="talk", bipartite=0)
        for topic_iri in record.topics_by_confidence:
            weights[record.iri, topic_iri, "about"] = record.topics[topic_iri]
    _add_weighted(graph, weights)
    return graph


def _empty() -> "nx.Graph[str]":
    import networkx as nx

    return nx.Graph()


def _talks(records: Iterable[TalkRecord]) -> dict[str, TalkRecord]:
    talks = {record.iri: record for record in records if record.is_given}
    return {iri: talks[iri] for iri in sorted(talks)}


def _add_talk(
    graph: "nx.Graph[str]", record: TalkRecord, labels: Mapping[str, str], **more: str | int
) -> None:
    strongest = record.topics_by_confidence[:_SHOWN_TOPICS]
    graph.add_node(
        record.iri,
        label=_plain(record.title),
        name=record.name,
        event=_plain(record.event_name),
        date=record.day or "",
        speakers=_plain("; ".join(record.speaker_names)),
        topics="; ".join(labels.get(iri, iri) for iri in strongest),
        **more,
    )


def _add_weighted(graph: "nx.Graph[str]", weights: Mapping[tuple[str, str, str], float]) -> None:
    for left, right, relation in sorted(weights):
        weight = round(float(weights[left, right, relation]), 4)
        graph.add_edge(left, right, relation=relation, weight=weight)


def _plain(text: str) -> str:
    """Return the text without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)
