"""Who is who, and which talks are one: handles first, then names; with evidence, and undoable."""

from talkgraph.conclusions.people.mentions import mentions_of
from talkgraph.conclusions.people.names import canonical_name
from talkgraph.conclusions.people.overrides import (
    NO_OVERRIDES,
    Override,
    Overrides,
    Verdict,
    read_overrides,
)
from talkgraph.conclusions.people.resolve import resolve
from talkgraph.conclusions.people.works import find_works

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
