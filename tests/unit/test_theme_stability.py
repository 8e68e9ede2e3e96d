"""The stability figure, on themes whose changes can be counted by hand."""

import numpy as np
from numpy.typing import NDArray
from theme_stability import events_of, stability

from talkgraph.model import Passage, PassageKind, TalkRecord, Topic, TopicAssignment, TopicMethod

_TOPICS = (Topic(iri="topic/tea", label="Tea"), Topic(iri="topic/jam", label="Jam"))
# talk: (event, topics of its posts)
_TALKS = {
    "a": ("one", ["tea", "tea", "jam", "jam"]),
    "b": ("one", ["tea", "tea"]),
    "c": ("two", ["tea", "tea", "jam", "jam"]),
    "d": ("two", ["jam", "jam"]),
}

_Corpus = tuple[
    list[Passage], list[TalkRecord], NDArray[np.float32], tuple[Topic, ...], list[TopicAssignment]
]


def _corpus() -> _Corpus:
    passages, assignments = [], []
    for talk, (_, topics) in _TALKS.items():
        for place, topic in enumerate(topics):
            iri = f"post/{talk}/{place}"
            text = f"words about {topic} in {talk}"
            passages.append(Passage(iri=iri, kind=PassageKind.POST, talk=talk, text=text))
            assignments.append(
                TopicAssignment(
                    target=iri,
                    topic=f"topic/{topic}",
                    confidence=0.95,
                    method=TopicMethod.LABEL,
                    evidence=topic,
                    start=0,
                    end=3,
                )
            )
    records = [
        TalkRecord(iri=talk, name=talk, title=talk, event=event, event_name=event)
        for talk, (event, _) in _TALKS.items()
    ]
    vectors = np.eye(len(passages), 16, dtype=np.float32)
    return passages, records, vectors, _TOPICS, assignments


def test_events_are_left_out_with_all_their_talks() -> None:
    assert events_of(_corpus()[1]) == (frozenset("ab"), frozenset("cd"))


def test_themes_that_follow_from_each_talk_alone_are_wholly_stable() -> None:
    found = stability(*_corpus(), left_out=[frozenset("d")])
    assert (found.members, found.names, found.compared) == (1.0, 1.0, 2)


def test_a_theme_with_too_few_works_left_is_not_compared() -> None:
    found = stability(*_corpus(), left_out=events_of(_corpus()[1]))
    # Without event one, tea has c alone and jam c and d; without two, tea has a and b, jam a.
    assert found.compared == 2
    assert found.members == found.names == 1.0


def test_a_theme_that_is_gone_counts_as_nothing() -> None:
    passages, records, vectors, topics, assignments = _corpus()
    rows = [i for i, p in enumerate(passages) if not p.iri.startswith("post/d")]
    passages, vectors = [passages[i] for i in rows], vectors[rows]
    # Tea is too light a theme without c, though a and b are two works that hold it.
    light = [
        TopicAssignment(
            target=a.target,
            topic=a.topic,
            confidence=0.95 if a.target.startswith("post/c") else 0.62,
            method=a.method,
            evidence=a.evidence,
            start=0,
            end=3,
        )
        for a in assignments
        if a.topic == "topic/tea"
    ]
    found = stability(passages, records, vectors, topics, light, [frozenset("c")])
    assert (found.members, found.names, found.compared) == (0.0, 0.0, 1)


def test_nothing_to_compare_is_stable() -> None:
    assert stability(*_corpus(), left_out=[]).members == 1.0
