"""Makes the reader of a knowledge base from its parts."""

from typing import TYPE_CHECKING

from talkgraph.knowledge.understanding.events import Events
from talkgraph.knowledge.understanding.kinds import Kinds
from talkgraph.knowledge.understanding.organizations import Organizations
from talkgraph.knowledge.understanding.people import People
from talkgraph.knowledge.understanding.reader import Reader
from talkgraph.knowledge.understanding.subjects import Subjects
from talkgraph.knowledge.understanding.times import Times
from talkgraph.knowledge.understanding.words import Ordinary

if TYPE_CHECKING:
    from talkgraph.knowledge.opened import Parts


def make_reader(parts: "Parts") -> Reader:
    """Return what reads queries, from all that has a name in the parts."""
    words = getattr(parts.encoder, "words", frozenset)
    ordinary = Ordinary(((each.talk, each.text) for each in parts.passages), frozenset(words()))
    events = Events(parts.named.events, parts.records, ordinary)
    return Reader(
        people=People(parts.people, parts.records, parts.names, ordinary),
        events=events,
        organizations=Organizations(parts.named.organizations, ordinary),
        times=Times(events.talks_of_years),
        kinds=Kinds(parts.named.with_slides),
        subjects=Subjects(parts.topics, parts.themes, parts.names),
    )
