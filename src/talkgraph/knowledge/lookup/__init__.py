"""From what people type to what is meant: talks, people, events, topics, themes, dates."""

from talkgraph.knowledge.lookup.people import A_PERSON
from talkgraph.knowledge.lookup.things import Lookup, topic_slug

__all__ = ["A_PERSON", "Lookup", "topic_slug"]
