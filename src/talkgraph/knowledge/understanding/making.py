"""Makes the reader of a knowledge base from its parts."""

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from talkgraph.knowledge.understanding.events import Events
from talkgraph.knowledge.understanding.kinds import Kinds
from talkgraph.knowledge.understanding.organizations import Organizations
from talkgraph.knowledge.understanding.people import People
from talkgraph.knowledge.understanding.reader import Reader
from talkgraph.knowledge.understanding.subjects import Subjects
from talkgraph.knowledge.understanding.times import Times
from talkgraph.knowledge.understanding.words import Ordinary
from talkgraph.search.spelling import Speller

if TYPE_CHECKING:
    from talkgraph.knowledge.opened import Parts


def make_reader(parts: "Parts") -> Reader:
    """Return what reads queries, from all that has a name in the parts."""
    vocabulary = frozenset(parts.encoder.words())
    ordinary = Ordinary(((each.talk, each.text) for each in parts.passages), vocabulary)
    events = Events(parts.named.events, parts.records, ordinary)
    return Reader(
        people=People(parts.people, parts.records, parts.names, ordinary),
        events=events,
        organizations=Organizations(parts.named.organizations, ordinary),
        times=Times(events.talks_of_years),
        kinds=Kinds(parts.named.with_slides),
        subjects=Subjects(parts.topics, parts.themes, parts.names),
        speller=_speller(parts, vocabulary),
    )


def _speller(parts: "Parts", vocabulary: Collection[str]) -> Speller:
    count = Counter(topic for record in parts.records for topic in record.topics)
    topics = sorted(parts.topics, key=lambda topic: (-count[topic.iri], topic.iri))
    people = (name for each in parts.people for name in (each.name, *each.alternate_names))
    handles = (account.handle for each in parts.people for account in each.accounts)
    events = (part for e in parts.named.events for part in (e.name, e.location or ""))
    bodies = (name for each in parts.named.organizations for name in each.names)
    return Speller(
        [passage.text for passage in parts.passages],
        parts.lexical,
        labels=[label for each in topics for label in (each.label, *each.alternate_labels)],
        titles=[record.title for record in parts.records],
        known=(*people, *handles, *events, *bodies),
        vocabulary=vocabulary,
        language=parts.manifest.language,
    )
