"""What whoever writes an event asks of all the others: who is who, where they work, which version.

The triples of an event follow from the event, from who is meant at each of its places, and from
these answers. Whoever keeps the questions of an event can so tell later whether its triples are
still what they were, without making them.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from talkgraph.model import NO_ORGANIZATIONS, Organizations, People
from talkgraph.model.names import Names
from talkgraph.words import fold

Question = tuple[str, ...]
"""What is asked, and of what: `("owner", service, handle)`, `("named", name)` and so on."""
Answer = tuple[str, ...]
"""What is known: none where nothing is."""

OWNER: Final = "owner"
NAMED: Final = "named"
BODIES: Final = "bodies"
VERSION: Final = "version"


class Known:
    """All that is known of people and bodies beside any one event; see `answer`."""

    def __init__(
        self, people: People, names: Names, organizations: Organizations = NO_ORGANIZATIONS
    ) -> None:
        """Take what was concluded, and the names with the versions of all sources."""
        self.people = people
        self.names = names
        self._bodies = organizations.named
        self._organizations = {each.slug: each.name for each in organizations.organizations}

    def answer(self, question: Question) -> Answer:
        """Return what is known, which depends on the question alone.

        - `owner` of an account, by its key: the slug of the person to whom it belongs.
        - `named` so in full: the slug of the person, if nobody else has that name (folded).
        - `bodies` that an affiliation names: the slug and the name of each in turn.
        - `version` of a source, by its name: the SHA-256 of its bytes.
        """
        kind, *words = question
        if kind == OWNER:
            service, handle = words
            return _if_known(self.people.accounts.get((service, handle)))
        [text] = words
        if kind == NAMED:
            return _if_known(self._by_name.get(text))
        if kind == VERSION:
            return _if_known(self.names.versions.get(text))
        bodies = self._bodies.get(text, ())
        return tuple(part for each in bodies for part in (each, self._organizations[each]))

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """The slug of the only person of each name; empty where several have it."""
        found: dict[str, str] = {}
        for person in self.people.people:
            for name in {fold(each) for each in (person.name, *person.alternate_names)}:
                found[name] = "" if name in found else person.slug
        return found


def _if_known(answer: str | None) -> Answer:
    return (answer,) if answer else ()
