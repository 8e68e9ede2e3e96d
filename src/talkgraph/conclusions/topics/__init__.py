"""Topics: a SKOS vocabulary, and what links the concepts in it to passages and talks.

`read_vocabulary` reads the vocabulary; `LabelLinker` (the plain twin) finds its labels in text;
`SkosLinker` weighs labels against meaning; `talk_topics` carries topics from passages to talks.
"""

from talkgraph.conclusions.topics.labels import LabelLinker
from talkgraph.conclusions.topics.linker import SkosLinker, talk_topics
from talkgraph.conclusions.topics.vocabulary import read_vocabulary

__all__ = ["LabelLinker", "SkosLinker", "read_vocabulary", "talk_topics"]
