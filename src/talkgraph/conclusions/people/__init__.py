"""Who is who, and which talks are one: handles first, then names; with evidence, and undoable.

- A mention is one place where the notes name somebody (`mentions`).
- A naming is all mentions of one source in the same words with one account (`namings`).
- A name is the text, taken apart into the words that identify somebody (`names`).
- A cluster is the namings that have been joined: a person in the making (`clusters`).
"""

from talkgraph.conclusions.people.mentions import mentions_of
from talkgraph.conclusions.people.overrides import NO_OVERRIDES, Overrides, read_overrides
from talkgraph.conclusions.people.resolve import resolve
from talkgraph.conclusions.people.works import find_works

__all__ = [
    "NO_OVERRIDES",
    "Overrides",
    "find_works",
    "mentions_of",
    "read_overrides",
    "resolve",
]
