"""The names of bodies as they stand in the sources, and those that are one body."""

from dataclasses import dataclass

from talkgraph.conclusions.organizations.names import BodyName
from talkgraph.model import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A name as written: taken apart, how often and where first, and of whom it is said."""

    text: str
    name: BodyName
    count: int
    span: Span
    people: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The spellings that are one body, the canonical one first."""

    spellings: tuple[Spelling, ...]

    @property
    def name(self) -> str:
        """The canonical name."""
        return self.spellings[0].text

    @property
    def people(self) -> frozenset[str]:
        """The slugs of those who are said to be there."""
        return frozenset(person for each in self.spellings for person in each.people)

    @property
    def span(self) -> Span:
        """Where it is named first by its canonical name."""
        return self.spellings[0].span
