"""Who is who, and which talks are one: handles first, then names; with evidence, and undoable."""

from talkgraph.people.mentions import mentions_of
from talkgraph.people.overrides import NO_OVERRIDES, Override, Overrides, Verdict, read_overrides
from talkgraph.people.resolution import resolve
from talkgraph.people.works import find_works
from talkgraph.people.written_names import canonical_name

__all__ = [
    "NO_OVERRIDES",
    "Override",
    "Overrides",
    "Verdict",
    "canonical_name",
    "find_works",
    "mentions_of",
    "read_overrides",
    "resolve",
]
