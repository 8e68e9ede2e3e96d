"""Network views: what they hold, and that GraphML can carry it."""

import datetime as dt
import io
from dataclasses import replace

import networkx as nx
import pytest

from talkgraph.knowledge.exports.networks import people_network, talk_network, topic_network
from talkgraph.model import TalkRecord, Topic

_TOPICS = (
    Topic(iri="topic/a", label="Alpha", related=("topic/b",)),
    Topic(iri="topic/b", label="Beta", related=("topic/a",), broader=("topic/c",)),
    Topic(iri="topic/c", label="Gamma"),
)


def _talk(name: str) -> TalkRecord:
    return TalkRecord(
        iri=f"talk/{name}",
        name=f"event/{name}",
        title=f"On {name}",
        event="event/1",
        event_name="Event One",
    )


_RECORDS = (
    replace(
        _talk("two"),
        speakers=(("person/eve", "Eve"), ("person/ada", "Ada")),
        topics={"topic/a": 0.75, "topic/b": 0.5},
        date=dt.date(2019, 3, 1),
    ),
    replace(
        _talk("one"), speakers=(("person/ada", "Ada"),), topics={"topic/a": 0.5}, work="work/w"
    ),
    replace(_talk("again"), work="work/w"),
    replace(
        _talk("session"), is_talk=False, speakers=(("person/bob", "Bob"),), topics={"topic/c": 0.9}
    ),
)
_SIMILARITIES = {("talk/one", "talk/two"): 0.7, ("talk/one", "talk/session"): 0.9}

_NETWORKS = {
    "talks": lambda: talk_network(_RECORDS, _SIMILARITIES, _TOPICS),
    "people": lambda: people_network(_RECORDS, _TOPICS),
    "topics": lambda: topic_network(_RECORDS, _TOPICS),
}


def test_talks_are_linked_by_similarity_and_by_work() -> None:
    graph = talk_network(_RECORDS, _SIMILARITIES, _TOPICS)
    assert sorted(graph.nodes) == ["talk/again", "talk/one", "talk/two"]
    assert graph.edges["talk/one", "talk/two"] == {"weight": 0.7, "repeat": 0, "distance": 0.3}
    assert graph.edges["talk/again", "talk/one"] == {"weight": 1.0, "repeat": 1, "distance": 0.0}
    assert graph.number_of_edges() == 2
    assert graph.nodes["talk/two"] == {
        "label": "On two",
        "name": "event/two",
        "event": "Event One",
        "date": "2019-03-01",
        "speakers": "Eve; Ada",
        "topics": "Alpha; Beta",
    }


def test_people_have_events_topics_and_company() -> None:
    graph = people_network(_RECORDS, _TOPICS)
    assert graph.nodes["person/ada"] == {"kind": "person", "label": "Ada", "talks": 2}
    assert graph.edges["person/ada", "event/1"] == {"relation": "spoke-at", "weight": 2.0}
    assert graph.edges["person/ada", "topic/a"] == {"relation": "spoke-about", "weight": 1.25}
    assert graph.edges["person/ada", "person/eve"] == {"relation": "spoke-with", "weight": 1.0}
    assert "person/bob" not in graph
    assert "topic/c" not in graph


def test_talks_and_topics_are_two_sides() -> None:
    graph = topic_network(_RECORDS, _TOPICS)
    assert graph.nodes["topic/b"] == {
        "kind": "topic",
        "bipartite": 1,
        "label": "Beta",
        "talks": 1,
        "broader": "Gamma",
    }
    assert graph.edges["talk/two", "topic/b"] == {"relation": "about", "weight": 0.5}
    assert "topic/c" not in graph
    talks = {iri for iri in graph if graph.nodes[iri]["bipartite"] == 0}
    assert talks == {"talk/again", "talk/one", "talk/two"}
    assert nx.bipartite.is_bipartite_node_set(nx.subgraph(graph, graph), talks)


@pytest.mark.parametrize("kind", sorted(_NETWORKS))
def test_graphml_carries_it_there_and_back(kind: str) -> None:
    graph = _NETWORKS[kind]()
    buffer = io.BytesIO()
    nx.write_graphml(graph, buffer)
    again = nx.read_graphml(io.BytesIO(buffer.getvalue()))
    assert again.adj == graph.adj
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))


def test_what_xml_cannot_hold_is_left_out() -> None:
    record = replace(_talk("odd"), title="On\x00 \ufffe bells \U0001f514")
    graph = talk_network([record], {}, ())
    assert graph.nodes["talk/odd"]["label"] == "On  bells \U0001f514"


@pytest.mark.parametrize("kind", sorted(_NETWORKS))
def test_order_of_records_does_not_matter(kind: str) -> None:
    back = _RECORDS[::-1]
    other = {
        "talks": lambda: talk_network(back, _SIMILARITIES, _TOPICS),
        "people": lambda: people_network(back, _TOPICS),
        "topics": lambda: topic_network(back, _TOPICS),
    }[kind]()
    graph = _NETWORKS[kind]()
    assert list(graph.nodes(data=True)) == list(other.nodes(data=True))
    assert list(graph.edges(data=True)) == list(other.edges(data=True))
