"""Topics: a SKOS vocabulary, and what links the concepts in it to passages and talks.

`read_vocabularies` reads one or several; `LabelLinker` (the plain twin) finds labels in text;
`SkosLinker` weighs labels against meaning; `talk_topics` carries topics from passages to talks,
and `near_talks` tells it which of them the talk is near to.
`topic_linker` returns the one that a build uses.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from talkgraph.conclusions.topics.labels import LabelLinker
from talkgraph.conclusions.topics.linker import SkosLinker, talk_topics
from talkgraph.conclusions.topics.nearness import near_talks
from talkgraph.conclusions.topics.several import (
    Vocabulary,
    read_vocabularies,
    read_vocabulary,
)
from talkgraph.conclusions.topics.vocabulary import parsed, vocabulary_files
from talkgraph.model import Topic
from talkgraph.protocols import TopicLinker

if TYPE_CHECKING:
    from talkgraph.search.scores import Floats

__all__ = [
    "LabelLinker",
    "SkosLinker",
    "Vocabulary",
    "near_talks",
    "parsed",
    "read_vocabularies",
    "read_vocabulary",
    "talk_topics",
    "topic_linker",
    "vocabulary_files",
]


def topic_linker(topics: Sequence[Topic], vectors: "Floats") -> TopicLinker:
    """Return what links passages to topics, whose unit vectors are given; here it is chosen."""
    return SkosLinker(topics, vectors)
